"""What every row of the record has: a UUID key, the same at the desk and in the public record."""

import uuid

from django.db import models
from django.db.models import Prefetch


class Row(models.Model):
    """A row with a key of its own making: the public record never hands out keys."""

    id = models.UUIDField("key", primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


def with_citations(root: type[models.Model], to: str = "citations") -> Prefetch:
    """Prefetches the citations of roots with the passages and owned rows they name, in one query."""
    citation = root._meta.get_field("citations").related_model
    return Prefetch(to, citation._default_manager.for_pages())  # type: ignore[union-attr]
