"""Publications with their notes: everything that changed in the public record, newest first, and each by itself."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.published.models import Publication
from initiatives.serializers import publications
from initiatives.templatetags.dates import day_text
from initiatives.templatetags.languages import translated
from initiatives.views.listed import TOGETHER, URL, Table
from initiatives.views.lists import ListPage
from initiatives.views.pages import Alternate, Ancestor, Page, feeds


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


class PublicationPage(Page):
    """One publication by its number, which is for ever."""

    template_name = "initiatives/publication.html"
    section = "changes"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = Publication.objects.all().for_list().filter(number=kwargs["number"]).first()
        if found is None:
            raise Http404
        self.publication = found
        return super().get(request, *args, **kwargs)

    def title(self) -> str:
        words = {"number": self.publication.number, "title": translated(self.publication, "title")}
        return _("Publication %(number)s: %(title)s") % words

    def description(self) -> str:
        words = {"number": self.publication.number, "date": day_text(self.publication.published_at)}
        return _("Publication %(number)s of the record, %(date)s: its note, and what it published or withdrew") % words

    def trail(self) -> list[Ancestor]:
        return [*super().trail(), Ancestor(reverse("changes"), _("Changes"))]

    def as_work(self) -> dict[str, Any]:
        """The publication itself, whichever was the newest when it was read."""
        flagged = _("published in an emergency, without review by a second person before")
        remark = flagged if self.publication.is_emergency else ""
        return {"title": translated(self.publication, "title"), "edition": self.publication, "remark": remark}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(publication=self.publication, **kwargs)
