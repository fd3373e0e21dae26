"""What the record knows it lacks."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from initiatives.record.gaps import Gaps, Linked, Resting, gaps
from initiatives.record.unsourced import Uncited
from initiatives.serializers.columns import identity
from initiatives.views.listed import ListedPage, Table

HEADER = ("gap", "kind", "name", "page", "field", "passage", "quotation")


class GapsPage(ListedPage):
    template_name = "initiatives/gaps.html"
    section = "gaps"

    def title(self) -> str:
        return _("What the record lacks")

    def description(self) -> str:
        return _(
            "Rounds without a source document, documents known but not held, facts that are inferred or not known."
        )

    def has_data(self) -> bool:
        return True

    def table(self, site: str) -> Table:
        """Every gap as a row: which gap, what lacks it, and the passage where one is quoted for it."""
        rows = [dict(zip(HEADER, row, strict=True)) for row in rows_of(gaps(), site)]
        return Table("gaps", rows, HEADER, (list(row.values()) for row in rows))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(gaps=gaps(), **kwargs)


def rows_of(found: Gaps, site: str) -> Iterator[list[str | None]]:
    """The rows of the gaps, in the order of the page."""
    for each in fields(found):
        listed = getattr(found, each.name)
        for row in listed if isinstance(listed, list) else ():
            match row:
                case Resting(root, field, citation):
                    passage = citation.passage
                    yield [
                        each.name,
                        *told(root, site),
                        field,
                        identity(passage) if passage else None,
                        citation.quotation,
                    ]
                case Linked(passage, initiative):
                    yield [each.name, *told(initiative, site), "initiative", identity(passage), passage.text]
                case Uncited(model, field, places):
                    kind = str(model._meta.model_name)
                    for place in places:
                        yield [each.name, kind, place.name, f"{site}{place.address}", field, None, None]
                case Model():
                    yield [each.name, *told(row, site), None, None, None]


def told(row: Any, site: str) -> list[str | None]:
    """The kind of a row, what it is called, and its page."""
    has_page = hasattr(row, "get_absolute_url")
    return [str(row._meta.model_name), str(row), f"{site}{row.get_absolute_url()}" if has_page else None]
