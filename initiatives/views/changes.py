"""Publications with their notes: everything that changed in the public record, newest first."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from initiatives.published.models import Publication
from initiatives.views.lists import ListPage
from initiatives.views.pages import Alternate, feeds


class Changes(ListPage):
    template_name = "initiatives/changes.html"
    section = "changes"
    size = 10

    def title(self) -> str:
        return self.numbered(_("Changes"))

    def description(self) -> str:
        return self.numbered(_("Every publication of the record with its note and what it published or withdrew"))

    def alternates(self) -> list[Alternate]:
        return [*super().alternates(), *feeds("changes", _("Changes")), *feeds("corrections", _("Corrections"))]

    def rows(self) -> QuerySet[Any]:
        return Publication.objects.all().for_list()
