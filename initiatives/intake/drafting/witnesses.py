"""Two and three witnesses: what other texts of a meeting say as this one does, and what they say otherwise.

A difference from the desk is a question with both quotations: the desk's stays, the text's stands for it, or both are
kept as claims. Without an answer the desk's stays.
"""

from collections.abc import Iterable, Mapping

from initiatives.dates import PartialDate
from initiatives.intake import vocabulary
from initiatives.intake.drafting.facts import ReadPerson
from initiatives.intake.drafting.names import row_of
from initiatives.intake.drafting.state import DraftState
from initiatives.intake.known import KnownDelegate, KnownText, Said
from initiatives.intake.likeness import fold, person_keys
from initiatives.intake.matching import city_of, match_person, rank_of, same_office
from initiatives.intake.proposal import Evidence, Field, FieldKind, Item, Witness
from initiatives.intake.slots import BOTH, KEEP, NONE, About, ItemGroup, Slot, maker_of

THIS = "this text"
WAYS = [("", "—"), (BOTH, "both, as claims")]
ACTING = frozenset(vocabulary.words("acting"))
DAY_APART = "a day in Washington is the next one in Tokyo and Seoul"


# --- Differences from the desk: questions


def against(state: DraftState, item: Item, there: Mapping[str, str | int | None]) -> None:
    """Compares a fact with that of the meeting at the desk; where they differ it is asked which is kept."""
    meeting = state.draft.meeting
    differs = [
        f"{each.label.lower()}: {there[each.name]}"
        for each in item.fields
        if each.value and there.get(each.name) and not _same(state, each.name, each.value, str(there[each.name]))
    ]
    if differs and meeting:
        said = next((meeting.said[name] for name in there if name in meeting.said), None)
        ask(state, item, f"The desk has another {' and '.join(differs)}", said)


def ask(state: DraftState, item: Item, what: str, said: Said | None) -> None:
    """Makes an entry a question: what the desk has, with its words, against the words of this text."""
    item.sure, item.bulk, item.differs, item.quiet = False, False, True, False
    words = _quoted(item.evidence)
    here = f" This text: {words}." if words else ""
    item.reason = f"{what}{f', {said}' if said else ''}.{here} Yours stays out unless you accept it."
    keep = state.decisions.changed(item.key).get(KEEP, "")
    item.fields.append(Field(KEEP, "Keep", keep, FieldKind.SELECT, WAYS, hidden=True))


def _quoted(evidence: Iterable[Evidence]) -> str:
    return next((f"“{each.words}” ({each.marker})" for each in evidence), "")


def _same(state: DraftState, name: str, one: str, other: str, elsewhere: str = "") -> bool:
    """Whether two values say the same; `elsewhere` is the day of the other as the other counts it by another clock."""
    if name == "city":
        english = {fold(city_of(state.desk, each)) for each in (one, other)}
        if state.facts.city in (one, other) and state.facts.city_in_english:
            english = english - {fold(city_of(state.desk, state.facts.city))} | {fold(state.facts.city_in_english)}
        return len(english) == 1
    if name == "start" and {one, state.facts.elsewhere} & ({other, elsewhere} - {""}):
        return True
    return fold(one) == fold(other)


def same_title(one: str, other: str) -> bool:
    """True where two printed titles are of one office: one holds the other, or they are of one rank.

    Who holds an office for the time being has another title than who holds it.
    """
    if _is_acting(one) != _is_acting(other):
        return False
    rank = rank_of(one)
    return same_office(one, [other]) or same_office(other, [one]) or bool(rank and rank == rank_of(other))


def _is_acting(title: str) -> bool:
    return any(word in fold(title) for word in ACTING)


def other_head(state: DraftState, person: ReadPerson, official: str, named: Iterable[str]) -> KnownDelegate | None:
    """Whom the desk has as head of the party at the meeting in place of an official; None where nobody else is.

    ``named`` are the officials whom this text names: who is among them is no other.
    """
    there, named = state.draft.meeting, set(named)
    if not there or official in {one.official for one in there.delegates}:
        return None
    heads = [one for one in there.delegates if one.is_head and one.country == person.country]
    return next((one for one in heads if one.official not in named), None)


# --- What is agreed, and what another open text says


def witnesses(state: DraftState) -> None:
    """What the desk and the other open texts of the meeting say as this text does, and otherwise."""
    draft = state.draft
    if draft.meeting and not draft.same_as:
        known = Witness(f"{draft.meeting.name}, as the desk has it")
        _compare_with_desk(state, known)
        draft.witnesses.append(known)
    for text in state.desk.texts:
        if text != draft.filed_twice and text.kind == draft.mechanism and _is_of_the_same(state, text):
            draft.witnesses.append(_compare_with_text(state, text))


def _compare_with_desk(state: DraftState, known: Witness) -> None:
    meeting = state.draft.meeting
    assert meeting
    for slot, name, there, label in (
        (Slot.DATE, "start", meeting.start, "day"),
        (Slot.PLACE, "city", meeting.city, "city"),
        (Slot.NUMBER, "number", str(meeting.number or ""), "number"),
    ):
        item = state.draft.find(slot)
        if item and item.evidence and there:
            _say(state, known, label, name, (item[name], _quoted(item.evidence)), (there, meeting.said.get(name)))
    for item in state.draft.of(ItemGroup.DELEGATES):
        one = next((one for one in meeting.delegates if one.official == item["official"]), None)
        if one and item.evidence:
            is_one = same_title(item["title"], one.title)
            said = f"{one.name}, {one.title} there; {item['name']}, {item['title']} here"
            (known.agreed if is_one else known.differs).append(said)
        elif item.differs:
            known.differs.append(item.reason)
    _topics(state, known)


def _topics(state: DraftState, known: Witness) -> None:
    desk, meeting = state.desk, state.draft.meeting
    assert meeting
    there = {key for said in desk.sentences if said.meeting == meeting.key for key in (said.pillar, said.initiative)}
    here = {row_of(item) for item in state.draft.of(ItemGroup.NAMES) if item.included and item["as"] != NONE}
    here = {key for key in here if key and not maker_of(key)}
    there.discard("")
    for keys, said in ((here & there, known.agreed), (there - here, known.differs), (here - there, known.differs)):
        names = sorted(filter(None, (desk.name_of(k, key) for key in keys for k in (About.PILLAR, About.INITIATIVE))))
        if names and here:
            where = "in both" if said is known.agreed else "there alone" if keys <= there else "here alone"
            said.append(f"named {where}: {', '.join(names)}")


def _is_of_the_same(state: DraftState, text: KnownText) -> bool:
    """True where another open text tells of a meeting of this number, or of this day or the next of the same heads."""
    number, facts = state.facts.round, state.facts
    if number and text.number:
        return number == text.number
    return bool(facts.start and text.start) and _days_apart(facts.start, text.start) <= 1 and _share_a_head(state, text)


def _days_apart(one: str, other: str) -> int:
    try:
        return abs((PartialDate(one).first_day - PartialDate(other).first_day).days)
    except ValueError:
        return 999


def _share_a_head(state: DraftState, text: KnownText) -> bool:
    here = [person for person in state.facts.persons if person.took_part]
    return not here or not text.heads or any(_is_one(state, person, other) for person in here for other in text.heads)


def _is_one(state: DraftState, person: ReadPerson, other: KnownDelegate) -> bool:
    """The same printed name, or names that the desk has of one official."""
    if person_keys(person.name) & person_keys(other.name):
        return True
    here, there = (match_person(name, person.country, "", state.desk.people)[:1] for name in (person.name, other.name))
    return bool(here and there and here[0].key == there[0].key)


def _compare_with_text(state: DraftState, text: KnownText) -> Witness:
    known = Witness(text.title, text.key)
    facts = state.facts
    for label, name, cited, here, there in (
        ("day", "start", "date", facts.start, text.start),
        ("city", "city", "city", facts.city, text.city),
        ("number", "number", "round", str(facts.round or ""), str(text.number or "")),
    ):
        if here and there:
            words = _quoted(state.evidence(facts.cited.get(cited)))
            _say(state, known, label, name, (here, words), (there, text.said.get(cited)), text.elsewhere)
    for person in (person for person in facts.persons if person.took_part):
        others = [one for one in text.heads if one.country == person.country]
        one = next((one for one in others if _is_one(state, person, one)), None)
        if one:
            agreed = same_title(person.title, one.title)
            said = f"{one.name}, {one.title} there; {person.name}, {person.title} here"
            (known.agreed if agreed else known.differs).append(said)
        elif others and person.country:
            one = others[0]
            said = f"{one.name}, {one.title} there; {person.name}, {person.title} here"
            is_office = same_title(person.title, one.title)
            known.differs.append(f"{said}: {'the same office' if is_office else 'another office'}; the same person?")
    return known


def _say(
    state: DraftState,
    known: Witness,
    label: str,
    name: str,
    here: tuple[str, str],
    there: tuple[str, Said | None],
    elsewhere: str = "",
) -> None:
    (mine, my_words), (theirs, their_words) = here, there
    if _same(state, name, mine, theirs, elsewhere):
        value = city_of(state.desk, theirs) if name == "city" else theirs
        if name == "start" and mine != theirs:
            value = f"{theirs} there and {mine} here, by two clocks"
        words = f": {their_words} there, {my_words} here" if their_words and my_words else ""
        known.agreed.append(f"{label} {value}{words}")
        return
    apart = f"; {DAY_APART}" if name == "start" and _days_apart(mine, theirs) == 1 else ""
    there_ = f"{theirs}, {their_words}" if their_words else theirs
    known.differs.append(f"{label}: {there_} there; {mine}{f', {my_words}' if my_words else ''} here{apart}")
