"""What a reader of Japanese or Korean knows beforehand: the lists of `vocabulary/ja` and `vocabulary/ko` and patterns.

A pack is data: what is read with it is in `recognise.east_asian`, which is the same for both. A third language written
in this manner is a third pack.
"""

from dataclasses import dataclass, field
from functools import cached_property
from re import Pattern

from initiatives.intake import vocabulary
from initiatives.intake.recognise.packs.folded import fold


@dataclass(frozen=True)
class Office:
    """An office as printed, the country that alone calls it so, its rank whatever the country, its English name."""

    printed: str
    country: str
    rank: str
    english: str


@dataclass(frozen=True)
class City:
    """A city in a country, with the name the record compares it by."""

    country: str
    english: str


@dataclass(frozen=True)
class Lists:
    """The lists of one language, folded."""

    language: str

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(fold(word) for word in vocabulary.words(f"{self.language}/{name}"))

    @cached_property
    def countries(self) -> dict[str, str]:
        rows = vocabulary.rows(f"{self.language}/countries")
        return {fold(name): code for code, names in rows for name in names.split(";")}

    @cached_property
    def cities(self) -> dict[str, City]:
        rows = vocabulary.rows(f"{self.language}/cities")
        return {fold(name): City(code, english) for code, english, names in rows for name in names.split(";")}

    @cached_property
    def treaties(self) -> dict[str, str]:
        rows = vocabulary.rows(f"{self.language}/treaties")
        return {fold(name): english for names, english in rows for name in names.split(";")}

    @cached_property
    def offices(self) -> tuple[Office, ...]:
        rows = vocabulary.rows(f"{self.language}/offices")
        found = [Office(fold(printed), *rest) for printed, *rest in rows]
        return tuple(sorted(found, key=lambda office: -len(office.printed)))


@dataclass(frozen=True)
class Pack:
    """A language: its lists, and the patterns in which it says who met whom, when, where, and what became of it.

    Patterns see folded text (`packs.folded`). Those of the occasion are named for what they tell.
    """

    lists: Lists
    #: The country whose ministry writes in this language: officials without a country are its own, where the list
    #: of offices does not know better.
    publisher: str
    #: The mechanism by any of its names; the number of the round before or after it.
    series: Pattern[str]
    counted: Pattern[str]
    #: Another meeting, in a title.
    other_meeting: Pattern[str]
    #: The telephone or the screen, in a title or in the sentence that says who met.
    at_a_distance: Pattern[str]
    #: What makes a sentence one that says who met; and that it tells of another occasion than its own.
    met: Pattern[str]
    in_passing: Pattern[str]
    #: What follows the name of the mechanism where it is not what was held.
    not_held_here: Pattern[str]
    #: After persons: they met; they took part beside others; they are only mentioned.
    took_part: Pattern[str]
    joined: Pattern[str]
    #: Between persons of one group.
    link: Pattern[str]
    #: The object of a courtesy call, which counts where that is the occasion.
    called_on: Pattern[str]
    courtesy: Pattern[str]
    #: After a city: something is there; and what says that it is of another time.
    there: Pattern[str]
    next_time: Pattern[str]
    #: The kind of paper, in a title or a label, the first that is found.
    kinds: tuple[tuple[str, Pattern[str]], ...]
    label: Pattern[str]
    to_come: Pattern[str]
    #: What became of a meeting that was to be: state → pattern.
    states: tuple[tuple[str, Pattern[str]], ...]
    #: Lines with addresses of people to ask: those named there are no officials of the meeting.
    contact: Pattern[str]
    extra: dict[str, Pattern[str]] = field(default_factory=dict)
