"""Days as editors write them and texts print them."""

import calendar
import datetime
import re

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
    return next(filter(None, map(iso_day, DATE.finditer(text))), "")


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
