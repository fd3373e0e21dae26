"""Dated events of a Japanese or Korean document, each under the words that the text has for it."""

import re

from initiatives.intake.recognise.activities import ActivityMention
from initiatives.intake.recognise.east_asian.days import Day
from initiatives.intake.recognise.east_asian.page import Line, Page
from initiatives.intake.recognise.occasion import Occasion

OF_A_PLACE = re.compile(r"における|での|에서의\s")
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
    if occasion.date and span[0] <= occasion.date[0] <= span[1] and day.is_whole:
        return None  # the occasion itself, or the visit on which it was
    if occasion.elsewhere and span[0] == occasion.elsewhere[0]:
        return None
    pack, text = line.pack, line.text
    rest = text[day.end : after.start if after else len(text)]
    if pack.deadline.match(rest) or pack.paper.match(rest):
        return None
    name = _name(line, day, before, rest)
    if name is None:
        return None
    place = _place(line, day, min(_clause_end(text, day.end), after.start if after else len(text)))
    words = line.folded.words(max(0, day.start - BESIDE), min(len(text), day.end + BESIDE)).strip()
    return ActivityMention(
        name,
        span[0],
        span[1],
        place,
        not day.stated,
        line.number,
        words,
        line.folded.place(day.start),
    )


def _clause_end(text: str, start: int) -> int:
    """Where the clause ends that goes on after a date; the comma right behind the date does not end it."""
    lead = re.compile(r"[、,\s]*").match(text, start)
    clause = re.compile(r"[。、;]|,\s|\.\s|\.$").search(text, lead.end() if lead else start)
    return clause.start() if clause else len(text)


def _place(line: Line, day: Day, limit: int) -> str | None:
    """The city beside a date: where the event was held, or whose name it bears ("…における会合")."""
    pack, text = line.pack, line.text
    for pattern in (pack.place, pack.city):
        for match in pattern.finditer(text, day.end, min(limit, day.end + BESIDE)):
            if pattern is pack.place or OF_A_PLACE.match(text, match.end()):
                group = next(name for name in match.groupdict() if name.startswith("place") and match[name])
                return line.folded.words(*match.span(group))
    return None


def _name(line: Line, day: Day, before: Day | None, rest: str) -> str | None:
    """The event's name: after its date in the same clause, before it, or what the sentence stands under."""
    pack, text = line.pack, line.text
    limit = min(_clause_end(text, day.end), day.end + len(rest))
    label = line.lead_in
    if label and re.search(rf"(?:{pack.events})$", label):
        return label
    cities = [match.span() for match in pack.city.finditer(text)]
    for match in pack.event.finditer(text, day.end, limit):
        if any(first < match.end() < last for first, last in cities):
            continue  # a camp that is the first half of a city
        if name := _cut(line, match):
            bare = re.fullmatch(pack.events, name) or pack.happened.fullmatch(name)
            return label if bare and label else name
    floor = before.end if before else 0
    if former := pack.former.search(text, floor, day.start):
        return former["name"]
    if pack.happened.search(rest):
        for match in reversed(list(pack.event.finditer(text, floor, day.start))):
            if pack.beside.fullmatch(text[match.end() : day.start]):
                return _cut(line, match)
        if label:
            return label
    return None


def _cut(line: Line, match: "re.Match[str]") -> str | None:
    """The words of an event without what its pattern took too much before; None where too few are left."""
    first, last = match.span("name")
    opening = line.pack.event_opening.match(line.text[first:last])
    first += opening.end() if opening else 0
    name = line.folded.words(first, last).strip()
    return name if len(name) > 1 else None
