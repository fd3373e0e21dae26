"""A lost desk made again from the public record."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from initiatives.desk.models import Revision
from initiatives.desk.revisions import label_of
from initiatives.published.models import Action, Held
from initiatives.record import realm
from initiatives.record.aggregates import AGGREGATES, CHUNK, SCHEMA, Refused, apply, digest, snapshots

LOST = (
    "staff accounts, groups and sessions",
    "drafts: whatever was at the desk and not yet published",
    "changesets that were not published, internal remarks, and who did what",
    "revisions between publications (each publication's own bodies are kept in the public record)",
    "originals of documents that were never published",
)


@dataclass(frozen=True)
class Rebuilt:
    """What came back, by kind of root, and what cannot."""

    counts: dict[str, int]
    lost: tuple[str, ...] = LOST


def rebuild_desk() -> Rebuilt:
    """Fills an empty desk with what the public record holds; revision numbers go on from those published.

    Raises Refused where the desk holds anything: nothing at a desk is ever overwritten.
    """
    kept = [kind for kind, a in AGGREGATES.items() if a.root._default_manager.using(realm.DESK).exists()]
    if kept or Revision.objects.exists():
        raise Refused("The desk is not empty. Move its database away first; nothing at a desk is overwritten.")
    held: dict[Any, tuple[int, int]] = {
        root: (revision, publication)
        for root, revision, publication in Held.objects.filter(action=Action.PUBLISHED).values_list(
            "root", "revision", "publication_id"
        )
    }
    counts = {}
    with transaction.atomic(using=realm.DESK):
        bodies: dict[str, dict[Any, str]] = {}
        for kind, aggregate in AGGREGATES.items():
            roots = aggregate.root._default_manager.using(realm.PUBLIC).values_list("pk", flat=True)
            bodies[kind] = snapshots(kind, roots, realm.PUBLIC)
            counts[kind] = len(bodies[kind])
        apply([body for each in bodies.values() for body in each.values()], realm.DESK)
        for kind, each in bodies.items():
            Revision.objects.bulk_create(
                [
                    Revision(
                        kind=kind,
                        root=root,
                        number=held[root][0],
                        schema=SCHEMA,
                        sha256=digest(body),
                        body=body,
                        label=label_of(json.loads(body))[:400],
                        reason="Rebuilt from the public record",
                        publication=held[root][1],
                    )
                    for root, body in each.items()
                ],
                batch_size=CHUNK // 2,
            )
    return Rebuilt(counts)
