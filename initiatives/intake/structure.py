"""From lines to numbered passages: title, front matter, headings, paragraphs with their lead-ins, sentences.

The numbering is that of the record: paragraphs 1, 2, 3 … in reading order, sentence m of paragraph n is n.m, lines
before the first running text 0.1, 0.2 …, headings on a line of their own h1, h2 …; nothing that was read is dropped
silently.
"""

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from initiatives.intake import eastern, vocabulary
from initiatives.intake.languages import is_unspaced, language_of, languages_of, width
from initiatives.intake.marks import Nesting, is_numbering, kind_of, mark_of
from initiatives.intake.readers.lines import BOLD, CELLS_APART, ITALIC, UNDERLINE, Removed, Source, SourceLine
from initiatives.intake.sentences import sentence_spans

SMALL_WORDS = frozenset(vocabulary.words("small-words"))
FINITE = frozenset(vocabulary.words("finite-verbs"))
FUNCTION_WORDS = frozenset(vocabulary.words("function-words"))
TEXT_MARKER = re.compile(
    (
        r"\W*(?:(?:begin|beginning|start|end)(?:\s+of)?\s+(?:the\s+)?(?:text|transcript|statement|joint statement|"
        r"document)|\(?end\)?|[-–—\s]*30[-–—\s]*)\W*"
    ),
    re.I,
)
KIND_LABEL = re.compile(
    r"(?:(?:joint|press|media|official|news|for immediate)\s+)*(?:fact\s?sheet|media note|press release|"
    r"statement|readout|"
    r"remarks(?: to the press)?|transcript|release|note|press availability|briefing|press conference|announcement|"
    r"backgrounder|special briefing|notice to the press|press statement|communiqu[eé]|declaration|statements? "
    r"and releases?|"
    r"speeches and remarks|press)s?\W*",
    re.I,
)
LETTERHEAD = re.compile(
    r"(?:the\s+)?(?:office of\b|bureau of\b|the white house\b|white house\b|(?:u\.?s\.?|united "
    r"states)\s+(?:department|embassy|mission)\b|"
    r"department of\b|ministry of\b|embassy of\b|government of\b|foreign press|press office|prime minister.s "
    r"office|cabinet secretariat|"
    r"for immediate release|for (?:planning|information)|embargoed|source:|retrieved-from:|published|updated|"
    r"https?://|www\.|"
    r"statements and releases|briefing room|spokesperson\b|via (?:tele|video)|as (?:delivered|prepared)|\(as |"
    r"press release|home\b|share\b|print\b|"
    r"tel(?:ephone)?:|\W?japanese\W?$|\W?english\W?$|\W?korean\W?$|\W*(?:provisional|unofficial|tentative|"
    r"informal|courtesy) translation)",
    re.I,
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DATELINE = re.compile(
    rf"(?:[A-Z][\w.’' ]+,\s*){{0,3}}(?:\(?(?:mon|tues|wednes|thurs|fri|satur|sun)day\)?,?\s*)?"
    rf"(?:{MONTH}\.?\s+\d{{1,2}}(?:\s*[-–]\s*(?:{MONTH}\s+)?\d{{1,2}})?(?:,?\s*\d{{4}})?|"
    rf"\d{{1,2}}\s+{MONTH}\.?,?\s+\d{{4}}|{MONTH}\s+\d{{4}}|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}\.?)"
    r"(?:\s*\(?\s*(?:mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\.?\)?)?(?:[\s,|·•-]*\d{1,2}:\d{2}.*)?\W*",
    re.I,
)
PERSON_LINE = re.compile(
    r"(?:secretary|minister|president|ambassador|spokesperson|spokesman|advisor|adviser|director|assistant "
    r"secretary|coordinator|envoy|representative|"
    r"deputy|under secretary|chair|general|admiral|commander|governor|senator)\b",
    re.I,
)
TIME_LINE = re.compile(r"\W*\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?(?:\s*\(?(?:local|[A-Z]{2,4})(?:\s+time)?\)?)?\W*", re.I)
ROMAN = re.compile(r"(?:[IVX]{1,5}[.)]|[A-Z][.)]|\d{1,2}[.)]|\([0-9a-zA-Z]{1,3}\)|Part\s+[IVX\d]+[.:]?)\s+")
TERMINAL = re.compile(r"[.!?:;…。][\"'”’»)\]*]*$")
RANKED = (
    r"mr|mrs|ms|dr|mme|secretary|minister|president|prime minister|vice president|ambassador|deputy secretary|"
    r"under secretary|assistant secretary|"
    r"foreign minister|vice minister|vice foreign minister|first vice minister|first vice foreign minister|"
    r"special representative|spokesperson|"
    r"director|director general|general|admiral|governor|senator|advisor|chancellor|foreign secretary|defense "
    r"minister|the president|"
    r"the prime minister|the vice president|the secretary"
)
SPEAKER = re.compile(
    rf"(?:(?:{RANKED})\.?(?:\s+[A-Z][\w.’'-]*){{0,4}}|q|question|a|answer|moderator|operator|interpreter|"
    rf"participant|reporter|staff|"
    rf"(?:senior|u\.s\.)\s+[\w .]*official(?:\s+\w+)?|journalist|the interpreter|"
    rf"host)(?:\s*\([^()]{{1,40}}\))?\s*:\s+(?=\S)",
    re.I,
)
SHORT_NAME = 20  # columns: so short a point over others is their name
#: What the issuer adds below the text: "(Reference) The Consultation".
REMARK = re.compile(r"\((?:Reference|Note|Annex)\)\s+\S", re.I)
#: What a transcript notes of the room: "Thank you. (Applause.)"
STAGE_NOTE = re.compile(r"(?:[^()]*[.!?…][”\"]? )?\([A-Z][a-z ]{2,40}[.!]\)")
#: A label with the title behind it: "Press Release: Talks on Rivers".
TITLED_LABEL = re.compile(r"(?:press release|media note|media advisory)\s*(?::|–|—|-\s)\s*(?:\S+\s+){2,}\S+", re.I)
#: The line under a name that signs: an office and nothing before it.
OFFICE_LINE = re.compile(
    r"(?:(?:Acting|First|Second|Deputy|Vice|Under|Assistant|Prime|Foreign|Special|Senior|Principal|State|Parliamentary)"
    r"[ -])*"
    r"(?:Secretary|Minister|President|Ambassador|Director|Representative|Advis[eo]r|Commissioner|Chancellor)\b"
)
COUNTRIES = frozenset(name for _, names, _ in vocabulary.rows("countries") for name in names.split(";"))
#: "SATO Ken, Minister for Foreign Affairs: …", where it opens several lines.
TITLED_SPEAKER = re.compile(
    r"[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){1,3},\s+(?:the\s+)?(?=[^:]*\b(?:Secretary|Minister|President|Ambassador|"
    r"Spokes\w+|Director\S*|Representative|Advis[eo]r)\b)[A-Z][^:.;]{3,70}:\s+(?=\S)"
)
WHITE_HOUSE_Q = re.compile(r"Q\s+(?=[A-Z“\"(‘])")
STRAY = re.compile(r"(?<=\S) (?P<mark>[•▪●◦‣■□]) ?(?=\S)")
PLAIN_NAME = re.compile(
    r"[\"“‘(]?[^\W_][^:;!?\n]{0,140}?(?=(?:\s?:|\s[–—]|\s-)\s)|[\"“‘(]?[^\W_][^:;!?\n]{0,100}?(?=\.\s)"
)
CLOSER = re.compile(r"[\"'”’»)\]]*\s?(?P<mark>:|\.|\s?[–—](?=\s)|\s-(?=\s)|—)[\"'”’»)]*\s*")


@dataclass(slots=True)
class NumberedPassage:
    """A numbered piece of the document. `start` and `end` are code points in the source text, end exclusive."""

    number: str
    kind: str
    text: str
    start: int
    end: int
    lead_in: str | None = None
    parent: str | None = None
    speaker: str | None = None
    depth: int = 0
    marker: str = ""
    repairs: list[dict[str, object]] = field(default_factory=list)
    language: str = ""


@dataclass(slots=True)
class Structure:
    """A read document: passages in reading order, what was removed as mark-up, and what could not be placed."""

    passages: list[NumberedPassage] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    language: str = ""

    @property
    def title(self) -> str | None:
        return next((p.text for p in self.passages if p.kind == "title"), None)

    @property
    def headings(self) -> list[str]:
        """Headings over the text, without front matter and without their numbering."""
        return [_unnumbered(p.text) for p in self.passages if p.kind == "heading" and p.number.startswith("h")]

    @property
    def lead_ins(self) -> list[str]:
        return [p.lead_in for p in self.passages if p.kind == "paragraph" and p.lead_in]

    @property
    def repairs(self) -> list[dict[str, object]]:
        """Every repair, in reading order, with the number of its passage; a sentence's are its paragraph's."""
        return [{"passage": p.number, **repair} for p in self.passages if p.kind != "sentence" for repair in p.repairs]


@dataclass(slots=True)
class _Piece:
    """A line on its way to a passage."""

    line: SourceLine
    repairs: list[dict[str, object]] = field(default_factory=list)
    role: str = ""
    lead_in: str | None = None
    body: int = 0
    speaker: str | None = None
    eastern: bool = False
    level: int = 0
    after: "_Piece | None" = None

    @property
    def text(self) -> str:
        return self.line.text


def read_structure(source: Source) -> Structure:
    """The passages of a source, numbered by the rules of the record. No passage is empty; nothing read is lost."""
    structure = Structure(removed=list(source.removed), unplaced=list(source.unplaced))
    pieces = [piece for line in source.lines if line.text for piece in _without_strays(line)]
    if any(not piece.text.isascii() for piece in pieces):
        pieces = _eastern(pieces, structure)
    pieces = _joined(pieces)
    for piece, after in itertools.pairwise(pieces):
        piece.after = after
    _classify(pieces, structure)
    _find_lead_ins(pieces)
    _number(pieces, structure)
    _tie_notes(source, structure)
    _tell_languages(structure)
    kinds = {"stray mark": "stray mark", "glued item": "list mark"}
    structure.removed += [
        Removed(kinds[str(r["kind"])], int(str(r["start"])), int(str(r["end"])), str(r["note"]))
        for piece in pieces
        for r in piece.repairs
        if r["kind"] in kinds
    ]
    return structure


def _tell_languages(structure: Structure) -> None:
    """The language of the document and of every passage; a sentence is in that of its paragraph."""
    blocks = [passage for passage in structure.passages if passage.kind != "sentence"]
    structure.language, found = languages_of([passage.text for passage in blocks])
    by_number = dict(zip((passage.number for passage in blocks), found, strict=True))
    for passage in structure.passages:
        within = by_number[passage.parent if passage.kind == "sentence" and passage.parent else passage.number]
        passage.language = language_of(passage.text, within) if passage.kind == "sentence" else within


def _tie_notes(source: Source, structure: Structure) -> None:
    """A note's parent is the sentence, or line, that calls it; there its mark is logged as left out."""
    if not source.calls:
        return
    blocks = [p for p in structure.passages if p.kind != "sentence"]
    sentences = [p for p in structure.passages if p.kind == "sentence"]
    for call in source.calls:
        note, caller, sentence = _at(blocks, call.note), _at(blocks, call.at), _at(sentences, call.at)
        if note is None or caller is None or note is caller or note.kind != "paragraph":
            continue
        note.parent = (sentence or caller).number
        for passage in filter(None, (caller, sentence)):
            passage.repairs.append({"kind": "note", "start": call.at, "end": call.at + 1, "note": note.marker or "*"})


def _at(passages: list[NumberedPassage], place: int) -> NumberedPassage | None:
    """The passage of a list in reading order that a place in the source text lies in."""
    index = bisect_right(passages, place, key=lambda passage: passage.start) - 1
    return passages[index] if index >= 0 and place < passages[index].end else None


def cut(line: SourceLine, first: int, last: int) -> SourceLine:
    """The part text[first:last] of a line as a line of its own, white space at its ends left out."""
    while first < last and line.text[first] == " ":
        first += 1
    while last > first and line.text[last - 1] == " ":
        last -= 1
    offsets = line.offsets[first:last]
    start = line.start if not first else (offsets[0] if offsets else line.end)
    end = line.end if last == len(line.text) else (line.end_of(last - 1) if offsets else start)
    return SourceLine(
        line.text[first:last],
        offsets,
        line.marks[first:last],
        start,
        end,
        line.heading,
        line.depth,
        line.marker,
        line.role,
        line.blank_before,
        ends=line.ends,
        repairs=[r for r in line.repairs if start <= int(str(r["start"])) <= end],
    )


def _without_strays(line: SourceLine) -> list[_Piece]:
    """A line with a bullet inside it: glued items are parted, a stray mark in the middle of a sentence goes."""
    marks = list(STRAY.finditer(line.text))
    if not marks:
        return [_Piece(line)]
    glued = [
        m
        for m in marks
        if TERMINAL.search(line.text[: m.start()]) or (len(marks) > 1 and line.text[m.start() - 1] in ",:;.")
    ]
    glued = marks if len(glued) * 2 >= len(marks) and len(marks) > 1 else glued
    edges = [0, *[m.start() for m in glued], len(line.text)]
    pieces: list[_Piece] = []
    for number, (first, last) in enumerate(itertools.pairwise(edges)):
        repairs: list[dict[str, object]] = []
        part = cut(line, first, last)
        if number:
            match = STRAY.match(line.text, first)
            skip = (match.end() - match.start()) if match else 0
            at = line.offsets[match.start("mark")] if match else part.start
            part = cut(line, first + skip, last)
            part.start, part.marker, part.depth, part.blank_before = at, "•", max(1, line.depth), False
            repairs.append({"kind": "glued item", "start": at, "end": at + 1, "note": match["mark"] if match else "•"})
        inner = [m for m in marks if first < m.start() < last and m not in glued]
        for match in reversed(inner):
            begin, end = match.start("mark"), match.end()
            repairs.insert(
                0,
                {
                    "kind": "stray mark",
                    "start": line.offsets[begin],
                    "end": line.offsets[end - 1] + 1,
                    "note": match["mark"],
                },
            )
            shift = len(line.text[:last]) - len(part.text) if not number else line.text.index(part.text, first)
            shift = shift if number else 0
            for values in (part.offsets, part.marks):
                del values[begin - shift : end - shift]
            part.text = part.text[: begin - shift] + part.text[end - shift :]
        if part.text:
            pieces.append(_Piece(part, repairs))
    return pieces


def _eastern(pieces: list[_Piece], structure: Structure) -> list[_Piece]:
    """The pieces with those in Japanese and Korean known as such, and parted from the marks they open with."""
    document, languages = languages_of([piece.text for piece in pieces])
    nesting, before, done = Nesting(), "", []
    for piece, language in zip(pieces, languages, strict=True):
        piece.eastern = eastern.is_eastern(language, piece.text) or (
            not any(c.isalpha() for c in piece.text) and document in ("ja", "ko")
        )
        if piece.eastern:
            done += _without_closing(_without_frame(_without_mark(piece, structure), structure), structure)
            line = piece.line
            if kind := kind_of(line.marker):
                line.depth = nesting.depth(kind, line.depth, under=eastern.introduces(before))
                piece.level = line.depth
            elif line.heading or eastern.is_framed(line.text):
                nesting.close()
        else:
            done.append(piece)
        before = piece.text
    return [piece for piece in done if piece.text]


def _without_mark(piece: _Piece, structure: Structure) -> _Piece:
    """A piece parted from the mark that its reader left in its words."""
    line = piece.line
    mark = mark_of(line.text) if line.role not in ("table", "footnote") else None
    if mark is None or (line.marker and is_numbering(line.marker)):
        return piece
    start = line.offsets[0] if line.marker else line.start
    end = line.end_of(len(mark.text) - 1)
    structure.removed.append(Removed("list mark", line.offsets[0], end, mark.text))
    removed = line.removed
    piece.line = cut(line, mark.body, len(line.text))
    piece.line.start, piece.line.marker, piece.line.removed = start, mark.text, removed
    piece.line.depth = max(1, line.depth)
    return piece


def _without_frame(piece: _Piece, structure: Structure) -> _Piece:
    """A second title "- … -": its first dash was taken for a mark, and its last one goes with it."""
    line = piece.line
    if kind_of(line.marker) == "dash" and (match := re.search(r"\s?[-–—~～]$", line.text)):
        at = line.offsets[match.end() - 1]
        structure.removed.append(Removed("list mark", at, line.end_of(match.end() - 1), line.text[-1]))
        end, start = line.end, line.start
        piece.line = cut(line, 0, match.start())
        piece.line.start, piece.line.end, piece.line.depth, piece.line.marker = start, end, 0, ""
        piece.line.removed, piece.role = line.removed, "front"
        piece.repairs += [
            {"kind": "mark removed", "start": start, "end": start + 1, "note": line.marker},
            {"kind": "mark removed", "start": at, "end": at + 1, "note": line.text[-1]},
        ]
    return piece


def _without_closing(piece: _Piece, structure: Structure) -> list[_Piece]:
    """A last paragraph parted from the 끝. or （了） that closes the paper on its line."""
    line = piece.line
    tail = eastern.closing_tail(line.text)
    if tail == len(line.text):
        return [piece]
    closing = cut(line, tail, len(line.text))
    closing.marker, closing.depth = "", 0
    piece.line = cut(line, 0, tail)
    piece.line.removed = line.removed
    return [piece, _Piece(closing, eastern=True)]


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """Blocks that a break cut in mid-sentence put together again; each join is logged."""
    done: list[_Piece] = []
    for piece in pieces:
        if done and _runs_on(done[-1], piece):
            before, after = done[-1].line, piece.line
            gap = {"kind": "join", "start": before.end, "end": after.start, "note": "break in the source text"}
            hyphenated = before.text.endswith("-") and before.text[-2:-1].isalpha() and after.text[:1].islower()
            unspaced = is_unspaced(before.text[-1]) and is_unspaced(after.text[0])
            joint = [] if hyphenated or unspaced else [" "]
            before.text += "".join(joint) + after.text
            before.offsets = before.offsets + [before.end] * len(joint) + after.offsets
            before.marks = before.marks + [0] * len(joint) + after.marks
            before.ends = {**before.ends, **after.ends}
            before.end = after.end
            before.repairs = [*before.repairs, *after.repairs]
            done[-1].repairs = [*done[-1].repairs, gap, *piece.repairs]
        else:
            done.append(piece)
    return done


def _runs_on(before: _Piece, after: _Piece) -> bool:
    """Whether `after` is the rest of the sentence that `before` breaks off."""
    first, then = before.line, after.line
    if then.marker or then.heading or first.heading or TERMINAL.search(first.text) or first.role != then.role:
        return False
    if _wholly_marked(then) or (_wholly_marked(first) and not first.depth):
        return False
    if before.eastern or after.eastern:
        return before.eastern and after.eastern and _runs_on_eastern(first.text, then.text)
    words = first.text.split()
    running = (
        len(first.text) > 80 or (first.depth > 0 and len(words) > 4) or bool(re.search(r"[a-z]{3}\. [A-Z]", first.text))
    )
    opening = then.text.lstrip("\"'“‘(")[:1]
    if opening.islower():
        return running or (len(words) > 3 and words[-1].casefold() in FUNCTION_WORDS)
    return running and bool(words) and words[-1] in FUNCTION_WORDS and not _title_case(first.text)


def _runs_on_eastern(first: str, then: str) -> bool:
    """The same in a script without capitals: only where the sentence plainly breaks off and goes on as text."""
    if eastern.is_title_end(then) and not eastern.is_label(first) and not eastern.is_running(first):
        return True
    if eastern.is_label(first) or eastern.is_label(then) or eastern.is_framed(then) or width(first) < 30:
        return False
    return eastern.breaks_off(first) and (eastern.is_sentence(then) or width(then) > 30)


def _unnumbered(text: str) -> str:
    """A heading without the number it begins with."""
    number = ROMAN.match(text)
    return text[number.end() :] if number and number.end() < len(text) else text


def _wholly_marked(line: SourceLine) -> bool:
    return line.marked(0, len(line.text), BOLD | UNDERLINE)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_][\w’'.&/-]*", text)


def _title_case(text: str) -> bool:
    """Whether all words but small ones begin with a capital or a digit."""
    words = _words(text)
    if not words or not (words[0][0].isupper() or words[0][0].isdigit()):
        return False
    large = [w for w in words if w.casefold() not in SMALL_WORDS]
    return bool(large) and all(w[0].isupper() or w[0].isdigit() or re.match(r"[a-z]-?[A-Z]", w) for w in large)


def _capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 2 and sum(c.isupper() for c in letters) >= 0.9 * len(letters) and text.upper() != text.lower()


def _finite(text: str) -> bool:
    return any(word.casefold() in FINITE for word in _words(text))


def is_label(text: str) -> bool:
    """A line of front matter that names the kind of text, the office, the place or the day, but not the subject."""
    bare = text.strip(" *_[]()")
    if TITLED_LABEL.match(bare):
        return False
    return bool(
        KIND_LABEL.fullmatch(bare) or LETTERHEAD.match(bare) or DATELINE.fullmatch(bare) or TIME_LINE.fullmatch(bare)
    )


def _speaks(text: str, labels: Counter[str]) -> re.Match[str] | None:
    match = SPEAKER.match(text)
    if match and (match[0].strip(" :").isupper() or _title_case(match[0].split("(")[0].strip(" :"))):
        return match
    label = re.match(r"[A-Z][A-Z.’' -]{1,40}:\s+(?=\S)", text)
    if label and labels[label[0].strip()] >= 3:
        return label
    titled = TITLED_SPEAKER.match(text)
    if titled and labels[titled[0].strip()] >= 2:
        return titled
    return None


def _is_label(piece: _Piece) -> bool:
    return is_label(piece.text) or (piece.eastern and eastern.is_label(piece.text))


def _running(piece: _Piece) -> bool:
    """Whether a line is running text rather than a line of front matter."""
    text = piece.text
    if piece.eastern and piece.speaker:
        return True
    if piece.eastern:
        bold = piece.line.heading > 0 or (_wholly_marked(piece.line) and not eastern.is_sentence(text))
        return not bold and eastern.is_running(text)
    if is_label(text) and len(text) < 120:
        return False
    if piece.speaker:
        return True
    if piece.line.heading:
        return False
    words = text.split()
    if len(text) > 220 and not _wholly_marked(piece.line):
        return True
    if re.search(r"[a-z)”\"]{2}[.!?][”\"]? [A-Z“\"]", text) and len(words) > 8 and not _title_case(text):
        return True
    if STAGE_NOTE.fullmatch(text):
        return True
    least = 4 if re.search(r"[.!?][\"'”’)]*$", text) else 6
    return bool(TERMINAL.search(text)) and len(words) >= least and not _title_case(text)


def _numbered(line: SourceLine) -> bool:
    return bool(line.marker and (line.marker[0].isalnum() or line.marker[0] == "("))


def _heading_form(piece: _Piece, after: _Piece | None) -> bool:
    """Whether a line has the form of a heading: marked, in capitals, numbered or plain, alone over what follows."""
    line, text = piece.line, piece.text
    if piece.speaker or line.role in ("table", "footnote") or (after is None and not line.heading):
        return False
    if piece.eastern:
        return _eastern_heading(piece, after)
    bare = _unnumbered(text)
    words = _words(bare)
    if REMARK.match(text):
        return False
    if not words or len(words) > 40 or len(text) > 300:
        return False
    if line.heading:
        return not (len(words) > 25 and text.endswith("."))
    if after is None:
        return False
    colon = text.rstrip("\"'”’)").endswith(":")
    stop = bool(re.search(r"[.;,!…。][\"'”’)\]]*$", text)) and not re.search(r"\b(?:[A-Z]\.)+$|etc\.$", text)
    counts_others = re.match(r"[A-Z]+[.)]?$", line.marker) and after.line.marker[:1].isdigit()
    deeper = (
        after.line.depth > line.depth
        or bool(counts_others)
        or (not after.line.marker and after.line.depth in (0, line.depth))
    )
    marked = _wholly_marked(line)
    if line.depth and line.marker and not deeper and not (marked and _numbered(line)):
        return False
    if line.depth and not line.marker:
        return False
    if marked:
        if stop and (_finite(bare) or len(words) > 10 or not text.endswith(".")):
            return False
        if line.depth and colon and not _numbered(line) and len(words) > 12:
            return False
        if (
            (colon or text.endswith("?"))
            and len(words) >= 6
            and not _title_case(bare)
            and not _capitals(bare)
            and colon
        ):
            return False
        return not (_finite(bare) and len(words) > 12 and not _title_case(bare))
    if stop or len(words) > 22:
        return False
    if _capitals(bare):
        return len(words) > 1 or len(bare) > 4
    if line.marked(0, len(text), ITALIC):
        return (
            len(words) <= 14
            and (_title_case(bare) or (len(words) <= 10 and not colon and bare[0].isupper()))
            and not _finite(bare)
        )
    if bare[0].islower() or (line.depth and not _numbered(line)):
        return False
    numbered = _numbered(line) or bare != text
    if _finite(bare) and not text.endswith("?"):
        return False
    if colon:
        if words[-1].casefold() in FUNCTION_WORDS or words[-1].casefold() in ("including", "following"):
            return False
        if re.match(r"(?:we|they|it|he|she|i)\b", bare, re.I):
            return False
        return (
            len(words) <= 2
            or (len(words) <= 14 and _title_case(bare))
            or (len(words) <= 4 and not numbered and not re.match(r"(?:the|this|these|our)\b", bare, re.I))
        )
    if (
        OFFICE_LINE.match(after.text)
        and 2 <= len(words) <= 4
        and bare not in COUNTRIES
        and not TERMINAL.search(after.text)
    ):
        # who signs, over the office
        return False
    if not numbered and not line.blank_before:
        # one of several lines set together, such as an address; or the last of them
        return False
    named = _title_case(bare) or (_numbered(line) and len(words) <= 8 and _running(after) and len(after.text) > 60)
    return len(words) <= 18 and named and (len(words) > 1 or len(bare) > 4) and not DATELINE.fullmatch(bare)


def _eastern_heading(piece: _Piece, after: _Piece | None) -> bool:
    """The same in a script without capitals: declared, framed, bold, numbered over text, or plain and very short."""
    line, text = piece.line, piece.text
    if line.heading:
        return not (eastern.is_sentence(text) and width(text) > eastern.WIDEST_HEADING)
    if after is None or not eastern.has_heading_shape(text):
        return False
    if eastern.is_framed(text):
        return True
    if eastern.goes_on(after.text):
        return False
    short = is_numbering(line.marker) and width(text) <= 30 and _closing_text(after)
    over_text = after.line.depth > line.depth or (not after.line.marker and (short or _running(after)))
    if line.marker:
        kind = kind_of(line.marker)
        named = is_numbering(line.marker) or kind == "square"
        named = named or (kind in ("circle", "arrow") and (not after.line.marker or width(text) <= SHORT_NAME))
        named = named and not eastern.is_named(text)
        return over_text and (_wholly_marked(line) or (named and not re.search(r"[:：]\s*\S", text)))
    if line.depth:
        return False
    if _wholly_marked(line):
        return True
    if text[-1] in ":：":
        return width(text) <= 30
    if not eastern.is_plain_heading(text) or not (line.blank_before or width(text) <= 30):
        return False
    # a heading may stand right over the first heading under it
    under = after.after if not after.line.marker and eastern.is_plain_heading(after.text) else None
    return _running(after) or (under is not None and _running(under))


def _find_eastern_speakers(pieces: list[_Piece]) -> None:
    """Name who speaks in a transcript in Japanese or Korean: two who do, at least."""
    found = [(piece, said) for piece in pieces if piece.eastern and (said := eastern.speaker(piece.text))]
    if len(found) > 1:
        for piece, (name, body) in found:
            piece.speaker, piece.body = name, body


def _classify(pieces: list[_Piece], structure: Structure) -> None:
    """Give every piece its role: title, front, heading, paragraph, or none where it is logged as removed."""
    labels = Counter(m[0].strip() for p in pieces if (m := re.match(r"[A-Z][A-Z.’' -]{1,40}:\s+(?=\S)", p.text)))
    labels += Counter(m[0].strip() for p in pieces if (m := TITLED_SPEAKER.match(p.text)))
    spoken = 0
    for piece in pieces:
        if not piece.line.heading and not piece.line.marker and (match := _speaks(piece.text, labels)):
            piece.speaker, piece.body = match[0].rstrip(" :").strip(), match.end()
            spoken += 1
    _find_eastern_speakers(pieces)
    if spoken == 1 and len(pieces) > 6:
        for piece in pieces:
            if piece.speaker and not piece.speaker.isupper():
                piece.speaker, piece.body = None, 0
    if spoken >= 2:
        for piece in pieces:
            if not piece.speaker and (match := WHITE_HOUSE_Q.match(piece.text)):
                piece.speaker, piece.body = "Q", match.end()
    first = _front_matter(pieces)
    last = len(pieces)
    while last > first and not _closing_text(pieces[last - 1]):
        last -= 1
    end_of_text = last
    trailing = sum(len(p.text) for p in pieces[last:])
    if trailing > 0.015 * sum(len(p.text) for p in pieces) and any(
        not TEXT_MARKER.fullmatch(p.text) and not p.eastern for p in pieces[last:]
    ):
        last = len(pieces)
    following: list[_Piece | None] = [None] * len(pieces)
    for index in range(len(pieces) - 2, -1, -1):
        following[index] = following[index + 1] if TEXT_MARKER.fullmatch(pieces[index + 1].text) else pieces[index + 1]
    for index in range(first, len(pieces)):
        # a heading stands over text: closing lines are none
        piece, after = pieces[index], following[index] if index + 1 < end_of_text else None
        closes = index >= last or (piece.eastern and eastern.is_closing(piece.text))
        if TEXT_MARKER.fullmatch(piece.text) or closes or not any(c.isalnum() for c in piece.text):
            piece.role = "removed"
        else:
            piece.role = "heading" if _heading_form(piece, after) else "paragraph"
            if piece.role == "heading" and is_label(piece.text) and index == first:
                piece.role = "paragraph"
    quiet = [
        i
        for i in range(first, len(pieces))
        if pieces[i].role == "paragraph" and _quiet_heading(pieces[i], following[i] if i + 1 < end_of_text else None)
    ]
    plain = [p for p in pieces[first:] if p.role == "heading" and not p.line.heading and not p.line.marker]
    beside = sum(not (_wholly_marked(p.line) or _capitals(p.text)) for p in plain)
    if len(quiet) + beside > 1:
        for index in quiet:
            pieces[index].role = "heading"
    for piece in pieces:
        if piece.role == "removed":
            kind = "text marker" if TEXT_MARKER.fullmatch(piece.text) else "closing line"
            kind = kind if any(c.isalnum() for c in piece.text) else "rule"
            structure.removed.append(Removed(kind, piece.line.start, piece.line.end, piece.text))


def _quiet_heading(piece: _Piece, after: _Piece | None) -> bool:
    """A short unmarked line in sentence case over running text: a heading where the document has several plain ones."""
    line, words = piece.line, _words(piece.text)
    if after is None or line.depth or line.role or piece.speaker or not line.blank_before or not 2 <= len(words) <= 8:
        return False
    if piece.eastern:
        return False
    if (
        not piece.text[0].isupper()
        or re.search(r"[^\w)’'”]$", piece.text)
        or _finite(piece.text)
        or DATELINE.fullmatch(piece.text)
    ):
        return False
    return words[-1].casefold() not in FUNCTION_WORDS and bool(TERMINAL.search(after.text)) and len(after.text) > 60


def _closing_text(piece: _Piece) -> bool:
    """Whether a piece can be the last of the running text."""
    if TEXT_MARKER.fullmatch(piece.text):
        return False
    if piece.eastern:
        # the day and the place of signing may be the only ones
        signed = eastern.is_day(piece.text) or eastern.is_place(piece.text)
        return signed or not (eastern.is_closing(piece.text) or eastern.is_label(piece.text))
    is_set_apart = piece.line.depth or piece.line.role in ("table", "footnote") or piece.speaker
    return bool(is_set_apart or TERMINAL.search(piece.text) or len(piece.text) > 60)


def _front_matter(pieces: list[_Piece]) -> int:
    """Mark the lines before the first running text; the index of the first piece of the body."""
    first = 0
    title: int | None = None
    declared = next((i for i, p in enumerate(pieces[:12]) if p.line.heading == 1 and not _is_label(p)), None)
    for index, piece in enumerate(pieces):
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        if TEXT_MARKER.fullmatch(piece.text):
            if title is None:
                piece.role, first = "removed", index + 1
                continue
            break
        opens = title is None and (index == 0 or piece.eastern)
        if _running(piece) and not (opens and _title_like(piece, after)):
            break
        label = _is_label(piece) or (title is not None and not piece.eastern and _person_line(piece.text))
        if piece.line.depth and piece.line.marker and title is not None and not (piece.eastern and label):
            break
        letterhead = all(map(is_label, piece.text.split(CELLS_APART))) or (piece.eastern and label)
        if piece.line.role == "table" and title is not None and not letterhead:
            # a row of entries is part of the text; one of a letterhead is not
            break
        introduces = (
            piece.text.endswith((":", "："))
            and after is not None
            and after.line.depth > 0
            and len(piece.text.split()) > 2
        )
        if introduces and title is not None:
            break
        label = label or piece.line.role == "table"
        if not label and title is None and (declared is None or declared == index):
            title = index
        elif not label and title is not None and _opens_body(piece, after, below_title=index == title + 1):
            break
        piece.role = "front"
        first = index + 1
    if title is None:
        named = [i for i in range(first) if pieces[i].role == "front"]
        named = [i for i in named if not (LETTERHEAD.match(pieces[i].text) or DATELINE.fullmatch(pieces[i].text))]
        named = [i for i in named if not pieces[i].eastern or eastern.names_a_kind(pieces[i].text)]
        title = next((i for i in named if len(_words(pieces[i].text)) > 2 or pieces[i].eastern), None)
    if title is not None and title < first:
        pieces[title].role = "title"
    return first


def _person_line(text: str) -> bool:
    """A line that only names a speaker with office: "Wendy R. Sherman, Deputy Secretary of State"."""
    return (
        bool(PERSON_LINE.search(text))
        and not TERMINAL.search(text)
        and len(text.split()) <= 22
        and ("," in text or len(text.split()) <= 8)
        and not _capitals(text)
        and not re.search(r"\b(?:meeting|dialogue|cooperation|statement|summit)\b", text, re.I)
    )


def _title_like(piece: _Piece, after: _Piece | None) -> bool:
    """A first line that ends like a sentence and is a title all the same: short, over a longer text."""
    if piece.eastern:
        return after is not None and not piece.line.marker and eastern.is_title_like(piece.text)
    words = _words(piece.text)
    return (
        after is not None
        and len(words) <= 25
        and len(piece.text) < 200
        and (piece.line.heading > 0 or _wholly_marked(piece.line) or piece.text.rstrip().endswith(("?", "!", "…")))
    )


def _opens_body(piece: _Piece, after: _Piece | None, *, below_title: bool) -> bool:
    """Whether a line after the title is the first heading of the body rather than more front matter."""
    line = piece.line
    if after is None or not _heading_form(piece, after):
        return False
    if line.heading >= 2 or _numbered(line) or ROMAN.match(piece.text):
        return True
    if piece.eastern:
        # right below a title a short line is its second row
        return piece.role != "front" and (bool(line.marker) or eastern.is_framed(piece.text) or not below_title)
    under = _running(after) or after.line.depth > 0 or _heading_form(after, after)
    return under and (_wholly_marked(line) or _capitals(piece.text) or piece.text.endswith(":"))


@dataclass(slots=True)
class _Candidate:
    """A possible lead-in: its name, where the text after it begins, and whether it counts only beside others."""

    piece: _Piece
    name: str
    body: int
    weak: str = ""


def _find_lead_ins(pieces: Sequence[_Piece]) -> None:
    found = [c for p in pieces if p.role == "paragraph" and not p.speaker and (c := _lead_in(p))]
    if sum(piece.speaker is not None for piece in pieces) > 1:
        # who speaks freely opens many a sentence with a colon
        found = [c for c in found if _marked_run(c.piece.line)]
    kinds = Counter(c.weak for c in found)
    # a plain paragraph in sentence case opens with a name only where its neighbours do
    kinds["colon"] += sum(not c.weak and c.piece.line.depth > 0 for c in found)
    kinds["paragraph"] = min(1, kinds["paragraph"]) + sum(not c.weak and not c.piece.line.depth for c in found)
    for candidate in found:
        if not candidate.weak or kinds[candidate.weak] >= (3 if candidate.weak == "paragraph" else 2):
            candidate.piece.lead_in, candidate.piece.body = candidate.name, candidate.body


def _marked_run(line: SourceLine) -> int:
    """Where the marked words that open a line end; 0 where it opens unmarked."""
    last = 0
    for index, character in enumerate(line.text):
        if character.isalnum():
            if not line.marks[index] & (BOLD | UNDERLINE | ITALIC):
                break
            last = index + 1
    return last


def _eastern_lead_in(piece: _Piece) -> _Candidate | None:
    text, run = piece.text, _marked_run(piece.line)
    if run and (closer := re.match(r"[」』”’)）\]］】＞>〉》\s:：.。–—-]+", text[run:])):
        name, body = text[:run].strip("「『“‘(（[［【＜<〈《 "), run + closer.end()
        if eastern.is_sentence(text[body:]) and not eastern.is_sentence(name) and width(name) <= 60:
            return _Candidate(piece, name, body)
    if found := eastern.lead_in(text):
        return _Candidate(piece, *found)
    if piece.line.depth and piece.line.marker and (found := eastern.lead_in(text, item=True)):
        return _Candidate(piece, *found, weak="colon")
    return None


def _lead_in(piece: _Piece) -> _Candidate | None:
    if piece.eastern:
        return _eastern_lead_in(piece)
    line, text = piece.line, piece.text
    numbering = ROMAN.match(text)
    start = numbering.end() if numbering else 0
    run = _marked_run(line)
    if not run and start:
        shown = cut(line, start, len(text))
        run = _marked_run(shown)
        run += start if run else 0
    if run > start:
        inner = re.search(r":(?=\s)", text[start:run])
        closer = CLOSER.match(text, run)
        if inner and inner.start() < 120 and len(text) > run * 1 and (run == len(text.rstrip('.:;"”) ')) or not closer):
            run, closer = start + inner.start(), CLOSER.match(text, start + inner.start())
        if closer and closer.end() < len(text):
            name = text[start : closer.start("mark")].strip().strip('"“”')
            words = _words(name)
            stop = closer["mark"] == "."
            if re.search(r"\b[A-Z]\.[A-Z]$", name) and stop:
                name += "."
            strong = line.marked(start, run, BOLD | UNDERLINE)
            limit = 16 if stop else 30
            rest = text[closer.end() :].lstrip("\"“‘'(")
            if stop and (
                _finite(name) or (words[:1] and words[0].casefold() in {"we", "they", "it", "i"}) or rest[:1].islower()
            ):
                return None
            if not stop and closer["mark"] != ":" and (rest[:1].islower() or not strong):
                return None
            if closer["mark"] == ":" and _finite(name) and not _title_case(name) and len(words) > 8:
                return None
            if words and len(words) <= limit:
                return _Candidate(piece, name, closer.end())
            return None
    return _plain_lead_in(piece, start)


def _plain_lead_in(piece: _Piece, start: int) -> _Candidate | None:
    line, text = piece.line, piece.text
    item = bool(line.depth and line.marker)
    head = text[start : start + 170]
    colon = re.match(r"[\"“‘(]?[^\W_][^:;!?\n]{0,140}?(?P<close>[\"”’)]?\s?:[\"”]?)\s+(?=\S)", head)
    if colon:
        name = head[: colon.start("close")].strip('"“”').strip()
        rest = text[start + colon.end() :]
        words = _words(name)
        opening = rest.lstrip("\"'“‘(")[:1]
        fits = len(rest.split()) >= 4 and not _finite(name) and not re.search(r"[a-z]{3}\. ", name)
        alone = len(words) <= 10 and opening.isupper() and re.search(r"[.!?][\"”’)]*$", text)
        if words and fits and len(words) <= 16 and _title_case(name) and (item or alone):
            return _Candidate(piece, name, start + colon.end())
        if (
            words
            and fits
            and not item
            and len(words) <= 5
            and opening.isupper()
            and re.search(r"[.!?]$", text)
            and name[0].isupper()
            and words[0].casefold() not in FUNCTION_WORDS
            and "following" not in name
        ):
            return _Candidate(piece, name, start + colon.end(), weak="paragraph")
        if (
            words
            and fits
            and item
            and len(words) <= 8
            and (opening.isupper() or opening.isdigit())
            and TERMINAL.search(text)
            and name[0].isupper()
            and words[-1].casefold() not in FUNCTION_WORDS
            and "following" not in name
        ):
            return _Candidate(piece, name, start + colon.end(), weak="colon")
        return None
    if not item:
        return None
    dash = re.match(r"[\"“‘(]?[^\W_][^:;!?\n]{0,90}?(?P<close>\s[–—-])\s+(?=[A-Z“\"])", head)
    if dash:
        name = head[: dash.start("close")].strip()
        if _title_case(name) and len(_words(name)) <= 10 and not _finite(name):
            return _Candidate(piece, name, start + dash.end(), weak="dash")
    stop = re.match(r"[^\W_][^:;!?\n]{1,90}?(?P<close>\.)\s+(?=[A-Z“\"])", head)
    if stop:
        name = head[: stop.start("close")]
        spans = sentence_spans(text, start)
        whole = len(spans) > 1 and spans[0][1] - start == stop.end("close")
        if whole and _title_case(name) and len(_words(name)) <= 10 and not _finite(name):
            return _Candidate(piece, name, start + stop.end(), weak="stop")
    return None


def _number(pieces: Sequence[_Piece], structure: Structure) -> None:
    front = headings = paragraphs = 0
    heading: str | None = None
    levels: list[tuple[int, str, bool]] = []
    open_items: list[tuple[int, str, bool]] = []
    flat: tuple[int, str] | None = None
    for piece in pieces:
        line = piece.line
        repairs = sorted([*_mark_repairs(piece), *line.repairs, *piece.repairs], key=lambda r: int(str(r["start"])))
        if piece.role in ("title", "front"):
            front += 1
            kind = "title" if piece.role == "title" else "heading"
            structure.passages.append(
                NumberedPassage(f"0.{front}", kind, line.text, line.start, line.end, repairs=repairs)
            )
        elif piece.role == "heading":
            headings += 1
            heading, open_items, flat = f"h{headings}", [], None
            level = line.heading or piece.level or 7
            while levels and (levels[-1][0] >= level or level == 7):
                levels.pop()
            above = levels[-1][1] if levels else None
            levels.append((level, heading, piece.level > 0 and not line.heading))
            structure.passages.append(
                NumberedPassage(
                    heading,
                    "heading",
                    line.text,
                    line.start,
                    line.end,
                    parent=above,
                    marker=line.marker,
                    depth=line.depth,
                    repairs=repairs,
                )
            )
        elif piece.role == "paragraph":
            paragraphs += 1
            number = str(paragraphs)
            while piece.level and levels and levels[-1][2] and levels[-1][0] >= piece.level:
                # a point of the same rank as the heading above it does not stand under that
                levels.pop()
                heading = levels[-1][1] if levels else None
            introduces = line.text.rstrip("\"'”’)").endswith(":") or (piece.eastern and eastern.introduces(line.text))
            parent = heading
            if line.depth and line.marker:
                while open_items and open_items[-1][0] > line.depth:
                    open_items.pop()
                if flat and flat[0] > line.depth:
                    flat = None
                if open_items and open_items[-1][0] == line.depth and open_items[-1][2] and not flat:
                    flat = (line.depth, open_items[-1][1])
                while open_items and open_items[-1][0] >= line.depth:
                    open_items.pop()
                if flat and flat[0] == line.depth:
                    parent = flat[1]
                elif open_items and (open_items[-1][0] > 0 or open_items[-1][2]):
                    parent = open_items[-1][1]
            elif not line.depth:
                open_items, flat = [], None
            if line.marker or not line.depth:
                open_items.append((line.depth if line.marker else 0, number, introduces))
            structure.passages.append(
                NumberedPassage(
                    number,
                    "paragraph",
                    line.text,
                    line.start,
                    line.end,
                    piece.lead_in,
                    parent,
                    piece.speaker,
                    line.depth,
                    line.marker,
                    repairs,
                )
            )
            for count, (first, last) in enumerate(sentence_spans(line.text, piece.body), 1):
                start, end = line.offsets[first], line.end_of(last - 1)
                inside = [r for r in repairs if r["kind"] != "mark removed" and start <= int(str(r["start"])) < end]
                structure.passages.append(
                    NumberedPassage(
                        f"{number}.{count}",
                        "sentence",
                        line.text[first:last],
                        start,
                        end,
                        parent=number,
                        repairs=inside,
                    )
                )


def _mark_repairs(piece: _Piece) -> list[dict[str, object]]:
    """The marks that a passage lost: its bullet, and the emphasis of its words."""
    line = piece.line
    found: list[dict[str, object]] = []
    if line.marker and line.start < (line.offsets[0] if line.offsets else line.start):
        found.append(
            {"kind": "mark removed", "start": line.start, "end": line.start + len(line.marker), "note": line.marker}
        )
    found += [
        {"kind": "mark removed", "start": r.start, "end": r.end, "note": r.text}
        for r in line.removed
        if r.kind in ("emphasis", "underscore emphasis", "tag")
    ]
    return found
