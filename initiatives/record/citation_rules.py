"""Which fields must be cited, and how a page or passage is quoted. One table, read by admin, integrity and pages."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from initiatives.choices import Basis, MeetingState
from initiatives.models.citations import OWNED_KEYS
from initiatives.record.bodies import Row, Rows
from initiatives.record.kinds import CITED_BY, MEMBERS, Facts

# model → its facts: the fields whose every filled value needs a citation, those that are one fact together.
MUST_BE_CITED: Mapping[str, Facts] = {name: member.cited for name, (_, member) in MEMBERS.items() if member.cited}
# Our own copy may say what it rests on.
MAY_BE_CITED = {name: member.may_be_cited for name, (_, member) in MEMBERS.items() if member.may_be_cited}
# model of an owned row → the relation of a citation that names it
OWNED_COLUMN = {name: column for column, name in CITED_BY.items() if column in OWNED_KEYS}


def citable_fields(model_name: str) -> list[str]:
    """The fields of a model that a citation may support: those that must be cited, in the order of the table, first."""
    required = [field for group in MUST_BE_CITED.get(model_name, ()) for field in group]
    return [*required, *MAY_BE_CITED.get(model_name, ())]


def value_in(row: Mapping[str, Any], field: str) -> Any:
    """The value of a field in a row of a snapshot, in the language of the source; of a relation its key."""
    for name in (field, f"{field}_en", f"{field}_id"):
        if name in row:
            return row[name]
    return None


# A value that another fact carries: that a meeting was held is what the sources of its day say.
CARRIED = {("state", str(MeetingState.HELD))}


def filled(row: Mapping[str, Any], field: str) -> bool:
    """True where a row of a snapshot has a value that asks for a source; a translated one in its English column."""
    value = value_in(row, field)
    return value not in (None, "", False) and (field, value) not in CARRIED


def supported(rows: Rows, citation: Row) -> tuple[str, str]:
    """(model, key) of the row that a citation among a root's rows supports: an owned one, or the root."""
    owned = next(((m, citation[f"{c}_id"]) for m, c in OWNED_COLUMN.items() if citation[f"{c}_id"]), None)
    return owned or (rows.kind, rows.root)


def must_be_cited(model: str, fields: tuple[str, ...]) -> bool:
    """True of a fact of the declared table; our own copy may have sources and is no fact of theirs."""
    return fields in MUST_BE_CITED.get(model, ())


def served_with(model: str, field: str) -> tuple[str, ...]:
    """The fields that a citation of one field serves: itself, with those that are one fact with it."""
    return next((group for group in MUST_BE_CITED.get(model, ()) if field in group), (field,))


def uncited(rows: Rows) -> Iterator[tuple[str, str, str]]:
    """(model, key of the row, field) of every filled fact of a root that no citation supports."""
    cited: set[tuple[str, str, str]] = set()
    for citation in rows["citation"]:
        cited.add((*supported(rows, citation), citation["field"]))
    for model, row in rows.each():
        for group in MUST_BE_CITED.get(model, ()):
            present = [field for field in group if filled(row, field)]
            if present and not any((model, row["id"], field) in cited for field in group):
                yield model, row["id"], present[0]


def marker(basis: str, number: str = "") -> str:
    """The words of a marker: ``¶ 3.2`` for stated facts, the basis in words for the others."""
    if basis == Basis.STATED:
        return gettext("title") if number.startswith("0.") else f"¶ {number}"
    return str(Basis(basis).label)
