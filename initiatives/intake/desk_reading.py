"""Reads what the desk holds into plain facts: once for a page, in a dozen queries whatever the size."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Model

from initiatives.choices import PassageKind
from initiatives.dates import PartialDate
from initiatives.intake.known import (
    Desk,
    KnownActivity,
    KnownCountry,
    KnownDelegate,
    KnownDocument,
    KnownInitiative,
    KnownMeeting,
    KnownPerson,
    KnownPillar,
    KnownPost,
    KnownReference,
    KnownSentence,
    Said,
)
from initiatives.intake.likeness import fold, person_keys, script_of
from initiatives.models import (
    Activity,
    Citation,
    Country,
    Document,
    Initiative,
    Meeting,
    Official,
    Passage,
    Pillar,
    Reference,
)

OTHERS = ("name_ja", "name_ko")


def read_desk() -> Desk:
    """Reads what the desk holds. Call in the desk's realm."""
    people = _people()
    meetings = _meetings(people)
    initiatives = Initiative.objects.order_by("position", "slug").values_list("pk", "name", "pillar", *OTHERS)
    references = Reference.objects.values_list("pk", "kind", "symbol", "name", *OTHERS)
    activities = Activity.objects.values_list("pk", "name", "start", "end", *OTHERS)
    pillars = Pillar.objects.order_by("position", "slug").values_list("pk", "name", *OTHERS)
    cities = _cities()
    return Desk(
        countries={
            code: KnownCountry(code, name, party)
            for code, name, party in Country.objects.values_list("code", "name", "party")
        },
        people=list(people.values()),
        pillars=[KnownPillar(str(key), name, filled(also)) for key, name, *also in pillars],
        initiatives=[
            KnownInitiative(str(key), name, str(pillar), filled(also)) for key, name, pillar, *also in initiatives
        ],
        references=[
            KnownReference(str(key), kind, symbol, name, filled(also)) for key, kind, symbol, name, *also in references
        ],
        activities=[
            KnownActivity(str(key), name, str(start), str(end), filled(also))
            for key, name, start, end, *also in activities
        ],
        meetings=list(meetings.values()),
        documents=_documents(),
        sentences=_sentences(meetings),
        cities={fold(other): city for city, others in cities.items() for other in others if other},
        city_names=cities,
    )


def filled(values: Iterable[str | None]) -> tuple[str, ...]:
    """The values that there are."""
    return tuple(value for value in values if value)


def in_other_languages(row: Model, name: str) -> tuple[str, ...]:
    """What a translated column of a row holds in Japanese and Korean."""
    return filled(getattr(row, f"{name}_{code}") for code in ("ja", "ko"))


def _cities() -> dict[str, tuple[str, str]]:
    """City of a meeting → its names in Japanese and Korean, where the desk has them."""
    rows = Meeting.objects.exclude(city="").order_by("start", "slug").values_list("city", "city_ja", "city_ko")
    found: dict[str, tuple[str, str]] = {}
    for city, japanese, korean in rows:
        before = found.get(city, ("", ""))
        found[city] = (japanese or before[0], korean or before[1])
    return found


def _people() -> dict[str, KnownPerson]:
    people = {}
    for official in Official.objects.prefetch_related("names", "tenures__country").order_by("slug"):
        person = KnownPerson(str(official.pk), official.name, fold(official.family_name))
        spelled = [official.name, f"{official.given_name} {official.family_name}"]
        for name in official.names.all():
            spelled += [name.value, *([name.romanisation] if name.romanisation else [])]
        for value in spelled:
            person.keys |= person_keys(value)
            person.scripts.add(script_of(value))
        for tenure in official.tenures.all():
            first, last = _span(tenure.start, tenure.end)
            titles = in_other_languages(tenure, "title")
            person.posts.append(KnownPost(tenure.title, tenure.country.code, first, last, titles))
        people[person.key] = person
    return people


def _span(start: str, end: str) -> tuple[str, str]:
    first = PartialDate(start).first_day.isoformat() if start else "0000"
    return first, PartialDate(end).last_day.isoformat() if end else "9999"


def _meetings(people: dict[str, KnownPerson]) -> dict[str, KnownMeeting]:
    """The meetings by key, in order of time. The names that delegates had there become known of the people."""
    meetings, said = {}, _said()
    for meeting in (
        Meeting.objects.select_related("country").prefetch_related("delegates__country").order_by("start", "slug")
    ):
        for delegate in meeting.delegates.all():
            if str(delegate.official_id) in people:
                people[str(delegate.official_id)].keys |= person_keys(delegate.name)
                people[str(delegate.official_id)].scripts.add(script_of(delegate.name))
        meetings[str(meeting.pk)] = KnownMeeting(
            key=str(meeting.pk),
            name=meeting.name,
            kind=meeting.kind,
            number=meeting.number,
            start=str(meeting.start),
            end=str(meeting.end),
            city=meeting.city,
            country=meeting.country.code if meeting.country else "",
            heads=tuple(str(delegate.official_id) for delegate in meeting.delegates.all()),
            state=meeting.state,
            cities=in_other_languages(meeting, "city"),
            delegates=tuple(
                KnownDelegate(
                    *(str(one.official_id), one.name, one.title, one.country.code, one.is_head),
                    said=said.get((str(meeting.pk), str(one.pk)), {}),
                )
                for one in meeting.delegates.all()
            ),
            said=said.get((str(meeting.pk), ""), {}),
        )
    return meetings


def _said() -> dict[tuple[str, str], dict[str, Said]]:
    """Meeting and delegate (or none) → field → the first words of a document that it rests on."""
    cited = Citation.objects.filter(passage__isnull=False, meeting__isnull=False, document=None)
    columns = ("meeting", "delegate", "field", "quotation", "passage__number", "passage__document__title")
    found: dict[tuple[str, str], dict[str, Said]] = defaultdict(dict)
    for meeting, delegate, name, *said in cited.order_by("position", "pk").values_list(*columns):
        found[str(meeting), str(delegate or "")].setdefault(name, Said(*said))
    return found


def _documents() -> list[KnownDocument]:
    columns = ("pk", "slug", "title", "kind", "language", "issuers", "sha256", "issued_on", "meeting")
    rows = Document.objects.order_by("slug").values_list(*columns)
    return [KnownDocument(*("" if value is None else str(value) for value in row)) for row in rows]


def _sentences(meetings: dict[str, KnownMeeting]) -> list[KnownSentence]:
    rows = Passage.objects.filter(kind=PassageKind.SENTENCE).order_by(
        "document__meeting__start", "document__slug", "position"
    )
    columns = ("pk", "number", "text", "document", "document__meeting", "pillar", "initiative")
    found = []
    for key, number, text, document, meeting, pillar, initiative in rows.values_list(*columns):
        there = meetings.get(str(meeting))
        found.append(
            KnownSentence(
                key=str(key),
                number=number,
                text=text,
                document=str(document),
                meeting=str(meeting),
                meeting_name=there.name if there else "",
                pillar=str(pillar or ""),
                initiative=str(initiative or ""),
            )
        )
    return found
