"""Time in office in words: named, took office, left, last cited in office, each apart; and who followed."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from initiatives.models import Official, Tenure
from initiatives.templatetags.dates import in_words
from initiatives.templatetags.persons import related_person
from initiatives.templatetags.sources import markers
from initiatives.templatetags.typesetting import comma

register = template.Library()


class Part(NamedTuple):
    """One thing that is known, or is known to be missing, of a time in office; ``fields`` are what it rests on."""

    words: str
    fields: str = ""


def parts(tenure: Tenure) -> Iterator[Part]:
    """What is known of a tenure that has its ``successor``, in order of time."""
    successor = getattr(tenure, "successor", None)
    if tenure.named_on:
        yield Part(_("named %(date)s") % {"date": in_words(tenure.named_on)}, "named_on")
    if tenure.start and tenure.end:
        words = {"start": in_words(tenure.start), "end": in_words(tenure.end)}
        yield Part(_("from %(start)s to %(end)s") % words, "start end")
        return
    if tenure.start:
        yield Part(_("from %(date)s") % {"date": in_words(tenure.start)}, "start")
    elif not tenure.named_on:
        yield Part(_("first day in office not in the record"))
    if tenure.end:
        yield Part(_("to %(date)s") % {"date": in_words(tenure.end)}, "end")
        return
    if tenure.last_cited_on:
        yield Part(_("last cited in office %(date)s") % {"date": in_words(tenure.last_cited_on)}, "last_cited_on")
    if successor and successor.took_office:
        yield Part(_("successor from %(date)s") % {"date": in_words(successor.since)})
    elif successor:
        yield Part(_("successor named %(date)s") % {"date": in_words(successor.since)})
    elif not tenure.last_cited_on:
        yield Part(_("last day in office not in the record"))


def semicolon() -> str:
    return pgettext("between lists", "; ")


@register.simple_tag
def tenure_in_words(tenure: Tenure) -> str:
    """From June 2013; last cited in office 19 April 2016; successor from June 2016."""
    return semicolon().join(part.words for part in parts(tenure))


@register.simple_tag(takes_context=True)
def time_in_office(context: Any, official: Official, tenure: Tenure) -> SafeString:
    """The same with the markers of each day, and with the successor by name."""
    said = [
        (part.words, markers(context, official, part.fields, tenure) if part.fields else "") for part in parts(tenure)
    ]
    words = format_html_join(semicolon(), "{}{}", said)
    successor = getattr(tenure, "successor", None)
    if not successor or tenure.end:
        return words
    return format_html("{}{}{}", words, comma(), related_person(successor.tenure, "official"))
