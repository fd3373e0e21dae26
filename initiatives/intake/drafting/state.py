"""What every step of drafting works with: the reading, the desk, the decisions, and the draft so far."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from initiatives.dates import PartialDate
from initiatives.intake.matching import (
    Desk,
    Match,
    match_person,
)
from initiatives.intake.proposal import (
    ACCEPT,
    ACCEPTED,
    CHANGE,
    CHANGED,
    EVERYTHING,
    PROPOSED,
    REJECT,
    REJECTED,
    REOPEN,
    TIE,
    Draft,
    Evidence,
    Item,
    quoted,
)
from initiatives.intake.recognise.dates import DATE


class Bench:
    """A draft in the making. Each step adds items to it; a later step may rest on what an earlier one settled."""

    def __init__(self, stored: Mapping[str, Any], desk: Desk, decisions: Iterable[Mapping[str, Any]]) -> None:
        self.values = stored.get("values") or {}
        self.passages: list[dict[str, Any]] = list(stored.get("passages") or ())
        self.by_number = {p["number"]: p for p in self.passages}
        self.prepared: Mapping[str, str] | None = stored.get("prepare")
        self.filed_on = str(stored.get("filed_on") or "")
        self.desk = desk
        self.draft = Draft(passages=self.passages, text=stored.get("text", ""))
        self.changes: dict[str, dict[str, str]] = defaultdict(dict)
        self.states: dict[str, str] = {}
        self.seen: dict[str, int] = {}
        self.tied: list[dict[str, Any]] = []
        for decision in decisions:
            self.draft.can_undo = True
            self._take(decision)

    def _take(self, decision: Mapping[str, Any]) -> None:
        item, verb, values = decision["item"], decision["verb"], decision["values"]
        self.seen[item] = decision["number"]
        if item == EVERYTHING:
            for each in values["items"]:
                self.seen[each], self.states[each] = decision["number"], ACCEPTED
        elif verb == TIE:
            self.tied.append({"item": item, **values})
        elif verb == CHANGE:
            self.changes[item].update(values)
            self.states[item] = CHANGED
        elif verb == REOPEN:
            self.changes.pop(item, None)
            self.states[item] = PROPOSED
        else:
            self.states[item] = {ACCEPT: ACCEPTED, REJECT: REJECTED}[verb]

    def evidence(self, passage: str, said: str) -> list[Evidence]:
        if passage not in self.by_number:
            return []
        found, start = quoted(self.by_number[passage]["text"], said)
        return [Evidence(passage, found, start)]

    def where(self, said: str, kinds: Sequence[str] = ("title", "heading", "sentence")) -> list[Evidence]:
        """The first passage that holds the words, in any case of letters."""
        for passage in self.passages:
            start = passage["text"].casefold().find(said.casefold()) if said else -1
            if passage["kind"] in kinds and start >= 0:
                return [Evidence(passage["number"], passage["text"][start : start + len(said)], start)]
        return []

    def put(self, item: Item) -> Item:
        """Adds an item as the editors' decisions have left it."""
        item.state = self.states.get(item.key, item.state)
        item.seen = self.seen.get(item.key, 0)
        for each in item.fields:
            if each.name in self.changes.get(item.key, ()):
                each.was, each.value = each.value, self.changes[item.key][each.name]
        for tie in self.tied:
            if tie["target"] == item.key and not self._is_undone(tie):
                item.evidence = [Evidence(tie["passage"], tie["quotation"], tie.get("start", -1)), *item.evidence]
                first = next((f for f in item.fields if f.kind in ("text", "date")), None)
                if first and first.name not in self.changes.get(item.key, ()) and not first.value:
                    first.value = tie["quotation"] if first.kind == "text" else day_in(tie["quotation"])
                if item.state == PROPOSED:
                    item.state = ACCEPTED
        self.draft.items.append(item)
        self.draft.by_key.setdefault(item.key, item)
        return item

    def _is_undone(self, tie: Mapping[str, Any]) -> bool:
        return self.states.get(tie["item"]) == REJECTED

    def trouble(self, key: str, words_: str) -> None:
        self.draft.problems.append((key, words_))

    def _surest(self, official: Mapping[str, Any], day: str) -> Match | None:
        found = match_person(official["name"], official.get("country") or "", day, self.desk.people)
        return found[0] if found else None

    def values_title(self) -> str:
        return next((p["text"] for p in self.passages if p["kind"] == "title"), "")

    def kind_words(self, kind: str) -> list[Evidence]:
        return self.where(kind.replace("_", " "))


def pairs(choices: Any) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices.choices]


def dates_trouble(start: str, end: str) -> str:
    for value in filter(None, (start, end)):
        try:
            PartialDate(value)
        except ValueError:
            return f"“{value}” is no date. Write it like 2026-11-24, 2026-11 or 2026."
    return "The last day is before the first." if end and end < start else ""


def day_in(text: str) -> str:
    """The first printed day with a year in a text, as ISO; empty where there is none."""
    for match in DATE.finditer(text):
        if day := iso_day(match):
            return day
    return ""


def iso_day(match: re.Match[str]) -> str:
    """The first day of a printed date as ISO text; empty without a year."""
    from_text = re.search(r"(?:19|20)\d{2}", match[0])
    month = next((m for name in ("m1", "m3", "m4", "m5", "m6") if (m := match[name])), None)
    if not from_text:
        return ""
    if match["n1"]:
        return f"{from_text[0]}-{int(match['n1']):02d}-{int(match['n2']):02d}"
    if not month:
        return ""
    number = ("jan feb mar apr may jun jul aug sep oct nov dec".split()).index(month[:3].lower()) + 1  # noqa: SIM905
    day = next((d for name in ("d1", "d3", "d5") if (d := match[name])), None)
    digits = re.match(r"\d+", day or "")
    return f"{from_text[0]}-{number:02d}" + (f"-{int(digits[0]):02d}" if digits else "")
