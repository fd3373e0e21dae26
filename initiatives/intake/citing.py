"""The citations of what is made from a draft: the words of the document where there are any, else the other source."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from initiatives.choices import Basis
from initiatives.intake.drafting.document import issuer_words
from initiatives.intake.drafting.source import day_words
from initiatives.intake.keys import key
from initiatives.intake.likeness import script_of
from initiatives.intake.proposal import Draft, Evidence, Item, first_words, kind_words
from initiatives.intake.slots import Slot
from initiatives.models import Citation, Delegate, Document, Meeting, OfficialName, Passage, Reference
from initiatives.models.citations import OWNED_KEYS, ROOT_KEYS
from initiatives.record import integrity, locks, realm
from initiatives.record.bodies import rows_of
from initiatives.record.citation_rules import CARRIED
from initiatives.record.snapshots import snapshots

WORDED = ("title", "heading", "sentence")  # passages that are quoted: a paragraph is quoted by its sentences
CLAIM = "This text says it otherwise; both are kept, each with its words."
UNLIKE = "It is read from these words, which do not print it so."
OF_THE_MEETING = (  # entry, its field, the field of the meeting, basis
    (Slot.NUMBER, "number", "number", Basis.STATED),
    (Slot.DATE, "start", "start", Basis.STATED),
    (Slot.PLACE, "city", "city", Basis.STATED),
    (Slot.FORMAT, "format", "format", Basis.INFERRED),
    (Slot.STATE, "stands", "state", Basis.STATED),
)


class Citations:
    """Collects citations fact by fact, then writes those that the record lacks."""

    def __init__(self, draft: Draft, passages: Mapping[str, Passage]) -> None:
        self.draft, self.passages = draft, passages
        self.collected: list[Citation] = []

    # --- Fact by fact

    def of_meeting(self, meeting: Meeting) -> None:
        for slot, name, field, basis in OF_THE_MEETING:
            item = self.draft.find(slot)
            if item and item.included and item[name] and (field, item[name]) not in CARRIED:
                self.add(meeting, field, item.evidence, basis=basis, printed=self._claim(item, item[name]))

    def of_document(self, meeting: Meeting, document: Document) -> None:
        item = self.draft[Slot.DOCUMENT]
        words = {
            "kind": kind_words(self.draft.passages, item["kind"]),
            "title": [e for e in item.evidence if e.words == item["title"]],
            "issuers": issuer_words(self.draft.passages, item["issuers"]),
            "issued_on": day_words(item),
        }
        for field, evidence in words.items():
            if item[field]:
                self.add(meeting, field, evidence, f"document.{field}", document=document)

    def of_delegate(self, meeting: Meeting, delegate: Delegate, item: Item, *, is_new: bool) -> None:
        """Of one who was at the desk already only what the document prints as the desk has it, if it prints any."""
        for field in ("name", "title"):
            here = getattr(delegate, field)
            found = self._holding(item, here)
            printed: dict[str, str] = {}
            if not found and is_new:
                found = item.evidence[:1]
            elif not found and item[field] and script_of(item[field]) != script_of(here):
                found = self._holding(item, item[field])
                printed = {"printed": item[field], "language": self.language}
            if not is_new and field == "title" and item.keeps_both and item["title"] != here:
                found, printed = self._holding(item, item["title"]), self._claim(item, item["title"])
            if found or not item.evidence:
                self.add(meeting, field, found, item.key, printed=printed, delegate=delegate)

    def _claim(self, item: Item, value: str) -> dict[str, str]:
        """What says of a citation that its text has the fact otherwise, where both are kept."""
        if not item.keeps_both:
            return {}
        return {"printed": value, "language": self.language, "reason": CLAIM}

    def of_official_name(self, official: Model, name: OfficialName) -> None:
        """A name in the letters that the document prints."""
        found = first_words(self.draft.passages, name.value, WORDED)
        self.add(official, "value", found, official_name=name)

    @property
    def language(self) -> str:
        document = self.draft.find(Slot.DOCUMENT)
        return document["language"] if document else ""

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
        """The first passage that holds the words as they are, one of the entry's evidence before others."""
        beside = [evidence.passage for evidence in item.evidence]
        rest = [passage.number for passage in self.draft.passages if passage.kind in WORDED] if beside else []
        found = (number for number in (*beside, *rest) if words and words in self.draft.text_of(number))
        return [Evidence(number, words) for number in found][:1]

    def add(
        self,
        root: Model,
        field: str,
        evidence: Iterable[Evidence],
        fact: str = "",
        *,
        basis: str = Basis.STATED,
        printed: Mapping[str, str] | None = None,
        **owned: Model,
    ) -> None:
        """Adds the citation of a fact. Without words and without a source it stays uncited, and the checklist asks.

        ``fact`` is its key among what the source may be ticked for; without it that of the meeting's own field.
        """
        kind = str(root._meta.model_name)
        found = next((e for e in evidence if e.passage in self.passages), None)
        source = self.draft[Slot.SOURCE]
        of_field: Any = {kind: root, "field": field, **owned}
        keys = (root.pk, field, *(row.pk for row in owned.values()))
        if found:
            passage = self.passages[found.passage]
            pk = key("citation", *keys, passage.pk, found.words)
            of_field |= dict(printed or {})
            self.collected.append(Citation(id=pk, **of_field, basis=basis, passage=passage, quotation=found.words))
        elif source["address"] and (fact or field) not in source["left_out"].split():
            document = self.draft.find(Slot.DOCUMENT)
            self.collected.append(
                Citation(
                    id=key("citation", *keys, source["address"]),
                    **of_field,
                    basis=Basis.OTHER,
                    publisher=source["publisher"],
                    address=source["address"],
                    archive_address=source["archive"],
                    source_kind=source["source_kind"],
                    read_on=source["read_on"],
                    source_title=document["title"] if document else source["title"],
                    dated=document["issued_on"] if document else source["dated"],
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
        _lock(fresh, roots)
        return [citation.pk for citation in fresh]


def _lock(fresh: Iterable[Citation], roots: Mapping[str, set[uuid.UUID]]) -> None:
    """Locks each citation to the value of its fact. None says that words hold a value which they do not.

    Where a longer quotation of the passage does, that is quoted; otherwise the fact is inferred, and why is said.
    """
    bodies = [body for kind, keys in roots.items() for body in snapshots(kind, keys, realm.DESK).values()]
    contents = [rows_of(body) for body in bodies]
    forms = integrity.forms_of((row for content in contents for _model, row in content.each()), realm.DESK)
    said = {row["id"]: (content, row) for content in contents for row in content["citation"]}
    listed = list(fresh)
    for citation in listed:
        content, row = said[str(citation.pk)]
        model, key, fields = locks.fact_of(content, row)
        owner = next(one for one in content[model] if one["id"] == key)
        citation.supports = locks.value_of(owner, fields)
        if not locks.asks_for_a_reason(row) or locks.carries(row, model, owner, forms):
            continue
        whole = citation.passage.text if citation.passage else ""
        if locks.carries({**row, "quotation": whole}, model, owner, forms):
            citation.quotation = whole
        else:
            citation.basis, citation.reason = Basis.INFERRED, UNLIKE
    Citation.objects.bulk_update(listed, ("supports", "quotation", "basis", "reason"), batch_size=200)


def fact_of(citation: Citation) -> tuple[Any, ...]:
    """What a citation supports: its root, the row of the root, the field."""
    return (*(getattr(citation, f"{name}_id") for name in (*ROOT_KEYS, *OWNED_KEYS)), citation.field)
