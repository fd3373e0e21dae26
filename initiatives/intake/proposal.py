"""What an editor is shown of a document, may change and accepts: a draft round, made of a reading and decisions.

Pure data: nothing here reads or writes a database. The same reading, desk and decisions give the same draft.
"""

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from initiatives.dates import PartialDate
from initiatives.intake.matching import (
    Match,
    Recurrence,
)
from initiatives.validators import validate_plain_text

NEW, NONE = "new", "none"
PROPOSED, ACCEPTED, CHANGED, REJECTED = "proposed", "accepted", "changed", "rejected"
ACCEPT, REJECT, CHANGE, REOPEN, TIE = "accept", "reject", "change", "reopen", "tie"
EVERYTHING = "*"  # the item of a decision about many at once
VERBS = (ACCEPT, REJECT, CHANGE, REOPEN, TIE)


ZONES = {"JPN": "Asia/Tokyo", "KOR": "Asia/Seoul"}
CITY_ZONES = {"washington": "America/New_York", "new york": "America/New_York", "honolulu": "Pacific/Honolulu"}


@dataclass(frozen=True)
class Evidence:
    """The exact words in a passage that a fact rests on, and where they stand in its reading text."""

    passage: str
    words: str
    start: int = -1

    @property
    def marker(self) -> str:
        return "title" if self.passage.startswith("0.") else f"¶ {self.passage}"


@dataclass
class Field:
    """One thing about an item that an editor may change."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"  # text, date (partial), day, url, number, select
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
            if self.kind == "date":
                PartialDate(value)
            elif self.kind == "day":
                datetime.date.fromisoformat(value)
            elif self.kind == "url":
                URLValidator(("http", "https"))(value)
            elif self.kind == "number" and not (value.isascii() and value.isdecimal() and 0 < int(value) < 1000):
                return f"{self.label}: write a number such as 16."
            elif self.kind == "select" and value not in dict(self.choices):
                return f"{self.label}: choose one of the list."
        except ValidationError as error:
            return f"{self.label}: {' '.join(error.messages)}"
        except ValueError:
            example = "2026-11-24, 2026-11 or 2026" if self.kind == "date" else "2026-11-24"
            return f"{self.label}: “{value[:40]}” is no date. Write it like {example}."
        return ""

    @property
    def shown(self) -> str:
        return dict(self.choices).get(self.value, self.value) if self.kind == "select" else self.value


@dataclass
class Item:
    """One proposed thing of the draft, with its evidence, its state and what is known of it at the desk."""

    key: str
    group: str
    label: str
    fields: list[Field] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    reason: str = ""
    sure: bool = True  # taken unless it is rejected; otherwise left out unless it is accepted
    state: str = PROPOSED
    bulk: bool = True  # “Accept all” takes it as well: never a likeness
    seen: int = 0  # number of the last decision about it
    by_hand: bool = False
    quiet: bool = False  # a fact an editor rarely has to look at

    def __getitem__(self, name: str) -> str:
        for each in self.fields:
            if each.name == name:
                return each.value
        raise KeyError(name)

    @property
    def included(self) -> bool:
        """True where creating the draft makes it."""
        return self.state in (ACCEPTED, CHANGED) or (self.state == PROPOSED and self.sure)

    @property
    def is_question(self) -> bool:
        """True where it waits for an answer and is left out without one."""
        return self.state == PROPOSED and not self.sure

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
class Tie:
    """What a passage speaks to: references to roots as ``kind`` and (key at the desk, or item that makes a new one)."""

    pillar: str = ""
    initiative: str = ""
    named: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    speaker: str = ""


GROUPS = (
    ("meeting", "The meeting"),
    ("source", "Where the document comes from"),
    ("delegates", "Who took part"),
    ("document", "The document"),
    ("names", "Pillars and initiatives"),
    ("activities", "Dated activities"),
    ("references", "References"),
    ("again", "Said before"),
    ("ties", "Tied by hand"),
    ("carried", "Carried forward, unconfirmed"),
    ("others", "Also named"),
)


@dataclass
class Draft:
    """The round as it would be created now."""

    items: list[Item] = field(default_factory=list)
    ties: dict[str, Tie] = field(default_factory=dict)
    again: dict[str, Recurrence] = field(default_factory=dict)
    passages: list[dict[str, Any]] = field(default_factory=list)
    mechanism: str = "round"
    is_blocked: bool = False  # until an editor has said that what seems to be no round is to be filed all the same
    verdict: str = ""  # why the document is no round; empty where it is one
    same_as: dict[str, Any] | None = None  # the document at the desk with the same words
    corrects: dict[str, Any] | None = None  # the document at the desk that this is a corrected version of
    likeness: float = 0.0
    orphans: list[dict[str, str]] = field(default_factory=list)
    meeting: dict[str, Any] | None = None  # the meeting at the desk this belongs to
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

    def of(self, group: str) -> list[Item]:
        return [item for item in self.items if item.group == group]

    @property
    def groups(self) -> list[tuple[str, str, list[Item]]]:
        return [(key, name, found) for key, name in GROUPS if (found := self.of(key))]

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

        def new(group: str, **wanted: str) -> int:
            return sum(i.included and all(i[name] == value for name, value in wanted.items()) for i in self.of(group))

        made = (
            (0 if self.meeting else 1, "round", "rounds"),
            (sum(item.included for item in self.of("delegates")), "delegate", "delegates"),
            (1 if self.passages else 0, "document", "documents"),
            (len(self.passages), "passage", "passages"),
            (new("names", **{"as": "pillar"}, match=NEW), "new pillar", "new pillars"),
            (new("names", **{"as": "initiative"}, match=NEW), "new initiative", "new initiatives"),
            (new("activities", match=NEW), "new activity", "new activities"),
            (new("references", match=NEW), "new reference", "new references"),
        )
        return [(count, several if count > 1 else one) for count, one, several in made if count]

    def text_of(self, number: str) -> str:
        return next((p["text"] for p in self.passages if p["number"] == number), "")


# --- Quoting


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
    if start and text[start - 1].isalnum() and text[start].isalnum():  # begins inside a word: begin after it
        step = re.compile(r"\w+\W*").match(text, start)
        start = step.end() if step and step.end() < end else start
    if end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        step_back = text.rfind(" ", start, end)
        end = step_back if step_back > start else end
    return text[start:end], start


def selected(text: str, said: str) -> tuple[str, int]:
    """Selected words made whole: what begins or ends inside a word takes all of it. Empty where not found."""
    pattern = r"\s+".join(map(re.escape, said.split()))
    match = re.search(rf"\w*{pattern}\w*", text, re.I) if pattern else None
    return (match[0], match.start()) if match else ("", -1)


def kind_words(draft: Draft, kind: str) -> Evidence | None:
    """Where the document calls itself by its kind."""
    said = kind.replace("_", " ")
    for passage in draft.passages:
        start = passage["text"].casefold().find(said)
        if passage["kind"] in ("title", "heading", "sentence") and start >= 0:
            return Evidence(passage["number"], passage["text"][start : start + len(said)], start)
    return None
