"""What a document reports: its kind, whether a round or a call of the three, its day, city and delegates."""

from dataclasses import dataclass, field

from initiatives.intake.recognise.day import read_date
from initiatives.intake.recognise.delegates import mark_delegates
from initiatives.intake.recognise.kind import read_kind
from initiatives.intake.recognise.lead import find_lead
from initiatives.intake.recognise.mechanism import read_mechanism, read_round
from initiatives.intake.recognise.persons import PersonMention
from initiatives.intake.recognise.place import read_city
from initiatives.intake.recognise.state import NOT_HELD, read_state
from initiatives.intake.structure import Structure


@dataclass(slots=True)
class Occasion:
    """What was read of the occasion, each with the passage it was read from (empty where nothing was).

    `state` is empty where the text tells of a meeting that was held; else "planned", "postponed" or "cancelled".
    `elsewhere` is the day by another clock, with its words, where the text gives two of one meeting.
    """

    kind: str = "other"
    mechanism: str = "other"
    state: str = ""
    round: int | None = None
    date: tuple[str, str, str] | None = None
    city: str | None = None
    elsewhere: tuple[str, str] | None = None
    sources: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_occasion(structure: Structure, officials: list[PersonMention]) -> Occasion:
    """Kind, mechanism, state, round, date and city of the occasion; marks the delegates among the officials.

    Those who were to meet at a meeting that is not held are no delegates, though by them it is known which it was.
    """
    lead = find_lead(structure, officials)
    occasion = Occasion()
    occasion.kind = read_kind(structure, lead)
    mark_delegates(structure, officials, lead, occasion.kind)
    occasion.mechanism = read_mechanism(structure, officials, lead, occasion.kind)
    if occasion.mechanism == "round" and (counted := read_round(structure, lead)):
        occasion.round, occasion.sources["round"] = counted
    if told := read_state(structure, lead, occasion.kind):
        occasion.state, occasion.sources["state"] = told
    if occasion.state in NOT_HELD:
        for official in officials:
            official.delegate = False
    if dated := read_date(structure, lead, occasion.kind):
        occasion.date, occasion.sources["date"] = dated
    if placed := read_city(structure, lead):
        occasion.city, occasion.sources["city"] = placed
    return occasion
