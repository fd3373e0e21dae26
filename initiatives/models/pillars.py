"""Pillars: our word for the top-level headings of a document."""

from typing import Self

from django.db import models
from django.urls import reverse

from initiatives.models.rows import Row
from initiatives.validators import validate_plain_text


class PillarQuerySet(models.QuerySet["Pillar"]):
    def get_by_natural_key(self, slug: str) -> "Pillar":
        return self.get(slug=slug)

    def for_list(self) -> Self:
        """Pillars in their order with the number of initiatives under each."""
        return self.annotate(initiative_count=models.Count("initiatives", distinct=True)).order_by("position", "slug")


class Pillar(Row):
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(
        max_length=200, validators=[validate_plain_text], help_text="As printed, without the colon."
    )
    position = models.PositiveSmallIntegerField("order", default=0)
    summary = models.TextField(blank=True, validators=[validate_plain_text], help_text="Editorial, labelled as ours.")

    objects = PillarQuerySet.as_manager()

    class Meta:
        ordering = ("position", "slug")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pillar", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
