"""What the time line prints: its drawing, short dates, places, what each mark rests on."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from initiatives.choices import Basis
from initiatives.models import Activity, Meeting
from initiatives.record import citation_rules
from initiatives.record.chronology import Gap, Moment, Timeline
from initiatives.templatetags import drawing
from initiatives.templatetags.dates import range_in_words
from initiatives.templatetags.numbers import ordinal
from initiatives.templatetags.sources import anchor, document_words, marked
from initiatives.templatetags.typesetting import listed

register = template.Library()

NO_BREAK = "\N{NO-BREAK SPACE}"


@register.simple_tag
def drawn(line: Timeline) -> drawing.Drawing:
    """The time line with a place for each of its marks and labels."""
    return drawing.drawn(line)


@register.filter
def period_short(row: Meeting | Activity) -> str:
    """15–16 Sep 2016: the dates of a row where room is scarce; 3 Mar 2027 (planned) where it was not held."""
    return range_in_words(row.start, row.end, short=True) + drawing.state_of(row)


@register.filter
def when_and_where(row: Meeting | Activity) -> str:
    """5 January 2017, Washington, DC; 3 March 2027 (planned), Seoul."""
    return listed(range_in_words(row.start, row.end) + drawing.state_of(row), row.city)


@register.filter
def gap_in_words(gap: Gap) -> str:
    """Rounds that the record does not hold, by their numbers."""
    if gap.count == 1:
        return _("%(number)s round: not in the record") % {"number": ordinal(gap.first)}
    return _("%(first)s to %(last)s round: not in the record") % {
        "first": ordinal(gap.first),
        "last": ordinal(gap.last),
    }


@register.simple_tag
def drawn_link(mark: drawing.Mark) -> SafeString:
    """The name of a row as it is drawn, leading to its page; a shortened one is spoken in full."""
    name = mark.row.name
    if mark.label == name:
        return format_html('<a href="{}">{}</a>', mark.row.get_absolute_url(), name)
    seen = mark.label.removesuffix("…")
    return format_html('<a href="{}" aria-label="{}">{}</a>…', mark.row.get_absolute_url(), name, seen)


@register.simple_tag
def drawn_source(moment: Moment) -> SafeString | str:
    """What the date of a moment rests on, as a link inside a drawing."""
    citation = moment.citation
    if citation is None:
        return ""
    if citation.passage is None:
        words, kind = str(Basis(citation.basis).label).replace(" ", NO_BREAK), "basis"
        href = f"{moment.row.get_absolute_url()}#{anchor(citation)}"
        spoken = f"{words}, {moment.row.name}"
    else:
        words, kind = citation_rules.marker(citation.basis, citation.passage.number).replace(" ", NO_BREAK), "mark"
        href = citation.passage.get_absolute_url()
        spoken = _("Source: %(document)s, passage") % {"document": document_words(citation.passage)} + f" {words}"
    return format_html(
        '<tspan dx="8"><a class="{}" href="{}" aria-label="{}">{}</a></tspan>', kind, href, spoken, words
    )


@register.simple_tag(takes_context=True)
def listed_source(context: Any, moment: Moment) -> SafeString | str:
    """What the date and the place of a moment rest on, as one marker in running text."""
    return marked(context, filter(None, [moment.citation, moment.placing]), moment.row)
