"""The record as files: Django fixtures that people read, checked before they are loaded, written again byte for byte.

One file for each kind of root, one for each meeting under ``rounds/``, where the citations of its passages stand too. A
row has a fixed UUID key; rows it refers to are named by natural keys (``["2017-01-05-washington-fact-sheet", "3.2"]``);
what is empty is not mentioned. Plain ``loaddata`` reads the same files.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Model
from django.utils import translation

from initiatives.models import Citation, Passage
from initiatives.models.citations import OWNED_KEYS
from initiatives.record import citation_rules, integrity, realm
from initiatives.record.bodies import SCHEMA, Row, Rows, canonical, lean, rows_of
from initiatives.record.chunks import chunks
from initiatives.record.columns import stored_fields, unmentioned
from initiatives.record.kinds import KINDS, MEMBERS, domain_models
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import rows_by_key, snapshots
from initiatives.record.writing import inserted

APP = "initiatives"


# --- Natural keys


def natural_key(model: type[Model], row: Row, keys: Mapping[type[Model], Mapping[str, Any]]) -> list[Any]:
    """How a file names a row of a model; ``keys`` gives the natural keys of the rows it hangs on, by their keys."""
    found: list[Any] = []
    for name in model.natural:  # type: ignore[attr-defined]
        field: Any = model._meta.get_field(name)
        found += keys[field.related_model][row[field.attname]] if field.is_relation else [row[name]]
    return found


def _named_models() -> list[type[Model]]:
    """Models whose rows are named by natural keys, each after those its key hangs on."""
    every = [model for model in domain_models() if model is not Citation]
    first = [kind.model for kind in KINDS.values()]
    return [*first, *(model for model in every if model not in first)]


# --- Writing


def dumped(using: str = realm.DESK) -> dict[str, str]:
    """Path within the folder → content of every file, from a database."""
    contents = {
        kind: [rows_of(body) for body in snapshots(kind, _root_keys(kind, using), using).values()] for kind in KINDS
    }
    keys: dict[type[Model], dict[str, list[Any]]] = {}
    for model in _named_models():
        name = str(model._meta.model_name)
        rows = [row for each in contents.values() for content in each for row in content.get(name, ())]
        keys[model] = {row["id"]: natural_key(model, row, keys) for row in rows}
    files: dict[str, list[Row]] = defaultdict(list)
    quoting: dict[str, list[Row]] = defaultdict(list)  # a citation of a passage stands after it, in its round's file
    home = {row["id"]: _path(content) for content in contents["meeting"] for row in content["passage"]}
    for kind, each in contents.items():
        each.sort(key=lambda content: _text(_order(KINDS[kind].model, content.own)))
        for content in each:
            for member in KINDS[kind].members:
                model = member.model
                for row in sorted(content[member.name], key=lambda row: _text(_order(model, row))):
                    quoted = home.get(row["passage_id"] or "") if model is Citation else None
                    (quoting[quoted] if quoted else files[_path(content)]).append(_written(model, row, keys))
    for path, rows in quoting.items():
        files[path] += rows
    return {path: json.dumps(rows, ensure_ascii=False, indent=1) + "\n" for path, rows in sorted(files.items())}


def _path(rows: Rows) -> str:
    return KINDS[rows.kind].file.format(slug=rows.own.get("slug"))


def _root_keys(kind: str, using: str) -> list[uuid.UUID]:
    return list(KINDS[kind].model._default_manager.using(using).values_list("pk", flat=True))


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
    """One object of a fixture. Like a body, it does not mention what is empty."""
    fields: Row = {}
    said = lean(row, unmentioned(SCHEMA)[str(model._meta.model_name)])
    for column in model._meta.concrete_fields:
        if column.primary_key:
            continue
        if column.attname not in row:  # a base column: what English says, so that plain loaddata fills it
            if f"{column.attname}_en" in said:
                fields[column.name] = said[f"{column.attname}_en"]
        elif column.attname in said:
            value = said[column.attname]
            fields[column.name] = keys[_target(column)][value] if column.is_relation else value
    for relation in model._meta.many_to_many:
        if relation.name in said:
            named: Any = keys[relation.related_model]
            fields[relation.name] = sorted(named[key] for key in said[relation.name])
    return {"model": f"{APP}.{model._meta.model_name}", "pk": row["id"], "fields": fields}


def _target(column: Any) -> type[Model]:
    """The model a relation leads to."""
    return column.related_model


# --- Reading


@dataclass
class FileObject:
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
            for name in ("slug", "code", "number", "value", "name", "title", "field")
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
    return not any(a.model._default_manager.using(realm.DESK).exists() for a in KINDS.values())


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
    entries, problems = _read(places), list[str]()
    with translation.override("en"), transaction.atomic(using=realm.DESK):
        new, skipped = _compared(entries, problems)
        if problems:
            raise Refused(*problems)
        counts = _inserted(new)
        _checked(new, problems)
        if problems:
            raise Refused(*problems)
    return Report(counts, skipped)


def as_filed(places: Iterable[Path]) -> dict[uuid.UUID, Rows]:
    """key of a root → its rows as the files have them, whole. Loads nothing. Raises Refused for what cannot be read."""
    entries = _read(places)
    by_key = {entry.key: entry for entry in entries}
    tables: dict[tuple[str, str], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        tables[_owner(entry, by_key)][str(entry.model._meta.model_name)].append(entry.row)
    return {
        uuid.UUID(root): Rows(kind, root, {member.name: found[member.name] for member in KINDS[kind].members})
        for (kind, root), found in tables.items()
    }


def _owner(entry: FileObject, by_key: Mapping[str, FileObject]) -> tuple[str, str]:
    """(kind, key) of the root that owns a row of the files. Raises Refused where the files do not hold it."""
    if entry.model is Citation:
        kind, root = next((kind, entry.row[f"{kind}_id"]) for kind in KINDS if entry.row[f"{kind}_id"])
    else:
        (one, member), row = MEMBERS[str(entry.model._meta.model_name)], entry
        for step in member.path.split("__") if member.path != "pk" else ():
            row = by_key.get(row.row[f"{step}_id"], entry)
        kind, root = one.name, row.key
    if root not in by_key or by_key[root].model is not KINDS[kind].model:
        raise Refused(entry.says(f"the {kind} it belongs to is in none of these files. Name the whole folder."))
    return kind, root


def _read(places: Iterable[Path]) -> list[FileObject]:
    """The objects of files, each a row that could be loaded. Raises Refused with all that is wrong."""
    problems: list[str] = []
    entries = [entry for path in paths_of(places) for entry in _entries(path, problems)]
    _once(entries, problems)
    for step in (_resolve, _citable):
        if problems:  # what hangs on a broken row would only be said again
            break
        step(entries, problems)
    if problems:
        raise Refused(*problems)
    return entries


def _entries(path: Path, problems: list[str]) -> Iterator[FileObject]:
    """The objects of one file that can be understood; what is wrong with the others goes to the problems."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_object, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        problems.append(f"{path}: not UTF-8 at byte {error.start}.")
        return
    except (ValueError, RecursionError) as error:
        problems.append(f"{path}: not JSON: {error}.")
        return
    except OSError as error:
        problems.append(f"{path}: cannot be read: {error.strerror}.")
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
        model = known.get(str(each.get("model")))
        if model is None:
            problems.append(f"{where}: “{each.get('model')}” is no model of the record.")
            continue
        try:
            key = str(uuid.UUID(each["pk"]))
        except (KeyError, TypeError, ValueError, AttributeError):
            problems.append(f"{where}: “pk” must be a UUID, not {each.get('pk')!r}.")
            continue
        entry = FileObject(str(path), place, model, key, each["fields"])
        if _columns(entry, problems):
            yield entry


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, in which no name may stand twice: the second would hide the first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"“{next(name for name in names if names.count(name) > 1)}” stands twice in one object")
    return found


def _no_number(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON")


def _columns(entry: FileObject, problems: list[str]) -> bool:
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
    unsaid = unmentioned(SCHEMA)[str(model._meta.model_name)]
    for column in model._meta.concrete_fields:
        if column.primary_key:
            continue
        if column.name not in stored:
            english = entry.fields.get(f"{column.name}_en", "")
            if entry.fields.get(column.name, "") != english:
                problems.append(
                    entry.says(f"must be the same as {column.name}_en: both given, or neither", column.name)
                )
            elif not column.blank and not english:
                problems.append(entry.says(str(column.error_messages["blank"]), column.name))
            continue
        value = entry.fields.get(column.name, unsaid.get(column.attname, column.get_default()))
        if wrong := _misfit(column, value):
            problems.append(entry.says(wrong, column.name))
            continue
        if column.is_relation:
            entry.row[column.attname] = value
            continue
        try:
            entry.row[column.attname] = _plain(column.clean(value, None))
        except ValidationError as error:
            problems.append(entry.says(" ".join(error.messages), column.name))
    for relation in model._meta.many_to_many:
        listed = entry.row[relation.name] = entry.fields.get(relation.name, [])
        if not isinstance(listed, list) or not all(isinstance(each, list) for each in listed):
            problems.append(entry.says("must be a list of names of rows, each a list", relation.name))
        elif len({canonical({"": each}) for each in listed}) < len(listed):
            problems.append(entry.says("names a row twice", relation.name))
    entry.row["id"] = entry.key
    return len(problems) == before


# What a value of a file is for the columns of each kind, as JSON and in words.
FORMS: tuple[tuple[Any, type[Any], str], ...] = (
    (models.ForeignKey, list, "the name of a row, as a list"),
    (models.BooleanField, bool, "true or false"),
    (models.IntegerField, int, "a whole number"),
    (models.JSONField, list, "a list"),
    (models.CharField, str, "text"),
    (models.TextField, str, "text"),
    (models.DateField, str, "a day, as 2017-01-05"),
)


def _misfit(column: Any, value: Any) -> str:
    """Why a value of a file does not fit a column at all, or the empty string (columns turn much into text)."""
    if value is None and column.null and not isinstance(column, models.CharField | models.TextField):
        return ""
    form, words = next((form, words) for kind, form, words in FORMS if isinstance(column, kind))
    if not isinstance(value, form) or (form is int and isinstance(value, bool)):
        return f"must be {words}, not {_short(value)}"
    if form is int:
        least, most = BaseDatabaseOperations.integer_field_ranges[column.get_internal_type()]
        return "" if least <= value <= most else f"must be a number from {least} to {most}, not {value}"
    unfit = [letter for text in _texts(value) for letter in text if letter == "\0" or "\ud800" <= letter <= "\udfff"]
    return f"holds U+{ord(unfit[0]):04X}, which no database keeps" if unfit else ""


def _texts(value: Any) -> Iterator[str]:
    """All text within a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value if isinstance(value, list) else [*value, *value.values()]:
            yield from _texts(part)


def _plain(value: Any) -> Any:
    """A column's value as a snapshot has it."""
    return value if value is None or isinstance(value, bool | int | list | dict) else str(value)


def _once(entries: list[FileObject], problems: list[str]) -> None:
    seen: dict[str, FileObject] = {}
    for entry in entries:
        if entry.key in seen:
            problems.append(
                entry.says(f"this key is also that of object {seen[entry.key].place} in {seen[entry.key].path}")
            )
        seen.setdefault(entry.key, entry)


def _resolve(entries: list[FileObject], problems: list[str]) -> None:
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


def _put_key(entry: FileObject, column: Any, known: Mapping[str, str], problems: list[str]) -> None:
    value = entry.row[column.attname]
    if value is not None:
        entry.row[column.attname] = _found(entry, column.name, value, known, problems)


def _citable(entries: list[FileObject], problems: list[str]) -> None:
    """Refuses citations of what is no fact of their row."""
    for entry in entries:
        if entry.model is Citation:
            owned = (model for model, column in citation_rules.OWNED_COLUMN.items() if entry.row[f"{column}_id"])
            cited = next(owned, next((kind for kind in KINDS if entry.row[f"{kind}_id"]), ""))
            if entry.row["field"] not in citation_rules.citable_fields(cited):
                problems.append(entry.says(f"“{entry.row['field']}” is no fact of a {cited or 'record'}", "field"))


def _found(entry: FileObject, name: str, value: Any, known: Mapping[str, str], problems: list[str]) -> str | None:
    key = known.get(canonical({"": value}))
    if key is None:
        problems.append(
            entry.says(f"{json.dumps(value, ensure_ascii=False)} is neither in the files nor at the desk", name)
        )
    return key


def _compared(entries: list[FileObject], problems: list[str]) -> tuple[list[FileObject], int]:
    """The entries that are new, and how many are at the desk as they are; differing ones go to the problems."""
    new, skipped = [], 0
    for model in domain_models():
        mine = [entry for entry in entries if entry.model is model]
        there = rows_by_key(model, [entry.key for entry in mine], realm.DESK)
        for entry in mine:
            row = there.get(entry.key)
            if row is None:
                new.append(entry)
                continue
            differing = [name for name in row if row[name] != entry.row[name]]
            skipped += not differing
            for name in differing:
                said = f"the desk has {_short(row[name])}, the file {_short(entry.row[name])}"
                problems.append(entry.says(said, name))
    return new, skipped


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}…"


def _inserted(new: list[FileObject]) -> dict[str, int]:
    counts = {}
    for model in domain_models():
        rows = [entry.row for entry in new if entry.model is model]
        try:
            with transaction.atomic(using=realm.DESK):
                inserted(model, rows, realm.DESK)
        except (DataError, IntegrityError):
            _explain(model, [entry for entry in new if entry.model is model])
            raise
        counts[str(model._meta.model_name)] = len(rows)
    return counts


def _explain(model: type[Model], entries: list[FileObject]) -> None:
    """Says which row a constraint of the database refused. Raises Refused."""
    for entry in entries:
        try:
            with transaction.atomic(using=realm.DESK):
                inserted(model, [entry.row], realm.DESK)
        except (DataError, IntegrityError) as error:
            raise Refused(entry.says(_constraint(model, str(error)))) from error


def _constraint(model: type[Model], error: str) -> str:
    """The human message of the constraint that a database names in its own words."""
    for constraint in model._meta.constraints:
        if constraint.name in error:
            return str(constraint.violation_error_message)
    for column in model._meta.concrete_fields:  # SQLite: “table.column”; PostgreSQL: “Key (column)=”
        if column.unique and (f".{column.column}" in error or f"({column.column})=" in error):
            return f"another row has this {column.verbose_name} already."
    return error.splitlines()[0]


def _checked(new: list[FileObject], problems: list[str]) -> None:
    """Holds every new row, in its place among the others, to the rules of its model and of the record."""
    by_key = {entry.key: entry for entry in new}
    for model in domain_models():
        for chunk in chunks(entry.key for entry in new if entry.model is model):
            rows = model._default_manager.using(realm.DESK).filter(pk__in=chunk)
            for row in rows.select_related("passage", *OWNED_KEYS) if model is Citation else rows:
                try:
                    row.clean()  # columns were cleaned before; what is unique and constrained the database has held
                except ValidationError as error:
                    entry = by_key[str(row.pk)]
                    said = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
                    problems += [entry.says(" ".join(messages), column) for column, messages in said.items()]
    bodies = [body for kind in KINDS for body in snapshots(kind, _touched(kind, new), realm.DESK).values()]
    public = {kind: snapshots(kind, _touched(kind, new), realm.PUBLIC) for kind in KINDS}
    agreed = integrity.Agreed({str(root): rows_of(body) for each in public.values() for root, body in each.items()})
    found = integrity.findings(bodies, realm.DESK, agreed)
    problems += [finding.message for finding in found if finding.level == integrity.ERROR]


def _touched(kind: str, new: list[FileObject]) -> list[uuid.UUID]:
    """Roots of a kind that new rows belong to."""
    root = KINDS[kind].model
    found = {entry.key for entry in new if entry.model is root}
    found |= {entry.row[f"{kind}_id"] for entry in new if entry.row.get(f"{kind}_id") and entry.model is not root}
    return [uuid.UUID(key) for key in found if key]
