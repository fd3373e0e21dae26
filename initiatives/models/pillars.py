"""Pillars: our word for the top-level headings of a document."""

from typing import Self

from django.db import models

from initiatives.choices import PassageKind
from initiatives.models.rows import Root, RootQuerySet, related, with_citations
from initiatives.validators import validate_plain_text


class PillarQuerySet(RootQuerySet["Pillar"]):
    def for_list(self) -> Self:
        """Pillars in their order with the number of initiatives under each."""
        repeating = related(related(self.model, "passages").model, "document").repeating().values("pk")
        statements = models.Q(passages__kind=PassageKind.SENTENCE) & ~models.Q(passages__document__in=repeating)
        return self.annotate(
            initiative_count=models.Count("initiatives", distinct=True),
            statement_count=models.Count("passages", filter=statements, distinct=True),
        ).order_by("position", "slug")

    def with_first_statement(self) -> Self:
        """Pillars with ``first_statement_id``: the first statement of the newest document that speaks to each."""
        everything = related(self.model, "passages").filter(pillar=models.OuterRef("pk"))
        first = everything.statements().in_newest_order().values("pk")[:1]
        return self.annotate(first_statement_id=models.Subquery(first))

    def for_detail(self) -> Self:
        """One pillar for its page, with its initiatives. Passages are read apart."""
        return self.for_list().prefetch_related(with_citations(self.model), "initiatives__activities")


class Pillar(Root):
    page = "pillar"

    name = models.CharField(
        max_length=200, validators=[validate_plain_text], help_text="As printed, without the colon."
    )
    position = models.PositiveSmallIntegerField("order", default=0)
    summary = models.TextField(blank=True, validators=[validate_plain_text], help_text="Editorial, labelled as ours.")

    objects = PillarQuerySet.as_manager()

    class Meta:
        ordering = ("position", "slug")
        indexes = [models.Index(fields=["position", "slug"], name="pillar_order")]
