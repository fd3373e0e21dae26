"""What names in Japanese and Korean are in English, where a list knows them: for comparing, never for writing."""

import re

from initiatives.intake.recognise.packs.folded import fold
from initiatives.intake.recognise.packs.offices import LISTS
from initiatives.intake.recognise.packs.pack import City


def _bare(text: str) -> str:
    return re.sub(r"\s", "", fold(text))


def treaty_in_english(printed: str) -> str | None:
    """The name that a treaty has in English, where a list knows it."""
    bare = _bare(printed)
    return next((name for lists in LISTS.values() if (name := lists.treaties.get(bare))), None)


def city_in_english(printed: str) -> City | None:
    """The country and the English name of a city, where a list knows it."""
    bare = _bare(printed)
    for lists in LISTS.values():
        for name, city in lists.cities.items():
            if _bare(name) == bare:
                return city
    return None
