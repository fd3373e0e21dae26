"""What raised characters mean: a power (10³), the mark of a note (round²), or letters of a word (16th)."""

import re
from typing import NamedTuple

POWERS = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
#: Brackets, signs and words that the mark of a note is made of in the three languages.
SIGNED = re.compile(r"[*†‡§¶#＊]{1,4}|[\[(（［]\s*(?:\d{1,3}|[a-z]|[ivx]{1,5})\s*[\])）］]|\d{1,3}\s*[)）]")
NAMED = re.compile(r"[\[(（［]?\s*(?:注|註|脚注|※|주|각주)\s*\d{0,3}\s*[\])）］]?")
LISTED = re.compile(r"\d{1,3}(?:\s*[,，、–-]\s*\d{1,3})+")
ORDINAL = re.compile(r"(?:st|nd|rd|th|er|re|e|è[mr]e|o|os|a|as|º|ª|do|to)", re.I)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d$")
UNIT = r"(?:[mkcµμd]?m|ft|in|yd|mi|s|h|sec|㎞|㎝)$"
MEASURED, PER = re.compile(rf"\d\s?{UNIT}"), re.compile(rf"(?:^|[\s/·.(]){UNIT}")


class Raised(NamedTuple):
    """A run of raised characters, what stands before and behind it in its block, and what it links to."""

    start: int
    words: str
    before: str
    after: str
    link: str = ""


def normal(words: str) -> str:
    """A mark without its brackets, as a note and its calls have it in common."""
    return re.sub(r"[\[\]()（）［］\s]", "", words)


def meaning_of(raised: Raised, opening: set[str]) -> tuple[str, str]:
    """What a run means, and how a power is written: power, note, mark (the note's own), or text.

    `opening` are the marks that blocks of the document open with: its notes.
    """
    words, before = raised.words, raised.before.rstrip()
    is_number = bool(re.fullmatch(r"\d{1,3}", words))
    signed = bool(SIGNED.fullmatch(words) or NAMED.fullmatch(words))
    if not before:
        isotope = is_number and re.match(r"[A-Z][a-z]?\b", raised.after)
        short = bool(re.fullmatch(r"[a-z]|[ivx]{1,5}", words)) and raised.after[:1] == " "
        return ("mark", "") if (is_number and not isotope) or signed or short else ("text", "")
    if signed or (raised.link and len(words) <= 6):
        return "note", ""
    if is_number:
        return _number(raised, before, normal(words) in opening)
    if LISTED.fullmatch(words):
        return "note", ""
    if re.fullmatch(r"[+\-−–]\d{1,3}|\d{0,2}[+−]|n|\d?\(.\)", words) and before[-1:].isalnum():
        return "power", words.translate(POWERS)
    if re.fullmatch(r"[a-z]", words) and not (before[-1].isdigit() and ORDINAL.fullmatch(words)):
        last = re.search(r"[^\W_]*$", before)
        length = len(last[0]) if last else 0
        return ("note", "") if words in opening or length > 2 or not length else ("text", "")
    return "text", ""


def _number(raised: Raised, before: str, is_note: bool) -> tuple[str, str]:
    power = raised.words.translate(POWERS)
    if before != raised.before:
        # a mark of a note may stand apart; in front of a letter it is that of an isotope
        return ("power", power) if raised.after[:1].isalpha() and not is_note else ("note", "")
    if before[-1].isdigit():
        if YEAR.search(before) or (is_note and not re.search(r"(?<!\d)10$", before)):
            return "note", ""
        return "power", power
    if re.search(r"=\s?\w{1,4}$", before) and not is_note:
        return "power", power
    if raised.words in ("2", "3") and (MEASURED.search(before) or (PER.search(before) and not is_note)):
        return "power", power
    return "note", ""
