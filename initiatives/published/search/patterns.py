"""A word as a pattern that finds it however it is written: for searches that ask the rows themselves, not the index.

The question is folded, never the rows. So nothing is kept beside them that could fall behind, and a database needs
nothing of ours: both take the same pattern (Python's ``re``, which Django gives to SQLite, and PostgreSQL's own).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from django.db.models import Model, Q, TextField

from initiatives.published.search.words import NEWER

MOST_WORDS = 12  # of a query, all of which must be there
LONGEST_WORD = 60  # characters

EAST_ASIAN = re.compile("[\u1100-\u11ff\u3005-\u30ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\U00020000-\U0003ffff]")
LATIN_MARKS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
BETWEEN_WORDS = re.compile('[\\s,;:!?/|()\\[\\]{}<>"“”„«»‹›、。「」『』〈〉《》【】〔〕…]+')
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# What may stand within a word that others write without it: hyphens, apostrophes, dots, accents typed by themselves.
JOINERS = "-‐‑‒–'’‘ʼ′`´.·・･ㆍ\u119e‧•"
JOINED = re.compile(f"[{JOINERS}]")
TIGHT = f"[{JOINERS}\u0300-\u036f\u00ad\u200b-\u200d\u2060]*"
LOOSE = rf"[{JOINERS}\u0300-\u036f\u00ad\u200b-\u200d\u2060\s]*"
SHORT = 4  # letters of a Latin word that is not looked for across the space between two


def folded(text: str) -> str:
    """Text without what is only its writing: width, case, accents of Latin letters, older forms of characters."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", UNSEEN.sub("", text)).casefold())
    return unicodedata.normalize("NFC", LATIN_MARKS.sub("", unicodedata.normalize("NFD", plain))).translate(NEWER)


def words_of(query: str) -> list[str]:
    """The first words of a query, folded; what holds no letter and no digit, as the ¶ before a number, is none."""
    found: list[str] = []
    for piece in BETWEEN_WORDS.split(folded(query[: MOST_WORDS * LONGEST_WORD])):
        word = re.sub(r"^[\W_]+|[\W_]+$", "", piece)[:LONGEST_WORD]
        if word:
            found.append(word)
    return list(dict.fromkeys(found[:MOST_WORDS]))


@cache
def others() -> dict[str, str]:
    """Folded character → the single characters that are folded to it."""
    ranges = ((0x41, 0x5B), (0xC0, 0x180), (0x1CD, 0x1DD), (0xF900, 0xFAD9), (0xFF01, 0xFFA0))
    every = [*(chr(code) for start, end in ranges for code in range(start, end)), *map(chr, NEWER)]
    found: dict[str, str] = defaultdict(str)
    for character in dict.fromkeys(every):
        plain = folded(character)
        if len(plain) == 1 and plain != character:
            found[plain] += character
    return dict(found)


def one(character: str) -> str:
    """A pattern of one folded character, however it is written."""
    capital = character.upper()
    others_of = others().get(character, "")
    same = "".join(dict.fromkeys([character, *others_of, *(capital if len(capital) == 1 else "")]))
    single = f"[{same}]" if len(same) > 1 else re.escape(character)
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 1:
        return single
    voiced = {"\u3099": "[\u3099\u309b\uff9e]", "\u309a": "[\u309a\u309c\uff9f]"}
    return f"(?:{single}|{''.join(voiced.get(part) or one(part) for part in parts)})"


@lru_cache(maxsize=1024)
def pattern(word: str, *, is_name: bool = False) -> str:
    """A folded word as a regular expression of both databases. A name may also have a space where the word has none."""
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)+", word):  # a number of a passage, not a word with dots in it
        return r"[.．]".join("".join(map(one, part)) for part in word.split("."))
    is_loose = is_name and len(word) > SHORT
    found, before, is_joined = [], "", False
    for character in word:
        if JOINED.match(character):
            is_joined = True
            continue
        both_eastern = bool(EAST_ASIAN.match(before) and EAST_ASIAN.match(character))
        if is_joined or both_eastern or (is_loose and not before.isdigit()):
            found.append(LOOSE)
        elif not (before.isdigit() and character.isdigit()):
            found.append(TIGHT)
        found.append(one(character))
        before, is_joined = character, False
    return "".join(found[1:])


def having(model: type[Model], paths: Sequence[str], query: str) -> list[Q]:
    """A condition for each word of a query: that one of the columns holds it. ``^number`` begins with the word.

    The longest word comes first, since it is the rarest: what does not hold it is not asked for the others.
    """
    return [_having(model, paths, word) for word in sorted(words_of(query), key=len, reverse=True)]


def holding(model: type[Model], paths: Sequence[str], words: str) -> Q:
    """The condition that the columns hold all of the words; where they are no words but signs, that nothing does."""
    return Q(*having(model, paths, words)) if words_of(words) else Q(pk__in=[])


def _having(model: type[Model], paths: Sequence[str], word: str) -> Q:
    condition = Q()
    for path in paths:
        name, _, further = path.lstrip("^").partition("__")
        column: Any = model._meta.get_field(name)
        if further:
            related: Any = column.related_model
            rows = related._default_manager.filter(_having(related, [further], word))
            if column.one_to_many:
                condition |= Q(pk__in=rows.values(column.field.attname))
            else:
                condition |= Q(**{f"{name}__in": rows.values("pk")})
        elif path.startswith("^"):
            condition |= Q(**{f"{name}__startswith": word})
        else:
            condition |= Q(**{f"{name}__regex": pattern(word, is_name=not isinstance(column, TextField))})
    return condition
