"""What the draft says of the meeting: which it is, when, where and how they met, its number, our name for it."""

import re

from initiatives.choices import MeetingFormat, MeetingKind, MeetingState
from initiatives.intake import vocabulary
from initiatives.intake.drafting.days import dates_trouble, in_words, is_ahead, zone_of
from initiatives.intake.drafting.state import DraftState, pairs
from initiatives.intake.drafting.witnesses import against
from initiatives.intake.known import KnownMeeting
from initiatives.intake.likeness import fold
from initiatives.intake.matching import city_of, last_round, meeting_on, meetings_near, of_number, same_city
from initiatives.intake.proposal import Evidence, Field, FieldKind, Item
from initiatives.intake.recognise.gazetteer import CITIES
from initiatives.intake.slots import NEW, ItemGroup, Slot

ORDINALS = vocabulary.words("ordinals")
NEARLY_ALL = 0.8  # of the sentences of two documents that are the same, in order
A_DAY_APART = "a day apart: a day in Washington is the next one in Tokyo and Seoul"
IN_PERSON = "In person unless the source says otherwise."
NO_DAY = re.compile(r"\b(?:today|yesterday)\b|本日|昨日|오늘|금일|어제", re.I)
MET = re.compile(r"\b(?:met|meeting|hosted|spoke|call)\b|会談|会合|協議を|開催|협의회|회담|회의|통화", re.I)


def meeting(state: DraftState) -> None:
    """The entries of the meeting, each compared with what the desk says of it."""
    draft = state.draft
    kind = draft.mechanism if draft.mechanism in MeetingKind.values else MeetingKind.ROUND.value
    which = _which(state, kind)
    draft.meeting = state.desk.meeting(which["meeting"]) if which.included else None
    day = _day(state, which)
    _place(state, kind)
    _state(state, day["start"])
    if kind == MeetingKind.ROUND:
        _number(state, day["start"])
    _name(state, kind, day["start"])


# --- Which meeting


def of_which_meeting(state: DraftState) -> None:
    """The entry of the meeting under which a document is filed by hand: an editor chooses it."""
    desk, same = state.desk, state.draft.same_as
    here = same.meeting if same else ""
    choices = [("", "—")] + [
        (known.key, f"{known.name}, {known.start}" + (f", {known.city}" if known.city else ""))
        for known in reversed(desk.meetings)
    ]
    which = state.put(
        Item(
            Slot.WHICH,
            ItemGroup.MEETING,
            "Which meeting",
            [Field("meeting", "Which meeting", here, FieldKind.SELECT, choices, required=True)],
            reason="The document is filed under it with its passages. Everything else stays open.",
            bulk=False,
        )
    )
    state.draft.meeting = desk.meeting(which["meeting"])
    if not state.draft.meeting:
        state.trouble(which.key, "Choose the meeting that the document belongs to.")


def _which(state: DraftState, kind: str) -> Item:
    start = state.decisions.changed(Slot.DATE).get("start", state.facts.start)
    guess, why, sure = _guess(state, kind, start)
    choices = [(NEW, f"a new {'call' if kind == MeetingKind.CALL else 'round'}")] + [
        (known.key, f"{known.name}, {known.start}, {known.city}")
        for known in reversed(state.desk.meetings)
        if known.kind == kind
    ]
    chosen = guess.key if guess else NEW
    which = state.put(
        Item(
            Slot.WHICH,
            ItemGroup.MEETING,
            "Which meeting",
            [Field("meeting", "Which meeting", chosen, FieldKind.SELECT, choices, required=True)],
            reason=_which_reason(guess, why, sure),
            sure=sure,
            bulk=False,
            quiet=not guess,
        )
    )
    if which.is_question:
        state.trouble(which.key, f"Say which meeting this is: {guess.name if guess else ''}, or a new one.")
    return which


Guess = tuple[KnownMeeting | None, str, bool]  # the meeting at the desk, why it is this one, and whether that is sure


def _guess(state: DraftState, kind: str, start: str) -> Guess:
    """The meeting at the desk this belongs to."""
    guesses = (_by_words(state), _by_title_or_day(state, kind, start), _by_heads(state, kind, start))
    return next((guess for guess in guesses if guess), (None, "", True))


def _by_words(state: DraftState) -> Guess | None:
    draft, desk = state.draft, state.desk
    if known := draft.same_as:
        return desk.meeting(known.meeting), "its document has these words", True
    if known := draft.corrects:
        sure = draft.likeness >= NEARLY_ALL or fold(known.title) == _title(state)
        return desk.meeting(known.meeting), "its document has most of these words", sure
    return None


def _by_title_or_day(state: DraftState, kind: str, start: str) -> Guess | None:
    """By a document of this title that is listed; of two, and otherwise, by the day. Titles come back."""
    desk, title = state.desk, _title(state)
    there = meeting_on(desk, kind, start, state.facts.city) or meeting_on(desk, kind, state.facts.elsewhere, "")
    around = [*([there] if there else ()), *meetings_near(desk, kind, start)]
    listed = {d.meeting for d in desk.documents if not d.sha256 and title and fold(d.title) == title}
    if known := next((known for known in around if known.key in listed), None):
        is_there = known == there
        return known, "it lists a document of this title" + ("" if is_there else f", {A_DAY_APART}"), is_there
    if len(listed) == 1 and not there:
        return desk.meeting(listed.pop()), "it lists a document of this title", not start
    return (there, "a meeting on the same day", True) if there else None


def _by_heads(state: DraftState, kind: str, start: str) -> Guess | None:
    """By the same heads a day before or after; by the number; without a day by the heads in the same city."""
    desk, city = state.desk, state.facts.city
    met = [person for person in state.facts.persons if person.took_part]
    heads = {match.key for who in met if (match := state.surest(who.name, who.country, ""))}
    for near in meetings_near(desk, kind, start):
        if not heads or not near.heads or heads & set(near.heads):
            who = "of the same heads" if heads and near.heads else "of the same kind"
            return near, f"a meeting {who}, {A_DAY_APART}", False
    if kind == MeetingKind.ROUND and (counted := of_number(desk, state.facts.round)):
        return counted, "it has this number", not start
    if start or not city or not heads:
        return None
    same = [
        known
        for known in desk.meetings
        if known.kind == kind and same_city(desk, known.city, city) and heads <= set(known.heads)
    ]
    return (same[-1], "the same heads of delegation in the same city; the text names no day", False) if same else None


def _title(state: DraftState) -> str:
    return fold(state.facts.title.text) if state.facts.title else ""


def _which_reason(guess: KnownMeeting | None, why: str, sure: bool) -> str:
    if not guess:
        return "The desk has no meeting on that day."
    if sure:
        return f"The desk has it: {why}."
    return f"The same meeting? The desk has {guess.name}, {guess.start}: {why}."


# --- Day and place


def _day(state: DraftState, which: Item) -> Item:
    start, end, there = state.facts.start, state.facts.end, state.draft.meeting
    day = state.put(
        Item(
            Slot.DATE,
            ItemGroup.MEETING,
            "Day",
            [
                Field("start", "First day", start, FieldKind.DATE, required=True, longest=10, help="2026-11-24"),
                Field("end", "Last day", end, FieldKind.DATE, longest=10, help="Empty where it took one day."),
            ],
            state.evidence(state.facts.cited.get("date")),
            reason="" if start else _no_day(state),
        )
    )
    if there and not start and not state.decisions.changed(Slot.DATE):
        day.fields[0].value, day.fields[1].value = there.start, there.end
        day.reason = "As the desk has it; the text names no day."
        day.quiet = True
    if there:
        against(state, day, {"start": there.start, "end": there.end})
    if not day["start"] and not which.is_question:
        state.trouble(
            day.key, "The text does not name the day. Write it under “Day”, and where it stands under the source."
        )
    elif trouble := dates_trouble(day["start"], day["end"]):
        state.trouble(day.key, trouble)
    return day


def _no_day(state: DraftState) -> str:
    for passage in state.facts.sentences:
        if match := NO_DAY.search(passage.text):
            return f"The text says only “{match[0]}” (¶ {passage.number}): the day needs another source."
    return "The text names no day: the day needs another source."


def _place(state: DraftState, kind: str) -> None:
    countries, there = state.desk.countries, state.draft.meeting
    city = _city(state)
    codes = [("", "—")] + [(c.code, c.name) for c in sorted(countries.values(), key=lambda c: c.name)]
    country = CITIES.get(city.split(",")[0], "")
    item = state.put(
        Item(
            Slot.PLACE,
            ItemGroup.MEETING,
            "Place",
            [
                Field("city", "City", city, help="As the source prints it: Washington, DC.", longest=100),
                Field("country", "Country", country if country in countries else "", FieldKind.SELECT, codes),
            ],
            state.evidence(state.facts.cited.get("city")),
            reason="" if city or kind == MeetingKind.CALL else "The text names no city of the meeting.",
        )
    )
    if item["city"] and not item["country"]:
        guess = CITIES.get(item["city"].split(",")[0].strip(), "")
        item.fields[1].value = guess if guess in countries else ""
    if there and not city and not state.decisions.changed(Slot.PLACE):
        item.fields[0].value, item.fields[1].value = there.city, there.country
        item.reason, item.quiet = "As the desk has it; the text names no city.", True
    if there:
        against(state, item, {"city": there.city})
    at_a_distance = kind == MeetingKind.CALL and not city
    default = MeetingFormat.CALL if at_a_distance else MeetingFormat.IN_PERSON
    state.put(
        Item(
            Slot.FORMAT,
            ItemGroup.MEETING,
            "How they met",
            [Field("format", "Format", str(default), FieldKind.SELECT, pairs(MeetingFormat))],
            item.evidence or _met(state),
            reason=IN_PERSON if state.facts.is_prepared else "Follows from the words; cited as inferred.",
            quiet=True,
        )
    )


def _city(state: DraftState) -> str:
    """The city in English: as the desk has it, as it is known to be called, otherwise as printed."""
    printed = state.facts.city
    known = city_of(state.desk, printed)
    return known if known != printed else state.facts.city_in_english or printed


def _state(state: DraftState, start: str) -> None:
    """Planned until its day has come; what the desk says stays, but that a document tells of what was planned."""
    there, place = state.draft.meeting, state.draft[Slot.PLACE]
    told = state.facts.state if state.facts.state in MeetingState.values else ""
    ahead = is_ahead(start, zone_of(place["city"], place["country"]), state.facts.now)
    value = MeetingState(told) if told else MeetingState.PLANNED if ahead else MeetingState.HELD
    is_over = bool(there) and there.state != MeetingState.PLANNED  # type: ignore[union-attr]
    if there and (is_over or told == MeetingState.PLANNED or (not told and (ahead or state.facts.is_prepared))):
        value = MeetingState(there.state)
    evidence = state.evidence(state.facts.cited.get("state")) if told and value == told else []
    if told:
        state.draft.not_held = _not_held(state, MeetingState(told))
    item = state.put(
        Item(
            Slot.STATE,
            ItemGroup.MEETING,
            "Planned or held",
            [Field("stands", "State", str(value), FieldKind.SELECT, pairs(MeetingState), required=True)],
            evidence,
            reason=state.draft.not_held or ("Its day has not come." if ahead else ""),
            quiet=not told,
        )
    )
    if told and not there and (item["stands"] == MeetingState.HELD or not item.included):
        state.trouble(
            item.key, f"{state.draft.not_held} Nothing is created of it as held: call it {MeetingState(told).label}."
        )
        return
    if ahead and item["stands"] == MeetingState.HELD:
        state.trouble(
            item.key,
            f"{in_words(start)} has not come there: a meeting is not held before its day. Call it planned, or correct "
            "the day.",
        )


def _not_held(state: DraftState, told: MeetingState) -> str:
    """That the text tells of a meeting that was not held, in its words."""
    said = next(iter(state.evidence(state.facts.cited.get("state"))), None)
    words = f": “{said.words}” ({said.marker})" if said else ""
    if told == MeetingState.PLANNED:
        return f"The text tells of a meeting that is to come, not of one that was held{words}."
    return f"The text tells of a meeting that was not held, but {told.label}{words}."


def _met(state: DraftState) -> list[Evidence]:
    for passage in state.facts.sentences:
        if match := MET.search(passage.text):
            return [Evidence(passage.number, match[0], match.start())]
    return []


# --- Number and name


def _number(state: DraftState, start: str) -> None:
    number = str(state.facts.round or "")
    earlier = last_round(state.desk, start or "9999")
    following = (earlier.number or 0) + 1 if earlier and earlier.number else 1
    claim = "A claim: only with a source." + (f" By our count {following}." if start else "")
    unsaid = f"By our count it would be {following}; that is no source."
    if not state.facts.is_prepared:
        unsaid = f"The text states no number. {unsaid}"
    item = state.put(
        Item(
            Slot.NUMBER,
            ItemGroup.MEETING,
            "Number of the round",
            [Field("number", "Number", number, FieldKind.NUMBER, longest=3, help=claim)],
            state.evidence(state.facts.cited.get("round")),
            reason="" if number else unsaid if start else "The text states no number.",
            quiet=not number,
        )
    )
    if there := state.draft.meeting:
        against(state, item, {"number": there.number})


def _name(state: DraftState, kind: str, start: str) -> None:
    draft = state.draft
    number = draft.value(Slot.NUMBER, "number")
    counted = int(number) if number.isdecimal() else 0
    name = draft.meeting.name if draft.meeting else default_name(kind, counted, start, draft.value(Slot.PLACE, "city"))
    state.put(
        Item(
            Slot.NAME,
            ItemGroup.MEETING,
            "Our name for the page",
            [Field("name", "Name", name, required=True)],
            reason="Ours, not a quotation.",
            quiet=True,
        )
    )


def default_name(kind: str, number: int, start: str, city: str) -> str:
    """Our name for a page: Sixth round; without a number what and when."""
    day = in_words(start) or "an unknown day"
    if kind == MeetingKind.CALL:
        return f"Call of {day}"
    if 0 < number <= len(ORDINALS):
        return f"{ORDINALS[number - 1].capitalize()} round"
    return f"Round {number}" if number else f"Round of {day}" + (f", {city}" if city else "")


# --- Without a document


def as_given(state: DraftState) -> None:
    """Day and place are what an editor gave; nothing says so yet."""
    for slot, label in ((Slot.DATE, "day"), (Slot.PLACE, "city")):
        state.draft[slot].reason = f"As you gave it. The {label} needs a source before it can be published."
