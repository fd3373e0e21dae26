"""For the audit log, what is done in the admin and makes no revision: accounts, groups, changesets, deleting."""

import json
from typing import Any

from django.contrib import admin
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from initiatives.desk import audit
from initiatives.desk.models import Changeset, EntryAction
from initiatives.record.bodies import digest
from initiatives.record.kinds import KIND_OF


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


NOT_TYPED = ("last_login", "password")  # no field of the form, or changed by signing in


def state_token(row: Model) -> str:
    """A hash of what the form of a row without revisions can change."""
    told = json.loads(serializers.serialize("json", [row]))[0]["fields"]
    return digest(json.dumps({name: value for name, value in told.items() if name not in NOT_TYPED}, sort_keys=True))


class WithoutRevisions(Audited):
    """The admin of rows that have no revisions: their state before is remembered, and none is overwritten unseen."""

    change_form_template = "admin/account_form.html"

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            request._state_before = audit.state_of(row)  # type: ignore[attr-defined]
        return row

    def _changeform_view(self, request: HttpRequest, object_id: str | None, *args: Any) -> HttpResponse:
        """As Django's, in its transaction; two savers of one row wait for each other."""
        if request.method == "POST" and object_id and object_id.isdecimal() and len(object_id) < 19:
            rows = self.model._default_manager.select_for_update()  # type: ignore[attr-defined]
            list(rows.filter(pk=object_id).values_list("pk"))
        return super()._changeform_view(request, object_id, *args)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None or not change:
            return form
        now = state_token(obj)

        class Unseen(form):  # type: ignore[misc, valid-type]
            """Refused where the row was saved since the form was opened; says what is saved now."""

            def clean(self) -> Any:
                cleaned = super().clean()
                if self.data.get("state_token") != now:
                    saved = [f"{self.fields[name].label}: {shown(self, name)}" for name in self.changed_data]
                    raise ValidationError(
                        "This was saved by somebody else since the form was opened. What you typed is below. "
                        f"Saved now, where it differs: {'; '.join(saved) or 'nothing'}. Look at it, then save again."
                    )
                return cleaned

        return Unseen

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        original = context.get("original")
        stored = type(original)._default_manager.filter(pk=original.pk).first() if original else None
        context["state_token"] = state_token(stored) if stored else ""
        return super().render_change_form(request, context, *args, **kwargs)


def shown(form: Any, name: str) -> str:
    """What is saved in a field of a form, in words."""
    value = form.initial.get(name)
    if isinstance(value, list):
        choices = form.fields[name].queryset.filter(pk__in=[one.pk for one in value])  # with what names them
        return ", ".join(str(one) for one in choices) or "none"
    return "no" if value is False else "yes" if value is True else str(value or "empty")


def is_of_the_record(row: Model) -> bool:
    return row._meta.app_label == "initiatives"


def tell(action: EntryAction, row: Model, request: HttpRequest, before: str = "") -> None:
    """Stores the entry a row of this kind has."""
    gone = action == EntryAction.ACCOUNT_REMOVED
    if type(row) in KIND_OF and gone:
        audit.removed(KIND_OF[type(row)].name, row.pk, user=request.user, note="deleted")
    elif isinstance(row, Changeset):
        step = EntryAction.REMOVED if gone else EntryAction.STEPPED
        audit.stepped(step, row, user=request.user, note="deleted" if gone else "edited")
    elif not is_of_the_record(row):
        audit.kept_account(action, row, user=request.user, before=before)
