"""A public page as it is at the desk, or as a changeset will make it, with its differences marked."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.db.models import Count, Sum
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from initiatives.desk.models import Changeset, State
from initiatives.desk.press import problems, rehearsed
from initiatives.desk.preview_marks import marked
from initiatives.record import realm
from initiatives.record.refusals import Refused

PREVIEW = "/desk/preview/"
CHANGESET_PATH = re.compile(rf"{PREVIEW}([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})/")
PLACE_OF_MARKS = b"<!-- marks -->"  # in the bar of a preview: where the middleware says what differs
LARGEST_REHEARSAL = 2_500_000  # characters to write: about two seconds a page; the desk preview costs nothing

Handler = Callable[[HttpRequest], HttpResponse]


def preview(get_response: Handler) -> Handler:
    """Serves the public page of a path, for signed-in staff, as it is at the desk or as a changeset will make it.

    ``/desk/preview/<path>`` reads the desk. ``/desk/preview/<changeset>/<path>`` rehearses the changeset: the public
    record after it, search and all, in a transaction that is rolled back. The prefix goes into the script prefix, so
    that every link of the page stays inside the preview. What differs from the public page is marked, unless the
    address ends with ``?marks=no``.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.preview = ""  # type: ignore[attr-defined]
        if not request.path_info.startswith(PREVIEW):
            return get_response(request)
        if not admin.site.has_permission(request):  # whoever may enter the admin, with the second factor it asks for
            if request.user.is_authenticated:
                raise PermissionDenied("Preview is for staff.")
            return redirect_to_login(request.get_full_path())
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        wants_marks = _wants_marks(request)
        match = CHANGESET_PATH.match(request.path_info)
        if match:
            response = _rehearsal(request, match[1], get_response)
        else:
            response = _inside(request, PREVIEW, "desk", get_response)
        return _with_marks(request, response, get_response, wants_marks)

    return middleware


def _wants_marks(request: HttpRequest) -> bool:
    """Whether differences are to be marked. Takes the parameter away: the page behind the prefix does not know it."""
    parameters = request.GET.copy()
    wanted = parameters.pop("marks", [""])[-1] != "no"
    request.META["QUERY_STRING"] = parameters.urlencode()
    request.GET = parameters  # type: ignore[assignment]
    return wanted


def _with_marks(request: HttpRequest, response: HttpResponse, get_response: Handler, wanted: bool) -> HttpResponse:
    """The page of a preview with what differs from the public page: marked in it, and told in its bar."""
    if response.status_code != 200 or response.streaming or PLACE_OF_MARKS not in response.content:
        return response
    told: dict[str, Any] = {"request": request, "wanted": wanted}
    with translation.override(response.headers["Content-Language"]):
        if wanted:
            public = _public_page(request, response, get_response)
            if public is None or public.status_code in (404, 410):
                told["is_new"] = True
            elif public.status_code == 200:
                told["marked"] = marked(public.content.decode(), response.content.decode())
                response.content = told["marked"].html
        bar = render_to_string("components/preview_marks.html", told).encode()
    response.content = response.content.replace(PLACE_OF_MARKS, bar, 1)
    return response


def _public_page(request: HttpRequest, response: HttpResponse, get_response: Handler) -> HttpResponse | None:
    """The answer of the public page of what a preview shows, at the address it has in public; None where it has none.

    Asked for in the public realm, without cookies, and in the frame of a preview, so that only the record differs.
    """
    path, row = request.path_info, (getattr(response, "context_data", None) or {}).get("object")
    with realm.in_public():
        if row is not None:
            slug = type(row)._default_manager.filter(pk=row.pk).values_list("slug", flat=True).first()
            if slug is None:
                return None
            path = path.replace(f"/{row.slug}/", f"/{slug}/")
        environ = {name: value for name, value in request.META.items() if name != "HTTP_COOKIE"}
        asked: Any = WSGIRequest({**environ, "PATH_INFO": path.encode().decode("latin-1")})
        asked.realm, asked.preview, asked.unreadable = realm.PUBLIC, "public", ""
        return get_response(asked)


def _inside(request: HttpRequest, prefix: str, name: str, get_response: Handler) -> HttpResponse:
    """The response for the public path behind the prefix, with links that keep the prefix."""
    before = get_script_prefix()
    path = "/" + request.path_info.removeprefix(prefix)
    if path.startswith(realm.DESK_PATHS):
        raise Http404("Only public pages have a preview.")
    request.preview = name  # type: ignore[attr-defined]
    request.path_info = path
    set_script_prefix(before.rstrip("/") + prefix)
    try:
        return get_response(request)
    finally:
        set_script_prefix(before)


def _rehearsal(request: HttpRequest, key: str, get_response: Handler) -> HttpResponse:
    """A page of the public record as the changeset will make it; its reasons where it cannot be published."""
    sizes = {"records": Count("lines"), "size": Sum(Length("lines__revision__body"), default=0)}
    changeset: Any = Changeset.objects.filter(pk=key).annotate(**sizes).first()
    if changeset is None:
        raise Http404("There is no such changeset.")
    if changeset.size > LARGEST_REHEARSAL:
        reason = f"This changeset has {changeset.records:,} records, too much to rehearse for one page."
        return _refusal(request, changeset, [reason, "Look at the preview of the desk instead."])
    if changeset.state != State.PUBLISHED and (reasons := problems(changeset)):
        return _refusal(request, changeset, reasons)
    try:
        with rehearsed(changeset):
            return _inside(request, f"{PREVIEW}{key}/", f"changeset “{changeset.title}”", get_response)
    except Refused as refusal:
        return _refusal(request, changeset, refusal.reasons)


def _refusal(request: HttpRequest, changeset: Changeset, reasons: list[str]) -> HttpResponse:
    context = {"changeset": changeset, "reasons": reasons, "desk_preview": PREVIEW, "title": "No preview"}
    return render(request, "desk/no_preview.html", context, status=409)
