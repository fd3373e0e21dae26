"""What the document reports: a round, a call of the same three, or something else."""

from initiatives.choices import MeetingKind
from initiatives.intake.drafting.state import DraftState
from initiatives.intake.proposal import Field, FieldKind, Item
from initiatives.intake.slots import BY_HAND, ItemGroup, Slot

PARTIES = {"USA": "United States", "JPN": "Japan", "KOR": "Republic of Korea"}
MOST_NAMED = 6
LANGUAGES = {"ja": "Japanese", "ko": "Korean", "en": "English"}
CHOICES = [
    ("", "—"),
    (MeetingKind.ROUND.value, "a round of this mechanism"),
    (MeetingKind.CALL.value, "a call of the same three"),
    (BY_HAND, "only a document of a meeting that is at the desk"),
]


def occasion(state: DraftState) -> None:
    """Asks what is reported, and stops the draft where it is no round until an editor has said so all the same."""
    read = state.facts.mechanism
    verdict = ""
    if read == MeetingKind.CALL:
        verdict = (
            "This is a telephone or video call of the three, not a round. "
            "The record keeps calls apart and without a number."
        )
    elif read != MeetingKind.ROUND:
        verdict = "This does not read like a round of this mechanism. " + who_met(state)
    item = state.put(
        Item(
            Slot.OCCASION,
            ItemGroup.OCCASION,
            "What this reports",
            [Field("kind", "What this reports", read if read in dict(CHOICES) else "", FieldKind.SELECT, CHOICES)],
            sure=read == MeetingKind.ROUND,
            quiet=read == MeetingKind.ROUND,
            reason=verdict,
        )
    )
    state.draft.only_document = item["kind"] == BY_HAND and item.included
    state.draft.mechanism = item["kind"] or read
    state.draft.is_blocked = not item.included or not item["kind"]
    state.draft.verdict = verdict


def who_met(state: DraftState) -> str:
    """Who met according to the text, and who of the three did not; of a text that names nobody what was found."""
    facts = state.facts
    met = [person for person in facts.persons if person.took_part]
    named = "; ".join(f"{who.name}, {who.title}" if who.title else who.name for who in met[:MOST_NAMED])
    countries = {person.country for person in met}
    missing = [name for code, name in PARTIES.items() if code not in countries]
    others = sorted(countries - {"", *PARTIES})
    parts = [f"It reports a meeting of {named}." if named else what_was_found(state)]
    if met and missing:
        parts.append(f"Nobody of {' or '.join(missing)} is named as taking part.")
    if others:
        parts.append(f"Others took part: {', '.join(others)}.")
    return " ".join(parts)


def what_was_found(state: DraftState) -> str:
    """What was read in a text in which nobody was found who met."""
    facts = state.facts
    parts = [
        _counted(len(facts.sentences), "statement"),
        _counted(sum(p.kind == "heading" for p in facts.passages), "heading"),
        f"the day {facts.start}" if facts.start else "no day",
        f"the city {facts.city}" if facts.city else "no city",
        "nobody who is said to have met",
    ]
    title = f"the title “{facts.title.text}”, " if facts.title else ""
    language = LANGUAGES.get(state.language, "")
    return f"What was found in it{f', read as {language}' if language else ''}: {title}{', '.join(parts)}."


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
