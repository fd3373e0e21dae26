"""What the record knows it lacks: said in one place, so that no blank is taken for silence of the sources."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from initiatives.choices import Basis
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
