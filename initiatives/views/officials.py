"""Officials: who took part, with titles at the time."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from initiatives.filters import OfficialFilter
from initiatives.models import Official, Passage
from initiatives.record import offices, versions
from initiatives.templatetags.languages import site_address
from initiatives.templatetags.persons import read, titles_of
from initiatives.views import schema_org
from initiatives.views.lists import BrowsePage
from initiatives.views.pages import RootPage


class Officials(BrowsePage):
    template_name = "initiatives/officials.html"
    section = "officials"
    listed = Official
    filterset = OfficialFilter
    size = 30

    def title(self) -> str:
        return self.numbered(_("Officials"))

    def description(self) -> str:
        return self.numbered(
            _("Officials of the three parties who took part in the rounds and calls, with titles at the time")
        )

    def queryset(self) -> QuerySet[Any]:
        return Official.objects.all().for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        offices.with_successors(context["page_obj"].object_list)
        return context


class OfficialPage(RootPage):
    template_name = "initiatives/official.html"
    model = Official
    section = "officials"
    lists = "officials"
    lists_title = gettext_lazy("Officials")
    is_followed = True
    object: Official

    def description(self) -> str:
        titles = titles_of(self.object) or [tenure.title for tenure in self.object.tenures.all()]
        words = pgettext("between lists", "; ").join(titles)
        return _("%(name)s in the record: %(titles)s. Titles at the time, rounds attended, statements attributed.") % {
            "name": self.name,
            "titles": words,
        }

    def linked_data(self) -> list[dict[str, Any]]:
        return [schema_org.person(self.object, site_address(self.request))]

    def citations(self) -> list[Any]:
        delegations = [citation for each in self.object.delegations.all() for citation in each.citations.all()]
        return [*self.object.citations.all(), *delegations]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delegations = list(self.object.delegations.all())
        offices.with_successors([self.object])
        tenures = list(self.object.tenures.all())
        quoted: dict[Any, tuple[Any, list[str]]] = {}
        for citation in self.citations():
            if citation.passage:
                quoted.setdefault(citation.passage_id, (citation.passage, []))[1].append(citation.quotation)
        spoken = list(Passage.objects.filter(speaker=self.object).said_once().for_pages())
        versions.put_as_read(spoken, read())
        return super().get_context_data(
            party=next(iter([*(d.country for d in delegations), *(t.country for t in tenures)]), None),
            as_head=[
                each for each in delegations if each.is_head and each.meeting.is_held and not each.meeting.is_call
            ],
            quoted=list(quoted.values()),
            spoken=spoken,
            **kwargs,
        )
