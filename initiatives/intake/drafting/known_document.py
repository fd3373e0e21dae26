"""Whether the desk holds the words of the document already, or an earlier state of them."""

from collections import defaultdict

from initiatives.intake.drafting.state import DraftState
from initiatives.intake.known import KnownMeeting
from initiatives.intake.likeness import fold, likeness
from initiatives.intake.slots import Slot

ALIKE = 0.5  # of the sentences of two documents that are the same, in order
WORTH_COMPARING = 3  # one sentence in so many is the same


def known_document(state: DraftState) -> None:
    """Settles which document at the desk has the same words, or is corrected by this one."""
    sentences = [passage.text for passage in state.facts.sentences]
    mine = [fold(text) for text in sentences]
    state.draft.filed_twice = next((text for text in state.desk.texts if mine and list(text.words) == mine), None)
    by_document: dict[str, list[str]] = defaultdict(list)
    for one in state.desk.sentences:
        by_document[one.document].append(one.text)
    known = set(mine)
    best: tuple[float, str] = (0.0, "")
    for key, texts in by_document.items():
        folded = [fold(text) for text in texts]
        if folded == mine:
            state.draft.same_as = state.desk.document(key)
            return
        if len(known.intersection(folded)) * WORTH_COMPARING >= min(len(mine), len(folded)) > 0:
            best = max(best, (likeness(texts, sentences), key))
    if best[0] < ALIKE:
        return
    earlier = state.desk.document(best[1])
    if earlier and not is_of_another_meeting(state, state.desk.meeting(earlier.meeting)):
        state.draft.corrects, state.draft.likeness = earlier, best[0]


def is_of_another_meeting(state: DraftState, meeting: KnownMeeting | None) -> bool:
    """True where day or number in the text are not those of a meeting: statements of two rounds are much alike."""
    if meeting is None:
        return True
    start = state.decisions.changed(Slot.DATE).get("start") or state.facts.start
    number = state.facts.round
    first = meeting.start
    other_day = bool(start) and not (
        first <= start <= meeting.last or start.startswith(first) or first.startswith(start)
    )
    return other_day or bool(number and meeting.number and number != meeting.number)
