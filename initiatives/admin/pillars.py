"""Pillars in the admin."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from initiatives.admin.bases.roots import RootAdmin, StatusFilter
from initiatives.admin.citations import CitationInline
from initiatives.models import Pillar


@admin.register(Pillar)
class PillarAdmin(RootAdmin, TranslationAdmin):
    list_display = ("named", "publication", "position")
    search_fields = ("name_en", "slug", "name_ja", "name_ko")
    search_help_text = "Name."
    list_filter = (StatusFilter,)
    fieldsets = [
        (
            "Identity",
            {
                "fields": ["name_en", "slug", "position"],
                "description": "Shown at the top of the pillar’s page and in the rail of each round. As printed.",
            },
        ),
        (
            "Our summary",
            {
                "fields": ["summary_en"],
                "description": "Shown under the title, labelled as ours. Report in a sentence or two what the text says.",
            },
        ),
        ("Japanese", {"fields": ["name_ja", "summary_ja"], "description": "Shown on Japanese pages."}),
        ("Korean", {"fields": ["name_ko", "summary_ko"], "description": "Shown on Korean pages."}),
    ]
    inlines = (CitationInline,)
