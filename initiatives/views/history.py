"""The history of one root: every publication that held it, with its note and what it changed."""

from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from initiatives.models import Official
from initiatives.published.models import Item
from initiatives.record import snapshot_diff
from initiatives.record.kinds import kind_of
from initiatives.views.pages import Alternate, Ancestor, RootPage, elsewhere


class Stage(NamedTuple):
    """One publication of the root: what it changed since the one before; None where a body is no longer kept."""

    item: Item
    differences: list[snapshot_diff.Difference] | None


class History(RootPage):
    template_name = "initiatives/history.html"

    def queryset(self) -> QuerySet[Any]:
        return Official.objects.all().named() if self.model is Official else self.model._default_manager.all()

    def title(self) -> str:
        return _("%(name)s: history") % {"name": self.name}

    def description(self) -> str:
        return _("Every publication of “%(name)s” with its note and what it changed.") % {"name": self.name}

    def trail(self) -> list[Ancestor]:
        return [*super().trail(), Ancestor(self.object.get_absolute_url(), self.name)]

    def data(self) -> list[Alternate]:
        return []  # those are of the root's own page

    def citations(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = list(Item.objects.filter(root=self.object.pk).select_related("publication").order_by("publication_id"))
        bodies = ["", *(item.body for item in items)]
        changes = snapshot_diff.differences_of(pairwise(bodies))
        stages = [
            Stage(item, found if item.body and (before or not place) else None)
            for place, (item, before, found) in enumerate(zip(items, bodies, changes, strict=False))
        ]
        return super().get_context_data(stages=stages[::-1], page=self.object.get_absolute_url(), **kwargs)

    def elsewhere(self, slug: str) -> HttpResponse:
        """Of a root that has moved, the history at the address it has now."""
        return elsewhere(self.request, str(self.model._meta.model_name), slug, f"{self.address}-history")

    @property
    def address(self) -> str:
        """The name of the address of the root's own page."""
        return kind_of(self.model).page


def of(page: type[RootPage]) -> Any:
    """The history view of the roots that a page shows: the same model, list and section."""
    named = {"model": page.model, "lists": page.lists, "lists_title": page.lists_title, "section": page.section}
    return type(f"{page.__name__}History", (History,), named).as_view()  # type: ignore[attr-defined]
