"""Lists of any length: counted as far as anybody turns their pages, filtered without reading whole tables."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import cached_property


class NearPages(Paginator):
    """Pages that are counted only so far: a list of any length opens as fast as one of FARTHEST rows."""

    FARTHEST = 10_000

    @cached_property
    def counted(self) -> int:
        """How many rows there are, or one more than FARTHEST."""
        rows: Any = self.object_list
        return int(rows.order_by()[: self.FARTHEST + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self.counted, self.FARTHEST)

    @property
    def count_in_words(self) -> str:
        """The number of rows in words: 312, or 10,000+."""
        return f"{self.count:,}{'+' if self.counted > self.FARTHEST else ''}"


class FewRelated(admin.RelatedFieldListFilter):
    """A filter by a related row, where there are few to choose from; otherwise none: search finds them by words."""

    MOST = 50

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin) -> Any:
        """(key, name) of every row that could be chosen; empty where they are too many."""
        related: type[Model] = field.related_model
        rows = list(related._default_manager.all()[: self.MOST + 1])
        return [(row.pk, str(row)) for row in rows] if len(rows) <= self.MOST else []
