"""Accounts, groups and second factors in the admin, for administrators."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401  registered first, then taken off: it would show the secrets
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as StockGroupAdmin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from initiatives.admin.bases.audited import WithoutRevisions

for stock in (User, Group, Authenticator, EmailAddress):
    admin.site.unregister(stock)


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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else (*own, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and is_open_to(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and is_open_to(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
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

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and is_open_to(request, obj and obj.user)


def is_open_to(request: HttpRequest, user: Any) -> bool:
    """True unless the account is a superuser's and the one who asks is none."""
    return request.user.is_superuser or not (user and user.is_superuser)
