"""PDFs made by hand: pages of rows set where a test says, with the fonts that every reader of PDF knows."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.intake.bombs import pdf, stream

#: Fonts of the pages: plain, bold, italic; one with ligatures and a soft hyphen; Japanese and Korean.
FONTS = b"/F1 5 0 R /F2 6 0 R /F3 7 0 R /F4 8 0 R /J 9 0 R /K 12 0 R"
PLAIN, BOLD, ITALIC, LIGATURES = "F1", "F2", "F3", "F4"
LIGATURE_CODES = {"ﬁ": "\x80", "ﬂ": "\x81", "\u00ad": "\x82"}


def _simple(name: bytes, encoding: bytes = b"/WinAnsiEncoding") -> bytes:
    return b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding %s >>" % (name, encoding)


def of_script(name: bytes, encoding: bytes, ordering: bytes, first: int) -> list[bytes]:
    """A font of Japanese or Korean as word processors name them, without a table of its letters, as three objects."""
    return [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /%s-%s /Encoding /%s /DescendantFonts [%d 0 R] >>"
        % (name, encoding, encoding, first + 1),
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /%s /DW 1000 /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (%s) /Supplement 2 >> /FontDescriptor %d 0 R >>" % (name, ordering, first + 2),
        b"<< /Type /FontDescriptor /FontName /%s /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 "
        b"/Descent -200 /CapHeight 700 /StemV 80 >>" % name,
    ]


LIGATURE_ENCODING = b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [128 /fi /fl /softhyphen] >>"
FONT_OBJECTS = [
    _simple(b"Helvetica"),
    _simple(b"Helvetica-Bold"),
    _simple(b"Helvetica-Oblique"),
    _simple(b"Helvetica", LIGATURE_ENCODING),
    *of_script(b"HeiseiMin-W3", b"UniJIS-UTF16-H", b"Japan1", 9),
    *of_script(b"HYSMyeongJo-Medium", b"UniKS-UTF16-H", b"Korea1", 12),
]
FIRST_FREE = 5 + len(FONT_OBJECTS)


def shown(text: str, x: float, y: float, size: float = 11, font: str = PLAIN, before: str = "") -> bytes:
    """The order that sets words on the page; `before` are orders of the text object, such as a render mode."""
    if font in ("J", "K"):
        words = b"<" + text.encode("utf-16-be").hex().encode() + b">"
    else:
        for letter, code in LIGATURE_CODES.items() if font == LIGATURES else ():
            text = text.replace(letter, code)
        coded = b"".join(bytes([ord(c)]) if ord(c) < 256 else c.encode("cp1252") for c in text)
        words = b"(" + coded.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"
    return b"BT /%s %g Tf %s 1 0 0 1 %g %g Tm %s Tj ET" % (font.encode(), size, before.encode(), x, y, words)


def rows(
    lines: Sequence[str], x: float, y: float, size: float = 11, font: str = PLAIN, step: float = 1.25
) -> list[bytes]:
    """Rows below each other; an empty one leaves the space of half a row."""
    found = []
    for line in lines:
        if line:
            found.append(shown(line, x, y, size, font))
        y -= size * (step if line else step / 2)
    return found


@dataclass
class Sheet:
    """One page: its orders, and what hangs on it."""

    orders: list[bytes] = field(default_factory=list)
    extra: bytes = b""
    resources: bytes = b""


def made(sheets: Sequence[Sheet], objects: Sequence[bytes] = (), catalog: bytes = b"") -> bytes:
    """The PDF of the pages; `objects` are numbered from `FIRST_FREE`."""
    first = FIRST_FREE + len(objects)
    pages = [first + 2 * n for n in range(len(sheets))]
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    body = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(sheets)),
        b"null",
        b"null",
        *FONT_OBJECTS,
        *objects,
    ]
    for number, sheet in zip(pages, sheets, strict=True):
        body.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << %s >> %s >> %s >>"
            % (number + 1, FONTS, sheet.resources, sheet.extra)
        )
        body.append(stream(zlib.compress(b"\n".join(sheet.orders))))
    return pdf(body)


def picture(wide: int = 8) -> bytes:
    """A grey picture."""
    return stream(
        zlib.compress(b"\x99" * wide * wide),
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter "
        b"/FlateDecode" % (wide, wide),
    )
