"""The lists an editor may add to: each says what it is, has every word once, and every row whole."""

import pytest

from initiatives.intake import vocabulary

TABLES = {
    "countries": 3,
    "cities": 2,
    "heads": 2,
    "meeting-states": 4,
    "closed-offices": 2,
    "other-bodies": 2,
    "ranks": 2,
    "kind-words": 2,
    "numbering": 2,
    "numbering-names": 2,
    "symbol-font": 3,
}
NAMES = sorted(path.stem for path in vocabulary.PLACE.glob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_a_list_opens_with_what_it_is(name):
    first = (vocabulary.PLACE / f"{name}.txt").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith((".", "…"))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in TABLES])
def test_a_list_has_every_word_once(name):
    words = vocabulary.lines(name) if name == "us-states" else vocabulary.words(name)
    assert [word for word in set(words) if words.count(word) > 1] == []


@pytest.mark.parametrize(("name", "columns"), TABLES.items())
def test_a_table_has_every_row_whole(name, columns):
    assert [row for row in vocabulary.rows(name) if len(row) != columns or not row[0]] == []
