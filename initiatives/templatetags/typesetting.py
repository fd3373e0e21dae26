"""How words are set: capitals, the comma of the language, text that is written over several lines and is one run."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.template.base import NodeList, Parser, TextNode, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from initiatives.record.names import BRACKETS
from initiatives.templatetags.languages import lang_of_words

register = template.Library()

BREAK = re.compile(r"(\s*\n\s*|[<>])")


@register.filter
def capital(text: Any) -> str:
    """The text with its first letter as a capital, where the script has capitals."""
    words = str(text)
    return words[:1].upper() + words[1:]


@register.simple_tag
def comma() -> str:
    """What stands between the items of a list: a comma and a space, or the comma of the language."""
    return pgettext("between the items of a list", ", ")


@register.simple_tag
def open_quote() -> str:
    """What opens a quotation in the language being read: “, 「."""
    return pgettext("opens a quotation", "“")


@register.simple_tag
def close_quote() -> str:
    """What closes a quotation in the language being read: ”, 」."""
    return pgettext("closes a quotation", "”")


def in_quotes(words: str) -> SafeString:
    """Words of a source in quotation marks, with their language where it is not that of the page."""
    return format_html("{}<span{}>{}</span>{}", open_quote(), lang_of_words(words), words, close_quote())


@register.filter
def bracketed(words: Any) -> str:
    """Words in the brackets of the language being read, with the space that is set before them."""
    opening, closing, _comma = BRACKETS[(get_language() or "en")[:2]]
    return f"{opening}{words}{closing}"


def listed(*items: Any) -> str:
    """The items that are not empty, joined by the comma of the language."""
    return comma().join(str(item) for item in items if item)


def enumerated(items: Iterable[Any]) -> str:
    """The items as a sentence lists them: A; A and B; A, B and C."""
    *first, last = [str(item) for item in items if item] or [""]
    return _("%(items)s and %(last)s") % {"items": listed(*first), "last": last} if first else last


class Run(template.Node):
    """A part of a template without the line breaks that are between its words."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        is_inside = False  # an element's own tag
        for node in nodelist.get_nodes_by_type(TextNode):
            assert isinstance(node, TextNode)
            parts = BREAK.split(node.s)
            for place, part in enumerate(parts):
                if part in ("<", ">"):
                    is_inside = part == "<"
                elif BREAK.fullmatch(part):
                    parts[place] = " " if is_inside else ""
            node.s = "".join(parts)

    def render(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


@register.tag
def unbroken(parser: Parser, token: Token) -> Run:
    """Text in which the line breaks of the template, with the spaces around them, are not part of the page.

    So a sentence of many parts is written one part to a line, and gains no space. Only what the template itself says
    is joined, values and included templates stay as they are. A break between the attributes of an element is a space.
    """
    nodelist = parser.parse(("endunbroken",))
    parser.delete_first_token()
    return Run(nodelist)
