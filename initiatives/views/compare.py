"""Two rounds side by side, by pillar and initiative, with word-level marks."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Meeting
from initiatives.record import compare_rounds
from initiatives.templatetags.sources import other_sources
from initiatives.views.pages import Page

VIEWS = {
    "side": gettext_lazy("Side by side"),
    "one": gettext_lazy("One column"),
    "changes": gettext_lazy("Changes only"),
}
# Facts printed, by owned row.
SHOWN = {"": ("start", "end", "city", "venue", "host", "state", "format"), "delegate": ("name", "title")}


class Compare(Page):
    """Compares two rounds: the two newest whose documents are held, unless the form says which."""

    template_name = "initiatives/compare.html"
    section = "compare"
    parameters = frozenset({"a", "b", "view"})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.view = request.GET.get("view") or "side"
        if self.view not in VIEWS:
            raise BadRequest(
                _("“%(value)s” is no view of a comparison. Views are: %(views)s.")
                % {"value": self.view[:80], "views": ", ".join(VIEWS)}
            )
        self.rounds = list(compare_rounds.rounds())
        self.first, self.second = self.chosen(request.GET.get("a", ""), request.GET.get("b", ""))
        return super().get(request, *args, **kwargs)

    def chosen(self, a: str, b: str) -> tuple[Meeting | None, Meeting | None]:
        """The two rounds asked for; what is not asked for is the newest that is left, with a document before others."""
        by_slug = {meeting.slug: meeting for meeting in self.rounds}
        for slug in (a, b):
            if slug and slug not in by_slug:
                raise BadRequest(_("The record has no round “%(value)s” to compare.") % {"value": slug[:80]})
        newest = [meeting for meeting in reversed(self.rounds) if meeting.slug not in (a, b)]
        newest.sort(key=lambda meeting: compare_rounds.text_of(meeting) is None)
        second = by_slug[b] if b else next(iter(newest), None)
        first = by_slug[a] if a else next((meeting for meeting in newest if meeting is not second), None)
        if not a and not b and first and second and first.start > second.start:
            first, second = second, first
        return first, second

    def names(self) -> dict[str, str]:
        return {
            "first": self.first.name if self.first else "",
            "second": self.second.name if self.second else "",
        }

    def title(self) -> str:
        if not self.request.GET or not self.first or not self.second:
            return _("Compare two rounds")
        words = _("%(first)s and %(second)s compared") % self.names()
        return words if self.view == "side" else f"{words}: {VIEWS[self.view]}"

    def description(self) -> str:
        if not self.first or not self.second:
            return _("Two rounds side by side: their facts, and their documents word by word.")
        return _("%(first)s and %(second)s side by side: their facts, and their documents word by word.") % self.names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first, second = self.first, self.second
        held = sum(compare_rounds.text_of(meeting) is not None for meeting in self.rounds)
        is_pair = bool(first and second and first != second)
        values = {"a": first.slug, "b": second.slug} if first and second else {}
        found = compare_rounds.compare(first, second) if first and second and is_pair else None
        cited = [*found.first.citations.all(), *found.second.citations.all()] if found else []
        shown = [citation for citation in cited if citation.field in SHOWN.get(citation.owned_key, ())]
        context = super().get_context_data(
            rounds=self.rounds,
            held_count=held,
            first=first,
            second=second,
            view=self.view,
            comparison=found,
            sources=other_sources(shown),
            views=[
                (name, words, f"{reverse('compare')}?{urlencode({**values, 'view': name})}")
                for name, words in VIEWS.items()
            ],
            canonical_query=f"?{urlencode({**values, 'view': self.view})}" if self.request.GET and values else "",
            **kwargs,
        )
        return context | {"several_documents": held > 1}
