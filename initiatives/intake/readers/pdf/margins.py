"""Running heads and feet, told from titles and text by where they stand, what they say and whether they come again."""

import re
import statistics
import unicodedata
from collections import Counter
from dataclasses import dataclass

from initiatives.intake.readers.pdf.drawn import Page
from initiatives.intake.readers.pdf.rows import Word

HEAD, FOOT, NUMBER = "running head", "running foot", "page number"
#: Forms that are a page's number wherever they end it, and the bare number that is one only at its edge.
PAGE_FORM = re.compile(
    r"(?:page|p\.|pg\.)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|[-–—‐]\s*\d{1,3}\s*[-–—‐]|"
    r"\d{1,3}\s*(?:of|/)\s*\d{1,3}(?:\s*-)?|"
    r"\d{1,3}\s*(?:ページ|頁|쪽|페이지)|[-–—(]?\s*(?:more|続く|계속)\s*[-–—)]?",
    re.I,
)
BARE = re.compile(r"\d{1,3}|[ivx]{1,5}|\[\d{1,3}\]|\(\d{1,3}\)")
#: What browsers print above and below a page: when, and from where.
PRINTED = re.compile(
    r"\d{1,4}[./]\s?\d{1,2}[./]\s?\d{1,4}\.?,?\s+(?:오전|오후|午前|午後)?\s?\d{1,2}:\d{2}.*|"
    r"(?:https?|file)://\S+(?:\s+\d{1,3}\s*/\s*\d{1,3})?|about:\S+.*",
    re.I,
)
AT_MOST = 4


@dataclass(slots=True)
class TakenOff:
    """A row that is not part of the text: what it is, where it stands, and what it says."""

    kind: str
    page: int
    text: str


def _said(line: list[Word]) -> str:
    return " ".join(word.text for word in line)


def _size(line: list[Word]) -> float:
    return statistics.median_high(g.size for w in line for g in w.glyphs)


def take_off(pages: list[tuple[Page, list[list[Word]]]]) -> tuple[list[list[list[Word]]], list[TakenOff]]:
    """The rows of each page without its heads and feet, and those."""
    sizes = [g.size for _, lines in pages for line in lines for w in line for g in w.glyphs]
    body = statistics.median_high(sizes) if sizes else 10.0
    places = [_places(page, lines) for page, lines in pages]
    kept: list[list[list[Word]]] = []
    off: list[TakenOff] = []
    for number, (page, lines) in enumerate(pages):
        others = Counter(place for i, seen in enumerate(places) if i != number for place in seen)
        rest = list(lines)
        for kind in (HEAD, FOOT):
            for _ in range(AT_MOST):
                line = rest[0 if kind == HEAD else -1] if len(rest) > 1 else None
                found = line and _edge(page, line, rest, kind, body, others, len(pages), number)
                if not line or not found:
                    break
                rest.remove(line)
                off.append(TakenOff(found, page.number, _said(line)))
        kept.append(rest)
    return kept, off


def _places(page: Page, lines: list[list[Word]]) -> set[tuple[str, int, int]]:
    """What stands in the first and last rows of a page, where and how large; numbers are the same whatever they are."""
    outer = [*lines[:AT_MOST], *lines[-AT_MOST:]]
    found = set()
    for line in outer:
        low = round(line[0].y / 3)
        text = re.sub(r"\d+", "#", unicodedata.normalize("NFKC", _said(line)))
        found |= {(text, low + step, round(2 * _size(line))) for step in (-1, 0, 1)}
    return found


def _edge(
    page: Page,
    line: list[Word],
    lines: list[list[Word]],
    kind: str,
    body: float,
    others: Counter[tuple[str, int, int]],
    count: int,
    number: int,
) -> str:
    """What a first or last row is where it is no text: a head, a foot, a page number; else nothing."""
    said = unicodedata.normalize("NFKC", _said(line)).strip()
    size, y = _size(line), line[0].y
    away = page.height - y if kind == HEAD else y
    outer = away < 0.12 * page.height
    beside = lines[1 if kind == HEAD else -2]
    clear = abs(beside[0].y - y) > 1.6 * max(size, _size(beside))
    if PAGE_FORM.fullmatch(said) or (BARE.fullmatch(said) and outer and clear):
        return NUMBER
    if away < 0.125 * page.height and len(said) < 110:
        key = (re.sub(r"\d+", "#", said), round(y / 3), round(2 * size))
        again = others[key] + 1
        first_title = number == 0 and size > 1.15 * body
        if again >= max(2, 0.4 * count) and not first_title:
            return kind
        if all(g.edge for w in line for g in w.glyphs) and not first_title:
            return kind
    if away < 50 and PRINTED.fullmatch(said):
        return kind
    return kind if away < 34 and size <= 0.85 * body and clear else ""
