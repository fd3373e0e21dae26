"""Offices: their ranks, those held before, and those of one country or body alone."""

import re

from initiatives.intake import vocabulary
from initiatives.intake.recognise.packs.offices import rank_in_english

#: Offices that one government of the three alone has.
CLOSED = {
    office.casefold(): code for code, offices in vocabulary.rows("closed-offices") for office in offices.split(";")
}
#: Offices below the head of a department, as the United States call them: any portfolio may follow.
US_OFFICE = re.compile(
    r"(?:Under|Assistant|Principal Deputy Assistant|Deputy Assistant|Deputy Under) Secretary\b.*|"
    r"(?:Principal )?Deputy (?:Assistant )?Attorney General|Deputy Secretary of (?:Defense|War|Commerce|Energy|the "
    r"Treasury|Homeland Security|Labor|Agriculture|Transportation|Education|Veterans Affairs|the Interior)"
)


def holder_of(office: str) -> str | None:
    """The government of the three that alone has such an office."""
    office = re.sub(r"^(?:(?:then|former|acting)[-‐‑ ])+", "", office, flags=re.I)
    return CLOSED.get(office.casefold()) or ("USA" if US_OFFICE.fullmatch(office) else None)


def is_past(office: str) -> bool:
    """Whether a title says that its office was held before."""
    return office.casefold().startswith(("then", "former"))


def rank_of(office: str) -> str:
    """What an office is, whatever the country: a key under which two holders cannot be of one country at a time."""
    if rank := rank_in_english(office):
        return rank
    low = office.casefold().replace("-", " ")
    if "vice president" in low:
        return "vice president"
    if "deputy prime minister" in low:
        return "deputy prime minister"
    if "parliamentary" in low or low.startswith("state minister"):
        return "parliamentary vice minister"
    if "deputy" in low and "minister" in low and "director" not in low:
        return "deputy minister"
    if "deputy secretary" in low or ("vice" in low and "minister" in low):
        return "vice minister"
    for head in ("prime minister", "president", "chancellor", "premier", "king"):
        if low.endswith(head) or f"{head} of" in low:
            return head
    if "spokes" in low or "press secretary" in low:
        return "spokesperson"
    if low.startswith("deputy national"):
        return "deputy national security advisor"
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
    if re.match(r"Secretary[-‐‑ ]General", office):
        return "INT"
    return "EU" if re.match(r"High Representative|(?:European )?Commission |European ", office) else None
