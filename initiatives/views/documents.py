"""Documents of the rounds, and the reader: the text as read and as filed."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from initiatives.choices import PassageKind
from initiatives.filters import DocumentFilter
from initiatives.models import Citation, Document, Passage
from initiatives.record import outline
from initiatives.templatetags.languages import site_address
from initiatives.views import linked
from initiatives.views.lists import BrowsePage
from initiatives.views.pages import RootPage


class Documents(BrowsePage):
    template_name = "initiatives/documents.html"
    section = "documents"
    filterset = DocumentFilter
    size = 30

    def title(self) -> str:
        return self.numbered(_("Documents"))

    def description(self) -> str:
        return self.numbered(
            _("Documents of the rounds and calls: those held in full, and those listed with their addresses")
        )

    def queryset(self) -> QuerySet[Any]:
        return Document.objects.all().for_list()


class Reader(RootPage):
    """The reader. Documents are owned by their meeting: their facts are cited among the meeting's citations."""

    template_name = "initiatives/document.html"
    model = Document
    section = "documents"
    lists = "documents"
    lists_title = gettext_lazy("Documents")
    object: Document

    def queryset(self) -> QuerySet[Any]:
        return Document.objects.all().for_reader()

    def title(self) -> str:
        return f"{self.object.title} ({self.object.get_kind_display()}, {self.object.slug})"

    def description(self) -> str:
        words = {"kind": self.object.get_kind_display(), "round": self.object.meeting.name, "title": self.object.title}
        if self.object.is_listed:
            return _("“%(title)s”, %(kind)s, %(round)s: text not held, address given") % words
        return (
            _(
                "“%(title)s”, %(kind)s, %(round)s: the text as filed and as read, in numbered passages, with what cites each"
            )
            % words
        )

    @cached_property
    def cited(self) -> list[Citation]:
        """The citations that support the document's own facts."""
        return list(Citation.objects.filter(document=self.object).for_pages())

    def citations(self) -> list[Citation]:
        return self.cited

    def linked_data(self) -> list[dict[str, Any]]:
        return [linked.report(self.object, site_address(self.request), about=self.object.meeting)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages: list[Passage] = []
        if not self.object.is_listed:
            passages = list(Passage.objects.filter(document=self.object).for_reader())
        sections = outline.sections(passages)
        mended = outline.repairs_by_statement(passages)
        paragraphs = [passage for passage in passages if passage.kind != PassageKind.SENTENCE]
        for passage in passages:
            passage.document = self.object
        return super().get_context_data(
            blocks=outline.blocks(passages),
            sections=sections,
            cited=self.cited,
            repairs=[(passage, each) for passage in passages for each in mended.get(passage.pk, ())],
            marks=Counter(
                each["note"] for passage in paragraphs for each in passage.repairs if each["kind"] == outline.LAYOUT
            ),
            paragraph_count=sum(passage.kind == PassageKind.PARAGRAPH for passage in paragraphs),
            statement_count=len(passages) - len(paragraphs),
            round_shown=self.object.meeting_id,
            **kwargs,
        )


class TextAsFiled(View):
    """The text of a document exactly as filed, to the byte, so that its fingerprint can be checked."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        text = Document.objects.filter(slug=slug).exclude(sha256="").values_list("text", flat=True).first()
        if text is None:
            raise Http404
        return HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")
