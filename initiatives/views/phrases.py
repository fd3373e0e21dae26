"""Phrases that recur: which forms the documents use, first and last, each use with its passage."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.choices import ReferenceKind
from initiatives.models import Document, Reference
from initiatives.record import frequency, phrases
from initiatives.views.listed import ListedPage
from initiatives.views.pages import RootPage


class Phrases(ListedPage):
    template_name = "initiatives/phrases.html"
    section = "phrases"
    listed = Reference

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(kind=ReferenceKind.PHRASE).order_by("slug")

    def title(self) -> str:
        return _("Phrases")

    def description(self) -> str:
        return _("Formulas that the documents of the rounds repeat: where, in which exact form, first and last")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = list(Reference.objects.filter(kind=ReferenceKind.PHRASE).for_list().order_by("slug"))
        found = phrases.concordances([phrase.name_en for phrase in listed])
        return super().get_context_data(listed=list(zip(listed, found, strict=True)), **kwargs)


class PhrasePage(RootPage):
    template_name = "initiatives/phrase.html"
    model = Reference
    section = "phrases"
    lists = "phrases"
    lists_title = gettext_lazy("Phrases")
    is_followed = True
    object: Reference

    def queryset(self) -> QuerySet[Any]:
        return Reference.objects.filter(kind=ReferenceKind.PHRASE).for_detail()

    def title(self) -> str:
        return _("“%(name)s”") % {"name": self.object.name}

    def description(self) -> str:
        return _("Every use of “%(name)s” in the documents of the rounds, with the exact form and the passage") % {
            "name": self.object.name
        }

    def history(self) -> dict[str, Any]:
        return {**super().history(), "history_address": reverse("reference-history", args=[self.object.slug])}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (concordance,) = phrases.concordances([self.object.name_en])  # type: ignore[attr-defined]
        passages = [use.passage for use in concordance.uses]
        return super().get_context_data(
            series=frequency.of_passages(self.object, passages, frequency.rounds()),
            concordance=concordance,
            held=Document.objects.held().said_once().count(),
            **kwargs,
        )
