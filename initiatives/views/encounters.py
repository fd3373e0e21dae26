"""Who met whom: the heads of delegation round by round, and how often each two of them met."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from initiatives.record import encounters
from initiatives.views.pictures import Figures, PicturePage


class WhoMetWhom(PicturePage):
    template_name = "initiatives/who_met_whom.html"
    section = "who-met-whom"
    size = 20

    @cached_property
    def found(self) -> encounters.Encounters:
        return encounters.record()

    def title(self) -> str:
        return self.numbered(_("Who met whom"))

    def description(self) -> str:
        return self.numbered(
            _("The heads of delegation of each party, round by round, and how often each two of them met.")
        )

    def rows(self) -> Sequence[Any]:  # type: ignore[override]
        return self.found.rows

    def figures(self) -> Figures:
        return [
            {
                "round": row.meeting.slug,
                "number": row.meeting.number,
                "start": str(row.meeting.start),
                "end": str(row.meeting.end),
                "party": party.code,
                "official": head.official.slug,
                "name": head.name,
                "title": head.title,
            }
            for row in self.found.rows
            for party, heads in row.seated
            for head in heads
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = list(context["page_obj"].object_list)
        pairs = self.found.pairs(shown)
        return context | {
            "parties": self.found.parties,
            "shown": shown,
            "runs": encounters.runs(shown),
            "pairs": pairs,
            "most": max((len(pair.rounds) for pair in pairs), default=0),
            "count": len(self.found.rows),
        }
