"""The second factor: asked for by every address, of this session, and the same whichever way it is given."""

import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from initiatives.record import realm
from tests.access.conftest import PASSWORD, app_code, enter, give_app, make_person, send

pytestmark = pytest.mark.django_db(databases=["default", "public"])

FACTORS = "/accounts/factors/"


def printed(code, **variables):
    """What a new process of the site prints, with variables of the environment."""
    environment = {**os.environ, "TESTING": "1", "DJANGO_SETTINGS_MODULE": "trilateral.settings", **variables}
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, check=True
    ).stdout.decode()


def kinds(person):
    with realm.at_desk():
        return sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True))


def test_without_one_the_desk_leads_to_the_page_to_set_one_up(client, person, required):
    assert send(client)["Location"] == "/admin/"
    for address in ("/admin/", "/desk/preview/", "/admin/no/such/page/", "/desk/anything"):
        assert client.get(address)["Location"] == f"{FACTORS}?next={address.replace('/', '%2F')}"
    assert b"Set one up to go on" in client.get(FACTORS).content


def test_a_password_alone_opens_the_desk_where_the_site_asks_for_no_more(client, person, settings):
    settings.REQUIRE_MFA = False
    send(client)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("address", ["/admin/", "/admin/auth/user/", "/admin/auth/user/add/", "/accounts/factors/"])
def test_every_page_of_the_desk_says_so_while_a_password_alone_opens_it(client, settings, address):
    enter(client, make_person("superuser", is_superuser=True))
    words = "No second factor is required on this site."
    found = {}
    for required in (False, True):
        settings.REQUIRE_MFA = required
        found[required] = client.get(address).content.decode().count(words)
    assert found == {False: 1, True: 0}


@pytest.mark.parametrize(
    ("variables", "required"),
    [
        ({}, False),
        ({"ALLOWED_HOSTS": "record.example.org"}, True),
        ({"ALLOWED_HOSTS": "localhost,10.0.0.5"}, True),
        ({"HTTPS": "on"}, True),
        ({"ALLOWED_HOSTS": "record.example.org", "REQUIRE_MFA": "off"}, False),
        ({"REQUIRE_MFA": "on"}, True),
    ],
)
def test_the_site_asks_for_one_wherever_others_can_reach_it(variables, required):
    assert printed("from trilateral import settings; print(settings.REQUIRE_MFA)", **variables) == f"{required}\n"


def test_a_public_only_process_has_none_of_it():
    code = """
import django
django.setup()
from django.conf import settings
from django.urls import get_resolver
installed = [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]
print([name for name in installed if any(word in name for word in ("allauth", "axes", "desk", "auth", "sessions"))])
found = [str(each.pattern) for each in get_resolver().url_patterns]
print([pattern for pattern in found if pattern.startswith(("admin", "accounts", "desk"))], "robots.txt" in found)
"""
    assert printed(code, ROLE="public") == "[]\n[] True\n"


def test_scripts_are_told_in_their_own_terms(client, person, required):
    asked = {"HTTP_SEC_FETCH_DEST": "empty"}
    anonymous = client.get("/admin/", **asked)
    assert (anonymous.status_code, anonymous.json()["address"]) == (401, "/accounts/login/")
    send(client)
    without = client.post("/admin/", **asked)
    assert (without.status_code, without.json()["address"]) == (403, FACTORS)


@pytest.mark.django_db(transaction=True, databases=["default", "public"])
def test_setting_an_app_up_opens_the_desk_and_shows_recovery_codes(client, person, required):
    send(client)
    secret = client.get(f"{FACTORS}totp/activate/").context["form"].secret
    response = client.post(f"{FACTORS}totp/activate/", {"code": app_code(secret=secret)})
    assert response["Location"] == f"{FACTORS}recovery-codes/"
    assert len(client.get(response["Location"]).context["unused_codes"]) == 10
    assert kinds(person) == ["recovery_codes", "totp"]
    assert client.get("/admin/").status_code == 200


def test_the_code_of_the_app_is_asked_for_when_signing_in(client, person, required):
    give_app(person)
    assert send(client, HTTP_REFERER="/")["Location"] == f"{FACTORS}authenticate/"
    assert client.get("/admin/")["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    wrong = client.post(f"{FACTORS}authenticate/", {"code": app_code(steps=10)})
    assert (wrong.status_code, wrong.context["form"].errors) == (200, {"code": ["Incorrect code."]})
    response = client.post(f"{FACTORS}authenticate/", {"code": app_code()})
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_where_somebody_wanted_to_go_is_kept_through_the_second_factor(client, person, required):
    give_app(person)
    client.post("/accounts/login/", {"login": "editor", "password": PASSWORD, "next": "/admin/desk/"})
    assert client.post(f"{FACTORS}authenticate/", {"code": app_code()})["Location"] == "/admin/desk/"


def test_a_code_works_once_whatever_the_cache_forgot(person, required):
    give_app(person)
    code, outcomes = app_code(), []
    for _ in range(2):
        client = Client()
        send(client)
        outcomes.append(client.post(f"{FACTORS}authenticate/", {"code": code}).status_code)
        cache.clear()
    assert outcomes == [302, 200]
    client = Client()
    send(client)
    assert client.post(f"{FACTORS}authenticate/", {"code": app_code(steps=1)}).status_code == 302
    client = Client()
    send(client)
    assert client.post(f"{FACTORS}authenticate/", {"code": app_code()}).status_code == 200


def test_a_recovery_code_works_once(person, required):
    code, *others = give_app(person)
    outcomes = []
    for tried in (code, code, others[0]):
        client = Client()
        send(client)
        outcomes.append(client.post(f"{FACTORS}authenticate/", {"code": tried}).status_code)
    assert outcomes == [302, 200, 302]
    assert client.get("/admin/").status_code == 200


def test_wrong_codes_lock_like_wrong_passwords_and_only_from_there(person, required):
    give_app(person)
    client = Client(REMOTE_ADDR="192.0.2.1")
    send(client)
    statuses = [client.post(f"{FACTORS}authenticate/", {"code": "000000"}).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert client.post(f"{FACTORS}authenticate/", {"code": app_code()}).status_code == 429
    assert send(Client(), REMOTE_ADDR="192.0.2.1").status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.2")
    send(elsewhere)
    assert elsewhere.post(f"{FACTORS}authenticate/", {"code": app_code()}).status_code == 302


def test_a_session_from_before_the_second_factor_is_asked_for_it_and_may_add_none_of_its_own(person, required):
    stolen = enter(Client(), person, factor=False)
    give_app(person)
    for address in (
        "/admin/",
        f"{FACTORS}",
        f"{FACTORS}webauthn/add/",
        f"{FACTORS}totp/deactivate/",
        "/accounts/password/",
    ):
        assert stolen.get(address)["Location"].startswith(f"{FACTORS}reauthenticate/?next=")
        assert stolen.post(address)["Location"] == f"{FACTORS}reauthenticate/"
    assert stolen.post("/accounts/again/", {"password": PASSWORD}).status_code == 302
    assert stolen.get(f"{FACTORS}webauthn/add/")["Location"].startswith(f"{FACTORS}reauthenticate/?next=")
    given = stolen.post(f"{FACTORS}reauthenticate/", {"code": app_code(), "next": "/admin/"})
    assert given["Location"] == "/admin/"
    assert stolen.get("/admin/").status_code == 200


def test_a_factor_that_is_taken_away_takes_its_sessions_along(client, person, required):
    enter(client, person)
    assert client.get("/admin/").status_code == 200
    with realm.at_desk():
        Authenticator.objects.all().delete()
    assert client.get("/admin/")["Location"] == f"{FACTORS}?next=%2Fadmin%2F"


def test_another_persons_factor_in_a_session_opens_nothing(client, person, required):
    enter(client, person)
    colleague = make_person("reviewer")
    with realm.at_desk():
        Authenticator.objects.update(user=colleague)
    assert client.get("/admin/")["Location"] == f"{FACTORS}?next=%2Fadmin%2F"


@pytest.mark.django_db(transaction=True, databases=["default", "public"])
def test_new_recovery_codes_end_the_old_and_keep_the_session_that_came_in_with_one(client, person, required):
    code, *left = give_app(person)
    send(client)
    client.post(f"{FACTORS}authenticate/", {"code": code})
    client.post(f"{FACTORS}recovery-codes/generate/")
    assert client.get("/admin/").status_code == 200
    other = Client()
    send(other)
    assert other.post(f"{FACTORS}authenticate/", {"code": left[0]}).status_code == 200


def test_public_pages_ask_for_nothing_know_nobody_and_keep_no_cookie(
    client, person, required, django_assert_num_queries
):
    enter(client, person, factor=False)
    with django_assert_num_queries(0, using="default"):
        response = client.get("/about/")
    assert (response.status_code, response.get("Vary", ""), list(response.cookies)) == (200, "Accept-Encoding", [])
