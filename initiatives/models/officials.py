"""Officials: persons the record names, the names sources print for them, and the posts they held."""

from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from initiatives.choices import Language, Script
from initiatives.dates import PartialDateField
from initiatives.models.countries import Country
from initiatives.models.rows import Root, RootQuerySet, Row, RowQuerySet, related, with_citations
from initiatives.validators import validate_plain_text


class OfficialQuerySet(RootQuerySet["Official"]):
    def for_list(self) -> Self:
        """Officials for their list and for a page: names, tenures with countries, rounds attended, with citations."""
        return self.prefetch_related(
            models.Prefetch("tenures", Tenure.objects.select_related("country")),
            models.Prefetch("delegations", self._delegations()),
            "names",
            with_citations(self.model),
            with_citations(related(self.model, "delegations").model, "delegations__citations"),
        )

    def named(self) -> Self:
        """Officials with what they are called in every language: names, and the country of each tenure."""
        return self.prefetch_related(models.Prefetch("tenures", Tenure.objects.select_related("country")), "names")

    def _delegations(self) -> "models.QuerySet[models.Model]":
        delegates: models.QuerySet[models.Model] = related(self.model, "delegations").select_related(
            "meeting", "country"
        )
        return delegates.order_by("meeting__start", "meeting__slug")


class Official(Root):
    page = "official"

    slug = models.SlugField(
        max_length=100, unique=True, help_text="Stands in the address. Given once, for example antony-blinken."
    )
    name = models.CharField(
        "display name",
        max_length=200,
        validators=[validate_plain_text],
        help_text="Exactly as the record's first source prints it, in the order of the source: Lim Sung-nam.",
    )
    family_name = models.CharField(max_length=100, help_text="For sorting: Blinken, Sugiyama, Lim.")
    given_name = models.CharField(max_length=100, blank=True)

    objects = OfficialQuerySet.as_manager()

    class Meta:
        ordering = ("family_name", "given_name", "id")
        indexes = [models.Index(fields=["family_name", "given_name", "id"], name="official_order")]


class OfficialName(Row):
    natural = ("official", "value", "language")

    official = models.ForeignKey(Official, models.CASCADE, related_name="names")
    value = models.CharField(
        "name", max_length=200, validators=[validate_plain_text], help_text="As printed: 杉山晋輔."
    )
    script = models.CharField(max_length=4, choices=Script)
    language = models.CharField(max_length=8, choices=Language)
    romanisation = models.CharField(max_length=200, blank=True, help_text="Only as a source prints it.")
    position = models.PositiveSmallIntegerField("order", default=0)

    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ("position", "language", "value")
        constraints = [
            models.UniqueConstraint(
                fields=["official", "value", "language"],
                name="official_name_once",
                violation_error_message="This name stands twice. Remove one of the two.",
            ),
        ]

    def __str__(self) -> str:
        return self.value


class Tenure(Row):
    natural = ("official", "title_en", "start")

    official = models.ForeignKey(Official, models.CASCADE, related_name="tenures")
    title = models.CharField(
        max_length=200, validators=[validate_plain_text], help_text="The post: Deputy Secretary of State."
    )
    organisation = models.CharField(max_length=200, blank=True, help_text="The ministry or department.")
    country = models.ForeignKey(Country, models.RESTRICT, related_name="tenures")
    named_on = PartialDateField("named", blank=True, help_text="The day the person was named to the post.")
    start = PartialDateField(
        "took office", blank=True, help_text="2015, 2015-04 or 2015-04-16: only as precise as the source."
    )
    end = PartialDateField("left", blank=True, help_text="Empty where no source gives the end.")
    last_cited_on = PartialDateField(
        "last cited in office", blank=True, help_text="The latest day on which a source shows the person in the post."
    )

    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ("start", "title_en")
        constraints = [
            models.CheckConstraint(
                condition=Q(end="") | Q(start="") | Q(end__gte=F("start")),
                name="tenure_ends_after_start",
                violation_error_message="The tenure ends before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.start or '?'} – {self.end})"


def named(relation: str) -> dict[str, Subquery]:
    """To annotate rows with what the official is called to whom a relation leads: ``speaker_ja``, ``speaker_country``.

    The first name in each language and the country of the first tenure, without a query of their own. A relation of
    several steps is one word in their names: ``delegate_official_ja``.
    """
    name = relation.replace("__", "_")
    names = OfficialName.objects.filter(official=OuterRef(relation)).order_by("position", "value")
    tenures = Tenure.objects.filter(official=OuterRef(relation)).order_by("start", "title_en")
    return {
        **{f"{name}_{code}": Subquery(names.filter(language=code).values("value")[:1]) for code in Language.values},
        f"{name}_country": Subquery(tenures.values("country__code")[:1]),
    }
