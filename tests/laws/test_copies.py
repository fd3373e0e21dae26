"""A record that is copied is, row for row and object for object, the one that was made first in the session."""

from functools import partial

import pytest
from django.db import transaction

from initiatives.record import realm
from tests import builders, copies, large_record

pytestmark = pytest.mark.django_db(databases=["default", "public"])

ROUNDS = partial(large_record.record, [1, 6], {6})


@pytest.fixture(autouse=True)
def _nothing_is_made_yet(monkeypatch):
    monkeypatch.setattr(copies, "_made", {})


def left_by(make):
    """What is returned, and every row of both databases then; the rows are taken back."""
    with transaction.atomic(realm.DESK), transaction.atomic(realm.PUBLIC):
        made, rows = make(), {}
        for alias in copies.ALIASES:
            for table, (columns, found) in copies.rows_of(alias).items():
                given = 1 if table in copies.KEYED_ANEW else 0
                rows[alias, table] = columns[given:], [row[given:] for row in found]
            transaction.set_rollback(True, using=alias)
    return made, rows


@pytest.mark.parametrize("make", [builders.drafted, builders.published, builders.corrected, builders.whole, ROUNDS])
def test_a_copy_is_what_was_made(make):
    made, rows = left_by(make)
    copied, again = left_by(make)
    assert again == rows
    assert len(rows["public", "initiatives_meeting"][1]) == {ROUNDS: 2, builders.drafted: 0}.get(make, 1)
    if make is not ROUNDS:
        assert copied is not made
        assert [row.pk for row in copied.roots] == [row.pk for row in made.roots]
        assert copied.initiative.pillar is copied.pillar
        assert copied.pillar is not made.pillar


def test_what_is_there_before_stays_out_of_the_copy():
    def beside_another():
        with realm.at_desk():
            builders.country("AUS", "Australia")
        return builders.published()

    _, rows = left_by(beside_another)
    assert len(rows["default", "initiatives_country"][1]) == 4
    _, rows = left_by(builders.published)
    assert len(rows["default", "initiatives_country"][1]) == 3


def test_what_a_test_does_to_its_record_reaches_no_other():
    first, _ = left_by(builders.published)
    first.pillar.name_en = "Changed"
    first.rounds.clear()
    second, _ = left_by(builders.published)
    assert (second.pillar.name_en, len(second.rounds)) == ("Responding to threats", 1)
