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
from initiatives.published.search.words import NEWER, tokens

# --- Lists

EMPTY = frozenset(vocabulary.words("empty-words"))
MANNER = frozenset(vocabulary.words("manner-words"))
MANNER_WEIGHT = 0.3
KANA_MARKS = "\u3099\u309a"

# --- Scripts

SCRIPTS = {
    "hangul": re.compile("[\uac00-\ud7a3]"),
    "kana": re.compile("[\u3041-\u30ff]"),
    "han": re.compile("[\u3005\u3400-\u9fff]"),
}


def script_of(text: str) -> str:
    """The script of a name: hangul, han or kana, otherwise latin. Kana among Han characters is kana."""
    return next((name for name, letters in SCRIPTS.items() if letters.search(text)), "latin")


# --- Words of a text


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The content words of a text, folded and stemmed, in order."""
    found = []
    for token in tokens(text):
        word = token.word[1:] if token.word[0] == "t" else token.word
        if word not in EMPTY:
            found.append(word)
    return tuple(found)


NATIVE_MANNER = frozenset(vocabulary.words("native-manner-words"))
NATIVE_SMALL = frozenset(vocabulary.words("native-small-words"))
# Hiragana joins words in Japanese; a particle of Korean stands at the end of a word.
_JAPANESE = "|".join(
    sorted((w for w in NATIVE_MANNER | NATIVE_SMALL if not SCRIPTS["hangul"].search(w)), key=len, reverse=True)
)
_KOREAN = "|".join(sorted((w for w in NATIVE_MANNER if SCRIPTS["hangul"].search(w)), key=len, reverse=True))
_PARTICLES = "|".join(sorted((w for w in NATIVE_SMALL if SCRIPTS["hangul"].search(w)), key=len, reverse=True))
NATIVE_CUTS = re.compile(
    rf"({_JAPANESE}|{_KOREAN}|(?<=[\uac00-\ud7a3])(?:{_PARTICLES})(?![\uac00-\ud7a3]))|[\s、・·,]+"
)
MANNER_STEMS = frozenset(stem for word in MANNER for stem in words(word)) | NATIVE_MANNER


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Letters and digits in lower case without accents, one space between words: two spellings of a name become one.

    Of characters with an older form the newer one; the marks of kana (か, が) stay, they are no accents.
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in apart if c in KANA_MARKS or not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", plain).translate(NEWER)))


@lru_cache(maxsize=4096)
def native_words(text: str) -> frozenset[str]:
    """The stems of a name in Japanese or Korean: pairs of the characters of its subject, and its words of manner."""
    found: set[str] = set()
    for part in NATIVE_CUTS.split(unicodedata.normalize("NFKC", text)):
        if part and part not in NATIVE_SMALL:
            found |= {part} if part in NATIVE_MANNER else set(words(part))
    return frozenset(found)


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
    r"(?<![A-Za-z\d])(?:Quad(?:rilateral)?|AUKUS|ASEAN|APEC|NATO|OECD|ASEM|BRICS|SAARC|OSCE|IAEA|INTERPOL|ARF|EAS|PIF|IPEF|CPTPP|RCEP|GCC|PSI"
    r"|G[- ]?(?:7|8|20|77)|Five Eyes|European Union|African Union|EU|U\.?N\.?|United Nations"
    r"|World Bank|World Health Organization|WHO"
    r"|Pacific Islands Forum|East Asia Summit|Indo-Pacific Economic Framework"
    r"|Partners in the Blue Pacific|Mekong[-–]\w+"
    r"|Minerals Security Partnership|Lower Mekong Initiative|Summit for Democracy)(?![A-Za-z\d])"
)
NATIVE_BODIES = {body: forms.split(";") for body, forms in vocabulary.rows("other-bodies")}
THREE = frozenset({"USA", "JPN", "KOR"})
HYPHENATED = re.compile(r"(?:[A-Z][\w.]*)(?:[-–/](?:[A-Z][\w.]*))+")


@lru_cache(maxsize=4096)
def bodies(name: str) -> frozenset[str]:
    """The other bodies a name carries: Quad, ASEAN, U.S.-Japan-Australia … Empty for what may be the three's own."""
    found = {fold(match[0]) for match in BODIES.finditer(name)}
    found |= {body for body, printed in NATIVE_BODIES.items() if any(form in name for form in printed)}
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
    is_native = script_of(printed) != "latin"
    if is_native != (script_of(known) != "latin"):
        return 0.0, "is in another script"
    one, other = (native_words(printed), native_words(known)) if is_native else _compounds(words(printed), words(known))
    shared = one & other
    if not shared - MANNER_STEMS:
        return 0.0, "shares no subject"
    score = min(0.99, 2 * _weight(shared) / (_weight(one) + _weight(other)))
    if is_native:
        return score, f"shares “{_shared_words(printed, known)}”"
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


def _shared_words(one: str, other: str) -> str:
    """The stretches of two or more characters that two texts without spaces share, the longest three."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    found = sorted((one[at : at + size].strip() for at, _, size in blocks if size > 1), key=len, reverse=True)
    return ", ".join(filter(None, found[:3]))


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
    is_latin = script_of(name) == "latin"
    full = [part for part in parts if not is_latin or len(part) > 1] or parts  # without initials: Antony J. Blinken
    found = set()
    if len(full) == 1:
        found.add((full[0], ""))
    elif full:
        found.add((full[0], "".join(full[1:])))
        found.add((full[-1], "".join(full[:-1])))
        # Without a middle name, and with a given name written in two words.
        found.add((full[-1], full[0]))
        if not is_latin:  # 박 윤주 is 박윤주
            found.add(("".join(full), ""))
    return frozenset(found)


# --- Whole texts


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How much of the words of two texts is the same, in order: 1 for the same texts."""
    return SequenceMatcher(None, [fold(text) for text in one], [fold(text) for text in other], autojunk=False).ratio()
