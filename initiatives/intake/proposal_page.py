"""A draft as its page shows it: the document with its marks in place, and what words may be tied to."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from initiatives.intake.known import Desk
from initiatives.intake.matching import Recurrence
from initiatives.intake.proposal import Draft, Item, Tie, marker
from initiatives.intake.slots import NEW, About, ItemGroup, ItemState, Slot, made_by, maker_of

UNMARKED = (ItemGroup.AGAIN, ItemGroup.OCCASION)
MAY_BE_SUPPORTED = (
    ItemGroup.DELEGATES,
    ItemGroup.ACTIVITIES,
    ItemGroup.NAMES,
    ItemGroup.REFERENCES,
    ItemGroup.DOCUMENT,
)

Mark = tuple[int, int, Item]  # first and last character of a passage, and what was recognised there


@dataclass
class Piece:
    """A stretch of a passage on the page: its words, and the item that recognised them."""

    text: str
    item: str = ""
    group: str = ""
    state: str = ""


@dataclass
class ShownPassage:
    """A passage as the page shows it."""

    number: str
    kind: str
    marker: str
    depth: int = 0
    pieces: list[Piece] = field(default_factory=list)
    lead_in: list[Piece] = field(default_factory=list)
    told: str = ""  # what it speaks to, in words
    again: Recurrence | None = None
    sentences: "list[ShownPassage]" = field(default_factory=list)


def shown_passages(draft: Draft, desk: Desk) -> list[ShownPassage]:
    """The document as the page shows it: paragraphs with their sentences, what was recognised marked in place."""
    marks = _marks(draft)
    made: dict[str, ShownPassage] = {}
    outermost: list[ShownPassage] = []
    for passage in draft.passages:
        number, here = passage.number, marks[passage.number]
        shown = ShownPassage(
            number,
            passage.kind,
            marker(number),
            passage.depth,
            told=in_words(draft, desk, draft.ties.get(number, Tie())),
            again=draft.again.get(number),
        )
        if passage.kind == "paragraph":
            lead = passage.lead_in or ""
            shown.lead_in = _pieces(lead, [mark for mark in here if mark[1] <= len(lead)]) if lead else []
        else:
            shown.pieces = _pieces(passage.text, here)
        made[number] = shown
        parent = made.get(passage.parent or "")
        if passage.kind == "sentence" and parent and parent.kind == "paragraph":
            parent.sentences.append(shown)
        else:
            outermost.append(shown)
    return outermost


def _marks(draft: Draft) -> dict[str, list[Mark]]:
    """Passage → what was recognised in it."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for item in draft.items:
        if item.group in UNMARKED or item.state == ItemState.REJECTED:
            continue
        for evidence in item.evidence:
            if evidence.start >= 0 and evidence.words:
                marks[evidence.passage].append((evidence.start, evidence.start + len(evidence.words), item))
    return marks


def in_words(draft: Draft, desk: Desk, tie: Tie) -> str:
    """What a passage speaks to, in words."""
    names = []
    for kind, target in ((About.PILLAR, tie.pillar), (About.INITIATIVE, tie.initiative)):
        item = draft.find(maker_of(target))
        names.append(f"{item['name']} (new)" if item else desk.name_of(kind, target))
    names += [f"names {desk.name_of(About.INITIATIVE, key)}" for key in tie.named if not maker_of(key)]
    return " › ".join(filter(None, names))


def _pieces(text: str, marks: list[Mark]) -> list[Piece]:
    """The text cut at the marks; of marks that overlap the first stays, of two at one place the longer."""
    pieces, place = [], 0
    for start, end, item in sorted(marks, key=lambda m: (m[0], -m[1])):
        is_whole = (start, end) == (0, len(text))
        if start < place or end > len(text) or (is_whole and item.group == ItemGroup.TIES):
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
        [(item.key, item.label) for item in draft.of(ItemGroup.MEETING) if item.key not in (Slot.WHICH, Slot.NAME)],
    )
    yield (
        "New from these words",
        [
            (About.DELEGATE.new, "somebody who took part"),
            (About.PILLAR.new, "a new pillar"),
            (About.INITIATIVE.new, "a new initiative"),
            (About.ACTIVITY.new, "a dated activity"),
        ],
    )
    pillars = [(About.PILLAR.of(row.key), row.name) for row in desk.pillars]
    yield "Speaks to the pillar", pillars + _fresh(draft, About.PILLAR)
    initiatives = [(About.INITIATIVE.of(row.key), row.name) for row in desk.initiatives]
    yield "Speaks to the initiative", initiatives + _fresh(draft, About.INITIATIVE)
    yield (
        "Names, besides its own, the initiative",
        [(About.NAMED.of(row.key), row.name) for row in desk.initiatives],
    )
    yield "Reports the activity", [(About.ACTIVITY.of(row.key), f"{row.name}, {row.start}") for row in desk.activities]
    yield (
        "Words of an entry of the draft",
        [(item.key, item.label) for item in draft.items if item.group in MAY_BE_SUPPORTED],
    )
    yield "Names the reference", [(About.REFERENCE.of(row.key), row.name) for row in desk.references]


def _fresh(draft: Draft, kind: About) -> list[tuple[str, str]]:
    """The new pillars or initiatives of the draft."""
    new = [i for i in draft.of(ItemGroup.NAMES) if i["match"] == NEW and i["as"] == kind]
    return [(kind.of(made_by(item.key)), f"new: {item['name']}") for item in new]


def known_targets(draft: Draft, desk: Desk) -> set[str]:
    """The targets of a tie that make sense for a draft."""
    return {value for _, pairs in targets(draft, desk) for value, _ in pairs}
