"""How names sound: one key, however a Korean or Japanese name is written in Latin letters, kana or hangul.

조현동, Cho Hyun-dong, Jo Hyeondong and チョ・ヒョンドン have one key. Systems of writing differ in which of
a few letters they choose for one sound, so all of these become one letter; what is left tells names apart well enough.
"""

import re
from functools import lru_cache

from initiatives.published.search import tables

KANA = dict(pair.split("|") for line in tables.lines("kana") for pair in line.split())
FAMILIES = {hangul: latin for hangul, *latin in tables.rows("families")}
# Revised romanisation, in the order of the letters of a syllable in Unicode.
INITIALS = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"]
VOWELS = tables.words("vowels")
FINALS = ["", *tables.words("finals")]
SYLLABLES = range(0xAC00, 0xD7A4)
# What is one sound by another system, in this order. Vowels that foreign ears confuse are one letter.
ALIKE = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("[^a-z]", ""),
        ("v", "b"),
        ("ng", "n"),
        ("yeo|yeu|yoo|you|yu|yo", "v"),  # v is free now: one letter for what begins with y
        ("tch|ch|zh|jj|[cj](?=[aeiouvy])|z", "j"),
        ("ts", "s"),
        ("sh|ss", "s"),
        ("ph|pp|f(?!u)", "p"),
        ("fu", "hu"),
        ("ck|kk|[gqcx]", "k"),
        ("tt|th|d", "t"),
        ("b", "p"),
        ("l", "r"),
        ("m(?=[pkt])", "n"),
        ("(?<=[aou])h(?![aeiouv])", ""),
        ("oo|ou", "o"),
        ("weo|wo", "o"),
        ("oi|oe|we|wae|ae|ai|ay|ei|ey|e(?!o|u)", "e"),
        ("eo|eu|o|u", "o"),
        ("o+", "o"),
        ("ui|wi|ee|ie|ii|i", "i"),
        ("v", "yo"),
        (r"(.)\1+", r"\1"),
    )
]


def latin_of(name: str) -> str:
    """Kana and hangul of a folded name in Latin letters; other letters stay as they are."""
    out, place = [], 0
    while place < len(name):
        pair, one = name[place : place + 2], name[place]
        if pair in KANA and len(pair) == 2:
            out.append(KANA[pair])
            place += 2
            continue
        if ord(one) in SYLLABLES:
            code = ord(one) - SYLLABLES.start
            out.append(INITIALS[code // 588] + VOWELS[code // 28 % 21] + FINALS[code % 28])
        else:
            out.append(KANA.get(one, one))
        place += 1
    return "".join(out)


@lru_cache(maxsize=4096)
def sound(name: str) -> str:
    """The key of a folded name, be it one word or several; empty where Chinese characters are left in it."""
    latin = latin_of(name)
    if not latin.isascii():
        return ""
    for pattern, letter in ALIKE:
        latin = pattern.sub(letter, latin)
    return latin


def frame(name: str) -> str:
    """The consonants alone: names of other languages, which kana and hangul only come near. Empty below three."""
    found = re.sub("[aeiouhwy]", "", sound(name))
    return found if len(found) > 2 else ""


def family_forms(name: str) -> list[str]:
    """The other ways to write a Korean family name, given in hangul or in one of them: 임, lim → lim, im, rim …"""
    if name in FAMILIES:
        return FAMILIES[name]
    return list(dict.fromkeys(form for forms in FAMILIES.values() if name in forms for form in forms))
