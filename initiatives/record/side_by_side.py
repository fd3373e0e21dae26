"""Accounts of one meeting side by side: what each document says under one topic. Queries nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from initiatives.models import Document, Initiative, Passage, Pillar
from initiatives.record.outline import Section


@dataclass
class Topic:
    """One pillar, initiative or the rest, with the statements of each document on it; a document may say nothing."""

    anchor: str
    pillar: Pillar | None = None
    initiative: Initiative | None = None
    accounts: list[tuple[Document, list[Passage]]] = field(default_factory=list)

    @property
    def speakers(self) -> int:
        """How many documents say anything on it."""
        return sum(bool(statements) for _, statements in self.accounts)


def by_topic(texts: Sequence[tuple[Document, Sequence[Section]]]) -> list[Topic]:
    """Topics in the order of the documents; none where only one document is held, for there is nothing to compare."""
    if len(texts) < 2:
        return []
    found: dict[object, Topic] = {}
    said: dict[object, dict[object, list[Passage]]] = {}
    for document, sections in texts:
        for section in sections:
            key: object = section.pillar.pk if section.pillar else ""
            topic = found.setdefault(key, Topic(f"accounts-{section.pillar.slug if section.pillar else 'other'}"))
            topic.pillar = section.pillar
            said.setdefault(key, {}).setdefault(document.pk, []).extend(section.statements)
            for part in section.parts:
                own = part.initiative.pk
                topic = found.setdefault(own, Topic(f"accounts-on-{part.initiative.slug}"))
                topic.initiative = part.initiative
                said.setdefault(own, {}).setdefault(document.pk, []).extend(part.statements)
    for key, topic in found.items():
        topic.accounts = [(document, said[key].get(document.pk, [])) for document, _ in texts]
    topics = [topic for topic in found.values() if topic.speakers]
    return sorted(topics, key=lambda topic: (topic.pillar is None and topic.initiative is None, -topic.speakers))
