"""Who met whom is counted from the heads of each round; a box of the drawing spans rounds one after another."""

from collections import Counter
from itertools import combinations, pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.models import Country, Delegate, Meeting, Official
from initiatives.record import realm
from initiatives.record.encounters import Encounters, Row, runs
from initiatives.templatetags.plots import broken, seated

pytestmark = pytest.mark.once

PARTIES = [Country(code=code, name_en=code, short_name_en=code) for code in ("USA", "JPN", "KOR")]


def official(party, number):
    name = f"Person {party}{number}"
    return Official(pk=UUID(int=10 * party + number + 1), slug=f"p{party}{number}", name=name, family_name=name[7:])


def encounters(numbers):
    """Rounds, the newest first, from the numbers of the heads of each party in each."""
    rows = []
    for place, seats in enumerate(numbers):
        with realm.at_desk():
            held = [
                [Delegate(official=official(party, one), name=official(party, one).name) for one in sorted(heads)]
                for party, heads in enumerate(seats)
            ]
        rows.append(Row(Meeting(slug=f"r{place}", number=place + 1, start="2016-01"), PARTIES, held))
    return Encounters(PARTIES, rows)


ROUNDS = st.lists(st.tuples(*[st.sets(st.integers(0, 3), max_size=2)] * 3), max_size=8)


@settings(max_examples=40, deadline=None)
@given(ROUNDS)
def test_pairs_are_as_many_as_rounds_in_which_both_led(numbers):
    counted = Counter()
    for seats in numbers:
        people = [(party, one) for party, heads in enumerate(seats) for one in heads]
        counted.update(f"p{a}{b} p{c}{d}" for (a, b), (c, d) in combinations(sorted(people), 2) if a != c)
    found = encounters(numbers)
    pairs = {f"{pair.one.official.slug} {pair.other.official.slug}": len(pair.rounds) for pair in found.pairs()}
    assert pairs == counted
    shown = {(pair.one.official.slug, pair.other.official.slug) for pair in found.pairs(found.rows[:1])}
    newest = numbers[0] if numbers else ()
    assert shown == {
        (f"p{a}{one}", f"p{b}{other}")
        for a, b in combinations(range(len(newest)), 2)
        for one in newest[a]
        for other in newest[b]
    }


@settings(max_examples=40, deadline=None)
@given(ROUNDS)
def test_boxes_cover_every_round_of_every_party_once(numbers):
    rows = encounters(numbers).rows
    covered = Counter((run.party, place) for run in runs(rows) for place in range(run.first, run.first + run.length))
    assert covered == Counter((party, place) for party in range(3) for place in range(len(rows)))
    for run in runs(rows):
        assert {
            frozenset(h.official.slug for h in rows[run.first + n].seats[run.party]) for n in range(run.length)
        } == {frozenset(head.official.slug for head in run.heads)}


@pytest.mark.django_db(databases=["default", "public"])
def test_each_party_has_a_column_of_equal_width_and_an_empty_seat_says_so():
    rows = encounters([({0}, {1}, set()), ({0}, {2}, set())]).rows
    for head in (head for row in rows for heads in row.seats for head in heads):
        with realm.at_desk():
            head.country = PARTIES[0]
        for code in ("en", "ja", "ko"):
            setattr(head, f"official_{code}", "")
    drawn = seated(rows, runs(rows))
    assert [name for _, name in drawn.columns] == ["USA", "JPN", "KOR"]
    assert {round(b - a, 2) for (a, _), (b, _) in pairwise(drawn.columns)} == {25.33}
    assert [[line.words for line in seat.lines] for seat in drawn.seats] == [
        ["Person 00", "2 rounds"],
        ["Person 11"],
        ["Person 12"],
        ["–", "2 rounds"],
    ]


def test_a_name_is_broken_where_its_lines_are_most_equal():
    assert broken("Lim Sung-nam", 200) == ["Lim Sung-nam"]
    assert broken("Christopher Landau", 90) == ["Christopher", "Landau"]
    assert broken("Antony J. Blinken", 80) == ["Antony J.", "Blinken"]
    assert broken("Kurt M. Campbell", 90, 4) == ["Kurt M.", "Campbell"]
    assert broken("Christopher Thomas Landau", 90, 3) == ["Christopher", "Thomas", "Landau"]
    assert broken("船越健裕", 20) == ["船越健裕"]
