"""From text to tokens and from a query to terms: the same for both databases, since neither has a say in it.

English words are stemmed; a run of Chinese, Japanese or Korean characters becomes overlapping pairs and its last
character. Each token is plain ASCII behind a letter that tells what it is: ``t`` a word, ``x`` a word of other letters
in hexadecimal, ``u`` one or two CJK characters of five hexadecimal digits each, ``z`` the gap that no phrase crosses.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

LONGEST_WORD = 60  # letters of a word that count
MOST_TOKENS = 16_000  # of one entry; PostgreSQL keeps no place beyond 16,383
MOST_TERMS = 32  # words and phrases of a query that count
EXCERPT = 280  # characters

CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
ATOMS = re.compile(
    r"[\x00-\x7f]+(?![\u0300-\u036f])"  # plain ASCII in one piece
    r"|.[\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f]*",  # or a character with what is written onto it
    re.DOTALL,
)
LATIN_MARKS = re.compile("[\u0300-\u036f]")
LATIN = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
WORDS = re.compile(
    rf"(?P<cjk>[{CJK}]+)"
    r"|(?P<letters>(?<![^\W_])[a-z](?:\.[a-z])+(?![^\W_])\.?)"  # u.s. is us
    rf"|(?P<word>(?:(?![{CJK}])[^\W_])+)(?:['\u2019]s\b)?"  # the possessive s is no part of a word
)
QUOTES = re.compile(r'["\u201c\u201d\u201e\u300c\u300d\u300e\u300f\uff02]')
COMMON_WORDS = re.compile(  # left out of a query that holds others
    "an?|and|are|as|at|be|by|for|from|has|have|in|is|its?|of|on|or|our|that|their|the|to|was|were|which|will|with"
)
GAP = "z"

_stemmer = snowballstemmer.stemmer("english")


class Token(NamedTuple):
    """A token and where it stands: ``start``–``end`` of the text, ``first`` the end of its first character."""

    word: str
    start: int
    end: int
    first: int


@lru_cache(maxsize=8192)
def _fold_atom(atom: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", atom).casefold())
    if LATIN.search(folded):
        folded = unicodedata.normalize("NFD", folded)
    return LATIN_MARKS.sub("", folded)


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """The text as search sees it, and the place in the text as written of each of its characters and of its end."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    pieces: list[str] = []
    places: list[int] = []
    for match in ATOMS.finditer(text):
        atom, start = match[0], match.start()
        if atom.isascii():
            pieces.append(atom.lower())
            places.extend(range(start, match.end()))
        else:
            folded = _fold_atom(atom)
            pieces.append(folded)
            places.extend([start] * len(folded))
    places.append(len(text))
    return "".join(pieces), places


def _after(places: Sequence[int], index: int, end: int) -> int:
    """Where the character at ``index`` of the folded text ends in the text as written."""
    here = places[index]
    while index < end and places[index] == here:
        index += 1
    return places[index]


@lru_cache(maxsize=8192)
def _encode(word: str) -> str:
    word = word[:LONGEST_WORD]
    return "t" + _stemmer.stemWord(word) if word.isascii() else "x" + word.encode().hex()


def _pair(characters: str) -> str:
    return "u" + "".join(f"{ord(character):05x}" for character in characters)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text in order, each with its place. Any text will do; what is no letter or digit is left out."""
    folded, places = _fold(text)
    last = len(folded)
    for match in WORDS.finditer(folded):
        start, end = match.span(match.lastgroup)  # type: ignore[arg-type]
        if match.lastgroup == "cjk":
            for index in range(start, end):
                stop = min(index + 2, end)
                first = _after(places, index, last)
                yield Token(_pair(folded[index:stop]), places[index], _after(places, stop - 1, last), first)
        else:
            word = match[match.lastgroup].replace(".", "")  # type: ignore[index]
            stop = _after(places, end - 1, last)
            yield Token(_encode(word), places[start], stop, stop)


def words_of(parts: Iterable[str]) -> list[str]:
    """The tokens of an entry. Between its parts stands a gap, which no phrase crosses."""
    found: list[str] = []
    for part in parts:
        for line in part.splitlines():
            found += [token.word for token in tokens(line)]
            found.append(GAP)
    return found[:MOST_TOKENS]


def as_tsvector(words: Iterable[str]) -> str:
    """Tokens in order as the text of a tsvector: each with its places."""
    places = defaultdict(list)
    for place, word in enumerate(words, 1):
        places[word].append(str(place))
    return " ".join(f"{word}:{','.join(at)}" for word, at in places.items())


# --- From a query to terms


class Term(NamedTuple):
    """Tokens that must follow one another; with ``prefix`` the last need only begin so."""

    words: tuple[str, ...]
    prefix: bool


class Query(NamedTuple):
    """What was asked for: all terms must be found. ``shortened``: there were more terms than count."""

    terms: tuple[Term, ...]
    shortened: bool


def _phrase(text: str) -> Term | None:
    found = list(tokens(text))
    if not found:
        return None
    last = found[-1].word
    if last.startswith("u") and len(last) == 6:
        if len(found) > 1 and found[-2].end == found[-1].end:  # the last character of a longer run is in its last pair
            found.pop()
        else:
            return Term(tuple(token.word for token in found), prefix=True)
    return Term(tuple(token.word for token in found), prefix=False)


def parse(query: str) -> Query:
    """The terms of a query. Words are joined by AND, “…” is a phrase; nothing in a query is an operator or an error."""
    terms: list[Term] = []
    common: list[Term] = []
    for index, part in enumerate(QUOTES.split(query)):
        if index % 2:
            if term := _phrase(part):
                terms.append(term)
            continue
        for match in WORDS.finditer(_fold(part)[0]):
            if term := _phrase(match[0]):
                (common if COMMON_WORDS.fullmatch(match[0]) else terms).append(term)
    distinct = list(dict.fromkeys(terms or common))
    return Query(tuple(distinct[:MOST_TERMS]), len(distinct) > MOST_TERMS)


def match_in_sqlite(terms: Sequence[Term]) -> str:
    """The terms as an FTS5 expression. Holds nothing but tokens and the operators put between them."""
    return " AND ".join(f'"{" ".join(term.words)}"{" *" if term.prefix else ""}' for term in terms)


def match_in_postgresql(terms: Sequence[Term]) -> str:
    """The terms as a tsquery. Holds nothing but tokens and the operators put between them."""
    return " & ".join(f"({' <-> '.join(term.words)}{':*' if term.prefix else ''})" for term in terms)


# --- From terms back to the text


class Segment(NamedTuple):
    """A piece of text; ``marked`` where it is what was searched for."""

    text: str
    marked: bool


def _marks(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the terms stand in a text: places in order, none overlapping."""
    found = list(tokens(text))
    words = [token.word for token in found]
    spans = []
    for wanted, prefix in terms:
        size = len(wanted)
        for index in range(len(words) - size + 1):
            here = words[index : index + size]
            if here[:-1] == list(wanted[:-1]) and (
                here[-1].startswith(wanted[-1]) if prefix else here[-1] == wanted[-1]
            ):
                last = found[index + size - 1]
                spans.append((found[index].start, last.first if prefix else last.end))
    marks: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if marks and start < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return marks


def segments(text: str, terms: Sequence[Term]) -> list[Segment]:
    """A text in pieces, those that were searched for marked. Joined they are the text."""
    pieces, done = [], 0
    for start, end in _marks(text, terms):
        pieces += [Segment(text[done:start], False), Segment(text[start:end], True)]
        done = end
    return [piece for piece in [*pieces, Segment(text[done:], False)] if piece.text]


def excerpt(text: str, terms: Sequence[Term]) -> list[Segment]:
    """The line of an entry that holds most of what was searched for, shortened around it, in pieces."""
    lines = text.splitlines() or [""]
    marks = [_marks(line, terms) for line in lines]
    best = max(range(len(lines)), key=lambda index: (len(marks[index]), -index))
    line = lines[best]
    if len(line) <= EXCERPT:
        return segments(line, terms)
    first = marks[best][0][0] if marks[best] else 0
    start = max(0, min(first - EXCERPT // 3, len(line) - EXCERPT))
    end = min(len(line), start + EXCERPT)
    if start:
        start = next((place + 1 for place in range(start, first) if line[place] == " "), start)
    if end < len(line):
        end = next((place for place in range(end, max(first + 1, end - 40), -1) if line[place] == " "), end)
    return segments(("… " if start else "") + line[start:end] + (" …" if end < len(line) else ""), terms)
