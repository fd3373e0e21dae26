"""Three bodies of one root made into one: as the files first had it, as the desk has it, as the files have it now.

What only the files changed is taken, what only the desk changed stays, and where both changed the same the desk's word
stands and is told. Nothing here knows a database.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from initiatives.record.bodies import Row, Rows
from initiatives.record.kinds import MEMBERS

OURS = ("id", "supports")  # a key, and a lock: the files hold none, and only a person answers for one


@dataclass
class Merged:
    """A root as it would be. ``taken``: how many rows came, changed or went; ``kept``: what stays otherwise."""

    rows: Rows
    taken: int = 0
    kept: list[str] = field(default_factory=list)


def merged(base: Rows | None, desk: Rows, filed: Rows, gone: Collection[str] = ()) -> Merged:
    """The desk's rows with what the files changed since ``base``.

    ``gone``: keys of rows that the files hold and the desk is without for good.
    """
    found = Merged(Rows(desk.kind, desk.root, {model: [] for model in filed}))
    before, ours, theirs = (rows.by_key() if rows else {} for rows in (base, desk, filed))
    absent = set(gone)
    for model in filed:  # parents before children, citations last: what is left out takes along what hangs on it
        names = {_name(model, row) for row in ours[model].values()}
        for key in dict.fromkeys([*ours[model], *theirs[model]]):
            was, there, wanted = before.get(model, {}).get(key), ours[model].get(key), theirs[model].get(key)
            row = _one(found, model, was, there, wanted, absent, names)
            if row is None:
                absent.add(key)
            else:
                found.rows[model].append(row)
    return found


def _one(
    found: Merged,
    model: str,
    was: Row | None,
    there: Row | None,
    wanted: Row | None,
    absent: Collection[str],
    names: Collection[Any],
) -> Row | None:
    """What becomes of one row; None where there is none."""
    if there and wanted:
        return _changed(found, model, was or wanted, there, wanted, absent)
    if there:
        if was is None or _mentions(was, absent):
            return there if not _mentions(there, absent) else None
        if _same(was, there):
            found.taken += 1
            return None
        found.kept.append(_said(found, model, there, "is no longer in the files; it was edited at the desk and stays"))
        return there
    assert wanted is not None
    if was is not None:
        if not _same(was, wanted):
            found.kept.append(_said(found, model, wanted, "was changed in the files; it was removed at the desk"))
        return None
    if _mentions(wanted, absent):
        return None
    if (name := _name(model, wanted)) and name in names:
        found.kept.append(_said(found, model, wanted, "is new in the files; the desk has another row of this name"))
        return None
    found.taken += 1
    return {**wanted, "supports": ""} if "supports" in wanted else wanted


def _changed(found: Merged, model: str, was: Row, there: Row, wanted: Row, absent: Collection[str]) -> Row:
    row = dict(there)
    for column, value in wanted.items():
        if column in OURS or there[column] == value or was[column] == value:
            continue
        if there[column] != was[column] or _mentions({column: value}, absent):
            what = f"{column}: the desk has {_short(there[column])}, the files {_short(value)}"
            found.kept.append(_said(found, model, there, what))
        else:
            row[column] = value
    found.taken += row != there
    return row


def _same(one: Row, other: Row) -> bool:
    return all(one[column] == other[column] for column in one if column not in OURS)


def _mentions(row: Mapping[str, Any], keys: Collection[str]) -> bool:
    """True where a row points at one of the keys."""
    return any(
        value in keys if isinstance(value, str) else isinstance(value, list) and any(str(one) in keys for one in value)
        for column, value in row.items()
        if column.endswith("_id") or isinstance(value, list)
    )


def _name(model: str, row: Row) -> tuple[Any, ...] | None:
    """By what a row of a root is told from the others, where it is by more than its key."""
    columns = getattr(MEMBERS[model][1].model, "natural", ()) if model in MEMBERS else ()
    return tuple(row.get(column, row.get(f"{column}_id")) for column in columns) or None


def _said(found: Merged, model: str, row: Row, what: str) -> str:
    named = ("name", "value", "title_en", "title", "number", "field")
    called = next((row[name] for name in named if row.get(name)), row["id"])
    where = "" if model == found.rows.kind else f", {model} {called}"
    return f"{_label(found.rows, row, model)}{where}: {what}"


def _label(rows: Rows, row: Row, model: str) -> str:
    own = rows[rows.kind] or ([row] if model == rows.kind else [])
    return str(next((each[name] for each in own for name in ("name_en", "name", "slug", "code") if each.get(name)), ""))


def _short(value: Any) -> str:
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…”"
