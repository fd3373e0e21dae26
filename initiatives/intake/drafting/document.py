"""What the draft says of the document: its title, kind, issuers, language, and what it is at the desk."""

import re
from collections.abc import Iterable

from initiatives.choices import DocumentKind, Language
from initiatives.intake.drafting.days import days_in
from initiatives.intake.drafting.facts import Facts
from initiatives.intake.drafting.state import DraftState, pairs
from initiatives.intake.known import KnownDocument
from initiatives.intake.likeness import fold
from initiatives.intake.proposal import Evidence, Field, FieldKind, Item, first_words
from initiatives.intake.slots import NEW, ItemGroup, Slot, correcting
from initiatives.intake.structure import NumberedPassage

KINDS = {str(value).replace("_", " "): str(value) for value in DocumentKind.values}
OFFICES = (  # what a letterhead says → the publisher
    (r"Office of the Spokesperson|Department of State|state\.gov", "U.S. Department of State"),
    (r"Ministry of Foreign Affairs of Japan|\bmofa\.go\.jp|外務省", "Ministry of Foreign Affairs of Japan"),
    (r"\bmofa\.go\.kr|외교부", "Ministry of Foreign Affairs, Republic of Korea"),
    (r"White House", "The White House"),
)
OWN_LINE = 0.6  # of a line are the date: it holds no more than a weekday, or “Date:”, besides
LINES_OF_A_HEAD = 8
ADDRESS_LINE = re.compile(
    r"(?:(?:source|url|link|address|original|available at|出典|出所|掲載元|出處|출처|원문|링크)\s*[:：]?\s*)?"
    r"<?(https?://[!-~]+?)>?",
    re.I,
)
THE_THREE = "The three governments"
FIRST_SENTENCES = ("1.1", "2.1")
JOINT = re.compile(r"\bjoint (?:statement|fact sheet|press)|共同声明|共同発表|공동\s?성명|공동\s?발표", re.I)


def document(state: DraftState) -> None:
    """The entry of the document: new, filling in one that is listed, or a corrected version."""
    facts, corrects = state.facts, state.draft.corrects
    title, kind = facts.title, KINDS.get(facts.kind, "")
    if not title and state.draft.only_document:
        title = next((passage for passage in facts.passages if passage.kind == "heading"), None)
    listed, best = _listed(state, kind)
    choices = [(NEW, "a new document"), *((d.key, f"fills in the listed “{d.title}”") for d in listed)]
    which = best.key if best else NEW
    if corrects:
        which = correcting(corrects.key)
        choices.append((which, f"a corrected version of “{corrects.title}”"))
    joint = bool(JOINT.search(_front(facts))) or kind == DocumentKind.JOINT_STATEMENT
    issuers = best.issuers if best else THE_THREE if joint else office(facts)
    issued_on, printed = issue_day(facts)
    yes_or_no = [("yes", "yes"), ("no", "no")]
    item = state.put(
        Item(
            Slot.DOCUMENT,
            ItemGroup.DOCUMENT,
            "The document",
            [
                Field("which", "This is", which, FieldKind.SELECT, choices, required=True),
                Field("title", "Title as printed", title.text if title else "", required=True, longest=400),
                Field("kind", "Kind", kind, FieldKind.SELECT, [("", "—"), *pairs(DocumentKind)], required=True),
                Field("issuers", "Issued by", issuers, required=True, longest=300),
                Field("joint", "In the name of all three", "yes" if joint else "no", FieldKind.SELECT, yes_or_no),
                Field("language", "Language", state.language, FieldKind.SELECT, pairs(Language)),
                Field("issued_on", "Issued on", _known_day(best) or issued_on, FieldKind.DATE, longest=10),
            ],
            [*([Evidence(title.number, title.text, 0)] if title else []), *printed],
            reason=f"Shares most of its words with “{corrects.title}”, which stays as it is." if corrects else "",
        )
    )
    for name, trouble in (
        ("title", "The document has no title that could be read. Write it as printed, or write what it is called."),
        ("kind", "Choose the kind of the document."),
        ("issuers", "Write who issued the document."),
    ):
        if not item[name]:
            state.trouble(item.key, trouble)


def _known_day(listed: KnownDocument | None) -> str:
    return listed.issued_on if listed else ""


def issue_day(facts: Facts) -> tuple[str, list[Evidence]]:
    """The day that stands on a line of its own at the head of the document, and its words."""
    if facts.is_earlier:
        return "", []
    for passage in _at_the_front(facts.passages):
        for day, words in days_in(passage.text):
            if passage.kind != "title" and len(day) == 10 and len(words) >= OWN_LINE * len(passage.text.strip()):
                return day, [Evidence(passage.number, words, passage.text.index(words))]
    head = facts.text.strip().splitlines()[:LINES_OF_A_HEAD]
    for line in head:
        for day, words in days_in(line):
            if len(day) == 10 and len(words) >= OWN_LINE * len(line.strip()):
                return day, []
    return "", []


def printed_address(facts: Facts) -> str:
    """The address that a line at the head or the foot of the document gives as its source."""
    if facts.is_earlier:
        return ""
    lines = [line.strip() for line in facts.text.strip().splitlines() if line.strip()]
    edges = lines if len(lines) <= 2 * LINES_OF_A_HEAD else lines[:LINES_OF_A_HEAD] + lines[-LINES_OF_A_HEAD:]
    return next((match[1].rstrip(".,;)") for line in edges if (match := ADDRESS_LINE.fullmatch(line))), "")


def _listed(state: DraftState, kind: str) -> tuple[list[KnownDocument], KnownDocument | None]:
    """The listed documents of the meeting, and the one that this is: by its title, or as the only one of a kind."""
    there, title = state.draft.meeting, state.facts.title
    listed = [d for d in state.desk.documents if there and d.meeting == there.key and not d.sha256]
    printed = title.text if title else ""
    best = next((d for d in listed if fold(d.title) == fold(printed)), None)
    if not best and not printed:
        same_kind = [d for d in listed if d.kind == kind and d.language == state.language]
        best = same_kind[0] if len(same_kind) == 1 else None
    return listed, best


def office(facts: Facts) -> str:
    """The ministry or department whose letterhead or spokesperson the document carries."""
    front = _front(facts)
    return next((name for pattern, name in OFFICES if re.search(pattern, front)), "")


def _front(facts: Facts) -> str:
    return " ".join(passage.text for passage in _at_the_front(facts.passages))


def _at_the_front(passages: Iterable[NumberedPassage]) -> list[NumberedPassage]:
    return [p for p in passages if p.number.startswith("0.") or p.number in FIRST_SENTENCES]


def issuer_words(passages: Iterable[NumberedPassage], issuers: str) -> list[Evidence]:
    """Where the document says who issued it: by name, by its letterhead, or as a joint text by its title."""
    front = _at_the_front(passages)
    if said := first_words(front, issuers):
        return said
    pattern = next((pattern for pattern, name in OFFICES if name == issuers), "")
    if issuers == THE_THREE:
        pattern = JOINT.pattern
    for passage in front if pattern else ():
        if match := re.search(pattern, passage.text, re.I):
            return [Evidence(passage.number, match[0], match.start())]
    return []
