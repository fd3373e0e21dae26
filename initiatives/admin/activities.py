"""Activities in the admin."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from initiatives.admin.bases.paging import FewRelated
from initiatives.admin.bases.roots import RootAdmin, StatusFilter
from initiatives.admin.citations import CitationInline
from initiatives.models import Activity


@admin.register(Activity)
class ActivityAdmin(RootAdmin, TranslationAdmin):
    list_display = ("named", "publication", "start", "placed", "initiative")
    list_select_related = ("initiative",)
    search_fields = ("name_en", "slug", "city_en", "start", "name_ja", "name_ko", "initiative__name_en")
    search_help_text = "Name, initiative, city or date."
    list_filter = (StatusFilter, ("initiative", FewRelated))
    fieldsets = [
        (
            "Identity",
            {
                "fields": ["name_en", "slug", "initiative"],
                "description": "Shown at the top of the activity’s page. The name in the words of the document.",
            },
        ),
        (
            "When and where",
            {
                "fields": [("start", "end"), ("city_en", "country")],
                "description": "Only as precise as the source: 2016-09 is shown as September 2016, never as a day.",
            },
        ),
        (
            "Who",
            {
                "fields": ["convener_en", "convener_official", "level_en", "participants_en", "count_claim"],
                "description": "As printed. A claim about counts is kept word for word, as a claim.",
            },
        ),
        ("Our summary", {"fields": ["summary_en"], "description": "Shown under the title, labelled as ours."}),
        (
            "Japanese",
            {
                "fields": ["name_ja", "city_ja", "convener_ja", "level_ja", "participants_ja", "summary_ja"],
                "description": "Shown on Japanese pages.",
            },
        ),
        (
            "Korean",
            {
                "fields": ["name_ko", "city_ko", "convener_ko", "level_ko", "participants_ko", "summary_ko"],
                "description": "Shown on Korean pages.",
            },
        ),
    ]
    autocomplete_fields = ("initiative", "country", "convener_official")
    inlines = (CitationInline,)
