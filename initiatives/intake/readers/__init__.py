"""Readers: from the bytes of a document to its lines with their marks. No Django, no database."""

import re

from initiatives.intake.readers.docx import read_docx
from initiatives.intake.readers.encoding import decode
from initiatives.intake.readers.html import read_html
from initiatives.intake.readers.limits import MAX_BYTES, check_characters
from initiatives.intake.readers.lines import Source
from initiatives.intake.readers.pdf import read_pdf
from initiatives.intake.readers.text import read_text
from initiatives.intake.refusal import NotRead

HTML_START = re.compile(
    (
        r"\s*(?:<!--.*?-->\s*)*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body|meta|title|div|p|h[1-6]|"
        r"article|main|section|span|table|ul|ol|strong|b|em|a)\b"
    ),
    re.I | re.S,
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_source(data: bytes, name: str | None) -> Source:
    """The lines of a document. What it is follows from its bytes; the name decides only between text and HTML."""
    if not data:
        raise NotRead("empty", "The document is empty.")
    if len(data) > MAX_BYTES:
        raise NotRead("too large", f"The file has {len(data):,} bytes; the limit is {MAX_BYTES:,}.")
    suffix = (name or "").rpartition(".")[2].casefold() if "." in (name or "") else ""
    head = data[:1024].lstrip()
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")) or suffix in ("docx", "docm", "dotm"):
        if suffix in ("docm", "dotm"):
            raise NotRead("macros", "The file is a Word document with macros.")
        if data.startswith(OLE):
            raise NotRead(
                "encrypted" if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data else "old Word format",
                "The file is an OLE container, not a plain .docx.",
            )
        source = read_docx(data)
    elif (b"%PDF-" in data[:1024] and not head.startswith(b"<")) or suffix == "pdf":
        source = read_pdf(data)
    elif data.startswith(OLE):
        raise NotRead("old Word format", "The file is an old Office document (.doc) or a locked one.")
    elif head.startswith(b"{\\rtf"):
        raise NotRead("unknown format", "The file is in Rich Text Format.")
    elif data.startswith(
        (
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF8",
            b"II*\0",
            b"MM\0*",
            b"\x1f\x8b",
            b"7z\xbc\xaf",
            b"Rar!",
            b"\x7fELF",
            b"MZ\x90",
        )
    ):
        raise NotRead("unknown format", "The file is a picture, a program or an archive.")
    else:
        source = _text_or_html(data, suffix)
    if not any(line.text for line in source.lines):
        raise NotRead("no text", "No text was found in the document.")
    return source


def _text_or_html(data: bytes, suffix: str) -> Source:
    text, encoding = decode(data, declared_in_markup=True)
    check_characters(len(text) // (20 if suffix in ("html", "htm") else 1))
    if suffix in ("html", "htm", "xhtml") or (
        suffix not in ("txt", "md", "markdown", "text") and HTML_START.match(text)
    ):
        if re.search(r"<!DOCTYPE[^>\[]*\[|<!ENTITY", text[:100_000]):
            raise NotRead("document type declaration", "The page declares entities of its own.")
        source = read_html(text)
        source.encoding = encoding
        return source
    check_characters(len(text))
    return read_text(text, encoding)


__all__ = ["open_source"]
