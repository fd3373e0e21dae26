"""References in the admin: resolutions, forums and initiatives of others."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from initiatives.admin.bases.roots import RootAdmin, StatusFilter
from initiatives.admin.citations import CitationInline
from initiatives.models import Reference


@admin.register(Reference)
class ReferenceAdmin(RootAdmin, TranslationAdmin):
    list_display = ("named", "publication", "kind", "symbol")
    search_fields = ("name_en", "symbol", "slug", "name_ja", "name_ko")
    search_help_text = "Name or symbol."
    list_filter = (StatusFilter, "kind")
    fieldsets = [
        (
            "Identity",
            {
                "fields": ["kind", ("symbol", "name_en"), "slug", "address"],
                "description": "Shown at the top of its page, and wherever a statement names it. As printed.",
            },
        ),
        (
            "Our summary",
            {"fields": ["summary_en"], "description": "Shown under the title, labelled as ours."},
        ),
        ("Japanese", {"fields": ["name_ja", "summary_ja"], "description": "Shown on Japanese pages."}),
        ("Korean", {"fields": ["name_ko", "summary_ko"], "description": "Shown on Korean pages."}),
    ]
    inlines = (CitationInline,)
