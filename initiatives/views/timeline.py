"""Rounds and activities on one time line, and which round spoke on what."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from initiatives.models import Meeting
from initiatives.record import chronology, matrix
from initiatives.views.pages import Page


def known(rounds: list[Meeting], tables: list[matrix.Table]) -> dict[str, Any]:
    """What every page can ask for and these have read already."""
    held = sum(len(getattr(meeting, "texts", ())) for meeting in rounds)
    rows = tables[0].pillars if tables else []
    return {"several_documents": held > 1, "pillar_positions": [row.subject.position for row in rows]}


class Timeline(Page):
    """The time line as a drawing or as a table, and the matrix below the drawing."""

    template_name = "initiatives/timeline.html"
    section = "timeline"
    parameters = frozenset({"view"})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.view = request.GET.get("view", "")
        if self.view not in ("", "table"):
            raise BadRequest(_("“%(value)s” is no view of this page. There is: table.") % {"value": self.view[:80]})
        return super().get(request, *args, **kwargs)

    def title(self) -> str:
        return _("Timeline as a table") if self.view else _("Timeline and matrix")

    def description(self) -> str:
        if self.view:
            return _("Rounds and dated activities in order of time, as a table, each with the source of its date.")
        return _("Rounds and dated activities on one time line, and which round spoke on what.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rounds = list(chronology.rounds())
        tables = [] if self.view else matrix.record(rounds)
        context = super().get_context_data(
            line=chronology.timeline(rounds, chronology.activities()),
            view=self.view,
            tables=tables,
            canonical_query=f"?view={self.view}" if self.view else "",
            **kwargs,
        )
        return context | known(rounds, tables)


class Matrix(Page):
    """Rounds against pillars and initiatives."""

    template_name = "initiatives/matrix.html"
    section = "timeline"

    def title(self) -> str:
        return _("Which round spoke on what")

    def description(self) -> str:
        return _("Pillars and initiatives against rounds, each cell with the passages of the round's document.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rounds = list(chronology.rounds())
        tables = matrix.record(rounds)
        return super().get_context_data(tables=tables, **kwargs) | known(rounds, tables)
