"""Meetings in the admin: delegates and citations in the form, documents and activities a step away."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from initiatives.admin.bases.roots import RootAdmin, StatusFilter
from initiatives.admin.bases.rows import RowForm
from initiatives.admin.bases.widgets import LooksUp, RowFormSet
from initiatives.admin.citations import CitationInline
from initiatives.admin.links import to_change
from initiatives.choices import MeetingState
from initiatives.dates import PartialDate
from initiatives.models import Activity, Delegate, Meeting


class MeetingForm(RowForm):
    """A meeting that is planned or was postponed keeps the day it is moved from among its earlier days."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        stored: Meeting = self.instance  # nothing of what was typed is in it yet
        if stored._state.adding or stored.state not in (MeetingState.PLANNED, MeetingState.POSTPONED):
            return cleaned
        day, listed = f"{stored.start}/{stored.end}".rstrip("/"), cleaned.get("earlier_days")
        if "earlier_days" not in self.fields or listed is None or not is_moved(stored.start, cleaned.get("start")):
            return cleaned
        if day not in listed.split():
            cleaned["earlier_days"] = "\n".join([*listed.split(), day])
            self.notes = (f"{day} stands among the earlier days now: the day was changed after it was made known.",)
        return cleaned


def is_moved(was: str, now: str | None) -> bool:
    """True where a day is another one, and not the same one said more exactly."""
    if not was or not now or was == now:
        return False
    old, new = PartialDate(was), PartialDate(now)
    return not (old.first_day <= new.first_day and new.last_day <= old.last_day)


class DelegateInline(LooksUp, TranslationStackedInline):
    model = Delegate
    form = RowForm
    formset = RowFormSet
    extra = 0
    verbose_name_plural = "Delegates, in the order of the source"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("official", "country"),
                    ("name", "title"),
                    ("role", "position"),
                    ("title_translation_en", "title_translation_ja", "title_translation_ko"),
                ]
            },
        ),
    ]
    autocomplete_fields = ("official", "country")


@admin.register(Meeting)
class MeetingAdmin(RootAdmin, TranslationAdmin):
    form = MeetingForm
    heading = "Rounds and calls"
    list_display = ("named", "publication", "ordinal", "start", "placed", "kind", "state")
    list_select_related = ("country",)
    search_fields = ("name_en", "slug", "city_en", "start", "name_ja", "name_ko")
    search_help_text = "Name, city or date."
    list_filter = (StatusFilter, "kind", "state")
    fieldsets = [
        (
            "Identity",
            {
                "fields": ["name_en", "slug", ("kind", "number"), ("state", "earlier_days"), "checked_on"],
                "description": "Shown at the top of the page. A number is a claim and needs a source; calls have none.",
            },
        ),
        (
            "When and where",
            {
                "fields": [
                    ("start", "end"),
                    ("starts_at", "ends_at", "minutes"),
                    "time_zone",
                    ("city_en", "country"),
                    "venue_en",
                    "host",
                    "format",
                ],
                "description": "The strip of four facts under the title. Dates only as precise as the source.",
            },
        ),
        (
            "Our summary",
            {
                "fields": ["summary_en", "count_claim"],
                "description": "Shown before the text, labelled as ours. Report, do not characterise.",
            },
        ),
        (
            "Source documents",
            {
                "fields": ["documents_listed"],
                "description": "Each has a form of its own; saving it makes a revision of this round.",
            },
        ),
        (
            "Activities its documents report",
            {"fields": ["activities_listed"], "description": "Each has a page and a form of its own."},
        ),
        (
            "Japanese",
            {"fields": ["name_ja", "city_ja", "venue_ja", "summary_ja"], "description": "Shown on Japanese pages."},
        ),
        (
            "Korean",
            {"fields": ["name_ko", "city_ko", "venue_ko", "summary_ko"], "description": "Shown on Korean pages."},
        ),
    ]
    readonly_fields = ("documents_listed", "activities_listed")
    autocomplete_fields = ("country", "host")
    inlines = (DelegateInline, CitationInline)

    @admin.display(description="No.", ordering="number")
    def ordinal(self, row: Meeting) -> int | None:
        return row.number

    @admin.display(description="Documents")
    def documents_listed(self, row: Meeting) -> SafeString | str:
        if row._state.adding:
            return "Save the round first, then add its documents."
        found: QuerySet[Any] = row.documents.defer("text").annotate(passage_count=Count("passages")).order_by("slug")
        passages = reverse("admin:initiatives_passage_changelist")
        items = [
            (
                to_change(one),
                one.get_kind_display(),
                "listed, text not held"
                if one.is_listed
                else format_html('<a href="{}?document={}">{} passages</a>', passages, one.pk, one.passage_count),
            )
            for one in found
        ]
        listed = format_html_join("", "<li>{} <span>({}; {})</span></li>", items)
        add = format_html(
            '<a class="addlink" href="{}?meeting={}">Add a document</a>',
            reverse("admin:initiatives_document_add"),
            row.pk,
        )
        return format_html('<ul class="linked">{}</ul>{}', listed, add)

    @admin.display(description="Activities")
    def activities_listed(self, row: Meeting) -> SafeString | str:
        if row._state.adding:
            return "None yet."
        found = Activity.objects.filter(citations__passage__document__meeting=row).distinct().order_by("start", "slug")
        items = [(one.start, to_change(one)) for one in found]
        listed = format_html_join("", "<li>{} · {}</li>", items)
        add = format_html(
            '<a class="addlink" href="{}">Add an activity</a>',
            reverse("admin:initiatives_activity_add"),
        )
        return format_html('<ul class="linked">{}</ul>{}', listed, add)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """A number alone finds the round of that number first."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if search_term.isdecimal() and len(search_term) < 4:
            found = found | queryset.filter(number=int(search_term))
        return found, duplicates
