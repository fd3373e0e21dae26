"""The desk in Chromium: under its policy, at two widths, light and dark, with the scripts that save typing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from initiatives import models
from initiatives.record import realm
from tests.admin.conftest import LOOKS, sign_in, url_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "public"]),
]


@pytest.fixture
def differing(published):
    """At the desk the record has other words, and lacks a delegate: for marks in previews."""
    published.pillar.summary_en = "What the text says of threats, in a sentence of ours that is long enough to compare."
    published.pillar.save()
    models.Initiative.objects.update(name_en="Policy of outer space")
    models.Delegate.objects.filter(official=published.officials[0]).delete()


@pytest.fixture
def desk(live_server, page, editor, differing):
    """A page of somebody signed in; what the content policy refused is told in ``page.refused``."""
    page.refused = []
    page.on("console", lambda said: page.refused.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in(page, "/accounts/login/?next=/admin/", live_server)
    return page


def addresses(record):
    with realm.at_desk():
        passage = record.documents[0].passages.get(number="1.2")
    return [
        "/admin/",
        "/admin/initiatives/meeting/",
        url_of(record.rounds[0]),
        url_of(record.officials[0]),
        url_of(record.documents[0]),
        url_of(passage),
        "/admin/initiatives/document/add/",
        url_of(record.pillar, "history"),
        f"{url_of(record.pillar, 'compare')}?from=0&to=1",
        "/admin/desk/unpublished/",
        f"/admin/desk/correct/?how=withdraw&root=pillar:{record.pillar.pk}",
        "/admin/desk/checks/",
        "/admin/desk/changeset/",
        "/desk/preview/pillars/threats/",
        "/desk/preview/ja/initiatives/space/",
        f"/desk/preview/rounds/{record.rounds[0].slug}/",
    ]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_are_accessible_keep_the_policy_and_fit(desk, live_server, record, width, scheme):
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)
    wrong = []
    for address in addresses(record):
        desk.goto(live_server.url + address)
        desk.wait_for_timeout(200)
        wrong += [f"{address}: {refused}" for refused in desk.refused]
        overflow = desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{address}: {overflow} px too wide"] if overflow > 0 else []
        found = Axe().run(desk).response["violations"]
        wrong += [f"{address}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in found]
        desk.refused.clear()  # axe itself sets styles
    assert wrong == []


def choose(desk, place, words):
    """Picks a passage as an editor does: open the box, type, take the one that is found."""
    desk.locator(f"#citations-{place} .field-passage .select2-selection").click()
    desk.locator(".select2-search__field").last.fill(words)
    desk.locator(".select2-results__option").filter(has_text=f"¶ {words} ").click()


def tick(desk, place, fact):
    desk.locator(f"#id_citations-{place}-fact").get_by_label(fact, exact=True).check()


def test_a_passage_fills_the_quotation_and_its_source_is_repeated(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.activities[0]))
    for _ in range(2):
        desk.get_by_role("button", name="Add another Citation").click()
    tick(desk, 3, "Level")
    choose(desk, 3, "1.3")
    expect(desk.locator("#id_citations-3-quotation")).to_have_value("The text says so.")
    tick(desk, 4, "Claim about counts")
    desk.locator("#citations-4").get_by_role("button", name="Same source as above").click()
    expect(desk.locator("#id_citations-4-quotation")).to_have_value("The text says so.")
    assert (
        desk.locator("#id_citations-4-passage").input_value() == desk.locator("#id_citations-3-passage").input_value()
    )
    expect(desk.locator("#changed-count")).to_contain_text("changed")
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.wait_for_url(f"{live_server.url}/admin/initiatives/activity/")
    with realm.at_desk():
        found = models.Citation.objects.filter(quotation="The text says so.").order_by("field")
        assert [one.field for one in found] == ["count_claim", "level"]


def test_a_citation_asks_for_what_its_basis_needs(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.activities[0]))
    desk.get_by_role("button", name="Add another Citation").click()
    citation = desk.locator("#citations-3")
    controls = {f"#id_citations-3-{name}": name for name in (
        "quotation", "publisher_en", "source_title", "address", "source_kind", "dated"
    )}  # fmt: skip
    for basis, shown in (("stated", 1), ("inferred", 1), ("other", 6)):
        citation.locator("[name$='-basis']").select_option(basis)
        assert [name for control, name in controls.items() if citation.locator(control).is_visible()] == [
            *controls.values()
        ][:shown], basis
        assert citation.locator(".field-passage").is_visible() == (basis != "other")


def test_a_changed_form_is_not_left_unasked(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.pillar))
    desk.locator("#id_name_en").fill("Another name")
    expect(desk.locator("#unsaved")).to_be_visible()
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.goto(live_server.url + "/admin/")
    assert asked == ["beforeunload"]


def test_a_fact_that_is_changed_asks_at_once_what_becomes_of_its_sources(desk, live_server, record):
    """The question opens as the words change, folds when they are as they were, and is there without script as well."""
    desk.goto(live_server.url + url_of(record.activities[0]))
    box = desk.locator(".fieldBox.field-city_en + .help + .fact-sources")
    expect(box.locator("summary")).to_have_text("1 source")
    expect(box.get_by_label("still right")).to_be_hidden()
    desk.locator("#id_city_en").fill("Kyoto")
    expect(box.locator("summary")).to_have_text("1 source carries the old words")
    expect(box.get_by_label("still right")).to_be_visible()
    desk.locator("#id_city_en").fill("Tokyo")
    expect(box.locator("summary")).to_have_text("1 source")
    expect(box.get_by_label("still right")).to_be_hidden()
    desk.locator("#id_city_en").fill("")
    expect(box.locator("summary")).to_have_text("1 source goes with it, unless tied to another fact below")
    desk.locator("#id_city_en").fill("Kyoto")
    box.get_by_label("remove").check()
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.wait_for_url(f"{live_server.url}/admin/initiatives/activity/")
    with realm.at_desk():
        assert not models.Citation.objects.filter(activity=record.activities[0], field="city").exists()


def test_a_source_under_a_field_leads_to_its_citation_and_opens_it(desk, live_server, record):
    desk.goto(live_server.url + url_of(record.activities[0]))
    box = desk.locator(".fieldBox.field-city_en + .help + .fact-sources")
    box.locator("summary").click()
    box.get_by_role("link").click()
    with realm.at_desk():
        citation = models.Citation.objects.get(activity=record.activities[0], field="city")
    expect(desk.locator(f".inline-related:has(#citation-{citation.pk}) textarea[name$='-quotation']")).to_be_visible()
