"""The marks that open points and items in Japanese and Korean papers, told from words, and how they nest.

１ → （１） → ア → （ア） in Japanese, □ → ㅇ → - → ※ in Korean: each kind has its rank, but a paper's own order counts
more.
"""

import re
from dataclasses import dataclass, field

GAP = r"[ \t\u00a0\u2000-\u200a\u3000]"
DIGITS = "[0-9０-９]{1,2}"
KOREAN_ORDER = "[가나다라마바사아자차카타파하]"
KANA_ORDER = "[アイウエオカキクケコ]"
HAN_ORDER = "[一二三四五六七八九十]{1,2}"
WORD = r"[^\W_0-9０-９]"

#: Kind and form of every mark, highest rank first. A digit and a stop before another digit are a date or a number.
FORMS: tuple[tuple[str, str], ...] = (
    ("part", rf"第(?:{DIGITS}|{HAN_ORDER})(?={GAP})"),
    ("roman", rf"[Ⅰ-Ⅻ](?:[.．、)）]|(?={GAP}))|[IVX]{{1,5}}[.．](?={GAP})"),
    ("square", r"[□■◎◆☐❏❑▣◈★☆]"),
    (
        "number",
        rf"{DIGITS}(?:[.．、](?![0-9０-９]|{GAP}+{DIGITS}{GAP}?[.．月월日일/(（])|(?=\u3000)|(?<=[０-９])(?={GAP})|(?={GAP}[\u3041-\u30ff\u4e00-\u9fff]))",
    ),
    ("han", rf"{HAN_ORDER}(?:[.．、)）]|(?=\u3000))"),
    ("circle", rf"[○●◯◦⚬❍ㅇ](?![○●◯])|〇(?={GAP})|[oO](?={GAP}+[가-힣\"“‘'(])"),
    ("korean", rf"{KOREAN_ORDER}[.．](?={GAP})"),
    ("number)", rf"{DIGITS}[)）]"),
    ("korean)", rf"{KOREAN_ORDER}[)）]"),
    ("(number)", rf"[(（]{DIGITS}[)）]|[\u2474-\u2487]"),
    ("(han)", rf"[(（]{HAN_ORDER}[)）]|[\u3220-\u3229\u3280-\u3289]"),
    ("(korean)", rf"[(（]{KOREAN_ORDER}[)）]|[\u3200-\u321b\u3260-\u327b]"),
    ("kana", rf"{KANA_ORDER}(?:[.．)）]|(?={GAP}))"),
    ("(kana)", rf"[(（][{KANA_ORDER[1:-1]}ロハニホヘト][)）]"),
    ("circled", r"[\u2460-\u2473\u24eb-\u24f4\u2776-\u2793]"),
    ("i", rf"[ⅰ-ⅻ](?:[.．、)）]|(?={GAP}))|[(（](?:i{{1,3}}|iv|vi{{0,3}})[)）]"),
    ("letter", rf"[a-z][.)）](?={GAP})"),
    ("(letter)", r"[(（][a-z][)）]|[\u249c-\u24e9]"),
    ("arrow", r"[▶►▸▷▹◇◊➢➤➔→⇒▪▫✓]"),
    ("dash", rf"[-–—―−‐‑－](?:(?={GAP})|(?=[가-힣\u3041-\u30fa\u4e00-\u9fff]))"),
    ("dot", rf"[・·•∙‧･‣\uf000-\uf0ff](?![・·･])|[+](?={GAP})"),
    ("triangle", r"[▴▲△▵▼▽]"),
    ("note", rf"※|[*＊]{{1,3}}(?={GAP})|☞"),
)
RANKS = {kind: rank for rank, (kind, _) in enumerate(FORMS)}
#: A sign of a note: it hangs on what stands above it, and nothing hangs on it.
NOTE = "note"
#: What is also set one after the other in running text: "① … ② …".
INLINE = {kind: re.compile(form) for kind, form in FORMS if kind in ("circled", "triangle", "(number)")}
_MARK = re.compile("|".join(f"(?P<k{rank}>{form})" for rank, (_, form) in enumerate(FORMS)))
_NAMES = {f"k{rank}": kind for rank, (kind, _) in enumerate(FORMS)}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at the start of a line: as printed, its kind, and where the words after it begin."""

    text: str
    kind: str
    body: int


def mark_of(text: str) -> Mark | None:
    """The mark that a line of a Japanese or Korean paper opens with, if it does and words follow."""
    match = _MARK.match(text)
    if not match:
        return None
    kind = _NAMES[str(match.lastgroup)]
    body = match.end()
    while body < len(text) and text[body].isspace():
        body += 1
    if not re.search(WORD, text[body:]):
        return None
    if kind in INLINE and INLINE[kind].search(text, body):
        return None
    return Mark(match[0], kind, body)


def kind_of(marker: str) -> str:
    """The kind of a mark that stands alone; "" where it is none."""
    match = _MARK.match(f"{marker}\u3000가")
    return _NAMES[str(match.lastgroup)] if match and match.end() == len(marker) else ""


def is_numbering(marker: str) -> bool:
    """Whether a mark counts (１, 가., （ア）) rather than only points."""
    return kind_of(marker) not in ("", "square", "circle", "arrow", "dash", "dot", "triangle", NOTE)


@dataclass(slots=True)
class Nesting:
    """How deep each mark of a paper stands: (kind, indentation) of the marks that are open."""

    open: list[tuple[str, int]] = field(default_factory=list)

    def depth(self, kind: str, indentation: int, *, under: bool) -> int:
        """The depth of the next mark; `under` says that what stands before it introduces it."""
        if kind == NOTE:
            return len(self.open) + 1
        known = [index for index, (other, _) in enumerate(self.open) if other == kind]
        same = [index for index in known if self.open[index][1] == indentation]
        if known and not same and self.open[-1][0] == kind and indentation > self.open[-1][1]:
            self.open.append((kind, indentation))
        elif known:
            del self.open[(same or known)[-1] + 1 :]
            if not same:
                self.open[-1] = (kind, indentation)
        else:
            while self.open and not under and indentation <= self.open[-1][1] and self._outranks(kind):
                self.open.pop()
            self.open.append((kind, indentation))
        return len(self.open)

    def _outranks(self, kind: str) -> bool:
        return RANKS[kind] < RANKS[self.open[-1][0]]

    def close(self) -> None:
        """A heading of its own: nothing stays open under it."""
        self.open.clear()
