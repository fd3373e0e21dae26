"""Facts as the pages print them: the words, and bound to them the markers of what they rest on."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from initiatives.models import Delegate, Meeting
from initiatives.templatetags.dates import period
from initiatives.templatetags.languages import is_translated, lang_attribute, ours
from initiatives.templatetags.sources import markers
from initiatives.templatetags.typesetting import capital

register = template.Library()


@register.simple_tag(takes_context=True)
def when(context: Any, row: Any) -> SafeString:
    """The dates of a meeting or an activity."""
    return format_html("{}{}", period(row), markers(context, row, "start end"))


@register.simple_tag(takes_context=True)
def city(context: Any, row: Any) -> SafeString | str:
    """Where a meeting or an activity took place; empty where no source says so."""
    return format_html("{}{}", ours(row, "city"), markers(context, row, "city")) if row.city else ""


@register.simple_tag(takes_context=True)
def form(context: Any, meeting: Meeting) -> SafeString:
    """In person, by video, by telephone."""
    return format_html("{}{}", capital(meeting.get_format_display()), markers(context, meeting, "format"))


@register.simple_tag(takes_context=True)
def place(context: Any, meeting: Meeting) -> SafeString | str:
    """Where a meeting took place; its form where it took place nowhere."""
    return city(context, meeting) or form(context, meeting)


@register.simple_tag(takes_context=True)
def count_claim(context: Any, row: Any) -> SafeString:
    """What the document of a meeting or an activity says of its own list, as a quotation."""
    return format_html(
        "“<span{}>{}</span>”{}", lang_attribute("en"), row.count_claim, markers(context, row, "count_claim")
    )


@register.simple_tag
def title_at_the_time(delegate: Delegate) -> SafeString:
    """The title of a delegate as printed, below our translation of it where the page has one."""
    printed = format_html("<span{}>{}</span>", lang_attribute("en"), delegate.title)
    if not is_translated(delegate, "title_translation"):
        return printed
    unofficial = format_html('<span class="small faint">({})</span>', _("unofficial"))
    return format_html("{} {}<br>{}", delegate.title_translation, unofficial, printed)
