"""References: resolutions, forums and initiatives of others that the documents name."""

from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from initiatives.choices import ReferenceKind
from initiatives.models import Passage, Reference
from initiatives.record import versions
from initiatives.templatetags.languages import site_address
from initiatives.templatetags.persons import read
from initiatives.views import schema_org
from initiatives.views.listed import ListedPage
from initiatives.views.pages import RootPage


class References(ListedPage):
    template_name = "initiatives/references.html"
    section = "references"
    listed = Reference

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.exclude(kind=ReferenceKind.PHRASE).order_by("kind", "slug")

    def title(self) -> str:
        return _("References")

    def description(self) -> str:
        return _(
            "Resolutions, forums and initiatives of others that the documents name, with the passages that name them"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        references = list(Reference.objects.exclude(kind=ReferenceKind.PHRASE).for_list())
        groups = [(kind, list(rows)) for kind, rows in groupby(references, lambda row: row.get_kind_display())]
        return super().get_context_data(groups=groups, total=len(references), **kwargs)


class ReferencePage(RootPage):
    template_name = "initiatives/reference.html"
    model = Reference
    section = "references"
    lists = "references"
    lists_title = gettext_lazy("References")
    is_followed = True
    object: Reference

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A phrase has a page of its own."""
        phrase = Reference.objects.filter(kind=ReferenceKind.PHRASE, slug=kwargs["slug"]).first()
        return HttpResponseRedirect(phrase.get_absolute_url()) if phrase else super().get(request, *args, **kwargs)

    def title(self) -> str:
        return f"{self.object.name} ({self.object.get_kind_display()})"

    def description(self) -> str:
        return _("Where the documents of the rounds name %(name)s, each with its passage") % {"name": self.object.name}

    def linked_data(self) -> list[dict[str, Any]]:
        site, language = site_address(self.request), get_language() or "en"
        return [schema_org.work(self.object.name, self.description(), self.object.get_absolute_url(), site, language)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages = list(Passage.objects.filter(references=self.object).statements().with_document().in_newest_order())
        versions.put_as_read(passages, read())
        return super().get_context_data(statements=passages, **kwargs)
