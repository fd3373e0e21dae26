"""Days of a Japanese or Korean document, each with its year: printed, or that of the page, or of the day before it."""

import calendar
import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from re import Match

from initiatives.intake.recognise.packs import days as printed
from initiatives.intake.recognise.packs.days import number_of
from initiatives.intake.recognise.packs.folded import Folded

PATTERNS = {"ja": printed.JAPANESE, "ko": printed.KOREAN}
LONG_AFTER = datetime.timedelta(days=183)  # a day so far after that of the page was last year's
ZONE = 24  # characters before a day in which the text says whose clock it tells
CLAUSE = 60  # characters in which a clause says whether it tells of the past
NEAR = datetime.timedelta(days=31)  # so near to the page it is of its year, whatever else the sentence tells of
_RANGE = frozenset(("から", "より", "~", "-", "부터", "에서"))
#: A date told twice, by two clocks: nothing but a time of day stands between it and the brackets of the other.
_SAME_MOMENT = re.compile(r"[^()。、]{0,24}?\($")


@dataclass(slots=True)
class Day:
    """A day or a month as printed: its place in the folded text, and ISO dates where the text leaves no doubt.

    `zone` is "local" or "other" where the text says by whose clock; `again` the same moment by another clock.
    """

    start: int
    end: int
    words: str
    first: str = ""
    last: str = ""
    stated: bool = False
    zone: str = ""
    again: "Day | None" = None
    by_word: bool = False

    @property
    def is_whole(self) -> bool:
        return len(self.first) == 10

    @property
    def span(self) -> tuple[str, str] | None:
        return (self.first, self.last) if self.first else None


@dataclass(slots=True)
class _Parts:
    year: int | None
    month: int | None
    day: int | None


class _Scan:
    """The places where a day or a month may be printed, from left to right; the longer where two begin alike."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._next = {pattern: pattern.search(text) for pattern in PATTERNS.get(language, ())}

    def after(self, position: int) -> Match[str] | None:
        for pattern, match in self._next.items():
            if match and match.start() < position:
                self._next[pattern] = pattern.search(self._text, position)
        found = [match for match in self._next.values() if match]
        return min(found, key=lambda match: (match.start(), -match.end()), default=None)


class Calendar:
    """The days of a whole document. `page` is the day of the page, by which days without a year are read."""

    def __init__(self, passages: Iterable[tuple[str, str, Folded]], page: datetime.date | None) -> None:
        self.page = page
        self.days: dict[str, list[Day]] = defaultdict(list)
        self._last: _Parts | None = None
        for number, language, folded in passages:
            self._told: _Parts | None = None  # the last day of this sentence that has its year
            scan, position = _Scan(folded.text, language), 0
            while match := scan.after(position):
                position = match.end()
                if day := self._day(match, folded):
                    self.days[number].append(day)
                    position = day.end  # of two days that are no range the second is still to be read
            _pair(self.days[number], folded.text)

    def of(self, number: str) -> list[Day]:
        return self.days.get(number, [])

    def _day(self, match: Match[str], folded: Folded) -> Day | None:
        part = match.groupdict()
        if part.get("word"):
            return self._worded(match, folded)
        first, stated = self._first(part, folded.text[match.end() : match.end() + CLAUSE])
        if first is None:
            return None
        last, end = self._last_of(match, first)
        while end > match.start() and folded.text[end - 1] == " ":
            end -= 1
        day = Day(match.start(), end, folded.words(match.start(), end), stated=stated)
        if first.year and first.month:
            if not _valid(first) or not _valid(last):
                return None
            day.first, day.last = _iso(first), _iso(last)
            self._last = last
            self._told = last
        before = printed.ZONE_BEFORE.search(folded.text, max(0, day.start - ZONE), day.start)
        after = printed.ZONE_AFTER.match(folded.text, day.end)
        zone = before or after
        day.zone = ("local" if zone["local"] else "other") if zone else ""
        return day

    def _first(self, part: dict[str, str | None], rest: str) -> tuple[_Parts | None, bool]:
        """Year, month and day of the first day, and whether the year is printed. `rest` is what follows."""
        year = _year(part)
        stated = year is not None
        if year is None and part.get("ry"):
            year = self._relative_year(re.sub(r"\s", "", part["ry"] or ""))
        way = re.sub(r"\s", "", part.get("way") or "")
        if part.get("da"):
            day = number_of(part["da"] or "")
            return (self._alone(day, way), False) if 1 <= day <= 31 else (None, False)
        month = number_of(part["m"] or "")
        day_text = part.get("d")
        parts = _Parts(year, month, number_of(day_text) if day_text else None)
        if not 1 <= month <= 12 or (parts.day is not None and not 1 <= parts.day <= 31):
            return None, False
        if parts.year is None and not part.get("ry"):
            parts.year = self._year_of(parts, way)
            if parts.year is None and parts.day is None and not way:
                parts.year = self._year_of_month(parts.month or 1, rest)
        return parts, stated

    def _last_of(self, match: Match[str], first: _Parts) -> tuple[_Parts, int]:
        """The last day of a range, and where the words of the whole end; days that do not follow are no range."""
        part = match.groupdict()
        link, day = part.get("link") or part.get("link_"), part.get("d2") or part.get("d2_")
        if not link or not day:
            return first, match.end()
        last = _Parts(first.year, first.month, number_of(day))
        if part.get("m2"):
            last.month = number_of(part["m2"] or "")
        if part.get("y2"):
            last.year = int(part["y2"] or 0)
        elif first.year and first.month and last.month and last.month < first.month:
            last.year = first.year + 1
        follows = _ordinal(last) - _ordinal(first)
        if (link in _RANGE and 0 < follows < 60) or follows == 1:
            return last, match.end()
        return first, match.start("link") if part.get("link") else match.end()

    def _year_of(self, parts: _Parts, way: str) -> int | None:
        """The year of a day or month printed without: of an earlier day of its sentence, of the page, of the text."""
        if parts.month is None:
            return None
        if way:
            return self._by_way(parts, way)
        if parts.day is None:
            return None
        day = _date(self.page.year, parts.month, parts.day) if self.page else None
        if self.page and day and abs(day - self.page) <= NEAR:
            return self.page.year
        if self._told and _ordinal(_Parts(self._told.year, parts.month, parts.day)) >= _ordinal(self._told):
            return self._told.year
        if self.page:
            return self.page.year - 1 if day and day - self.page > LONG_AFTER else self.page.year
        return self._last.year if self._last else None

    def _year_of_month(self, month: int, rest: str) -> int | None:
        """The year of a month alone: the nearest before the page or after it, as the text says what was or will be."""
        if self.page is None:
            return None
        clause = re.split(r"[。、]|\.\s|,\s", rest)[0]
        if printed.WILL_BE.search(clause):
            return self.page.year + (month < self.page.month)
        return self.page.year - (month > self.page.month) if printed.WAS.search(clause) else None

    def _by_way(self, parts: _Parts, way: str) -> int | None:
        if self.page is None or parts.month is None:
            return self._last.year if self._last else None
        day = _date(self.page.year, parts.month, parts.day or 1)
        if way in printed.EARLIER:
            return self.page.year - 1 if day and day > self.page else self.page.year
        if way in printed.LATER:
            return self.page.year + 1 if day and day < self.page else self.page.year
        return self.page.year

    def _relative_year(self, word: str) -> int | None:
        if word in printed.YEARS_FROM_THE_PAGE:
            base = self.page.year if self.page else None
            return base + printed.YEARS_FROM_THE_PAGE[word] if base else None
        base = self._last.year if self._last else None
        return base + printed.YEARS_FROM_THE_TEXT[word] if base else None

    def _alone(self, day: int, way: str) -> _Parts:
        """A day with the month of the page, or of the day that is told of before it."""
        if self._last and self._last.month and way not in (printed.EARLIER | printed.LATER):
            return _Parts(self._last.year, self._last.month, day)
        if self.page is None:
            return _Parts(None, None, day)
        year, month = self.page.year, self.page.month
        if way in printed.OTHER_MONTH:
            year, month = _shifted(year, month, printed.OTHER_MONTH[way])
        elif way in printed.LATER:
            if day < self.page.day:
                year, month = _shifted(year, month, 1)
        elif way not in ("今月", "이달") and day > self.page.day:
            # what is told of with its day alone is behind the page, unless the text says that it is to come
            year, month = _shifted(year, month, -1)
        return _Parts(year, month, day)

    def _worded(self, match: Match[str], folded: Folded) -> Day | None:
        word = re.sub(r"\s", "", match["word"])
        base: datetime.date | None = None
        shift = printed.FROM_THE_PAGE.get(word)
        if shift is not None:
            base = self.page
        else:
            shift = printed.FROM_THE_TEXT[word]
            last = self._last
            base = _date(last.year, last.month, last.day) if last and last.year and last.month and last.day else None
            base = base or (self.page if shift == 0 else None)
        if base is None:
            return None
        iso = (base + datetime.timedelta(days=shift)).isoformat()
        return Day(match.start(), match.end(), folded.words(*match.span()), iso, iso, by_word=True)


def page_day(front: Iterable[tuple[str, Folded]], language: str) -> tuple[str, datetime.date, str] | None:
    """The day that a page says it is of: the first whole one among lines that say little else.

    `front` are the numbers and texts of those lines. Returned are number, day and words.
    """
    for number, folded in front:
        scan, position = _Scan(folded.text, language), 0
        while match := scan.after(position):
            position = match.end()
            part = match.groupdict()
            if part.get("word") or not part.get("d"):
                continue
            year = _year(part)
            day = _date(year, number_of(part["m"] or ""), number_of(part["d"] or "")) if year else None
            if day:
                return number, day, folded.words(*match.span()).strip()
    return None


def _year(part: dict[str, str | None]) -> int | None:
    if part.get("era"):
        year = part["ey"] or ""
        return printed.ERAS[part["era"] or ""] + (1 if year == "元" else number_of(year))
    if part.get("y"):
        return number_of(part["y"] or "")
    return 2000 + int(part["yy"] or 0) if part.get("yy") else None


def _pair(days: list[Day], text: str) -> None:
    """Bring the two days of one moment together: the one of the place stays, the other is kept beside it."""
    for one, other in zip(list(days), list(days)[1:], strict=False):
        if not one.first or not other.first or other.zone == "" or one.again:
            continue
        between = text[one.end : other.start]
        if re.search(r"\)", between) and "(" not in between[between.rfind(")") :]:
            continue
        opening = between.rfind("(")
        if opening < 0 or not _SAME_MOMENT.fullmatch(between[: opening + 1]):
            continue
        local, elsewhere = (other, one) if other.zone == "local" and one.zone == "other" else (one, other)
        local.again = elsewhere
        days.remove(elsewhere)


def _valid(parts: _Parts) -> bool:
    return bool(parts.year and parts.month and _date(parts.year, parts.month, parts.day or 1))


def _date(year: int | None, month: int | None, day: int | None) -> datetime.date | None:
    if not year or not month or not day or not 1900 <= year <= 2200 or not 1 <= month <= 12:
        return None
    return datetime.date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _iso(parts: _Parts) -> str:
    month = f"{parts.year:04d}-{parts.month:02d}"
    return f"{month}-{parts.day:02d}" if parts.day else month


def _ordinal(parts: _Parts) -> int:
    day = _date(parts.year or 2001, parts.month or 1, parts.day or 1)
    return day.toordinal() if day else 0


def _shifted(year: int, month: int, by: int) -> tuple[int, int]:
    count = year * 12 + month - 1 + by
    return count // 12, count % 12 + 1
