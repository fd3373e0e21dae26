"""What the record holds, in numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value

from initiatives.choices import MeetingKind, PassageKind
from initiatives.models import Activity, Document, Initiative, Meeting, Official, Passage


@dataclass(frozen=True)
class Holdings:
    """Counts of the record, each of whole rows."""

    held: int  # documents whose text is held in full
    papers: int  # the same, a paper in several languages counted once
    listed: int
    paragraphs: int
    statements: int
    rounds: int
    documented: int  # rounds with a document of their own held
    calls: int
    initiatives: int
    activities: int
    officials: int


SEARCHED = ("held", "listed", "rounds", "calls", "initiatives", "activities", "officials")  # none that counts passages


def counted(only: Collection[str] = ()) -> Holdings:
    """The numbers of the record being read, or ``only`` some, the others 0. One query."""
    held, rounds = Document.objects.held(), Meeting.objects.filter(kind=MeetingKind.ROUND)
    counts: dict[str, QuerySet[Any]] = {
        "held": held,
        "papers": held.said_once(),
        "listed": Document.objects.filter(sha256=""),
        "paragraphs": Passage.objects.filter(kind=PassageKind.PARAGRAPH).said_once(),
        "statements": Passage.objects.all().statements(),
        "rounds": rounds,
        "documented": rounds.filter(pk__in=held.own().values("meeting")),
        "calls": Meeting.objects.filter(kind=MeetingKind.CALL),
        "initiatives": Initiative.objects.all(),
        "activities": Activity.objects.all(),
        "officials": Official.objects.all(),
    }
    # Plain querysets: those of translated models put their columns in another order, and a union wants one.
    first, *rest = (
        QuerySet(rows.model)
        .filter(pk__in=rows.order_by().values("pk"))
        .order_by()
        .annotate(what=Value(name, CharField()))
        .values("what")
        .annotate(n=Count("pk"))
        .values_list("what", "n")
        for name, rows in counts.items()
        if name in (only or counts)
    )
    return Holdings(**(dict.fromkeys(counts, 0) | dict(first.union(*rest, all=True))))
