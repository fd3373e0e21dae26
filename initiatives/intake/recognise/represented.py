"""Whom a person represents where no country is printed beside the name: only what follows from the office.

Law 4, "what is not sure is left out": a country is inferred from an office that only one of the three governments
has, or that one of those who meet must have, and then it is said why. A name never tells the country of anybody; it
only keeps an office from being given to a party whose names are of another form. Of all others the country is open.
"""

import re
from collections import Counter

from initiatives.intake.recognise.gazetteer import (
    BODIES,
    COUNTRY,
    COUNTRY_SOURCE,
    country_of,
)
from initiatives.intake.recognise.name_forms import is_japanese, is_korean
from initiatives.intake.recognise.offices import body_of, holder_of, is_past, rank_of
from initiatives.intake.recognise.persons import PersonMention, same_person
from initiatives.intake.structure import Structure

THREE = {"USA": "the United States", "JPN": "Japan", "KOR": "the Republic of Korea"}
#: Which of the three have an office of a rank, where more than one may.
HOLDERS = {
    "president": ("USA", "KOR"),
    "vice president": ("USA",),
    "prime minister": ("JPN",),
    "foreign minister": ("JPN", "KOR"),
    "vice minister": ("JPN", "KOR"),
    "deputy minister": ("JPN", "KOR"),
    "parliamentary vice minister": ("JPN",),
    "defense minister": ("JPN", "KOR"),
    "national security advisor": ("USA", "JPN", "KOR"),
}
#: Offices of a ministry or mission, which its own texts print without the country.
OF_A_MINISTRY = re.compile(
    r"\b(?:Ambassador|Envoy|Representative|Coordinator|Director|Advis[eo]r|Administrator|Counsell?or|Charg[eé]|"
    r"Commander|Admiral|General|Negotiator|Chief of Staff|Official|Senator|Chief of Mission|Consul)\b|\b(?:Gen|Adm)\.",
    re.I,
)
ACCOUNTED_FOR = re.compile(
    r"(?:\b(?:readout|statement|remarks|fact sheet|toast|travel)\b.{0,40}?\b(?:of|by|from|for)\s+|^\W*)"
    r"(?:the\s+)?(?P<office>(?:Acting\s+|Deputy\s+|Under\s+|Assistant\s+|Vice\s+)?(?:Secretary|President)"
    r"(?:\s+of\s+(?:State|Defense|War))?|(?:Principal\s+)?(?:Deputy\s+)?National\s+Security\s+Advis[eo]r)\s+(?P<name>[A-Z][\w.’'-]+)",
    re.I,
)
LETTERHEADS = (
    (
        "USA",
        re.compile(
            r"Office of the Spokesperson|White House|Department of State|State Department|U\.?S\.? Embassy|"
            r"Embassy of the United States|\b(?:state|whitehouse|defense|war|usembassy)\.gov|The Pentagon"
        ),
    ),
    ("JPN", re.compile(r"\bmofa\.go\.jp|\bkantei\.go\.jp|Embassy of Japan")),
    ("KOR", re.compile(r"\bmofa\.go\.kr|Embassy of the Republic of Korea")),
)
MINISTRY = re.compile(
    rf"Ministry of (?:Foreign Affairs|Defen[cs]e)(?:\s+of|,)\s+(?:the\s+)?(?P<country>{COUNTRY_SOURCE})"
)
#: The formula of the Department of State before a text.
ATTRIBUTABLE = re.compile(r"^\W*The (?:below|following|text below) is attributable to", re.I)
PARTICLE = re.compile(r"\b(?:von|van|der|de|di|da|du|del|bin|al)\s")


def document_countries(structure: Structure) -> Counter[str]:
    """How often each country is named; the title counts for more."""
    counts: Counter[str] = Counter()
    for passage in structure.passages:
        if passage.kind in ("title", "sentence", "heading"):
            weight = 5 if passage.kind == "title" else 1
            for match in COUNTRY.finditer(passage.text):
                code = country_of(match["country"])
                if code:
                    counts[code] += weight
    return counts


def publisher_of(structure: Structure) -> str:
    """The country whose government issued the text, as far as its letterhead, formula or title says; else empty."""
    front = " ".join(p.text for p in structure.passages if p.number.startswith("0.") and p.kind == "heading")
    for code, letterhead in LETTERHEADS:
        if letterhead.search(front):
            return code
    if ministry := MINISTRY.search(front):
        return country_of(ministry["country"]) or ""
    if any(ATTRIBUTABLE.search(p.text) for p in structure.passages if p.kind == "sentence"):
        return "USA"
    # an account that an office gives of itself: a readout of the President, the Secretary and the meeting they had
    title = structure.title or ""
    return "USA" if ACCOUNTED_FOR.search(title) or re.search(r"\bNSC Spokesperson\b|White House", title) else ""


def infer_countries(officials: list[PersonMention], structure: Structure) -> None:
    """Give a country, with the reason, to those for whom none is printed and whose office leaves no doubt."""
    counts = document_countries(structure)
    publisher = publisher_of(structure)
    opening = [p.text for p in structure.passages if p.kind in ("title", "sentence")][:4]
    parties = {country_of(m["country"]) for text in opening for m in COUNTRY.finditer(text)}
    parties |= {o.country for o in officials if o.country}
    unprinted = [o for o in officials if not o.country]
    for official in unprinted:
        official.country_basis = ""
        if found := _by_office(official, officials, counts, publisher):
            official.country, official.country_reason = found
            official.country_basis = "inferred"
    taken = {(rank_of(o.office), o.country) for o in officials if o.country and not is_past(o.title)}
    others = {c for c in parties if c and c not in THREE and c not in BODIES}
    while True:
        fits = {
            id(o): [
                code
                for code in _holders(o, counts, publisher, others)
                if is_past(o.title) or (rank_of(o.office), code) not in taken
            ]
            for o in unprinted
            if not o.country
        }
        sure = [
            (o, fits[id(o)][0])
            for o in unprinted
            if len(fits.get(id(o), ())) == 1
            and (is_past(o.title) or not _has_rival(o, fits[id(o)][0], unprinted, fits, structure))
        ]
        if not sure:
            return
        official, code = sure[0]
        official.country, official.country_basis = code, "inferred"
        official.country_reason = f"{official.office}: of those the text names, an office of {THREE[code]}"
        if not is_past(official.title):
            taken.add((rank_of(official.office), code))


def _by_office(
    official: PersonMention, officials: list[PersonMention], counts: Counter[str], publisher: str
) -> tuple[str, str] | None:
    """The country that follows from the office alone, or from who issued the text, with the reason."""
    for other in officials:
        if other is not official and other.country and same_person(other.tokens, official.tokens):
            return other.country, f"printed with {other.name}"
    office = re.sub(r"^(?:then|former|acting)[- ]", "", official.office, flags=re.I)
    if body := body_of(office):
        return body, f"{office}: an office of that body"
    if code := holder_of(office) or holder_of(official.title):
        named = counts[code] or publisher == code or _can_be(official, code, [code], set())
        return None if code != "USA" and not named else (code, f"{office}: an office of {THREE[code]}")
    rank = rank_of(official.office)
    issuer = THREE.get(publisher, publisher)
    if publisher and rank == "spokesperson":
        return publisher, f"spokesperson in a text issued by {issuer}"
    if publisher and rank not in HOLDERS and not re.search(r"minister(?!-)", rank) and OF_A_MINISTRY.search(office):
        # officials of other countries are printed with their country, one's own as a rule without
        others = [code for code in ("JPN", "KOR") if counts[code] and code != publisher]
        if any(_can_be(official, code, others, set()) for code in others):
            return None
        return publisher, f"printed without a country in a text issued by {issuer}"
    return None


def _holders(official: PersonMention, counts: Counter[str], publisher: str, others: set[str]) -> list[str]:
    """Those of the three whose office it can be: they are named, and the name is of a form they have."""
    rank = rank_of(official.office)
    if rank != "national security advisor" and "minister" in rank and "minister" not in official.office.casefold():
        return []
    holders = HOLDERS.get(rank, ("JPN", "KOR") if "minister" in rank and not others else ())
    possible = [code for code in holders if counts[code] or code == publisher]
    return [code for code in possible if _can_be(official, code, possible, others)]


def _can_be(official: PersonMention, code: str, possible: list[str], others: set[str]) -> bool:
    korean = is_korean(official.name, official.tokens)
    japanese = is_japanese(official.name, official.tokens, 4 if others or len(official.tokens) == 1 else 3)
    if code == "KOR":
        return korean
    if code == "JPN":
        return japanese
    if PARTICLE.search(official.name):
        return False
    return not (korean and "KOR" in possible) and not (japanese and "JPN" in possible)


def _has_rival(
    official: PersonMention,
    code: str,
    unprinted: list[PersonMention],
    fits: dict[int, list[str]],
    structure: Structure,
) -> bool:
    """Whether another of the same rank could as well be that country's; the one whose account it is has none."""
    account = ACCOUNTED_FOR.search(structure.title or "")
    if account and account["name"].casefold().rstrip("’'s").rstrip("’'") in official.tokens:
        return False
    rank = rank_of(official.office)
    return any(
        o is not official and not is_past(o.title) and rank_of(o.office) == rank and fits.get(id(o)) == [code]
        for o in unprinted
    )
