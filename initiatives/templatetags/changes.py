"""What a publication published and withdrew, by kind."""

import re
from itertools import groupby
from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from initiatives.published.models import Action, Publication
from initiatives.record.kinds import KINDS
from initiatives.templatetags.languages import lang_attribute, lang_of, lang_of_words, translated

register = template.Library()


class PublishedRoot(NamedTuple):
    """One item of a publication; ``action`` is empty where it was simply published."""

    label: SafeString | str
    lang: str  # the attribute, where the name is not in the language of the page
    href: str
    action: str
    reason: str


LATIN = re.compile("^(.*[^A-Za-z])([（(])([A-Za-z][^（）()]*)([）)])$")


def in_scripts(label: str) -> SafeString | str:
    """A name with the Latin form in its brackets marked as such: 杉山晋輔（Shinsuke Sugiyama）."""
    found = LATIN.match(label)
    if not found:
        return label
    return format_html("{}{}<span{}>{}</span>{}", found[1], found[2], lang_attribute("en"), found[3], found[4])


class PublishedKind(NamedTuple):
    """The items of one kind."""

    words: str
    items: list[PublishedRoot]


def address(kind: str, slug: str) -> str:
    """The address of a root by kind and slug; empty for kinds without pages."""
    page = KINDS[kind].page if kind in KINDS else ""
    return reverse(page, args=[slug]) if page and slug else ""


@register.simple_tag
def by_kind(publication: Publication) -> list[PublishedKind]:
    """The items of a publication grouped by kind, in the order of the site index. Reads loaded items."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    items = sorted(publication.items.all(), key=lambda item: (order.get(item.kind, len(order)), item.label))
    return [
        PublishedKind(
            str(KINDS[kind].heading if kind in KINDS else kind),
            [
                PublishedRoot(
                    in_scripts(translated(item, "label")),
                    lang_of_words(translated(item, "label")) if item.kind == "official" else lang_of(item, "label"),
                    address(kind, item.slug) if item.action == Action.PUBLISHED else "",
                    "" if item.action == Action.PUBLISHED else item.get_action_display(),
                    item.reason,
                )
                for item in rows
            ],
        )
        for kind, rows in groupby(items, lambda item: item.kind)
    ]
