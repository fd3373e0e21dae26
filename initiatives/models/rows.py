"""What every row of the record has: a UUID key and a natural key; and what every root has: a slug and an address."""

import uuid
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Prefetch
from django.urls import reverse

R = TypeVar("R", bound="Row")


class RowQuerySet(models.QuerySet[R]):
    def get_by_natural_key(self, *values: str) -> R:
        """The row that a file names by these values. Raises DoesNotExist."""
        return self.get(**dict(zip(natural_columns(self.model), values, strict=True)))


class Row(models.Model):
    """A row with a key of its own making: the public record never hands out keys.

    ``natural`` are the fields by which a file names it; a relation stands for the natural key of the row it leads to.
    """

    natural: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField("key", primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        found: Any = self
        return tuple(_along(found, path) for path in natural_columns(type(self)))


class RootQuerySet(RowQuerySet[R]):
    """The querysets of roots have the same names: what a list needs and what the page of one needs."""

    def for_list(self) -> Self:
        """Roots for their list, in its order, with all that a line of it says."""
        return self

    def for_detail(self) -> Self:
        """One root for its page, with all that it says of the root's own rows."""
        return self.for_list()


class Root(Row):
    """A row that is edited and published as a whole with all it owns, under an address that its slug stands in."""

    natural = ("slug",)
    page: ClassVar[str]  # the name of the address of its page

    slug = models.SlugField(max_length=120, unique=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.name)  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return reverse(self.page, args=[self.slug])


def natural_columns(model: type[Row]) -> list[str]:
    """The columns of a model's natural key, as paths from it: ``document__slug``, ``number``."""
    columns = []
    for name in model.natural:
        related: Any = model._meta.get_field(name).related_model
        columns += [f"{name}__{path}" for path in natural_columns(related)] if related else [name]
    return columns


def _along(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def related(model: type[models.Model], name: str) -> Any:
    """The default manager of the model on the other side of a relation: rows that a module below it cannot import."""
    other: Any = model._meta.get_field(name).related_model
    return other._default_manager


def with_citations(root: type[models.Model], to: str = "citations") -> Prefetch:
    """Prefetches the citations of roots with the passages and owned rows they name, in one query."""
    return Prefetch(to, related(root, "citations").for_pages())
