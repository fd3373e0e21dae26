"""A preview shows the public pages of the desk, says so, marks what differs, and keeps every link inside."""

import re
from html import escape

import pytest
from django.contrib.auth import get_user_model
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from initiatives import models
from initiatives.desk import press
from initiatives.desk.corrections import withdraw
from initiatives.desk.preview_marks import marked
from initiatives.desk.revisions import revise_everything
from initiatives.record import realm
from tests import builders
from tests.builders import chosen, official
from tests.reading import Queries, words_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def staff(client):
    with realm.at_desk():
        client.force_login(get_user_model().objects.create_superuser("editor", "", "x"))
    return client


def test_every_page_says_that_it_is_a_preview_and_keeps_its_links_inside(paths, previews):
    for (name, language), response in previews.items():
        text = response.content.decode()
        assert (name, response.status_code, 'class="preview-bar"' in text) == (name, 200, True)
        assert '<meta name="robots" content="noindex">' in text
        assert 'rel="canonical"' not in text
        outside = {
            href for href in re.findall(r'href="(/[^"#]*)', text) if not href.startswith(("/desk/preview/", "/static/"))
        }
        assert outside == {f"{language}{paths[name]}"}, name


def test_a_page_that_does_not_differ_has_no_marks(previews):
    for name, response in previews.items():
        page = parsed(response)
        assert (name, [node.html for node in page.css(".is-mark, .is-changed, .is-new, .gone")]) == (name, [])


def parsed(response):
    assert response.status_code == 200
    page = LexborHTMLParser(response.content.decode())
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    return page


def bar(page):
    return " ".join(page.css_first(".preview-bar").text().split())


def test_a_preview_shows_what_the_public_page_does_not(staff):
    record = builders.published(1)
    with realm.at_desk():
        record.initiative.name_en = "Space and beyond"
        record.initiative.save()
    assert "Space and beyond" in words_of(staff.get("/desk/preview/initiatives/space/?marks=no"))
    public = words_of(staff.get("/initiatives/space/"))
    assert "beyond" not in public
    assert "Preview, not published" not in public


@pytest.mark.parametrize(
    ("language", "column", "label"),
    [("", "name_en", "Changed: "), ("/ja", "name_ja", "変更： "), ("/ko", "name_ko", "변경: ")],
)
def test_changed_words_are_marked_in_every_language(staff, language, column, label):
    record = builders.published(1)
    with realm.at_desk():
        models.Initiative.objects.update(**{column: "Space <script>alert(1)</script> & policy"})
    page = parsed(staff.get(f"/desk/preview{language}/initiatives/space/"))
    title = page.css_first("h1.is-changed")
    assert title.css_first("span.is-mark.vh").text() == label
    assert "<script>alert(1)</script>" in "".join(node.text() for node in title.css("ins.is-mark"))
    assert title.css("script") == []
    first = page.css_first(".preview-bar a[href^='#']").attributes["href"]
    assert page.css_first(first).attributes["class"].split()[-1] == "is-changed"
    assert 'desk/preview.css"' in page.html
    with realm.in_public():
        assert record.initiative.get_absolute_url() == "/initiatives/space/"
    for path in ("/initiatives/space/", "/initiatives/"):
        public = staff.get(f"{language}{path}").content.decode()
        assert not re.search("is-mark|is-changed|is-new|preview.css|<!-- marks -->", public)


def test_a_fact_that_stands_in_many_places_is_counted_once(staff):
    """One field, wherever the page says it; two, where one block says both."""
    record = builders.published(1)
    path = f"/desk/preview/rounds/{record.rounds[0].slug}/"
    found = []
    for name, city in (("Opening round", "Washington, DC"), ("Opening round", "Honolulu")):
        with realm.at_desk():
            models.Meeting.objects.update(name_en=name, city_en=city)
        page = parsed(staff.get(path))
        told = re.search(r"(\d+) facts? differs? from the public page \(places: (\d+)\)", bar(page))
        found.append((int(told[1]), int(told[2]) > 1))
    assert found == [(1, True), (2, True)]


def test_a_page_that_is_not_public_is_said_to_be_new_and_bears_no_marks(staff):
    record = builders.published(1)
    with realm.at_desk():
        official("new-person", "New Person", record.countries[0])
    page = parsed(staff.get("/desk/preview/officials/new-person/"))
    assert "This page is new" in bar(page)
    assert page.css(".is-mark") == []
    listed = parsed(staff.get("/desk/preview/officials/"))
    assert "New Person" in " ".join(node.text() for node in listed.css(".is-new"))


def test_what_is_no_longer_on_a_page_is_named(staff):
    record = builders.published(1)
    with realm.at_desk():
        models.Delegate.objects.filter(official=record.officials[0]).delete()
    page = parsed(staff.get(f"/desk/preview/rounds/{record.rounds[0].slug}/"))
    assert "Ann Blake" in " ".join(node.text() for node in page.css(".preview-bar .gone li"))
    assert "Ann Blake" not in page.css_first("main .heads").text()


def test_a_renamed_page_is_compared_with_the_one_at_its_public_address(staff):
    builders.published(1)
    with realm.at_desk():
        models.Initiative.objects.update(slug="outer-space", name_en="Space policy, renamed")
    page = parsed(staff.get("/desk/preview/initiatives/outer-space/"))
    assert [node.text() for node in page.css("h1 ins.is-mark")] == [", renamed"]
    assert "This page is new" not in bar(page)


def test_a_rehearsal_marks_what_its_changeset_changes(staff):
    record = builders.published(2)
    with realm.at_desk():
        models.Pillar.objects.update(name_en="Responding to every threat")
        builders.still_right(record.pillar)
        models.Initiative.objects.update(name_en="Not in the changeset")
        revise_everything(user=None, reason="Saved")
        changeset = press.compose(chosen(record.pillar), user=None, title="The pillar")
        press.freeze(changeset, user=None)
    page = parsed(staff.get(f"/desk/preview/{changeset.pk}/pillars/threats/"))
    assert "every threat" in page.css_first("h1.is-changed").text()
    assert "Not in the changeset" not in page.body.text()
    untouched = parsed(staff.get(f"/desk/preview/{changeset.pk}/initiatives/space/"))
    assert {node.tag for node in untouched.css(".is-changed, .is-new")} <= {"dd", "p", "li"}  # it names the pillar
    with realm.at_desk():
        gone = withdraw([("activity", record.activities[1].pk)], user=None, title="Out", reason="No.", along=[])
        press.freeze(gone, user=None)
    page = parsed(staff.get(f"/desk/preview/{gone.pk}/activities/"))
    assert record.activities[1].name_en in " ".join(node.text() for node in page.css(".preview-bar .gone li"))


def test_marks_can_be_hidden_and_then_nothing_public_is_read(staff):
    builders.published(1)
    with realm.at_desk():
        models.Initiative.objects.update(name_en="Space and beyond")
    with Queries() as public:
        page = parsed(staff.get("/desk/preview/initiatives/space/?marks=no"))
    assert page.css(".is-mark, .is-changed") == []
    assert [sql for sql in public.found if "initiatives_" in sql] == []
    assert page.css_first(".preview-bar p + p a").text() == "Mark what differs from the public page"
    assert staff.get("/desk/preview/initiatives/?marks=no&page=1").status_code == 200


def test_queries_do_not_grow_with_what_differs(staff):
    record = builders.published(3)
    path = f"/desk/preview/rounds/{record.rounds[0].slug}/"
    with Queries() as few:
        staff.get(path)
    with realm.at_desk():
        for row in models.Passage.objects.all():
            models.Passage.objects.filter(pk=row.pk).update(text=f"{row.text} Changed.")
        models.Meeting.objects.update(name_en="Changed", venue_en="Somewhere")
    with Queries() as many:
        page = parsed(staff.get(path))
    assert len(page.css(".is-changed")) >= 3
    assert len(many.found) == len(few.found)


# --- The marks themselves

WORDS = st.text(st.sampled_from("ab <>&\"' \n日宇한é"), max_size=12)
BLOCKS = st.recursive(
    st.tuples(st.sampled_from(["p", "h2", "li", "dd", "pre"]), st.lists(WORDS, max_size=3)),
    lambda inner: st.tuples(st.sampled_from(["div", "section", "ul"]), st.lists(inner, max_size=3)),
    max_leaves=8,
)


def built(block):
    tag, parts = block
    inner = "".join(f"<a>{escape(part)}</a>{escape(part)}" if isinstance(part, str) else built(part) for part in parts)
    return f"<{tag}>{inner}</{tag}>"


def page_of(blocks):
    return f"<!doctype html><html><body><main>{''.join(map(built, blocks))}</main></body></html>"


def without_marks(html):
    page = LexborHTMLParser(html)
    for node in page.css("del.is-mark, span.is-mark"):
        node.decompose()
    return page.css_first("main").text()


@given(st.lists(BLOCKS, max_size=4), st.lists(BLOCKS, max_size=4))
def test_without_its_marks_a_page_has_every_word_of_the_new_one_and_no_other(old, new):
    old, new = page_of(old), page_of(new)
    found = marked(old, new)
    page = LexborHTMLParser(found.html)
    again = LexborHTMLParser(LexborHTMLParser(new).html).css_first("main").text()
    assert without_marks(found.html) == again
    assert len(page.css(".is-changed, .is-new")) == found.places
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids)) == found.places
    assert marked(new, new) == (LexborHTMLParser(new).html, 0, 0, "", [])
