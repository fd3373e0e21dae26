"""Dates as they are printed: days, months, ranges, with and without a year."""

import calendar
import datetime
import functools
import re
from dataclasses import dataclass

from initiatives.intake.recognise.gazetteer import MONTHS

_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_TO = r"\s*(?:-|–|—|to|through|until|and|&)\s*"
_YEAR = r"(?:19|20)\d{2}"
DATE = re.compile(
    rf"(?P<weekday>{_WEEKDAY},?\s+)?(?:the\s+)?(?:"
    rf"(?P<m1>{_MONTH})\s+(?P<d1>{_DAY})(?!\d)(?:{_TO}(?:{_WEEKDAY},?\s+)?(?:(?P<m2>{_MONTH})\s+)?(?P<d2>"
    rf"{_DAY})(?![\d:]|\s*(?:percent|million|billion|countries|[ap]\.m)))?(?:(?:,|\s+of|"
    rf"\s)?\s*(?P<y1>{_YEAR}))?(?!\d)"
    rf"|(?P<d3>{_DAY})(?:\s+(?P<m3>{_MONTH}))?(?:\s+(?P<y0>{_YEAR}))?{_TO}(?P<d4>{_DAY})\s+(?:of\s+)?(?P<m4>"
    rf"{_MONTH})(?:,?\s+(?P<y2>{_YEAR}))?(?!\d)"
    rf"|(?P<d5>{_DAY})\s+(?:of\s+)?(?P<m5>{_MONTH})(?:,?\s+(?P<y3>{_YEAR}))?(?!\d)"
    rf"|(?P<m6>{_MONTH})(?:{_TO}(?P<m7>{_MONTH}))?(?:,|\s+of)?\s+(?P<y4>{_YEAR})(?!\d)"
    rf"|(?P<y5>{_YEAR})\s?[-/.年년]\s?(?P<n1>\d{{1,2}})\s?[-/.月월]\s?(?P<n2>\d{{1,2}})[日일]?(?!\d)"
    rf"|(?P<n3>\d{{1,2}})\s?[月월]\s?(?P<n4>\d{{1,2}})\s?[日일]"
    rf")"
)
#: Addresses of pages and mail: numbers in them are no days.
ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.|\bmailto:)[^\s<>\"”]+|\b[\w.+-]+@[\w-]+\.[\w.-]+|"
    r"(?<![\w.])[\w-]+(?:\.[\w-]+)*\.(?:gov|org|com|net|edu|mil|int|info|eu|jp|kr|uk|us|au|ca)\b(?:/[^\s<>\"”]*)?",
    re.I,
)
ONLY_YEAR = re.compile(rf"(?<![\d,.$€£])({_YEAR})(?![\d,]\d|\d)")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A printed date: year (None where not printed), month, day (None for a whole month); the end likewise."""

    start_index: int
    end_index: int
    words: str
    year: int | None
    month: int
    day: int | None
    end_year: int | None
    end_month: int
    end_day: int | None
    weekday: str = ""

    def span(self, year: int | None = None) -> tuple[str, str] | None:
        """ISO start and end, `year` standing in where none is printed; None where no year is known."""
        first = self.year or year
        if first is None:
            return None
        last = self.end_year or first
        return _iso(first, self.month, self.day), _iso(last, self.end_month, self.end_day)


def _iso(year: int, month: int, day: int | None) -> str:
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


def _number(text: str | None) -> int | None:
    digits = re.match(r"\d+", text) if text else None
    return int(digits[0]) if digits else None


def _month(text: str | None) -> int | None:
    return MONTHS.get(text.rstrip(".")) if text else None


def find_dates(text: str) -> list[DateMention]:
    """Every day or month printed in the text, in order. A bare month without day and year is no date."""
    return list(_dates(text))


@functools.lru_cache(maxsize=64)
def _dates(text: str) -> tuple[DateMention, ...]:
    # asked of one sentence for each of its dates
    found: list[DateMention] = []
    for match in DATE.finditer(ADDRESS.sub(lambda address: "_" * len(address[0]), text)):
        part = match.groupdict()
        before = text[match.start() - 1 : match.start()]
        if before.isalnum():
            continue
        year = _number(part["y1"] or part["y2"] or part["y3"] or part["y4"] or part["y5"])
        first_year = _number(part["y0"]) or year
        if part["m1"]:
            month, day = _month(part["m1"]), _number(part["d1"])
            end_month, end_day = _month(part["m2"]) or month, _number(part["d2"]) or day
        elif part["d3"]:
            end_month, end_day = _month(part["m4"]), _number(part["d4"])
            month, day = _month(part["m3"]) or end_month, _number(part["d3"])
        elif part["d5"]:
            month = end_month = _month(part["m5"])
            day = end_day = _number(part["d5"])
        elif part["m6"]:
            month, end_month, day, end_day = _month(part["m6"]), _month(part["m7"]) or _month(part["m6"]), None, None
        else:
            month = end_month = _number(part["n1"] or part["n3"])
            day = end_day = _number(part["n2"] or part["n4"])
        if month is None or end_month is None:
            continue
        if month > end_month and year is not None and first_year == year:
            first_year = year - 1
        if not (_valid(first_year, month, day) and _valid(year, end_month, end_day)):
            continue
        # "the" before a day is needed to find "the 8th of June", but is not part of the date
        words = re.sub(r"^the\s+", "", match[0])
        found.append(
            DateMention(
                match.end() - len(words),
                match.end(),
                words,
                first_year,
                month,
                day,
                year,
                end_month,
                end_day,
                (part["weekday"] or "").strip(" ,"),
            )
        )
    return tuple(found)


def _valid(year: int | None, month: int, day: int | None) -> bool:
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= calendar.monthrange(year or 2024, month)[1]


def day_before(iso: str) -> str:
    """The day before an ISO day; a month stays as it is."""
    if len(iso) < 10:
        return iso
    return (datetime.date.fromisoformat(iso) - datetime.timedelta(days=1)).isoformat()


def weekday_fits(year: int, month: int, day: int, weekday: str) -> bool:
    """Whether that day of that year was the weekday printed beside it."""
    try:
        return calendar.day_name[datetime.date(year, month, day).weekday()] == weekday
    except ValueError:
        return False


def years_named(text: str) -> set[int]:
    """Every year printed in the text."""
    return {int(year) for year in ONLY_YEAR.findall(text)}
