"""For the audit log, what is done in the admin and makes no revision: accounts, groups, changesets, deleting."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from initiatives.desk import audit
from initiatives.desk.models import Changeset, EntryAction
from initiatives.record.aggregates import AGGREGATES

ROOTS = {aggregate.root: kind for kind, aggregate in AGGREGATES.items()}


class Audited(admin.ModelAdmin):
    """An admin whose every addition, change and deletion is in the audit log. Of rows of the record, revisions are."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        tell(EntryAction.ACCOUNT_ADDED, obj, request)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        tell(EntryAction.ACCOUNT_CHANGED, obj, request, before=getattr(request, "_state_before", ""))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for row in queryset:
            tell(EntryAction.ACCOUNT_REMOVED, row, request, before=audit.state_of(row))
        return super().log_deletions(request, queryset)


class WithoutRevisions(Audited):
    """The admin of rows that have no revisions: their state before is remembered when the request comes."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            request._state_before = audit.state_of(row)  # type: ignore[attr-defined]
        return row


def is_of_the_record(row: Model) -> bool:
    return row._meta.app_label == "initiatives"


def tell(action: EntryAction, row: Model, request: HttpRequest, before: str = "") -> None:
    """Stores the entry a row of this kind has."""
    gone = action == EntryAction.ACCOUNT_REMOVED
    if type(row) in ROOTS and gone:
        audit.removed(ROOTS[type(row)], row.pk, user=request.user, note="deleted")
    elif isinstance(row, Changeset):
        step = EntryAction.REMOVED if gone else EntryAction.STEPPED
        audit.stepped(step, row, user=request.user, note="deleted" if gone else "edited")
    elif not is_of_the_record(row):
        audit.kept_account(action, row, user=request.user, before=before)
