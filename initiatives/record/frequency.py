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


def is_counted(passage: Passage) -> bool:
    """True of a statement in a text of a round: not in what was issued beside it, nor in a translation.

    Of statements read by ``statements()``, which has each paper in several languages once.
    """
    return passage.document.is_own and not passage.document.is_translation


def of_passages(subject: Subject, statements: Iterable[Passage], meetings: Sequence[Meeting]) -> Series:
    """A subject by the statements that name it. Queries nothing."""
    return series(subject, meetings, Counter(each.document.meeting_id for each in statements if is_counted(each)))


def of_phrases(
    phrases: Sequence[Reference], concordances: Sequence[Concordance], meetings: Sequence[Meeting]
) -> list[Series]:
    """Statements that use phrases. Queries nothing."""
    return [
        of_passages(phrase, (use.passage for use in found.uses), meetings)
        for phrase, found in zip(phrases, concordances, strict=True)
    ]
