"""The proposal page in Chromium: by keys, saved as it goes, under the policy the desk is served with."""

import os
import re

import pytest
from playwright.sync_api import expect

from initiatives.intake import filing
from initiatives.models import Meeting
from initiatives.record import realm
from tests.drafting.making import Desk, statement

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "public"]),
]


@pytest.fixture
def desk(transactional_db):
    return Desk()


@pytest.fixture
def site(live_server, page, client, django_user_model, settings):
    """The address of the desk, where the page is signed in."""
    settings.REQUIRE_MFA = False
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    user = django_user_model.objects.create_superuser("anna", "", "x")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    return live_server.url


@pytest.fixture
def proposal(desk):
    with realm.at_desk():
        return filing.file(statement(), "a.txt", user=None)[0]


@pytest.fixture
def refused(page):
    """What the content policy refused, or a script complained of."""
    told = []

    def hear(message):
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            told.append(message.text)

    page.on("console", hear)
    return told


def test_a_round_is_made_by_keys_alone(site, page, proposal, refused):
    page.goto(f"{site}/admin/desk/proposal/{proposal.pk}/change/")
    page.keyboard.press("Shift+A")
    saved = page.locator("#saved")
    expect(saved).to_have_text("Saved.")
    expect(page.locator("#i-name-6")).to_have_class(re.compile("is-accepted"))
    for _ in range(40):  # down to the likeness, which waits for an answer of its own
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.dataset.item") == "name:4":
            break
    page.keyboard.press("a")
    expect(page.locator("#i-name-4")).to_have_class(re.compile("is-accepted"))
    assert page.evaluate("document.activeElement.dataset.item") == "name:4"
    page.keyboard.press("u")
    expect(page.locator("#i-name-4")).to_have_class(re.compile("is-question"))
    page.fill("#i-source-address", "https://example.org/statement")
    page.keyboard.press("Tab")
    expect(page.locator("#i-source .intake-mark")).to_have_text("✎ Changed")
    page.click("#create button")
    expect(page.locator(".intake-message")).to_contain_text("Created at the desk: 1 round")
    with realm.at_desk():
        assert Meeting.objects.filter(number=14).count() == 1
    assert refused == []


def test_selected_words_are_taken_into_the_form(site, page, proposal, refused):
    page.goto(f"{site}/admin/desk/proposal/{proposal.pk}/change/")
    page.evaluate(
        """() => {
        const words = document.getElementById("p-2.1").firstChild;
        const range = document.createRange();
        range.setStart(words, words.data.indexOf("condemned"));
        range.setEnd(words, words.data.length - 1);
        getSelection().addRange(range);
    }"""
    )
    page.keyboard.press("t")
    expect(page.locator("#tie-quotation")).to_have_value(re.compile("^condemned the launches"))
    page.select_option("#tie-target", label="Responding to threats")
    page.click("#tie button")
    expect(page.locator("#saved")).to_have_text("Saved.")
    expect(page.locator("text=Tied by hand")).to_be_visible()
    assert refused == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_holds_at_every_width_and_scheme(site, page, proposal, width, scheme, refused):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for path in (f"{proposal.pk}/change/", "add/"):
        page.goto(f"{site}/admin/desk/proposal/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert refused == []
