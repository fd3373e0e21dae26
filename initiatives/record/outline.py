"""A document in the parts its pages print: opening, pillars with their initiatives, closing. Queries nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from initiatives.choices import PassageKind
from initiatives.models import Initiative, Passage, Pillar

LAYOUT = "mark removed"  # the kind of a logged repair that took away a bullet or a mark of emphasis
OPENING, PILLAR, HEADING, CLOSING, WHOLE = "opening", "pillar", "heading", "closing", "statements"


@dataclass
class Part:
    """What a document says under one initiative: its statements, and the paragraph that gives the name."""

    initiative: Initiative
    paragraph: Passage | None
    statements: list[Passage] = field(default_factory=list)


@dataclass
class Section:
    """Consecutive statements under one heading of the document, by ``kind``: one of the five names above."""

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
    def first(self) -> Passage:
        """The first statement of the section."""
        return min([*self.statements, *(part.statements[0] for part in self.parts)], key=lambda each: each.position)

    @property
    def paragraph(self) -> str:
        """The number of the paragraph the section begins with."""
        return self.first.number.partition(".")[0]

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


@dataclass
class Run:
    """A stretch of a paragraph's reading text: words of a sentence, a lead-in, or what stands between them."""

    text: str
    sentence: Passage | None = None
    is_lead_in: bool = False


@dataclass
class Block:
    """One block of the reader: a front line, a heading or a paragraph with its runs."""

    passage: Passage
    runs: list[Run] = field(default_factory=list)
    sentences: list[Passage] = field(default_factory=list)

    @property
    def is_paragraph(self) -> bool:
        return self.passage.kind == PassageKind.PARAGRAPH

    @property
    def is_cited(self) -> bool:
        """True where a fact cites the block or one of its sentences. Reads loaded citations."""
        return any(passage.cited_by.all() for passage in (self.passage, *self.sentences))

    @property
    def is_sole(self) -> bool:
        """True for a paragraph of one sentence."""
        return len(self.sentences) == 1

    @property
    def is_item(self) -> bool:
        """True for an item of a list, which another paragraph introduces."""
        return self.is_paragraph and self.passage.parent_id is not None


def blocks(passages: Sequence[Passage]) -> list[Block]:
    """The document block by block, every character of every paragraph's reading text in exactly one run."""
    found: dict[object, Block] = {}
    for passage in passages:
        if passage.kind != PassageKind.SENTENCE:
            found[passage.pk] = Block(passage)
        elif passage.parent_id in found:
            found[passage.parent_id].sentences.append(passage)
    for block in found.values():
        block.runs = _runs(block.passage, block.sentences)
    return list(found.values())


def _runs(paragraph: Passage, sentences: Sequence[Passage]) -> list[Run]:
    text, place, runs = paragraph.text, 0, []
    if paragraph.lead_in and text.startswith(paragraph.lead_in):
        place = len(paragraph.lead_in) + (text[len(paragraph.lead_in) :][:1] == ":")
        runs.append(Run(text[:place], is_lead_in=True))
    for sentence in sentences:
        start = text.find(sentence.text, place)
        if start < 0:
            runs.append(Run(sentence.text, sentence))
            continue
        if start > place:
            runs.append(Run(text[place:start]))
        runs.append(Run(sentence.text, sentence))
        place = start + len(sentence.text)
    if place < len(text):
        runs.append(Run(text[place:]))
    return runs


@dataclass(frozen=True)
class Mend:
    """Where the reading text of a sentence departs from the text as filed: a break joined, or marks left out."""

    place: int  # in the reading text
    is_break: bool
    left_out: str = ""


def mends(sentence: Passage, filed: str) -> list[Mend]:
    """The places where a sentence was mended, by comparing it with its span of the text as filed, white space aside."""
    raw, read, found = filed[sentence.start : sentence.end], sentence.text, []
    here = there = 0
    while here < len(raw):
        space, here = _space(raw, here)
        there = _space(read, there)[1]
        if space.count("\n") > 1:
            found.append(Mend(there, is_break=True))
        left = here
        while here < len(raw) and not raw[here].isspace() and (there >= len(read) or raw[here] != read[there]):
            here += 1
        if here > left:
            found.append(Mend(there, is_break=False, left_out=raw[left:here]))
        while here < len(raw) and there < len(read) and raw[here] == read[there] and not raw[here].isspace():
            here, there = here + 1, there + 1
    return found


def _space(text: str, start: int) -> tuple[str, int]:
    """The white space at a place, and the place after it."""
    end = start
    while end < len(text) and text[end].isspace():
        end += 1
    return text[start:end], end


def first_statement(passages: Iterable[Passage]) -> Passage | None:
    """The first sentence of a document, which stands for its passages in a ready citation; None where it has none."""
    return next((passage for passage in passages if passage.kind == PassageKind.SENTENCE), None)


def repairs_by_statement(passages: Iterable[Passage]) -> dict[object, list[dict[str, object]]]:
    """Key of a statement → the logged joins and stray marks inside its span; marks of the layout are not among them."""
    passages = list(passages)
    logged = {(r["start"], r["end"]): r for each in passages for r in each.repairs if r.get("kind") != LAYOUT}
    found: dict[object, list[dict[str, object]]] = {}
    for statement in passages:
        if statement.kind == PassageKind.SENTENCE:
            inside = [r for r in logged.values() if statement.start <= r["start"] and r["end"] <= statement.end]
            if inside:
                found[statement.pk] = inside
    return found
