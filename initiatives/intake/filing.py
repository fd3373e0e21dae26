"""Documents on their way: filed once, decided about step by step, every step kept."""

import datetime
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, connections, transaction
from django.db.models import Max
from django.utils import timezone

from initiatives.desk import audit, originals
from initiatives.desk.models import Decision, Proposal, ProposalState
from initiatives.intake import NotRead, Reading, read
from initiatives.intake.desk_reading import read_desk
from initiatives.intake.drafting import Decided, Facts, build
from initiatives.intake.known import Desk, KnownDelegate, KnownText, Said
from initiatives.intake.likeness import fold
from initiatives.intake.proposal import Draft, Item, Orphan, selected
from initiatives.intake.proposal_page import known_targets
from initiatives.intake.slots import EVERYTHING, ItemGroup, ItemState, Slot, Verb, corrected_by, tie_of
from initiatives.models import Citation
from initiatives.models.citations import ROOT_KEYS, nearest_words
from initiatives.record import realm
from initiatives.record.refusals import Refused

LONGEST_NAME = 200
PRINTED = ("name", "title")  # of who took part: exactly as the document has it
LATELY = datetime.timedelta(minutes=30)  # how long ago a step of a colleague is told
MOST_TEXTS = 30  # open ones that a text is compared with
MOST_DECISIONS = 5_000  # about one proposal
SETTLES = {Verb.ACCEPT: ItemState.ACCEPTED, Verb.REJECT: ItemState.REJECTED}  # to say so twice adds nothing


class Overtaken(Refused):
    """Somebody else decided about the same item since the page was made."""


def stored(reading: Reading) -> dict[str, Any]:
    """A reading as a proposal keeps it."""
    return {
        "medium": reading.medium,
        "language": reading.structure.language,
        "encoding": reading.encoding,
        "values": reading.values,
        "passages": [asdict(passage) for passage in reading.passages],
        "unplaced": reading.as_json()["unplaced"],
    }


def file(data: bytes, name: str, *, user: Any) -> tuple[Proposal, bool]:
    """Reads a document and files it; the same document again is the proposal it has already. (proposal, is it new)

    Raises NotRead where it cannot be read.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if known := Proposal.objects.in_use().filter(original_sha256=sha256).first():
        return known, False
    reading = read(data, name or None)
    _check(reading)
    originals.keep(data)
    values = {
        "name": (name or "pasted text")[:LONGEST_NAME],
        "title": (reading.structure.title or "")[:400],
        "text": reading.text,
        "reading": stored(reading),
        "filed_by": user,
    }
    try:
        with transaction.atomic(using=realm.DESK):
            proposal = Proposal.objects.create(original_sha256=sha256, **values)
            audit.proposed(proposal, user=user, note="filed")
            return proposal, True
    except IntegrityError:  # somebody filed it in this moment
        return Proposal.objects.in_use().get(original_sha256=sha256), False


def _check(reading: Reading) -> None:
    """Refuses what no column can hold, in the words of the reader."""
    held = [reading.text, *(passage.text for passage in reading.passages)]
    if any("\0" in text for text in held):
        raise NotRead("damaged", "The text holds a NUL character.")
    try:
        "".join(held).encode()
    except UnicodeEncodeError:
        raise NotRead("damaged", "The text holds half a character.") from None
    if not reading.passages:
        raise NotRead("no text", "No words were found in it.")


def decisions(proposal: Proposal) -> list[Decided]:
    """What stands of the decisions about a proposal, in order."""
    rows = Decision.objects.filter(proposal=proposal, undone=False).order_by("number")
    return [Decided(row.number, row.item, Verb(row.verb), row.values) for row in rows]


def draft_of(proposal: Proposal, desk: Desk | None = None) -> tuple[Draft, Desk]:
    """The draft round as it stands now, and the desk it was matched with."""
    desk = desk or read_desk()
    desk.texts = open_texts(proposal)
    filed_on = timezone.localdate(proposal.filed_at).isoformat()
    facts = Facts.of(proposal.reading, proposal.text, filed_on, timezone.now())
    draft = build(facts, desk, decisions(proposal))
    if draft.corrects and corrected_by(draft[Slot.DOCUMENT]["which"]):
        draft.orphans = orphans(draft)
    return draft, desk


def open_texts(proposal: Proposal) -> list[KnownText]:
    """The other documents whose proposals are open, the newest first: witnesses of what this one tells of."""
    rows = Proposal.objects.filter(state=ProposalState.OPEN).exclude(original_sha256="").exclude(pk=proposal.pk)
    return [_text_of(row) for row in rows.order_by("-filed_at").only("title", "name", "reading")[:MOST_TEXTS]]


def _text_of(proposal: Proposal) -> KnownText:
    facts, title = Facts.of(proposal.reading, "", ""), str(proposal)
    return KnownText(
        *(str(proposal.pk), title, facts.mechanism, facts.language, facts.start),
        *(facts.city_in_english or facts.city, facts.round),
        heads=tuple(KnownDelegate("", p.name, p.title, p.country) for p in facts.persons if p.took_part),
        said={name: Said(where.words, where.passage, title) for name, where in facts.cited.items()},
        name=proposal.name,
        words=tuple(fold(passage.text) for passage in facts.sentences),
        elsewhere=facts.elsewhere,
    )


def orphans(draft: Draft) -> list[Orphan]:
    """Citations of the earlier version whose words the corrected one no longer has."""
    assert draft.corrects
    texts = [passage.text for passage in draft.passages]
    cited = Citation.objects.filter(passage__document=uuid.UUID(draft.corrects.key)).select_related("passage")
    lost = []
    for citation in cited.select_related(*ROOT_KEYS):
        if not any(citation.quotation in text for text in texts):
            number = citation.passage.number if citation.passage else ""
            lost.append(Orphan(str(citation.root), citation.field, number, citation.quotation))
    return lost


# --- Deciding


def locked(proposal: Proposal) -> Proposal:
    """The proposal, read again under a lock. Call in a transaction."""
    rows = Proposal.objects.filter(pk=proposal.pk)
    if connections[realm.DESK].vendor == "postgresql":
        rows = rows.select_for_update()
    return rows.get()


def decide(
    proposal: Proposal, item: str, verb: str, values: Mapping[str, str], *, user: Any, seen: int | None = None
) -> None:
    """Adds a decision. Raises Refused where it makes no sense, Overtaken where ``seen`` is not the item's last."""
    if verb not in tuple(Verb):
        raise Refused("That is nothing to decide. Load the page again.")
    decided = Verb(verb)
    with transaction.atomic(using=realm.DESK):
        now = locked(proposal)
        if now.state != ProposalState.OPEN:
            raise Refused(
                "The draft round was created, or the document was put away: nothing is to be decided here now."
            )
        draft, desk = draft_of(now)
        if item == EVERYTHING and decided == Verb.ACCEPT:
            listed = [str(each.key) for each in draft.bulk]
            if listed:
                _add(now, item, decided, {"items": listed}, user)
            return
        if decided == Verb.TIE:
            _add(now, "", decided, _tie(draft, desk, values), user)
            return
        found = draft.find(item)
        if found is None:
            raise Refused("This entry is no longer part of the draft. Load the page again.")
        if seen is not None and found.seen != seen:
            raise Overtaken(f"Somebody else decided about “{found.label}” since this page was made. Look at it again.")
        kept = _changes(found, values) if decided == Verb.CHANGE else {}
        _check_printed(draft, found, kept)
        if decided == Verb.CHANGE and not kept:
            decided = Verb.ACCEPT
        if decided in SETTLES and found.state == SETTLES[decided]:
            return
        _add(now, item, decided, kept, user)


def _changes(item: Item, values: Mapping[str, str]) -> dict[str, str]:
    """What is typed otherwise than the fields have it. Raises Refused for what no field can take."""
    fields = {each.name: each for each in item.fields}
    kept = {}
    for name, typed in values.items():
        if name not in fields:
            raise Refused("This entry has no such field. Load the page again.")
        value = " ".join(typed.split())
        if trouble := fields[name].trouble(value):
            raise Refused(trouble)
        if value != fields[name].value:
            kept[name] = value
    return kept


def _check_printed(draft: Draft, item: Item, kept: Mapping[str, str]) -> None:
    """Refuses a name or title “as printed” that the document prints nowhere, with the nearest words beside it."""
    if not draft.passages or item.group not in (ItemGroup.DELEGATES, ItemGroup.OTHERS):
        return
    beside = [draft.text_of(evidence.passage) for evidence in item.evidence] or [p.text for p in draft.passages]
    for field in item.fields:
        value = kept.get(field.name, "")
        if field.name in PRINTED and value and not any(value in passage.text for passage in draft.passages):
            nearest = nearest_words(value, " ".join(beside))
            raise Refused(
                f"{field.label}: “{value}” does not stand in the document. The nearest words there are “{nearest}”. "
                "Write it exactly as printed."
            )


def _tie(draft: Draft, desk: Desk, values: Mapping[str, str]) -> dict[str, Any]:
    number, target = values.get("passage", ""), values.get("target", "")
    text = draft.text_of(number)
    if not text:
        raise Refused("Select words in the document first: this passage is not in it.")
    if target not in known_targets(draft, desk):
        raise Refused("Choose what the words are to be tied to.")
    said = values.get("quotation", "").strip() or text
    found, start = selected(text, said)
    if not found:
        raise Refused(f"“{said[:80]}” does not stand in ¶ {number}. Select the words in one sentence of the document.")
    return {"passage": number, "quotation": found, "start": start, "target": target}


def _add(proposal: Proposal, item: str, verb: Verb, values: Mapping[str, Any], user: Any) -> None:
    last = Decision.objects.filter(proposal=proposal).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_DECISIONS:
        raise Refused("Too much was decided about this document. Put it away and file it again.")
    Decision.objects.create(
        proposal=proposal,
        number=last + 1,
        item=(item or tie_of(last + 1))[:200],
        verb=verb.value,
        values=dict(values),
        made_by=user,
    )
    audit.proposed(proposal, user=user, note=f"decision {last + 1}: {verb}")


def last_of(proposal: Proposal, user: Any) -> Decision | None:
    """The last decision of a person about a proposal that stands."""
    mine = Decision.objects.filter(proposal=proposal, undone=False, made_by=user)
    return mine.order_by("-number").first()


@dataclass(frozen=True)
class Colleague:
    """Somebody else who decided about the same proposal not long ago."""

    name: str
    last: datetime.datetime


def colleagues(proposal: Proposal, user: Any) -> list[Colleague]:
    """Who else took a step here within the last half hour, the latest first."""
    since = timezone.now() - LATELY
    steps = Decision.objects.filter(proposal=proposal, made_at__gte=since, made_by__isnull=False)
    last = steps.exclude(made_by=user).values("made_by__username").annotate(last=Max("made_at")).order_by("-last")
    return [Colleague(row["made_by__username"], row["last"]) for row in last]


def undo(proposal: Proposal, *, user: Any) -> str:
    """Takes the last decision of a person back; returns what it was about. Raises Refused where there is none."""
    with transaction.atomic(using=realm.DESK):
        now = locked(proposal)
        if now.state != ProposalState.OPEN:
            raise Refused("The draft round was created: change it in its form, where every save can be taken back.")
        last = last_of(now, user)
        if last is None:
            raise Refused("There is nothing to undo: what others decided is theirs to take back.")
        Decision.objects.filter(pk=last.pk).update(undone=True)
        audit.proposed(now, user=user, note=f"decision {last.number} undone")
        return last.item


def put_away(proposal: Proposal, *, user: Any) -> None:
    """Takes a document off the list of open ones: nothing was created from it. It may be filed again."""
    with transaction.atomic(using=realm.DESK):
        now = locked(proposal)
        if now.state != ProposalState.OPEN:
            raise Refused("Only a document that no round was created from can be put away.")
        Proposal.objects.filter(pk=now.pk).update(state=ProposalState.DISCARDED)
        audit.proposed(now, user=user, note="put away")
