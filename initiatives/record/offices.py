"""Who followed whom in a post: so that nobody who left it is shown as if in office. One query."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from initiatives.models import Official, Tenure
from initiatives.models.officials import named


@dataclass(frozen=True)
class Successor:
    """The next official in a post, by the day of taking office, or of being named where no other is known."""

    tenure: Tenure
    since: str
    took_office: bool  # otherwise ``since`` is the day of being named

    @property
    def official(self) -> Official:
        return self.tenure.official


def post(tenure: Tenure) -> tuple[object, str]:
    """What makes two tenures those of one post: the country, and the title but for its signs and capitals."""
    return tenure.country_id, " ".join(re.findall(r"\w+", (tenure.title_en or tenure.title).casefold()))  # type: ignore[attr-defined]


def since(tenure: Tenure) -> str:
    """When an official is first known to be in a post; empty where nothing says so."""
    return str(tenure.start or tenure.named_on)


def successors(tenures: Iterable[Tenure], of: Iterable[Tenure]) -> dict[UUID, Successor]:
    """The successors of some tenures among all that there are, by the keys of the tenures. Queries nothing.

    A successor is the next one in the same post, of another official; of a tenure whose beginning is not known, the
    first after the day it was last cited on. A tenure of which neither is known has none.
    """
    by_post: dict[tuple[object, str], list[Tenure]] = defaultdict(list)
    for tenure in tenures:
        if since(tenure):
            by_post[post(tenure)].append(tenure)
    found = {}
    for tenure in of:
        known = since(tenure) or str(tenure.last_cited_on)
        later = [
            other
            for other in by_post[post(tenure)]
            if known and since(other) > known and other.official_id != tenure.official_id
        ]
        if later:
            first = min(later, key=lambda other: (since(other), other.pk))
            found[tenure.pk] = Successor(first, since(first), bool(first.start))
    return found


def with_successors(officials: Iterable[Official]) -> None:
    """Gives each loaded tenure of some officials its ``successor``, or None. One query."""
    tenures = [tenure for official in officials for tenure in official.tenures.all()]
    found = successors(Tenure.objects.select_related("official").annotate(**named("official")), tenures)
    for tenure in tenures:
        tenure.successor = found.get(tenure.pk)  # type: ignore[attr-defined]
