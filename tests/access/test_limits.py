"""How often one address may search and ask the API: refused in time, told when to come back, and nobody else is."""

import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from initiatives.visitors import Limit
from tests.processes import ROOT
from tests.reading import words_of
from trilateral.settings import rate

pytestmark = pytest.mark.once
database = pytest.mark.django_db(databases=["default", "public"])


def test_a_limit_lets_so_many_pass_at_once_and_then_one_as_the_time_for_it_passes():
    limit = Limit(3, 60)
    assert [limit.wait("a", now) for now in (0, 0, 0, 0, 19, 20, 20.5, 40)] == [0, 0, 0, 20, 1, 0, 20, 0]
    assert [limit.wait("a", 1_000) for _ in range(4)] == [0, 0, 0, 20]
    assert limit.wait("b", 1_000) == 0


def test_a_limit_remembers_the_addresses_that_asked_last_and_no_more():
    limit = Limit(1, 60)
    for number in range(Limit.MOST + 5):
        limit.wait(str(number), 0)
    assert len(limit.until) == Limit.MOST
    assert limit.wait(str(Limit.MOST), 1) == 59
    assert limit.wait("0", 1) == 0


@pytest.fixture
def limited(settings):
    settings.SEARCH_RATE, settings.API_RATE = (3, 60), (2, 60)
    return Client()


def statuses(client, path, times, **more):
    return [client.get(path, **more).status_code for _ in range(times)]


@database
def test_searches_beyond_the_rate_are_answered_429_in_the_language_of_the_page(limited, published):
    paths = ("/search/?q=space", "/ja/search/", "/search", "/ko/search/?q=1")
    answers = [limited.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200, 301, 429]
    refused = answers[-1]
    assert 1 <= int(refused["Retry-After"]) <= 20
    assert f"in {refused['Retry-After']} seconds" in words_of(limited.get("/search/"))
    assert (refused["Cache-Control"], refused.cookies, refused["Content-Language"]) == ("no-store", {}, "ko")
    assert '<html lang="ko">' in refused.content.decode()
    assert limited.head("/search/").status_code == 429
    assert limited.options("/search/").status_code == 200


@database
def test_nothing_else_is_counted_and_nobody_else_is_refused(limited, published):
    assert statuses(limited, "/search/", 4) == [200, 200, 200, 429]
    assert statuses(limited, "/", 8) + statuses(limited, "/documents/?kind=fact_sheet", 8) == [200] * 16
    assert limited.get("/search/", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert limited.get("/SEARCH/?q=space").status_code == 301


@database
def test_an_address_is_the_one_the_proxies_saw_and_a_network_of_ipv6_is_one(limited, published, settings):
    networks = [f"2001:db8:0:{last}::{last}" for last in (1, 1, 1, 1, 2)]
    assert [limited.get("/search/", REMOTE_ADDR=one).status_code for one in networks] == [200, 200, 200, 429, 200]
    settings.PROXIES = 1
    told = [f"198.51.100.{number}, 203.0.113.9" for number in range(4)]
    assert [limited.get("/search/", HTTP_X_FORWARDED_FOR=one).status_code for one in told] == [200, 200, 200, 429]
    assert limited.get("/search/", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.1").status_code == 200


@database
def test_a_program_is_told_by_a_problem_that_it_can_read(limited, published):
    answers = [limited.get("/api/v1/rounds/") for _ in range(3)]
    assert {answer.status_code for answer in answers[:2]}.isdisjoint({429})
    refused = answers[2]
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert json.loads(refused.content) == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": f"Too many requests from your address. Ask again in {refused['Retry-After']} seconds.",
    }
    assert statuses(limited, "/search/", 3) == [200] * 3


@database
def test_without_a_rate_nobody_is_refused(client, published):
    assert set(statuses(client, "/search/", 40)) == {200}


@pytest.mark.parametrize("hosts", ["record.example", "localhost"])
def test_a_site_that_answers_to_a_name_of_its_own_has_limits(hosts):
    environment = {**os.environ, "TESTING": "1", "ALLOWED_HOSTS": hosts, "SECRET_KEY": "x"}
    command = [sys.executable, "-c", "from trilateral import settings as s; print(s.SEARCH_RATE, s.API_RATE)"]
    run = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == {"record.example": "(120, 60) (600, 60)\n", "localhost": "None None\n"}[hosts]


def test_a_rate_is_looked_at_when_the_site_starts():
    told = {"5/s": (5, 1), " 60/m ": (60, 60), "9/h": (9, 3600), "1/d": (1, 86_400), "": None, "0": None, "0/m": None}
    assert {text: rate(text) for text in told} == told
    for text in ("60", "many", "-1/m", "60/w", "6.5/m", "٣/m", "9999999/m"):
        with pytest.raises(ImproperlyConfigured, match=f"“{text}” is no rate"):
            rate(text)
