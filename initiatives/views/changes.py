"""Publications with their notes: everything that changed in the public record, newest first."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.published.models import Publication
from initiatives.serializers import publications
from initiatives.views.listed import TOGETHER, URL, Table
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

    def has_data(self) -> bool:
        return True

    def table(self, site: str) -> Table:
        """Every publication; as a table, a row for each thing that one published or withdrew."""
        return Table(
            "publications",
            (
                publications.as_data(row) | {URL: f"{site}{reverse('api:publications-one', args=[row.number])}"}
                for row in self.rows().iterator(chunk_size=TOGETHER)
            ),
            publications.header(),
            chain.from_iterable(map(publications.lines, self.rows().iterator(chunk_size=TOGETHER))),
        )
