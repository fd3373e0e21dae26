"""Passages in the admin: the numbered pieces a document is read into. Saving one makes a revision of its meeting."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, TextField
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from initiatives.admin.bases.paging import FewRelated
from initiatives.admin.bases.rows import RowAdmin, RowForm
from initiatives.admin.bases.widgets import keys
from initiatives.admin.links import preview_links, to_change
from initiatives.admin.publication_status import Standing
from initiatives.models import Passage


class PassageForm(RowForm):
    """A passage of a document, checked against the text it was filed with."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        document = cleaned.get("document") or (self.instance.document if self.instance.document_id else None)
        end = cleaned.get("end")
        if document and document.sha256 and end is not None and end > len(document.text):
            self.add_error("end", f"The text as filed has only {len(document.text):,} characters.")
        parent = cleaned.get("parent")
        if parent and document and parent.document_id != document.pk:
            self.add_error("parent", "The passage it is part of belongs to another document.")
        if parent and parent.pk == self.instance.pk:
            self.add_error("parent", "A passage is not part of itself.")
        counterpart = cleaned.get("counterpart")
        if counterpart and document and counterpart.document_id != document.version_of_id:
            self.add_error("counterpart", "That is no passage of the original that this document is a version of.")
        elif counterpart and counterpart.kind != cleaned.get("kind"):
            kind = counterpart.get_kind_display()
            self.add_error("counterpart", f"¶ {counterpart.number} of the original is a {kind}: pair it with its like.")
        return cleaned


@admin.register(Passage)
class PassageAdmin(RowAdmin):
    list_display = ("number", "kind", "words", "document", "pillar", "initiative")
    list_display_links = ("number", "words")
    list_select_related = ("document", "pillar", "initiative")
    list_per_page = 100
    # By key of the document, since an order by its date would have the database sort every passage for each page.
    ordering = ("document_id", "position")
    search_fields = ("^number", "text", "document__slug", "document__title")
    search_help_text = "Number, words, or document: 3.2 washington."
    list_filter = ("kind", ("pillar", FewRelated))
    fieldsets = [
        (
            "Words",
            {
                "fields": ["document", ("number", "kind"), "lead_in", "text"],
                "description": (
                    "The reading text: page breaks joined, stray marks left out, each repair noted below. The number is "
                    "public (¶ 3.2) and cited: do not change it."
                ),
            },
        ),
        (
            "Place in the text as filed",
            {
                "fields": ["position", ("start", "end"), "as_filed", "repairs", "parent"],
                "description": "From the first code point to before the last. The text itself is never edited.",
            },
        ),
        (
            "What it speaks to",
            {
                "fields": ["pillar", "initiative", "named_initiatives", "references", "speaker"],
                "description": (
                    "Places the statement on the pages of its pillar, initiative, references and speaker. Related "
                    "initiatives follow from the others it names."
                ),
            },
        ),
        (
            "In the original",
            {
                "fields": ["counterpart"],
                "description": "Of a language version. The form of its document sets both texts side by side.",
            },
        ),
        ("Cited by", {"fields": ["citations_listed"], "description": "Facts that rest on these words."}),
    ]
    readonly_fields = ("as_filed", "citations_listed")
    autocomplete_fields = (
        "document",
        "parent",
        "pillar",
        "initiative",
        "named_initiatives",
        "references",
        "speaker",
        "counterpart",
    )
    form = PassageForm
    formfield_overrides = {TextField: {"widget": forms.Textarea(attrs={"rows": 5, "cols": 90})}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With document and meeting; the document's long text only for the form of one passage."""
        rows = super().get_queryset(request).select_related("document__meeting")
        match = request.resolver_match
        return rows if match and match.url_name == "initiatives_passage_change" else rows.defer("document__text")

    def page_context(self, request: HttpRequest, obj: Any, standing: Standing) -> dict[str, Any]:
        return {"previews": preview_links(obj)} if obj else {}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "document") if obj else self.readonly_fields

    def get_urls(self) -> list[URLPattern]:
        words = self.admin_site.admin_view(self.words_view)
        return [path("words/", words, name="initiatives_passage_words"), *super().get_urls()]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "document" or super().lookup_allowed(lookup, value, request)

    def words_view(self, request: HttpRequest) -> JsonResponse:
        """The words of one passage, for filling a quotation."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        passage = Passage.objects.select_related("document").defer("document__text")
        found = passage.filter(pk__in=keys([request.GET.get("passage")])).first()
        if found is None:
            raise Http404("There is no such passage.")
        return JsonResponse({"number": found.number, "text": found.text, "document": found.document.title})

    @admin.display(description="Words")
    def words(self, row: Passage) -> str:
        return row.text if len(row.text) <= 120 else f"{row.text[:119]}…"

    @admin.display(description="As filed")
    def as_filed(self, row: Passage) -> SafeString | str:
        if row._state.adding or not row.document.sha256:
            return "The text is not held." if not row._state.adding else "Shown once the passage is saved."
        return format_html('<div class="as-filed">{}</div>', row.document.text[row.start : row.end])

    @admin.display(description="Citations")
    def citations_listed(self, row: Passage) -> SafeString | str:
        if row._state.adding:
            return "None yet."
        found: Any = row.cited_by.for_reader()[:100]
        lines = [format_html("<li>{} ({})</li>", to_change(one.root), one.field) for one in found]
        return format_html('<ul class="linked">{}</ul>', SafeString("".join(lines))) if lines else "None."
