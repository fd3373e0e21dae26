"""People as the pages name them: the form the page begins with, the others in brackets; and their titles."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from initiatives.choices import Script
from initiatives.models import Citation, Delegate, Official, OfficialName
from initiatives.record import names
from initiatives.templatetags.languages import printed
from initiatives.templatetags.typesetting import bracketed

register = template.Library()


def read() -> str:
    """The language being read."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def names_of(row: Official | Delegate) -> names.Names:
    return names.of_delegate(row) if isinstance(row, Delegate) else names.of_official(row)


def set_out(forms: Iterable[names.Form], *more: Any, href: str = "", nobr: bool = False) -> SafeString:
    """Forms of a name, each marked with its language, the first leading to a page; ``more`` stands in the brackets."""
    first, *others = (printed(form.words, form.language) for form in forms)
    if href:
        first = format_html('<a href="{}">{}</a>', href, first)
    if nobr:
        first = format_html('<span class="nobr">{}</span>', first)
    listed = [conditional_escape(words) for words in (first, *others, *more)]
    return SafeString(names.in_brackets(listed, read()))


@register.simple_tag
def person(row: Official | Delegate) -> SafeString:
    """A person in a list: 杉山晋輔（Shinsuke Sugiyama）."""
    return set_out(names_of(row).short(read()))


@register.simple_tag
def person_heading(official: Official) -> SafeString:
    """All forms of a person's name, for the head of the person's page."""
    return set_out(names_of(official).forms(read()))


@register.simple_tag
def person_link(row: Official | Delegate) -> SafeString:
    """A person with all forms of the name, the first leading to the person's page."""
    official = row.official if isinstance(row, Delegate) else row
    return set_out(names_of(row).forms(read()), href=official.get_absolute_url())


@register.simple_tag
def person_of(delegate: Delegate, party: SafeString | str) -> SafeString:
    """A delegate with the party in the same brackets: 杉山晋輔（Shinsuke Sugiyama、日本）."""
    return set_out(names_of(delegate).short(read()), party, nobr=True)


@register.simple_tag
def related_person(row: Any, relation: str) -> SafeString:
    """The official to whom a row leads by a relation, leading to the page of the official."""
    href = getattr(row, relation).get_absolute_url()
    return set_out(names.of_related(row, relation).short(read()), href=href)


@register.filter
def person_text(row: Official | Delegate) -> str:
    """A person in plain text, for titles and descriptions."""
    return names_of(row).text(read())


@register.filter
def other_names(official: Official) -> list[names.Form]:
    """The names of an official that the page does not begin with: those its list shows below."""
    shown = {form.words for form in names_of(official).short(read())}
    found = [names.Form(each.value, each.language) for each in official.names.all()]
    if official.name not in {form.words for form in found}:
        found.append(names.Form(official.name, names.language_of(official.name)))
    return [form for form in found if form.words not in shown]


@register.filter
def script_label(name: OfficialName) -> str:
    """Korean (Hangul); a language that has one script stands alone: Japanese, English."""
    language, script = name.get_language_display(), name.get_script_display()
    return str(language) if script in (language, Script.LATIN.label) else f"{language}{bracketed(script)}"


@register.filter
def as_printed(words: str) -> SafeString | str:
    """Words as a source prints them, marked with the language of their script."""
    return printed(words, names.language_of(words))


def ours_of(row: Any, column: str) -> str:
    """Our translation of a title into the language read: the column of that language and no other."""
    return getattr(row, f"{column}_{read()}", "") or ""


def cited_title(row: Any, relation: str, citations: Iterable[Citation]) -> list[Citation]:
    """Those of some citations that support the title of a row."""
    return [each for each in citations if each.field == "title" and getattr(each, f"{relation}_id") == row.pk]


def title_of(delegate: Delegate, citations: Iterable[Citation]) -> names.Title:
    """The title of a delegate for a page: in its language where there is one, otherwise as printed."""
    if names.language_of(delegate.title) == read():
        return names.Title(delegate.title, is_ours=False)
    found = names.title(ours_of(delegate, "title_translation"), cited_title(delegate, "delegate", citations), read())
    return found or names.Title(delegate.title, is_ours=False)


def titles_of(official: Official) -> list[str]:
    """The titles of an official at meetings, each once, in the language of the page where there is one."""
    found = (title_of(delegate, delegate.citations.all()).words for delegate in official.delegations.all())
    return list(dict.fromkeys(found))


@register.simple_tag
def title_at_the_time(delegate: Delegate, citations: Iterable[Citation]) -> SafeString | str:
    """The title of a delegate on one line in the language of the page, and below it as the meeting's source prints it.

    A title of the page's language that no source prints is said to be our translation.
    """
    title = title_of(delegate, citations)
    if title.words == delegate.title:
        return as_printed(delegate.title)
    return format_html("{}<br>{}", labelled(title), as_printed(delegate.title))


@register.simple_tag
def title_in_line(delegate: Delegate, citations: Iterable[Citation]) -> SafeString | str:
    """The title of a delegate within a line: in the language of the page where there is one, otherwise as printed."""
    title = title_of(delegate, citations)
    return as_printed(delegate.title) if title.words == delegate.title else labelled(title)


@register.simple_tag
def post(tenure: Any, official: Official) -> SafeString | str:
    """The title of a post that an official held, in the language of the page.

    It is the sources' own where one prints it for the post or, at a meeting, for the official.
    """
    if read() == settings.LANGUAGE_CODE:
        return str(tenure.title)
    at_meetings = (each for delegate in official.delegations.all() for each in delegate.citations.all())
    citations = [
        *cited_title(tenure, "tenure", official.citations.all()),
        *(c for c in at_meetings if c.field == "title"),
    ]
    ours = ours_of(tenure, "title")
    found = names.title(ours, citations, read()) if ours else None
    if not found:
        return printed(tenure.title_en, "en")
    return labelled(names.Title(ours, is_ours=found.is_ours or found.words != ours))


def labelled(title: names.Title) -> SafeString | str:
    """A title, said to be our translation where it is."""
    if not title.is_ours:
        return title.words
    gap = "" if read() == "ja" else " "
    return format_html('{}{}<span class="small faint">{}</span>', title.words, gap, gettext("(our translation)"))
