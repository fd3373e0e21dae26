"""Small drawings and numbers in words."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

register = template.Library()

MOST_BARS = 8


@register.simple_tag(takes_context=True)
def pillar_glyph(context: Any, pillar: Any) -> SafeString | str:
    """One upright bar for each published pillar, up to eight, the nth filled; nothing beyond. Decorative."""
    positions = list(context.get("pillar_positions") or ())
    if pillar is None or pillar.position not in positions or len(positions) > MOST_BARS:
        return ""
    bars = format_html_join(
        "",
        '<rect x="{}" y=".5" width="3" height="15"{}/>',
        (
            (place * 5 + 0.5, SafeString(' class="on"') if position == pillar.position else "")
            for place, position in enumerate(positions)
        ),
    )
    width = len(positions) * 5 - 1
    return format_html(
        '<svg class="glyph" viewBox="0 0 {} 16" width="{}" height="16" aria-hidden="true" focusable="false">{}</svg>',
        width,
        width,
        bars,
    )


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
def capital(text: Any) -> str:
    """The text with its first letter as a capital, where the script has capitals."""
    words = str(text)
    return words[:1].upper() + words[1:]


@register.simple_tag
def listed(items: Any) -> str:
    """Items joined by the comma of the language."""
    return pgettext("between the items of a list", ", ").join(str(item) for item in items if item)
