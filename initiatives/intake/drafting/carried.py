"""What a round without a document carries forward from the last one."""

from collections import Counter, defaultdict

from initiatives.choices import MeetingKind
from initiatives.intake.drafting.state import DraftState
from initiatives.intake.proposal import Item
from initiatives.intake.slots import About, ItemGroup, Slot, carried_of


def carried(state: DraftState) -> None:
    """Pillars and initiatives of the last round whose passages name any: unconfirmed until a document does."""
    desk = state.desk
    start = state.draft[Slot.DATE]["start"] or "9999"
    before = {m.key: m for m in desk.meetings if m.kind == MeetingKind.ROUND and m.start < start}
    named: dict[str, Counter[tuple[About, str]]] = defaultdict(Counter)
    for said in desk.sentences:
        for kind, key in ((About.PILLAR, said.pillar), (About.INITIATIVE, said.initiative)):
            if key and said.meeting in before:
                named[said.meeting][kind, key] += 1
    if not named:
        return
    last = before[max(named, key=lambda key: before[key].start)]
    for (kind, key), count in sorted(named[last.key].items(), key=lambda pair: pair[0][0] != About.PILLAR):
        said_there = "1 statement" if count == 1 else f"{count} statements"
        state.put(
            Item(
                carried_of(kind, key),
                ItemGroup.CARRIED,
                desk.name_of(kind, key),
                reason=f"{kind.capitalize()} named in {last.name}, {said_there}. "
                "Unconfirmed until a document of this round names it.",
                quiet=True,
            )
        )
