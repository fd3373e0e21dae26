"""Activities: dated events that documents of the rounds report."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from initiatives.dates import PartialDateField
from initiatives.models.countries import Country
from initiatives.models.initiatives import Initiative
from initiatives.models.officials import Official, named
from initiatives.models.rows import Root, RootQuerySet, with_citations
from initiatives.validators import validate_plain_text


class ActivityQuerySet(RootQuerySet["Activity"]):
    def for_list(self) -> Self:
        """Activities in order of time: initiative, country and citations."""
        return (
            self.select_related("initiative__pillar", "country", "convener_official")
            .prefetch_related(with_citations(self.model))
            .annotate(**named("convener_official"))
            .order_by("start", "slug")
        )

    def reported_by(self, meeting: models.Model) -> Self:
        """Activities that documents of a meeting report, for the page of the meeting."""
        return self.for_list().filter(citations__passage__document__meeting=meeting).distinct()


class Activity(Root):
    page = "activity"

    slug = models.SlugField(max_length=150, unique=True, help_text="Date and name: 2016-09-19-health-ministers.")
    initiative = models.ForeignKey(Initiative, models.RESTRICT, null=True, blank=True, related_name="activities")
    name = models.CharField(max_length=300, validators=[validate_plain_text], help_text="In the words of the document.")
    start = PartialDateField("first day", help_text="Only as precise as the source: 2016-09, 2016-09-15.")
    end = PartialDateField("last day", blank=True)
    city = models.CharField(max_length=100, blank=True, validators=[validate_plain_text], help_text="As printed.")
    country = models.ForeignKey(Country, models.RESTRICT, null=True, blank=True, related_name="activities")
    convener = models.CharField(
        "convened by, in words", max_length=200, blank=True, validators=[validate_plain_text], help_text="As printed."
    )
    convener_official = models.ForeignKey(
        Official,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="convened",
        verbose_name="convened by an official",
    )
    level = models.CharField(
        max_length=200, blank=True, validators=[validate_plain_text], help_text="Who met, as printed: health ministers."
    )
    participants = models.CharField(
        "who took part", max_length=400, blank=True, validators=[validate_plain_text], help_text="By name, as printed."
    )
    count_claim = models.CharField(
        "claim about counts",
        max_length=300,
        blank=True,
        validators=[validate_plain_text],
        help_text="Word for word, as a claim: more than 50 elected officials and leaders.",
    )
    summary = models.TextField(blank=True, validators=[validate_plain_text], help_text="Editorial, labelled as ours.")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activities"
        ordering = ("start", "slug")
        indexes = [models.Index(fields=["start", "slug"], name="activity_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(end="") | Q(end__gte=F("start")),
                name="activity_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
        ]
