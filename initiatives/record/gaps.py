"""What the record knows it lacks: said in one place, so that no blank is taken for silence of the sources."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from initiatives.choices import Basis, Language, MeetingFormat, ReadExtent
from initiatives.models import Citation, Document, Initiative, Meeting, Official, Passage
from initiatives.record import offices
from initiatives.record.containment import holds
from initiatives.record.unsourced import Uncited, forms_of, is_contained, uncited


@dataclass(frozen=True)
class Resting:
    """A fact and a citation there is something to say of: the root it is of, the field, the citation of a passage."""

    root: Any
    field: str
    citation: Citation


@dataclass(frozen=True)
class Linked:
    """A passage and an initiative that it is taken to speak of without naming it."""

    passage: Passage
    initiative: Initiative


@dataclass(frozen=True)
class Gaps:
    """Every kind of gap, each a list of rows to name and link, and how the other sources were read."""

    without_document: list[Meeting]
    without_joint_text: list[Meeting]
    without_venue: list[Meeting]
    without_host: list[Meeting]
    listed: list[Document]
    without_archive: list[Document]
    without_japanese_name: list[Official]
    without_korean_name: list[Official]
    without_first_day: list[Official]
    without_last_day: list[Official]
    perhaps_in_office: list[Official]
    reading: "Reading"
    inferred: list[Resting]
    linked: list[Linked]
    uncontained: list[Resting]
    uncited: list[Uncited]


@dataclass(frozen=True)
class Reading:
    """How the other sources of some facts were read: each source counted once, by address and publisher."""

    sources: int = 0
    beginnings: int = 0  # sources of which only the beginning was read
    copies: int = 0  # sources read from a copy
    citations: int = 0
    wordless: int = 0  # citations that quote no words


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
    reading: Reading = Reading()

    @property
    def is_empty(self) -> bool:
        read = self.reading
        return not (self.venue or self.host or read.beginnings or read.copies or read.wordless)


def of_round(meeting: Meeting) -> Lacks:
    """What the record lacks of a meeting, by its own columns. A venue and a host are asked of rounds held."""
    asked = meeting.is_held and not meeting.is_call
    return Lacks(
        venue=asked and meeting.format == MeetingFormat.IN_PERSON and not meeting.venue,
        host=asked and not meeting.host_id,
    )


def of_meeting(meeting: Meeting) -> Lacks:
    """The same, with how the other sources were read, of a meeting whose citations are loaded."""
    return replace(of_round(meeting), reading=reading(meeting.citations.all()))


def checked_on(rounds: Iterable[Meeting]) -> datetime.date | None:
    """Up to which day sources were searched for rounds: the newest day that one of them gives."""
    return max((meeting.checked_on for meeting in rounds if meeting.checked_on), default=None)


def gaps() -> Gaps:
    """The gaps of the record being read, in a fixed number of queries."""
    rounds = list(Meeting.objects.all().rounds())
    documents = list(Document.objects.select_related("meeting").defer("text").order_by("meeting__start", "slug"))
    own = [document for document in documents if document.is_own]
    with_text = {document.meeting_id for document in own if not document.is_listed}
    with_joint = {document.meeting_id for document in own if document.joint}
    lacks = {meeting.pk: of_round(meeting) for meeting in rounds}
    officials = list(Official.objects.all().named())
    tenures = [tenure for official in officials for tenure in official.tenures.all()]
    followed = offices.successors(tenures, tenures)
    forms = forms_of(officials)
    resting = [Resting(each.root, each.field, each) for each in Citation.objects.exclude(basis=Basis.OTHER).for_gaps()]
    return Gaps(
        without_document=[meeting for meeting in rounds if meeting.pk not in with_text],
        without_joint_text=[meeting for meeting in rounds if meeting.is_held and meeting.pk not in with_joint],
        without_venue=[meeting for meeting in rounds if lacks[meeting.pk].venue],
        without_host=[meeting for meeting in rounds if lacks[meeting.pk].host],
        listed=[document for document in documents if document.is_listed],
        without_archive=[document for document in documents if not document.archive_address],
        without_japanese_name=[official for official in officials if not is_named_in(official, Language.JAPANESE)],
        without_korean_name=[official for official in officials if not is_named_in(official, Language.KOREAN)],
        without_first_day=[
            official for official in officials if any(not tenure.start for tenure in official.tenures.all())
        ],
        without_last_day=[
            official
            for official in officials
            if any(not tenure.end and tenure.pk in followed for tenure in official.tenures.all())
        ],
        perhaps_in_office=[
            official
            for official in officials
            if any(not tenure.end and tenure.pk not in followed for tenure in official.tenures.all())
        ],
        reading=reading(Citation.objects.filter(basis=Basis.OTHER)),
        inferred=[each for each in resting if each.citation.basis == Basis.INFERRED],
        linked=linked(),
        uncontained=[each for each in resting if not is_contained(each.citation, forms)],
        uncited=uncited(),
    )


def is_named_in(official: Official, language: str) -> bool:
    """True where a source in a language is known to print the name. Reads loaded names."""
    return any(name.language == language for name in official.names.all())


def linked() -> list[Linked]:
    """Passages linked with initiatives that their words do not name. One query."""
    through: Any = Passage.named_initiatives.through
    rows = through.objects.select_related("passage__document", "initiative").defer("passage__document__text")
    rows = rows.order_by("passage__document__slug", "passage__position", "initiative__slug")
    return [Linked(row.passage, row.initiative) for row in rows if not holds(row.passage.text, row.initiative.name_en)]
