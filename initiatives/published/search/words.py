"""From text to tokens and back: the same for both databases, since neither has a say in it.

A text is folded first, so that what is one word in two spellings is one: width, case and accents, older characters,
the two kana and their long vowels, the dots within names and between countries, the English of two sides of an ocean.
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

from initiatives.published.search import tables

LONGEST_WORD = 60  # letters of a word that count
MOST_TOKENS = 16_000  # of one entry; PostgreSQL keeps no place beyond 16,383
EXCERPT = 280  # characters
MOST_MARKS, LONGEST_MARKS = 12, 400  # words that an address asks to be marked, and their characters

CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
CJK_ONE = re.compile(f"[{CJK}]")
# Dots and dashes that stand within one word of these scripts, in any of their codes: 한ㆍ미ㆍ일, トニー・ブリンケン.
DOTS = frozenset("-\u00b7\u119e\u318d\u30fb\uff65\u2022\u2027\u2219\u22c5\u2010\u2011\u2012\u2013\uff0d")
NEWER = str.maketrans({old: newer for newer, olds in tables.rows("character-forms") for old in olds})
HIRAGANA = {ord("ー"): None} | {letter: letter - 0x60 for letter in range(0x30A1, 0x30F7)}
V_ROW = {"ゔぁ": "ば", "ゔぃ": "び", "ゔぇ": "べ", "ゔぉ": "ぼ", "ゔ": "ぶ"}
ATOMS = re.compile(
    r"[\x00-\x7f]+(?![\u0300-\u036f])"  # plain ASCII in one piece
    r"|\u30f4[\u30a1\u30a3\u30a7\u30a9]"  # or a v of kana
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
GAP = "z"
SPELLINGS = {other: word for word, *others in tables.rows("spellings") for other in others}
ENDINGS = (  # as one side of the ocean writes them, then the other
    (re.compile("(?<=[a-z]{2})is(?=(?:e[drs]?|ers|ing|ations?|ational)$)"), "iz"),
    (re.compile("(?<=[a-z]ly)s(?=(?:e[drs]?|ing)$)"), "z"),
    (re.compile("(?<=[a-z]{3})our(?=(?:s|ed|ing|able|ful|hoods?|ly)?$)"), "or"),
)

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
    folded = LATIN_MARKS.sub("", folded).translate(HIRAGANA).translate(NEWER)
    return V_ROW.get(folded, folded)


def _is_dot(text: str, start: int, end: int) -> bool:
    """Whether what stands there is a dot or dash within a word of a script without capitals."""
    around = unicodedata.normalize("NFKC", text[start - 1 : start] + text[end : end + 1])
    return text[start:end] in DOTS and len(around) == 2 and all(map(CJK_ONE.match, around))


def fold(text: str) -> tuple[str, Sequence[int]]:
    """The text as search sees it, and the place in the text as written of each of its characters and of its end."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    pieces: list[str] = []
    places: list[int] = []
    for match in ATOMS.finditer(text):
        atom, start = match[0], match.start()
        if _is_dot(text, *match.span()):
            continue
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
def encode(word: str) -> str:
    word = word[:LONGEST_WORD]
    return "t" + _stemmer.stemWord(spelt(word)) if word.isascii() else "x" + word.encode().hex()


def spelt(word: str) -> str:
    """A folded English word as it is compared: one spelling of the two that English has."""
    if word in SPELLINGS:
        return SPELLINGS[word]
    for ending, other in ENDINGS:
        word = ending.sub(other, word)
    return word


def _pair(characters: str) -> str:
    return "u" + "".join(f"{ord(character):05x}" for character in characters)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text in order, each with its place. Any text will do; what is no letter or digit is left out."""
    folded, places = fold(text)
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
            yield Token(encode(word), places[start], stop, stop)


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


# --- Terms


class Term(NamedTuple):
    """Tokens that must follow one another; with ``prefix`` the last need only begin so."""

    words: tuple[str, ...]
    prefix: bool = False


def phrase(text: str) -> Term | None:
    """A text as what must stand in another just so; None where it holds no letter or digit."""
    found = list(tokens(text))
    if not found:
        return None
    last = found[-1].word
    if last.startswith("u") and len(last) == 6:
        if len(found) > 1 and found[-2].end == found[-1].end:  # the last character of a longer run is in its last pair
            found.pop()
        else:
            return Term(tuple(token.word for token in found), prefix=True)
    return Term(tuple(token.word for token in found))


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
    for wanted, prefix in dict.fromkeys(terms):
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


def marked_in(asked: str) -> list[Term]:
    """The words that an address asks to be marked, a bar between them; none where it asks for too much."""
    wanted = asked.split("|") if len(asked) <= LONGEST_MARKS else []
    return [term for words in wanted[:MOST_MARKS] if (term := phrase(words))]


def segments(text: str, terms: Sequence[Term]) -> list[Segment]:
    """A text in pieces, those that were searched for marked. Joined they are the text."""
    pieces, done = [], 0
    for start, end in _marks(text, terms):
        pieces += [Segment(text[done:start], False), Segment(text[start:end], True)]
        done = end
    return [piece for piece in [*pieces, Segment(text[done:], False)] if piece.text]


def excerpt(text: str, terms: Sequence[Term]) -> list[Segment]:
    """The first line of an entry that holds what was searched for, shortened around it, in pieces.

    Lines in the language of the entry come first.
    """
    lines = text.splitlines() or [""]
    marks = [_marks(line, terms) for line in lines]
    best = next((index for index, found in enumerate(marks) if found), 0)
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
