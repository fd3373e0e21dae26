"""Hangul documents (.hwpx): paragraphs of the sections in their order, from the streaming XML parser of archives.

Elements are known by their names alone: their namespaces carry the year of the edition of the format.
"""

import re
import zipfile
from dataclasses import dataclass, field

from initiatives.intake.readers.archive import open_archive, parse, read_part, refuse_archives
from initiatives.intake.readers.lines import BOLD, ITALIC, RAISED, UNDERLINE, Source
from initiatives.intake.readers.numerals import numeral
from initiatives.intake.readers.sheet import Block, Kept, Sheet
from initiatives.intake.refusal import NotRead

SECTION = re.compile(r"Contents/section(\d{1,4})\.xml", re.I)
HEADER = "Contents/header.xml"
MIME = b"application/hwp+zip"
#: Elements of a run that are printed beside the text, or not at all, and what their words are called.
ASIDE = {"header": "running head", "footer": "running foot", "hiddenComment": "remark in the margin"}
NOTES = {"footNote": "footnote", "endNote": "endnote"}
SIGNS = {"tab": " ", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
#: Lines through a character that the program writes where there is none.
NO_LINE = frozenset(("", "NONE", "3D", "REV3D", "3d"))
BULLET = "•"


@dataclass(slots=True)
class _Shape:
    """How the characters of a shape are printed: their marks, and why they are no words ('' where they are)."""

    mark: int = 0
    kind: str = ""


@dataclass(slots=True)
class _Form:
    """How the paragraphs of a form begin: with the number of an outline or list, with a bullet, or with nothing."""

    sort: str = "NONE"
    of: str = ""
    level: int = 0


@dataclass(slots=True)
class _Head:
    """What the head of the document says of its shapes, forms, styles and numbers."""

    shapes: dict[str, _Shape] = field(default_factory=dict)
    forms: dict[str, _Form] = field(default_factory=dict)
    styles: dict[str, tuple[int, str]] = field(default_factory=dict)  # heading level, form of paragraph
    numbers: dict[str, dict[int, tuple[int, str, str]]] = field(default_factory=dict)  # start, form, text around it
    counts: dict[str, list[int | None]] = field(default_factory=dict)

    def mark(self, form: _Form) -> str:
        """The next number of a list, as printed; a bullet where that is not known."""
        levels = self.numbers.get(form.of, {})
        here = levels.get(form.level)
        if form.sort == "BULLET" or here is None:
            return BULLET
        counts = self.counts.setdefault(form.of, [None] * 11)
        last = counts[form.level]
        counts[form.level] = here[0] if last is None else last + 1
        counts[form.level + 1 :] = [None] * (10 - form.level)
        known = True

        def put(match: re.Match[str]) -> str:
            nonlocal known
            at = int(match[1]) - 1
            start, written, _ = levels.get(at, (1, "DIGIT", ""))
            count = counts[at]
            sign = numeral(written, start if count is None else count)
            known = known and sign is not None
            return sign or ""

        text = re.sub(r"\^(\d)", put, here[2].replace("^n", f"^{form.level + 1}")).strip()
        return text if known and text else BULLET


def is_hwpx(data: bytes, suffix: str) -> bool:
    """Whether an archive says that it is a Hangul document: it does so in its first part."""
    return suffix == "hwpx" or MIME in data[:200]


def read_hwpx(data: bytes) -> Source:
    """Lines of a .hwpx. What is not printed is removed and named; notes follow the text."""
    archive = open_archive(data)
    refuse_archives(archive)
    sections = sorted(
        ((int(match[1]), name) for name in archive.namelist() if (match := SECTION.fullmatch(name))), key=lambda s: s[0]
    )
    if not sections:
        raise NotRead("unknown format", "The file is an archive, but no Hangul document (it has no section).")
    if b"encryption-data" in read_part(archive, "META-INF/manifest.xml", required=False):
        raise NotRead("encrypted", "Parts of the file are encrypted.")
    head = _read_head(archive)
    sheet = Sheet("hwpx", "utf-8")
    body = _Body(head, sheet)
    for _, name in sections:
        body.fields.clear()
        parse(read_part(archive, name), body.start, body.end, body.characters)
    return sheet.finish(body.marks)


def _read_head(archive: zipfile.ZipFile) -> _Head:
    head = _Head()
    inside: list[str] = []
    shape, form = _Shape(), _Form()
    number: dict[int, tuple[int, str, str]] = {}
    level: list[tuple[int, int, str, list[str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal shape, form, number
        tag = name.rpartition(" ")[2]
        inside.append(tag)
        if tag == "charPr":
            shape = head.shapes[attributes.get("id", "")] = _Shape()
            white = attributes.get("textColor", "").upper() in ("#FFFFFF", "WHITE")
            if white and attributes.get("shadeColor", "none").lower() in ("none", "#ffffff"):
                shape.kind = "white"
            if _count(attributes.get("height", "")) in range(1, 101):
                shape.kind = "hidden words"
        elif tag == "paraPr":
            form = head.forms[attributes.get("id", "")] = _Form()
        elif tag == "heading" and "paraPr" in inside:
            form.sort, form.of = attributes.get("type", "NONE"), attributes.get("idRef", "")
            form.level = min(9, _count(attributes.get("level", "")))
        elif tag == "style":
            head.styles[attributes.get("id", "")] = (_level(attributes), attributes.get("paraPrIDRef", ""))
        elif tag == "numbering":
            number = head.numbers[attributes.get("id", "")] = {}
        elif tag == "paraHead":
            at = max(0, _count(attributes.get("level", "1")) - 1)
            level.append((at, _count(attributes.get("start", "1")), attributes.get("numFormat", "DIGIT"), []))
        elif "charPr" in inside:
            _shape_property(shape, tag, attributes)

    def end(name: str) -> None:
        if inside.pop() == "paraHead" and level:
            at, first, written, text = level.pop()
            number[at] = (first, written, "".join(text))

    def characters(text: str) -> None:
        if level:
            level[-1][3].append(text)

    parse(read_part(archive, HEADER, required=False), start, end, characters)
    return head


def _shape_property(shape: _Shape, tag: str, attributes: dict[str, str]) -> None:
    if tag == "bold":
        shape.mark |= BOLD
    elif tag == "italic":
        shape.mark |= ITALIC
    elif tag == "supscript":
        shape.mark |= RAISED
    elif tag == "underline" and attributes.get("type", "NONE") not in ("NONE", "TOP", "CENTER"):
        shape.mark |= UNDERLINE
    elif (tag == "strikeout" and attributes.get("shape", "") not in NO_LINE) or (
        tag == "underline" and attributes.get("type") == "CENTER"
    ):
        shape.kind = "struck words"


def _count(value: str) -> int:
    return int(value) if re.fullmatch(r"\d{1,6}", value) else 0


def _level(attributes: dict[str, str]) -> int:
    """The heading level that the name of a style says."""
    names = f"{attributes.get('name', '')}|{attributes.get('engName', '')}"
    match = re.search(r"(?:^|\|)(?:개요|outline|heading|제목)\s*(\d)(?:\||$)", names, re.I)
    if match:
        return int(match[1])
    return int(bool(re.search(r"(?:^|\|)(?:제목|title)(?:\||$)", names, re.I)))


@dataclass(slots=True)
class _Around:
    """What stands around a list of paragraphs inside a paragraph, while it is read."""

    tag: str
    form: tuple[str, str]
    shape: str
    kept: Kept | None = None
    note: list[Block] | None = None
    is_aside: bool = False


class _Body:
    """Writes the paragraphs of the sections on a sheet."""

    def __init__(self, head: _Head, sheet: Sheet) -> None:
        self.head, self.sheet = head, sheet
        self.inside: list[str] = []
        self.form = ("", "")  # the form and the style of the paragraph under way
        self.shape = ""
        self.around: list[_Around] = []
        self.fields: list[tuple[str, str, list[str]]] = []  # sort, what it asks for, what is filled in
        self.deleted = 0
        self.marks: dict[str, str] = {}
        self.counts = {"footnote": 0, "endnote": 0}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag, sheet = name.rpartition(" ")[2], self.sheet
        self.inside.append(tag)
        if tag == "p":
            sheet.close()
            self.form = (attributes.get("paraPrIDRef", ""), attributes.get("styleIDRef", ""))
        elif tag == "run":
            self.shape = attributes.get("charPrIDRef", "")
        elif tag == "t":
            self.shape = attributes.get("charPrIDRef") or self.shape
        elif tag == "lineBreak":
            self._set_block()
            if sheet.heading or sheet.is_hiding:
                self._write(" ")
            else:
                sheet.close(blank=False)
        elif tag in SIGNS and "t" in self.inside:
            self._write(SIGNS[tag])
        elif tag in ("deleteBegin", "deleteEnd"):
            self.deleted = max(0, self.deleted + (1 if tag == "deleteBegin" else -1))
        elif tag == "tbl":
            self._enter(tag)
            sheet.open_table()
        elif tag == "tr" and sheet.in_table:
            sheet.open_row()
        elif tag == "tc" and sheet.in_table:
            sheet.open_cell()
        elif tag in NOTES:
            self._open_note(NOTES[tag], attributes)
        elif tag in ASIDE or tag == "drawText" or tag == "caption":
            self._enter(tag)
            if tag in ASIDE:
                sheet.hide(ASIDE[tag])
                self.around[-1].is_aside = True
        elif tag == "subText":
            sheet.hide("ruby reading")
        elif tag == "fieldBegin":
            self.fields.append((attributes.get("type", ""), "", []))
            sheet.hide("field code")
        elif tag == "fieldEnd":
            self._end_field()

    def end(self, name: str) -> None:
        tag, sheet = name.rpartition(" ")[2], self.sheet
        self.inside.pop()
        if tag == "p":
            self._set_block()
            sheet.part()
            sheet.close()
            self.form = ("", "")
        elif tag == "tc" and sheet.in_table:
            sheet.part()
            sheet.close_cell()
        elif tag == "tbl" and sheet.in_table:
            sheet.close_table()
            self._leave(tag)
        elif tag == "subText":
            sheet.show()
        elif tag == "fieldBegin":
            code = sheet.show()
            if self.fields:
                self.fields[-1] = (self.fields[-1][0], code, [])
        elif tag in NOTES or tag in ASIDE or tag in ("drawText", "caption"):
            self._leave(tag)

    def characters(self, text: str) -> None:
        if not self.inside:
            return
        if "t" in self.inside[-3:]:
            self._write(text)
        elif self.inside[-1] in ("mainText", "subText"):
            self.sheet.text(text)
        elif self.inside[-1] == "script":
            self.sheet.leave_out("formula", text)
        elif "fieldBegin" in self.inside and self.inside[-1] in ("stringParam", "listParam", "parameters"):
            self.sheet.text(text)

    def _write(self, text: str) -> None:
        shape = self.head.shapes.get(self.shape, _Shape())
        if self.deleted:
            self.sheet.leave_out("deleted words", text)
            return
        if self.fields and self.fields[-1][0] == "CLICK_HERE" and text.strip() and text.strip() in self.fields[-1][1]:
            # nobody filled in what the form asks for
            self.sheet.leave_out("placeholder", text)
            return
        kind = "hidden words" if shape.kind == "white" and not self.sheet.in_table else shape.kind
        if kind and kind != "white" and not self.sheet.is_hiding:
            self.sheet.leave_out(kind, text)
        else:
            self.sheet.text(text, shape.mark)

    def _set_block(self) -> None:
        """What the sheet is told of the block that ends: heading or item, and its number."""
        sheet, head = self.sheet, self.head
        level, of_style = head.styles.get(self.form[1], (0, ""))
        form = head.forms.get(self.form[0]) or head.forms.get(of_style) or _Form()
        sheet.heading, sheet.depth, sheet.marker = level, 0, ""
        if form.sort == "OUTLINE" and not level:
            sheet.heading = form.level + 1
        if form.sort in ("NUMBER", "BULLET", "OUTLINE") and sheet.has_words:
            mark = head.mark(form)
            sheet.depth = 0 if sheet.heading else form.level + 1
            sheet.marker = "" if sheet.heading and mark == BULLET else mark
            self.form = ("", self.form[1])

    def _enter(self, tag: str) -> None:
        self.around.append(_Around(tag, self.form, self.shape, self.sheet.nest()))

    def _leave(self, tag: str) -> None:
        if not self.around or self.around[-1].tag != tag:
            return
        around, sheet = self.around.pop(), self.sheet
        if around.is_aside:
            sheet.show()
        if around.note is not None:
            sheet.close_note(around.note)
        if around.kept is not None:
            sheet.unnest(around.kept)
        self.form, self.shape = around.form, around.shape

    def _open_note(self, sort: str, attributes: dict[str, str]) -> None:
        tag = self.inside[-1]
        self.counts[sort] += 1
        count = _count(attributes.get("number", "")) or self.counts[sort]
        name = f"{sort} {self.counts[sort]}"
        self.marks[name] = str(count)
        self.sheet.call(name)
        self._enter(tag)
        self.around[-1].note = self.sheet.open_note(name)

    def _end_field(self) -> None:
        if self.fields:
            self.fields.pop()


__all__ = ["is_hwpx", "read_hwpx"]
