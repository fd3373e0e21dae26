"""Markers: what follows a fact and leads to the words it rests on. The page's list of other sources."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from initiatives.choices import Basis
from initiatives.models import Citation, Meeting, Passage
from initiatives.models.citations import ROOT_KEYS
from initiatives.record import citation_rules, field_names
from initiatives.record.kinds import CITED_BY, MEMBERS
from initiatives.templatetags.dates import in_words
from initiatives.templatetags.numbers import ordinal

register = template.Library()

GLUE = SafeString("\N{NO-BREAK SPACE}")

FACTS: dict[str, str | Promise] = {
    "number": gettext_lazy("number"),
    "start": gettext_lazy("date"),
    "end": gettext_lazy("date"),
    "city": gettext_lazy("place"),
    "format": gettext_lazy("format"),
    "count_claim": gettext_lazy("claim about counts"),
    "name": gettext_lazy("name"),
    "title": gettext_lazy("title"),
    "convener": gettext_lazy("convener"),
    "symbol": gettext_lazy("symbol"),
    "kind": gettext_lazy("kind of document"),
    "issued_on": gettext_lazy("date of issue"),
    "value": gettext_lazy("name"),
    "summary": gettext_lazy("summary"),
}


@dataclass
class Source:
    """A source that is not a passage, with its number on the page and the facts of the page that rest on it."""

    number: int
    citation: Citation
    facts: dict[str, list[str]] = field(default_factory=dict)  # of whom or what ("" the page's subject) → its facts
    notes: list[str] = field(default_factory=list)  # what its citations say of it, each once

    @property
    def supports(self) -> str:
        """The facts in words: place, date; Antony Blinken: name, title."""
        comma, semicolon = pgettext("between the items of a list", ", "), pgettext("between lists", "; ")
        own = comma.join(self.facts.get("", ()))
        rows = [f"{of}: {comma.join(facts)}" for of, facts in self.facts.items() if of]
        return semicolon.join(filter(None, [own, *rows]))


@register.filter
def fact(citation: Citation) -> str:
    """The fact a citation supports, in a word: date, place; where there is no shorter one, the name of its field."""
    if words := FACTS.get(citation.field):
        return str(words)
    model = CITED_BY.get(citation.owned_key) or next(key for key in ROOT_KEYS if getattr(citation, f"{key}_id"))
    return field_names.of_column(MEMBERS[model][1].model, citation.field)


def subject(citation: Citation) -> str:
    """Whose fact a citation supports, where it is one of an owned row. Reads loaded rows only."""
    if citation.document_id:
        return _("documents")
    row = citation.delegate or citation.tenure or citation.official_name
    return (
        "" if row is None else str(getattr(row, "name", "") or getattr(row, "title", "") or getattr(row, "value", ""))
    )


def other_sources(citations: Iterable[Citation]) -> dict[tuple[str, str], Source]:
    """The other sources of a page in the order met, by address and publisher, each with its facts."""
    sources: dict[tuple[str, str], Source] = {}
    for citation in citations:
        if citation.basis == Basis.OTHER:
            source = sources.setdefault(key(citation), Source(len(sources) + 1, citation))
            facts = source.facts.setdefault(subject(citation), [])
            if (words := fact(citation)) not in facts:
                facts.append(words)
            if citation.note and citation.note not in source.notes:
                source.notes.append(citation.note)
    return sources


def key(citation: Citation) -> tuple[str, str]:
    return citation.address, citation.publisher


def document_words(passage: Passage) -> str:
    """fact sheet, Sixth round: the document of a passage in full, for those who listen."""
    document = passage.document
    return f"{document.get_kind_display()}, {document.meeting.name}"


def short_words(passage: Passage) -> str:
    """6th fact sheet; readout 2 Feb 2022: the document of a passage in short, for those who look."""
    document = passage.document
    kind, meeting = document.get_kind_display(), document.meeting
    return f"{ordinal(meeting.number)} {kind}" if meeting.number else f"{kind} {in_words(meeting.start, short=True)}"


def passage_link(context: Any, passage: Passage, basis: str = Basis.STATED, *, bare: bool = False) -> SafeString:
    """¶ 3.2, or “inferred”, leading to the passage in the reader, spoken in full.

    Where the record holds several documents, the short name of the document stands before the number, unless the page
    is about that document's round or the words before name it already (``bare``).
    """
    words = citation_rules.marker(basis, passage.number).replace(" ", GLUE)
    spoken = _("Source: %(document)s, passage") % {"document": document_words(passage)}
    if basis == Basis.INFERRED:
        return format_html(
            '<a class="basis" href="{}"><span class="vh">{} {}: </span>{}</a>',
            passage.get_absolute_url(),
            spoken,
            passage.number,
            words,
        )
    named = bare or context.get("round_shown") == passage.document.meeting_id or not context.get("several_documents")
    return format_html(
        '<a class="mark" href="{}"><span class="vh">{} </span>{}{}</a>',
        passage.get_absolute_url(),
        spoken,
        "" if named else f"{short_words(passage)} ",
        words,
    )


@register.simple_tag(takes_context=True)
def passage_marker(context: Any, passage: Passage, bare: bool = False) -> SafeString:
    """The marker of a passage shown on the page."""
    return passage_link(context, passage, bare=bare)


@register.simple_tag
def round_marker(meeting: Meeting, document: str, number: str) -> SafeString:
    """¶ 7, leading to the paragraph of a document, given by its slug, spoken with the round."""
    return format_html(
        '<a class="mark" href="{}#p-{}"><span class="vh">{}, </span>¶{}{}</a>',
        reverse("document", args=[document]),
        number,
        meeting.name,
        GLUE,
        number,
    )


@register.simple_tag(takes_context=True)
def marker(context: Any, passage: Passage, bare: bool = False) -> SafeString:
    """The marker of a passage, bound to the word before it."""
    return GLUE + passage_link(context, passage, bare=bare)


@register.simple_tag(takes_context=True)
def markers(context: Any, root: Any, fields: str, row: Any = None) -> SafeString | str:
    """Markers of the named facts of a root, or of one row it owns, bound to the word before. Reads loaded citations."""
    wanted = fields.split()
    owned = row.pk if row is not None else None
    found = [
        citation
        for citation in root.citations.all()
        if citation.field in wanted
        and (getattr(citation, f"{citation.owned_key}_id") if citation.owned_key else None) == owned
    ]
    return marked(context, found, root)


def marked(context: Any, citations: list[Citation], root: Any) -> SafeString | str:
    """Markers for citations: passages first, each once, then the other sources."""
    links: dict[Any, SafeString] = {}
    for citation in citations:
        if citation.passage:
            links.setdefault(
                (citation.passage_id, citation.basis), passage_link(context, citation.passage, citation.basis)
            )
    others = list({key(citation): citation for citation in citations if citation.basis == Basis.OTHER}.values())
    if others:
        links["others"] = source_links(context, others, root)
    return format_html_join("", "{}{}", ((GLUE, link) for link in links.values()))


def source_links(context: Any, others: list[Citation], root: Any) -> SafeString:
    """“other source”, leading to the list of sources of this page, or of the page the fact belongs to."""
    words = citation_rules.marker(Basis.OTHER)
    known = context.get("sources") or {}
    numbers = sorted(known[key(other)].number for other in others if key(other) in known)
    if len(numbers) != len(others):
        return format_html('<a class="basis" href="{}#sources">{}</a>', root.get_absolute_url(), words)
    first = format_html('<a class="basis" href="#source-{}">{}{}{}</a>', numbers[0], words, GLUE, numbers[0])
    rest = format_html_join(
        "",
        ', <a class="basis" href="#source-{}"><span class="vh">{} </span>{}</a>',
        ((number, words, number) for number in numbers[1:]),
    )
    return format_html('<span class="others">{}{}</span>', first, rest)


@register.simple_tag(takes_context=True)
def row_markers(context: Any, row: Any, fields: str) -> SafeString | str:
    """Markers of the named facts of an owned row whose own citations are loaded, on a page of another root."""
    wanted = fields.split()
    return marked(context, [citation for citation in row.citations.all() if citation.field in wanted], row.meeting)


@register.simple_tag(takes_context=True)
def cited_here(context: Any, citations: Iterable[Citation], fields: str) -> SafeString | str:
    """Markers of the named facts among citations already chosen for one row."""
    wanted = fields.split()
    return marked(context, [citation for citation in citations if citation.field in wanted], context["object"])
