"""A draft in the making: what every step works with, and how a step adds to it."""

from collections.abc import Iterable
from typing import Any

from initiatives.choices import Language
from initiatives.intake.drafting.days import day_in
from initiatives.intake.drafting.decisions import Decided, Decisions, HandTie
from initiatives.intake.drafting.facts import Facts, Words
from initiatives.intake.known import Desk
from initiatives.intake.likeness import SCRIPTS
from initiatives.intake.matching import Match, match_person
from initiatives.intake.proposal import Draft, Evidence, FieldKind, Item, quoted
from initiatives.intake.slots import ItemState

CHOOSING = ("match", "as", "which", "meeting")  # fields that say which row is meant: why another was is no longer so


class DraftState:
    """Facts, desk, decisions, and the draft so far. A later step may rest on what an earlier one settled."""

    def __init__(self, facts: Facts, desk: Desk, decided: Iterable[Decided]) -> None:
        decided = list(decided)
        self.facts = facts
        self.desk = desk
        self.decisions = Decisions(decided)
        self.by_number = {passage.number: passage for passage in facts.passages}
        self.draft = Draft(passages=facts.passages, text=facts.text, can_undo=bool(decided))

    def evidence(self, where: Words | None) -> list[Evidence]:
        """The words as their passage has them; nothing where there is no such passage."""
        if where is None or where.passage not in self.by_number:
            return []
        found, start = quoted(self.text_of(where.passage), where.words)
        return [Evidence(where.passage, found, start)]

    def text_of(self, number: str) -> str:
        passage = self.by_number.get(number)
        return passage.text if passage else ""

    def parent_of(self, number: str) -> str:
        passage = self.by_number.get(number)
        return (passage.parent or "") if passage else ""

    def put(self, item: Item) -> Item:
        """Adds an item as the editors' decisions have left it."""
        changed = self.decisions.changed(item.key)
        item.state = self.decisions.states.get(item.key, item.state)
        item.seen = self.decisions.seen.get(item.key, 0)
        for each in item.fields:
            if each.name in changed:
                each.was, each.value = each.value, changed[each.name]
        for tie in self.decisions.ties:
            if tie.target == item.key:
                item.evidence = [tied(tie), *item.evidence]
                first = next((f for f in item.fields if f.kind in (FieldKind.TEXT, FieldKind.DATE)), None)
                if first and first.name not in changed and not first.value:
                    first.value = tie.quotation if first.kind == FieldKind.TEXT else day_in(tie.quotation)
                if item.state == ItemState.PROPOSED:
                    item.state = ItemState.ACCEPTED
        if chosen := [f for f in item.fields if f.name in changed and f.name in CHOOSING and f.value != f.was]:
            item.reason = f"You chose: {', '.join(each.shown for each in chosen)}."
        self.draft.items.append(item)
        self.draft.by_key.setdefault(item.key, item)
        return item

    def trouble(self, key: str, words: str) -> None:
        """Notes what keeps an item from being created."""
        self.draft.problems.append((key, words))

    @property
    def language(self) -> str:
        """The language of the document, as it was read or by its letters."""
        return self.facts.language or language_of(" ".join(passage.text for passage in self.facts.passages))

    def surest(self, name: str, country: str, day: str) -> Match | None:
        """The official who is most surely meant by a printed name."""
        found = match_person(name, country, day, self.desk.people)
        return found[0] if found else None


def language_of(text: str) -> str:
    """The language of a text by its letters: Korean or Japanese where a fifth of them is Hangul or kana."""
    hangul, kana = len(SCRIPTS["hangul"].findall(text)), len(SCRIPTS["kana"].findall(text))
    if max(hangul, kana) * 5 < len(text):
        return str(Language.ENGLISH)
    return str(Language.KOREAN if hangul > kana else Language.JAPANESE)


def tied(tie: HandTie) -> Evidence:
    """The words that an editor tied."""
    return Evidence(tie.passage, tie.quotation, tie.start)


def pairs(choices: Any) -> list[tuple[str, str]]:
    """The values and labels of choices, for a field."""
    return [(str(value), str(label)) for value, label in choices.choices]
