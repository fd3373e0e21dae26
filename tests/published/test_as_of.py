"""The record as it was: every page as of a publication or a day, without what was withdrawn since."""

import datetime

import pytest

from initiatives import models
from initiatives.desk import corrections, press
from initiatives.published import as_of
from initiatives.published.models import Publication
from initiatives.record import realm

pytestmark = [pytest.mark.django_db(databases=["default", "public", "as_of"]), pytest.mark.usefixtures("at_desk")]


@pytest.fixture
def rounds():
    return 2


def names(publication):
    with realm.in_public(), as_of.record_of(publication):
        return list(models.Pillar.objects.values_list("name_en", flat=True))


def test_the_record_is_what_it_was_at_each_publication(corrected):
    one, two = Publication.objects.order_by("number")
    assert [names(one), names(two), names(one)] == [
        ["Responding to threats"],
        ["Renamed pillar"],
        ["Responding to threats"],
    ]
    with realm.in_public():
        assert models.Pillar.objects.get().name_en == "Renamed pillar"


def test_everything_is_there_with_its_links(corrected):
    with realm.in_public(), as_of.record_of(Publication.objects.get(number=1)):
        assert models.Passage.objects.count() == 8
        assert models.Passage.objects.filter(named_initiatives__slug="space", references__isnull=False).count() == 2
        assert models.Meeting.objects.get(number=2).delegates.count() == 3


def test_what_was_withdrawn_since_is_not_shown(corrected):
    changeset = corrections.withdraw(
        [("activity", corrected.activities[0].pk)], user=None, title="Withdrawn", reason="A mistake"
    )
    press.freeze(changeset, user=None)
    press.publish(changeset, user=None)
    with realm.in_public(), as_of.record_of(Publication.objects.get(number=1)):
        assert list(models.Activity.objects.values_list("slug", flat=True)) == ["meeting-2"]


def test_a_day_means_the_last_publication_of_that_day(corrected):
    first, second = Publication.objects.order_by("number")
    times = {1: "2026-03-01 23:59+00:00", 2: "2026-03-05 00:00+00:00"}
    with realm.publishing():
        for number, time in times.items():
            Publication.objects.filter(pk=number).update(published_at=datetime.datetime.fromisoformat(time))
    asked = ("2026-02-28", "2026-03-01", "2026-03-04", "2026-03-05", "1", "2", "3")
    assert [as_of.publication_of(when) for when in asked] == [None, first, first, second, first, second, None]


@pytest.mark.parametrize(
    "asked", ["", "0", "-1", "1.5", "2026-13-01", "20260301", "yesterday", "9999999999", "²", "１"]
)
def test_what_is_neither_a_number_nor_a_day_is_refused_in_words(asked):
    with pytest.raises(ValueError, match="the number of a publication"):
        as_of.publication_of(asked)
