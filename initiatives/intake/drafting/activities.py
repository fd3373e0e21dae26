"""Dated activities: as the document tells of them, and as an editor ties them."""

from dataclasses import dataclass

from django.utils.text import slugify

from initiatives.intake.drafting.days import dates_trouble, day_in, days_in
from initiatives.intake.drafting.facts import ReadActivity, Words
from initiatives.intake.drafting.names import NEEDS_ENGLISH, fresh, initiative_of, subject_of
from initiatives.intake.drafting.state import DraftState
from initiatives.intake.known import KnownMeeting
from initiatives.intake.likeness import script_of, words
from initiatives.intake.matching import Match, match_activity
from initiatives.intake.proposal import Evidence, Field, FieldKind, Item
from initiatives.intake.slots import NEW, About, ItemGroup, by_hand

LIKELY = 0.75  # from this score on a known activity is chosen beforehand
FEW_WORDS = 3  # of substance, in a name that does not say of what it is one
LONGEST_LABEL = 60


@dataclass(frozen=True)
class _Printed:
    """An activity as the document or an editor gives it, with the entry it makes."""

    key: str
    activity: ReadActivity
    by_hand: bool = False


def activities(state: DraftState) -> None:
    """An entry for every dated event, once."""
    taken: set[str] = set()
    for printed in [*map(_read, state.facts.activities), *_tied(state)]:
        if printed.key not in taken:
            taken.add(printed.key)
            _activity(state, printed)


def _read(activity: ReadActivity) -> _Printed:
    name = slugify(activity.name)[:LONGEST_LABEL]
    return _Printed(About.ACTIVITY.of(f"{activity.where.passage}:{activity.start}:{name}"), activity)


def _tied(state: DraftState) -> list[_Printed]:
    """What an editor says is an activity, on the first day that its sentence prints."""
    found = []
    for tie in state.decisions.ties:
        if tie.target == About.ACTIVITY.new:
            day, where = day_in(state.text_of(tie.passage)), Words(tie.passage, tie.quotation)
            activity = ReadActivity(tie.quotation, day, "", "", where)
            found.append(_Printed(by_hand(About.ACTIVITY, tie.item), activity, by_hand=True))
    return found


def _activity(state: DraftState, printed: _Printed) -> None:
    activity, desk = printed.activity, state.desk
    matches = match_activity(activity.name, activity.start, desk.activities)
    best = matches[0] if matches else None
    own = _own_meeting(state, activity.start)
    named = activity.name
    if not state.facts.is_earlier:
        named = name_with_subject(named, subject_of(state, activity.where.passage))
    is_native = script_of(activity.name) != "latin"
    is_plain = not own and (best.is_exact if best else not is_native)
    city = activity.city if activity.city.endswith("D.C.") else activity.city.rstrip(".")
    match = best.key if best and best.score >= LIKELY else NEW
    known = [(row.key, f"{row.name}, {row.start}") for row in desk.activities]
    initiative = initiative_of(state, activity.where.passage)
    initiatives = [("", "—"), *((row.key, row.name) for row in desk.initiatives)]
    initiatives += fresh(state, About.INITIATIVE, initiative)
    item = state.put(
        Item(
            printed.key,
            ItemGroup.ACTIVITIES,
            activity.name,
            [
                Field("match", "Which", match, FieldKind.SELECT, [(NEW, "a new activity"), *known]),
                Field("name", "Name", "" if is_native else named, required=True, longest=300),
                Field("start", "First day", activity.start, FieldKind.DATE, required=True, longest=10),
                Field("end", "Last day", activity.end, FieldKind.DATE, longest=10),
                Field("city", "City", city, longest=100),
                Field("initiative", "Initiative", initiative, FieldKind.SELECT, initiatives),
            ],
            _evidence(state, activity, city),
            matches,
            _reason(best, own) + (NEEDS_ENGLISH if is_native and match == NEW else ""),
            sure=is_plain,
            bulk=is_plain,
            by_hand=printed.by_hand,
        )
    )
    if item["match"] != NEW:
        item.hide("name", "start", "end", "city", "initiative")
    if item.included:
        label = f"“{(item['name'] or item.label)[:LONGEST_LABEL]}”"
        if not item["start"]:
            state.trouble(item.key, f"{label}: write its first day, or reject it.")
        elif trouble := dates_trouble(item["start"], item["end"]):
            state.trouble(item.key, f"{label}: {trouble}")


def name_with_subject(name: str, subject: str) -> str:
    """A name that begins in lower case and says little, such as “first session”, behind the subject it stands under."""
    if not name[:1].islower():
        return name
    if subject and len(words(name)) <= FEW_WORDS and not set(words(name)) & set(words(subject)):
        return f"{subject}: {name}"
    return name[0].upper() + name[1:]


def _evidence(state: DraftState, activity: ReadActivity, city: str) -> list[Evidence]:
    """The words of the name, then of the day, then of the city, where the sentence prints them."""
    number = activity.where.passage
    text = state.text_of(number)
    found = state.evidence(Words(number, activity.name if activity.name in text else activity.where.words))
    if words := next((words for day, words in days_in(text) if _says(day, activity.start)), ""):
        found.append(Evidence(number, words, text.index(words)))
    if city and city in text:
        found.append(Evidence(number, city, text.index(city)))
    return found


def _reason(best: Match | None, own: KnownMeeting | None) -> str:
    if own:
        return f"On that day the desk has {own.name} itself: an earlier round, not an activity."
    return f"The desk has “{best.name}”: {best.reason}." if best else "Not at the desk: a new activity."


def _own_meeting(state: DraftState, start: str) -> KnownMeeting | None:
    return next((meeting for meeting in state.desk.meetings if start and meeting.start.startswith(start)), None)


def _says(found: str, start: str) -> bool:
    return bool(found and start and (found.startswith(start) or start.startswith(found)))
