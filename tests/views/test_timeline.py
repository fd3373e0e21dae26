"""The time line page: drawing, list and table of the same things."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from initiatives.models import Activity
from initiatives.record import realm
from tests import large_record

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.mark.parametrize(
    ("numbers", "style"), [((1, 6), "named"), (range(1, 16), "numbered"), (range(1, 61), "numbered")]
)
def test_drawing_and_list_lead_to_every_round(client, numbers, style):
    large_record.record(numbers, {6})
    page = client.get("/timeline/").content.decode()
    drawing, listed = re.search(r"<svg class=\"timeline.*?</ol>", page, re.DOTALL)[0].split('<ol class="chron')
    expected = [f"/rounds/{large_record.date(number)}-{number}/" for number in numbers]
    for part in (drawing, listed):
        assert list(dict.fromkeys(re.findall(r'href="(/rounds/[^"#]+)"', part))) == expected
    activities = [f"/activities/activity-{place}/" for place in range(6)]
    for part in (drawing, listed):
        assert sorted(set(re.findall(r'href="(/activities/[^"#]+)"', part))) == activities


def test_positions_are_attributes_never_styles(client):
    large_record.record(range(1, 16), {6})
    assert " style=" not in client.get("/timeline/").content.decode()


def test_a_gap_in_the_numbers_is_said(client):
    large_record.record([1, 6], {6})
    assert client.get("/timeline/").content.decode().count("2nd to 5th round: not in the record") == 2


def test_a_month_stays_a_month(client):
    large_record.record([1, 6], {6})
    page = client.get("/timeline/").content.decode()
    assert '<time datetime="2015-04">April 2015</time>' in page
    assert "1 April" not in page


def test_the_table_holds_the_same_in_order_of_time(client):
    large_record.record([1, 6], {6})
    page = client.get("/timeline/?view=table").content.decode()
    table = re.search(r"<tbody>.*?</tbody>", page, re.DOTALL)[0]
    names = [re.sub(r"<[^>]+>", "", name) for name in re.findall(r'<th scope="row"[^>]*>(.*?)</th>', table)]
    assert names == ["First round", "2nd to 5th round: not in the record", *large_record.EVENTS, "Sixth round"]
    assert '<svg class="timeline' not in page


def test_an_unknown_view_is_a_400_that_names_it(client):
    response = client.get("/timeline/?view=wheel")
    assert response.status_code == 400
    assert "“wheel”" in response.content.decode()


def test_an_empty_record_says_so(client):
    page = client.get("/timeline/").content.decode()
    assert "No round and no activity in the record." in page
    assert "No round in the record." in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("/timeline/", 11), ("/timeline/?view=table", 6)])
def test_queries_stay_the_same_and_few(client, count, address, queries, django_assert_num_queries):
    large_record.record(range(1, count + 1), range(1, count + 1), activities=count)
    with django_assert_num_queries(queries, using="public"):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_the_page_stands_in_each_language(client, language):
    large_record.record([1, 6], {6})
    page = client.get(f"/{language}/timeline/").content.decode()
    assert f'href="/{language}/rounds/2017-01-05-6/"' in page


@pytest.mark.parametrize("language", ["", "/ja", "/ko"])
@pytest.mark.parametrize("last", [2, 15, 60])
def test_a_link_of_the_drawing_is_called_what_is_seen(client, language, last):
    large_record.record(range(1, last + 1), {2}, activities=8)
    with realm.publishing(), realm.in_public():
        Activity.objects.filter(slug="activity-0").update(
            **{
                f"name_{code}": "A meeting with a name that is too long for the line " * 3
                for code in ("en", "ja", "ko")
            }
        )
    page = client.get(f"{language}/timeline/").content.decode()
    drawn = LexborHTMLParser(re.search(r"<svg class=\"timeline.*?</svg>\s*<ol", page, re.DOTALL)[0])
    shortened, found = [], []
    for link in drawn.css("a"):
        title = link.css_first("title")
        seen = link.text(deep=True).removeprefix(title.text() if title else "").strip()
        name = link.attributes.get("aria-label") or seen
        shortened += [name] if name.startswith(seen) and len(name) > 100 else []
        found += [(seen, name)] if seen not in name or not seen else []
    assert found == []
    assert len(shortened) == 1
