"""When roots were published: first, last, and how often."""

import uuid
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from django.db.models import Count, Max, Min

from initiatives.published.models import Action, Held, Item, Publication

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # where a standard asks for a time and nothing is public


class Times(NamedTuple):
    """The moments of the first and of the last publication that held a root, to the second, and their number."""

    first: datetime
    last: datetime
    times: int


def second(moment: datetime) -> datetime:
    """A moment to the second: what headers, calendars and most readers of feeds can keep."""
    return moment.replace(microsecond=0)


def newest() -> datetime:
    """When the record was last published."""
    found = Publication.objects.order_by("-number").values_list("published_at", flat=True).first()
    return second(found) if found else NEVER


def of_roots(roots: Collection[uuid.UUID]) -> dict[uuid.UUID, Times]:
    """The times of these roots, of each that was ever published. One query."""
    moment = "publication__published_at"
    rows = Item.objects.filter(root__in=roots).order_by().values_list("root")
    found = rows.annotate(first=Min(moment), last=Max(moment), count=Count("pk"))
    return {root: Times(second(first), second(last), count) for root, first, last, count in found}


def last_of_kind(kinds: Iterable[str]) -> dict[uuid.UUID, datetime]:
    """When each public root of these kinds was last published. One query."""
    held = Held.objects.filter(kind__in=kinds, action=Action.PUBLISHED)
    return {root: second(moment) for root, moment in held.values_list("root", "publication__published_at")}


def purges() -> dict[uuid.UUID, datetime]:
    """When each purged root was purged: from then on older publications name it no more. One query."""
    held = Held.objects.filter(action=Action.PURGED)
    return {root: second(moment) for root, moment in held.values_list("root", "publication__published_at")}
