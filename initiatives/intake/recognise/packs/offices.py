"""Offices in Japanese and Korean: their ranks, the country that alone calls one so, their English names."""

import re
from functools import cache

from initiatives.intake.recognise.packs.folded import fold
from initiatives.intake.recognise.packs.pack import Lists, Office

LISTS = {language: Lists(language) for language in ("ja", "ko")}
_HANGUL = re.compile("[가-힣]")
_EASTERN = re.compile("[\u3005-\u30ff\u3400-\u9fff가-힣]")
#: What may follow an office and says that somebody stands in for its holder.
_ACTING = re.compile(r"(?:臨時)?代理$|代行$|心得$|대리$|직무대행$|대행$")
_NUMERALS = str.maketrans("一二", "12")


def _bare(title: str) -> str:
    """A title as offices are compared: folded, no spaces, 第一 as 第1."""
    bare = re.sub(r"[\s·]", "", fold(title))
    return re.sub(r"第[一二]", lambda match: match[0].translate(_NUMERALS), bare)


@cache
def entry_of(title: str) -> Office | None:
    """What the list says of a title in Japanese or Korean: the longest office it ends in; None for any other text."""
    if not _EASTERN.search(title):
        return None
    bare = _bare(title)
    offices = LISTS["ko" if _HANGUL.search(bare) else "ja"].offices
    for form in (bare, _ACTING.sub("", bare)):
        found = next((office for office in offices if form.endswith(_bare(office.printed))), None)
        if found:
            return found
    return None


def rank_in_english(title: str) -> str | None:
    """The rank of an office printed in Japanese or Korean, under the key it has in English; None where unknown."""
    entry = entry_of(title)
    return entry.rank if entry else None


def in_english(title: str) -> str | None:
    """An office printed in Japanese or Korean as English calls it; None where unknown."""
    entry = entry_of(title)
    return entry.english if entry else None


def is_of_foreign_affairs(title: str) -> bool:
    """Whether an office is one of foreign affairs, or does not say of what."""
    return not re.search(
        r"国防|防衛|統一|財務|経済|産業|商務|通商(?!部)|국방|방위|통일|재무|경제|산업|상무|기획", fold(title)
    )
