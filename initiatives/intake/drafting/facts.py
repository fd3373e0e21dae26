"""What a proposal keeps, as typed facts: the reading of its document, or what was given for a round without one."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from initiatives.choices import MeetingKind
from initiatives.intake.structure import NumberedPassage

COLUMNS = frozenset(each.name for each in fields(NumberedPassage))


@dataclass(frozen=True)
class Words:
    """Exact words and the number of the passage they stand in."""

    passage: str
    words: str

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        return cls(kept.get("passage") or "", kept.get("words") or "")


@dataclass(frozen=True)
class ReadPerson:
    """A person named with an office, and whether they took part; ``also`` are other forms printed of the name."""

    name: str
    title: str
    country: str
    took_part: bool
    mentions: tuple[Words, ...] = ()
    also: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        mentions = tuple(map(Words.of, kept.get("mentions") or ()))
        title, country = kept.get("title") or "", kept.get("country") or ""
        also = tuple(kept.get("also") or ())
        return cls(kept["name"], title, country, bool(kept.get("delegate")), mentions, also)


@dataclass(frozen=True)
class ReadActivity:
    """A dated event; the end is empty where it took one day."""

    name: str
    start: str
    end: str
    city: str
    where: Words

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        start, end = _days(kept)
        return cls(kept["name"], start, end, kept.get("city") or "", Words.of(kept))


@dataclass(frozen=True)
class ReadReference:
    """A resolution or treaty; ``english`` is what one printed in another language is called in English, if known."""

    name: str
    where: Words
    english: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        return cls(kept["name"], Words.of(kept), kept.get("english") or "")


@dataclass(frozen=True)
class Facts:
    """Everything a draft is made of, but for the desk and the decisions. Of a prepared round only day and place."""

    is_prepared: bool = False
    filed_on: str = ""
    now: datetime.datetime | None = None  # when the draft is looked at: what is to come then is planned
    text: str = ""
    passages: list[NumberedPassage] = field(default_factory=list)
    is_earlier: bool = False  # read by a version that did not tell languages: its proposal opens as it was
    language: str = ""  # of the document, as it was read; empty where that was not told
    kind: str = ""
    state: str = ""  # planned, postponed, cancelled; empty of a meeting that was held
    mechanism: str = MeetingKind.ROUND
    round: int | None = None
    start: str = ""
    end: str = ""  # empty where it took one day
    elsewhere: str = ""  # the same day as another of the parties counts it, where the text says so
    city: str = ""
    city_in_english: str = ""  # of a city that is printed in another language, where it is known
    persons: tuple[ReadPerson, ...] = ()
    activities: tuple[ReadActivity, ...] = ()
    references: tuple[ReadReference, ...] = ()
    cited: dict[str, Words] = field(default_factory=dict)  # date, round, city → where the text says so

    @classmethod
    def of(cls, kept: Mapping[str, Any], text: str, filed_on: str, now: datetime.datetime | None = None) -> Self:
        """The facts of a stored reading or of what was given, with the text and the day of filing."""
        if given := kept.get("prepare"):
            start, end = given.get("start", ""), given.get("end", "")
            return cls(True, filed_on, now, start=start, end=end, city=given.get("city") or "")
        values: Mapping[str, Any] = kept.get("values") or {}
        start, end = _days(values.get("date") or {})
        cited = dict(values.get("cited") or {})
        references = cited.pop("references", None) or ()
        return cls(
            filed_on=filed_on,
            now=now,
            text=text,
            passages=[_passage(passage) for passage in kept.get("passages") or ()],
            is_earlier="language" not in kept,
            language=kept.get("language") or "",
            kind=values.get("kind") or "",
            state=values.get("state") or "",
            mechanism=values.get("mechanism", MeetingKind.ROUND),
            round=values.get("round"),
            start=start,
            end=end,
            elsewhere=(values.get("date") or {}).get("elsewhere") or "",
            city=values.get("city") or "",
            city_in_english=(cited.get("city") or {}).get("english") or "",
            persons=tuple(map(ReadPerson.of, values.get("officials") or ())),
            activities=tuple(map(ReadActivity.of, values.get("activities") or ())),
            references=tuple(map(ReadReference.of, references)),
            cited={name: Words.of(where) for name, where in cited.items()},
        )

    @property
    def sentences(self) -> list[NumberedPassage]:
        return [passage for passage in self.passages if passage.kind == "sentence"]

    @property
    def title(self) -> NumberedPassage | None:
        return next((passage for passage in self.passages if passage.kind == "title"), None)


def _days(kept: Mapping[str, Any]) -> tuple[str, str]:
    """First and last day; the last is empty where it is the first."""
    start, end = kept.get("start") or "", kept.get("end") or ""
    return start, "" if end == start else end


def _passage(kept: Mapping[str, Any]) -> NumberedPassage:
    return NumberedPassage(**{name: value for name, value in kept.items() if name in COLUMNS})
