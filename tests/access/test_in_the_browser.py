"""Passkeys and apps in Chromium, under the policy the desk is served with."""

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from initiatives.desk.models import Entry
from initiatives.record import realm
from tests.access.conftest import PASSWORD, app_code, give_app

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "public"]),
]


@pytest.fixture
def site(live_server, required):
    return live_server.url


@pytest.fixture
def violations(page):
    """What the content policy refused, or a script complained of."""
    told = []

    def hear(message):
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            told.append(message.text)

    page.on("console", hear)
    return told


@pytest.fixture
def authenticator(page):
    """A device that holds passkeys and is willing to give them."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return session, key


def with_password(page, site, name="editor"):
    page.goto(f"{site}/accounts/login/?next=/admin/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page, site, *, alone):
    with_password(page, site)
    expect(page.get_by_role("heading", name="Second factor", exact=True)).to_be_visible()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("My laptop")
    if alone:
        page.get_by_label("Sign in with this passkey alone").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def at_the_desk(page, site):
    return page.goto(f"{site}/admin/").status == 200 and page.url == f"{site}/admin/"


def sign_out(page, site):
    page.goto(f"{site}/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    assert page.context.cookies() == [] or "sessionid" not in {cookie["name"] for cookie in page.context.cookies()}


def test_a_passkey_is_set_up_and_is_the_second_factor(page, site, person, authenticator, violations):
    add_passkey(page, site, alone=False)
    assert at_the_desk(page, site)
    sign_out(page, site)
    with_password(page, site)
    assert not at_the_desk(page, site)
    page.goto(f"{site}/accounts/factors/authenticate/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site}/admin/")
    assert at_the_desk(page, site)
    assert violations == []


def test_a_passkey_alone_signs_in_where_it_was_made_for_that(page, site, person, authenticator, violations):
    add_passkey(page, site, alone=True)
    sign_out(page, site)
    page.goto(f"{site}/accounts/login/?next=/admin/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/admin/")
    assert at_the_desk(page, site)
    assert violations == []
    with realm.at_desk():
        told = list(Entry.objects.order_by("id").values_list("action", "person"))
    assert [action for action, _ in told] == ["signed in", "factor added", "factor added", "signed out", "signed in"]
    assert {person for _, person in told} == {"editor"}


def test_a_passkey_of_a_deactivated_account_opens_nothing(page, site, person, authenticator):
    add_passkey(page, site, alone=True)
    sign_out(page, site)
    with realm.at_desk():
        person.is_active = False
        person.save()
    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("do not match an account")).to_be_visible()
    assert not at_the_desk(page, site)


def test_a_passkey_nobody_gives_is_said_on_the_page(page, site, person, authenticator):
    session, key = authenticator
    give_app(person)
    with_password(page, site)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("Error: The passkey was not given, or it took too long. Try again.")


def test_an_app_is_set_up_from_the_page(page, site, person, violations):
    with_password(page, site)
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("#authenticator_secret").inner_text()
    page.get_by_label("Code the app shows now").fill(app_code(secret=secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.locator("#recovery_codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url(f"{site}/admin/")
    assert violations == []
    with realm.at_desk():
        assert Authenticator.objects.filter(type="totp").count() == 1


ADDRESSES = ("login/", "factors/", "factors/totp/activate/", "factors/webauthn/add/", "password/", "again/", "logout/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_hold_at_360_pixels_and_can_be_used_by_everybody(page, site, person, scheme):
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme)
    found = {}
    for address in ADDRESSES:
        page.goto(f"{site}/accounts/{address}")
        wrong = Axe().run(page).response["violations"]
        found[address] = page.evaluate("document.documentElement.scrollWidth"), [each["id"] for each in wrong]
        if address == "login/":
            with_password(page, site)
    assert found == dict.fromkeys(ADDRESSES, (360, []))
