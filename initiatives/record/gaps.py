"""What the record knows it lacks: said in one place, so that no blank is taken for silence of the sources."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from initiatives.choices import Basis, MeetingFormat, ReadExtent
from initiatives.models import Citation, Document, Meeting, Official
from initiatives.record.kinds import KINDS


@dataclass(frozen=True)
class Inferred:
    """A fact that no document states: the root it is of, the field, and the passage it follows from."""

    root: Any
    field: str
    citation: Citation


@dataclass(frozen=True)
class Gaps:
    """Every kind of gap, each a list of rows to name and link."""

    without_document: list[Meeting]
    without_venue: list[Meeting]
    without_host: list[Meeting]
    listed: list[Document]
    without_archive: list[Document]
    without_native_name: list[Official]
    open_tenures: list[Official]
    inferred: list[Inferred]


@dataclass(frozen=True)
class Reading:
    """How the other sources of some facts were read: each source counted once, by address and publisher."""

    sources: int
    beginnings: int  # sources of which only the beginning was read
    copies: int  # sources read from a copy
    citations: int
    wordless: int  # citations that quote no words


def reading(citations: Iterable[Citation]) -> Reading:
    """What there is to say of the reading of other sources, from citations that are loaded."""
    others = [citation for citation in citations if citation.basis == Basis.OTHER]
    extents: dict[tuple[str, str], set[str]] = defaultdict(set)
    for citation in others:
        extents[citation.address, citation.publisher].add(citation.read_extent)
    return Reading(
        sources=len(extents),
        beginnings=sum(ReadExtent.BEGINNING in found for found in extents.values()),
        copies=sum(ReadExtent.COPY in found for found in extents.values()),
        citations=len(others),
        wordless=sum(not citation.quotation and not citation.printed for citation in others),
    )


@dataclass(frozen=True)
class Lacks:
    """What is not known of one meeting, and how its other sources were read."""

    venue: bool
    host: bool
    reading: Reading

    @property
    def is_empty(self) -> bool:
        read = self.reading
        return not (self.venue or self.host or read.beginnings or read.copies or read.wordless)


def of_meeting(meeting: Meeting) -> Lacks:
    """What the record lacks of a meeting whose citations are loaded. A venue and a host are asked of rounds held."""
    asked = meeting.is_held and not meeting.is_call
    return Lacks(
        venue=asked and meeting.format == MeetingFormat.IN_PERSON and not meeting.venue,
        host=asked and not meeting.host_id,
        reading=reading(meeting.citations.all()),
    )


def checked_on(rounds: Iterable[Meeting]) -> datetime.date | None:
    """Up to which day sources were searched for rounds: the newest day that one of them gives."""
    return max((meeting.checked_on for meeting in rounds if meeting.checked_on), default=None)


def gaps() -> Gaps:
    """The gaps of the record being read, in a fixed number of queries."""
    held = Document.objects.filter(meeting=OuterRef("pk")).exclude(sha256="")
    rounds = list(Meeting.objects.all().rounds().annotate(has_text=Exists(held)))
    documents = list(Document.objects.select_related("meeting").defer("text").order_by("meeting__start", "slug"))
    native = Q(names__script__in=["Jpan", "Hang"])
    citations = Citation.objects.filter(basis=Basis.INFERRED).select_related("passage__document", *KINDS)
    return Gaps(
        without_document=[meeting for meeting in rounds if not meeting.has_text],
        without_venue=[meeting for meeting in rounds if not meeting.venue_en],
        without_host=[meeting for meeting in rounds if not meeting.host_id],
        listed=[document for document in documents if document.is_listed],
        without_archive=[document for document in documents if not document.archive_address],
        without_native_name=list(
            Official.objects.filter(tenures__country__code__in=["JPN", "KOR"]).exclude(native).distinct()
        ),
        open_tenures=list(Official.objects.filter(Q(tenures__start="") | Q(tenures__end="")).distinct()),
        inferred=[Inferred(each.root, each.field, each) for each in citations.defer("passage__document__text")],
    )
