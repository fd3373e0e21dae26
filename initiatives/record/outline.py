"""A document in the parts its pages print: opening, pillars with their initiatives, closing. Queries nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from initiatives.choices import PassageKind
from initiatives.models import Initiative, Passage, Pillar

OPENING, PILLAR, HEADING, CLOSING, WHOLE = "opening", "pillar", "heading", "closing", "statements"


@dataclass
class Part:
    """What a document says under one initiative: its statements, and the paragraph that gives the name."""

    initiative: Initiative
    paragraph: Passage | None
    statements: list[Passage] = field(default_factory=list)


@dataclass
class Section:
    """Consecutive statements under one heading of the document. ``kind`` is opening, pillar, heading, closing or statements."""

    kind: str
    anchor: str
    pillar: Pillar | None = None
    heading: Passage | None = None
    statements: list[Passage] = field(default_factory=list)  # those under no initiative
    parts: list[Part] = field(default_factory=list)

    @property
    def count(self) -> int:
        """The number of statements, those of the initiatives included."""
        return len(self.statements) + self.part_count

    @property
    def part_count(self) -> int:
        return sum(len(part.statements) for part in self.parts)


def sections(passages: Iterable[Passage]) -> list[Section]:
    """The statements of one document, given all its passages in reading order with pillar and initiative."""
    found: list[Section] = []
    by_key = {passage.pk: passage for passage in passages}
    heading: Passage | None = None
    for passage in by_key.values():
        if passage.kind == PassageKind.HEADING and passage.number.startswith("h"):
            heading = passage
        if passage.kind != PassageKind.SENTENCE:
            continue
        pillar = passage.pillar or (passage.initiative.pillar if passage.initiative else None)
        last = found[-1] if found else None
        if last is None or last.pillar != pillar or (pillar is None and last.heading != heading):
            kind = PILLAR if pillar else HEADING if heading else OPENING
            last = Section(kind, "", pillar, None if pillar else heading)
            found.append(last)
        _place(last, passage, by_key.get(passage.parent_id) if passage.parent_id else None)
    _name(found)
    return found


def _place(section: Section, statement: Passage, parent: Passage | None) -> None:
    if statement.initiative is None:
        section.statements.append(statement)
        return
    if not section.parts or section.parts[-1].initiative != statement.initiative:
        section.parts.append(Part(statement.initiative, parent))
    section.parts[-1].statements.append(statement)


def _name(found: Sequence[Section]) -> None:
    """Tells opening from closing, and gives every section an anchor of its own."""
    if len(found) == 1 and found[0].kind == OPENING:
        found[0].kind = WHOLE
    for section in found[1:]:
        section.kind = CLOSING if section.kind == OPENING else section.kind
    taken: set[str] = set()
    for section in found:
        name = section.pillar.slug if section.pillar else section.heading.number if section.heading else section.kind
        section.anchor = name
        while section.anchor in taken:
            section.anchor += "-more"
        taken.add(section.anchor)
