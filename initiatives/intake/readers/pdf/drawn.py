"""What a PDF draws: every character with its place, size and marks, and why it is not to be seen where it is not.

Nothing is left out here: whatever the pages, their form fields and their annotations draw is a `Glyph`.
"""

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import (
    PDFGraphicState,
    PDFPageInterpreter,
    PDFResourceManager,
    PDFStackT,
    PDFTextState,
)
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import MATRIX_IDENTITY, Matrix, PathSegment, Rect, apply_matrix_pt, mult_matrix

from initiatives.intake import vocabulary
from initiatives.intake.readers.limits import check_characters
from initiatives.intake.readers.lines import BOLD, ITALIC

#: Characters that fonts give in place of one that looks the same: the drawn shape decides, not the number.
_SHAPES: dict[str | int, str] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},
    **{row[0]: row[1] for row in vocabulary.rows("radicals")},
    "\u2010": "-",
}
LOOK_ALIKE = str.maketrans(_SHAPES)
#: Why a character that is drawn is not to be seen.
INVISIBLE, PALE, TINY = "hidden words", "words in the colour of the paper", "words too small to read"
OUTSIDE, CUT_OFF, COVERED = "words outside the page", "words cut off", "covered words"
LAYER = "words on a layer that is switched off"
#: What fields and annotations hold and do not show.
FIELD, HIDDEN_FIELD, NOTE = "form field", "hidden form field", "note on the page"
SMALLEST = 2.0
MOST_SHAPES = 3_000


@dataclass(slots=True)
class Glyph:
    """One drawn character: `x` its left edge and `y` its baseline in points from the lower left of the page."""

    text: str
    x: float
    y: float
    width: float
    size: float
    mark: int = 0
    unseen: str = ""
    turned: bool = False
    edge: bool = False
    coloured: bool = False

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass(slots=True)
class Page:
    """One page as drawn: its characters, horizontal rules (x, x, y) and drawn bullets, how much a picture covers."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[tuple[float, float, float]] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)
    picture: float = 0.0
    scanned: bool = False
    asides: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Area:
    """A rectangle painted over what was drawn before it; a colour that is not known is None."""

    box: Rect
    colour: tuple[float, ...] | None
    after: int
    picture: bool = False


class Fonts(PDFResourceManager):
    """Fonts of a document; one that is damaged is read as if it said nothing."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        try:
            return super().get_font(objid, spec)
        except (MemoryError, RecursionError):
            raise
        except Exception:
            return super().get_font(None, {})


class Pen(PDFTextDevice):
    """Takes down what the interpreter draws on the page under way."""

    def __init__(self, fonts: Fonts, layers_off: frozenset[int]) -> None:
        super().__init__(fonts)
        self.layers_off = layers_off
        self.total = 0
        self.begin(Page(0, 0, 0), (0, 0, 0, 0))

    def begin(self, page: Page, box: Rect) -> None:
        self.page, self.box = page, box
        self.areas: list[_Area] = []
        self.unseen, self.coloured = "", False
        self.colour: tuple[float, ...] | None = None
        self.behind: tuple[float, ...] | None = ()
        self.begin_form()

    def begin_form(self) -> None:
        """Forget what earlier drawing left open: nothing cut off, no transparency, no marked content."""
        self.clip, self.alpha, self.solid, self.clipping = self.box, 1.0, True, False
        self.tags: list[tuple[bool, bool, str | None]] = []

    # what is painted beside the text

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        box = self.extent(path)
        self.cut(box)
        if box is None or self._hidden_layer() or self.alpha < 0.05 or len(self.areas) >= MOST_SHAPES:
            return
        shown = _common(box, self.clip)
        if shown is None:
            return
        left, low, right, high = shown
        if right - left > 3 and high - low < 2.6 and right - left > 4 * (high - low):
            if len(self.page.rules) < MOST_SHAPES:
                self.page.rules.append((left, right, (low + high) / 2))
        elif 1.5 < right - left < 9 and abs((right - left) - (high - low)) < 0.3 and len(self.page.dots) < MOST_SHAPES:
            self.page.dots.append(((left + right) / 2, (low + high) / 2))
        elif fill and self.solid and self.alpha > 0.95 and _is_rectangle(path):
            self.areas.append(_Area(shown, _colour(graphicstate.ncolor, graphicstate.ncs), len(self.page.glyphs)))

    def render_image(self, name: str, stream: PDFStream) -> None:
        corners: list[PathSegment] = [("m", 0.0, 0.0), ("l", 1.0, 0.0), ("l", 1.0, 1.0), ("l", 0.0, 1.0)]
        box = self.extent(corners)
        shown = _common(box, self.clip) if box else None
        if shown is None or self._hidden_layer():
            return
        share = _surface(shown) / (_surface(self.box) or 1)
        self.page.picture = max(self.page.picture, share)
        if not any(key in stream for key in ("SMask", "Mask", "ImageMask", "IM")) and self.alpha > 0.95:
            self.areas.append(_Area(shown, None, len(self.page.glyphs), picture=share > 0.5))

    def extent(self, path: Sequence[PathSegment]) -> Rect | None:
        """The rectangle around a path, on the page."""
        ctm = self.ctm or MATRIX_IDENTITY
        points = [
            apply_matrix_pt(ctm, (float(cast(float, part[i])), float(cast(float, part[i + 1]))))
            for part in path
            for i in range(1, len(part) - 1, 2)
        ]
        if not points:
            return None
        across, up = [x for x, _ in points], [y for _, y in points]
        return min(across), min(up), max(across), max(up)

    def cut(self, box: Rect | None) -> None:
        """Narrow what is to be seen to the path that was just ended, where it was to cut."""
        if self.clipping and box is not None:
            self.clip = _common(self.clip, box) or (0, 0, 0, 0)
        self.clipping = False

    # marked content

    def open_mark(self, name: str, properties: object) -> None:
        held = resolve1(properties)
        values: dict[Any, Any] = held if isinstance(held, dict) else {}
        off = name == "OC" and self.is_off(properties)
        edge = name == "Artifact" and literal_name(resolve1(values.get("Type", ""))) == "Pagination"
        actual = resolve1(values.get("ActualText"))
        self.tags.append((off, edge, _decoded(actual) if isinstance(actual, bytes) else None))

    def close_mark(self) -> None:
        if self.tags:
            self.tags.pop()

    def is_off(self, layer: object) -> bool:
        """Whether a layer, or a rule about layers, is switched off in the document as it opens."""
        if isinstance(layer, PDFObjRef) and layer.objid in self.layers_off:
            return True
        held = resolve1(layer)
        if not isinstance(held, dict) or literal_name(resolve1(held.get("Type", ""))) != "OCMD":
            return False
        named = held.get("OCGs")
        listed = resolve1(named) if not isinstance(named, PDFObjRef) or isinstance(resolve1(named), list) else [named]
        off = [isinstance(g, PDFObjRef) and g.objid in self.layers_off for g in (listed or []) if g is not None]
        if not off:
            return False
        rule = literal_name(resolve1(held.get("P", PSLiteral("AnyOn"))))
        return {"AllOn": any(off), "AnyOff": not any(off), "AllOff": not all(off)}.get(rule, all(off))

    def _hidden_layer(self) -> bool:
        return any(off for off, _, _ in self.tags)

    # text

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        stroked = textstate.render % 4 == 1
        colour = _colour(
            graphicstate.scolor if stroked else graphicstate.ncolor,
            graphicstate.scs if stroked else graphicstate.ncs,
        )
        self.colour = colour
        self.coloured = colour is not None and max(colour) - min(colour) > 0.25
        self.unseen = INVISIBLE if textstate.render in (3, 7) or self.alpha < 0.05 else ""
        if self._hidden_layer():
            self.unseen = LAYER
        self.behind = ()
        super().render_string(
            textstate, [part for part in seq if isinstance(part, (int, float, bytes))], ncs, graphicstate
        )

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        a, b, c, d, e, f = matrix
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = "\ufffd"
        step = font.char_width(cid) * fontsize * scaling
        size = math.hypot(c, d) * abs(fontsize) * (_em(font) if isinstance(font, PDFType3Font) else 1)
        width = math.hypot(a, b) * abs(step)
        ahead = (a if step >= 0 else -a) if step else (a if fontsize >= 0 else -a)
        turned = abs(b) > 0.15 * abs(a) or ahead < 0 or font.is_vertical()
        x, y = e + c * rise, f + d * rise
        self.total += len(text)
        if not self.total % 1000:
            check_characters(self.total)
        if self.tags and self.tags[-1][2] and (text == "\ufffd" or text.translate(LOOK_ALIKE) != text):
            actual = self.tags[-1][2]
            text = actual if len(actual) <= 3 else text
        text = text.translate(LOOK_ALIKE).replace("\xa0", " ")
        glyph = Glyph(text, x, y, width or (0.0 if text.isspace() else 0.4 * size), size, _face(font))
        glyph.turned, glyph.coloured = turned, self.coloured
        glyph.edge = any(edge for _, edge, _ in self.tags)
        middle = (x + glyph.width / 2, y + 0.25 * size) if not turned else (x, y)
        glyph.unseen = self.unseen or self._out_of_sight(middle, size)
        self.page.glyphs.append(glyph)
        # vertical writing goes down the page by the height of a character
        return -fontsize if font.is_vertical() else step

    def _out_of_sight(self, middle: tuple[float, float], size: float) -> str:
        if not _holds(self.box, middle, 1):
            return OUTSIDE
        if not _holds(self.clip, middle, 0.3 * size):
            return CUT_OFF
        if size < SMALLEST:
            return TINY
        if self.colour is not None:
            if self.behind == ():
                paper: tuple[float, ...] | None = (1.0, 1.0, 1.0)
                self.behind = next((a.colour for a in reversed(self.areas) if _holds(a.box, middle, 0)), paper)
            if self.behind and max(abs(p - q) for p, q in zip(self.colour, self.behind, strict=True)) < 0.07:
                return PALE
        return ""


class Interpreter(PDFPageInterpreter):
    """Runs the drawing orders of a page; keeps what the pen must know of clipping, transparency and layers."""

    device: Pen
    kept: list[tuple[Rect, float, bool]]

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self.kept = []

    def do_q(self) -> None:
        super().do_q()
        self.kept.append((self.device.clip, self.device.alpha, self.device.solid))

    def do_Q(self) -> None:  # noqa: N802
        super().do_Q()
        if self.kept:
            self.device.clip, self.device.alpha, self.device.solid = self.kept.pop()

    def do_W(self) -> None:  # noqa: N802
        self.device.clipping = True

    def do_W_a(self) -> None:  # noqa: N802
        self.device.clipping = True

    def do_n(self) -> None:
        self.device.cut(self.device.extent(self.curpath))
        super().do_n()

    def do_F(self) -> None:  # noqa: N802
        self.do_f()

    def do_gs(self, name: PDFStackT) -> None:
        states = resolve1(self.resources.get("ExtGState"))
        state = resolve1(states.get(literal_name(name))) if isinstance(states, dict) else None
        if isinstance(state, dict):
            alpha, blend = resolve1(state.get("ca")), resolve1(state.get("BM"))
            if isinstance(alpha, (int, float)):
                self.device.alpha = float(alpha)
            if blend is not None:
                blend = resolve1(blend[0]) if isinstance(blend, list) and blend else blend
                self.device.solid = literal_name(blend) in ("Normal", "Compatible")

    def do_BMC(self, tag: PDFStackT) -> None:  # noqa: N802
        self.device.open_mark(literal_name(tag), None)

    def do_BDC(self, tag: PDFStackT, props: PDFStackT) -> None:  # noqa: N802
        properties: object = props
        if isinstance(props, PSLiteral):
            named = resolve1(self.resources.get("Properties"))
            properties = named.get(literal_name(props)) if isinstance(named, dict) else None
        self.device.open_mark(literal_name(tag), properties)

    def do_EMC(self) -> None:  # noqa: N802
        self.device.close_mark()

    def do_Do(self, xobjid_arg: PDFStackT) -> None:  # noqa: N802
        pen = self.device
        kept = pen.clip, pen.alpha, pen.solid
        marks = len(pen.tags)
        held = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if isinstance(held, PDFStream):
            pen.tags.append(("OC" in held and pen.is_off(held.get("OC")), False, None))
            box = resolve1(held.get("BBox"))
            if isinstance(box, list) and len(box) == 4:
                pen.clip = _common(pen.clip, self._placed(held, box)) or (0, 0, 0, 0)
            super().do_Do(xobjid_arg)
        del pen.tags[marks:]
        pen.clip, pen.alpha, pen.solid = kept
        pen.set_ctm(self.ctm)

    def _placed(self, form: PDFStream, box: Sequence[object]) -> Rect:
        matrix = cast(Matrix, tuple(_numbers(form.get("Matrix")) or MATRIX_IDENTITY))
        left, low, right, high = _numbers(box) or [0.0, 0.0, 0.0, 0.0]
        return _around(mult_matrix(matrix, self.ctm), (left, low, right, high))

    def draw(self, page: PDFPage, number: int, fields: "Fields") -> Page:
        """Everything the page draws: its content, then the appearance of its fields and annotations."""
        left, low, right, high = page.mediabox
        ctm: Matrix = {
            90: (0, -1, 1, 0, -low, right),
            180: (-1, 0, 0, -1, right, high),
            270: (0, 1, -1, 0, high, -left),
        }.get(page.rotate, (1, 0, 0, 1, -left, -low))
        whole = _around(ctm, page.mediabox)
        drawn = Page(number, whole[2] - whole[0], whole[3] - whole[1])
        self.device.begin(drawn, _common(_around(ctm, page.cropbox), whole) or whole)
        self.device.set_ctm(ctm)
        self.render_contents(page.resources or {}, page.contents, ctm=ctm)
        for annotation in _listed(page.annots):
            self._annotate(annotation, ctm, drawn, fields)
        self._settle(drawn)
        return drawn

    def _annotate(self, reference: object, ctm: Matrix, drawn: Page, fields: "Fields") -> None:
        """What an annotation shows; what it holds and does not show is told aside."""
        pen, held = self.device, resolve1(reference)
        if not isinstance(held, dict):
            return
        flags = resolve1(held.get("F"))
        flags = flags if isinstance(flags, int) else 0
        hidden = bool(flags & 0b100010) or pen.is_off(held.get("OC"))
        kind = literal_name(resolve1(held.get("Subtype", "")))
        value = fields.value(reference) if kind == "Widget" else ""
        note = _string(held.get("Contents")) if kind not in ("Widget", "Link", "Popup") else ""
        form, box = _appearance(held), _numbers(held.get("Rect"))
        pen.begin_form()
        before = len(drawn.glyphs)
        if form is not None and box and len(box) == 4:
            pen.tags = [(hidden, False, None)]
            matrix = cast(Matrix, tuple(_numbers(form.get("Matrix")) or MATRIX_IDENTITY))
            inner = _around(matrix, cast(Rect, tuple(_numbers(form.get("BBox")) or (0, 0, 1, 1))))
            wide, tall = inner[2] - inner[0] or 1.0, inner[3] - inner[1] or 1.0
            x0, x1 = sorted((box[0], box[2]))
            y0, y1 = sorted((box[1], box[3]))
            fit = ((x1 - x0) / wide, 0.0, 0.0, (y1 - y0) / tall)
            placed: Matrix = (*fit, x0 - inner[0] * fit[0], y0 - inner[1] * fit[3])
            whole = mult_matrix(mult_matrix(matrix, placed), ctm)
            resources = resolve1(form.get("Resources"))
            self.render_contents(resources if isinstance(resources, dict) else fields.resources, [form], ctm=whole)
            pen.tags = []
        shown = "".join(g.text for g in drawn.glyphs[before:] if not g.unseen).split()
        if value and "".join(shown) != "".join(value.split()):
            if not shown and not hidden and box and len(box) == 4 and not form:
                # a field whose appearance the reader of the PDF is to make
                _write(drawn, value, _around(ctm, cast(Rect, tuple(box))))
            else:
                drawn.asides.append((HIDDEN_FIELD if hidden else FIELD, value))
        if note and "".join(shown) != "".join(note.split()):
            drawn.asides.append((NOTE, note))

    def _settle(self, drawn: Page) -> None:
        """What was painted over later; and whether the text lies under or over a picture of the page."""
        rows: dict[int, list[int]] = defaultdict(list)
        for index, glyph in enumerate(drawn.glyphs):
            rows[int(glyph.y // 20)].append(index)
        for area in self.device.areas:
            if not area.after:
                continue
            for band in range(int(area.box[1] // 20) - 1, min(int(area.box[3] // 20), int(drawn.height // 20) + 1) + 1):
                for index in rows.get(band, ()):
                    glyph = drawn.glyphs[index]
                    middle = (glyph.x + glyph.width / 2, glyph.y + 0.25 * glyph.size)
                    if index < area.after and not glyph.unseen and _holds(area.box, middle, 0):
                        glyph.unseen = INVISIBLE if area.picture else COVERED
        seen = sum(not g.unseen and not g.text.isspace() for g in drawn.glyphs)
        layer = [g for g in drawn.glyphs if g.unseen == INVISIBLE]
        if drawn.picture > 0.5 and sum(not g.text.isspace() for g in layer) > seen:
            drawn.scanned = True
            for glyph in layer:
                glyph.unseen = ""


class Fields:
    """The form of a document: values of its fields, with those that no page has a place for."""

    def __init__(self, catalog: Mapping[str, object]) -> None:
        form = resolve1(catalog.get("AcroForm"))
        self.form: dict[Any, Any] = form if isinstance(form, dict) else {}
        resources = resolve1(self.form.get("DR"))
        self.resources: dict[object, object] = resources if isinstance(resources, dict) else {}
        self.placed: set[int] = set()
        self.told: set[str] = set()

    def value(self, reference: object) -> str:
        """The text a field holds, or one of the fields above it; nothing for buttons, signatures and passwords."""
        kind, flags, value, seen = "", 0, "", 0
        node: object = reference
        while seen < 30:
            held = resolve1(node)
            if not isinstance(held, dict):
                break
            if isinstance(node, PDFObjRef):
                self.placed.add(node.objid)
            kind = kind or literal_name(resolve1(held.get("FT", "")))
            raised = resolve1(held.get("Ff"))
            flags = flags or (raised if isinstance(raised, int) else 0)
            value = value or _string(held.get("V"))
            node, seen = held.get("Parent"), seen + 1
        shown = value if kind in ("Tx", "Ch") and not flags & 1 << 13 else ""
        self.told.add(shown)
        return shown

    def without_place(self) -> list[tuple[str, str]]:
        """Values of fields that stand on no page."""
        found: list[tuple[str, str]] = []
        waiting = list(_listed(self.form.get("Fields")))
        seen: set[int] = set()
        while waiting and len(seen) < 5_000:
            node = waiting.pop(0)
            if isinstance(node, PDFObjRef):
                if node.objid in seen:
                    continue
                seen.add(node.objid)
            held = resolve1(node)
            if not isinstance(held, dict):
                continue
            waiting += list(_listed(held.get("Kids")))
            if not (isinstance(node, PDFObjRef) and node.objid in self.placed):
                known = set(self.told)
                value = self.value(node)
                if value and value not in known:
                    found.append((FIELD, value))
        return found


def layers_off(catalog: Mapping[str, object]) -> frozenset[int]:
    """The layers that are switched off when the document is opened."""
    properties = resolve1(catalog.get("OCProperties"))
    if not isinstance(properties, dict):
        return frozenset()
    setting = resolve1(properties.get("D"))
    setting = setting if isinstance(setting, dict) else {}
    off = {o.objid for o in _listed(setting.get("OFF")) if isinstance(o, PDFObjRef)}
    if literal_name(resolve1(setting.get("BaseState", ""))) == "OFF":
        on = {o.objid for o in _listed(setting.get("ON")) if isinstance(o, PDFObjRef)}
        off |= {o.objid for o in _listed(properties.get("OCGs")) if isinstance(o, PDFObjRef)} - on
    return frozenset(off)


def _write(drawn: Page, value: str, box: Rect) -> None:
    """Set the value of a field in its rectangle, as a reader of PDF would."""
    left, low, right, high = box
    rows = value.splitlines() or [value]
    size = max(SMALLEST + 1, min(12.0, 0.8 * (high - low) / len(rows)))
    for number, row in enumerate(rows):
        step = min(0.5 * size, (right - left) / max(1, len(row)))
        y = high - 1.1 * size * (number + 1) if len(rows) > 1 else low + 0.3 * (high - low)
        drawn.glyphs += [Glyph(c, left + 2 + i * step, y, step, size) for i, c in enumerate(row)]


def _appearance(held: Mapping[Any, Any]) -> PDFStream | None:
    looks = resolve1(held.get("AP"))
    normal = resolve1(looks.get("N")) if isinstance(looks, dict) else None
    if isinstance(normal, dict):
        normal = resolve1(normal.get(literal_name(resolve1(held.get("AS", "")))))
    return normal if isinstance(normal, PDFStream) else None


def _listed(value: object) -> Iterator[object]:
    held = resolve1(value)
    yield from held if isinstance(held, list) else ()


def _numbers(value: object) -> list[float] | None:
    held = resolve1(value)
    if not isinstance(held, (list, tuple)):
        return None
    numbers = [resolve1(v) for v in held]
    return [float(n) for n in numbers] if all(isinstance(n, (int, float)) for n in numbers) else None


def _string(value: object) -> str:
    held = resolve1(value)
    if isinstance(held, list):
        return ", ".join(filter(None, map(_string, held)))
    if isinstance(held, PDFStream):
        held = held.get_data()
    return _decoded(held).strip() if isinstance(held, bytes) else ""


def _decoded(value: bytes) -> str:
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    return value.decode("cp1252", "replace")


def _face(font: PDFFont) -> int:
    """Bold and italic as the name of the font and its descriptor say."""
    cached = getattr(font, "_marks", None)
    if cached is None:
        name = str(font.fontname or "").casefold()
        flags = resolve1(font.descriptor.get("Flags")) if isinstance(font.descriptor, dict) else 0
        flags = flags if isinstance(flags, int) else 0
        weight = resolve1(font.descriptor.get("FontWeight")) if isinstance(font.descriptor, dict) else 0
        heavy = isinstance(weight, (int, float)) and weight >= 600
        bold = heavy or flags & 1 << 18 or any(word in name for word in ("bold", "black", "heavy"))
        slanted = flags & 1 << 6 or any(word in name for word in ("italic", "oblique", "slanted"))
        cached = (BOLD if bold else 0) | (ITALIC if slanted else 0)
        font._marks = cached  # type: ignore[attr-defined]
    return cast(int, cached)


def _em(font: PDFType3Font) -> float:
    """The height in sizes of a font whose characters are drawings: by its units, or else twice their usual width."""
    em = 1000 * abs(font.vscale)
    if 0.2 < em < 5:
        return em
    widths = [float(w) for w in font.widths.values() if isinstance(w, (int, float)) and w > 0]
    return 2 * abs(font.hscale) * sum(widths) / len(widths) if widths else 1.0


def _colour(value: object, space: PDFColorSpace | None) -> tuple[float, ...] | None:
    """Red, green and blue; None where the colour is a pattern, an ink or a place in a table."""
    if value is None:
        return (0.0, 0.0, 0.0)
    if space is not None and space.name in ("Separation", "DeviceN", "Indexed", "Pattern", "Lab"):
        return None
    parts = [value] if isinstance(value, (int, float)) else list(value) if isinstance(value, (tuple, list)) else []
    if not parts or not all(isinstance(p, (int, float)) for p in parts):
        return None
    if len(parts) == 1:
        return (float(parts[0]),) * 3
    if len(parts) == 3:
        return tuple(float(p) for p in parts)
    if len(parts) == 4:
        return tuple((1 - float(p)) * (1 - float(parts[3])) for p in parts[:3])
    return None


def _is_rectangle(path: Sequence[PathSegment]) -> bool:
    corners = [tuple(part[1:]) for part in path if len(part) == 3]
    if any(part[0] in ("c", "v", "y") for part in path) or not 4 <= len(corners) <= 5:
        return False
    return len({x for x, _ in corners}) == 2 and len({y for _, y in corners}) == 2


def _around(matrix: Matrix, box: Rect) -> Rect:
    points = [apply_matrix_pt(matrix, (x, y)) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _common(one: Rect, other: Rect) -> Rect | None:
    left, low = max(one[0], other[0]), max(one[1], other[1])
    right, high = min(one[2], other[2]), min(one[3], other[3])
    return (left, low, right, high) if left <= right and low <= high else None


def _surface(box: Rect) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _holds(box: Rect, point: tuple[float, float], slack: float) -> bool:
    return box[0] - slack <= point[0] <= box[2] + slack and box[1] - slack <= point[1] <= box[3] + slack
