"""What a body is: the canonical JSON of a root and what it owns. The one door through which its rows are read.

A body is canonical (sorted keys and rows, no spaces), so equal content gives equal bytes in every language, database
and order. It does not mention what is empty, so a column that is added changes no byte of any. Bodies are kept as they
were made, for ever: they are brought up to today's tables when they are read, by the steps below, never rewritten.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from initiatives.record.columns import is_unmentioned, unmentioned
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused

Row = dict[str, Any]
Tables = dict[str, list[Row]]  # model → rows
Step = Callable[[Tables], Tables]

SCHEMA = 3  # raised by each migration after which an old body would not be read as it was meant
IN_LANGUAGES = {"document": ("issuers", "licence", "note"), "citation": ("publisher", "note")}


def _in_languages(tables: Tables) -> Tables:
    """Columns that stood in English alone, under their name of today."""
    return {
        model: [
            {f"{name}_en" if name in IN_LANGUAGES.get(model, ()) else name: value for name, value in row.items()}
            for row in rows
        ]
        for model, rows in tables.items()
    }


# A step takes the rows of a body of its schema, every column filled, and gives those of the next.
STEPS: Mapping[int, Step] = {
    1: lambda tables: tables,  # from 2 on, what is empty is not mentioned
    2: _in_languages,  # from 3 on, what is ours in documents and citations has three languages
}


class Rows(dict[str, list[Row]]):
    """The rows of one root by model: each with every column of today's tables, in the order of their keys."""

    def __init__(self, kind: str, root: str, rows: Mapping[str, list[Row]]) -> None:
        super().__init__(rows)
        self.kind = kind
        self.root = root

    @property
    def own(self) -> Row:
        """The row of the root itself."""
        return self[self.kind][0]

    @property
    def key(self) -> uuid.UUID:
        """The key of the root."""
        return uuid.UUID(self.root)

    @property
    def label(self) -> str:
        """The name the root goes by in lists: its English name, otherwise its code or slug."""
        row = self.own
        return str(row.get("name_en") or row.get("name") or row.get("slug") or row.get("code"))

    def by_key(self) -> dict[str, dict[str, Row]]:
        """model → key → row."""
        return {model: {row["id"]: row for row in rows} for model, rows in self.items()}

    def each(self) -> Iterator[tuple[str, Row]]:
        """(model, row) of all rows."""
        return ((model, row) for model, rows in self.items() for row in rows)


def canonical(content: Any) -> str:
    """One spelling of JSON: sorted keys, no spaces, Unicode as it is."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(body: str) -> str:
    """SHA-256 of a body, in hexadecimal digits."""
    return hashlib.sha256(body.encode()).hexdigest()


def rows_of(body: str, *, steps: Mapping[int, Step] = STEPS, to: int = SCHEMA) -> Rows:
    """The door: the rows of a body of any schema as the tables are now.

    Raises Refused for a body of a later or an unknown schema.
    """
    content = json.loads(body)
    schema, tables = content["schema"], content["rows"]
    if schema > to:
        raise Refused(f"This body has schema {schema}, later than the site's {to}. Update the site first.")
    tables = _filled(tables, schema)
    while schema < to:
        step = steps.get(schema)
        if step is None:
            raise Refused(f"No way is known from schema {schema} to {to}: this body cannot be read.")
        schema += 1
        tables = _filled(step(tables), schema)
    rows = {member.name: tables.get(member.name, []) for member in KINDS[content["kind"]].members}
    return Rows(content["kind"], content["root"], rows)


def _filled(tables: Mapping[str, list[Row]], schema: int) -> Tables:
    """The rows with every column that a body of the schema may leave out; one nothing where there are several."""
    known = unmentioned(schema)
    return {model: [filled(row, known.get(model, {})) for row in rows] for model, rows in tables.items()}


def filled(row: Mapping[str, Any], unsaid: Mapping[str, Any]) -> Row:
    """A row with the columns it does not mention."""
    full = {**unsaid, **row}
    for name, value in unsaid.items():
        if is_unmentioned(full[name], value):
            full[name] = [] if value == [] else value
    return full


def written(rows: Rows) -> str:
    """The canonical body of rows as the tables are now."""
    unsaid = unmentioned(SCHEMA)
    tables = {
        model: sorted((lean(row, unsaid[model]) for row in listed), key=lambda row: str(row["id"]))
        for model, listed in rows.items()
        if listed
    }
    return canonical({"schema": SCHEMA, "kind": rows.kind, "root": rows.root, "rows": tables})


def lean(row: Mapping[str, Any], unsaid: Mapping[str, Any]) -> Row:
    """A row without the columns that a body does not mention."""
    return {name: value for name, value in row.items() if name not in unsaid or not is_unmentioned(value, unsaid[name])}


def same(one: str, other: str) -> bool:
    """True where two bodies of one root hold the same, whatever tables each was made from."""
    return one == other or (bool(one and other) and written(rows_of(one)) == written(rows_of(other)))


def root_of(body: str) -> tuple[str, str]:
    """The kind and the key of the root that a body is of."""
    content = json.loads(body)
    return str(content["kind"]), str(content["root"])


def schema_of(body: str) -> int:
    """The schema a body was made with."""
    return int(json.loads(body)["schema"])
