"""Which round spoke on what: rounds against pillars and initiatives, with the passages that say so."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import F

from initiatives.models import Activity, Document, Initiative, Meeting, Passage, Pillar
from initiatives.record.containment import holds

WIDEST = 15  # rounds of one table; more stand in several tables below one another


class Marker(NamedTuple):
    """A place in a document: paragraph 7, or sentence 19.1 where a passage on something else names an initiative."""

    document: str  # slug
    number: str


@dataclass(frozen=True)
class Cell:
    """What one round says on one subject.

    ``state``: ``gap`` no document held; ``silent`` a document held that does not name it; ``said`` statements; ``both``
    statements and a dated activity.
    """

    state: str
    markers: list[Marker] = field(default_factory=list)
    statements: int = 0
    activities: list[Activity] = field(default_factory=list)

    @property
    def more(self) -> int:
        """Markers beyond the third."""
        return len(self.markers) - 3


@dataclass(frozen=True)
class Row:
    """A pillar or an initiative, with one cell for each round of its table."""

    subject: Pillar | Initiative
    rounds: list[Meeting]
    cells: list[Cell]

    @property
    def with_rounds(self) -> list[tuple[Meeting, Cell]]:
        """Each cell with its round."""
        return list(zip(self.rounds, self.cells, strict=True))

    @property
    def is_gap(self) -> bool:
        """True where no round of the table has a document."""
        return all(cell.state == "gap" for cell in self.cells)


@dataclass(frozen=True)
class PillarRows:
    """The initiatives of one pillar."""

    pillar: Pillar
    rows: list[Row]


@dataclass(frozen=True)
class Table:
    """Some rounds in order of time, all pillars, all initiatives."""

    rounds: list[Meeting]
    pillars: list[Row]
    groups: list[PillarRows]

    @property
    def is_roomy(self) -> bool:
        """True where cells have room for more than their marks."""
        return len(self.rounds) <= 8


def statements() -> dict[tuple[UUID, UUID], list[Marker]]:
    """Where documents of rounds speak of pillars and initiatives, by (round, subject). Two queries."""
    found: dict[tuple[UUID, UUID], list[Marker]] = defaultdict(list)
    originals = Passage.objects.filter(document__in=Document.objects.texts()).statements()
    order = ("document__issued_on", "document__slug", "position")
    place = ("document__meeting", "document__slug", "number")
    on = originals.filter(pillar__isnull=False).order_by(*order).values_list(*place, "pillar", "initiative")
    for meeting, slug, number, *subjects in on:
        for subject in filter(None, subjects):
            found[meeting, subject].append(Marker(slug, number.partition(".")[0]))
    linked = originals.filter(named_initiatives__isnull=False).order_by(*order)
    for meeting, slug, number, initiative, name, text in linked.values_list(
        *place, "named_initiatives", "named_initiatives__name_en", "text"
    ):
        if holds(text, name):  # what the words do not name is inferred, and is no statement of the round
            found[meeting, initiative].append(Marker(slug, number))
    return found


def record(rounds: Sequence[Meeting]) -> list[Table]:
    """The matrix of rounds read by ``chronology.rounds()``: as many tables as they need. Five queries."""
    activities: dict[tuple[UUID, UUID], list[Activity]] = defaultdict(list)
    reported = Activity.objects.filter(citations__passage__isnull=False)
    for activity in (
        reported.annotate(reported_by=F("citations__passage__document__meeting")).order_by("start").distinct()
    ):
        if activity.initiative_id:
            activities[activity.reported_by, activity.initiative_id].append(activity)
    initiatives = list(Initiative.objects.order_by("position", "slug"))
    pillars = list(Pillar.objects.order_by("position", "slug"))
    return list(tables(rounds, pillars, initiatives, statements(), activities))


def tables(
    rounds: Sequence[Meeting],
    pillars: Sequence[Pillar],
    initiatives: Sequence[Initiative],
    statements: dict[tuple[UUID, UUID], list[Marker]],
    activities: dict[tuple[UUID, UUID], list[Activity]],
) -> Iterator[Table]:
    """Lays out what was found, by (round, subject), in tables of nearly equal width. Queries nothing."""

    def cell(meeting: Meeting, subject: Pillar | Initiative) -> Cell:
        key = (meeting.pk, subject.pk)
        if not meeting.texts:  # type: ignore[attr-defined]
            return Cell("gap")
        if not statements.get(key):
            return Cell("silent")
        places = list(dict.fromkeys(statements[key]))
        if isinstance(subject, Pillar):
            places = places[:1]
        reported = activities.get(key, [])
        return Cell("both" if reported else "said", places, len(statements[key]), reported)

    def row(subject: Pillar | Initiative, some: Sequence[Meeting]) -> Row:
        return Row(subject, list(some), [cell(meeting, subject) for meeting in some])

    count = -(-len(rounds) // WIDEST)
    for number in range(count):
        some = rounds[number * len(rounds) // count : (number + 1) * len(rounds) // count]
        groups = [
            PillarRows(
                pillar, [row(initiative, some) for initiative in initiatives if initiative.pillar_id == pillar.pk]
            )
            for pillar in pillars
        ]
        yield Table(
            rounds=list(some),
            pillars=[row(pillar, some) for pillar in pillars],
            groups=[group for group in groups if group.rows],
        )
