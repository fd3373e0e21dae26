"""What happens to a request at the desk: sessions, people, messages, form tokens, preview. Public paths skip it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import get_script_prefix, set_script_prefix

from initiatives.record import realm

PREVIEW = "/desk/preview/"


def is_at_desk(request: HttpRequest) -> bool:
    return getattr(request, "realm", realm.PUBLIC) == realm.DESK


class SessionsAtDesk(SessionMiddleware):
    """Django's sessions, on desk paths only: a public page has no session and sets no cookie."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if is_at_desk(request) else self.get_response(request)


class PeopleAtDesk(AuthenticationMiddleware):
    """Django's ``request.user``, on desk paths only: a public page does not know who reads it."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if is_at_desk(request) else self.get_response(request)


class MessagesAtDesk(MessageMiddleware):
    """Django's messages, on desk paths only."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if is_at_desk(request) else self.get_response(request)


class FormsAtDesk(CsrfViewMiddleware):
    """Django's form tokens, on desk paths only: public pages have no form that changes anything."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if is_at_desk(request) else self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        return super().process_view(request, *args) if is_at_desk(request) else None


def preview(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Serves ``/desk/preview/<path>``: the public page of that path, read from the desk, for signed-in staff.

    The prefix goes into the script prefix, so that every link of the page stays inside the preview.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.preview = ""  # type: ignore[attr-defined]
        if not request.path_info.startswith(PREVIEW):
            return get_response(request)
        if not (request.user.is_active and request.user.is_staff):
            if request.user.is_authenticated:
                raise PermissionDenied("Preview is for staff.")
            return redirect_to_login(request.get_full_path())
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        before = get_script_prefix()
        request.preview = "desk"  # type: ignore[attr-defined]
        request.path_info = "/" + request.path_info.removeprefix(PREVIEW)
        set_script_prefix(before.rstrip("/") + PREVIEW)
        try:
            return get_response(request)
        finally:
            set_script_prefix(before)

    return middleware
