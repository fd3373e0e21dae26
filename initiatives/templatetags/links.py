"""A record by its name, leading to its page."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from initiatives.models import Document, Official
from initiatives.templatetags.languages import lang_attribute, ours
from initiatives.templatetags.persons import person
from initiatives.templatetags.typesetting import comma

register = template.Library()


@register.simple_tag
def link(row: Any) -> SafeString:
    """The name of a record, leading to its page.

    Titles of documents stand as printed, names of officials in the forms that sources print, other names in our
    translation where there is one.
    """
    if isinstance(row, Document):
        language, name = lang_attribute(row.language), row.title
    else:
        language, name = "", person(row) if isinstance(row, Official) else ours(row, "name")
    if not hasattr(row, "get_absolute_url"):  # a country has no page of its own
        return format_html("<span{}>{}</span>", language, name)
    return format_html('<a href="{}"{}>{}</a>', row.get_absolute_url(), language, name)


@register.simple_tag
def links(rows: Iterable[Any]) -> SafeString:
    """Several records by their names, with the comma of the language between them."""
    return SafeString(comma().join(link(row) for row in rows))
