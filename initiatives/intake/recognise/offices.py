"""Offices: their ranks, those held before, and those of one country or body alone."""

import re

US_OFFICE = re.compile(
    r"(?:then-|former )?(?:Acting )?(?:Deputy |Under |Assistant |Principal Deputy Assistant |Deputy Assistant "
    r")?(?:Secretary|Attorney General|Undersecretary)(?: of (?!State for\b).*)?$|"
    r"(?:Under|Assistant|Deputy Assistant|Principal Deputy Assistant) Secretary\b.*|Deputy Secretary\b.*|"
    r"Secretary of (?:State|Defense|Commerce|Energy|the Treasury|Homeland|Labor|Agriculture|"
    r"Health|Transportation|Education|Veterans|the Interior|Housing|the Navy|the Army|the Air)\b(?!.* for ).*|"
    r"Attorney General|Secretary|USAID Administrator|Treasury Secretary|Commerce Secretary|"
    r"Energy Secretary|Defense Secretary|Coordinator for the Indo-Pacific|Trade Representative|Senator|"
    r"Congressman|Congresswoman"
)


def is_past(office: str) -> bool:
    """Whether a title says that its office was held before."""
    return office.casefold().startswith(("then", "former"))


def rank_of(office: str) -> str:
    """What an office is, whatever the country: a key under which two holders cannot be of one country at a time."""
    low = office.casefold().replace("-", " ")
    if "vice president" in low:
        return "vice president"
    if "deputy prime minister" in low:
        return "deputy prime minister"
    if "deputy secretary" in low or ("vice" in low and "minister" in low):
        return "vice minister"
    for head in ("prime minister", "president", "chancellor", "premier", "king"):
        if low.endswith(head) or f"{head} of" in low:
            return head
    if "spokes" in low or "press secretary" in low:
        return "spokesperson"
    if "national security advis" in low or "security office" in low:
        return "national security advisor"
    if (
        ("foreign" in low and ("minister" in low or "secretary" in low))
        or low.startswith("secretary of state")
        or low == "secretary"
    ):
        return "foreign minister"
    if "defen" in low:
        return "defense minister"
    return low


def closeness(one: str, other: str) -> int:
    """How many words two offices share."""
    return len(set(one.casefold().split()) & set(other.casefold().split()))


def body_of(office: str) -> str | None:
    """The international body an office belongs to, where only one kind of body has such an office."""
    if re.match(r"Secretary[- ]General", office):
        return "INT"
    return "EU" if re.match(r"High Representative|(?:European )?Commission |European ", office) else None
