"""The same page in other languages, absolute addresses, and the language of every fragment."""

from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_noop

from initiatives.record.names import language_of

register = template.Library()

gettext_noop("Trilateral Record")  # the default of SITE_NAME, which templates translate by its value


class Version(NamedTuple):
    """One language version of a page: its code, its own name, its address in the site, whether it is being read."""

    code: str
    name: str
    href: str
    current: bool


def own_path(request: HttpRequest) -> str:
    """The path of the page without language and without the prefix of a preview: ``/rounds/``."""
    path = request.path_info
    for code, _ in settings.LANGUAGES:
        if code != settings.LANGUAGE_CODE and (path == f"/{code}" or path.startswith(f"/{code}/")):
            return path[len(code) + 1 :] or "/"
    return path


def in_language(request: HttpRequest, code: str) -> str:
    """The path of the same page in another language, without the prefix of a preview."""
    path = own_path(request)
    return path if code == settings.LANGUAGE_CODE else f"/{code}{path}"


def site_address(request: HttpRequest | None) -> str:
    """Scheme and host without a final slash; empty where the request names a host the site does not answer to."""
    if settings.SITE_ADDRESS or request is None:
        return str(settings.SITE_ADDRESS)
    try:
        return request.build_absolute_uri("/").rstrip("/")
    except DisallowedHost:
        return ""


@register.simple_tag(takes_context=True)
def versions(context: Any) -> list[Version]:
    """The page in each language, with the parameters it knows, inside a preview where the page is."""
    request = context["request"]
    query = request.GET.urlencode() if request.resolver_match else ""  # where nothing is, nothing is known
    prefix = get_script_prefix().rstrip("/")
    return [
        Version(
            code,
            name,
            f"{prefix}{in_language(request, code)}{'?' if query else ''}{query}",
            code == (get_language() or settings.LANGUAGE_CODE),
        )
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def canonical(context: Any, code: str = "") -> str:
    """The absolute public address of the page, in the language read or the one named."""
    request = context["request"]
    path = in_language(request, code or get_language() or settings.LANGUAGE_CODE)
    return f"{site_address(request)}{path}{context.get('canonical_query', '')}"


@register.simple_tag(takes_context=True)
def absolute(context: Any, path: str) -> str:
    """A path of the site as an absolute public address."""
    prefix = get_script_prefix().rstrip("/")
    return f"{site_address(context.get('request'))}{path.removeprefix(prefix)}"


@register.simple_tag
def ours(row: Any, field: str) -> SafeString | str:
    """A translated column; where the translation is missing, the English words marked as English."""
    words = translated(row, field)
    return format_html("<span{}>{}</span>", mark, words) if words and (mark := lang_of(row, field)) else words


@register.filter
def translated(row: Any, field: str) -> str:
    """A column in the language being read; where it is not translated, in English."""
    code = get_language() or settings.LANGUAGE_CODE
    return str(getattr(row, f"{field}_{code}", "") or getattr(row, field) or "")


@register.simple_tag
def lang_of(row: Any, field: str) -> SafeString | str:
    """`` lang="en"`` where a column is not translated into the language being read, otherwise nothing."""
    code = get_language() or settings.LANGUAGE_CODE
    is_own = code == settings.LANGUAGE_CODE or bool(getattr(row, f"{field}_{code}", ""))
    return "" if is_own else lang_attribute(str(settings.LANGUAGE_CODE))


@register.simple_tag
def is_translated(row: Any, field: str) -> bool:
    """True where the page shows a translation of ours and not the words of the source."""
    code = get_language() or settings.LANGUAGE_CODE
    return code != settings.LANGUAGE_CODE and bool(getattr(row, f"{field}_{code}", ""))


@register.simple_tag
def printed(words: Any, code: str = "en") -> SafeString | str:
    """Words as a source prints them, marked with their language where it is not the page's."""
    if code == (get_language() or settings.LANGUAGE_CODE):
        return words
    return format_html('<span lang="{}">{}</span>', code, words)


@register.simple_tag
def lang_of_words(words: Any, code: str = "") -> SafeString | str:
    """`` lang="ko"`` for words of a source that are not in the language of the page: by ``code``, else their script."""
    return lang_attribute(code or language_of(str(words)))


@register.simple_tag
def lang_attribute(code: str) -> SafeString | str:
    """`` lang="en"`` where a block is not in the language of the page, otherwise nothing."""
    return "" if code == (get_language() or settings.LANGUAGE_CODE) else format_html(' lang="{}"', code)
