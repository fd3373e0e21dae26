"""Concepts: subjects of the record, with the forms in which sources print them in three languages."""

from typing import Self

from django.db import models

from initiatives.choices import FormSort, Language
from initiatives.models.rows import Root, RootQuerySet, Row, RowQuerySet, with_citations
from initiatives.validators import validate_plain_text


class ConceptQuerySet(RootQuerySet["Concept"]):
    def for_list(self) -> Self:
        """Concepts in the order of their addresses, which is that of the alphabet, with all that they are called."""
        return self.prefetch_related("forms").order_by("slug")

    def for_detail(self) -> Self:
        """One concept with its forms and the citations of those."""
        return self.for_list().prefetch_related(with_citations(self.model))


class Concept(Root):
    page = "concept"

    name = models.CharField(
        max_length=200, validators=[validate_plain_text], help_text="One of its forms in the language: the usual term."
    )
    summary = models.TextField(
        "scope note", blank=True, validators=[validate_plain_text], help_text="Editorial, labelled as ours."
    )

    objects = ConceptQuerySet.as_manager()

    class Meta:
        ordering = ("slug",)


class ConceptForm(Row):
    natural = ("concept", "language", "value")

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="forms")
    language = models.CharField(max_length=8, choices=Language)
    value = models.CharField("form", max_length=200, validators=[validate_plain_text], help_text="As printed: 北朝鮮.")
    sort = models.CharField("sort of form", max_length=12, choices=FormSort, default=FormSort.TERM)
    position = models.PositiveSmallIntegerField("order", default=0)

    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ("position", "language", "value")
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language", "value"],
                name="concept_form_once",
                violation_error_message="This form stands twice. Remove one of the two.",
            ),
        ]

    def __str__(self) -> str:
        return self.value
