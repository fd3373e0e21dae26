"""What a document reports: its kind, whether a round or a call of the three, its day, city and delegates."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from initiatives.intake.recognise.dates import DateMention, day_before, find_dates, weekday_fits, years_named
from initiatives.intake.recognise.gazetteer import (
    CITIES,
    CITY_SOURCE,
    COUNTRY,
    COUNTRY_SOURCE,
    ORDINALS,
    US_STATES,
    country_of,
)
from initiatives.intake.recognise.persons import Naming, PersonMention, is_past, rank_of
from initiatives.intake.structure import NumberedPassage, Structure, is_label

ATTRIBUTION = re.compile(
    r"(?:the (?:below|following|text below)\b.{0,40}\battribut|attributable to|(?:the )?(?:text of the "
    r")?following (?:is|are|was|were|joint|statement|text)\b|"
    r"(?:the )?text of the (?:following|joint)|(?:the )?following .{0,60}\b(?:was|is|were) (?:released|issued|"
    r"adopted)|statement was released by|"
    r"below is the|below is a|as (?:prepared|delivered)|on the occasion of the release)",
    re.I,
)
OCCASION = re.compile(
    r"\b(?:met|meets?|meeting|held|holds?|hosted|hosts?|co-?hosted|convened|convenes|gathered|gather|welcomed|"
    r"participated|participate|attended|attend|joined|spoke|speaks|call(?:ed)?|"
    r"conducted|co-?chaired|chaired|led|visited|announced|launched|issued|signed|had an?|took part|talked|"
    r"reconvened|assembled|commemorat\w+|reaffirmed|reaffirm|affirmed|"
    r"discussed|exchanged|concurred|consulted|will (?:meet|host|travel|hold|participate|attend|chair|speak|"
    r"join)|marked|released|inaugurated|paid a|(?:re)?affirm|commit|announce|issue|stand)\b",
    re.I,
)
MEETING = re.compile(
    (
        r"\b(?:met|meet|meeting|held|hosted|host|co-?hosted|convened|gathered|participated|attended|spoke|call|"
        r"summit|dialogue|consultations?|round|talks?|visit|session|conference)\b"
    ),
    re.I,
)
CUT = re.compile(
    r"\b(?:to (?:discuss|exchange|reaffirm|affirm|advance|strengthen|build|coordinate|review|underscore|"
    r"address|reiterate|celebrate|continue|deepen|congratulate|express|follow)|"
    r"during which|in which|where they|including through|including their|following|ahead of|in advance of|"
    r"building on|just \w+ months? after|after the|since|as (?:announced|agreed|decided|directed)|"
    r"announced by|launched by|agreed (?:by|to)|decided by|hosted by President|on behalf of|regarding|"
    r"concerning|about)\b",
    re.I,
)
TAKING_PART = re.compile(
    r"\b(?:also (?:joined|attended|participated|took part|present|joining)|represented|(?:co-?)?chaired by|"
    r"led by|head(?:ed)? (?:of|by)|opening remarks|closing remarks|(?:co-?)?hosted by|"
    r"joined by|(?:was |and )?attended by|will (?:also )?meet with|met (?:separately )?with|(?:co-?)?chaired "
    r"the|were also present|participants|participat\w+|served as|led the|delegations?)\b",
    re.I,
)
TOGETHER = re.compile(
    (
        r"\b(?:we, (?:the )?[^,]{0,60}?\b(?:leaders|ministers|presidents?|secretar\w+|heads of state|"
        r"representatives|governments)|the leaders of\b|as leaders of|(?:the )?(?:foreign|defense) ministers of\b)"
    ),
    re.I,
)
TODAY = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening)|earlier today)\b", re.I)
YESTERDAY = re.compile(r"\byesterday\b", re.I)
AT_A_DISTANCE = re.compile(
    r"\b(?:by (?:tele)?phone|telephone|phone call|tele-?conference|video ?conference|video call|via video|"
    r"virtual(?:ly)?|conference call|online|(?:trilateral|joint) call|[’']s? (?:trilateral |joint )?calls?|"
    r"calls? (?:today )?(?:with|between)|on a call|held a call)\b",
    re.I,
)
SPOKE = re.compile(r"\bspoke\b(?: \w+){0,3}? (?:with|to)\b", re.I)
IN_PERSON = re.compile(r"\b(?:met|in[- ]person|hosted|travel+ed|welcomed)\b", re.I)
COUNTED = re.compile(
    (
        rf"\b(?P<ordinal>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b(?=[\s\w.,"
        rf"’'()/–‐-]{{0,90}}?\b(?:round|meeting|consultations?|dialogue|talks|trilateral)\b)"
    ),
    re.I,
)
STATE_AFTER = re.compile(rf",?\s+(?P<state>D\.?\s?C\.?|{US_STATES})(?![\w])")
CITY_IN_TITLE = re.compile(
    rf"\b(?:(?:in|at)\s+(?P<place>{CITY_SOURCE})|"
    rf"(?P<before>{CITY_SOURCE})(?=\s+(?:Summit|Meeting|Statement|Leaders[’']?)))(?![\w’'])"
)
PLACE = re.compile(
    rf"\b(?:in|In|at|At|near|Near|visit to|visiting|of|to)\s+(?:the\s+(?:city|Inn|resort|margins)\s+(?:of|"
    rf"at)\s+)?(?P<place>(?:Little\s+)?(?:{CITY_SOURCE})|(?:[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+){{0,2}})(?=,\s+(?"
    rf":{COUNTRY_SOURCE}|{US_STATES})\b))(?![\w’-])"
)
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("fact sheet", re.compile(r"\bfact\s?-?sheet\b", re.I)),
    (
        "transcript",
        re.compile(
            (
                r"\b(?:remarks|press availability|press conference|transcript|interview|q&a|press gaggle|briefing|"
                r"toast|speech|availability|on-the-record|press roundtable)\b"
            ),
            re.I,
        ),
    ),
    ("readout", re.compile(r"\breadout\b", re.I)),
    (
        "joint statement",
        re.compile(
            (
                r"\bjoint\b[^.:]{0,80}?\b(?:statement|declaration|communiqu[eé]|vision)\b|\b(?:statement|"
                r"declaration)\b[^.]{0,30}\bjoint\b|joint (?:press|leaders)"
            ),
            re.I,
        ),
    ),
    ("principles", re.compile(r"\bprinciples\b", re.I)),
    ("media note", re.compile(r"\bmedia note\b|\bnotice to the press\b|\bmedia advisory\b", re.I)),
    ("statement", re.compile(r"\b(?:statement|declaration|communiqu[eé]|vision|spirit|commitment)\b", re.I)),
)


@dataclass(slots=True)
class Occasion:
    """What was read of the occasion, each with the passage it was read from (empty where nothing was)."""

    kind: str = "other"
    mechanism: str = "other"
    round: int | None = None
    date: tuple[str, str, str] | None = None
    city: str | None = None
    sources: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Lead:
    """The sentences that tell of the occasion: the main one, others of the opening, and the attribution before them."""

    main: NumberedPassage | None
    opening: list[NumberedPassage]
    attribution: list[NumberedPassage]


def read_occasion(structure: Structure, officials: list[PersonMention]) -> Occasion:
    """Kind, mechanism, round, date and city of the occasion; marks the delegates among the officials."""
    lead = _find_lead(structure, officials)
    occasion = Occasion()
    occasion.kind = read_kind(structure, lead.attribution, lead.main)
    mark_delegates(structure, officials, lead, occasion.kind)
    occasion.mechanism = read_mechanism(structure, officials, lead, occasion.kind)
    if occasion.mechanism == "round":
        occasion.round = _read_round(structure, lead, occasion)
    occasion.date = _read_date(structure, lead, occasion)
    occasion.city = _read_city(structure, lead, occasion)
    return occasion


def _sentences(structure: Structure) -> list[NumberedPassage]:
    return [p for p in structure.passages if p.kind == "sentence"]


def _find_lead(structure: Structure, officials: list[PersonMention]) -> _Lead:
    named: dict[str, list[Naming]] = {}
    for official in officials:
        for naming in official.namings:
            named.setdefault(naming.passage, []).append(naming)
    attribution: list[NumberedPassage] = []
    opening: list[NumberedPassage] = []
    paragraphs: list[str] = []
    speakers = {p.number for p in structure.passages if p.speaker}
    items = {p.number for p in structure.passages if p.kind == "paragraph" and p.depth and p.lead_in}
    for sentence in _sentences(structure):
        parent = sentence.parent or ""
        if parent in speakers:
            continue
        if ATTRIBUTION.search(sentence.text) and not opening and len(named.get(sentence.number, ())) < 2:
            attribution.append(sentence)
            continue
        if parent not in paragraphs:
            if len(paragraphs) >= 3 or (parent in items and paragraphs):
                break
            paragraphs.append(parent)
        opening.append(sentence)
    main = next(
        (
            s
            for s in opening
            if OCCASION.search(s.text)
            and (
                named.get(s.number)
                or (MEETING.search(s.text) and (TODAY.search(s.text) or _own_date(s.text) or TOGETHER.search(s.text)))
            )
        ),
        None,
    )
    if main is None:
        main = next(
            (
                s
                for s in opening
                if OCCASION.search(s.text) and (TODAY.search(s.text) or find_dates(s.text) or MEETING.search(s.text))
            ),
            None,
        )
    return _Lead(main, opening, attribution)


def _own_date(text: str) -> bool:
    """Whether a sentence gives its own event a day: "on May 24, 2022"."""
    return any(
        date.day and re.search(r"(?:^|\bon\s+|\bfrom\s+)$", text[: date.start_index], re.I) for date in find_dates(text)
    )


def read_kind(structure: Structure, attribution: list[NumberedPassage], main: NumberedPassage | None) -> str:
    """What the document calls itself; a spokesperson's account of a meeting or a call is a readout."""
    title = structure.title or ""
    front = [p.text for p in structure.passages if p.number.startswith("0.") and p.kind == "heading"]
    said = " ".join(s.text for s in attribution)
    spokes = bool(re.search(r"attributable to|spokesperson", said, re.I))
    account = re.search(
        (
            r"[’']s?\s+(?:\w+\s+){0,3}(?:call|meeting|meetings|lunch|dinner|conversation|travel|trip|visit|"
            r"participation)\b|\b(?:call|meeting|meetings) (?:with|between|of)\b"
        ),
        title,
        re.I,
    )
    for kind, pattern in KINDS:
        if not pattern.search(title):
            continue
        if kind == "principles" and re.search(r"statement", title, re.I):
            continue
        if kind == "transcript" and re.search(r"\b(?:readout|statement|fact sheet)\b", title, re.I):
            continue
        if kind == "statement" and re.search(
            r"following (?:is the )?(?:text of the )?joint statement|joint statement was|text of the joint statement",
            said,
            re.I,
        ):
            return "joint statement"
        return kind
    if re.search(
        r"following (?:is (?:a|the) )?(?:text of (?:a|the) )?joint statement|text of (?:a|the) joint statement",
        said,
        re.I,
    ):
        return "joint statement"
    labels = [text for text in front if is_label(text)]
    for kind, pattern in KINDS:
        if any(pattern.search(text) for text in labels):
            if kind in ("media note", "statement") and spokes and account:
                return "readout"
            return kind
    if sum(1 for p in structure.passages if p.speaker) >= 2:
        return "transcript"
    if re.search(r"joint statement|joint declaration", said, re.I):
        return "joint statement"
    if re.search(r"fact sheet", said, re.I):
        return "fact sheet"
    if re.search(r"readout", said, re.I):
        return "readout"
    future = main is not None and re.search(
        r"\bwill (?:travel|meet|host|visit|participate|attend|convene|hold|lead|join|depart|take place|be held)\b",
        main.text,
    )
    if future:
        return "media note"
    if spokes or account:
        return "readout"
    if main is not None and re.search(
        r"\b(?:met|spoke|held|hosted|co-?hosted|convened|co-?chaired|had a)\b", main.text
    ):
        return "readout"
    if re.search(r"statement", said, re.I):
        return "statement"
    return "other"


def mark_delegates(structure: Structure, officials: list[PersonMention], lead: _Lead, kind: str) -> None:
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
        if sentence is lead.main or not TAKING_PART.search(sentence.text) or _past(sentence.text):
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
        told = (s for s in lead.opening if OCCASION.search(s.text) and not _past(s.text))
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
    structure: Structure, officials: list[PersonMention], lead: _Lead, may: Callable[[PersonMention], bool]
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
            if naming.passage in attributed or naming.passage.startswith("0") or _past(text) or not may(official):
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


def _past(text: str) -> bool:
    return bool(re.search(r"\b(?:in (?:19|20)\d{2}|last (?:year|month)|previously|in the past|since)\b", text)) or bool(
        re.search(r"\b(?:then|[Ff]ormer)[- ](?=[A-Z])", text)
    )


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


def read_mechanism(structure: Structure, officials: list[PersonMention], lead: _Lead, kind: str) -> str:
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
    if others and not three:
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
    if re.search(r"\bin[- ]person\b", who, re.I):
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
            r"\bvice[- ](?:foreign[- ])?minister(?:ial|s|s[’']|[’']s)?\b|\bvice[- ]foreign\b|\bdeput(?:y|ies) "
            r"(?:foreign ministers?|secretar(?:y|ies))\b"
        ),
        text,
        re.I,
    )
    return bool(
        named
        and re.search(r"\btrilateral\b|\bthree[- ]way\b|\bthree countries\b", text, re.I)
        and {"USA", "JPN", "KOR"} <= {country_of(m["country"]) for m in COUNTRY.finditer(text)}
    )


def _read_round(structure: Structure, lead: _Lead, occasion: Occasion) -> int | None:
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
            if (
                passage is not title
                and passage is not lead.main
                and not told
                and not re.search(r"trilateral|vice", after, re.I)
            ):
                continue
            if re.search(r"^\s+(?:century|anniversary|time in|time since|Vice|Secretary)", after) and not re.search(
                r"^\s+Vice[- ]Foreign Minister(?:ial|s)", after
            ):
                continue
            if count:
                occasion.sources["round"] = (passage.number, match[0])
                return count
    return None


def _dateline(structure: Structure) -> tuple[NumberedPassage, DateMention] | None:
    for passage in structure.passages:
        if (
            passage.number.startswith("0.")
            and passage.kind == "heading"
            and not re.match(r"(?:Source|Retrieved-from):", passage.text)
        ):
            for date in find_dates(passage.text):
                if date.day and (date.year or is_label(passage.text)):
                    return passage, date
    first = next((p for p in structure.passages if p.number == "1.1"), None)
    if first:
        opening = re.match(r"(?:[A-Z][\w.,’' ]{1,40}?,?\s*)?\(?(?=[A-Z])", first.text)
        for date in find_dates(first.text[:70]):
            tail = first.text[date.end_index : date.end_index + 6]
            if opening and date.year and re.match(r"\)?\s*(?:[-–—:]|\))", tail):
                return first, date
    return None


def _year(structure: Structure, date: DateMention) -> int | None:
    """The year of a day printed without one, where the text leaves only one; None otherwise."""
    line = _dateline(structure)
    if line and line[1].year:
        return line[1].year
    # a year in the title is the occasion's; one in the text may be that of any other event, so it must fit the weekday
    titled = years_named(" ".join(p.text for p in structure.passages if p.kind == "title"))
    named = titled or years_named(" ".join(p.text for p in structure.passages if p.kind in ("sentence", "heading")))
    if len(named) == 1 and date.day and (titled or date.weekday):
        only = next(iter(named))
        return only if not date.weekday or weekday_fits(only, date.month, date.day, date.weekday) else None
    return None


def _read_date(structure: Structure, lead: _Lead, occasion: Occasion) -> tuple[str, str, str] | None:
    line = _dateline(structure)
    candidates: list[NumberedPassage] = []
    if lead.main:
        candidates.append(lead.main)
    candidates += [
        s for s in lead.opening if s is not lead.main and s.parent == (lead.main.parent if lead.main else s.parent)
    ][:2]
    candidates += lead.attribution
    for passage in candidates:
        text = passage.text
        today, yesterday = TODAY.search(text), YESTERDAY.search(text)
        for date in find_dates(text):
            if today and not re.match(
                r"[\s,(]{0,3}(?:on\s+)?$",
                text[today.end() : date.start_index] if date.start_index > today.end() else "no",
            ):
                continue
            if not date.day or not _dates_the_meeting(text, date, passage is lead.main):
                continue
            if passage is not lead.main and not MEETING.search(text):
                continue
            span = date.span()
            basis = "stated" if span else "inferred"
            span = span or date.span(_year(structure, date))
            if span:
                occasion.sources["date"] = (passage.number, date.words)
                return (*span, basis)
            if passage is lead.main:
                return None
        if passage is lead.main and (today or yesterday):
            if line and (span := line[1].span()):
                day = day_before(span[0]) if yesterday and not today else span[0]
                occasion.sources["date"] = (line[0].number, line[1].words)
                return (day, day if yesterday and not today else span[1], "inferred")
            return None
    if lead.main is None:
        text = structure.title or ""
        for date in find_dates(text):
            if span := date.span():
                occasion.sources["date"] = ("0", date.words)
                return (*span, "stated")
    if (
        line
        and (span := line[1].span())
        and occasion.kind in ("joint statement", "statement", "readout", "transcript", "fact sheet")
    ):
        occasion.sources["date"] = (line[0].number, line[1].words)
        return (*span, "inferred")
    return None


def _dates_the_meeting(text: str, date: DateMention, main: bool) -> bool:
    """Whether a date is that of the sentence's own event and not of another one it mentions."""
    before, after = text[: date.start_index], text[date.end_index :]
    if re.search(
        r"\b(?:since|following|after|ahead of|before|statement of|of|dated|until|by)\s+(?:the\s+|their\s+|our\s+)?$",
        before,
        re.I,
    ) and not re.search(r"\b(?:morning|afternoon|evening) of\s+$", before):
        return False
    if re.search(r"\b(?:the|their|our|its|this)\s+$", before, re.I) and re.match(r"\s+[A-Za-z]", after):
        return False
    if re.search(
        r"(?:^|\b(?:on|from|between|held|dated|met|and|in \w+,?|in [\w ]+, [\w.]+,?|in [\w. ]+,)\s+|,\s*|\(\s*)$",
        before,
        re.I,
    ):
        opening = CUT.search(before) if main else None
        return opening is None or bool(re.match(r"(?:following|after|building)", before, re.I))
    return not before.strip()


def _read_city(structure: Structure, lead: _Lead, occasion: Occasion) -> str | None:
    candidates: list[NumberedPassage] = []
    if lead.main:
        candidates.append(lead.main)
    candidates += [s for s in lead.opening[:1] if s is not lead.main and MEETING.search(s.text)]
    candidates += [
        s
        for s in lead.opening[:4]
        if s is not lead.main
        and (TODAY.search(s.text) or re.search(r"\b(?:met|held|hosted|convened|gathered|took place)\b", s.text))
        and not _past(s.text)
    ]
    candidates += lead.attribution
    for passage in candidates:
        if city := _city_of_sentence(passage, passage is lead.main):
            occasion.sources["city"] = (passage.number, city)
            return city
    for passage in structure.passages:
        if city := _city_of_front(passage) or _city_of_dateline(passage) or _city_of_title(passage):
            occasion.sources["city"] = (passage.number, city)
            return city
    return None


def _city_of_sentence(passage: NumberedPassage, main: bool) -> str | None:
    """The first city the sentence places the occasion in, before it turns to what was said there."""
    text = passage.text
    verb = OCCASION.search(text)
    said = CUT.search(text, max(20, verb.start())) if verb and main else None
    limit = said.start() if said else len(text)
    for match in PLACE.finditer(text):
        if match.start() > limit:
            break
        led_to = re.match(r"(?:of|to|visit)\b", match[0])
        travelled = re.search(r"\b(?:travel\w*|visit\w*|welcomed .{0,80})\s*$", text[: match.start()])
        if led_to and not (main and (travelled or match[0].startswith("visit"))):
            continue
        if city := _place(text, match):
            return city
    return None


def _city_of_front(passage: NumberedPassage) -> str | None:
    """The city of a dateline that stands on a line of its own."""
    if passage.kind != "heading" or not passage.number.startswith("0.") or len(passage.text.split()) > 9:
        return None
    match = re.match(rf"\W*(?:[\w ’'.-]+,\s+)*?(?P<place>{CITY_SOURCE})(?=\W|$)", passage.text)
    return _place(passage.text, match) if match else None


def _city_of_dateline(passage: NumberedPassage) -> str | None:
    """The city of a dateline that opens the first sentence: "SEOUL – The ministers …"."""
    if passage.number != "1.1":
        return None
    match = re.match(rf"(?P<place>(?i:{CITY_SOURCE}))(?:,\s+[\w. ]+)?\s*(?:\([^)]*\)\s*)?(?:–|—|--|-)\s", passage.text)
    if match is None:
        return None
    return match["place"].title() if match["place"].isupper() else match["place"]


def _city_of_title(passage: NumberedPassage) -> str | None:
    """The city a title names as the place: "in Seoul", "Tokyo Summit"."""
    if passage.kind != "title":
        return None
    for match in CITY_IN_TITLE.finditer(passage.text):
        name = " ".join((match["place"] or match["before"]).split())
        if name in CITIES and country_of(name) is None:
            return name
    return None


def _place(text: str, match: re.Match[str]) -> str | None:
    """A city as printed: with DC, or with the state where it is another Washington; None where no city is meant."""
    place = " ".join(match["place"].split())
    after = text[match.end("place") :]
    if country_of(place) and place not in ("Singapore",):
        return None
    if re.match(
        (
            r"[’']s|-|\s+(?:Declaration|Agreement|Accord|Convention|Treaty|Statement|Principles|Process|Consensus|"
            r"Times|Post|University|Institute|Peninsula|Strait|Room|House|Street|School)\b"
        ),
        after,
    ):
        return None
    if (
        re.match(r"\s+(?:of\s+)?(?:State)?\b[A-Z][a-z]+", after)
        and not re.match(r"\s+(?:On|The|For|To|At|By|In|And|With|As|From|During)\b", after)
        and place in ("Washington", "New York")
        and re.match(r"\s+State\b", after)
    ):
        return None
    state = STATE_AFTER.match(after)
    if place == "Washington" and state:
        printed = state["state"]
        return f"Washington, {printed if printed.count('.') != 1 else printed.replace('.', '')}"
    if place == "Little Washington" and state:
        return f"Little Washington, {state['state']}"
    return place
