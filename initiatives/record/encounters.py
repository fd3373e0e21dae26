"""Who met whom: the heads of delegation of each party by round, and how often each two of them met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from django.db.models import Prefetch

from initiatives.choices import MeetingState, Role
from initiatives.models import Country, Delegate, Meeting


@dataclass(frozen=True)
class Row:
    """One round with its heads of delegation, party by party; of a party of whom none is recorded, nobody."""

    meeting: Meeting
    parties: list[Country]
    seats: list[list[Delegate]]

    @property
    def seated(self) -> list[tuple[Country, list[Delegate]]]:
        """Each party with its heads."""
        return list(zip(self.parties, self.seats, strict=True))


@dataclass(frozen=True)
class Run:
    """Rounds one after another in which the same persons led a party: ``first`` is the place of the newest."""

    party: int
    heads: list[Delegate]
    first: int
    rounds: list[Meeting]

    @property
    def length(self) -> int:
        return len(self.rounds)


@dataclass
class Pair:
    """Two heads of delegation of different parties, and the rounds they both led one in, the newest first."""

    one: Delegate
    other: Delegate
    rounds: list[Meeting] = field(default_factory=list)


@dataclass(frozen=True)
class Encounters:
    """Rounds that were held, the newest first, with the parties in the order of the language being read."""

    parties: list[Country]
    rows: list[Row]

    @property
    def is_empty(self) -> bool:
        return not self.rows

    def pairs(self, of: Iterable[Row] | None = None) -> list[Pair]:
        """Each two who met, with all their rounds, the most first: of those who led a party in some of the rounds."""
        found: dict[tuple[object, object], Pair] = {}
        for row in self.rows:
            for key, one, other in met(row):
                found.setdefault(key, Pair(one, other)).rounds.append(row.meeting)
        wanted = found.keys() if of is None else {key for row in of for key, _, _ in met(row)}
        pairs = [pair for key, pair in found.items() if key in wanted]
        return sorted(pairs, key=lambda pair: -len(pair.rounds))


def met(row: Row) -> list[tuple[tuple[object, object], Delegate, Delegate]]:
    """Each two of different parties who led them in one round, in the order of the parties, with a key for the two."""
    found: list[tuple[tuple[object, object], Delegate, Delegate]] = []
    for ours, theirs in combinations(row.seats, 2):
        for one in ours:
            for other in theirs:
                first, second = sorted((one.official_id, other.official_id))
                found.append(((first, second), one, other))
    return found


def runs(rows: Sequence[Row]) -> list[Run]:
    """Who led each party, in rounds one after another: what a drawing of seats shows."""
    found: list[Run] = []
    for party in range(len(rows[0].seats) if rows else 0):
        before: list[object] | None = None
        for place, row in enumerate(rows):
            heads = row.seats[party]
            keys: list[object] = [head.official_id for head in heads]
            if keys == before:
                found[-1].rounds.append(row.meeting)
            else:
                found.append(Run(party, heads, place, [row.meeting]))
            before = keys
    return found


def record() -> Encounters:
    """The heads of delegation of the record being read. Three queries."""
    parties = list(Country.objects.all().parties())
    heads = Prefetch("delegates", Delegate.objects.for_pages().filter(role=Role.HEAD), to_attr="leading")
    held = Meeting.objects.all().rounds().filter(state=MeetingState.HELD).defer("summary")
    rows = []
    for meeting in held.order_by("-start", "-slug").prefetch_related(heads):
        leading: list[Delegate] = meeting.leading
        rows.append(
            Row(meeting, parties, [[head for head in leading if head.country_id == party.pk] for party in parties])
        )
    return Encounters(parties, rows)
