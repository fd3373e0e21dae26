"""Pillars: our word for the top-level headings of the documents."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from initiatives.models import Passage, Pillar
from initiatives.record import frequency, versions
from initiatives.templatetags.languages import site_address
from initiatives.templatetags.persons import read
from initiatives.views import schema_org
from initiatives.views.listed import ListedPage
from initiatives.views.pages import RootPage


class Pillars(ListedPage):
    template_name = "initiatives/pillars.html"
    section = "pillars"
    listed = Pillar

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.order_by("position", "slug")

    def title(self) -> str:
        return _("Pillars")

    def description(self) -> str:
        return _(
            "The pillars under which the documents of the rounds set their statements, with statements and initiatives"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(pillars=pillars_with_first_statement(), **kwargs)


def pillars_with_first_statement() -> list[Pillar]:
    """All pillars, each with ``first_statement``: always the first of the newest document, never an editor's pick."""
    pillars = list(Pillar.objects.all().for_list().with_first_statement())
    keys = [pillar.first_statement_id for pillar in pillars if pillar.first_statement_id]
    found = {passage.pk: passage for passage in Passage.objects.filter(pk__in=keys).with_document()}
    versions.put_as_read(found.values(), read())
    for pillar in pillars:
        pillar.first_statement = found.get(pillar.first_statement_id)
    return pillars


class PillarPage(RootPage):
    template_name = "initiatives/pillar.html"
    model = Pillar
    section = "pillars"
    lists = "pillars"
    lists_title = gettext_lazy("Pillars")
    is_followed = True
    object: Pillar

    def description(self) -> str:
        return _("Every statement and initiative of the record under the pillar “%(name)s”, each with its passage") % {
            "name": self.object.name
        }

    def linked_data(self) -> list[dict[str, Any]]:
        return [
            schema_org.work(
                self.object.name,
                self.description(),
                self.object.get_absolute_url(),
                site_address(self.request),
                get_language() or "en",
            )
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages = list(
            Passage.objects.all()
            .statements()
            .filter(pillar=self.object)
            .for_pages()
            .order_by("-document__meeting__start", "document", "position")
        )
        versions.put_as_read(passages, read())
        return super().get_context_data(
            statements=passages, series=frequency.of_passages(self.object, passages, frequency.rounds()), **kwargs
        )
