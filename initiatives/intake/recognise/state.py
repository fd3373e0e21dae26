"""Whether a text tells of a meeting that was held, of one that is to come, or of one that was not held."""

import re

from initiatives.intake import vocabulary
from initiatives.intake.recognise.lead import Lead
from initiatives.intake.structure import NumberedPassage, Structure

HELD, PLANNED = "", "planned"
#: The states of a meeting that nobody took part in.
NOT_HELD = frozenset(state for state, *_ in vocabulary.rows("meeting-states"))

#: Texts that are adopted at a meeting or say what was said there: what they announce is another event.
OF_A_MEETING = frozenset(("fact sheet", "joint statement", "principles", "transcript"))

_MEETING = (
    r"(?:meetings?|consultations?|dialogues?|talks|rounds?|summits?|conferences?|sessions?|calls?|visits?|trips?|"
    r"travel|ministerials?|press\s+(?:availabilit(?:y|ies)|conferences?)|receptions?|ceremon(?:y|ies)|trilaterals?|forums?|gatherings?|events?|engagements?|discussions?|tours?|briefings?)"
)
# A meeting of before or after is not the one the text is about.
_OTHER = re.compile(
    r"\b(?:next|previous|last|earlier|another|other|subsequent|follow-up)\s+(?:[\w’'.-]+\s+){0,6}$", re.I
)
_ADVERB = r"(?:(?:also|now|again|once more|indefinitely|temporarily|thus|therefore|since|reluctantly|further)\s+)?"


def _of(column: int) -> dict[str, str]:
    """The words of a column of the table, a pattern for each state."""
    rows = vocabulary.rows("meeting-states")
    return {row[0]: "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in row[column].split(";")) for row in rows}


_PARTICIPLES, _NOUNS, _VERBS = _of(1), _of(2), _of(3)
#: "The meeting … has been postponed"; what is told of in a relative clause ("which had been postponed") is background.
PASSIVE = {
    state: re.compile(
        rf"\b(?P<meeting>{_MEETING})\b(?P<between>[^;]{{0,600}}?)"
        rf"(?P<words>(?:has|have|had to|was|were|is|are|will|would|must)\s+{_ADVERB}"
        rf"(?:(?:not\s+)?(?:to\s+)?be\s+|been\s+|being\s+)?{_ADVERB}(?:{words}))\b",
        re.I,
    )
    for state, words in _PARTICIPLES.items()
}
#: "The three sides decided to postpone the meeting", "have postponed the talks".
ACTIVE = {
    state: re.compile(
        rf"\b(?P<words>(?:(?:decid|agree|choos|chose|ask|forc|compel)\w*\s+(?:\w+\s+){{0,2}}?to\s+(?:{verbs})|"
        rf"(?:has|have|had to|will|must)\s+{_ADVERB}(?:{verbs}|{_PARTICIPLES[state]})|"
        rf"(?:announc\w+|decid\w+\s+on|agreed\s+on|regrets?)\s+(?:the|a|an)\s+(?:{_NOUNS[state]})\s+of))\s+"
        rf"(?P<between>(?:(?!next|previous)[\w’'.()/-]+,?\s+){{0,12}}?)(?P<meeting>{_MEETING})\b",
        re.I,
    )
    for state, verbs in _VERBS.items()
}
#: "The meeting will not take place", "did not go ahead".
NOT_PLACE = re.compile(
    rf"\b(?P<meeting>{_MEETING})\b(?P<between>[^;]{{0,600}}?)"
    r"(?P<words>(?:will\s+not|won[’']t|did\s+not|didn[’']t|cannot|"
    r"could\s+not|can\s+not|shall\s+not|would\s+not|will\s+no\s+longer|is\s+not\s+going\s+to|are\s+not\s+going\s+to|"
    r"(?:has|have|was|were)\s+not)\s+(?:now\s+)?(?:take\s+place|be\s+(?:held|convened)|been\s+held|held|go\s+ahead|"
    r"go\s+forward|proceed|occur|happen|taken\s+place))\b",
    re.I,
)
#: In a title: "Postponement of the … Meeting", "… Meeting Postponed", "CANCELLED: …".
TITLED = {
    state: re.compile(
        rf"\b(?P<before>{_NOUNS[state]})\s+of\b(?=.*\b{_MEETING}\b)|"
        rf"\b{_MEETING}\b[^:;]*?\b(?P<after>{words})\b|"
        rf"^\W*(?P<mark>{words})\W*[:–—\]-]",
        re.I,
    )
    for state, words in _PARTICIPLES.items()
}
TITLED_NOT = re.compile(
    rf"\b{_MEETING}\b.*?\b(?P<after>(?:will\s+|to\s+)?not\s+(?:to\s+)?(?:take\s+place|be\s+held|go\s+ahead|proceed))\b",
    re.I,
)
#: A line of the front matter that says nothing else.
MARKED = {
    state: re.compile(rf"\W*(?:(?:notice\s+of\s+)?(?:{_NOUNS[state]})|{words})\W*", re.I)
    for state, words in _PARTICIPLES.items()
}

_ACT = (
    r"(?:meet|host|co-?host|welcome|receive|hold|convene|visit|travel|attend|participate|take\s+part|join|lead|chair|"
    r"co-?chair|depart|speak|address|conduct|gather|take\s+place|be\s+(?:held|hosted|convened|chaired)|pay)"
)
#: What is to come: "will host", "is scheduled to visit", "plans to hold".
TO_COME = re.compile(
    rf"\b(?P<words>will\s+(?:also\s+|jointly\s+|each\s+)?{_ACT}|"
    r"(?:is|are)\s+(?:(?:scheduled|expected|set|due|planned|slated|going)\s+)?(?:to|for)\s+"
    rf"(?={_ACT}){_ACT}|(?:is|are)\s+(?:scheduled|planned|slated|due)\s+(?:for|on|to\s+start|to\s+begin)|"
    rf"(?:plans?|intends?)\s+to\s+{_ACT})\b",
    re.I,
)
# What was done: a sentence that says so first tells of a meeting that was held.
DONE = re.compile(
    r"\b(?:met|held|hosted|co-?hosted|spoke|convened|gathered|welcomed|received|participated|attended|joined|visited|"
    r"travell?ed|chaired|co-?chaired|conducted|took\s+(?:part|place)|had\s+an?|discussed|exchanged|concurred)\b",
    re.I,
)
TITLED_TO_COME = re.compile(rf"\b(?P<words>to\s+{_ACT}|upcoming)\b", re.I)

Found = tuple[str, tuple[str, str]]


def read_state(structure: Structure, lead: Lead, kind: str) -> Found | None:
    """planned, postponed or cancelled, with the passage and the words; None where the meeting was held."""
    title = next((p for p in structure.passages if p.kind == "title"), None)
    if title and (found := _titled(title)):
        return found
    for passage in structure.passages:
        if passage.kind == "heading" and passage.number.startswith("0."):
            for state, pattern in MARKED.items():
                if pattern.fullmatch(passage.text):
                    return state, (passage.number, passage.text)
    was_held = lead.main is not None and _was_held(lead.main.text)
    if not was_held:
        for sentence in [*lead.attribution, *lead.opening]:
            if found := _not_held(sentence):
                return found
    if kind in OF_A_MEETING or was_held:
        return None
    if lead.main and (said := TO_COME.search(lead.main.text)):
        return PLANNED, (lead.main.number, said["words"])
    if lead.main is None and title and (said := TITLED_TO_COME.search(title.text)):
        return PLANNED, (title.number, said["words"])
    return None


def _titled(title: NumberedPassage) -> Found | None:
    for state, pattern in TITLED.items():
        if said := pattern.search(title.text):
            return state, (title.number, said["before"] or said["after"] or said["mark"])
    if said := TITLED_NOT.search(title.text):
        return "cancelled", (title.number, said["after"])
    return None


def _was_held(text: str) -> bool:
    """Whether the first thing a sentence tells is something done, not something that is or was to be done."""
    done = next((m for m in DONE.finditer(text) if not re.search(r"\b(?:be|been|being)\s+$", text[: m.start()])), None)
    if done is None:
        return False
    to_come = TO_COME.search(text)
    not_held = [m for m in (*(p.search(text) for p in PASSIVE.values()), NOT_PLACE.search(text)) if m]
    return not (to_come and to_come.start() < done.start()) and not any(m.start() < done.start() for m in not_held)


def _not_held(sentence: NumberedPassage) -> Found | None:
    """What a sentence says became of the meeting that the text is about."""
    text = sentence.text
    for state, pattern in [*PASSIVE.items(), ("cancelled", NOT_PLACE), *ACTIVE.items()]:
        for said in pattern.finditer(text):
            # "the talks, which were postponed in May": told of in passing
            in_passing = pattern is not ACTIVE.get(state) and re.search(r"\b(?:which|that|who)\s*$", said["between"])
            if not in_passing and not _OTHER.search(text[: said.start("meeting")]):
                return state, (sentence.number, said["words"])
    return None
