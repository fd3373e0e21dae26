"""What a reader means by some words, told by their form: a day, a round by its number, a resolution, the series.

Read in folded text (words.fold): small letters, plain digits, katakana as hiragana. What is found becomes tokens of the
index, ``d20170105`` for a day, ``m0105`` for a day of any year, ``q6`` for something sixth, or a key of ``keys``.
"""

import datetime
import re
from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

from initiatives.dates import FIRST_YEAR, LAST_YEAR
from initiatives.published.search import tables


class Meaning(NamedTuple):
    """Words from ``start`` to ``end``: any of the ``tokens`` stands for them, or what has one of the ``keys``."""

    start: int
    end: int
    tokens: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


SERIES, LATEST, FOLLOWING = "series", "round:latest", "round:next"

# --- Numbers in words

COUNTED, ORDERED, BEFORE_TH = ({row[at]: n for n, row in enumerate(tables.rows("ordinals"), 1)} for at in (0, 1, 2))
ORDERED |= {"inaugural": 1} | {word.replace("-", " "): n for word, n in ORDERED.items() if "-" in word}
HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}
HAN = "〇零一二三四五六七八九十"


def _any(words: Iterator[str] | dict[str, int]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def number(text: str) -> int:
    """A number in digits or in Chinese characters: 29, 二十九, 二〇一七, 元."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (HAN_DIGITS.get(tens, 1) if tens else 1) * 10 + (HAN_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(HAN_DIGITS.get(digit, 0)) for digit in text) or 0)


# --- Days

MONTHS = {
    name: month
    for month, names in enumerate(
        tables.lines("months"),
        1,
    )
    for name in names.split()
}
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "r": 2018, "h": 1988, "s": 1925}
_MONTH = rf"(?P<month>{_any(MONTHS)})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_N = rf"(?:\d{{1,2}}|[{HAN}]{{1,3}})"
DAYS = [
    re.compile(pattern)
    for pattern in (
        rf"(?<![\d/.-]){_YEAR}\s?[-/.]\s?(?P<month>\d{{1,2}})(?:\s?[-/.]\s?(?P<day>\d{{1,2}}))?\.?(?![\d/])",
        r"(?<!\d)(?P<year>(?:19|20|21)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])(?!\d)",
        (
            rf"(?:(?P<era>令和|平成|昭和|大正|明治)\s?)?(?P<year>\d{{4}}|[{HAN}]{{4}}|\d{{1,2}}|元|[{HAN}]{{1,3}})"
            rf"\s?[年년](?:도|度)?\s?(?:(?P<month>{_N})\s?[月월]\s?(?:(?P<day>{_N})\s?[日일])?)?"
        ),
        r"(?<![a-z\d])(?P<era>[rhs])(?P<year>\d{1,2})\.(?P<month>\d{1,2})\.(?P<day>\d{1,2})(?!\d)",
        rf"(?P<month>{_N})\s?[月월]\s?(?:(?P<day>{_N})\s?[日일])?",
        rf"(?<![\w.]){_DAY}(?:\sof)?[\s,.-]*\b{_MONTH}(?:[\s,.-]+{_YEAR})?(?![\w])",
        rf"(?<!\w){_MONTH}[\s-]*{_DAY}(?![\d])(?:[\s,.-]+(?:in\s)?{_YEAR})?(?!\w)",
        rf"(?<!\w){_MONTH}(?:\sof)?[\s,.-]+{_YEAR}(?!\w)",
        rf"(?<!\w){_YEAR}[\s,.-]+{_MONTH}(?!\w)(?:\s?{_DAY})?(?!\w)",
        r"(?<![\d/.-])(?P<one>\d{1,2})(?P<sep>[/.-])(?P<two>\d{1,2})(?P=sep)(?P<three>\d{4}|\d{2})\.?(?![\d/])",
        rf"(?<![\d/\w]){_YEAR}(?!\d)",
        rf"(?<!\w){_MONTH}(?!\w)",
    )
]
AMBIGUOUS_MONTHS = frozenset(["may", "march", "mar", "dec", "sep"])


def _token(year: int, month: int = 0, day: int = 0) -> str:
    """The token of a date as precise as it is; empty for a day that no calendar has."""
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return ""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    return f"d{year}" + (f"{month:02}" if month else "") + (f"{day:02}" if day else "")


def _yearless(month: int, day: int) -> str:
    return "" if not 1 <= month <= 12 or day > 31 else f"m{month:02}" + (f"{day:02}" if day else "")


def date_tokens(date: str) -> list[str]:
    """The tokens by which a partial date of the record is found: its day, its month, its year; its day of any year."""
    parts = [int(part) for part in date.split("-")]
    found = [_token(*parts[:precision]) for precision in range(1, len(parts) + 1)]
    return found + [_yearless(parts[1], day) for day in ([*parts[2:], 0] if len(parts) > 1 else [])]


def _whole_year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _numeric(one: str, two: str, three: str) -> Iterator[str]:
    """1/5/2017 by every custom: month first, day first, and with a year of two digits in front."""
    if len(three) == 4 or int(three) > 12:
        yield from (_token(_whole_year(three), int(one), int(two)), _token(_whole_year(three), int(two), int(one)))
    if len(three) == 2 and len(one) == 2:
        yield _token(_whole_year(one), int(two), int(three))


def days(text: str) -> Iterator[Meaning]:
    """The dates of a folded text in the order of the forms; where two overlap, the earlier form holds."""
    for form in DAYS:
        for match in form.finditer(text):
            found = match.groupdict()
            if found.get("one"):
                tokens = list(_numeric(found["one"], found["two"], found["three"]))
            else:
                month, day = found.get("month") or "", number(found.get("day") or "0")
                if month in AMBIGUOUS_MONTHS and not day and not found.get("year"):
                    continue
                in_year = MONTHS.get(month) or number(month or "0")
                if found.get("year"):
                    year = number(found["year"]) + ERAS.get(found.get("era") or "", 0)
                    tokens = [_token(year if year > 99 else year + 2000, in_year, day)]
                else:
                    tokens = [_yearless(in_year, day)]
            if tokens := [token for token in dict.fromkeys(tokens) if token]:
                yield Meaning(*match.span(), tuple(tokens))


# --- Rounds by their number

_ROUND = r"(?:round|meeting|consultation|session|trilateral|ministerial|dialogue|talk|time)s?"
_NTH = rf"(?:(?P<n>\d{{1,3}})(?:st|nd|rd|th)|(?P<word>{_any(ORDERED)}))"
_COUNT = rf"(?:(?P<n>\d{{1,3}})|(?P<count>{_any(COUNTED)}))"
_ABOUT = r"(?:協議|会合|会談|次官協議|협의회|협의|회의|회담)?"
_RANKS = r"(?:vice|deputy|minister|secretary|foreign|lady)"
ROUNDS = [
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){_NTH}\s+(?:trilateral\s+)?{_ROUND}(?!\w)",
        rf"(?<!\w)rounds?\s*(?:no\.?|number|\#)?\s*{_COUNT}(?!\w)",
        rf"(?<!\w){_COUNT}\s*rounds?(?!\w)",
        rf"第?\s?(?P<n>\d{{1,3}}|[{HAN}]{{1,3}})\s?回目?(?:の)?{_ABOUT}",
        rf"第\s?(?P<n>\d{{1,3}}|[{HAN}]{{1,3}})\s?次(?!官){_ABOUT}",
        rf"제?\s?(?P<n>\d{{1,3}})\s?(?:차(?![관원])|회(?!의)|번째)\s?{_ABOUT}",
        rf"(?P<before>{_any(BEFORE_TH)})\s?번?째\s?{_ABOUT}",
    )
]
NTH = re.compile(rf"(?<!\w){_NTH}(?!\w)(?!\s+{_RANKS})")
ANY_NTH = re.compile(rf"(?<!\w){_NTH}(?!\w)")
LATEST_ROUND = re.compile(
    rf"(?<!\w)(?:latest|newest|last|most recent)(?:\s+{_ROUND})?(?!\w)"
    rf"|(?:最新|最近|直近|前回)の?{_ABOUT}|(?:최신|최근|직전|지난)\s?{_ABOUT}"
)
NEXT_ROUND = re.compile(
    rf"(?<!\w)(?:next|upcoming|planned)\s+{_ROUND}(?!\w)|次回の?{_ABOUT}|다음\s?(?:번|차)?\s?{_ABOUT}"
)


def _counted(match: re.Match[str]) -> int:
    found = match.groupdict()
    if found.get("n"):
        return number(found["n"])
    tables_of = (("word", ORDERED), ("count", COUNTED), ("before", BEFORE_TH))
    return next(words[found[name]] for name, words in tables_of if found.get(name))


def rounds(text: str) -> Iterator[Meaning]:
    """Rounds of a folded text by their numbers, in order, and the last and the next."""
    for form in (*ROUNDS, NTH):
        for match in form.finditer(text):
            counted = _counted(match)
            yield Meaning(*match.span(), (f"q{counted}",), (f"round:{counted}",))
    for form, key in ((LATEST_ROUND, LATEST), (NEXT_ROUND, FOLLOWING)):
        for match in form.finditer(text):
            yield Meaning(*match.span(), keys=(key,))
    for match in ANY_NTH.finditer(text):  # of an office: First Vice Minister, 1st Vice Minister
        yield Meaning(*match.span(), (f"q{_counted(match)}",))


# --- Resolutions, the three, the series

RESOLUTION = re.compile(
    r"(?:(?:un|u\.n\.|united nations|国連|国際連合|유엔)\s?)?"
    r"(?:(?:security council|sc|安全保障理事会|安保理|안전보장이사회|안보리)\s?)?"
    r"(?:(?:resolutions?|res\.?|unscr|決議|결의안?)\s?(?:no\.?|第|제|#)?\s?(?P<a>\d{3,4}|[〇零一二三四五六七八九]{4})\s?(?:号|호)?"
    r"|s/res/(?P<b>\d{3,4}))(?:\s?\((?:19|20)\d\d\))?"
)
_EN3 = (r"(?:u\.?s\.?a?\.?|united states|america)", r"japan", r"(?:r\.?o\.?k\.?|republic of korea|south korea|korea)")
THREE = {
    "en": "|".join(r"[\s/-]*(?:and\s)?".join(order) for order in permutations(_EN3)),
    "ja": "|".join("".join(order) for order in permutations("日米韓")),
    "ko": "|".join(r"\s?".join(order) for order in permutations("한미일")),
}
_MEETING = r"(?:meetings?|consultations?|dialogues?|dialogs?|talks|series|process|mechanism|framework|trilaterals?)"
_RANK = r"(?:vice|deputy)[\s-]+(?:foreign[\s-]+)?"
_TAIL = rf"(?:[\s-]+level)?(?:\s+{_MEETING})*(?!\w)"
_OWN = r"(?:s['’]?|['’]s)?"
SERIES_FORMS = [
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w)(?:(?:{THREE['en']})\s+)?trilateral\s+{_RANK}minister(?:ial|{_OWN}){_TAIL}",
        (
            rf"(?<!\w)(?:(?:{THREE['en']})\s+)?{_RANK}"
            rf"(?:ministerial|minister{_OWN}(?=[\s-]+(?:level|{_MEETING})(?!\w))){_TAIL}"
        ),
        rf"(?<!\w)(?:{_any(dict.fromkeys(tables.lines('series'), 0))})(?!\w)",
        (
            rf"(?:{THREE['ja']})?(?:三[か国ヶ]*国?|3[か国]*国)?の?(?:外務|外交)?(?:事務)?次官級?(?:の)?(?:定期|三者)?"
            r"(?:協議|会合|会議|会談|対話)"
        ),
        (
            rf"(?:(?:{THREE['ko']})\s?)?(?:3국\s?)?(?:외교부?\s?)?차관급?\s?"
            r"(?:협의회|협의|회의|회담|대화|회동)"
        ),
    )
]


def resolutions(text: str) -> Iterator[Meaning]:
    """Resolutions of the Security Council by their numbers."""
    for match in RESOLUTION.finditer(text):
        yield Meaning(*match.span(), keys=(f"res:{number(match['a'] or match['b'])}",))


def series(text: str) -> Iterator[Meaning]:
    """The series of meetings by its names."""
    for form in SERIES_FORMS:
        for match in form.finditer(text):
            yield Meaning(*match.span(), ("gseries",), (SERIES,))


THE_THREE = re.compile(rf"(?<!\w)(?:{THREE['en']})(?!\w)|{THREE['ja']}|{THREE['ko']}")


def three(text: str) -> Iterator[Meaning]:
    """The three countries in one breath, in whatever order they are named."""
    for match in THE_THREE.finditer(text):
        yield Meaning(*match.span(), ("gthree",))


def meanings(text: str) -> list[Meaning]:
    """What the words of a folded question mean, in order, none overlapping: the more certain and the longer hold."""
    chosen: list[Meaning] = []
    for find in (resolutions, days, series, rounds, three):
        for one in find(text):
            if all(one.end <= other.start or other.end <= one.start for other in chosen):
                chosen.append(one)
    return sorted(chosen)


def printed(text: str) -> list[str]:
    """The tokens of what a folded text names in a form of its own: by them it is found in every way to write it."""
    found = [token for find in (days, rounds, series, three) for one in find(text) for token in one.tokens]
    out: dict[str, None] = {}
    for token in found:
        out |= dict.fromkeys([token, *([token[:7], token[:5]] if token[0] == "d" else []), *_of_any_year(token)])
    return list(out)


def _of_any_year(token: str) -> list[str]:
    return [f"m{token[5:9]}", f"m{token[5:7]}"] if token[0] == "d" and len(token) == 9 else []
