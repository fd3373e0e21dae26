"""In which city the occasion was, by its sentences, its dateline or its title."""

import re

from initiatives.intake.recognise.dates import find_dates
from initiatives.intake.recognise.gazetteer import CITIES, CITY_SOURCE, COUNTRY_SOURCE, US_STATES, country_of
from initiatives.intake.recognise.lead import CUT, MEETING, OCCASION, TODAY, Lead, tells_of_the_past
from initiatives.intake.structure import NumberedPassage, Structure

STATE_AFTER = re.compile(rf",?\s+(?P<state>D\.?\s?C\.?|{US_STATES})(?![\w])")
CITY_IN_TITLE = re.compile(
    rf"\b(?:(?:in|at)\s+(?P<place>{CITY_SOURCE})|"
    rf"(?P<before>{CITY_SOURCE})(?=\s+(?:Summit|Meeting|Statement|Leaders[’']?)))(?![\w’'])"
)
PLACE = re.compile(
    rf"\b(?:in|In|at|At|near|Near|visit(?: to)?|visiting|of|to)\s+(?:the\s+(?:city|Inn|resort|margins)\s+(?:of|"
    rf"at)\s+)?(?P<place>(?:Little\s+)?(?:{CITY_SOURCE})|(?:[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+){{0,2}})(?=,\s+(?"
    rf":{COUNTRY_SOURCE}|{US_STATES})(?!\w)))(?![\w’-])"
)


def read_city(structure: Structure, lead: Lead) -> tuple[str, tuple[str, str]] | None:
    """The city of the occasion as printed, with the passage and the words."""
    candidates: list[NumberedPassage] = []
    if lead.main:
        candidates.append(lead.main)
    if lead.journey:
        candidates.append(lead.journey)
    candidates += [s for s in lead.opening[:1] if s is not lead.main and MEETING.search(s.text)]
    candidates += [
        s
        for s in lead.opening[:4]
        if s is not lead.main
        and (TODAY.search(s.text) or re.search(r"\b(?:met|held|hosted|convened|gathered|took place)\b", s.text))
        and not tells_of_the_past(s.text)
        and not re.search(r"\b(?:would|will|to) (?:be held|take place|meet|hold)\b|\bnext\b", s.text)
    ]
    candidates += lead.attribution
    # a sentence with a month alone tells of an event of another time
    candidates = [s for s in candidates if lead.main is s or all(date.day for date in find_dates(s.text))]
    for passage in candidates:
        if city := _city_of_sentence(passage, passage is lead.main or passage is lead.journey):
            return city, (passage.number, city)
    for passage in structure.passages:
        if city := _city_of_front(passage) or _city_of_dateline(passage) or _city_of_title(passage):
            return city, (passage.number, city)
    return None


def _city_of_sentence(passage: NumberedPassage, main: bool) -> str | None:
    """The first city the sentence places the occasion in, before it turns to what was said there."""
    text = passage.text
    verb = OCCASION.search(text)
    said = CUT.search(text, max(20, verb.start())) if verb and main else None
    limit = said.start() if said else len(text)
    for match in PLACE.finditer(text):
        if match.start() > limit:
            break
        led_to = re.match(r"(?:of|to|visit)\b", match[0])
        travelled = re.search(
            r"\b(?:travel\w*|visit\w*|(?:welcom\w+|receiv\w+|invit\w+) .{0,240})\s*$", text[: match.start()]
        )
        if led_to and not (main and (travelled or match[0].startswith("visit"))):
            continue
        if city := _place(text, match):
            return city
    return None


def _city_of_front(passage: NumberedPassage) -> str | None:
    """The city of a dateline that stands on a line of its own."""
    if passage.kind != "heading" or not passage.number.startswith("0.") or len(passage.text.split()) > 9:
        return None
    match = re.match(rf"\W*(?:[\w ’'.-]+,\s+)*?(?P<place>{CITY_SOURCE})(?=\W|$)", passage.text)
    return _place(passage.text, match) if match else None


def _city_of_dateline(passage: NumberedPassage) -> str | None:
    """The city of a dateline that opens the first sentence: "SEOUL – The ministers …"."""
    if passage.number != "1.1":
        return None
    match = re.match(
        rf"(?P<place>(?i:{CITY_SOURCE}))(?:,\s+[\w. ]+){{0,3}}\s*(?:\([^)]*\)\s*)?"
        r"(?:–|—|--|-)\s",
        passage.text,
    )
    if match is None:
        return None
    return match["place"].title() if match["place"].isupper() else match["place"]


def _city_of_title(passage: NumberedPassage) -> str | None:
    """The city a title names as the place: "in Seoul", "Tokyo Summit"."""
    if passage.kind != "title":
        return None
    for match in CITY_IN_TITLE.finditer(passage.text):
        name = " ".join((match["place"] or match["before"]).split())
        if name in CITIES and country_of(name) is None:
            return name
    return None


def _place(text: str, match: re.Match[str]) -> str | None:
    """A city as printed: with DC, or with the state where it is another Washington; None where no city is meant."""
    place = " ".join(match["place"].split())
    after = text[match.end("place") :]
    if country_of(place) and place not in ("Singapore",):
        return None
    if re.match(
        (
            r"[’']s|-|\s+(?:Declaration|Agreement|Accord|Convention|Treaty|Statement|Principles|Process|Consensus|"
            r"Times|Post|University|Institute|Peninsula|Strait|Room|House|Street|School)\b"
        ),
        after,
    ):
        return None
    if (
        re.match(r"\s+(?:of\s+)?(?:State)?\b[A-Z][a-z]+", after)
        and not re.match(r"\s+(?:On|The|For|To|At|By|In|And|With|As|From|During)\b", after)
        and place in ("Washington", "New York")
        and re.match(r"\s+State\b", after)
    ):
        return None
    state = STATE_AFTER.match(after)
    if place == "Washington" and state:
        printed = state["state"]
        return f"Washington, {printed if printed.count('.') != 1 else printed.replace('.', '')}"
    if place == "Little Washington" and state:
        return f"Little Washington, {state['state']}"
    return place
