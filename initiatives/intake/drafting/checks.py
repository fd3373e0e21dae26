"""What keeps the entries of a draft from being created, whether an editor typed it or it was read."""

from initiatives.intake.drafting.state import DraftState
from initiatives.intake.proposal import Draft, Item
from initiatives.intake.slots import NEW, NONE, ItemGroup, Slot

OF_NEW_OFFICIALS = ("family_name", "given_name")  # asked for by the step of the delegates, where one is new


def check_fields(state: DraftState) -> None:
    """Whatever would be created must fit its column. One trouble an entry."""
    draft = state.draft
    if draft.same_as:  # nothing is created of it, so nothing can keep it from being created
        draft.problems.clear()
        return
    in_trouble = {key for key, _ in draft.problems}
    for item in draft.items:
        if item.included and item.key not in in_trouble and _makes_something(draft, item):
            fields = (each for each in item.fields if each.name not in OF_NEW_OFFICIALS)
            if trouble := next(filter(None, (each.trouble(each.value) for each in fields)), ""):
                state.trouble(item.key, trouble)


def _makes_something(draft: Draft, item: Item) -> bool:
    """The day is not asked for before it is said which meeting this is; a name may stand for a known row, or none."""
    if item.key == Slot.DATE:
        which = draft.find(Slot.WHICH)
        return not (which and which.is_question)
    return item.group != ItemGroup.NAMES or (item["as"] != NONE and item["match"] == NEW)
