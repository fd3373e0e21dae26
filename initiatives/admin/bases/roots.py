"""Roots in the admin: publication status in lists, tools and checks beside the form, history, rules for deleting."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from initiatives.admin import history, unpublished
from initiatives.admin.bases.paging import NearPages
from initiatives.admin.bases.rows import RowAdmin
from initiatives.admin.links import preview_links
from initiatives.admin.publication_status import CLASSES, Standing
from initiatives.desk import checking, revisions
from initiatives.desk.dependencies import roots_that_name
from initiatives.desk.models import Revision
from initiatives.desk.status import CHANGED, NEVER, PUBLISHED, WITHDRAWN, differing, statuses
from initiatives.published.models import Action, Held
from initiatives.record import integrity, realm
from initiatives.record.kinds import kind_of


def tag(status: str, words: str = "") -> SafeString:
    """A status as a tag: shape and words, never colour alone."""
    return format_html('<span class="status-tag is-{}">{}</span>', CLASSES[status], words or status.capitalize())


class StatusFilter(admin.SimpleListFilter):
    """By publication status. Reads the rows that differ from the public record, not the whole of it."""

    title = "publication"
    parameter_name = "publication"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(status, status.capitalize()) for status in (NEVER, CHANGED, PUBLISHED, WITHDRAWN)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value()
        if wanted not in CLASSES:
            return queryset
        kind = kind_of(queryset.model).name
        gone = Held.objects.filter(kind=kind, action__in=[Action.WITHDRAWN, Action.PURGED])  # by its index
        withdrawn = list(gone.values_list("root", flat=True))
        if wanted == WITHDRAWN:
            return queryset.filter(pk__in=withdrawn)
        found = differing(kind)
        changed = [root for root, status in found.items() if status == CHANGED]
        if wanted == CHANGED:
            return queryset.filter(pk__in=changed)
        never = [root for root, status in found.items() if status == NEVER]
        revised = Exists(Revision.objects.filter(root=OuterRef("pk")))
        if wanted == NEVER:
            # What scripts made has no revision: to find it, every key must be looked at, once.
            unrevised = queryset.order_by().filter(~revised).values_list("pk", flat=True)[: NearPages.FARTHEST]
            return queryset.filter(pk__in=[*never, *unrevised])
        return queryset.exclude(pk__in=[*withdrawn, *changed, *never]).filter(revised)


class StatusList(ChangeList):
    """A list that reads the publication status of all its rows at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        found = statuses([row.pk for row in self.result_list])
        for row in self.result_list:
            row.publication_status = found[row.pk]


class RootAdmin(RowAdmin):
    """A record that is edited and published as a whole."""

    actions = ("compose_chosen",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StatusList

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(
                "<path:object_id>/compare/",
                self.admin_site.admin_view(self.compare_view),
                name=f"{name}_compare",
            ),
        ]
        return own + super().get_urls()

    # Beside the form

    def page_context(self, request: HttpRequest, obj: Any, standing: Standing) -> dict[str, Any]:
        if obj is None:
            return {}
        latest = standing.latest
        found = checking.findings([latest.body], standing.agreed) if latest and latest.body else []
        return {
            "public_path": standing.public_path,
            "previews": preview_links(obj) if kind_of(self.model).page else [],
            "errors_found": [one for one in found if one.level == integrity.ERROR],
            "warnings_found": [one for one in found if one.level != integrity.ERROR],
            "has_been_checked": bool(latest),
        }

    # History

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return history.history(self, request, object_id)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return history.compare(self, request, object_id)

    # Deleting

    def may_not_be_deleted(self, row: Model, standing: Standing) -> str:
        if standing.held is None:
            return ""
        return (
            f"“{row}” was published in publication {standing.held.publication_id}. What was once public is not deleted: "
            "withdraw it instead, with a reason that stays at its address."
        )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Deletes a root that was never public, and makes revisions of the roots that named it."""
        named_in = owned_by_others(obj)
        obj.delete()
        for kind, roots in named_in.items():
            reason = f"Deleted {self.opts.verbose_name} “{obj}”, which this named"
            revisions.revise_all(kind, roots, user=request.user, reason=reason)

    # Methods

    @admin.display(description="Name", ordering="name_en")
    def named(self, row: Any) -> str:
        return str(row.name_en)

    @admin.display(description="City", ordering="city_en")
    def placed(self, row: Any) -> str:
        return row.city_en or ""

    @admin.display(description="Publication")
    def publication(self, row: Any) -> SafeString:
        return tag(row.publication_status)

    @admin.action(description="Put the chosen ones into a changeset", permissions=("compose",))
    def compose_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        kind = kind_of(self.model).name
        chosen = [(kind, pk) for pk in queryset.values_list("pk", flat=True)]
        if len(chosen) > unpublished.MOST:
            self.message_user(request, f"Choose at most {unpublished.MOST} at a time.", messages.ERROR)
            return None
        return unpublished.composed(request, chosen)

    def has_compose_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("desk.add_changeset")


def owned_by_others(row: Model) -> dict[str, list[uuid.UUID]]:
    """kind → keys of the roots that point at this one, many-to-many included."""
    found: dict[str, list[uuid.UUID]] = {}
    for kind, root in roots_that_name({type(row): {row.pk}}, realm.DESK):
        if root != row.pk:
            found.setdefault(kind, []).append(root)
    return found
