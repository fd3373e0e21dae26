"""Tying goes on once a round is created: what its statements speak to, written to the round, a revision each.

The guard is that of the form of the round: whoever opened the page before somebody else saved is told, and looks again.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from initiatives.choices import PassageKind
from initiatives.desk import revisions
from initiatives.intake.slots import About
from initiatives.models import Document, Initiative, Passage, Pillar, Reference
from initiatives.record import realm
from initiatives.record.refusals import Refused

MODELS: dict[About, Any] = {
    About.PILLAR: Pillar,
    About.INITIATIVE: Initiative,
    About.NAMED: Initiative,
    About.REFERENCE: Reference,
}
GROUPS = {
    About.INITIATIVE: "Speaks to the initiative",
    About.PILLAR: "Speaks to the pillar",
    About.NAMED: "Names, besides its own, the initiative",
    About.REFERENCE: "Names the reference",
}
NOT_TIED = "none"  # of a target: what the statement speaks to is taken off


@dataclass
class Statement:
    """A passage of a created document as the page shows it for tying; what it is tied to, in words."""

    number: str
    kind: str
    text: str
    ties: list[str] = field(default_factory=list)


def statements(document: Document) -> list[Statement]:
    """The title, headings and statements of a document in reading order, with what each is tied to."""
    rows = document.passages.exclude(kind=PassageKind.PARAGRAPH).order_by("position")
    rows = rows.select_related("pillar", "initiative").prefetch_related("named_initiatives", "references")
    return [Statement(row.number, row.kind, row.text, list(_ties(row))) for row in rows]


def _ties(row: Passage) -> Iterator[str]:
    if row.pillar or row.initiative:
        yield " › ".join(str(each) for each in (row.pillar, row.initiative) if each)
    yield from (f"names {each}" for each in row.named_initiatives.all())
    yield from (f"names {each}" for each in row.references.all())


def targets() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a statement may be tied to, in groups for a list."""
    listed = {model: list(model._default_manager.all()) for model in MODELS.values()}
    return [
        (GROUPS[about], [(about.of(str(row.pk)), str(row)) for row in listed[MODELS[about]]])
        for about in GROUPS
        if listed[MODELS[about]]
    ]


def tie(document: Document, number: str, target: str, *, seen: int, user: Any) -> Passage:
    """Ties a statement, or takes what it speaks to off it. ``seen`` is the revision the page was made of.

    Raises Refused where there is no such statement or target, or the round was saved by somebody since.
    """
    meeting = document.meeting
    about, row = _target(target)
    with transaction.atomic(using=realm.DESK):
        revisions.lock(meeting)
        try:
            revisions.check_token(meeting, seen)
        except revisions.Stale as stale:
            who = stale.latest.made_by or "somebody"
            raise Refused(
                f"{who} saved this round since this page was made: here it is as it is now. Look at ¶ {number} and tie "
                "it again."
            ) from None
        passage = document.passages.filter(number=number).exclude(kind=PassageKind.PARAGRAPH).first()
        if passage is None:
            raise Refused("Choose a statement of the document: this one is not in it.")
        _apply(passage, about, row)
        revisions.revise(meeting, user=user, reason=f"Tied ¶ {number} on the page of {document.slug}")
    return passage


def _target(target: str) -> tuple[About | None, Any]:
    if target == NOT_TIED:
        return None, None
    kind, _, key = target.partition(":")
    try:
        model, pk = MODELS[About(kind)], uuid.UUID(key)
    except (KeyError, ValueError):
        raise Refused("Choose what the statement is to be tied to.") from None
    row = model._default_manager.filter(pk=pk).first()
    if row is None:
        raise Refused("What you chose is no longer at the desk. Choose again.")
    return About(kind), row


def _apply(passage: Passage, about: About | None, row: Any) -> None:
    if about is None:
        passage.pillar = passage.initiative = None
        passage.named_initiatives.clear()
        passage.references.clear()
    elif about == About.PILLAR:
        passage.pillar = row
        if passage.initiative and passage.initiative.pillar_id != row.pk:
            passage.initiative = None
    elif about == About.INITIATIVE:
        passage.initiative, passage.pillar = row, row.pillar
        passage.named_initiatives.remove(row)
    elif about == About.NAMED:
        passage.named_initiatives.add(row)
    else:
        passage.references.add(row)
    passage.save()
