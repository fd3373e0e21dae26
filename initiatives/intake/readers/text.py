"""Plain text and Markdown: physical lines put together to blocks, emphasis and tags taken out, every offset kept."""

import html
import itertools
import re
from dataclasses import dataclass, field

from initiatives.intake import eastern
from initiatives.intake.languages import is_unspaced, language_of, width
from initiatives.intake.marks import kind_of, mark_of
from initiatives.intake.readers.limits import check_blocks
from initiatives.intake.readers.lines import (
    BOLD,
    INVISIBLE,
    ITALIC,
    RAISED,
    UNDERLINE,
    LineBuilder,
    Removed,
    Source,
    SourceLine,
)

COMMENT = re.compile(r"<!--.*?-->", re.S)
NEWLINE = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
RULE = re.compile(r"[\s\\*_=~#\-–—•·+]*")
ATX = re.compile(r"(#{1,6})[ \t]+(?=\S)")
BULLET = r"[-+*•‣▪▫●○◦■□◆◇▶►✓⁃∙·※–—]"
NUMBER = r"\d{1,3}[.)]|[IVX]{1,5}[.)]|[ivx]{1,5}[.)]|[a-z][.)]|\((?:\d{1,3}|[a-z]|[ivx]{1,5})\)"
ITEM = re.compile(
    rf"(?:({BULLET})(?:[ \t\u00a0\u2002\u2003]+|(?<=[•‣▪●○◦■□◆◇])(?=\w))|({NUMBER})[ \t\u00a0\u2002\u2003]+)(?=\S)"
)
NUMBER_MARK = re.compile(NUMBER)
WORD_BULLET = re.compile(r"o(?:\t|[ \u00a0]+)(?=[A-Z0-9“\"'‘*])")
TAG = re.compile(
    r"</?(?:u|ins|sup|sub|span|br|em|i|strong|b|p|div|a|font|img|center|small|big|blockquote|h[1-6]|ul|ol|li|table|"
    r"tbody|thead|tr|td|th|hr)(?:\s[^<>]*)?/?>",
    re.I,
)
TAG_MARK = {"u": UNDERLINE, "ins": UNDERLINE, "em": ITALIC, "i": ITALIC, "strong": BOLD, "b": BOLD, "sup": RAISED}
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
LINK_TARGET = re.compile(r"\]\([^()\s]{1,2000}(?:\s+\"[^\"]{0,300}\")?\)")
AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
STARS = re.compile(r"\*+")
UNDERSCORES = re.compile(r"(?<![\w\\])_{1,2}(?=\S)([^_\n]{1,200}?)(?<=\S)_{1,2}(?!\w)")
SENTENCE_END = re.compile(r"[.!?:;…。][\"'”’»)\]*_]*$")
#: Bullets that can be nothing else; what another sign meant, the editor should see.
COMMON_MARKS = frozenset("-+*•▪◦·")
#: Marks of Japanese and Korean papers that open an item wherever a line begins with them.
ALWAYS_ITEMS = frozenset(["square", "circle", "arrow", "triangle"])
WIDEST_WRAP = 100
#: Columns: what is shorter and breaks off is a line of a list, not one cut by a width.
SHORTEST_BROKEN = 30
#: An address cannot be broken: how long a line with one is says nothing of where lines are wrapped.
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()]+")
IDEOGRAPHIC_SPACE = "\u3000"


@dataclass(slots=True)
class _Physical:
    """One physical line: where its content starts and ends, and what opens it."""

    start: int
    end: int
    indent: int
    content: int
    blank: bool = False
    rule: bool = False
    heading: int = 0
    marker: str = ""
    marker_start: int = 0
    hard_break: bool = False
    quote: bool = False
    eastern: bool = False
    wide_indent: bool = False


@dataclass(slots=True)
class _Block:
    """Physical lines that belong together: spans of content, and what the first of them says about all."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    start: int = 0
    heading: int = 0
    depth: int = 0
    marker: str = ""
    blank_before: bool = True


def read_text(text: str, encoding: str = "utf-8") -> Source:
    """Lines of a plain-text or Markdown document. Every non-space character is in a line or in a removed mark."""
    source = Source(text, [], "text", encoding)
    comments = [(m.start(), m.end()) for m in COMMENT.finditer(text)] if "<!--" in text else []
    source.removed += [Removed("comment", start, end, text[start:end]) for start, end in comments]
    hidden = bytearray(len(text))
    for start, end in comments:
        hidden[start:end] = b"\1" * (end - start)
    physical = _physical_lines(text, hidden)
    for block in _blocks(text, physical, source):
        source.lines += _inline(text, hidden, block)
    for line in source.lines:
        source.removed += line.removed
    source.lines = [line for line in source.lines if line.text]
    # invisible characters before a line's first mark are in no block
    seen = {offset for line in source.lines for offset in line.offsets}
    seen |= {offset for mark in source.removed for offset in range(mark.start, mark.end)}
    source.removed += [
        Removed("invisible character", index, index + 1, character)
        for index, character in enumerate(text)
        if (character in INVISIBLE or not (character.isprintable() or character.isspace())) and index not in seen
    ]
    return source


def _physical_lines(text: str, hidden: bytearray) -> list[_Physical]:
    lines: list[_Physical] = []
    start = 0
    document = "" if text.isascii() else language_of(text)
    breaks = [(m.start(), m.end()) for m in NEWLINE.finditer(text)] + [(len(text), len(text))]
    for end, after in breaks:
        # a comment over several lines leaves nothing of the lines it covers
        shown = (
            "".join(" " if hidden[i] else text[i] for i in range(start, end))
            if any(hidden[start:end])
            else text[start:end]
        )
        lines.append(_look_at(shown, start, document))
        start = after
    return lines


def _look_at(shown: str, start: int, document: str) -> _Physical:
    bare = shown
    line = _Physical(start, start + len(shown), 0, start)
    line.eastern = not shown.isascii() and eastern.is_eastern(language_of(shown, document), shown)
    line.wide_indent = shown.startswith(IDEOGRAPHIC_SPACE)
    position = 0
    while position < len(bare) and (bare[position].isspace() or bare[position] in INVISIBLE):
        columns = 2 if bare[position] == IDEOGRAPHIC_SPACE else int(bare[position].isspace())
        line.indent += 4 - line.indent % 4 if bare[position] == "\t" else columns
        position += 1
    while bare.startswith(">", position) and not bare.startswith(">>", position):
        line.quote = True
        position += 1
        while position < len(bare) and bare[position] in " \t":
            position += 1
    rest = bare[position:]
    line.content = start + position
    if not rest.strip():
        line.blank = not line.quote
        line.rule = line.quote
        return line
    stripped = rest.rstrip()
    line.hard_break = rest.endswith("  ") or (stripped.endswith("\\") and not stripped.endswith("\\\\"))
    if RULE.fullmatch(stripped) and (len(stripped) > 1 or stripped in "•*#"):
        line.rule = True
        return line
    if atx := ATX.match(rest):
        line.heading = len(atx[1])
        line.content += atx.end()
        return line
    if line.eastern:
        if mark := mark_of(rest):
            line.marker, line.marker_start = mark.text, line.content
            line.content += mark.body
        return line
    item = ITEM.match(rest) or WORD_BULLET.match(rest)
    if item:
        line.marker = item[0].strip()
        line.marker_start = line.content
        line.content += item.end()
    return line


def _columns(text: str, line: _Physical) -> int:
    """How wide a line is as printed, without the targets of its links; 0 where an address set its width."""
    shown = text[line.start : line.end]
    if "](" in shown:
        shown = LINK_TARGET.sub("]", shown)
    if ADDRESS.search(shown):
        return 0
    return width(shown) if line.eastern else len(shown)


def _wrap_width(text: str, physical: list[_Physical]) -> int:
    """The column at which the source wraps its lines; 0 where each physical line is a block of its own."""
    wrapped = [
        (line, columns)
        for line, after in itertools.pairwise(physical)
        if not (line.blank or line.rule or after.blank or after.rule or after.marker or line.hard_break)
        and (columns := _columns(text, line))
    ]
    lengths = sorted(columns for _, columns in wrapped)
    shown = [line for line in physical if not (line.blank or line.rule)]
    if len(lengths) < 2 or lengths[-1] > 130 or sum(_columns(text, line) > 130 for line in shown[1:]) > 1:
        return 0
    widest = WIDEST_WRAP + 30 * any(line.eastern for line, _ in wrapped)
    if lengths[len(lengths) * 9 // 10] > widest or lengths[-1] < 50:
        return 0
    # wrapped text fills its lines; a list of short lines does not
    if sum(length >= lengths[-1] - 20 for length in lengths) * 2 < len(lengths):
        return 0
    # nor do sentences end where wrapped lines do
    ended = [eastern.ends_sentence(text[line.start : line.end]) for line, _ in wrapped if line.eastern]
    return 0 if sum(ended) * 2 > len(wrapped) else lengths[-1]


def _blocks(text: str, physical: list[_Physical], source: Source) -> list[_Block]:
    wrap = _wrap_width(text, physical)
    blocks: list[_Block] = []
    indents: list[int] = []
    current: _Block | None = None
    previous: _Physical | None = None
    blank_before = True
    for number, line in enumerate(physical):
        if line.blank:
            current, blank_before = None, True
            continue
        if line.rule:
            shown = text[line.start : line.end].strip()
            kind = _setext_level(shown) if current and len(current.spans) == 1 and not current.depth else 0
            if kind and current and not SENTENCE_END.search(text[slice(*current.spans[0])].rstrip()):
                current.heading = kind
            source.removed.append(Removed("rule", line.start, line.end, shown))
            current, blank_before = None, True
            continue
        if (
            current is not None
            and previous is not None
            and line.marker
            and not _opens_item(line, previous, current, text, wrap)
            and not _counts_on(line, physical[number + 1 : number + 2])
        ):
            line.content, line.marker = line.marker_start, ""
        if line.quote:
            source.removed.append(
                Removed("quotation mark", line.start, line.content, text[line.start : line.content].strip())
            )
        if line.heading:
            if text[line.start : line.content].strip():
                source.removed.append(Removed("heading mark", line.start, line.content, "#" * line.heading))
            blocks.append(
                _Block([(line.content, line.end)], line.start, heading=line.heading, blank_before=blank_before)
            )
            current, previous, blank_before = None, line, False
            indents = []
            continue
        if line.marker:
            while indents and line.indent < indents[-1] - 1:
                indents.pop()
            if not indents or line.indent > indents[-1] + 1:
                indents.append(line.indent)
            plain = NUMBER_MARK.fullmatch(line.marker) if line.eastern else line.marker[-1] in ".)"
            sort = "list mark" if line.marker in COMMON_MARKS or plain else "odd list mark"
            source.removed.append(Removed(sort, line.marker_start, line.marker_start + len(line.marker), line.marker))
            current = _Block(
                [(line.content, line.end)],
                line.marker_start,
                depth=len(indents),
                marker=line.marker,
                blank_before=blank_before,
            )
            blocks.append(current)
        elif current is not None and previous is not None and _continues(text, previous, line, current, wrap):
            current.spans.append((line.content, line.end))
        else:
            depth = 0
            if indents and line.indent > indents[0] + 1 and (blank_before or current is not None):
                depth = sum(line.indent > indent for indent in indents)
            if not depth:
                indents = []
            current = _Block([(line.content, line.end)], line.content, depth=depth, blank_before=blank_before)
            blocks.append(current)
        previous, blank_before = line, False
        check_blocks(len(blocks))
        if number and line.hard_break and not wrap:
            previous.hard_break = True
    return blocks


def _setext_level(shown: str) -> int:
    if len(shown) >= 3 and not shown.strip("="):
        return 1
    return 2 if len(shown) >= 3 and not shown.strip("-") else 0


def _opens_item(line: _Physical, previous: _Physical, current: _Block, text: str, wrap: int) -> bool:
    """Whether a mark at the start of a line in the middle of a block opens an item, or is part of running text."""
    if line.eastern:
        return _opens_eastern_item(line, previous, current, text, wrap)
    if line.marker in "•‣▪●○◦■□◆◇*-+▶►":
        return True
    if current.marker and current.marker[-1] == line.marker[-1] and len(current.marker) <= 3 >= len(line.marker):
        return True
    if (before := _mark_before(line.marker)) and f" {before} " in text[current.start : previous.end]:
        # the one before it stands in the running text, and so does this one
        return False
    ended = previous.hard_break or bool(SENTENCE_END.search(text[previous.start : previous.end].rstrip()))
    if line.marker in "–—·※":
        return ended
    return ended and (not wrap or line.indent > 0 or current.marker != "" or _short(text, previous, line, wrap))


def _counts_on(line: _Physical, following: list[_Physical]) -> bool:
    """Whether the very next line has the next mark: then both open items, whatever stands before the first."""
    return any(bool(line.marker) and _mark_before(after.marker) == line.marker for after in following)


def _mark_before(marker: str) -> str:
    """The mark that counts one less: "(1)" for "(2)", "a." for "b."."""
    match = re.fullmatch(r"(\(?)(\d{1,3}|[b-z])([.)])", marker)
    if not match or match[2] in ("0", "1"):
        return ""
    number = str(int(match[2]) - 1) if match[2].isdigit() else chr(ord(match[2]) - 1)
    return f"{match[1]}{number}{match[3]}"


def _opens_eastern_item(line: _Physical, previous: _Physical, current: _Block, text: str, wrap: int) -> bool:
    """The same in a Japanese or Korean paper, where a heading with no full stop may stand right above its points."""
    before = text[previous.content : previous.end].rstrip()
    kind = kind_of(line.marker)
    if kind in ALWAYS_ITEMS or (current.marker and kind_of(current.marker) == kind) or eastern.ends_sentence(before):
        return True
    if previous.hard_break or eastern.TERMINAL.search(before[-eastern.LAST :]):
        return True
    return not eastern.is_cut(before) and (not wrap or _short(text, previous, line, wrap))


def _short(text: str, previous: _Physical, line: _Physical, wrap: int) -> bool:
    """Whether the next line's first word would still have fitted on the line before: then the break was meant."""
    shown = text[line.start : line.end].strip()
    word = shown.split(" ", 1)[0]
    if previous.eastern or line.eastern:
        # a script without spaces breaks after any character, but not before a closing mark
        first = 4 if is_unspaced(shown[:1] or " ") else width(word)
        return width(text[previous.start : previous.end].rstrip()) + first + 4 <= wrap
    return (previous.end - previous.start) + 1 + len(word) + 4 <= wrap


def _continues(text: str, previous: _Physical, line: _Physical, current: _Block, wrap: int) -> bool:
    """Whether a physical line runs on from the one before it, with no empty line between them."""
    before = text[previous.start : previous.end].rstrip()
    after = text[line.content : line.end].lstrip()
    first = after.lstrip("*_\"'“‘([")[:1]
    opening = text[current.spans[0][0] : previous.end].strip()
    if opening.count("**") % 2 or opening.count("<u>") > opening.count("</u>"):
        # emphasis that is still open runs on
        return True
    if previous.eastern or line.eastern:
        return _continues_eastern(text, previous, line, current, wrap)
    if previous.hard_break and not (first.islower() and not SENTENCE_END.search(before)):
        return False
    if not wrap:
        return first.islower() and not SENTENCE_END.search(before)
    if first.islower() or not _short(text, previous, line, wrap):
        return True
    if SENTENCE_END.search(before):
        return False
    wholly_marked = opening.startswith("**") and opening.endswith("**")
    one_line = len(current.spans) == 1 and len(before) < wrap * 0.7
    return not (wholly_marked or one_line or opening.isupper())


def _continues_eastern(text: str, previous: _Physical, line: _Physical, current: _Block, wrap: int) -> bool:
    """The same where no capital tells where a sentence begins: full lines run on, and so does what breaks off."""
    before = text[previous.content : previous.end].rstrip()
    ended = bool(eastern.TERMINAL.search(before[-eastern.LAST :])) or eastern.ends_sentence(before)
    hanging = bool(current.marker) and line.indent > 0
    if (line.wide_indent and not hanging and (ended or not wrap)) or previous.hard_break:
        return False
    if wrap and not _short(text, previous, line, wrap):
        return not (eastern.is_label(before) or eastern.is_label(text[line.start : line.end]))
    return not ended and width(before) >= SHORTEST_BROKEN and eastern.is_cut(before)


def _inline(text: str, hidden: bytearray, block: _Block) -> list[SourceLine]:
    """The block as lines without inline mark-up; a `<br>` inside it begins a new one."""
    builder = LineBuilder()
    lines: list[SourceLine] = []
    body = [(start, end) for start, end in block.spans]
    shown = "\n".join(text[start:end] for start, end in body)
    singles = _paired_singles(shown)
    underscored = _underscore_pairs(shown)
    place = [offset for start, end in body for offset in [*range(start, end), end]]
    marks = 0
    raised = block.start if block.marker or block.heading else body[0][0]
    index, seen_stars = 0, 0

    def close(begin: int | None, end: int) -> None:
        line = builder.line(begin, end)
        if line:
            line.heading, line.depth, line.blank_before = block.heading, block.depth, block.blank_before and not lines
            line.marker = block.marker if not lines else ""
            lines.append(line)
        elif builder.removed:
            loose.extend(builder.removed)

    loose: list[Removed] = []
    begin, last = raised, raised
    while index < len(shown):
        offset = place[index]
        character = shown[index]
        if hidden[offset : offset + 1] == b"\1":
            index += 1
            continue
        if character == "\n":
            hyphenated = (
                builder.characters[-2:-1] and builder.characters[-1] == "-" and builder.characters[-2].isalpha()
            )
            follows = shown[index + 1 : index + 2]
            if not (hyphenated and follows.islower() and builder.characters[-2] != " "):
                builder.add("\n", offset, marks)
            index += 1
            continue
        if (
            character == "\\"
            and index + 1 < len(shown)
            and (not shown[index + 1].isalnum() or shown[index + 1] == "\n")
        ):
            builder.remove("backslash", offset, offset + 1, "\\")
            if not shown[index + 1].isspace():
                builder.add(shown[index + 1], place[index + 1], marks)
                last = place[index + 1] + 1
                index += 1
            index += 1
            continue
        if character == "*":
            stars = STARS.match(shown, index)
            length = len(stars[0]) if stars else 1
            keep = length == 1 and seen_stars < len(singles) and not singles[seen_stars]
            seen_stars += length == 1
            if keep:
                builder.add("*", offset, marks)
            else:
                marks ^= (BOLD if length >= 2 else 0) | (ITALIC if length in (1, 3) else 0)
                builder.remove("emphasis", offset, offset + length, "*" * length)
            last = offset + length
            index += length
            continue
        if character == "_" and index in underscored:
            length, strong = underscored[index]
            marks ^= BOLD if strong else ITALIC
            builder.remove("underscore emphasis", offset, offset + length, "_" * length)
            last = offset + length
            index += length
            continue
        if character == "<":
            tag = TAG.match(shown, index)
            link = None if tag else AUTOLINK.match(shown, index)
            if tag:
                name = re.sub(r"[</>\s].*", "", tag[0].lstrip("</").lower(), flags=re.S)
                mark = TAG_MARK.get(name, 0)
                marks = marks & ~mark if tag[0].startswith("</") else marks | mark
                for at, piece in _by_line(tag[0], place[index : index + len(tag[0])]):
                    builder.remove("tag", at, at + len(piece), piece)
                index += len(tag[0])
                if name == "br":
                    close(begin, max(last, begin))
                    builder, begin = LineBuilder(), place[index] if index < len(place) else offset
                    while index < len(shown) and shown[index].isspace():
                        index += 1
                    begin = place[index] if index < len(shown) else begin
                last = place[index - 1] + 1
                continue
            if link:
                builder.remove("link mark", offset, offset + 1, "<")
                for step in range(1, len(link[0]) - 1):
                    builder.add(shown[index + step], place[index + step], marks)
                builder.remove("link mark", place[index + len(link[0]) - 1], place[index + len(link[0]) - 1] + 1, ">")
                index += len(link[0])
                last = place[index - 1] + 1
                continue
        if character == "]":
            target = LINK_TARGET.match(shown, index)
            opener = _open_bracket(builder) if target else -1
            if target and opener >= 0:
                at = builder.offsets[opener]
                builder.remove("link mark", at, at + 1, "[")
                del builder.characters[opener], builder.offsets[opener], builder.marks[opener]
                for at, piece in _by_line(target[0], place[index : index + len(target[0])]):
                    builder.remove("link target", at, at + len(piece), piece)
                index += len(target[0])
                last = place[index - 1] + 1
                continue
        if character == "&":
            entity = ENTITY.match(shown, index)
            meant = html.unescape(entity[0]) if entity else ""
            if entity and meant != entity[0]:
                builder.add(meant, offset, marks)
                printed = int(bool(meant.strip()) and meant not in INVISIBLE)
                builder.remove("entity", offset + printed, offset + len(entity[0]), entity[0][printed:])
                index += len(entity[0])
                last = place[index - 1] + 1
                continue
        if block.heading and character == "#" and not shown[index:].strip("# \t"):
            builder.remove("heading mark", offset, place[len(shown) - 1] + 1, shown[index:])
            break
        builder.add(character, offset, marks)
        if not character.isspace():
            last = offset + 1
        index += 1
    close(begin, max(last, begin))
    if loose:
        if lines:
            lines[-1].removed += loose
        else:
            stub = SourceLine("", [], [], block.start, max(last, block.start), removed=loose)
            lines.append(stub)
    return lines


def _by_line(piece: str, place: list[int]) -> list[tuple[int, str]]:
    """A removed piece that runs over a wrapped line, cut at the breaks so that offsets stay true."""
    found: list[tuple[int, str]] = []
    start = 0
    for index in range(1, len(piece) + 1):
        if index == len(piece) or place[index] != place[index - 1] + 1 or piece[index - 1] == "\n":
            part = piece[start:index]
            if part.strip():
                found.append((place[start], part))
            start = index
    return found


def _open_bracket(builder: LineBuilder) -> int:
    depth = 0
    for index in range(len(builder.characters) - 1, max(-1, len(builder.characters) - 2000), -1):
        if builder.characters[index] == "]":
            depth += 1
        elif builder.characters[index] == "[":
            if not depth:
                return index
            depth -= 1
    return -1


def _paired_singles(shown: str) -> list[bool]:
    """For each single asterisk, in order, whether it is emphasis (true) or a printed asterisk such as a note's mark."""
    single = [m.start() for m in re.finditer(r"\\[^\w\s]|\*+", shown) if m[0] == "*"]
    verdict = [True] * len(single)
    if len(single) % 2:
        for number, at in enumerate(single):
            before, after = shown[at - 1 : at], shown[at + 1 : at + 2]
            spaced = before.isspace() and after.isspace()
            inside = 0 < at < len(shown.rstrip()) - 1
            if spaced or (
                inside and before.strip() and not after.strip() and number == len(single) - 1 and len(single) == 1
            ):
                verdict[number] = False
                break
    return verdict


def _underscore_pairs(shown: str) -> dict[int, tuple[int, bool]]:
    found: dict[int, tuple[int, bool]] = {}
    if "_" not in shown:
        return found
    for match in UNDERSCORES.finditer(shown):
        length = match.start(1) - match.start()
        if "://" in match[0] or match.end() - match.end(1) != length:
            continue
        found[match.start()] = found[match.end(1)] = (length, length == 2)
    return found
