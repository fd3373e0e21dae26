"""Word documents (.docx): paragraphs with their marks, from a streaming XML parser that refuses entities.

The parts are parsed directly, not through a document model: a model drops what it does not know (text boxes, content
controls, tracked insertions) and cuts text at an entity, and here nothing may be lost. What Word does not print, and
what the sides struck, is left out and named.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from itertools import count

from initiatives.intake import vocabulary
from initiatives.intake.readers.archive import (
    Relation,
    open_archive,
    parse,
    read_part,
    refuse_archives,
    relations,
)
from initiatives.intake.readers.inserted import read_inserted
from initiatives.intake.readers.lines import BOLD, ITALIC, RAISED, UNDERLINE, Source
from initiatives.intake.readers.numerals import numeral
from initiatives.intake.readers.sheet import Block, Kept, Sheet
from initiatives.intake.readers.word_styles import (
    CHANGES,
    PRINTING,
    Numbering,
    Styles,
    W,
    is_on,
    level_of,
    parse_word,
    printing,
    read_numbering,
    read_styles,
    value_of,
)
from initiatives.intake.refusal import NotRead

DOCUMENT = "word/document.xml"
MAIN_TYPE = re.compile(rb'PartName="([^"]{1,200})"\s[^<>]{0,200}wordprocessingml\.document\.main\+xml')
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math "
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main "
VML = "urn:schemas-microsoft-com:vml "
RELATIONSHIP_ID = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
#: Parts beside the text: the sort of relation, the names such parts usually have, and what their words are called.
MARGINS = (
    ("header", r"header\d*\.xml", "running head"),
    ("footer", r"footer\d*\.xml", "running foot"),
    ("comments", r"comments\d*\.xml", "remark in the margin"),
)
NOTES = (("footnotes", "footnote", "decimal"), ("endnotes", "endnote", "lowerRoman"))
SYMBOLS = {(font, int(code, 16)): sign for font, code, sign in vocabulary.rows("symbol-font")}
#: A hidden size: characters of a point or less are no words on paper.
SMALLEST = 2


@dataclass(slots=True)
class _Paragraph:
    """What the properties of a paragraph say."""

    style: str = ""
    level: int | None = None
    number: str | None = None
    number_level: str = ""
    is_shaded: bool = False
    goes_on: bool = False
    is_broken: bool = False
    marker: str | None = None


@dataclass(slots=True)
class _Run:
    """What the properties of a run say, and what is left out until it ends."""

    style: str = ""
    own: dict[str, str | bool] = field(default_factory=dict)
    font: str = ""
    is_own_mark: bool = False


@dataclass(slots=True)
class _Word:
    """What the whole document has in common."""

    archive: zipfile.ZipFile
    main: str
    ties: dict[str, Relation]
    styles: Styles
    numbering: Numbering

    def parts(self, sort: str, usual: str) -> list[str]:
        """The parts of a sort: those the main part is tied to, then those of the usual name beside it."""
        folder = posixpath.dirname(self.main)
        names = self.archive.namelist()
        tied = [tie.target for tie in self.ties.values() if tie.sort == sort]
        beside = [name for name in sorted(names) if re.fullmatch(usual, name.removeprefix(f"{folder}/"))]
        return [name for name in dict.fromkeys([*tied, *beside]) if name in names]

    def part(self, sort: str, usual: str) -> bytes:
        return b"".join(read_part(self.archive, name) for name in self.parts(sort, usual)[:1])


def read_docx(data: bytes, inside: bool = False) -> Source:
    """Lines of a .docx. What is not printed is removed and named; notes follow the text and know what calls them.

    `inside` tells that the document is itself a chunk of another one: then it may hold no archive at all.
    """
    archive = open_archive(data)
    main = _main_part(archive)
    ties = relations(archive, main)
    chunks = frozenset(tie.target for tie in ties.values() if tie.sort == "aFChunk" and not inside)
    refuse_archives(archive, but=chunks)
    word = _Word(archive, main, ties, Styles(), Numbering())
    word.styles = read_styles(word.part("styles", r"styles\.xml"))
    word.numbering = read_numbering(word.part("numbering", r"numbering\.xml"))
    sheet = Sheet("docx", "utf-8")
    forms: dict[str, tuple[str, int] | None] = {}
    for sort, tag, form in NOTES:
        forms[tag] = (form, 1)
        _Body(word, sheet, tag).read(word.part(sort, rf"{sort}\.xml"))
    body = _Body(word, sheet)
    body.forms = forms
    body.read(read_part(archive, main))
    if not body.is_word:
        raise NotRead("unknown format", f"The file is an archive, but no Word document (its main part is {main[:60]}).")
    for sort, usual, kind in MARGINS:
        seen = set()
        for name in word.parts(sort, usual):
            aside = Sheet("docx")
            _Body(word, aside).read(read_part(archive, name))
            for line in aside.finish().lines:
                if line.text not in seen:
                    seen.add(line.text)
                    sheet.part()
                    sheet.leave_out(kind, line.text)
            for removed in aside.source.removed:
                sheet.part()
                sheet.leave_out(removed.kind, removed.text)
    _drawn(word, sheet)
    return sheet.finish(_marks_of_notes([note for note in sheet.called() if note not in body.marked], forms))


def _main_part(archive: zipfile.ZipFile) -> str:
    """The part that the archive says is its document."""
    names = archive.namelist()
    said = [tie.target for tie in relations(archive).values() if tie.sort == "officeDocument"]
    types = read_part(archive, "[Content_Types].xml", required=False)
    typed = [name.decode("utf-8", "replace").lstrip("/") for name in MAIN_TYPE.findall(types)]
    main = next((name for name in [*said, DOCUMENT, *typed] if name in names), "")
    if not main:
        raise NotRead("unknown format", "The file is an archive, but no Word document (it has no main part).")
    if b"macroEnabled" in types:
        raise NotRead("macros", "The file is a Word document with macros.")
    return main


def _drawn(word: _Word, sheet: Sheet) -> None:
    """The words of diagrams and charts: they are printed, but in no order that could be read."""
    names = word.archive.namelist()
    for name in sorted(n for n in names if re.search(r"/(?:diagrams/data|charts/chart)\d*\.xml$", n)):
        words: list[str] = []
        inside: list[str] = []

        def text(found: str, words: list[str] = words, inside: list[str] = inside) -> None:
            if inside and inside[-1].partition(" ")[2] in ("t", "v"):
                words.append(found)

        parse(
            read_part(word.archive, name),
            lambda tag, _, inside=inside: inside.append(tag),  # type: ignore[misc]
            lambda tag, inside=inside: inside.pop(),  # type: ignore[misc]
            text,
        )
        sheet.part()
        sheet.leave_out("words of a diagram", " ".join(words))


def _marks_of_notes(called: list[str], forms: dict[str, tuple[str, int] | None]) -> dict[str, str]:
    """The marks that Word prints for the notes it counts itself, where it counts them through the document."""
    marks: dict[str, str] = {}
    counts = {tag: count(form[1]) for tag, form in forms.items() if form}
    for note in called:
        tag = note.partition(" ")[0]
        form = forms.get(tag)
        if note not in marks and form:
            marks[note] = numeral(form[0], next(counts[tag])) or ""
    return marks


class _Body:
    """Writes the paragraphs of a part on a sheet; `notes` names the elements that hold a note each."""

    def __init__(self, word: _Word, sheet: Sheet, notes: str = "") -> None:
        self.word, self.sheet, self.notes = word, sheet, notes
        self.forms: dict[str, tuple[str, int] | None] = {}
        self.marked: set[str] = set()  # notes whose mark somebody typed
        self.is_word = False
        self.inside: list[str] = []
        self.boxes: list[tuple[_Paragraph, list[_Run], list[bool], Kept]] = []  # what stands around a text box
        self.paragraph = _Paragraph()
        self.runs: list[_Run] = []
        self.fields: list[bool] = []  # whether each field that is open still says its code
        self.hiding: list[str] = []  # the elements whose end ends what is left out
        self.choices: list[bool] = []
        self.passed = 0  # how deep inside what is not read at all
        self.notes_open: list[list[Block]] = []
        self.is_placeholder = False

    def read(self, content: bytes) -> None:
        parse_word(content, self.start, self.end, self.characters)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.inside.append(name)
        if self.passed or self._is_passed(name):
            self.passed += 1
            return
        if name.startswith(W):
            self._start(name.removeprefix(W), attributes)
        elif name == VML + "textpath" and attributes.get("string"):
            self.sheet.leave_out("watermark", attributes["string"])

    def _is_passed(self, name: str) -> bool:
        """Whether an element is another form of what was read, or of what was before a change."""
        if name == MC + "AlternateContent":
            self.choices.append(False)
        elif name in (MC + "Choice", MC + "Fallback") and self.choices:
            taken, self.choices[-1] = self.choices[-1], True
            return taken
        return name.startswith(W) and name.removeprefix(W) in CHANGES

    def end(self, name: str) -> None:
        self.inside.pop()
        if self.passed:
            self.passed -= 1
            return
        if name == MC + "AlternateContent":
            self.choices.pop()
        if name.startswith(W):
            self._end(name.removeprefix(W))

    def _has_open(self, *tags: str) -> bool:
        return any(W + tag in self.inside[-12:] for tag in tags)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        sheet = self.sheet
        if tag in ("document", "glossaryDocument"):
            self.is_word = True
        elif tag == "p":
            self._open_paragraph()
        elif tag == "txbxContent":
            self.boxes.append((self.paragraph, self.runs, self.fields, sheet.nest()))
            self.paragraph, self.runs, self.fields = _Paragraph(), [], []
        elif tag == "r":
            self.runs.append(_Run())
        elif tag in ("del", "moveFrom") and not self._has_open("rPr", "trPr", "tblPr", "sectPr"):
            self._hide(tag, "deleted words")
        elif tag == "rt":
            self._hide(tag, "ruby reading")
        elif tag == "tbl":
            sheet.open_table()
        elif tag == "tr" and sheet.in_table:
            sheet.open_row()
        elif tag == "tc" and sheet.in_table:
            sheet.open_cell()
        elif tag == "showingPlcHdr":
            self.is_placeholder = is_on(attributes)
        elif tag == "sdtPr":
            self.is_placeholder = False
        elif tag == "sdtContent":
            if self.is_placeholder:
                self._hide(tag, "placeholder")
            self.is_placeholder = False
        elif tag == "altChunk":
            self._insert(next((attributes[key] for key in RELATIONSHIP_ID if key in attributes), ""))
        elif tag == "fldChar":
            self._field(attributes.get(W + "fldCharType", ""))
        elif tag == self.notes:
            self.notes_open.append(sheet.open_note(f"{tag} {attributes.get(W + 'id', '')}"))
        elif tag in ("footnoteReference", "endnoteReference") and not self.notes:
            note = f"{tag.removesuffix('Reference')} {attributes.get(W + 'id', '')}"
            sheet.call(note)
            if self.runs and is_on({W + "val": attributes.get(W + "customMarkFollows", "0")}):
                self.runs[-1].is_own_mark = True
                self.marked.add(note)
        elif tag in ("footnotePr", "endnotePr", "numFmt", "numRestart", "numStart"):
            self._note_property(tag, value_of(attributes))
        elif self._has_open("pPr", "rPr", "trPr"):
            self._property(tag, attributes)
        elif self.runs:
            self._sign(tag, attributes)

    def _end(self, tag: str) -> None:
        sheet = self.sheet
        if self.hiding and self.hiding[-1] == f"{tag} {len(self.inside)}":
            self.hiding.pop()
            sheet.show()
        if tag == "p":
            self._close_paragraph()
        elif tag == "r" and self.runs:
            self.runs.pop()
        elif tag == "txbxContent" and self.boxes:
            self.paragraph, self.runs, self.fields, kept = self.boxes.pop()
            sheet.unnest(kept)
        elif tag == "tc" and sheet.in_table:
            sheet.close_cell()
        elif tag == "tbl" and sheet.in_table:
            sheet.close_table()
        elif tag == self.notes and self.notes_open:
            sheet.close_note(self.notes_open.pop())

    def _hide(self, tag: str, kind: str) -> None:
        """Leaves out what is written until the element ends that was just opened, or the one named."""
        depth = len(self.inside) - 1
        while depth and self.inside[depth] != W + tag:
            depth -= 1
        self.hiding.append(f"{tag} {depth}")
        self.sheet.hide(kind)

    # Properties

    def _property(self, tag: str, attributes: dict[str, str]) -> None:
        paragraph, value = self.paragraph, value_of(attributes)
        of_mark = W + "pPr" in self.inside[-4:]
        if of_mark and self._has_open("rPr") and tag != "rPr":
            # a paragraph whose mark is hidden or deleted runs on into the next one
            if tag in ("vanish", "del", "moveFrom") and is_on(attributes):
                paragraph.goes_on = True
        elif of_mark:
            if tag == "pStyle":
                paragraph.style = value
            elif tag == "outlineLvl" and value.isdecimal():
                paragraph.level = int(value[:3])
            elif tag == "ilvl":
                paragraph.number_level = value
            elif tag == "numId":
                paragraph.number = value
            elif tag == "shd":
                paragraph.is_shaded = bool(printing(tag, attributes))
        elif self._has_open("trPr"):
            if tag in ("del", "hidden") and is_on(attributes):
                self._hide("tr", "deleted words" if tag == "del" else "hidden words")
        elif self.runs:
            if tag == "rStyle":
                self.runs[-1].style = value
            elif tag == "rFonts":
                fonts = (attributes.get(W + key, "") for key in ("ascii", "hAnsi", "eastAsia"))
                self.runs[-1].font = next(filter(None, fonts), "").casefold()
            elif tag in PRINTING:
                self.runs[-1].own[tag] = printing(tag, attributes)

    def _note_property(self, tag: str, value: str) -> None:
        """How the notes of the document are counted."""
        sort = next((name for name in ("footnotePr", "endnotePr") if self._has_open(name)), "")
        of = sort.removesuffix("Pr")
        form = self.forms.get(of)
        if tag == "numFmt" and form:
            self.forms[of] = (value, form[1])
        elif tag == "numStart" and form and value.isdecimal():
            self.forms[of] = (form[0], int(value[:4]))
        elif tag == "numRestart" and form and value != "continuous":
            self.forms[of] = None

    # Paragraphs

    def _open_paragraph(self) -> None:
        if not self.paragraph.goes_on:
            self.sheet.close()
        self.paragraph = _Paragraph()

    def _close_paragraph(self) -> None:
        done = self.paragraph
        self.fields = [is_code for is_code in self.fields if not is_code]
        style = self.word.styles.get(done.style)
        # a paragraph that is hidden or deleted as a whole has no number
        if self.sheet.has_words or not (done.goes_on or style.characters.get("vanish")):
            self._set_block()
        self.sheet.part()
        if not done.goes_on:
            self.sheet.close()
        self.paragraph = _Paragraph(goes_on=done.goes_on)

    def _set_block(self) -> None:
        """What the sheet is told of the block that ends: heading or item, and its number."""
        sheet, paragraph, styles = self.sheet, self.paragraph, self.word.styles
        style = styles.get(paragraph.style or styles.paragraph)
        level = style.level or level_of(paragraph.style)
        if not level and paragraph.level is not None and paragraph.level < 9:
            level = paragraph.level + 1
        sheet.heading, sheet.depth, sheet.marker = level, 0, ""
        number = style.number if paragraph.number is None else paragraph.number
        if not number or number == "0":
            return
        numbering = self.word.numbering
        said = paragraph.number_level or (style.number_level if paragraph.number is None else "")
        at = int(said) if re.fullmatch(r"\d{1,2}", said) else numbering.level_of_style(number, paragraph.style)
        if paragraph.marker is None:
            paragraph.marker = numbering.next(number, at)
        sheet.depth = 0 if level else at + 1
        sheet.marker = "" if paragraph.is_broken or (level and paragraph.marker == "•") else paragraph.marker

    # Characters

    def characters(self, text: str) -> None:
        if self.passed or not self.inside:
            return
        tag = self.inside[-1]
        if tag in (W + "t", W + "delText") and any(self.fields):
            self.sheet.leave_out("field code", text)
        elif tag in (W + "t", W + "delText"):
            self._write(text)
        elif tag in (W + "instrText", W + "delInstrText"):
            self.sheet.leave_out("field code", text)
        elif tag == MATH + "t":
            above = self.inside[-6:]
            self.sheet.text(text, RAISED if MATH + "sup" in above else 0)
        elif tag == DRAWING + "t":
            self.sheet.text(text)

    def _write(self, text: str) -> None:
        run = self.runs[-1] if self.runs else _Run()
        own = self.word.styles.characters(self.paragraph.style, run.style, run.own)
        kind = self._unprinted(own, run)
        if run.font in ("symbol", "wingdings"):
            text = "".join(SYMBOLS.get((run.font, ord(c) & 0xFF), c) if "\uf000" <= c <= "\uf0ff" else c for c in text)
        if kind and not self.sheet.is_hiding:
            self.sheet.leave_out(kind, text)
            return
        mark = sum(bit for name, bit in (("b", BOLD), ("i", ITALIC), ("u", UNDERLINE)) if own.get(name))
        self.sheet.text(text, mark | (RAISED if own.get("vertAlign") == "superscript" else 0))

    def _unprinted(self, own: dict[str, str | bool], run: _Run) -> str:
        """Why characters of these properties are no words of the document; '' where they are."""
        if run.is_own_mark:
            return "note mark"
        if own.get("vanish") or own.get("webHidden"):
            return "hidden words"
        if own.get("strike") or own.get("dstrike"):
            return "struck words"
        size = str(own.get("sz", ""))
        if size.isdecimal() and int(size[:6]) <= SMALLEST:
            return "hidden words"
        white = str(own.get("color", "")).casefold() == "ffffff"
        shaded = own.get("shd") or own.get("highlight") or self.paragraph.is_shaded or self.sheet.in_table
        if white and not shaded and not self.boxes:
            return "hidden words"
        if self.word.styles.get(run.style).name.casefold() == "placeholder text":
            return "placeholder"
        return ""

    def _sign(self, tag: str, attributes: dict[str, str]) -> None:
        """An element that stands for a character, or for a break."""
        if tag == "noBreakHyphen":
            self._write("-")
        elif tag == "sym":
            self._symbol(attributes.get(W + "font", "").casefold(), attributes.get(W + "char", ""))
        elif tag in ("br", "cr") and not self.sheet.is_hiding:
            self._set_block()
            if self.sheet.heading and attributes.get(W + "type", "") == "":
                self.sheet.text(" ")
            elif self.sheet.has_words:
                self.sheet.close(blank=False)
                self.paragraph.is_broken = True
        elif tag in ("tab", "ptab", "br", "cr"):
            self.sheet.text(" ")

    def _symbol(self, font: str, code: str) -> None:
        if not re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
            return
        number = int(code, 16)
        known = SYMBOLS.get((font.split(" ")[0], number & 0xFF)) if number < 0x100 or 0xF000 <= number <= 0xF0FF else ""
        sign = " " if number == 0xF020 else known or (chr(number) if number and not 0xE000 <= number <= 0xF8FF else "")
        if sign and (sign.isprintable() or sign == " "):
            self._write(sign)
        else:
            self.sheet.leave_out("symbol", f"{font} {code}")

    def _field(self, sort: str) -> None:
        if sort == "begin":
            self.fields.append(True)
        elif sort == "separate" and self.fields:
            self.fields[-1] = False
        elif sort == "end" and self.fields:
            self.fields.pop()

    def _insert(self, key: str) -> None:
        """A chunk of another format that Word prints in this place."""
        tie = self.word.ties.get(key)
        if tie is None or tie.target not in self.word.archive.namelist():
            raise NotRead("inserted part", "A part of the text is inserted from a file that is not in the document.")
        self.sheet.insert(read_inserted(read_part(self.word.archive, tie.target), tie.target, read_docx))
