"""Passages of two language versions that are proposed as saying the same, and both texts side by side."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.record.pairing import anchors, one_by_one, propose, side_by_side

pytestmark = pytest.mark.once


@dataclass(frozen=True)
class Piece:
    pk: str
    kind: str
    text: str
    parent_id: str | None = None

    @property
    def number(self):
        return self.pk.partition("-")[2].replace("t", "0.").replace("f", "0.")


MARKS = {"#": "h", "!": "t", "^": "f"}


def pieces(side, lines):
    """Pieces of a text: ``# heading``, ``! title``, ``^ front line``, ``* item``; a paragraph is its sentences, divided by ``|``."""
    found, paragraph = [], 0
    for place, line in enumerate(lines):
        if line[:2] in ("# ", "! ", "^ "):
            kind = "title" if line[0] == "!" else "heading"
            found.append(Piece(f"{side}-{MARKS[line[0]]}{place}", kind, line[2:]))
            continue
        paragraph += 1
        parent = f"{side}-0" if line.startswith("* ") else None
        text = line.removeprefix("* ")
        found.append(Piece(f"{side}-{paragraph}", "paragraph", text.replace("|", " "), parent))
        sentences = text.split("|")
        for number, words in enumerate(sentences, 1):
            found.append(Piece(f"{side}-{paragraph}.{number}", "sentence", words, f"{side}-{paragraph}"))
    return found


def proposed(original, version, paired=()):
    """The keys of what is proposed, without the names of the sides."""
    one, other = pieces("en", original), pieces("ja", version)
    found = propose(one, other, [(f"en-{a}", f"ja-{b}") for a, b in paired])
    return [(one[a].pk[3:], other[b].pk[3:]) for a, b in found]


def test_heading_by_heading_paragraph_by_paragraph_sentence_by_sentence():
    original = [
        "! Joint Statement",
        "# Security",
        "They met.|They agreed.",
        "They will meet.",
        "# Health",
        "They share.",
    ]
    version = ["! 共同声明", "# 安全保障", "会った。|合意した。", "また会う。", "# 保健", "共有する。"]
    assert proposed(original, version) == [
        *(("t0", "t0"), ("h1", "h1"), ("1", "1"), ("1.1", "1.1"), ("1.2", "1.2"), ("2", "2"), ("2.1", "2.1")),
        *(("h4", "h4"), ("3", "3"), ("3.1", "3.1")),
    ]


def test_lines_over_the_title_open_no_section():
    assert proposed(["^ FACT SHEET", "! Outcomes", "A."], ["! 成果", "甲。"]) == [
        ("t1", "t0"),
        ("1", "1"),
        ("1.1", "1.1"),
    ]
    assert proposed(["^ FACT SHEET", "! Outcomes"], ["^ ファクトシート", "! 成果"]) == [("f0", "f0"), ("t1", "t1")]


def test_sentences_of_paragraphs_that_have_not_equally_many_are_left_to_a_person():
    assert proposed(["They met and agreed.", "They left."], ["会った。|合意した。", "去った。"]) == [
        *(("1", "1"), ("2", "2"), ("2.1", "2.1")),
    ]


def test_a_stretch_whose_structure_differs_is_left_and_what_stands_beside_it_is_not():
    original = ["# One", "A.", "B.", "# Two", "C.", "# Three", "D."]
    version = ["# 一", "甲。", "# 二", "丙。", "# 三", "丁。"]
    assert proposed(original, version) == [
        *(("h0", "h0"), ("h3", "h2"), ("3", "2"), ("3.1", "2.1"), ("h5", "h4"), ("4", "3"), ("4.1", "3.1")),
    ]
    assert proposed(["A.", "B."], ["甲。"]) == []


def test_numbers_days_and_latin_names_say_which_belongs_to_which():
    original = ["Added here alone.", "Under resolution 2270.", "With ASEAN and NATO.", "On January 5, 2017."]
    version = ["決議第２２７０号に基づき。", "ASEAN及びNATOと。", "平成29年1月5日に。"]
    assert proposed(original, version) == [
        *(("2", "1"), ("2.1", "1.1"), ("3", "2"), ("3.1", "2.1"), ("4", "3"), ("4.1", "3.1")),
    ]


def test_what_names_other_numbers_is_not_paired_by_its_place():
    assert proposed(["Resolution 1718.", "Resolution 2270."], ["決議2270号。", "決議1718号。"]) == [
        *(("2", "1"), ("2.1", "1.1")),
    ]
    assert proposed(["It met in 2016.|It met in 2017."], ["2017年に会った。|2016年に会った。"]) == [("1", "1")]


def test_an_item_of_a_list_is_not_paired_with_a_paragraph_that_is_none():
    assert proposed(["They will:", "* share"], ["次のことを行う。", "共有"]) == []
    assert proposed(["They will:", "* share"], ["次のことを行う。", "* 共有"])[-1] == ("2.1", "2.1")


def test_what_a_person_paired_stands_and_the_rest_goes_by_it():
    original, version = ["A.", "B.", "C."], ["甲。", "乙。"]
    assert proposed(original, version) == []
    assert proposed(original, version, [("2", "1")]) == [("2.1", "1.1"), ("3", "2"), ("3.1", "2.1")]
    assert proposed(["A.", "B."], ["甲。", "乙。"], [("1", "2")]) == [("1.1", "2.1")]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("On January 5, 2017, with 1,000 people", {"on", "1", "5", "2017", "with", "1000", "people"}),
        ("5 January 2017", {"5", "1", "2017"}),
        ("平成２９年１月５日、ＡＳＥＡＮ", {"2017", "1", "5", "asean"}),
        ("令和元年の決議第2270号（COVID-19）", {"2019", "2270", "covid-19"}),
        ("2017년 1월 5일 결의 2270호", {"2017", "1", "5", "2270"}),
        ("三か国は会った。", set()),
    ],
)
def test_what_is_equal_in_any_language(text, marks):
    assert anchors(text) == marks


lines = st.lists(
    st.one_of(
        st.sampled_from(["# 1", "# 2", "! T", "^ F", "# Both of 2270"]),
        st.lists(st.sampled_from(["x", "y 1", "z 2270", "NATO"]), min_size=1, max_size=3).map("|".join),
        st.sampled_from(["* item 1", "* item"]),
    ),
    max_size=14,
)


def some_pairs(draw, one, other):
    """Pairs a person might have made: kinds equal, none twice, in any order."""
    found = []
    for kind in ("title", "heading", "paragraph", "sentence"):
        first = [each.pk for each in one if each.kind == kind]
        second = [each.pk for each in other if each.kind == kind]
        count = draw(st.integers(0, min(2, len(first), len(second))))
        found += zip(draw(st.permutations(first))[:count], draw(st.permutations(second))[:count], strict=True)
    return found


@given(st.data(), lines, lines)
def test_proposals_never_cross_are_never_twice_and_pair_like_with_like(data, original, version):
    one, other = pieces("a", original), pieces("b", version)
    paired = some_pairs(data.draw, one, other)
    found = propose(one, other, paired)
    first, second = [a for a, _ in found], [b for _, b in found]
    assert first == sorted(set(first))
    assert second == sorted(set(second))
    assert all(one[a].kind == other[b].kind for a, b in found)
    assert not {one[a].pk for a in first} & {a for a, _ in paired}
    assert not {other[b].pk for b in second} & {b for _, b in paired}
    places = [{piece.pk: place for place, piece in enumerate(side)} for side in (one, other)]
    given_places = [(places[0][a], places[1][b]) for a, b in paired]
    assert all((a < c) == (b < d) for a, b in found for c, d in given_places)
    assert propose(one, other, paired) == found


@given(lines)
def test_a_text_is_paired_whole_with_one_of_the_same_structure(original):
    one, other = pieces("a", original), pieces("b", original)
    assert propose(one, other) == [(place, place) for place in range(len(one))]


def read(side):
    """The pieces that are read: a paragraph is read as its sentences."""
    parents = {piece.parent_id for piece in side if piece.kind == "sentence"}
    return [piece for piece in side if piece.pk not in parents]


@given(st.data(), lines, lines)
def test_side_by_side_each_text_stands_whole_and_in_its_order(data, original, version):
    one, other = pieces("a", original), pieces("b", version)
    paired = some_pairs(data.draw, one, other)
    rows = side_by_side(one, other, paired)
    assert [piece for row in rows for piece in row.first] == read(one)
    assert [piece for row in rows for piece in row.second] == read(other)
    for row in rows:
        assert row.first or row.second
        if row.is_pair:
            sides = [{(p.pk, p.parent_id) for p in side} for side in (row.first, row.second)]
            keys = [{key for pair in side for key in pair} for side in sides]
            assert any(a in keys[0] and b in keys[1] for a, b in paired)
    places = [{piece.pk: place for place, piece in enumerate(side)} for side in (one, other)]
    flat = one_by_one(one, other, [(places[0][a], places[1][b]) for a, b in paired])
    assert [piece for row in flat for piece in row.first] == one
    assert [piece for row in flat for piece in row.second] == other


def test_side_by_side_pairs_stand_in_rows_and_the_rest_in_order():
    one = pieces("a", ["# H", "A.|B.", "C.|D.", "E."])
    other = pieces("b", ["# 見出し", "甲。|乙。", "丙丁。", "追加。", "戊。"])
    pairs = [("a-h0", "b-h0"), ("a-1.1", "b-1.1"), ("a-1", "b-1"), ("a-2", "b-2"), ("a-3.1", "b-4.1")]
    rows = side_by_side(one, other, pairs)
    assert [
        (" ".join(p.text for p in row.first), "".join(p.text for p in row.second), row.is_pair) for row in rows
    ] == [
        ("H", "見出し", True),
        ("A.", "甲。", True),
        ("B.", "乙。", False),
        ("C. D.", "丙丁。", True),
        ("", "追加。", False),
        ("E.", "戊。", True),
    ]
