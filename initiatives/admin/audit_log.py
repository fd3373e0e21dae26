"""The audit log in the admin: read, searched and filtered by administrators, changed by nobody."""

import uuid
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from initiatives.admin.bases.paging import NearPages
from initiatives.desk.models import Changeset, Entry, Proposal, Revision
from initiatives.published.search.patterns import MOST_WORDS


class NamedEntries(ChangeList):
    """Entries with the names and reasons of what they tell of, in three queries for a page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        entries = list(self.result_list)
        revised = [entry for entry in entries if entry.revision is not None]
        found = Revision.objects.filter(
            root__in={uuid.UUID(entry.key) for entry in revised}, number__in={entry.revision for entry in revised}
        )
        names = {
            (str(root), number): said for root, number, *said in found.values_list("root", "number", "label", "reason")
        }
        titles: dict[str, str] = {}
        for kind, model in (("changeset", Changeset), ("proposal", Proposal)):
            keys = {entry.key for entry in entries if entry.kind == kind}
            rows: Any = model._default_manager.filter(pk__in=keys).values_list("pk", "title")
            titles.update({str(pk): title for pk, title in rows})
        for entry in entries:
            label, reason = names.get((entry.key, entry.revision), (entry.label, ""))
            entry.named = titles.get(entry.key, label) or entry.key
            entry.said = entry.note or reason
        self.result_list = entries


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    list_display = ("when", "person", "action", "kind", "named", "said", "source", "hashes")
    list_display_links = ("when",)
    list_filter = ("action", "at")
    search_fields = ("person",)  # see get_search_results
    search_help_text = (
        "A day as 2026-11-23, a person, an action, a place such as admin or scheduler, a key, or words of a name."
    )
    list_per_page = 50
    paginator = NearPages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count everything
    actions = None

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedEntries

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        for word in search_term.split()[:MOST_WORDS]:
            queryset = queryset.matching(word)
        return queryset, False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="When (UTC)", ordering="id")
    def when(self, entry: Entry) -> str:
        return f"{entry.at:%Y-%m-%d %H:%M:%S}"

    @admin.display(description="Name")
    def named(self, entry: Any) -> str:
        return str(entry.named)

    @admin.display(description="Note")
    def said(self, entry: Any) -> str:
        return str(entry.said)

    @admin.display(description="From, to")
    def hashes(self, entry: Entry) -> str:
        return f"{entry.before[:8] or '–'} → {entry.after[:8] or '–'}" if entry.before or entry.after else ""
