"""What a row is for programs: its columns by name, each with its type and what it means. The registry says which."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from initiatives.dates import PartialDateField
from initiatives.models import Citation, Passage
from initiatives.models.rows import natural_columns
from initiatives.record import field_names
from initiatives.record.columns import stored_fields, translated_fields
from initiatives.record.kinds import KINDS, MEMBERS, with_pages

LANGUAGES = ("en", "ja", "ko")
MOST = 2_147_483_647  # of a whole number, in either database
PARTIAL_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


@cache
def is_addressed(model: Any) -> bool:
    """True where rows go by a name of their own (``JPN``, a slug, ``…-fact-sheet/3.2``); others go by their key."""
    named = {kind.model for kind in KINDS.values()} | {member.model for member in with_pages()} | {Passage}
    return model in named


@cache
def naming(model: Any) -> tuple[str, ...]:
    """The paths whose values, with strokes between, name a row of a model: ``("document__slug", "number")``."""
    return tuple(natural_columns(model)) if is_addressed(model) else ("pk",)


def identity(row: Any) -> str:
    """The name by which other rows and addresses mean this one. Follows relations that ``rows.for_data`` has loaded."""
    parts: list[str] = []
    model: Any = type(row)
    for path in naming(model):
        found = row
        for step in path.split("__"):
            found = getattr(found, step)
        parts.append(str(found))
    return "/".join(parts)


@dataclass(frozen=True)
class Column:
    """One column of a row: its name in data, the field behind it, and its language where it stands in three."""

    name: str
    field: Any
    language: str = ""  # of one column of three
    base: str = ""  # the name of the field that stands in three languages

    @property
    def target(self) -> Any:
        """The model whose rows it names, or None."""
        return self.field.related_model

    @property
    def is_many(self) -> bool:
        return bool(self.field.many_to_many)

    def value(self, row: Any) -> Any:
        """The value as JSON has it. What is empty is None, of several things the empty list: there is one nothing."""
        if self.is_many:
            return sorted(identity(each) for each in getattr(row, self.field.name).all())
        if self.target:
            key = getattr(row, self.field.attname)
            if key is None or naming(self.target) == ("pk",):
                return None if key is None else str(key)
            return identity(getattr(row, self.field.name))
        return plain(getattr(row, self.field.name))

    @property
    def may_be_empty(self) -> bool:
        return bool(self.field.null or self.field.blank or isinstance(self.field, TranslationField))

    @property
    def schema(self) -> dict[str, Any]:
        """What the values are, in the words of JSON Schema 2020-12."""
        said = self._type()
        if self.is_many:
            return {"type": "array", "items": said}
        if self.may_be_empty and said["type"] != "array":
            said["type"] = [said["type"], "null"]
            if "enum" in said:
                said["enum"] = [*said["enum"], None]
        return said

    def _type(self) -> dict[str, Any]:
        field = self.field
        if self.target:
            return {"type": "string"}
        if field.choices:
            return {"type": "string", "enum": [value for value, _words in field.choices if value != ""]}
        if isinstance(field, PartialDateField):
            return {"type": "string", "pattern": PARTIAL_DATE}
        match field:
            case models.UUIDField():
                return {"type": "string", "format": "uuid"}
            case models.BooleanField():
                return {"type": "boolean"}
            case models.IntegerField():
                return {"type": "integer", "minimum": 0, "maximum": MOST}
            case models.DateField():
                return {"type": "string", "format": "date"}
            case models.JSONField():
                return {"type": "array", "items": {"type": "object"}}
        return {"type": "string"}

    @property
    def label(self) -> str:
        """What it is called in words, in the language being read."""
        return field_names.of_field(self.field)

    @property
    def meaning(self) -> str:
        """How its values came about: from cited words, derived from others and how, or said by us."""
        kind_and_member = MEMBERS.get(str(self.field.model._meta.model_name))
        if kind_and_member is None:
            return ""
        member, name = kind_and_member[1], self.base or self.field.name
        if name in member.derived:
            return _("derived: %(how)s") % {"how": member.derived[name]}
        if name in member.ours or self.field.name in member.ours:
            return _("said by this record")
        if any(name in fact for fact in member.cited):
            return _("with its citations")
        return _("ours, perhaps with citations") if name in member.may_be_cited else ""


def plain(value: Any) -> Any:
    """A value of a column as JSON has it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, uuid.UUID | datetime.date):
        return str(value)
    if isinstance(value, str):
        return str(value) or None
    return value


@cache
def columns_of(model: Any) -> tuple[Column, ...]:
    """The columns of a model in the order of its fields, those in three languages as three: the header of its table."""
    found = []
    for field in [*stored_fields(model), *model._meta.many_to_many]:
        language, base = "", ""
        if isinstance(field, TranslationField):
            language, base = field.language, field.translated_field.name
        found.append(Column(str(field.name), field, language, base))
    return tuple(found)


def names_of(model: Any, language: str = "") -> list[str]:
    """The names of the columns; with a language, each that stands in three once, without its language."""
    return list(dict.fromkeys(one.base if language and one.base else one.name for one in columns_of(model)))


def chosen(model: Any, names: Iterable[str] | None, language: str = "") -> list[Column | str]:
    """The columns of some names, in the order of the table; a name alone stands for one in the language asked for.

    ``name`` without a language means all three columns of it; ``name_ja`` is always that column.
    """
    translated = translated_fields(model)
    wanted = set(names_of(model, language) if names is None else names)
    found: list[Column | str] = []
    for column in columns_of(model):
        base = column.base
        if base in translated and base in wanted and language:
            if base not in found:
                found.append(base)
            if column.name in wanted:
                found.append(column)
        elif column.name in wanted or (base and base in wanted):
            found.append(column)
    return found


def owning_columns() -> set[str]:
    """The columns of a citation that say which root, and which of its rows, it belongs to."""
    return {column.name for column in columns_of(Citation) if column.target and column.name != "passage"}
