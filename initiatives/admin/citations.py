"""Citing: which fact, which passage, which words. The editor's daily labour, so little of it is typing."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from modeltranslation.admin import TranslationStackedInline

from initiatives.admin.bases.rows import RowForm
from initiatives.admin.bases.widgets import LooksUp, RowFormSet
from initiatives.choices import Basis
from initiatives.models import Citation
from initiatives.models.citations import OWNED_KEYS
from initiatives.record.citation_rules import OWNED_COLUMN, citable_fields
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

    def __init__(self, root: Model) -> None:
        self.rows: dict[str, Model] = {}
        kind = kind_of(root).name
        own = self._fields("", None, kind, type(root))
        self.choices: list[tuple[Any, Any]] = [("", "Choose what this supports")]
        if own:
            self.choices.append((capfirst(root._meta.verbose_name), own))
        for column, owner in OWNED_KEYS.items():
            if owner == kind and not root._state.adding:
                for row in self._owned(root, column):
                    self.rows[f"{column}:{row.pk}"] = row
                    fields = self._fields(column, row.pk, MODEL_OF[column], type(row))
                    self.choices.append((f"{capfirst(row._meta.verbose_name)}: {row}"[:100], fields))
        self.keys = {key for _, group in self.choices if isinstance(group, list) for key, _ in group}

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


class CitationForm(RowForm):
    """One citation. An empty quotation becomes the whole passage; "same source" repeats the row above."""

    fact = forms.ChoiceField(label="Supports", help_text="The fact these words are for. Save new rows first.")
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
        if not self.instance._state.adding:
            row = {name: getattr(self.instance, name) for name in ("field", *(f"{key}_id" for key in OWNED_KEYS))}
            self.initial["fact"] = fact_of(row)

    def value_in(self, name: str, row: Mapping[str, Any]) -> Any:
        return fact_of(row) if name == "fact" else super().value_in(name, row)

    def choose_from(self, facts: Facts) -> None:
        """Offers the facts of the root, and the one chosen before even where it need not be cited."""
        choices = list(facts.choices)
        stored = self.initial.get("fact")
        if stored and stored not in facts.keys:
            choices.append((stored, capfirst(stored.rpartition(":")[2].replace("_", " "))))
        self.fields["fact"].choices = choices

    @property
    def fact_in_words(self) -> str:
        """The fact in words: whose, and which."""
        wanted = self.initial.get("fact")
        for group, choices in self.fields["fact"].choices:
            if isinstance(choices, list):
                for key, label in choices:
                    if key == wanted:
                        return f"{label} · {group}"
            elif group == wanted:
                return str(choices)
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("same_source") and not any(cleaned.get(name) for name in ("passage", "publisher_en", "address")):
            self._repeat(cleaned)
        passage = cleaned.get("passage")
        if passage and cleaned.get("basis") != Basis.OTHER and not cleaned.get("quotation"):
            cleaned["quotation"] = passage.text
        if cleaned.get("fact"):
            column, key, field = cleaned["fact"].split(":")
            self.instance.field = field
            for name in OWNED_KEYS:
                setattr(self.instance, name, self.formset.facts.rows.get(f"{column}:{key}") if name == column else None)
        return cleaned

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


class CitationFormSet(RowFormSet):
    @cached_property
    def facts(self) -> Facts:
        return Facts(self.instance)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.formset, form.index = self, index
        form.choose_from(self.facts)


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
                    ("fact", "basis"),
                    "same_source",
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
