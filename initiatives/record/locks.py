"""Facts and their words, locked at both ends: which value a citation supports, and whether its words hold it.

A citation remembers in ``supports`` the value it was made or last looked at for. One that remembers nothing supports
the value that its root had when its words were last agreed on: in the last published body, otherwise in the first body
there is. So nothing has to be filled in when a record is loaded or upgraded, and whatever way a value changes (form,
file, command, restore, merge), its citations are then *of an older value* until a person answers for them.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation

from initiatives.choices import Basis
from initiatives.dates import PartialDateField
from initiatives.record import containment
from initiatives.record.bodies import Row, Rows
from initiatives.record.citation_rules import OWNED_COLUMN, served_with, supported, value_in
from initiatives.record.kinds import MEMBERS

Fact = tuple[str, str, tuple[str, ...]]  # model, key of the row, fields that are one fact: one fact of one root


@dataclass(frozen=True)
class Forms:
    """What else the record calls officials and countries, and the posts of officials, in any language: by key."""

    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    posts: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Older:
    """A citation that supports another value of a fact than the row has now."""

    citation: Row
    model: str
    row: Row
    fields: tuple[str, ...]
    then: str
    now: str


def value_of(row: Mapping[str, Any], fields: tuple[str, ...]) -> str:
    """The value of a fact as a lock holds it: one line for each of its fields, the last empty ones left out."""
    return "\n".join(_text(value_in(row, field)) for field in fields).rstrip("\n")


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    return unicodedata.normalize("NFC", value if isinstance(value, str) else json.dumps(value)).strip()


def fact_of(rows: Rows, citation: Row) -> Fact:
    """The fact that a citation among a root's rows supports."""
    model, key = supported(rows, citation)
    return model, key, served_with(model, citation["field"])


def locked(citation: Row, rows: Rows, was: Rows | None) -> str | None:
    """The value that a citation supports; None where nothing says which, and the value of today is as good as any.

    ``was`` are the rows of the root as its words were last agreed on.
    """
    if citation["supports"]:
        return str(citation["supports"])
    if was is None:
        return None
    before = next((row for row in was["citation"] if row["id"] == citation["id"]), None)
    if before is None:
        return None
    model, key, fields = fact_of(rows, citation)
    if fact_of(was, before) != (model, key, fields) or before["supports"]:
        return str(before["supports"]) or None
    then = next((row for row in was[model] if row["id"] == key), None)
    return None if then is None else value_of(then, fields)


def older(rows: Rows, was: Rows | None) -> Iterator[Older]:
    """The citations of a root that support another value than its rows have now."""
    found = rows.by_key()
    for citation in rows["citation"]:
        model, key, fields = fact_of(rows, citation)
        row = found[model].get(key)
        then = locked(citation, rows, was)
        if row is not None and then is not None and then != (now := value_of(row, fields)):
            yield Older(citation, model, row, fields, then, now)


def fresh(rows: Rows, was: Rows | None) -> set[str]:
    """The keys of the citations that are new, or that say other things or of another fact than before."""
    before = {row["id"]: row for row in was["citation"]} if was else {}
    return {row["id"] for row in rows["citation"] if row["id"] not in before or _says(row) != _says(before[row["id"]])}


def lock(rows: Rows, was: Rows | None) -> dict[str, str]:
    """key of a citation → the value to write into its lock: of those that are new or say other things than before.

    What is carried over unchanged keeps the lock it has, empty or not: only a person answers for it.
    """
    new, found, to_write = fresh(rows, was), rows.by_key(), {}
    for citation in rows["citation"]:
        model, key, fields = fact_of(rows, citation)
        row = found[model].get(key)
        if citation["id"] in new and row is not None and citation["supports"] != (value := value_of(row, fields)):
            to_write[citation["id"]] = value
    return to_write


SAYING = (
    *("field", *(f"{name}_id" for name in OWNED_COLUMN.values()), "basis", "passage_id", "quotation", "printed"),
    *("reason", "address", "source_title", "dated"),
)


def _says(citation: Row) -> tuple[Any, ...]:
    return tuple(citation[name] for name in SAYING)


def is_agreed(citation: Row, rows: Rows, was: Rows | None) -> bool:
    """True where the same citation carried the same value when the words were last agreed on."""
    if was is None:
        return False
    before = next((row for row in was["citation"] if row["id"] == citation["id"]), None)
    if before is None or _says(before) != _says(citation):
        return False
    model, key, fields = fact_of(rows, citation)
    then = next((row for row in was[model] if row["id"] == key), None)
    now = next((row for row in rows[model] if row["id"] == key), None)
    return then is not None and now is not None and value_of(then, fields) == value_of(now, fields)


def asks_for_a_reason(citation: Row) -> bool:
    """True of what is stated and gives no reason: its words must hold the value."""
    return citation["basis"] == Basis.STATED and not citation["reason"]


# --- Whether the words hold the value


def carries(citation: Row, model: str, row: Row, forms: Forms) -> bool:
    """True where the words quoted hold the value of the fact, in any language the record has it in.

    Of a range every day must be there.
    """
    words = citation["quotation"]
    fields = served_with(model, citation["field"])
    if not set(fields) <= RANGES:
        fields = (citation["field"],)
    wanted = [name for name in fields if value_in(row, name) not in (None, "", False, True)]
    return all(_holds(words, model, row, name, forms) for name in wanted)


RANGES = {"start", "end", "starts_at", "ends_at"}


def _holds(words: str, model: str, row: Row, name: str, forms: Forms) -> bool:
    column: Any = MEMBERS[model][1].model._meta.get_field(name)
    value = value_in(row, name)
    if isinstance(column, PartialDateField):
        return containment.holds_date(words, value)
    if name in ("starts_at", "ends_at"):
        return containment.holds_time(words, value)
    if name == "earlier_days":
        return all(containment.holds_date(words, day) for line in value.split() for day in line.split("/"))
    if isinstance(value, int):
        return containment.holds_number(words, value)
    if column.is_relation:
        return containment.holds_any(words, forms.names.get(value, ()))
    if column.choices:
        return containment.holds_any(words, _labels(column, value))
    official = row.get("official_id") or ""
    others = {"name": forms.names, "value": forms.names, "title": forms.posts}.get(name, {}).get(official, ())
    return containment.holds_any(words, [*_in_languages(row, name), *others])


def _labels(column: Any, value: str) -> Iterator[str]:
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            yield str(dict(column.flatchoices)[value])


def _in_languages(row: Row, name: str) -> Iterator[str]:
    """A text of a row in each language the record has it in, and of what is printed in one our translations."""
    columns = [name, *(f"{each}_{code}" for each in (name, f"{name}_translation") for code, _ in settings.LANGUAGES)]
    return (row[column] for column in columns if row.get(column))
