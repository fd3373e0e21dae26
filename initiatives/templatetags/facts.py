"""Facts as the pages print them: the words, and bound to them the markers of what they rest on."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Meeting
from initiatives.record import field_names
from initiatives.templatetags.dates import period, span_in_words
from initiatives.templatetags.languages import ours
from initiatives.templatetags.sources import marked, markers
from initiatives.templatetags.typesetting import capital, comma, enumerated, in_quotes

register = template.Library()


@register.filter
def of_field(fact: Any) -> str:
    """What a fact without a citation is called: the name of its field."""
    return field_names.of_column(fact.model, fact.field)


@register.simple_tag(takes_context=True)
def when(context: Any, row: Any) -> SafeString:
    """The dates of a meeting or an activity; apart from them what a passage prints of them where it prints less."""
    cited = [each for each in row.citations.all() if each.field in ("start", "end") and not each.owned_key]
    lesser = [each for each in cited if each.passage_id and each.printed]
    if not lesser or lesser == cited:
        return format_html("{}{}", period(row), markers(context, row, "start end"))
    whole = marked(context, [each for each in cited if each not in lesser], row)
    said = ((in_quotes(each.printed), marked(context, [each], row)) for each in lesser)
    return format_html("{}{}{}", period(row), whole, format_html_join("", " · {}{}", said))


@register.simple_tag(takes_context=True)
def city(context: Any, row: Any) -> SafeString | str:
    """Where a meeting or an activity took place; empty where no source says so."""
    return format_html("{}{}", ours(row, "city"), markers(context, row, "city")) if row.city else ""


@register.simple_tag(takes_context=True)
def clock(context: Any, meeting: Meeting) -> SafeString | str:
    """At which hours a meeting took place and how long it took; empty where no source says so."""
    hours = {"start": meeting.starts_at, "end": meeting.ends_at}
    words = ""
    if meeting.starts_at and meeting.ends_at:
        words = _("%(start)s to %(end)s, local time") % hours
    elif meeting.starts_at:
        words = _("from %(start)s, local time") % hours
    elif meeting.ends_at:
        words = _("until %(end)s, local time") % hours
    length = ""
    if meeting.minutes:
        length = ngettext("%(n)s minute", "%(n)s minutes", meeting.minutes) % {"n": meeting.minutes}
    parts = [(words, "starts_at ends_at"), (length, "minutes")]
    said = [(words, markers(context, meeting, facts)) for words, facts in parts if words]
    return format_html_join(comma(), "{}{}", said)


@register.simple_tag(takes_context=True)
def earlier_days(context: Any, meeting: Meeting) -> SafeString | str:
    """The days a meeting was to take place on before; empty where there are none."""
    words = first_planned(meeting)
    return format_html("{}{}", words, markers(context, meeting, "earlier_days")) if words else ""


@register.filter
def first_planned(meeting: Meeting) -> str:
    """The same without what it rests on."""
    days = [span_in_words(days) for days in meeting.earlier if days != meeting.days]
    return _("First planned for %(days)s") % {"days": enumerated(days)} if days else ""


@register.simple_tag(takes_context=True)
def state(context: Any, meeting: Meeting) -> SafeString | str:
    """What became of a meeting that was not held; empty for one that was."""
    if meeting.is_held:
        return ""
    return format_html(
        "<strong>{}</strong>{}", capital(meeting.get_state_display()), markers(context, meeting, "state")
    )


@register.simple_tag(takes_context=True)
def venue(context: Any, meeting: Meeting) -> SafeString | str:
    """In which building a meeting took place; empty where no source says so."""
    return format_html("{}{}", ours(meeting, "venue"), markers(context, meeting, "venue")) if meeting.venue else ""


@register.simple_tag(takes_context=True)
def host(context: Any, meeting: Meeting) -> SafeString | str:
    """Which government invited; empty where no source says so."""
    if meeting.host is None:
        return ""
    return format_html("{}{}", ours(meeting.host, "name"), markers(context, meeting, "host"))


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
    return format_html("{}{}", in_quotes(row.count_claim), markers(context, row, "count_claim"))
