"""Resolutions and treaties that the document names."""

import re

from django.utils.text import slugify

from initiatives.choices import ReferenceKind
from initiatives.intake.drafting.names import NEEDS_ENGLISH
from initiatives.intake.drafting.state import DraftState, pairs
from initiatives.intake.likeness import script_of
from initiatives.intake.matching import Match, match_reference
from initiatives.intake.proposal import Field, FieldKind, Item
from initiatives.intake.slots import NEW, About, ItemGroup

RESOLUTION = re.compile(r"UNSCR (\d+)")


def references(state: DraftState) -> None:
    """An entry for every resolution and treaty, once."""
    taken: set[str] = set()
    known = [(row.key, row.name) for row in state.desk.references]
    for reference in state.facts.references:
        key = About.REFERENCE.of(slugify(reference.name))
        if key in taken:
            continue
        taken.add(key)
        matches = match_reference(reference.name, state.desk.references)
        if not matches and reference.english:
            matches = match_reference(reference.english, state.desk.references)
        best = matches[0] if matches else None
        number = RESOLUTION.search(reference.name)
        kind = ReferenceKind.RESOLUTION if number else ReferenceKind.TREATY
        name = f"UN Security Council resolution {number[1]}" if number else reference.english or reference.name
        is_native = not best and not reference.english and script_of(reference.name) != "latin"
        item = state.put(
            Item(
                key,
                ItemGroup.REFERENCES,
                reference.name,
                [
                    Field(
                        "match",
                        "Which",
                        best.key if best else NEW,
                        FieldKind.SELECT,
                        [(NEW, "a new reference"), *known],
                    ),
                    Field("kind", "Kind", str(kind), FieldKind.SELECT, pairs(ReferenceKind)),
                    Field("symbol", "Symbol", number[1] if number else "", longest=100),
                    Field("name", "Name", "" if is_native else name, required=True, longest=300),
                ],
                state.evidence(reference.where),
                matches,
                _reason(best, is_native),
                sure=not is_native,
                bulk=not is_native,
            )
        )
        if item["match"] != NEW:
            item.hide("kind", "symbol", "name")


def _reason(best: Match | None, is_native: bool) -> str:
    if best:
        return f"The desk has it: {best.reason}."
    return "Not at the desk: a new reference." + (NEEDS_ENGLISH if is_native else "")
