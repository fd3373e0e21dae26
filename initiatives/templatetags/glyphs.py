"""The small drawing that stands for a pillar."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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
