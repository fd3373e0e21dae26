"""Tables as CSV (RFC 4180): text that a spreadsheet would take for a formula is escaped, and can be read back."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# What spreadsheets begin a formula with, in half and in full width, and what they drop before one.
OPENERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "'"  # what spreadsheets read as: this is text
PIECE = 2**16  # characters that are put together before they are sent


def escaped(text: str) -> str:
    """Text with a mark before what would be a formula, and before a mark that it begins with itself."""
    return MARK + text if text.startswith((*OPENERS, MARK)) else text


def plain(cell: str) -> str:
    """The text of a cell as it was before it was escaped."""
    return cell.removeprefix(MARK)


def cell(value: Any) -> str:
    """A value as a cell: nothing is empty, true and false are words, numbers stand bare, text is escaped."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else escaped(str(value))


def lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The bytes of a table, piece by piece: header first, lines ended by CR LF, no byte order mark."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        if written.tell() > PIECE:
            yield written.getvalue().encode()
            written.seek(0)
            written.truncate()
    yield written.getvalue().encode()
