"""What publishing will do and how long it is likely to take; what it did. Plain words, for people."""

import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from initiatives.desk.models import Changeset
from initiatives.published.ledger import Edition
from initiatives.published.models import Action, Item
from initiatives.record.bodies import rows_of
from initiatives.record.kinds import KINDS

RATE = 2_500  # rows a second, until this site has measured its own


@dataclass(frozen=True)
class Outlook:
    """What publishing an edition will do: roots by (action, kind), rows, and the seconds that is likely to take.

    As text it is a sentence for the person about to publish.
    """

    counts: dict[tuple[str, str], int]
    rows: int
    seconds: float

    def __str__(self) -> str:
        return f"This {_told(self.counts, TO_DO)}: {self.rows:,} rows, about {_duration(self.seconds)}."


TO_DO = {Action.PUBLISHED: "publishes", Action.WITHDRAWN: "withdraws", Action.PURGED: "purges"}
DONE = {Action.PUBLISHED: "published", Action.WITHDRAWN: "withdrew", Action.PURGED: "purged"}


def row_count(edition: Edition) -> int:
    """Rows that an edition writes."""
    return sum(len(rows) for line in edition.lines if line.body for rows in rows_of(line.body).values())


def outlook(edition: Edition) -> Outlook:
    """What publishing the edition will do. The time is estimated from what the last publications here took."""
    measured = Changeset.objects.filter(rows__gte=20, seconds__gt=0).order_by("-published_at")[:5]
    rates = [(rows or 0) / (seconds or 1) for rows, seconds in measured.values_list("rows", "seconds")]
    rows = row_count(edition)
    counts = Counter((str(line.action), line.kind) for line in edition.lines)
    return Outlook(dict(counts), rows, rows / (statistics.median(rates) if rates else RATE))


def report(changeset: Changeset) -> str:
    """What publishing a changeset did, in a sentence. The changeset is published."""
    items = Item.objects.filter(publication=changeset.publication).order_by()
    counts = {(action, kind): n for action, kind, n in items.values_list("action", "kind").annotate(n=Count("pk"))}
    took = f", in {_duration(changeset.seconds)}" if changeset.seconds is not None else ""
    return f"Publication {changeset.publication} {_told(counts, DONE)}{took}."


def _told(counts: Mapping[tuple[str, str], int], verbs: Mapping[Any, str]) -> str:
    parts = []
    for action, verb in verbs.items():
        names = []
        for kind, one in KINDS.items():
            if count := counts.get((str(action), kind)):
                options = one.model._meta
                names.append(f"{count:,} {options.verbose_name if count == 1 else options.verbose_name_plural}")
        if names:
            parts.append(f"{verb} {', '.join(names[:-1])}{' and ' if len(names) > 1 else ''}{names[-1]}")
    return " and ".join(parts) or "changes nothing"


def _duration(seconds: float) -> str:
    if seconds < 1:
        return "a second" if seconds > 0.5 else "half a second"
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"
