"""Activities: dated events that the documents report."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.filters import ActivityFilter
from initiatives.models import Activity
from initiatives.templatetags.dates import period_text
from initiatives.templatetags.languages import site_address
from initiatives.templatetags.typesetting import listed
from initiatives.views import schema_org
from initiatives.views.lists import BrowsePage
from initiatives.views.pages import RootPage


class Activities(BrowsePage):
    template_name = "initiatives/activities.html"
    section = "activities"
    listed = Activity
    filterset = ActivityFilter
    size = 30

    def title(self) -> str:
        return self.numbered(_("Activities"))

    def description(self) -> str:
        return self.numbered(
            _("Dated events that the documents of the rounds report, with place, initiative and passage")
        )

    def queryset(self) -> QuerySet[Any]:
        return Activity.objects.all().for_list()


class ActivityPage(RootPage):
    template_name = "initiatives/activity.html"
    model = Activity
    section = "activities"
    lists = "activities"
    lists_title = gettext_lazy("Activities")
    object: Activity

    def title(self) -> str:
        return listed(self.object.name, period_text(self.object))

    def description(self) -> str:
        return _("%(name)s, %(date)s: what the record holds of this activity, each fact with its passage") % {
            "name": self.object.name,
            "date": period_text(self.object),
        }

    def linked_data(self) -> list[dict[str, Any]]:
        return [schema_org.event(self.object, site_address(self.request))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        quoted: dict[Any, tuple[Any, list[str]]] = {}
        for citation in self.object.citations.all():
            if citation.passage:
                quoted.setdefault(citation.passage_id, (citation.passage, []))[1].append(citation.quotation)
        return super().get_context_data(quoted=list(quoted.values()), **kwargs)
