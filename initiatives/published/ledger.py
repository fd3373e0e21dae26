"""The only writer of the public record: one edition, in one transaction, exactly once, verified before commit."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.utils import timezone

from initiatives.published import search
from initiatives.published.models import Action, Address, Held, Item, Publication
from initiatives.record import realm
from initiatives.record.aggregates import CHUNK, Refused, apply

PURGED_LABEL = "purged"  # a name may be what must not be kept
LOCK = 0x7121A7  # the advisory lock of PostgreSQL that publishers take in turn


@dataclass(frozen=True)
class Line:
    """One root of an edition. ``body`` is empty for a withdrawal or purge; ``revision`` is the desk's, per root."""

    kind: str
    root: uuid.UUID
    revision: int
    schema: int
    sha256: str
    label: str
    body: str = ""
    action: str = Action.PUBLISHED
    reason: str = ""
    successor: uuid.UUID | None = None
    base: str = ""  # a pick: the hash of the public body it was made from
    purges: bool = False  # bodies published earlier are not kept

    @property
    def is_kept(self) -> bool:
        """True where the root is in the public record afterwards."""
        return self.action == Action.PUBLISHED


@dataclass(frozen=True)
class Edition:
    """What one publication is made of. ``uid`` is the changeset's key: the same uid is never published twice."""

    uid: uuid.UUID
    title: str
    lines: tuple[Line, ...]
    note: str = ""
    is_minor: bool = False
    is_emergency: bool = False


class Older(Refused):
    """The public record already shows a later revision of something in the edition."""


class AddressTaken(Refused):
    """A slug in the edition belonged to something else that was public: its address must keep leading there."""


class Rehearsed(Exception):
    """Ends a rehearsal: rolls its transaction back."""


@contextmanager
def locked() -> Iterator[None]:
    """One public transaction no other publisher shares: BEGIN IMMEDIATE on SQLite, an advisory lock on PostgreSQL."""
    connection: Any = connections[realm.PUBLIC]
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "IMMEDIATE"
    try:
        with realm.publishing(), transaction.atomic(using=realm.PUBLIC):
            if connection.vendor == "sqlite":
                connection.transaction_mode = mode
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode


def publish(edition: Edition) -> Publication:
    """Publishes an edition and returns its publication; one that is already there is returned as it is.

    Raises Older, AddressTaken, Taken, Incomplete, StillReferenced or Refused, and then nothing has changed.
    """
    with locked():
        done = Publication.objects.filter(uid=edition.uid).first()
        return done or _write(edition)


@contextmanager
def rehearsed(edition: Edition) -> Iterator[Publication]:
    """The public record as it will be after the edition, for the length of a block; then all of it is rolled back.

    The block reads the public realm. Other publishers wait meanwhile; readers do not. An edition that was published
    already is shown as the record is now. Raises what ``publish`` raises.
    """
    try:
        with locked():
            publication = Publication.objects.filter(uid=edition.uid).first() or _write(edition)
            with realm.in_public(), realm.only_reading():
                yield publication
            raise Rehearsed
    except Rehearsed:
        return


def _write(edition: Edition) -> Publication:
    held = _held(line.root for line in edition.lines)
    _refuse_older(edition, held)
    slugs = {line.root: _slugs(line) for line in edition.lines}
    kept = [line for line in edition.lines if line.is_kept]
    removed = [(line.kind, line.root) for line in edition.lines if not line.is_kept]
    _keep_addresses(edition, slugs)
    apply([line.body for line in kept], realm.PUBLIC, removed=removed)
    search.forget([root for _, root in removed])
    by_kind: dict[str, list[uuid.UUID]] = defaultdict(list)
    for line in kept:
        by_kind[line.kind].append(line.root)
    for kind, roots in by_kind.items():
        search.feed(kind, roots)
    last = Publication.objects.order_by("-number").values_list("number", flat=True).first()
    publication = Publication.objects.create(
        number=(last or 0) + 1,
        uid=edition.uid,
        title=edition.title,
        note=edition.note,
        is_minor=edition.is_minor,
        is_emergency=edition.is_emergency,
        published_at=timezone.now(),
    )
    _record(publication, edition, slugs, held)
    return publication


def _held(roots: Iterable[uuid.UUID]) -> dict[uuid.UUID, Held]:
    wanted, found = list(roots), {}
    for start in range(0, len(wanted), CHUNK):
        found.update({held.root: held for held in Held.objects.filter(root__in=wanted[start : start + CHUNK])})
    return found


def _refuse_older(edition: Edition, held: dict[uuid.UUID, Held]) -> None:
    reasons = [
        f"“{line.label}”: the public record already shows revision {held[line.root].revision} "
        f"(publication {held[line.root].publication_id}); this changeset has revision {line.revision}. "
        "Make a new changeset from what the desk holds now."
        for line in edition.lines
        if line.root in held and line.revision < held[line.root].revision
    ]
    reasons += [
        f"“{line.label}”: the public record has changed since this correction was picked out. Pick it again."
        for line in edition.lines
        if line.base and (line.root not in held or line.base != held[line.root].sha256)
    ]
    if reasons:
        raise Older(*reasons)


def _slugs(line: Line) -> list[tuple[str, str, uuid.UUID]]:
    """(kind, slug, key) of everything in a body that has an address: the root, and a meeting's documents."""
    if not line.body:
        return []
    rows = json.loads(line.body)["rows"]
    found = [(line.kind, row["slug"], uuid.UUID(row["id"])) for row in rows[line.kind] if row.get("slug")]
    found += [("document", row["slug"], uuid.UUID(row["id"])) for row in rows.get("document", ())]
    return found


def _keep_addresses(edition: Edition, slugs: dict[uuid.UUID, list[tuple[str, str, uuid.UUID]]]) -> None:
    """Remembers every slug for ever, before the edition is applied.

    Raises AddressTaken where a slug was ever public for something else; only two things that both move in this edition
    may exchange the slugs they have now.
    """
    wanted = {(kind, slug): (key, line.root) for line in edition.lines for kind, slug, key in slugs[line.root]}
    moving = {key for key, _ in wanted.values()}
    known: dict[tuple[str, str], Address] = {}
    every = list(wanted)
    for start in range(0, len(every), CHUNK):
        chunk = every[start : start + CHUNK]
        for address in Address.objects.filter(slug__in=[slug for _, slug in chunk]):
            known[address.kind, address.slug] = address
    new, reasons = [], []
    for (kind, slug), (key, root) in wanted.items():
        old = known.get((kind, slug))
        if old is None:
            name = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}/{slug}")
            new.append(Address(id=name, kind=kind, slug=slug, target=key, root=root))
        elif old.target != key and not (old.target in moving and _has_now(kind, slug, old.target)):
            reasons.append(
                f"The address “{slug}” belonged to another {kind} that was public and must keep leading there. "
                "Choose another."
            )
        elif (old.target, old.root) != (key, root):
            Address.objects.filter(pk=old.pk).update(target=key, root=root)
    if reasons:
        raise AddressTaken(*reasons)
    Address.objects.bulk_create(new, batch_size=CHUNK)


def _has_now(kind: str, slug: str, key: uuid.UUID) -> bool:
    """True where the slug is the one the row has now, not one it had earlier."""
    return apps.get_model("initiatives", kind)._default_manager.using(realm.PUBLIC).filter(pk=key, slug=slug).exists()


def _record(
    publication: Publication,
    edition: Edition,
    slugs: dict[uuid.UUID, list[tuple[str, str, uuid.UUID]]],
    held: dict[uuid.UUID, Held],
) -> None:
    """Writes what the publication holds, and which revision of each root the record shows from now on."""
    items, states = [], []
    for line in edition.lines:
        before = held.get(line.root)
        slug = slugs[line.root][0][1] if slugs[line.root] else (before.slug if before else "")
        common = {
            "kind": line.kind,
            "action": line.action,
            "revision": line.revision,
            "sha256": line.sha256,
            "slug": slug,
            "reason": line.reason,
        }
        items.append(
            Item(
                id=uuid.uuid5(edition.uid, str(line.root)),
                publication=publication,
                root=line.root,
                schema=line.schema,
                label=PURGED_LABEL if line.action == Action.PURGED else line.label[:400],
                body=line.body,
                **common,
            )
        )
        states.append(Held(root=line.root, publication=publication, successor=line.successor, **common))
        if line.action == Action.PURGED:
            Item.objects.filter(root=line.root).update(body="", label=PURGED_LABEL, reason=line.reason)
        elif line.purges:
            Item.objects.filter(root=line.root).update(body="", reason=line.reason)
    Item.objects.bulk_create(items, batch_size=CHUNK)
    Held.objects.bulk_create(
        states,
        batch_size=CHUNK // 2,
        update_conflicts=True,
        unique_fields=["root"],
        update_fields=["kind", "action", "revision", "sha256", "slug", "reason", "publication", "successor"],
    )
