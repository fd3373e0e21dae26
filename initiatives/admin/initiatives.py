"""Initiatives in the admin."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from initiatives.admin.bases.paging import FewRelated
from initiatives.admin.bases.roots import RootAdmin, StatusFilter
from initiatives.admin.citations import CitationInline
from initiatives.models import Initiative


@admin.register(Initiative)
class InitiativeAdmin(RootAdmin, TranslationAdmin):
    list_display = ("named", "publication", "pillar", "position")
    list_select_related = ("pillar",)
    search_fields = ("name_en", "slug", "name_ja", "name_ko")
    search_help_text = "Name."
    list_filter = (StatusFilter, ("pillar", FewRelated))
    fieldsets = [
        (
            "Identity",
            {
                "fields": ["name_en", "slug", "pillar", "position"],
                "description": "Shown at the top of the initiative’s page. The name as printed, without the colon.",
            },
        ),
        (
            "Our summary",
            {
                "fields": ["summary_en"],
                "description": "Shown under the title, labelled as ours. Report, do not characterise.",
            },
        ),
        ("Japanese", {"fields": ["name_ja", "summary_ja"], "description": "Shown on Japanese pages."}),
        ("Korean", {"fields": ["name_ko", "summary_ko"], "description": "Shown on Korean pages."}),
    ]
    autocomplete_fields = ("pillar",)
    inlines = (CitationInline,)
