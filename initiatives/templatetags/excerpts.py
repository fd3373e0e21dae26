"""Texts with some of their words marked: those that a record quotes, those that were searched for."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def excerpt(pieces: Iterable[Any]) -> SafeString:
    """The pieces of a result of a search, with what was searched for marked."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", piece.text) if piece.marked else piece.text,) for piece in pieces)
    )


@register.simple_tag
def quoted(text: str, words: Iterable[str]) -> SafeString:
    """A passage with the quoted words lightly marked. Overlapping quotations are marked as one stretch."""
    spans = sorted((start, start + len(each)) for each in set(words) if each and (start := text.find(each)) >= 0)
    out, place = [], 0
    for start, end in spans:
        if start > place:
            out.append(("", text[place:start]))
        if end > max(start, place):
            out.append(("mark", text[max(start, place) : end]))
        place = max(place, end)
    out.append(("", text[place:]))
    joined: list[list[str]] = []
    for kind, part in out:
        if joined and joined[-1][0] == kind:
            joined[-1][1] += part
        else:
            joined.append([kind, part])
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part) if kind else part,) for kind, part in joined)
    )
