"""Pages with a picture: what is drawn is what is counted another way, stands in the table, and is given as data."""

import csv
import io
import json
import re
from collections import Counter

import pytest

from initiatives.models import Delegate, Document, Meeting, Passage, Pillar
from initiatives.record import realm
from initiatives.record.containment import holds
from initiatives.views.pictures import as_csv
from tests import builders, large_record
from tests.reading import Queries, words_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])
DOCUMENTED = {1, 3, 4, 9, 16, 17}


@pytest.fixture
def eighteen():
    large_record.record(range(1, 19), DOCUMENTED, activities=9)


def given(client, address):
    return client.get(f"{address}{'&' if '?' in address else '?'}format=json").json()


def cells(text):
    """The rows of the last table of a page, as the words of their cells."""
    body = re.findall(r"<tbody>(.*?)</tbody>", text, re.DOTALL)[-1]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def test_places_are_counted_and_every_number_on_the_map_is_in_the_table(eighteen, client):
    counted = Counter(Meeting.objects.values_list("city_en", flat=True))
    figures = given(client, "/map/")
    assert {row["place"]: row["meetings_held"] for row in figures} == counted
    text = client.get("/map/").content.decode()
    assert [row[:2] for row in cells(text)] == [[row["place"], str(row["meetings_held"])] for row in figures]
    drawn = re.findall(r'<text[^>]*>([^<]+?) ?<tspan class="n">(\d+)</tspan>', text)
    assert sorted(drawn) == sorted((row["place"], str(row["meetings_held"])) for row in figures)
    assert 'href="?city=Washington%2C%20DC"' in text


def test_the_page_of_one_place_lists_what_took_place_there(eighteen, client):
    answer = client.get("/map/", {"city": "Seoul"})
    slugs = set(Meeting.objects.filter(city_en="Seoul").values_list("slug", flat=True))
    assert set(re.findall(r'href="/rounds/([^"/]+)/"', answer.content.decode())) == slugs
    assert {row["slug"] for row in given(client, "/map/?city=Seoul") if row["kind"] == "meeting"} == slugs
    assert '<link rel="canonical" href="http://testserver/map/?city=Seoul">' in answer.content.decode()


def test_counts_of_each_round_are_those_of_its_passages(eighteen, client):
    expected, texts = {}, Document.objects.texts()
    for meeting in Meeting.objects.all():
        passages = Passage.objects.filter(document__meeting=meeting, kind="sentence", document__in=texts)
        for pillar in Pillar.objects.all():
            held = meeting.number in DOCUMENTED
            expected[pillar.slug, meeting.slug] = passages.filter(pillar=pillar).count() if held else None
    figures = given(client, "/named/")
    assert {(row["subject"], row["round"]): row["count"] for row in figures} == expected
    counted = {row["count"] for row in figures}
    assert counted > {None, 2}
    # A page of the newest fifteen rounds: its table has the very numbers that are drawn, dash for dash.
    text = client.get("/named/").content.decode()
    for subject, row in zip(Pillar.objects.order_by("position"), cells(text), strict=True):
        plot = text.partition(f'aria-labelledby="{subject.slug}-bars"')[2].partition("</svg>\n    </li>")[0]
        plot = plot.partition("</h3>")[0]
        numbers = re.findall(r'text-anchor="middle">(\d+)</text>\s*</svg>\s*<svg', plot)
        assert numbers == [cell for cell in row[1:-1] if not cell.startswith("–")]
        assert len(re.findall(r'class="unknown"', plot)) == sum(cell.startswith("–") for cell in row) > 0
        total = sum(count or 0 for (slug, _), count in expected.items() if slug == subject.slug)
        assert row[-1] == str(total)


def test_rounds_before_the_newest_fifteen_are_on_the_next_page(eighteen, client):
    pages = [client.get("/named/", {"page": page}) for page in (1, 2, 3)]
    assert [page.status_code for page in pages] == [200, 200, 404]
    shown = [set(re.findall(r'<a href="/rounds/[^"]+-(\d+)/">', page.content.decode())) for page in pages[:2]]
    assert shown == [{str(number) for number in range(4, 19)}, {"1", "2", "3"}]


def test_initiatives_and_phrases_are_counted_as_their_pages_count_them(client):
    builders.whole(2)
    for kind in ("initiatives", "phrases"):
        figures = given(client, f"/named/?kind={kind}")
        assert len(figures) >= 2
        for slug in {row["subject"] for row in figures}:
            total = sum(row["count"] or 0 for row in figures if row["subject"] == slug)
            text = words_of(client.get(f"/{kind}/{slug}/"))
            assert f"{total} in all, in" in text, slug
    initiative = next(iter({row["subject"] for row in given(client, "/named/?kind=initiatives")}))
    named = [
        passage
        for passage in Passage.objects.filter(kind="sentence", document__in=Document.objects.texts())
        if (passage.initiative and passage.initiative.slug == initiative)
        or any(
            each.slug == initiative and holds(passage.text, each.name_en) for each in passage.named_initiatives.all()
        )
    ]
    counted = [row["count"] or 0 for row in given(client, "/named/?kind=initiatives") if row["subject"] == initiative]
    assert sum(counted) == len(named)


def test_heads_are_those_of_the_record_and_each_is_in_the_table(eighteen, client):
    figures = given(client, "/who-met-whom/")
    assert len(figures) == Delegate.objects.filter(role="head").count() == 54
    text = client.get("/who-met-whom/").content.decode()
    pairs = cells(text)
    assert {int(row[1]) for row in pairs} == {18}
    assert len(pairs) == 3
    assert [row["party"] for row in figures[:3]] == ["USA", "JPN", "KOR"]


def test_what_was_not_held_is_not_counted_and_a_place_without_coordinates_is_said_to_be_off_the_map(client):
    large_record.record(range(1, 4), {1})
    with realm.publishing(), realm.in_public():
        Meeting.objects.filter(number=2).update(state="planned")
        Meeting.objects.filter(number=3).update(city_en="Atlantis")
    figures = {row["place"]: row for row in given(client, "/map/")}
    assert (figures["Atlantis"]["longitude"], figures["Atlantis"]["meetings_held"]) == (None, 1)
    assert {place: row["meetings_not_held"] for place, row in figures.items() if row["meetings_not_held"]} == {
        "Seoul": 1
    }
    assert "Not on the map: no coordinates known" in words_of(client.get("/map/"))
    assert {row["number"] for row in given(client, "/who-met-whom/")} == {1, 3}
    assert [row["count"] for row in given(client, "/named/")[:3]] == [2, None, None]


@pytest.mark.parametrize("language", ["", "/ja", "/ko"])
def test_an_empty_record_has_nothing_to_draw_and_says_so(client, language):
    for path in ("/map/", "/who-met-whom/", "/named/", "/named/?kind=phrases"):
        answer = client.get(f"{language}{path}")
        assert (answer.status_code, answer.content.decode().count('class="empty"')) == (200, 1), path
        assert given(client, f"{language}{path}") == []
        assert client.get(f"{path}{'&' if '?' in path else '?'}format=csv").content == b"\r\n", path


@pytest.mark.parametrize(
    "path",
    ["/map/?format=xml", "/map/?city=Nowhere", "/who-met-whom/?format=0", "/named/?kind=rounds", "/named/?page=0"],
)
def test_a_value_that_is_none_is_refused_and_named(client, path):
    answer = client.get(path)
    name, _, value = path.partition("?")[2].partition("=")
    assert (answer.status_code, f"“{name}” cannot be “{value}”" in words_of(answer)) == (400, True)


def test_values_in_use_cost_no_more_queries_than_the_limit(eighteen, client):
    for path in ("/map/?city=Tokyo", "/named/?kind=initiatives", "/named/?kind=phrases&page=1", "/who-met-whom/"):
        with Queries() as block:
            answer = client.get(path)
        assert (answer.status_code, len(block.found) <= 12, len(answer.content) < 150_000) == (200, True, True), path


def test_data_are_the_same_in_both_forms_and_no_cell_is_a_formula(eighteen, client):
    for address in ("/map/", "/who-met-whom/", "/named/"):
        rows = list(csv.DictReader(io.StringIO(client.get(f"{address}?format=csv").content.decode())))
        whole = [
            {name: "" if cell is None else str(cell) for name, cell in row.items()} for row in given(client, address)
        ]
        assert [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows] == whole
    text = as_csv([{"name": "=1+1", "other": "@x"}, {"name": "Seoul", "other": "1"}]).content.decode()
    assert text == "name,other\r\n'=1+1,'@x\r\nSeoul,1\r\n"
    assert json.loads(client.get("/map/?format=json").content) == given(client, "/map/")
