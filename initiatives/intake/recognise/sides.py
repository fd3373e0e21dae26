"""Persons set out by country: rows of a table of participants, and those a sentence puts on the side of a country."""

import re
from dataclasses import replace

from initiatives.intake.recognise.gazetteer import BODIES, COUNTRY_SOURCE, country_of
from initiatives.intake.recognise.namings import HEAD, LEFT, NAME, Naming, find_namings, is_name, office_at
from initiatives.intake.structure import NumberedPassage

_CELL = r"\s*(?:\||\t|:|;|,|\s[–—-]\s)\s*|\s+"
ROW_COUNTRY = re.compile(rf"(?:\W*|\d+[.)]\s*)(?:the\s+)?(?P<country>{COUNTRY_SOURCE})(?:{_CELL})", re.I)
COUNTRY_LAST = re.compile(rf"\s*(?:\||\t|;|,|\s[–—-]\s)\s*(?:the\s+)?(?P<country>{COUNTRY_SOURCE})\W*$")
BAR = re.compile(r"\s*(?:\||\t)\s*")

#: A line that says of which country those below it are.
GROUP = re.compile(
    rf"\W*(?:the\s+)?(?P<country>{COUNTRY_SOURCE})(?:[’']s?)?(?:\s+(?:delegation|side|participants))?\W*", re.I
)
#: Words after which a sentence lists those of one country.
SIDE = re.compile(
    rf"(?:\b[Rr]epresenting\s+(?:the\s+)?(?P<representing>{COUNTRY_SOURCE})\s*(?:was|were|is|are|:|,)|"
    rf"(?<![\w.-])(?P<side>{COUNTRY_SOURCE})(?:[’']s?)?\s+(?:delegation|side|team|participants|representatives|"
    rf"interagency\s+delegation)(?:,?\s+(?:was|were|is|are|will\s+be|which\s+was))?\s*(?:\b(?:jointly\s+)?(?:led|headed|"
    rf"represented|chaired|co-?led|co-?chaired|included|includes|comprised|comprises|consisted|consists|composed|"
    rf"made\s+up)\b|:|,(?=\s+(?:the\s+)?(?:[A-Z]|led|headed))|[–—])|"
    rf"(?<![\w.-])(?P<was>{COUNTRY_SOURCE})\s+(?:was|were|is)\s+represented\s+by|"
    rf"\b[Ff]rom\s+(?:the\s+)?(?P<from>{COUNTRY_SOURCE})(?:[’']s)?\s+side\s*[,:]?\s*|"
    rf"(?:^|[.;]\s+(?:and\s+)?)(?:[Ff]rom|[Ff]or)\s+(?:the\s+)?(?P<for>{COUNTRY_SOURCE})\s*[,:]\s*|"
    rf"^(?:\W*)(?:[Tt]he\s+)?(?P<opening>{COUNTRY_SOURCE})(?:\s+(?:side|delegation))?\s*(?::|[–—])\s*)"
)
#: Where such a list ends: the sentence turns to what was done.
DONE = re.compile(r"\b(?:met|meet|exchanged|discussed|reaffirmed|agreed|concurred|also\s+called)\b|\bwith\s+(?=[A-Z])")


def name_sides(text: str, namings: list[Naming]) -> None:
    """Give a country to those whom a sentence lists on its side, where none is printed beside them."""
    sides = list(SIDE.finditer(text))
    for index, side in enumerate(sides):
        code = country_of(next(name for name in side.groups() if name))
        end = sides[index + 1].start() if index + 1 < len(sides) else len(text)
        if done := DONE.search(text, side.end(), end):
            end = done.start()
        for naming in namings:
            if naming.country is None and code not in BODIES and side.end() <= naming.start < end:
                naming.country = code


def group_of(text: str) -> str | None:
    """The country that a line names over those of its delegation."""
    match = GROUP.fullmatch(text)
    return country_of(match["country"]) if match else None


def is_listed(text: str) -> bool:
    """Whether a line is one of a list of names and not prose."""
    return len(text) < 200 and not text.rstrip().endswith((".", "?", "!")) and not DONE.search(text)


def find_row(passage: NumberedPassage) -> Naming | None:
    """The person of a row of a table: country, name and office, and nothing else."""
    text = passage.text
    if len(text) > 200 or text.rstrip().endswith((".", ":", "?")):
        return None
    if first := ROW_COUNTRY.match(text):
        start, end, code = first.end(), len(text), country_of(first["country"])
    elif last := COUNTRY_LAST.search(text):
        start, end, code = 0, last.start(), country_of(last["country"])
    else:
        return None
    return _name_and_office(passage, code, start, end)


def find_signature(name: NumberedPassage, office: NumberedPassage) -> Naming | None:
    """The person of a name on a line of its own with the office on the line below it, as statements are signed."""
    match = NAME.fullmatch(name.text.strip())
    if match is None or not is_name(match["name"]) or len(match["name"].split()) < 2 or len(office.text) > 160:
        return None
    head = HEAD.search(office.text)
    if head is None or not is_listed(office.text):
        return None
    found = find_namings(replace(office, text=f"{match['name']}, {office.text}"))
    if len(found) != 1 or found[0].name != match["name"] or found[0].title not in office.text:
        return None
    start = name.text.index(match["name"])
    return replace(
        found[0],
        passage=name.number,
        start=start,
        end=start + len(match["name"]),
        words=match["name"],
        row=True,
    )


def _name_and_office(passage: NumberedPassage, code: str | None, start: int, end: int) -> Naming | None:
    text = passage.text
    head = next((m for m in HEAD.finditer(text, start, end)), None)
    if head is None:
        return None
    left = LEFT.search(text, start, head.start())
    begin = left.start() if left else head.start()
    finish, office = office_at(text, begin, head)
    before = text[start:begin].strip(" |\t,;:–—-")
    after = BAR.match(text, finish) if finish < end else None
    rest = text[finish:end].strip(" |\t,;:–—-")
    name = NAME.fullmatch(before or rest)
    if name is None or not is_name(name["name"]) or len(name["name"].split()) < 2:
        return None
    if before and rest and (after or not re.fullmatch(r"(?:[\w’'&/-]+\W{0,2}){1,12}", rest)):
        return None
    at = text.index(name["name"], start if before else finish)
    stop = (end if before else finish) if rest else finish
    title = " ".join(text[begin:stop].split()).strip(" |,;")
    return Naming(
        name["name"],
        office,
        title,
        code,
        passage.number,
        at,
        at + len(name["name"]),
        text[min(at, begin) : max(at + len(name["name"]), stop)].strip(" |\t,;"),
        bool(name["honorific"]),
        row=True,
    )
