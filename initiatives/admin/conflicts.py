"""A form that came too late: what was typed, what was saved meanwhile, and the two brought together.

A field nobody else changed keeps what was typed. A field only somebody else changed follows what is saved now. A field
both changed keeps what was typed and is shown beside what is saved. So saving again after a look overwrites nothing
unseen, and nothing typed is lost.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import InlineForeignKeyField
from django.http import QueryDict
from django.utils.text import capfirst

from initiatives.admin.bases.widgets import choice_label, keys
from initiatives.desk.models import Revision
from initiatives.record.bodies import rows_of

YOURS, THEIRS, BOTH = "yours", "theirs", "both"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One field: what it was when the form was opened, what is saved now, what was typed, and who changed it."""

    where: str
    label: str
    opened: str
    saved: str
    typed: str
    changed_by: str


@dataclass
class Conflict:
    """A stale form: the save that came before it, and every field that either side changed."""

    latest: Revision | None
    entries: list[Entry] = field(default_factory=list)
    deleted: bool = False
    since: str = "while you were typing"

    def __bool__(self) -> bool:
        return True

    @property
    def words(self) -> str:
        """The message above the form."""
        if self.deleted:
            return f"It was deleted {self.since}. Everything you typed is below; saving adds it again."
        who = self.latest.made_by if self.latest and self.latest.made_by else "Somebody"
        return f"{who} saved this {self.since}. Nothing you typed is lost: look at it below, then save again."

    def of(self, changed_by: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.changed_by == changed_by]

    @property
    def yours(self) -> list[Entry]:
        return self.of(YOURS)

    @property
    def theirs(self) -> list[Entry]:
        return self.of(THEIRS)

    @property
    def both(self) -> list[Entry]:
        return self.of(BOTH)


def by_key(body: str) -> dict[str, dict[str, Row]]:
    """model → key → row of a body; empty where there is none."""
    rows = rows_of(body) if body else {}
    return {model: {row["id"]: row for row in listed} for model, listed in rows.items()}


class Merger:
    """Brings what was typed together with what is saved now; ``data`` is what the form is filled with again."""

    def __init__(self, form: forms.ModelForm, formsets: Iterable[Any], opened: str, saved: str) -> None:
        self.form, self.formsets = form, list(formsets)
        self.opened, self.saved = by_key(opened), by_key(saved)
        self.knows_opened = bool(opened)
        posted: Any = form.data
        self.data: QueryDict = posted.copy()
        self.entries: list[Entry] = []
        self.labels: dict[str, str] = {}

    def merge(self) -> QueryDict:
        """Fills ``data`` and ``entries``. A query for each model whose rows are chosen in the form."""
        self._read_labels()
        key = str(self.form.instance.pk)
        model = str(self.form._meta.model._meta.model_name)
        self._fields(self.form, "", self._at(self.opened, model, key), self._at(self.saved, model, key), "")
        for formset in self.formsets:
            self._rows(formset)
        return self.data

    @staticmethod
    def _at(rows: dict[str, dict[str, Row]], model: str, key: str) -> Row | None:
        return rows.get(model, {}).get(key)

    def _rows(self, formset: Any) -> None:
        """Rows that are there now keep their places; rows that were typed anew or are gone follow as new ones."""
        prefix, model = formset.prefix, str(formset.model._meta.model_name)
        posted = list(formset.forms)
        typed_keys = [str(one.data.get(f"{one.prefix}-id") or "") for one in posted]
        by_key = {key: one for key, one in zip(typed_keys, posted, strict=True) if key}
        there = {str(row.pk): row for row in formset.get_queryset()} if formset.instance.pk else {}
        stored = self._stored_since(
            model, set(there) - set(by_key), [one for one in posted if one not in by_key.values()]
        )
        by_key |= stored
        for name in [name for name in self.data if name.startswith(f"{prefix}-")]:
            del self.data[name]
        plan: list[tuple[Any, str, str]] = [(by_key.get(key), key, choice_label(row)) for key, row in there.items()]
        for key, one in zip(typed_keys, posted, strict=True):
            if key not in there and one not in stored.values():
                opened = self._at(self.opened, model, key)
                if key and opened and not any(self._typed(one, name, opened) for name in one.fields):
                    continue  # they removed it, and nothing was typed into it
                plan.append((one, "", "New row" if not key else "A row that was removed meanwhile"))
        for place, (one, key, label) in enumerate(plan):
            blank = one if one is not None else formset.empty_form
            self._fields(
                blank,
                f"{prefix}-{place}-",
                self._at(self.opened, model, key),
                self._at(self.saved, model, key),
                f"{capfirst(formset.model._meta.verbose_name)}: {label}",
                posted=one is not None,
            )
            self.data[f"{prefix}-{place}-id"] = key
            self.data[f"{prefix}-{place}-{formset.fk.name}"] = str(formset.instance.pk or "")
        counts = {"TOTAL": len(plan), "INITIAL": len(there), "MIN_NUM": 0, "MAX_NUM": 1000}
        for name, count in counts.items():
            self.data[f"{prefix}-{name}_FORMS"] = str(count)

    def _stored_since(self, model: str, keys: set[str], added: list[Any]) -> dict[str, Any]:
        """key → form of rows typed anew that are stored exactly so since: the same form was sent twice."""
        found: dict[str, Any] = {}
        for key in sorted(keys - set(self.opened.get(model, {}))):
            saved = self._at(self.saved, model, key)
            for one in added:
                if saved and one not in found.values() and self._is_stored(one, saved):
                    found[key] = one
                    break
        return found

    @staticmethod
    def _is_stored(form: Any, saved: Row) -> bool:
        names = [
            name
            for name, formfield in form.fields.items()
            if name not in ("id", "DELETE") and not isinstance(formfield, InlineForeignKeyField)
        ]
        return not any(
            _differs(form.fields[name], form.value_in(name, saved), _from_data(form, name)) for name in names
        )

    def _fields(
        self, form: Any, prefix: str, opened: Row | None, saved: Row | None, where: str, posted: bool = True
    ) -> None:
        for name, formfield in form.fields.items():
            if name == "id" or isinstance(formfield, InlineForeignKeyField):
                continue
            typed = _from_data(form, name) if posted else None
            if name == "DELETE":
                if typed:
                    self.data[prefix + name] = "on"
                continue
            was = form.value_in(name, opened) if opened else None
            now = form.value_in(name, saved) if saved else None
            mine = posted and (self._typed(form, name, opened) if opened or not self.knows_opened else True)
            if posted and opened is None and saved is not None and not self.knows_opened:
                mine = _differs(formfield, now, typed)
            theirs = saved is not None and opened is not None and _differs(formfield, was, _as_typed(formfield, now))
            takes_theirs = saved is not None and not mine
            put(self.data, prefix + name, formfield, now if takes_theirs else typed)
            if (mine or theirs) and (saved is None or _differs(formfield, now, typed) or takes_theirs):
                self.entries.append(
                    Entry(
                        where,
                        str(formfield.label or name),
                        self._words(formfield, was),
                        self._words(formfield, now),
                        self._words(formfield, now if takes_theirs else typed),
                        THEIRS if takes_theirs else BOTH if theirs else YOURS,
                    )
                )

    def _typed(self, form: Any, name: str, opened: Row | None) -> bool:
        """True where the field holds something else than it did when the form was opened."""
        if name in ("id", "DELETE") or isinstance(form.fields[name], InlineForeignKeyField):
            return False
        typed = _from_data(form, name)
        if typed is None and not isinstance(form.fields[name].widget, forms.CheckboxInput):
            return False
        was = form.value_in(name, opened) if opened else form.fields[name].initial
        return _differs(form.fields[name], was, typed)

    # Labels of the rows that are chosen

    def _read_labels(self) -> None:
        wanted: dict[type[Model], set[Any]] = {}
        for form, saved in self._every_form():
            for name, formfield in form.fields.items():
                if isinstance(formfield, forms.ModelChoiceField) and name != "id":
                    values = [_from_data(form, name), *(form.value_in(name, row) for row in saved)]
                    flat = [v for value in values for v in (value if isinstance(value, list) else [value])]
                    choices: Any = formfield.queryset
                    wanted.setdefault(choices.model, set()).update(keys(flat))
        for model, found in wanted.items():
            rows: QuerySet[Any] = model._default_manager.filter(pk__in=found)
            if model._meta.model_name == "passage":
                rows = rows.select_related("document").defer("document__text")
            self.labels.update({str(row.pk): choice_label(row) for row in rows})

    def _every_form(self) -> Iterator[tuple[Any, list[Row]]]:
        for form in [self.form, *(one for formset in self.formsets for one in formset.forms)]:
            model = str(form._meta.model._meta.model_name)
            key = str(form.data.get(f"{form.prefix}-id") if form.prefix else form.instance.pk)
            found = [self._at(self.opened, model, key), self._at(self.saved, model, key)]
            yield form, [row for row in found if row]

    def _words(self, formfield: Any, value: Any) -> str:
        if value in (None, "", [], False):
            return ""
        if value is True or value == "on":
            return "yes"
        if isinstance(formfield, forms.ModelChoiceField):
            chosen = value if isinstance(value, list) else [value]
            return ", ".join(sorted(self.labels.get(str(one), str(one)) for one in chosen))
        if isinstance(formfield, forms.ChoiceField):
            flat = {str(k): str(v) for k, v in _flat(formfield.choices)}
            return flat.get(str(value), str(value))
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from ((k, f"{key}: {v}") for k, v in label)
        else:
            yield key, label


def _from_data(form: Any, name: str) -> Any:
    formfield, key = form.fields[name], form.add_prefix(name)
    value = formfield.widget.value_from_datadict(form.data, form.files, key)
    if isinstance(value, list):
        return value if key in form.data or formfield.widget.value_omitted_from_data(form.data, {}, key) else []
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _as_typed(formfield: Any, value: Any) -> Any:
    """A stored value as a browser would send it."""
    if isinstance(formfield, forms.JSONField):
        return formfield.prepare_value(value)
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, bool) or value is None:
        return value
    return str(value)


def _differs(formfield: Any, was: Any, typed: Any) -> bool:
    """True where a typed value is another than a stored one."""
    if not isinstance(formfield, forms.ModelChoiceField | forms.JSONField) and was not in (None, ""):
        with contextlib.suppress(ValidationError):
            was = formfield.to_python(was)
    return bool(formfield.has_changed(was, typed))


def put(data: QueryDict, key: str, formfield: Any, value: Any) -> None:
    """Writes a value into a form's data as a browser would send it."""
    data.pop(key, None)
    if isinstance(formfield.widget, forms.CheckboxInput):
        if value:
            data[key] = "on"
    elif isinstance(value, list) and not isinstance(formfield, forms.JSONField):
        data.setlist(key, [str(one) for one in value])
    elif isinstance(formfield, forms.JSONField) and not isinstance(value, str):
        data[key] = formfield.prepare_value(value)
    else:
        data[key] = "" if value is None else str(value)
