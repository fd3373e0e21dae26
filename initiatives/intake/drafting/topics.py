"""What each passage speaks to: by the headings above it, by what was said before, by an editor’s hand."""

import re
from collections.abc import Mapping

from initiatives.intake.drafting.decisions import HandTie
from initiatives.intake.drafting.names import pillar_of, row_of
from initiatives.intake.drafting.state import DraftState, tied
from initiatives.intake.likeness import MANNER_STEMS, bodies, fold, words
from initiatives.intake.matching import EarlierSentences
from initiatives.intake.proposal import Evidence, Field, FieldKind, Item, Tie
from initiatives.intake.slots import (
    NEW,
    NONE,
    About,
    ItemGroup,
    ItemState,
    Slot,
    again_in,
    by_hand,
    made_by,
    maker_of,
    name_of,
    naming_of,
)
from initiatives.intake.structure import NumberedPassage
from initiatives.record.containment import holds

NAMES_OR_SPEAKS = [
    (str(About.NAMED), "names it, besides what it speaks to"),
    (str(About.INITIATIVE), "speaks to it"),
]
BEFORE_A_NAME = 24  # characters that may carry another body's name
LONGEST_QUOTED = 160
SPEAKS_TO = {
    About.PILLAR: "speaks to this pillar",
    About.INITIATIVE: "speaks to this initiative",
    About.NAMED: "names this initiative",
    About.ACTIVITY: "reports this activity",
    About.REFERENCE: "names this reference",
}


# --- Said before


def said_before(state: DraftState) -> None:
    """Sentences said before, and the ties they had there: proposed for sentences that nothing else ties."""
    draft, desk = state.draft, state.desk
    same = draft.same_as.key if draft.same_as else ""
    own = draft.corrects.key if draft.corrects else ""
    earlier = EarlierSentences([one for one in desk.sentences if one.document != same])
    pillars = [("", "—"), *((row.key, row.name) for row in desk.pillars)]
    initiatives = [("", "—"), *((row.key, row.name) for row in desk.initiatives)]
    for passage in state.facts.sentences:
        again = earlier.again(passage.text)
        if not again:
            continue
        draft.again[passage.number] = again
        said = again.said
        if not (said.pillar or said.initiative) or from_above(state, passage.number).pillar:
            continue
        how = "word for word" if again.is_verbatim else f"in nearly the same words ({again.percent} of 100)"
        state.put(
            Item(
                again_in(passage.number),
                ItemGroup.AGAIN,
                f"¶ {passage.number}",
                [
                    Field("pillar", "Pillar", said.pillar, FieldKind.SELECT, pillars),
                    Field("initiative", "Initiative", said.initiative, FieldKind.SELECT, initiatives),
                ],
                [Evidence(passage.number, passage.text, 0)],
                reason=f"Said {how} in {said.meeting_name}, ¶ {said.number}: “{said.text[:LONGEST_QUOTED]}”",
                sure=said.document == own,
                bulk=again.is_verbatim,
            )
        )


def from_above(state: DraftState, number: str) -> Tie:
    """The pillar and the initiative that the headings and lead-ins above a passage give it."""
    tie = Tie()
    while number:
        above = state.draft.find(name_of(number))
        if above and above.included and above["as"] != NONE:
            target = row_of(above)
            if above["as"] == About.PILLAR:
                tie.pillar = target
                break
            if not tie.initiative:
                tie.initiative, tie.pillar = target, pillar_of(state, target)
        number = state.parent_of(number)
    return tie


# --- By hand


def ties_by_hand(state: DraftState) -> None:
    """An entry for every tie that an editor made to a pillar, an initiative, an activity or a reference."""
    for tie in state.decisions.all_ties:
        if tie.about not in SPEAKS_TO or tie.row == NEW:
            continue
        kind = About.INITIATIVE if tie.about == About.NAMED else About(tie.about)
        state.put(
            Item(
                tie.item,
                ItemGroup.TIES,
                f"¶ {tie.passage} → {_target_name(state, kind, tie.row)}",
                [],
                [tied(tie)],
                reason=SPEAKS_TO[About(tie.about)],
                by_hand=True,
                state=ItemState.ACCEPTED,
            )
        )


def _target_name(state: DraftState, kind: About, target: str) -> str:
    if maker := maker_of(target):
        item = state.draft.find(maker)
        return item.label if item else "an entry that is no longer there"
    return state.desk.name_of(kind, target)


# --- What follows for every passage


def connect(state: DraftState) -> None:
    """What every passage speaks to, a tie by hand over everything else."""
    stems = {row.key: frozenset(words(row.name)) for row in state.desk.initiatives}
    for passage in state.facts.passages:
        tie = from_above(state, passage.number)
        again = state.draft.find(again_in(passage.number))
        if again and again.included and not tie.pillar:
            tie.pillar = again["pillar"] or pillar_of(state, again["initiative"])
            tie.initiative = again["initiative"]
        if passage.kind == "sentence":
            tie.named = _named(state, passage, tie, stems)
            _offer(state, passage, tie)
            tie.speaker = _speaker(state, passage)
            tie.references = _references(state, passage)
        state.draft.ties[passage.number] = tie
    for made in state.decisions.ties:
        _apply(state, made)


def _named(state: DraftState, passage: NumberedPassage, tie: Tie, stems: Mapping[str, frozenset[str]]) -> list[str]:
    """Initiatives that a sentence names in their own words, unless it does so inside another body's name."""
    text = f" {fold(passage.text)} "
    found = []
    for row in state.desk.initiatives:
        name = fold(row.name)
        if any(holds(passage.text, other) for other in row.others) and row.key != tie.initiative:
            found.append(row.key)
            continue
        if f" {name} " not in text or row.key == tie.initiative or not stems[row.key] - MANNER_STEMS:
            continue
        printed = re.search(r"\W+".join(map(re.escape, name.split())), passage.text, re.I)
        around = passage.text[max(0, printed.start() - BEFORE_A_NAME) : printed.end()] if printed else ""
        if bodies(around) == bodies(row.name):
            found.append(row.key)
    return found


def _offer(state: DraftState, passage: NumberedPassage, tie: Tie) -> None:
    """An entry for every initiative that a sentence names: it may be left out, or be what the sentence speaks to."""
    for key in list(tie.named):
        name = state.desk.name_of(About.INITIATIVE, key)
        printed = re.search(r"\W+".join(map(re.escape, name.split())), passage.text, re.I)
        item = state.put(
            Item(
                naming_of(passage.number, key),
                ItemGroup.NAMINGS,
                f"¶ {passage.number} names {name}",
                [Field("how", "The statement", str(About.NAMED), FieldKind.SELECT, NAMES_OR_SPEAKS)],
                [Evidence(passage.number, printed[0], printed.start())] if printed else [],
                reason="It is counted as named. Say so if it is what the statement speaks to.",
                quiet=True,
            )
        )
        if not item.included:
            tie.named.remove(key)
        elif item["how"] == About.INITIATIVE:
            tie.named.remove(key)
            tie.initiative, tie.pillar = key, pillar_of(state, key) or tie.pillar


def _speaker(state: DraftState, passage: NumberedPassage) -> str:
    if not passage.speaker:
        return ""
    match = state.surest(passage.speaker, "", state.draft.value(Slot.DATE, "start"))
    return match.key if match and match.is_exact else ""


def _references(state: DraftState, passage: NumberedPassage) -> list[str]:
    return [
        item["match"] if item["match"] != NEW else made_by(item.key)
        for item in state.draft.of(ItemGroup.REFERENCES)
        if item.included and any(evidence.passage == passage.number for evidence in item.evidence)
    ]


def _apply(state: DraftState, made: HandTie) -> None:
    """A tie of a paragraph is one of each of its sentences as well."""
    target = made.row
    if target == NEW and made.about in (About.PILLAR, About.INITIATIVE):
        target = made_by(by_hand("name", made.item))
    for passage in state.facts.passages:
        if passage.number != made.passage and not (passage.parent == made.passage and passage.kind == "sentence"):
            continue
        tie = state.draft.ties[passage.number]
        if made.about == About.PILLAR:
            tie.pillar = target
            if tie.initiative and pillar_of(state, tie.initiative) != target:
                tie.initiative = ""
        elif made.about == About.INITIATIVE:
            tie.initiative = target
            tie.pillar = pillar_of(state, target) or tie.pillar
        elif made.about == About.NAMED and target not in tie.named:
            tie.named.append(target)
        elif made.about == About.REFERENCE and target not in tie.references:
            tie.references.append(target)
