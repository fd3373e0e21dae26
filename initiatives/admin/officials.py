"""Officials in the admin, with the names sources print for them and the posts they held."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from modeltranslation.admin import TranslationStackedInline

from initiatives.admin.bases.roots import RootAdmin, StatusFilter
from initiatives.admin.bases.rows import RowForm
from initiatives.admin.bases.widgets import LooksUp, RowFormSet
from initiatives.admin.citations import CitationInline
from initiatives.admin.links import to_change
from initiatives.models import Official, OfficialName, Tenure


class NameInline(LooksUp, admin.StackedInline):
    model = OfficialName
    form = RowForm
    formset = RowFormSet
    extra = 0
    fieldsets = [(None, {"fields": [("value", "romanisation"), ("script", "language", "position")]})]
    verbose_name_plural = "Names as sources print them"


class TenureInline(LooksUp, TranslationStackedInline):
    model = Tenure
    form = RowForm
    formset = RowFormSet
    extra = 0
    verbose_name_plural = "Posts"
    fieldsets = [
        (
            None,
            {"fields": [("title_en", "organisation_en"), "country", ("named_on", "start", "end", "last_cited_on")]},
        ),
        ("Japanese", {"fields": [("title_ja", "organisation_ja")]}),
        ("Korean", {"fields": [("title_ko", "organisation_ko")]}),
    ]
    autocomplete_fields = ("country",)


@admin.register(Official)
class OfficialAdmin(RootAdmin):
    list_display = ("name", "publication", "family_name", "slug")
    search_fields = ("name", "slug", "names__value")
    search_help_text = "Name in any script."
    list_filter = (StatusFilter,)
    fieldsets = [
        (
            "Identity",
            {
                "fields": ["name", ("family_name", "given_name"), "slug"],
                "description": (
                    "Shown at the top of the official’s page. The name is printed in the order of the source; which "
                    "part is the family name is data, for sorting."
                ),
            },
        ),
        (
            "At the rounds",
            {
                "fields": ["delegations_listed"],
                "description": "Edited in the form of each round, with name and title as printed there.",
            },
        ),
    ]
    readonly_fields = ("delegations_listed",)
    inlines = (NameInline, TenureInline, CitationInline)

    @admin.display(description="Delegations")
    def delegations_listed(self, row: Official) -> SafeString | str:
        if row._state.adding:
            return "None yet."
        found: Any = row.delegations.select_related("meeting").order_by("meeting__start")[:50]
        links = [(to_change(one.meeting), one.title) for one in found]
        return format_html_join("", "<div>{}: {}</div>", links) or "None."
