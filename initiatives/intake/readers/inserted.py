"""Chunks of other formats inside a Word document (w:altChunk): read by the reader of their own format, or refused."""

from collections.abc import Callable

from initiatives.intake.readers.encoding import decode
from initiatives.intake.readers.html import read_html
from initiatives.intake.readers.limits import check_characters
from initiatives.intake.readers.lines import Source
from initiatives.intake.readers.mail import is_mail, read_mail
from initiatives.intake.readers.text import read_text
from initiatives.intake.refusal import NotRead

ZIP = b"PK\x03\x04"


def read_inserted(data: bytes, name: str, read_docx: Callable[[bytes, bool], Source]) -> Source:
    """The lines of a chunk. What it is follows from its bytes; the name decides between text and HTML."""
    if not data.strip():
        return Source("", [], "text")
    if data.startswith(ZIP):
        return read_docx(data, True)
    if data.lstrip().startswith(b"{\\rtf"):
        raise NotRead("inserted part", "A part of the text is inserted as Rich Text.")
    suffix = name.rpartition(".")[2].casefold()
    if suffix in ("mht", "mhtml") or is_mail(data):
        return read_mail(data)
    text, encoding = decode(data, declared_in_markup=True)
    check_characters(len(text))
    if suffix in ("htm", "html", "xhtml") or text.lstrip()[:1] == "<":
        return read_html(text)
    return read_text(text, encoding)
