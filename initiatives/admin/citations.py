"""Citing: which fact, which passage, which words. The editor's daily labour, so little of it is typing."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from modeltranslation.admin import TranslationStackedInline

from initiatives.admin.bases.rows import RowForm
from initiatives.admin.bases.widgets import LooksUp, RowFormSet
from initiatives.admin.sources import rows_of_form
from initiatives.choices import Basis
from initiatives.models import Citation
from initiatives.models.citations import OWNED_KEYS
from initiatives.record.bodies import Rows
from initiatives.record.citation_rules import OWNED_COLUMN, citable_fields, uncited
from initiatives.record.kinds import MEMBERS, kind_of

SOURCE = (
    *("basis", "passage", "quotation", "publisher_en", "publisher_ja", "publisher_ko", "source_title", "address"),
    *("archive_address", "language", "source_kind", "read_extent", "dated", "read_on"),
)
MODEL_OF = {column: model for model, column in OWNED_COLUMN.items()}


def fact_key(owned: str, key: Any, field: str) -> str:
    """How a fact stands in the form: the owned row's column and key, both empty for the root's own, and the field."""
    return f"{owned}:{key or ''}:{field}"


def fact_of(row: Mapping[str, Any]) -> str:
    """The fact of a citation, given as a row of a snapshot."""
    owned = next((name for name in OWNED_KEYS if row.get(f"{name}_id")), "")
    return fact_key(owned, row.get(f"{owned}_id"), row["field"])


class Facts:
    """The facts of one root that can be cited: its own, then those of its rows. One query for each kind of row."""

    def __init__(self, root: Model, citations: Iterable[Citation]) -> None:
        self.rows: dict[str, Model] = {}
        kind = kind_of(root).name
        own = self._fields("", None, kind, type(root))
        self.choices: list[tuple[Any, Any]] = []
        if own:
            self.choices.append((capfirst(root._meta.verbose_name), own))
        for column, owner in OWNED_KEYS.items():
            if owner == kind and not root._state.adding:
                for row in self._owned(root, column):
                    self.rows[f"{column}:{row.pk}"] = row
                    fields = self._fields(column, row.pk, MODEL_OF[column], type(row))
                    self.choices.append((f"{capfirst(row._meta.verbose_name)}: {row}"[:100], fields))
        self.keys = {key for _, group in self.choices for key, _ in group}
        stored = rows_of_form(root, self.rows.values(), citations)
        self.lacking = frozenset() if root._state.adding else frozenset(self._lacking(stored))

    @staticmethod
    def _owned(root: Any, column: str) -> list[Any]:
        rows = getattr(root, MEMBERS[MODEL_OF[column]][1].accessor).all()
        return list(rows.defer("text") if column == "document" else rows)

    @staticmethod
    def _fields(column: str, key: Any, name: str, model: type[Model]) -> list[tuple[str, str]]:
        return [
            (fact_key(column, key, field), capfirst(str(getattr(model._meta.get_field(field), "verbose_name", field))))
            for field in citable_fields(name)
        ]

    @staticmethod
    def _lacking(stored: Rows) -> Iterator[str]:
        """The facts that are filled and have no source."""
        for model, key, field in uncited(stored):
            column = OWNED_COLUMN.get(model, "")
            yield fact_key(column, key if column else None, field)


class Ticks(forms.CheckboxSelectMultiple):
    """A tick for each fact, those of one row on a line; beside a fact that has none it stands that it lacks a source.

    Written out here: a round has hundreds, and a template for each is slow.
    """

    lacking: frozenset[str] = frozenset()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in value or ()}
        key = (attrs or {}).get("id", f"id_{name}")
        lines = [(label, self._ticks(name, group, chosen)) for label, group in self.choices]
        rows = format_html_join("", "<fieldset><legend>{}</legend>{}</fieldset>", lines)
        return format_html('<div class="ticks" id="{}" role="group" aria-label="Supports">{}</div>', key, rows)

    def _ticks(self, name: str, group: Any, chosen: set[str]) -> SafeString:
        lacks = mark_safe(" <em>lacks a source</em>")
        ticks = (
            (name, key, mark_safe(" checked") if key in chosen else "", label, lacks if key in self.lacking else "")
            for key, label in group
        )
        return format_html_join(" ", '<label><input type="checkbox" name="{}" value="{}"{}> {}{}</label>', ticks)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Nothing: the label of a group of ticks is that of none of them."""
        return ""


class CitationForm(RowForm):
    """One source of one fact, or of several. An empty quotation becomes the whole passage; "same source" repeats a source.

    The row is the citation of the first fact that is ticked, of a stored one of its own while that stays ticked; each
    other tick makes another row with the same source.
    """

    fact = forms.MultipleChoiceField(
        label="Supports",
        widget=Ticks,
        help_text="Every fact that these words carry: one source may carry several. Save new rows first.",
        error_messages={"required": "Tick what these words are for."},
    )
    same_source = forms.BooleanField(
        label="Same source as above", required=False, help_text="Repeats the source of the citation above this one."
    )
    formset: "CitationFormSet"
    index: int | None = None

    class Meta:
        model = Citation
        fields: list[str] = []
        help_texts = {"passage": "Type a number or some words: 3.2, washington, space policy."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others: list[str] = []  # the facts that other rows are made for
        self.made: list[str] = []  # the keys of those rows
        self.stands_already = False
        if not self.instance._state.adding:
            self.initial["fact"] = [self.stored_fact]

    @property
    def stored_fact(self) -> str:
        """The fact of the citation as it is."""
        names = ("field", *(f"{key}_id" for key in OWNED_KEYS))
        return fact_of({name: getattr(self.instance, name) for name in names})

    def has_changed(self) -> bool:
        return super().has_changed() and not self.stands_already

    def value_in(self, name: str, row: Mapping[str, Any]) -> Any:
        return [fact_of(row)] if name == "fact" else super().value_in(name, row)

    def choose_from(self, facts: Facts) -> None:
        """Offers the facts of the root, and the one chosen before even where it need not be cited."""
        choices, field = list(facts.choices), self.fields["fact"]
        for stored in self.initial.get("fact", ()):
            if stored not in facts.keys:
                choices.append(("Other", [(stored, capfirst(stored.rpartition(":")[2].replace("_", " ")))]))
        field.choices = choices
        field.widget.lacking = facts.lacking

    @property
    def fact_in_words(self) -> str:
        """The fact in words: whose, and which."""
        stored = self.initial.get("fact", ())
        found = (
            f"{label} · {group}"
            for group, ticks in self.fields["fact"].choices
            for key, label in ticks
            if key in stored
        )
        return next(found, "")

    @property
    def also_in_words(self) -> str:
        """The other facts that the stored citation's source supports, as it stands, in words."""
        labels = {key: label for _group, ticks in self.fields["fact"].choices for key, label in ticks}
        others = self.formset.sources[stored_source(self.instance)] - set(self.initial.get("fact", ()))
        return ", ".join(label for key, label in labels.items() if key in others)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("same_source") and not any(cleaned.get(name) for name in ("passage", "publisher_en", "address")):
            self._repeat(cleaned)
        passage = cleaned.get("passage")
        if passage and cleaned.get("basis") != Basis.OTHER and not cleaned.get("quotation"):
            cleaned["quotation"] = passage.text
        if cleaned.get("fact"):
            self._tell_apart(cleaned)
        return cleaned

    def _tell_apart(self, cleaned: dict[str, Any]) -> None:
        """The row's own fact, and those that other rows are made for; not what stands there already, word for word."""
        ticked = [key for _, ticks in self.fields["fact"].choices for key, _ in ticks if key in cleaned["fact"]]
        own = next(iter(self.initial.get("fact", ())), "")
        standing = set() if ticked == [own] else self.formset.standing(self, map(cleaned.get, SOURCE))
        wanted = [key for key in ticked if key == own or key not in standing]
        self.stands_already = self.instance._state.adding and not wanted
        first = own if own in ticked else next(iter(wanted), ticked[0])
        self.others = [key for key in wanted if key != first]
        put_fact(self.instance, first, self.formset.facts)

    def _repeat(self, cleaned: dict[str, Any]) -> None:
        """Takes the source of the nearest citation above that has one; what was typed here stays."""
        for above in reversed(self.formset.forms[: self.index]):
            source = getattr(above, "cleaned_data", {})
            if source.get("passage") or source.get("publisher_en"):
                for name in SOURCE:
                    if not cleaned.get(name) or name == "basis":
                        cleaned[name] = source.get(name)
                return
        self.add_error("same_source", "No citation above this one has a source.")


def source_of(values: Iterable[Any]) -> tuple[Any, ...]:
    """What is said of a source, for telling whether two are the same: what is empty is one nothing."""
    return tuple(value or "" for value in values)


def stored_source(citation: Citation) -> tuple[Any, ...]:
    return source_of(getattr(citation, name) for name in SOURCE)


def put_fact(citation: Citation, fact: str, facts: Facts) -> None:
    """Makes a citation one of a fact as it stands in the form."""
    column, key, field = fact.split(":")
    citation.field = field
    for name in OWNED_KEYS:
        setattr(citation, name, facts.rows.get(f"{column}:{key}") if name == column else None)


class CitationFormSet(RowFormSet):
    @cached_property
    def facts(self) -> Facts:
        return Facts(self.instance, self._stored)

    @property
    def _stored(self) -> list[Citation]:
        return [] if self.instance._state.adding else list(self.get_queryset())

    @cached_property
    def sources(self) -> dict[tuple[Any, ...], set[str]]:
        """source → the facts that stored citations of it support."""
        found: dict[tuple[Any, ...], set[str]] = defaultdict(set)
        for form in self.initial_forms:
            found[stored_source(form.instance)].update(form.initial.get("fact", ()))
        return found

    def standing(self, form: CitationForm, values: Iterable[Any]) -> set[str]:
        """The facts that other rows of the form cite just this source for."""
        source, found = source_of(values), set()
        for other in self.forms:
            if other is form or self.data.get(f"{other.prefix}-DELETE"):
                continue
            if other.index < form.index:
                typed = getattr(other, "cleaned_data", {})
                if source_of(map(typed.get, SOURCE)) == source:
                    found.update(typed.get("fact", ()))
            elif other.initial.get("fact") and not other.has_changed():
                found.update(other.initial["fact"] if stored_source(other.instance) == source else ())
        return found

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.formset, form.index = self, index
        form.choose_from(self.facts)

    def save(self, commit: bool = True) -> Any:
        """Saves the rows, and one more for each further fact that is ticked."""
        saved = super().save(commit)
        for form in self.forms:
            for fact in form.others if form not in self.deleted_forms else ():
                row = copy(form.instance)
                row.pk, row._state.adding, row.supports = uuid.uuid4(), True, ""
                put_fact(row, fact, self.facts)
                row.save()
                form.made.append(str(row.pk))
                self.new_objects.append(row)
        return saved


class CitationInline(LooksUp, TranslationStackedInline):
    """Citations of a root, in its form."""

    model = Citation
    form = CitationForm
    formset = CitationFormSet
    extra = 0
    template = "admin/citations.html"
    classes = ("citations",)
    verbose_name_plural = "Citations: where each fact comes from"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "fact",
                    ("basis", "same_source"),
                    "passage",
                    "quotation",
                    "printed",
                    "reason",
                    ("publisher_en", "publisher_ja", "publisher_ko"),
                    ("source_title", "language"),
                    ("address", "archive_address"),
                    ("source_kind", "read_extent"),
                    ("dated", "read_on"),
                    ("note_en", "note_ja", "note_ko"),
                    "position",
                ]
            },
        )
    ]
    autocomplete_fields = ("passage",)

    class Media:
        js = ("desk/citing.js",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "passage":
            widget = field.widget.widget
            widget.attrs["data-words-url"] = reverse("admin:initiatives_passage_words")
        if db_field.name == "quotation":
            field.widget.attrs["rows"] = 3
        if db_field.name.startswith("note_"):
            field.widget.attrs["class"] = "vTextField"
        return field
