"""What the editors decided about a proposal, as it stands: changes, states, and ties of words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from initiatives.intake.slots import EVERYTHING, KEEP, ItemState, Verb

STATES = {
    Verb.ACCEPT: ItemState.ACCEPTED,
    Verb.CHANGE: ItemState.CHANGED,
    Verb.REJECT: ItemState.REJECTED,
    Verb.REOPEN: ItemState.PROPOSED,
}


@dataclass(frozen=True)
class Decided:
    """One decision as the desk keeps it."""

    number: int
    item: str
    verb: Verb
    values: Mapping[str, Any]


@dataclass(frozen=True)
class HandTie:
    """Words that an editor tied to an entry of the draft, to a row of the desk, or to a new one."""

    item: str
    passage: str
    quotation: str
    start: int
    target: str

    @classmethod
    def of(cls, decided: Decided) -> Self:
        values = decided.values
        return cls(decided.item, values["passage"], values["quotation"], values.get("start", -1), values["target"])

    @property
    def about(self) -> str:
        """What the target is, where it is a row: pillar, initiative …"""
        return self.target.partition(":")[0]

    @property
    def row(self) -> str:
        """Which row the target is: its key, the entry that makes it, or new."""
        return self.target.partition(":")[2]


class Decisions:
    """The decisions as they stand, the later over the earlier."""

    def __init__(self, decided: Iterable[Decided]) -> None:
        self.changes: dict[str, dict[str, str]] = defaultdict(dict)
        self.states: dict[str, ItemState] = {}
        self.seen: dict[str, int] = {}  # number of the last decision about an entry
        self.all_ties: list[HandTie] = []
        for each in decided:
            self._take(each)

    def _take(self, decided: Decided) -> None:
        self.seen[decided.item] = decided.number
        if decided.item == EVERYTHING:
            for item in decided.values["items"]:
                self.seen[item], self.states[item] = decided.number, ItemState.ACCEPTED
        elif decided.verb == Verb.TIE:
            self.all_ties.append(HandTie.of(decided))
        else:
            self.states[decided.item] = STATES[decided.verb]
            if decided.verb in (Verb.ACCEPT, Verb.REJECT):
                self.changes[decided.item].pop(KEEP, None)
            if decided.verb == Verb.CHANGE:
                self.changes[decided.item].update(decided.values)
            elif decided.verb == Verb.REOPEN:
                self.changes.pop(decided.item, None)

    @property
    def ties(self) -> list[HandTie]:
        """The ties that nobody has rejected since."""
        return [tie for tie in self.all_ties if self.states.get(tie.item) != ItemState.REJECTED]

    def changed(self, item: str) -> dict[str, str]:
        """What an editor wrote into the fields of an entry, by their names."""
        return self.changes.get(item, {})
