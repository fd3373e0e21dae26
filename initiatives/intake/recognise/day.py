"""On which day the occasion was, by its main sentence, its dateline or its title."""

import re

from initiatives.intake.recognise.dates import DateMention, day_before, find_dates, weekday_fits, years_named
from initiatives.intake.recognise.gazetteer import CITY_SOURCE, COUNTRY_SOURCE
from initiatives.intake.recognise.lead import CUT, MEETING, TODAY, Lead
from initiatives.intake.structure import NumberedPassage, Structure, is_label

#: "will travel to Jakarta, Seoul, and Tokyo July 9-14"
TRAVELS = re.compile(rf"\b(?:travel|visit)\w*\b[^.;]{{0,200}}?\b(?:{CITY_SOURCE}|{COUNTRY_SOURCE}|D\.C\.),?\s+$")
DATELINE_END = re.compile(r"\)?\s*(?:–|—|--|-)\s")
YESTERDAY = re.compile(r"\byesterday\b", re.I)


def read_date(structure: Structure, lead: Lead, kind: str) -> tuple[tuple[str, str, str], tuple[str, str]] | None:
    """First day, last day and basis of the occasion, with the passage and the words."""
    line = _dateline(structure)
    if kind == "transcript" and line and (span := line[1].span()):
        # what is said there tells of other days
        return (*span, "inferred"), (line[0].number, line[1].words)
    candidates: list[NumberedPassage] = []
    if lead.main:
        candidates.append(lead.main)
    candidates += [
        s for s in lead.opening if s is not lead.main and s.parent == (lead.main.parent if lead.main else s.parent)
    ][:2]
    candidates += lead.attribution
    for passage in candidates:
        text = passage.text
        today, yesterday = TODAY.search(text), YESTERDAY.search(text)
        for date in find_dates(text):
            if today and not re.match(
                r"[\s,(]{0,3}(?:on\s+)?$",
                text[today.end() : date.start_index] if date.start_index > today.end() else "no",
            ):
                continue
            if passage.number == "1.1" and DATELINE_END.match(text, date.end_index) and date.start_index < 50:
                continue
            if not date.day or not _dates_the_meeting(text, date, passage is lead.main):
                continue
            if passage is not lead.main and not MEETING.search(text):
                continue
            span = date.span()
            basis = "stated" if span else "inferred"
            span = span or date.span(_year(structure, date))
            if span:
                return (*span, basis), (passage.number, date.words)
            if passage is lead.main:
                return None
        if passage is lead.main and (today or yesterday):
            if line and (span := line[1].span()):
                day = day_before(span[0]) if yesterday and not today else span[0]
                last = day if yesterday and not today else span[1]
                return (day, last, "inferred"), (line[0].number, line[1].words)
            return None
    if lead.main is None:
        text = structure.title or ""
        for date in find_dates(text):
            if span := date.span():
                return (*span, "stated"), ("0", date.words)
    if (
        line
        and (span := line[1].span())
        and kind in ("joint statement", "statement", "readout", "transcript", "fact sheet")
    ):
        return (*span, "inferred"), (line[0].number, line[1].words)
    return None


def _dateline(structure: Structure) -> tuple[NumberedPassage, DateMention] | None:
    for passage in structure.passages:
        if (
            passage.number.startswith("0.")
            and passage.kind == "heading"
            and not re.match(r"(?:Source|Retrieved-from):", passage.text)
        ):
            for date in find_dates(passage.text):
                if date.day and (date.year or is_label(passage.text)):
                    return passage, date
    first = next((p for p in structure.passages if p.number == "1.1"), None)
    if first:
        opening = re.match(r"(?:[A-Z][\w.,’' ]{1,40}?,?\s*)?\(?(?=[A-Z])", first.text)
        for date in find_dates(first.text[:70]):
            tail = first.text[date.end_index : date.end_index + 6]
            if opening and date.year and re.match(r"\)?\s*(?:[-–—:]|\))", tail):
                return first, date
    return None


def _year(structure: Structure, date: DateMention) -> int | None:
    """The year of a day printed without one, where the text leaves only one; None otherwise."""
    line = _dateline(structure)
    if line and line[1].year:
        return line[1].year
    # a year in the title is the occasion's; one in the text may be that of any other event, so it must fit the weekday
    titled = years_named(" ".join(p.text for p in structure.passages if p.kind == "title"))
    named = titled or years_named(" ".join(p.text for p in structure.passages if p.kind in ("sentence", "heading")))
    if len(named) == 1 and date.day and (titled or date.weekday):
        only = next(iter(named))
        return only if not date.weekday or weekday_fits(only, date.month, date.day, date.weekday) else None
    return None


def _dates_the_meeting(text: str, date: DateMention, main: bool) -> bool:
    """Whether a date is that of the sentence's own event and not of another one it mentions."""
    before, after = text[: date.start_index], text[date.end_index :]
    if re.search(
        r"\b(?:since|following|after|ahead of|before|statement of|of|dated|until|by)\s+(?:the\s+|their\s+|our\s+)?$",
        before,
        re.I,
    ) and not re.search(r"\b(?:morning|afternoon|evening) of\s+$", before):
        return False
    if re.search(r"\b(?:the|their|our|its|this)\s+$", before, re.I) and re.match(r"\s+[A-Za-z]", after):
        return False
    if main and TRAVELS.search(before):
        return True
    if re.search(
        r"(?:^|\b(?:on|from|between|held|dated|met|and|in \w+,?|in [\w ]+, [\w.]+,?|in [\w. ]+,)\s+|,\s*|\(\s*)$",
        before,
        re.I,
    ):
        opening = CUT.search(before) if main else None
        return opening is None or bool(re.match(r"(?:following|after|building)", before, re.I))
    return not before.strip()
