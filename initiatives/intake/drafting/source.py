"""Where the document, or the announcement, was found: what rests on that source alone, and what it still lacks."""

from initiatives.intake.drafting.document import THE_THREE, office
from initiatives.intake.drafting.state import DraftState
from initiatives.intake.known import KnownMeeting
from initiatives.intake.proposal import Draft, Field, FieldKind, Item, kind_words
from initiatives.intake.slots import NEW, ItemGroup, Slot, corrected_by

ARCHIVE = "A copy in a public web archive, if there is one."


def source(state: DraftState) -> None:
    """The entry of the source, and trouble where facts rest on it and it is not told."""
    needed, prepared = without_words(state.draft), state.facts.is_prepared
    rests = f"These facts do not stand in the text and rest on this source: {', '.join(needed)}."
    item = state.put(
        Item(
            Slot.SOURCE,
            ItemGroup.SOURCE,
            "Where it was announced" if prepared else "Where the document was found",
            [
                Field(
                    "address", "Address", "", FieldKind.URL, longest=500, help="https://… of the page you took it from."
                ),
                Field("publisher", "Publisher", _publisher(state), longest=200),
                Field(
                    "read_on", "Read on", state.facts.filed_on, FieldKind.DAY, longest=10, help="The day you read it."
                ),
                Field("archive", "Archived at", "", FieldKind.URL, longest=500, help=ARCHIVE),
                Field("licence", "Terms of reuse", "", longest=300),
            ],
            reason=rests if needed else "",
        )
    )
    if needed and not prepared and not (item["address"] and item["publisher"] and item["read_on"]):
        missing = [each.label.lower() for each in item.fields[:3] if not each.value]
        state.trouble(
            item.key,
            f"Not in the text: {', '.join(needed)}. Write {' and '.join(missing)} of the source that says so.",
        )


def _publisher(state: DraftState) -> str:
    document = state.draft.find(Slot.DOCUMENT)
    if not document:
        return ""
    return office(state.facts) if document["issuers"] == THE_THREE else document["issuers"][:200]


def without_words(draft: Draft) -> list[str]:
    """The facts that creating the draft would make without any words of the document to rest on."""
    needed = _of_meeting(draft, draft.meeting)
    document = draft.find(Slot.DOCUMENT)
    if document and (document["which"] == NEW or corrected_by(document["which"])):
        if document["kind"] and not kind_words(draft.passages, document["kind"]):
            needed.append("the kind of the document")
        if not any(e.words == document["title"] for e in document.evidence):
            needed.append("the title of the document")
        if document["issued_on"]:
            needed.append("the day of issue")
    needed += [item.label for item in draft.of(ItemGroup.DELEGATES) if item.included and not item.evidence]
    return needed


def _of_meeting(draft: Draft, there: KnownMeeting | None) -> list[str]:
    needed = []
    for slot, name, known, label in (
        (Slot.DATE, "start", there and there.start, "the day"),
        (Slot.PLACE, "city", there and there.city, "the city"),
        (Slot.NUMBER, "number", there and there.number, "the number"),
    ):
        item = draft.find(slot)
        if item and item.included and item[name] and not item.evidence and not known:
            needed.append(label)
    if not there and not draft[Slot.FORMAT].evidence:
        needed.append("how they met")
    return needed
