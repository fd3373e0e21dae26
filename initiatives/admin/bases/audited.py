"""For the audit log, what is done in the admin and makes no revision: accounts, groups, deleting a root."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from initiatives.desk import audit
from initiatives.desk.models import EntryAction
from initiatives.record.kinds import KIND_OF


class Audited(admin.ModelAdmin):
    """An admin whose every addition, change and deletion is in the audit log. Of rows of the record, revisions are."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        write_entry(EntryAction.ACCOUNT_ADDED, obj, request)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        write_entry(EntryAction.ACCOUNT_CHANGED, obj, request, before=self.state_before(request))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for row in queryset:
            write_entry(EntryAction.ACCOUNT_REMOVED, row, request, before=audit.state_of(row))
        return super().log_deletions(request, queryset)

    def state_before(self, request: HttpRequest) -> str:
        """The hash of the row as it was before it was changed; empty of rows that have revisions."""
        return ""


def write_entry(action: EntryAction, row: Model, request: HttpRequest, before: str = "") -> None:
    """Stores the entry a row of this kind has."""
    if type(row) in KIND_OF and action == EntryAction.ACCOUNT_REMOVED:
        audit.removed(KIND_OF[type(row)].name, row.pk, user=request.user, note="deleted")
    elif row._meta.app_label != "initiatives":
        audit.kept_account(action, row, user=request.user, before=before)
