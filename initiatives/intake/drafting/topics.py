"""What each passage speaks to: by the headings above it, by what was said before, by an editor’s hand."""

import re
from collections.abc import Mapping
from typing import Any

from initiatives.intake.drafting.work_items import WorkSteps
from initiatives.intake.matching import (
    MANNER_STEMS,
    Sayings,
    bodies,
    fold,
    words,
)
from initiatives.intake.proposal import (
    ACCEPTED,
    NEW,
    NONE,
    Evidence,
    Field,
    Item,
    Tie,
)


class TieSteps(WorkSteps):
    """Sentences said before, ties made by hand, and what follows for every passage."""

    def sayings(self) -> None:
        """Sentences said before, and the ties they had there: proposed for sentences that nothing else ties."""
        own = self.draft.corrects["key"] if self.draft.corrects else ""
        sayings = Sayings(
            [s for s in self.desk.said if not self.draft.same_as or s.document != self.draft.same_as["key"]]
        )
        for passage in self.passages:
            if passage["kind"] != "sentence":
                continue
            again = sayings.again(passage["text"])
            if not again:
                continue
            self.draft.again[passage["number"]] = again
            said = again.said
            if not (said.pillar or said.initiative) or self._structural(passage["number"])[0]:
                continue
            pillars = [("", "—"), *self.desk.pillars]
            initiatives = [("", "—"), *((k, n) for k, n, _ in self.desk.initiatives)]
            how = "word for word" if again.is_verbatim else f"in nearly the same words ({again.percent} of 100)"
            self.put(
                Item(
                    f"again:{passage['number']}",
                    "again",
                    f"¶ {passage['number']}",
                    [
                        Field("pillar", "Pillar", said.pillar, "select", pillars),
                        Field("initiative", "Initiative", said.initiative, "select", initiatives),
                    ],
                    [Evidence(passage["number"], passage["text"], 0)],
                    reason=f"Said {how} in {said.meeting_name}, ¶ {said.number}: “{said.text[:160]}”",
                    sure=said.document == own,
                    bulk=again.is_verbatim,
                )
            )

    def _structural(self, number: str) -> tuple[str, str]:
        """(pillar, initiative) that the headings and lead-ins above a passage give it."""
        pillar = initiative = ""
        while number:
            above = self.draft.find(f"name:{number}")
            if above and above.included and above["as"] != NONE:
                target = above["match"] if above["match"] != NEW else f"item:{above.key}"
                if above["as"] == "pillar":
                    return target, initiative
                if not initiative:
                    initiative = target
                    pillar = self._pillar_of(target)
            number = str(self.by_number.get(number, {}).get("parent") or "")
        return pillar, initiative

    def _pillar_of(self, initiative: str) -> str:
        if initiative.startswith("item:"):
            item = self.draft.find(initiative[5:])
            return item["pillar"] if item else ""
        return self.desk.pillar_of(initiative)

    def by_hand(self) -> None:
        """Ties that an editor made by selecting words: to a pillar, an initiative, an activity or a reference."""
        for tie in self.tied:
            kind, _, target = tie["target"].partition(":")
            if kind not in ("pillar", "initiative", "named", "activity", "reference") or target == NEW:
                continue
            where = "initiative" if kind == "named" else kind
            self.put(
                Item(
                    tie["item"],
                    "ties",
                    f"¶ {tie['passage']} → {self._target_name(where, target)}",
                    [],
                    [Evidence(tie["passage"], tie["quotation"], tie.get("start", -1))],
                    reason={
                        "named": "names this initiative",
                        "activity": "reports this activity",
                        "reference": "names this reference",
                    }.get(kind, f"speaks to this {kind}"),
                    by_hand=True,
                    state=ACCEPTED,
                )
            )

    def _target_name(self, kind: str, target: str) -> str:
        if target.startswith("item:"):
            item = self.draft.find(target[5:])
            return item.label if item else target
        return self.desk.name_of(kind, target)

    def connect(self) -> None:
        """What every passage speaks to."""
        draft = self.draft
        stems = {key: frozenset(words(name)) for key, name, _ in self.desk.initiatives}
        for passage in self.passages:
            number = passage["number"]
            tie = Tie(*self._structural(number))
            source = draft.find(f"again:{number}")
            if source and source.included and not tie.pillar:
                tie.pillar = source["pillar"] or self._pillar_of(source["initiative"])
                tie.initiative = source["initiative"]
            if passage["kind"] == "sentence":
                self._name_initiatives(passage, tie, stems)
                if passage.get("speaker") and (
                    spoke := self._surest({"name": passage["speaker"]}, draft.value("meeting.date", "start"))
                ):
                    tie.speaker = spoke.key if spoke.is_exact else ""
                for item in draft.of("references"):
                    if item.included and any(e.passage == number for e in item.evidence):
                        tie.references.append(item["match"] if item["match"] != NEW else f"item:{item.key}")
            draft.ties[number] = tie
        for made in self.tied:
            if not self._is_undone(made):
                self._apply(made)

    def _name_initiatives(self, passage: Mapping[str, Any], tie: Tie, stems: Mapping[str, frozenset[str]]) -> None:
        """Initiatives that a sentence names in their own words, unless it does so inside another body's name."""
        text = f" {fold(passage['text'])} "
        for key, name, _ in self.desk.initiatives:
            place = text.find(f" {fold(name)} ")
            if place < 0 or key == tie.initiative or not stems[key] - MANNER_STEMS:
                continue
            printed = re.search(r"\W+".join(map(re.escape, fold(name).split())), passage["text"], re.I)
            before = passage["text"][max(0, printed.start() - 24) : printed.end()] if printed else ""
            if bodies(before) == bodies(name):
                tie.named.append(key)

    def _apply(self, made: Mapping[str, Any]) -> None:
        kind, _, target = made["target"].partition(":")
        number = made["passage"]
        if target == NEW and kind in ("pillar", "initiative"):
            target = f"item:name+{made['item'][4:]}"
        under = [number, *(p["number"] for p in self.passages if p.get("parent") == number and p["kind"] == "sentence")]
        for each in under:
            tie = self.draft.ties.get(each)
            if not tie:
                continue
            if kind == "pillar":
                tie.pillar = target
                if tie.initiative and self._pillar_of(tie.initiative) != target:
                    tie.initiative = ""
            elif kind == "initiative":
                tie.initiative = target
                tie.pillar = self._pillar_of(target) or tie.pillar
            elif kind == "named" and target not in tie.named:
                tie.named.append(target)
            elif kind == "reference" and target not in tie.references:
                tie.references.append(target)
