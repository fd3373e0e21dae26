"""Revisions: a snapshot of a root at each save, and the token that keeps a stale form from overwriting a newer one."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connections, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from initiatives.desk import audit
from initiatives.desk.models import Revision
from initiatives.desk.stale import follow
from initiatives.record import realm
from initiatives.record.bodies import SCHEMA, digest, rows_of, same
from initiatives.record.chunks import CHUNK, chunks
from initiatives.record.kinds import KINDS, kind_of
from initiatives.record.snapshots import snapshots


class Stale(Exception):
    """The root was saved by somebody else since the form was opened; ``latest`` is that save."""

    def __init__(self, latest: Revision) -> None:
        super().__init__(f"Saved since by {latest.made_by}: revision {latest.number}.")
        self.latest = latest


def token(root: Model) -> int:
    """The number of the root's last revision; 0 where it has none. One query."""
    latest = Revision.objects.latest_of(root.pk)
    return latest.number if latest else 0


def lock(root: Model) -> None:
    """Makes other savers of this root wait for the end of the transaction. SQLite has locked the whole desk already."""
    lock_all(kind_of(root).name, [root.pk])


def lock_all(kind: str, roots: Iterable[uuid.UUID]) -> None:
    """Makes other savers of these roots of one kind wait for the end of the transaction, in the order of their keys."""
    if connections[realm.DESK].vendor == "postgresql":
        rows: QuerySet[Any] = QuerySet(model=KINDS[kind].model, using=realm.DESK)
        for chunk in chunks(sorted(roots)):
            list(rows.filter(pk__in=chunk).order_by("pk").select_for_update().values_list("pk"))


def check_token(root: Model, submitted: int) -> None:
    """Raises Stale where the root has a later revision than the form was opened with. Call after ``lock``."""
    latest = Revision.objects.select_related("made_by").filter(root=root.pk).order_by("-number").first()
    if latest and latest.number != submitted:
        raise Stale(latest)


def latest_numbers(roots: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int, str]]:
    """root → (pk, number, hash) of its last revision, for the roots that have one."""
    found = {}
    for chunk in chunks(roots):
        rows = Revision.objects.filter(root__in=chunk).order_by("number")
        for root, pk, number, sha256 in rows.values_list("root", "pk", "number", "sha256"):
            found[root] = (pk, number, sha256)
    return found


def revise_all(
    kind: str, roots: Iterable[uuid.UUID], *, user: Any, reason: str, even_if_equal: bool = False
) -> list[Revision]:
    """Makes a revision of every root of one kind that differs from its last one; returns those made.

    Roots that somebody else is saving are waited for, so that two savers never make the same number.
    """
    made, wanted = [], list(roots)
    with transaction.atomic(using=realm.DESK):
        lock_all(kind, wanted)
        bodies = snapshots(kind, wanted, realm.DESK)
        last = latest_numbers(bodies)
        changed = set(bodies) if even_if_equal else _unlike_last(bodies, last)
        for root, body in bodies.items():
            if root in changed:
                _, number, _ = last.get(root, (0, 0, ""))
                made.append(
                    Revision(
                        kind=kind,
                        root=root,
                        number=number + 1,
                        schema=SCHEMA,
                        sha256=digest(body),
                        body=body,
                        label=rows_of(body).label[:400],
                        made_at=timezone.now(),
                        made_by=user,
                        reason=reason[:200],
                    )
                )
        older = [last[revision.root][0] for revision in made if revision.root in last]
        follow(kind, _changes(made, older))
        for chunk in chunks(older):
            Revision.objects.filter(pk__in=chunk).update(waits=False)
        Revision.objects.bulk_create(made, batch_size=CHUNK // 2)
        audit.revised(made, last, user=user)
        return made


def _changes(made: Iterable[Revision], older: Iterable[int]) -> Iterator[tuple[uuid.UUID, str, str]]:
    """(root, body before, body now) of the roots that were changed and whose earlier body is kept."""
    now = {revision.root: revision.body for revision in made}
    for chunk in chunks(older):
        for root, body in Revision.objects.filter(pk__in=chunk).values_list("root", "body"):
            if body:
                yield root, body, now[root]


def holds(revision: Revision, body: str) -> bool:
    """True where a revision holds what a body does. Queries where their bytes differ and its body is deferred."""
    return revision.sha256 == digest(body) or (revision.schema != SCHEMA and same(revision.body, body))


def _unlike_last(bodies: Mapping[uuid.UUID, str], last: Mapping[uuid.UUID, tuple[int, int, str]]) -> set[uuid.UUID]:
    """Those of the roots whose last revision holds other content, or that have none. Reads what other tables made."""
    unequal = {root for root, body in bodies.items() if root not in last or last[root][2] != digest(body)}
    for chunk in chunks(root for root in list(unequal) if root in last):
        old = Revision.objects.filter(pk__in=[last[root][0] for root in chunk]).exclude(schema=SCHEMA)
        unequal -= {root for root, body in old.values_list("root", "body") if body and same(body, bodies[root])}
    return unequal


def revise(root: Model, *, user: Any, reason: str) -> Revision | None:
    """Makes a revision of a root as it is stored now; None where nothing changed since the last one."""
    made = revise_all(kind_of(root).name, [root.pk], user=user, reason=reason)
    return made[0] if made else None


def revise_everything(*, user: Any, reason: str) -> int:
    """Makes a revision of every root at the desk that has changed without one (imports, scripts); returns how many."""
    count = 0
    for kind, one in KINDS.items():
        for chunk in chunks(one.model._default_manager.using(realm.DESK).values_list("pk", flat=True)):
            count += len(revise_all(kind, chunk, user=user, reason=reason))
    return count
