"""The sheet: what readers of marked-up documents write on, block by block and table by table.

A reader says what is printed, what is left out and why, and where a note is called. The sheet keeps the order, sets
the rows of tables as paragraphs, and lays everything out as the text that the offsets of a source count in: a line a
block, and every mark that was left out at the place where it stood.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from initiatives.intake.languages import is_unspaced
from initiatives.intake.readers.limits import check_blocks, check_characters
from initiatives.intake.readers.lines import (
    BOLD,
    CELLS_APART,
    RAISED,
    LineBuilder,
    NoteCall,
    Removed,
    Source,
    SourceLine,
)
from initiatives.intake.readers.raised import Raised, meaning_of, normal

#: A cell of so many characters, or of several blocks, holds running text rather than an entry of a table.
RUNNING = 80
#: How many characters around raised ones tell what they mean.
SEEN = 40
#: A bullet at the start of words in Latin letters.
TYPED = re.compile(r"([•‣▪●◦⁃∙➢➔▶►✓■□○◆])\s+(?=[\"“‘(]?[^\W\d_]*[A-Za-z])")
BULLET = "•"
#: What stands between blocks that are left out together.
PARTED = "\n\n"
#: The mark of a note at the start of its block, where it is not raised.
OWN_MARK = re.compile(r"(?:[\[(（［]\d{1,3}[\])）］]|[*†‡§＊]{1,3}(?=\s)|[(（]?[注註주]\s?\d{0,2}[)）])")


@dataclass(slots=True)
class Block:
    """A line that has no place in the text yet, with what was left out of it and the notes it calls."""

    line: SourceLine
    gone: list[tuple[int, str, str]] = field(default_factory=list)
    calls: list[tuple[int, str]] = field(default_factory=list)
    links: list[tuple[int, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    note: str = ""


@dataclass(slots=True)
class _Table:
    outer: list[Block]
    rows: list[list[list[Block]]] = field(default_factory=list)


@dataclass(slots=True)
class _Unprinted:
    kind: str
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Writing:
    """The block under way: its characters, and what stands beside them."""

    builder: LineBuilder = field(default_factory=LineBuilder)
    gone: list[tuple[int, str, str]] = field(default_factory=list)
    calls: list[tuple[int, str]] = field(default_factory=list)
    links: list[tuple[int, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    is_going: bool = False  # whether what is left out next belongs to what was left out last

    @property
    def place(self) -> int:
        return len(self.builder.characters)


class Kept(NamedTuple):
    """A block set aside, and what the sheet was told of it."""

    writing: _Writing
    heading: int
    depth: int
    marker: str
    blank: bool


class Sheet:
    """The blocks of a document while it is read. Attributes that are set hold for the blocks closed from then on."""

    def __init__(self, medium: str, encoding: str = "") -> None:
        self.source = Source("", [], medium, encoding)
        self.out: list[Block] = []
        self.heading = self.depth = 0
        self.marker = self.role = ""
        self.blank = True
        self.link = ""
        self._now = _Writing()
        self._unprinted: list[_Unprinted] = []
        self._tables: list[_Table] = []
        self._notes: dict[str, list[Block]] = {}
        self._count = self._characters = self._inserted = 0

    # What is printed

    @property
    def has_words(self) -> bool:
        """Whether the block under way has printed words."""
        return bool(self._now.builder.characters)

    def text(self, text: str, mark: int = 0) -> None:
        """Adds printed text to the block under way, or to what is being left out."""
        self._characters += len(text)
        check_characters(self._characters)
        if self._unprinted:
            self._unprinted[-1].words.append(text)
            return
        now = self._now
        now.is_going = False
        if mark & RAISED and self.link and text.strip():
            now.links.append((now.place, self.link))
        for character in text:
            now.builder.add(character, 0, mark)

    def call(self, note: str) -> None:
        """The place where a note is called whose mark the document counts itself."""
        if not self._unprinted:
            self._now.calls.append((self._now.place, note))

    def name(self, *names: str) -> None:
        """Names by which the block under way, or the next one, can be called."""
        self._now.names.update(names)

    def close(self, blank: bool = True) -> None:
        """End the block under way; `blank` tells whether the next one stands apart from it."""
        now = self._now
        line = now.builder.line(0, 0)
        gone = [
            (0, mark.kind, mark.text) for mark in now.builder.removed if mark.kind != "composed character"
        ] + now.gone
        if line is None:
            # what was left out of nothing is kept for the next block
            self._now = _Writing(gone=gone, calls=now.calls, names=now.names)
            self.blank = self.blank or blank
            return
        self._now = _Writing()
        line.heading, line.depth, line.marker, line.role = self.heading, self.depth, self.marker, self.role
        line.blank_before, line.removed, line.ends = self.blank, [], {}
        if not self.depth and not self.heading and (typed := TYPED.match(line.text)):
            # a bullet that somebody typed is a mark too; how those of Japanese and Korean nest, the structure tells
            gone.append((0, "item mark", typed[1]))
            line.text, line.marks = line.text[typed.end() :], line.marks[typed.end() :]
            line.depth, line.marker = 1, BULLET
            gone, now.calls, now.links = (_shifted(kept, typed.end()) for kept in (gone, now.calls, now.links))
        self.marker, self.blank = "", blank
        self.out.append(Block(line, gone, now.calls, now.links, now.names))
        self._count += 1
        # the cells of a table become few blocks
        check_blocks(self._count // 10 if self._tables else self._count)

    # What is left out

    def hide(self, kind: str) -> None:
        """What is written from here to `show` is not printed: it is logged under the kind."""
        self._unprinted.append(_Unprinted(kind))

    def show(self) -> str:
        """The end of what is left out, and its words."""
        gone = self._unprinted.pop()
        words = "".join(gone.words)
        for number, piece in enumerate(words.split(PARTED)):
            self._now.is_going = self._now.is_going and not number
            self._log(gone.kind, piece)
        return words

    @property
    def is_hiding(self) -> bool:
        return bool(self._unprinted)

    def leave_out(self, kind: str, words: str) -> None:
        """Logs words as left out here. Pieces of one kind in one place are one, until `part`."""
        self._characters += len(words)
        check_characters(self._characters)
        self._log(kind, words)

    def _log(self, kind: str, words: str) -> None:
        if not words.strip():
            return
        now = self._now
        if now.is_going and now.gone and now.gone[-1][:2] == (now.place, kind):
            words = now.gone.pop()[2] + words
        now.gone.append((now.place, kind, words))
        now.is_going = True

    def part(self) -> None:
        """A block ends inside what is left out."""
        self._now.is_going = False
        if self._unprinted:
            self._unprinted[-1].words.append(PARTED)

    # Blocks within blocks

    def nest(self) -> Kept:
        """Sets the block under way aside, for blocks that are anchored in it. Give what comes back to `unnest`."""
        kept = Kept(self._now, self.heading, self.depth, self.marker, self.blank)
        self._now, self.heading, self.depth, self.marker, self.blank = _Writing(), 0, 0, "", True
        return kept

    def unnest(self, kept: Kept) -> None:
        self.close()
        left = self._now
        self._now, self.heading, self.depth, self.marker, self.blank = kept
        self._now.gone += [(self._now.place, kind, words) for _, kind, words in left.gone]

    def open_table(self) -> None:
        self.close()
        self._tables.append(_Table(self.out))

    def open_row(self) -> None:
        self._tables[-1].rows.append([])
        check_blocks(len(self._tables[-1].rows))

    def open_cell(self) -> None:
        self.close()
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        self.out = []
        table.rows[-1].append(self.out)

    def close_cell(self) -> None:
        self.close()
        self.out = self._tables[-1].outer

    def close_table(self) -> None:
        self.close()
        table = self._tables.pop()
        self.out = table.outer
        for row in table.rows:
            blocks = set_row(row)
            self._count -= sum(map(len, row)) - len(blocks)
            self.out += blocks
        check_blocks(self._count // 10 if self._tables else self._count)

    @property
    def in_table(self) -> bool:
        return bool(self._tables)

    def open_note(self, name: str) -> list[Block]:
        """The words of a note, known by name, from here to `close_note`."""
        self.close()
        outer, self.out = self.out, self._notes.setdefault(name, [])
        return outer

    def close_note(self, outer: list[Block]) -> None:
        self.close()
        self.out = outer

    def insert(self, other: Source) -> None:
        """The lines of another source, read by a reader of its own, as blocks here."""
        self.close()
        self._inserted += 1
        starts = [line.start for line in other.lines]
        gone: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
        for r in other.removed:
            at = max(0, bisect_right(starts, r.start) - 1)
            gone[at].append((max(0, r.start - starts[at]) if starts else 0, r.kind, r.text))
        names = {call.note: f"{self._inserted} {call.note}" for call in other.calls}
        calls: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for call in other.calls:
            at = bisect_right(starts, call.at) - 1
            calls[at].append((call.at + 1 - starts[at], names[call.note]))
        for index, line in enumerate(other.lines):
            kept = SourceLine(
                line.text, [], line.marks, 0, 0, line.heading, line.depth, line.marker, line.role, line.blank_before
            )
            self.out.append(Block(kept, gone[index], calls[index], note=names.get(line.start, "")))
            self._count += 1
            check_blocks(self._count)
        if not starts:
            self._now.gone += gone[0]
        self.source.unplaced += other.unplaced

    # The end

    def finish(self, numbered: dict[str, str] | None = None) -> Source:
        """The document laid out. `numbered` gives the printed marks of the notes that the document counts itself."""
        while self._unprinted:
            self.show()
        while self._tables:
            self.close_table()
        self.close()
        _settle(self.out)
        self._set_notes(numbered or {})
        parts: list[str] = []
        length = 0
        source = self.source
        places: dict[str, int] = {}
        called: list[tuple[str, int]] = []
        for block in self.out:
            line = block.line
            line.start, line.end = length, length + len(line.text)
            line.offsets = list(range(line.start, line.end))
            for place, kind, words in sorted(block.gone, key=lambda gone: gone[0]):
                at = line.start + min(place, len(line.text))
                source.removed.append(Removed(kind, at, at, " ".join(words.split())))
            called += [(note, line.start + max(0, min(place, len(line.text)) - 1)) for place, note in block.calls]
            if block.note:
                places.setdefault(block.note, line.start)
            source.lines.append(line)
            parts.append(line.text)
            length += len(line.text) + 1
        source.text = "\n".join(parts)
        end = len(source.text)
        source.removed += [Removed(kind, end, end, " ".join(words.split())) for _, kind, words in self._now.gone]
        for note, at in called:
            if note in places:
                source.calls.append(NoteCall(places[note], at))
        return source

    def called(self) -> list[str]:
        """The names of the notes that the document counts itself, in the order in which the text calls them."""
        self.close()
        return [note for block in self.out for _, note in block.calls]

    def _set_notes(self, numbered: dict[str, str]) -> None:
        """The notes behind the text, in the order in which they are called; those that nothing calls after them."""
        order = [note for block in self.out for _, note in block.calls if note in self._notes]
        for name in dict.fromkeys([*order, *self._notes]):
            blocks = self._notes[name]
            _settle(blocks)
            for block in blocks:
                block.line.role, block.line.heading = "footnote", 0
            if blocks:
                first = blocks[0]
                first.note, first.line.marker = name, numbered.get(name, "") or first.line.marker
            self.out += blocks


def set_row(cells: list[list[Block]]) -> list[Block]:
    """A row of a table as one paragraph, its cells apart; a row that only lays out running text as its blocks."""
    filled = [cell for cell in cells if cell]
    running = [cell for cell in filled if any(_is_running(block.line.text) for block in cell)]
    prose = [cell for cell in filled if len(cell) > 1 and any(_is_sentence(block.line.text) for block in cell)]
    if (
        len(filled) < 2
        or len(running) > 1
        or prose
        or any(block.line.heading or block.line.role == "table" for cell in filled for block in cell)
    ):
        return [block for cell in filled for block in cell]
    made = Block(SourceLine("", [], [], 0, 0, role="table"))
    for number, cell in enumerate(filled):
        for index, block in enumerate(cell):
            _append(made, CELLS_APART if number and not index else " " if index else "", block)
    return [made]


def _take_own_mark(block: Block) -> None:
    """The mark of a note that is printed in brackets or as a sign is no part of its words."""
    printed = OWN_MARK.match(block.line.text) if block.line.role != "footnote" else None
    if printed and block.line.text[printed.end() :].strip():
        end = printed.end() + len(block.line.text[printed.end() :]) - len(block.line.text[printed.end() :].lstrip())
        block.gone.append((0, "note mark", printed[0]))
        _rewrite(block, [(0, end, "")])
        block.line.marker, block.line.depth = normal(printed[0]), 0


def _shifted(kept: list[Any], by: int) -> list[Any]:
    """Places in a block whose first characters were taken out."""
    return [(max(0, place - by), *rest) for place, *rest in kept]


def _is_running(text: str) -> bool:
    return len(text) > RUNNING or (is_unspaced(text[-1]) and len(text) > RUNNING // 2)


def _is_sentence(text: str) -> bool:
    return _is_running(text) or (len(text) > RUNNING // 2 and text[-1] in ".。")


def _append(made: Block, between: str, block: Block) -> None:
    shift = len(made.line.text) + len(between)
    made.line.text += between + block.line.text
    made.line.marks += [0] * len(between) + block.line.marks
    made.gone += [(shift + place, kind, words) for place, kind, words in block.gone]
    made.calls += [(shift + place, note) for place, note in block.calls]
    made.links += [(shift + place, note) for place, note in block.links]
    made.names |= block.names


def _settle(blocks: list[Block]) -> None:
    """Raised characters told apart: powers are written as such, marks of notes are taken out and tied to their notes.

    A note is known by a name that a mark links to, or by the mark that it opens with.
    """
    runs = [(block, _raised_runs(block)) for block in blocks if any(mark & RAISED for mark in block.line.marks)]
    opening = {normal(raised.words) for _, found in runs for raised in found if not raised.before.strip()}
    for block, found in runs:
        changes: list[tuple[int, int, str]] = []
        for raised in found:
            meaning, written = meaning_of(raised, opening)
            first, last = raised.start, raised.start + len(raised.words)
            if meaning == "text":
                continue
            if meaning == "mark":
                last += block.line.text[last : last + 1] == " "
                block.line.marker, block.line.depth = normal(raised.words), 0
                block.line.role = block.line.role or "footnote"
            if meaning != "power":
                block.gone.append((first, "note mark", raised.words))
            if meaning == "note":
                block.calls.append((first, raised.link or normal(raised.words)))
            changes.append((first, last, written))
        _rewrite(block, changes)
    wanted = {note for block in blocks for _, note in block.calls}
    if not wanted:
        return
    for block in blocks:
        names = wanted & (block.names | {_own_mark(block)})
        if names and not any(note in names for _, note in block.calls):
            _take_own_mark(block)
            block.note, block.line.role, block.line.heading = min(names), "footnote", 0
            wanted -= names


def _own_mark(block: Block) -> str:
    """The mark that a block opens with as a note: taken out as raised, or printed in brackets or as a sign."""
    if block.line.role == "footnote":
        return block.line.marker
    printed = OWN_MARK.match(block.line.text)
    return normal(printed[0]) if printed else ""


def _raised_runs(block: Block) -> list[Raised]:
    line, runs, index = block.line, [], 0
    links = deque(sorted(block.links))
    while index < len(line.text):
        if not line.marks[index] & RAISED or line.text[index] == " ":
            index += 1
            continue
        start = index
        while index < len(line.text) and line.marks[index] & RAISED:
            index += 1
        words = line.text[start:index].rstrip()
        while links and links[0][0] < start:
            links.popleft()
        link = links[0][1] if links and links[0][0] < index else ""
        last = start + len(words)
        runs.append(Raised(start, words, line.text[max(0, start - SEEN) : start], line.text[last : last + SEEN], link))
    return runs


def _rewrite(block: Block, changes: list[tuple[int, int, str]]) -> None:
    """Stretches of a block written otherwise, in their order; what stands behind each moves along."""
    line = block.line
    text: list[str] = []
    marks: list[int] = []
    starts: list[int] = []
    moves: list[tuple[int, int]] = []  # by how much what stands behind a change moves, and where it may begin
    place = length = 0
    for first, last, written in changes:
        text += [line.text[place:first], written]
        marks += [*line.marks[place:first], *[line.marks[first] & BOLD] * len(written)]
        length += first - place + len(written)
        place = last
        starts.append(first)
        moves.append((length - last, length - len(written)))
    if not changes:
        return
    line.text, line.marks = "".join([*text, line.text[place:]]), [*marks, *line.marks[place:]]

    def moved(old: int) -> int:
        index = bisect_left(starts, old) - 1
        return old if index < 0 else max(old + moves[index][0], moves[index][1])

    block.gone = [(moved(old), kind, words) for old, kind, words in block.gone]
    block.calls = [(moved(old), note) for old, note in block.calls]
    block.links = []
