"""Numbers and counts in words, in the language being read."""

from django import template
from django.utils.translation import get_language, ngettext

from initiatives.models import Meeting

register = template.Library()


@register.filter
def ordinal(number: int | None) -> str:
    """1st, 2nd, 11th; 第1回; 제1차. Empty for no number."""
    if number is None:
        return ""
    language = (get_language() or "en")[:2]
    if language == "ja":
        return f"第{number}回"
    if language == "ko":
        return f"제{number}차"
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@register.filter
def round_label(meeting: Meeting) -> str:
    """6th, where room is scarce; the name of a round without a number."""
    return ordinal(meeting.number) if meeting.number else meeting.name


@register.filter
def paragraphs(count: int) -> str:
    return ngettext("%(n)s paragraph", "%(n)s paragraphs", count) % {"n": count}


@register.filter
def statements(count: int) -> str:
    return ngettext("%(n)s statement", "%(n)s statements", count) % {"n": count}


@register.filter
def initiatives(count: int) -> str:
    return ngettext("%(n)s initiative", "%(n)s initiatives", count) % {"n": count}


@register.filter
def dated_activities(count: int) -> str:
    return ngettext("%(n)s dated activity", "%(n)s dated activities", count) % {"n": count}
