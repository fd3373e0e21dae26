"""What happens to every request before a view sees it: refusal, headers, realm, language, one transaction."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation

from initiatives.published.as_of import publication_of, record_of
from initiatives.record import realm

Handler = Callable[[HttpRequest], HttpResponse]

PUBLIC_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DESK_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def refuse_unreadable(get_response: Handler) -> Handler:
    """Answers 400 where path or query hold NUL or are no UTF-8: databases differ in what they do with those."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.unreadable = ""  # type: ignore[attr-defined]
        raw_path = request.META.get("PATH_INFO", "").encode("latin-1", "replace")
        for name, raw in (("address", raw_path), ("query", unquote_to_bytes(request.META.get("QUERY_STRING", "")))):
            try:
                text = raw.decode()
            except UnicodeDecodeError:
                request.unreadable = f"The {name} is not valid UTF-8."  # type: ignore[attr-defined]
            else:
                if "\0" in text:
                    request.unreadable = f"The {name} holds a NUL character."  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def headers(get_response: Handler) -> Handler:
    """Sets the security headers Django has no setting for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        at_desk = getattr(request, "realm", realm.PUBLIC) == realm.DESK
        response.headers.setdefault("Content-Security-Policy", DESK_POLICY if at_desk else PUBLIC_POLICY)
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = (
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
        )
        if at_desk:
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware


class CompressedInPublic(GZipMiddleware):
    """Compresses public pages for those who accept it. Pages of the desk hold form tokens and are left as they are.

    Without the random bytes Django adds against guessing secrets by length: a public page holds none, and equal pages
    should be equal bytes for caches.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_compressed = response.get("Content-Type") == "application/zip"
        if is_compressed or getattr(request, "realm", realm.DESK) != realm.PUBLIC:
            return response
        return super().process_response(request, response)


def realm_of_path(get_response: Handler) -> Handler:
    """Reads the desk under the desk's own paths, where this process has a desk, and the public record elsewhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        at_desk = realm.has_desk() and request.path_info.startswith(realm.DESK_PATHS)
        request.realm = realm.DESK if at_desk else realm.PUBLIC  # type: ignore[attr-defined]
        with realm.reading(request.realm):  # type: ignore[attr-defined]
            return get_response(request)

    return middleware


def language_of_path(get_response: Handler) -> Handler:
    """Activates the language the path names; without one, English. Never a cookie or a header."""
    others = {code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE}

    def middleware(request: HttpRequest) -> HttpResponse:
        first = request.path_info.split("/", 2)[1] if request.path_info.startswith("/") else ""
        language = first if first in others else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def one_transaction(get_response: Handler) -> Handler:
    """Lets a public page read one state of the record, so that no page is torn by a publication in between."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.unreadable:  # type: ignore[attr-defined]
            raise BadRequest(request.unreadable)  # type: ignore[attr-defined]
        if realm.current() != realm.PUBLIC:
            return get_response(request)
        with realm.one_state():
            return get_response(request)

    return middleware


def as_of(get_response: Handler) -> Handler:
    """Answers ``?as-of=5`` or ``?as-of=2026-11-24`` with the page as it was public at that publication or on that day.

    400 where the value is neither, 404 where nothing was public yet. Inside ``one_transaction``: it reads the record.
    A preview has no past: what a rehearsal puts together must not be remembered.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.as_of = None  # type: ignore[attr-defined]
        asked = request.GET.get("as-of")
        if asked is None or realm.current() != realm.PUBLIC or getattr(request, "preview", False):
            return get_response(request)
        try:
            publication = publication_of(asked)
        except ValueError as error:
            raise BadRequest(str(error)) from error
        if publication is None:
            raise Http404("Nothing was public then.")
        request.as_of = publication  # type: ignore[attr-defined]
        with record_of(publication):
            response = get_response(request)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return middleware
