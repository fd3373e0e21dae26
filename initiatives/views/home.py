"""The first page: what the mechanism is, the latest round, the time line, the pillars, what the record holds."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.models import Delegate, Meeting
from initiatives.published.models import Publication
from initiatives.record import chronology, gaps, totals
from initiatives.templatetags.languages import site_address
from initiatives.views import schema_org
from initiatives.views.pages import CALENDAR, Alternate, Ancestor, Page, feeds
from initiatives.views.pillars import pillars_with_first_statement


class Home(Page):
    template_name = "initiatives/home.html"
    section = "home"

    def title(self) -> str:
        return _("The record of the U.S.-Japan-ROK Trilateral Vice Foreign Ministerial consultations")

    def description(self) -> str:
        return _(
            "The public record of the U.S.-Japan-ROK vice-ministerial consultations: rounds, officials, initiatives, "
            "each fact with its passage or its source"
        )

    def trail(self) -> list[Ancestor]:
        return []

    def alternates(self) -> list[Alternate]:
        return [
            *super().alternates(),
            *feeds("changes", _("Changes")),
            *feeds("rounds", _("Rounds and calls")),
            *feeds("corrections", _("Corrections")),
            Alternate(CALENDAR, reverse("calendar"), _("Rounds, calls and activities")),
        ]

    def linked_data(self) -> list[dict[str, Any]]:
        return [
            schema_org.website(
                str(settings.SITE_NAME), self.description(), site_address(self.request), get_language() or "en"
            )
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = chronology.record()
        rounds = [moment.row for moment in line.rounds if isinstance(moment.row, Meeting)]
        documented = [moment.row for moment in line.rounds if moment.is_documented and isinstance(moment.row, Meeting)]
        shown = list(dict.fromkeys([*rounds[-1:], *documented[-1:]]))
        prefetch_related_objects(shown, *Meeting.objects.all().card_parts())
        pillars = pillars_with_first_statement()
        held = totals.counted()
        publications = list(Publication.objects.order_by("-number")[:3])
        return super().get_context_data(
            sample=next(filter(None, (getattr(pillar, "first_statement", None) for pillar in pillars)), None),
            examples=examples([*rounds[-1:], *documented[-1:]]),
            checked_on=gaps.checked_on(rounds),
            latest=rounds[-1] if rounds else None,
            documented=documented[-1] if documented else None,
            heads=heads_of(rounds[-1]) if rounds else [],
            line=line,
            pillars=pillars,
            pillar_positions=[pillar.position for pillar in pillars],
            holdings=held,
            several_documents=held.held > 1,
            publications=publications,
            edition=publications[0] if publications else None,
            **kwargs,
        )


def examples(rounds: Iterable[Meeting]) -> list[str]:
    """Words to search for: the cities and the names of some rounds, each once.

    So they are chosen by nobody, stand in the language being read, and find something.
    """
    return list(filter(None, dict.fromkeys(words for meeting in rounds for words in (meeting.city, meeting.name))))


def heads_of(meeting: Meeting) -> list[Delegate]:
    """The heads of delegation in the order of the language being read."""
    return sorted(meeting.heads, key=lambda delegate: delegate.country.position)
