"""Rounds and activities in order of time, and the gaps between them."""

import pytest

from initiatives.record import chronology
from initiatives.record.chronology import Gap, Moment, timeline
from tests import large_record
from tests.large_record import activities, rounds


def test_numbers_that_are_missing_are_gaps():
    assert [(gap.first, gap.last, gap.count) for gap in timeline(rounds(1, 6, 7, 9), []).gaps] == [(2, 5, 4), (8, 8, 1)]


def test_entries_are_in_order_of_time_with_gaps_where_they_belong():
    found = timeline(rounds(1, 6), activities("2016-06-13", "2015-04"))
    assert [entry.row.slug if isinstance(entry, Moment) else entry.first for entry in found.entries] == [
        "r1",
        "a1",
        2,
        "a0",
        "r6",
    ]


@pytest.mark.parametrize("count", [0, 1])
def test_only_a_record_without_rounds_and_activities_is_empty(count):
    assert timeline(rounds(*range(1, count + 1)), []).is_empty == (count == 0)
    assert timeline([], activities(*["2016"] * count)).is_empty == (count == 0)


@pytest.mark.django_db(databases=["default", "public"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_record_is_read_in_five_queries(count, django_assert_num_queries):
    large_record.record(range(1, count + 1), {1}, activities=count)
    with django_assert_num_queries(5, using="public"):
        found = chronology.record()
        assert [mark.is_documented for mark in found.rounds] == [True, False, False][:count]
        assert all(mark.citation for mark in [*found.rounds, *found.activities])
        assert not [entry for entry in found.entries if isinstance(entry, Gap)]
