"""The columns that snapshots have had, schema by schema: the law that keeps every body readable for ever.

``columns.json`` holds, for each number of a schema, each model's columns with their type, what they mean in words and,
for a column that was added to a schema in use, the value that stands for it where a body does not mention it.
``manage.py columns`` writes the file; a test holds it to the models.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models import Model
from modeltranslation.fields import TranslationField
from modeltranslation.translator import NotRegistered, translator

from initiatives.record.kinds import domain_models

FILE = Path(__file__).with_suffix(".json")
NEVER = ...  # of a column that every body mentions
NOTHING: tuple[Any, ...] = ("", None, [])


@dataclass(frozen=True)
class Column:
    """A column as the file has it. ``added`` is the value frozen for one that came into a schema in use."""

    type: str
    means: str
    choices: tuple[str, ...] = ()
    added: Any = NEVER

    @property
    def unmentioned(self) -> Any:
        """The value that a body means which does not mention the column, or NEVER where every body does.

        Of text that may be null (a language's) it is empty text: one nothing, not two.
        """
        if self.added is not NEVER:
            return self.added
        if self.type.startswith(("ManyToManyField", "JSONField")):
            return []
        if self.type.startswith(("CharField", "TextField", "SlugField")):
            return ""
        return None if self.type.endswith("or null") else NEVER

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"type": self.type, "means": self.means}
        if self.choices:
            said["choices"] = list(self.choices)
        return said if self.added is NEVER else {**said, "added": self.added}


Columns = dict[str, dict[str, Column]]  # model → column → what it is


# --- What the models have


def translated_fields(model: type[Model]) -> list[str]:
    """The fields of a model that stand in three languages, in the order of their columns; none of most models."""
    try:
        return sorted(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return []


def stored_fields(model: type[Model]) -> list["models.Field[Any, Any]"]:
    """The columns a snapshot holds: all but the base columns of translated fields, which repeat a language's."""
    repeated = translated_fields(model)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, TranslationField) or field.name not in repeated
    ]


def _described(field: Any) -> Column:
    target = field.related_model._meta.model_name if field.is_relation else ""
    size = getattr(field, "max_length", None) or target
    form = f"{field.get_internal_type()}({size})" if size else field.get_internal_type()
    nullable = bool(field.null) and not field.many_to_many
    means = f"{field.verbose_name}. {field.help_text}".strip()
    choices = tuple(str(value) for value, _ in field.flatchoices or ())
    return Column(f"{form} or null" if nullable else form, means, choices)


def of_models() -> Columns:
    """The columns that the models have now."""
    return {
        str(model._meta.model_name): {
            **{field.attname: _described(field) for field in stored_fields(model)},
            **{field.name: _described(field) for field in model._meta.many_to_many},
        }
        for model in domain_models()
    }


# --- What the file has


@cache
def on_file() -> Mapping[int, Columns]:
    """The file's columns, by schema."""
    listed = json.loads(FILE.read_text(encoding="utf-8"))
    return {
        int(schema): {
            model: {
                name: Column(each["type"], each["means"], tuple(each.get("choices", ())), each.get("added", NEVER))
                for name, each in columns.items()
            }
            for model, columns in tables.items()
        }
        for schema, tables in listed.items()
    }


@cache
def unmentioned(schema: int) -> Mapping[str, Mapping[str, Any]]:
    """model → column → the value it has in a body of a schema that does not mention it."""
    said = {
        model: {name: column.unmentioned for name, column in columns.items()}
        for model, columns in on_file().get(schema, {}).items()
    }
    return {
        model: {name: value for name, value in values.items() if value is not NEVER} for model, values in said.items()
    }


def is_unmentioned(value: Any, unsaid: Any) -> bool:
    """True where a body leaves a value out: it is what an unmentioned column has. Zero and False are values."""
    if unsaid in NOTHING:
        return value is None or value in NOTHING
    return type(value) is type(unsaid) and value == unsaid


# --- The law


def breaches(schema: int) -> list[str]:
    """What keeps the file from being true of the models, and how to mend it; empty where it is true."""
    known, now = on_file().get(schema), of_models()
    if known is None:
        return [f"The file of columns has no schema {schema}: run manage.py columns."]
    return [
        *(
            f"{model} has no column {name} in the file of columns: run manage.py columns."
            for model, name in _missing(now, known)
        ),
        *(
            f"{model}.{name} stands in bodies of schema {schema} and in no model: add a step. Raise SCHEMA in "
            f"record/bodies.py to {schema + 1}, say in STEPS[{schema}] what became of it, then run manage.py columns."
            for model, name in _missing(known, now)
        ),
        *(
            f"{model}.{name} has changed: its {what} was {was!r} and is {new!r}. Where everything in old bodies still "
            "means the same, run manage.py columns --reads-as-before; otherwise add a step: raise SCHEMA in "
            f"record/bodies.py to {schema + 1}, say in STEPS[{schema}] what becomes of it, then run manage.py columns."
            for model, columns in now.items()
            for name, column in columns.items()
            if (old := known.get(model, {}).get(name))
            for what in ("type", "means", "choices")
            if (was := getattr(old, what)) != (new := getattr(column, what))
        ),
    ]


def _missing(there: Columns, here: Columns) -> Iterator[tuple[str, str]]:
    """(model, column) of what is there and not here."""
    for model, columns in there.items():
        for name in columns:
            if name not in here.get(model, {}):
                yield model, name


def write(schema: int, *, reads_as_before: bool = False) -> list[str]:
    """Brings the file in line with the models; returns what it cannot do without a step, and then writes nothing.

    A column that is new in a schema in use is written with the value that stands for it in the bodies made before it.
    """
    listed = {number: dict(tables) for number, tables in on_file().items()}
    now, known = of_models(), listed.get(schema)
    if known is not None:
        new = {f"{model} has no column {name}" for model, name in _missing(now, known)}
        left = [each for each in breaches(schema) if not any(each.startswith(f"{one} ") for one in new)]
        if reads_as_before:
            left = [each for each in left if "has changed" not in each]
        if left:
            return left
    before = known if known is not None else listed.get(schema - 1, {})

    def kept(model: str, name: str, column: Column) -> Column:
        if old := before.get(model, {}).get(name):
            return replace(column, added=old.added)
        # No body of a schema in use lacks a column of a model that is new: none has a row of it.
        return replace(column, added=_added(model, name)) if known is not None and model in known else column

    listed[schema] = {
        model: {name: kept(model, name, column) for name, column in columns.items()} for model, columns in now.items()
    }
    FILE.write_text(_as_text(listed), encoding="utf-8")
    on_file.cache_clear()
    unmentioned.cache_clear()
    return []


def _added(model: str, name: str) -> Any:
    """What stands for a column, new in a schema in use, in the bodies made before it: its default of this day."""
    field: Any = next(each for each in domain_models() if each._meta.model_name == model)._meta.get_field(name)
    if field.many_to_many:
        return []
    value = field.to_python(field.get_default())
    if value is None or isinstance(value, bool | int | list):
        return "" if value is None and isinstance(field, models.CharField | models.TextField) else value
    return str(value)  # as a snapshot has it: a day, a key


def _as_text(listed: Mapping[int, Columns]) -> str:
    """The file: one line a column, so that a change of one is one line."""
    schemas = []
    for schema, tables in sorted(listed.items()):
        models_said = []
        for model, columns in sorted(tables.items()):
            lines = [
                f"   {json.dumps(name)}: {json.dumps(column.as_json(), ensure_ascii=False)}"
                for name, column in sorted(columns.items())
            ]
            models_said.append(f"  {json.dumps(model)}: {{\n" + ",\n".join(lines) + "\n  }")
        schemas.append(f' "{schema}": {{\n' + ",\n".join(models_said) + "\n }")
    return "{\n" + ",\n".join(schemas) + "\n}\n"
