"""Searches of lists and pickers: words as people type them, the first of many, and answered once."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from initiatives.published.search.patterns import holding


class Searched(admin.ModelAdmin):
    """A list whose search finds a word in any spelling, in any of ``search_fields``; every word must be there."""

    FEW = 1_000  # rows that are found once and then read by their keys, not looked for again to count and to show them

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        found = queryset.filter(holding(self.model, self.get_search_fields(request), search_term))
        keys = list(found.order_by().values_list("pk", flat=True)[: self.FEW + 1])
        return (queryset.filter(pk__in=keys) if len(keys) <= self.FEW else found), False
