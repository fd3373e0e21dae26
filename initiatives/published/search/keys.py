"""What a thing of the record may be called, each way as a key: a text in which two spellings of one name are equal.

Kinds of keys are told apart by their first letter: none for letters, ``~`` for the sound of a name, ``%`` for the frame
of its consonants. Keys with a colon are those of meanings (recognise).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from initiatives.published.search import tables
from initiatives.published.search.sounds import family_forms, frame, sound
from initiatives.published.search.words import CJK_ONE, WORDS, encode, fold, phrase, spelt

WHOLE, HEARD, PART, HEARD_PART, FRAME = 9, 8, 6, 4, 3  # strengths
LONGEST = 100  # letters of a key
COMMON = frozenset(tables.words("common-words"))
BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
IN_BRACKETS = re.compile(r"[(（]([^()（）]{2,20})[)）]")
HANGUL = re.compile("[\uac00-\ud7a3]")
KANA = re.compile("[\u3041-\u3096]")
HAN = re.compile("[\u3005\u3400-\u9fff]+")


class Called(NamedTuple):
    """One way to call a thing: the key, how much of a name it is, the tokens of the form where it is one."""

    text: str
    strength: int
    words: str = ""


def plain_words(text: str) -> list[str]:
    """The folded words of a text as they stand: u.s. is us, a possessive s is no part of a word."""
    folded = fold(text)[0]
    return [match[str(match.lastgroup)].replace(".", "") for match in WORDS.finditer(folded)]


def glued(words: Iterable[str]) -> str:
    """The key of some folded words: without the common ones, English ones by their stems, written together."""
    listed = list(words)
    kept = [word for word in listed if word not in COMMON] or listed
    return "".join(word if CJK_ONE.match(word) else encode(word)[1:] for word in kept)[:LONGEST]


def written(form: str) -> str:
    """The tokens of a form, as they stand in a text that prints it."""
    term = phrase(form)
    return " ".join(term.words) + ("*" if term.prefix else "") if term else ""


def of_title(title: str) -> Iterator[Called]:
    """The ways to call what has a title: the title, without what stands in brackets, that alone, its initials."""
    yield Called(glued(plain_words(title)), WHOLE)
    bare = BRACKETS.sub(" ", title)
    if bare != title and bare.strip():
        yield Called(glued(plain_words(bare)), WHOLE)
        for inside in IN_BRACKETS.findall(title):
            yield Called(glued(plain_words(inside)), PART)
    capitals = re.findall(r"\b([A-Z])[\w'’.-]*", bare)
    if len(capitals) > 2:
        yield Called("".join(capitals).lower(), PART)


def of_symbol(symbol: str) -> Iterator[Called]:
    """S/RES/2270 (2016), with its year and without."""
    for form in {symbol, BRACKETS.sub(" ", symbol)}:
        yield Called(glued(plain_words(form)), WHOLE)


def of_person(name: str, *, family: str = "", is_korean: bool = False) -> Iterator[Called]:
    """The ways to call a person by one printed name: whole, in either order, by its parts, as it sounds.

    ``family`` is the family name in Latin letters. Korean family names are written in several ways.
    """
    words = plain_words(name.replace("-", " ") if name.isascii() else re.sub(r"[・･·\s]+", " ", name))
    if not words:
        return
    if CJK_ONE.match(words[0]):
        yield from _of_native(words, name)
    else:
        yield from _of_latin(words, plain_words(family), name, is_korean)


def _of_native(words: Sequence[str], name: str) -> Iterator[Called]:
    whole = "".join(words)
    yield Called(whole, WHOLE, written(name))
    if len(words) > 1:
        for order in ([*words[1:], words[0]], [words[-1], words[0]], [words[0], words[-1]]):
            yield Called("".join(order), WHOLE)
        for word in words:
            yield Called(word, PART if len(word) > 1 else HEARD_PART)
            yield from _heard(word, HEARD_PART)
    elif HAN.fullmatch(whole) or HANGUL.match(whole):
        for cut in (1, 2) if HAN.fullmatch(whole) and len(whole) > 2 else (1,):
            yield Called(whole[:cut], PART if cut > 1 else HEARD_PART)
            if len(whole) - cut > 1:
                yield Called(whole[cut:], PART if cut == 1 or len(whole) > 3 else HEARD_PART)
    yield from _heard(whole, HEARD)


def _of_latin(words: Sequence[str], family: Sequence[str], name: str, is_korean: bool) -> Iterator[Called]:
    names = [word for word in words if len(word) > 1] or list(words)  # without initials
    yield Called(glued(words), WHOLE, written(name))
    yield Called(glued(names), WHOLE, written(" ".join(names)))
    called = [word for word in family if word in names] or names[-1:]
    given = [word for word in names if word not in called]
    short = given[:1] if given and not is_korean else given
    families = ["".join(called)]
    families += [form for form in family_forms(families[0]) if is_korean and form != families[0]]
    for place, form in enumerate(families):
        for order in ([form, *given], [*given, form], [form, *short], [*short, form]):
            yield Called(glued(order), WHOLE if place == 0 else HEARD)
            yield from _heard("".join(order), HEARD)
        yield Called(glued([form]), PART if place == 0 else HEARD_PART)
    if not is_korean:  # so many share a Korean family name that by itself it is nobody's
        yield Called(glued(called), PART, written(" ".join(called)))
    yield from _heard("".join(called), HEARD_PART)
    if given:
        yield Called(glued(given), PART)
        yield from _heard("".join(given), HEARD_PART)
        for word in given if not is_korean else ():
            yield Called(glued([word]), HEARD_PART)
    for framed in filter(None, (frame("".join(names)), frame("".join([*called, *given])), frame("".join(called)))):
        yield Called(f"%{framed}", FRAME)


def _heard(name: str, strength: int) -> Iterator[Called]:
    if len(heard := sound(name)) > 2:
        yield Called(f"~{heard}", strength)


def asked_for(words: Sequence[str]) -> list[str]:
    """The keys by which some words of a question, written together, may call a thing, the surest first."""
    whole = "".join(words)
    found = [glued(words)]
    if len(heard := sound("".join(spelt(word) for word in words) if whole.isascii() else whole)) > 2:
        found.append(f"~{heard}")
    if (HANGUL.search(whole) or KANA.search(whole)) and not HAN.search(whole) and len(whole) > 1:
        found += [f"%{framed}" for framed in [frame(whole)] if framed]
    return found
