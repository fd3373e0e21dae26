"""The map of places, and what took place in one of them."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Activity, Meeting
from initiatives.record import places
from initiatives.record.places import Place
from initiatives.templatetags.languages import translated
from initiatives.views.lists import bad_value
from initiatives.views.pages import Ancestor
from initiatives.views.pictures import Figures, PicturePage


class Map(PicturePage):
    """The places on a map and in a table; with ``?city=`` the meetings and activities in one of them."""

    template_name = "initiatives/map.html"
    section = "map"
    size = 50
    parameters = PicturePage.parameters | {"city"}

    @cached_property
    def places(self) -> list[Place]:
        return places.record()

    @cached_property
    def place(self) -> Place | None:
        """The place that is asked for; None where none is."""
        asked = self.request.GET.get("city", "").strip()
        if not asked:
            return None
        found = next((place for place in self.places if place.name == asked), None)
        if found is None:
            raise BadRequest(bad_value("city", asked))
        return found

    def title(self) -> str:
        if self.place:
            return self.numbered(_("Meetings and activities in %(city)s") % {"city": self.city})
        return self.numbered(_("Map of places"))

    def description(self) -> str:
        if self.place:
            return self.numbered(
                _("What the record holds of %(city)s: meetings and dated activities, the newest first.")
                % {"city": self.city}
            )
        return self.numbered(
            _("Cities in which meetings were held and activities took place, on an outline map and as a table.")
        )

    @property
    def city(self) -> str:
        if self.place is None:
            return ""
        return self.place.name if self.place.is_namesake else translated(self.place.named, "city")

    def trail(self) -> list[Ancestor]:
        above = [Ancestor(reverse("map"), _("Map of places"))] if self.place else []
        return [*super().trail(), *above]

    def rows(self) -> Sequence[Any]:  # type: ignore[override]
        return self.place.rows if self.place else self.places

    def figures(self) -> Figures:
        if self.place:
            return [figure_of(row) for row in self.place.rows]
        return [
            {
                "place": place.name,
                "longitude": place.city.longitude if place.city else None,
                "latitude": place.city.latitude if place.city else None,
                "source": place.city.source if place.city else None,
                "meetings_held": len(place.held),
                "meetings_not_held": len(place.not_held),
                "activities": len(place.activities),
            }
            for place in self.places
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(place=self.place, city=self.city, **kwargs)
        if self.place:
            number = context["page_obj"].number
            query = {"city": self.place.name} | ({"page": number} if number > 1 else {})
            context["canonical_query"] = f"?{urlencode(query)}"
        return context


def figure_of(row: Meeting | Activity) -> dict[str, Any]:
    """A meeting or an activity as data."""
    return {
        "kind": str(row._meta.verbose_name),
        "slug": row.slug,
        "name": str(row.name_en),  # type: ignore[union-attr]
        "start": str(row.start),
        "end": str(row.end),
        "state": row.state if isinstance(row, Meeting) else "",
    }
