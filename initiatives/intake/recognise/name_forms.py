"""Forms that names have where they are printed in Latin letters: they keep an office from a party, and give none."""

import re

from initiatives.intake.recognise.gazetteer import JAPANESE_SYLLABLES, KOREAN_FAMILY

#: "Park Min-su": a given name of two syllables as it is printed in Korea.
HYPHENED = re.compile(r"[A-Z][A-Za-z]+ [A-Z][a-z]+-[a-z]+|[A-Z][a-z]+-[a-z]+ [A-Z][A-Za-z]+")


def is_korean(name: str, tokens: tuple[str, ...]) -> bool:
    """Whether a name is of a form that names have in Korea."""
    ends = tokens[0] in KOREAN_FAMILY or (len(tokens) > 1 and tokens[-1] in KOREAN_FAMILY)
    return ends or bool(HYPHENED.fullmatch(name))


def is_japanese(name: str, tokens: tuple[str, ...], shortest: int = 3) -> bool:
    """Whether a name is of a form that names have in Japan; short ones of such syllables are of many countries."""
    if is_korean(name, tokens) or min(map(len, tokens)) < shortest or max(map(len, tokens)) < 4:
        return False
    return all(JAPANESE_SYLLABLES.fullmatch(token) for token in tokens)
