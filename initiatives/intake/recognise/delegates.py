"""Who took part in the occasion, of all whom the document names."""

import re
from collections.abc import Callable

from initiatives.intake.recognise.gazetteer import COUNTRY, country_of
from initiatives.intake.recognise.lead import CUT, OCCASION, TOGETHER, Lead, tells_of_the_past
from initiatives.intake.recognise.namings import Naming
from initiatives.intake.recognise.offices import is_past, rank_of
from initiatives.intake.recognise.persons import PersonMention
from initiatives.intake.structure import NumberedPassage, Structure

TAKING_PART = re.compile(
    r"\b(?:also (?:joined|attended|participated|took part|present|joining)|represented|(?:co-?)?chaired by|"
    r"led by|head(?:ed)? (?:of|by)|opening remarks|closing remarks|(?:co-?)?hosted by|"
    r"joined by|took part|take part|"
    r"(?:was |and )?attended by|will (?:also )?meet with|met (?:separately )?with|(?:co-?)?chaired "
    r"the|were also present|participants|participat\w+|served as|led the|delegations?)\b",
    re.I,
)

#: What a host does who need not have met: "gave a luncheon for the delegations".
HOSPITALITY = re.compile(
    r"[^.;]{0,40}?\b(?:gave|gives?|hosted|hosts?|held|holds?|offered)\s+(?:an?|the)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:luncheon|lunch|dinner|reception|banquet|breakfast)\b",
    re.I,
)


def mark_delegates(structure: Structure, officials: list[PersonMention], lead: Lead, kind: str) -> None:
    """Mark those who took part as principals in the occasion reported."""
    attributed = {s.number for s in lead.attribution}
    front = {p.number for p in structure.passages if p.number.startswith("0.") and p.kind == "heading"}
    titles = {p.number for p in structure.passages if p.kind == "title"}
    speaking = {p.number for p in structure.passages if p.speaker}

    def may(official: PersonMention) -> bool:
        return rank_of(official.office) != "spokesperson" and not any(
            n.passage in attributed and re.search(r"attributable", _text(structure, n.passage), re.I)
            for n in official.namings
        )

    if kind == "transcript" and speaking:
        for official in officials:
            official.delegate = may(official) and any(
                (n.passage in speaking and n.start == 0 and n.words == (_passage(structure, n.passage).speaker or ""))
                or n.passage in front
                or n.passage in titles
                for n in official.namings
            )
        if any(o.delegate for o in officials):
            return
    for official in officials:
        official.delegate = any(n.row for n in official.namings)
    if lead.main is not None:
        cut = _cut(lead.main.text, [n for o in officials for n in o.namings if n.passage == lead.main.number])
        for official in officials:
            for naming in official.namings:
                if (
                    naming.passage == lead.main.number
                    and naming.start < cut
                    and may(official)
                    and not _aside(lead.main.text, naming)
                ):
                    official.delegate = True
    for sentence in lead.opening:
        if sentence is lead.main or not TAKING_PART.search(sentence.text) or tells_of_the_past(sentence.text):
            continue
        elsewhere = lead.main is not None and sentence.parent != lead.main.parent
        if elsewhere and re.search(r"\b(?:met|meet) (?:separately )?with", sentence.text):
            continue
        here = [(o, n) for o in officials for n in o.namings if n.passage == sentence.number and may(o)]
        match = TAKING_PART.search(sentence.text)
        for official, naming in here:
            if (
                match
                and not _aside(sentence.text, naming)
                and not HOSPITALITY.match(sentence.text, naming.end)
                and naming.start < _cut(sentence.text, [n for _, n in here])
                and not official.delegate
            ):
                official.delegate = len(here) <= 8
    for official in officials:
        for naming in official.namings:
            in_title = naming.passage in titles and not re.search(
                r"\b(?:ahead of|following|on behalf of)\b", _text(structure, naming.passage), re.I
            )
            if may(official) and (in_title or naming.passage in front) and not is_past(naming.title):
                official.delegate = True
    if not any(o.delegate for o in officials):
        told = (s for s in lead.opening if OCCASION.search(s.text) and not tells_of_the_past(s.text))
        groups = ([(o, n) for o in officials for n in o.namings if n.passage == s.number and may(o)] for s in told)
        first = next((group for group in groups if group), [])
        for official, naming in first:
            text = _text(structure, naming.passage)
            official.delegate = naming.start < _cut(text, [n for _, n in first]) and not _aside(text, naming)
    if not any(o.delegate for o in officials):
        _by_rank(structure, officials, lead, may)
    if not any(o.delegate for o in officials):
        _by_acts(structure, officials, attributed, may)


def _by_rank(
    structure: Structure, officials: list[PersonMention], lead: Lead, may: Callable[[PersonMention], bool]
) -> None:
    """Where the text is that of "we, the leaders": those of that rank whose countries it names, whoever is told of."""
    text = " ".join([structure.title or "", *[s.text for s in lead.opening[:2]]])
    group = TOGETHER.search(text) or re.search(r"\bLeaders\b", structure.title or "")
    if group is None:
        return
    leaders = re.search(r"\b(?:leaders|heads of state|presidents?|prime ministers?)\b", group[0], re.I)
    parties = {country_of(m["country"]) for m in COUNTRY.finditer(text)}
    for official in officials:
        rank = rank_of(official.office)
        fits = (
            rank in ("president", "prime minister", "chancellor", "premier")
            if leaders
            else rank in ("foreign minister", "vice minister", "defense minister")
        )
        if fits and may(official) and not is_past(official.title) and (len(parties) < 2 or official.country in parties):
            official.delegate = True


def _by_acts(
    structure: Structure, officials: list[PersonMention], attributed: set[str], may: Callable[[PersonMention], bool]
) -> None:
    """Where the opening names nobody: those who act in the text, as in "President X reiterated", not in the past."""
    acts = re.compile(
        r"(?:[^.;]{0,80}?)\b(?:reaffirm|reiterat|underscor|emphasi[sz]|express|welcom|condemn|affirm|commit|"
        r"not(?:e|ed)\b|thank|discuss|commend|highlight|congratulat|stress|look(?:s|ed)? forward|announc|"
        r"exchang|concur|agree)"
    )
    for official in officials:
        for naming in official.namings:
            text = _text(structure, naming.passage)
            if (
                naming.passage in attributed
                or naming.passage.startswith("0")
                or tells_of_the_past(text)
                or not may(official)
            ):
                continue
            opens = not re.search(
                r"\b(?:by|between|under|with|from|of|to)\s+(?:the\s+)?$", text[: max(0, naming.end - len(naming.words))]
            )
            if (
                opens
                and acts.match(text, naming.end)
                and rank_of(official.office)
                in (
                    "president",
                    "prime minister",
                    "foreign minister",
                    "vice minister",
                    "defense minister",
                    "chancellor",
                )
            ):
                official.delegate = not is_past(official.title)


def _passage(structure: Structure, number: str) -> NumberedPassage:
    return next(p for p in structure.passages if p.number == number)


def _text(structure: Structure, number: str) -> str:
    return next((p.text for p in structure.passages if p.number == number), "")


def _cut(text: str, namings: list[Naming]) -> int:
    """Where the account of who met ends and that of what was said begins."""
    first = min((n.end for n in namings), default=0)
    verb = OCCASION.search(text)
    begin = first if verb is None else max(first, verb.start() if verb.start() > first else first)
    partners = [n for n in namings if n.start > begin]
    match = CUT.search(text, begin)
    if match is None:
        return len(text)
    # a purpose set before the partners ("met to discuss … with Y") does not part them from the meeting
    later = [n for n in partners if n.start > match.start()]
    if (
        later
        and len(later) == len(namings) - 1 == len(partners)
        and len(namings) > 1
        and re.search(r"\bwith\s+(?:[\w’'().-]+\s+){0,9}$", text[match.start() : later[0].end - len(later[0].name)])
    ):
        second = CUT.search(text, later[-1].end)
        return second.start() if second else len(text)
    return match.start()


def _aside(text: str, naming: Naming) -> bool:
    """Whether a person is named in passing: somebody's invitation, statement, or another meeting."""
    before = text[max(0, naming.end - len(naming.words) - 45) : max(0, naming.end - len(naming.words))]
    return bool(
        re.search(
            (
                r"\b(?:on behalf of|invitation of|announced by|statement by|direction of|summit between|guidance "
                r"of|initiative of|vision of|delegation from|as directed by|under)\s+(?:[\w’']+\s+){0,2}$"
            ),
            before,
            re.I,
        )
    )
