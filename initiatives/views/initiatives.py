"""Initiatives: fields of work that the documents name."""

from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative, Meeting, Passage
from initiatives.models.rows import with_citations
from initiatives.record import frequency, phrases, relations, versions
from initiatives.templatetags.languages import site_address
from initiatives.templatetags.persons import read
from initiatives.views import schema_org
from initiatives.views.lists import BrowsePage
from initiatives.views.pages import CALENDAR, Alternate, RootPage


class Initiatives(BrowsePage):
    template_name = "initiatives/initiatives.html"
    section = "initiatives"
    listed = Initiative
    filterset = InitiativeFilter

    def title(self) -> str:
        return self.numbered(_("Initiatives"))

    def description(self) -> str:
        return self.numbered(
            _("Initiatives that the documents name, by pillar, round, year and activity, each with its passage")
        )

    def queryset(self) -> QuerySet[Any]:
        return Initiative.objects.all().for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = list(context["page_obj"].object_list)
        first: dict[Any, Passage] = {}
        for passage in Passage.objects.filter(initiative__in=shown).statements().with_document().in_newest_order():
            first.setdefault(passage.initiative_id, passage)
        versions.put_as_read(first.values(), read())
        return context | {"shown": [(initiative, first.get(initiative.pk)) for initiative in shown]}


class InitiativePage(RootPage):
    template_name = "initiatives/initiative.html"
    model = Initiative
    section = "initiatives"
    lists = "initiatives"
    lists_title = gettext_lazy("Initiatives")
    is_followed = True
    object: Initiative

    def feeds(self) -> list[Alternate]:
        return [
            *super().feeds(),
            Alternate(CALENDAR, reverse("initiative-calendar", args=[self.object.slug]), self.name),
        ]

    def description(self) -> str:
        return _("“%(name)s” in the record: statements, dated activities and rounds, each with its passage") % {
            "name": self.object.name
        }

    def linked_data(self) -> list[dict[str, Any]]:
        site, language = site_address(self.request), get_language() or "en"
        return [schema_org.work(self.object.name, self.description(), self.object.get_absolute_url(), site, language)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages = list(Passage.objects.all().on(self.object))
        statements = [passage for passage in passages if passage.initiative_id == self.object.pk]
        versions.put_as_read(statements, read())
        linked = [passage for passage in passages if passage.initiative_id != self.object.pk]
        mentions = [passage for passage in linked if relations.names(passage, self.object)]
        own = [passage for passage in statements if passage.document.is_own]
        own_mentions = [passage for passage in mentions if passage.document.is_own]
        rounds = list(Meeting.objects.all().for_steps())
        chronology = relations.across(rounds, self.object.activities.all(), own, own_mentions)
        spoken = [meeting for entry in chronology if entry.kind != "gap" for meeting in entry.rounds]
        prefetch_related_objects(spoken, with_citations(Meeting))
        return super().get_context_data(
            statements=statements,
            series=frequency.of_passages(self.object, [*statements, *mentions], frequency.rounds()),
            mentions=mentions,
            inferred=[passage for passage in linked if passage not in mentions],
            printed_documents=versions.printed(passages),
            related=relations.related(self.object, statements, linked),
            chronology=chronology,
            naming=phrases.last_named((p.document.meeting_id for p in [*own, *own_mentions]), rounds),
            naming_rounds=[entry.first for entry in chronology if entry.kind == "said"],
            several_documents=sum(meeting.held_documents for meeting in rounds) > 1,
            **kwargs,
        )
