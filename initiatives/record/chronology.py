"""Rounds and activities in order of time, and the rounds between them that the record does not hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Prefetch, QuerySet

from initiatives.models import Activity, Citation, Document, Meeting
from initiatives.models.meetings import MeetingQuerySet


@dataclass(frozen=True)
class Moment:
    """A round or an activity, with what its date and its place rest on."""

    row: Meeting | Activity

    @property
    def is_round(self) -> bool:
        return isinstance(self.row, Meeting)

    @property
    def is_documented(self) -> bool:
        """True where a document of the round is held."""
        return bool(getattr(self.row, "texts", ()))

    @property
    def citation(self) -> Citation | None:
        """What the date rests on; not a passage that prints less of it, where something else prints the whole."""
        found = [each for each in getattr(self.row, "dating", ()) if each.field != "city"]
        return next((each for each in found if not each.passage_id or not each.printed), next(iter(found), None))

    @property
    def placing(self) -> Citation | None:
        """What the place rests on."""
        return next((found for found in getattr(self.row, "dating", ()) if found.field == "city"), None)


@dataclass(frozen=True)
class Gap:
    """Numbered rounds that the record does not hold, between two that it does."""

    first: int
    last: int
    before: Moment
    after: Moment

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Timeline:
    """Rounds and activities, each in order of time."""

    rounds: list[Moment]
    activities: list[Moment]

    @property
    def is_empty(self) -> bool:
        return not self.rounds and not self.activities

    @property
    def gaps(self) -> list[Gap]:
        numbered = [
            (moment.row.number, moment)
            for moment in self.rounds
            if isinstance(moment.row, Meeting) and moment.row.number
        ]
        return [
            Gap(number + 1, next_number - 1, before, after)
            for (number, before), (next_number, after) in pairwise(numbered)
            if number + 1 < next_number
        ]

    @property
    def entries(self) -> list[Moment | Gap]:
        """Everything in order of time, for lists and tables."""
        return sorted(
            [*self.rounds, *self.activities, *self.gaps],
            key=lambda entry: (
                (entry.row.start, not entry.is_round, entry.row.slug)
                if isinstance(entry, Moment)
                else (entry.before.row.start, True, "~")
            ),
        )


def _dating() -> "Prefetch[str]":
    sources = Citation.objects.filter(field__in=("start", "end", "city")).order_by("-field", "position", "id")
    sources = sources.select_related("passage__document__meeting").defer("passage__document__text")
    return Prefetch("citations", sources, to_attr="dating")


def rounds() -> QuerySet[Meeting]:
    """The rounds in order of time, calls left out, what is held of the words of each in ``texts``. Three queries."""
    found: MeetingQuerySet = Meeting.objects.all()
    return found.rounds().prefetch_related(_dating(), Prefetch("documents", Document.objects.texts(), to_attr="texts"))


def activities() -> QuerySet[Activity]:
    """The activities in order of time. Two queries."""
    return Activity.objects.order_by("start", "slug").prefetch_related(_dating())


def record() -> Timeline:
    """The time line of the record being read. Five queries."""
    return timeline(rounds(), activities())


def timeline(meetings: Iterable[Meeting], events: Iterable[Activity]) -> Timeline:
    """The time line of rounds and activities, each in order of time."""
    return Timeline([Moment(row) for row in meetings], [Moment(row) for row in events])
