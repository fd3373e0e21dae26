"""What a person answers for the citations of a fact that was changed: still right, or to be taken out.

They are replaced in the form of their root, where new words are typed.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from initiatives.choices import Basis
from initiatives.desk.checking import agreed
from initiatives.models import Citation
from initiatives.record import integrity, locks, realm
from initiatives.record.bodies import Rows, rows_of
from initiatives.record.chunks import chunks
from initiatives.record.snapshots import snapshots


@dataclass
class Unanswered:
    """A fact of a root whose citations support an older value, with those citations."""

    model: str
    key: str
    fields: tuple[str, ...]
    then: str
    now: str
    citations: list[locks.Older]

    @property
    def fact(self) -> locks.Fact:
        return self.model, self.key, self.fields


def unanswered(rows: Rows, was: Rows | None) -> list[Unanswered]:
    """The facts of a root that ask for an answer, in the order of its rows."""
    found: dict[locks.Fact, Unanswered] = {}
    for one in locks.older(rows, was):
        fact = one.model, one.row["id"], one.fields
        found.setdefault(fact, Unanswered(*fact, one.then, one.now, [])).citations.append(one)
    return list(found.values())


def of_roots(kind: str, roots: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Unanswered]]:
    """root → what asks for an answer at the desk as it is now; roots where nothing does are left out."""
    bodies = {root: rows_of(body) for root, body in snapshots(kind, roots, realm.DESK).items()}
    was = agreed(bodies)
    found = {root: unanswered(rows, was.get(rows.root)) for root, rows in bodies.items()}
    return {root: listed for root, listed in found.items() if listed}


def still_right(listed: Iterable[Unanswered], *, reason: str = "") -> None:
    """Writes into the locks of the citations that they support the value of now.

    What was stated in words that do not hold that value is given the reason, and without one follows from them.
    """
    facts = list(listed)
    citations = {one.citation["id"]: one for each in facts for one in each.citations}
    forms = integrity.forms_of([one.row for one in citations.values()], realm.DESK)
    for chunk in chunks(citations):
        rows = list(Citation.objects.filter(pk__in=chunk))
        for row in rows:
            one = citations[str(row.pk)]
            row.supports = one.now
            if locks.asks_for_a_reason(one.citation) and not locks.carries(one.citation, one.model, one.row, forms):
                row.reason = reason[:300]
                row.basis = row.basis if reason else Basis.INFERRED
        Citation.objects.bulk_update(rows, ("supports", "reason", "basis"))


def taken_out(listed: Iterable[Unanswered]) -> None:
    """Deletes the citations: the fact stands without them, and may then have no source."""
    keys = [one.citation["id"] for each in listed for one in each.citations]
    for chunk in chunks(keys):
        Citation.objects.filter(pk__in=chunk).delete()
