"""A form that came too late: what was typed, what was saved meanwhile, and the two brought together.

A field nobody else changed keeps what was typed. A field only somebody else changed follows what is saved now. A field
both changed keeps what was typed and is shown beside what is saved. So saving again after a look overwrites nothing
unseen, and nothing typed is lost.
"""

import contextlib
import json
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.http import QueryDict
from django.utils.text import capfirst

from initiatives.admin.bases.widgets import choice_label, keys, looked_up
from initiatives.desk.models import Revision
from initiatives.record.bodies import Row, rows_of

NOBODY, YOURS, THEIRS, BOTH = "", "yours", "theirs", "both"
ABSENT = object()  # in place of a value: the row was not there, is gone, or is not in the form
Differs = Callable[[Any, Any], bool]


def settle(was: object, now: object, typed: object, differs: Differs = operator.ne) -> tuple[object, str]:
    """(the value a field of the form is filled with again, whose change is to be looked at).

    ``was`` stood in it when the form was opened, ``now`` is saved, ``typed`` was sent; ABSENT where there is none.
    """
    if typed is ABSENT:
        is_theirs = ABSENT not in (was, now) and differs(was, now)
        return now, THEIRS if is_theirs else NOBODY
    if now is ABSENT:
        return typed, YOURS if was is ABSENT or differs(was, typed) else NOBODY
    is_theirs = was is not ABSENT and differs(was, now)
    if was is not ABSENT and not differs(was, typed):
        return now, THEIRS if is_theirs else NOBODY
    if not differs(now, typed):
        return typed, NOBODY
    return typed, BOTH if is_theirs else YOURS


@dataclass(frozen=True)
class ChangedField:
    """What it was when the form was opened, what is saved now, what the form is filled with, and who changed it."""

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
    entries: list[ChangedField] = field(default_factory=list)
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

    def of(self, changed_by: str) -> list[ChangedField]:
        return [entry for entry in self.entries if entry.changed_by == changed_by]

    @property
    def yours(self) -> list[ChangedField]:
        return self.of(YOURS)

    @property
    def theirs(self) -> list[ChangedField]:
        return self.of(THEIRS)

    @property
    def both(self) -> list[ChangedField]:
        return self.of(BOTH)


def by_key(body: str) -> dict[str, dict[str, Row]]:
    """model → key → row of a body; empty where there is none."""
    return rows_of(body).by_key() if body else {}


@dataclass(frozen=True)
class FormRow:
    """A row of a formset that comes back: its form, empty where it was not sent, the key it is saved under, its name."""

    form: forms.ModelForm
    key: str
    label: str
    is_sent: bool = True


class Merger:
    """Brings what was typed together with what is saved now; ``data`` is what the form is filled with again."""

    def __init__(self, form: forms.ModelForm, formsets: Iterable[BaseInlineFormSet], opened: str, saved: str) -> None:
        self.form, self.formsets = form, list(formsets)
        self.opened, self.saved = by_key(opened), by_key(saved)
        self.knows_opened = bool(opened)
        posted: Any = form.data
        self.data: QueryDict = posted.copy()
        self.entries: list[ChangedField] = []
        self.labels: dict[str, str] = {}

    def merge(self) -> QueryDict:
        """Fills ``data`` and ``entries``. A query for each model whose rows are chosen in the form."""
        self._read_labels()
        self._merge_fields(FormRow(self.form, str(self.form.instance.pk), ""), prefix="")
        for formset in self.formsets:
            self._merge_rows(formset)
        return self.data

    @staticmethod
    def _at(rows: dict[str, dict[str, Row]], model: str, key: str) -> Row | None:
        return rows.get(model, {}).get(key)

    # Rows

    def _merge_rows(self, formset: BaseInlineFormSet) -> None:
        """Rows that are there now keep their places; rows that were typed anew or are gone follow as new ones."""
        there = {str(row.pk): row for row in formset.get_queryset()} if formset.instance.pk else {}
        rows = self._rows_again(formset, there)
        for name in [name for name in self.data if name.startswith(f"{formset.prefix}-")]:
            del self.data[name]
        for place, row in enumerate(rows):
            prefix = f"{formset.prefix}-{place}-"
            self._merge_fields(row, prefix, f"{capfirst(formset.form._meta.model._meta.verbose_name)}: {row.label}")
            self.data[f"{prefix}id"] = row.key
            self.data[f"{prefix}{formset.fk.name}"] = str(formset.instance.pk or "")
        counts = {"TOTAL": len(rows), "INITIAL": len(there), "MIN_NUM": 0, "MAX_NUM": 1000}
        for name, count in counts.items():
            self.data[f"{formset.prefix}-{name}_FORMS"] = str(count)

    def _rows_again(self, formset: BaseInlineFormSet, there: Mapping[str, Model]) -> list[FormRow]:
        """The rows in the order in which they come back; those they removed and nobody typed into do not."""
        sent = [(str(form.data.get(f"{form.prefix}-id") or ""), form) for form in formset.forms]
        by_key = {key: form for key, form in sent if key}
        unkeyed = [form for _, form in sent if form not in by_key.values()]
        stored = self._stored_since(_model_of(formset.form), set(there) - set(by_key), unkeyed)
        by_key |= stored
        rows = [
            FormRow(by_key[key], key, choice_label(row))
            if key in by_key
            else FormRow(formset.empty_form, key, choice_label(row), is_sent=False)
            for key, row in there.items()
        ]
        for key, form in sent:
            if key in there or form in stored.values() or self._was_left_alone(form, key):
                continue
            rows.append(FormRow(form, "", "A row that was removed meanwhile" if key else "New row"))
        return rows

    def _was_left_alone(self, form: forms.ModelForm, key: str) -> bool:
        """True of a row that was there when the form was opened and that nothing was typed into."""
        opened = self._at(self.opened, _model_of(form), key)
        return opened is not None and not any(_is_typed_into(form, name, opened) for name in _names(form))

    def _stored_since(self, model: str, added: set[str], unkeyed: list[forms.ModelForm]) -> dict[str, forms.ModelForm]:
        """key → form of rows typed anew that are stored exactly so since: the same form was sent twice."""
        found: dict[str, forms.ModelForm] = {}
        for key in sorted(added - set(self.opened.get(model, {}))):
            saved = self._at(self.saved, model, key)
            for form in unkeyed:
                if saved and form not in found.values() and _is_stored(form, saved):
                    found[key] = form
                    break
        return found

    # Fields

    def _merge_fields(self, row: FormRow, prefix: str, where: str = "") -> None:
        """Settles every field of a form: writes it into ``data``, and into ``entries`` where it is to be looked at."""
        model, form = _model_of(row.form), row.form
        opened, saved = self._at(self.opened, model, row.key), self._at(self.saved, model, row.key)
        for name in _names(form):
            formfield = form.fields[name]
            typed = _from_data(form, name) if row.is_sent else ABSENT
            was = form.value_in(name, opened) if opened else None
            now = form.value_in(name, saved) if saved else None
            value, whose = settle(
                _as_typed(formfield, was) if opened else self._opened_with(formfield, saved),
                _as_typed(formfield, now) if saved else ABSENT,
                typed,
                partial(_differs, formfield),
            )
            _write(self.data, prefix + name, formfield, value)
            if whose != NOBODY:
                words = [self._words(formfield, one) for one in (was, now, now if whose == THEIRS else typed)]
                self.entries.append(ChangedField(where, str(formfield.label or name), *words, changed_by=whose))
        if row.is_sent and "DELETE" in form.fields and _from_data(form, "DELETE") is True:
            self.data[f"{prefix}DELETE"] = "on"

    def _opened_with(self, formfield: forms.Field, saved: Row | None) -> object:
        """What a field held of which no revision tells: nothing of a new row, of an unknown one what a blank form has."""
        if self.knows_opened or saved:
            return ABSENT
        return _as_typed(formfield, formfield.initial() if callable(formfield.initial) else formfield.initial)

    # Labels of the rows that are chosen

    def _read_labels(self) -> None:
        wanted: dict[type[Model], set[object]] = {}
        for form, rows in self._every_form():
            for name in _names(form):
                formfield = form.fields[name]
                if isinstance(formfield, forms.ModelChoiceField):
                    values = [_from_data(form, name), *(form.value_in(name, row) for row in rows)]
                    flat = [v for value in values for v in (value if isinstance(value, list) else [value])]
                    choices: Any = formfield.queryset
                    wanted.setdefault(choices.model, set()).update(keys(flat))
        for model, found in wanted.items():
            self.labels.update({str(row.pk): choice_label(row) for row in looked_up(model).filter(pk__in=found)})

    def _every_form(self) -> Iterator[tuple[forms.ModelForm, list[Row]]]:
        for form in [self.form, *(one for formset in self.formsets for one in formset.forms)]:
            model = _model_of(form)
            key = str(form.data.get(f"{form.prefix}-id") if form.prefix else form.instance.pk)
            found = [self._at(self.opened, model, key), self._at(self.saved, model, key)]
            yield form, [row for row in found if row]

    def _words(self, formfield: forms.Field, value: object) -> str:
        if value in (None, "", [], False):
            return ""
        if value is True or value == "on":
            return "yes"
        if isinstance(formfield, forms.ModelChoiceField):
            chosen = value if isinstance(value, list) else [value]
            return ", ".join(sorted(self.labels.get(str(one), str(one)) for one in chosen))
        if isinstance(formfield, forms.ChoiceField):
            flat = {str(k): str(v) for k, v in _flat(formfield.choices)}
            return ", ".join(flat.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value]))
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from ((k, f"{key}: {v}") for k, v in label)
        else:
            yield key, label


# --- The fields of a form: what was typed into them, and what is stored, as a browser would send it


def _model_of(form: forms.ModelForm | type[forms.ModelForm]) -> str:
    return str(form._meta.model._meta.model_name)


def _names(form: forms.ModelForm) -> list[str]:
    """The fields somebody types into: not those that say which row it is, whose, and whether it goes."""
    return [
        name
        for name, formfield in form.fields.items()
        if name not in ("id", "DELETE") and not isinstance(formfield, InlineForeignKeyField)
    ]


def _from_data(form: forms.ModelForm, name: str) -> object:
    """What was sent; ABSENT where the form that was sent had no such field."""
    key = form.add_prefix(name)
    value = form.fields[name].widget.value_from_datadict(form.data, form.files, key)
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    return ABSENT if value is None else value


def _as_typed(formfield: forms.Field, value: object) -> object:
    """A stored value as a browser would send it."""
    if isinstance(formfield, forms.JSONField):
        return formfield.prepare_value(value)
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, bool) or value is None:
        return value
    return str(value)


def _differs(formfield: forms.Field, first: object, second: object) -> bool:
    """True where two values as a browser would send them are not the same to the field."""
    if not isinstance(formfield, forms.ModelChoiceField) and first not in (None, ""):
        with contextlib.suppress(ValidationError):
            first = formfield.to_python(first)
    return bool(formfield.has_changed(first, second))


def _is_typed_into(form: forms.ModelForm, name: str, opened: Row) -> bool:
    """True where the field holds something else than it did when the form was opened."""
    typed, formfield = _from_data(form, name), form.fields[name]
    return typed is not ABSENT and _differs(formfield, _as_typed(formfield, form.value_in(name, opened)), typed)


def _is_stored(form: forms.ModelForm, saved: Row) -> bool:
    """True where a row holds everything that was typed into a form."""
    return not any(_is_typed_into(form, name, saved) for name in _names(form))


def _write(data: QueryDict, key: str, formfield: forms.Field, value: object) -> None:
    """Writes a value into a form's data as a browser would send it."""
    data.pop(key, None)
    if isinstance(formfield.widget, forms.CheckboxInput):
        if value is True:
            data[key] = "on"
    elif isinstance(value, list):
        data.setlist(key, value)
    else:
        data[key] = "" if value is ABSENT or value is None else str(value)
