"""Passages of two language versions that say the same: proposed as far as their structure goes, and set side by side.

What is proposed rests on structure alone: heading by heading, paragraph by paragraph within headings that go together,
sentence by sentence within paragraphs of equally many; and on what is equal in any language: numbers, days, names in
Latin letters. Where neither says which belongs to which, nothing is proposed. A person decides.
"""

import calendar
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any, Generic, Protocol, TypeVar

from initiatives.choices import PassageKind


class Piece(Protocol):
    """A passage, as far as pairing looks at it. A sentence has its paragraph for its parent."""

    pk: Any
    kind: str
    number: str
    text: str
    parent_id: Any


P = TypeVar("P", bound=Any)  # a piece, whatever it is besides
Place = tuple[int, int]  # where a piece stands in the original, and its counterpart in the version
Anchors = frozenset[str]


# --- What is equal in any language

MONTHS = [name.casefold() for name in calendar.month_name[1:]]
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
DAY = re.compile(rf"\b({'|'.join(MONTHS)})\s+(?=\d)|(?<=\d)\s+({'|'.join(MONTHS)})\b")
LATIN = re.compile(r"[a-z][a-z0-9]*(?:[-&][a-z0-9]+)*")
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}  # the year before the first of an era
ERA_YEAR = re.compile(rf"({'|'.join(ERAS)})\s*(\d+|元)年")


def _era_year(match: re.Match[str]) -> str:
    year = 1 if match[2] == "元" else int(match[2])
    return f"{ERAS[match[1]] + year}年"


def anchors(text: str) -> Anchors:
    """The numbers of a text, its days with the months as numbers, and its words in Latin letters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = ERA_YEAR.sub(_era_year, plain)
    plain = DAY.sub(lambda month: f" {MONTHS.index(month[1] or month[2]) + 1} ", plain)
    numbers = NUMBER.findall(LATIN.sub(" ", plain))
    return frozenset({*(number.replace(",", "") for number in numbers), *LATIN.findall(plain)})


def _shared(original: Sequence[Piece], version: Sequence[Piece]) -> tuple[list[Anchors], list[Anchors]]:
    """The anchors of each piece that occur in both texts: a word of one language alone says nothing."""
    sides = [[anchors(piece.text) for piece in pieces] for pieces in (original, version)]
    both = frozenset().union(*sides[0]) & frozenset().union(*sides[1])
    first, second = ([one & both for one in side] for side in sides)
    return first, second


# --- Proposals


def propose(original: Sequence[Piece], version: Sequence[Piece], paired: Iterable[tuple[Any, Any]] = ()) -> list[Place]:
    """Places of passages that go together, by their order in both texts: none twice, none crossing, kinds equal.

    ``original`` and ``version`` are all passages of each in reading order. ``paired`` are the keys (of the original, of
    the version) that a person has set against each other already: they stand, and what is proposed agrees with them.
    """
    return _Proposing(original, version, paired).found


class _Proposing:
    def __init__(self, original: Sequence[Piece], version: Sequence[Piece], paired: Iterable[tuple[Any, Any]]) -> None:
        self.sides = (original, version)
        self.anchors = _shared(original, version)
        places = [{piece.pk: place for place, piece in enumerate(side)} for side in self.sides]
        self.given = {
            places[0][one]: places[1][other] for one, other in paired if one in places[0] and other in places[1]
        }
        self.taken = (set(self.given), set(self.given.values()))
        self.children = [_children(side, where) for side, where in zip(self.sides, places, strict=True)]
        within = [place for pair in self.given.items() for place in self._sentences(*pair)]
        proposed = {*self._front(), *self._sections(), *within} - set(self.given.items())
        self.found = _in_order(_sorted(_not_crossing(_sorted(proposed), sorted(self.given.items()))))

    def _front(self) -> list[Place]:
        """The lines before the text: titles, and what stands over them."""
        return [
            place
            for kind in (PassageKind.TITLE, PassageKind.HEADING)
            for place in self._stretch(
                *([p for p, one in enumerate(side) if one.kind == kind and _is_front(one)] for side in self.sides)
            )
        ]

    def _sections(self) -> list[Place]:
        """Headings that go together, and the paragraphs under them; without headings the text is one section."""
        heads = [
            [p for p, one in enumerate(side) if one.kind == PassageKind.HEADING and not _is_front(one)]
            for side in self.sides
        ]
        found = self._stretch(*heads)
        firsts, seconds = ([-1, *side] for side in heads)
        together = dict([(-1, -1), *found])
        for place, begin in enumerate(firsts):
            other = together.get(begin)
            if other is None:
                continue
            at = seconds.index(other)
            # A section ends where one begins that has its like: what stands under a heading without one is of neither.
            ends = (
                firsts[place + 1] if place + 1 < len(firsts) else len(self.sides[0]),
                seconds[at + 1] if at + 1 < len(seconds) else len(self.sides[1]),
            )
            if self._next_agree(ends, together):
                found += self._paragraphs((begin, ends[0]), (other, ends[1]))
        return found

    def _next_agree(self, ends: Place, together: Mapping[int, int]) -> bool:
        """True where two sections end alike: at headings that go together, or at the end of both texts."""
        is_end = (ends[0] == len(self.sides[0]), ends[1] == len(self.sides[1]))
        return all(is_end) or (not any(is_end) and together.get(ends[0]) == ends[1])

    def _paragraphs(self, first: Place, second: Place) -> list[Place]:
        within = [
            [p for p in range(begin + 1, end) if side[p].kind == PassageKind.PARAGRAPH]
            for side, (begin, end) in zip(self.sides, (first, second), strict=True)
        ]
        found = self._stretch(*within)
        return [*found, *(place for pair in found for place in self._sentences(*pair))]

    def _sentences(self, one: int, other: int) -> list[Place]:
        """The sentences of two paragraphs, where both have equally many."""
        first, second = self.children[0].get(one, []), self.children[1].get(other, [])
        return self._stretch(first, second, by_anchors=False) if len(first) == len(second) else []

    def _stretch(self, first: list[int], second: list[int], *, by_anchors: bool = True) -> list[Place]:
        """The places of two runs of pieces of one kind that go together, what a person has set together included."""
        inside = set(second)
        given = [(one, self.given[one]) for one in first if self.given.get(one) in inside]
        given = _in_order(given)
        fixed = dict(given)
        first = [one for one in first if one in fixed or one not in self.taken[0]]
        second = [one for one in second if one in fixed.values() or one not in self.taken[1]]
        found = list(given)
        for one, other in _between(first, second, given):
            in_order = self._by_order(one, other)
            known = self._by_anchors(one, other) if by_anchors and not in_order else []
            found += in_order + known
            for left, right in _between(one, other, known) if known else ():
                found += self._by_order(left, right)
        return sorted(found)

    def _by_anchors(self, first: list[int], second: list[int]) -> list[Place]:
        """Pieces whose anchors are those of one piece on either side and of no other."""
        sides = [
            {marks: places[0] for marks, places in _grouped(side, self.anchors[which]).items() if len(places) == 1}
            for which, side in enumerate((first, second))
        ]
        return _in_order(sorted((place, sides[1][marks]) for marks, place in sides[0].items() if marks in sides[1]))

    def _by_order(self, first: list[int], second: list[int]) -> list[Place]:
        """The pieces one by one where both runs have equally many and none has other anchors than its like."""
        if len(first) != len(second):
            return []
        places = list(zip(first, second, strict=True))
        if any(self._is_item(0, one) != self._is_item(1, other) for one, other in places):
            return []
        return [] if any(self._at_odds(one, other) for one, other in places) else places

    def _is_item(self, which: int, place: int) -> bool:
        piece = self.sides[which][place]
        return piece.kind == PassageKind.PARAGRAPH and piece.parent_id is not None

    def _at_odds(self, one: int, other: int) -> bool:
        first, second = self.anchors[0][one], self.anchors[1][other]
        return bool(first and second and not first & second)


def _is_front(piece: Piece) -> bool:
    return piece.kind == PassageKind.TITLE or piece.number.startswith("0.")


def _children(side: Sequence[Piece], places: Mapping[Any, int]) -> dict[int, list[int]]:
    """place of a paragraph → places of its sentences."""
    found: dict[int, list[int]] = {}
    for place, piece in enumerate(side):
        if piece.kind == PassageKind.SENTENCE and piece.parent_id in places:
            found.setdefault(places[piece.parent_id], []).append(place)
    return found


def _grouped(places: Iterable[int], marks: Sequence[Anchors]) -> dict[Anchors, list[int]]:
    found: dict[Anchors, list[int]] = {}
    for place in places:
        if marks[place]:
            found.setdefault(marks[place], []).append(place)
    return found


def _between(first: list[int], second: list[int], pairs: Sequence[Place]) -> list[tuple[list[int], list[int]]]:
    """What stands on either side before, between and after pairs that do not cross."""
    found, left, right = [], 0, 0
    for one, other in pairs:
        at, there = first.index(one, left), second.index(other, right)
        found.append((first[left:at], second[right:there]))
        left, right = at + 1, there + 1
    return [*found, (first[left:], second[right:])]


def _sorted(places: Iterable[Place]) -> list[Place]:
    """Pairs in the order of the one side; of several with one piece there, no two are in the order of the other."""
    return sorted(set(places), key=lambda place: (place[0], -place[1]))


def _in_order(places: Sequence[Place]) -> list[Place]:
    """The longest run of pairs, given in the order of one side, that are in the order of the other too."""
    ends: list[int] = []  # the last place of the best run of each length
    best: list[int] = []  # which pair that is
    before: list[int | None] = []
    for at, (_one, other) in enumerate(places):
        length = bisect_left(ends, other)
        before.append(best[length - 1] if length else None)
        if length == len(ends):
            ends.append(other)
            best.append(at)
        else:
            ends[length], best[length] = other, at
    found: list[Place] = []
    last = best[-1] if best else None
    while last is not None:
        found.append(places[last])
        last = before[last]
    return found[::-1]


def _not_crossing(places: Sequence[Place], given: Sequence[Place]) -> list[Place]:
    """The pairs that cross none of the given ones."""
    firsts, others = [one for one, _ in given], [other for _, other in given]
    highest, lowest = list(accumulate(others, max)), list(accumulate(others[::-1], min))[::-1]
    found = []
    for one, other in places:
        at, after = bisect_left(firsts, one), bisect_right(firsts, one)
        if (not at or highest[at - 1] < other) and (after == len(firsts) or other < lowest[after]):
            found.append((one, other))
    return found


# --- Side by side


@dataclass(frozen=True)
class Beside(Generic[P]):
    """One row of two columns: what is set against each other, or a stretch of either text that is not."""

    first: list[P] = field(default_factory=list)
    second: list[P] = field(default_factory=list)
    is_pair: bool = False


def one_by_one(first: Sequence[P], second: Sequence[P], places: Iterable[Place]) -> list[Beside[P]]:
    """Every piece of both texts once, each text in its order, pieces at these places beside each other.

    Pairs that cross more of the others stand apart, each piece in its own place.
    """
    pairs = _in_order(_sorted(places))
    rows: list[Beside[P]] = []
    ranges = _between(list(range(len(first))), list(range(len(second))), pairs)
    for (left, right), pair in zip(ranges, [*pairs, None], strict=True):
        rows += [Beside(first=[first[one]]) for one in left] + [Beside(second=[second[other]]) for other in right]
        if pair:
            rows.append(Beside([first[pair[0]]], [second[pair[1]]], is_pair=True))
    return rows


Range = tuple[int, int]  # from, and to before


class _Read(Generic[P]):
    """A text as it is read: titles, headings and sentences, and paragraphs that have no sentences."""

    def __init__(self, pieces: Sequence[P]) -> None:
        places = {piece.pk: place for place, piece in enumerate(pieces)}
        sentences = _children(pieces, places)
        self.leaves = [piece for place, piece in enumerate(pieces) if place not in sentences]
        at = {piece.pk: place for place, piece in enumerate(self.leaves)}
        self.ranges: dict[Any, Range] = {key: (place, place + 1) for key, place in at.items()}
        for block, parts in sentences.items():
            found = sorted(at[pieces[part].pk] for part in parts)
            if found[-1] - found[0] == len(found) - 1:
                self.ranges[pieces[block].pk] = (found[0], found[-1] + 1)


def side_by_side(first: Sequence[P], second: Sequence[P], pairs: Iterable[tuple[Any, Any]]) -> list[Beside[P]]:
    """Both texts in rows, each in its order and whole: pairs of sentences and headings, of paragraphs, and the rest.

    ``pairs`` are keys (of the first, of the second). A pair of paragraphs is a row where none of their sentences is
    one; pairs that cross more of the others are left out, and their words stand where each text has them.
    """
    one, other = _Read(first), _Read(second)
    boxes = [(one.ranges[a], other.ranges[b]) for a, b in pairs if a in one.ranges and b in other.ranges]
    single = [box for box in boxes if all(end - begin == 1 for begin, end in box)]
    kept = _in_order(_sorted((a, b) for (a, _), (b, _) in single))
    rows = {((a, a + 1), (b, b + 1)) for a, b in kept}
    blocks = {(a[0], b[0]): (a, b) for a, b in boxes if (a, b) not in rows and _holds_whole(a, b, kept)}
    rows |= {blocks[place] for place in _in_order(_sorted(blocks))}
    edges = {(0, 0), (len(one.leaves), len(other.leaves))}
    edges |= {edge for row in rows for edge in zip(*row, strict=True)}
    return [
        Beside(one.leaves[a:b], other.leaves[c:d], is_pair=((a, b), (c, d)) in rows)
        for (a, c), (b, d) in pairwise(sorted(edges))
    ]


def _holds_whole(first: Range, second: Range, kept: Sequence[Place]) -> bool:
    """True where every pair of single pieces lies within both ranges, before both or after both."""
    return all((a < first[0]) == (b < second[0]) and (a < first[1]) == (b < second[1]) for a, b in kept)
