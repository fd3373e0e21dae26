"""Dated activities: events other than the occasion itself whose month and year the text gives."""

import datetime
import re
from dataclasses import dataclass

from initiatives.intake import vocabulary
from initiatives.intake.recognise.dates import DateMention, find_dates
from initiatives.intake.recognise.day import DATELINE_END
from initiatives.intake.recognise.gazetteer import CITY_SOURCE
from initiatives.intake.recognise.occasion import Occasion
from initiatives.intake.structure import NumberedPassage, Structure

EVENT = (
    r"(?:summits?|meetings?|forums?|fora|dialogues?|conferences?|consultations?|discussions?|exercises?|"
    r"workshops?|seminars?|symposi(?:um|a)|talks|rounds?|sessions?|"
    r"convenings?|engagements?|ceremon(?:y|ies)|launch(?:es)?|signings?|visits?|trips?|events?|exchanges?|"
    r"tests?|negotiations?|understandings?|trilaterals?|tabletop|webinars?|"
    r"committees?|working groups?|task forces?|hackathons?|competitions?|programs?|initiatives?|agreements?|"
    r"partnerships?|frameworks?|networks?|pledging|delegations?|missions?|"
    r"assembly|congress|symposium|training|trainings|simulations?|deployments?|patrols?|election|anniversary)"
)
DOCUMENT = re.compile(
    (
        r"\b(?:statements?|declarations?|communiqu[eé]s?|fact sheet|joint vision|resolutions?|press release|"
        r"memorand\w+|report|letter|principles)\b"
    ),
    re.I,
)
HEAD_AFTER = re.compile(
    (
        rf"\s+(?P<noun>(?:(?:[\w’'/.&+-]+|\(\w+\))\s+){{0,9}}?(?:{EVENT})\b(?!\s+(?-i:[A-Z]))(?!\s+{EVENT}\b)(?:\s+(?:of|on|for|among|"
        rf"between|in)\s+(?:the\s+)?(?:[A-Z][\w’'-]*|\w+)(?:\s+(?:and\s+)?[A-Z][\w’'-]*)*)?)"
    ),
    re.I,
)
LEADING_PLACE = re.compile(r"^,?\s*")
CLAUSE_END = re.compile(r"[,;.:]\s|\s(?:to|in order to|which|where|that will|and (?:will|to)|with the aim)\s")
STARTS = re.compile(
    r"\bfor\s(?=[a-z]+ing\b)|[;:]\s|\.\s|,\s(?:and\s|while\s|including\s|with\s|as well as\s|where\s|which\s)?|"
    r"\b(?:including|such as|since|following|after|as well as|at|during|through|building on|welcomed?|held|hosted|"
    r"attended|convened|launched|ahead of|of the|and the)\s"
)
FILLER = re.compile(
    (
        r"^(?:(?:the|a|an|its|our|their|this|that|to|and|of|in|on|at|for|as|by|with|also|will be|was|were|is|are|"
        r"be|been|being|held|took place|scheduled|convened|which|who|recently|successfully)\s+)+"
    ),
    re.I,
)
TRAILING = re.compile(
    (
        r"(?:\s+(?:the|a|an|its|our|their|to|and|of|in|on|at|for|as|by|with|was|were|is|are|be|been|held|took "
        r"place|taking place|take place|scheduled|will be|would be|would|will|to be|from|between|last|this|"
        r"which|that|late|early|mid))+$"
    ),
    re.I,
)
LAST_PLACE = re.compile(
    rf"(?:^(?:[Ii]n|[Aa]t)|\s+(?:in|at))\s+(?:{CITY_SOURCE}|[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+)?(?=,))"
    r"(?:,\s*(?:D\.?C\.?|[A-Z][\w.]+))?,?\s*$"
)
DEADLINE = re.compile(
    (
        r"\b(?:by|until|before|no later than|by the end of|end of|as of|expires? (?:in|on))\s+(?:the\s+)?(?:end "
        r"of\s+|early\s+|late\s+|mid-)?$"
    ),
    re.I,
)


#: Who recalls or announces an event, and how: the event is what follows.
SAID = re.compile(
    r"^(?:(?:and|also|then|later)\s+)*(?:they|it|we|he|she|both|all|(?:the\s+)?(?:(?:two|three|four)\s+)?(?:sides|countries|"
    r"leaders|ministers|vice\s+ministers|secretary|president|partners|delegations|participants|officials|governments|"
    r"deputies|principals|parties|nations|secretaries))(?:\s+(?:also|again|further|both|jointly|warmly|likewise))*\s+"
    r"(?:recall\w*|welcom\w*|not(?:e|ed)|reaffirm\w*|highlight\w*|spoke\s+(?:of|about)|discuss\w*|commend\w*|applaud\w*|"
    r"prais\w*|celebrat\w*|announc\w*|look\w*\s+(?:forward\s+to|back\s+(?:on|at))|remember\w*|mention\w*|underscor\w*|"
    r"(?:agreed|decided|plan\w*|intend\w*|expect\w*|hope\w*)\s+to(?:\s+(?:hold|convene|host|conduct|launch))?|will(?:\s+also)?"
    r"(?:\s+(?:hold|convene|host|conduct|launch|attend))?|(?:have\s+|has\s+|had\s+)?(?:held|convened|attended|hosted|"
    r"launched|conducted|completed|concluded|participated\s+in|took\s+part\s+in|begun|began|met))\b\s*",
    re.I,
)
PRONOUN = re.compile(r"^(?:they|it|we|he|she|this|these|those|which|who|both|all)\b", re.I)
#: Words that stand for an event named elsewhere, or for none.
EMPTY = frozenset(vocabulary.words("bare-event-words"))
WHICH = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)|first|second|third|fourth|fifth|next|last|latest|previous|inaugural)\s+{EVENT}\b",
    re.I,
)
#: A sentence or a clause that opens with what was done, its subject after it or left out.
PARTICIPLE = re.compile(
    r"(?:^|[.;]\s)\W*(?:(?:first|formally|jointly|officially|originally)\s+)?(?:launched|established|announced|begun|started|"
    r"held|convened|founded|inaugurated|signed|created|opened|completed|initiated)(?:\s+(?:again|together))?\s+(?:early\s+)?"
    r"(?:in|on)\s+$",
    re.I,
)
FINITE = r"(?:is|are|was|were|has|have|had|will|brings?|brought|now|connects?|[a-z]{3,}ed)"
#: What opens another clause, of another event: "…, and welcomed", "noted that".
TOLD = re.compile(
    r"(?:,\s+|\s)(?:and|while|but)\s+(?:also\s+)?(?:welcom\w+|noted|recall\w+|looked\s+(?:ahead|forward)\s+to|reaffirmed|"
    r"discussed|confirmed|commended|highlighted|applauded|announced|underscored|supported|encouraged|thanked|praised)\s+|"
    r"\b(?:noted|announced|stated|recalled|said|confirmed|explained|agreed|mentioned|assessed|emphasi[sz]ed|hoped|fact)\s+that\s+",
    re.I,
)
#: "officials, led by …, met": who met stands before those who led them.
ASIDE = re.compile(
    r"(?P<who>[^,;]{3,90}),\s+(?:led|headed|chaired|co-chaired|attended|hosted|represented|joined)\s+by\s.{0,400},\s+"
    r"(?P<did>(?:met|convened|gathered|spoke|trained|exercised|visited)\b[^,]*)$"
)
#: "Exercise Reed, conducted in the bay": the event stands before what was done.
DONE_TO = re.compile(
    r"(?P<who>(?:[^,;]{0,60}\s)?[A-Z][^,;]{2,60}),\s+(?P<did>(?:conducted|held|launched|convened|hosted|staged|signed|"
    r"concluded|inaugurated|opened)\b[^,]{0,60})$"
)
#: "the consultation with Vice Minister Reed, which will be held": the event stands before whom it is with.
TOLD_OF = re.compile(r",\s+which\s+(?:will|is|are|was|were|took|takes)\b[^,]{0,60}$")
CALLED = re.compile(
    rf"\b(?:the|an?|our|their|its)\s+(?P<what>(?:[\w’'/.&-]+\s+){{0,6}}?{EVENT})\b(?=\s+(?:with|of|between|among|for|on)\b)",
    re.I,
)
#: A date at the front of its clause; the event follows.
FRONTED = re.compile(
    r"(?:^|[,;]\s+(?:and\s+|while\s+)?|\band\s+)(?:later\s+)?(?:in|on)\s+(?:early\s+|late\s+|mid-)?$", re.I
)
CLAUSE = re.compile(rf"\s*,?\s+(?:[\w’'.-]+\s+){{1,6}}?{FINITE}\b")
#: What was said, not done: the date is that of a document.
LAID_OUT = re.compile(
    r"\b(?:visions?|statements?|declarations?|commitments?|principles|pledges?|communiqu[eé]s?|spirit)\s+"
    r"(?:(?:that|which)\s+)?(?:(?:was|were|we|they|had\s+been)\s+)?(?:first\s+)?(?:laid\s+out|set\s+(?:out|forth)|issued|announced|released|adopted|agreed|made|outlined|articulated|expressed|reached)"
    r"(?:\s+(?:at|by|in)\s+[^,;]{0,50}?)?\s*(?:,|\b(?:in|on)\s+(?:the\s+)?)?\s*$",
    re.I,
)
#: "agreed to open in March 2031 the first office": the event follows its date.
VERB_BEFORE = re.compile(r"\b(?:to|will|would|should|can|may)\s+[a-z]+\s+(?:again\s+)?(?:in|on|during)\s+$")
OBJECT_AFTER = re.compile(r"\s+(?P<what>(?:the|an?|their|its|our)\s+[^,;.:]{4,120})")


@dataclass(slots=True)
class ActivityMention:
    """A dated event: its name in the text's own words, ISO start and end, city if named beside it."""

    name: str
    start: str
    end: str
    city: str | None
    year_inferred: bool
    passage: str
    words: str
    index: int = 0


def find_activities(structure: Structure, occasion: Occasion) -> list[ActivityMention]:
    """Each dated event once, in reading order, without the occasion itself, deadlines and dates of documents."""
    found: list[ActivityMention] = []
    for passage in structure.passages:
        if passage.kind != "sentence":
            continue
        for date in find_dates(passage.text):
            activity = _activity(passage, date, occasion, structure)
            if activity and not any(_same(activity, known) for known in found):
                found.append(activity)
    return found


def _activity(
    passage: NumberedPassage, date: DateMention, occasion: Occasion, structure: Structure
) -> ActivityMention | None:
    text = passage.text
    span = date.span()
    inferred = False
    if span is None:
        year = _year_beside(text, date, occasion)
        span = date.span(year) if year else None
        inferred = True
    if span is None:
        return None
    if occasion.date and occasion.date[0] <= span[0] and span[1] <= occasion.date[1]:
        return None
    if occasion.date and date.day and span[0] <= occasion.date[0] and occasion.date[1] <= span[1]:
        return None  # the journey to it
    if passage.number == "1.1" and date.start_index < 50 and DATELINE_END.match(text, date.end_index):
        return None
    if occasion.sources.get("date", ("", ""))[0] == passage.number and occasion.sources["date"][1] == date.words:
        return None
    before, after = text[: date.start_index], text[date.end_index :]
    if DEADLINE.search(before) and not re.search(r"\b(?:held|met|convened)\b", before):
        return None
    if re.search(r"\b(?:resolution|resolutions)\b[^,;]{0,30}$", before, re.I):
        return None
    if LAID_OUT.search(before):
        return None
    name = "" if PARTICIPLE.search(before) else _whole(_name(text, date))
    name = name or _name_above(passage, structure, bool(PARTICIPLE.search(before))) or _subject_after(after)
    name = name or _subject_of(before)
    if not name:
        return None
    near = DOCUMENT.search(before[-35:]) if re.search(r"\bof\s+(?:the\s+)?$|\bdated\s+$", before) else None
    direct = re.match(rf"\s+(?:(?!{EVENT}\b)[\w’'.-]+\s+){{0,6}}(?:Joint )?(?:Statement|Declaration|Communiqu)", after)
    if near or (direct and not re.search(r"\bon\s+$", before)):
        return None
    return ActivityMention(
        name,
        span[0],
        span[1],
        _city(text, date),
        inferred,
        passage.number,
        text[max(0, date.start_index - 60) : date.end_index + 60].strip(),
        date.start_index,
    )


def _whole(name: str) -> str:
    """A name without those who recall or announce the event; empty where it then names no event."""
    bare = name
    if said := SAID.match(name):
        bare = _tidy(name[said.end() :])
        bare = re.sub(r"^(?:the|an?)\s+", "", bare)
        # "ministers met" says who did what; "they met" does not
        if not _says_what(bare) and not PRONOUN.match(name) and len(name.split()) > 2:
            bare = name
    event = re.split(r",\s+which\s", bare)[0]
    bare = event if re.search(rf"\b{EVENT}$", event, re.I) else bare
    if PRONOUN.match(bare):
        # "we signed the pact": what was done, without who
        bare = re.sub(r"^\w+\s+(?:(?:also|all|have|has|had|will)\s+)*", "", bare)
    return bare if _says_what(bare) else ""


def _says_what(name: str) -> bool:
    """Whether a name has a word of its own, or says which of several it was: "previous round"."""
    return bool(WHICH.search(name)) or any(word.casefold() not in EMPTY for word in re.findall(r"[^\W\d_]{3,}", name))


def _subject_after(after: str) -> str:
    """The subject of a sentence that opens with what was done to it: "Launched in May 2030, the network …"."""
    clause = re.match(rf"[^,]{{0,60}},\s+(?:the|an?|our|their|this)\s+(?P<what>[^,.;]{{3,80}}?)\s+{FINITE}\b", after)
    return _tidy(clause["what"]) if clause else ""


def _subject_of(before: str) -> str:
    """The subject of a sentence, where it has the name of an event and what is said of it has none."""
    subject = re.match(
        rf"\W*(?:[^.:]{{2,60}}:\s+)?(?:(?:The|Our|This|Its)\s+)?(?P<what>[A-Z][\w’'-]*(?:\s+(?:[A-Z][\w’'-]*|of|for|on|and|the))*?"
        rf"\s+(?-i:(?i:{EVENT})))\b(?=\s|,)",
        before,
    )
    return _tidy(subject["what"]) if subject else ""


def _name_above(passage: NumberedPassage, structure: Structure, anything: bool) -> str:
    """What the words before a paragraph's text, or the heading over it, call the event; else empty.

    A lead-in may call it `anything` where the sentence speaks of it without a name.
    """
    heading = ""
    for other in structure.passages:
        if other.kind == "heading" and other.number.startswith("h"):
            heading = other.text
        elif other.number == passage.parent:
            if anything and other.lead_in:
                return _tidy(other.lead_in)
            above = other.lead_in or heading
            return _tidy(above) if re.search(rf"\b{EVENT}\b", above, re.I) else ""
    return ""


def _year_beside(text: str, date: DateMention, occasion: Occasion) -> int | None:
    """The year of a day printed without one: that of the full date it is joined to, or that of the occasion."""
    if not date.day:
        return None
    for other in find_dates(text):
        if (
            other.year
            and other.start_index > date.start_index
            and re.fullmatch(r"\s*(?:,|and|to|through|[-–])\s*(?:on\s+)?", text[date.end_index : other.start_index])
        ):
            return other.year
    if occasion.date and len(occasion.date[0]) == 10:
        return _nearest_year(datetime.date.fromisoformat(occasion.date[0]), date.month)
    return None


def _nearest_year(day: datetime.date, month: int) -> int | None:
    """The year of the month that lies nearest to a day; None where two are about as near."""
    months = month - day.month
    if abs(months) in (6, 7, 5):
        return day.year if abs(months) == 5 else None
    return day.year + (months < -6) - (months > 6)


def _name(text: str, date: DateMention) -> str:
    # an event named before an earlier date of the sentence is that date's own
    earlier = [d.end_index for d in find_dates(text) if d.end_index <= date.start_index]
    between = text[max(earlier) : date.start_index] if earlier else ""
    before, after = text[: date.start_index], text[date.end_index :]
    only_place = re.fullmatch(
        r"[,;]?\s*(?:and\s+)?(?:(?:in|at)\s+)?(?:[A-Z][\w.]+(?:\s(?:de\s)?|,\s))+(?:in|on|from)\s+", between
    )
    if only_place and not re.search(rf"\b(?:{EVENT})\b", between, re.I):
        # "met in A in March and in B in May": the second place is of the same event
        first = next(d for d in find_dates(text) if d.end_index == max(earlier))
        return _name(text, first)
    if len(between.split()) > 3:
        before = re.sub(r"^\W*(?:and|as well as|followed by|or)\s+", "", between)
    preposition = re.search(
        r"\b(?:on|in|from|between|during|of|early in|late in|since|through|held|for)\s+(?:early |late |mid-|the\s+)*$",
        before,
        re.I,
    )
    modifies = bool(re.match(r"\s+(?=[A-Za-z(])", after)) and not re.match(
        (
            r"\s+(?:in|at|on|to|and|with|that|which|by|for|as|when|where|regarding|during|the|a|our|their|of|"
            r"through|between|under|hosted|aimed|or|among|from)\b"
        ),
        after,
    )
    determiner = re.search(r"\b(?:the|their|our|its|this|a|an|since|at|following|after|last)\s+$", before, re.I)
    if re.search(r"\b(?:the|their|our|its)\s+[a-z-]+\s+$", before) and re.match(r",?\s+[A-Z]", after):
        modifies, determiner = True, re.match(r",?\s", after)
        after = after.removeprefix(",")
    if modifies and (determiner or not preposition):
        noun = HEAD_AFTER.match(after)
        if noun:
            return _tidy(noun["noun"])
        capital = re.match(r"\s+((?:[A-Z][\w’'.+-]*\s*|of\s+(?:the\s+)?|on\s+|and\s+|for\s+)+)", after)
        if capital:
            return _tidy(capital[1])
    if VERB_BEFORE.search(before) and (what := OBJECT_AFTER.match(after)):
        return _tidy(_last_words(what["what"], 14))
    opening = before[: preposition.start()] if preposition else before
    if earlier and FRONTED.search(text[: date.start_index]) and CLAUSE.match(after):
        opening = ""
    lead = LAST_PLACE.sub("", opening).rstrip(" ,(")
    purpose = re.match(
        (
            rf"(?:\s+(?:in|at)\s+(?:{CITY_SOURCE})[\w., ]{{0,20}}?)?,?\s+(?:for|at|to (?:hold|launch|attend|"
            rf"convene))\s+(?:the|an?|their|our)\s+(?P<noun>(?:[\w’'/.&+-]+\s+){{0,9}}?(?:{EVENT})\b(?:\s+(?:of|"
            rf"on|for)\s+[\w’'-]+(?:\s+[A-Z][\w’'-]*)*)?)"
        ),
        after,
    )
    if purpose and not re.search(rf"\b(?:{EVENT})\b", lead[-60:], re.I):
        return _tidy(purpose["noun"])
    if len(lead.split()) >= 2 and not re.fullmatch(
        r"(?:(?:and|also|then|later|most recently|recently|as early as|beginning|starting)\s*)+", lead, re.I
    ):
        return _before(lead)
    rest = re.sub(rf"^[,)]?\s*(?:(?:in|at)\s+(?:{CITY_SOURCE})(?:,\s*(?:D\.?C\.?|[A-Z][\w.]+))?)?,?\s*", "", after)
    clause = CLAUSE_END.split(rest, maxsplit=1)[0]
    if len(clause.split()) < 4:
        clause = rest
    event = re.search(
        (
            r"\b(?:host|held|hold|conven|launch|attend|complet|conduct|sign|organiz|welcom|establish|announc|"
            r"embark)\w*\s+(?:on\s+)?(?P<what>.+)"
        ),
        clause,
    )
    whole = event is None or len(event["what"].split()) < 3 or not re.search(rf"\b(?:{EVENT})\b", event["what"], re.I)
    words = (clause if whole or event is None else event["what"]).split()
    return _tidy(" ".join(words[:12]))


def _before(lead: str) -> str:
    """The event in the words before its date: from the last start of a phrase that still holds a noun for an event."""
    cut = re.split(r"(?<=[a-z0-9)”])[.;:]\s+", lead)[-1]
    told = [m.end() for m in TOLD.finditer(cut) if len(cut[m.end() :].split()) >= 2]
    cut = cut[max(told, default=0) :]
    if (which := TOLD_OF.search(cut)) and (events := list(CALLED.finditer(cut[: which.start()]))):
        return _tidy(events[-1]["what"])
    if aside := ASIDE.search(cut) or DONE_TO.search(cut):
        return _tidy(f"{_last_words(aside['who'], 8)} {aside['did']}")
    starts = [0, *[m.end() for m in STARTS.finditer(cut)]]
    for start in reversed(starts):
        phrase = cut[start:]
        events = list(re.finditer(rf"\b(?:{EVENT})\b", phrase, re.I))
        if events and len(phrase.split()) >= 2:
            # the noun phrase begins at the article before the event
            article = list(re.finditer(r"\b(?:the|an?|our|their|its)\s", phrase[: events[-1].start()], re.I))
            if article and len(phrase[article[-1].end() :].split()) >= 2:
                phrase = phrase[article[-1].end() :]
            return _tidy(_last_words(phrase, 14))
    for start in reversed(starts):
        phrase = cut[start:]
        if len(phrase.split()) >= 3 and re.search(r"\b(?:met|held|took|won|began|\w{3,}(?:ed|ing))\b", phrase):
            return _tidy(_last_words(phrase, 12))
    return _tidy(_last_words(cut, 12))


def _last_words(phrase: str, count: int) -> str:
    return " ".join(phrase.split()[-count:])


def _tidy(name: str) -> str:
    previous = ""
    name = " ".join(name.split()).strip(" ,;:.()–—-")
    while previous != name:
        previous = name
        name = TRAILING.sub("", FILLER.sub("", name)).strip(" ,;:()–—-")
    return name


def _city(text: str, date: DateMention) -> str | None:
    around = re.compile(rf"\b(?:in|at)\s+(?P<place>{CITY_SOURCE})(?P<dc>,?\s+D\.?\s?C\.?)?(?![\w])")
    before = list(around.finditer(text, max(0, date.start_index - 60), date.start_index))
    beside = before and not re.search(r"[^\W\d]{4,}", text[before[-1].end() : date.start_index].replace("from", ""))
    # what stands after a later date or clause belongs to that
    stop = re.search(r"[;.]\s|,\s+and\s+(?:the|a)\b", text[date.end_index :])
    later = [d.start_index for d in find_dates(text) if d.start_index > date.start_index]
    limit = min([date.end_index + 80, *later, *([date.end_index + stop.start()] if stop else [])])
    match = before[-1] if beside else around.search(text, date.end_index, limit)
    named = re.search(
        rf"(?:^|\W)(?P<place>{CITY_SOURCE})(?P<dc>,?\s+D\.?\s?C\.?)?\s+(?:in|on)\s+$",
        text[max(0, date.start_index - 40) : date.start_index],
    )
    if match is None and named:
        match = named
    if (
        match is None
        and before
        and not re.search(rf"\b{EVENT}\b", text[before[-1].end() : date.start_index], re.I)
        and not any(before[-1].end() <= d.start_index < date.start_index for d in find_dates(text))
    ):
        match = before[-1]
    if not match:
        return None
    return " ".join(match["place"].split()) + (match["dc"] or "")


def _same(one: ActivityMention, other: ActivityMention) -> bool:
    if (one.start, one.end) != (other.start, other.end):
        return False
    mine, theirs = (set(re.findall(r"\w{4,}", a.name.casefold())) for a in (one, other))
    return not mine or not theirs or len(mine & theirs) * 2 >= min(len(mine), len(theirs))
