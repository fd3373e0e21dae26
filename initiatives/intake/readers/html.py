"""HTML: a line for each block, marks from tags and styles; menus are unplaced, what is not printed is named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from initiatives.intake import vocabulary
from initiatives.intake.readers.limits import MAX_DEPTH, check_characters
from initiatives.intake.readers.lines import BOLD, ITALIC, RAISED, UNDERLINE, Source
from initiatives.intake.readers.numerals import numeral
from initiatives.intake.readers.page_styles import (
    Properties,
    declarations,
    is_indented_away,
    is_left_out,
    is_struck,
    is_white,
    sheet_styles,
    size_is_nothing,
)
from initiatives.intake.readers.sheet import Sheet
from initiatives.intake.readers.text import read_text
from initiatives.intake.refusal import NotRead

BLOCKS = frozenset(vocabulary.words("html-blocks"))
LISTS = frozenset(("ul", "ol", "menu"))
DROPPED = frozenset(("script", "style", "-comment", "template", "svg", "math", "object", "embed"))
ASIDE = frozenset(("nav", "button", "select", "noscript", "iframe", "title", "textarea", "option", "datalist"))
STRUCK = frozenset(("s", "strike", "del"))
READINGS = frozenset(("rt", "rp", "rtc"))
CELLS = frozenset(("td", "th"))
MARKS = {
    "b": BOLD,
    "strong": BOLD,
    "i": ITALIC,
    "em": ITALIC,
    "cite": ITALIC,
    "u": UNDERLINE,
    "ins": UNDERLINE,
    "sup": RAISED,
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
#: Parts of a page that Word makes of what it prints beside the text.
MARGINS = {"comment-list": "remark in the margin", "header": "running head", "footer": "running foot"}
#: A link to a note is set as raised even where its page does not raise it.
CALL = re.compile(r"\s*[\[(（［]?\s*(?:\d{1,3}|[ivx]{1,5}|[a-z*†‡])\s*[\])）］]\s*|\s*[*†‡§]{1,3}\s*")
BACK = re.compile(r"\s*[↩↑⏎^⤴]\ufe0e?\s*")
LEVEL = re.compile(r"\blevel(\d)\b")
#: A mark that Word wrote before an item and that counts; "o", "§" and the like are bullets of its fonts.
NUMBER = re.compile(r"\W?(?:\w{1,3}\.)*(?:\d{1,3}|[^\W\do]|[ivxlcIVXLC]{1,6}|\w{1,2}(?=\W))\W?")
PLAIN = frozenset(("-text", "-comment", "a", "b", "i", "u", "em", "strong", "span", "font", "br", "tt", "code"))
BULLET = "•"


@dataclass(slots=True)
class _Seen:
    """What the text inside an element takes over from it: how it is set, and whether it can be seen."""

    mark: int = 0
    has_size: bool = True
    is_visible: bool = True
    is_near: bool = True
    is_white: bool = False
    ground: str = ""

    @property
    def is_printed(self) -> bool:
        return self.has_size and self.is_visible and self.is_near and not (self.is_white and is_white(self.ground))


@dataclass(slots=True)
class _List:
    """A list that is open: the form of its numbers ('' for bullets), the next number, and the way it counts."""

    form: str
    number: int
    step: int = 1


class _Page:
    """A page while its tree is walked."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.sheet = Sheet("html")
        self.styles = sheet_styles(tree)
        # a style sheet that is not at hand may set the ground of what is white
        self.ground = "" if tree.css_first("style, link[rel~=stylesheet]") else "white"
        self.seen = [_Seen(ground=self.ground)]
        self.lists: list[_List] = []
        self.hiding: list[tuple[int, str]] = []
        self.items: list[int] = []
        self.linked: list[int] = []
        self.tables: list[int] = []
        self.cells: list[int] = []

    def properties(self, node: LexborNode) -> Properties:
        style = (node.attributes.get("style") if node.attributes else None) or ""
        said = self.styles.get(node.mem_id, {})
        return {**said, **declarations(style)} if style else said

    def text(self, text: str) -> None:
        seen = self.seen[-1]
        if seen.is_printed or self.sheet.is_hiding:
            self.sheet.text(text, seen.mark)
        else:
            self.sheet.leave_out("hidden words", text)


def read_html(markup: str) -> Source:
    """Lines of an HTML page or fragment. Text outside the main part and in menus is unplaced."""
    tree = LexborHTMLParser(markup)
    if tree.root is None:
        return Source("", [], "html")
    page = _Page(tree)
    main = _main_part(tree)
    inside = main is None
    aside: list[str] = []
    hidden = depth = skipped = 0
    for opening, node in _walk(tree.root):
        tag = node.tag or ""
        depth += 1 if opening else -1
        if depth > MAX_DEPTH * 10:
            raise NotRead("nested too deep", f"The mark-up is nested more than {MAX_DEPTH * 10:,} levels deep.")
        if skipped:
            skipped += 1 if opening else -1
            continue
        if node.is_text_node:
            if opening:
                text = node.text_content or ""
                if hidden or not inside:
                    aside.append(text)
                    check_characters(len(text))
                else:
                    page.text(text)
            continue
        if main is not None and node.mem_id == main.mem_id:
            page.sheet.close()
            inside = opening
        if tag in ASIDE or (tag == "footer" and main is None):
            hidden += 1 if opening else -1
            if opening:
                page.sheet.close()
                aside.append("\n")
            continue
        if hidden or not inside:
            if opening and tag in BLOCKS:
                aside.append("\n")
            continue
        if opening and tag == "pre" and not page.sheet.is_hiding and _is_plain(node):
            page.sheet.insert(read_text(node.text(deep=True) or ""))
            skipped = 1
            continue
        if opening:
            _open(page, node, tag)
        elif not tag.startswith("-"):
            _shut(page, node, tag)
    source = page.sheet.finish()
    check_characters(sum(map(len, aside)))
    source.unplaced = [
        *[" ".join(piece.split()) for piece in "".join(aside).split("\n") if piece.strip()],
        *source.unplaced,
    ]
    return source


def _is_plain(node: LexborNode) -> bool:
    """Whether preformatted text is nothing but text over several lines."""
    return "\n" in (node.text(deep=True) or "").strip() and all((each.tag or "") in PLAIN for each in _inside(node))


def _inside(node: LexborNode) -> Iterator[LexborNode]:
    return (each for opening, each in _walk(node) if opening and each.mem_id != node.mem_id)


def _walk(root: LexborNode) -> Iterator[tuple[bool, LexborNode]]:
    """Every node twice, on opening and closing, without recursion: mark-up may be nested thousands deep."""
    node: LexborNode | None = root
    while node is not None:
        yield True, node
        dropped = (node.tag or "") in DROPPED
        child = None if dropped else node.first_child
        if child is not None:
            node = child
            continue
        while node is not None:
            yield False, node
            if node.mem_id == root.mem_id:
                return
            if node.next is not None:
                node = node.next
                break
            node = node.parent


def _main_part(tree: LexborHTMLParser) -> LexborNode | None:
    """The element that holds the article, where the page says so and most of its text is in it."""
    body = tree.body
    whole = len(body.text(deep=True)) if body is not None else 0
    for selector in ("main", "[role=main]", "article"):
        found = tree.css(selector)
        if len(found) == 1 and len(found[0].text(deep=True)) * 3 > whole:
            return found[0]
    return None


def _unprinted(node: LexborNode, tag: str, said: Properties) -> str:
    """Under which kind an element is left out as not printed; '' where it is printed."""
    attributes = node.attributes or {}
    if "hidden" in attributes or is_left_out(said) or (tag == "dialog" and "open" not in attributes):
        return "hidden words"
    if tag in STRUCK or is_struck(said):
        return "struck words"
    if tag in READINGS:
        return "ruby reading"
    if said.get("mso-list") == "ignore":
        return "item mark"
    return MARGINS.get(said.get("mso-element", ""), "")


def _open(page: _Page, node: LexborNode, tag: str) -> None:
    sheet = page.sheet
    if tag.startswith("-"):
        return
    if tag == "br":
        if sheet.is_hiding:
            sheet.text(" ")
        elif sheet.heading:
            page.text(" ")
        else:
            # two in a row stand for an empty line
            sheet.close(not sheet.has_words)
        return
    said = page.properties(node)
    attributes = node.attributes or {}
    page.seen.append(_set(page.seen[-1], tag, said, attributes))
    if tag in BLOCKS or tag in CELLS:
        _open_block(page, node, tag, said)
    if tag == "input":
        _form_field(sheet, attributes)
    if names := [name for name in (attributes.get("id"), attributes.get("name")) if name]:
        sheet.name(*names)
    if tag == "a" and not sheet.is_hiding:
        _open_link(page, node, attributes.get("href") or "")
    kind = _unprinted(node, tag, said)
    if kind:
        page.hiding.append((node.mem_id, kind))
        sheet.hide(kind)


def _set(outer: _Seen, tag: str, said: Properties, attributes: dict[str, str | None]) -> _Seen:
    """How the text inside an element is set, by its tag and its style."""
    mark = outer.mark | MARKS.get(tag, 0)
    if not said and tag not in ("font", "body", "table", "td", "tr"):
        return _Seen(mark, outer.has_size, outer.is_visible, outer.is_near, outer.is_white, outer.ground)
    if re.match(r"bold|[6-9]00", said.get("font-weight", "")):
        mark |= BOLD
    if said.get("font-style") == "italic":
        mark |= ITALIC
    if "underline" in said.get("text-decoration", "") + said.get("text-decoration-line", ""):
        mark |= UNDERLINE
    if said.get("vertical-align") == "super":
        mark |= RAISED
    elif said.get("vertical-align") == "baseline" and tag != "sup":
        mark &= ~RAISED
    nothing = size_is_nothing(said)
    colour = said.get("color") or (attributes.get("color") if tag == "font" else "") or ""
    ground = said.get("background-color") or said.get("background") or attributes.get("bgcolor") or ""
    ground = "" if ground in ("none", "transparent", "inherit") else ground.lower()
    return _Seen(
        mark,
        outer.has_size if nothing is None else not nothing,
        said.get("visibility", "") not in ("hidden", "collapse")
        if said.get("visibility", "inherit") != "inherit"
        else outer.is_visible,
        not is_indented_away(said) if "text-indent" in said else outer.is_near,
        is_white(colour.lower()) if colour and colour != "inherit" else outer.is_white,
        ground or outer.ground,
    )


def _open_block(page: _Page, node: LexborNode, tag: str, said: Properties) -> None:
    sheet, attributes = page.sheet, node.attributes or {}
    if sheet.is_hiding:
        sheet.part()
        if not sheet.in_table or tag not in ("table", "tr", *CELLS):
            return
    if tag == "table":
        sheet.open_table()
        page.tables.append(node.mem_id)
    elif tag == "tr" and sheet.in_table:
        sheet.open_row()
    elif tag in CELLS:
        if sheet.in_table:
            sheet.open_cell()
            page.cells.append(node.mem_id)
        else:
            page.text(" ")
        return
    else:
        sheet.close()
    if tag in HEADINGS:
        sheet.heading = HEADINGS[tag]
    elif tag in LISTS:
        page.lists.append(_list(tag, said, attributes))
        sheet.depth = len(page.lists)
    elif tag == "li" and page.lists:
        within = page.lists[-1]
        value = attributes.get("value") or ""
        within.number = int(value) if re.fullmatch(r"[0-9]{1,4}", value) else within.number
        sheet.marker = _marker(within)
        within.number += within.step
    elif "mso-list" in said and (level := LEVEL.search(said["mso-list"])):
        sheet.depth, sheet.marker = int(level[1]), BULLET
        page.items.append(node.mem_id)


def _list(tag: str, said: Properties, attributes: dict[str, str | None]) -> _List:
    style = said.get("list-style-type", "") or said.get("list-style", "").partition(" ")[0]
    form = attributes.get("type") or style or "decimal"
    if tag != "ol" or form in ("disc", "circle", "square"):
        return _List("", 1)
    first = attributes.get("start") or "1"
    number = int(first) if re.fullmatch(r"[0-9]{1,4}", first) else 1
    return _List(form, number, -1 if "reversed" in attributes else 1)


def _marker(within: _List) -> str:
    written = numeral(within.form, within.number) if within.form else None
    return f"{written}." if written else BULLET


def _form_field(sheet: Sheet, attributes: dict[str, str | None]) -> None:
    """What is filled in is no part of the text, and is not lost; what a field asks for is neither."""
    if (attributes.get("type") or "text").lower() in ("text", "email", "date", "number", "tel", "url", "search"):
        sheet.leave_out("form field", attributes.get("value") or "")


def _open_link(page: _Page, node: LexborNode, href: str) -> None:
    """A link inside the page that has the form of the mark of a note is one."""
    if not href.startswith("#") or len(href) < 2:
        return
    sheet, words = page.sheet, node.text(deep=True) or ""
    sheet.link = href[1:]
    page.linked.append(node.mem_id)
    if BACK.fullmatch(words):
        sheet.hide("note mark")
        page.hiding.append((node.mem_id, "note mark"))
    elif CALL.fullmatch(words):
        page.seen[-1].mark |= RAISED


def _shut(page: _Page, node: LexborNode, tag: str) -> None:
    sheet = page.sheet
    if tag == "br":
        return
    while page.hiding and page.hiding[-1][0] == node.mem_id:
        _, kind = page.hiding.pop()
        words = sheet.show()
        if kind == "item mark" and sheet.marker:
            mark = "".join(words.split())
            sheet.marker = mark if NUMBER.fullmatch(mark) else BULLET
    if len(page.seen) > 1:
        page.seen.pop()
    if page.linked and page.linked[-1] == node.mem_id:
        page.linked.pop()
        sheet.link = ""
    if tag in CELLS and page.cells and page.cells[-1] == node.mem_id:
        page.cells.pop()
        sheet.part()
        sheet.close_cell()
    elif tag in BLOCKS:
        sheet.part()
        _shut_block(page, node, tag)


def _shut_block(page: _Page, node: LexborNode, tag: str) -> None:
    sheet = page.sheet
    if sheet.is_hiding and tag != "table":
        return
    if tag == "table" and page.tables and page.tables[-1] == node.mem_id:
        page.tables.pop()
        sheet.close_table()
        return
    if tag != "tr":
        sheet.close()
    if tag in HEADINGS:
        sheet.heading = 0
    elif tag in LISTS and page.lists:
        page.lists.pop()
        sheet.depth = len(page.lists)
    if page.items and page.items[-1] == node.mem_id:
        page.items.pop()
        sheet.depth, sheet.marker = len(page.lists), ""
