"""The sentences that tell of the occasion, and the words by which they are known."""

import re
from dataclasses import dataclass

from initiatives.intake.recognise.dates import find_dates
from initiatives.intake.recognise.namings import Naming
from initiatives.intake.recognise.persons import PersonMention
from initiatives.intake.structure import NumberedPassage, Structure

ATTRIBUTION = re.compile(
    r"(?:the (?:below|following|text below)\b.{0,40}\battribut|attributable to|(?:the )?(?:text of the "
    r")?following (?:is|are|was|were|joint|statement|text)\b|"
    r"(?:the )?text of the (?:following|joint)|(?:the )?following .{0,60}\b(?:was|is|were) (?:released|issued|"
    r"adopted)|statement was released by|"
    r"below is the|below is a|as (?:prepared|delivered)|on the occasion of the release)",
    re.I,
)
OCCASION = re.compile(
    r"\b(?:met|meets?|meeting|held|holds?|hosted|hosts?|co-?hosted|convened|convenes|gathered|gather|welcomed|"
    r"participated|participate|attended|attend|joined|spoke|speaks|call(?:ed)?|"
    r"travell?ed|conducted|co-?chaired|chaired|led|visited|announced|launched|issued|signed|had an?|took part|talked|"
    r"(?:took|takes?) place|reconvened|assembled|commemorat\w+|reaffirmed|reaffirm|affirmed|"
    r"discussed|exchanged|concurred|consulted|will (?:meet|host|travel|hold|participate|attend|chair|speak|"
    r"join|welcome|receive|convene|visit|lead|co-?host|co-?chair|conduct|be h(?:eld|osted))|marked|released|"
    r"inaugurated|paid a|(?:re)?affirm|commit|announce|issue|stand)\b",
    re.I,
)
MEETING = re.compile(
    (
        r"\b(?:met|meet|meeting|held|hosted|host|co-?hosted|convened|gathered|participated|attended|spoke|call|"
        r"summit|dialogue|consultations?|round|talks?|visit|session|conference)\b"
    ),
    re.I,
)
CUT = re.compile(
    r"\b(?:to (?:discuss|exchange|reaffirm|affirm|advance|strengthen|build|coordinate|review|underscore|"
    r"address|reiterate|celebrate|continue|deepen|congratulate|express|follow)|"
    r"during which|in which|which follow(?:s|ed)|where they|including through|including their|(?<!the )following|"
    r"ahead of|in advance of|building on|just \w+ months? after|after the|since|"
    r"as (?:announced|agreed|decided|directed)|announced by|"
    r"launched by|agreed (?:by|to)|decided by|hosted by President|on behalf of|regarding|"
    r"concerning|about)\b",
    re.I,
)
TOGETHER = re.compile(
    (
        r"\b(?:we, (?:the )?[^,]{0,60}?\b(?:leaders|ministers|presidents?|secretar\w+|heads of state|"
        r"representatives|governments)|the leaders of\b|as leaders of|(?:the )?(?:foreign|defense) ministers of\b)"
    ),
    re.I,
)
#: A journey to a meeting, of which another sentence may tell: "will visit Seoul to attend the Consultation".
JOURNEY = re.compile(
    r"\b(?:visit|travel)\w*\b.{0,200}?\bto\s+(?:attend|participate\s+in|take\s+part\s+in|join)\b.{0,160}?"
    r"\b(?P<what>meeting|consultations?|dialogue|talks|round|conference|summit)\b",
    re.I | re.S,
)
TAKES_PLACE = (
    r"\W*(?:the|this|these)\s+(?:[\w-]+\s+){{0,6}}?{what}\s+(?:(?:will|is|are|was|were)\b.{{0,40}}?\b"
    r"(?:held|hosted|convened|take\s+place)|t(?:akes|ook)\s+place)\b"
)
TODAY = re.compile(r"\b(?:(?<!ago )today|tonight|this (?:morning|afternoon|evening)|earlier today)\b", re.I)


@dataclass(slots=True)
class Lead:
    """The sentences that tell of the occasion: the main one, others of the opening, and the attribution before them.

    `journey` is the one that tells who travels to it and where, if another tells of the meeting itself.
    """

    main: NumberedPassage | None
    opening: list[NumberedPassage]
    attribution: list[NumberedPassage]
    journey: NumberedPassage | None = None


def find_lead(structure: Structure, officials: list[PersonMention]) -> Lead:
    named: dict[str, list[Naming]] = {}
    for official in officials:
        for naming in official.namings:
            named.setdefault(naming.passage, []).append(naming)
    attribution: list[NumberedPassage] = []
    opening: list[NumberedPassage] = []
    paragraphs: list[str] = []
    speakers = {p.number for p in structure.passages if p.speaker}
    items = {p.number for p in structure.passages if p.kind == "paragraph" and p.depth and p.lead_in}
    for sentence in _sentences(structure):
        parent = sentence.parent or ""
        if parent in speakers:
            continue
        if ATTRIBUTION.search(sentence.text) and not opening and len(named.get(sentence.number, ())) < 2:
            attribution.append(sentence)
            continue
        if parent not in paragraphs:
            if len(paragraphs) >= 3 or (parent in items and paragraphs):
                break
            paragraphs.append(parent)
        opening.append(sentence)
    main = next(
        (
            s
            for s in opening
            if OCCASION.search(s.text)
            and (
                named.get(s.number)
                or (
                    MEETING.search(s.text)
                    and (TODAY.search(s.text) or has_its_own_date(s.text) or TOGETHER.search(s.text))
                )
            )
        ),
        None,
    )
    if main is None:
        main = next(
            (
                s
                for s in opening
                if OCCASION.search(s.text)
                and (TODAY.search(s.text) or find_dates(s.text) or MEETING.search(s.text))
                and (TODAY.search(s.text) or all(date.day for date in find_dates(s.text)))
            ),
            None,
        )
    if main and (journey := JOURNEY.search(main.text)):
        takes_place = re.compile(TAKES_PLACE.format(what=journey["what"]), re.I)
        if meeting := next((s for s in opening if s is not main and takes_place.match(s.text)), None):
            return Lead(meeting, opening, attribution, main)
    return Lead(main, opening, attribution)


def _sentences(structure: Structure) -> list[NumberedPassage]:
    return [p for p in structure.passages if p.kind == "sentence"]


def has_its_own_date(text: str) -> bool:
    """Whether a sentence gives its own event a day: "on May 24, 2022"."""
    return any(
        date.day and re.search(r"(?:^|\bon\s+|\bfrom\s+)$", text[: date.start_index], re.I) for date in find_dates(text)
    )


def tells_of_the_past(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:in (?:19|20)\d{2}|last (?:year|month)|(?:years?|months?|weeks?) ago|previously|in the past|since)\b",
            text,
        )
    ) or bool(re.search(r"\b(?:then|[Ff]ormer)[-‐‑ ](?=[A-Z])", text))
