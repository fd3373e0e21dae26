"""Initiatives: fields of work that documents of the rounds name, each under a pillar."""

from typing import Self

from django.db import models

from initiatives.models.pillars import Pillar
from initiatives.models.rows import Root, RootQuerySet, related, with_citations
from initiatives.validators import validate_plain_text


class InitiativeQuerySet(RootQuerySet["Initiative"]):
    def for_list(self) -> Self:
        """Initiatives for a list: pillar, activities, citations."""
        return self.select_related("pillar").prefetch_related("activities", with_citations(self.model))

    def for_detail(self) -> Self:
        """One initiative for its page. Passages are read apart."""
        return self.select_related("pillar").prefetch_related(
            with_citations(self.model),
            models.Prefetch("activities", related(self.model, "activities").for_list()),
        )


class Initiative(Root):
    page = "initiative"

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
