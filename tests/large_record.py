"""A public record of any number of rounds, written past the desk: for pages that must be readable at any size."""

import datetime
import itertools
import re

from initiatives.choices import PassageKind
from initiatives.models import (
    Activity,
    Citation,
    Country,
    Delegate,
    Document,
    Initiative,
    Meeting,
    Official,
    Passage,
    Pillar,
)
from initiatives.models.documents import fingerprint
from initiatives.published.search import index
from initiatives.record import realm
from initiatives.templatetags.numbers import ordinal
from tests.builders import key
from tests.copies import copy_of

PILLARS = [
    "Responding to the North Korea Threat",
    "Trilateral Coordination and Strength of our Alliances",
    "Working Together to Promote Regional Cooperation",
    "Collaborating to Address Global Challenges",
]
INITIATIVES = [
    "Cancer Moonshot Initiative",
    "Development Policy Priorities",
    "Women’s Empowerment",
    "Cybersecurity",
    "Space Policy",
    "Global Health",
    "Humanitarian Assistance and Disaster Relief",
    "Food Security",
    "Oceans and the Environment",
    "Illegal Logging",
    "Energy Security",
    "Cooperation in the Middle East and North Africa",
]
EVENTS = [
    "Trilateral dialogue on the Middle East and North Africa",
    "First Trilateral Discussion on Development Policy",
    "3rd Our Ocean Conference",
    "Trilateral meeting of health ministers",
    "Inaugural Women’s Empowerment Trilateral Forum",
    "Trilateral consultation of cyber policy experts",
]
CITIES = ["Washington, DC", "Tokyo", "Seoul", "Honolulu"]
COUNTRIES = [0, 1, 2, 0]  # in which each of them is, of the three parties
# The dates of the first fifteen rounds; those beyond follow every four months.
DATES = re.findall(
    r"\S+",
    "2015-04 2016-01-16 2016-04-19 2016-07-14 2016-10-27 2017-01-05 2017-10-18 2021-07-21 2021-11-17 2022-06-08 "
    "2022-10-26 2023-02-13 2024-05-31 2024-10-16 2025-07-18",
)
NAMES = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"]


def date(number):
    if number <= len(DATES):
        return DATES[number - 1]
    return str(datetime.date(2025, 7, 18) + datetime.timedelta(days=122 * (number - len(DATES))))


def name_of(number):
    return f"{NAMES[number - 1]} round" if number <= len(NAMES) else f"{ordinal(number)} round"


def rounds(*numbers):
    """Rounds of these numbers that stand in no database."""
    return [Meeting(slug=f"r{number}", number=number, name=name_of(number), start=date(number)) for number in numbers]


def activities(*starts):
    """Activities of these days that stand in no database."""
    return [Activity(slug=f"a{place}", name=f"Activity {place}", start=start) for place, start in enumerate(starts)]


def say(model, **values):
    translated = {
        f"{name}_{language}": text
        for name, text in values.pop("said", {}).items()
        for language, text in zip(("en", "ja", "ko"), (text, f"{text}（訳）", f"{text} (역)"), strict=True)
    }
    return model(**values, **translated)


def record(numbers, documented, activities=6):
    """Writes rounds of these numbers, with a document for those in ``documented``, to the public record."""
    copy_of(_record, tuple(numbers), frozenset(documented), activities)


def _record(numbers, documented, activities):
    with realm.publishing(), realm.in_public():
        countries = [
            say(
                Country,
                id=key("generated", code),
                code=code,
                party=True,
                position_en=place,
                said={"name": name, "short_name": code, "formal_name": name},
            )
            for place, (code, name) in enumerate(
                [("USA", "United States"), ("JPN", "Japan"), ("KOR", "Republic of Korea")], 1
            )
        ]
        Country.objects.bulk_create(countries)
        officials = [
            Official(id=key("generated", slug), slug=slug, name=name, family_name=name.split()[-1])
            for slug, name in (("ann-blake", "Ann Blake"), ("bunta-sato", "Bunta Sato"), ("chul-lim", "Chul Lim"))
        ]
        Official.objects.bulk_create(officials)
        pillars = [
            say(
                Pillar,
                id=key("generated", "pillar", place),
                slug=f"pillar-{place}",
                position=place,
                said={"name": name},
            )
            for place, name in enumerate(PILLARS, 1)
        ]
        Pillar.objects.bulk_create(pillars)
        initiatives = [
            say(
                Initiative,
                id=key("generated", "initiative", place),
                slug=f"initiative-{place}",
                pillar=pillars[-1],
                position=place,
                said={"name": name},
            )
            for place, name in enumerate(INITIATIVES, 1)
        ]
        Initiative.objects.bulk_create(initiatives)
        rows = {model: [] for model in (Meeting, Delegate, Document, Passage, Activity, Citation)}
        for number in numbers:
            add_round(number, number in documented, countries, officials, pillars, initiatives, rows)
        for place in range(activities):
            add_activity(place, initiatives[place % 12], rows)
        for model, made in rows.items():
            model.objects.bulk_create(made)
        for kind, model in {
            "pillar": Pillar,
            "initiative": Initiative,
            "meeting": Meeting,
            "activity": Activity,
            "official": Official,
        }.items():
            index.feed(kind, [row.pk for row in model.objects.all()])


def add_round(number, is_documented, countries, officials, pillars, initiatives, rows):
    start = date(number)
    slug = f"{start}-{number}"
    meeting = say(
        Meeting,
        id=key("generated", slug),
        slug=slug,
        number=number,
        start=start,
        country=countries[COUNTRIES[number % 4]],
        said={"name": name_of(number), "city": CITIES[number % 4]},
    )
    rows[Meeting].append(meeting)
    rows[Delegate] += [
        Delegate(
            id=key("generated", slug, official.slug),
            meeting=meeting,
            official=official,
            country=country,
            name=official.name,
            title="Deputy Secretary of State" if number % 2 else "Vice Minister for Foreign Affairs",
            position=place,
        )
        for place, (official, country) in enumerate(zip(officials, countries, strict=True))
    ]
    rows[Citation].append(
        Citation(
            id=key("generated", slug, "start"),
            meeting=meeting,
            field="start",
            basis="other",
            publisher="Department of State",
            address="https://example.org/",
            read_on=datetime.date(2026, 11, 23),
        )
    )
    if not is_documented:
        return
    sentences = [(None, None, f"The {ordinal(number)} round opened with words of welcome.")]
    for pillar in pillars[:3]:
        sentences += [
            (
                pillar,
                None,
                "North Korea's nuclear and missile programs threaten the security of our countries.",
            ),
            (pillar, None, f"Our officials met {number} times in {start[:4]} to coordinate on {pillar.name_en}."),
        ]
    for place, initiative in enumerate(initiatives):
        if (number + place) % 5:
            words = (
                f"Our experts on {initiative.name_en} exchanged views on {['data', 'plans', 'lessons'][number % 3]}."
            )
            sentences.append((pillars[3], initiative, words))
    if number % 2:
        sentences.append((None, None, "Committed to a better world, we will meet again."))
    text = " ".join(words for *_, words in sentences)
    document = Document(
        id=key("generated", slug, "document"),
        meeting=meeting,
        slug=f"{slug}-fact-sheet",
        kind="fact_sheet",
        title=f"Key outcomes of the {ordinal(number)} round",
        issuers="The three",
        text=text,
        sha256=fingerprint(text),
    )
    rows[Document].append(document)
    place, paragraphs = 0, itertools.count(1)
    for pillar, initiative, words in sentences:
        paragraph = next(paragraphs)
        for kind, mark in ((PassageKind.PARAGRAPH, f"{paragraph}"), (PassageKind.SENTENCE, f"{paragraph}.1")):
            place += 1
            rows[Passage].append(
                Passage(
                    id=key("generated", slug, mark),
                    document=document,
                    position=place,
                    number=mark,
                    kind=kind,
                    text=words,
                    start=text.index(words),
                    end=text.index(words) + len(words),
                    **({"pillar": pillar} if pillar else {}),
                    **({"initiative": initiative} if initiative else {}),
                )
            )


def add_activity(place, initiative, rows):
    passages = [row for row in rows[Passage] if row.kind == PassageKind.SENTENCE]
    start = datetime.date(2016, 6, 13) + datetime.timedelta(days=37 * place)
    several = place % 6 == 2
    activity = say(
        Activity,
        id=key("generated", "activity", place),
        slug=f"activity-{place}",
        initiative=initiative,
        start=str(start),
        end=str(start + datetime.timedelta(days=1)) if several else "",
        said={"name": EVENTS[place % 6], "city": CITIES[place % 4]},
    )
    rows[Activity].append(activity)
    if passages:
        passage = next((row for row in passages if row.initiative_id == initiative.pk), passages[0])
        rows[Citation].append(
            Citation(
                id=key("generated", "activity", place, "start"),
                activity=activity,
                field="start",
                passage=passage,
                quotation=passage.text,
            )
        )
