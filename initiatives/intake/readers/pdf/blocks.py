"""From rows to blocks: titles, headings, paragraphs and items of several rows, and words over the end of a row."""

import itertools
import re
import statistics
from collections import Counter
from dataclasses import dataclass, field

from initiatives.intake import vocabulary
from initiatives.intake.readers.limits import check_blocks
from initiatives.intake.readers.lines import BOLD, LineBuilder, Removed, Source
from initiatives.intake.readers.pdf.rows import DENSE, HANGUL, Row
from initiatives.intake.readers.text import ITEM, SENTENCE_END

SURE_BULLET = re.compile(r"[•‣▪▫●○◦■□◆◇▶►✓⁃∙\uf000-\uf0ff]")
#: A bullet of a font of signs has no letter of its own; every such sign is printed as one of these.
SIGN = re.compile(r"[\uf000-\uf0ff]")
ROW_END = "hyphen at the end of a row"
#: First and second parts of words that keep their hyphen.
FIRST_PARTS = frozenset(vocabulary.words("compound-openers"))
SECOND_PARTS = frozenset(vocabulary.words("compound-closers"))
PARTICLES = frozenset("은는이가을를에의로와과도며고께서만")
#: Endings that never stand alone, and syllables that end a word.
ENDINGS = frozenset(vocabulary.words("hangul-endings"))
CLOSERS = frozenset("측등및중후전간각현할될")


@dataclass(slots=True)
class _Style:
    """What is usual in a document: the size of its text, the step from row to row in sizes, its words."""

    size: float
    step: float
    words: Counter[str]
    hangul_breaks: bool
    hyphenated: bool
    soft: bool


@dataclass(slots=True)
class _Block:
    rows: list[Row] = field(default_factory=list)
    marker: str = ""
    body: float = 0.0


def put_together(rows: list[Row], source: Source, notes: dict[int, str]) -> None:
    """The blocks of the rows as lines of the source; `notes` are what is to be said of the first line of a page."""
    style = _style(rows)
    blocks: list[_Block] = []
    for row in rows:
        marker = _marker(row)
        block = blocks[-1] if blocks else None
        if block is None or _parted(block, row, marker, style):
            block = _Block([], marker, _text_left(row, marker))
            blocks.append(block)
        block.rows.append(row)
    sizes = sorted({round(_block_size(b), 1) for b in blocks if _is_large(b, style)}, reverse=True)
    levels: list[float] = []
    for size in sizes:
        if not levels or size < 0.94 * levels[-1]:
            levels.append(size)
    indents: list[float] = []
    parts: list[str] = []
    place = 0
    told: set[int] = set()
    for block in blocks:
        place = _add(block, style, levels, indents, parts, place, source, notes, told)
    check_blocks(len(source.lines))
    source.text = "\n".join(parts)


def _style(rows: list[Row]) -> _Style:
    size = statistics.median_high(row.size for row in rows for _ in range(max(1, len(row.text) // 10)))
    steps = [
        (a.y - b.y) / b.size
        for a, b in itertools.pairwise(rows)
        if a.page == b.page and a.region == b.region and abs(b.size - size) < 0.1 * size and 0 < a.y - b.y < 4 * size
    ]
    words: Counter[str] = Counter()
    for row in rows:
        inner = re.findall(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*", row.text)
        words.update(w.casefold() for w in (inner[1:-1] if not row.text[-1:].isspace() else inner))
    room = sorted(
        (row.column[1] - row.right) / row.size
        for row, after in itertools.pairwise(rows)
        if HANGUL.search(row.text[-1:])
        and HANGUL.search(after.text[:1])
        and after.region == row.region
        and not SENTENCE_END.search(row.text)
    )
    hyphens = sum(
        bool(re.search(r"[^\W\d_]-$", row.text)) and after.text[:1].islower() for row, after in itertools.pairwise(rows)
    )
    return _Style(
        size,
        _usual(sorted(steps)),
        words,
        bool(room) and room[int(0.8 * (len(room) - 1))] < 1.3,
        hyphens > 1 + 0.03 * len(rows) or 0 < hyphens >= 0.1 * len(rows),
        "-" in {g.text for row in rows for w in row.words for g in w.glyphs},
    )


def _usual(steps: list[float]) -> float:
    """The smallest step that comes again: rows of one paragraph; a document of short paragraphs has few of them."""
    for step in steps:
        if step > 0.85 and sum(step <= other <= 1.06 * step for other in steps) >= max(2, len(steps) // 20):
            return step * 1.03
    return steps[0] if steps and steps[0] > 0.85 else 1.25


def _marker(row: Row) -> str:
    """The bullet or number that a row opens with, with the space after it."""
    item = ITEM.match(row.text + " ")
    if item and len(row.text) >= item.end():
        return item[0]
    sign = re.match(r"(?:[\uf000-\uf0ff]|o(?= \S)(?= [A-Z]))\s*", row.text)
    return sign[0] if sign and len(row.text) > sign.end() and not row.table else ""


def _text_left(row: Row, marker: str) -> float:
    """Where the text after a marker begins."""
    if not marker:
        return row.left
    return row.words[1].left if len(row.words) > 1 and len(row.words[0].text) <= len(marker.strip()) else row.left


def _is_large(block: _Block, style: _Style) -> bool:
    """Whether a block is set like a heading: larger than the text, and no longer than a heading."""
    length = sum(len(row.text) for row in block.rows)
    size, first = _block_size(block), block.rows[0]
    bold = all(row.marked(BOLD) for row in block.rows)
    return not first.table and length < 300 and size > (1.08 if bold else 1.2) * style.size


def _block_size(block: _Block) -> float:
    return statistics.median_high(row.size for row in block.rows)


def _parted(block: _Block, row: Row, marker: str, style: _Style) -> bool:
    """Whether a row begins a block of its own."""
    before = block.rows[-1]
    if before.table or row.table:
        return True
    ended = bool(SENTENCE_END.search(before.text.rstrip()))
    opening = row.text.lstrip("\"'“‘([（「『")[:1]
    filled = _filled(before, row)
    if row.dot or abs(before.size - row.size) > 0.12 * max(before.size, row.size):
        return True
    together = before.page == row.page and before.region == row.region
    if before.page == row.page and before.y - row.y > _step(before, style):
        return True
    if marker and _opens_item(block, row, marker, ended, filled):
        return True
    if re.search(r"[\w.]-$", before.text) and row.text[:1].isalnum():
        return False
    large = row.size > 1.08 * style.size
    bold_before, bold = before.marked(BOLD), row.marked(BOLD)
    if not together:
        if large or (bold_before and bold and not opening.islower()):
            return True
        return not (opening.islower() and not ended) and (not filled or (ended and _indented(block, row)))
    if large and (bold_before == bold):
        return ended and not filled
    if bold_before != bold and not filled:
        return True
    if _indented(block, row):
        return ended or not filled
    if filled:
        return False
    if opening.islower() and not ended:
        return False
    return not (bold and bold_before and not ended and _centred(before) and _centred(row) and _wide(before))


def _step(before: Row, style: _Style) -> float:
    """The largest step to the next row of the same block."""
    if before.size > 1.08 * style.size:
        return min(max(1.62, 1.1 * style.step), 2.1) * before.size
    return 1.2 * style.step * before.size + 0.3


def _opens_item(block: _Block, row: Row, marker: str, ended: bool, filled: bool) -> bool:
    sign = marker.strip()
    if SURE_BULLET.match(sign):
        return True
    level = bool(block.marker) and abs(block.rows[0].left - row.left) < 2
    if level and sign[-1:] == block.marker.strip()[-1:]:
        return True
    if block.marker and abs(row.left - block.body) < 2 and filled and not ended:
        return False
    return ended or not filled


def _filled(before: Row, row: Row) -> bool:
    """Whether the first word of a row would not have fitted on the row before it: then its end says nothing."""
    width = before.column[1] - before.column[0]
    room = before.column[1] - before.right
    if _centred(before) and abs(before.left - row.left) > 2:
        room = width - (before.right - before.left)
    word = row.words[0]
    dense = DENSE.match(word.text[:1]) or HANGUL.match(word.text[:1])
    need = (2.2 * row.size) if dense else (word.right - word.left) + 0.25 * row.size
    if dense and HANGUL.match(word.text[:1]):
        need = max(need, word.right - word.left + 0.3 * row.size)
    return room < need + 0.4 * row.size


def _centred(row: Row) -> bool:
    left, right = row.column
    return row.left - left > row.size and abs((row.left + row.right) - (left + right)) < 0.03 * (right - left) + 2


def _wide(row: Row) -> bool:
    return row.right - row.left > 0.45 * (row.column[1] - row.column[0])


def _indented(block: _Block, row: Row) -> bool:
    """Whether a row stands further in than its block: the first of the next paragraph."""
    if block.marker or _centred(row) or _centred(block.rows[-1]):
        return False
    left = min(r.left - r.column[0] for r in (block.rows[1:] or block.rows))
    return 0.7 * row.size < (row.left - row.column[0]) - left < 6 * row.size


def _add(
    block: _Block,
    style: _Style,
    levels: list[float],
    indents: list[float],
    parts: list[str],
    place: int,
    source: Source,
    notes: dict[int, str],
    told: set[int],
) -> int:
    """Add the line of a block; returns where the next one begins in the source text."""
    first = block.rows[0]
    large = _is_large(block, style)
    marker = "" if first.table or (large and block.marker[:1].isalnum()) else block.marker
    builder = LineBuilder()
    joins: list[tuple[int, str]] = []
    for index, row in enumerate(block.rows):
        if index:
            joins += _join(builder, block.rows[index - 1], row, style)
        for text, mark in row.pieces:
            for character in text:
                builder.add(character, 0, mark)
    line = builder.line(0, 0)
    lost = builder.removed
    if line is None:
        source.removed += [Removed(r.kind, place, place, r.text) for r in lost]
        return place
    whole = line.text
    cut = len(marker) if marker and whole.startswith(marker.rstrip()) else 0
    while cut and whole[cut : cut + 1] == " ":
        cut += 1
    line.text, line.marks = whole[cut:], line.marks[cut:]
    if not line.text:
        cut, line.text = 0, whole
    line.start, line.end = place, place + len(whole)
    line.offsets = list(range(place + cut, line.end))
    line.marks = line.marks if len(line.marks) == len(line.text) else [0] * len(line.text)
    line.removed = []
    source.removed += [Removed(r.kind, line.end, line.end, r.text) for r in lost]
    source.removed += [Removed(ROW_END, place + at, place + at, "-") for at, kind in joins if kind == ROW_END]
    if cut:
        sign = whole[:cut].strip()
        line.marker = "•" if SIGN.match(sign) else sign
        source.removed.append(Removed("list mark", place, place + len(sign), sign))
    elif first.dot and not large:
        line.marker = "•"
    if line.marker:
        inset = block.body - first.column[0]
        while indents and inset < indents[-1] - 4:
            indents.pop()
        if not indents or inset > indents[-1] + 4:
            indents.append(inset)
        line.depth = len(indents)
    elif not large:
        indents.clear()
    if large:
        size = _block_size(block)
        line.heading = next((n for n, level in enumerate(levels, 1) if size >= 0.94 * level), len(levels)) or 1
    line.role = "table" if first.table else ""
    line.repairs = [
        {"kind": "order", "start": line.start, "end": line.end, "note": doubt}
        for doubt in dict.fromkeys(r.unsure for r in block.rows if r.unsure)
    ]
    line.repairs += [
        {"kind": "row end", "start": place + at, "end": place + at, "note": kind} for at, kind in joins if kind
    ]
    for row in block.rows:
        if row.page in notes and row.page not in told:
            told.add(row.page)
            line.repairs.append({"kind": "scan", "start": line.start, "end": line.start, "note": notes[row.page]})
    source.lines.append(line)
    parts.append(whole)
    return place + len(whole) + 1


def _join(builder: LineBuilder, before: Row, row: Row, style: _Style) -> list[tuple[int, str]]:
    """Put what belongs between two rows: a space, or nothing; and take away the hyphen of a word that was cut."""
    characters = builder.characters
    last, opening = "".join(characters[-1:]), row.text[:1]
    if last == "-" and len(characters) > 1 and characters[-2].isalpha() and opening.isalpha():
        first = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=-$)", "".join(characters[-40:]))
        then = re.match(r"[^\W\d_]+(?:-[^\W\d_]+)*", row.text)
        soft = style.soft and before.words[-1].glyphs[-1].text == "\u00ad"
        goes = first and then and opening.islower() and (soft or not _keeps_hyphen(first[0], then[0], style))
        if goes:
            builder.characters.pop(), builder.offsets.pop(), builder.marks.pop()
            return [(len(builder.characters), ROW_END)]
        return []
    if last == "-" and len(characters) > 1 and (characters[-2].isalnum() or characters[-2] in ".)"):
        # U.S.-Japan, COVID-19: no space was there
        return [] if opening.isalnum() else _space(builder)
    if DENSE.match(last) and DENSE.match(opening):
        return []
    if (DENSE.match(last) and not HANGUL.match(opening)) or (DENSE.match(opening) and not HANGUL.match(last)):
        return (
            []
            if not (last.isascii() and opening.isascii())
            and (DENSE.match(last) or DENSE.match(opening))
            and not (last.isascii() and last in ".,;:")
            else _space(builder)
        )
    if HANGUL.match(last) and HANGUL.match(opening) and style.hangul_breaks:
        tail = re.search(r"\S+$", "".join(characters))
        head = re.match(r"[\uac00-\ud7ff]+", row.text)
        if tail and head and _one_word(tail[0], head[0], style.words):
            return [(len(characters), "no space")]
    return _space(builder)


def _space(builder: LineBuilder) -> list[tuple[int, str]]:
    builder.add(" ", 0)
    return []


def _keeps_hyphen(first: str, then: str, style: _Style) -> bool:
    """Whether a hyphen at the end of a row is part of the word: as the document has it elsewhere, else as is usual."""
    one, two, words = first.casefold(), then.casefold(), style.words
    plain, joined = f"{one}-{two}", f"{one}{two}"
    if words[plain] or words[joined]:
        return words[plain] >= words[joined]
    if "-" in one or "-" in two or first.isupper() or not style.hyphenated:
        return True
    known = two in SECOND_PARTS or (len(two) > 3 and words[two] > 0)
    return two in SECOND_PARTS or (known and (one.endswith("ly") or one in FIRST_PARTS or words[one] > 0))


def _one_word(tail: str, head: str, words: Counter[str]) -> bool:
    """Whether Hangul on both sides of a row's end is one word: as the document has it elsewhere, else by particles."""
    joined = tail + head
    if head in ENDINGS:
        return True
    if words[head] and not words[joined]:
        return False
    if any(len(w) > len(tail) and w.startswith(tail) and (joined.startswith(w) or w.startswith(joined)) for w in words):
        return True
    if words[tail]:
        return False
    if head[0] in PARTICLES and len(head) == 1:
        return True
    return not (len(tail) > 1 and (tail[-1] in PARTICLES or tail[-1] in CLOSERS or not tail[-1].isalpha()))
