"""A line: what a source sets as one block of text, with its marks and the place of every character.

Its text is composed (NFC) whatever the source is, so that words look the same to every comparison.
"""

import unicodedata
from dataclasses import dataclass, field

from initiatives.intake.languages import is_unspaced

BOLD, ITALIC, UNDERLINE, RAISED = 1, 2, 4, 8

#: What stands between two cells of a row that is set as a paragraph.
CELLS_APART = " | "

#: Characters that print nothing: soft hyphen, zero-width marks, byte order mark, direction marks.
INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

LINE_BREAKS = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
#: Vowels and finals of Hangul, which join the syllable before them though they are no combining marks.
JOINING_JAMO = range(0x1161, 0x1200)
MOST_MARKS = 12  # on one letter: no writing has more, and each is looked at again with the next


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
    source text, marks included. `ends` holds, for the offset of a character that is several in the source text, where
    the last of them ends. `repairs` are what the reader is not sure of or mended, for the page to show.
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
    ends: dict[int, int] = field(default_factory=dict)
    repairs: list[dict[str, object]] = field(default_factory=list)

    def end_of(self, index: int) -> int:
        """Where the character at `index` ends in the source text."""
        return self.ends.get(self.offsets[index], self.offsets[index] + 1)

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
    """Collects the characters of one block, composed; runs of white space become one space, invisible characters go.

    A line break between two characters of a script without spaces is no space: there, a source breaks its lines
    anywhere.
    """

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.offsets: list[int] = []
        self.marks: list[int] = []
        self.removed: list[Removed] = []
        self.ends: dict[int, int] = {}
        self._broken = False

    def add(self, character: str, offset: int, mark: int = 0) -> None:
        """Append one source character; `character` may be several where one source mark stands for them."""
        for single in character:
            if single.isascii() and single.isprintable() and single != " ":
                self._append(single, offset, mark)
            elif single in INVISIBLE:
                self.removed.append(Removed("invisible character", offset, offset + 1, single))
            elif single.isspace():
                if self.characters and self.characters[-1] != " ":
                    self._append(" ", offset, mark)
                    self._broken = False
                self._broken = self._broken or single in LINE_BREAKS
            elif unicodedata.category(single)[0] == "M" or ord(single) in JOINING_JAMO:
                self._compose(single, offset, mark)
            elif single.isprintable() or single >= "\ue000":
                for part in unicodedata.normalize("NFC", single):
                    self._append(part, offset, mark)
            else:
                self.removed.append(Removed("control character", offset, offset + 1, single))

    def _append(self, character: str, offset: int, mark: int) -> None:
        if self._broken and character != " ":
            if len(self.characters) > 1 and self._runs_together(character):
                del self.characters[-1], self.offsets[-1], self.marks[-1]
            self._broken = False
        self.characters.append(character)
        self.offsets.append(offset)
        self.marks.append(mark)

    def _runs_together(self, after: str) -> bool:
        """Whether words go on across the line break that stands before `after`."""
        before = self.characters[-2]
        if is_unspaced(before):
            return is_unspaced(after) or after.isascii()
        return is_unspaced(after) and before.isascii() and not self._runs_in_latin()

    def _runs_in_latin(self) -> bool:
        """Whether the last word stands after another Latin one: in such a text a break is a space."""
        words = "".join(self.characters[-40:]).split()
        return len(words) > 1 and words[-2].isascii()

    def _compose(self, character: str, offset: int, mark: int) -> None:
        """Append a character that joins those before it, wherever it can."""
        first = len(self.characters)
        least = max(0, first - MOST_MARKS)
        while first > least and (first == len(self.characters) or unicodedata.combining(self.characters[first])):
            first -= 1
        cluster = [*self.characters[first:], character]
        composed = unicodedata.normalize("NFC", "".join(cluster))
        if len(cluster) == 1 or cluster[0] == " " or not composed:
            self._append(character, offset, mark)
            return
        places = [*self.offsets[first:], offset]
        kept = [places[0], *places[len(places) - len(composed) + 1 :]] if len(composed) > 1 else places[:1]
        self.removed += [
            Removed("composed character", place, place + 1, character) for place in places if place not in kept
        ]
        marks = [*self.marks[first:], mark][: len(composed)]
        del self.characters[first:], self.offsets[first:], self.marks[first:]
        self.characters += composed
        self.offsets += kept
        self.marks += marks
        for place, after in zip(kept, [*kept[1:], offset + 1], strict=True):
            self.ends[place] = max(after, self.ends.get(place, 0))

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
        last = self.ends.get(self.offsets[-1], self.offsets[-1] + 1) if end is None else end
        return SourceLine(
            "".join(self.characters), self.offsets, self.marks, first, last, removed=self.removed, ends=self.ends
        )
