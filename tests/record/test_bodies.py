"""Bodies mention nothing that is empty, and every earlier one is read as the tables are now, or refused with a reason."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.record import bodies
from initiatives.record.bodies import SCHEMA, Rows, canonical, filled, lean, rows_of, same, written
from initiatives.record.columns import unmentioned
from initiatives.record.refusals import Refused

KEY = "0b5d6a2e-4d3b-5b07-8c3c-111111111111"


def body(schema, **row):
    rows = {"pillar": [{"id": KEY, **row}]}
    return canonical({"schema": schema, "kind": "pillar", "root": KEY, "rows": rows})


def pillar(body, **more):
    return rows_of(body, **more)["pillar"][0]


EMPTY = {f"{name}_{language}": "" for name in ("name", "summary") for language in ("en", "ja", "ko")} | {"slug": ""}


def test_the_door_gives_every_column_and_every_kind_of_row():
    rows = rows_of(body(SCHEMA, slug="peace", position=0))
    assert rows == {"pillar": [{**EMPTY, "id": KEY, "slug": "peace", "position": 0}], "citation": []}
    assert (rows.kind, rows.root, rows.own["slug"], rows.label) == ("pillar", KEY, "peace", "peace")


def test_a_body_mentions_no_empty_column_and_no_model_without_rows():
    rows = Rows("pillar", KEY, {"pillar": [{**EMPTY, "id": KEY, "slug": "peace", "position": 0}], "citation": []})
    assert json.loads(written(rows)) == {
        "schema": SCHEMA,
        "kind": "pillar",
        "root": KEY,
        "rows": {"pillar": [{"id": KEY, "slug": "peace", "position": 0}]},
    }


def test_zero_and_false_are_values_and_are_mentioned():
    assert lean({"a": 0, "b": False, "c": "", "d": None, "e": []}, dict.fromkeys("abcde", "")) == {"a": 0, "b": False}


def test_a_column_added_later_is_not_mentioned_where_it_has_the_value_frozen_for_it():
    unsaid = {"state": "held", "seen": False, "many": []}
    assert lean({"state": "held", "seen": False, "many": []}, unsaid) == {}
    said = {"state": "", "seen": True, "many": ["x"]}
    assert lean(said, unsaid) == said  # empty text is not what is frozen for it
    assert filled({}, unsaid) == unsaid
    assert filled({"seen": 0}, unsaid)["seen"] == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(
    st.dictionaries(
        st.sampled_from(["text", "null", "list", "state", "number"]),
        st.one_of(st.text(max_size=3), st.none(), st.just([]), st.integers(0, 2), st.booleans(), st.just("held")),
    )
)
def test_what_is_left_out_comes_back(row):
    unsaid = {"text": "", "null": None, "list": [], "state": "held"}
    full = filled(row, unsaid)
    assert set(full) >= set(unsaid)
    assert filled(lean(full, unsaid), unsaid) == full
    assert lean(filled(row, unsaid), unsaid) == lean(row, unsaid)


def test_a_body_of_the_first_schema_holds_the_same_as_one_of_now():
    old = body(1, slug="peace", position=1, **{name: value for name, value in EMPTY.items() if name != "slug"})
    new = body(SCHEMA, slug="peace", position=1)
    assert old != new
    assert same(old, new)
    assert same(old.replace('"summary_ja":""', '"summary_ja":null'), new)
    assert not same(old.replace('"summary_ja":""', '"summary_ja":"平和"'), new)
    assert rows_of(old) == rows_of(new)


def test_nothing_is_the_same_as_nothing_alone():
    assert same("", "")
    assert not same("", body(SCHEMA, slug="peace", position=1))
    assert not same(body(SCHEMA, slug="peace", position=1), "")


STEPS = {
    1: lambda tables: {**tables, "pillar": [{**row, "motto": row["slug"]} for row in tables["pillar"]]},
    2: lambda tables: {**tables, "pillar": [{**row, "motto": row["motto"] + "!"} for row in tables["pillar"]]},
}


def test_an_earlier_body_goes_through_every_step_in_order_and_finds_every_column_of_its_schema():
    assert pillar(body(1, slug="peace", position=1), steps=STEPS, to=3)["motto"] == "peace!"
    assert pillar(body(1, position=1), steps=STEPS, to=3)["motto"] == "!"
    assert "motto" not in pillar(body(3, position=1), steps=STEPS, to=3)


@pytest.mark.parametrize(("schema", "words"), [(0, "No way is known"), (SCHEMA + 1, "later than the site's")])
def test_an_unknown_or_later_schema_is_refused(schema, words):
    with pytest.raises(Refused, match=words):
        rows_of(body(schema))


def test_every_schema_but_the_last_has_a_step():
    assert set(bodies.STEPS) == set(range(1, SCHEMA))


def test_two_readings_share_no_list():
    rows = {"passage": [{"id": KEY}], "meeting": [{"id": KEY}]}
    text = canonical({"schema": SCHEMA, "kind": "meeting", "root": KEY, "rows": rows})
    rows_of(text)["passage"][0]["references"].append("x")
    assert rows_of(text)["passage"][0]["references"] == []
    assert unmentioned(SCHEMA)["passage"]["references"] == []
