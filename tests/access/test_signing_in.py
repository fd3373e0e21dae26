"""Signing in: one way in, nothing said to strangers, nobody locked out from elsewhere, nowhere else to be sent."""

import re
import statistics
import time
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from initiatives.desk.signing_in import WRONG
from initiatives.record import realm
from initiatives.visitors import address_of
from tests.access.conftest import PASSWORD, enter, make_person, send

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def test_a_name_and_password_open_the_desk(client, person):
    assert client.get("/admin/")["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    response = send(client)
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_the_admins_own_sign_in_leads_to_the_one_page(client):
    response = client.get("/admin/login/", {"next": "/admin/desk/"})
    assert response["Location"] == "/accounts/login/?next=%2Fadmin%2Fdesk%2F"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/admin/desk/", "/admin/desk/"),
        ("/", "/"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("/\\evil.example", "/admin/"),
        ("https:evil.example", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("\thttps://evil.example", "/admin/"),
        ("http://localhost.evil.example/", "/admin/"),
        ("https://trusted.example/", "/admin/"),
        ("http://127.0.0.1/admin/", "/admin/"),
    ],
)
def test_nobody_is_sent_off_the_site(client, person, settings, wanted, found):
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example"]
    response = client.post("/accounts/login/", {"login": "editor", "password": PASSWORD, "next": wanted})
    assert response["Location"] == found
    assert client.get("/accounts/login/", {"next": wanted})["Location"] == found
    left = client.post("/accounts/logout/", {"next": wanted})
    assert left["Location"] == (found if found != "/admin/" else "/accounts/login/")


def without_what_was_typed(page):
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
    return re.sub(r'value="\w+"', "", text)


def test_an_unknown_name_a_wrong_password_and_a_deactivated_account_are_answered_alike(person):
    make_person("gone", is_active=False)
    answers = {
        "unknown": send(Client(), "nobody", PASSWORD),
        "wrong": send(Client(), "editor", "not the password"),
        "gone": send(Client(), "gone", PASSWORD),
    }
    pages = {name: (page.status_code, without_what_was_typed(page)) for name, page in answers.items()}
    assert pages["unknown"][0] == 200
    assert WRONG in pages["unknown"][1]
    assert pages["unknown"] == pages["wrong"] == pages["gone"]


def test_an_unknown_name_takes_as_long_as_a_wrong_password(person, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.AXES_FAILURE_LIMIT = 100
    person.set_password(PASSWORD)
    person.save()
    took = {"editor": [], "nobody": []}
    for _ in range(5):
        for name, times in took.items():
            cache.clear()
            started = time.process_time()
            send(Client(), name, "not the password")
            times.append(time.process_time() - started)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.6 < known / unknown < 1.6


def test_five_wrong_passwords_lock_a_name_from_an_address_and_from_no_other(client, person):
    statuses = [send(client, password="wrong", REMOTE_ADDR="192.0.2.1").status_code for _ in range(6)]
    assert statuses == [200, 200, 200, 200, 429, 429]
    assert send(client, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert send(client, "EDITOR", REMOTE_ADDR="192.0.2.1").status_code == 429
    assert send(Client(), REMOTE_ADDR="192.0.2.2").status_code == 302


def test_a_lockout_ends_after_a_quarter_of_an_hour_however_often_it_was_tried(client, person):
    for _ in range(12):
        response = send(client, password="wrong")
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    with realm.at_desk():
        assert AccessAttempt.objects.get().failures_since_start == 5
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    cache.clear()
    assert send(client).status_code == 429
    with realm.at_desk():
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert send(client).status_code == 302


def test_a_lockout_says_the_same_of_a_name_that_is_nobodys(person):
    pages = []
    for name in ("editor", "nobody"):
        for _ in range(6):
            page = send(Client(), name, "wrong")
        pages.append((page.status_code, without_what_was_typed(page)))
    assert pages[0][0] == 429
    assert pages[0] == pages[1]


def test_signing_in_forgets_the_wrong_tries_before_it(client, person):
    for _ in range(3):
        for _ in range(3):
            assert send(client, password="wrong").status_code == 200
        assert send(client).status_code == 302
        client.post("/accounts/logout/")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "address"),
    [
        (0, "198.51.100.7", "192.0.2.1", "192.0.2.1"),  # written by the client: not believed
        (1, "203.0.113.9, 198.51.100.7", "10.0.0.1", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "10.0.0.1", "198.51.100.7"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
        (1, "nonsense", "10.0.0.1", None),
    ],
)
def test_addresses_are_those_the_proxies_saw(rf, settings, proxies, forwarded, remote, address):
    settings.PROXIES = proxies
    assert address_of(rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)) == address


def test_a_deactivated_account_is_out_with_its_next_request(client, person):
    enter(client, person)
    assert client.get("/admin/").status_code == 200
    with realm.at_desk():
        User.objects.update(is_active=False)
    assert client.get("/admin/")["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert client.get("/desk/preview/")["Location"] == "/accounts/login/?next=%2Fdesk%2Fpreview%2F"


def test_a_changed_password_ends_the_other_sessions(client, person):
    other = enter(Client(), person, factor=False)
    send(client)
    new = "the sixth round, in winter"
    changed = client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert changed.status_code == 302
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


@pytest.mark.parametrize("weak", ["short", "123456789012", "password1234", "sugiyama blinken"])
def test_weak_passwords_are_refused(client, person, weak):
    User.objects.update(last_name="Sugiyama-Blinken")
    send(client)
    page = client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["password1"]


@pytest.mark.parametrize("page", ["signup", "email", "password/reset", "login/code", "social/signup", "inactive"])
def test_there_is_no_sign_up_mail_or_other_way_in(client, page):
    assert client.get(f"/accounts/{page}/").status_code == 404


def test_cookies_are_the_desks_and_hidden_from_scripts(client, person, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    page = client.get("/accounts/login/")
    response = client.post("/accounts/login/", {"login": "editor", "password": PASSWORD})
    cookies = SimpleCookie()
    for answer in (page, response):
        cookies.update(answer.cookies)
    kept = {name: (c["httponly"], c["secure"], c["samesite"], c["path"]) for name, c in cookies.items()}
    kept.pop("messages", None)
    assert kept == {"csrftoken": (True, True, "Lax", "/"), "sessionid": (True, True, "Lax", "/")}
    assert cookies["sessionid"]["expires"] == ""
    public = client.get("/about/")
    assert (public.cookies, public.get("Vary", "")) == (SimpleCookie(), "Accept-Encoding")


def test_pages_of_the_desk_are_kept_by_no_cache_and_load_nothing_from_elsewhere(client, person):
    for page in (client.get("/accounts/login/"), send(client, password="wrong")):
        assert page["Cache-Control"] == "private, no-store"
        assert "script-src 'self';" in page["Content-Security-Policy"]
        assert (
            re.findall(r"<script(?![^>]*(?:src=|application/json))|<style|style=|\son\w+=", page.content.decode()) == []
        )
