"""Which fields must be cited, and how a page or passage is quoted. One table, read by admin, integrity and pages."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from initiatives.choices import Basis
from initiatives.models.citations import OWNED_KEYS

# model → fields whose every filled value needs a citation. A pair means: one citation of either field serves both,
# because a date range or a place is one fact to its source.
MUST_BE_CITED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "meeting": (("number",), ("start", "end"), ("city",), ("format",), ("count_claim",)),
    "delegate": (("name",), ("title",)),
    "activity": (("name",), ("start", "end"), ("city",), ("convener",), ("count_claim",)),
    "pillar": (("name",),),
    "initiative": (("name",),),
    "reference": (("symbol", "name"),),
    "document": (("kind",), ("title",), ("issued_on",)),
    "officialname": (("value",),),
    "tenure": (("title",), ("start",), ("end",)),
}

OWNED_COLUMN = {"delegate": "delegate", "document": "document", "officialname": "official_name", "tenure": "tenure"}
assert set(OWNED_COLUMN.values()) == set(OWNED_KEYS)


# Our own copy may say what it rests on.
MAY_BE_CITED = dict.fromkeys(("meeting", "activity", "pillar", "initiative", "reference"), ("summary",))


def citable_fields(model_name: str) -> list[str]:
    """The fields of a model that a citation may support: those that must be cited, in the order of the table, first."""
    required = [field for group in MUST_BE_CITED.get(model_name, ()) for field in group]
    return [*required, *MAY_BE_CITED.get(model_name, ())]


def filled(row: Mapping[str, Any], field: str) -> bool:
    """True where a row of a snapshot has a value for the field; a translated one in its English column."""
    value = row.get(field, row.get(f"{field}_en"))
    return value not in (None, "")


def supported(content: Mapping[str, Any], citation: Mapping[str, Any]) -> tuple[str, str]:
    """(model, key) of the row that a citation in a snapshot's content supports: an owned one, or the root."""
    owned = next(((m, citation[f"{c}_id"]) for m, c in OWNED_COLUMN.items() if citation[f"{c}_id"]), None)
    return owned or (content["kind"], content["root"])


def served_with(model: str, field: str) -> tuple[str, ...]:
    """The fields that a citation of one field serves: itself, with those that are one fact with it."""
    return next((group for group in MUST_BE_CITED.get(model, ()) if field in group), (field,))


def uncited(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(model, key of the row, field) of every filled fact in a snapshot's content that no citation supports."""
    cited: set[tuple[str, str, str]] = set()
    for citation in content["rows"]["citation"]:
        cited.add((*supported(content, citation), citation["field"]))
    for model, rows in content["rows"].items():
        for row in rows:
            for group in MUST_BE_CITED.get(model, ()):
                present = [field for field in group if filled(row, field)]
                if present and not any((model, row["id"], field) in cited for field in group):
                    yield model, row["id"], present[0]


def marker(basis: str, number: str = "") -> str:
    """The words of a marker: ``¶ 3.2`` for stated facts, the basis in words for the others."""
    if basis == Basis.STATED:
        return gettext("title") if number.startswith("0.") else f"¶ {number}"
    return str(Basis(basis).label)
