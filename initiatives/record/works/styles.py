"""Works in the styles of three manuals, as plain text: Chicago 17 (bibliography), APA 7, MLA 9 (works cited).

Names and titles stand as the page has them; the words and dates of a style are English, as its manual is. Text has no
italics: what a manual sets in italics stands plain. The sign of a passage is ¶, as in the record, in all three.
"""

import calendar
import re

from initiatives.dates import PartialDate
from initiatives.record.works import Work

SHORT = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]  # of MLA
STOPS = (".", "?", "!", "…", "。", "？", "！")


def chicago(work: Work) -> str:
    """Author. “Title.” Kind, date, ¶. Record, publication, date. Address."""
    held = _listed(f"publication {work.publication}" if work.publication else "", _american(work.published))
    if not work.is_document:
        return _sentences(work.author, _quoted(work.title), _capital(held), work.address)
    issued = _listed(_capital(work.genre), _american(work.issued) or "n.d.", work.pinpoint)
    return _sentences(work.author, _quoted(work.title), issued, _listed(work.record, held), work.address)


def apa(work: Work) -> str:
    """Author. (Date). Title (¶) [Kind]. Record (Publication). Address, without a stop after it."""
    held = f"Publication {work.publication}" if work.publication else ""
    year, _, rest = (_year_first(work.date) or "n.d.").partition(", ")
    date = f"({_listed(year, rest)})"
    title = " ".join(work.title.split())
    if not work.is_document:
        return _sentences(work.author, date, _bracketed(title, held), last=work.address)
    kind = f" [{_capital(work.genre)}]" if work.genre else ""
    record = _bracketed(work.record, _listed(held, _american(work.published)))
    return _sentences(work.author, date, f"{_bracketed(title, work.pinpoint)}{kind}", record, last=work.address)


def mla(work: Work) -> str:
    """Author. “Title.” Date. Record, publication, date, ¶, address. Kind. What is the record's own has no author."""
    held = f"publication {work.publication}" if work.publication else ""
    container = _listed(work.record, held, _day_first(work.published), work.pinpoint, work.address)
    if not work.is_document:
        return _sentences(_quoted(work.title), container)
    issued = _day_first(work.issued)
    return _sentences(work.author, _quoted(work.title), issued, container, _capital(work.genre))


STYLES = {"Chicago": chicago, "APA": apa, "MLA": mla}


def _american(date: PartialDate | None) -> str:
    """January 5, 2017; April 2015; 2015."""
    if not date:
        return ""
    month = calendar.month_name[date.month] if date.month else ""
    return f"{month} {date.day}, {date.year}" if date.day else f"{month} {date.year}".strip()


def _year_first(date: PartialDate | None) -> str:
    """2017, January 5; 2015, April; 2015."""
    if not date:
        return ""
    month = calendar.month_name[date.month] if date.month else ""
    return _listed(str(date.year), f"{month} {date.day or ''}".strip())


def _day_first(date: PartialDate | None) -> str:
    """5 Jan. 2017; Apr. 2015; 2015."""
    if not date:
        return ""
    return " ".join(filter(None, [str(date.day or ""), SHORT[date.month - 1] if date.month else "", str(date.year)]))


def _listed(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _bracketed(words: str, more: str) -> str:
    return f"{words} ({more})" if more else words


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _quoted(title: str) -> str:
    """The title in quotation marks, those in it made single, with the stop before the last as these manuals have it."""
    inner = re.sub(r'"([^"]*)"', r"‘\1’", " ".join(title.split())).translate({ord("“"): "‘", ord("”"): "’"})
    return f"“{_stopped(inner)}”"


def _stopped(words: str) -> str:
    """The words with a full stop, before a quotation mark that ends them, unless they end with a stop of their own."""
    bare = words.rstrip("”’" if "‘" in words else "”")
    return words if bare.endswith(STOPS) else f"{bare}.{words[len(bare) :]}"


def _sentences(*parts: str, last: str = "") -> str:
    """The parts that are not empty, each ended by a stop; ``last`` is ended by none."""
    return " ".join(filter(None, [*(_stopped(part) for part in parts if part), last]))
