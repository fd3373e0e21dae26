"""A name in Latin letters that stands in brackets beside one in others: “The Honorable Jane Doe, Deputy Secretary”."""

import re

_HONORIFIC = re.compile(
    r"^(?:(?:The\s+)?Hon(?:ou?rable|\.)|(?:His|Her)\s+Excellency|H\.?\s?E\.?|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Amb(?:assador|\.))\s+",
    re.I,
)
_NAME = re.compile(r"[A-Z][\w.'-]*(?:[\s,]+[A-Z][\w.'-]*){1,4}")
_OFFICE = re.compile(r"\b(?:Secretary|Minister|Ambassador|Director|President|Affairs|State|Republic|Ministry|Vice)\b")


def latin_name(text: str) -> str | None:
    """The name a bracket opens with, without its honorifics; None where it opens with no name."""
    bare = text.strip()
    while match := _HONORIFIC.match(bare):
        bare = bare[match.end() :]
    first, _, rest = bare.partition(",")
    if re.fullmatch(r"\s*[A-Z][A-Z-]+\s*", first) and re.match(r"\s*[A-Z][a-z-]+(?:\s[A-Z][a-z-]+)?\s*(?:$|,)", rest):
        first = f"{first.strip()} {rest.split(',')[0].strip()}"  # "YAMADA, Hanako"
    name = _NAME.fullmatch(first.strip())
    return name[0] if name and not _OFFICE.search(name[0]) else None
