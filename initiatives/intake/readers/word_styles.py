"""What a Word document says of its styles and of its list numbers, and how Word prints a number."""

import re
from dataclasses import dataclass, field

from initiatives.intake.readers.archive import Start, parse
from initiatives.intake.readers.lines import BOLD, ITALIC, UNDERLINE
from initiatives.intake.readers.numerals import numeral

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main "
OFF = frozenset(("0", "false", "off", "none"))
MARKS = {"b": BOLD, "i": ITALIC, "u": UNDERLINE}
#: Properties that a paragraph's and a character's style undo between them, where both have them.
TOGGLES = frozenset(("b", "i", "vanish", "strike", "dstrike"))
#: Properties that say how characters are printed, or that they are not.
PRINTING = TOGGLES | {"u", "webHidden", "vertAlign", "color", "sz", "shd", "highlight"}
CHANGES = frozenset(("rPrChange", "pPrChange", "numberingChange", "tblPrChange", "trPrChange", "tcPrChange"))
BULLET = "•"


def parse_word(content: bytes, start: Start, end: object, characters: object) -> None:
    """`parse`, with the names of the strict form of the format turned into those of the usual one."""

    def usual(name: str) -> str:
        return W + name[len(STRICT_W) :] if name.startswith(STRICT_W) else name

    def started(name: str, attributes: dict[str, str]) -> None:
        start(usual(name), {usual(key): value for key, value in attributes.items()})

    parse(content, started, lambda name: end(usual(name)), characters)  # type: ignore[operator, arg-type]


def value_of(attributes: dict[str, str]) -> str:
    return attributes.get(W + "val", "")


def is_on(attributes: dict[str, str]) -> bool:
    return value_of(attributes).casefold() not in OFF


def printing(tag: str, attributes: dict[str, str]) -> str | bool:
    """The value of a property of characters: whether it is on, or its word."""
    if tag in ("vertAlign", "color", "sz"):
        return value_of(attributes)
    if tag in ("shd", "highlight"):
        return (attributes.get(W + "fill") or value_of(attributes)).casefold() not in ("", "auto", "none", "clear")
    return is_on(attributes)


@dataclass(slots=True)
class Style:
    """What a style says: heading level, how characters are printed, list number, and the style it is based on."""

    name: str = ""
    based_on: str = ""
    level: int = 0
    characters: dict[str, str | bool] = field(default_factory=dict)
    number: str = ""
    number_level: str = ""


@dataclass(slots=True)
class Styles:
    """The styles of a document by their ids, and what characters are like without one."""

    by_id: dict[str, Style] = field(default_factory=dict)
    default: dict[str, str | bool] = field(default_factory=dict)
    paragraph: str = ""

    def get(self, name: str) -> Style:
        return self.by_id.get(name) or Style(level=level_of(name))

    def characters(self, paragraph: str, character: str, own: dict[str, str | bool]) -> dict[str, str | bool]:
        """How characters are printed: own properties over those of the two styles, and these over the default."""
        of_paragraph = self.get(paragraph or self.paragraph).characters
        of_character = self.get(character).characters if character else {}
        made = {**self.default, **of_paragraph, **of_character}
        for name in TOGGLES & of_paragraph.keys() & of_character.keys():
            made[name] = bool(of_paragraph[name]) != bool(of_character[name])
        return {**made, **own}


def level_of(name: str) -> int:
    match = re.fullmatch(r"(?:heading|überschrift|見出し|제목)\s*(\d)", name.casefold())
    if match:
        return int(match[1])
    return 1 if name.casefold() in ("title", "表題") else 0


def read_styles(content: bytes) -> Styles:
    """The styles of a part, each with what it takes over from the style it is based on."""
    styles = Styles()
    current: list[Style] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = name.removeprefix(W)
        inside.append(tag)
        if tag == "style":
            current[:] = [Style()]
            key = attributes.get(W + "styleId", "")
            styles.by_id[key] = current[0]
            if attributes.get(W + "type") == "paragraph" and attributes.get(W + "default", "0") not in OFF:
                styles.paragraph = key
        elif current and not CHANGES & set(inside) and "tblStylePr" not in inside:
            _style_property(current[0], tag, attributes)
        elif "rPrDefault" in inside and tag in PRINTING:
            styles.default[tag] = printing(tag, attributes)

    def end(name: str) -> None:
        if inside.pop() == "style":
            current.clear()

    parse_word(content, start, end, lambda text: None)
    for style in styles.by_id.values():
        seen, base = 0, style
        own: list[dict[str, str | bool]] = [style.characters]
        while base.based_on in styles.by_id and seen < 20:
            base, seen = styles.by_id[base.based_on], seen + 1
            style.level = style.level or base.level
            style.number, style.number_level = style.number or base.number, style.number_level or base.number_level
            own.append(base.characters)
        style.characters = {key: value for each in reversed(own) for key, value in each.items()}
    return styles


def _style_property(style: Style, tag: str, attributes: dict[str, str]) -> None:
    value = value_of(attributes)
    if tag == "name":
        style.name = value
        style.level = style.level or level_of(value)
    elif tag == "basedOn":
        style.based_on = value
    elif tag == "outlineLvl" and value.isdecimal() and int(value[:3]) < 9:
        style.level = style.level or int(value[:3]) + 1
    elif tag in PRINTING:
        style.characters[tag] = printing(tag, attributes)
    elif tag == "numId":
        style.number = value
    elif tag == "ilvl":
        style.number_level = value


@dataclass(slots=True)
class Level:
    """One level of a list: where it starts, how its number is written and what stands around it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    is_legal: bool = False
    style: str = ""


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    of: dict[str, str] = field(default_factory=dict)
    own: dict[str, dict[int, Level]] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, number: str, style: str) -> int:
        """The level of a list that a paragraph style is tied to; 0 where none is."""
        levels = self.abstract.get(self.of.get(number, ""), {})
        return next((level for level, each in levels.items() if each.style and each.style == style), 0)

    def next(self, number: str, level: int) -> str:
        """The mark of the next paragraph of a list at a level, as Word prints it; a bullet where that is not known."""
        base = self.of.get(number, "")
        levels = {**self.abstract.get(base, {}), **self.own.get(number, {})}
        here = levels.get(level)
        if here is None or here.form in ("bullet", "none"):
            return BULLET
        counts = self.counts.setdefault(base, {})
        if (number, level) in self.starts and (number, level) not in self.begun:
            counts[level] = self.starts[(number, level)]
        else:
            counts[level] = counts[level] + 1 if level in counts else here.start
        self.begun.add((number, level))
        for deeper in [each for each in counts if each > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and level < restart):
                del counts[deeper]
        return self._written(here, levels, counts) or BULLET

    def _written(self, here: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
        known = True

        def put(match: re.Match[str]) -> str:
            nonlocal known
            at = int(match[1]) - 1
            level = levels.get(at, Level())
            form = "decimal" if here.is_legal and level.form not in ("none",) else level.form
            written = numeral(form, counts.get(at, level.start)) if form != "none" else ""
            known = known and written is not None
            return written or ""

        mark = re.sub(r"%([1-9])", put, here.text).strip()
        return mark if known else ""


def read_numbering(content: bytes) -> Numbering:
    """The lists of a part."""
    numbering = Numbering()
    links: dict[str, str] = {}
    bases: dict[str, str] = {}
    state = {"abstract": "", "num": "", "override": ""}
    current: list[Level] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        tag, value = name.removeprefix(W), value_of(attributes)
        count = int(value[:6]) if re.fullmatch(r"\d+", value) else 0
        if tag == "abstractNum":
            state["abstract"] = attributes.get(W + "abstractNumId", "")
            numbering.abstract.setdefault(state["abstract"], {})
        elif tag == "num":
            state["num"], state["abstract"] = attributes.get(W + "numId", ""), ""
        elif tag == "abstractNumId":
            numbering.of[state["num"]] = value
        elif tag == "lvlOverride":
            state["override"] = attributes.get(W + "ilvl", "")
        elif tag == "startOverride" and state["override"].isdecimal():
            numbering.starts[(state["num"], int(state["override"][:2]))] = count
        elif tag == "lvl" and re.fullmatch(r"\d{1,2}", attributes.get(W + "ilvl", "")):
            current[:] = [Level(start=0)]
            where = (
                numbering.abstract[state["abstract"]]
                if state["abstract"] or not state["num"]
                else numbering.own.setdefault(state["num"], {})
            )
            where[int(attributes[W + "ilvl"])] = current[0]
        elif tag == "numStyleLink":
            links[state["abstract"]] = value
        elif tag == "styleLink":
            bases[value] = state["abstract"]
        elif current:
            _level_property(current[0], tag, value, count, attributes)

    def end(name: str) -> None:
        if name == W + "lvl":
            current.clear()

    numbering.abstract.setdefault("", {})
    parse_word(content, start, end, lambda text: None)
    for abstract, style in links.items():
        if style in bases and bases[style] != abstract:
            numbering.abstract[abstract] = numbering.abstract[bases[style]]
    return numbering


def _level_property(level: Level, tag: str, value: str, count: int, attributes: dict[str, str]) -> None:
    if tag == "start":
        level.start = count
    elif tag == "numFmt":
        level.form = value
    elif tag == "lvlText":
        level.text = value
    elif tag == "lvlRestart":
        level.restart = count
    elif tag == "isLgl":
        level.is_legal = is_on(attributes)
    elif tag == "pStyle":
        level.style = value
