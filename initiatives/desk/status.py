"""What differs from the public record, root by root: never published, changed since, published or withdrawn."""

import uuid
from collections.abc import Iterable

from django.db.models import Max, OuterRef, QuerySet, Subquery

from initiatives.desk.models import Changeset, Revision
from initiatives.published.models import Action, Held, Publication
from initiatives.record import realm
from initiatives.record.aggregates import AGGREGATES
from initiatives.record.chunks import chunks

NEVER, CHANGED, PUBLISHED, WITHDRAWN = "never published", "changed since", "published", "withdrawn"


def at_desk(kind: str, roots: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the roots of one kind that the desk holds."""
    rows = AGGREGATES[kind].root._default_manager.using(realm.DESK)
    found: set[uuid.UUID] = set()
    for chunk in chunks(roots):
        found.update(rows.filter(pk__in=chunk).values_list("pk", flat=True))
    return found


def held_states(roots: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str, int]]:
    """root → (action, hash, publication) in the public record."""
    found = {}
    for chunk in chunks(roots):
        rows = Held.objects.filter(root__in=chunk)
        found.update(
            {root: (a, h, p) for root, a, h, p in rows.values_list("root", "action", "sha256", "publication_id")}
        )
    return found


def statuses(roots: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """root → publication status, of last revisions against the public record. Two queries whatever the number."""
    listed = list(roots)
    held = held_states(listed)
    latest: dict[uuid.UUID, str] = {}
    for chunk in chunks(listed):
        rows = Revision.objects.filter(root__in=chunk).order_by("number")
        latest.update(dict(rows.values_list("root", "sha256")))
    found = {}
    for root in listed:
        action, sha256, _ = held.get(root, ("", "", 0))
        if not action:
            found[root] = NEVER
        elif action != Action.PUBLISHED:
            found[root] = WITHDRAWN
        else:
            found[root] = PUBLISHED if latest.get(root, sha256) == sha256 else CHANGED
    return found


def last_revisions() -> QuerySet[Revision]:
    """The last revision of every root, without bodies."""
    last = Revision.objects.filter(root=OuterRef("root")).values("root").annotate(last=Max("number")).values("last")
    return Revision.objects.filter(number=Subquery(last)).defer("body")


def _follows_the_record() -> bool:
    """True where desk and public record agree what was published last; False after either was put back to a backup."""
    there = Publication.objects.order_by("-number").values_list("number", "uid").first()
    here = Changeset.objects.filter(publication__isnull=False).order_by("-publication")
    return there == here.values_list("publication", "pk").first()


def waiting() -> QuerySet[Revision]:
    """Every last revision, without bodies, that may differ from the public record.

    Cheap however long the record is: a revision waits from its making until a later one is made or the public record
    holds it. Where the two databases do not belong together, nobody has kept count, and every root is given.
    """
    return Revision.objects.filter(waits=True).defer("body") if _follows_the_record() else last_revisions()


def settle(roots: Iterable[uuid.UUID]) -> None:
    """Lets the revisions of these roots wait no longer that the public record holds, or whose roots are withdrawn."""
    for chunk in chunks(roots):
        held = held_states(chunk)
        found = Revision.objects.filter(root__in=chunk, waits=True).values_list("pk", "root", "sha256")
        done = [pk for pk, root, sha256 in found if root in held and not _differs(held[root], sha256)]
        Revision.objects.filter(pk__in=done).update(waits=False)


def _differs(held: tuple[str, str, int], sha256: str) -> bool:
    """Whether a revision differs from what the public record holds: neither the same, nor withdrawn."""
    action, public, _ = held
    return action in ("", Action.PUBLISHED) and public != sha256


def differing(kind: str) -> dict[uuid.UUID, str]:
    """root → NEVER or CHANGED, for the revised roots of one kind that are so."""
    # Not filtered by kind: SQLite would go by the index of kinds, and look at every revision there.
    rows = waiting().order_by().values_list("kind", "root", "sha256")
    latest = {root: sha256 for each, root, sha256 in rows if each == kind}
    held = held_states(latest)
    return {
        root: CHANGED if root in held else NEVER
        for root, sha256 in latest.items()
        if _differs(held.get(root, ("", "", 0)), sha256)
    }


def unpublished() -> list[Revision]:
    """Last revisions of roots that differ from the public record, newest first; deleted and withdrawn ones left out."""
    revisions = list(waiting().select_related("made_by").order_by("-made_at", "-pk"))
    held = held_states(revision.root for revision in revisions)
    found = [each for each in revisions if _differs(held.get(each.root, ("", "", 0)), each.sha256)]
    there: set[uuid.UUID] = set()
    for kind in AGGREGATES:
        there |= at_desk(kind, [revision.root for revision in found if revision.kind == kind])
    return [revision for revision in found if revision.root in there]


def deleted_at_desk() -> list[tuple[str, uuid.UUID]]:
    """(kind, key) of what is public and no longer at the desk: to be restored, or withdrawn.

    Rows are counted first, and keys compared where the numbers do not add up. Where scripts took roots away and put as
    many others in, that shows once these have revisions.
    """
    found = []
    for kind, outside in _not_public_at_desk().items():
        roots = AGGREGATES[kind].root._default_manager.using(realm.DESK)
        public = Held.objects.filter(kind=kind, action=Action.PUBLISHED)
        if roots.count() - outside != public.count():
            there = set(roots.values_list("pk", flat=True))
            found += [(kind, root) for root in sorted(public.values_list("root", flat=True)) if root not in there]
    return found


def _not_public_at_desk() -> dict[str, int]:
    """kind → how many revised roots the desk holds that are withdrawn or were never published."""
    gone = Held.objects.filter(kind__in=AGGREGATES, action__in=[Action.WITHDRAWN, Action.PURGED])
    listed = list(gone.values_list("kind", "root"))
    rows = list(waiting().order_by().values_list("kind", "root"))
    held = held_states(root for _, root in rows)
    listed += [(kind, root) for kind, root in rows if root not in held]
    return {kind: len(at_desk(kind, [root for each, root in listed if each == kind])) for kind in AGGREGATES}
