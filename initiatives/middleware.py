"""What happens to every request before a view sees it: refusal, headers, realm, language, one transaction."""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, unquote, unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils import translation

from initiatives.parameters import AS_OF, values_of
from initiatives.problems import is_for_programs, problem
from initiatives.published.as_of import publication_of, record_of
from initiatives.record import realm
from initiatives.visitors import Limit, address_of

Handler = Callable[[HttpRequest], HttpResponse]

PUBLIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DESK_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

LONGEST_PATH = 600  # characters; of a longer path nobody knows what it means
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63]")  # what typesetting makes of a hyphen
SLASHES = re.compile(r"[/\\]+")
GLUED = re.compile(r"[^\w-]+$")  # the full stop of a sentence, its bracket, a quotation mark
REGION = re.compile(r"^/(en|ja|ko)-[a-z]{2}(?=/|$)")
ENGLISH = re.compile(r"^/en(?=/|$)")  # which has no prefix
INTERFACE = "/api/v1/"
OPEN_TO_ALL = {  # what is public is public from every site: no credentials, no cookie
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


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
        if request.path_info.startswith(INTERFACE):
            for name, value in OPEN_TO_ALL.items():  # errors and redirects too
                response.headers[name] = value
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


def language_in(path: str) -> str:
    """The language a path names; without one, English."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    others = {code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE}
    return first if first in others else settings.LANGUAGE_CODE


def language_of_path(get_response: Handler) -> Handler:
    """Activates the language the path names. Never one of a cookie or a header."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = language_in(request.path_info)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def limited(get_response: Handler) -> Handler:
    """Answers 429 to an address that searches, or asks the API, more often than the settings allow: what costs most.

    What another server keeps never comes here, and an answer that has not changed since is not counted.
    """
    limits = {
        name: Limit(*rate) for name, rate in (("search", settings.SEARCH_RATE), ("api", settings.API_RATE)) if rate
    }

    def middleware(request: HttpRequest) -> HttpResponse:
        parts = request.path_info.removeprefix(f"/{language_in(request.path_info)}/").strip("/").split("/")
        asked = parts[0] if parts != ["api"] else ""  # its documentation is a page
        limit = limits.get(asked)
        address = address_of(request) if limit and request.realm == realm.PUBLIC else None  # type: ignore[attr-defined]
        if limit is None or address is None or request.method == "OPTIONS":
            return get_response(request)
        if seconds := limit.wait(address):
            return too_often(request, seconds, is_page=asked == "search")
        response = get_response(request)
        if response.status_code == 304:
            limit.take_back(address)
        return response

    return middleware


def too_often(request: HttpRequest, seconds: int, *, is_page: bool) -> HttpResponse:
    """429: a page, or for programs a problem as RFC 9457 describes it."""
    response: HttpResponse
    if is_page:
        response = render(request, "too_often.html", {"seconds": seconds}, status=429)
    else:
        detail = f"Too many requests from your address. Ask again in {seconds} seconds."
        response = problem(429, detail)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


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
        asked = ", ".join(values_of(request.GET, AS_OF))  # two of them are none
        if not asked or realm.current() != realm.PUBLIC or getattr(request, "preview", False):
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


class SlashesAtDesk(CommonMiddleware):
    """Of Django's redirects to the address with a last slash those of the desk; ``lead_on`` leads in public."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        return request.realm == realm.DESK and super().should_redirect_with_slash(request)  # type: ignore[attr-defined]


def lead_on(get_response: Handler) -> Handler:
    """Leads from an address that people mistype or that programs spoil to the page that is meant, in one hop.

    301 with the query kept, and only to where there is something: what is nonsense stays 404. A method that a page does
    not answer is told in a page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 404 and request.method in ("GET", "HEAD"):
            return meant_by(request) or response
        if response.status_code == 405 and not response.content:
            page = render(request, "405.html", {"method": str(request.method)[:20]}, status=405)
            page["Allow"] = response.headers["Allow"]
            return page
        return response

    return middleware


def meant_by(request: HttpRequest) -> HttpResponse | None:
    """A redirect to the page that a wrong address means, straight to where that leads; None where it means none.

    At the desk, whose pages say themselves what is not there, none.
    """
    if request.path_info.startswith(realm.DESK_PATHS):
        return None
    plain, query = in_order(request.path_info)
    query = "&".join(filter(None, [query, request.META.get("QUERY_STRING", "")]))
    lower = ENGLISH.sub("", REGION.sub(r"/\1", plain.lower()))
    candidates = [f"{plain}/", f"{lower}/", plain, lower]
    if is_for_programs(request):  # which are told what is wrong, and led no further than to the last slash
        candidates = [f"{request.path_info}/"]
    for candidate in dict.fromkeys(candidates):
        if candidate == request.path_info:
            continue
        with translation.override(language_in(candidate)):
            try:
                view, arguments, named = resolve(candidate)
                is_looked_up = named and not candidate.startswith((*realm.DESK_PATHS, "/api/"))
                answer: HttpResponse | None = view(request, *arguments, **named) if is_looked_up else None
            except (Resolver404, Http404):
                continue
        if file := getattr(answer, "file_to_stream", None):
            file.close()
        if answer is not None and answer.status_code in (301, 302):
            return answer
        if answer is None or answer.status_code in (200, 304, 410):
            where = f"{get_script_prefix().rstrip('/')}{quote(candidate)}"
            return HttpResponsePermanentRedirect(f"{where}?{query}" if query else where)
    return None


def in_order(path: str) -> tuple[str, str]:
    """A path as it may have been before it was copied, wrapped, mailed and typeset, without its last slash; and a query
    that was glued to it."""
    if len(path) > LONGEST_PATH:
        return path, ""
    text = unicodedata.normalize("NFKC", unquote(path))
    text = "".join(character for character in DASHES.sub("-", text) if character.isprintable() and character != " ")
    text, _, query = text.partition("#")[0].replace("?", "&").partition("&")
    return GLUED.sub("", SLASHES.sub("/", f"/{text}")), quote(query.strip("&"), safe="=&%+")
