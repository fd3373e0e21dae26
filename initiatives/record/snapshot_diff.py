"""What differs between two snapshots of one root, in words."""

import dataclasses
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from initiatives.record import field_names, locks, realm
from initiatives.record.bodies import Row, Rows, rows_of
from initiatives.record.kinds import KINDS, MEMBERS
from initiatives.record.word_diff import Change, changes

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONG = 60  # characters from which a text is compared word by word
NOT_THERE = Rows("", "", {})
# Roots first, then what they own, then citations.
ORDER = [*KINDS, *(name for name in MEMBERS if name not in KINDS), "citation"]
CALLED = {name: member.called for name, (_kind, member) in MEMBERS.items()} | {
    "citation": ("quotation", "publisher_en")
}


@dataclass(frozen=True)
class Value:
    """One column of a row, in words."""

    label: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field that differs, or one row that was added or removed with all its values.

    ``kind`` is ``changed``, ``added`` or ``removed``. ``old`` and ``new`` are in words; ``changes`` compares them word
    by word where they are long; ``values`` are the filled columns of an added or removed row. ``language`` is that of
    the words, empty where they are in the reader's.
    """

    kind: str
    model: str
    row: str  # key
    row_kind: str  # Delegate; of a citation, with what it supports
    row_name: str  # as the record has it, in English or as printed
    field: str = ""
    field_label: str = ""
    old: str = ""
    new: str = ""
    language: str = ""
    changes: list[Change] = dataclasses.field(default_factory=list)
    values: list[Value] = dataclasses.field(default_factory=list)

    @property
    def row_label(self) -> str:
        """Delegate: Ann Blake."""
        return f"{self.row_kind}: {self.row_name}"


class Words:
    """Turns columns of snapshots, and what locks hold of them, into words: the names of other roots in place of keys.

    Asks once a model; at the desk once more for what is only in the public record, because it was deleted or merged.
    """

    def __init__(self, bodies: Iterable[Rows]) -> None:
        self.names: dict[str, str] = {}
        wanted: dict[type[models.Model], set[str]] = defaultdict(set)
        for body in bodies:
            for name, row in body.each():
                kind, called = self.row_label(name, row)
                self.names[row["id"]] = called or kind
                for column, value in row.items():
                    target = field_names.field_of(model_of(name), column)
                    if target is not None and target.related_model and value:
                        wanted[target.related_model].update([value] if isinstance(value, str) else value)
            for citation in body.get("citation", ()):
                for target, said in self._locked(*locks.fact_of(body, citation)[::2], citation["supports"]):
                    if target is not None and target.related_model and KEY.fullmatch(str(said)):
                        wanted[target.related_model].add(said)
        for related, keys in wanted.items():
            for using in (realm.DESK, realm.PUBLIC) if realm.current() == realm.DESK else (realm.current(),):
                if missing := sorted(keys - set(self.names)):
                    plain: QuerySet[models.Model] = QuerySet(model=related, using=using)
                    self.names |= {str(row.pk): str(row) for row in plain.filter(pk__in=missing)}

    @staticmethod
    def row_label(name: str, row: Row) -> tuple[str, str]:
        """(kind, name) of a row: what it is, and what it goes by."""
        columns = CALLED[name]
        called = next((str(row[column]) for column in columns if row.get(column)), "")
        if name == "passage":
            called = f"¶ {called}"
        kind = field_names.of_model(model_of(name))
        return (f"{kind}, {field_names.of_cited(row)}" if name == "citation" else kind), called

    def value(self, target: "models.Field[Any, Any] | None", value: Any) -> str:
        if value in (None, "", [], {}):
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if target is not None and target.related_model:
            keys = [value] if isinstance(value, str) else value
            return ", ".join(sorted(self.names.get(key) or _("no longer in the record") for key in keys))
        if target is not None and target.choices:
            return str(dict(target.flatchoices).get(value, value))
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def locked(self, model: str, fields: tuple[str, ...], said: str) -> str:
        """The value of a fact as a lock holds it, in words."""
        return " – ".join(filter(None, (self.value(*each) for each in self._locked(model, fields, said))))

    @staticmethod
    def _locked(model: str, fields: tuple[str, ...], said: str) -> Iterator[tuple[Any, Any]]:
        lines = zip(fields, said.split("\n"), strict=False)  # empty ones at the end are left out
        return ((field_names.field_of(model_of(model), name), True if text == "true" else text) for name, text in lines)


def model_of(name: str) -> type[models.Model]:
    return apps.get_model("initiatives", name)


def _language(target: Any) -> str:
    """The language of the words of a column; empty where they are put into that of the reader."""
    if isinstance(target, TranslationField):
        return str(target.language)
    is_text = isinstance(target, models.CharField | models.TextField) and not target.choices
    return "en" if is_text else ""


def differences(old_body: str, new_body: str) -> list[Difference]:
    """What differs between two snapshots of one root, in the order root, owned rows, citations; equal ones give [].

    An empty body stands for a root that is not there. Names of other roots are read in the current realm, one query for
    each model that is referred to.
    """
    return differences_of([(old_body, new_body)])[0]


def differences_of(pairs: Iterable[tuple[str, str]]) -> list[list[Difference]]:
    """The differences of many pairs of snapshots, in their order, with the queries of one."""
    bodies = [(there(old), there(new)) for old, new in pairs]
    return differences_in(bodies, Words(body for old, new in bodies if old != new for body in (old, new)))


def there(body: str) -> Rows:
    """The rows of a body; none of an empty one."""
    return rows_of(body) if body else NOT_THERE


def differences_in(bodies: Iterable[tuple[Rows, Rows]], words: Words) -> list[list[Difference]]:
    """The differences of many pairs of rows, told in the words."""
    return [
        [
            difference
            for name in sorted({*old, *new}, key=ORDER.index)
            for difference in _differences(name, old.get(name, ()), new.get(name, ()), words)
        ]
        if old != new
        else []
        for old, new in bodies
    ]


def _differences(name: str, old: Sequence[Row], new: Sequence[Row], words: Words) -> Iterator[Difference]:
    model = model_of(name)
    before, after = ({row["id"]: row for row in rows} for rows in (old, new))
    for key in dict.fromkeys([*before, *after]):
        if key in before and key in after:
            yield from _changed(name, before[key], after[key], words)
            continue
        row = before.get(key) or after[key]
        values = [
            Value(field_names.of_column(model, column), words.value(field_names.field_of(model, column), value))
            for column, value in row.items()
            if column != "id"
        ]
        kind, called = words.row_label(name, row)
        yield Difference(
            kind="removed" if key in before else "added",
            model=name,
            row=key,
            row_kind=kind,
            row_name=called,
            values=[value for value in values if value.text],
        )


def _changed(name: str, old: Row, new: Row, words: Words) -> Iterator[Difference]:
    model = model_of(name)
    kind, called = words.row_label(name, new)
    for column in dict.fromkeys([*old, *new]):
        if old.get(column) == new.get(column):
            continue
        target = field_names.field_of(model, column)
        was, now = words.value(target, old.get(column)), words.value(target, new.get(column))
        is_long = isinstance(target, models.CharField | models.TextField) and max(len(was), len(now)) >= LONG
        yield Difference(
            kind="changed",
            model=name,
            row=new["id"],
            row_kind=kind,
            row_name=called,
            field=column,
            field_label=field_names.of_column(model, column),
            language=_language(target),
            old=was,
            new=now,
            changes=changes(was, now) if is_long else [],
        )
