"""What names in Japanese and Korean are in English, where a list knows them: for comparing, never for writing."""

import re
from functools import cache

from initiatives.intake.recognise.packs.folded import fold
from initiatives.intake.recognise.packs.offices import LISTS
from initiatives.intake.recognise.packs.pack import City


def _bare(text: str) -> str:
    return re.sub(r"\s", "", fold(text))


def treaty_in_english(printed: str) -> str | None:
    """The name that a treaty has in English, where a list knows it."""
    if printed.isascii():
        return None
    bare = _bare(printed)
    return next((name for lists in LISTS.values() if (name := lists.treaties.get(bare))), None)


def city_in_english(printed: str) -> City | None:
    """The country and the English name of a city, where a list knows it."""
    return None if printed.isascii() else _cities().get(_bare(printed))


@cache
def _cities() -> dict[str, City]:
    return {re.sub(r"\s", "", name): city for lists in LISTS.values() for name, city in lists.cities.items()}
