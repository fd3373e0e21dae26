"""Countries in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from modeltranslation.admin import TranslationAdmin

from initiatives.admin.bases.roots import RootAdmin, StatusFilter
from initiatives.admin.citations import CitationInline
from initiatives.admin.links import previews_of
from initiatives.admin.publication_status import Standing
from initiatives.models import Country


@admin.register(Country)
class CountryAdmin(RootAdmin, TranslationAdmin):
    list_display = ("named", "publication", "code", "party")
    search_fields = ("name_en", "code", "short_name_en", "name_ja", "name_ko")
    search_help_text = "Name or code."
    list_filter = (StatusFilter, "party")
    fieldsets = [
        (
            "Identity",
            {
                "fields": ["code", "name_en", "short_name_en", "formal_name_en"],
                "description": "Shown wherever a party or a place is named. Write them as the sources print them.",
            },
        ),
        (
            "Place among the three",
            {
                "fields": ["party", ("position_en", "position_ja", "position_ko")],
                "description": "日米韓, 한미일: each language has its own order of the three parties.",
            },
        ),
        (
            "Japanese",
            {"fields": ["name_ja", "short_name_ja", "formal_name_ja"], "description": "Shown on Japanese pages."},
        ),
        (
            "Korean",
            {"fields": ["name_ko", "short_name_ko", "formal_name_ko"], "description": "Shown on Korean pages."},
        ),
    ]
    inlines = (CitationInline,)

    def page_context(self, request: HttpRequest, obj: Any, standing: Standing) -> dict[str, Any]:
        """A country has no page: its preview is that of the officials, where countries are named."""
        query = f"?party={obj.code}" if obj and obj.party else ""
        context = super().page_context(request, obj, standing)
        return {**context, "previews": previews_of(f"{reverse('officials')}{query}")} if obj else context
