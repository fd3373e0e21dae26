"""References: resolutions, forums and initiatives of others that the documents name."""

from typing import Self

from django.db import models
from django.urls import reverse

from initiatives.choices import ReferenceKind
from initiatives.models.rows import Root, RootQuerySet, related, with_citations
from initiatives.validators import validate_plain_text


class ReferenceQuerySet(RootQuerySet["Reference"]):
    def for_list(self) -> Self:
        """References by kind, with their citations and the number of passages that name them."""
        repeating = related(related(self.model, "passages").model, "document").repeating().values("pk")
        said_once = ~models.Q(passages__document__in=repeating)
        return (
            self.annotate(passage_count=models.Count("passages", filter=said_once, distinct=True))
            .prefetch_related(with_citations(self.model))
            .order_by("kind", "slug")
        )


class Reference(Root):
    page = "reference"

    kind = models.CharField(max_length=12, choices=ReferenceKind)
    symbol = models.CharField(
        max_length=100, blank=True, validators=[validate_plain_text], help_text="As printed: 2270. Empty where none."
    )
    name = models.CharField(max_length=300, validators=[validate_plain_text], help_text="As printed.")
    address = models.URLField("official address", max_length=500, blank=True)
    summary = models.TextField(blank=True, validators=[validate_plain_text], help_text="Editorial, labelled as ours.")

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "slug")
        indexes = [models.Index(fields=["kind", "slug"], name="reference_order")]

    def get_absolute_url(self) -> str:
        return reverse("phrase" if self.kind == ReferenceKind.PHRASE else self.page, args=[self.slug])
