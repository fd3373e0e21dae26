"""Changesets, revisions and publications in the admin: looked at here, made by saving and publishing."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from initiatives.desk.models import Changeset, LineAction, Revision
from initiatives.published.models import Publication
from initiatives.record.comparison import differences_of


class ReadOnly(admin.ModelAdmin):
    """What is looked at and never edited."""

    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # Django opens a transaction for writing before it asks for permission, and the router has none for publications.

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            raise PermissionDenied("This is looked at and never edited.")
        return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            raise PermissionDenied("This is looked at and never edited.")
        return super().delete_view(request, *args, **kwargs)


def to_publication(number: int | None) -> SafeString | str:
    """A link to a publication where the public reads about it."""
    if number is None:
        return "–"
    return format_html('<a href="/changes/#publication-{}">Publication {}</a>', number, number)


@admin.register(Changeset)
class ChangesetAdmin(ReadOnly):
    list_display = ("title", "state", "size", "created_by", "created_at", "published_as")
    list_filter = ("state", "is_emergency", "is_minor")
    search_fields = ("title", "note", "remarks")
    search_help_text = "Title, note or remarks."
    fieldsets = [
        ("What it publishes", {"fields": ["title", "note", ("is_minor", "is_emergency"), "reason", "remarks"]}),
        ("Where it stands", {"fields": ["state", "published_as", "published_at", "published_by"]}),
        ("How it came here", {"fields": ["created_by", "created_at", "submitted_by", "approved_by", "sha256"]}),
    ]
    readonly_fields = ("published_as",)
    change_form_template = "admin/changeset.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Changeset.objects.all().for_list()  # type: ignore[attr-defined, no-any-return]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        changeset: Changeset = context["original"]
        lines = list(changeset.lines.select_related("revision__made_by"))
        olds = self._before(lines, changeset)
        pairs = [
            (olds.get(line.root, ""), line.body or line.revision.body)
            if line.action == LineAction.PUBLISH
            else ("", "")
            for line in lines
        ]
        for line, found in zip(lines, differences_of(pairs), strict=True):
            line.differences = found  # type: ignore[attr-defined]
            line.url = reverse(f"admin:initiatives_{line.revision.kind}_change", args=[line.root])  # type: ignore[attr-defined]
        context["lines"] = lines
        return super().render_change_form(request, context, *args, **kwargs)

    @staticmethod
    def _before(lines: list[Any], changeset: Changeset) -> dict[Any, str]:
        """root → the body that was public before the changeset: of the last revision published by another one."""
        found: dict[Any, str] = {}
        earlier = Revision.objects.filter(root__in=[line.root for line in lines], publication__isnull=False)
        if changeset.publication:
            earlier = earlier.filter(publication__lt=changeset.publication)
        for root, body in earlier.order_by("number").values_list("root", "body"):
            found[root] = body
        return found

    @admin.display(description="Records", ordering="size")
    def size(self, changeset: Any) -> int:
        return int(changeset.size)

    @admin.display(description="Published as", ordering="publication")
    def published_as(self, changeset: Changeset) -> SafeString | str:
        return to_publication(changeset.publication)


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    list_display = ("label", "kind", "number", "made_by", "made_at", "reason", "published_as")
    list_display_links = None
    list_select_related = ("made_by",)
    list_filter = ("kind", "made_at")
    search_fields = ("label", "reason", "made_by__username")
    search_help_text = "Name of the record, reason, or who."
    fields = ("label", "kind", "number", "made_by", "made_at", "reason", "published_as", "sha256")
    readonly_fields = ("published_as",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("body")

    @admin.display(description="Published as", ordering="publication")
    def published_as(self, revision: Revision) -> SafeString | str:
        return to_publication(revision.publication)


@admin.register(Publication)
class PublicationAdmin(ReadOnly):
    list_display = ("on_the_site", "title", "note", "is_minor", "is_emergency", "published_at")
    list_display_links = None
    list_filter = ("is_minor", "is_emergency")
    search_fields = ("title", "note")
    search_help_text = "Title or note."
    fields = ("title", "note", "is_minor", "is_emergency", "published_at")

    @admin.display(description="Publication", ordering="number")
    def on_the_site(self, publication: Publication) -> SafeString | str:
        return to_publication(publication.number)
