"""PDF with text: lines put together from the pieces on the page, page numbers and running heads left unplaced."""

import io
import itertools
import re
import statistics
from collections import Counter
from dataclasses import dataclass, field

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from initiatives.intake.readers.limits import MAX_PAGES, check_blocks, check_characters
from initiatives.intake.readers.lines import BOLD, ITALIC, LineBuilder, Source
from initiatives.intake.readers.text import ITEM, SENTENCE_END
from initiatives.intake.refusal import NotRead

PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–—]?\s*\d{1,3}\s*[-–—]?(?:\s*(?:of|/)\s*\d{1,3})?", re.I)


@dataclass(slots=True)
class _Row:
    """One printed row of a page: its pieces with their marks, where it stands, how large it is set."""

    page: int
    y: float
    x: float
    size: float
    pieces: list[tuple[str, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(text for text, _ in self.pieces).split())


def read_pdf(data: bytes) -> Source:
    """Lines of a PDF. Refuses encrypted, empty and scanned documents by name."""
    rows: list[_Row] = []
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotRead("encrypted", "The PDF is locked with a password.")
        count = len(reader.pages)
        if count == 0:
            raise NotRead("no pages", "The PDF has no pages.")
        if count > MAX_PAGES:
            raise NotRead("too many pages", f"The PDF has {count:,} pages; the limit is {MAX_PAGES}.")
        total = 0
        for number in range(count):
            for row in _rows(reader, number):
                total += sum(len(text) for text, _ in row.pieces)
                rows.append(row)
            check_characters(total)
            check_blocks(len(rows) // 4)
    except (FileNotDecryptedError, DependencyError):
        raise NotRead("encrypted", "The PDF is locked in a way that is not read here.") from None
    except (NotRead, MemoryError):
        raise
    except RecursionError:
        raise NotRead("damaged", "The PDF refers to itself without end.") from None
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        AssertionError,
        OSError,
        ArithmeticError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise NotRead("damaged", f"The PDF cannot be read: {type(error).__name__}.") from None
    source = Source("", [], "pdf")
    body = _without_margins(rows, source)
    if not body:
        raise NotRead("no text", f"None of the {count:,} pages of the PDF holds text.")
    _put_together(body, source)
    return source


def _rows(reader: PdfReader, number: int) -> list[_Row]:
    """The rows of one page, in the order the page prints them."""
    rows: list[_Row] = []

    def seen(text: str, cm: list[float], tm: list[float], font: dict[str, object] | None, size: float) -> None:
        if not text:
            return
        x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
        y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
        height = abs(size * tm[3] * cm[3]) or abs(size) or 10.0
        face = str((font or {}).get("/BaseFont", ""))
        mark = (BOLD if re.search(r"bold|black|heavy|semibold", face, re.I) else 0) | (
            ITALIC if re.search(r"italic|oblique", face, re.I) else 0
        )
        for index, part in enumerate(text.split("\n")):
            same = rows and abs(rows[-1].y - y) < 0.45 * height and not index
            if not same and (part.strip() or not rows):
                rows.append(_Row(number, y, x, height))
            if rows and part:
                rows[-1].pieces.append((part, mark))

    reader.pages[number].extract_text(visitor_text=seen)
    return [row for row in rows if row.text]


def _without_margins(rows: list[_Row], source: Source) -> list[_Row]:
    """The rows without page numbers and what repeats at the edge of most pages."""
    pages = max((row.page for row in rows), default=0) + 1
    edges: Counter[str] = Counter()
    by_page: dict[int, list[_Row]] = {}
    for row in rows:
        by_page.setdefault(row.page, []).append(row)
    for page_rows in by_page.values():
        edges.update({re.sub(r"\d+", "#", row.text) for row in [*page_rows[:2], *page_rows[-2:]]})
    kept: list[_Row] = []
    for row in rows:
        page_rows = by_page[row.page]
        edge = row in page_rows[:2] or row in page_rows[-2:]
        repeated = pages > 2 and edges[re.sub(r"\d+", "#", row.text)] > pages / 2
        if edge and len(page_rows) > 1 and (PAGE_NUMBER.fullmatch(row.text) or repeated):
            source.unplaced.append(row.text)
        else:
            kept.append(row)
    return kept


def _put_together(rows: list[_Row], source: Source) -> None:
    """Rows to blocks: a new one after a wider gap, a bullet, a short row that ends a sentence, or a change of size."""
    gaps = [abs(a.y - b.y) for a, b in itertools.pairwise(rows) if a.page == b.page and abs(a.y - b.y) > 1]
    usual = statistics.median_low(gaps) if gaps else 12.0
    longest = max(len(row.text) for row in rows)
    size = statistics.median(row.size for row in rows)
    parts: list[str] = []
    length = 0
    block: list[_Row] = []

    def close() -> None:
        nonlocal length
        if not block:
            return
        builder = LineBuilder()
        item = ITEM.match(block[0].text + " ")
        skip = item.end() if item else 0
        for index, row in enumerate(block):
            if index:
                hyphen = builder.characters[-1:] == ["-"] and row.text[:1].islower()
                if not hyphen:
                    builder.add(" ", 0)
            for text, mark in row.pieces:
                for character in text:
                    builder.add(character, 0, mark)
        whole = builder.line(0, 0)
        if whole:
            # the bullet is mark-up; its text begins after it
            cut = skip if item and whole.text.startswith(item[0].strip()) else 0
            whole.text, whole.marks = whole.text[cut:], whole.marks[cut:]
            whole.removed = []
            whole.start, whole.end = length, length + len(whole.text)
            whole.offsets = list(range(whole.start, whole.end))
            whole.marker = item[0].strip() if item and cut else ""
            whole.depth = 1 if whole.marker else 0
            if not whole.marker and block[0].size > 1.25 * size and len(whole.text) < 250:
                whole.heading = 1 if not source.lines else 2
            if whole.text:
                source.lines.append(whole)
                parts.append(whole.text)
                length += len(whole.text) + 1
        block.clear()

    for before, row in zip([None, *rows], rows, strict=False):
        if before is not None and _parted(before, row, usual, longest):
            close()
        block.append(row)
    close()
    check_blocks(len(source.lines))
    source.text = "\n".join(parts)


def _parted(before: _Row, row: _Row, usual: float, longest: int) -> bool:
    ended = bool(SENTENCE_END.search(before.text))
    bold_before, bold = (all(mark & BOLD for text, mark in r.pieces if text.strip()) for r in (before, row))
    if ITEM.match(row.text + " ") and (row.text[0] in "•●▪◦○■-–" or ended or len(before.text) < 0.8 * longest):
        return True
    if abs(before.size - row.size) > 0.15 * max(before.size, row.size) or (
        bold_before != bold and len(before.text) < 0.85 * longest
    ):
        return True
    if before.page == row.page:
        return abs(before.y - row.y) > 1.35 * usual or (ended and len(before.text) < 0.75 * longest)
    return ended and (
        len(before.text) < 0.85 * longest or (row.text[:1].isupper() and len(before.text) < 0.95 * longest)
    )
