"""A round without a document, and what still keeps a round from being published."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from initiatives.choices import PassageKind, Role
from initiatives.desk import audit, checking
from initiatives.desk.models import Proposal
from initiatives.desk.status import PUBLISHED, statuses
from initiatives.intake.proposal import Field, FieldKind
from initiatives.intake.slots import About
from initiatives.models import Initiative, Meeting, Passage, Pillar
from initiatives.record import realm
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots


def prepare(start: str, end: str, city: str, *, user: Any) -> Proposal:
    """A proposal of a round that no document tells of yet. The same day and city again is the same proposal, if open.

    Raises Refused with what is wrong with the day or the city.
    """
    fields = (
        (Field("start", "First day", kind=FieldKind.DATE, required=True, longest=10), start),
        (Field("end", "Last day", kind=FieldKind.DATE, longest=10), end),
        (Field("city", "City", required=True, longest=100), city),
    )
    if wrong := [trouble for field, value in fields if (trouble := field.trouble(value))]:
        raise Refused(*wrong)
    if end and end < start:
        raise Refused("The last day is before the first.")
    given = {"start": start, "end": end, "city": city}
    with transaction.atomic(using=realm.DESK):
        for known in Proposal.objects.filter(original_sha256="", state="open"):
            if known.reading.get("prepare") == given:
                return known
        made = Proposal.objects.create(
            title=f"Round of {start}, {city}"[:400], reading={"prepare": given}, filed_by=user
        )
        audit.proposed(made, user=user, note="prepared")
        return made


@dataclass(frozen=True)
class Milestone:
    """One line of the way to publication: done or not, and whether publishing must wait for it."""

    is_done: bool
    words: str
    must: bool = False
    more: tuple[str, ...] = ()
    leads_to: str = ""  # the part of the page where it is done


def checklist(meeting: Meeting, proposal: Proposal | None = None) -> list[Milestone]:
    """What is done and what is left before a round is published, in the order of doing it."""
    delegates = list(meeting.delegates.select_related("country"))
    parties = {delegate.country.code for delegate in delegates if delegate.role == Role.HEAD and delegate.country.party}
    body = snapshots("meeting", [meeting.pk], realm.DESK)[meeting.pk]
    errors = checking.errors([body])
    held = [document for document in meeting.documents.all() if document.sha256]
    statements = Passage.objects.filter(document__in=held, kind=PassageKind.SENTENCE)
    total, tied = statements.count(), statements.exclude(pillar=None, initiative=None).count()
    public = statuses([meeting.pk])[meeting.pk] == PUBLISHED
    steps = [
        Milestone(bool(meeting.start and meeting.city), "Day and place are given", must=True),
        Milestone(len(parties) == 3, f"{len(parties)} of 3 heads of delegation are confirmed"),
        Milestone(not errors, "Every fact has its words or its source", must=True, more=tuple(errors[:12])),
        Milestone(bool(held), f"{len(held)} {'document is' if len(held) == 1 else 'documents are'} held in full"),
    ]
    if held:
        words = f"{tied} of {total} statements are tied to a pillar or an initiative"
        steps.append(Milestone(tied == total, words, leads_to="tying"))
    if waiting := unconfirmed(meeting, proposal):
        steps.append(
            Milestone(
                False,
                f"{len(waiting)} carried forward and named by no document of this round yet",
                more=tuple(waiting[:40]),
            )
        )
    steps.append(Milestone(public, "The round is public as it stands here"))
    return steps


def unconfirmed(meeting: Meeting, proposal: Proposal | None) -> list[str]:
    """Names of what was carried forward and no passage of the round names."""
    carried = (proposal.outcome.get("carried") or ()) if proposal else ()
    passages = Passage.objects.filter(document__meeting=meeting)
    names = []
    for kind, key in carried:
        model: Any = Pillar if kind == About.PILLAR else Initiative
        there = passages.filter(**{kind: key}).exists()
        if kind == "initiative":
            there = there or passages.filter(named_initiatives=key).exists()
        row = model.objects.filter(pk=key).first()
        if row and not there:
            names.append(str(row))
    return names
