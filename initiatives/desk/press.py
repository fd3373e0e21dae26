"""The press: chosen revisions become a changeset, a changeset becomes a publication, or nothing happens at all."""

import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from initiatives.desk import audit, checking, originals
from initiatives.desk.dependencies import Gathered, referrers
from initiatives.desk.estimates import outlook, report, row_count
from initiatives.desk.models import Changeset, EntryAction, Line, LineAction, Revision, State
from initiatives.desk.purging import forget_purged
from initiatives.desk.refusals import explained, names_of
from initiatives.desk.revisions import holds, latest_numbers, revise_all
from initiatives.desk.status import at_desk, settle, waiting
from initiatives.published import ledger
from initiatives.published.models import Action, Held, Publication
from initiatives.record import realm
from initiatives.record.bodies import digest, rows_of, schema_of
from initiatives.record.chunks import CHUNK, chunks
from initiatives.record.kinds import KINDS
from initiatives.record.links import Incomplete, StillReferenced
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots

PUBLIC_ACTION = {
    LineAction.PUBLISH: Action.PUBLISHED,
    LineAction.WITHDRAW: Action.WITHDRAWN,
    LineAction.PURGE: Action.PURGED,
}


def compose(chosen: Iterable[Gathered], *, user: Any, title: str, note: str = "", **more: Any) -> Changeset:
    """Makes a draft changeset of the roots as the desk holds them now, as by ``add_lines``."""
    listed = list(chosen)
    if not listed:
        raise Refused("Nothing was chosen to publish. Choose at least one record.")
    with transaction.atomic(using=realm.DESK):
        changeset = Changeset.objects.create(title=title, note=note, created_by=user, **more)
        add_lines(changeset, listed, user=user)
        audit.stepped(EntryAction.COMPOSED, changeset, user=user)
    return changeset


def add_lines(changeset: Changeset, chosen: Iterable[Gathered], *, user: Any) -> None:
    """Adds the roots to a changeset as the desk holds them now; it has none of them yet. Raises Refused.

    Changes made without a form get a revision first. So does what was withdrawn since its last revision: changesets
    older than the withdrawal stay refused.
    """
    listed = list(chosen)
    withdrawn = {
        root: revision
        for one in chunks(listed)
        for root, revision in Held.objects.filter(root__in=[each.root for each in one])
        .exclude(action=Action.PUBLISHED)
        .values_list("root", "revision")
    }
    with transaction.atomic(using=realm.DESK):
        there: set[uuid.UUID] = set()
        for kind in KINDS:
            roots = [one.root for one in listed if one.kind == kind]
            there |= at_desk(kind, roots)
            revise_all(kind, roots, user=user, reason="Found when a changeset was made: changed without a form")
            again = [root for root in roots if root in withdrawn]
            numbers = latest_numbers(again)
            again = [root for root in again if root in numbers and numbers[root][1] <= withdrawn[root]]
            revise_all(kind, again, user=user, reason="To be published again", even_if_equal=True)
        if lost := [one for one in listed if one.root not in there]:
            raise Refused(*(f"{_name(one)} is no longer at the desk. Restore it, or withdraw it." for one in lost))
        last = latest_numbers(one.root for one in listed)
        Line.objects.bulk_create(
            [
                Line(changeset=changeset, revision_id=last[one.root][0], root=one.root, because=one.because[:300])
                for one in listed
            ],
            batch_size=CHUNK // 2,
        )


def _name(one: Gathered) -> str:
    revision = Revision.objects.latest_of(one.root)
    return f"The {one.kind} “{revision.label}”" if revision else f"A {KINDS[one.kind].singular} that is gone"


def edition_of(changeset: Changeset) -> ledger.Edition:
    """The changeset as the public record will take it: frozen bodies, no names of staff, no remarks."""
    lines = []
    for line in Line.objects.filter(changeset=changeset).select_related("revision").order_by("pk"):
        revision, publishes = line.revision, line.action == LineAction.PUBLISH
        body = (line.body or revision.body) if publishes else ""
        lines.append(
            ledger.EditionLine(
                kind=revision.kind,
                root=revision.root,
                revision=revision.number,
                schema=schema_of(line.body) if line.body else revision.schema,
                sha256=digest(body) if publishes else revision.sha256,
                label=rows_of(line.body).label[:400] if line.body else revision.label,
                body=body,
                action=PUBLIC_ACTION[LineAction(line.action)],
                reason=line.reason,
                successor=line.successor,
                base=line.base,
                purges=line.purges,
            )
        )
    return ledger.Edition(
        uid=changeset.pk,
        **{name: getattr(changeset, name) for name in ledger.TEXTS},
        lines=tuple(lines),
        is_minor=changeset.is_minor,
        is_emergency=changeset.is_emergency,
    )


def fingerprint(edition: ledger.Edition) -> str:
    """SHA-256 over what a changeset would publish, line by line: what was approved is what is published."""
    told = [
        [
            *(line.kind, str(line.root), line.action, line.revision, line.sha256, line.reason),
            *(str(line.successor or ""), line.base, line.purges),
        ]
        for line in edition.lines
    ]
    said = [edition.title, edition.note, edition.is_minor, edition.is_emergency, sorted(told)]
    others = {name: words for name in ledger.TEXTS[1:] if name != "note" and (words := getattr(edition, name))}
    # What was approved before notes stood in three languages keeps its fingerprint.
    return digest(json.dumps([*said, others] if others else said, ensure_ascii=False))


def problems(changeset: Changeset) -> list[str]:
    """Why the changeset cannot be published now, one readable sentence each; empty where it can."""
    lines = list(changeset.lines.select_related("revision"))
    if not lines:
        return ["The changeset is empty. Choose what it publishes."]
    publishing = [line for line in lines if line.action == LineAction.PUBLISH]
    reasons = [
        f"Revision {line.revision.number} of “{line.revision.label}” was purged: it is not kept. Choose it again."
        for line in publishing
        if not (line.body or line.revision.body)
    ]
    for line in lines:
        if line.action == LineAction.PURGE:
            held_by = referrers([(line.revision.kind, line.root)], realm.DESK)
            going = {each.root for each in lines if each.action == LineAction.PURGE}
            reasons += [
                f"{name} refers at the desk to what would be purged. Change it first."
                for name in names_of(one for one in held_by if one[1] not in going)
            ]
    if reasons:
        return reasons
    bodies = [line.body or line.revision.body for line in publishing]
    reasons += checking.errors(bodies)
    return reasons


def refuse_older_desk() -> None:
    """Raises Refused where the public record holds a publication this desk knows nothing of: a backup was restored."""
    last = Publication.objects.order_by("-number").values("number", "uid").first()
    if last and not Changeset.objects.filter(pk=last["uid"]).exists():
        raise Refused(
            f"The public record holds publication {last['number']}, of which this desk knows nothing: the desk is "
            "older than the record. Nothing can be published from it. Restore a later backup of the desk, or move its "
            "database away and run manage.py rebuild_desk, which makes a desk from the public record."
        )


def freeze(changeset: Changeset, *, user: Any) -> None:
    """Fixes what the changeset publishes and its hash.

    Snapshots every root again and compares it with its last revision, so that imports and scripts cannot slip by.
    Raises Refused where the desk has moved on from a chosen revision, the content may not be published, or the
    changeset is public already.
    """
    refuse_older_desk()
    if done := Publication.objects.filter(uid=changeset.pk).first():
        mark(changeset, done, user=None)
        raise Refused(f"“{changeset}” is public already, as publication {done.number}. Make a new changeset.")
    with transaction.atomic(using=realm.DESK):
        changed = []
        chosen = changeset.lines.filter(action=LineAction.PUBLISH, body="").select_related("revision")
        by_kind: dict[str, list[Line]] = {kind: [] for kind in KINDS}
        for line in chosen.defer("revision__body"):
            by_kind[line.revision.kind].append(line)
        for kind, lines in by_kind.items():
            now = snapshots(kind, [line.root for line in lines], realm.DESK)
            for line in lines:
                if line.root not in now or not holds(line.revision, now[line.root]):
                    changed.append(line.revision.label)
        if changed:
            raise Refused(
                *(f"“{label}” was changed at the desk after it was chosen. Choose it again." for label in changed)
            )
        if reasons := problems(changeset):
            raise Refused(*reasons)
        changeset.sha256 = fingerprint(edition_of(changeset))
        changeset.save(update_fields=["sha256"])


def publish(changeset: Changeset, *, user: Any, tell: Callable[[str], None] = lambda words: None) -> Publication:
    """Publishes a frozen changeset, exactly once however often it is called; otherwise Refused, and nothing changed.

    What is published has the fingerprint that ``changeset`` was read with. The rules are asked again: they may have
    changed since it was frozen. ``tell`` is told each step as it begins.
    """
    if changeset.state == State.PUBLISHED and changeset.publication:
        return Publication.objects.get(pk=changeset.publication)
    started = time.monotonic()
    edition = edition_of(changeset)
    if not changeset.sha256 or fingerprint(edition) != changeset.sha256:
        raise Refused("What this changeset holds is not what was frozen. Freeze it again, then publish.")
    refuse_older_desk()
    try:
        if ledger.published(edition) is None:
            ledger.refuse_older(edition)
            if reasons := problems(changeset):
                raise Refused(*reasons)
        tell("Copying original files …")
        originals.ship(edition)
        tell(str(outlook(edition)))
        publication = ledger.publish(edition)
    except (Incomplete, StillReferenced) as refusal:
        raise Refused(*explained(refusal)) from refusal
    except ledger.OtherContent as refusal:
        mark(changeset, refusal.publication, user=user)
        raise
    mark(changeset, publication, user=user, rows=row_count(edition), seconds=time.monotonic() - started)
    tell(report(changeset))
    return publication


def mark(
    changeset: Changeset,
    publication: Publication,
    *,
    user: Any,
    rows: int | None = None,
    seconds: float | None = None,
) -> None:
    """Notes at the desk that the public record holds the changeset, as the record itself tells it. Safe to repeat."""
    items = list(publication.items.order_by().values_list("root", "action", "revision"))
    with transaction.atomic(using=realm.DESK):
        forget_purged(changeset)
        unmarked = Changeset.objects.filter(pk=changeset.pk).exclude(state=State.PUBLISHED)
        marked = unmarked.update(
            state=State.PUBLISHED,
            published_at=publication.published_at,
            published_by=user,
            publication=publication.number,
            rows=rows,
            seconds=seconds,
        )
        if marked:
            audit.stepped(EntryAction.PUBLISHED, changeset, user=user, note=f"as publication {publication.number}")
        numbers = {root: number for root, action, number in items if action == Action.PUBLISHED}
        for chunk in chunks(numbers):
            found = Revision.objects.filter(root__in=chunk).values_list("pk", "root", "number")
            keys = [pk for pk, root, number in found if numbers[root] == number]
            for part in chunks(keys):
                Revision.objects.filter(pk__in=part).update(publication=publication.number)
        settle(root for root, _, _ in items)
    changeset.refresh_from_db()


def reconcile() -> int:
    """Marks changesets the public record holds but the desk does not know of: the end of an interrupted publishing.

    What a changed root was changed back to is taken off the list of what waits.
    """
    unmarked = {changeset.pk: changeset for changeset in Changeset.objects.exclude(state=State.PUBLISHED)}
    done = [row for chunk in chunks(unmarked) for row in Publication.objects.filter(uid__in=chunk)]
    for publication in done:
        mark(unmarked[publication.uid], publication, user=None)
    settle(waiting().values_list("root", flat=True))
    return len(done)


@contextmanager
def rehearsed(changeset: Changeset) -> Iterator[Publication]:
    """The public record as it will be after the changeset, for the length of a block. Raises Refused."""
    try:
        with ledger.rehearsed(edition_of(changeset)) as publication:
            yield publication
    except (Incomplete, StillReferenced) as refusal:
        raise Refused(*explained(refusal)) from refusal


def publish_now(chosen: Iterable[Gathered], *, user: Any, title: str, note: str = "", **more: Any) -> Publication:
    """Composes, freezes and publishes in one go: one person with the permission to publish."""
    changeset = compose(chosen, user=user, title=title, note=note, **more)
    try:
        freeze(changeset, user=user)
        return publish(changeset, user=user)
    except Refused:
        audit.stepped(EntryAction.REMOVED, changeset, user=user, note="could not be published")
        changeset.delete()
        raise
