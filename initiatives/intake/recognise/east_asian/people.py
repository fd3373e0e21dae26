"""Persons of a Japanese or Korean document: where they are named with an office, and which namings are one person's."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from initiatives.intake.recognise.namings import Naming
from initiatives.intake.recognise.packs.folded import fold
from initiatives.intake.recognise.packs.offices import entry_of
from initiatives.intake.recognise.persons import PersonMention


@dataclass(slots=True)
class Found:
    """A person named with an office in one passage; places are those of the folded text.

    `others` are names printed beside it: a reading, the name in other letters. `stop` is where the words that belong
    to the naming end, brackets after it too.
    """

    name: tuple[int, int]
    title: tuple[int, int]
    stop: int
    country: str | None = None
    stated: bool = False
    others: list[str] = field(default_factory=list)
    is_past: bool = False

    @property
    def start(self) -> int:
        return min(self.name[0], self.title[0])

    @property
    def end(self) -> int:
        return max(self.name[1], self.title[1])


@dataclass(slots=True)
class Named:
    """A naming with what the merging of namings into persons asks of it."""

    naming: Naming
    found: Found
    language: str


#: Family names that are common words too: alone they name nobody unless the text has somebody of that name.
COMMON_WORDS = frozenset(["이", "한", "전", "현", "양", "동", "두", "각", "본", "제", "세", "등", "간", "중"])

#: The names by which somebody may be called for short, of a full name and of those printed beside it.
Shorts = Callable[[str], frozenset[str]]


def people(named: Iterable[Named], shorts: dict[str, Shorts]) -> tuple[list[PersonMention], dict[int, PersonMention]]:
    """One person for all their namings, in reading order; and the person of each naming, by its identity."""
    order = list(named)
    persons: list[PersonMention] = []
    short: dict[int, set[str]] = {}
    of: dict[int, PersonMention] = {}
    full_first = sorted(range(len(order)), key=lambda i: (not _is_full(order[i]), -len(_key(order[i].naming.name)), i))
    for index in full_first:
        one = order[index]
        naming, found = one.naming, one.found
        names = {_key(naming.name), *map(_key, found.others)}
        fits = [p for p in persons if _may_be(p, naming) and _same(names, p, short[id(p)], one)]
        best = max(fits, key=lambda p: _closeness(p, naming), default=None)
        if best is None and naming.name in COMMON_WORDS:
            continue
        if best is None:
            best = PersonMention(naming.name, naming.title, naming.office, naming.country, [])
            best.country_basis = "stated" if found.stated else "inferred"
            persons.append(best)
            short[id(best)] = set()
        elif naming.country and (best.country is None or (found.stated and best.country_basis == "inferred")):
            best.country, best.country_basis = naming.country, "stated" if found.stated else "inferred"
        best.namings.append(naming)
        best.also += [o for o in found.others if o not in best.also and _key(o) != _key(best.name)]
        for name in (naming.name, *found.others):
            short[id(best)] |= shorts[one.language](name)
        of[id(naming)] = best
    first = {id(p): min(i for i, one in enumerate(order) if of.get(id(one.naming)) is p) for p in persons}
    for person in persons:
        person.namings.sort(key=lambda n: next(i for i, one in enumerate(order) if one.naming is n))
    return sorted(persons, key=lambda p: first[id(p)]), of


def _key(name: str) -> str:
    """A name as names are compared: folded, without marks between its parts, without initials among other letters."""
    folded = fold(name)
    bare = re.sub(r"(?<![A-Za-z])[A-Z](?:\.|(?=[\s·]))", "", folded)
    return re.sub(r"[\s·=-]", "", bare if re.search(r"[^\x00-\x7f·]", bare) else folded).casefold()


def _is_full(one: Named) -> bool:
    """Whether a naming gives more than a family name."""
    name = one.naming.name
    if one.found.others or re.search(r"[\s·・=＝]", name):
        return True
    return len(name) >= 3 and not re.fullmatch("[ァ-ヺー]+", name)


def _same(names: set[str], person: PersonMention, short: set[str], one: Named) -> bool:
    known = {_key(person.name), *map(_key, person.also)}
    return bool(names & known) or bool(names & short) or (not _is_full(one) and bool(names & short))


def _may_be(person: PersonMention, naming: Naming) -> bool:
    """Whether a naming can be that person's: the same country, and the same rank or an office that ends alike."""
    if person.country and naming.country and person.country != naming.country:
        return False
    one, other = entry_of(person.office), entry_of(naming.office)
    if one is None or other is None or one.rank == other.rank:
        return True
    if _key(naming.name) == _key(person.name) and len(naming.name) >= 3:
        return True
    longer, shorter = sorted((person.office, naming.office), key=len, reverse=True)
    return longer.endswith(shorter)


def _closeness(person: PersonMention, naming: Naming) -> tuple[bool, bool, int]:
    return (
        _key(person.name) == _key(naming.name),
        person.office.endswith(naming.office),
        len(set(person.office) & set(naming.office)),
    )
