"""Word documents (.docx): paragraphs with their marks, from a streaming XML parser that refuses entities.

The parts are parsed directly, not through a document model: a model drops what it does not know (text boxes, content
controls, tracked insertions) and cuts text at an entity, and here nothing may be lost.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from initiatives.intake.readers.limits import (
    MAX_DEPTH,
    MAX_PARTS,
    MAX_RATIO,
    MAX_UNPACKED,
    check_blocks,
    check_characters,
)
from initiatives.intake.readers.lines import BOLD, ITALIC, RAISED, UNDERLINE, LineBuilder, Source
from initiatives.intake.refusal import NotRead

DOCUMENT, STYLES, NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
ARCHIVES = re.compile(r"\.(?:zip|docx|xlsx|pptx|docm|jar|7z|rar|gz|bz2|xz|tar)$", re.I)
MACROS = re.compile(r"vbaProject|vbaData|macrosheets|\.bin$", re.I)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main "
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
OFF = frozenset(("0", "false", "off", "none"))


@dataclass(slots=True)
class _Style:
    """What a paragraph style says: heading level, marks, and the style it is based on."""

    name: str = ""
    based_on: str = ""
    level: int = 0
    marks: int = 0
    numbering: str = ""


def read_docx(data: bytes) -> Source:
    """Lines of a .docx. Headers and footers are unplaced; footnotes follow the text."""
    archive = _opened(data)
    styles = _read_styles(_part(archive, STYLES, required=False))
    bullets = _read_numbering(_part(archive, NUMBERING, required=False))
    source = Source("", [], "docx", "utf-8")
    body = _Body(styles, bullets, source)
    _parse(_part(archive, DOCUMENT), body.start, body.end, body.characters)
    names = archive.namelist()
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        if name in names:
            notes = _Body(styles, bullets, source, role="footnote", parts=body.parts, length=body.length)
            _parse(_part(archive, name), notes.start, notes.end, notes.characters)
            body.length = notes.length
    aside = Source("", [], "docx")
    for name in sorted(n for n in names if re.fullmatch(r"word/(?:header|footer|comments)\d*\.xml", n)):
        margin = _Body(styles, bullets, aside)
        _parse(_part(archive, name), margin.start, margin.end, margin.characters)
    source.unplaced += list(dict.fromkeys(line.text for line in aside.lines))
    source.text = "\n".join(body.parts)
    return source


def _opened(data: bytes) -> zipfile.ZipFile:
    """The archive, after its directory has been checked: nothing is unpacked before."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        OSError,
        EOFError,
        IndexError,
        UnicodeDecodeError,
    ) as error:
        raise NotRead("damaged", f"The file is not a whole .docx: {error}.") from None
    if len(parts) > MAX_PARTS:
        raise NotRead("too many files inside", f"The file holds {len(parts):,} parts; the limit is {MAX_PARTS:,}.")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise NotRead("damaged", "The file holds two parts of one name.")
    if any(MACROS.search(name) for name in names):
        raise NotRead("macros", "The file holds macros or binary parts.")
    if any(ARCHIVES.search(name) for name in names):
        raise NotRead("archive inside", "The file holds another archive.")
    if any(part.flag_bits & 1 for part in parts):
        raise NotRead("encrypted", "Parts of the file are encrypted.")
    total = sum(part.file_size for part in parts)
    if total > MAX_UNPACKED:
        raise NotRead("packed too tightly", f"The file unpacks to {total:,} bytes; the limit is {MAX_UNPACKED:,}.")
    for part in parts:
        if part.file_size > 100_000 and part.file_size > MAX_RATIO * max(1, part.compress_size):
            raise NotRead("packed too tightly", f"The part {part.filename[:60]} is packed more than {MAX_RATIO} to 1.")
    if DOCUMENT not in names:
        raise NotRead("unknown format", "The file is an archive, but no Word document (it has no word/document.xml).")
    types = _part(archive, "[Content_Types].xml", required=False)
    if b"macroEnabled" in types:
        raise NotRead("macros", "The file is a Word document with macros.")
    return archive


def _part(archive: zipfile.ZipFile, name: str, required: bool = True) -> bytes:
    """The bytes of one part, never more than its directory entry promised."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        if required:
            raise NotRead("damaged", f"The part {name} is missing.") from None
        return b""
    try:
        with archive.open(info) as stream:
            content = stream.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise NotRead("damaged", f"The part {name} cannot be unpacked: {error}.") from None
    if len(content) > info.file_size:
        raise NotRead("damaged", f"The part {name} is larger than the file's directory says.")
    return content


def _parse(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None],
) -> None:
    """Run one XML part through the handlers; depth limited, a document type declaration refused."""
    if not content:
        return
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise NotRead("nested too deep", f"The XML is nested more than {MAX_DEPTH:,} levels deep.")
        start(name.replace(STRICT_W, W), {key.replace(STRICT_W, W): value for key, value in attributes.items()})

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.replace(STRICT_W, W))

    def declared(*_: object) -> None:
        raise NotRead("document type declaration", "The XML inside the file has a document type declaration.")

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotRead("damaged", f"The XML inside the file is not well formed: {error}.") from None


def _value(attributes: dict[str, str]) -> str:
    return attributes.get(W + "val", "")


def _on(attributes: dict[str, str]) -> bool:
    return _value(attributes).casefold() not in OFF


def _level(name: str) -> int:
    match = re.fullmatch(r"(?:heading|überschrift|見出し|제목)\s*(\d)", name.casefold())
    if match:
        return int(match[1])
    return 1 if name.casefold() == "title" else 0


def _read_styles(content: bytes) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    current: list[_Style] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == W + "style":
            current[:] = [_Style()]
            styles[attributes.get(W + "styleId", "")] = current[0]
        elif current:
            _style_property(current[0], name.removeprefix(W), attributes)

    def end(name: str) -> None:
        if name == W + "style":
            current.clear()

    _parse(content, start, end, lambda text: None)
    for style in styles.values():
        seen, base = 0, style
        while base.based_on in styles and seen < 20:
            base, seen = styles[base.based_on], seen + 1
            style.level = style.level or base.level
            style.marks |= base.marks
            style.numbering = style.numbering or base.numbering
    return styles


def _style_property(style: _Style, tag: str, attributes: dict[str, str]) -> None:
    if tag == "name":
        style.name = _value(attributes)
        style.level = style.level or _level(style.name)
    elif tag == "basedOn":
        style.based_on = _value(attributes)
    elif tag == "outlineLvl" and _value(attributes).isdigit() and int(_value(attributes)) < 9:
        style.level = style.level or int(_value(attributes)) + 1
    elif tag in ("b", "i", "u") and _on(attributes):
        style.marks |= {"b": BOLD, "i": ITALIC, "u": UNDERLINE}[tag]
    elif tag == "numId" and _value(attributes) != "0":
        style.numbering = _value(attributes)


def _read_numbering(content: bytes) -> dict[tuple[str, str], str]:
    """(numbering, level) → format: bullet, decimal, upperRoman …"""
    abstract: dict[tuple[str, str], str] = {}
    concrete: dict[str, str] = {}
    state = {"abstract": "", "level": "", "num": ""}

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = name.removeprefix(W)
        if tag == "abstractNum":
            state["abstract"] = attributes.get(W + "abstractNumId", "")
        elif tag == "lvl":
            state["level"] = attributes.get(W + "ilvl", "")
        elif tag == "numFmt":
            abstract[(state["abstract"], state["level"])] = _value(attributes)
        elif tag == "num":
            state["num"] = attributes.get(W + "numId", "")
        elif tag == "abstractNumId":
            concrete[state["num"]] = _value(attributes)

    _parse(content, start, lambda name: None, lambda text: None)
    return {
        (num, level): form for num, base in concrete.items() for (of, level), form in abstract.items() if of == base
    }


class _Body:
    """Collects the lines of a part that holds paragraphs."""

    def __init__(
        self,
        styles: dict[str, _Style],
        formats: dict[tuple[str, str], str],
        source: Source,
        role: str = "",
        parts: list[str] | None = None,
        length: int = 0,
    ) -> None:
        self.styles, self.formats, self.source, self.role = styles, formats, source, role
        self.parts: list[str] = parts if parts is not None else []
        self.length = length
        self.builder = LineBuilder()
        self.stack: list[tuple[LineBuilder, dict[str, str]]] = []
        self.paragraph: dict[str, str] = {}
        self.run_marks: list[int] = []
        self.in_text = self.in_fallback = self.in_deleted = self.in_properties = self.rows = 0
        self.field = 0
        self.counters: dict[tuple[str, str], int] = {}
        self.total = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == MC + "Fallback":
            self.in_fallback += 1
        if self.in_fallback or not name.startswith(W):
            return
        tag = name.removeprefix(W)
        if tag == "p":
            if self.rows and self.builder.characters:
                self.builder.add(" ", 0)
            self.stack.append((self.builder, self.paragraph))
            self.paragraph = {}
            if not self.rows:
                self.builder = LineBuilder()
        elif tag == "pPr" or tag == "rPr":
            self.in_properties += 1
        elif tag == "r":
            self.run_marks.append(self._style_marks())
        elif tag == "t":
            self.in_text += 1
        elif tag in ("del", "moveFrom"):
            self.in_deleted += 1
        elif tag == "tr":
            if not self.rows:
                self._close()
            self.rows += 1
        elif tag in ("tab", "cr", "br", "noBreakHyphen", "sym") and not self.in_properties:
            self._mark(tag, attributes)
        elif tag == "pStyle":
            self.paragraph["style"] = _value(attributes)
        elif tag == "outlineLvl" and _value(attributes).isdigit():
            self.paragraph["level"] = _value(attributes)
        elif tag == "ilvl":
            self.paragraph["ilvl"] = _value(attributes)
        elif tag == "numId":
            self.paragraph["num"] = _value(attributes)
        elif tag in ("b", "i", "u", "vertAlign") and self.run_marks:
            bit = {"b": BOLD, "i": ITALIC, "u": UNDERLINE, "vertAlign": RAISED}[tag]
            self.run_marks[-1] = self.run_marks[-1] | bit if _on(attributes) else self.run_marks[-1] & ~bit

    def end(self, name: str) -> None:
        if name == MC + "Fallback":
            self.in_fallback -= 1
            return
        if self.in_fallback or not name.startswith(W):
            return
        tag = name.removeprefix(W)
        if tag == "p":
            if not self.rows:
                self._close()
            if self.stack:
                outer, self.paragraph = self.stack.pop()
                self.builder = self.builder if self.rows else outer
        elif tag in ("pPr", "rPr"):
            self.in_properties -= 1
        elif tag == "r" and self.run_marks:
            self.run_marks.pop()
        elif tag == "t":
            self.in_text -= 1
        elif tag in ("del", "moveFrom"):
            self.in_deleted -= 1
        elif tag == "tr":
            self.rows -= 1
            if not self.rows:
                self.paragraph = {}
                self._close(role="table")

    def characters(self, text: str) -> None:
        if self.in_text and not self.in_fallback and not self.in_deleted:
            self.total += len(text)
            check_characters(self.total)
            mark = self.run_marks[-1] if self.run_marks else 0
            for character in text:
                self.builder.add(character, 0, mark)

    def _style_marks(self) -> int:
        style = self.styles.get(self.paragraph.get("style", ""))
        return style.marks if style else 0

    def _mark(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "noBreakHyphen":
            self.builder.add("-", 0)
        elif tag == "sym":
            code = attributes.get(W + "char", "")
            if (
                re.fullmatch(r"[0-9A-Fa-f]{1,5}", code)
                and not 0xF000 <= int(code, 16) <= 0xF0FF
                and chr(int(code, 16)).isprintable()
            ):
                self.builder.add(chr(int(code, 16)), 0)
        elif tag in ("br", "cr") and not self.rows and not self._heading():
            self._close(soft=True)
        else:
            self.builder.add(" ", 0)

    def _heading(self) -> int:
        own = self.paragraph.get("level")
        style = self.styles.get(self.paragraph.get("style", ""))
        level = style.level if style else _level(self.paragraph.get("style", ""))
        return level or (int(own) + 1 if own and int(own) < 9 else 0)

    def _close(self, soft: bool = False, role: str = "") -> None:
        line = self.builder.line(0, 0)
        self.builder = LineBuilder()
        if line is None:
            return
        line.removed = []
        line.start, line.end = self.length, self.length + len(line.text)
        line.offsets = list(range(line.start, line.end))
        line.role = role or self.role
        line.heading = self._heading() if not role else 0
        line.blank_before = not self.paragraph.pop("broken", "")
        if soft:
            self.paragraph["broken"] = "1"
        style = self.styles.get(self.paragraph.get("style", ""))
        number = self.paragraph.get("num") or (style.numbering if style else "")
        if number and number != "0" and not role:
            level = self.paragraph.get("ilvl", "0")
            line.depth = int(level) + 1 if level.isdigit() and len(level) < 3 else 1
            line.marker = "" if not line.blank_before else self._marker(number, level)
            if line.heading:
                line.depth, line.marker = 0, ""
        self.source.lines.append(line)
        check_blocks(len(self.source.lines))
        self.parts.append(line.text)
        self.length += len(line.text) + 1

    def _marker(self, number: str, level: str) -> str:
        form = self.formats.get((number, level), "bullet")
        if form in ("bullet", "none", ""):
            return "•"
        count = self.counters[(number, level)] = self.counters.get((number, level), 0) + 1
        return f"{count}."
