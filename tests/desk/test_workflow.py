"""From draft to public by way of a second person, at once, at a set time, or in an emergency."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone

from initiatives import models
from initiatives.desk import corrections, press, workflow
from initiatives.desk.models import Changeset, State
from initiatives.desk.revisions import revise
from initiatives.published.models import Publication
from initiatives.record import realm
from initiatives.record.refusals import Refused
from tests.builders import chosen

pytestmark = pytest.mark.django_db(databases=["default", "public"])


clock = datetime.datetime.fromisoformat


def person(name, *codenames):
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return get_user_model().objects.get(pk=user.pk)


@pytest.fixture
def ann(db):
    return person("ann", "review_changeset", "publish_changeset")


@pytest.fixture
def ben(db):
    return person("ben", "review_changeset", "publish_changeset")


def corrected(record, user, name="Corrected", **more):
    """A draft changeset with one correction made by a user."""
    record.pillar.name_en = name
    record.pillar.save()
    revise(record.pillar, user=user, reason="Saved")
    return press.compose(chosen(record.pillar), user=user, title=name, **{"note": "A slip.", **more})


def shown():
    with realm.in_public():
        return models.Pillar.objects.get().name_en


def test_what_is_published_is_what_the_second_person_approved(record, ann, ben):
    changeset = corrected(record, ann)
    assert workflow.submit(changeset, user=ann) == [ben]
    record.pillar.name_en = "Changed after submitting"
    record.pillar.save()
    revise(record.pillar, user=ann, reason="Saved")
    workflow.approve(changeset, user=ben, sha256=changeset.sha256)
    publication = workflow.publish(changeset, user=ann)
    assert (shown(), publication.number, changeset.state) == ("Corrected", 2, State.PUBLISHED)


def test_nobody_approves_what_they_submitted_or_edited(record, ann, ben):
    changeset = corrected(record, ben)
    assert workflow.submit(changeset, user=ann) == []
    for user in (ann, ben):
        with pytest.raises(Refused, match="Nobody else may review it now"):
            workflow.approve(changeset, user=user, sha256=changeset.sha256)
    changeset.refresh_from_db()
    assert changeset.state == State.IN_REVIEW


def test_an_editor_of_an_earlier_unpublished_revision_may_not_approve(record, ann, ben):
    corrected(record, ben, "First")
    changeset = corrected(record, ann, "Second")
    assert workflow.submit(changeset, user=ann) == []


def test_what_was_withdrawn_is_published_again_by_a_draft_it_is_added_to(record, ann, ben):
    gone = record.activities[0]
    withdrawn = corrections.withdraw([("activity", gone.pk)], user=ann, title="Withdrawn", reason="A mistake")
    workflow.publish_in_emergency(withdrawn, user=ann, reason="A test")
    changeset = corrected(record, ann)
    workflow.add(changeset, [("activity", gone.pk)], user=ann)
    workflow.submit(changeset, user=ann)
    workflow.approve(changeset, user=ben, sha256=changeset.sha256)
    workflow.publish(changeset, user=ann)
    with realm.in_public():
        assert models.Activity.objects.filter(pk=gone.pk).exists()


def test_a_draft_cannot_be_published_nor_one_in_review(record, ann, ben):
    changeset = corrected(record, ann)
    with pytest.raises(Refused, match="must be approved first"):
        workflow.publish(changeset, user=ann)
    workflow.submit(changeset, user=ann)
    with pytest.raises(Refused, match="must be approved first"):
        workflow.publish(changeset, user=ann)
    assert shown() == "Responding to threats"


def test_approval_is_for_the_bytes_that_were_looked_at(record, ann, ben):
    changeset = corrected(record, ann)
    workflow.submit(changeset, user=ann)
    seen = changeset.sha256
    workflow.take_back(changeset, user=ann)
    changeset.lines.all().delete()
    other = corrected(record, ann, "Other")
    other.lines.update(changeset=changeset)
    workflow.submit(changeset, user=ann)
    with pytest.raises(Refused, match="no longer what you looked at"):
        workflow.approve(changeset, user=ben, sha256=seen)


def test_a_returned_changeset_says_why_and_can_be_submitted_again(record, ann, ben):
    changeset = corrected(record, ann)
    workflow.submit(changeset, user=ann)
    with pytest.raises(Refused, match="Say what is to be mended"):
        workflow.give_back(changeset, user=ben, because=" ")
    workflow.give_back(changeset, user=ben, because="The capital letter")
    assert (changeset.state, changeset.returned_because, changeset.sha256) == (State.RETURNED, "The capital letter", "")
    workflow.submit(changeset, user=ann)
    assert changeset.state == State.IN_REVIEW


def test_two_people_pressing_at_once_get_one_answer_each(record, ann, ben):
    changeset = corrected(record, ann)
    workflow.submit(changeset, user=ann)
    stale = Changeset.objects.get(pk=changeset.pk)
    workflow.give_back(changeset, user=ben, because="Wait")
    with pytest.raises(Refused, match="is returned now; somebody was faster"):
        workflow.approve(stale, user=ben, sha256=stale.sha256)


def test_a_correction_needs_a_note_unless_it_is_minor(record, ann):
    changeset = corrected(record, ann, note=" ")
    with pytest.raises(Refused, match="say in the note"):
        workflow.submit(changeset, user=ann)
    Changeset.objects.update(is_minor=True)
    workflow.submit(changeset, user=ann)
    assert changeset.state == State.IN_REVIEW


def test_an_emergency_is_flagged_and_stays_until_a_second_person_looks(record, ann, ben):
    changeset = corrected(record, ann)
    with pytest.raises(Refused, match="Say why it cannot wait"):
        workflow.publish_in_emergency(changeset, user=ann, reason="")
    publication = workflow.publish_in_emergency(changeset, user=ann, reason="Wrong name on the front page")
    assert (shown(), publication.is_emergency) == ("Corrected", True)
    assert list(Changeset.objects.to_review()) == [changeset]
    with pytest.raises(Refused, match="A second person"):
        workflow.look_at_emergency(changeset, user=ann)
    workflow.look_at_emergency(changeset, user=ben)
    assert list(Changeset.objects.to_review()) == []


def test_whoever_edited_anything_an_emergency_published_is_no_second_person(record, ann, ben):
    corrected(record, ben, "First")
    changeset = corrected(record, ann, "Second")
    workflow.publish_in_emergency(changeset, user=ann, reason="Wrong name on the front page")
    with pytest.raises(Refused, match="A second person"):
        workflow.look_at_emergency(changeset, user=ben)
    assert list(Changeset.objects.to_review()) == [changeset]


def test_an_emergency_whose_publisher_was_killed_is_none_once_it_is_taken_back(record, ann, ben):
    changeset = corrected(record, ann)
    workflow.submit(changeset, user=ann)
    # As it is between the commits of the desk and of the record.
    left = {"state": State.APPROVED, "is_emergency": True, "reason": "Fire"}
    Changeset.objects.filter(pk=changeset.pk).update(**left)
    workflow.take_back(changeset, user=ann)
    assert (changeset.state, changeset.is_emergency, changeset.reason) == (State.DRAFT, False, "")


def test_an_emergency_that_is_refused_is_a_draft_again(record, ann):
    changeset = corrected(record, ann)
    newer = corrected(record, ann, "Newer")
    workflow.publish_in_emergency(newer, user=ann, reason="First")
    with pytest.raises(Refused):
        workflow.publish_in_emergency(changeset, user=ann, reason="Second")
    changeset.refresh_from_db()
    assert (changeset.state, changeset.is_emergency, shown()) == (State.DRAFT, False, "Newer")


# --- At a set time


def due(record, ann, ben, name, minutes):
    changeset = corrected(record, ann, name)
    workflow.submit(changeset, user=ann)
    workflow.approve(changeset, user=ben, sha256=changeset.sha256)
    when = timezone.now().replace(microsecond=0) + datetime.timedelta(minutes=minutes)
    Changeset.objects.filter(pk=changeset.pk).update(publish_at=when, publish_zone="UTC")
    return changeset, when


def test_what_is_due_is_published_in_order_and_never_early(record, ann, ben):
    first, when_first = due(record, ann, ben, "First", 10)
    second, when_second = due(record, ann, ben, "Second", 20)
    assert list(workflow.publish_due(when_first - datetime.timedelta(seconds=1))) == []
    outcomes = list(workflow.publish_due(when_second))
    assert [(changeset, publication.number) for changeset, publication in outcomes] == [(first, 2), (second, 3)]
    assert list(workflow.publish_due(when_second)) == []
    assert shown() == "Second"


def test_a_due_changeset_that_is_refused_says_why_and_lets_the_others_go(record, ann, ben):
    older, _ = due(record, ann, ben, "Older", 5)
    newer, when = due(record, ann, ben, "Newer", 1)
    other = models.Official.objects.get(slug="ann-blake")
    other.given_name = "Anne"
    other.save()
    revise(other, user=ann, reason="Saved")
    third = press.compose(chosen(other), user=ann, title="Third", note="Spelling")
    workflow.submit(third, user=ann)
    workflow.approve(third, user=ben, sha256=third.sha256)
    Changeset.objects.filter(pk=third.pk).update(publish_at=when + datetime.timedelta(minutes=30))
    outcomes = dict(workflow.publish_due(when + datetime.timedelta(hours=1)))
    assert (outcomes[newer].number, outcomes[third].number) == (2, 3)
    older.refresh_from_db()
    assert older.state == State.APPROVED
    assert older.trouble == " ".join(outcomes[older].reasons) != ""
    assert Publication.objects.count() == 3


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Asia/Tokyo", "2026-12-01 09:00", "2026-12-01 00:00+00:00"),
        ("America/New_York", "2026-07-01 09:00", "2026-07-01 13:00+00:00"),
        ("America/New_York", "2026-12-01 09:00", "2026-12-01 14:00+00:00"),
    ],
)
def test_a_time_is_that_of_the_clock_on_the_wall(zone, local, utc):
    assert workflow.moment(clock(local), zone) == clock(utc)


@pytest.mark.parametrize(
    ("local", "words"), [("2026-03-08 02:30", "does not exist"), ("2026-11-01 01:30", "comes twice")]
)
def test_a_time_that_comes_twice_or_never_is_refused(local, words):
    with pytest.raises(Refused, match=words):
        workflow.moment(clock(local), "America/New_York")


def test_only_an_approved_changeset_gets_a_time_and_only_a_later_one(record, ann, ben):
    changeset = corrected(record, ann)
    later = timezone.now().replace(tzinfo=None) + datetime.timedelta(days=1)
    with pytest.raises(Refused, match="is draft now"):
        workflow.schedule(changeset, user=ann, local=later, zone="UTC")
    workflow.submit(changeset, user=ann)
    workflow.approve(changeset, user=ben, sha256=changeset.sha256)
    with pytest.raises(Refused, match="has passed"):
        workflow.schedule(changeset, user=ann, local=later - datetime.timedelta(days=2), zone="UTC")
    workflow.schedule(changeset, user=ann, local=later, zone="Asia/Seoul")
    assert (changeset.publish_zone, changeset.publish_at) == ("Asia/Seoul", workflow.moment(later, "Asia/Seoul"))
