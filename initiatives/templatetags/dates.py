"""Dates in words, in the language being read, and only as precise as the source."""

import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from initiatives.dates import PartialDate

register = template.Library()

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # in English pages only; Japanese and Korean count their months
SHORT = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def language() -> str:
    return (get_language() or "en")[:2]


def partial(value: Any) -> PartialDate | None:
    """A partial date of a date, a moment (in UTC), ISO text or nothing."""
    if not value:
        return None
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.UTC).date()
    return PartialDate(value.isoformat() if isinstance(value, datetime.date) else str(value))


def in_words(value: Any, *, short: bool = False) -> str:
    """5 January 2017, April 2015, 2015; 2017年1月5日; 2017년 1월 5일. Empty for no date."""
    date = partial(value)
    if date is None:
        return ""
    if language() == "ja":
        return f"{date.year}年" + (f"{date.month}月" if date.month else "") + (f"{date.day}日" if date.day else "")
    if language() == "ko":
        parts = [f"{date.year}년", f"{date.month}월" if date.month else "", f"{date.day}일" if date.day else ""]
        return " ".join(filter(None, parts))
    month = (SHORT if short else MONTHS)[date.month - 1] if date.month else ""
    return " ".join(filter(None, [str(date.day or ""), month, str(date.year)]))


def range_in_words(start: Any, end: Any, *, short: bool = False) -> str:
    """15 and 16 September 2016, 30 September to 2 October 2016; short: 15–16 Sep 2016."""
    first, last = partial(start), partial(end)
    if first is None or last is None or first == last:
        return in_words(first or last, short=short)
    opening, closing = in_words(first, short=short), in_words(last, short=short)
    same_month = first.day and last.day and first[:7] == last[:7]
    if language() in ("ja", "ko"):
        between, day = ("～", "日") if language() == "ja" else ("~", "일")
        if same_month and (last.day or 0) - (first.day or 0) == 1:
            between = "・" if language() == "ja" else "·"
        if same_month:
            return f"{opening}{between}{last.day}{day}"
        return f"{opening}{between}{closing}"
    if same_month:
        next_day = (last.day or 0) - (first.day or 0) == 1
        opening, joint = str(first.day), "–" if short else " and " if next_day else " to "
        return f"{opening}{joint}{closing}"
    if first.year == last.year and first.month and last.month:
        opening = opening.removesuffix(f" {first.year}")
    return f"{opening}{' – ' if short else ' to '}{closing}"


def span_in_words(days: tuple[str, str]) -> str:
    """A day, or the first and the last of several: of a pair whose second may be empty."""
    return range_in_words(days[0], days[1] or days[0])


@register.filter
def day(value: Any) -> str:
    """A partial date in words, as markup that carries the date itself."""
    date = partial(value)
    return format_html('<time datetime="{}">{}</time>', date, in_words(date)) if date else ""


@register.filter
def day_text(value: Any) -> str:
    """A partial date in words, as plain text for titles and descriptions."""
    return in_words(value)


@register.simple_tag
def period(row: Any, short: bool = False) -> SafeString | str:
    """The dates of a meeting, an activity or a tenure in words."""
    if row.end and row.end != row.start:
        return range_in_words(row.start, row.end, short=short)
    date = partial(row.start)
    return format_html('<time datetime="{}">{}</time>', date, in_words(date, short=short)) if date else ""


@register.filter
def period_text(row: Any) -> str:
    """The dates of a meeting, an activity or a tenure in words, as plain text."""
    return range_in_words(row.start, row.end)
