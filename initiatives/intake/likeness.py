"""How much two names, sentences or texts say the same: words folded and stemmed, other bodies told from the three.

A name that carries another body's name (Quad, AUKUS, ASEAN …) is like the very same name only: what one body does is
never taken for the work of another.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from initiatives.intake import vocabulary
from initiatives.intake.recognise.gazetteer import COUNTRY, country_of
from initiatives.published.search.words import tokens

# --- Words

EMPTY = frozenset(vocabulary.words("empty-words"))
MANNER = frozenset(vocabulary.words("manner-words"))
MANNER_WEIGHT = 0.3


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The content words of a text, folded and stemmed, in order."""
    found = []
    for token in tokens(text):
        word = token.word[1:] if token.word[0] == "t" else token.word
        if word not in EMPTY:
            found.append(word)
    return tuple(found)


MANNER_STEMS = frozenset(stem for word in MANNER for stem in words(word))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Letters and digits in lower case without accents, one space between words: two spellings of a name become one."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", plain)))


def _weight(stems: Iterable[str]) -> float:
    return sum(MANNER_WEIGHT if stem in MANNER_STEMS else 1.0 for stem in stems)


def _compounds(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Both as sets, two words of the one made one word where the other has them so (cyber security, cybersecurity)."""
    written = set(one), set(other)
    for source, here, there in ((one, written[0], written[1]), (other, written[1], written[0])):
        for first, second in pairwise(source):
            joined = next((w for w in there if w.startswith(first) and w == first + second), None)
            if joined:
                here -= {first, second}
                here.add(joined)
    return frozenset(written[0]), frozenset(written[1])


# --- Other bodies

BODIES = re.compile(
    r"\b(?:Quad(?:rilateral)?|AUKUS|ASEAN|APEC|NATO|OECD|ASEM|BRICS|SAARC|OSCE|IAEA|INTERPOL|ARF|EAS|PIF|IPEF|CPTPP|RCEP|GCC|PSI"
    r"|G[- ]?(?:7|8|20|77)|Five Eyes|European Union|African Union|EU|U\.?N\.?|United Nations"
    r"|World Bank|World Health Organization|WHO"
    r"|Pacific Islands Forum|East Asia Summit|Indo-Pacific Economic Framework"
    r"|Partners in the Blue Pacific|Mekong[-–]\w+"
    r"|Minerals Security Partnership|Lower Mekong Initiative|Summit for Democracy)\b"
)
THREE = frozenset({"USA", "JPN", "KOR"})
HYPHENATED = re.compile(r"(?:[A-Z][\w.]*)(?:[-–/](?:[A-Z][\w.]*))+")


@lru_cache(maxsize=4096)
def bodies(name: str) -> frozenset[str]:
    """The other bodies a name carries: Quad, ASEAN, U.S.-Japan-Australia … Empty for what may be the three's own."""
    found = {fold(match[0]) for match in BODIES.finditer(name)}
    for match in HYPHENATED.finditer(name):
        codes = {code for part in re.split(r"[-–/]", match[0]) if (code := country_of(part))}
        if len(codes) > 1 and codes != THREE:
            found.add(fold(match[0]))
    named = {code for match in COUNTRY.finditer(name) if (code := country_of(match["country"]))}
    if named & {"EU", "INT"}:
        found.add("another body")
    return frozenset(found)


# --- Names of work: pillars and initiatives


def compare_names(printed: str, known: str) -> tuple[float, str]:
    """How much two names say the same (1: the same words) and why; 0 without a subject in common."""
    if fold(printed) == fold(known):
        return 1.0, "the same name"
    if bodies(printed) != bodies(known):
        return 0.0, "carries another body’s name"
    one, other = _compounds(words(printed), words(known))
    shared = one & other
    if not shared - MANNER_STEMS:
        return 0.0, "shares no subject"
    score = min(0.99, 2 * _weight(shared) / (_weight(one) + _weight(other)))
    here, there = spoken(printed, one - other), spoken(known, other - one)
    both = ", ".join(spoken(printed, shared))
    differs = "; ".join(
        part
        for part in (
            f"only here: {', '.join(here)}" if here else "",
            f"only there: {', '.join(there)}" if there else "",
        )
        if part
    )
    return score, f"shares “{both}”" + (f" ({differs})" if differs else " (the same words in another form)")


def spoken(text: str, stems: frozenset[str]) -> list[str]:
    """The words of a text that have one of the stems, as printed."""
    found = [text[t.start : t.end] for t in tokens(text) if (t.word[1:] if t.word[0] == "t" else t.word) in stems]
    return list(dict.fromkeys(found)) or sorted(stems)


# --- Names of persons

PARTICLES = frozenset(["mr", "mrs", "ms", "dr", "hon", "amb", "the"])


def person_keys(name: str) -> frozenset[tuple[str, str]]:
    """(family, given) in every reading of a printed name: either order, hyphens and spaces in the given name gone."""
    parts = [
        part for part in fold(name.replace("-", "").replace("‐", "").replace("‑", "")).split() if part not in PARTICLES
    ]
    full = [part for part in parts if len(part) > 1] or parts  # without initials: Antony J. Blinken
    found = set()
    if len(full) == 1:
        found.add((full[0], ""))
    elif full:
        found.add((full[0], "".join(full[1:])))
        found.add((full[-1], "".join(full[:-1])))
        # Without a middle name, and with a given name written in two words.
        found.add((full[-1], full[0]))
    return frozenset(found)


# --- Whole texts


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How much of the words of two texts is the same, in order: 1 for the same texts."""
    return SequenceMatcher(None, [fold(text) for text in one], [fold(text) for text in other], autojunk=False).ratio()
