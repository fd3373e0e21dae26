"""The steps in their order: of a document, and of a round that no document tells of yet."""

from collections.abc import Callable, Iterable

from initiatives.intake.drafting.activities import activities
from initiatives.intake.drafting.carried import carried
from initiatives.intake.drafting.checks import check_fields
from initiatives.intake.drafting.decisions import Decided
from initiatives.intake.drafting.delegates import delegates, heads
from initiatives.intake.drafting.document import document
from initiatives.intake.drafting.facts import Facts
from initiatives.intake.drafting.known_document import known_document
from initiatives.intake.drafting.meeting import as_given, meeting, of_which_meeting
from initiatives.intake.drafting.names import names
from initiatives.intake.drafting.occasion import occasion
from initiatives.intake.drafting.references import references
from initiatives.intake.drafting.source import source
from initiatives.intake.drafting.state import DraftState
from initiatives.intake.drafting.topics import connect, said_before, ties_by_hand
from initiatives.intake.drafting.witnesses import witnesses
from initiatives.intake.known import Desk
from initiatives.intake.proposal import Draft
from initiatives.intake.slots import BY_HAND, Slot

Steps = tuple[Callable[[DraftState], None], ...]

OF_A_DOCUMENT: Steps = (
    occasion,
    known_document,
    meeting,
    delegates,
    document,
    names,
    activities,
    references,
    said_before,
    ties_by_hand,
    connect,
    witnesses,
    source,
    check_fields,
)
BY_HAND_ALONE: Steps = (
    occasion,
    known_document,
    of_which_meeting,
    document,
    said_before,
    ties_by_hand,
    connect,
    source,
    check_fields,
)
WITHOUT_A_DOCUMENT: Steps = (meeting, as_given, heads, carried, source, check_fields)


def build(facts: Facts, desk: Desk, decided: Iterable[Decided]) -> Draft:
    """The draft that a reading, the desk and the editors' decisions make."""
    state = DraftState(facts, desk, decided)
    for step in _steps(state):
        step(state)
    return state.draft


def _steps(state: DraftState) -> Steps:
    if state.facts.is_prepared:
        return WITHOUT_A_DOCUMENT
    by_hand = state.decisions.changed(Slot.OCCASION).get("kind") == BY_HAND
    return BY_HAND_ALONE if by_hand else OF_A_DOCUMENT
