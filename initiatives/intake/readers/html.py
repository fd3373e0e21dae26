"""HTML: a line for each block, marks from tags and inline styles; menus and the like are unplaced."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from initiatives.intake import vocabulary
from initiatives.intake.readers.limits import MAX_DEPTH, check_blocks, check_characters
from initiatives.intake.readers.lines import BOLD, ITALIC, RAISED, UNDERLINE, LineBuilder, Removed, Source
from initiatives.intake.refusal import NotRead

BLOCKS = frozenset(vocabulary.words("html-blocks"))
LISTS = frozenset(("ul", "ol", "menu"))
DROPPED = frozenset(("script", "style", "-comment", "template", "svg", "math", "object", "embed"))
ASIDE = frozenset(("nav", "button", "select", "noscript", "iframe", "title", "textarea", "option", "datalist"))
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
STYLES = (
    (re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I), BOLD),
    (re.compile(r"font-style\s*:\s*italic", re.I), ITALIC),
    (re.compile(r"text-decoration[\w-]*\s*:[^;]*underline", re.I), UNDERLINE),
)
ROMAN_NUMERALS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class _Page:
    """The lines of a page while its tree is walked."""

    def __init__(self) -> None:
        self.source = Source("", [], "html")
        self.builder = LineBuilder()
        self.parts: list[str] = []
        self.length = 0
        self.heading = 0
        self.lists: list[tuple[str, int]] = []
        self.marker = ""
        self.blank = True
        self.role = ""
        self.aside: list[str] = []

    def text(self, text: str, mark: int) -> None:
        for character in text:
            self.builder.add(character, 0, mark)

    def close(self, blank: bool) -> None:
        """End the line under way; `blank` tells whether the next one stands apart from it."""
        line = self.builder.line(0, 0)
        # what the builder removed are invisible characters: they have no place in the text made here
        self.source.removed += [Removed(r.kind, self.length, self.length, r.text) for r in self.builder.removed]
        self.builder = LineBuilder()
        if line is None:
            self.blank = self.blank or blank
            return
        line.removed = []
        line.start, line.end = self.length, self.length + len(line.text)
        line.offsets = list(range(line.start, line.end))
        line.heading, line.depth, line.marker, line.role = self.heading, len(self.lists), self.marker, self.role
        line.blank_before = self.blank
        self.marker, self.blank = "", blank
        self.source.lines.append(line)
        check_blocks(len(self.source.lines))
        self.parts.append(line.text)
        self.length += len(line.text) + 1


def read_html(markup: str) -> Source:
    """Lines of an HTML page or fragment. Text outside the main part, in menus and in hidden parts is unplaced."""
    tree = LexborHTMLParser(markup)
    page = _Page()
    if tree.root is None:
        return page.source
    main = _main_part(tree)
    inside = main is None
    marks: list[int] = [0]
    hidden = 0
    depth = 0
    total = 0
    for opening, node in _walk(tree.root):
        tag = node.tag or ""
        depth += 1 if opening else -1
        if depth > MAX_DEPTH * 10:
            raise NotRead("nested too deep", f"The mark-up is nested more than {MAX_DEPTH * 10:,} levels deep.")
        if node.is_text_node:
            if opening:
                text = node.text_content or ""
                total += len(text)
                check_characters(total)
                if hidden or not inside:
                    page.aside.append(text)
                else:
                    page.text(text, marks[-1])
            continue
        if main is not None and node.mem_id == main.mem_id:
            page.close(True)
            inside = opening
        if tag in ASIDE or _is_hidden(node) or (tag == "footer" and main is None):
            hidden += 1 if opening else -1
            if opening:
                page.close(True)
                page.aside.append("\n")
            continue
        if hidden or not inside:
            if opening and tag in BLOCKS:
                page.aside.append("\n")
            continue
        if opening:
            _open(page, node, tag, marks)
        else:
            _shut(page, tag, marks)
    page.close(True)
    page.source.text = "\n".join(page.parts)
    page.source.unplaced = [" ".join(piece.split()) for piece in "".join(page.aside).split("\n") if piece.strip()]
    return page.source


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


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style


def _open(page: _Page, node: LexborNode, tag: str, marks: list[int]) -> None:
    if tag == "br":
        if page.heading:
            page.text(" ", marks[-1])
        else:
            # two in a row stand for an empty line
            page.close(not page.builder.characters)
        return
    mark = marks[-1] | MARKS.get(tag, 0)
    style = (node.attributes.get("style") if node.attributes else None) or ""
    for pattern, bit in STYLES:
        if style and pattern.search(style):
            mark |= bit
    marks.append(mark)
    if tag in ("td", "th"):
        page.text(" ", 0)
    if tag not in BLOCKS:
        return
    page.close(True)
    if tag in HEADINGS:
        page.heading = HEADINGS[tag]
    elif tag in LISTS:
        attributes = node.attributes or {}
        first = attributes.get("start") or "1"
        style_of_number = attributes.get("type") or "1"
        page.lists.append(
            (f"{tag}{style_of_number}", int(first) if first.isascii() and first.isdigit() and len(first) < 5 else 1)
        )
    elif tag == "li" and page.lists:
        kind, number = page.lists[-1]
        page.marker = _marker(kind, number)
        page.lists[-1] = (kind, number + 1)
    elif tag == "tr":
        page.role = "table"


def _shut(page: _Page, tag: str, marks: list[int]) -> None:
    if tag == "br" or tag.startswith("-"):
        return
    if len(marks) > 1:
        marks.pop()
    if tag in BLOCKS:
        page.close(True)
        if tag in HEADINGS:
            page.heading = 0
        elif tag in LISTS and page.lists:
            page.lists.pop()
        elif tag == "tr":
            page.role = ""


def _marker(kind: str, number: int) -> str:
    if not kind.startswith("ol"):
        return "•"
    style = kind[2:]
    if style in ("i", "I"):
        written, rest = "", number
        for value, letters in ROMAN_NUMERALS:
            written += letters * (rest // value)
            rest %= value
        return (written.upper() if style == "I" else written) + "."
    if style in ("a", "A") and 1 <= number <= 26:
        return chr(ord(style) + number - 1) + "."
    return f"{number}."
