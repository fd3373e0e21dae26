"""Initiatives: fields of work that documents of the rounds name, each under a pillar."""

from typing import Self

from django.db import models
from django.urls import reverse

from initiatives.models.pillars import Pillar
from initiatives.models.rows import Row, with_citations
from initiatives.validators import validate_plain_text


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def get_by_natural_key(self, slug: str) -> "Initiative":
        return self.get(slug=slug)

    def for_card(self) -> Self:
        """Initiatives for a list: pillar, activities, citations."""
        return self.select_related("pillar").prefetch_related("activities", with_citations(self.model))

    def for_detail(self) -> Self:
        """One initiative for its page. Passages are read apart."""
        activities = self.model._meta.get_field("activities").related_model
        return self.select_related("pillar").prefetch_related(
            with_citations(self.model),
            models.Prefetch("activities", activities._default_manager.for_list()),  # type: ignore[union-attr]
        )


class Initiative(Row):
    slug = models.SlugField(max_length=120, unique=True)
    pillar = models.ForeignKey(Pillar, models.RESTRICT, related_name="initiatives")
    name = models.CharField(
        max_length=200, validators=[validate_plain_text], help_text="As printed, without the colon."
    )
    position = models.PositiveSmallIntegerField("order", default=0)
    summary = models.TextField(
        blank=True,
        validators=[validate_plain_text],
        help_text="Editorial, labelled as ours. Report, do not characterise.",
    )

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ("position", "slug")
        indexes = [models.Index(fields=["position", "slug"], name="initiative_order")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("initiative", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
