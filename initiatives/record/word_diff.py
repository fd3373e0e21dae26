"""What differs between the words of two texts, and how much they have in common."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from diff_match_patch import diff_match_patch

PIECES = re.compile(
    r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # Chinese and Japanese: a character is a word
    r"|[^\W_]+(?:['\u2019.\-][^\W_]+)*"  # North, Korea's, U.S, counter-measures
    r"|\s+|.",
    re.DOTALL,
)
EXACT_UP_TO = 4_000_000  # pieces of one text times pieces of the other; beyond it the comparison may be cut short
FIRST_STAND_IN = 0xF0000  # a private plane of Unicode, from which each word gets a character to be compared by


class Change(NamedTuple):
    """Words that stand in both texts (``same``), in the first alone (``removed``) or the second alone (``added``)."""

    kind: str
    text: str


KINDS = {0: "same", -1: "removed", 1: "added"}


def changes(old: str, new: str) -> list[Change]:
    """How one text becomes another, word by word: without the added words the old, without the removed the new."""
    stand_ins: dict[str, str] = {}
    ciphers = [
        "".join(stand_ins.setdefault(piece, chr(FIRST_STAND_IN + len(stand_ins))) for piece in PIECES.findall(text))
        for text in (old, new)
    ]
    engine = diff_match_patch()
    # A limit of time would make the outcome depend on the machine: only where exactness would take minutes.
    engine.Diff_Timeout = 0 if len(ciphers[0]) * len(ciphers[1]) <= EXACT_UP_TO else 1
    found = engine.diff_main(*ciphers, False)
    engine.diff_cleanupSemantic(found)
    words = {stand_in: piece for piece, stand_in in stand_ins.items()}
    return [Change(KINDS[kind], "".join(words[stand_in] for stand_in in cipher)) for kind, cipher in found]


def bag(text: str) -> Counter[str]:
    """The words of a text, counted; pairs of neighbours too, so that order has a say."""
    words = [piece.casefold() for piece in PIECES.findall(text) if piece[0].isalnum()]
    return Counter([*words, *map(" ".join, pairwise(words))])


def weights(bags: Sequence[Counter[str]]) -> dict[str, float]:
    """How much each word tells: much where few of the texts have it, little where most do."""
    texts = Counter(word for words in bags for word in words)
    return {word: math.log(1 + len(bags) / count) for word, count in texts.items()}


def likeness(one: Counter[str], other: Counter[str], weight: Mapping[str, float]) -> float:
    """How much two bags of words have in common: 0 nothing, 1 all (Dice's coefficient, weighted)."""

    def size(words: Counter[str]) -> float:
        return math.fsum(weight[word] * count for word, count in words.items())

    both = size(one) + size(other)
    return 2 * size(one & other) / both if both else 1.0
