"""The press: chosen revisions become a changeset, a changeset becomes a publication, or nothing happens at all."""

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from initiatives.desk import originals
from initiatives.desk.gathering import Gathered, owners
from initiatives.desk.models import Changeset, Line, LineAction, Revision, State
from initiatives.desk.revisions import latest_numbers, revise_all
from initiatives.published import ledger
from initiatives.published.models import Action, Publication
from initiatives.record import integrity, realm
from initiatives.record.aggregates import (
    AGGREGATES,
    CHUNK,
    SCHEMA,
    Incomplete,
    Refused,
    StillReferenced,
    apply,
    digest,
    snapshots,
)
from initiatives.record.schema import upgraded

ORIGINAL = re.compile(r'"original_sha256":"([0-9a-f]{64})"')
PUBLIC_ACTION = {
    LineAction.PUBLISH: Action.PUBLISHED,
    LineAction.WITHDRAW: Action.WITHDRAWN,
    LineAction.PURGE: Action.PURGED,
}


def compose(chosen: Iterable[Gathered], *, user: Any, title: str, note: str = "", **more: Any) -> Changeset:
    """Makes a draft changeset of the roots as the desk holds them now.

    Changes made without a form get a revision first.
    """
    listed = list(chosen)
    if not listed:
        raise Refused("Nothing was chosen to publish.")
    with transaction.atomic(using=realm.DESK):
        for kind in AGGREGATES:
            roots = [one.root for one in listed if one.kind == kind]
            revise_all(kind, roots, user=user, reason="Found when a changeset was made: changed without a form")
        last = latest_numbers(one.root for one in listed)
        if lost := [one for one in listed if one.root not in last]:
            raise Refused(*(f"The {one.kind} {one.root} is no longer at the desk." for one in lost))
        changeset = Changeset.objects.create(title=title, note=note, created_by=user, **more)
        Line.objects.bulk_create(
            [
                Line(changeset=changeset, revision_id=last[one.root][0], root=one.root, because=one.because[:300])
                for one in listed
            ],
            batch_size=CHUNK // 2,
        )
    return changeset


def edition_of(changeset: Changeset) -> ledger.Edition:
    """The changeset as the public record will take it: frozen bodies, no names of staff, no remarks."""
    lines = []
    for line in changeset.lines.select_related("revision").order_by("pk"):
        revision, publishes = line.revision, line.action == LineAction.PUBLISH
        body = (line.body or revision.body) if publishes else ""
        lines.append(
            ledger.Line(
                kind=revision.kind,
                root=revision.root,
                revision=revision.number,
                schema=revision.schema,
                sha256=digest(body) if publishes else revision.sha256,
                label=revision.label,
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
        title=changeset.title,
        lines=tuple(lines),
        note=changeset.note,
        is_minor=changeset.is_minor,
        is_emergency=changeset.is_emergency,
    )


def fingerprint(changeset: Changeset) -> str:
    """SHA-256 over what a changeset would publish, line by line: what was approved is what is published."""
    edition = edition_of(changeset)
    told = [[line.kind, str(line.root), line.action, line.revision, line.sha256, line.reason] for line in edition.lines]
    said = [edition.title, edition.note, edition.is_minor, sorted(told)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def problems(changeset: Changeset) -> list[str]:
    """Why the changeset cannot be published now, one readable sentence each; empty where it can."""
    lines = list(changeset.lines.select_related("revision"))
    reasons = []
    if not lines:
        return ["The changeset is empty. Choose what it publishes."]
    publishing = [line for line in lines if line.action == LineAction.PUBLISH]
    for line in publishing:
        if line.revision.schema != SCHEMA:
            reasons.append(f"“{line.revision.label}” was frozen before the tables last changed. Freeze it again.")
    bodies = [line.body or line.revision.body for line in publishing]
    reasons += [found.message for found in integrity.findings(bodies, realm.DESK) if found.level == integrity.ERROR]
    return reasons


def freeze(changeset: Changeset, *, user: Any) -> None:
    """Fixes what the changeset publishes and its hash.

    Snapshots every root again and compares it with its last revision, so that imports and scripts cannot slip by.
    Raises Refused where the desk has moved on from a chosen revision or the content may not be published.
    """
    with transaction.atomic(using=realm.DESK):
        changed = []
        for kind in AGGREGATES:
            lines = list(
                changeset.lines.filter(revision__kind=kind, action=LineAction.PUBLISH, body="").select_related(
                    "revision"
                )
            )
            now = snapshots(kind, [line.root for line in lines], realm.DESK)
            for line in lines:
                if line.root not in now or digest(now[line.root]) != line.revision.sha256:
                    changed.append(line.revision.label)
        if changed:
            raise Refused(
                *(f"“{label}” was changed at the desk after it was chosen. Choose it again." for label in changed)
            )
        if reasons := problems(changeset):
            raise Refused(*reasons)
        changeset.sha256 = fingerprint(changeset)
        changeset.save(update_fields=["sha256"])


def publish(changeset: Changeset, *, user: Any) -> Publication:
    """Publishes a frozen changeset, exactly once however often it is called; otherwise Refused, and nothing changed."""
    if changeset.state == State.PUBLISHED and changeset.publication:
        return Publication.objects.get(pk=changeset.publication)
    if not changeset.sha256 or fingerprint(changeset) != changeset.sha256:
        raise Refused("What this changeset holds is not what was frozen. Freeze it again, then publish.")
    edition = edition_of(changeset)
    originals.ship(edition)
    try:
        publication = ledger.publish(edition)
    except (Incomplete, StillReferenced) as refusal:
        raise Refused(*explained(refusal)) from refusal
    mark(changeset, publication, user=user)
    return publication


def mark(changeset: Changeset, publication: Publication, *, user: Any) -> None:
    """Notes at the desk that the public record holds the changeset. Safe to repeat."""
    with transaction.atomic(using=realm.DESK):
        _forget_purged(changeset)
        Changeset.objects.filter(pk=changeset.pk).exclude(state=State.PUBLISHED).update(
            state=State.PUBLISHED,
            published_at=publication.published_at,
            published_by=user,
            publication=publication.number,
        )
        Revision.objects.filter(lines__changeset=changeset, lines__action=LineAction.PUBLISH).update(
            publication=publication.number
        )
    changeset.refresh_from_db()


def _forget_purged(changeset: Changeset) -> None:
    """Keeps at the desk no body or file that the public record no longer keeps: hash, date and reason stay."""
    purged = list(changeset.lines.filter(action=LineAction.PURGE).values_list("revision__kind", "root"))
    histories = list(changeset.lines.filter(purges=True).values_list("root", "revision_id"))
    if not purged and not histories:
        return
    roots = [*(root for _, root in purged), *(root for root, _ in histories)]
    revisions = Revision.objects.filter(root__in=roots).exclude(pk__in=[revision for _, revision in histories])
    files = {name for body in revisions.values_list("body", flat=True) for name in ORIGINAL.findall(body)}
    here = [(k, r) for k, r in purged if AGGREGATES[k].root._default_manager.using(realm.DESK).filter(pk=r).exists()]
    if here:
        apply([], realm.DESK, removed=here)
    revisions.update(body="")
    Revision.objects.filter(root__in=[root for _, root in purged]).update(label=ledger.PURGED_LABEL)
    Line.objects.filter(root__in=roots).exclude(changeset=changeset).update(body="")
    originals.drop_purged(files)


def reconcile() -> int:
    """Marks changesets the public record holds but the desk does not know of: the end of an interrupted publishing."""
    count = 0
    for changeset in Changeset.objects.exclude(state=State.PUBLISHED).exclude(sha256=""):
        publication = Publication.objects.filter(uid=changeset.pk).first()
        if publication:
            mark(changeset, publication, user=None)
            count += 1
    return count


def refreeze(changeset: Changeset, *, user: Any) -> list[str]:
    """Freezes an open changeset again after the tables have changed; returns what must be chosen anew by hand.

    A line follows where the desk still holds what it froze, in the tables of then; other lines stay as they are, and
    ``problems`` names them.
    """
    left = []
    with transaction.atomic(using=realm.DESK):
        for line in changeset.lines.filter(action=LineAction.PUBLISH).select_related("revision"):
            if line.revision.schema == SCHEMA:
                continue
            now = snapshots(line.revision.kind, [line.root], realm.DESK).get(line.root)
            if now is None or line.body or upgraded(line.revision.body) != now:
                left.append(line.revision.label)
                continue
            revise_all(line.revision.kind, [line.root], user=user, reason="Frozen again: the tables have changed")
            Line.objects.filter(pk=line.pk).update(revision=latest_numbers([line.root])[line.root][0])
        if changeset.sha256 and not left:
            changeset.sha256 = fingerprint(changeset)
            changeset.save(update_fields=["sha256"])
    return left


def refreeze_open() -> dict[str, list[str]]:
    """Freezes every open changeset again where that is needed; changeset title → what must be chosen anew."""
    old = Changeset.objects.exclude(state=State.PUBLISHED).exclude(lines__isnull=True)
    old = old.filter(lines__revision__schema__lt=SCHEMA).distinct()
    return {changeset.title: refreeze(changeset, user=None) for changeset in old}


@contextmanager
def rehearsed(changeset: Changeset) -> Iterator[Publication]:
    """The public record as it will be after the changeset, for the length of a block. Raises Refused."""
    try:
        with ledger.rehearsed(edition_of(changeset)) as publication:
            yield publication
    except (Incomplete, StillReferenced) as refusal:
        raise Refused(*explained(refusal)) from refusal


def explained(refusal: Incomplete | StillReferenced, using: str = realm.PUBLIC) -> list[str]:
    """The refusal in names the desk knows, saying what to do. ``using`` is the database that could not take it."""
    public = using == realm.PUBLIC
    reasons: dict[str, None] = {}
    if isinstance(refusal, Incomplete):
        for link in refusal.links:
            names = _labels([(link.kind, link.root), *owners(link.target_model, [link.target]).values()])
            target = names[1] if len(names) > 1 else "something that is no longer at the desk"
            ending = "which is not public as it is here. Publish it together with this." if public else "which is gone."
            reasons[f"{names[0]} refers to {target}, {ending}"] = None
        return list(reasons)
    by_model: dict[type, set[uuid.UUID]] = {}
    for model, pk, _ in refusal.holders:
        by_model.setdefault(model, set()).add(pk)
    ending = " in the public record. Change it and publish it together with this." if public else ". Change it first."
    for model, pks in by_model.items():
        for name in _labels(owners(model, pks, using).values()):
            reasons[f"{name} still refers to what would go{ending}"] = None
    return list(reasons) or refusal.reasons


def _labels(roots: Iterable[tuple[str, uuid.UUID]]) -> list[str]:
    names = []
    for kind, root in roots:
        row = AGGREGATES[kind].root._default_manager.using(realm.DESK).filter(pk=root).first()
        names.append(f"The {kind} “{row}”" if row else f"The {kind} {root}")
    return names


def publish_now(chosen: Iterable[Gathered], *, user: Any, title: str, note: str = "") -> Publication:
    """Composes, freezes and publishes in one go: one person with the permission to publish."""
    changeset = compose(chosen, user=user, title=title, note=note)
    try:
        freeze(changeset, user=user)
        return publish(changeset, user=user)
    except Refused:
        changeset.delete()
        raise
