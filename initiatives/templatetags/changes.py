"""What a publication published and withdrew, by kind."""

from itertools import groupby
from typing import NamedTuple

from django import template
from django.urls import reverse

from initiatives.published.models import Action, Publication
from initiatives.record.kinds import KINDS
from initiatives.templatetags.languages import lang_of, translated

register = template.Library()


class PublishedRoot(NamedTuple):
    """One item of a publication; ``action`` is empty where it was simply published."""

    label: str
    lang: str  # the attribute, where the name is not in the language of the page
    href: str
    action: str
    reason: str


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
                    translated(item, "label"),
                    lang_of(item, "label"),
                    address(kind, item.slug) if item.action == Action.PUBLISHED else "",
                    "" if item.action == Action.PUBLISHED else item.get_action_display(),
                    item.reason,
                )
                for item in rows
            ],
        )
        for kind, rows in groupby(items, lambda item: item.kind)
    ]
