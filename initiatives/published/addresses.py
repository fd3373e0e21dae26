"""What an address that leads nowhere now once led to: a redirect in one hop, a tombstone, or nothing at all."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from initiatives.published.models import Action, Address, Held, Item, Publication
from initiatives.record.bodies import rows_of

NUMBER = "number"  # the kind of ``/rounds/6/``, beside the kinds that are names of models


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


def address_id(kind: str, slug: str) -> uuid.UUID:
    """The key under which a slug of one kind is remembered; it does not tell the slug."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}/{slug}")


def successors(root: uuid.UUID, merged: Mapping[uuid.UUID, uuid.UUID] | None = None) -> list[uuid.UUID]:
    """The root and those it was merged into, one after the other; ``merged`` are merges not yet in the record."""
    chain = [root]
    while True:
        held = Held.objects.filter(pk=chain[-1]).exclude(action=Action.PUBLISHED).first()
        following = (merged or {}).get(chain[-1]) or (held.successor if held else None)
        if following is None or following in chain:
            return chain
        chain.append(following)


def follow(kind: str, slug: str) -> Moved | Gone | None:
    """Where a slug that was ever public leads now; None where it never was. Reads the public record.

    ``kind`` is the name of a model, or NUMBER for the number of a round.
    """
    address = Address.objects.filter(pk=address_id(kind, slug)).first()
    if address is None:
        return None
    roots = successors(address.root)
    targets = [address.target, *roots[1:]]
    model = apps.get_model("initiatives", "meeting" if kind == NUMBER else kind)
    row = model._default_manager.filter(pk=targets[-1]).first()
    if row is not None:
        return Moved(row)
    held = Held.objects.filter(pk=roots[-1]).first()
    return Gone(held.reason, held.publication_id, slug) if held else Gone("", 0, slug)


def was_held(meeting: uuid.UUID, document: uuid.UUID, column: str) -> bool:
    """True where a document of a meeting was ever public with this column filled. Reads the meeting's kept bodies."""
    for body in Item.objects.filter(root=meeting).exclude(body="").values_list("body", flat=True):
        if any(row["id"] == str(document) and row[column] for row in rows_of(body)["document"]):
            return True
    return False


@dataclass(frozen=True)
class LastWords:
    """A passage that had a number once, as the last published body that holds it has it."""

    passage: uuid.UUID
    text: str


def passage_once(
    meeting: uuid.UUID, document: uuid.UUID, number: str, until: Publication | None = None
) -> LastWords | None:
    """The passage that last had a number of a document; None where none ever had, or not ``until`` a publication.

    Reads the meeting's kept bodies.
    """
    items = Item.objects.filter(root=meeting).exclude(body="").order_by("-publication_id")
    if until:
        items = items.filter(publication_id__lte=until.number)
    last: dict[str, str] = {}
    for body in items.values_list("body", flat=True).iterator():
        for row in rows_of(body)["passage"]:
            if row["document_id"] == str(document):
                last.setdefault(row["id"], row["text"])
                if row["number"] == number:
                    return LastWords(uuid.UUID(row["id"]), last[row["id"]])
    return None
