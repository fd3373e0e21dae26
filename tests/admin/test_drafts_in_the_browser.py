"""No lost work, in Chromium: pages that go, sessions that end, connections that break, buttons pressed twice."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from initiatives import models
from initiatives.desk.models import PrivateDraft
from initiatives.record import realm
from tests.admin.conftest import LOOKS, add_url, sign_in, url_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "public"]),
]
KEPT = re.compile(r"Kept as your private draft, \d\d:\d\d")


@pytest.fixture
def desk(live_server, page, editor, published):
    sign_in(page, "/accounts/login/?next=/admin/", live_server)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def stored(row):
    with realm.at_desk():
        return type(row).objects.get(pk=row.pk)


def drafts():
    with realm.at_desk():
        return PrivateDraft.objects.filter(saved_as="").count()


def answer(page):
    """Calls the sources of what was changed still right, where the form asks."""
    for asked in page.locator(".fact-sources.is-asking").get_by_label("still right").all():
        asked.check()


def save(page):
    answer(page)
    page.get_by_role("button", name="Save", exact=True).click()


def test_what_was_typed_outlives_its_page(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.pillar))
    desk.locator("#id_name_en").fill("Typed 東京")
    expect(desk.locator(".kept")).to_have_text(KEPT, timeout=8000)
    context = desk.context
    desk.close(run_before_unload=False)
    page = context.new_page()
    page.goto(live_server.url + url_of(record.pillar))
    expect(page.locator("#id_name_en")).to_have_value("Responding to threats")
    page.get_by_role("link", name="Take it up").click()
    expect(page.locator("#id_name_en")).to_have_value("Typed 東京")
    save(page)
    page.wait_for_url(f"{live_server.url}/admin/initiatives/pillar/")
    assert (stored(record.pillar).name_en, drafts()) == ("Typed 東京", 0)


def test_what_was_typed_just_before_leaving_is_kept_as_well(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.pillar))
    desk.locator("#id_name_en").fill("Typed")
    desk.goto(live_server.url + "/admin/")
    desk.wait_for_timeout(500)
    desk.goto(live_server.url + "/admin/")
    expect(desk.get_by_text("Not saved yet: your private drafts")).to_be_visible()
    desk.get_by_role("button", name="Throw it away").click()
    expect(desk.get_by_text("was thrown away")).to_be_visible()
    assert drafts() == 0


def test_signing_in_again_in_another_tab_and_going_on(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.pillar))
    with realm.at_desk():
        Session.objects.all().delete()
    desk.locator("#id_name_en").fill("Typed")
    expect(desk.locator(".kept")).to_contain_text("You are signed out", timeout=8000)
    save(desk)
    expect(desk.locator(".kept")).to_contain_text("You are signed out")
    expect(desk.get_by_role("button", name="Save", exact=True)).to_be_enabled()
    with desk.context.expect_page() as opened:
        desk.get_by_role("link", name="Sign in in another tab").click()
    sign_in(opened.value, opened.value.url, live_server)
    opened.value.close()
    save(desk)
    desk.wait_for_url(f"{live_server.url}/admin/initiatives/pillar/")
    assert stored(record.pillar).name_en == "Typed"


def test_signing_in_again_works_without_script_too(chromium, live_server, editor, published):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "/accounts/login/?next=/admin/", live_server)
    page.goto(live_server.url + url_of(published.pillar))
    page.locator("#id_name_en").fill("Typed")
    page.locator(".fact-sources summary").first.click()  # nothing opens it without script
    page.locator(".fact-sources").first.get_by_label("still right").check()
    with realm.at_desk():
        Session.objects.all().delete()
    save(page)
    expect(page.get_by_role("heading", name="Nothing you typed is lost")).to_be_visible()
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    sign_in(opened.value, opened.value.url, live_server)
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("button", name="Send it again").click()  # the token of before signing in is void
    page.wait_for_url(f"{live_server.url}/admin/initiatives/pillar/")
    assert stored(published.pillar).name_en == "Typed"
    context.close()


def test_without_a_connection_the_browser_keeps_what_was_typed(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.pillar))
    desk.context.set_offline(True)
    desk.locator("#id_name_en").fill("Typed")
    expect(desk.locator(".kept")).to_contain_text("No connection: what you typed is kept in this browser", timeout=8000)
    save(desk)
    expect(desk.locator(".kept")).to_contain_text("No connection")
    expect(desk.locator("#id_name_en")).to_have_value("Typed")
    assert desk.evaluate("Object.keys(localStorage).filter(key => key.startsWith('desk-draft:')).length") == 1
    desk.context.set_offline(False)
    expect(desk.locator(".kept")).to_have_text(KEPT, timeout=8000)
    assert desk.evaluate("Object.keys(localStorage).length") == 0
    assert drafts() == 1
    save(desk)
    desk.wait_for_url(f"{live_server.url}/admin/initiatives/pillar/")
    assert (stored(record.pillar).name_en, drafts()) == ("Typed", 0)


def test_what_a_browser_kept_of_a_page_that_is_gone_reaches_the_desk(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.pillar))
    desk.context.set_offline(True)
    desk.locator("#id_name_en").fill("Typed")
    expect(desk.locator(".kept")).to_contain_text("No connection", timeout=8000)
    context = desk.context
    desk.close(run_before_unload=False)
    context.set_offline(False)
    page = context.new_page()
    page.goto(live_server.url + url_of(record.pillar))
    page.get_by_role("link", name="take it up").click()
    expect(page.locator("#id_name_en")).to_have_value("Typed")


def test_the_first_field_that_is_wrong_has_the_focus_wherever_it_is_folded_away(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.activities[0]))
    desk.locator("#citations-0 summary").click()
    desk.locator("#id_citations-0-quotation").fill("Words nobody wrote")
    desk.locator("#id_citations-0-position").fill("-5")
    save(desk)
    expect(desk.locator("#citations-0 .errorlist").first).to_be_visible()
    focused = desk.evaluate("document.activeElement.closest('.inline-related')?.id")
    assert focused == "citations-0"


def test_a_wrong_field_of_the_form_itself_has_the_focus(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.pillar))
    desk.locator("#id_name_en").fill("")
    save(desk)
    expect(desk.locator("#id_name_en")).to_be_focused()


def test_saving_and_going_on_keeps_the_place(desk, live_server, record):
    desk.set_viewport_size({"width": 1280, "height": 500})
    desk.goto(live_server.url + url_of(record.pillar))
    desk.locator("#id_summary_en").fill("Typed")
    place = "document.querySelector('#id_summary_en').getBoundingClientRect().top"
    desk.evaluate(f"window.scrollBy(0, {place} - 200)")
    desk.wait_for_timeout(300)
    before = desk.evaluate(place)
    assert desk.evaluate("window.scrollY") > 100
    desk.evaluate("document.querySelector('[name=_continue]').click()")  # the driver's own click scrolls first
    expect(desk.get_by_text("was changed successfully")).to_be_attached()
    expect(desk.locator("#id_summary_en")).to_be_focused()
    desk.wait_for_timeout(300)
    assert abs(desk.evaluate(place) - before) <= 2


def test_a_button_pressed_twice_adds_one_row(desk, live_server, record):
    desk.goto(live_server.url + add_url(models.Reference))
    desk.locator("#id_name_en").fill("A pact")
    desk.locator("#id_slug").fill("a-pact")
    desk.locator("#id_kind").select_option("treaty")
    desk.get_by_role("button", name="Save", exact=True).dblclick()
    desk.wait_for_url(f"{live_server.url}/admin/initiatives/reference/")
    expect(desk.locator(".messagelist")).not_to_contain_text("twice")
    with realm.at_desk():
        assert models.Reference.objects.filter(name_en="A pact").count() == 1


def test_that_files_are_not_kept_is_said_where_one_was_chosen(desk, live_server, record):
    desk.goto(live_server.url + add_url(models.Document))
    desk.locator("#id_title").fill("Typed")
    expect(desk.locator(".kept")).to_have_text(KEPT, timeout=8000)
    expect(desk.locator(".kept")).not_to_contain_text("file")
    sheet = {"name": "sheet.txt", "mimeType": "text/plain", "buffer": b"Words"}
    desk.locator("#id_text_file").set_input_files(sheet)
    expect(desk.locator(".kept")).to_contain_text("The chosen file is not kept")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_with_drafts_are_accessible_and_fit(desk, live_server, record, width, scheme):
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)
    desk.goto(live_server.url + url_of(record.pillar))
    desk.locator("#id_name_en").fill("Typed")
    expect(desk.locator(".kept")).to_have_text(KEPT, timeout=8000)
    wrong = []
    for address in ("/admin/", url_of(record.pillar), "taken up", "signed out"):
        if address == "taken up":
            desk.get_by_role("link", name="Take it up").click()
            desk.wait_for_url("**?draft=*")
        elif address == "signed out":
            with realm.at_desk():
                Session.objects.all().delete()
            desk.evaluate("document.querySelector('#pillar_form').submit()")
            desk.wait_for_selector("text=Nothing you typed is lost")
        else:
            desk.goto(live_server.url + address)
        overflow = desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{address}: {overflow} px too wide"] if overflow > 0 else []
        wrong += [
            f"{address}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in Axe().run(desk).response["violations"]
        ]
    assert wrong == []


def test_what_is_typed_into_a_changeset_is_kept_and_its_buttons_work(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.pillar))
    desk.locator("#id_name_en").fill("Answering threats")
    answer(desk)
    desk.get_by_role("button", name="Save and submit…").click()
    desk.wait_for_url(re.compile(r"/admin/desk/changeset/.+/change/$"))
    there = desk.url
    desk.locator("#id_note").fill("As printed.")
    expect(desk.get_by_text(KEPT)).to_be_visible(timeout=10_000)
    for width in (360, 1280):
        desk.set_viewport_size({"width": width, "height": 900})
        assert desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        found = Axe().run(desk).response["violations"]
        assert [f"{one['id']} {one['nodes'][0]['html'][:120]}" for one in found] == []
    desk.get_by_role("button", name="Submit for review").click()
    expect(desk.get_by_text("In review. Nobody else may review it now")).to_be_visible()
    assert (desk.url, drafts()) == (there, 0)
