"""Where the document, or the announcement, was found: what rests on that source alone, and what it still lacks."""

from initiatives.choices import MeetingState, SourceKind
from initiatives.intake.drafting.days import day_in
from initiatives.intake.drafting.document import THE_THREE, issuer_words, office, printed_address
from initiatives.intake.drafting.state import DraftState, pairs
from initiatives.intake.known import KnownMeeting
from initiatives.intake.proposal import Draft, Evidence, Field, FieldKind, Item, kind_words
from initiatives.intake.slots import NEW, ItemGroup, Slot, corrected_by

TICKS = "What the source says. What is not ticked is cited later, in the form."
ADDRESS = "https://… of the page you took it from."
ARCHIVE = "A copy in a public web archive, if there is one."


def source(state: DraftState) -> None:
    """The entry of the source with what rests on it, and trouble where facts rest on it and it is not told."""
    needed, prepared = without_words(state.draft), state.facts.is_prepared
    told = ", ".join(needed.values())
    item = state.put(
        Item(
            Slot.SOURCE,
            ItemGroup.SOURCE,
            "Where it was announced" if prepared else "Where the document was found",
            [
                _address(printed_address(state.facts)),
                Field("publisher", "Publisher", _publisher(state), longest=200),
                Field(
                    "read_on", "Read on", state.facts.filed_on, FieldKind.DAY, longest=10, help="The day you read it."
                ),
                *(_of_a_page() if prepared else ()),
                Field("source_kind", "Kind of source", "", FieldKind.SELECT, [("", ""), *pairs(SourceKind)]),
                Field("archive", "Archived at", "", FieldKind.URL, longest=500, help=ARCHIVE),
                *(() if prepared else [Field("licence", "Terms of reuse", "", longest=300)]),
                Field(
                    *("left_out", "Supports", "", FieldKind.TICKS, list(needed.items()), TICKS),
                    longest=4000,
                    hidden=not needed,
                ),
            ],
            reason=f"These facts do not stand in the text and rest on this source: {told}."
            if needed and not prepared
            else "",
        )
    )
    missing = [each.label.lower() for each in item.fields[:3] if not each.value]
    left_out = item["left_out"].split()
    rest = [label for key, label in needed.items() if key not in left_out]
    if needed and prepared and missing:
        state.trouble(
            item.key,
            f"Nothing in this round has a document to rest on. Write {' and '.join(missing)} of the source that says "
            f"{told}.",
        )
    elif needed and prepared and not rest:
        state.trouble(item.key, "Tick what the source says: at least one fact.")
    elif rest and missing and not state.draft.only_document:  # filed by hand, what rests on a source stays open
        state.trouble(
            item.key, f"Not in the text: {', '.join(rest)}. Write {' and '.join(missing)} of the source that says so."
        )


def _of_a_page() -> list[Field]:
    return [
        Field("title", "Title of the page", "", longest=400, help="As printed."),
        Field("dated", "Date of the page", "", FieldKind.DATE, longest=10, help="2026-11-20"),
    ]


def _address(printed: str) -> Field:
    """The address of the source: as the document prints it, where that is one."""
    field = Field("address", "Address", printed, FieldKind.URL, longest=500, help=ADDRESS)
    field.value = "" if field.trouble(printed) else printed
    return field


def _publisher(state: DraftState) -> str:
    document = state.draft.find(Slot.DOCUMENT)
    if not document:
        return ""
    return office(state.facts) if document["issuers"] == THE_THREE else document["issuers"][:200]


def without_words(draft: Draft) -> dict[str, str]:
    """The facts that creating the draft would make without any words of the document to rest on: key → in words."""
    needed = _of_meeting(draft, draft.meeting)
    document = draft.find(Slot.DOCUMENT)
    if document and (document["which"] == NEW or corrected_by(document["which"])):
        if document["kind"] and not kind_words(draft.passages, document["kind"]):
            needed["document.kind"] = "the kind of the document"
        if not any(e.words == document["title"] for e in document.evidence):
            needed["document.title"] = "the title of the document"
        if document["issuers"] and not issuer_words(draft.passages, document["issuers"]):
            needed["document.issuers"] = "who issued it"
        if document["issued_on"] and not day_words(document):
            needed["document.issued_on"] = "the day of issue"
    without = [item for item in draft.of(ItemGroup.DELEGATES) if item.included and not item.evidence]
    return needed | {item.key: item.label for item in without}


def day_words(document: Item) -> list[Evidence]:
    """Where the document prints its own day of issue as the entry has it."""
    return [each for each in document.evidence if day_in(each.words) == document["issued_on"]]


def _of_meeting(draft: Draft, there: KnownMeeting | None) -> dict[str, str]:
    needed = {}
    for slot, name, known, label in (
        (Slot.DATE, "start", there and there.start, "the day"),
        (Slot.PLACE, "city", there and there.city, "the city"),
        (Slot.NUMBER, "number", there and there.number, "the number"),
    ):
        item = draft.find(slot)
        if item and item.included and item[name] and not item.evidence and not known:
            needed[name] = label
    format_, state = draft.find(Slot.FORMAT), draft.find(Slot.STATE)
    if not there and format_ and not format_.evidence:
        needed["format"] = "how they met"
    stands = state["stands"] if state and not state.evidence else MeetingState.HELD
    if state and stands != MeetingState.HELD and not (there and there.state == stands):
        needed["state"] = f"that it is {state.fields[0].shown}"
    return needed
