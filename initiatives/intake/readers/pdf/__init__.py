"""PDF with text: what its pages draw, put in rows, in the order they are read, and in blocks.

`drawn` takes down every character with its place and whether it can be seen, `margins` takes running heads and feet
off, `rows` finds columns and tables, `blocks` puts rows together. What is not to be seen, turned or struck is unplaced.
"""

import io
import itertools
import logging
from collections.abc import Iterator

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from initiatives.intake.readers.limits import MAX_PAGES, check_blocks, check_characters
from initiatives.intake.readers.lines import BOLD, Removed, Source
from initiatives.intake.readers.pdf import drawn
from initiatives.intake.readers.pdf.blocks import put_together
from initiatives.intake.readers.pdf.drawn import Fields, Fonts, Glyph, Interpreter, Page, Pen
from initiatives.intake.readers.pdf.margins import take_off
from initiatives.intake.readers.pdf.rows import Layout, Row, baselines, underline
from initiatives.intake.refusal import NotRead

# what a damaged file makes the parser say is no concern of the site's log
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

TURNED, STRUCK, TWICE = "turned words", "struck words", "drawn twice"
SCAN = "words read by machine from a picture of the page"
PICTURE = "the page is a picture without text"


def read_pdf(data: bytes) -> Source:
    """Lines of a PDF. Refuses encrypted, empty and scanned documents by name."""
    try:
        pages, unplaced = _drawn(data)
    except (NotRead, MemoryError):
        raise
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise NotRead("encrypted", "The PDF is locked with a password or in a way that is not read here.") from None
    except RecursionError:
        raise NotRead("damaged", "The PDF refers to itself without end.") from None
    except Exception as error:
        raise NotRead("damaged", f"The PDF cannot be read: {type(error).__name__}.") from None
    source = Source("", [], "pdf")
    aside: list[tuple[str, str]] = []
    laid = [(page, baselines(_visible(page, aside))) for page in pages]
    aside += [each for page in pages for each in page.asides] + unplaced
    if not any(lines for _, lines in laid):
        raise _nothing(pages, aside)
    bodies, off = take_off(laid)
    rows: list[Row] = []
    for (page, _), lines in zip(laid, bodies, strict=True):
        rows += Layout(page, lines, rows[-1].region + 1 if rows else 0).rows
        check_blocks(len(rows) // 4)
    put_together(rows, source, {page.number: SCAN for page in pages if page.scanned})
    end = len(source.text)
    aside = [(each.kind, each.text) for each in off] + aside
    source.removed += [Removed(kind, end, end, text) for kind, text in aside]
    blank = [page.number + 1 for (page, lines) in laid if not lines and page.picture > 0.3]
    source.unplaced += [f"page {number}: {PICTURE}" for number in blank]
    return source


def _drawn(data: bytes) -> tuple[list[Page], list[tuple[str, str]]]:
    """Every page as drawn, and the values of fields that stand on none."""
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    root = resolve1(document.catalog.get("Pages"))
    said = resolve1(root.get("Count")) if isinstance(root, dict) else 0
    if isinstance(said, int) and said > MAX_PAGES:
        raise NotRead("too many pages", f"The PDF has {said:,} pages; the limit is {MAX_PAGES}.")
    fields = Fields(document.catalog)
    fonts = Fonts()
    pen = Pen(fonts, drawn.layers_off(document.catalog))
    pages: list[Page] = []
    for number, page in enumerate(PDFPage.create_pages(document)):
        if number == MAX_PAGES:
            raise NotRead("too many pages", f"The PDF has more than {MAX_PAGES} pages.")
        pages.append(Interpreter(fonts, pen).draw(page, number, fields))
        check_characters(pen.total)
    if not pages:
        raise NotRead("no pages", "The PDF has no pages.")
    return pages, fields.without_place()


def _visible(page: Page, aside: list[tuple[str, str]]) -> Iterator[Glyph]:
    """The upright characters that are to be seen, once each; the others go aside with the reason as their kind."""
    struck = {id(g) for g in underline(page)}
    left_out: list[tuple[str, Glyph]] = []
    kept: dict[tuple[str, int, int], Glyph] = {}
    twice: list[Glyph] = []
    for glyph in page.glyphs:
        why = glyph.unseen or (TURNED if glyph.turned else STRUCK if id(glyph) in struck else "")
        if why:
            left_out.append((why, glyph))
            continue
        if not glyph.text.isspace():
            before = _drawn_before(glyph, kept)
            if before is not None:
                before.mark |= BOLD
                twice.append(glyph)
                continue
            kept[glyph.text, int(glyph.x // 4), int(glyph.y // 4)] = glyph
        yield glyph
    for why, group in itertools.groupby(left_out, key=lambda each: each[0]):
        said = _said([glyph for _, glyph in group])
        if said:
            aside.append((why, said))
    if twice:
        aside.append((TWICE, _said(twice)))


def _drawn_before(glyph: Glyph, kept: dict[tuple[str, int, int], Glyph]) -> Glyph | None:
    """The same character at the same place: drawn twice to look bold, or with a shadow."""
    column, line = int(glyph.x // 4), int(glyph.y // 4)
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            other = kept.get((glyph.text, column + i, line + j))
            if (
                other is not None
                and abs(other.x - glyph.x) < min(0.12 * glyph.size, 0.45 * (glyph.width or glyph.size))
                and abs(other.y - glyph.y) < 0.12 * glyph.size
            ):
                return other
    return None


def _said(glyphs: list[Glyph]) -> str:
    """Characters in the order they are drawn, with spaces where they stand apart."""
    said: list[str] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None and (
            (abs(glyph.y - before.y) > 0.3 * before.size and not glyph.turned)
            or glyph.x - before.right > 0.25 * before.size
        ):
            said.append(" ")
        said.append(glyph.text)
        before = glyph
    return " ".join("".join(said).split())


def _nothing(pages: list[Page], aside: list[tuple[str, str]]) -> NotRead:
    """Why a PDF without a row of text is not read: a scan only where there are pictures and nothing else."""
    count = len(pages)
    if aside:
        kind, text = aside[0]
        return NotRead("nothing to be seen", f"The PDF shows no upright text; {kind}: {text[:200]}")
    if any(page.picture > 0.2 for page in pages):
        return NotRead("scan", f"The PDF has {count:,} page{'s' if count > 1 else ''} of pictures and no text.")
    return NotRead("no text", f"The {count:,} page{'s' if count > 1 else ''} of the PDF hold no text and no pictures.")
