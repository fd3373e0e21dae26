"""Documents in the admin. Their text is given once, when they are filed; afterwards it is shown and never edited."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from modeltranslation.admin import TranslationAdmin

from initiatives.admin import pairs
from initiatives.admin.bases.rows import RowAdmin, RowForm
from initiatives.admin.links import preview_links, to_change
from initiatives.admin.publication_status import Standing
from initiatives.desk import originals
from initiatives.models import Document
from initiatives.models.documents import fingerprint
from initiatives.record import realm

LARGEST = 5_000_000  # bytes of a text file
SHOWN = 20_000  # characters of a text that its form shows


class DocumentForm(RowForm):
    """A document; as a language version it is one of an original of the same meeting in another language."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        original = cleaned.get("version_of")
        if "version_of" not in self.fields or "version_of" in self.errors:
            return cleaned
        stored: Document = self.instance
        self._keep_pairs(original)
        if original is None:
            if cleaned.get("version"):
                self.add_error("version_of", "Name the original that this is a version of, or say nothing of versions.")
            return cleaned
        meeting = cleaned.get("meeting") or (stored.meeting if stored.meeting_id else None)
        if original.pk == stored.pk:
            self.add_error("version_of", "A document is no version of itself: name the original.")
        elif meeting and original.meeting_id != meeting.pk:
            self.add_error("version_of", "That document is of another round. A version stands with its original.")
        elif original.version_of_id:
            self.add_error("version_of", f"That is a version itself. Name the original: “{original.version_of}”.")
        elif original.language == cleaned.get("language"):
            language = original.get_language_display()
            self.add_error("version_of", f"That document is in {language} as well: a version is in another language.")
        elif not stored._state.adding and stored.versions.exists():
            self.add_error("version_of", "Other documents name this one as their original. Change those first.")
        elif not cleaned.get("version") and "version" not in self.errors:
            self.add_error("version", "Say whether it is an official or an unofficial version.")
        return cleaned

    def _keep_pairs(self, original: Document | None) -> None:
        """Refuses another original, or none, for a version whose passages are paired with those of the one it has."""
        stored: Document = self.instance
        if stored._state.adding or not stored.version_of_id or (original and original.pk == stored.version_of_id):
            return
        paired = stored.passages.filter(counterpart__isnull=False).count()
        if paired:
            words = "1 passage is" if paired == 1 else f"{paired} passages are"
            what = f"{words} paired with “{stored.version_of}”. Take the pairs apart on the page of both texts first."
            self.add_error("version_of", what)


class FilingForm(DocumentForm):
    """The form of a new document: the text is pasted or uploaded once, or left out where it is not held."""

    text_pasted = forms.CharField(
        label="Text, pasted",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 90}),
        help_text="Exactly as issued. It cannot be changed once it is saved.",
    )
    text_file = forms.FileField(
        label="Text, as a file",
        required=False,
        help_text="A plain text file in UTF-8: kept to the byte. Leave both empty for a document that is only listed.",
    )

    def clean_text_file(self) -> tuple[str, str, bytes] | None:
        """(text, name, bytes) of the file, or None."""
        file: UploadedFile | None = self.cleaned_data.get("text_file")
        if not file:
            return None
        if (file.size or 0) > LARGEST:
            raise ValidationError("The file is larger than 5 MB. Is it plain text?", code="too_large")
        content = file.read()
        try:
            text = content.decode()
        except UnicodeDecodeError:
            raise ValidationError("The file is not plain text in UTF-8. Save it as UTF-8 text.", code="utf8") from None
        return text, file.name or "", content

    def clean(self) -> dict[str, Any]:
        pasted = self.cleaned_data.get("text_pasted", "").replace("\r\n", "\n")
        cleaned = super().clean()
        file = cleaned.get("text_file")
        if pasted.strip() and file:
            self.add_error("text_file", "Give the text once: pasted, or as a file.")
        text = file[0] if file else pasted if pasted.strip() else ""
        if "\0" in text:
            self.add_error(
                "text_file" if file else "text_pasted", "The text holds a NUL character: it is not plain text."
            )
        elif text:
            self.instance.text, self.instance.sha256 = text, fingerprint(text)
        return cleaned


@admin.register(Document)
class DocumentAdmin(RowAdmin, TranslationAdmin):
    form = DocumentForm
    list_display = ("title", "meeting", "kind", "language", "issued_on", "is_held")
    list_select_related = ("meeting",)
    search_fields = ("title", "slug", "issuers_en", "meeting__name_en", "meeting__slug")
    search_help_text = "Title, issuers or round."
    list_filter = ("kind", "language", "version", "joint", "is_translation")
    fieldsets = [
        (
            "Identity",
            {
                "fields": [
                    "meeting",
                    "title",
                    "slug",
                    ("kind", "language"),
                    ("issuers_en", "joint"),
                    ("issued_on", "copied_on"),
                    "occasion",
                ],
                "description": "Shown at the top of the reader. Title, kind and date are cited in the round’s form.",
            },
        ),
        (
            "Where it is",
            {
                "fields": ["source_address", "archive_address", "read_on", "licence_en"],
                "description": "The address it was read at and when, and a copy in a public archive, in case that goes.",
            },
        ),
        (
            "Translation",
            {
                "fields": ["is_translation", "translation_of"],
                "description": "An official translation stands beside the document it translates.",
            },
        ),
        (
            "Language versions",
            {
                "fields": [("version_of", "version"), "versions_listed"],
                "description": (
                    "One paper in several languages: each other document of the round says of which one it is a version. "
                    "On Japanese and Korean pages statements stand as an official version has them."
                ),
            },
        ),
        (
            "Our note",
            {"fields": ["note_en", "received_en"], "description": "Shown in the catalogue entry, labelled as ours."},
        ),
        (
            "Japanese",
            {
                "fields": ["issuers_ja", "licence_ja", "note_ja", "received_ja"],
                "description": "Shown on Japanese pages.",
            },
        ),
        (
            "Korean",
            {
                "fields": ["issuers_ko", "licence_ko", "note_ko", "received_ko"],
                "description": "Shown on Korean pages.",
            },
        ),
        (
            "Text as filed",
            {
                "fields": ["fingerprint_shown", "passages_listed", "text_shown"],
                "description": "Kept exactly as filed, to the byte, and never edited. What is read from it are its passages.",
            },
        ),
    ]
    readonly_fields = ("versions_listed", "fingerprint_shown", "passages_listed", "text_shown")
    autocomplete_fields = ("meeting", "translation_of", "version_of")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Lists and choices leave the long text out; the form of one document reads it."""
        rows = super().get_queryset(request)
        match = request.resolver_match
        return rows if match and match.url_name == "initiatives_document_change" else rows.defer("text")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = FilingForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return self.fieldsets
        text = (
            "Text as filed",
            {
                "fields": ["text_pasted", "text_file"],
                "description": "Given once and kept exactly. A document whose text is not held is listed with its address.",
            },
        )
        return [*self.fieldsets[:-1], text]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "meeting") if obj else ("versions_listed",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.pairs_view)
        return [path("<path:object_id>/pairs/", view, name="initiatives_document_pairs"), *super().get_urls()]

    def pairs_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return pairs.page(request, self, object_id)

    def page_context(self, request: HttpRequest, obj: Any, standing: Standing) -> dict[str, Any]:
        if obj is None:
            return {}
        public = Document.objects.using(realm.PUBLIC).filter(pk=obj.pk) if standing.is_public else None
        slug = public.values_list("slug", flat=True).first() if public is not None else None
        return {"previews": preview_links(obj), "public_path": reverse("document", args=[slug]) if slug else ""}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        file = None if change else form.cleaned_data.get("text_file")
        if file:
            _, obj.original_name, content = file
            obj.original_name = obj.original_name[:200]
            obj.original_sha256 = originals.keep(content)
        super().save_model(request, obj, form, change)

    @admin.display(description="Held", boolean=True)
    def is_held(self, row: Document) -> bool:
        return not row.is_listed

    @admin.display(description="Versions")
    def versions_listed(self, row: Document) -> SafeString | str:
        if row._state.adding:
            return "Save it first; then both texts are set side by side."
        if row.version_of_id:
            address = reverse("admin:initiatives_document_pairs", args=[row.pk])
            return format_html('<a href="{}">Both texts side by side, with their pairs</a>', address)
        found = row.versions.defer("text").order_by("language", "slug")
        lines = [(to_change(one), one.get_language_display(), one.get_version_display()) for one in found]
        if not lines:
            return "No other document names this one as its original."
        return format_html('<ul class="linked">{}</ul>', format_html_join("", "<li>{} ({}, {})</li>", lines))

    @admin.display(description="SHA-256")
    def fingerprint_shown(self, row: Document) -> SafeString | str:
        if row.is_listed:
            return "The text is not held: this document is listed with its address."
        return format_html(
            "<code>{}</code><div>{} characters. {}</div>",
            row.sha256,
            f"{len(row.text):,}",
            f"Filed as {row.original_name}." if row.original_name else "",
        )

    @admin.display(description="Passages")
    def passages_listed(self, row: Document) -> SafeString:
        count = row.passages.aggregate(count=Count("pk"))["count"]
        return format_html(
            '<a href="{}?document={}">{} passages</a> <a class="addlink" href="{}?document={}">Add a passage</a>',
            reverse("admin:initiatives_passage_changelist"),
            row.pk,
            count,
            reverse("admin:initiatives_passage_add"),
            row.pk,
        )

    @admin.display(description="Text")
    def text_shown(self, row: Document) -> SafeString | str:
        if row.is_listed:
            return "Not held."
        more = f"… and {len(row.text) - SHOWN:,} characters more" if len(row.text) > SHOWN else ""
        return format_html(
            '<div class="as-filed" tabindex="0" role="region" aria-label="Text as filed">{}{}</div>',
            row.text[:SHOWN],
            more,
        )
