"""The way of a changeset: draft → in review → approved → published, or returned. A second person looks first.

Every step is one desk transaction that locks the changeset, so two people pressing two buttons at once get one answer
each: done, or a reason why not.
"""

import datetime
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth import get_user_model
from django.db import connections, transaction
from django.db.models import Prefetch, Q
from django.utils import timezone

from initiatives.desk import audit, press, revisions
from initiatives.desk.dependencies import Gathered, gather
from initiatives.desk.models import Changeset, EntryAction, Line, LineAction, Revision, State
from initiatives.desk.revisions import latest_numbers, revise_all
from initiatives.published import ledger
from initiatives.published.models import Publication
from initiatives.record import names, realm
from initiatives.record.bodies import digest, rows_of
from initiatives.record.chunks import chunks
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots

ASKS_NOTE = "Something public is corrected: say in the note what and why, or mark it as a minor edit."
MOVED_ON = "“{}” was changed at the desk since this page was opened. Look at it again."
MORE = {"title": (", ", " and {} more"), "title_ja": ("、", "ほか{}件"), "title_ko": (", ", " 외 {}건")}  # of names
CHOSEN = "Found when it was chosen: changed without a form"
OPEN = (State.DRAFT, State.RETURNED)


@dataclass(frozen=True)
class Edits:
    """What is typed into the page of a changeset; a text or a mark that is None stays as it is."""

    title: str | None = None
    note: str | None = None
    others: Mapping[str, str] | None = None  # title and note in the other languages, by column
    remarks: str | None = None
    is_minor: bool | None = None
    out: Collection[uuid.UUID] = ()  # roots that are taken out of it
    shown: Mapping[str, str] | None = None  # ``kind:key`` → SHA-256 of the body that the page compared

    @property
    def columns(self) -> dict[str, str | bool]:
        typed = {"title": self.title, "note": self.note, "remarks": self.remarks, "is_minor": self.is_minor}
        return {name: value for name, value in typed.items() if value is not None} | dict(self.others or {})

    @property
    def leave_what_is_published(self) -> bool:
        """True where nothing but the remarks changes: they are no part of what was approved."""
        return not self.out and set(self.columns) <= {"remarks"}


NOTHING_TYPED = Edits()


@contextmanager
def _step(changeset: Changeset, *states: str, user: Any, name: str, version: int | None = None) -> Iterator[Changeset]:
    """The changeset, read again under a lock; refused unless it is in one of the states. The audit log has the name.

    ``version`` is the token of the page that asks for the step: refused where another step was taken since.
    """
    with transaction.atomic(using=realm.DESK):
        rows = Changeset.objects.filter(pk=changeset.pk)
        if connections[realm.DESK].vendor == "postgresql":
            rows = rows.select_for_update()
        now = rows.first()
        if now is None:
            raise Refused(f"“{changeset}” was put away meanwhile.")
        if now.state not in states:
            raise Refused(f"“{now}” is {now.get_state_display()} now; somebody was faster. Look at it again.")
        if version is not None and now.version != version:
            raise Refused(f"“{now}” was changed since this page was opened. Look at it again.")
        before = now.sha256
        yield now
        now.version += 1
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
    return editors_of([changeset])[changeset.pk]


def editors_of(changesets: Iterable[Changeset]) -> dict[uuid.UUID, set[int]]:
    """``editors`` of each of some changesets by its key. Two queries for a few of them."""
    publications = {changeset.pk: changeset.publication for changeset in changesets}
    lines = list(
        Line.objects.filter(changeset__in=list(publications))
        .order_by("pk")
        .values_list("changeset", "root", "revision__number", "revision__publication")
    )
    made: dict[Any, list[tuple[int, int | None, int | None]]] = {}
    for chunk in chunks({root for _, root, _, _ in lines}):
        rows = Revision.objects.filter(root__in=chunk)
        for root, *told in rows.values_list("root", "number", "publication", "made_by"):
            made.setdefault(root, []).append(tuple(told))  # type: ignore[arg-type]
    found: dict[uuid.UUID, set[int]] = {key: set() for key in publications}
    for key, root, number, publication in lines:
        before = [one for one, published, _ in made.get(root, ()) if published is not None and one < number]
        # What the changeset itself made public counts as it did before.
        was_public = publication is not None and publication != publications[key]
        since = number - 1 if was_public else max(before, default=0)
        found[key].update(who for one, _, who in made.get(root, ()) if since < one <= number and who is not None)
    return found


def may_approve(changeset: Changeset, user: Any) -> bool:
    """True for a reviewer who neither submitted the changeset nor edited anything in it."""
    return bool(
        user.is_active
        and user.has_perm("desk.review_changeset")
        and user.pk not in barred(changeset, editors(changeset))
    )


def may_look(changeset: Changeset, user: Any) -> bool:
    """True for a reviewer who may take an emergency off the review list: it waits, and was not made by this person."""
    return changeset.is_unseen and may_approve(changeset, user)


def barred(changeset: Changeset, edited: Collection[int]) -> set[int | None]:
    """Keys of those who may not be the second person; ``edited`` is what ``editors`` says of the changeset."""
    return {changeset.submitted_by_id, changeset.published_by_id, *edited}


def approvers(changeset: Changeset) -> list[Any]:
    """Everybody who may approve the changeset."""
    people = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    reviewers = Q(is_superuser=True) | Q(groups__permissions__codename="review_changeset")
    reviewers |= Q(user_permissions__codename="review_changeset")
    involved = barred(changeset, editors(changeset))
    return [one for one in people.filter(reviewers).distinct().order_by("username") if one.pk not in involved]


# --- A draft


def put_together(chosen: Iterable[tuple[str, uuid.UUID]], *, user: Any) -> Changeset:
    """A draft of the roots, what they need and what a round among them newly introduces, each saying why it is there.

    The same person's untouched draft of the same roots is used again, so that pressing twice makes one.
    """
    listed = list(dict.fromkeys(chosen))
    with transaction.atomic(using=realm.DESK):
        gathered = gather(listed)
        roots = {one.root for one in gathered}
        untouched = Changeset.objects.filter(state=State.DRAFT, created_by=user, version=1).order_by("-created_at")
        for draft in untouched.prefetch_related(Prefetch("lines", Line.objects.only("changeset", "root"))):
            if {line.root for line in draft.lines.all()} == roots:
                return draft
        changeset = press.compose(gathered, user=user, title="Untitled")
        bodies = [
            rows_of(line.revision.body) for line in changeset.lines.select_related("revision") if not line.because
        ]
        named = {"title": [rows.label for rows in bodies]} | {
            f"title_{code}": [names.label(rows, code, {}) for rows in bodies] for code in ledger.LANGUAGES
        }
        for column, (comma, more) in MORE.items():
            rest = more.format(len(bodies) - 3) if len(bodies) > 3 else ""
            setattr(changeset, column, comma.join(named[column][:3])[:180] + rest if all(named[column]) else "")
        changeset.title = changeset.title or "Untitled"
        changeset.save(update_fields=list(MORE))
    return changeset


def add(changeset: Changeset, chosen: Iterable[tuple[str, uuid.UUID]], *, user: Any) -> None:
    """Adds roots, and what they need, to a draft that has not got them."""
    with _step(changeset, *OPEN, user=user, name="records added") as now:
        _add_lines(now, gather(chosen), user)


def _add_lines(changeset: Changeset, gathered: Iterable[Gathered], user: Any) -> None:
    there = set(changeset.lines.values_list("root", flat=True))
    press.add_lines(changeset, [one for one in gathered if one.root not in there], user=user)


def edit(
    changeset: Changeset,
    *,
    user: Any,
    edits: Edits,
    version: int | None = None,
) -> None:
    """Changes a draft's title, note, remarks or mark as a minor edit, and takes roots out of it.

    Of a changeset that is frozen only the remarks may change.
    """
    states = (*OPEN, State.IN_REVIEW, State.APPROVED) if edits.leave_what_is_published else OPEN
    with _step(changeset, *states, user=user, name="edited", version=version) as now:
        _write(now, edits)


def _write(changeset: Changeset, edits: Edits) -> None:
    if edits.title is not None and not edits.title.strip():
        raise Refused("Give it a title: what this publishes, in a line.")
    for name, value in edits.columns.items():
        setattr(changeset, name, value)
    leaving = changeset.lines.filter(root__in=list(edits.out))
    if leaving and changeset.lines.count() == len(leaving):
        raise Refused("Nothing would be left in it. Keep at least one record, or put the changeset away.")
    leaving.delete()


def needed(changeset: Changeset) -> list[Gathered]:
    """Roots that must go along with the lines of a draft and are not among them, each saying why."""
    lines = list(changeset.lines.filter(action=LineAction.PUBLISH).values_list("revision__kind", "root"))
    there = {root for _, root in lines}
    return [one for one in gather(lines, introduced=False) if one.root not in there]


def discard(changeset: Changeset, *, user: Any, version: int | None = None) -> None:
    """Puts a draft away. What it would have published stays at the desk."""
    with transaction.atomic(using=realm.DESK):
        with _step(changeset, *OPEN, user=user, name="put away", version=version):
            pass
        audit.stepped(EntryAction.REMOVED, changeset, user=user, note="put away")
        Changeset.objects.filter(pk=changeset.pk).delete()


def _choose_again(changeset: Changeset, shown: Mapping[str, str], user: Any) -> None:
    """Makes the lines of a draft those its page showed: the desk as it is now, with what must go along.

    ``shown`` is that of its ``Edits``. The roots stay locked to the end of the transaction, so a save in between is
    refused and never frozen unseen. Raises Refused.
    """
    _add_lines(changeset, needed(changeset), user)
    follows = list(changeset.lines.filter(action=LineAction.PUBLISH, body="").select_related("revision"))
    moved = []
    for kind in KINDS:
        lines = [line for line in follows if line.revision.kind == kind]
        roots = [line.root for line in lines]
        revisions.lock_all(kind, roots)
        revise_all(kind, roots, user=user, reason=CHOSEN)
        last = latest_numbers(roots)
        there = snapshots(kind, roots, realm.DESK)
        for line in lines:
            if line.root not in there or shown.get(f"{kind}:{line.root}") != digest(there[line.root]):
                moved.append(line.revision.label)
            if last[line.root][0] != line.revision_id:
                Line.objects.filter(pk=line.pk).update(revision=last[line.root][0])
    if moved:
        raise Refused(*(MOVED_ON.format(label) for label in moved))


# --- Steps


def submit(
    changeset: Changeset,
    *,
    user: Any,
    edits: Edits = NOTHING_TYPED,
    version: int | None = None,
) -> list[Any]:
    """Freezes the changeset and puts it to review; returns who may approve it, which may be nobody.

    With ``edits.shown`` it publishes the desk as it is now, byte for byte as the page showed it, and whatever keeps it
    from being published is said now, not after the review. Without, it publishes the revisions as they were chosen.
    """
    with _step(changeset, *OPEN, user=user, name="submitted", version=version) as now:
        _prepare(now, user, edits)
        now.state, now.submitted_at, now.submitted_by = State.IN_REVIEW, timezone.now(), user
        now.returned_because = ""
    return approvers(changeset)


def _prepare(changeset: Changeset, user: Any, edits: Edits) -> None:
    _write(changeset, edits)
    if edits.shown is not None:
        _choose_again(changeset, edits.shown, user)
    if needs_note(changeset):
        raise Refused(ASKS_NOTE)
    changeset.save()
    press.freeze(changeset, user=user)
    if edits.shown is not None:
        with press.rehearsed(changeset):
            pass


def take_back(changeset: Changeset, *, user: Any, version: int | None = None) -> None:
    """Makes a changeset in review or approved a draft again: its lines may be chosen anew."""
    with _step(changeset, State.IN_REVIEW, State.APPROVED, user=user, name="taken back", version=version) as now:
        _reopen(now, State.DRAFT)


def give_back(changeset: Changeset, *, user: Any, because: str, version: int | None = None) -> None:
    """Returns a changeset to its submitter with what is to be mended."""
    if not because.strip():
        raise Refused("Say what is to be mended.")
    with _step(changeset, State.IN_REVIEW, State.APPROVED, user=user, name="returned", version=version) as now:
        _reopen(now, State.RETURNED)
        now.returned_because = because


def _reopen(changeset: Changeset, state: str) -> None:
    changeset.state, changeset.sha256 = state, ""
    changeset.approved_at = changeset.approved_by = None
    changeset.publish_at, changeset.publish_zone, changeset.trouble = None, "", ""
    changeset.is_emergency, changeset.reason = False, ""  # left where the publisher of an emergency was killed


def approve(changeset: Changeset, *, user: Any, sha256: str, version: int | None = None) -> None:
    """Approves exactly what the reviewer saw: ``sha256`` is the fingerprint that stood on the page."""
    with _step(changeset, State.IN_REVIEW, user=user, name="approved", version=version) as now:
        if not may_approve(now, user):
            raise Refused(
                "Somebody else must approve this: whoever submitted it or edited anything in it may not. "
                + who_may(approvers(now))
            )
        if sha256 != now.sha256 or press.fingerprint(press.edition_of(now)) != now.sha256:
            raise Refused("This is no longer what you looked at. Look at it again, then approve.")
        now.state, now.approved_at, now.approved_by = State.APPROVED, timezone.now(), user


def who_may(people: Iterable[Any]) -> str:
    """What to tell of those who may approve a changeset, and what to do where that is nobody."""
    names = ", ".join(str(person) for person in people)
    if names:
        return f"Who may approve it: {names}."
    return "Nobody else may review it now: ask an administrator for a second reviewer, or publish it as an emergency."


def publish(changeset: Changeset, *, user: Any, version: int | None = None) -> Publication:
    """Publishes an approved changeset, byte for byte as it was approved."""
    changeset.refresh_from_db()
    if version is not None and changeset.version != version and changeset.state != State.PUBLISHED:
        raise Refused(f"“{changeset}” was changed since this page was opened. Look at it again.")
    if changeset.state not in (State.APPROVED, State.PUBLISHED):
        raise Refused(f"“{changeset}” is {changeset.get_state_display()}: it must be approved first.")
    return press.publish(changeset, user=user)


def publish_in_emergency(
    changeset: Changeset,
    *,
    user: Any,
    reason: str,
    edits: Edits = NOTHING_TYPED,
    version: int | None = None,
) -> Publication:
    """Publishes without a second person. It is flagged, and stays on the review list until somebody else looks.

    A draft is frozen first, as by ``submit``. Where it is refused the changeset is a draft again.
    """
    if not reason.strip():
        raise Refused("Say why it cannot wait for a second person: the reason is kept and shown to reviewers.")
    with _step(changeset, *OPEN, State.IN_REVIEW, user=user, name="emergency", version=version) as now:
        now.is_emergency, now.reason = True, reason
        if now.state == State.IN_REVIEW:
            now.save()
            now.sha256 = press.fingerprint(press.edition_of(now))
        else:
            _prepare(now, user, edits)
            now.submitted_at, now.submitted_by = timezone.now(), user
        now.state = State.APPROVED
    try:
        return press.publish(changeset, user=user)
    except Refused:
        with _step(changeset, State.APPROVED, user=user, name="emergency given up") as now:
            _reopen(now, State.DRAFT)
        raise


def look_at_emergency(changeset: Changeset, *, user: Any, version: int | None = None) -> None:
    """Takes an emergency off the review list: a second person has looked at what was published."""
    with _step(changeset, State.PUBLISHED, user=user, name="emergency looked at", version=version) as now:
        if not now.is_unseen:
            raise Refused("There is no emergency to look at here, or somebody has looked at it.")
        if not may_look(now, user):
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


def schedule(
    changeset: Changeset, *, user: Any, local: datetime.datetime, zone: str, version: int | None = None
) -> None:
    """Sets the time at which an approved changeset is to be published."""
    when = moment(local, zone)
    if when <= timezone.now():
        raise Refused("That time has passed. Publish it now, or choose a later time.")
    with _step(changeset, State.APPROVED, user=user, name="scheduled", version=version) as now:
        now.publish_at, now.publish_zone, now.trouble = when, zone, ""


def unschedule(changeset: Changeset, *, user: Any, version: int | None = None) -> None:
    """Takes the set time away; the changeset stays approved."""
    with _step(changeset, State.APPROVED, user=user, name="no longer scheduled", version=version) as now:
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
