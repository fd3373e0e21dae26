"""Persons named with an office or rank: one for all the places where a document names them."""

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

from initiatives.intake.recognise.gazetteer import HEADS
from initiatives.intake.recognise.name_forms import is_japanese, is_korean
from initiatives.intake.recognise.namings import Naming, find_namings
from initiatives.intake.recognise.offices import body_of, closeness, holder_of, is_past, rank_of
from initiatives.intake.recognise.sides import find_row, find_signature, group_of, is_listed, name_sides
from initiatives.intake.structure import NumberedPassage, Structure

SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?$")


@dataclass(slots=True)
class PersonMention:
    """A person with all the places where the document names them. `country` is an ISO code, or EU or INT for bodies.

    `country_basis` is "stated" where it is printed, "inferred" where `country_reason` says from what, empty where open.
    """

    name: str
    title: str
    office: str
    country: str | None
    namings: list[Naming] = field(default_factory=list)
    delegate: bool = False
    country_basis: str = "stated"
    country_reason: str = ""
    also: list[str] = field(default_factory=list)  # a reading, the name in other letters

    @property
    def tokens(self) -> tuple[str, ...]:
        return name_tokens(self.name)


def name_tokens(name: str) -> tuple[str, ...]:
    """A name's words without case, accents, initials, hyphens and suffixes: what two spellings have in common."""
    bare = SUFFIX.sub("", name.strip().rstrip(",")).replace("‑", "-")
    folded = "".join(c for c in unicodedata.normalize("NFKD", bare.casefold()) if not unicodedata.combining(c))
    words = [re.sub(r"[^\w]", "", w) for w in folded.split()]
    kept = [
        w
        for w, printed in zip(words, bare.split(), strict=False)
        if w and w not in ("jr", "sr") and not re.fullmatch(r"(?:\w\.)+", printed)
    ]
    return tuple(kept)


def same_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names can be one person's: the same words in any order, or one a part of the other."""
    if not one or not other:
        return False
    if set(one) <= set(other) or set(other) <= set(one):
        return True
    joined = "".join(one)
    turns = {"".join(other[i:] + other[:i]) for i in range(len(other))}
    return joined in turns or bool(len(one) > 1 and len(other) > 1 and "".join(sorted(one)) == "".join(sorted(other)))


def find_persons(structure: Structure) -> list[PersonMention]:
    """Every person named with an office, once, with their title where they are named most fully."""
    body, title_lines = [], []
    group: str | None = None
    lines = [p for p in structure.passages if p.kind in ("sentence", "heading") and not p.number.startswith("0.")]
    body += [signed for pair in pairwise(lines) if (signed := find_signature(*pair))]
    for passage in structure.passages:
        if passage.kind in ("sentence", "heading") and (of_group := group_of(passage.text)):
            group = of_group
        elif passage.kind in ("sentence", "heading") and (row := find_row(passage)):
            body.append(row)
        elif passage.kind == "sentence" or (passage.kind == "heading" and passage.number.startswith("0.")):
            here = find_namings(passage)
            name_sides(passage.text, here)
            group = group if is_listed(passage.text) else None
            for naming in here if group else ():
                naming.country, naming.row = naming.country or group, True
            body += here
        elif passage.kind == "heading":
            group = None
        elif passage.kind == "title":
            title_lines += find_namings(passage)
        elif passage.kind == "paragraph" and passage.lead_in:
            body += [n for n in find_namings(passage, passage.lead_in) if not _is_common(n, structure)]
        elif passage.speaker:
            label = passage.speaker.title() if passage.speaker.isupper() else passage.speaker
            body += [_spoken(n, passage) for n in find_namings(passage, label)]
    _inherit(body, {p.number: p.text for p in structure.passages})
    lowercase = {w for p in structure.passages for w in re.findall(r"\b[a-z]+\b", p.text)}
    known = {token for n in body for token in name_tokens(n.name)}
    for naming in title_lines:
        words = naming.name.split()
        while len(words) > 1 and words[-1].casefold() in lowercase and words[-1].casefold() not in known:
            words.pop()
        while (
            len(words) > 1
            and re.search(r"(?:s|ed|ing)$", words[-1])
            and known.intersection(name_tokens(" ".join(words[:-1])))
            and not known.intersection(name_tokens(words[-1]))
        ):
            words.pop()
        if len(words) == 1 and words[0].casefold() in lowercase and words[0].casefold() not in known:
            continue
        naming.name = " ".join(words)
        body.append(naming)
    return _people(body)


def _is_common(naming: Naming, structure: Structure) -> bool:
    last = naming.name.split()[-1]
    return last.casefold() in {w for p in structure.passages for w in re.findall(r"\b[a-z]+\b", p.text)}


def _spoken(naming: Naming, passage: NumberedPassage) -> Naming:
    naming.words = passage.speaker or ""
    naming.start, naming.end = 0, len(naming.words)
    return naming


def _inherit(namings: list[Naming], texts: dict[str, str]) -> None:
    """A second office beside one whose country is stated belongs to the same country, unless both cannot."""
    for before, naming in pairwise(namings):
        if naming.country or not before.country or naming.passage != before.passage or before.shared:
            continue
        one, other = rank_of(before.office), rank_of(naming.office)
        if one == other or other in HEADS or holder_of(naming.office) == "USA" or body_of(naming.office):
            continue
        tokens = name_tokens(naming.name)
        foreign = {"KOR": is_japanese, "JPN": is_korean}.get(before.country)
        if (foreign and foreign(naming.name, tokens)) or (
            before.country == "USA" and (is_korean(naming.name, tokens) or is_japanese(naming.name, tokens))
        ):
            continue
        link = texts.get(naming.passage, "")[before.end : naming.end - len(naming.words)]
        if re.fullmatch(r"\s*(?:,\s*(?:and\s+)?|;\s*(?:and\s+)?|\s+and\s+)(?:the\s+|his\s+|its\s+)?", link):
            naming.country = before.country


def _people(namings: list[Naming]) -> list[PersonMention]:
    order = sorted(range(len(namings)), key=lambda i: (-min(2, len(name_tokens(namings[i].name))), i))
    people: list[PersonMention] = []
    for index in order:
        naming = namings[index]
        tokens = name_tokens(naming.name)
        fits = [
            person
            for person in people
            if same_person(tokens, person.tokens)
            and (
                not naming.country
                or not person.country
                or naming.country == person.country
                or (len(tokens) > 1 and set(tokens) == set(person.tokens))
            )
            and not _ranks_differ(naming, person)
            and (
                len(tokens) < 2
                or len(person.tokens) < 2
                or len(set(tokens) & set(person.tokens)) > 1
                or same_length(tokens, person.tokens)
            )
        ]
        if fits:
            best = max(
                fits,
                key=lambda person: (
                    closeness(naming.office, person.office),
                    rank_of(naming.office) == rank_of(person.office),
                ),
            )
            best.namings.append(naming)
            best.country = best.country or naming.country
            if len(tokens) > len(best.tokens):
                best.name, best.title, best.office = naming.name, naming.title, naming.office
        elif tokens:
            people.append(PersonMention(naming.name, naming.title, naming.office, naming.country, [naming]))
    for person in people:
        person.namings.sort(key=namings.index)
        fullest = max(
            person.namings,
            key=lambda n: (
                len(name_tokens(n.name)),
                not is_past(n.title),
                len(n.office.split()),
                -namings.index(n),
            ),
        )
        person.name, person.office = fullest.name, fullest.office
        person.title = max(
            (n.title for n in person.namings if name_tokens(n.name) == name_tokens(fullest.name)),
            key=lambda title: (not is_past(title), len(title.split())),
        )
    first = {id(p): min(namings.index(n) for n in p.namings) for p in people}
    return sorted(people, key=lambda p: first[id(p)])


def _ranks_differ(naming: Naming | PersonMention, person: PersonMention) -> bool:
    """Whether a family name alone cannot be that person's: its office is another of the highest ones."""
    offices = (naming.office, person.office)
    whole = len(name_tokens(naming.name)) > 1 and len(person.tokens) > 1
    if whole or any(is_past(office) for office in offices):
        return False
    one, other = map(rank_of, offices)
    if one == other:
        return False
    if any(office.casefold() in ("secretary", "minister") for office in offices):
        return one in HEADS or other in HEADS
    highest = {*HEADS, "foreign minister", "vice minister", "national security advisor", "defense minister"}
    return one in HEADS or other in HEADS or (one in highest and other in highest)


def same_length(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return abs(len("".join(one)) - len("".join(other))) <= 1


def merged(officials: list[PersonMention]) -> list[PersonMention]:
    """One row a person: a bare family name joins the full name of the same country."""
    done: list[PersonMention] = []
    for official in sorted(officials, key=lambda o: -len(o.tokens)):
        twin = [
            m
            for m in done
            if m.country == official.country
            and set(official.tokens) <= set(m.tokens)
            and not _ranks_differ(official, m)
        ]
        if twin:
            best = max(twin, key=lambda m: closeness(m.office, official.office))
            best.namings += official.namings
        else:
            done.append(official)
    return sorted(done, key=officials.index)
