"""How often something is named in each round: counts over the texts held. Where no text is held there is no count."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Count as Counted
from django.db.models import Q

from initiatives.models import Document, Initiative, Meeting, Passage, Pillar, Reference
from initiatives.record import matrix
from initiatives.record.phrases import Concordance

Subject = Pillar | Initiative | Reference


@dataclass(frozen=True)
class Count:
    """How often one round names something: None where no text of the round is held, which is not nought."""

    meeting: Meeting
    number: int | None


@dataclass(frozen=True)
class Series:
    """How often each round names one subject, in order of time."""

    subject: Subject
    counts: list[Count]

    @cached_property
    def total(self) -> int:
        return sum(count.number or 0 for count in self.counts)

    @cached_property
    def most(self) -> int:
        """The largest of its counts."""
        return max((count.number or 0 for count in self.counts), default=0)

    @property
    def held(self) -> int:
        """Of how many rounds a text is held."""
        return sum(count.number is not None for count in self.counts)

    def part(self, first: int, last: int) -> "Series":
        """The same of some of its rounds."""
        return Series(self.subject, self.counts[first:last])


def rounds() -> list[Meeting]:
    """The rounds in order of time, with the number of texts held of each in ``held_texts``. One query."""
    held = Counted("documents", filter=Q(documents__in=Document.objects.texts().values("pk")), distinct=True)
    return list(Meeting.objects.all().rounds().annotate(held_texts=held).defer("summary"))


def series(subject: Subject, meetings: Sequence[Meeting], numbers: Mapping[UUID, int]) -> Series:
    """One subject in rounds read by ``rounds()``; ``numbers`` by the key of the round."""
    return Series(
        subject,
        [Count(each, numbers.get(each.pk, 0) if each.held_texts else None) for each in meetings],  # type: ignore[attr-defined]
    )


def of_topics(subjects: Sequence[Pillar | Initiative], meetings: Sequence[Meeting]) -> list[Series]:
    """Statements on pillars and initiatives, and statements that name an initiative elsewhere. Two queries."""
    found = matrix.statements()
    numbers: dict[UUID, dict[UUID, int]] = {}
    for (meeting, subject), markers in found.items():
        numbers.setdefault(subject, {})[meeting] = len(markers)
    return [series(subject, meetings, numbers.get(subject.pk, {})) for subject in subjects]


def texts() -> set[UUID]:
    """The keys of the documents whose words are counted. One query."""
    return set(Document.objects.texts().values_list("pk", flat=True))


def of_passages(subject: Subject, passages: Iterable[Passage], meetings: Sequence[Meeting]) -> Series:
    """A subject by the passages that name it, of which those in the texts of the rounds are counted. One query."""
    counted = texts()
    found = (passage for passage in passages if passage.document_id in counted)
    return series(subject, meetings, Counter(passage.document.meeting_id for passage in found))


def of_phrases(
    phrases: Sequence[Reference], concordances: Sequence[Concordance], meetings: Sequence[Meeting]
) -> list[Series]:
    """Passages that use phrases, of the texts of the rounds themselves. One query."""
    counted = texts()
    return [
        series(phrase, meetings, Counter(use.meeting.pk for use in found.uses if use.passage.document_id in counted))
        for phrase, found in zip(phrases, concordances, strict=True)
    ]
