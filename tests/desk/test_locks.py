"""A fact and its words: a citation of another value than stands now keeps a root from the public record, on every path."""

import datetime
import random

import pytest
from django.utils import timezone

from initiatives import models
from initiatives.choices import Basis
from initiatives.desk import answers, checking, corrections, press, workflow
from initiatives.desk.models import Revision
from initiatives.desk.revisions import revise
from initiatives.record import integrity, realm
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots
from tests import builders
from tests.builders import as_they_are, person

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def record():
    with realm.at_desk():
        yield builders.published()


def found(root, level=integrity.ERROR):
    """(rule, field) of what is found in a root at the desk, of one level."""
    kind = next(name for name, one in KINDS.items() if isinstance(root, one.model))
    listed = checking.findings(snapshots(kind, [root.pk], realm.DESK).values())
    return [(one.rule, one.field) for one in listed if one.level == level]


def saved(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    return row


def refused(do, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        do(*args, **kwargs)
    return str(refusal.value)


def test_what_was_published_supports_what_was_published_without_a_lock(record):
    assert set(models.Citation.objects.values_list("supports", flat=True)) == {""}
    assert [one.message for one in checking.everything() if one.level == integrity.ERROR] == []


def test_a_value_changed_without_a_form_is_of_an_older_one_until_somebody_answers(record):
    saved(record.rounds[0], city_en="Washington, Virginia")
    assert found(record.rounds[0]) == [("of an older value", "city")]
    [message] = [one.message for one in checking.everything() if one.level == integrity.ERROR]
    assert message == (
        "Round 1: 1 source carries an older value of the city: “Washington, DC”, now “Washington, Virginia”. Say in "
        "its form whether they are still right, or replace them."
    )
    listed = answers.of_roots("meeting", [record.rounds[0].pk])
    answers.still_right(listed[record.rounds[0].pk])
    assert found(record.rounds[0]) == []
    assert answers.of_roots("meeting", [record.rounds[0].pk]) == {}


def test_an_answer_holds_for_its_value_alone_and_after_it_is_published(record):
    meeting = saved(record.rounds[0], city_en="Washington, Virginia")
    answers.still_right(answers.of_roots("meeting", [meeting.pk])[meeting.pk])
    saved(meeting, city_en="Arlington")
    assert found(meeting) == [("of an older value", "city")]
    saved(meeting, city_en="Washington, Virginia")
    revise(meeting, user=None, reason="Saved")
    press.publish_now(as_they_are(meeting), user=None, title="The city")
    assert found(meeting) == []
    saved(meeting, city_en="Washington, DC")
    assert found(meeting) == [("of an older value", "city")]


def test_the_days_of_a_meeting_are_one_fact(record):
    meeting = saved(record.rounds[0], end="2015-01-06")
    assert found(meeting) == [("of an older value", "start")]


def test_a_translation_of_ours_and_our_own_words_ask_for_nothing(record):
    saved(record.rounds[0], city_ja="ワシントン", name_en="Another name", summary_en="They met.")
    assert found(record.rounds[0]) == []


def test_a_fact_of_an_owned_row_is_locked_as_well(record):
    delegate = record.rounds[0].delegates.get(official=record.officials[0])
    saved(delegate, title="First Deputy Secretary")
    assert found(record.rounds[0]) == [("of an older value", "title")]
    saved(record.officials[0].tenures.get(), start="2015-02")
    assert found(record.officials[0]) == [("of an older value", "start")]


def test_a_cleared_value_leaves_nothing_that_its_citations_support(record):
    saved(record.rounds[0], city_en="")
    assert found(record.rounds[0]) == [("of an older value", "city")]


def test_words_that_no_longer_hold_what_is_still_right_follow_from_it_or_need_a_reason(record):
    activity = saved(record.activities[0], city_en="Tōkyō")
    listed = answers.of_roots("activity", [activity.pk])[activity.pk]
    answers.still_right(listed, reason="The same city")
    citation = activity.citations.get(field="city")
    assert (citation.basis, citation.reason, citation.supports) == (Basis.STATED, "The same city", "Tōkyō")
    saved(citation, supports="", reason="")
    answers.still_right(answers.of_roots("activity", [activity.pk])[activity.pk])
    citation.refresh_from_db()
    assert (citation.basis, citation.reason) == (Basis.INFERRED, "")
    assert found(activity) == []


def test_sources_that_are_taken_out_leave_a_fact_without_one(record):
    activity = saved(record.activities[0], city_en="Kyoto")
    answers.taken_out(answers.of_roots("activity", [activity.pk])[activity.pk])
    assert found(activity) == [("uncited", "city")]


def test_stated_words_that_do_not_hold_the_value_need_a_reason(record):
    activity = record.activities[0]
    statement = record.documents[0].passages.get(number="1.3")
    citation = builders.stated(activity, "city", statement, "The text says so.")
    assert found(activity) == [("uncontained", "quotation")]
    saved(citation, reason="It names the city above")
    assert found(activity) == []
    saved(citation, reason="", basis=Basis.INFERRED)
    assert found(activity) == []


def test_what_was_public_without_a_source_or_in_other_words_is_a_warning_until_it_changes(record):
    activity = record.activities[0]
    models.Citation.objects.filter(activity=activity, field="name").update(reason="")
    models.Citation.objects.filter(activity=activity, field="city").delete()
    revise(activity, user=None, reason="Saved")
    with pytest.MonkeyPatch.context() as patch:  # as it was published before there was such a rule
        patch.setattr(integrity, "ERRORS", ())
        press.publish_now(as_they_are(activity), user=None, title="Before")
    assert found(activity) == []
    assert found(activity, integrity.WARNING) == [("uncited", "city"), ("uncontained", "quotation")]
    saved(activity, city_en="Kyoto", name_en="Officials met 2")
    assert found(activity) == [("uncited", "city"), ("of an older value", "name"), ("uncontained", "quotation")]


# --- Every path to the public record


def changed(record):
    meeting = saved(record.rounds[0], city_en="Arlington")
    revise(meeting, user=None, reason="Saved")
    return meeting


def test_a_changeset_with_an_older_value_is_not_frozen_and_not_published(record):
    meeting = changed(record)
    said = refused(press.publish_now, as_they_are(meeting), user=None, title="The city")
    assert "1 source carries an older value of the city" in said
    assert models.Meeting.objects.using(realm.PUBLIC).get(pk=meeting.pk).city_en == "Washington, DC"


def test_nor_is_one_in_an_emergency(record):
    meeting = changed(record)
    publisher = person("publisher", "change_changeset", "publish_changeset", "approve_changeset")
    changeset = press.compose(as_they_are(meeting), user=publisher, title="The city", note="Corrected")
    said = refused(workflow.publish_in_emergency, changeset, user=publisher, reason="At once")
    assert "older value of the city" in said


def test_an_older_revision_restored_asks_again(record):
    meeting = changed(record)
    first = Revision.objects.filter(root=meeting.pk).earliest("number")
    answers.still_right(answers.of_roots("meeting", [meeting.pk])[meeting.pk])
    revise(meeting, user=None, reason="Answered")
    press.publish_now(as_they_are(meeting), user=None, title="The city")
    corrections.restore(first, user=None)
    assert found(meeting) == [("of an older value", "city")]


def test_two_officials_made_one_keep_what_their_sources_say(record):
    twin = builders.official("ann-b-blake", "Ann B. Blake", record.countries[0])
    revise(twin, user=None, reason="Saved")
    press.publish_now(as_they_are(twin), user=None, title="A second")
    changeset = corrections.merge(record.officials[0], twin, user=None, reason="The same person")
    assert press.problems(changeset) == []


# --- States and days


@pytest.mark.parametrize(
    ("start", "zone", "now", "is_early"),
    [
        ("2027-02-10", "Asia/Tokyo", "2027-02-09T14:59:00+00:00", True),
        ("2027-02-10", "Asia/Tokyo", "2027-02-09T15:00:00+00:00", False),
        ("2027-02-10", "America/New_York", "2027-02-10T04:59:00+00:00", True),
        ("2027-02-10", "", "2027-02-09T09:59:00+00:00", True),
        ("2027-02-10", "", "2027-02-09T10:00:00+00:00", False),
        ("2027-02", "", "2027-01-31T10:00:00+00:00", False),
        ("2027", "", "2026-12-31T09:59:00+00:00", True),
        ("2027-02-10", "Nowhere/Here", "2027-02-09T10:00:00+00:00", False),
    ],
)
def test_a_meeting_is_not_held_before_its_day_at_its_place(start, zone, now, is_early):
    meeting = models.Meeting(start=start, time_zone=zone)
    assert meeting.is_before_its_day(datetime.datetime.fromisoformat(now)) is is_early
    meeting.state = "planned"
    assert meeting.is_before_its_day(datetime.datetime.fromisoformat(now)) is False


def test_held_is_said_by_a_source_from_that_day_and_another_state_has_its_own(record):
    meeting = record.rounds[0]
    models.Citation.objects.filter(meeting=meeting, field="start").update(dated="2014-12")
    assert found(meeting, integrity.WARNING) == [("nothing says it was held", "state")]
    later = (timezone.now() + datetime.timedelta(days=60)).date().isoformat()
    saved(meeting, start=later)
    assert ("held before its day", "state") in found(meeting)
    saved(meeting, state="planned")
    assert found(meeting) == [("uncited", "state"), ("of an older value", "start")]
    builders.other(meeting, "state")
    assert found(meeting) == [("of an older value", "start")]


def test_a_round_held_without_anybody_at_its_head_is_on_the_list(record):
    models.Delegate.objects.filter(meeting=record.rounds[0]).update(role="participant")
    assert ("no head of delegation", "state") in found(record.rounds[0], integrity.WARNING)


# --- Random edits


@pytest.mark.parametrize("edits", [40, pytest.param(300, marks=pytest.mark.long)])
def test_random_edits_never_reach_the_public_record_with_a_citation_of_an_older_value(record, edits):
    chance = random.Random(20261127)
    cited = [
        (record.rounds[0], record.rounds[0], "city_en"),
        (record.rounds[0], record.rounds[0], "start"),
        (record.rounds[0], record.rounds[0].delegates.first(), "title"),
        (record.activities[0], record.activities[0], "name_en"),
        (record.officials[0], record.officials[0].tenures.get(), "start"),
        (record.pillar, record.pillar, "name_en"),
    ]
    published = refusals = 0
    for _ in range(edits):
        root, row, field = chance.choice(cited)
        day = f"2015-0{chance.randint(1, 9)}"
        saved(row, **{field: day if field == "start" else f"Value {chance.randint(1, 3)}"})
        kind = next(name for name, one in KINDS.items() if isinstance(root, one.model))
        asked = answers.of_roots(kind, [root.pk]).get(root.pk, [])
        if asked and chance.random() < 0.5:
            answers.still_right(asked)
            asked = []
        revise(root, user=None, reason="Saved")
        try:
            press.publish_now(as_they_are(root), user=None, title="An edit")
        except Refused:
            refusals += bool(asked)
        else:
            published += 1
            assert asked == []
            assert answers.of_roots(kind, [root.pk]) == {}
    assert min(published, refusals) > 0
