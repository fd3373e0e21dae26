"""What differs between two rounds: heads of delegation, and the statements of their documents word by word."""

import dataclasses
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from initiatives.models import Citation, Country, Delegate, Document, Meeting, Passage
from initiatives.models.meetings import MeetingQuerySet
from initiatives.record.word_diff import Change, bag, changes, likeness, weights

ALIKE = 0.18  # statements less alike than this are not set against each other; chosen by reading pairs of real texts


class Saying(Protocol):
    """What is compared: anything with words, grouped by what it speaks to."""

    text: str


@dataclass(frozen=True)
class Pair:
    """Two statements set against each other, or one that has no counterpart."""

    first: Any | None
    second: Any | None
    changes: list[Change]

    @property
    def is_same(self) -> bool:
        return all(change.kind == "same" for change in self.changes)

    @property
    def in_first(self) -> list[Change]:
        """The words of the first statement."""
        return [change for change in self.changes if change.kind != "added"]

    @property
    def in_second(self) -> list[Change]:
        """The words of the second statement."""
        return [change for change in self.changes if change.kind != "removed"]


def align(first: Sequence[Saying], second: Sequence[Saying]) -> list[Pair]:
    """Every statement of both lists once: the most alike set against each other, in the order of the first list.

    What only the second list has stands after the statement that precedes it there. The same lists give the same pairs.
    """
    bags = [[bag(saying.text) for saying in sayings] for sayings in (first, second)]
    weight = weights([*bags[0], *bags[1]])
    scores = sorted(
        (
            (-score, abs(i - j), i, j)
            for i, one in enumerate(bags[0])
            for j, other in enumerate(bags[1])
            if (score := likeness(one, other, weight)) >= ALIKE
        ),
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _score, _distance, i, j in scores:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    rows: list[tuple[int | None, int | None]] = [(i, partner.get(i)) for i in range(len(first))]
    for j in range(len(second)):
        if j not in taken:
            before = next((place for place, row in enumerate(rows) if j and row[1] == j - 1), -1)
            rows.insert(before + 1, (None, j))
    return [
        Pair(
            None if i is None else first[i],
            None if j is None else second[j],
            changes("" if i is None else first[i].text, "" if j is None else second[j].text),
        )
        for i, j in rows
    ]


@dataclass(frozen=True)
class Section:
    """The statements of both texts on one pillar or initiative; on neither: opening and closing."""

    pillar: Any | None
    initiative: Any | None
    pairs: list[Pair]

    @property
    def first_count(self) -> int:
        return sum(pair.first is not None for pair in self.pairs)

    @property
    def second_count(self) -> int:
        return sum(pair.second is not None for pair in self.pairs)

    @property
    def changed(self) -> list[Pair]:
        """The pairs that are not the same in both."""
        return [pair for pair in self.pairs if not pair.is_same]


def sections(first: Sequence[Passage], second: Sequence[Passage]) -> list[Section]:
    """The statements of two documents, set against each other within the same pillar and initiative.

    Statements on no pillar come first, then pillars and their initiatives in their order. Pillars and initiatives of
    the passages must be loaded.
    """
    groups: dict[Hashable, tuple[list[Passage], list[Passage]]] = defaultdict(lambda: ([], []))
    about: dict[Hashable, Passage] = {}
    for side, passages in enumerate((first, second)):
        for passage in passages:
            key = (passage.pillar_id, passage.initiative_id)
            groups[key][side].append(passage)
            about.setdefault(key, passage)

    def place(key: Hashable) -> tuple[Any, ...]:
        pillar, initiative = about[key].pillar, about[key].initiative
        return (
            (pillar.position, pillar.slug) if pillar else (-1, ""),
            (initiative.position, initiative.slug) if initiative else (-1, ""),
        )

    return [Section(about[key].pillar, about[key].initiative, align(*groups[key])) for key in sorted(groups, key=place)]


@dataclass(frozen=True)
class Heads:
    """The heads of delegation of one party at both rounds."""

    country: Country
    first: list[Delegate]
    second: list[Delegate]


@dataclass(frozen=True)
class Comparison:
    """Two rounds side by side. ``sections`` is empty unless a document of each is held."""

    first: Meeting
    second: Meeting
    first_document: Document | None
    second_document: Document | None
    heads: list[Heads]
    sections: list[Section] = dataclasses.field(default_factory=list)

    @property
    def has_texts(self) -> bool:
        return bool(self.first_document and self.second_document)

    @property
    def without(self) -> Meeting | None:
        """The round of which no document is held, where that is so of one."""
        if self.has_texts or not (self.first_document or self.second_document):
            return None
        return self.second if self.first_document else self.first

    @property
    def has_changes(self) -> bool:
        return any(section.changed for section in self.sections)

    @property
    def same_count(self) -> int:
        """Statements that stand word for word in both."""
        return sum(pair.is_same for section in self.sections for pair in section.pairs)

    @property
    def changed_count(self) -> int:
        """Pairs of statements of which words differ."""
        pairs = [pair for section in self.sections for pair in section.pairs if pair.first and pair.second]
        return sum(not pair.is_same for pair in pairs)

    @property
    def first_only(self) -> int:
        """Statements of the first without counterpart."""
        return sum(pair.second is None for section in self.sections for pair in section.pairs)

    @property
    def second_only(self) -> int:
        """Statements of the second without counterpart."""
        return sum(pair.first is None for section in self.sections for pair in section.pairs)


def rounds() -> QuerySet[Meeting]:
    """The rounds that can be compared, in order of time, each with the document it is compared by in ``texts``."""
    own = Document.objects.texts().order_by("-joint", "issued_on", "slug")
    texts = Prefetch("documents", own, to_attr="texts")
    found: MeetingQuerySet = Meeting.objects.all()
    return found.rounds().select_related("host").prefetch_related(texts)


def text_of(meeting: Meeting) -> Document | None:
    """The document a round of ``rounds()`` is compared by: held, no translation, a joint one before others."""
    return next(iter(meeting.texts), None)  # type: ignore[attr-defined]


def compare(first: Meeting, second: Meeting) -> Comparison:
    """Compares two rounds of ``rounds()``. Three queries: citations, delegates and, of two texts, statements."""
    sources = Citation.objects.all().for_pages().order_by("field", "position", "id")
    prefetch_related_objects([first, second], Prefetch("citations", sources))
    documents = [text_of(first), text_of(second)]
    said: dict[UUID, list[Passage]] = defaultdict(list)
    if all(documents):
        wanted = Passage.objects.filter(document__in=documents).statements()
        for passage in wanted.select_related("pillar", "initiative").order_by("document", "position"):
            said[passage.document_id].append(passage)
    heads: dict[Country, Heads] = {}
    delegates = Delegate.objects.filter(meeting__in=[first, second], role="head").for_pages()
    for delegate in sorted(delegates, key=lambda row: (row.country.position, row.country.code, row.position, row.name)):
        sides = heads.setdefault(delegate.country, Heads(delegate.country, [], []))
        (sides.first if delegate.meeting_id == first.pk else sides.second).append(delegate)
    found = sections(said[documents[0].pk], said[documents[1].pk]) if documents[0] and documents[1] else []
    return Comparison(first, second, documents[0], documents[1], list(heads.values()), found)
