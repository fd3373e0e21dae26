"""The way of a changeset: draft → in review → approved → published, or returned. A second person looks first.

Every step is one desk transaction that locks the changeset, so two people pressing two buttons at once get one answer
each: done, or a reason why not.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth import get_user_model
from django.db import connections, transaction
from django.db.models import Q
from django.utils import timezone

from initiatives.desk import audit, press
from initiatives.desk.models import Changeset, EntryAction, Revision, State
from initiatives.published.models import Publication
from initiatives.record import realm
from initiatives.record.aggregates import Refused

OPEN = (State.DRAFT, State.RETURNED)


@contextmanager
def _step(changeset: Changeset, *states: str, user: Any, name: str) -> Iterator[Changeset]:
    """The changeset, read again under a lock; refused unless it is in one of the states. The audit log has the name."""
    with transaction.atomic(using=realm.DESK):
        rows = Changeset.objects.filter(pk=changeset.pk)
        if connections[realm.DESK].vendor == "postgresql":
            rows = rows.select_for_update()
        now = rows.get()
        if now.state not in states:
            raise Refused(f"“{now}” is {now.get_state_display()} now; somebody was faster. Look at it again.")
        before = now.sha256
        yield now
        now.save()
        audit.stepped(EntryAction.STEPPED, now, user=user, note=name, before=before)
    changeset.refresh_from_db()


def needs_note(changeset: Changeset) -> bool:
    """True where the public must be told: a correction of something public that is not marked as a minor edit."""
    if changeset.is_minor or changeset.note.strip():
        return False
    return Revision.objects.filter(root__in=changeset.lines.values("root"), publication__isnull=False).exists()


def editors(changeset: Changeset) -> set[int]:
    """Keys of those who made any revision in it: the chosen ones and those since the root was last published."""
    found: set[int] = set()
    for line in changeset.lines.select_related("revision"):
        rows = Revision.objects.filter(root=line.root, number__lte=line.revision.number)
        last = rows.filter(publication__isnull=False).order_by("-number").values_list("number", flat=True).first()
        since = (
            rows.filter(number__gt=last or 0) if line.revision.publication is None else rows.filter(pk=line.revision_id)
        )
        found.update(since.exclude(made_by=None).values_list("made_by", flat=True))
    return found


def may_approve(changeset: Changeset, user: Any) -> bool:
    """True for a reviewer who neither submitted the changeset nor edited anything in it."""
    return bool(
        user.is_active
        and user.has_perm("desk.review_changeset")
        and user.pk != changeset.submitted_by_id
        and user.pk not in editors(changeset)
    )


def approvers(changeset: Changeset) -> list[Any]:
    """Everybody who may approve the changeset."""
    people = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    reviewers = Q(is_superuser=True) | Q(groups__permissions__codename="review_changeset")
    reviewers |= Q(user_permissions__codename="review_changeset")
    return [person for person in people.filter(reviewers).distinct() if may_approve(changeset, person)]


def submit(changeset: Changeset, *, user: Any) -> list[Any]:
    """Freezes the changeset and puts it to review; returns who may approve it, which may be nobody."""
    with _step(changeset, *OPEN, user=user, name="submitted") as now:
        if needs_note(now):
            raise Refused("Something public is corrected: say in the note what and why, or mark it as a minor edit.")
        press.freeze(now, user=user)
        now.state, now.submitted_at, now.submitted_by = State.IN_REVIEW, timezone.now(), user
        now.returned_because = ""
    return approvers(changeset)


def take_back(changeset: Changeset, *, user: Any) -> None:
    """Makes a changeset in review or approved a draft again: its lines may be chosen anew."""
    with _step(changeset, State.IN_REVIEW, State.APPROVED, user=user, name="taken back") as now:
        _reopen(now, State.DRAFT)


def give_back(changeset: Changeset, *, user: Any, because: str) -> None:
    """Returns a changeset to its submitter with what is to be mended."""
    if not because.strip():
        raise Refused("Say what is to be mended.")
    with _step(changeset, State.IN_REVIEW, State.APPROVED, user=user, name="returned") as now:
        _reopen(now, State.RETURNED)
        now.returned_because = because


def _reopen(changeset: Changeset, state: str) -> None:
    changeset.state, changeset.sha256 = state, ""
    changeset.approved_at = changeset.approved_by = None
    changeset.publish_at, changeset.publish_zone, changeset.trouble = None, "", ""


def approve(changeset: Changeset, *, user: Any, sha256: str) -> None:
    """Approves exactly what the reviewer saw: ``sha256`` is the fingerprint that stood on the page."""
    with _step(changeset, State.IN_REVIEW, user=user, name="approved") as now:
        if not may_approve(now, user):
            raise Refused(
                "Somebody else must approve this: whoever submitted it or edited anything in it may not. "
                + _who_may(approvers(now))
            )
        if sha256 != now.sha256 or press.fingerprint(now) != now.sha256:
            raise Refused("This is no longer what you looked at. Look at it again, then approve.")
        now.state, now.approved_at, now.approved_by = State.APPROVED, timezone.now(), user


def _who_may(people: list[Any]) -> str:
    if people:
        return "These may: " + ", ".join(str(person) for person in people) + "."
    return "Nobody else may review now: ask an administrator, or publish it as an emergency."


def publish(changeset: Changeset, *, user: Any) -> Publication:
    """Publishes an approved changeset, byte for byte as it was approved."""
    changeset.refresh_from_db()
    if changeset.state not in (State.APPROVED, State.PUBLISHED):
        raise Refused(f"“{changeset}” is {changeset.get_state_display()}: it must be approved first.")
    return press.publish(changeset, user=user)


def publish_in_emergency(changeset: Changeset, *, user: Any, reason: str) -> Publication:
    """Publishes without a second person. It is flagged, and stays on the review list until somebody else looks."""
    if not reason.strip():
        raise Refused("Say why it cannot wait for a second person: the reason is kept and shown to reviewers.")
    with _step(changeset, *OPEN, State.IN_REVIEW, user=user, name="emergency") as now:
        if needs_note(now):
            raise Refused("Something public is corrected: say in the note what and why, or mark it as a minor edit.")
        now.is_emergency, now.reason = True, reason
        now.save()
        if now.state == State.IN_REVIEW:
            now.sha256 = press.fingerprint(now)
        else:
            press.freeze(now, user=user)
            now.submitted_at, now.submitted_by = timezone.now(), user
        now.state = State.APPROVED
    try:
        return press.publish(changeset, user=user)
    except Refused:
        with _step(changeset, State.APPROVED, user=user, name="emergency given up") as now:
            _reopen(now, State.DRAFT)
            now.is_emergency, now.reason = False, ""
        raise


def look_at_emergency(changeset: Changeset, *, user: Any) -> None:
    """Takes an emergency off the review list: a second person has looked at what was published."""
    with _step(changeset, State.PUBLISHED, user=user, name="emergency looked at") as now:
        if user.pk in {now.published_by_id, now.submitted_by_id} | editors(now):
            raise Refused("A second person must look at it: somebody who neither published nor edited it.")
        now.seen_at, now.seen_by = timezone.now(), user


# --- At a set time


def moment(local: datetime.datetime, zone: str) -> datetime.datetime:
    """The moment a wall clock of a zone shows a time. Refused where it shows it twice or never (daylight saving)."""
    if zone not in available_timezones():
        raise Refused(f"“{zone}” is no time zone. Write a name such as Asia/Tokyo.")
    place = ZoneInfo(zone)
    first, second = (local.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    if first.astimezone(datetime.UTC).astimezone(place).replace(tzinfo=None) != local:
        raise Refused(f"{local:%d %B %Y %H:%M} does not exist in {zone}: clocks go forward then. Choose another time.")
    if first.utcoffset() != second.utcoffset():
        raise Refused(f"{local:%d %B %Y %H:%M} comes twice in {zone}: clocks go back then. Choose another time.")
    return first.astimezone(datetime.UTC)


def schedule(changeset: Changeset, *, user: Any, local: datetime.datetime, zone: str) -> None:
    """Sets the time at which an approved changeset is to be published."""
    when = moment(local, zone)
    if when <= timezone.now():
        raise Refused("That time has passed. Publish it now, or choose a later time.")
    with _step(changeset, State.APPROVED, user=user, name="scheduled") as now:
        now.publish_at, now.publish_zone, now.trouble = when, zone, ""


def unschedule(changeset: Changeset, *, user: Any) -> None:
    """Takes the set time away; the changeset stays approved."""
    with _step(changeset, State.APPROVED, user=user, name="no longer scheduled") as now:
        now.publish_at, now.publish_zone, now.trouble = None, "", ""


def publish_due(now: datetime.datetime | None = None) -> Iterator[tuple[Changeset, Publication | Refused]]:
    """Publishes what is due, in the order of the set times, each exactly once however many publishers run.

    Yields every changeset tried with its publication or the refusal, which is also noted on the changeset; the others
    go on. Never early: a changeset is read again at its turn.
    """
    press.reconcile()
    for changeset in list(Changeset.objects.due(now or timezone.now())):
        changeset.refresh_from_db()
        if (
            changeset.state != State.APPROVED
            or not changeset.publish_at
            or changeset.publish_at > (now or timezone.now())
        ):
            continue
        try:
            yield changeset, press.publish(changeset, user=changeset.approved_by)
        except Refused as refusal:
            trouble = " ".join(refusal.reasons)
            waiting = Changeset.objects.filter(pk=changeset.pk, state=State.APPROVED).exclude(trouble=trouble)
            if waiting.update(trouble=trouble):
                audit.stepped(EntryAction.STEPPED, changeset, user=None, note="could not be published when due")
            yield changeset, refusal
