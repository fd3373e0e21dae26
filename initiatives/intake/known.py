"""What the desk holds, as matching needs it: rows as plain typed facts, keys and days as text. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from initiatives.dates import PartialDate


@dataclass(frozen=True)
class KnownCountry:
    """A country at the desk by its code, and whether it is one of the three."""

    code: str
    name: str
    is_party: bool


@dataclass(frozen=True)
class KnownPost:
    """A tenure: title, party, first and last possible day as ISO text; ``others`` is the title in other languages."""

    title: str
    country: str
    first: str
    last: str
    others: tuple[str, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.title, *self.others)

    def covers(self, day: str) -> bool:
        """True where the tenure may have held on any day that the partial date may mean."""
        try:
            date = PartialDate(day)
        except ValueError:
            return False
        return self.first <= date.last_day.isoformat() and date.first_day.isoformat() <= self.last


@dataclass
class KnownPerson:
    """An official: every known name, every post; ``scripts`` are those in which a name is known."""

    key: str
    name: str
    family: str
    keys: set[tuple[str, str]] = field(default_factory=set)
    posts: list[KnownPost] = field(default_factory=list)
    scripts: set[str] = field(default_factory=set)

    def post_on(self, day: str) -> KnownPost | None:
        return next((post for post in self.posts if day and post.covers(day)), None)


@dataclass(frozen=True)
class KnownPillar:
    """A pillar by its name; ``others`` is the name in other languages."""

    key: str
    name: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownInitiative:
    """An initiative by its name, and the key of its pillar."""

    key: str
    name: str
    pillar: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownReference:
    """A resolution or treaty by its symbol and its name."""

    key: str
    kind: str
    symbol: str
    name: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownActivity:
    """A dated activity by its name and its days."""

    key: str
    name: str
    start: str
    end: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """The words that a fact rests on: where they stand, and in which text."""

    words: str
    number: str
    text: str

    def __str__(self) -> str:
        where = "title" if self.number.startswith("0.") else f"¶ {self.number}"
        return f"“{self.words}” ({self.text}, {where})"


@dataclass(frozen=True)
class KnownDelegate:
    """Somebody who took part in a meeting, as the desk prints name and title there; ``said`` by field."""

    official: str
    name: str
    title: str
    country: str
    is_head: bool = True
    said: Mapping[str, Said] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownText:
    """A document whose proposal is open: what was read in it of the meeting; ``said`` by field."""

    key: str
    title: str
    kind: str
    language: str
    start: str
    city: str
    number: int | None
    heads: tuple[KnownDelegate, ...] = ()
    said: Mapping[str, Said] = field(default_factory=dict)
    name: str = ""  # of its file
    words: tuple[str, ...] = ()  # its statements, folded
    elsewhere: str = ""  # the day as another of the parties counts it, where the text says so


@dataclass(frozen=True)
class KnownMeeting:
    """A round or a call; ``heads`` are the keys of the officials who took part."""

    key: str
    name: str
    kind: str
    number: int | None
    start: str
    end: str
    city: str
    country: str
    heads: tuple[str, ...] = ()
    state: str = "held"
    cities: tuple[str, ...] = ()  # the city in other languages
    delegates: tuple[KnownDelegate, ...] = ()
    said: Mapping[str, Said] = field(default_factory=dict)  # by field

    @property
    def last(self) -> str:
        return self.end or self.start


@dataclass(frozen=True)
class KnownDocument:
    """A document and the key of its meeting; without a ``sha256`` it is listed and its text is not held."""

    key: str
    slug: str
    title: str
    kind: str
    language: str
    issuers: str
    sha256: str
    issued_on: str
    meeting: str


@dataclass(frozen=True)
class KnownSentence:
    """A sentence of an earlier document, with the ties it has there."""

    key: str
    number: str
    text: str
    document: str
    meeting: str
    meeting_name: str
    pillar: str
    initiative: str


@dataclass
class Desk:
    """Everything at the desk that a document may mean."""

    countries: dict[str, KnownCountry] = field(default_factory=dict)  # by code
    people: list[KnownPerson] = field(default_factory=list)
    pillars: list[KnownPillar] = field(default_factory=list)  # in their order
    initiatives: list[KnownInitiative] = field(default_factory=list)
    references: list[KnownReference] = field(default_factory=list)
    activities: list[KnownActivity] = field(default_factory=list)
    meetings: list[KnownMeeting] = field(default_factory=list)  # in order of time
    documents: list[KnownDocument] = field(default_factory=list)
    sentences: list[KnownSentence] = field(default_factory=list)
    texts: list[KnownText] = field(default_factory=list)  # of other proposals that are open
    cities: dict[str, str] = field(default_factory=dict)  # as another language has a city, folded → as English has it
    city_names: dict[str, tuple[str, str]] = field(default_factory=dict)  # city → in Japanese, in Korean
    names: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)

    def name_of(self, kind: str, key: str) -> str:
        """The name of a pillar, initiative, official … by its key; empty where the desk has none such."""
        if not self.names:
            self.names = {
                "pillar": _by_key(self.pillars),
                "initiative": _by_key(self.initiatives),
                "official": _by_key(self.people),
                "reference": _by_key(self.references),
                "activity": _by_key(self.activities),
            }
        return self.names.get(kind, {}).get(key, "")

    def pillar_of(self, initiative: str) -> str:
        return next((known.pillar for known in self.initiatives if known.key == initiative), "")

    def meeting(self, key: str) -> KnownMeeting | None:
        return next((meeting for meeting in self.meetings if meeting.key == key), None)

    def document(self, key: str) -> KnownDocument | None:
        return next((document for document in self.documents if document.key == key), None)


def _by_key(
    rows: Iterable[KnownPillar | KnownInitiative | KnownPerson | KnownReference | KnownActivity],
) -> dict[str, str]:
    return {row.key: row.name for row in rows}
