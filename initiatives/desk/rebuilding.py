"""A lost desk made again from the public record."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from initiatives.desk import audit, originals
from initiatives.desk.models import Changeset, Revision, State
from initiatives.published import ledger
from initiatives.published.models import Action, Held, Item, Publication
from initiatives.record import realm
from initiatives.record.bodies import SCHEMA, digest, rows_of, same
from initiatives.record.chunks import CHUNK
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots
from initiatives.record.writing import apply

LOST = (
    "staff accounts, groups and sessions",
    "drafts: whatever was at the desk and not yet published",
    "changesets that were not published, internal remarks, and who did what",
    "revisions between publications (what each publication published has come back, where it was not purged)",
    "originals of documents that were never published",
)


@dataclass(frozen=True)
class Rebuilt:
    """What came back, by kind of root, and what cannot."""

    counts: dict[str, int]
    publications: int
    revisions: int
    originals: int
    lost: tuple[str, ...] = LOST


def rebuild_desk() -> Rebuilt:
    """Fills an empty desk with what the public record holds and has published; revision numbers go on from there.

    Raises Refused where the desk holds anything: nothing at a desk is ever overwritten.
    """
    refuse_filled()
    with transaction.atomic(using=realm.DESK):
        bodies: dict[str, dict[UUID, str]] = {}
        for kind, one in KINDS.items():
            roots = one.model._default_manager.using(realm.PUBLIC).values_list("pk", flat=True)
            bodies[kind] = snapshots(kind, roots, realm.PUBLIC)
        apply([body for each in bodies.values() for body in each.values()], realm.DESK)
        publications = _changesets()
        revisions = _revisions({root: body for each in bodies.values() for root, body in each.items()})
    counts = {kind: len(each) for kind, each in bodies.items()}
    return Rebuilt(counts, publications, revisions, originals.bring_back())


def refuse_filled() -> None:
    """Raises Refused where the desk holds anything of the record."""
    kept = [kind for kind, a in KINDS.items() if a.model._default_manager.using(realm.DESK).exists()]
    if kept or Revision.objects.exists() or Changeset.objects.exists():
        raise Refused("The desk is not empty. Move its database away first; nothing at a desk is overwritten.")


def _changesets() -> int:
    """A published changeset for every publication, without lines: what was published, and that the desk knows of it."""
    made = [
        Changeset(
            id=publication.uid,
            **{name: getattr(publication, name) for name in ledger.TEXTS},
            remarks="Rebuilt from the public record",
            is_minor=publication.is_minor,
            is_emergency=publication.is_emergency,
            state=State.PUBLISHED,
            created_at=publication.published_at,
            published_at=publication.published_at,
            publication=publication.number,
        )
        for publication in Publication.objects.all()
    ]
    Changeset.objects.bulk_create(made, batch_size=CHUNK // 8)
    return len(made)


def _revisions(bodies: dict[UUID, str]) -> int:
    """A revision for every body the public record has kept; the last of a root is what the record holds of it now.

    What was published stands as it was published; where that is not kept, as the rows are now.
    """
    made: dict[tuple[UUID, int], Revision] = {}

    def add(root: UUID, number: int, body: str, **values: Any) -> None:
        made[root, number] = Revision(
            root=root, number=number, sha256=digest(body), body=body, reason="Rebuilt from the public record", **values
        )

    items = Item.objects.exclude(body="").select_related("publication").order_by("publication_id")
    for item in items.iterator(chunk_size=CHUNK):
        add(
            item.root,
            item.revision,
            item.body,
            kind=item.kind,
            schema=item.schema,
            label=item.label,
            made_at=item.publication.published_at,
            publication=item.publication_id,
            waits=False,
        )
    for held in Held.objects.filter(action=Action.PUBLISHED).select_related("publication").iterator(chunk_size=CHUNK):
        body = bodies[held.root]
        if (held.root, held.revision) in made and same(made[held.root, held.revision].body, body):
            continue
        add(
            held.root,
            held.revision,
            body,
            kind=held.kind,
            schema=SCHEMA,
            label=rows_of(body).label[:400],
            made_at=held.publication.published_at,
            publication=held.publication_id,
            waits=digest(body) != held.sha256,  # its published body is not kept
        )
    Revision.objects.bulk_create(made.values(), batch_size=CHUNK // 2)
    audit.revised(made.values(), {}, user=None)
    return len(made)
