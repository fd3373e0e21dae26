"""From the characters of a page to its rows in the order they are read: columns, tables, and rows of one column.

Whatever stands on the page is in a row. Where the order could be another one, the row says so (`unsure`).
"""

import itertools
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from initiatives.intake.readers.lines import RAISED, UNDERLINE
from initiatives.intake.readers.pdf.drawn import Glyph, Page
from initiatives.intake.readers.text import BULLET, NUMBER

#: Characters written without spaces between them; Hangul is not among them.
DENSE = re.compile(
    r"[\u2e80-\u312f\u3190-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff]")
MARKER = re.compile(
    rf"(?:{BULLET}|{NUMBER}|[\uf000-\uf0ff]|o|[\u2460-\u24ff\u3220-\u3247ㅇ○〇▲△◎]|"
    r"[（(]?[\d０-９ア-ンぁ-ん一-十가-하]{1,2}[)）.．、]?)"
)
CELL = " | "
OVERLAP, EITHER = "words stand over one another", "columns of text or a table"


@dataclass(slots=True)
class Word:
    """Characters with no space between them."""

    glyphs: list[Glyph]

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)

    @property
    def left(self) -> float:
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        return max(g.right for g in self.glyphs[-3:])

    @property
    def y(self) -> float:
        return next((g.y for g in self.glyphs if not g.mark & RAISED), self.glyphs[0].y)

    @property
    def size(self) -> float:
        return max(g.size for g in self.glyphs)


@dataclass(slots=True)
class Row:
    """One printed row: its words, the edges of its column, a bullet drawn before it, why its order is not sure."""

    page: int
    words: list[Word]
    column: tuple[float, float]
    region: int = 0
    table: bool = False
    unsure: str = ""
    size: float = 0.0
    y: float = 0.0
    pieces: list[tuple[str, int]] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    dot: bool = False

    def __post_init__(self) -> None:
        letters = [g for w in self.words for g in w.glyphs if not g.mark & RAISED] or self.words[0].glyphs
        self.size = statistics.median_high(g.size for g in letters)
        self.y = statistics.median_high(g.y for g in letters)
        self.left, self.right = self.words[0].left, max(w.right for w in self.words)
        self.pieces = list(_pieces(self.words, self.table))

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    def marked(self, mark: int) -> bool:
        """Whether all its letters and digits carry the mark."""
        return all(m & mark for text, m in self.pieces if any(c.isalnum() for c in text)) and any(
            c.isalnum() for text, _ in self.pieces for c in text
        )


def _pieces(words: Sequence[Word], table: bool) -> Iterable[tuple[str, int]]:
    before: Word | None = None
    for word in words:
        if before is not None:
            wide = word.left - before.right > 1.2 * max(word.size, before.size)
            yield (CELL if table and wide else " ", before.glyphs[-1].mark & word.glyphs[0].mark)
        for glyph in word.glyphs:
            yield glyph.text.replace("\u00ad", "-"), glyph.mark
        before = word


def baselines(glyphs: Iterable[Glyph]) -> list[list[Word]]:
    """Words of the characters, a list for each baseline from the top down; raised figures go with their row."""
    lines: list[list[Glyph]] = []
    heights: list[tuple[float, float]] = []
    for glyph in sorted(glyphs, key=lambda g: -g.y):
        if heights and abs(heights[-1][0] - glyph.y) <= 0.25 * min(heights[-1][1], glyph.size):
            lines[-1].append(glyph)
            if not glyph.text.isspace():
                heights[-1] = (heights[-1][0], max(heights[-1][1], glyph.size))
        else:
            lines.append([glyph])
            heights.append((glyph.y, glyph.size))
    _raise(lines)
    found = [_words(line) for line in lines]
    return [line for line in found if line]


def _by_baseline(words: Iterable[Word]) -> list[list[Word]]:
    """Words in rows from the top down."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda w: -w.y):
        raised = all(g.mark & RAISED for g in word.glyphs)
        near = 0.7 if raised or (found and all(g.mark & RAISED for w in found[-1] for g in w.glyphs)) else 0.25
        if found and found[-1][0].y - word.y <= near * max(0.1, min(found[-1][0].size, word.size)):
            found[-1].append(word)
        else:
            found.append([word])
    for row in found:
        row.sort(key=lambda w: w.left)
    return found


def _raise(lines: list[list[Glyph]]) -> None:
    """Give small characters just above or below a row, and beside a character of it, to that row."""
    for index, line in enumerate(lines):
        clusters = _clusters(line)
        if not clusters or any(len(cluster) > 8 for cluster in clusters):
            continue
        for other in (index + 1, index - 1):
            host = [g for g in lines[other] if not g.text.isspace()] if 0 <= other < len(lines) else []
            if not host:
                continue
            size, lift = max(g.size for g in host), clusters[0][0].y - host[0].y
            small = max(g.size for cluster in clusters for g in cluster)
            if small > 0.8 * size or not -0.3 * size <= lift <= 0.65 * size:
                continue
            free = not any(_over(cluster, h, small) for cluster in clusters for h in host)
            if free and all(any(_beside(cluster, h, small) for h in host) for cluster in clusters):
                for glyph in (g for cluster in clusters for g in cluster):
                    glyph.mark |= RAISED if lift > 0 else 0
                    lines[other].append(glyph)
                line.clear()
                break


def _clusters(line: list[Glyph]) -> list[list[Glyph]]:
    """The characters of a row in groups that stand together."""
    found: list[list[Glyph]] = []
    for glyph in sorted((g for g in line if not g.text.isspace()), key=lambda g: g.x):
        if found and glyph.x - found[-1][-1].right < 0.5 * glyph.size:
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return found


def _over(cluster: list[Glyph], host: Glyph, size: float) -> bool:
    return min(cluster[-1].right, host.right) - max(cluster[0].x, host.x) > 0.35 * size


def _beside(cluster: list[Glyph], host: Glyph, size: float) -> bool:
    before, after = cluster[0].x - host.right, host.x - cluster[-1].right
    return -0.3 * size < before < 0.6 * size or -0.3 * size < after < 0.6 * size


def _words(line: list[Glyph]) -> list[Word]:
    """The characters of one baseline as words, cut where a space is drawn or a gap is as wide as one."""
    ordered = sorted(line, key=lambda g: g.x)
    shown = [g for g in ordered if not g.text.isspace()]
    if not shown:
        return []
    gaps = [b.x - a.right for a, b in itertools.pairwise(shown)]
    drawn = len(ordered) - len(shown) > len(shown) / 25
    spread = max(0.0, statistics.median(gaps)) if gaps and len(gaps) > 3 else 0.0
    words: list[Word] = [Word([shown[0]])]
    space = False
    last = None
    for glyph in ordered:
        if glyph.text.isspace():
            space = True
            continue
        if last is not None:
            size = max(last.size, glyph.size) if not (last.mark | glyph.mark) & RAISED else min(last.size, glyph.size)
            gap = glyph.x - last.right
            dense = bool(DENSE.match(last.text[-1:]) or DENSE.match(glyph.text[:1]))
            wide = 0.75 if dense else 0.4 if drawn else 0.17
            if gap > wide * size + spread or (space and gap > -0.5 * size):
                words.append(Word([glyph]))
            else:
                words[-1].glyphs.append(glyph)
        space, last = False, glyph
    return words


@dataclass(slots=True)
class _Gutter:
    first: int
    end: int
    left: float
    right: float
    both: int
    top: int


class Layout:
    """Puts the rows of one page in reading order."""

    def __init__(self, page: Page, lines: list[list[Word]], region: int) -> None:
        self.page, self.region = page, region
        self.rows: list[Row] = []
        words = [w for line in lines for w in line]
        if words:
            edges = min(w.left for w in words), max(w.right for w in words)
            self._order(_side_by_side(lines), edges, 0)

    def _order(self, lines: list[list[Word]], edges: tuple[float, float], depth: int) -> None:
        if not lines:
            return
        gutter = _gutter(lines) if depth < 6 else None
        if gutter is None:
            self._put(lines, edges)
            return
        columns = _columns(lines[gutter.first : gutter.end], gutter)
        prose = [_is_prose(column) for column in columns]
        if all(prose) or _halves(lines[gutter.top : gutter.end], columns, prose, gutter, edges):
            self._order(lines[: gutter.first], edges, depth + 1)
            for column in columns:
                own = [w for line in column for w in line]
                self._order(column, (min(w.left for w in own), max(w.right for w in own)), depth + 1)
        else:
            # what stands above the first row with two cells is no part of the table
            self._order(lines[: gutter.top], edges, depth + 1)
            inside = lines[gutter.top : gutter.end]
            doubt = EITHER if any(prose) and len(columns) == 2 and _alike(columns) else ""
            self._table(inside, _columns(inside, gutter), edges, doubt)
        self._order(lines[gutter.end :], edges, depth + 1)

    def _put(self, lines: list[list[Word]], edges: tuple[float, float]) -> None:
        self.region += 1
        found: list[Row] = []
        parts = _by_baseline(w for line in lines for w in line)
        ends = [max(w.right for w in words) for words in parts]
        for words, end in zip(parts, ends, strict=True):
            size = statistics.median(w.size for w in words)
            apart = any(b.left - a.right > 3.2 * size for a, b in itertools.pairwise(words))
            justified = sum(abs(other - end) < 1 for other in ends) > 2
            apart = apart and not justified and not MARKER.fullmatch(words[0].text)
            over = sum(b.left < a.right - 0.35 * size for a, b in itertools.pairwise(words))
            found.append(Row(self.page.number, words, edges, self.region, apart, OVERLAP if over > 1 else ""))
        for row in found:
            row.column = _own_column(row, found)
            row.dot = any(
                row.left - 3 * row.size < x < row.left and 0 < y - row.y < 0.7 * row.size for x, y in self.page.dots
            )
        self.rows += found

    def _table(
        self, lines: list[list[Word]], columns: list[list[list[Word]]], edges: tuple[float, float], doubt: str
    ) -> None:
        """A row of the table a row: a line that only goes on in a cell goes with the line it goes on from."""
        self.region += 1
        starts = [min(w.left for line in column for w in line) for column in columns]
        groups: list[list[list[Word]]] = []
        gaps = [a[0].y - b[0].y for a, b in itertools.pairwise(lines)]
        usual = min(gaps, default=0.0)
        parted = [gap > 1.3 * usual for gap in gaps]
        spaced = any(parted) and not all(parted)
        for index, line in enumerate(lines):
            ruled = index > 0 and any(
                line[0].y + 0.6 * line[0].size < y < lines[index - 1][0].y and left < edges[0] + 20
                for left, _, y in self.page.rules
            )
            new = not index or ruled or (parted[index - 1] if spaced else line[0].left < starts[1] - 1)
            if new:
                groups.append([])
            groups[-1].append(line)
        for group in groups:
            cells: list[list[Word]] = [[] for _ in starts]
            for line in group:
                for word in line:
                    place = max((i for i, start in enumerate(starts) if word.left >= start - 1), default=0)
                    cells[place].append(word)
            self.rows.append(_TableRow.of(self.page.number, [c for c in cells if c], edges, self.region, doubt))


class _TableRow(Row):
    @classmethod
    def of(cls, page: int, cells: list[list[Word]], edges: tuple[float, float], region: int, doubt: str) -> Row:
        row = Row(page, [w for cell in cells for w in cell], edges, region, True, doubt)
        row.pieces = []
        for index, cell in enumerate(cells):
            if index:
                row.pieces.append((CELL, 0))
            row.pieces += _pieces([w for line in _by_baseline(cell) for w in line], False)
        row.left = min(w.left for cell in cells for w in cell)
        return row


def _own_column(row: Row, rows: list[Row]) -> tuple[float, float]:
    """The edges of the text a row is of, where there are enough filled rows of its size to see them."""
    alike = [r for r in rows if abs(r.size - row.size) <= 0.12 * row.size and not r.table]
    if len(alike) < 3 or row.table:
        return row.column
    left, right = min(r.left for r in alike), max(r.right for r in alike)
    filled = sum(r.right - left > 0.8 * (right - left) for r in alike)
    wide = right - left > 24 * row.size
    least = max(2, 0.4 * len(alike)) if wide else max(4, 0.6 * len(alike))
    return (left, right) if filled >= least else row.column


def _side_by_side(lines: list[list[Word]]) -> list[list[Word]]:
    """Rows at nearly the same height that stand beside each other as one: columns need not share their baselines."""
    found: list[list[Word]] = []
    for line in lines:
        if found:
            above = found[-1]
            size = min(statistics.median(w.size for w in above), statistics.median(w.size for w in line))
            near = min(w.y for w in above) - max(w.y for w in line) < 0.75 * size
            if near and not any(a.left < b.right + 2 and b.left < a.right + 2 for a in above for b in line):
                above += line
                above.sort(key=lambda w: w.left)
                continue
        found.append(list(line))
    return found


def _gutter(lines: list[list[Word]]) -> _Gutter | None:
    """The strip without text that parts most rows, or None."""
    best: _Gutter | None = None
    for first, line in enumerate(lines):
        for gap in _gaps(line):
            found = _followed(lines, first, gap)
            if found and (best is None or (found.both, found.right - found.left) > (best.both, best.right - best.left)):
                best = found
    return best


def _gaps(line: list[Word], sizes: float = 0.8) -> list[tuple[float, float]]:
    found = []
    right = line[0].right
    for a, b in itertools.pairwise(line):
        right = max(right, a.right)
        if b.left - right >= max(5.0, sizes * min(a.size, b.size)):
            found.append((right, b.left))
    return found


def _followed(lines: list[list[Word]], first: int, gap: tuple[float, float]) -> _Gutter | None:
    """How far down, and then up, the rows keep clear of a gap."""
    both = [first]
    reached = {}
    for step in (1, -1):
        index = first
        while 0 <= index + step < len(lines) and not _apart(lines, max(index, index + step)):
            found = _clear(lines[index + step], gap)
            if found is None:
                break
            index += step
            gap = found[0], found[1]
            if found[2]:
                both.append(index)
        reached[step] = index
    both.sort()
    start, end = reached[-1], reached[1] + 1
    left, right = gap
    inside = [(lines[i], _after(lines[i], right)) for i in both]
    markers = sum(all(MARKER.fullmatch(w.text) for w in line[: line.index(word)]) for line, word in inside)
    if markers > len(both) / 2:
        return None
    starts = [word.left for _, word in inside]
    ends = [max(w.right for w in line) for line, _ in inside]
    narrow = all(end - word.left < 0.25 * (end - line[0].left) for end, (line, word) in zip(ends, inside, strict=True))
    aligned = max(_repeated(starts), _repeated(ends) if narrow else 0)
    least = lines[first][0].size * (2 if len(both) == 2 else 1.1 if len(both) < 5 else 0)
    if aligned < 0.75 * len(both) or len(both) < 2 or right - left < least:
        return None
    return _Gutter(start, end, left, right, len(both), both[0])


def _clear(line: list[Word], gap: tuple[float, float]) -> tuple[float, float, bool] | None:
    """What a row leaves free of a gap, and whether it stands on both sides of it; None where too little is left."""
    left, right = gap
    least = max(5.0, 0.5 * min(12.0, *(w.size for w in line)))
    inner = [(max(left, a), min(right, b)) for a, b in _gaps(line, 0.5) if min(right, b) - max(left, a) >= least]
    if inner:
        return (*max(inner, key=lambda each: each[1] - each[0]), True)
    end = max(left, *(w.right for w in line))
    if right - end >= least:
        return end, right, False
    return (left, min(right, line[0].left), False) if min(right, line[0].left) - left >= least else None


def _repeated(places: list[float]) -> int:
    """How many of the places are those of another row too: text of a column begins at few places."""
    return sum(sum(abs(place - other) <= 1.5 for other in places) > 1 for place in places)


def _apart(lines: list[list[Word]], index: int) -> bool:
    """Whether a row stands clear of the one above it."""
    above, line = lines[index - 1], lines[index]
    return min(w.y for w in above) - max(w.y for w in line) > 2.6 * max(line[0].size, above[0].size)


def _after(line: list[Word], right: float) -> Word:
    return next((w for w in line if w.left >= right - 1), line[-1])


def _columns(lines: list[list[Word]], gutter: _Gutter) -> list[list[list[Word]]]:
    """The rows cut at the gutter, and again at others that part most of them."""
    middle = (gutter.left + gutter.right) / 2
    halves = [
        [part for line in lines if (part := [w for w in line if (w.left >= middle) == side])] for side in (False, True)
    ]
    found: list[list[list[Word]]] = []
    for half in halves:
        inner = _gutter(half)
        if inner is not None and inner.both >= 0.6 * len(half):
            found += _columns(half, inner)
        elif half:
            found.append(half)
    return found


def _is_prose(column: list[list[Word]]) -> bool:
    """Whether the rows of a column are running text: several words each, and most of them as wide as the column."""
    if len(column) < 3:
        return False
    left, right = min(line[0].left for line in column), max(line[-1].right for line in column)
    full = [(line[-1].right - left) / (right - left or 1) for line in column]
    lengths = [sum(2 if DENSE.match(c) else 1 for w in line for c in w.text) for line in column]
    return statistics.median(full) > 0.72 and statistics.median(lengths) >= 18 and right - left > 90


def _halves(
    lines: list[list[Word]],
    columns: list[list[list[Word]]],
    prose: list[bool],
    gutter: _Gutter,
    edges: tuple[float, float],
) -> bool:
    """Whether two columns are halves of one text though one of them is short: as wide, and both set row under row."""
    if len(columns) != 2 or not any(prose):
        return False
    beside = [(line[0], _after(line, gutter.right)) for line in lines if len(line) > 1]
    uneven = sum(abs(a.y - b.y) > 0.1 * a.size for a, b in beside if a.left < gutter.left < b.left)
    wide = sorted((gutter.left - edges[0], edges[1] - gutter.right))
    if uneven > 0.4 * len(beside) and wide[0] > 0.5 * wide[1]:
        # rows of a table share their baselines
        return True
    return (
        max(map(len, columns)) >= 5
        and wide[0] > 0.7 * wide[1]
        and all(a[0].y - b[0].y < 2.4 * a[0].size for column in columns for a, b in itertools.pairwise(column[:4]))
    )


def _alike(columns: list[list[list[Word]]]) -> bool:
    return min(map(len, columns)) > 0.6 * max(map(len, columns))


def underline(page: Page) -> list[Glyph]:
    """Mark what is underlined; the characters that are struck through, which are no words of the page any more."""
    struck: list[Glyph] = []
    if not page.rules:
        return struck
    bands: dict[int, list[tuple[float, float, float]]] = {}
    for rule in page.rules:
        bands.setdefault(int(rule[2] // 10), []).append(rule)
    for glyph in page.glyphs:
        if glyph.turned or glyph.text.isspace():
            continue
        middle = glyph.x + glyph.width / 2
        for band in range(int((glyph.y - 5) // 10), int((glyph.y + glyph.size) // 10) + 1):
            for left, right, y in bands.get(band, ()):
                if left - 1 <= middle <= right + 1:
                    lift = (y - glyph.y) / (glyph.size or 1)
                    if 0.14 < lift < 0.42:
                        struck.append(glyph)
                    elif -0.3 < lift <= 0.02 and not glyph.coloured:
                        glyph.mark |= UNDERLINE
    return struck
