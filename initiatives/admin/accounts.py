"""Accounts, groups and second factors in the admin, for administrators."""

import json
from typing import Any, cast

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401  registered first, then taken off: it would show the secrets
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as StockGroupAdmin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.models import Group, User
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse

from initiatives.admin.bases.audited import Audited
from initiatives.admin.bases.searching import Searched
from initiatives.desk import audit
from initiatives.record.bodies import digest

for stock in (User, Group, Authenticator, EmailAddress):
    admin.site.unregister(stock)

NOT_TYPED = ("last_login", "password")  # no field of the form, or changed by signing in


def state_token(row: Model) -> str:
    """A hash of what the form of a row without revisions can change."""
    fields = json.loads(serializers.serialize("json", [row]))[0]["fields"]
    return digest(json.dumps({name: value for name, value in fields.items() if name not in NOT_TYPED}, sort_keys=True))


class AccountRequest(HttpRequest):
    """A request for the form of an account, once the account was read."""

    state_before: str


class WithoutRevisions(Audited, Searched):
    """The admin of rows that have no revisions: their state before is remembered, and none is overwritten unseen."""

    change_form_template = "admin/account_form.html"

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            cast(AccountRequest, request).state_before = audit.state_of(row)
        return row

    def state_before(self, request: HttpRequest) -> str:
        return getattr(request, "state_before", "")  # there is none of what the form added

    def _changeform_view(self, request: HttpRequest, object_id: str | None, *args: Any) -> HttpResponse:
        """As Django's, in its transaction; two savers of one row wait for each other."""
        if request.method == "POST" and object_id and object_id.isdecimal() and len(object_id) < 19:
            rows = self.model._default_manager.select_for_update()
            list(rows.filter(pk=object_id).values_list("pk"))
        return super()._changeform_view(request, object_id, *args)

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None or not change:
            return form
        now = state_token(obj)

        class Unseen(form):  # type: ignore[valid-type]
            """Refused where the row was saved since the form was opened; says what is saved now."""

            def clean(self) -> Any:
                cleaned = super().clean()
                if self.data.get("state_token") != now:
                    saved = [f"{self.fields[name].label}: {saved_words(self, name)}" for name in self.changed_data]
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


def saved_words(form: forms.ModelForm, name: str) -> str:
    """What is saved in a field of a form, in words."""
    value = form.initial.get(name)
    if isinstance(value, list):
        choices = form.fields[name].queryset.filter(pk__in=[one.pk for one in value])  # with what names them
        return ", ".join(str(one) for one in choices) or "none"
    return "no" if value is False else "yes" if value is True else str(value or "empty")


@admin.register(User)
class UserAdmin(WithoutRevisions, StockUserAdmin):
    """Accounts. Administrators give roles; superusers are made, changed and removed by superusers alone."""

    list_display = ("username", "full_name", "roles", "is_active", "has_factor", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name")
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name")}),
        (
            "What this account may do",
            {
                "fields": ("is_active", "is_staff", "groups"),
                "description": "An account that is no longer active is signed out at once, wherever it is signed in.",
            },
        ),
        ("For superusers", {"fields": ("is_superuser", "user_permissions"), "classes": ("collapse",)}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "first_name", "last_name", "groups", "usable_password", "password1", "password2")},
        ),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        return super().get_queryset(request).prefetch_related("groups").annotate(factor=Exists(factors))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else (*own, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and is_open_to(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and is_open_to(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        """Whoever is given an account here works at the desk."""
        obj.is_staff = obj.is_staff or not change
        super().save_model(request, obj, form, change)

    @admin.display(description="Name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="Roles")
    def roles(self, user: User) -> str:
        named = [group.name for group in user.groups.all()]
        return ", ".join([*(["superuser"] if user.is_superuser else []), *named]) or "none"

    @admin.display(description="Second factor", boolean=True, ordering="factor")
    def has_factor(self, user: Any) -> bool:
        return bool(user.factor)


@admin.register(Group)
class GroupAdmin(WithoutRevisions, StockGroupAdmin):
    """Roles come with the site; groups beside them can be added."""


@admin.register(Authenticator)
class FactorAdmin(WithoutRevisions):
    """Second factors: whose, of which kind, last used when. Taking one away helps who has lost it; nothing is shown."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and is_open_to(request, obj and obj.user)


def is_open_to(request: HttpRequest, user: Any) -> bool:
    """True unless the account is a superuser's and the one who asks is none."""
    return request.user.is_superuser or not (user and user.is_superuser)
