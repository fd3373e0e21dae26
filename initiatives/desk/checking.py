"""The rules of the record as the desk asks them: with what its words were last agreed on."""

import uuid
from collections.abc import Iterable

from initiatives.desk.models import Revision
from initiatives.published.models import Held, Item
from initiatives.record import integrity, realm
from initiatives.record.bodies import rows_of
from initiatives.record.chunks import chunks


def agreed(roots: Iterable[uuid.UUID]) -> integrity.Agreed:
    """key of a root → its rows as last published, or of what never was, as its first revision has them.

    Two queries for each chunk of roots. What has neither, or was purged, is not among them.
    """
    bodies: dict[uuid.UUID, str] = {}
    never: list[uuid.UUID] = []
    for chunk in chunks(roots):
        shown = dict(Held.objects.filter(root__in=chunk).values_list("root", "publication_id"))
        items = Item.objects.filter(root__in=shown, publication__in=set(shown.values()))
        for root, publication, body in items.values_list("root", "publication_id", "body"):
            if shown[root] == publication and body:
                bodies[root] = body
        new = [root for root in chunk if root not in shown]
        never += new
        first = Revision.objects.filter(root__in=new, number=1).exclude(body="")
        bodies.update(first.values_list("root", "body"))
    return integrity.Agreed({str(root): rows_of(body) for root, body in bodies.items()}, map(str, never))


def findings(bodies: Iterable[str], was: integrity.Agreed | None = None) -> list[integrity.Finding]:
    """What keeps bodies of the desk from being published, and what of that the public record has already.

    ``was`` is what their words were last agreed on, where that was read before.
    """
    listed = list(bodies)
    return integrity.findings(listed, realm.DESK, was or agreed(rows_of(body).key for body in listed))


def errors(bodies: Iterable[str]) -> list[str]:
    """What keeps bodies of the desk from being published, a sentence each."""
    return [found.message for found in findings(bodies) if found.level == integrity.ERROR]


def everything() -> list[integrity.Finding]:
    """Every error and warning of the whole desk, errors first."""
    return integrity.everything(realm.DESK, lambda contents: agreed(content.key for content in contents))
