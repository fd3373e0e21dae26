"""What differs from the public record, root by root: never published, changed since, published or withdrawn."""

import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Max, OuterRef, QuerySet, Subquery

from initiatives.desk.models import Changeset, Revision
from initiatives.published.models import Action, Held, Item, Publication
from initiatives.record import realm
from initiatives.record.bodies import same
from initiatives.record.chunks import chunks
from initiatives.record.kinds import KINDS

State = tuple[str, str, int]  # action, hash and publication of a root in the public record
NEVER, CHANGED, PUBLISHED, WITHDRAWN = "never published", "changed since", "published", "withdrawn"


def at_desk(kind: str, roots: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the roots of one kind that the desk holds."""
    rows = KINDS[kind].model._default_manager.using(realm.DESK)
    found: set[uuid.UUID] = set()
    for chunk in chunks(roots):
        found.update(rows.filter(pk__in=chunk).values_list("pk", flat=True))
    return found


def held_states(roots: Iterable[uuid.UUID]) -> dict[uuid.UUID, State]:
    """root → (action, hash, publication) in the public record."""
    found = {}
    for chunk in chunks(roots):
        rows = Held.objects.filter(root__in=chunk)
        found.update(
            {root: (a, h, p) for root, a, h, p in rows.values_list("root", "action", "sha256", "publication_id")}
        )
    return found


def statuses(roots: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """root → publication status, of last revisions against the public record.

    Two queries whatever the number; two to four more where some have changed.
    """
    listed = list(roots)
    held = held_states(listed)
    latest: dict[uuid.UUID, str] = {}
    for chunk in chunks(listed):
        rows = Revision.objects.filter(root__in=chunk).order_by("number")
        latest.update(dict(rows.values_list("root", "sha256")))
    changed = unlike_public(latest, held)
    found = {}
    for root in listed:
        action, _, _ = held.get(root, ("", "", 0))
        if not action:
            found[root] = NEVER
        elif action != Action.PUBLISHED:
            found[root] = WITHDRAWN
        else:
            found[root] = CHANGED if root in changed else PUBLISHED
    return found


def unlike_public(latest: Mapping[uuid.UUID, str], held: Mapping[uuid.UUID, State]) -> set[uuid.UUID]:
    """Those of the roots, each with the hash of its last revision, of which the public record holds other content.

    Equal hashes are equal content, and unequal ones of one schema unequal content; where the schemas differ the bodies
    are read. No query where all hashes are equal; roots that are not public are not among them.
    """
    unequal = {
        root: publication
        for root, (action, sha256, publication) in held.items()
        if action == Action.PUBLISHED and latest.get(root, sha256) != sha256
    }
    found: set[uuid.UUID] = set()
    for chunk in chunks(unequal):
        public = Item.objects.filter(root__in=chunk, publication__in={unequal[root] for root in chunk})
        made = Revision.objects.filter(root__in=chunk, sha256__in=[latest[root] for root in chunk])
        schemas = {
            root: schema
            for root, publication, schema in public.values_list("root", "publication", "schema")
            if publication == unequal[root]
        }
        ours = {
            root: schema
            for root, sha256, schema in made.values_list("root", "sha256", "schema")
            if sha256 == latest[root]
        }
        doubtful = [root for root in chunk if schemas.get(root) != ours.get(root)]
        found.update(set(chunk) - set(doubtful))
        if doubtful:
            theirs = public.filter(root__in=doubtful).values_list("root", "publication", "body")
            bodies = {root: body for root, publication, body in theirs if publication == unequal[root]}
            mine = made.filter(root__in=doubtful).values_list("root", "sha256", "body")
            found.update(
                root for root, sha256, body in mine if sha256 == latest[root] and not same(body, bodies.get(root, ""))
            )
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
        found = list(Revision.objects.filter(root__in=chunk, waits=True).values_list("pk", "root", "sha256"))
        changed = unlike_public({root: sha256 for _, root, sha256 in found}, held)
        done = [pk for pk, root, _ in found if root in held and root not in changed]
        Revision.objects.filter(pk__in=done).update(waits=False)


def differing(kind: str) -> dict[uuid.UUID, str]:
    """root → NEVER or CHANGED, for the revised roots of one kind that are so."""
    # Not filtered by kind: SQLite would go by the index of kinds, and look at every revision there.
    rows = waiting().order_by().values_list("kind", "root", "sha256")
    latest = {root: sha256 for each, root, sha256 in rows if each == kind}
    held = held_states(latest)
    changed = unlike_public(latest, held)
    return {root: CHANGED if root in held else NEVER for root in latest if root in changed or root not in held}


def unpublished() -> list[Revision]:
    """Last revisions of roots that differ from the public record, newest first; deleted and withdrawn ones left out."""
    revisions = list(waiting().select_related("made_by").order_by("-made_at", "-pk"))
    held = held_states(revision.root for revision in revisions)
    changed = unlike_public({revision.root: revision.sha256 for revision in revisions}, held)
    found = [each for each in revisions if each.root in changed or each.root not in held]
    there: set[uuid.UUID] = set()
    for kind in KINDS:
        there |= at_desk(kind, [revision.root for revision in found if revision.kind == kind])
    return [revision for revision in found if revision.root in there]


def deleted_at_desk() -> list[tuple[str, uuid.UUID]]:
    """(kind, key) of what is public and no longer at the desk: to be restored, or withdrawn.

    Rows are counted first, and keys compared where the numbers do not add up. Where scripts took roots away and put as
    many others in, that shows once these have revisions.
    """
    found = []
    for kind, outside in _not_public_at_desk().items():
        roots = KINDS[kind].model._default_manager.using(realm.DESK)
        public = Held.objects.filter(kind=kind, action=Action.PUBLISHED)
        if roots.count() - outside != public.count():
            there = set(roots.values_list("pk", flat=True))
            found += [(kind, root) for root in sorted(public.values_list("root", flat=True)) if root not in there]
    return found


def _not_public_at_desk() -> dict[str, int]:
    """kind → how many revised roots the desk holds that are withdrawn or were never published."""
    gone = Held.objects.filter(kind__in=KINDS, action__in=[Action.WITHDRAWN, Action.PURGED])
    listed = list(gone.values_list("kind", "root"))
    rows = list(waiting().order_by().values_list("kind", "root"))
    held = held_states(root for _, root in rows)
    listed += [(kind, root) for kind, root in rows if root not in held]
    return {kind: len(at_desk(kind, [root for each, root in listed if each == kind])) for kind in KINDS}
