"""What the style sheets of an HTML page hide, strike or raise: the few properties that decide what is printed."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

#: Of the properties that decide whether text is printed, struck or raised: those a style sheet is followed in.
FOLLOWED = frozenset(
    (
        "display",
        "visibility",
        "opacity",
        "font-size",
        "text-indent",
        "position",
        "left",
        "right",
        "top",
        "clip",
        "clip-path",
        "text-decoration",
        "text-decoration-line",
        "vertical-align",
        "mso-hide",
    )
)
#: What decides, in the style of an element, whether text is printed, struck or raised.
TELLING = FOLLOWED | {
    "font",
    "color",
    "background",
    "background-color",
    "mso-list",
    "mso-element",
    "font-weight",
    "font-style",
    "list-style-type",
    "list-style",
}
COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
BRACE = re.compile(r"[{}]")
MOST_CSS, MOST_RULES, DEEPEST = 400_000, 400, 5
SHOWN_MEDIA = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)?\s*(?:,[^({]*)?$", re.I)
#: What a rule says that hides or strikes; a page without one needs no other rule.
SPEAKS = re.compile(
    r"none|hidden|line-through|super|mso-hide|inset|rect|opacity\s*:\s*0|font-size\s*:\s*0|:\s*-\d{3,}", re.I
)

Properties = dict[str, str]


def declarations(style: str) -> Properties:
    """The telling properties of a style, the last of each; one that is important stands against those behind it."""
    found: Properties = {}
    important: set[str] = set()
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), " ".join(value.split()).lower()
        if not colon or name not in TELLING:
            continue
        is_important = value.endswith("!important")
        if name in important and not is_important:
            continue
        found[name] = value.removesuffix("!important").strip()
        if is_important:
            important.add(name)
    return found


def sheet_styles(tree: LexborHTMLParser) -> dict[int, Properties]:
    """Element → what the style sheets inside the page say of it, the more special rule last."""
    text = "\n".join(node.text(deep=True) or "" for node in tree.css("style"))[:MOST_CSS]
    text = COMMENT.sub(" ", text)
    if not SPEAKS.search(text):
        return {}
    rules = []
    for order, (selectors, body) in enumerate(_rules(text)):
        said = {name: value for name, value in declarations(body).items() if name in FOLLOWED}
        if said:
            rules += [(_weight(each), order, each.strip(), said) for each in selectors.split(",") if ":" not in each]
    # where none hides or strikes, no rule matters; where many do, those that only undo it come last
    telling = {order for _, order, _, said in rules if any(SPEAKS.search(f"{n}:{v}") for n, v in said.items())}
    if not telling:
        return {}
    rules.sort(key=lambda rule: rule[1] not in telling)
    found: dict[int, Properties] = {}
    for _, _, selector, said in sorted(rules[:MOST_RULES], key=lambda rule: rule[:2]):
        for node in _selected(tree, selector):
            found.setdefault(node.mem_id, {}).update(said)
    return found


def _selected(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector) if selector else []
    except (SelectolaxError, ValueError, RuntimeError):
        return []


def _rules(text: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules that hold on a screen."""
    place = 0
    while True:
        opening = text.find("{", place)
        if opening < 0:
            return
        head = text[place:opening].strip()
        head = head.rpartition(";")[2].strip() if head.startswith(("@import", "@charset", "@namespace")) else head
        if head.startswith("@"):
            closing = _end_of(text, opening)
            if SHOWN_MEDIA.fullmatch(head) or head.lower().startswith(("@supports", "@layer")):
                yield from _rules(text[opening + 1 : closing], depth + 1) if depth < DEEPEST else ()
        else:
            closing = text.find("}", opening)
            closing = len(text) if closing < 0 else closing
            yield head, text[opening + 1 : closing]
        place = closing + 1


def _end_of(text: str, opening: int) -> int:
    depth = 0
    for brace in BRACE.finditer(text, opening):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.start()
    return len(text)


def _weight(selector: str) -> tuple[int, int, int]:
    """How special a selector is: ids, classes and attributes, elements."""
    return (
        selector.count("#"),
        len(re.findall(r"[.\[]", selector)),
        len(re.findall(r"(?:^|[\s>+~])[a-zA-Z]", selector)),
    )


def is_left_out(said: Properties) -> bool:
    """Whether an element of these properties is not printed, with all that is in it."""
    if said.get("display") == "none" or said.get("mso-hide") == "all":
        return True
    opacity = said.get("opacity", "")
    if opacity and re.fullmatch(r"0*(?:\.0*)?%?", opacity) and "0" in opacity:
        return True
    clip = said.get("clip-path", "") + said.get("clip", "").replace(",", " ")
    if re.search(r"inset\((?:50|100)%|rect\((?:[01](?:px)?\s*){4}\)", clip):
        return True
    if said.get("position") in ("absolute", "fixed"):
        return any(_is_far(said.get(side, "")) for side in ("left", "right", "top"))
    return False


def _is_far(length: str) -> bool:
    """Whether a length leads off any page."""
    match = re.fullmatch(r"-(\d+)(?:\.\d+)?(px|pt|em|rem|vw|cm|in)?", length)
    least = {"em": 99, "rem": 99, "vw": 100, "cm": 50, "in": 20}
    return match is not None and float(match[1]) >= least.get(match[2], 999)


def is_indented_away(said: Properties) -> bool:
    return _is_far(said.get("text-indent", ""))


def is_struck(said: Properties) -> bool:
    return "line-through" in said.get("text-decoration", "") + said.get("text-decoration-line", "")


def size_is_nothing(said: Properties) -> bool | None:
    """Whether characters have no size; None where nothing of it is said that holds by itself."""
    size = said.get("font-size", "") or next(
        iter(re.findall(r"(?<![\w.])(\d[\d.]*(?:px|pt|em|rem|%)?)", said.get("font", ""))), ""
    )
    match = re.match(r"([\d.]+)(px|pt|em|rem|%|)", size)
    if match is None:
        return None if size in ("", "inherit", "smaller", "larger") else False
    if not match[1].strip("0."):
        return True
    return None if match[2] in ("em", "%") else False


WHITE = re.compile(r"(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*1(?:\.0)?\s*)?\))")


def is_white(value: str) -> bool:
    return bool(WHITE.match(value))
