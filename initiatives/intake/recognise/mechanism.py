"""Whether the three vice foreign ministers met or spoke, and which round it was."""

import re

from initiatives.intake.recognise.gazetteer import COUNTRY, ORDINALS, country_of
from initiatives.intake.recognise.lead import CUT, Lead
from initiatives.intake.recognise.offices import rank_of
from initiatives.intake.recognise.persons import PersonMention
from initiatives.intake.structure import Structure

AT_A_DISTANCE = re.compile(
    r"\b(?:by (?:tele)?phone|telephone|phone call|tele-?conference|video ?conference|video call|via video|"
    r"virtual(?:ly)?|conference call|online|(?:trilateral|joint) call|[’']s? (?:trilateral |joint )?calls?|"
    r"calls? (?:today )?(?:with|between)|on a call|held a call)\b",
    re.I,
)
SPOKE = re.compile(r"\bspoke\b(?: \w+){0,3}? (?:with|to)\b", re.I)
IN_PERSON = re.compile(r"\b(?:met|in[-‐‑ ]person|hosted|travel+ed|welcomed)\b", re.I)
COUNTED = re.compile(
    (
        rf"\b(?P<ordinal>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b(?=[\s\w.,"
        rf"’'()/–‐‑-]{{0,90}}?\b(?:round|meeting|consultations?|dialogue|talks|trilateral|ministerial)\b)"
    ),
    re.I,
)
COUNTED_NOUN = re.compile(
    r"[\s\w.,’'()/–‐‑-]{0,90}?\b(?:rounds?|meetings?|consultations?|dialogues?|talks|ministerial(?!\s+[\w-])|"
    r"trilateral(?!\s+[\w-]))\b",
    re.I,
)
THIS_BODY = re.compile(r"\bvice\b|\bdeput(?:y|ies)\b", re.I)
#: Bodies of others that are counted too.
OTHER_BODY = re.compile(
    r"\b(?:leaders|summits?|women|youth|economic|economy|security|defen[cs]e|finance|foreign\s+minist\w+|director\S*|working|"
    r"committee|forum|asean|apec|quad|general\s+assembly|conference|commission|council|expert\w*|cyber|space|energy|"
    r"development|health|policy|strategic|exercise|session)\b",
    re.I,
)


def read_mechanism(structure: Structure, officials: list[PersonMention], lead: Lead, kind: str) -> str:
    """round, call or other: whether the three vice foreign ministers met, spoke, or the text is of another occasion."""
    title = structure.title or ""
    delegates = [o for o in officials if o.delegate]
    countries = {o.country for o in delegates if rank_of(o.office) == "vice minister" and _foreign(o.office)}
    three = countries >= {"USA", "JPN", "KOR"}
    opening = " ".join([title, *[s.text for s in lead.attribution], *[s.text for s in lead.opening[:4]]])
    named = _named_mechanism(title) or any(
        _named_mechanism(s.text) for s in [*lead.attribution, *([lead.main] if lead.main else [])]
    )
    others = [
        o
        for o in delegates
        if rank_of(o.office) != "vice minister"
        and o.country in ("USA", "JPN", "KOR")
        and rank_of(o.office)
        in ("foreign minister", "president", "prime minister", "national security advisor", "defense minister")
    ]
    # one beside the meeting is told of further down
    called_on = f"{title} {lead.main.text if lead.main else ''}" if three else opening
    if re.search(r"\bcourtesy call\b", called_on, re.I) or (others and not (three and named)):
        return "other"
    if len(delegates) >= 2 and not three and len({o.country for o in delegates}) == 2 and not _named_mechanism(title):
        return "other"
    if not three and not named:
        return "other"
    if not three and not {"USA", "JPN", "KOR"} <= {country_of(m["country"]) for m in COUNTRY.finditer(opening)}:
        return "other"
    if kind == "media note" and re.search(r"\b(?:travel|trip)\b", title, re.I) and not _named_mechanism(title):
        return "other"
    said = lead.main.text if lead.main else ""
    cut = CUT.search(said, 40)
    who = title + " " + (said[: cut.start()] if cut else said)
    if re.search(r"\bin[-‐‑ ]person\b", who, re.I):
        return "round"
    if AT_A_DISTANCE.search(who) or (SPOKE.search(who) and not IN_PERSON.search(who)):
        return "call"
    return "round"


def _foreign(office: str) -> bool:
    low = office.casefold()
    if "deputy secretary" in low:
        return "state" in low or low.strip().endswith("deputy secretary")
    return (
        "defen" not in low
        and "unification" not in low
        and "economy" not in low
        and "trade" not in low
        and "finance" not in low
    )


def _named_mechanism(text: str) -> bool:
    """Whether the text names the mechanism: a trilateral of vice foreign ministers of the three countries."""
    named = re.search(
        (
            r"\bvice[-‐‑ ](?:foreign[-‐‑ ])?minister(?:ial|s|s[’']|[’']s)?\b|\bvice[-‐‑ ]foreign\b|\bdeput(?:y|ies) "
            r"(?:foreign ministers?|secretar(?:y|ies))\b"
        ),
        text,
        re.I,
    )
    return bool(
        named
        and re.search(r"\btrilateral\b|\bthree[-‐‑ ]way\b|\bthree countries\b", text, re.I)
        and {"USA", "JPN", "KOR"} <= {country_of(m["country"]) for m in COUNTRY.finditer(text)}
    )


def _counts_this(after: str, titled: bool, of_the_meeting: bool) -> bool:
    """Whether the words after an ordinal are of this mechanism, and not of another body that also counts."""
    counted = COUNTED_NOUN.match(after)
    if counted is None:
        return False
    rest = after[counted.end() : counted.end() + 60]
    if THIS_BODY.search(counted[0]) or re.match(r"\s+(?:of|between|among)\s+(?:the\s+)?[^,.;]*?\bvice\b", rest, re.I):
        return True
    if OTHER_BODY.search(counted[0]) or re.match(r"\s+(?:of|between|among)\s+the\s+(?!three\b)[A-Z]", rest):
        return False
    return titled or of_the_meeting


def read_round(structure: Structure, lead: Lead) -> tuple[int, tuple[str, str]] | None:
    """The number of the round as the text counts it, with the passage and the words."""
    title = next((p for p in structure.passages if p.kind == "title"), None)
    for passage in [
        *([title] if title else []),
        *([lead.main] if lead.main else []),
        *lead.attribution,
        *lead.opening[:3],
    ]:
        for match in COUNTED.finditer(passage.text):
            word = match["ordinal"].casefold()
            count = ORDINALS.get(word) or int(re.match(r"\d*", word)[0] or 0)  # type: ignore[index]
            before = passage.text[max(0, match.start() - 45) : match.start()]
            if (
                re.search(r"\b(?:since|after|following)\b[^,]*$", before, re.I) and passage not in lead.attribution
            ) or re.search(r"\b(?:19|20)\d{2}\s+$", before):
                continue
            after = passage.text[match.end() : match.end() + 110]
            told = re.search(r"\b(?:this|it|the meeting)\s+(?:was|is|marks|marked)\b[^.]*$", before, re.I)
            if not _counts_this(after, passage is title, bool(told) or passage is lead.main):
                continue
            if re.match(
                r"\s+(?:century|anniversary|time\b|Secretary|Vice[-‐‑ ](?:Foreign[-‐‑ ])?Minister\b(?![’']))", after
            ):
                continue
            if count:
                return count, (passage.number, match[0])
    return None
