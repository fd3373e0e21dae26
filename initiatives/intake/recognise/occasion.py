"""What a document reports: its kind, whether a round or a call of the three, its day, city and delegates."""

from dataclasses import dataclass, field

from initiatives.intake.recognise.day import read_date
from initiatives.intake.recognise.delegates import mark_delegates
from initiatives.intake.recognise.kind import read_kind
from initiatives.intake.recognise.lead import find_lead
from initiatives.intake.recognise.mechanism import read_mechanism, read_round
from initiatives.intake.recognise.persons import PersonMention
from initiatives.intake.recognise.place import read_city
from initiatives.intake.structure import Structure


@dataclass(slots=True)
class Occasion:
    """What was read of the occasion, each with the passage it was read from (empty where nothing was)."""

    kind: str = "other"
    mechanism: str = "other"
    round: int | None = None
    date: tuple[str, str, str] | None = None
    city: str | None = None
    sources: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_occasion(structure: Structure, officials: list[PersonMention]) -> Occasion:
    """Kind, mechanism, round, date and city of the occasion; marks the delegates among the officials."""
    lead = find_lead(structure, officials)
    occasion = Occasion()
    occasion.kind = read_kind(structure, lead)
    mark_delegates(structure, officials, lead, occasion.kind)
    occasion.mechanism = read_mechanism(structure, officials, lead, occasion.kind)
    if occasion.mechanism == "round" and (counted := read_round(structure, lead)):
        occasion.round, occasion.sources["round"] = counted
    if dated := read_date(structure, lead, occasion.kind):
        occasion.date, occasion.sources["date"] = dated
    if placed := read_city(structure, lead):
        occasion.city, occasion.sources["city"] = placed
    return occasion
