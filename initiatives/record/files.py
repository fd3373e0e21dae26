"""The record as files: Django fixtures that people read, checked before they are loaded, written again byte for byte.

One file for each kind of root, one for each meeting under ``rounds/``, where the citations of its passages stand too. A
row has a fixed UUID key; rows it refers to are named by natural keys (``["2017-01-05-washington-fact-sheet", "3.2"]``);
every language column is given. Plain ``loaddata`` reads the same files.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Model
from django.utils import translation

from initiatives.models import Citation, Document, Passage
from initiatives.models.citations import OWNED_KEYS
from initiatives.record import integrity, realm
from initiatives.record.aggregates import (
    AGGREGATES,
    CHUNK,
    Refused,
    canonical,
    domain_models,
    inserted,
    rows_by_key,
    snapshots,
    stored_fields,
)

# Numbered, so that the order of the names is one in which loaddata can read them: what is referred to comes first.
FILES = {
    "country": "1-countries.json",
    "official": "2-officials.json",
    "pillar": "3-pillars.json",
    "initiative": "4-initiatives.json",
    "activity": "5-activities.json",
    "reference": "6-references.json",
}
ROUNDS = "rounds"
APP = "initiatives"

Row = dict[str, Any]


# --- Natural keys


def natural_key(model: type[Model], row: Mapping[str, Any], keys: Mapping[type[Model], Mapping[str, Any]]) -> list[Any]:
    """How a file names a row of a model; ``keys`` gives the natural keys of the rows it hangs on, by their keys."""
    name = model._meta.model_name
    if name == "country":
        return [row["code"]]
    if name == "passage":
        return [*keys[Document][row["document_id"]], row["number"]]
    if name == "delegate":
        return [*_of(keys, "meeting", row), *_of(keys, "official", row)]
    if name == "officialname":
        return [*_of(keys, "official", row), row["value"], row["language"]]
    if name == "tenure":
        return [*_of(keys, "official", row), row["title_en"], row["start"]]
    return [row["slug"]]


def _of(keys: Mapping[type[Model], Mapping[str, Any]], kind: str, row: Mapping[str, Any]) -> list[Any]:
    return list(keys[AGGREGATES[kind].root][row[f"{kind}_id"]])


def _named_models() -> list[type[Model]]:
    """Models whose rows are named by natural keys, each after those its key hangs on."""
    every = [model for model in domain_models() if model is not Citation]
    first = [AGGREGATES[kind].root for kind in AGGREGATES]
    return [*first, *(model for model in every if model not in first)]


# --- Writing


def dumped(using: str = realm.DESK) -> dict[str, str]:
    """Path within the folder → content of every file, from a database."""
    contents = {
        kind: [json.loads(body) for body in snapshots(kind, _root_keys(kind, using), using).values()]
        for kind in AGGREGATES
    }
    keys: dict[type[Model], dict[str, list[Any]]] = {}
    for model in _named_models():
        name = str(model._meta.model_name)
        rows = [row for each in contents.values() for content in each for row in content["rows"].get(name, ())]
        keys[model] = {row["id"]: natural_key(model, row, keys) for row in rows}
    files: dict[str, list[Row]] = defaultdict(list)
    quoting: dict[str, list[Row]] = defaultdict(list)  # a citation of a passage stands after it, in its round's file
    home = {row["id"]: _path(content) for content in contents["meeting"] for row in content["rows"]["passage"]}
    for kind, each in contents.items():
        each.sort(key=lambda content: _text(_order(AGGREGATES[kind].root, content["rows"][kind][0])))
        for content in each:
            for model, _ in AGGREGATES[kind].members:
                rows = sorted(content["rows"][str(model._meta.model_name)], key=lambda row: _text(_order(model, row)))
                for row in rows:
                    quoted = home.get(row["passage_id"] or "") if model is Citation else None
                    (quoting[quoted] if quoted else files[_path(content)]).append(_written(model, row, keys))
    for path, rows in quoting.items():
        files[path] += rows
    return {path: json.dumps(rows, ensure_ascii=False, indent=1) + "\n" for path, rows in sorted(files.items())}


def _path(content: Mapping[str, Any]) -> str:
    kind = content["kind"]
    return FILES.get(kind) or f"{ROUNDS}/{content['rows'][kind][0]['slug']}.json"


def _root_keys(kind: str, using: str) -> list[uuid.UUID]:
    return list(AGGREGATES[kind].root._default_manager.using(using).values_list("pk", flat=True))


def _order(model: type[Model], row: Row) -> list[Any]:
    """Where a row stands in its file: in the order a reader meets it."""
    if model is Citation:
        owned = next((place for place, name in enumerate(OWNED_KEYS, 1) if row[f"{name}_id"]), 0)
        return [owned, *(row[f"{name}_id"] for name in OWNED_KEYS), row["field"], row["position"], row["id"]]
    if model is Passage:
        return [row["document_id"], row["position"]]
    return [row.get("position", 0), row.get("slug") or row.get("code") or "", row["id"]]


def _text(order: list[Any]) -> list[tuple[bool, int, str]]:
    return [(isinstance(part, str), part if isinstance(part, int) else 0, str(part or "")) for part in order]


def _written(model: type[Model], row: Row, keys: Mapping[type[Model], Mapping[str, Any]]) -> Row:
    """One object of a fixture. Empty columns are left out, but for those of the languages."""
    fields: Row = {}
    for column in model._meta.concrete_fields:
        if column.primary_key:
            continue
        if column.attname not in row:  # a base column: what English says, so that loaddata fills it
            fields[column.name] = row[f"{column.attname}_en"]
            continue
        value = row[column.attname]
        if column.is_relation and value:
            fields[column.name] = keys[_target(column)][value]
        elif value not in (None, "", []) or isinstance(value, bool) or _base_of(model, column.attname):
            fields[column.name] = value
    for relation in model._meta.many_to_many:
        if row[relation.name]:
            named: Any = keys[relation.related_model]
            fields[relation.name] = sorted(named[key] for key in row[relation.name])
    return {"model": f"{APP}.{model._meta.model_name}", "pk": row["id"], "fields": fields}


def _target(column: Any) -> type[Model]:
    """The model a relation leads to."""
    return column.related_model


def _base_of(model: type[Model], column: str) -> str:
    """The field whose language column this is, or the empty string."""
    base, _, language = column.rpartition("_")
    names = {each.name for each in model._meta.concrete_fields}
    return base if language in ("en", "ja", "ko") and base in names else ""


# --- Reading


@dataclass
class Entry:
    """One object of a file, and where it stands, for messages."""

    path: str
    place: int
    model: type[Model]
    key: str
    fields: Row
    row: Row = field(default_factory=dict)

    def says(self, message: str, column: str = "") -> str:
        names = [
            str(self.fields[name])
            for name in ("slug", "code", "number", "value", "name", "field")
            if name in self.fields
        ]
        where = f"{self.path}: object {self.place}, {self.model._meta.model_name} {' '.join(names[:1])} ({self.key})"
        return f"{where}{f', field {column}' if column else ''}: {message}"


@dataclass(frozen=True)
class Report:
    """What loading did: rows that came, by model, and how many were there already."""

    loaded: dict[str, int]
    skipped: int

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in self.loaded.items() if count)
        return f"Loaded {counts or 'nothing'}; {self.skipped} rows were there already."


def is_empty() -> bool:
    """True where the desk holds no root at all."""
    return not any(a.root._default_manager.using(realm.DESK).exists() for a in AGGREGATES.values())


def paths_of(places: Iterable[Path]) -> list[Path]:
    """The files meant by files and folders; a folder means its .json files. Raises Refused for what is not there."""
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            found += sorted(place.rglob("*.json"))
        elif place.is_file():
            found.append(place)
        else:
            raise Refused(f"{place}: there is no such file or folder.")
    if not found:
        raise Refused("No file was found: name files, or a folder that holds .json files.")
    return found


def load(places: Iterable[Path]) -> Report:
    """Checks files and loads what is new into the desk, in one transaction. Raises Refused, and then nothing is loaded.

    Equal rows are skipped. Rows that differ from the desk's are refused and listed field by field.
    """
    problems: list[str] = []
    entries = [entry for path in paths_of(places) for entry in _entries(path, problems)]
    _once(entries, problems)
    _resolve(entries, problems)
    if problems:
        raise Refused(*problems)
    with translation.override("en"), transaction.atomic(using=realm.DESK):
        new, skipped = _compared(entries, problems)
        if problems:
            raise Refused(*problems)
        counts = _inserted(new)
        _checked(new, problems)
        if problems:
            raise Refused(*problems)
    return Report(counts, skipped)


def _entries(path: Path, problems: list[str]) -> Iterator[Entry]:
    """The objects of one file that can be understood; what is wrong with the others goes to the problems."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        problems.append(f"{path}: not UTF-8 at byte {error.start}.")
        return
    except ValueError as error:
        problems.append(f"{path}: not JSON: {error}.")
        return
    if not isinstance(listed, list):
        problems.append(f"{path}: a fixture is a list of objects.")
        return
    known = {f"{APP}.{model._meta.model_name}": model for model in domain_models()}
    for place, each in enumerate(listed, 1):
        where = f"{path}: object {place}"
        if not isinstance(each, dict) or not isinstance(each.get("fields"), dict):
            problems.append(f"{where}: needs “model”, “pk” and “fields”.")
            continue
        model = known.get(each.get("model", ""))
        if model is None:
            problems.append(f"{where}: “{each.get('model')}” is no model of the record.")
            continue
        try:
            key = str(uuid.UUID(each["pk"]))
        except (KeyError, TypeError, ValueError, AttributeError):
            problems.append(f"{where}: “pk” must be a UUID, not {each.get('pk')!r}.")
            continue
        entry = Entry(str(path), place, model, key, each["fields"])
        if _columns(entry, problems):
            yield entry


def _columns(entry: Entry, problems: list[str]) -> bool:
    """Turns a file's fields into columns of a row, relations still by natural key; False where something is wrong."""
    before = len(problems)
    model = entry.model
    for name in entry.fields:
        try:
            column = model._meta.get_field(name)
        except FieldDoesNotExist:
            problems.append(entry.says("there is no such field", name))
            continue
        if not isinstance(column, models.Field) or column.primary_key:
            problems.append(entry.says("there is no such field", name))
    stored = {column.name for column in stored_fields(model)}
    for column in model._meta.concrete_fields:
        if column.primary_key:
            continue
        if column.name not in stored:
            if column.name not in entry.fields:
                problems.append(entry.says("give every language column, and this one as in English", column.name))
            elif entry.fields[column.name] != entry.fields.get(f"{column.name}_en"):
                problems.append(entry.says(f"must be the same as {column.name}_en", column.name))
            continue
        if _base_of(model, column.name) and column.name not in entry.fields:
            problems.append(entry.says("give every language column, empty where there is no translation", column.name))
            continue
        value = entry.fields.get(column.name, column.get_default())
        if column.is_relation:
            entry.row[column.attname] = value
            continue
        try:
            entry.row[column.attname] = _plain(column.clean(value, None))
        except ValidationError as error:
            problems.append(entry.says(" ".join(error.messages), column.name))
    for relation in model._meta.many_to_many:
        entry.row[relation.name] = entry.fields.get(relation.name, [])
    entry.row["id"] = entry.key
    return len(problems) == before


def _plain(value: Any) -> Any:
    """A column's value as a snapshot has it."""
    return value if value is None or isinstance(value, bool | int | list | dict) else str(value)


def _once(entries: list[Entry], problems: list[str]) -> None:
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.key in seen:
            problems.append(
                entry.says(f"this key is also that of object {seen[entry.key].place} in {seen[entry.key].path}")
            )
        seen.setdefault(entry.key, entry)


def _resolve(entries: list[Entry], problems: list[str]) -> None:
    """Puts keys in place of natural keys; those of the files go before the desk's. Order does not matter."""
    names: dict[type[Model], dict[str, str]] = {}
    reverse: dict[type[Model], dict[str, list[Any]]] = {}
    for model in _named_models():
        names[model], reverse[model] = {}, {}
        rows = rows_by_key(model, None, realm.DESK)
        mine = [entry for entry in entries if entry.model is model]
        for entry in mine:
            for column in model._meta.concrete_fields:
                if column.is_relation and column.related_model in names and column.related_model is not model:
                    _put_key(entry, column, names[column.related_model], problems)
            rows[entry.key] = entry.row
        for key, row in rows.items():
            try:
                reverse[model][key] = natural_key(model, row, reverse)
            except (KeyError, TypeError):
                continue  # what it hangs on is wrong and already said
            names[model][canonical({"": reverse[model][key]})] = key
    for entry in entries:
        for column in entry.model._meta.concrete_fields:
            if column.is_relation and isinstance(entry.row[column.attname], list):
                _put_key(entry, column, names[_target(column)], problems)
        for relation in entry.model._meta.many_to_many:
            listed = entry.row[relation.name]
            found = [_found(entry, relation.name, each, names[relation.related_model], problems) for each in listed]
            entry.row[relation.name] = sorted(key for key in found if key)


def _put_key(entry: Entry, column: Any, known: Mapping[str, str], problems: list[str]) -> None:
    value = entry.row[column.attname]
    if value is not None:
        entry.row[column.attname] = _found(entry, column.name, value, known, problems)


def _found(entry: Entry, name: str, value: Any, known: Mapping[str, str], problems: list[str]) -> str | None:
    key = known.get(canonical({"": value})) if isinstance(value, list) else (value if value in known.values() else None)
    if key is None:
        problems.append(
            entry.says(f"{json.dumps(value, ensure_ascii=False)} is neither in the files nor at the desk", name)
        )
    return key


def _compared(entries: list[Entry], problems: list[str]) -> tuple[list[Entry], int]:
    """The entries that are new, and how many are at the desk as they are; differing ones go to the problems."""
    new, skipped = [], 0
    for model in domain_models():
        mine = [entry for entry in entries if entry.model is model]
        there = rows_by_key(model, [entry.key for entry in mine], realm.DESK)
        for entry in mine:
            row = there.get(entry.key)
            if row is None:
                new.append(entry)
            elif row == entry.row:
                skipped += 1
            else:
                for column in row:
                    if row[column] != entry.row[column]:
                        said = f"the desk has {_short(row[column])}, the file {_short(entry.row[column])}"
                        problems.append(entry.says(said, column))
    return new, skipped


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}…"


def _inserted(new: list[Entry]) -> dict[str, int]:
    counts = {}
    for model in domain_models():
        rows = [entry.row for entry in new if entry.model is model]
        try:
            with transaction.atomic(using=realm.DESK):
                inserted(model, rows, realm.DESK)
        except IntegrityError:
            _explain(model, [entry for entry in new if entry.model is model])
            raise
        counts[str(model._meta.model_name)] = len(rows)
    return counts


def _explain(model: type[Model], entries: list[Entry]) -> None:
    """Says which row a constraint of the database refused. Raises Refused."""
    for entry in entries:
        try:
            with transaction.atomic(using=realm.DESK):
                inserted(model, [entry.row], realm.DESK)
        except IntegrityError as error:
            raise Refused(entry.says(_constraint(model, str(error)))) from error


def _constraint(model: type[Model], error: str) -> str:
    """The human message of the constraint that a database names in its own words."""
    for constraint in model._meta.constraints:
        if constraint.name in error:
            return str(constraint.violation_error_message)
    unique = [column for column in model._meta.concrete_fields if column.unique and f".{column.column}" in error]
    return f"another row has this {unique[0].verbose_name} already." if unique else error


def _checked(new: list[Entry], problems: list[str]) -> None:
    """Holds every new row, in its place among the others, to the rules of its model and of the record."""
    by_key = {entry.key: entry for entry in new}
    for model in domain_models():
        keys = [entry.key for entry in new if entry.model is model]
        for start in range(0, len(keys), CHUNK):
            rows = model._default_manager.using(realm.DESK).filter(pk__in=keys[start : start + CHUNK])
            for row in rows.select_related("passage", *OWNED_KEYS) if model is Citation else rows:
                try:
                    row.clean()  # columns were cleaned before; what is unique and constrained the database has held
                except ValidationError as error:
                    entry = by_key[str(row.pk)]
                    said = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
                    problems += [entry.says(" ".join(messages), column) for column, messages in said.items()]
    bodies = [body for kind in AGGREGATES for body in snapshots(kind, _touched(kind, new), realm.DESK).values()]
    problems += [f"{finding.message}" for finding in integrity.findings(bodies, realm.DESK)]


def _touched(kind: str, new: list[Entry]) -> list[uuid.UUID]:
    """Roots of a kind that new rows belong to."""
    root = AGGREGATES[kind].root
    found = {entry.key for entry in new if entry.model is root}
    found |= {entry.row[f"{kind}_id"] for entry in new if entry.row.get(f"{kind}_id") and entry.model is not root}
    return [uuid.UUID(key) for key in found if key]
