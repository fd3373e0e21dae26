"""Pages with a picture: what is drawn stands in a table below it, and is given as CSV and JSON at the same address."""

import json
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from initiatives.record import csv_cells
from initiatives.views.lists import ListPage, bad_value
from initiatives.views.pages import Alternate

Figures = Sequence[dict[str, Any]]


def as_csv(figures: Figures) -> HttpResponse:
    """Rows as CSV (RFC 4180): a cell that a program would take for a formula begins with an apostrophe."""
    pieces = csv_cells.lines(list(figures[0]) if figures else [], (list(row.values()) for row in figures))
    return HttpResponse(b"".join(pieces), content_type="text/csv; charset=utf-8")


def as_json(figures: Figures) -> HttpResponse:
    """Rows as JSON: a list of objects."""
    return HttpResponse(json.dumps(figures, ensure_ascii=False, indent=1), content_type="application/json")


FORMATS: dict[str, Callable[[Figures], HttpResponse]] = {"csv": as_csv, "json": as_json}


class PicturePage(ListPage):
    """A page with a picture, in pages of ``size``. ``figures`` are all that its pages draw."""

    parameters = frozenset({"page", "format"})

    @abstractmethod
    def figures(self) -> Figures: ...

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("format", "")
        if asked and asked not in FORMATS:
            raise BadRequest(bad_value("format", asked))
        return FORMATS[asked](self.figures()) if asked else super().get(request, *args, **kwargs)

    def data(self) -> dict[str, str]:
        """The address of the figures in each format."""
        return {name: self.address({"format": [name]}) for name in FORMATS}

    def alternates(self) -> list[Alternate]:
        kinds = {"csv": "text/csv", "json": "application/json"}
        title = _("Figures of “%(title)s”") % {"title": self.title()}
        return [*super().alternates(), *(Alternate(kinds[name], href, title) for name, href in self.data().items())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(data=self.data(), **kwargs)
