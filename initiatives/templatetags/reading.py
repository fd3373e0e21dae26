"""The reader: runs of a paragraph, what was mended in them, and what cites each passage."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.models import Citation, Document, Passage
from initiatives.models.citations import ROOT_KEYS
from initiatives.published.search import words
from initiatives.record import names, outline
from initiatives.templatetags.excerpts import excerpt
from initiatives.templatetags.links import link
from initiatives.templatetags.persons import read, related_person
from initiatives.templatetags.sources import Support, fact
from initiatives.templatetags.typesetting import comma

register = template.Library()


class ReadingLine(NamedTuple):
    """One record that cites a passage, and for which of its facts."""

    href: str
    name: str
    facts: str


def root_of(citation: Citation) -> Any:
    """The record whose fact a citation supports. Reads loaded rows only."""
    return next(getattr(citation, name) for name in ROOT_KEYS if getattr(citation, f"{name}_id"))


def root_name(citation: Citation) -> str:
    """The name of the record whose fact a citation of ``for_reader`` supports, in the language of the page."""
    return names.of_related(citation, "official").text(read()) if citation.official_id else str(root_of(citation))


@register.simple_tag
def cited_by(block: outline.Block) -> list[ReadingLine]:
    """What cites the passages of a block: each record once, with its facts."""
    found: dict[Any, tuple[Any, str, list[str]]] = {}
    for passage in (block.passage, *block.sentences):
        for citation in passage.cited_by.all():
            root = root_of(citation)
            facts = found.setdefault(root.pk, (root, root_name(citation), []))[2]
            if (words := fact(citation)) not in facts:
                facts.append(words)
    return [
        ReadingLine(root.get_absolute_url() if hasattr(root, "get_absolute_url") else "", name, comma().join(facts))
        for root, name, facts in found.values()
    ]


def citing(citations: Iterable[Citation]) -> list[tuple[SafeString, list[Support]]]:
    """The records whose facts rest on some citations, as links, each with the words quoted and the facts in each."""
    found: dict[Any, tuple[SafeString, dict[tuple[Any, ...], Support]]] = {}
    for citation in citations:
        root = root_of(citation)
        named = related_person(citation, "official") if citation.official_id else link(root)
        alike = found.setdefault(root.pk, (named, {}))[1]
        support = alike.setdefault((citation.passage_id, citation.basis, citation.quotation), Support(citation))
        support.add(citation)
    return [(named, list(alike.values())) for named, alike in found.values()]


@register.simple_tag
def passage_in(block: outline.Block, passage: Passage) -> SafeString | str:
    """The words of a block with those of one of its sentences marked; without a mark where the passage is the whole."""
    parts = (format_html("<mark>{}</mark>", run.text) if run.sentence == passage else run.text for run in block.runs)
    return format_html_join("", "{}", ((part,) for part in parts))


@register.simple_tag
def reading_run(
    run: outline.Run, document: Document, sole: bool = False, marking: Sequence[words.Term] = ()
) -> SafeString:
    """One stretch of a paragraph: a sentence with its anchor, a lead-in in bold, or what stands between.

    A sentence has its small number, unless it is the ``sole`` one of its paragraph. ``marking`` are words that a search
    found; where something was mended in the sentence, that is shown instead.
    """
    if run.is_lead_in:
        return format_html("<b>{}</b>", run.text)
    if run.sentence is None:
        return conditional_escape(run.text)
    mends = outline.mends(run.sentence, document.text)
    said = excerpt(words.segments(run.text, marking)) if marking and not mends else mended(run.text, mends)
    if sole:
        return format_html('<span class="s" id="{}">{}</span>', run.sentence.anchor, said)
    return format_html(
        '<span class="s" id="{}"><sup><a href="{}"><span class="vh">{} </span>{}</a></sup>{}</span>',
        run.sentence.anchor,
        run.sentence.page_address,
        _("Sentence"),
        run.sentence.number.partition(".")[2],
        said,
    )


def mended(text: str, mends: list[outline.Mend]) -> SafeString:
    """The reading text with breaks of the source as dashed lines and the words around a mark left out underlined."""
    out, place = [], 0
    for mend in sorted(mends, key=lambda mend: mend.place):
        if mend.is_break:
            out.append(conditional_escape(text[place : mend.place]))
            out.append(format_html(' <span class="break" lang="{}">{}</span>', *_break()))
            place = mend.place
            continue
        before = re.search(r"\S+\s*$", text[place : mend.place])
        after = re.match(r"\s*\S+", text[mend.place :])
        start = place + before.start() if before else mend.place
        end = mend.place + after.end() if after else mend.place
        out.append(conditional_escape(text[place:start]))
        out.append(format_html('<span class="odd">{}</span>', text[start:end]))
        place = end
    out.append(conditional_escape(text[place:]))
    return format_html_join("", "{}", ((part,) for part in out))


def _break() -> tuple[str, str]:
    return get_language() or "en", _("break in the source text")


@register.simple_tag
def mending_notes(block: outline.Block, document: Document) -> list[str]:
    """What was mended in a block, in words."""
    notes = []
    for sentence in block.sentences:
        for mend in outline.mends(sentence, document.text):
            if mend.is_break:
                notes.append(_("An empty line cuts this sentence in the source; it is joined here."))
            else:
                notes.append(
                    _("The mark “%(mark)s” stands in the source and is left out here.") % {"mark": mend.left_out}
                )
    return notes


@register.simple_tag
def repair_words(repair: Mapping[str, Any]) -> str:
    """One logged repair in words."""
    if repair["kind"] == "join":
        words = _("An empty line in mid-sentence is joined.")
    elif repair["kind"] == "row end":
        words = _("A word cut at the end of a printed row is put together.")
    elif repair["kind"] == "order":
        words = _("In which order these words are to be read is not sure from the printed page.")
    elif repair["kind"] == "scan":
        words = _("The words of this page were read by machine from a picture of it.")
    else:
        words = _("The mark “%(mark)s” is left out.") % {"mark": repair.get("note", "")}
    place = _("Characters %(start)s to %(end)s as filed.") % {"start": repair["start"], "end": repair["end"]}
    return f"{words} {place}"
