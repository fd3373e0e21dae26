"""Concepts of the thesaurus in the admin, with their forms in three languages."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from initiatives.admin.bases.roots import RootAdmin, StatusFilter
from initiatives.admin.bases.rows import RowForm
from initiatives.admin.bases.widgets import LooksUp, RowFormSet
from initiatives.admin.citations import CitationInline
from initiatives.models import Concept, ConceptForm


class FormInline(LooksUp, admin.StackedInline):
    model = ConceptForm
    form = RowForm
    formset = RowFormSet
    extra = 0
    fieldsets = [(None, {"fields": [("value", "language"), ("sort", "position")]})]
    verbose_name_plural = "Forms as sources print them"


@admin.register(Concept)
class ConceptAdmin(RootAdmin, TranslationAdmin):
    list_display = ("named", "publication", "name_ja", "name_ko")
    search_fields = ("name_en", "slug", "forms__value")
    search_help_text = "Any form, in any language."
    list_filter = (StatusFilter,)
    fieldsets = [
        (
            "Identity",
            {
                "fields": ["name_en", "slug"],
                "description": (
                    "Shown at the top of its page: the usual one of its forms below. "
                    "Search finds a subject by every form, in every language."
                ),
            },
        ),
        ("Our scope note", {"fields": ["summary_en"], "description": "Shown under the name, labelled as ours."}),
        (
            "Japanese",
            {"fields": ["name_ja", "summary_ja"], "description": "The name is one of the Japanese forms below."},
        ),
        (
            "Korean",
            {"fields": ["name_ko", "summary_ko"], "description": "The name is one of the Korean forms below."},
        ),
    ]
    inlines = (FormInline, CitationInline)
