"""Documents of the rounds, and the reader: the text as read and as filed."""

from abc import abstractmethod
from collections import Counter
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from initiatives.choices import PassageKind
from initiatives.filters import DocumentFilter
from initiatives.models import Citation, Document, Passage
from initiatives.published import originals
from initiatives.published.addresses import Gone, Moved, follow, passage_once, was_held
from initiatives.published.search import words
from initiatives.record import outline, versions
from initiatives.templatetags.languages import site_address
from initiatives.templatetags.reading import citing
from initiatives.templatetags.typesetting import listed
from initiatives.views import cite, errors, schema_org
from initiatives.views.lists import BrowsePage
from initiatives.views.pages import Ancestor, Page, RootPage, elsewhere, with_query

MARK = "mark"  # the parameter that names words to be marked, a bar between them: those that a search found
BESIDE = "beside"  # the parameter that names, by its slug, another text of the same paper to be read beside this one


class Documents(BrowsePage):
    template_name = "initiatives/documents.html"
    section = "documents"
    listed = Document
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


class DocumentPage(RootPage):
    """The reader. Documents are owned by their meeting: their facts are cited among the meeting's citations."""

    template_name = "initiatives/document.html"
    model = Document
    section = "documents"
    lists = "documents"
    lists_title = gettext_lazy("Documents")
    parameters = frozenset({BESIDE, MARK})
    object: Document

    def queryset(self) -> QuerySet[Any]:
        return Document.objects.all().for_detail()

    def title(self) -> str:
        return listed(self.object.title, self.object.get_kind_display(), self.object.meeting.name)

    def description(self) -> str:
        words = {"kind": self.object.get_kind_display(), "round": self.object.meeting.name, "title": self.object.title}
        if self.object.is_listed:
            return _("“%(title)s”, %(kind)s, %(round)s: text not held, address given") % words
        return _("“%(title)s”, %(kind)s, %(round)s: the text as filed and as read, in numbered passages") % words

    @cached_property
    def cited(self) -> list[Citation]:
        """The citations that support the document's own facts."""
        return list(Citation.objects.filter(document=self.object).for_pages())

    def citations(self) -> list[Citation]:
        return self.cited

    def as_work(self) -> dict[str, Any]:
        return cite.of_document(self.object)

    def linked_data(self) -> list[dict[str, Any]]:
        return [schema_org.report(self.object, site_address(self.request), about=self.object.meeting)]

    @cached_property
    def paper(self) -> versions.Paper:
        """The document with the versions of its text in other languages."""
        return versions.paper_of(self.object)

    def beside(self) -> Document | None:
        """The other text that the address asks for; one that is not held, or is none of this paper, is refused."""
        slug = self.request.GET.get(BESIDE)
        if slug is None:
            return None
        for text in self.paper.held:
            if text.slug == slug and text != self.object and not self.object.is_listed:
                return text
        raise BadRequest(_("No text “%(slug)s” can be read beside this document.") % {"slug": slug[:80]})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages: list[Passage] = []
        if not self.object.is_listed:
            passages = list(Passage.objects.filter(document=self.object).for_reader())
        sections, blocks = outline.sections(passages), outline.blocks(passages)
        mended = outline.repairs_by_statement(passages)
        paragraphs = [passage for passage in passages if passage.kind != PassageKind.SENTENCE]
        for passage in passages:
            passage.document = self.object
        other = self.beside()
        return super().get_context_data(
            paper=self.paper,
            marking=words.marked_in(self.request.GET.get(MARK, "")),
            other=other,
            rows=versions.beside(self.object, passages, other) if other else [],
            blocks=blocks,
            sections=sections,
            first_cited=next((block.passage.pk for block in blocks if block.is_cited), None),
            cited=self.cited,
            repairs=[(passage, each) for passage in passages for each in mended.get(passage.pk, ())],
            marks=dict(
                Counter(
                    each["note"] for passage in paragraphs for each in passage.repairs if each["kind"] == outline.LAYOUT
                )
            ),
            paragraph_count=sum(passage.kind == PassageKind.PARAGRAPH for passage in paragraphs),
            statement_count=len(passages) - len(paragraphs),
            printed_documents=[] if self.object.is_listed else list(filter(None, [self.object, other])),
            round_shown=self.object.meeting_id,
            first_statement=outline.first_statement(passages),
            **kwargs,
        )


def marked_address(address: str, marked: str) -> str:
    """The address of a passage in its document, with the same words marked there."""
    page, hash_mark, anchor = address.partition("#")
    return f"{page}?{urlencode({MARK: marked})}{hash_mark}{anchor}" if words.marked_in(marked) else address


class PassagePage(Page):
    """One passage: its words, what stands around them, every fact that cites it, how to cite it.

    A number that the document has no more leads on to where its passage stands now, or answers 410 with its last words.
    """

    template_name = "initiatives/passage.html"
    section = "documents"
    parameters = frozenset({MARK})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        slug, number = kwargs["slug"], kwargs["number"]
        document = Document.objects.filter(slug=slug).defer("text").first()
        if document is None:
            match follow("document", slug):
                case Gone(reason):
                    return errors.gone(request, reason)
                case Moved(Document() as row):
                    document = row
                case _:
                    raise Http404
        found = Passage.objects.filter(document=document, number=number).for_pages().first()
        if found is None:
            return self.moved(document, number)
        if document.slug != slug:
            return HttpResponsePermanentRedirect(with_query(request, found.page_address))
        self.object = found
        return super().get(request, *args, **kwargs)

    def moved(self, document: Document, number: str) -> HttpResponse:
        """The answer for a number that no passage of the document has now."""
        once = passage_once(document.meeting_id, document.pk, number, getattr(self.request, "as_of", None))
        if once is None:
            raise Http404
        now = Passage.objects.filter(pk=once.passage).with_document().first()
        if now is None:
            return errors.gone(self.request, "", once.text, document.language)
        return HttpResponsePermanentRedirect(with_query(self.request, now.page_address))

    def named(self) -> str:
        document = self.object.document
        return listed(document.title, document.get_kind_display(), document.meeting.name)

    def title(self) -> str:
        return listed(f"¶ {self.object.number}", self.named())

    def description(self) -> str:
        return _("¶ %(number)s of %(document)s: its words, what stands around them, and every fact that cites it") % {
            "number": self.object.number,
            "document": self.named(),
        }

    def as_work(self) -> dict[str, Any]:
        return {**cite.of_document(self.object.document), "passage": self.object.number}

    def trail(self) -> list[Ancestor]:
        document = self.object.document
        return [
            *super().trail(),
            Ancestor(reverse("documents"), _("Documents")),
            Ancestor(document.get_absolute_url(), document.title),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages = list(Passage.objects.filter(document=self.object.document_id).order_by("position"))
        for passage in passages:
            passage.document = self.object.document
        here = passages.index(self.object)
        marked = self.request.GET.get(MARK, "")
        blocks = outline.blocks(passages)
        holding = [place for place, block in enumerate(blocks) if self.object in (block.passage, *block.sentences)]
        if holding:
            around = blocks[max(0, holding[0] - 1) : holding[0] + 2]
            block = blocks[holding[0]]
        else:  # a sentence that was filed without its paragraph
            block = outline.Block(self.object, [outline.Run(self.object.text, self.object)])
            around = [block]
        cited = {each.pk: each for each in (block.passage, *block.sentences) if self.object in (each, block.passage)}
        citations = list(
            Citation.objects.filter(passage__in=cited)
            .for_reader()
            .order_by("passage__position", "field", "position", "id")
        )
        for citation in citations:
            citation.passage = cited[citation.passage_id]
        return super().get_context_data(
            passage=self.object,
            words=words.segments(self.object.text, words.marked_in(marked)),
            in_document=marked_address(self.object.get_absolute_url(), marked),
            document=self.object.document,
            own=block,
            around=around,
            previous=passages[here - 1] if here else None,
            next=passages[here + 1] if here + 1 < len(passages) else None,
            citing=citing(citations),
            counterparts=versions.counterparts(self.object),
            printed_documents=[self.object.document],
            round_shown=self.object.document.meeting_id,
            **kwargs,
        )


class HeldText(View):
    """What is held of a document beside its page; ``column`` is its fingerprint, empty where it is not held."""

    column: ClassVar[str]
    name: ClassVar[str]

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        document = Document.objects.filter(slug=slug).first()
        if document is None:
            return elsewhere(request, "document", slug, self.name)
        if getattr(document, self.column):
            return self.answer(document)
        if was_held(document.meeting_id, document.pk, self.column):
            return errors.gone(request, "")
        raise Http404

    @abstractmethod
    def answer(self, document: Document) -> HttpResponseBase: ...


class TextAsFiled(HeldText):
    """The text of a document exactly as filed, to the byte, so that its fingerprint can be checked."""

    column = "sha256"
    name = "document-text"

    def answer(self, document: Document) -> HttpResponse:
        return HttpResponse(document.text.encode(), content_type="text/plain; charset=utf-8")


class Original(HeldText):
    """The original file of a document: to be saved, never shown, so that nothing in it can act in the site's name."""

    column = "original_sha256"
    name = "document-original"

    def answer(self, document: Document) -> FileResponse:
        try:
            file = originals.opened(document.original_sha256)
        except FileNotFoundError:  # in a preview: it is copied when it is published
            raise Http404 from None
        response = FileResponse(
            file,
            as_attachment=True,
            filename=document.original_name or document.slug,
            content_type="application/octet-stream",
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response
