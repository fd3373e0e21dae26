"""In which language a text is written, told from its letters alone; and which characters are set without spaces.

Kana are Japanese and Hangul is Korean. Han characters are shared: they count for Japanese beside kana, for Korean
beside Hangul, and alone for nobody: such a passage is in the language that surrounds it. A foreign name changes
nothing, because the letters of the rest outweigh it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

#: ISO 15924 for the languages that are told apart.
SCRIPTS = {"en": "Latn", "ja": "Jpan", "ko": "Kore"}

KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d"
HANGUL = "\u1100-\u11ff\u3131-\u3163\u3165-\u318c\u318e\ua960-\ua97c\uac00-\ud7fb"
HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
#: Punctuation and letters as wide as a Han character. The ideographic space is among them: it prints a gap of its own.
WIDE_SIGNS = "\u3001-\u3020\u3030-\u303d\u30a0\u30fb\uff01-\uff65\uff9e\uff9f"

_UNSPACED = re.compile(f"[{KANA}{HAN}{WIDE_SIGNS}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_KANA = re.compile(f"[{KANA}]")
_HAN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff][A-Za-z\u00c0-\u024f\u1e00-\u1eff'’-]*")
#: Letters that are counted for one of the languages, or, set wide among Japanese, for none.
_KNOWN = re.compile(f"[{KANA}{HANGUL}{HAN}A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}")
#: Small words that hardly an English line of some length goes without, and hardly another language has.
_ENGLISH = frozenset(
    ["the", "of", "and", "in", "to", "for", "with", "on", "by", "from", "will", "is", "are", "was", "were", "that"]
)
#: Letters of a Latin word that say as much as one Han character, kana or syllable.
_LETTERS_A_SIGN = 2.5


def is_unspaced(character: str) -> bool:
    """Whether a character belongs to a script written without spaces: Han, kana, and signs of their width."""
    return bool(_UNSPACED.match(character))


def is_hangul(character: str) -> bool:
    return bool(_HANGUL.match(character))


def width(text: str) -> int:
    """Columns a text takes where Han, kana and Hangul are twice as wide as Latin letters, as in a text file."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


@dataclass(frozen=True, slots=True)
class _Letters:
    """What a text is made of, in signs: how much of it each language can claim."""

    kana: int
    hangul: int
    han: int
    latin: float
    words: tuple[str, ...]
    other: int

    @property
    def weights(self) -> dict[str, float]:
        japanese = self.kana and self.kana * 20 >= self.han
        return {
            "ja": self.kana + self.han if japanese else 0,
            "ko": self.hangul + self.han if self.hangul and not self.kana else self.hangul,
            "en": self.latin,
        }

    @property
    def is_english(self) -> bool:
        """Whether Latin words read as English: long texts need its small words, a name or a title does not."""
        return len(self.words) < 12 or self.small_words > 0

    @property
    def small_words(self) -> int:
        return sum(word in _ENGLISH for word in self.words)


def _letters(text: str) -> _Letters:
    composed = _ADDRESS.sub(" ", unicodedata.normalize("NFC", text))
    words = _LATIN_WORD.findall(composed)
    kana, hangul, han = (len(pattern.findall(composed)) for pattern in (_KANA, _HANGUL, _HAN))
    latin = sum(map(len, words)) / _LETTERS_A_SIGN
    other = sum(c.isalpha() and not _KNOWN.match(c) for c in composed)
    return _Letters(kana, hangul, han, latin, tuple(word.casefold() for word in words), other)


def language_of(text: str, default: str = "") -> str:
    """ "en", "ja", "ko", or `default` where the letters do not say: Han alone, figures, a foreign name among Japanese.

    Letters of a script that is none of theirs give "" where they are the most.
    """
    letters = _letters(text)
    weights = letters.weights
    language = max(weights, key=lambda name: weights[name])
    if not weights[language]:
        return "" if letters.other else default
    if letters.other > sum(weights.values()):
        return ""
    if language != "en":
        return language
    if default in ("ja", "ko"):
        # a name, an office or "ASEAN" in Latin letters is no English passage
        return "en" if letters.small_words and len(letters.words) > 2 else default
    if letters.han > letters.latin:
        return default if default != "en" else ""
    return "en" if letters.is_english else default


def script_of(text: str) -> str:
    """ISO 15924 of a text: "Latn", "Jpan", "Kore", or "" where its letters do not say."""
    letters = _letters(text)
    weights = letters.weights
    language = max(weights, key=lambda name: weights[name])
    if not weights[language] or letters.other > sum(weights.values()) or letters.han > weights[language]:
        return ""
    return SCRIPTS[language]


def languages_of(passages: Sequence[str]) -> tuple[str, list[str]]:
    """The language of a document, and that of each of its passages.

    A passage that does not say it itself is in the document's; one of Han alone in an English document is in that of
    the last passage with such characters before it, or else of the first after it.
    """
    document = language_of("\n".join(passages))
    found = [language_of(passage, document) for passage in passages]
    if document == "en":
        near = next((language for language in found if language in ("ja", "ko")), "")
        for index, passage in enumerate(passages):
            if found[index] in ("ja", "ko"):
                near = found[index]
            elif _HAN.search(passage) and not script_of(passage):
                found[index] = near
    return document, found
