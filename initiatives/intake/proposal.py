"""What an editor is shown of a document, may change and accepts: a draft round, made of a reading and decisions.

Pure data: nothing here reads or writes a database. The same reading, desk and decisions give the same draft.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from initiatives.dates import PartialDate
from initiatives.intake import vocabulary
from initiatives.intake.known import KnownDocument, KnownMeeting, KnownText
from initiatives.intake.likeness import script_of
from initiatives.intake.matching import Match, Recurrence
from initiatives.intake.slots import BOTH, KEEP, NEW, About, ItemGroup, ItemState
from initiatives.intake.structure import NumberedPassage
from initiatives.validators import validate_plain_text


@dataclass(frozen=True)
class Evidence:
    """The exact words in a passage that a fact rests on, and where they stand in its reading text."""

    passage: str
    words: str
    start: int = -1

    @property
    def marker(self) -> str:
        return marker(self.passage)


def marker(number: str) -> str:
    """How a page refers to a passage."""
    return "title" if number.startswith("0.") else f"¶ {number}"


class FieldKind(StrEnum):
    """What may be written in a field; a date may be partial, a day may not."""

    TEXT = "text"
    DATE = "date"
    DAY = "day"
    URL = "url"
    NUMBER = "number"
    SELECT = "select"
    TICKS = "ticks"  # the choices that are not ticked, by their values, with spaces between


@dataclass
class Field:
    """One thing about an item that an editor may change."""

    name: str
    label: str
    value: str = ""
    kind: FieldKind = FieldKind.TEXT
    choices: list[tuple[str, str]] = field(default_factory=list)
    help: str = ""
    required: bool = False
    longest: int = 200
    hidden: bool = False  # says something about a new row only, and the row is at the desk already
    was: str = ""  # what was proposed before an editor changed it

    def trouble(self, value: str) -> str:
        """Why a value cannot be taken, in words an editor can act on; empty where it can."""
        if not value:
            return f"{self.label}: write something here." if self.required else ""
        if len(value) > self.longest:
            return f"{self.label}: no more than {self.longest} characters, please. This has {len(value)}."
        try:
            validate_plain_text(value)
            if self.kind == FieldKind.DATE:
                PartialDate(value)
            elif self.kind == FieldKind.DAY:
                datetime.date.fromisoformat(value)
            elif self.kind == FieldKind.URL:
                URLValidator(("http", "https"))(value)
            elif self.kind == FieldKind.NUMBER and not (
                value.isascii() and value.isdecimal() and 0 < int(value) < 1000
            ):
                return f"{self.label}: write a number such as 16."
            elif self.kind == FieldKind.SELECT and value not in dict(self.choices):
                return f"{self.label}: choose one of the list."
        except ValidationError as error:
            return f"{self.label}: {' '.join(error.messages)}"
        except ValueError:
            example = "2026-11-24, 2026-11 or 2026" if self.kind == FieldKind.DATE else "2026-11-24"
            return f"{self.label}: “{value[:40]}” is no date. Write it like {example}."
        return ""

    @property
    def shown(self) -> str:
        if self.kind == FieldKind.TICKS:
            return ", ".join(label for _, label, is_ticked in self.ticks if is_ticked)
        return self._in_words(self.value)

    @property
    def proposed(self) -> str:
        """What was proposed before an editor changed it, in words."""
        return self._in_words(self.was)

    @property
    def ticks(self) -> list[tuple[str, str, bool]]:
        left_out = self.value.split()
        return [(value, label, value not in left_out) for value, label in self.choices]

    def _in_words(self, value: str) -> str:
        """A value as an editor reads it: of a choice its words, never its key."""
        if self.kind != FieldKind.SELECT:
            return value
        return dict(self.choices).get(value, value and "a choice that is no longer there")


@dataclass
class Item:
    """One proposed thing of the draft, with its evidence, its state and what is known of it at the desk."""

    key: str
    group: ItemGroup
    label: str
    fields: list[Field] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    reason: str = ""
    sure: bool = True  # taken unless it is rejected; otherwise left out unless it is accepted
    state: ItemState = ItemState.PROPOSED
    bulk: bool = True  # “Accept all” takes it as well: never a likeness
    seen: int = 0  # number of the last decision about it
    by_hand: bool = False
    differs: bool = False  # from what the desk has: the one, the other, or both may be kept
    also: tuple[str, ...] = ()  # other forms of the name that the document prints
    quiet: bool = False  # a fact an editor rarely has to look at

    def __getitem__(self, name: str) -> str:
        for each in self.fields:
            if each.name == name:
                return each.value
        raise KeyError(name)

    @property
    def is_settled(self) -> bool:
        """True where an editor has said yes to it."""
        return self.state in (ItemState.ACCEPTED, ItemState.CHANGED)

    @property
    def included(self) -> bool:
        """True where creating the draft makes it."""
        return self.is_settled or (self.state == ItemState.PROPOSED and self.sure)

    @property
    def keeps_both(self) -> bool:
        """True where what the desk has stays, and what this text says is kept beside it as a claim."""
        return any(each.name == KEEP and each.value == BOTH for each in self.fields)

    @property
    def takes_over(self) -> bool:
        """True where what this text says stands for what the desk has."""
        return self.is_settled and not self.keeps_both

    @property
    def is_question(self) -> bool:
        """True where it waits for an answer and is left out without one."""
        return self.state == ItemState.PROPOSED and not self.sure

    @property
    def is_empty(self) -> bool:
        """True where it holds nothing: the text does not say."""
        asked = [each for each in self.fields if each.kind != FieldKind.TICKS and each.name != KEEP]
        return bool(self.fields) and not any(each.value for each in asked)

    @property
    def summary(self) -> str:
        return " · ".join(each.shown for each in self.shown_fields if each.shown) or "nothing yet"

    @property
    def shown_fields(self) -> list[Field]:
        return [each for each in self.fields if not each.hidden]

    def hide(self, *names: str) -> None:
        """Leaves fields out of the page: they tell nothing here."""
        for each in self.fields:
            each.hidden = each.hidden or each.name in names

    @property
    def anchor(self) -> str:
        return "i-" + re.sub(r"[^\w-]", "-", self.key)


@dataclass
class Witness:
    """Another text of the same meeting: what it says as this one does, and what it says otherwise."""

    title: str
    address: str = ""  # the key of its proposal, where that is open
    agreed: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)


@dataclass
class Tie:
    """What a passage speaks to: references to roots as ``kind`` and (key at the desk, or item that makes a new one)."""

    pillar: str = ""
    initiative: str = ""
    named: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    speaker: str = ""


GROUPS = {
    ItemGroup.MEETING: "The meeting",
    ItemGroup.SOURCE: "Where the document comes from",
    ItemGroup.DELEGATES: "Who took part",
    ItemGroup.DOCUMENT: "The document",
    ItemGroup.NAMES: "Pillars and initiatives",
    ItemGroup.ACTIVITIES: "Dated activities",
    ItemGroup.REFERENCES: "References",
    ItemGroup.NAMINGS: "Initiatives named in statements",
    ItemGroup.AGAIN: "Said before",
    ItemGroup.TIES: "Tied by hand",
    ItemGroup.CARRIED: "Carried forward, unconfirmed",
    ItemGroup.OTHERS: "Also named",
}


@dataclass(frozen=True)
class Orphan:
    """A citation of an earlier version whose words the corrected one no longer has."""

    root: str
    field: str
    passage: str
    quotation: str


@dataclass
class Draft:
    """The round as it would be created now."""

    items: list[Item] = field(default_factory=list)
    ties: dict[str, Tie] = field(default_factory=dict)
    again: dict[str, Recurrence] = field(default_factory=dict)
    passages: list[NumberedPassage] = field(default_factory=list)
    mechanism: str = "round"
    is_blocked: bool = False  # until an editor has said that what seems to be no round is to be filed all the same
    only_document: bool = False  # the document is filed by hand under a meeting that is there, all else left open
    not_held: str = ""  # how the text says that the meeting was not held, or is to come
    verdict: str = ""  # why the document is no round; empty where it is one
    filed_twice: KnownText | None = None  # another open proposal of the same words
    same_as: KnownDocument | None = None  # the document at the desk with the same words
    corrects: KnownDocument | None = None  # the document at the desk that this is a corrected version of
    likeness: float = 0.0
    orphans: list[Orphan] = field(default_factory=list)
    meeting: KnownMeeting | None = None  # the meeting at the desk this belongs to
    witnesses: list[Witness] = field(default_factory=list)  # other texts of the meeting
    problems: list[tuple[str, str]] = field(default_factory=list)  # (key of the item, what keeps it from being created)
    can_undo: bool = False
    text: str = ""
    by_key: dict[str, Item] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, key: str) -> Item:
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        return found

    def find(self, key: str) -> Item | None:
        if len(self.by_key) != len(self.items):
            self.by_key = {item.key: item for item in reversed(self.items)}
        return self.by_key.get(key)

    def value(self, key: str, name: str) -> str:
        item = self.find(key)
        return item[name] if item and item.included else ""

    def of(self, group: ItemGroup) -> list[Item]:
        return [item for item in self.items if item.group == group]

    @property
    def groups(self) -> list[tuple[ItemGroup, str, list[Item]]]:
        return [(group, name, found) for group, name in GROUPS.items() if (found := self.of(group))]

    @property
    def questions(self) -> list[Item]:
        return [item for item in self.items if item.is_question]

    @property
    def is_prepared(self) -> bool:
        return not self.passages

    @property
    def bulk(self) -> list[Item]:
        """The questions that “Accept all” answers: nothing that rests on a likeness."""
        return [item for item in self.questions if item.bulk]

    def counts(self) -> list[tuple[int, str]]:
        """What creating the draft would make, for the button and the command."""

        def new(group: ItemGroup, **wanted: str) -> int:
            return sum(i.included and all(i[name] == value for name, value in wanted.items()) for i in self.of(group))

        made = (
            (0 if self.meeting else 1, "round", "rounds"),
            (sum(item.included for item in self.of(ItemGroup.DELEGATES)), "delegate", "delegates"),
            (1 if self.passages else 0, "document", "documents"),
            (len(self.passages), "passage", "passages"),
            (new(ItemGroup.NAMES, **{"as": About.PILLAR}, match=NEW), "new pillar", "new pillars"),
            (new(ItemGroup.NAMES, **{"as": About.INITIATIVE}, match=NEW), "new initiative", "new initiatives"),
            (new(ItemGroup.ACTIVITIES, match=NEW), "new activity", "new activities"),
            (new(ItemGroup.REFERENCES, match=NEW), "new reference", "new references"),
        )
        return [(count, several if count > 1 else one) for count, one, several in made if count]

    def text_of(self, number: str) -> str:
        return next((p.text for p in self.passages if p.number == number), "")


# --- Quoting

KIND_WORDS = {kind: words.split(";") for kind, words in vocabulary.rows("kind-words")}


def quoted(text: str, said: str) -> tuple[str, int]:
    """The words as the passage has them, whole words only, and their place; the whole passage where they differ."""
    said = said.strip()
    start = text.find(said) if said else -1
    if start < 0 and said:
        pattern = r"\s+".join(map(re.escape, said.split()))
        match = re.search(pattern, text, re.I)
        if match:
            start, said = match.start(), match[0]
    if start < 0:
        return text, 0
    end = start + len(said)
    if _is_inside_a_word(text, start):  # begin after it
        step = re.compile(r"\w+\W*").match(text, start)
        start = step.end() if step and step.end() < end else start
    if _is_inside_a_word(text, end):
        step_back = text.rfind(" ", start, end)
        end = step_back if step_back > start else end
    return text[start:end], start


def selected(text: str, said: str) -> tuple[str, int]:
    """Selected words made whole: what begins or ends inside a word takes all of it. Empty where not found."""
    pattern = r"\s+".join(map(re.escape, said.split()))
    match = re.search(pattern, text, re.I) if pattern else None
    if not match:
        return "", -1
    start, end = match.span()
    while _is_inside_a_word(text, start):
        start -= 1
    while _is_inside_a_word(text, end):
        end += 1
    return text[start:end], start


def _is_inside_a_word(text: str, place: int) -> bool:
    """True between two letters of one word. Japanese has no spaces, and Korean words carry particles: none there."""
    around = text[place - 1 : place + 1] if 0 < place < len(text) else ""
    return len(around) == 2 and around.isalnum() and script_of(around) == "latin"


def first_words(
    passages: Iterable[NumberedPassage], said: str, kinds: Sequence[str] = ("title", "heading", "sentence")
) -> list[Evidence]:
    """The first passage that holds the words, in any case of letters; empty where none does."""
    for passage in passages:
        start = passage.text.casefold().find(said.casefold()) if said else -1
        if passage.kind in kinds and start >= 0:
            return [Evidence(passage.number, passage.text[start : start + len(said)], start)]
    return []


def kind_words(passages: Iterable[NumberedPassage], kind: str) -> list[Evidence]:
    """Where the document calls itself by its kind: in English, or in its title in Japanese or Korean."""
    passages = list(passages)
    found = first_words(passages, kind.replace("_", " "))
    native = KIND_WORDS.get(kind, ())
    title = [passage for passage in passages if passage.number.startswith("0.")]
    return found or next(filter(None, (first_words(title, said) for said in native)), [])
