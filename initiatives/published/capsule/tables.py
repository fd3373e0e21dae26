"""The tables of a capsule: one for each noun, one for each relation of many to many, and those of the publications."""

import datetime
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Model
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.fields import TranslationField

from initiatives.dates import PartialDateField
from initiatives.models import Citation
from initiatives.published.models import Item, Publication
from initiatives.record import field_names
from initiatives.record.bodies import Row, Rows, canonical
from initiatives.record.columns import stored_fields
from initiatives.record.kinds import MEMBERS, domain_models
from initiatives.validators import validate_clock

CITED, DERIVED, OURS, SOURCE, KEY = "cited", "derived", "ours", "source", "key"  # where a column comes from
PAGE_SIZE = 4096  # of the database
UNITS = {("meeting", "minutes"): "minutes", ("passage", "start"): "code points", ("passage", "end"): "code points"}
# The columns of the two tables of publications; what an item published stands in files of its own.
OF_PUBLICATIONS: Mapping[type[Model], Sequence[str]] = {
    Publication: [field.attname for field in Publication._meta.concrete_fields],
    Item: [field.attname for field in Item._meta.concrete_fields if field.name not in ("id", "body")],
}
LABELS: Mapping[tuple[str, str], Any] = {  # what field_names does not know: it speaks of the record, not of its making
    ("publication", ""): _("Publications"),
    ("publication", "number"): _("Number of the publication"),
    ("publication", "uid"): _("Key of the publication"),
    ("publication", "title"): _("Title in English"),
    ("publication", "title_ja"): _("Title in Japanese"),
    ("publication", "title_ko"): _("Title in Korean"),
    ("publication", "note"): _("Note in English"),
    ("publication", "note_ja"): _("Note in Japanese"),
    ("publication", "note_ko"): _("Note in Korean"),
    ("publication", "is_minor"): _("Whether it is a minor correction"),
    ("publication", "is_emergency"): _("Whether it was published in an emergency"),
    ("publication", "published_at"): _("Moment of the publication"),
    ("item", ""): _("What each publication changed"),
    ("item", "publication_id"): _("Number of the publication"),
    ("item", "kind"): _("Kind of what was changed"),
    ("item", "root"): _("Key of what was changed"),
    ("item", "action"): _("What was done"),
    ("item", "revision"): _("Number of the revision"),
    ("item", "schema"): _("Schema of the body"),
    ("item", "sha256"): _("SHA-256 of the body"),
    ("item", "label"): _("Name in English"),
    ("item", "label_ja"): _("Name in Japanese"),
    ("item", "label_ko"): _("Name in Korean"),
    ("item", "slug"): _("Its part of the address"),
    ("item", "reason"): _("Reason for withdrawing it"),
}


@dataclass(frozen=True)
class Column:
    """One column. ``kind`` is that of Frictionless tables; ``refers`` names the table whose key it holds."""

    name: str
    kind: str
    model: type[Model]
    is_required: bool = False
    refers: str = ""
    form: str = ""  # how a value is written, where its type does not say it
    unit: str = ""
    origin: str = KEY
    how: Any = ""  # of what is derived; lazy
    help: str = ""
    choices: tuple[tuple[str, Any], ...] = ()

    @property
    def label(self) -> str:
        """What the column is called, in the language being read."""
        if said := LABELS.get((str(self.model._meta.model_name), self.name)):
            return str(said)
        return field_names.of_column(self.model, self.name)


@dataclass(frozen=True)
class Table:
    """One table. ``model`` is that of its rows; of a relation of many to many, the model that has the relation."""

    name: str
    model: type[Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    relation: str = ""

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def label(self) -> str:
        """What the table is called, in the language being read."""
        if said := LABELS.get((self.name, "")):
            return str(said)
        name = field_names.of_model(self.model)
        return f"{name}: {field_names.of_column(self.model, self.relation)}" if self.relation else name


@cache
def tables() -> tuple[Table, ...]:
    """Every table, what is referred to before what refers to it."""
    found = []
    for model in domain_models():
        name = str(model._meta.model_name)
        found.append(Table(name, model, tuple(_column(name, each) for each in stored_fields(model))))
        for relation in model._meta.many_to_many:
            target = str(relation.related_model._meta.model_name)
            columns: tuple[Column, ...] = (
                Column(f"{name}_id", "string", model, True, name),
                Column(f"{target}_id", "string", model, True, target, origin=_origin(name, relation.name)[0]),
            )
            key = tuple(column.name for column in columns)
            found.append(Table(f"{name}_{relation.name}", model, columns, key, relation.name))
    keys = {Publication: ("number",), Item: ("publication_id", "root")}
    for published, names in OF_PUBLICATIONS.items():
        name = str(published._meta.model_name)
        columns = tuple(_column(name, published._meta.get_field(each.removesuffix("_id"))) for each in names)
        found.append(Table(name, published, columns, keys[published]))
    return tuple(found)


def _column(table: str, of: Any) -> Column:
    is_key = of.is_relation or of.primary_key
    origin, how = _origin(table, field_names.base_of(of.model, of.attname))
    base = of.translated_field if isinstance(of, TranslationField) else of
    return Column(
        name=of.attname,
        kind=_type(of),
        model=of.model,
        is_required=not of.null and (is_key or not isinstance(of, models.CharField | models.TextField)),
        refers=str(of.related_model._meta.model_name) if of.is_relation else "",
        form=_form(of),
        unit=UNITS.get((table, of.attname), ""),
        origin=origin,
        how=how,
        help=str(base.help_text),
        choices=tuple((str(value), label) for value, label in of.flatchoices or ()),
    )


def _type(of: Any) -> str:
    target = of.target_field if of.is_relation else of
    for kinds, name in (
        (models.BooleanField, "boolean"),
        (models.IntegerField, "integer"),
        (models.DateTimeField, "datetime"),
        (models.DateField, "date"),
        (models.JSONField, "array"),
    ):
        if isinstance(target, kinds):
            return name
    return "string"


def _form(of: Any) -> str:
    if isinstance(of, PartialDateField):
        return "YYYY-MM-DD, YYYY-MM or YYYY"
    if isinstance(of, models.DateField):
        return "YYYY-MM-DDThh:mm:ss.ffffffZ" if isinstance(of, models.DateTimeField) else "YYYY-MM-DD"
    if isinstance(of, models.UUIDField) or (of.is_relation and _type(of) == "string"):
        return "UUID"
    if validate_clock in of.validators:
        return "hh:mm"
    return "64 hexadecimal digits" if of.attname.endswith("sha256") else ""


def _origin(table: str, name: str) -> tuple[str, Any]:
    """Where the values of a field come from, and how where they are derived."""
    if table == Citation._meta.model_name:
        return SOURCE, ""
    if table not in MEMBERS:
        return OURS if table == "publication" else KEY, ""
    member = MEMBERS[table][1]
    if any(name in fact for fact in member.cited):
        return CITED, ""
    if name in member.derived:
        return DERIVED, member.derived[name]
    return (OURS if name in (*member.ours, *member.may_be_cited) else KEY), ""


# --- Rows


def rows_for(rows: Rows) -> Iterator[tuple[Table, list[Any]]]:
    """(table, values in the order of its columns) of all that a body holds; nothing is None, whatever kind of it."""
    by_name = {table.name: table for table in tables()}
    for model, row in rows.each():
        table = by_name[model]
        yield table, values(table, row)
        for relation in table.model._meta.many_to_many:
            joins = by_name[f"{model}_{relation.name}"]
            for target in row[relation.name]:
                yield joins, [row["id"], target]


def values(table: Table, row: Row) -> list[Any]:
    """A row's values in the order of the columns of its table."""
    return [_value(row[column.name]) for column in table.columns]


def _value(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, list):
        return canonical(value)
    return None if value is None or value == "" else value if isinstance(value, bool | int) else str(value)


def moment(when: datetime.datetime) -> str:
    """A moment as the capsule writes it: in UTC, to the microsecond."""
    return when.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


# --- The database


def create(database: sqlite3.Connection) -> None:
    """Makes the tables. What each column means stands beside it, and so in the schema that any reader can print."""
    for pragma in (f"page_size = {PAGE_SIZE}", "encoding = 'UTF-8'", "journal_mode = OFF", "synchronous = OFF"):
        database.execute(f"PRAGMA {pragma}")
    with translation.override("en"):
        for table in tables():
            database.execute(_sql(table))


def _sql(table: Table) -> str:
    lines = []
    for column in table.columns:
        kind = "INTEGER" if column.kind in ("integer", "boolean") else "TEXT"
        required = " NOT NULL" if column.is_required else ""
        refers = f' REFERENCES "{column.refers}"' if column.refers else ""
        lines.append((f'"{column.name}" {kind}{required}{refers}', f" -- {column.label}"))
    key = ", ".join(f'"{name}"' for name in table.key)
    body = "\n".join(f"  {line},{comment}" for line, comment in lines)
    return f'CREATE TABLE "{table.name}" ( -- {table.label}\n{body}\n  PRIMARY KEY ({key})\n)'


def insert(database: sqlite3.Connection, table: Table, row: Sequence[Any]) -> None:
    database.execute(f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(row))})', row)  # noqa: S608  our names


def stored(database: sqlite3.Connection, table: Table) -> Iterator[Sequence[Any]]:
    """The rows of a table in the order in which they came, true and false as such."""
    booleans = [column.kind == "boolean" for column in table.columns]
    for row in database.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid'):  # noqa: S608
        yield [
            bool(value) if is_boolean and value is not None else value
            for value, is_boolean in zip(row, booleans, strict=True)
        ]


# --- The dictionary


def dictionary() -> list[dict[str, Any]]:
    """Every table with what each of its columns means and where its values come from, in English, as plain data."""
    with translation.override("en"):
        return [
            {
                "name": table.name,
                "title": table.label,
                "columns": [_described(column) for column in table.columns],
            }
            for table in tables()
        ]


def _described(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": column.name,
        "title": capfirst(column.label),
        "type": column.kind,
        "means": column.help,
        "form": column.form,
        "unit": column.unit,
        "refers_to": column.refers,
        "origin": column.origin,
        "how": str(column.how),
        "choices": {value: str(label) for value, label in column.choices},
    }
    return {name: value for name, value in said.items() if value}


def as_json(content: Any) -> bytes:
    """Plain data as a file that people can read: sorted, indented, Unicode as it is."""
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
