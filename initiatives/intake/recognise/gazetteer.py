"""The lists of `vocabulary` as recognisers use them: countries, cities, heads of state, months. It names nobody."""

import re

from initiatives.intake import vocabulary

#: Bodies that are parties without being countries: they have no ISO code.
BODIES = frozenset(("EU", "INT"))

US_STATES = "|".join(map(re.escape, sorted(vocabulary.lines("us-states"), key=len, reverse=True)))

#: Offices of heads of state or government, as the country itself calls them.
HEADS = {office: frozenset(codes.split()) for office, codes in vocabulary.rows("heads")}

#: Family names so common in one country, and so stable, that they tell it when nothing else does.
KOREAN_FAMILY = frozenset(vocabulary.words("korean-families"))
CHINESE_FAMILY = frozenset(vocabulary.words("chinese-families"))
#: Romanised Japanese is built of a closed set of syllables.
JAPANESE_SYLLABLES = re.compile(
    r"(?:(?:k|g|s|z|t|d|n|h|b|p|m|r|ky|gy|sh|j|ch|ny|hy|by|py|my|ry|y|w|f|ts|kk|ss|tt|pp|ssh|tch)?[aou]|(?:k|"
    r"g|n|h|b|p|m|r|sh|j|ch|kk|pp|ssh|tch)?i|"
    r"(?:k|g|s|z|t|d|n|h|b|p|m|r|kk|ss|tt|pp)?e|n(?![aiueoy])|m(?=[bp]))+"
)

MONTH_NAMES = (
    ("January", "Jan"),
    ("February", "Feb"),
    ("March", "Mar"),
    ("April", "Apr"),
    ("May",),
    ("June", "Jun"),
    ("July", "Jul"),
    ("August", "Aug"),
    ("September", "Sept", "Sep"),
    ("October", "Oct"),
    ("November", "Nov"),
    ("December", "Dec"),
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names}
ORDINALS = {word: number for number, word in enumerate(vocabulary.words("ordinals"), 1)} | {"inaugural": 1}


def _name_pattern(name: str) -> str:
    """A name as it may be printed: either apostrophe, any white space."""
    return re.escape(name).replace("’", "[’']").replace(r"\ ", r"\s+")


NAMES: dict[str, str] = {}
for _code, _names, _adjectives in vocabulary.rows("countries"):
    for _name in [*_names.split(";"), *_adjectives.split(";")]:
        if _name:
            NAMES[_name] = _code
_PATTERN = "|".join(_name_pattern(n) for n in sorted(NAMES, key=len, reverse=True))
#: A country or body by name or adjective, with the abbreviation some texts print after it.
COUNTRY = re.compile(rf"(?<![\w.])(?P<country>{_PATTERN})(?![\w])(?:\s*\((?:the\s+)?[“\"]?[A-Z][\w.]{{1,7}}[”\"]?\))?")
COUNTRY_SOURCE = rf"(?:{_PATTERN})(?:\s*\([A-Z][\w.]{{1,7}}\))?"

CITIES: dict[str, str] = {}
for _code, _names in vocabulary.rows("cities"):
    for _name in _names.split(";"):
        CITIES[_name] = _code
CITY_SOURCE = "|".join(_name_pattern(n) for n in sorted(CITIES, key=len, reverse=True))


def country_of(name: str) -> str | None:
    """The code of a country or body from its name or adjective as printed, or None."""
    bare = (
        " ".join(re.sub(r"\s*\([^)]*\)\s*$", "", name).replace("'", "’").split())
        .removeprefix("the ")
        .removeprefix("The ")
    )
    bare = bare.removesuffix("’s").removesuffix("’")
    return NAMES.get(bare) or NAMES.get(bare + "s")
