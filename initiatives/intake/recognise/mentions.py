"""What a document mentions: persons, the occasion, activities and references, each with its passage."""

from collections import Counter
from dataclasses import dataclass, field
from importlib import import_module

from initiatives.intake.recognise.activities import ActivityMention, find_activities
from initiatives.intake.recognise.gazetteer import BODIES
from initiatives.intake.recognise.occasion import Occasion, read_occasion
from initiatives.intake.recognise.offices import rank_of
from initiatives.intake.recognise.packs import LANGUAGES
from initiatives.intake.recognise.packs.english import city_in_english, treaty_in_english
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
    """The mentions of a structured document; every one names its passage and the exact words.

    Each passage is read by the reader of its own language. What the text is about is told by the reader of the
    document's language, and by another where that one finds nothing.
    """
    eastern = _eastern_languages(structure)
    if not eastern:
        return _english(structure)
    # its patterns are many: an English document does not wait for them
    native = Mentions(*import_module("initiatives.intake.recognise.east_asian").read(structure, eastern[0]))
    if not any(p.language == "en" and p.kind == "sentence" for p in structure.passages):
        return native
    english = _english(Structure([p for p in structure.passages if p.language not in LANGUAGES], [], []))
    # what the paper is, the title says
    spoken = next((p.language for p in structure.passages if p.kind == "title"), "") or structure.language
    first, second = (native, english) if spoken in LANGUAGES else (english, native)
    return _together(first, second)


def _eastern_languages(structure: Structure) -> list[str]:
    """The languages of packs that a document has sentences or a title in, its own first, then the commonest."""
    counts = Counter(p.language for p in structure.passages if p.language in LANGUAGES and p.kind != "paragraph")
    return sorted(counts, key=lambda language: (language != structure.language, -counts[language]))


def _english(structure: Structure) -> Mentions:
    persons = find_persons(structure)
    infer_countries(persons, structure)  # with a country two namings may turn out to be one person's
    persons = merged(persons)
    occasion = read_occasion(structure, persons)
    sentences = [p for p in structure.passages if p.kind in ("sentence", "title")]
    return Mentions(occasion, persons, find_activities(structure, occasion), find_references(sentences))


def _together(first: Mentions, second: Mentions) -> Mentions:
    """What two readers found of one document: one person for the holders of one office of a country."""
    occasion, other = first.occasion, second.occasion
    if occasion.mechanism == "other" and other.mechanism != "other":
        occasion.mechanism = other.mechanism
    for name in ("round", "date", "city", "state"):
        if not getattr(occasion, name) and getattr(other, name):
            setattr(occasion, name, getattr(other, name))
            if name in other.sources:
                occasion.sources[name] = other.sources[name]
    persons = list(first.persons)
    for person in second.persons:
        twins = [known for known in first.persons if _alike(known, person)]
        if person.country and len(twins) == 1 and sum(_alike(person, p) for p in second.persons) == 1:
            twins[0].namings += person.namings
            twins[0].also += [name for name in (person.name, *person.also) if name not in twins[0].also]
            twins[0].delegate |= person.delegate
        else:
            persons.append(person)
    days = {(activity.start, activity.end) for activity in first.activities}
    activities = [a for a in second.activities if (a.start, a.end) not in days]
    names = {treaty_in_english(reference.name) or reference.name for reference in first.references}
    references = [r for r in second.references if (treaty_in_english(r.name) or r.name) not in names]
    return Mentions(occasion, persons, [*first.activities, *activities], [*first.references, *references])


def _alike(one: PersonMention, other: PersonMention) -> bool:
    return one.country == other.country and rank_of(one.office) == rank_of(other.office)


def described(mentions: Mentions) -> dict[str, object]:
    """The mentions as plain values, in the schema of the corpus, with passages and exact words beside each."""
    occasion = mentions.occasion
    known = city_in_english(occasion.city) if occasion.city else None
    city = known.english if known else None
    return {
        "kind": occasion.kind,
        "mechanism": occasion.mechanism,
        "state": occasion.state,
        "round": occasion.round,
        "date": {
            "start": occasion.date[0],
            "end": occasion.date[1],
            "basis": occasion.date[2],
            **({"elsewhere": occasion.elsewhere[0]} if occasion.elsewhere else {}),
        }
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
                **({"also": o.also} if o.also else {}),
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
            "references": [
                {"name": r.name, "passage": r.passage, "words": r.words, **_in_english(treaty_in_english(r.name))}
                for r in mentions.references
            ],
            **{
                name: {"passage": passage, "words": words} | _in_english(city if name == "city" else None)
                for name, (passage, words) in occasion.sources.items()
            },
        },
    }


def _in_english(name: str | None) -> dict[str, str]:
    """What a name printed in another script is in English, for comparing."""
    return {"english": name} if name else {}
