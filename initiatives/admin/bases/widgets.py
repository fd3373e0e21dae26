"""Choices of the admin's forms: looked up as somebody types, and never asked for one by one."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet, URLField, prefetch_related_objects
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.http import HttpRequest
from django.utils.text import capfirst
from modeltranslation.fields import TranslationField

from initiatives.admin.answering import Fault
from initiatives.admin.autosave import Unchecked
from initiatives.models import Passage

LANGUAGES = {"en": "", "ja": ", Japanese", "ko": ", Korean"}  # what follows the name of a translated field


def choice_label(row: Model) -> str:
    """What a row is called in a list of choices: passages with the document they stand in."""
    if isinstance(row, Passage):
        return f"¶ {row.number} · {row.document.slug} · {row.text[:90]}"
    return str(row)


def looked_up(model: type[Model]) -> QuerySet[Any]:
    """Rows of a model with what their labels need, and without the long text of documents."""
    rows: QuerySet[Any] = model._default_manager.all()
    return rows.select_related("document").defer("document__text") if model is Passage else rows


class KnownOptions:
    """An autocomplete whose chosen rows are already at hand: their labels cost no query."""

    known: Mapping[str, str] = {}
    is_required: bool
    allow_multiple_selected: bool

    def optgroups(self, name: str, value: list[Any], attrs: Any = None) -> list[Any]:
        value = [one for one in value if one and keys([one])]  # what is no key cannot be asked for
        chosen = [str(one) for one in value]
        if not all(one in self.known for one in chosen):
            return super().optgroups(name, value, attrs)
        empty = not self.is_required and not self.allow_multiple_selected
        labelled = [("", "")] * empty + [(one, self.known[one]) for one in chosen]
        options = [
            self.create_option(name, key, label, set(chosen), place) for place, (key, label) in enumerate(labelled)
        ]
        return [(None, options, 0)]


class ChooseOne(KnownOptions, AutocompleteSelect):
    """One row of a model, found by typing."""


class ChooseMany(KnownOptions, AutocompleteSelectMultiple):
    """Some rows of a model, found by typing."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        """Each choice can be taken away; the cross that clears them all stands where a list allows no cross."""
        return {**super().build_attrs(base_attrs, extra_attrs=extra_attrs), "data-allow-clear": "false"}


class KnownChoiceField(forms.ModelChoiceField):
    """A choice of a row that takes what its formset has read for all its forms at once."""

    rows: Mapping[str, Model] = {}

    def to_python(self, value: Any) -> Any:
        return self.rows.get(str(value)) or super().to_python(value)

    def label_from_instance(self, obj: Model) -> str:
        return choice_label(obj)


def read_at_once(form: forms.BaseForm) -> None:
    """Reads the rows that several choices of a form name of one model, as its place in the original and its parent."""
    named: dict[type[Model], list[tuple[KnownChoiceField, str]]] = defaultdict(list)
    for name, one in form.fields.items():
        value = str(form.data.get(form.add_prefix(name), ""))
        if isinstance(one, KnownChoiceField) and value not in one.rows and keys([value]):
            named[one.queryset.model].append((one, value))  # type: ignore[union-attr]
    for model, found in named.items():
        if len(found) > 1:
            rows = looked_up(model).filter(pk__in={value for _one, value in found})
            read = {str(row.pk): row for row in rows}
            for one, _value in found:
                one.rows = {**read, **one.rows}


class LooksUp(admin.options.BaseModelAdmin):
    """Makes every relation named in ``autocomplete_fields`` a field that costs no query of its own."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseOne(db_field, self.admin_site, using=kwargs.get("using")))
            kwargs.setdefault("form_class", KnownChoiceField)
            kwargs.setdefault("queryset", looked_up(db_field.related_model))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseMany(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Related rows are added and changed on pages of their own: beside a choice only adding stays."""
        if isinstance(db_field, URLField):
            kwargs.setdefault("assume_scheme", "https")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.CharField) and isinstance(db_field, TranslationField):
            field.empty_value = ""  # translated columns may be NULL, the forms of the record write none
            field.label = f"{capfirst(str(db_field.translated_field.verbose_name))}{LANGUAGES[db_field.language]}"
        wrapper: Any = getattr(field, "widget", None)
        if isinstance(db_field, ForeignKey | ManyToManyField) and hasattr(wrapper, "can_delete_related"):
            wrapper.can_delete_related = wrapper.can_change_related = wrapper.can_view_related = False
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows with the relations whose labels the page shows."""
        rows = super().get_queryset(request)
        one = [name for name in self.get_autocomplete_fields(request) if is_one(self.model, name)]
        rows = rows.select_related(*one) if one else rows
        for name in one:
            if self.model._meta.get_field(name).related_model is Passage:
                rows = rows.select_related(f"{name}__document").defer(f"{name}__document__text")
        return rows


def prefetch_choices(row: Model | None, names: Iterable[str]) -> None:
    """Reads the rows that the many-to-many fields of a row choose, so that its form asks for them once."""
    many = [name for name in names if row is not None and not is_one(type(row), name)]
    if row is not None and many:
        prefetch_related_objects([row], *many)


def is_one(model: type[Model], name: str) -> bool:
    field = model._meta.get_field(name)
    return isinstance(field, Field) and not field.many_to_many


def give_known_labels(form: forms.ModelForm) -> None:
    """Gives the form's autocompletes the labels of the rows its instance has loaded already."""
    for name, field in form.fields.items():
        widget: Any = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, KnownOptions):
            relation: Any = form._meta.model._meta.get_field(name)
            if relation.many_to_many:
                rows = getattr(form.instance, "_prefetched_objects_cache", {}).get(name, ())
                widget.known = {str(row.pk): choice_label(row) for row in rows}
            elif relation.is_cached(form.instance):
                row = relation.get_cached_value(form.instance)
                widget.known = {str(row.pk): choice_label(row)} if row else {}


class RowFormSet(BaseInlineFormSet):
    """Rows of a root in its form. What they choose is read once for all of them, not once for each."""

    faults: Sequence[Fault] = ()  # found when the rows of the form were looked at together

    @property
    def forms(self) -> list[Any]:
        if "_forms" not in self.__dict__:
            self._forms = [self._construct_form(i, **self.get_form_kwargs(i)) for i in range(self.total_form_count())]
            self._read_choices()
        return self._forms

    def full_clean(self) -> None:
        """Does not look at what is taken up from a draft: it may be half a form, and is looked at when it is saved."""
        if isinstance(self.data, Unchecked):
            self._errors: list[Any] = []
            self._non_form_errors = self.error_class()
        else:
            super().full_clean()
            forms_at = {form.prefix: form for form in self.forms}
            for fault in self.faults:
                if fault.prefix in forms_at:
                    forms_at[fault.prefix].add_error(fault.field or None, fault.message)

    def is_valid(self) -> bool:
        return not isinstance(self.data, Unchecked) and super().is_valid()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        key = form.fields["id"]
        field = KnownChoiceField(key.queryset, initial=key.initial, required=False, widget=forms.HiddenInput)
        if self.is_bound:
            if not hasattr(self, "_rows"):
                self._rows = {str(row.pk): row for row in self.get_queryset()}
            field.rows = self._rows
        form.fields["id"] = field

    def _read_choices(self) -> None:
        """One query for each relation, for all rows that were typed."""
        if not self.is_bound:
            return
        for name in self.form.base_fields:
            if name == "id" or not isinstance(self.form.base_fields[name], KnownChoiceField):
                continue
            fields = [
                (form.fields[name], form[name].data)
                for form in self._forms
                if not isinstance(form.fields[name], InlineForeignKeyField)
            ]
            wanted = keys(typed for _, typed in fields)
            if wanted:
                rows = {str(row.pk): row for row in fields[0][0].queryset.filter(pk__in=wanted)}
                labels = {key: choice_label(row) for key, row in rows.items()}
                for field, _ in fields:
                    field.rows = rows
                    getattr(field.widget, "widget", field.widget).known = labels


def keys(typed: Iterable[Any]) -> set[uuid.UUID]:
    """Those of the typed values that are keys."""
    found = set()
    for value in typed:
        try:
            found.add(uuid.UUID(str(value)))
        except ValueError:
            continue
    return found
