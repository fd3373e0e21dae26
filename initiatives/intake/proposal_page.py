"""A draft as its page shows it: the document with its marks in place, and what words may be tied to."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from initiatives.intake.matching import (
    Desk,
    Recurrence,
)
from initiatives.intake.proposal import (
    NEW,
    NONE,
    REJECTED,
    Draft,
    Item,
    Tie,
)


@dataclass
class Piece:
    """A stretch of a passage on the page: its words, and the item that recognised them."""

    text: str
    item: str = ""
    group: str = ""
    state: str = ""


@dataclass
class Shown:
    """A passage as the page shows it."""

    number: str
    kind: str
    marker: str
    pieces: list[Piece]
    depth: int = 0
    lead_in: list[Piece] = field(default_factory=list)
    tie: Tie = field(default_factory=Tie)
    told: str = ""  # what it speaks to, in words
    again: Recurrence | None = None
    sentences: "list[Shown]" = field(default_factory=list)


def shown(draft: Draft, desk: Desk) -> list[Shown]:
    """The document as the page shows it: paragraphs with their sentences, what was recognised marked in place."""
    marks: dict[str, list[tuple[int, int, Item]]] = defaultdict(list)
    for item in draft.items:
        if item.group in ("again", "occasion") or item.state == REJECTED:
            continue
        for evidence in item.evidence:
            if evidence.start >= 0 and evidence.words:
                marks[evidence.passage].append((evidence.start, evidence.start + len(evidence.words), item))
    made: dict[str, Shown] = {}
    out: list[Shown] = []
    for passage in draft.passages:
        number, text = passage["number"], passage["text"]
        one = Shown(
            number,
            passage["kind"],
            "title" if number.startswith("0.") else f"¶ {number}",
            [],
            passage.get("depth") or 0,
            tie=draft.ties.get(number, Tie()),
            told=told(draft, desk, draft.ties.get(number, Tie())),
            again=draft.again.get(number),
        )
        if passage["kind"] == "paragraph":
            lead = passage.get("lead_in") or ""
            one.lead_in = _pieces(lead, [m for m in marks[number] if m[1] <= len(lead)]) if lead else []
        else:
            one.pieces = _pieces(text, marks[number])
        made[number] = one
        parent = made.get(str(passage.get("parent") or ""))
        if passage["kind"] == "sentence" and parent and parent.kind == "paragraph":
            parent.sentences.append(one)
        else:
            out.append(one)
    return out


def told(draft: Draft, desk: Desk, tie: Tie) -> str:
    """What a passage speaks to, in words."""
    names = []
    for kind, key in (("pillar", tie.pillar), ("initiative", tie.initiative)):
        item = draft.find(key[5:]) if key.startswith("item:") else None
        names.append(f"{item['name']} (new)" if item else desk.name_of(kind, key))
    names += [f"names {desk.name_of('initiative', key)}" for key in tie.named if not key.startswith("item:")]
    return " › ".join(filter(None, names))


def _pieces(text: str, marks: list[tuple[int, int, Item]]) -> list[Piece]:
    """The text cut at the marks; of marks that overlap the first stays, of two at one place the longer."""
    pieces, place = [], 0
    for start, end, item in sorted(marks, key=lambda m: (m[0], -m[1])):
        if start < place or end > len(text) or ((start, end) == (0, len(text)) and item.group == "ties"):
            continue
        if start > place:
            pieces.append(Piece(text[place:start]))
        pieces.append(Piece(text[start:end], item.anchor, item.group, "question" if item.is_question else item.state))
        place = end
    if place < len(text):
        pieces.append(Piece(text[place:]))
    return pieces


def targets(draft: Draft, desk: Desk) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Everything that selected words may be tied to, in groups for a list."""
    yield (
        "Facts of the meeting",
        [(item.key, item.label) for item in draft.of("meeting") if item.key not in ("meeting.which", "meeting.name")],
    )
    yield (
        "New from these words",
        [
            ("delegate:new", "somebody who took part"),
            ("pillar:new", "a new pillar"),
            ("initiative:new", "a new initiative"),
            ("activity:new", "a dated activity"),
        ],
    )
    fresh = [i for i in draft.of("names") if i["match"] == NEW and i["as"] != NONE]
    yield (
        "Speaks to the pillar",
        [(f"pillar:{k}", n) for k, n in desk.pillars]
        + [(f"pillar:item:{i.key}", f"new: {i['name']}") for i in fresh if i["as"] == "pillar"],
    )
    yield (
        "Speaks to the initiative",
        [(f"initiative:{k}", n) for k, n, _ in desk.initiatives]
        + [(f"initiative:item:{i.key}", f"new: {i['name']}") for i in fresh if i["as"] == "initiative"],
    )
    yield "Names, besides its own, the initiative", [(f"named:{k}", n) for k, n, _ in desk.initiatives]
    yield "Reports the activity", [(f"activity:{k}", f"{n}, {s}") for k, n, s, _ in desk.activities]
    yield (
        "Words of an entry of the draft",
        [
            (item.key, item.label)
            for item in draft.items
            if item.group in ("delegates", "activities", "names", "references", "document")
        ],
    )
    yield "Names the reference", [(f"reference:{k}", n) for k, _, _, n in desk.references]


def known_targets(draft: Draft, desk: Desk) -> set[str]:
    return {value for _, pairs in targets(draft, desk) for value, _ in pairs}
