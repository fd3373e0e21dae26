"""What an address that leads nowhere now once led to: a redirect in one hop, a tombstone, or nothing at all."""

import uuid
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from initiatives.published.models import Action, Address, Held

MODELS = ("meeting", "official", "pillar", "initiative", "activity", "reference", "document")


@dataclass(frozen=True)
class Moved:
    """The row that stands for the old address now; its ``get_absolute_url`` is where to go."""

    row: Model


@dataclass(frozen=True)
class Gone:
    """What stood at the address was withdrawn: why, and in which publication."""

    reason: str
    publication: int
    label: str


def follow(kind: str, slug: str) -> Moved | Gone | None:
    """Where a slug that was ever public leads now; None where it never was. Reads the public record."""
    address = Address.objects.filter(kind=kind, slug=slug).first()
    if address is None:
        return None
    target, root, seen = address.target, address.root, set[uuid.UUID]()
    while True:
        row = apps.get_model("initiatives", kind)._default_manager.filter(pk=target).first()
        if row is not None:
            return Moved(row)
        held = Held.objects.filter(pk=root).first()
        if held is None:
            return Gone("", 0, slug)
        if held.action == Action.PUBLISHED or held.successor is None or held.successor in seen:
            return Gone(held.reason, held.publication_id, slug)
        seen.add(root)
        target = root = held.successor
