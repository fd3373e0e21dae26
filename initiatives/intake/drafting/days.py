"""Days as editors write them and texts print them."""

import calendar
import datetime
import re
import unicodedata

from initiatives.dates import PartialDate, today_at
from initiatives.intake.recognise.dates import DATE
from initiatives.intake.recognise.gazetteer import MONTHS

ZONES = {"JPN": "Asia/Tokyo", "KOR": "Asia/Seoul"}
CITY_ZONES = {"washington": "America/New_York", "new york": "America/New_York", "honolulu": "Pacific/Honolulu"}


def zone_of(city: str, country: str) -> str:
    """The time zone of a city, or of a country by its code; empty where it is not known."""
    return CITY_ZONES.get(city.split(",")[0].casefold(), ZONES.get(country, ""))


def is_ahead(day: str, zone: str, now: datetime.datetime | None) -> bool:
    """True of a partial date whose first possible day has not come in the time zone."""
    try:
        return now is not None and PartialDate(day).first_day > today_at(zone, now)
    except ValueError:
        return False


def dates_trouble(start: str, end: str) -> str:
    """What is wrong with two days, in words an editor can act on; empty where nothing is."""
    for value in filter(None, (start, end)):
        try:
            PartialDate(value)
        except ValueError:
            return f"“{value}” is no date. Write it like 2026-11-24, 2026-11 or 2026."
    return "The last day is before the first." if end and end < start else ""


def in_words(day: str) -> str:
    """A partial date in words: 9 December 2026, December 2026, 2026. What is no date stays as it is."""
    try:
        date = PartialDate(day)
    except ValueError:
        return day
    parts = (str(date.day) if date.day else "", calendar.month_name[date.month] if date.month else "", str(date.year))
    return " ".join(filter(None, parts))


def day_in(text: str) -> str:
    """The first printed day with a year in a text, as ISO; empty where there is none."""
    return next((day for day, _words in days_in(text)), "")


ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}  # the year before the first
NATIVE_DATE = re.compile(
    r"(?:(?P<era>令和|平成|昭和)\s*(?P<of_era>元|\d{1,2})|(?P<year>(?:19|20)\d{2}))\s*(?:年|년)"
    r"(?:\s*(?P<month>\d{1,2})\s*(?:月|월)(?:\s*(?P<day>\d{1,2})\s*(?:日|일))?)?"
    r"|(?P<y>(?:19|20)\d{2})\s*[./]\s*(?P<m>\d{1,2})\s*[./]\s*(?P<d>\d{1,2})\b"
)


def days_in(text: str) -> list[tuple[str, str]]:
    """Every printed date with a year in a text, as ISO and as printed, in English, Japanese or Korean."""
    found = [(match.start(), iso_day(match), match[0]) for match in DATE.finditer(text)]
    # Digits and letters of full width are a character each, so that places stay.
    narrow = "".join(unicodedata.normalize("NFKC", c) if "！" <= c <= "～" else c for c in text)
    found += [(m.start(), _native_day(m), text[m.start() : m.end()]) for m in NATIVE_DATE.finditer(narrow)]
    taken: dict[int, tuple[str, str]] = {}
    for start, day, words in sorted(found):
        if day and len(day) >= len(taken.get(start, ("",))[0]):
            taken[start] = (day, words)
    return list(taken.values())


def _native_day(match: re.Match[str]) -> str:
    """A date as Japanese and Korean texts print it, as ISO; empty where there is no such day."""
    if match["era"]:
        year = ERAS[match["era"]] + (1 if match["of_era"] == "元" else int(match["of_era"]))
    else:
        year = int(match["year"] or match["y"])
    parts = [
        f"{year}",
        *(f"{int(part):02d}" for part in (match["month"] or match["m"], match["day"] or match["d"]) if part),
    ]
    try:
        return str(PartialDate("-".join(parts)))
    except ValueError:
        return ""


def iso_day(match: re.Match[str]) -> str:
    """The first day of a printed date as ISO text; empty without a year."""
    year = re.search(r"(?:19|20)\d{2}", match[0])
    if not year:
        return ""
    if match["n1"]:
        return f"{year[0]}-{int(match['n1']):02d}-{int(match['n2']):02d}"
    month = next((m for name in ("m1", "m3", "m4", "m5", "m6") if (m := match[name])), None)
    if not month:
        return ""
    day = next((d for name in ("d1", "d3", "d5") if (d := match[name])), None)
    digits = re.match(r"\d+", day or "")
    return f"{year[0]}-{MONTHS[month.rstrip('.')]:02d}" + (f"-{int(digits[0]):02d}" if digits else "")
