"""Query parameters turned into conditions: a FilterSet for each list. Facets count their choices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import django_filters
from django import forms
from django.conf import settings
from django.db.models import CharField, Count, Exists, F, Min, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Substr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.choices import DocumentKind, Language
from initiatives.dates import FIRST_YEAR, LAST_YEAR
from initiatives.models import (
    Activity,
    Concept,
    Country,
    Document,
    Initiative,
    Meeting,
    Official,
    Passage,
    Pillar,
)
from initiatives.published.search.patterns import MOST_WORDS, holding

LONGEST = 200  # characters of words to look for


@dataclass
class Choice:
    """One value of a facet, with what it would leave."""

    value: str
    label: str
    count: int = 0
    checked: bool = False
    chip: str = ""  # what the chip says where the label alone would not do
    row: Any = None


@dataclass
class Facet:
    """A group of choices of one parameter."""

    name: str
    legend: str | Promise
    choices: list[Choice] = field(default_factory=list)
    many: bool = True  # boxes to tick, otherwise one of several

    @property
    def is_long(self) -> bool:
        return len(self.choices) > 10


class YearsField(forms.MultipleChoiceField):
    """Years between the first and the last a partial date may have; any such year is a valid question."""

    def valid_value(self, value: str) -> bool:
        return value.isascii() and value.isdigit() and len(value) == 4 and FIRST_YEAR <= int(value) <= LAST_YEAR


class YearsFilter(django_filters.MultipleChoiceFilter):
    """Rows whose partial date, by its first four digits, is in one of the years."""

    field_class = YearsField


def allowed_in(field: forms.Field) -> list[str]:
    """What the parameter of a choice can be, for a sentence that refuses another value."""
    if isinstance(field, YearsField):
        return [_("a year from %(first)s to %(last)s") % {"first": FIRST_YEAR, "last": LAST_YEAR}]
    return [str(value) for value, _label in getattr(field, "choices", ()) if value]


def first_words(text: str) -> str:
    """The first words of what was typed, as many as a list looks for: the rest of a long text is left out."""
    return " ".join(text.split(None, MOST_WORDS)[:MOST_WORDS])[:LONGEST]


class WordsFilter(django_filters.CharFilter):
    """Words to look for, all of which must be there: the first MOST_WORDS of them, LONGEST characters at most."""


def in_every_language(column: str) -> list[str]:
    """The columns that say the same in the languages of the site: what a reader types may be in any."""
    return [f"{column}_{code}" for code, _name in settings.LANGUAGES]


class RecordFilter(django_filters.FilterSet):
    """A FilterSet whose facets are counted by one query, each under the conditions of the others."""

    SORTS: ClassVar[Sequence[tuple[str, str | Promise]]] = ()
    WORDS: ClassVar[Sequence[str]] = ()  # the columns in which ``q`` looks for words
    FEW = 1_000  # rows that hold the words, read once by their keys; of more the question is asked again for each facet
    total = 0
    found: Any = None  # the keys of the rows that hold the words

    @classmethod
    def many(cls) -> set[str]:
        """The parameters that may be given more than once."""
        multiple = django_filters.MultipleChoiceFilter
        return {name for name, each in cls.base_filters.items() if isinstance(each, multiple)}

    def without(self, name: str = "") -> QuerySet[Any]:
        """The plain rows that all filters but one, and no order, leave."""
        rows = self.queryset.model._default_manager.order_by()
        for other, value in self.form.cleaned_data.items():
            if other not in (name, "sort"):
                rows = self.filters[other].filter(rows, value)
        return rows.distinct()

    def having_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The rows that hold each of the words, in whatever spelling. Looked for once, however often it is asked."""
        if self.found is None:
            every = self.queryset.model._default_manager.order_by()
            self.found = every.filter(holding(self.queryset.model, self.WORDS, value)).values("pk")
            keys = [row["pk"] for row in self.found[: self.FEW + 1]]
            self.found = keys if len(keys) <= self.FEW else self.found
        return rows.filter(pk__in=self.found)

    def counted(self, columns: dict[str, Any]) -> dict[tuple[str, str], int]:
        """(parameter, value) → number of rows, for expressions of the values of each parameter. One query."""
        # Plain querysets: those of translated models put their columns in another order, and a union wants one.
        every: QuerySet[Any] = QuerySet(self.queryset.model).order_by()
        parts = [
            every.filter(pk__in=self.without(name).values("pk"))
            .annotate(facet=Value(name, CharField()), facet_value=Cast(expression, CharField()))
            .values("facet", "facet_value")
            .annotate(n=Count("pk", distinct=True))
            .values_list("facet", "facet_value", "n")
            for name, expression in columns.items()
        ]
        parts.append(
            every.annotate(facet=Value("", CharField()), facet_value=Value("", CharField()))
            .values("facet", "facet_value")
            .annotate(n=Count("pk", distinct=True))
            .values_list("facet", "facet_value", "n")
        )
        first, *rest = parts
        counts = {(name, value or ""): n for name, value, n in first.union(*rest, all=True)}
        self.total = counts.pop(("", ""), 0)
        return counts

    def facet(self, name: str, legend: Any, choices: Iterable[Choice], counts: dict[tuple[str, str], int]) -> Facet:
        """A facet whose choices have their counts and say whether they are in use."""
        used = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        found = list(choices)
        for choice in found:
            choice.count = counts.get((name, choice.value), 0)
            choice.checked = choice.value in used
        return Facet(name, legend, found)


def years(rows: Iterable[str], used: Iterable[str]) -> list[Choice]:
    """Choices of the years that occur or are asked for, newest first."""
    return [Choice(year, year) for year in sorted({*rows, *used} - {""}, reverse=True)]


class InitiativeFilter(RecordFilter):
    """Initiatives by pillar, round that names them, year of an activity, with or without activity, words."""

    WORDS = (*in_every_language("name"), "passages__text")
    SORTS = (("", _("Order in the source")), ("name", _("A to Z")), ("activity", _("Date of activity")))

    q = WordsFilter(method="having_words", label=_("Words in the text"))
    pillar = django_filters.MultipleChoiceFilter(field_name="pillar__slug", label=_("Pillar"))
    round = django_filters.MultipleChoiceFilter(method="named_by", label=_("Round"))
    year = YearsFilter(method="active_in", label=_("Year of activity"))
    activity = django_filters.ChoiceFilter(
        choices=[("yes", _("Has a dated activity")), ("no", _("No dated activity"))],
        method="with_activity",
        label=_("Activity"),
    )
    sort = django_filters.ChoiceFilter(choices=SORTS[1:], method="sorted_by", label=_("Sort"))

    class Meta:
        model = Initiative
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pillars = list(Pillar.objects.order_by("position", "slug"))
        self.rounds = list(
            Meeting.objects.filter(documents__passages__initiative__isnull=False).distinct().order_by("-start")
        )
        self.filters["pillar"].extra["choices"] = [(pillar.slug, pillar.name) for pillar in self.pillars]
        self.filters["round"].extra["choices"] = [(meeting.slug, meeting.name) for meeting in self.rounds]

    def named_by(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        naming = Passage.objects.filter(initiative=OuterRef("pk"), document__meeting__slug__in=value)
        return rows.filter(Exists(naming)) if value else rows

    def active_in(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        if not value:
            return rows
        dated = Activity.objects.annotate(year=Substr("start", 1, 4)).filter(initiative=OuterRef("pk"), year__in=value)
        return rows.filter(Exists(dated))

    def with_activity(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        dated = Exists(Activity.objects.filter(initiative=OuterRef("pk")))
        return rows.filter(dated if value == "yes" else ~dated)

    def sorted_by(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "name":
            return rows.order_by("name", "slug")
        return rows.annotate(first=Min("activities__start")).order_by(F("first").asc(nulls_last=True), "slug")

    def facets(self) -> list[Facet]:
        counts = self.counted(
            {
                "pillar": F("pillar__slug"),
                "round": F("passages__document__meeting__slug"),
                "year": Substr("activities__start", 1, 4),
                "activity": F("activities__initiative__slug"),
            }
        )
        with_one = sum(n for (name, value), n in counts.items() if name == "activity" and value)
        without = counts.get(("activity", ""), 0)
        counts |= {("activity", "yes"): with_one, ("activity", "no"): without, ("activity", ""): with_one + without}
        occurring = [value for name, value in counts if name == "year"]
        activity = self.facet(
            "activity",
            self.filters["activity"].label,
            [
                Choice("", str(_("All initiatives"))),
                Choice("yes", str(_("Has a dated activity"))),
                Choice("no", str(_("No dated activity"))),
            ],
            counts,
        )
        activity.many = False
        activity.choices[0].checked = not any(choice.checked for choice in activity.choices[1:])
        return [
            self.facet(
                "pillar", self.filters["pillar"].label, (Choice(p.slug, p.name, row=p) for p in self.pillars), counts
            ),
            activity,
            self.facet("year", self.filters["year"].label, years(occurring, self.form.cleaned_data["year"]), counts),
            self.facet("round", self.filters["round"].label, (Choice(m.slug, m.name) for m in self.rounds), counts),
        ]


class ActivityFilter(RecordFilter):
    """Activities by year, pillar, words."""

    WORDS = (*in_every_language("name"), *in_every_language("initiative__name"), *in_every_language("city"))

    q = WordsFilter(method="having_words", label=_("Words in the name"))
    pillar = django_filters.MultipleChoiceFilter(field_name="initiative__pillar__slug", label=_("Pillar"))
    year = YearsFilter(method="held_in", label=_("Year"))

    class Meta:
        model = Activity
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pillars = list(Pillar.objects.order_by("position", "slug"))
        self.filters["pillar"].extra["choices"] = [(pillar.slug, pillar.name) for pillar in self.pillars]

    def held_in(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return rows.annotate(year=Substr("start", 1, 4)).filter(year__in=value) if value else rows

    def facets(self) -> list[Facet]:
        counts = self.counted({"pillar": F("initiative__pillar__slug"), "year": Substr("start", 1, 4)})
        occurring = [value for name, value in counts if name == "year"]
        return [
            self.facet("year", self.filters["year"].label, years(occurring, self.form.cleaned_data["year"]), counts),
            self.facet(
                "pillar", self.filters["pillar"].label, (Choice(p.slug, p.name, row=p) for p in self.pillars), counts
            ),
        ]


class DocumentFilter(RecordFilter):
    """Documents by whether their text is held, kind, language, year of the meeting."""

    held = django_filters.ChoiceFilter(
        choices=[("yes", _("Text held in full")), ("no", _("Listed, text not held"))],
        method="with_text",
        label=_("Text"),
    )
    kind = django_filters.MultipleChoiceFilter(choices=DocumentKind.choices, label=_("Kind"))
    language = django_filters.MultipleChoiceFilter(choices=Language.choices, label=_("Language"))
    year = YearsFilter(method="of_year", label=_("Year of the meeting"))

    class Meta:
        model = Document
        fields: ClassVar[list[str]] = []

    def with_text(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.exclude(sha256="") if value == "yes" else rows.filter(sha256="")

    def of_year(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return rows.annotate(year=Substr("meeting__start", 1, 4)).filter(year__in=value) if value else rows

    def facets(self) -> list[Facet]:
        counts = self.counted(
            {
                "held": Substr("sha256", 1, 1),
                "kind": F("kind"),
                "language": F("language"),
                "year": Substr("meeting__start", 1, 4),
            }
        )
        with_text = sum(n for (name, value), n in counts.items() if name == "held" and value)
        without = counts.get(("held", ""), 0)
        counts |= {("held", "yes"): with_text, ("held", "no"): without, ("held", ""): with_text + without}
        held = self.facet(
            "held",
            self.filters["held"].label,
            [
                Choice("", str(_("All documents"))),
                *(Choice(v, str(w)) for v, w in self.filters["held"].extra["choices"]),
            ],
            counts,
        )
        held.many = False
        held.choices[0].checked = not any(choice.checked for choice in held.choices[1:])
        used = {*self.data.getlist("kind")}
        kinds = [Choice(v, str(w)) for v, w in DocumentKind.choices if counts.get(("kind", v)) or v in used]
        occurring = [value for name, value in counts if name == "year"]
        return [
            held,
            self.facet("kind", self.filters["kind"].label, kinds, counts),
            self.facet(
                "language", self.filters["language"].label, (Choice(v, str(w)) for v, w in Language.choices), counts
            ),
            self.facet("year", self.filters["year"].label, years(occurring, self.form.cleaned_data["year"]), counts),
        ]


class OfficialFilter(RecordFilter):
    """Officials by party and words in any of their names."""

    WORDS = ("name", "names__value")
    q = WordsFilter(method="having_words", label=_("Name, in any script"))
    party = django_filters.MultipleChoiceFilter(method="of_party", label=_("Party"))

    #: Whom an official took part for; of one who took part in nothing, whose post it was.
    PARTY = Coalesce("delegations__country__code", "tenures__country__code")

    class Meta:
        model = Official
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = list(Country.objects.all().parties())
        self.filters["party"].extra["choices"] = [(country.code, country.name) for country in self.parties]

    def of_party(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        if not value:
            return rows
        return rows.alias(of=self.PARTY).filter(of__in=value).distinct()

    def facets(self) -> list[Facet]:
        counts = self.counted({"party": self.PARTY})
        return [
            self.facet("party", self.filters["party"].label, (Choice(c.code, c.name) for c in self.parties), counts)
        ]


class ConceptFilter(RecordFilter):
    """Concepts by words in any of their forms."""

    WORDS = ("forms__value",)

    q = WordsFilter(method="having_words", label=_("Term, in any language"))

    class Meta:
        model = Concept
        fields: ClassVar[list[str]] = []

    def facets(self) -> list[Facet]:
        self.counted({})
        return []
