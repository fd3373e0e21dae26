"""The thesaurus: concepts with the forms in which sources print them, in three languages."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from initiatives.choices import Language
from initiatives.filters import ConceptFilter
from initiatives.models import Citation, Concept, ConceptForm
from initiatives.templatetags.languages import site_address, translated
from initiatives.views import schema_org
from initiatives.views.lists import BrowsePage
from initiatives.views.pages import RootPage


def languages() -> list[str]:
    """Every language, that of the page first."""
    return sorted(Language.values, key=lambda code: code != get_language())


def by_language(forms: Iterable[ConceptForm]) -> list[tuple[Language, list[ConceptForm]]]:
    """The forms of a concept in each language, that of the page first."""
    listed = list(forms)
    return [(Language(code), [form for form in listed if form.language == code]) for code in languages()]


class Thesaurus(BrowsePage):
    template_name = "initiatives/thesaurus.html"
    section = "thesaurus"
    listed = Concept
    filterset = ConceptFilter
    size = 60

    def title(self) -> str:
        return self.numbered(_("Thesaurus"))

    def description(self) -> str:
        return self.numbered(
            _("Subjects of the record with their terms and abbreviations in English, Japanese and Korean")
        )

    def queryset(self) -> QuerySet[Any]:
        return Concept.objects.all().for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["lines"] = [
            (concept, by_language(form for form in concept.forms.all() if form.value != translated(concept, "name")))
            for concept in context["page_obj"]
        ]
        return context


class ConceptPage(RootPage):
    template_name = "initiatives/concept.html"
    model = Concept
    section = "thesaurus"
    lists = "thesaurus"
    lists_title = gettext_lazy("Thesaurus")
    object: Concept

    @property
    def name(self) -> str:
        return translated(self.object, "name")

    def title(self) -> str:
        return _("%(name)s (thesaurus)") % {"name": self.name}

    def description(self) -> str:
        return _("What sources in English, Japanese and Korean call “%(name)s”, each form with its source") % {
            "name": self.name
        }

    def linked_data(self) -> list[dict[str, Any]]:
        forms = [form.value for form in self.object.forms.all()]
        return [schema_org.term(self.name, forms, self.object.get_absolute_url(), site_address(self.request))]

    def citations(self) -> list[Citation]:
        return list(self.object.citations.all())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cited: dict[Any, list[Citation]] = {}
        for citation in self.citations():
            cited.setdefault(citation.concept_form_id, []).append(citation)
        return super().get_context_data(
            forms=[
                (language, [(form, cited.get(form.pk, [])) for form in forms])
                for language, forms in by_language(self.object.forms.all())
            ],
            search=f"{reverse('search')}?{urlencode({'q': self.name})}",
            name=self.name,
            **kwargs,
        )
