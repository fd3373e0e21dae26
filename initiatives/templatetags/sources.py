"""Markers: what follows a fact and leads to the words it rests on. The page's list of other sources."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.template import loader
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from initiatives.choices import Basis
from initiatives.models import Citation, Meeting, Passage
from initiatives.models.citations import ROOT_KEYS
from initiatives.record import citation_rules, field_names, names
from initiatives.record.kinds import CITED_BY, MEMBERS
from initiatives.templatetags.dates import in_words
from initiatives.templatetags.holdings import called_as_version
from initiatives.templatetags.numbers import ordinal
from initiatives.templatetags.persons import read
from initiatives.templatetags.typesetting import bracketed, capital, listed

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
class Support:
    """What some citations of one source say alike: the words quoted, and the facts that rest on them."""

    citation: Citation
    anchors: list[str] = field(default_factory=list)  # one for each citation
    facts: dict[str, list[str]] = field(default_factory=dict)  # of whom or what ("" the page's subject) → its facts

    def add(self, citation: Citation) -> None:
        self.anchors.append(anchor(citation))
        facts = self.facts.setdefault(subject(citation), [])
        if (words := fact(citation)) not in facts:
            facts.append(words)

    @property
    def facts_in_words(self) -> str:
        """The facts in words: place, date; Antony Blinken: name, title."""
        comma, semicolon = pgettext("between the items of a list", ", "), pgettext("between lists", "; ")
        own = comma.join(self.facts.get("", ()))
        colon = pgettext("before what is said", ": ")
        rows = [f"{of}{colon}{comma.join(facts)}" for of, facts in self.facts.items() if of]
        return semicolon.join(filter(None, [own, *rows]))


@dataclass
class Source:
    """A passage, or another source by its address and publisher, with what the citations at hand rest on it."""

    number: int
    citation: Citation
    supports: list[Support] = field(default_factory=list)

    @property
    def about(self) -> str:
        """What is known of another source besides its title: its kind, how much of it was read."""
        return listed(self._first("get_source_kind_display"), self._first("get_read_extent_display"))

    @property
    def archive_address(self) -> str:
        return self._first("archive_address")

    def _first(self, name: str) -> str:
        """What the first citation says that says anything: each may name the same source in full or in short."""
        found = (getattr(support.citation, name) for support in self.supports)
        return next(filter(None, (str(each() if callable(each) else each) for each in found)), "")


@register.filter
def fact(citation: Citation) -> str:
    """The fact a citation supports, in a word: date, place; where there is no shorter one, the name of its field."""
    if citation.field == "title" and citation.document_id:
        return pgettext("of a document", "title")
    if citation.concept_form_id:
        return _("form")
    if words := FACTS.get(citation.field):
        return str(words)
    model = CITED_BY.get(citation.owned_key) or next(key for key in ROOT_KEYS if getattr(citation, f"{key}_id"))
    return field_names.of_column(MEMBERS[model][1].model, citation.field)


def subject(citation: Citation) -> str:
    """Whose fact a citation supports, where it is one of an owned row. Reads loaded rows only."""
    if citation.document_id:
        return _("documents")
    if citation.delegate_id:
        return names.of_cited(citation).forms(read())[0].words
    row = citation.tenure or citation.official_name or citation.concept_form
    return "" if row is None else str(getattr(row, "title", "") or getattr(row, "value", ""))


def anchor(citation: Citation) -> str:
    """The fragment of a citation's own line in the list of sources of the page that its fact belongs to."""
    return f"source-{citation.pk.hex[:8]}"


def key(citation: Citation) -> tuple[Any, ...]:
    """What tells one source from another: the passage and how it supports, or address and publisher."""
    if citation.passage_id:
        return citation.passage_id, citation.basis
    return citation.address, citation.publisher


def said(citation: Citation) -> tuple[str, ...]:
    """What a citation says of the words it rests on."""
    return citation.quotation, citation.printed, citation.note, citation.language


def grouped(citations: Iterable[Citation]) -> dict[tuple[Any, ...], Source]:
    """The sources of some citations: passages first, then the others in the order met, each with what rests on it."""
    sources: dict[tuple[Any, ...], Source] = {}
    for citation in sorted(citations, key=lambda each: each.passage_id is None):
        source = sources.setdefault(key(citation), Source(len(sources) + 1, citation))
        support = next((one for one in source.supports if said(one.citation) == said(citation)), None)
        if support is None:
            support = Support(citation)
            source.supports.append(support)
        support.add(citation)
    return sources


def other_sources(citations: Iterable[Citation]) -> dict[tuple[Any, ...], Source]:
    """The other sources of a page in the order met, each with the facts of the page that rest on it."""
    return grouped(citation for citation in citations if citation.basis == Basis.OTHER)


@register.filter
def numbered(passage: Passage) -> str:
    """¶ 3.2; of a line before the first paragraph, what it is."""
    return citation_rules.marker(Basis.STATED, passage.number).replace(" ", GLUE)


def document_words(passage: Passage) -> str:
    """fact sheet, Sixth round: the document of a passage in full, for those who listen."""
    document = passage.document
    language = document.get_language_display() if document.version else ""
    return listed(document.get_kind_display(), document.meeting.name, language)


def short_words(passage: Passage) -> str:
    """6th fact sheet; readout 2 Feb 2022: the document of a passage in short, for those who look."""
    document = passage.document
    kind, meeting = document.get_kind_display(), document.meeting
    return f"{ordinal(meeting.number)} {kind}" if meeting.number else f"{kind} {in_words(meeting.start, short=True)}"


def marker_words(context: Any, passage: Passage, basis: str, *, bare: bool = False) -> str:
    """¶ 3.2, after the name of its document where that is not plain, with the language of a version; “inferred”."""
    words = citation_rules.marker(basis, passage.number).replace(" ", GLUE)
    if passage.document.version and not bare and basis != Basis.INFERRED:
        words += bracketed(passage.document.get_language_display()).replace(" ", GLUE)
    named = bare or context.get("round_shown") == passage.document.meeting_id or not context.get("several_documents")
    return words if named or basis == Basis.INFERRED else f"{short_words(passage)} {words}"


def passage_link(context: Any, passage: Passage, basis: str = Basis.STATED, *, bare: bool = False) -> SafeString:
    """¶ 3.2, or “inferred”, leading to the passage in the reader, spoken in full.

    Where the record holds several documents, the short name of the document stands before the number, unless the page
    is about that document's round or the words before name it already (``bare``).
    """
    spoken = _("Source: %(document)s, passage") % {"document": document_words(passage)}
    words = marker_words(context, passage, basis, bare=bare)
    if basis == Basis.INFERRED:
        return format_html(
            '<a class="basis" href="{}"><span class="vh">{} {}: </span>{}</a>',
            passage.get_absolute_url(),
            spoken,
            passage.number,
            words,
        )
    return format_html(
        '<a class="mark" href="{}"><span class="vh">{} </span>{}</a>', passage.get_absolute_url(), spoken, words
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
def version_marker(context: Any, passage: Passage) -> SafeString:
    """Official version in Japanese ¶ 3.2: a passage of one of the texts of a paper in several languages."""
    words = capital(called_as_version(passage.document))
    return format_html("{}{}{}", words, GLUE, passage_link(context, passage, bare=True))


@register.simple_tag(takes_context=True)
def markers(context: Any, root: Any, fields: str, row: Any = None) -> SafeString | str:
    """The marker of the named facts of a root, or of one row it owns, bound to the word before. Reads loaded rows."""
    wanted = fields.split()
    owned = row.pk if row is not None else None
    found = [
        citation
        for citation in root.citations.all()
        if citation.field in wanted
        and (getattr(citation, f"{citation.owned_key}_id") if citation.owned_key else None) == owned
    ]
    return marked(context, found, root)


def marked(context: Any, citations: Iterable[Citation], root: Any) -> SafeString | str:
    """One marker for citations, bound to the word before: a link to the source, or, of several, one that opens."""
    sources = list(grouped(citations).values())
    if not sources:
        return ""
    if len(sources) == 1:
        return GLUE + source_link(context, sources[0].citation, root)
    first, count = sources[0].citation, len(sources)
    if first.passage:
        words = f"{marker_words(context, first.passage, first.basis)} +{count - 1}"
    else:
        words = ngettext("%(n)s source", "%(n)s sources", count) % {"n": count}
    opened = loader.get_template("components/marker.html").render(
        {
            "words": words.replace(" ", GLUE),
            "is_stated": bool(first.passage) and first.basis == Basis.STATED,
            "lines": [(source, source_address(context, source.citation, root)) for source in sources],
            "is_one_fact": len({each.facts_in_words for source in sources for each in source.supports}) == 1,
        }
    )
    return GLUE + SafeString(opened.strip())


def source_address(context: Any, citation: Citation, root: Any) -> str:
    """Where a citation leads: to the passage in the reader, or to its own line in the list of sources.

    That is the list of this page, or of the page of the root whose fact it supports.
    """
    if citation.passage:
        return citation.passage.get_absolute_url()
    line = (context.get("sources") or {}).get(key(citation))
    here = line is not None and any(anchor(citation) in support.anchors for support in line.supports)
    page = "" if here or not hasattr(root, "get_absolute_url") else root.get_absolute_url()
    return f"{page}#{anchor(citation)}"


def source_link(context: Any, citation: Citation, root: Any) -> SafeString:
    """¶ 3.2, or “other source”, leading to the words or to the line that says what is known of them."""
    if citation.passage:
        return passage_link(context, citation.passage, citation.basis)
    words = citation_rules.marker(Basis.OTHER).replace(" ", GLUE)
    return format_html('<a class="basis" href="{}">{}</a>', source_address(context, citation, root), words)


@register.simple_tag(takes_context=True)
def head_marker(context: Any, root: Any, fields: str) -> SafeString | str:
    """The marker of what a page's heading says, on a line of its own below it, after the name of the fact."""
    wanted = fields.split()
    found = [each for each in root.citations.all() if each.field in wanted and not each.owned_key]
    named = pgettext("between the items of a list", ", ").join(dict.fromkeys(fact(each) for each in found))
    return (
        format_html('<div class="head-marker">{}{}</div>', capital(named), marked(context, found, root))
        if found
        else ""
    )


@register.simple_tag(takes_context=True)
def row_marker(context: Any, root: Any, fields: str, rows: Iterable[Any] = (), of_rows: str = "") -> SafeString | str:
    """One marker for all that a line of a list says of a root, and of some of the rows it owns."""
    wanted, theirs, keys = fields.split(), of_rows.split(), {row.pk for row in rows}
    found = [
        citation
        for citation in root.citations.all()
        if (
            citation.field in theirs and getattr(citation, f"{citation.owned_key}_id") in keys
            if citation.owned_key
            else citation.field in wanted
        )
    ]
    return marked(context, found, root)


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
