"""What search can find: one entry for each thing, as the rows of the public record have it.

Names stand in three languages, so each thing has an entry in each, which holds what it is called in the others as well.
Statements and documents stand in the language they were issued in. Order is kept as text of digits and small letters,
which every collation of every database sorts alike.

Beside its words an entry has marks, which are tokens too: ``o…`` the thing itself and what it belongs to, ``c…`` the
three, ``g…`` what is of the series, those of days and ordinals (recognise), and those of the facets, which begin
with f.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet, TextChoices
from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.translation import pgettext_lazy

from initiatives.choices import MeetingKind, PassageKind, ReferenceKind
from initiatives.dates import PartialDate
from initiatives.models import (
    Activity,
    Concept,
    ConceptForm,
    Delegate,
    Document,
    Initiative,
    Meeting,
    Official,
    OfficialName,
    Passage,
    Pillar,
    Reference,
    Tenure,
)
from initiatives.models.officials import named
from initiatives.published.models import Entry
from initiatives.published.search import recognise
from initiatives.published.search.keys import WHOLE, Called, of_person, of_symbol, of_title, written
from initiatives.published.search.words import fold
from initiatives.record import names, realm


class HitKind(TextChoices):
    """What search finds, in the order in which the page shows it, named in the plural."""

    STATEMENT = "statement", pgettext_lazy("kind of search result", "Statements")
    ROUND = "round", pgettext_lazy("kind of search result", "Rounds and calls")
    INITIATIVE = "initiative", pgettext_lazy("kind of search result", "Initiatives")
    ACTIVITY = "activity", pgettext_lazy("kind of search result", "Activities")
    OFFICIAL = "official", pgettext_lazy("kind of search result", "Officials")
    DOCUMENT = "document", pgettext_lazy("kind of search result", "Documents")
    REFERENCE = "reference", pgettext_lazy("kind of search result", "References")
    PILLAR = "pillar", pgettext_lazy("kind of search result", "Pillars")
    CONCEPT = "concept", pgettext_lazy("kind of search result", "Thesaurus")


LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
Row = TypeVar("Row", bound=Model)


def rows(model: type[Row], **conditions: Any) -> QuerySet[Row]:
    """A plain query of the public record: no manager, so that no language has a say in it."""
    return QuerySet(model=model).using(realm.PUBLIC).filter(**conditions)


def said(row: Model, column: str, language: str) -> str:
    """A translated column in a language, in English where it is not translated."""
    return getattr(row, f"{column}_{language}") or getattr(row, f"{column}_en") or ""


def _date(value: str, language: str) -> str:
    """A partial date in words, as precise as it is: 5 January 2017, April 2015, 2017年1月5日, 2017년 1월 5일."""
    date = PartialDate(value)
    parts = [date.year, date.month, date.day]
    if language == "ja":
        return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=True) if part)
    if language == "ko":
        return " ".join(f"{part}{unit}" for part, unit in zip(parts, "년월일", strict=True) if part)
    with translation.override("en"):
        return " ".join(filter(None, [str(date.day or ""), str(MONTHS.get(date.month or 0, "")), str(date.year)]))


def _dates(row: Meeting | Activity, language: str) -> str:
    return " – ".join(_date(value, language) for value in (row.start, row.end) if value)


def _newest_first(start: str) -> str:
    """Eight digits that sort a later date before an earlier one. Digits only: every collation sorts them alike."""
    year, month, day = (*start.split("-"), "0", "0")[:3]
    return f"{99_999_999 - int(year) * 10_000 - int(month) * 100 - int(day):08}"


def thing(pk: UUID) -> str:
    """The token of a thing of the record: on itself, and on what belongs to it."""
    return f"o{pk.hex}"


FACETS = {"party": "a", "round": "r", "year": "y", "pillar": "l", "document": "d"}  # with the letter of its tokens


def facet(name: str, value: str) -> str:
    """The token by which a facet counts and chooses."""
    return f"f{FACETS[name]}{value.encode().hex()}"


def facet_value(token: str) -> str:
    return bytes.fromhex(token[2:]).decode()


def _days(*dates: str) -> list[str]:
    return [token for date in dates if date for token in recognise.date_tokens(date)]


def _years(*dates: str) -> list[str]:
    return [facet("year", year) for year in sorted({date[:4] for date in dates if date})]


def marked(own: Iterable[str], around: Iterable[str]) -> str:
    """The marks of an entry: each token once, its own before the bar."""
    mine = dict.fromkeys(own)
    return " ".join([*mine, "|", *(token for token in dict.fromkeys(around) if token not in mine)])


def _line(language: str, *parts: str) -> str:
    return ("、" if language == "ja" else ", ").join(part for part in parts if part)


def _in_each_language(
    kind: HitKind,
    row: Model,
    position: str,
    path: str,
    describe: Callable[[str], tuple[str, list[str]]],
    *,
    start: str = "",
    called: Iterable[Called] = (),
    also: Iterable[str] = (),
    own: Iterable[str] = (),
    around: Iterable[str] = (),
) -> Iterator[Entry]:
    """One entry a language: title and lines in that language first, then the titles and lines of the others.

    So every language finds the same, and shows it in its own words where it has them. ``called`` are ways to call it
    besides its titles, ``also`` words that it is found by as by its name, ``own`` and ``around`` its marks.
    """
    described = {language: describe(language) for language in LANGUAGES}
    titles = list(dict.fromkeys(title for title, _ in described.values()))
    ways = [*called, *(way for title in titles for way in of_title(title))]
    days = [token for title in titles for token in recognise.printed(fold(title)[0]) if token[0] in "dqg"]
    marks = marked([thing(row.pk), *own, *days], around)
    when = int(_newest_first(start)) if start else 0
    for language, (title, lines) in described.items():
        rest = [words for other, words in described.items() if other != language]
        others = " · ".join(dict.fromkeys(other for other, _ in rest if other != title))
        every = dict.fromkeys([*lines, others, *(line for _, lines in rest for line in lines)])
        entry = Entry(
            root=row.pk,
            kind=kind,
            position=position + row.pk.hex,
            language=language,
            title=title[:400],
            text="\n".join(filter(None, every)),
            path=path,
            names="\n".join([*(other for other in titles if other != title), *also]),
            marks=marks,
        )
        entry.called, entry.when = (ways if language == LANGUAGES[0] else ()), when
        yield entry


def _officials(pks: Sequence[UUID]) -> Iterator[Entry]:
    written_as, tenures = defaultdict(list), defaultdict(list)
    for name in rows(OfficialName, official__in=pks).order_by("position", "language", "value"):
        written_as[name.official_id].append(name)
    for tenure in rows(Tenure, official__in=pks).select_related("country").order_by("start", "title_en"):
        tenures[tenure.official_id].append(tenure)
    for row in rows(Official, pk__in=pks):

        def describe(language: str, row: Official = row) -> tuple[str, list[str]]:
            posts = [
                _line(language, said(tenure, "title", language), said(tenure, "organisation", language))
                for tenure in tenures[row.pk]
            ]
            called = [" ".join(filter(None, [name.value, name.romanisation])) for name in written_as[row.pk]]
            called += [row.name, f"{row.family_name} {row.given_name}".strip()]
            country = next((tenure.country.code for tenure in tenures[row.pk]), "")
            known = names.of_values(row.name, ((name.language, name.value) for name in written_as[row.pk]), country)
            return known.text(language), ["; ".join(posts), " · ".join(dict.fromkeys(called))]

        family = unicodedata.normalize("NFKD", row.family_name).casefold()
        position = "".join(f"{ord(letter):02x}" for letter in family if letter.isascii() and letter.isalpha())[:28]
        codes = {tenure.country.code for tenure in tenures[row.pk]}
        forms = [row.name, f"{row.given_name} {row.family_name}".strip(), *(each.value for each in written_as[row.pk])]
        yield from _in_each_language(
            HitKind.OFFICIAL,
            row,
            position,
            f"/officials/{row.slug}/",
            describe,
            called=[
                way
                for form in dict.fromkeys(forms)
                for way in of_person(form, family=row.family_name, is_korean="KOR" in codes)
            ],
            also=forms,
            around=[*(f"c{code.lower()}" for code in codes), *(facet("party", code) for code in codes)],
        )


def _meetings(pks: Sequence[UUID]) -> Iterator[Entry]:
    delegates, documents, sentences = defaultdict(list), defaultdict(list), defaultdict(list)
    present = rows(Delegate, meeting__in=pks).select_related("official", "country").annotate(**named("official"))
    for delegate in present.order_by("position", "name"):
        delegates[delegate.meeting_id].append(delegate)
    for document in rows(Document, meeting__in=pks).defer("text").order_by("issued_on", "slug"):
        documents[document.meeting_id].append(document)
    spoken = rows(Passage, document__meeting__in=pks, kind=PassageKind.SENTENCE).select_related("pillar")
    for passage in spoken.prefetch_related("references", "named_initiatives").order_by("position"):
        sentences[passage.document_id].append(passage)
    for row in rows(Meeting, pk__in=pks).select_related("host"):

        def describe(language: str, row: Meeting = row) -> tuple[str, list[str]]:
            heads = [
                _line(
                    language,
                    names.of_delegate(delegate).text(language),
                    delegate.title,
                    said(delegate, "title_translation", language),
                )
                for delegate in delegates[row.pk]
            ]
            where = _line(language, _dates(row, language), said(row, "city", language), said(row, "venue", language))
            return said(row, "name", language), [where, "; ".join(heads), said(row, "summary", language)]

        when = _newest_first(row.start)
        people = delegates[row.pk]
        parties = list(dict.fromkeys(f"c{delegate.country.code.lower()}" for delegate in people))
        facets = [facet("round", row.slug), *_years(row.start, row.end)]
        numbered = row.number is not None and row.kind == MeetingKind.ROUND
        yield from _in_each_language(
            HitKind.ROUND,
            row,
            when,
            f"/rounds/{row.slug}/",
            describe,
            start=row.start,
            called=[Called(f"round:{row.number}", WHOLE)] if numbered else (),
            also=dict.fromkeys(said(row, "city", language) for language in LANGUAGES),
            own=_days(row.start, row.end),
            around=[
                *(thing(delegate.official_id) for delegate in people),
                *parties,
                *(["gseries"] if numbered else []),
                *facets,
                *([facet("party", row.host.code)] if row.host else []),
            ],
        )
        for order, document in enumerate(documents[row.pk]):
            yield from _document(row, document, f"{when}{row.pk.hex}{order:03}", facets, sentences[document.pk])


def _document(
    row: Meeting,
    document: Document,
    place: str,
    facets: Sequence[str],
    sentences: Sequence[Passage],
) -> Iterator[Entry]:
    """A document of a round, and the statements that are held of it."""
    path = f"/documents/{document.slug}/"
    kinds = []
    for language in LANGUAGES:
        with translation.override(language):
            kinds.append(str(document.get_kind_display()))
    issued = _date(document.issued_on, "en") if document.issued_on else ""
    around = [
        thing(row.pk),
        *_days(row.start, row.end),
        *facets,
        *_years(document.issued_on),
        facet("document", document.kind),
    ]
    printed = [token for token in recognise.printed(fold(document.title)[0]) if token[0] in "dmqg"]
    entry = Entry(
        root=row.pk,
        kind=HitKind.DOCUMENT,
        position=place,
        language=document.language,
        title=document.title,
        text="\n".join([_line("en", kinds[0], document.issuers, issued), " · ".join(dict.fromkeys(kinds[1:]))]),
        path=path,
        names="\n".join(dict.fromkeys(kinds)),
        marks=marked([thing(document.pk), *_days(document.issued_on), *printed], around),
    )
    entry.when = int(_newest_first(row.start))
    entry.called = [Called(way.text, way.strength) for way in of_title(document.title)]
    yield entry
    for passage in sentences:
        belongs = [
            *(passage.references.all()),
            *(passage.named_initiatives.all()),
        ]
        near = [passage.pillar_id, passage.initiative_id, passage.speaker_id, *(each.pk for each in belongs)]
        entry = Entry(
            root=row.pk,
            kind=HitKind.STATEMENT,
            position=f"{place}{passage.position:06}",
            number=passage.number,
            language=document.language,
            title=document.title,
            text=passage.text,
            path=f"{path}{passage.number}/",
            marks=marked(
                recognise.printed(fold(passage.text)[0]),
                [
                    *around,
                    thing(document.pk),
                    *(thing(pk) for pk in near if pk),
                    *([facet("pillar", passage.pillar.slug)] if passage.pillar else []),
                ],
            ),
        )
        entry.when = int(_newest_first(row.start))
        yield entry


def _pillars(pks: Sequence[UUID]) -> Iterator[Entry]:
    for row in rows(Pillar, pk__in=pks):

        def describe(language: str, row: Pillar = row) -> tuple[str, list[str]]:
            return said(row, "name", language), [said(row, "summary", language)]

        yield from _in_each_language(
            HitKind.PILLAR,
            row,
            f"{row.position:05}",
            f"/pillars/{row.slug}/",
            describe,
            around=[facet("pillar", row.slug)],
        )


def _initiatives(pks: Sequence[UUID]) -> Iterator[Entry]:
    for row in rows(Initiative, pk__in=pks).select_related("pillar"):

        def describe(language: str, row: Initiative = row) -> tuple[str, list[str]]:
            return said(row, "name", language), [said(row, "summary", language)]

        yield from _in_each_language(
            HitKind.INITIATIVE,
            row,
            f"{row.position:05}",
            f"/initiatives/{row.slug}/",
            describe,
            around=[thing(row.pillar_id), facet("pillar", row.pillar.slug)],
        )


def _activities(pks: Sequence[UUID]) -> Iterator[Entry]:
    for row in rows(Activity, pk__in=pks).select_related("initiative__pillar"):

        def describe(language: str, row: Activity = row) -> tuple[str, list[str]]:
            where = _line(language, _dates(row, language), said(row, "city", language))
            who = _line(language, said(row, "convener", language), said(row, "level", language), row.count_claim)
            return said(row, "name", language), [
                where,
                who,
                said(row, "participants", language),
                said(row, "summary", language),
            ]

        pillar = row.initiative.pillar if row.initiative else None
        yield from _in_each_language(
            HitKind.ACTIVITY,
            row,
            _newest_first(row.start),
            f"/activities/{row.slug}/",
            describe,
            start=row.start,
            also=dict.fromkeys(said(row, "city", language) for language in LANGUAGES),
            own=_days(row.start, row.end),
            around=[
                *(thing(pk) for pk in (row.initiative_id, row.convener_official_id) if pk),
                *([thing(pillar.pk), facet("pillar", pillar.slug)] if pillar else []),
                *_years(row.start, row.end),
            ],
        )


def _references(pks: Sequence[UUID]) -> Iterator[Entry]:
    for row in rows(Reference, pk__in=pks):

        def describe(language: str, row: Reference = row) -> tuple[str, list[str]]:
            with translation.override(language):
                kind = str(row.get_kind_display())
            return said(row, "name", language), [_line(language, row.symbol, kind), said(row, "summary", language)]

        called = list(of_symbol(row.symbol)) if row.symbol else []
        if row.kind == ReferenceKind.RESOLUTION:
            numbers = re.findall(r"\b\d{3,4}\b", f"{row.symbol.partition('(')[0]} {said(row, 'name', 'en')}")[:1]
            called += [way for each in numbers for way in (Called(f"res:{each}", WHOLE), Called(each, WHOLE))]
        elif row.kind == ReferenceKind.SERIES:
            called.append(Called(recognise.SERIES, WHOLE))
        yield from _in_each_language(
            HitKind.REFERENCE, row, "", f"/references/{row.slug}/", describe, called=called, also=[row.symbol]
        )


def _concepts(pks: Sequence[UUID]) -> Iterator[Entry]:
    forms = defaultdict(list)
    for form in rows(ConceptForm, concept__in=pks).order_by("position", "language", "value"):
        forms[form.concept_id].append(form.value)
    for row in rows(Concept, pk__in=pks):

        def describe(language: str, row: Concept = row) -> tuple[str, list[str]]:
            return said(row, "name", language), [" · ".join(forms[row.pk]), said(row, "summary", language)]

        called = [
            Called(way.text, way.strength, written(form)) for form in forms[row.pk] for way in [next(of_title(form))]
        ]
        yield from _in_each_language(
            HitKind.CONCEPT, row, "", f"/thesaurus/{row.slug}/", describe, called=called, also=forms[row.pk]
        )


ENTRIES: dict[str, Callable[[Sequence[UUID]], Iterable[Entry]]] = {
    "country": lambda pks: (),  # has no page of its own
    "official": _officials,
    "meeting": _meetings,
    "pillar": _pillars,
    "initiative": _initiatives,
    "activity": _activities,
    "reference": _references,
    "concept": _concepts,
}
