"""Lists as data: what CSV and JSON give is what the page lists and what the interface says, whole and under its filters."""

import csv
import io
import json

import pytest

from initiatives import models
from initiatives.record import csv_cells, realm
from tests import builders
from tests.reading import Queries

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"])

LISTS = (
    "rounds",
    "officials",
    "pillars",
    "initiatives",
    "activities",
    "documents",
    "references",
    "phrases",
    "thesaurus",
)
OF_API = {"phrases": "references", "thesaurus": "concepts"}


def content(response):
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content).decode()


def as_json(client, path):
    return json.loads(content(client.get(path)))["results"]


def as_csv(client, path):
    return list(csv.DictReader(io.StringIO(content(client.get(path)), newline="")))


def test_every_list_is_what_the_interface_says_and_the_table_has_its_columns(client):
    builders.whole(2)
    for name in LISTS:
        rows, table = as_json(client, f"/{name}/?format=json"), as_csv(client, f"/ja/{name}/?format=csv")
        told = client.get(f"/api/v1/{OF_API.get(name, name)}/?limit=100").json()["results"]
        if OF_API.get(name, name) == "references":
            told = [row for row in told if (row["kind"] == "phrase") == (name == "phrases")]
        assert len(rows) == len(told), name
        by_key = {row["id"]: row for row in told}
        assert {row["id"]: row for row in rows} == by_key, name
        assert [row["id"] for row in table] == [row["id"] for row in rows], name
        for row in table:
            for column, cell in row.items():
                value = by_key[row["id"]].get(column)
                if column == "page":
                    assert cell == value.replace("testserver/", "testserver/ja/")
                elif isinstance(value, list):
                    assert csv_cells.plain(cell) == "; ".join(value)
                else:
                    assert cell == csv_cells.cell(value), (name, column)


def test_filters_and_order_are_those_of_the_page_and_no_page_cuts_it(client):
    builders.published(3)
    rows = as_json(client, "/activities/?year=2015&year=2017&format=json")
    assert sorted(row["slug"] for row in rows) == ["meeting-1", "meeting-3"]
    shown = client.get("/activities/?year=2015&year=2017").context["page_obj"].object_list
    assert [row["slug"] for row in rows] == [row.slug for row in shown]
    assert [row["name"] for row in as_csv(client, "/officials/?q=sato&format=csv")] == ["Bunta Sato"]
    assert as_json(client, "/officials/?party=JPN&q=blake&format=json") == []


def test_publications_are_a_row_for_each_thing_that_was_published(client):
    builders.corrected()
    rows = as_json(client, "/changes/?format=json")
    assert [row["number"] for row in rows] == [2, 1]
    assert rows == client.get("/api/v1/publications/").json()["results"]
    table = as_csv(client, "/changes/?format=csv")
    assert [(row["number"], row["label_en"]) for row in table] == [
        (str(row["number"]), item["label_en"]) for row in rows for item in row["items"]
    ]


def test_an_earlier_state_is_asked_for_as_on_the_page(client):
    builders.corrected()
    asked = ("/pillars/?format=json", "/pillars/?format=json&as-of=1")
    assert [as_json(client, path)[0]["name_en"] for path in asked] == ["Renamed pillar", "Responding to threats"]


def test_gaps_are_rows(client):
    builders.published()
    rows = as_csv(client, "/gaps/?format=csv")
    assert ("without_archive", "document") in {(row["gap"], row["kind"]) for row in rows}
    assert [list(row.values()) for row in rows] == [
        [csv_cells.cell(value) for value in row.values()] for row in as_json(client, "/gaps/?format=json")
    ]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/officials/?format=xml", "“format” cannot be “xml”"),
        ("/officials/?format=csv&format=json", "“format” cannot be “csv, json”"),
        ("/officials/?format=csv&pary=JPN", "“pary”"),
        ("/officials/?format=csv&page=2", "“page”"),
        ("/officials/?format=csv&party=XXX", "“party” cannot be “XXX”"),
        ("/rounds/?format=json&q=x", "“q”"),
        ("/gaps/?format=json&utm_source=x", "“utm_source”"),
    ],
)
def test_what_a_download_does_not_know_is_refused_by_its_name(published, client, path, named):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert named in response.json()["detail"]


def test_an_empty_format_is_none_and_the_page_says_where_its_data_is(published, client):
    response = client.get("/officials/?format=&party=JPN&page=1")
    assert response["Content-Type"].startswith("text/html")
    page = response.content.decode()
    for name, kind in (("csv", "text/csv"), ("json", "application/json")):
        assert f'<a href="/officials/?party=JPN&amp;format={name}">{name.upper()}</a>' in page
        assert f'type="{kind}" href="/officials/?party=JPN&amp;format={name}"' in page


def test_the_file_has_a_name_and_is_sent_once(published, client):
    response = client.get("/ko/rounds/?format=csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="rounds.csv"'
    assert int(response["Content-Length"]) == len(content(response).encode())
    again = client.get("/ko/rounds/?format=csv", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_formula_is_text_in_the_table_and_as_it_is_in_json(published, client):
    with realm.at_desk():
        models.Pillar.objects.update(summary_en="=1+1")
        builders.publish_all(title="A formula")
    assert as_csv(client, "/pillars/?format=csv")[0]["summary_en"] == "'=1+1"
    assert as_json(client, "/pillars/?format=json")[0]["summary_en"] == "=1+1"


def test_a_list_costs_as_much_at_one_row_as_at_three(client):
    record = builders.whole(1)
    paths = [f"/{name}/?format={kind}" for name in (*LISTS, "gaps") for kind in ("csv", "json")]
    one = asked(client, paths)
    with realm.at_desk():
        record.add_round(2)
        record.add_round(3)
    builders.publish_all(title="More")
    assert asked(client, paths) == one
    assert max(one.values()) <= 12


def asked(client, paths):
    counts = {}
    for path in paths:
        with Queries() as block:
            content(client.get(path))
        counts[path] = len(block.found)
    return counts
