"""What search can find: one entry for each thing, as the rows of the public record have it.

Names stand in three languages, so each thing has an entry in each, which holds what it is called in the others as well.
Statements and documents stand in the language they were issued in. Order is kept as text of digits and small letters,
which every collation of every database sorts alike.
"""

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

from initiatives.choices import PassageKind
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


def _line(language: str, *parts: str) -> str:
    return ("、" if language == "ja" else ", ").join(part for part in parts if part)


def _in_each_language(
    kind: HitKind, row: Model, position: str, path: str, describe: Callable[[str], tuple[str, list[str]]]
) -> Iterator[Entry]:
    """One entry a language: title and lines in that language first, then the titles and lines of the others.

    So every language finds the same, and shows it in its own words where it has them.
    """
    described = {language: describe(language) for language in LANGUAGES}
    for language, (title, own) in described.items():
        rest = [words for other, words in described.items() if other != language]
        others = " · ".join(dict.fromkeys(other for other, _ in rest if other != title))
        lines = dict.fromkeys([*own, others, *(line for _, lines in rest for line in lines)])
        yield Entry(
            root=row.pk,
            kind=kind,
            position=position + row.pk.hex,
            language=language,
            title=title[:400],
            text="\n".join(filter(None, lines)),
            path=path,
        )


def _officials(pks: Sequence[UUID]) -> Iterator[Entry]:
    written, tenures = defaultdict(list), defaultdict(list)
    for name in rows(OfficialName, official__in=pks).order_by("position", "language", "value"):
        written[name.official_id].append(name)
    for tenure in rows(Tenure, official__in=pks).select_related("country").order_by("start", "title_en"):
        tenures[tenure.official_id].append(tenure)
    for row in rows(Official, pk__in=pks):

        def describe(language: str, row: Official = row) -> tuple[str, list[str]]:
            posts = [
                _line(language, said(tenure, "title", language), said(tenure, "organisation", language))
                for tenure in tenures[row.pk]
            ]
            called = [" ".join(filter(None, [name.value, name.romanisation])) for name in written[row.pk]]
            called += [row.name, f"{row.family_name} {row.given_name}".strip()]
            country = next((tenure.country.code for tenure in tenures[row.pk]), "")
            known = names.of_values(row.name, ((name.language, name.value) for name in written[row.pk]), country)
            return known.text(language), ["; ".join(posts), " · ".join(dict.fromkeys(called))]

        family = unicodedata.normalize("NFKD", row.family_name).casefold()
        position = "".join(f"{ord(letter):02x}" for letter in family if letter.isascii() and letter.isalpha())[:28]
        yield from _in_each_language(HitKind.OFFICIAL, row, position, f"/officials/{row.slug}/", describe)


def _meetings(pks: Sequence[UUID]) -> Iterator[Entry]:
    delegates, documents, sentences = defaultdict(list), defaultdict(list), defaultdict(list)
    present = rows(Delegate, meeting__in=pks).select_related("official", "country").annotate(**named("official"))
    for delegate in present.order_by("position", "name"):
        delegates[delegate.meeting_id].append(delegate)
    for document in rows(Document, meeting__in=pks).defer("text").order_by("issued_on", "slug"):
        documents[document.meeting_id].append(document)
    for passage in rows(Passage, document__meeting__in=pks, kind=PassageKind.SENTENCE).order_by("position"):
        sentences[passage.document_id].append(passage)
    for row in rows(Meeting, pk__in=pks):

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
        yield from _in_each_language(HitKind.ROUND, row, when, f"/rounds/{row.slug}/", describe)
        for order, document in enumerate(documents[row.pk]):
            place = f"{when}{row.pk.hex}{order:03}"
            path = f"/documents/{document.slug}/"
            kinds = []
            for language in LANGUAGES:
                with translation.override(language):
                    kinds.append(str(document.get_kind_display()))
            issued = _date(document.issued_on, "en") if document.issued_on else ""
            yield Entry(
                root=row.pk,
                kind=HitKind.DOCUMENT,
                position=place,
                language=document.language,
                title=document.title,
                text="\n".join([_line("en", kinds[0], document.issuers, issued), " · ".join(dict.fromkeys(kinds[1:]))]),
                path=path,
            )
            for passage in sentences[document.pk]:
                yield Entry(
                    root=row.pk,
                    kind=HitKind.STATEMENT,
                    position=f"{place}{passage.position:06}",
                    number=passage.number,
                    language=document.language,
                    title=document.title,
                    text=passage.text,
                    path=f"{path}{passage.number}/",
                )


def _pillars(pks: Sequence[UUID]) -> Iterator[Entry]:
    for row in rows(Pillar, pk__in=pks):

        def describe(language: str, row: Pillar = row) -> tuple[str, list[str]]:
            return said(row, "name", language), [said(row, "summary", language)]

        yield from _in_each_language(HitKind.PILLAR, row, f"{row.position:05}", f"/pillars/{row.slug}/", describe)


def _initiatives(pks: Sequence[UUID]) -> Iterator[Entry]:
    for row in rows(Initiative, pk__in=pks):

        def describe(language: str, row: Initiative = row) -> tuple[str, list[str]]:
            return said(row, "name", language), [said(row, "summary", language)]

        yield from _in_each_language(
            HitKind.INITIATIVE, row, f"{row.position:05}", f"/initiatives/{row.slug}/", describe
        )


def _activities(pks: Sequence[UUID]) -> Iterator[Entry]:
    for row in rows(Activity, pk__in=pks):

        def describe(language: str, row: Activity = row) -> tuple[str, list[str]]:
            where = _line(language, _dates(row, language), said(row, "city", language))
            who = _line(language, said(row, "convener", language), said(row, "level", language), row.count_claim)
            return said(row, "name", language), [where, who, said(row, "summary", language)]

        yield from _in_each_language(
            HitKind.ACTIVITY, row, _newest_first(row.start), f"/activities/{row.slug}/", describe
        )


def _references(pks: Sequence[UUID]) -> Iterator[Entry]:
    for row in rows(Reference, pk__in=pks):

        def describe(language: str, row: Reference = row) -> tuple[str, list[str]]:
            with translation.override(language):
                kind = str(row.get_kind_display())
            return said(row, "name", language), [_line(language, row.symbol, kind), said(row, "summary", language)]

        yield from _in_each_language(HitKind.REFERENCE, row, "", f"/references/{row.slug}/", describe)


def _concepts(pks: Sequence[UUID]) -> Iterator[Entry]:
    forms = defaultdict(list)
    for form in rows(ConceptForm, concept__in=pks).order_by("position", "language", "value"):
        forms[form.concept_id].append(form.value)
    for row in rows(Concept, pk__in=pks):

        def describe(language: str, row: Concept = row) -> tuple[str, list[str]]:
            return said(row, "name", language), [" · ".join(forms[row.pk]), said(row, "summary", language)]

        yield from _in_each_language(HitKind.CONCEPT, row, "", f"/thesaurus/{row.slug}/", describe)


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
