"""One wrong letter in the name of an office: read as the office, quoted as printed."""

import functools
import re
from dataclasses import dataclass

from initiatives.intake import vocabulary

#: Words of offices by which a person is known, long enough that one letter does not make another word of them.
KNOWN = (
    "Minister",
    "Ministers",
    "President",
    "Secretary",
    "Ambassador",
    "Representative",
    "Director",
    "Advisor",
    "Adviser",
    "Chancellor",
    "Premier",
    "Commissioner",
    "Coordinator",
    "Administrator",
    "Counselor",
    "Counsellor",
    "Commander",
    "Governor",
    "Spokesperson",
    "Chairman",
    "Foreign",
    "Deputy",
    "Assistant",
    "Defense",
    "National",
    "Security",
    "Affairs",
)
#: What such a word is never read for: it is a word.
OTHER = frozenset(
    word.casefold()
    for name in ("near-words", "modifiers", "portfolios", "not-names", "organs")
    for word in vocabulary.words(name)
)
WORD = re.compile(r"(?<![\w’'-])[A-Z][a-z]{4,15}(?![\w’'-])")


@dataclass(frozen=True, slots=True)
class Mended:
    """A text with offices as they are spelt, and where its words stand in the text as printed."""

    text: str
    #: start and end in `text`, the words there, the words printed
    changes: tuple[tuple[int, int, str, str], ...]

    def place(self, index: int) -> int:
        """Where a place of `text` is in the text as printed; inside a changed word, its end."""
        moved = 0
        for start, end, said, printed in self.changes:
            if index >= end:
                moved += len(printed) - len(said)
            elif index > start:
                return end + moved + len(printed) - len(said)
        return index + moved

    def printed(self, words: str, start: int, end: int) -> str:
        """Words taken from that stretch of `text` as they are printed."""
        for first, last, said, printed in self.changes:
            if start <= first and last <= end:
                words = re.sub(rf"\b{said}\b", printed, words, count=1)
        return words


def mended(text: str) -> Mended:
    """The text with every office that has one wrong, missing, doubled or exchanged letter as it is spelt."""
    parts: list[str] = []
    changes: list[tuple[int, int, str, str]] = []
    end, length = 0, 0
    for match in WORD.finditer(text):
        if said := _office(match[0]):
            parts += [text[end : match.start()], said]
            length += match.start() - end
            changes.append((length, length + len(said), said, match[0]))
            length += len(said)
            end = match.end()
    return Mended("".join([*parts, text[end:]]), tuple(changes)) if changes else Mended(text, ())


@functools.lru_cache(maxsize=4096)
def _office(word: str) -> str:
    """The one office that a word is but for one letter; empty where it is spelt right, or is another word."""
    if word in KNOWN or word.casefold() in OTHER:
        return ""
    found = {known for known in KNOWN if word[0] == known[0] and _one_edit(word, known)}
    return found.pop() if len(found) == 1 else ""


def _one_edit(word: str, known: str) -> bool:
    if word == f"{known}s" or abs(len(word) - len(known)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    rest, other = word[start:], known[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[2:] == other[2:] and rest[:2] == other[1::-1])
    )
