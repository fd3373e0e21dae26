"""The admin of the desk: for staff with their second factor; signing in and out happens on the sign-in pages."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from initiatives.admin import autosave, checks, corrections, dashboard, handbook, translations, unpublished
from initiatives.admin.bases.widgets import choice_label
from initiatives.desk.gate import may_enter
from initiatives.record.kinds import KINDS

# The sections of the side bar: (name, models by name in their order, pages by name of their address and permission).
SECTIONS = (
    ("Record", ("meeting", "initiative", "activity", "pillar", "official", "reference", "concept", "country"), ()),
    ("Sources", ("document", "passage", "proposal"), ()),
    (
        "Publishing",
        ("changeset", "publication", "revision"),
        (("Unpublished changes", "unpublished"), ("Checks", "checks"), ("Translations", "translations")),
    ),
)
NAMES = {**{name: str(kind.heading) for name, kind in KINDS.items()}, "proposal": "Next round"}


class Choices(AutocompleteJsonView):
    """What an autocomplete offers, under the names its forms show."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": choice_label(obj)}


class DeskAdminSite(admin.AdminSite):
    site_header = settings.SITE_NAME
    site_title = f"{settings.SITE_NAME}: editing"
    index_title = "Editing"

    def get_urls(self) -> list[Any]:
        return [
            self._page("desk/unpublished/", unpublished.unpublished_changes, "unpublished"),
            self._page("desk/compose/", unpublished.compose, "compose"),
            self._page("desk/checks/", checks.checks, "checks"),
            self._page("desk/answer/", checks.answer, "answer"),
            self._page("desk/translations/", translations.page, "translations"),
            self._page("desk/correct/", corrections.correct, "correct"),
            self._page("desk/restore/", corrections.restore, "restore"),
            self._page("desk/handbook/", handbook.page, "handbook"),
            self._page("desk/handbook/<slug:name>.md", handbook.page, "handbook_page"),
            self._page("desk/handbook/pictures/<str:name>", handbook.picture, "handbook_picture"),
            self._page("desk/draft/", autosave.draft, "draft"),
            self._page("desk/draft/throw/", autosave.throw_away, "draft_throw"),
            *super().get_urls(),
        ]

    def _page(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        return path(route, self.admin_view(partial(view, site=self)), name=name)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        work = {**dashboard.work(request), "private_drafts": autosave.unsaved_drafts(request)}
        return super().index(request, {**work, **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return Choices.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The models by what they are for, in the order of the house; accounts and the rest under Administration."""
        if app_label:
            return super().get_app_list(request, app_label)
        models = {
            model["object_name"].lower(): {**model, "name": NAMES.get(model["object_name"].lower(), model["name"])}
            for app in super().get_app_list(request)
            for model in app["models"]
        }
        sections = []
        for title, names, pages in SECTIONS:
            listed = [models.pop(name) for name in names if name in models]
            if pages and request.user.has_perm("desk.view_revision"):
                linked = [self._link(words, name) for words, name in pages]
                listed = [*linked[:1], *listed, *linked[1:]]
            sections.append(self._section(title, listed))
        sections.append(self._section("Administration", list(models.values())))
        return [section for section in sections if section["models"]]

    @staticmethod
    def _link(words: str, name: str) -> dict[str, Any]:
        return {
            "name": words,
            "object_name": name.capitalize(),
            "admin_url": reverse(f"admin:{name}"),
            "add_url": None,
            "view_only": True,
            "perms": {},
        }

    @staticmethod
    def _section(title: str, models: list[Any]) -> dict[str, Any]:
        label = title.lower()
        return {"name": title, "app_label": label, "app_url": "", "has_module_perms": True, "models": models}

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Leads to the sign-in page, which looks at where ``next`` leads."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: wanted})}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        logout(request)
        return HttpResponseRedirect(reverse("account_login"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return HttpResponseRedirect(reverse("account_change_password"))

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return HttpResponseRedirect(reverse("admin:index"))
