"""The citations of what is made from a draft: the words of the document where there are any, else the other source."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from initiatives.choices import Basis
from initiatives.intake.keys import key
from initiatives.intake.proposal import Draft, Evidence, Item, kind_words
from initiatives.intake.slots import Slot
from initiatives.models import Citation, Delegate, Document, Meeting, Passage, Reference
from initiatives.models.citations import OWNED_KEYS, ROOT_KEYS

OF_THE_MEETING = (  # entry, field, basis
    (Slot.NUMBER, "number", Basis.STATED),
    (Slot.DATE, "start", Basis.STATED),
    (Slot.PLACE, "city", Basis.STATED),
    (Slot.FORMAT, "format", Basis.INFERRED),
)


class Citations:
    """Collects citations fact by fact, then writes those that the record lacks."""

    def __init__(self, draft: Draft, passages: Mapping[str, Passage]) -> None:
        self.draft, self.passages = draft, passages
        self.collected: list[Citation] = []

    # --- Fact by fact

    def of_meeting(self, meeting: Meeting) -> None:
        for slot, field, basis in OF_THE_MEETING:
            item = self.draft.find(slot)
            if item and item.included and item[field]:
                self.add(meeting, field, item.evidence, basis=basis)

    def of_document(self, meeting: Meeting, document: Document) -> None:
        item = self.draft[Slot.DOCUMENT]
        self.add(meeting, "kind", kind_words(self.draft.passages, item["kind"]), document=document)
        self.add(meeting, "title", [e for e in item.evidence if e.words == item["title"]], document=document)
        if item["issued_on"]:
            self.add(meeting, "issued_on", [], document=document)

    def of_delegate(self, meeting: Meeting, delegate: Delegate, item: Item) -> None:
        for field in ("name", "title"):
            self.add(meeting, field, self._holding(item, item[field]), delegate=delegate)

    def of_name(self, row: Model, item: Item) -> None:
        """A new pillar, initiative or reference."""
        field = "symbol" if isinstance(row, Reference) and item["symbol"] else "name"
        self.add(row, field, item.evidence)

    def of_activity(self, row: Model, item: Item) -> None:
        """The first evidence is of the name; the first with a digit after it of the day."""
        self.add(row, "name", item.evidence[:1])
        if not item.evidence:
            self.add(row, "start", [])
            return
        by_words = {evidence.words: evidence for evidence in item.evidence}
        day = next((e for e in item.evidence[1:] if any(c.isdigit() for c in e.words)), item.evidence[0])
        self.add(row, "start", [day])
        if item["city"]:
            self.add(row, "city", [by_words.get(item["city"], item.evidence[0])])

    def _holding(self, item: Item, words: str) -> list[Evidence]:
        """The first passage among an item's evidence that holds the words as they are; otherwise its first evidence."""
        for evidence in item.evidence:
            if words in self.draft.text_of(evidence.passage):
                return [Evidence(evidence.passage, words)]
        return item.evidence[:1]

    def add(
        self, root: Model, field: str, evidence: Iterable[Evidence], *, basis: str = Basis.STATED, **owned: Model
    ) -> None:
        """Adds the citation of a fact. Without words and without a source it stays uncited, and the checklist asks."""
        kind = str(root._meta.model_name)
        found = next((e for e in evidence if e.passage in self.passages), None)
        source = self.draft[Slot.SOURCE]
        of_field: Any = {kind: root, "field": field, **owned}
        keys = (root.pk, field, *(row.pk for row in owned.values()))
        if found:
            passage = self.passages[found.passage]
            pk = key("citation", *keys, passage.pk, found.words)
            self.collected.append(Citation(id=pk, **of_field, basis=basis, passage=passage, quotation=found.words))
        elif source["address"]:
            document = self.draft.find(Slot.DOCUMENT)
            self.collected.append(
                Citation(
                    id=key("citation", *keys, source["address"]),
                    **of_field,
                    basis=Basis.OTHER,
                    publisher=source["publisher"],
                    address=source["address"],
                    read_on=source["read_on"],
                    source_title=document["title"] if document else "",
                )
            )

    # --- Writing

    def write(self) -> list[uuid.UUID]:
        """Writes the citations that the record lacks, each behind those that its fact has already; returns their keys.

        Another source is cited only for a fact that rests on nothing yet.
        """
        roots: dict[str, set[Any]] = defaultdict(set)
        for citation in self.collected:
            kind = next(name for name in ROOT_KEYS if getattr(citation, f"{name}_id"))
            roots[kind].add(getattr(citation, f"{kind}_id"))
        there: set[uuid.UUID] = set()
        last: dict[tuple[Any, ...], int] = {}
        for kind, keys in roots.items():
            for citation in Citation.objects.filter(**{f"{kind}__in": keys}):
                there.add(citation.pk)
                fact = fact_of(citation)
                last[fact] = max(last.get(fact, -1), citation.position)
        fresh = []
        for citation in self.collected:
            fact = fact_of(citation)
            if citation.pk in there or (citation.basis == Basis.OTHER and fact in last):
                continue
            there.add(citation.pk)
            citation.position = last[fact] = last.get(fact, -1) + 1
            fresh.append(citation)
        Citation.objects.bulk_create(fresh, batch_size=200)
        return [citation.pk for citation in fresh]


def fact_of(citation: Citation) -> tuple[Any, ...]:
    """What a citation supports: its root, the row of the root, the field."""
    return (*(getattr(citation, f"{name}_id") for name in (*ROOT_KEYS, *OWNED_KEYS)), citation.field)
