"""Dated events of a Japanese or Korean document, each under the words that the text has for it."""

import re

from initiatives.intake.recognise.activities import ActivityMention
from initiatives.intake.recognise.east_asian.days import Day
from initiatives.intake.recognise.east_asian.page import Line, Page
from initiatives.intake.recognise.occasion import Occasion

BESIDE = 60  # characters of the text shown on either side of a date


def find_activities(page: Page, occasion: Occasion) -> list[ActivityMention]:
    """Each dated event once, in reading order, without the occasion itself, deadlines and dates of papers."""
    found: list[ActivityMention] = []
    for line in page.sentences:
        days = page.calendar.of(line.number)
        for before, day, after in zip([None, *days], days, [*days[1:], None], strict=False):
            activity = _activity(line, day, before, after, occasion)
            if activity and not any(
                (a.start, a.end, a.name) == (activity.start, activity.end, activity.name) for a in found
            ):
                found.append(activity)
    return found


def _activity(
    line: Line, day: Day, before: Day | None, after: Day | None, occasion: Occasion
) -> ActivityMention | None:
    span = day.span
    if span is None or day.by_word:
        return None
    if occasion.date and (span[0] == occasion.date[0] or (occasion.elsewhere and span[0] == occasion.elsewhere[0])):
        return None
    pack, text = line.pack, line.text
    rest = text[day.end : after.start if after else len(text)]
    if pack.deadline.match(rest) or pack.paper.match(rest):
        return None
    name = _name(line, day, before, rest)
    if name is None:
        return None
    start, end = name
    city = next(
        (
            match
            for match in pack.place.finditer(text, day.end, after.start if after else len(text))
            if match.start() - day.end < BESIDE
        ),
        None,
    )
    place = None
    if city:
        group = next(name for name in city.groupdict() if name.startswith("place") and city[name])
        place = line.folded.words(*city.span(group))
    words = line.folded.words(max(0, day.start - BESIDE), min(len(text), day.end + BESIDE)).strip()
    return ActivityMention(
        line.folded.words(start, end).strip(),
        span[0],
        span[1],
        place,
        not day.stated,
        line.number,
        words,
        line.folded.place(day.start),
    )


def _name(line: Line, day: Day, before: Day | None, rest: str) -> tuple[int, int] | None:
    """Where the event's name stands: after its date in the same clause, or else before it."""
    pack, text = line.pack, line.text
    clause = re.search(r"[。、;]|,\s|\.\s|\.$", rest)
    lead = re.match(r"[、,\s]+", rest)
    offset = lead.end() if lead else 0
    clause = re.search(r"[。、;]|,\s|\.\s|\.$", rest[offset:])
    limit = day.end + offset + (clause.start() if clause else len(rest) - offset)
    for match in pack.event.finditer(text, day.end + offset, limit):
        first = match.start("name")
        opening = pack.event_opening.match(text[first : match.end("name")])
        first += opening.end() if opening else 0
        if match.end("name") - first > 2:
            return first, match.end("name")
    if not pack.happened.search(rest):
        return None
    floor = before.end if before else 0
    candidates = list(pack.event.finditer(text, floor, day.start))
    for match in reversed(candidates):
        between = text[match.end() : day.start]
        if len(between) <= 16 and not re.search(r"[。.]\s", between):
            first = match.start("name")
            opening = pack.event_opening.match(text[first : match.end("name")])
            first += opening.end() if opening else 0
            return (first, match.end("name")) if match.end("name") - first > 2 else None
    return None
