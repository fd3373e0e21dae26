"""What differs between the public page and its preview, marked in the preview. No database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from initiatives.record.compare_rounds import align
from initiatives.record.word_diff import changes

BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "legend", "li", "main"),
    *("ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
# Words that only repeat the page's own, and places where no mark could stand.
LEFT_OUT = {"nav", "svg", "script", "style", "template", "select", "textarea", "button", "title"}
WORD = re.compile(r"\w+")
FEW = 10_000  # blocks of one run times blocks of the other; beyond it they are not paired
SOURCES = "sources"  # the id of a page's list of other sources, which says again what stands above
MARK = "is-mark"  # the class of everything that is added to the page but for ids


@dataclass
class Block:
    """The innermost block around some words: its node, its text nodes, and the words with white space as one space."""

    node: LexborNode
    texts: list[LexborNode] = field(default_factory=list)
    text: str = ""


class Marked(NamedTuple):
    """The page with its marks: in how many places, of how many facts, the id of the first place, what words are gone.

    The same words in place of the same others are one fact, wherever they stand.
    """

    html: str
    places: int
    facts: int
    first: str
    gone: list[str]


def marked(old: str, new: str) -> Marked:
    """The new page with every block of its main part marked that the old page does not have so, in two ways.

    A changed block has its words marked where both have the same markup. What is added to the page has the class
    ``is-mark``: without those elements, and with ``ins`` unwrapped, its text is that of the new page.
    """
    page = LexborHTMLParser(new)
    was, now = _blocks(LexborHTMLParser(old)), _blocks(page)
    changed, added, gone = _compared(was, now)
    taken = {node.attributes["id"] for node in page.css("[id]")}
    places = []
    told: set[frozenset[str]] = set()
    for block in now:
        before = changed.get(block.node.mem_id)
        if before or block.node.mem_id in added:
            places.append(_identified(block.node, taken))
            if not any(node.attributes.get("id") == SOURCES for node in _around(block.node)):
                told.add(_change(block, before))
            _mark(page, block, before)
    return Marked(
        page.html or new, len(places), _facts(told), places[0] if places else "", [block.text for block in gone]
    )


def _change(block: Block, before: Block | None) -> frozenset[str]:
    """Which words came and went in a block: the same in every place where one fact stands."""
    if before is None:
        return frozenset([f"new {block.text}"])
    told = changes(before.text, block.text)
    return frozenset(f"{kind} {word}" for kind, words in told if kind != "same" for word in WORD.findall(words))


def _facts(told: set[frozenset[str]]) -> int:
    """How many changes there are, those left out that are others side by side in one block."""
    return sum(each != frozenset().union(*(one for one in told if one < each)) for each in told)


def _blocks(page: LexborHTMLParser) -> list[Block]:
    """The blocks of the page's main part that have words of their own, in the order of their first words."""
    main = page.css_first("main")
    found: dict[int, Block] = {}
    for node in main.traverse(include_text=True) if main else ():
        if node.is_text_node and (node.text_content or "").strip():
            around = list(_around(node))
            if not any(each.tag in LEFT_OUT for each in around):
                owner = next(each for each in around if each.tag in BLOCKS)
                found.setdefault(owner.mem_id, Block(owner)).texts.append(node)
    for block in found.values():
        block.text = " ".join(word for node in block.texts for word in (node.text_content or "").split())
    return list(found.values())


def _around(node: LexborNode) -> Iterator[LexborNode]:
    """The ancestors of a node, the nearest first."""
    parent = node.parent
    while parent is not None and parent.is_element_node:
        yield parent
        parent = parent.parent


def _compared(was: Sequence[Block], now: Sequence[Block]) -> tuple[dict[int, Block], set[int], list[Block]]:
    """Which blocks of the new page changed (and from which), which are new, and which of the old are gone."""
    changed: dict[int, Block] = {}
    added: set[int] = set()
    gone: list[Block] = []
    steps = SequenceMatcher(None, [block.text for block in was], [block.text for block in now]).get_opcodes()
    for step, i, j, k, m in steps:
        if step == "equal":
            continue
        removed, appeared = was[i:j], now[k:m]
        if [block.node.tag for block in removed] == [block.node.tag for block in appeared]:
            pairs: list[tuple[Block | None, Block | None]] = list(zip(removed, appeared, strict=True))
        elif len(removed) * len(appeared) <= FEW:
            pairs = [(pair.first, pair.second) for pair in align(removed, appeared)]
        else:
            pairs = [*((block, None) for block in removed), *((None, block) for block in appeared)]
        for before, after in pairs:
            if before and after:
                changed[after.node.mem_id] = before
            elif after:
                added.add(after.node.mem_id)
            elif before:
                gone.append(before)
    # Words that only moved are not gone.
    there = {block.text for block in now}
    return changed, added, [block for block in gone if block.text not in there]


def _identified(node: LexborNode, taken: set[str | None]) -> str:
    """The id of a node; one that no other has, where it had none."""
    if not node.attributes.get("id"):
        number = 1
        while f"mark-{number}" in taken:
            number += 1
        node.attrs["id"] = f"mark-{number}"
        taken.add(f"mark-{number}")
    return node.attributes["id"] or ""


def _mark(page: LexborHTMLParser, block: Block, before: Block | None) -> None:
    """Marks a block as changed from what it was, or as new."""
    node, first = block.node, block.texts[0]
    node.attrs["class"] = " ".join(filter(None, [node.attributes.get("class"), "is-changed" if before else "is-new"]))
    label = _element(page, "span", f"{_('Changed:') if before else _('New:')} ", f"{MARK} vh")
    label.attrs["lang"] = get_language() or "en"
    while first.parent is not None and first.parent.mem_id != node.mem_id:
        first = first.parent  # beside links and other inline markup, not inside
    first.insert_before(label)
    if before and len(before.texts) == len(block.texts):
        for old, new in zip(before.texts, block.texts, strict=True):
            if (old.text_content or "").split() != (new.text_content or "").split():
                _mark_words(page, old.text_content or "", new)


def _mark_words(page: LexborHTMLParser, old: str, node: LexborNode) -> None:
    """Puts the new words of a text node into ``ins`` and the old ones, where they stood, into ``del``."""
    tags = {"added": "ins", "removed": "del"}
    for kind, words in changes(old, node.text_content or ""):
        node.insert_before(words if kind == "same" else _element(page, tags[kind], words, MARK))
    node.decompose()


def _element(page: LexborHTMLParser, tag: str, words: str, css: str) -> LexborNode:
    element = page.create_node(tag)
    element.attrs["class"] = css
    element.insert_child(words)
    return element
