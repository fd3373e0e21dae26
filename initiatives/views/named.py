"""How often each round names a pillar, an initiative or a phrase."""

from collections.abc import Sequence
from functools import cached_property
from itertools import product
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.choices import ReferenceKind
from initiatives.models import Initiative, Meeting, Pillar, Reference
from initiatives.record import frequency, phrases
from initiatives.views.lists import bad_value
from initiatives.views.pictures import Figures, PicturePage

ROUNDS, SUBJECTS = 15, 20  # of one page
KINDS = {
    "": gettext_lazy("Pillars"),
    "initiatives": gettext_lazy("Initiatives"),
    "phrases": gettext_lazy("Phrases"),
}


def of_phrases(meetings: Sequence[Meeting]) -> list[frequency.Series]:
    listed: list[Any] = list(Reference.objects.filter(kind=ReferenceKind.PHRASE).order_by("slug"))
    return frequency.of_phrases(listed, phrases.concordances([phrase.name_en for phrase in listed]), meetings)


class Named(PicturePage):
    """Counts of one kind of subject in each round: the newest rounds first, within a page in order of time."""

    template_name = "initiatives/named.html"
    section = "named"
    size = 1
    parameters = PicturePage.parameters | {"kind"}

    @cached_property
    def kind(self) -> str:
        asked = self.request.GET.get("kind", "")
        if asked not in KINDS:
            raise BadRequest(bad_value("kind", asked))
        return asked

    @cached_property
    def meetings(self) -> list[Meeting]:
        return frequency.rounds()

    @cached_property
    def series(self) -> list[frequency.Series]:
        match self.kind:
            case "phrases":
                return of_phrases(self.meetings)
            case "initiatives":
                return frequency.of_topics(list(Initiative.objects.order_by("position", "slug")), self.meetings)
        return frequency.of_topics(list(Pillar.objects.order_by("position", "slug")), self.meetings)

    def title(self) -> str:
        match self.kind:
            case "phrases":
                return self.numbered(_("Phrases, round by round"))
            case "initiatives":
                return self.numbered(_("Initiatives, round by round"))
        return self.numbered(_("Pillars, round by round"))

    def description(self) -> str:
        match self.kind:
            case "phrases":
                return self.numbered(_("How many passages of the documents of each round use a phrase."))
            case "initiatives":
                return self.numbered(_("How many statements of the documents of each round name an initiative."))
        return self.numbered(_("How many statements of the documents of each round stand under a pillar."))

    def rows(self) -> Sequence[tuple[int, int]]:  # type: ignore[override]
        """What each page begins with: the place of its last round and of its first subject."""
        return list(product(range(len(self.meetings), 0, -ROUNDS), range(0, len(self.series), SUBJECTS)))

    def figures(self) -> Figures:
        return [
            {
                "subject": series.subject.slug,
                "name": str(series.subject.name_en),  # type: ignore[union-attr]
                "round": count.meeting.slug,
                "number": count.meeting.number,
                "start": str(count.meeting.start),
                "texts_held": count.meeting.held_texts,  # type: ignore[attr-defined]
                "count": count.number,
            }
            for series in self.series
            for count in series.counts
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(kind=self.kind, **kwargs)
        shown = []
        for last, first in context["page_obj"].object_list:
            some = self.series[first : first + SUBJECTS]
            shown = [(series, series.part(max(last - ROUNDS, 0), last)) for series in some]
        query = {"kind": self.kind} if self.kind else {}
        if (number := context["page_obj"].number) > 1:
            query["page"] = str(number)
        return context | {
            "canonical_query": f"?{urlencode(query)}" if query else "",
            "shown": shown,
            "rounds": [count.meeting for count in shown[0][1].counts] if shown else [],
            "most": max((series.most for series in self.series), default=0),
            "kinds": [
                (str(label), self.address({"kind": [name] if name else []}), name == self.kind)
                for name, label in KINDS.items()
            ],
        }
