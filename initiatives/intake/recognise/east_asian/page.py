"""The passages of a document that a pack reads: folded, with the persons and the days of each."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from re import Pattern

from initiatives.intake.recognise.east_asian.days import Calendar, page_day
from initiatives.intake.recognise.east_asian.people import Found, Named, Shorts, people
from initiatives.intake.recognise.namings import Naming
from initiatives.intake.recognise.packs import LANGUAGES, pack_of
from initiatives.intake.recognise.packs.folded import Folded
from initiatives.intake.recognise.packs.pack import Pack
from initiatives.intake.recognise.persons import PersonMention
from initiatives.intake.structure import NumberedPassage, Structure

LATEST_FRONT = 12  # lines of the front matter that may hold the day of the page
_READERS = {"ja": "japanese_names", "ko": "korean_names"}
#: After an office, what it is concerned with or whose it is.
BESIDE_OFFICE = re.compile(r"^\s?\([^()]{1,60}\)")
Dated = tuple[str, datetime.date, str]


@dataclass(frozen=True)
class Reader:
    """How names are read in one language: where they stand, how they are shortened, which are its country's own."""

    find: Callable[[Folded], list[Found]]
    shorts: Shorts
    is_native: Callable[[str], bool]


@cache
def names_in(language: str) -> Reader:
    """The reader of names of a language; the other's many patterns are not made for it."""
    found = import_module(f"initiatives.intake.recognise.east_asian.{_READERS[language]}")
    return Reader(found.find_names, found.shorts, found.is_native)


@dataclass(slots=True)
class Line:
    """A passage as a pack reads it. `under` is the heading or lead-in that it stands under."""

    passage: NumberedPassage
    folded: Folded
    pack: Pack
    found: list[Found] = field(default_factory=list)
    persons: list[PersonMention | None] = field(default_factory=list)
    under: str = ""
    lead_in: str = ""

    @property
    def text(self) -> str:
        return self.folded.text

    @property
    def number(self) -> str:
        return self.passage.number

    def says(self, label: Pattern[str]) -> bool:
        """Whether the line or what it stands under opens with a label."""
        return bool(label.search(self.text) or (self.lead_in and label.search(Folded(self.lead_in).text)))

    def groups(self) -> list[tuple[list[int], int]]:
        """Persons named in one breath, each with the place where what is said of them begins."""
        groups: list[tuple[list[int], int]] = []
        for index, one in enumerate(self.found):
            between = self.text[self.found[index - 1].stop : one.start] if index else ""
            between = BESIDE_OFFICE.sub("", between, count=1)
            if groups and self.pack.link.fullmatch(between):
                groups[-1] = ([*groups[-1][0], index], one.stop)
            else:
                groups.append(([index], one.stop))
        return groups


@dataclass(slots=True)
class Page:
    """A document as the packs see it: title, front matter, sentences, each in its own language."""

    language: str
    title: Line | None
    front: list[Line]
    headings: list[Line]
    sentences: list[Line]
    calendar: Calendar
    day: tuple[str, str, str] | None
    persons: list[PersonMention]

    @property
    def pack(self) -> Pack:
        return pack_of(self.language)

    @property
    def lines(self) -> list[Line]:
        return [*([self.title] if self.title else []), *self.front, *self.headings, *self.sentences]


def read_page(structure: Structure, language: str) -> Page:
    """The passages in Japanese or Korean of a document whose main language of the two is `language`."""
    title: Line | None = None
    front: list[Line] = []
    headings: list[Line] = []
    sentences: list[Line] = []
    order: list[Line] = []
    by_number = {p.number: p for p in structure.passages}
    for passage in structure.passages:
        pack = pack_of(passage.language) if passage.language in LANGUAGES else None
        if passage.kind == "paragraph":
            continue
        if pack is None:
            if passage.number.startswith("0.") and passage.kind == "heading":
                pack = pack_of(language)  # a day line may be figures alone
            else:
                continue
        line = Line(passage, Folded(passage.text), pack)
        if passage.kind == "title" and title is None:
            title = line
        elif passage.number.startswith("0."):
            front.append(line)
        elif passage.kind == "heading":
            headings.append(line)
        else:
            line.under = _under(passage, by_number)
            above = by_number.get(passage.parent or "")
            line.lead_in = (above.lead_in or "") if above else ""
            sentences.append(line)
        order.append(line)
    dated = [(line.number, line.folded) for line in [*front[:LATEST_FRONT], *([title] if title else [])]]
    day = page_day(dated, language) or _closing_day(structure, sentences, language)
    calendar = Calendar(
        [(line.number, line.pack.lists.language, line.folded) for line in order], day[1] if day else None
    )
    named = [one for line in order for one in _named(line)]
    persons, of = people(named, {one.language: names_in(one.language).shorts for one in named})
    by_found = {id(one.found): of.get(id(one.naming)) for one in named}
    for line in order:
        line.persons = [by_found[id(found)] for found in line.found]
    _infer(persons, named)
    shown = (day[0], day[1].isoformat(), day[2]) if day else None
    return Page(language, title, front, headings, sentences, calendar, shown, persons)


def _under(passage: NumberedPassage, by_number: dict[str, NumberedPassage]) -> str:
    """The words that a sentence stands under: lead-in and heading."""
    parts: list[str] = []
    above = by_number.get(passage.parent or "")
    while above is not None:
        parts.append(above.lead_in or (above.text if above.kind == "heading" else ""))
        above = by_number.get(above.parent or "")
    return " ".join(part for part in parts if part)


def _closing_day(structure: Structure, sentences: list[Line], language: str) -> Dated | None:
    """The day that stands at the foot of a statement, on a line that says nothing else; its passage, if it has one."""
    last = [(line.number, line.folded) for line in sentences[-4:]]
    closing = [removed.text for removed in structure.removed if removed.kind == "closing line"]
    for number, folded in [*reversed(last), *(("", Folded(text)) for text in [*closing, *structure.unplaced])]:
        found = page_day([(number, folded)], language)
        if (
            found
            and len(re.sub(r"[\W_]|끝|발표|배포|발행|於", "", folded.text)) <= len(re.sub(r"[\W_]", "", found[2])) + 4
        ):
            return found
    return None


def _named(line: Line) -> list[Named]:
    """The persons of a line; nobody on a line of addresses."""
    if line.pack.contact.search(line.text):
        return []
    language = line.pack.lists.language
    line.found = names_in(language).find(line.folded)
    countries = line.pack.lists.countries
    above = re.search("|".join(sorted(map(re.escape, countries), key=len, reverse=True)), Folded(line.under).text)
    found: list[Named] = []
    for one in line.found:
        if not one.stated and above and line.pack.participants.search(Folded(line.under).text):
            one.country, one.stated = countries[above[0]], True
        # folding makes every apostrophe one: the name is given as it is printed
        one.others = [o.replace("'", "’") if o not in line.passage.text else o for o in one.others]
        start, end = line.folded.span(one.start, one.end)
        naming = Naming(
            line.folded.words(*one.name),
            line.folded.words(*one.title),
            line.folded.words(*one.title),
            one.country,
            line.number,
            start,
            end,
            line.folded.words(one.start, one.end),
        )
        found.append(Named(naming, one, language))
    return found


def _infer(persons: list[PersonMention], named: list[Named]) -> None:
    """The publisher's country for those whose names are of its language, where none is printed or told."""
    language = {id(one.naming): one.language for one in named}
    for person in persons:
        written = language[id(person.namings[0])]
        if person.country is None and names_in(written).is_native(person.name):
            person.country, person.country_basis = pack_of(written).publisher, "inferred"
