"""What the record knows it lacks."""

from typing import Any

from django.utils.translation import gettext as _

from initiatives.record.gaps import gaps
from initiatives.views.pages import Page


class GapsPage(Page):
    template_name = "initiatives/gaps.html"
    section = "gaps"

    def title(self) -> str:
        return _("What the record lacks")

    def description(self) -> str:
        return _(
            "Rounds without a source document, documents known but not held, facts that are inferred or not known."
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(gaps=gaps(), **kwargs)
