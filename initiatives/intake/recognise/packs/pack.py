"""What a pack is: the lists of a language, and the patterns in which it says who met whom, where, and what of it."""

from dataclasses import dataclass
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
    """A language as the eastern readers need it. All patterns see folded text (`packs.folded`)."""

    lists: Lists
    #: The country whose ministry writes in this language.
    publisher: str

    # --- The mechanism
    #: By any of its names, with the number of the round where it is printed beside (groups `before`, `after`).
    series: Pattern[str]
    #: Before and after its name: it is not what the text reports.
    another_before: Pattern[str]
    another_after: Pattern[str]
    #: After its name: somebody is on the way to it, which is what is told unless `meeting` says that others met.
    attending: Pattern[str]
    meeting: Pattern[str]
    #: Another meeting, in a title without the mechanism.
    other_meeting: Pattern[str]
    #: The telephone or the screen: in a title, and in a sentence as the way in which they met.
    call_in_title: Pattern[str]
    call: Pattern[str]
    #: A number of the round told apart from the name: "this was the 16th".
    told_number: Pattern[str]

    # --- Who met
    met: Pattern[str]
    #: The opening of a sentence that says more of the same meeting.
    held_on: Pattern[str]
    in_passing: Pattern[str]
    #: Between persons of one group.
    link: Pattern[str]
    #: After persons: they met; somebody pays them a call, which counts where that is the occasion.
    took_part: Pattern[str]
    called_on: Pattern[str]
    courtesy: Pattern[str]
    #: A later sentence that says who was there too; a heading or lead-in over a list of those who were.
    joined: Pattern[str]
    participants: Pattern[str]
    follows: Pattern[str]
    #: Before persons: they are named in passing.
    aside: Pattern[str]

    # --- When and where
    #: After a day: it is of another event or of a paper (`what` is what it is of).
    dated_other: Pattern[str]
    #: A city where something is; the group `place` is its name, `other` begins what is there where it is another event.
    place: Pattern[str]
    place_in_title: Pattern[str]
    visited: Pattern[str]
    city: Pattern[str]
    #: The labels of lines that say when and where.
    when: Pattern[str]
    where: Pattern[str]
    next_time: Pattern[str]

    # --- What it is
    kinds: tuple[tuple[str, Pattern[str]], ...]
    label: Pattern[str]
    reported: Pattern[str]
    to_come: Pattern[str]
    states: tuple[tuple[str, Pattern[str]], ...]
    titled_states: tuple[tuple[str, Pattern[str]], ...]
    contact: Pattern[str]

    # --- What else it tells of
    #: A name of an event that ends in one of the list's words; what is cut off its beginning.
    events: str
    event: Pattern[str]
    event_opening: Pattern[str]
    happened: Pattern[str]
    #: Before a date: a former round is named by its place in the row.
    former: Pattern[str]
    #: Between the name of an event and its date.
    beside: Pattern[str]
    deadline: Pattern[str]
    paper: Pattern[str]
    resolution: Pattern[str]
    other_resolution: Pattern[str]
    treaty: Pattern[str]
    general: Pattern[str]
