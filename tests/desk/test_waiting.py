"""What waits to be published is found without reading the whole desk, and is what reading all of it would find."""

import uuid

import pytest
from django.utils import timezone

from initiatives import models
from initiatives.desk import press
from initiatives.desk.corrections import withdraw
from initiatives.desk.models import Changeset, Revision
from initiatives.desk.revisions import revise, revise_everything
from initiatives.desk.status import deleted_at_desk, last_revisions, settle, statuses, unpublished, waiting
from initiatives.published.models import Publication
from initiatives.record import realm
from initiatives.record.writing import apply
from tests.builders import chosen, names, publish_all

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def renamed(row, name):
    row.name_en = name
    row.save()
    return revise(row, user=None, reason="Saved")


def waits():
    return {(revision.root, revision.number) for revision in waiting()}


def test_only_the_last_revision_of_a_root_waits_and_only_until_it_is_published(record):
    assert waits() == set()
    renamed(record.pillar, "Second")
    renamed(record.pillar, "Third")
    assert waits() == {(record.pillar.pk, 3)}
    press.publish_now(chosen(record.pillar), user=None, title="Third")
    assert waits() == set()
    assert Revision.objects.filter(waits=True).count() == 0


def test_what_is_changed_back_to_what_is_public_is_not_unpublished_and_soon_waits_no_longer(record):
    renamed(record.pillar, "Second")
    renamed(record.pillar, "Responding to threats")
    assert (len(waits()), unpublished()) == (1, [])
    press.reconcile()
    assert waits() == set()


def test_what_is_saved_while_it_is_being_published_goes_on_waiting(record):
    renamed(record.pillar, "Second")
    changeset = press.compose(chosen(record.pillar), user=None, title="Second")
    press.freeze(changeset, user=None)
    renamed(record.pillar, "Third")
    press.publish(changeset, user=None)
    latest = Revision.objects.latest_of(record.pillar.pk)
    assert [(each.root, each.number) for each in unpublished()] == [(record.pillar.pk, latest.number)]


def test_what_is_withdrawn_waits_no_longer_whatever_is_saved_before(record):
    changeset = withdraw([("activity", record.activities[0].pk)], user=None, title="Out", reason="No.", along=[])
    renamed(record.activities[0], "Renamed")
    press.freeze(changeset, user=None)
    press.publish(changeset, user=None)
    assert (waits(), unpublished()) == (set(), [])


def test_with_a_record_or_a_desk_put_back_to_a_backup_every_root_is_looked_at(record):
    renamed(record.pillar, "Second")
    press.publish_now(chosen(record.pillar), user=None, title="Second")
    every = {(revision.root, revision.number) for revision in last_revisions()}
    assert (waits(), len(every)) == (set(), len(record.roots))
    with realm.publishing():  # of what somebody else's desk published, this one knows nothing
        other = Publication.objects.create(number=3, uid=uuid.uuid4(), title="Third", published_at=timezone.now())
    assert waits() == every
    with realm.publishing():
        other.delete()
    assert waits() == set()
    Changeset.objects.create(title="Lost with the record", publication=3)
    assert waits() == every


def test_what_is_public_and_no_longer_at_the_desk_is_found_beside_drafts_and_what_was_withdrawn(record):
    record.add_round(2)
    publish_all(title="Second")
    record.add_round(3)
    revise(record.rounds[2], user=None, reason="A draft")
    models.Country.objects.create(code="XYZ", **names("Made by a script"))
    changeset = withdraw([("activity", record.activities[0].pk)], user=None, title="Out", reason="No.", along=[])
    press.freeze(changeset, user=None)
    press.publish(changeset, user=None)
    assert deleted_at_desk() == []
    apply([], realm.DESK, removed=[("activity", row.pk) for row in record.activities])
    assert deleted_at_desk() == [("activity", record.activities[1].pk)]


def test_in_all_states_what_waits_is_what_reading_everything_finds(record):
    with_slips = [record.pillar, record.initiative, *record.activities, record.officials[0]]
    for place, row in enumerate(with_slips):
        field = "name" if isinstance(row, models.Official) else "name_en"
        setattr(row, field, f"Another {place}")
        row.save()
    record.add_round(2)
    revise_everything(user=None, reason="Saved")
    press.publish_now(chosen(record.pillar), user=None, title="One of them")
    models.Initiative.objects.filter(pk=record.initiative.pk).update(name_en="Space policy")
    revise_everything(user=None, reason="Changed back")
    every = statuses(revision.root for revision in last_revisions())
    wanted = {root for root, status in every.items() if status in ("changed since", "never published")}
    assert {revision.root for revision in unpublished()} == wanted
    assert len(wanted) >= 5
    settle(revision.root for revision in last_revisions())
    assert {revision.root for revision in waiting()} == wanted
