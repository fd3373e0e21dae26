"""What a document mentions: persons, the occasion, activities and references, each with its passage."""

from dataclasses import dataclass, field

from initiatives.intake.recognise.activities import ActivityMention, find_activities
from initiatives.intake.recognise.gazetteer import BODIES
from initiatives.intake.recognise.occasion import Occasion, read_occasion
from initiatives.intake.recognise.persons import PersonMention, find_persons, merged
from initiatives.intake.recognise.references import ReferenceMention, find_references
from initiatives.intake.recognise.represented import infer_countries
from initiatives.intake.structure import Structure


@dataclass(slots=True)
class Mentions:
    """Everything a document mentions that the record has a row for."""

    occasion: Occasion = field(default_factory=Occasion)
    persons: list[PersonMention] = field(default_factory=list)
    activities: list[ActivityMention] = field(default_factory=list)
    references: list[ReferenceMention] = field(default_factory=list)


def read_mentions(structure: Structure) -> Mentions:
    """The mentions of a structured document; every one names its passage and the exact words."""
    persons = find_persons(structure)
    infer_countries(persons, structure)  # with a country two namings may turn out to be one person's
    persons = merged(persons)
    occasion = read_occasion(structure, persons)
    sentences = [p for p in structure.passages if p.kind in ("sentence", "title")]
    return Mentions(occasion, persons, find_activities(structure, occasion), find_references(sentences))


def described(mentions: Mentions) -> dict[str, object]:
    """The mentions as plain values, in the schema of the corpus, with passages and exact words beside each."""
    occasion = mentions.occasion
    return {
        "kind": occasion.kind,
        "mechanism": occasion.mechanism,
        "state": occasion.state,
        "round": occasion.round,
        "date": {"start": occasion.date[0], "end": occasion.date[1], "basis": occasion.date[2]}
        if occasion.date
        else None,
        "city": occasion.city,
        "officials": [
            {
                "name": o.name,
                "title": o.title,
                "country": None if o.country in BODIES else o.country,
                "delegate": o.delegate,
                "country_basis": o.country_basis,
                **({"country_reason": o.country_reason} if o.country_reason else {}),
                "mentions": [{"passage": n.passage, "words": n.words} for n in o.namings],
            }
            for o in mentions.persons
        ],
        "activities": [
            {
                "name": a.name,
                "start": a.start,
                "end": a.end,
                "city": a.city,
                **({"year_inferred": True} if a.year_inferred else {}),
                "passage": a.passage,
                "words": a.words,
            }
            for a in mentions.activities
        ],
        "references": [r.name for r in mentions.references],
        "cited": {
            "references": [{"name": r.name, "passage": r.passage, "words": r.words} for r in mentions.references],
            **{field: {"passage": passage, "words": words} for field, (passage, words) in occasion.sources.items()},
        },
    }
