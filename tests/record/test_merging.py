"""Three bodies of one root made into one: what only the files changed comes, what was edited at the desk stays."""

import pytest

from initiatives.record.bodies import Rows
from initiatives.record.merging import merged


def root(name="Round", delegates=(), citations=()):
    own = {"id": "m", "slug": "a-round", "name_en": name, "venue_en": ""}
    return Rows("meeting", "m", {"meeting": [own], "delegate": list(delegates), "citation": list(citations)})


def head(key, name="Lim", official="o"):
    return {"id": key, "meeting_id": "m", "official_id": official, "name": name}


def source(key, note="", delegate=None, supports=""):
    return {"id": key, "meeting_id": "m", "delegate_id": delegate, "note_en": note, "supports": supports}


def told(base, desk, filed, gone=()):
    one = merged(base, desk, filed, gone)
    return {model: rows for model, rows in one.rows.items() if rows}, one.taken, one.kept


def same(rows):
    return {model: each for model, each in rows.items() if each}


@pytest.mark.parametrize(
    ("base", "desk", "filed", "expected", "taken"),
    [
        pytest.param(root(), root(), root("First"), root("First"), 1, id="a value only the files changed comes"),
        pytest.param(root(), root("Ours"), root(), root("Ours"), 0, id="a value only the desk changed stays"),
        pytest.param(root(), root("First"), root("First"), root("First"), 0, id="what is the same is the same"),
        pytest.param(root(), root(), root(delegates=[head("1")]), root(delegates=[head("1")]), 1, id="a row comes"),
        pytest.param(root(delegates=[head("1")]), root(delegates=[head("1")]), root(), root(), 1, id="a row goes"),
        pytest.param(
            root(), root(delegates=[head("1")]), root(), root(delegates=[head("1")]), 0, id="the desk's stays"
        ),
        pytest.param(
            root(citations=[source("1")]),
            root(citations=[source("1", supports="Tokyo")]),
            root(citations=[source("1", "A copy.")]),
            root(citations=[source("1", "A copy.", supports="Tokyo")]),
            1,
            id="a lock is no edit and is left alone",
        ),
        pytest.param(None, root("Ours"), root("First"), root("Ours"), 0, id="of no known beginning, the desk's stays"),
    ],
)
def test_what_comes_and_what_stays(base, desk, filed, expected, taken):
    assert told(base, desk, filed) == (same(expected), taken, [])


@pytest.mark.parametrize(
    ("base", "desk", "filed", "said"),
    [
        pytest.param(
            root(),
            root("Ours"),
            root("First"),
            "Ours: name_en: the desk has “Ours”, the files “First”",
            id="a value that both changed",
        ),
        pytest.param(
            root(delegates=[head("1")]),
            root(delegates=[head("1", "Lim Sung-nam")]),
            root(),
            "Round, delegate Lim Sung-nam: is no longer in the files; it was edited at the desk and stays",
            id="a row that the files gave up",
        ),
        pytest.param(
            root(delegates=[head("1")]),
            root(),
            root(delegates=[head("1", "Lim Sung-nam")]),
            "Round, delegate Lim Sung-nam: was changed in the files; it was removed at the desk",
            id="a row that the desk gave up",
        ),
        pytest.param(
            root(),
            root(delegates=[head("2")]),
            root(delegates=[head("1")]),
            "Round, delegate Lim: is new in the files; the desk has another row of this name",
            id="a row that the desk has as well",
        ),
    ],
)
def test_where_both_changed_the_same_the_desk_stands_and_it_is_told(base, desk, filed, said):
    assert told(base, desk, filed) == (same(desk), 0, [said])


def test_what_hangs_on_a_row_that_is_left_out_is_left_out():
    filed = root(delegates=[head("1")], citations=[source("c", delegate="1"), source("d")])
    desk = root(delegates=[head("2")])
    rows, taken, _ = told(root(), desk, filed)
    assert [row["id"] for row in rows["citation"]] == ["d"]
    assert taken == 1


def test_nothing_points_at_what_the_desk_is_without():
    filed = root(delegates=[head("1", official="gone"), head("2")])
    assert told(root(), root(), filed, {"gone"})[0]["delegate"] == [head("2")]
    changed = root(delegates=[head("2", official="gone")])
    rows, taken, kept = told(root(delegates=[head("2")]), root(delegates=[head("2")]), changed, {"gone"})
    assert (rows["delegate"], taken, len(kept)) == ([head("2")], 0, 1)
