"""Resolutions and treaties that the document names."""

import re

from django.utils.text import slugify

from initiatives.choices import ReferenceKind
from initiatives.intake.drafting.state import DraftState, pairs
from initiatives.intake.matching import match_reference
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
        best = matches[0] if matches else None
        number = RESOLUTION.search(reference.name)
        kind = ReferenceKind.RESOLUTION if number else ReferenceKind.TREATY
        name = f"UN Security Council resolution {number[1]}" if number else reference.name
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
                    Field("name", "Name", name, required=True, longest=300),
                ],
                state.evidence(reference.where),
                matches,
                f"The desk has it: {best.reason}." if best else "Not at the desk: a new reference.",
            )
        )
        if item["match"] != NEW:
            item.hide("kind", "symbol", "name")
