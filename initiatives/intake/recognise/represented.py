"""The country that a person represents where none is printed: from the office, the name, what others leave."""

import re
from collections import Counter

from initiatives.intake.recognise.gazetteer import (
    BODIES,
    CHINESE_FAMILY,
    COUNTRY,
    COUNTRY_SOURCE,
    HEADS,
    JAPANESE_SYLLABLES,
    KOREAN_FAMILY,
    country_of,
)
from initiatives.intake.recognise.offices import US_OFFICE, body_of, rank_of
from initiatives.intake.recognise.persons import PersonMention, same_person
from initiatives.intake.structure import Structure

#: Korean family names that are given names elsewhere.
WESTERN_GIVEN = frozenset(("lee", "kim", "min", "song", "shin", "chung", "han", "jin"))


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
    """The country whose government published the text, as far as the text tells; the United States otherwise."""
    front = " ".join(p.text for p in structure.passages if p.number.startswith("0.") and p.kind == "heading")
    if re.search(r"Office of the Spokesperson|White House|Department of State|state\.gov|whitehouse\.gov", front):
        return "USA"
    ministry = re.search(
        rf"Ministry of (?:Foreign Affairs|Defen[cs]e)(?:\s+of|,)\s+(?:the\s+)?(?P<country>{COUNTRY_SOURCE})", front
    )
    if ministry:
        return country_of(ministry["country"]) or "USA"
    title = structure.title or ""
    first = re.match(
        (
            rf"(?:\W*(?:Joint|Fact|Sheet|Statement|Readout|Press|Release|The|on|of|the|for|[\d]+(?:st|nd|rd|"
            rf"th))\s+|[:\s])*(?P<country>{COUNTRY_SOURCE})\s?[-–‐‑/]"
        ),
        title,
    )
    if first:
        return country_of(first["country"]) or "USA"
    return "USA"


def infer_countries(officials: list[PersonMention], structure: Structure) -> None:
    """Give a country to those for whom none is printed: from the office, the family name, or what the others leave."""
    counts = document_countries(structure)
    publisher = publisher_of(structure)
    titled = {country_of(m["country"]) for m in COUNTRY.finditer(structure.title or "")}
    taken: set[tuple[str, str | None]] = {(rank_of(o.office), o.country) for o in officials if o.country}
    open_cases: list[tuple[PersonMention, list[str]]] = []
    for official in officials:
        if official.country:
            continue
        official.country_basis = "inferred"
        rank = rank_of(official.office)
        twin = next(
            (o for o in officials if o is not official and o.country and same_person(o.tokens, official.tokens)), None
        )
        office = re.sub(r"^(?:[Tt]hen|[Ff]ormer)[- ]", "", official.office)
        family = official.tokens[0] if len(official.tokens) > 1 else official.tokens[-1]
        suggested = (
            {"KOR"}
            if family in KOREAN_FAMILY
            else {"CHN"}
            if family in CHINESE_FAMILY
            else {"JPN"}
            if JAPANESE_SYLLABLES.fullmatch(family)
            else set()
        )
        if twin:
            official.country = twin.country
        elif body := body_of(office):
            official.country = body
        elif rank not in HEADS and US_OFFICE.fullmatch(office):
            official.country = "USA"
            taken.add((rank, "USA"))
        elif rank == "spokesperson":
            official.country = publisher
        elif rank not in HEADS and "minister" not in rank and rank != "national security advisor":
            # officials of other countries are as a rule printed with their country, one's own without
            official.country = _by_name(official, counts) or publisher
            taken.add((rank, official.country))
        elif rank in HEADS:
            bodies = (BODIES if rank == "president" else frozenset()) | (suggested & HEADS[rank])
            open_cases.append(
                (
                    official,
                    [
                        c
                        for c in {*HEADS[rank], *bodies}
                        if c in counts or c in suggested or (c == publisher and c in HEADS[rank])
                    ]
                    or ["DEU" if rank == "chancellor" else publisher],
                )
            )
        else:
            candidates = [c for c in {*counts, publisher, *suggested} if c not in BODIES and c != "PRK"]
            if rank in ("foreign minister", "vice minister") and "minister" in office.casefold():
                candidates = [c for c in candidates if c != "USA"] or candidates
            open_cases.append((official, candidates))
    # the clearest case first: what it takes is no longer open to the others of its rank
    while open_cases:
        scored = [
            (
                _likelihood(code, rank_of(o.office), o, counts, publisher, taken) + 0.5 * (code in titled),
                counts[code],
                code,
                -index,
            )
            for index, (o, candidates) in enumerate(open_cases)
            for code in candidates
        ]
        best = max(scored)
        official = open_cases.pop(-best[3])[0]
        official.country = best[2]
        taken.add((rank_of(official.office), best[2]))


def _by_name(official: PersonMention, counts: Counter[str]) -> str | None:
    """A country that the form of a full name tells, family name first, where the document names that country."""
    tokens = official.tokens
    if len(tokens) < 2:
        return None
    korean = tokens[0] in KOREAN_FAMILY and tokens[-1] not in KOREAN_FAMILY
    if counts["KOR"] and korean and ("-" in official.name or len(tokens) > 2 or tokens[0] not in WESTERN_GIVEN):
        return "KOR"
    if counts["JPN"] and all(len(t) > 3 and JAPANESE_SYLLABLES.fullmatch(t) for t in tokens):
        return "JPN"
    return None


def _likelihood(
    code: str,
    rank: str,
    official: PersonMention,
    counts: Counter[str],
    publisher: str,
    taken: set[tuple[str, str | None]],
) -> float:
    """How well a country fits a person whose country is not printed; only the order of the numbers matters."""
    families = list(official.tokens[:1] + official.tokens[-1:])
    words = len(official.tokens)
    score = min(counts[code], 20) / 20
    if re.search(r"\b(?:von|van|der|de|di|da)\s", official.name):
        score += 2 * (code == "EU") - 1 * (code == "USA")
    korean = any(f in KOREAN_FAMILY for f in families[:1] or []) or (words == 1 and families[-1] in KOREAN_FAMILY)
    chinese = any(f in CHINESE_FAMILY for f in families)
    japanese = all(JAPANESE_SYLLABLES.fullmatch(f) and len(f) > 2 for f in families) and not korean
    score += 3 * (code == "KOR" and korean) + 3 * (code == "CHN" and chinese and not (korean and counts["KOR"]))
    score += 1.2 * (code == "JPN" and japanese)
    score -= (
        2 * (code in ("KOR", "PRK") and not korean)
        + 2 * (code == "JPN" and not japanese)
        + 2 * (code == "CHN" and not chinese)
    )
    score += (1.5 if counts[code] else 0.3) * (code == publisher) - 1 * (code in BODIES)
    score -= 4 * ((rank, code) in taken)
    return score
