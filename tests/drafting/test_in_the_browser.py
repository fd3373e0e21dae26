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


def test_what_is_typed_while_a_change_is_being_saved_is_kept_with_its_caret(site, page, proposal, desk, refused):
    """On a slow line: the reply to one change redraws the page while the next field is being typed into."""
    page.goto(f"{site}/admin/desk/proposal/{proposal.pk}/change/")
    held = []

    def hold(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/decide/", hold)
    item = "#i-delegate-kurt-campbell"
    page.click(f"{item} summary")
    with page.expect_request("**/decide/"):
        page.select_option(f"{item}-official", label="Wendy R. Sherman")
    page.fill(f"{item}-title", "Deputy Secretary of")
    held[0].continue_()
    expect(page.locator(f"{item} .intake-reason")).to_have_text("You chose Wendy R. Sherman.")
    title = page.locator(f"{item}-title")
    expect(title).to_have_value("Deputy Secretary of")
    expect(title).to_be_focused()
    page.keyboard.type(" State")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_have_text("Saved.")
    expect(page.locator(f"{item}-title")).to_have_value("Deputy Secretary of State")
    page.reload()
    expect(page.locator(f"{item}-title")).to_have_value("Deputy Secretary of State")
    assert refused == []


def test_what_is_refused_stays_in_its_field(site, page, proposal, refused):
    page.goto(f"{site}/admin/desk/proposal/{proposal.pk}/change/")
    page.click("#i-meeting-date summary")
    page.fill("#i-meeting-date-start", "16 October")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("is no date")
    expect(page.locator("#i-meeting-date-start")).to_have_value("16 October")


def test_what_words_may_support_is_narrowed_by_typing_and_nothing_is_chosen_beforehand(site, page, proposal, refused):
    page.goto(f"{site}/admin/desk/proposal/{proposal.pk}/change/")
    page.locator("[id='p-2.1'] + .intake-under .intake-tie").click()
    expect(page.locator("#tie-filter")).to_be_focused()
    expect(page.locator("#tie-target")).to_have_value("")
    page.click("#tie button")
    assert page.evaluate("document.getElementById('tie-target').validity.valueMissing")
    page.fill("#tie-filter", "threats pillar")
    page.fill("#tie-filter", "responding")
    options = page.locator("#tie-target optgroup[label='Speaks to the pillar'] option")
    expect(options.first).to_have_text("Responding to threats")
    expect(page.locator("#tie-target")).to_have_value("")
    page.press("#tie-filter", "Enter")
    expect(page.locator("#tie-target")).to_be_focused()
    page.select_option("#tie-target", label="Responding to threats")
    page.click("#tie button")
    expect(page.locator("text=Tied by hand")).to_be_visible()
    assert refused == []


def test_tying_goes_on_after_the_round_was_created(site, page, proposal, desk, refused):
    page.goto(f"{site}/admin/desk/proposal/{proposal.pk}/change/")
    page.fill("#i-source-address", "https://example.org/statement")
    page.keyboard.press("Tab")
    expect(page.locator("#i-source .intake-mark")).to_have_text("✎ Changed")
    page.click("#create button")
    page.click("text=statements are tied")
    page.locator("[id='p-1.2'] .intake-tie-after").click()
    expect(page.locator("#tie-statement")).to_have_value("1.2")
    page.fill("#tie-filter", "cancer")
    page.press("#tie-filter", "Enter")
    page.click("#tie button")
    expect(page.locator("[id='p-1.2']")).to_contain_text("Cancer Moonshot")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert refused == []
