"""The names of work that headings and lead-ins print: pillars and initiatives, known or new."""

from dataclasses import dataclass

from initiatives.intake.drafting.facts import Words
from initiatives.intake.drafting.state import DraftState
from initiatives.intake.likeness import bodies, script_of
from initiatives.intake.matching import Match, match_name
from initiatives.intake.proposal import Field, FieldKind, Item
from initiatives.intake.slots import NEW, NONE, About, ItemGroup, ItemState, by_hand, made_by, maker_of, name_of
from initiatives.intake.structure import NumberedPassage

NEEDS_ENGLISH = " To be filled if you take it: its name in English. Its own name is kept beside it."
MOST_FRESH = 60  # new names in one list: no document of the three has as many
CHOICES = [(About.PILLAR.value, "a pillar"), (About.INITIATIVE.value, "an initiative"), (NONE, "neither")]


@dataclass(frozen=True)
class _Printed:
    """A name as the document or an editor gives it, and what it is unless the desk knows better."""

    key: str
    number: str
    words: str
    default: About
    by_hand: bool = False


def names(state: DraftState) -> None:
    """An entry for every heading and lead-in, and for every new name an editor tied."""
    for printed in _printed(state):
        _name(state, printed)
    for tie in state.decisions.ties:
        for about in (About.PILLAR, About.INITIATIVE):
            if tie.target == about.new:
                _name(state, _Printed(by_hand("name", tie.item), tie.passage, tie.quotation, about, by_hand=True))


def _printed(state: DraftState) -> list[_Printed]:
    """The outermost headings are pillars, deeper ones initiatives; lead-ins are pillars only where nothing is above."""
    headings = [passage for passage in state.facts.passages if _is_heading(passage)]
    outermost = min((heading.depth for heading in headings), default=0)
    found = []
    for passage in state.facts.passages:
        if _is_heading(passage):
            is_pillar = passage.depth <= outermost
        elif passage.kind == "paragraph" and passage.lead_in:
            nested = bool(passage.parent and not passage.parent.startswith("h"))
            is_pillar = not (headings or nested)
        else:
            continue
        words = (passage.lead_in or passage.text).strip().rstrip(":").strip()
        default = About.PILLAR if is_pillar else About.INITIATIVE
        found.append(_Printed(name_of(passage.number), passage.number, words, default))
    return found


def _is_heading(passage: NumberedPassage) -> bool:
    return passage.kind == "heading" and passage.number.startswith("h")


def _name(state: DraftState, printed: _Printed) -> None:
    desk, above = state.desk, pillar_above(state, printed.number)
    matches = match_name(printed.words, desk.pillars, About.PILLAR)
    matches += match_name(printed.words, desk.initiatives, About.INITIATIVE)
    matches.sort(key=lambda m: (-m.score, m.kind != printed.default))
    best = matches[0] if matches else None
    is_known = bool(best and best.is_exact)
    is_foreign = bool(bodies(printed.words)) and not is_known
    is_native = script_of(printed.words) != "latin"
    as_, match = (best.kind.value, best.key) if best else (printed.default.value, NEW)
    if is_foreign:
        as_, match = NONE, NEW
    known = [(row.key, f"{row.name} (pillar)") for row in desk.pillars]
    known += [(row.key, f"{row.name} (initiative)") for row in desk.initiatives]
    pillars = [("", "—"), *((row.key, row.name) for row in desk.pillars), *fresh(state, About.PILLAR, above)]
    item = state.put(
        Item(
            printed.key,
            ItemGroup.NAMES,
            printed.words,
            [
                Field("as", "Is", as_, FieldKind.SELECT, CHOICES),
                Field("match", "Which", match, FieldKind.SELECT, [(NEW, "new"), *known]),
                Field("name", "Name, if new", "" if is_native else printed.words[:200], required=True),
                Field("pillar", "Pillar, if a new initiative", "", FieldKind.SELECT, pillars),
            ],
            state.evidence(Words(printed.number, printed.words)),
            matches,
            _reason(printed, best, is_foreign) + (NEEDS_ENGLISH if is_native and not best and not is_foreign else ""),
            sure=printed.by_hand or is_known or as_ == NONE,
            bulk=best.is_exact if best else not is_native,
            by_hand=printed.by_hand,
        )
    )
    _settle(state, item, above)


def _reason(printed: _Printed, best: Match | None, is_foreign: bool) -> str:
    if is_foreign:
        named = ", ".join(sorted(bodies(printed.words)))
        return f"Carries another body’s name ({named}): not proposed. Tie it by hand if it is the three’s work."
    if not best:
        return f"Nothing like it at the desk: a new {printed.default}."
    if best.is_exact:
        return f"The desk has this {best.kind}: the same name."
    return f"Perhaps “{best.name}”: {best.reason}; score {best.percent} of 100."


def _settle(state: DraftState, item: Item, above: str) -> None:
    """Hides what says nothing here, and fills in what follows from the choice of an editor."""
    if item["match"] != NEW or item["as"] == NONE:
        item.hide("name", "pillar", *(["match"] if item["as"] == NONE else []))
    elif item["as"] == About.PILLAR:
        item.hide("pillar")
    if item["match"] != NEW and item["as"] != NONE:
        for kind in (About.PILLAR, About.INITIATIVE):
            if state.desk.name_of(kind, item["match"]):
                item.fields[0].value = kind.value
                break
    if is_new(item, About.INITIATIVE) and not item["pillar"]:
        item.fields[3].value = above
        if item.included and not item["pillar"]:
            state.trouble(item.key, f"“{item['name'] or item.label}”: choose the pillar of the new initiative.")


# --- What later steps ask of the names


def is_new(item: Item, kind: About) -> bool:
    """True for the name of a new row of a kind."""
    return item["as"] == kind and item["match"] == NEW


def row_of(item: Item) -> str:
    """The row that a name stands for: its key at the desk, or the entry that makes it."""
    return item["match"] if item["match"] != NEW else made_by(item.key)


def fresh(state: DraftState, kind: About, above: str) -> list[tuple[str, str]]:
    """New pillars or initiatives of the draft, to choose from: the first ones, and the one above in any case."""
    new = [item for item in state.draft.of(ItemGroup.NAMES) if is_new(item, kind)]
    chosen = new[:MOST_FRESH] + [item for item in new[MOST_FRESH:] if made_by(item.key) == above]
    return [(made_by(item.key), f"new: {item['name'] or item.label}") for item in chosen]


def pillar_above(state: DraftState, number: str) -> str:
    """The pillar whose heading or lead-in stands nearest above a passage, whether it is taken or not."""
    while number := state.parent_of(number):
        above = state.draft.find(name_of(number))
        if above and above["as"] == About.PILLAR:
            return row_of(above)
    return ""


def initiative_of(state: DraftState, number: str) -> str:
    """The initiative that a passage itself, or what stands nearest above it, names, whether that is taken or not."""
    while number:
        above = state.draft.find(name_of(number))
        is_taken = above and (above.included if state.facts.is_earlier else above.state != ItemState.REJECTED)
        if above and is_taken and above["as"] == About.INITIATIVE:
            return row_of(above)
        number = state.parent_of(number)
    return ""


def subject_of(state: DraftState, number: str) -> str:
    """The words of the heading or lead-in that stands nearest above a passage, or over it."""
    while number:
        if above := state.draft.find(name_of(number)):
            return above.label
        number = state.parent_of(number)
    return ""


def pillar_of(state: DraftState, initiative: str) -> str:
    """The pillar of an initiative at the desk, or of the one that an entry makes."""
    if not (maker := maker_of(initiative)):
        return state.desk.pillar_of(initiative)
    item = state.draft.find(maker)
    return item["pillar"] if item else ""
