"""Rows as data: nothing of a row is left out or changed, in one language or in all, whatever the number of rows."""

import datetime

import pytest

from initiatives import models
from initiatives.record import realm, snapshots
from initiatives.record.columns import translated_fields
from initiatives.record.kinds import KIND_OF, domain_models
from initiatives.serializers import columns, rows, whole
from tests import builders
from tests.reading import Queries

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def in_public():
    builders.whole(3)
    with realm.in_public():
        yield


def identities():
    """key → the name by which a row goes."""
    return {
        str(row.pk): columns.identity(row)
        for model in domain_models()
        for row in rows.for_data(model)
        if columns.is_addressed(model)
    }


def said(value, named):
    """A value of a body as data has it."""
    if isinstance(value, list):
        return sorted(named.get(each, each) if isinstance(each, str) else each for each in value)
    return None if value == "" else named.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("model", domain_models(), ids=lambda model: model.__name__)
def test_a_row_as_data_is_its_row_in_the_published_body(in_public, model):
    named = identities()
    bodies = snapshots.rows_by_key(model, None, realm.PUBLIC)
    found = {row["id"]: row for row in rows.rows_as_data(rows.for_data(model).order_by("pk"))}
    for row in found.values():
        row.pop(rows.PAGE, None)
    expected = {
        key: {
            "id": key,
            **{name.removesuffix("_id"): said(value, named) for name, value in body.items() if name != "id"},
        }
        for key, body in bodies.items()
    }
    assert found == expected != {}


def test_in_one_language_words_stand_once_and_say_where_they_are_english(in_public):
    with realm.publishing():
        models.Pillar.objects.update(name_ja="", name_ko="위협")
    row = rows.for_data(models.Pillar).get()
    everywhere, english = rows.as_data(row), rows.as_data(row, "en")
    assert {name: everywhere[name] for name in ("name_en", "name_ja", "name_ko")} == {
        "name_en": "Responding to threats",
        "name_ja": None,
        "name_ko": "위협",
    }
    assert (english["name"], english["untranslated"]) == ("Responding to threats", [])
    assert [(data["name"], data["untranslated"]) for data in (rows.as_data(row, "ja"), rows.as_data(row, "ko"))] == [
        ("Responding to threats", ["name"]),
        ("위협", []),
    ]
    assert not {f"{field}_ja" for field in translated_fields(models.Pillar)} & set(english)


def test_names_choose_columns_in_the_order_of_the_table(in_public):
    row = rows.for_data(models.Pillar).get()
    assert list(rows.as_data(row, names=["name", "slug"])) == ["slug", "name_en", "name_ja", "name_ko"]
    assert set(rows.as_data(row, "ko", names=["name", "name_ja"])) == {"name", "name_ja"}


def test_every_citation_stands_once_under_the_fact_it_supports(in_public):
    listed = []

    def gather(value):
        if isinstance(value, dict):
            if "basis" in value:
                listed.append(value["id"])
            for each in value.values():
                gather(each)
        elif isinstance(value, list):
            for each in value:
                gather(each)

    for model in domain_models():
        if model in KIND_OF or model is models.Document:
            for row in whole.for_whole(model):
                gather(whole.as_whole(row))
    assert sorted(listed) == sorted(str(key) for key in models.Citation.objects.values_list("pk", flat=True))


def test_the_words_behind_a_fact_are_told_with_their_place(in_public):
    row = whole.for_whole(models.Activity).get(slug="meeting-1")
    (source,) = whole.as_whole(row, "ja", "https://example.org")["citations"]["city"]
    assert source.pop("id")
    assert source == {
        "basis": "stated",
        "passage": "2015-01-05-washington-fact-sheet/1.2",
        "quotation": "Tokyo",
        "page": "https://example.org/documents/2015-01-05-washington-fact-sheet/1.2/",
        "in_document": "2015-01-05-washington-fact-sheet",
        "number": "1.2",
    }


@pytest.mark.parametrize("model", domain_models(), ids=lambda model: model.__name__)
def test_three_rows_ask_as_much_as_one(in_public, model):
    asked = []
    for most in (1, 3):
        with Queries() as queries:
            told = [whole.as_whole(row) for row in whole.for_whole(model).order_by("pk")[:most]]
        asked.append(len(queries.found))
        assert len(told) >= 1
    assert asked[0] == asked[1] <= 6


def test_plain_values():
    moment = datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=9)))
    assert columns.plain(moment) == "2026-11-24T00:00:00Z"
    assert columns.plain("") is None
