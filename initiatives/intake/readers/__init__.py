"""Readers: from the bytes of a document to its lines with their marks. No Django, no database."""

import re

from initiatives.intake.readers.docx import read_docx
from initiatives.intake.readers.encoding import decode
from initiatives.intake.readers.html import read_html
from initiatives.intake.readers.hwpx import is_hwpx, read_hwpx
from initiatives.intake.readers.limits import MAX_BYTES, check_characters
from initiatives.intake.readers.lines import Source
from initiatives.intake.readers.mail import is_mail, read_mail
from initiatives.intake.readers.pdf import read_pdf
from initiatives.intake.readers.pictures import without_pictures
from initiatives.intake.readers.text import read_text
from initiatives.intake.refusal import NotRead

HTML_START = re.compile(
    (
        r"\s*(?:<!--.*?-->\s*)*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body|meta|title|style|link|div|p|h[1-6]|"
        r"article|main|section|header|blockquote|center|font|pre|span|table|ul|ol|dl|strong|b|em|a)\b"
    ),
    re.I | re.S,
)
#: What a Windows clipboard sets before the page it holds.
CLIPBOARD = re.compile(r"Version:\d\.\d\s+StartHTML:-?\d+\s[^<]{0,400}", re.I)
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = (
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


def open_source(data: bytes, name: str | None) -> Source:
    """The lines of a document. What it is follows from its bytes; the name decides only where they do not say."""
    if not data:
        raise NotRead("empty", "The document is empty.")
    if len(data) > MAX_BYTES:
        raise NotRead("too large", f"The file has {len(data):,} bytes; the limit is {MAX_BYTES:,}.")
    suffix = (name or "").rpartition(".")[2].casefold() if "." in (name or "") else ""
    head = data[:1024].lstrip()
    if data.startswith((OLE, b"HWP Document File")):
        raise _of_old_format(data, suffix)
    if data.startswith(ZIP) or suffix in ("docx", "docm", "dotm", "hwpx"):
        if suffix in ("docm", "dotm"):
            raise NotRead("macros", "The file is a Word document with macros.")
        source = read_hwpx(data) if is_hwpx(data, suffix) else read_docx(data)
    elif (b"%PDF-" in data[:1024] and not head.startswith(b"<") and not is_mail(data)) or suffix == "pdf":
        source = read_pdf(data)
    elif head.startswith(b"{\\rtf"):
        raise NotRead("unknown format", "The file is in Rich Text Format.")
    elif data.startswith(OTHERS):
        raise NotRead("unknown format", "The file is a picture, a program or an archive.")
    elif suffix in ("eml", "mht", "mhtml") or is_mail(data):
        source = read_mail(data)
    else:
        source = _text_or_html(data, suffix)
    if not any(line.text for line in source.lines):
        left_out = " All it holds is left out as not printed." if source.removed or source.unplaced else ""
        raise NotRead("no text", f"No text was found in the document.{left_out}")
    return source


def _of_old_format(data: bytes, suffix: str) -> NotRead:
    """Which format of the time before archives of XML a file is in."""
    if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data:
        return NotRead("encrypted", "The file is a locked Office document.")
    if suffix == "hwp" or b"HWP Document File" in data or b"H\0w\0p\0S\0u\0m\0m\0a\0r\0y" in data:
        return NotRead("old Hangul format", "The file is a Hangul document (.hwp).")
    if suffix == "msg" or b"_\0_\0p\0r\0o\0p\0e\0r\0t\0i\0e\0s" in data:
        return NotRead("Outlook format", "The file is a mail of Outlook (.msg).")
    if suffix in ("docx", "docm", "dotm", "hwpx"):
        return NotRead("old Word format", f"The file is an OLE container, not a plain .{suffix}.")
    return NotRead("old Word format", "The file is an old Office document (.doc).")


def _text_or_html(data: bytes, suffix: str) -> Source:
    is_named = suffix in ("html", "htm", "xhtml")
    text, encoding = decode(without_pictures(data) if b"<" in data else data, declared_in_markup=True)
    clipboard = CLIPBOARD.match(text)
    page = text[clipboard.end() :] if clipboard else text
    if is_named or (suffix not in ("txt", "md", "markdown", "text") and HTML_START.match(page)):
        if re.search(r"<!DOCTYPE[^>\[]*\[|<!ENTITY", page[:100_000]):
            raise NotRead("document type declaration", "The page declares entities of its own.")
        check_characters(len(page) // 20)
        source = read_html(page)
        source.encoding = encoding
        return source
    if b";base64," in data:
        text, encoding = decode(data)
    check_characters(len(text))
    return read_text(text, encoding)


__all__ = ["open_source"]
