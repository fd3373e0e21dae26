"""A line: what a source sets as one block of text, with its marks and the place of every character."""

from dataclasses import dataclass, field

BOLD, ITALIC, UNDERLINE, RAISED = 1, 2, 4, 8

#: What stands between two cells of a row that is set as a paragraph.
CELLS_APART = " | "

#: Characters that print nothing: soft hyphen, zero-width marks, byte order mark, direction marks.
INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


@dataclass(frozen=True, slots=True)
class Removed:
    """Mark-up left out of the reading text: its kind and its span in the source text."""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class NoteCall:
    """A note that the text calls: where the note begins in the source text, and the character that its mark follows."""

    note: int
    at: int

    def moved(self, by: int) -> "NoteCall":
        return NoteCall(self.note + by, self.at + by)


@dataclass(slots=True)
class SourceLine:
    """One block of a source: reading text; for each of its characters the offset in the source text and its marks.

    `heading` is the level the source declares (0: none), `depth` the nesting of a list (0: not in a list), `marker`
    the bullet or number as printed (empty for text that continues an item). `start` and `end` span the block in the
    source text, marks included. `repairs` are what the reader is not sure of or mended, for the page to show.
    """

    text: str
    offsets: list[int]
    marks: list[int]
    start: int
    end: int
    heading: int = 0
    depth: int = 0
    marker: str = ""
    role: str = ""
    blank_before: bool = True
    removed: list[Removed] = field(default_factory=list)
    repairs: list[dict[str, object]] = field(default_factory=list)

    def marked(self, first: int, last: int, mark: int) -> bool:
        """Whether all letters and digits of text[first:last] carry one of the marks; false where there are none."""
        seen = False
        for index in range(first, last):
            if self.text[index].isalnum():
                if not self.marks[index] & mark:
                    return False
                seen = True
        return seen


@dataclass(slots=True)
class Source:
    """A document as its reader found it. `text` is the source text that all offsets count in."""

    text: str
    lines: list[SourceLine]
    medium: str
    encoding: str = ""
    removed: list[Removed] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    calls: list[NoteCall] = field(default_factory=list)


class LineBuilder:
    """Collects the characters of one block: runs of white space become one space, invisible characters go."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.offsets: list[int] = []
        self.marks: list[int] = []
        self.removed: list[Removed] = []

    def add(self, character: str, offset: int, mark: int = 0) -> None:
        """Append one source character; `character` may be several where one source mark stands for them."""
        for single in character:
            if single in INVISIBLE:
                self.removed.append(Removed("invisible character", offset, offset + 1, single))
            elif single.isspace():
                if self.characters and self.characters[-1] != " ":
                    self._append(" ", offset, mark)
            elif single.isprintable() or single >= "\ue000":
                self._append(single, offset, mark)
            else:
                self.removed.append(Removed("control character", offset, offset + 1, single))

    def _append(self, character: str, offset: int, mark: int) -> None:
        self.characters.append(character)
        self.offsets.append(offset)
        self.marks.append(mark)

    def remove(self, kind: str, start: int, end: int, text: str) -> None:
        """Log mark-up that is left out."""
        self.removed.append(Removed(kind, start, end, text))

    def line(self, start: int | None = None, end: int | None = None) -> SourceLine | None:
        """The block without white space at its end; None when it holds no text."""
        while self.characters and self.characters[-1] == " ":
            self.characters.pop()
            self.offsets.pop()
            self.marks.pop()
        if not self.characters:
            return None
        first = self.offsets[0] if start is None else start
        last = self.offsets[-1] + 1 if end is None else end
        return SourceLine("".join(self.characters), self.offsets, self.marks, first, last, removed=self.removed)
