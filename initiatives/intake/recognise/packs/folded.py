"""A text as the eastern readers see it: full-width digits and letters narrow, every kind of dot and dash one."""

import re
import unicodedata
from itertools import pairwise

_DOTS = dict.fromkeys(map(ord, "・ㆍ·∙･‧•⋅․ᆞ﹒"), "·")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
_WAVES = dict.fromkeys(map(ord, "～〜∼˜"), "~")
_QUOTES = dict.fromkeys(map(ord, "’‘ʼ＇`´"), "'") | dict.fromkeys(map(ord, "“”＂"), '"')
_EQUALS = dict.fromkeys(map(ord, "＝゠"), "=")
_SIGNS = {**_DOTS, **_DASHES, **_WAVES, **_QUOTES, **_EQUALS}
#: One letter with what is written onto it, so that half-width kana and decomposed syllables come together.
_CLUSTER = re.compile("[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|.[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.S)


class Folded:
    """A text folded for reading, which knows for every place of it the place in the text as printed."""

    def __init__(self, printed: str) -> None:
        self.printed = printed
        parts: list[str] = []
        self._places: list[int] = []
        for match in _CLUSTER.finditer(printed):
            folded = _fold(match[0])
            parts.append(folded)
            self._places += [match.start()] * len(folded)
        self.text = "".join(parts)
        self._places.append(len(printed))

    def place(self, index: int) -> int:
        """Where the character at `index` stands in the text as printed."""
        return self._places[index]

    def words(self, start: int, end: int) -> str:
        """The words as printed between two places of the folded text."""
        first, last = self.span(start, end)
        return self.printed[first:last]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text as printed; a character that is folded into several is taken whole."""
        first = self._places[start]
        if start >= end:
            return first, first
        last = next((after for before, after in pairwise(self._places[end - 1 :]) if after > before), self._places[-1])
        return first, last


def _fold(cluster: str) -> str:
    if len(cluster) == 1 and cluster.isascii():
        return " " if cluster in "\t\n\r\v\f" else _SIGNS.get(ord(cluster), cluster)
    sign = cluster.translate(_SIGNS)
    folded = unicodedata.normalize("NFKC", sign).translate(_SIGNS)
    return " " if folded.isspace() else folded


def fold(text: str) -> str:
    """A text folded, where its places do not matter."""
    return Folded(text).text
