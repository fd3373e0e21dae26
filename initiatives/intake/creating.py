"""From a proposal to rows at the desk: one transaction, keys made from what the rows are, so that twice is once."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connections, transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.text import slugify

from initiatives.choices import Language, MeetingFormat, MeetingState, Script
from initiatives.desk import audit, press, workflow
from initiatives.desk.dependencies import gather
from initiatives.desk.models import Changeset, Proposal, ProposalState
from initiatives.desk.revisions import lock_all, revise_all
from initiatives.intake.citing import Citations
from initiatives.intake.drafting.days import is_ahead, zone_of
from initiatives.intake.drafting.decisions import Decisions
from initiatives.intake.filing import decisions, draft_of, locked
from initiatives.intake.keys import key
from initiatives.intake.known import Desk
from initiatives.intake.likeness import fold, script_of
from initiatives.intake.proposal import Draft, Item
from initiatives.intake.slots import NEW, NONE, About, ItemGroup, Slot, carried_row, corrected_by, maker_of
from initiatives.models import (
    Activity,
    Country,
    Delegate,
    Document,
    Initiative,
    Meeting,
    Official,
    OfficialName,
    Passage,
    Pillar,
    Reference,
)
from initiatives.models.documents import fingerprint
from initiatives.record import realm
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused

LOCK = 0x7121A8  # the advisory lock of PostgreSQL that makes creators take turns
TRIES = 3
LONGEST_LEAD_IN = 300
KATAKANA = re.compile(r"[\u30a0-\u30ff\s．.A-ZＡ-Ｚ＝=]+")


@dataclass(frozen=True)
class Created:
    """What creating a draft came to: the round, the document, and what was made; ``is_new`` False where nothing was."""

    meeting: Meeting
    document: Document | None
    made: list[tuple[int, str]]
    is_new: bool
    kept: list[str] = field(default_factory=list)  # what the document has otherwise, and stays as the desk has it


def create(proposal: Proposal, *, user: Any) -> Created:
    """Makes the draft round at the desk, all of it or nothing; a second time it only says what was made.

    Raises Refused with everything that keeps it from being created.
    """
    for attempt in range(TRIES):
        try:
            with transaction.atomic(using=realm.DESK):
                _take_turns()
                created = _create(locked(proposal), user)
            proposal.refresh_from_db()
            return created
        except IntegrityError:
            if attempt + 1 == TRIES:
                raise Refused("Somebody is changing the same records. Nothing was created; try again.") from None
    raise AssertionError("unreachable")


def _take_turns() -> None:
    if connections[realm.DESK].vendor == "postgresql":
        with connections[realm.DESK].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _create(proposal: Proposal, user: Any) -> Created:
    if proposal.state == ProposalState.DISCARDED:
        raise Refused("This document was put away. File it again to make a round of it.")
    if proposal.state == ProposalState.CREATED:
        return outcome_of(proposal)
    draft, desk = draft_of(proposal)
    if draft.is_blocked:
        raise Refused(f"{draft.verdict} If it is to be filed all the same, say so first.")
    if draft.same_as:
        there = draft.same_as.meeting, draft.same_as.key
        return _finish(proposal, *there, [], [], user, kept=_untaken(proposal, draft))
    if draft.problems:
        raise Refused(*dict.fromkeys(words for _, words in draft.problems))
    maker = Maker(proposal, draft, desk)
    meeting, document = maker.make()
    label = "intake" if proposal.has_document else "preparation"
    for kind in KINDS:
        if roots := [pk for touched, pk in maker.touched if touched == kind]:
            revise_all(kind, roots, user=user, reason=f"Created from {label}: {proposal}")
    made = [(len(pks), _called(model, len(pks))) for model, pks in maker.made.items() if pks]
    touched = [[kind, str(pk)] for kind, pk in maker.touched]
    carried = [carried_row(item.key) for item in draft.of(ItemGroup.CARRIED) if item.included]
    keys = str(meeting.pk), str(document.pk) if document else ""
    return _finish(proposal, *keys, made, touched, user, is_new=True, carried=carried, kept=maker.kept)


def _untaken(proposal: Proposal, draft: Draft) -> list[str]:
    """What an editor wrote about a document that the desk has already: it is not taken over, and that is said."""
    decided = Decisions(decisions(proposal))
    told = [
        f"{item.label}, {each.label.lower()}: “{each.shown}” was not taken over; write it in the form of the round"
        for item in draft.items
        for each in item.fields
        if each.value and each.name in decided.changed(item.key)
    ]
    return told + [f"“{tie.quotation}” was not tied; tie it on the page of the document" for tie in decided.ties]


def _called(model: str, count: int) -> str:
    """What that many created rows of a model are called: rounds, new officials, citations."""
    if model in KINDS:
        name = KINDS[model].singular if count == 1 else KINDS[model].plural
        return name if model == "meeting" else f"new {name}"
    options = apps.get_model("initiatives", model)._meta
    return str(options.verbose_name if count == 1 else options.verbose_name_plural)


def _finish(
    proposal: Proposal,
    meeting: str,
    document: str,
    made: Sequence[tuple[int, str]],
    touched: Sequence[list[str]],
    user: Any,
    is_new: bool = False,
    carried: Sequence[list[str]] = (),
    kept: Sequence[str] = (),
) -> Created:
    Proposal.objects.filter(pk=proposal.pk).update(
        state=ProposalState.CREATED,
        meeting=meeting,
        document=document or None,
        created_at=timezone.now(),
        created_by=user,
        outcome={
            "made": [list(pair) for pair in made],
            "touched": list(touched),
            "carried": list(carried),
            "kept": list(kept),
        },
    )
    audit.proposed(proposal, user=user, note="round created")
    proposal.refresh_from_db()
    found = outcome_of(proposal)
    return Created(found.meeting, found.document, list(made), is_new, list(kept))


def outcome_of(proposal: Proposal) -> Created:
    """What was created from a proposal. Raises Refused where the round is no longer at the desk."""
    meeting = Meeting.objects.filter(pk=proposal.meeting).first() if proposal.meeting else None
    if meeting is None:
        raise Refused("The round that was created from this document is no longer at the desk.")
    document = Document.objects.filter(pk=proposal.document).first() if proposal.document else None
    made = [tuple(pair) for pair in proposal.outcome.get("made", ())]
    return Created(meeting, document, made, False, list(proposal.outcome.get("kept", ())))


class Maker:
    """Turns a settled draft into rows. Remembers every root it made or changed."""

    def __init__(self, proposal: Proposal, draft: Draft, desk: Desk) -> None:
        self.proposal, self.draft, self.desk = proposal, draft, desk
        self.touched: dict[tuple[str, uuid.UUID], None] = {}
        self.made: dict[str, list[uuid.UUID]] = defaultdict(list)
        self.new: dict[str, Model] = {}  # key of an item → the root made for it
        self.delegates: dict[str, Delegate] = {}  # key of an item → who took part
        self.passages: dict[str, Passage] = {}
        self.known: dict[str, dict[str, Any]] = {}  # rows at the desk, read once for each kind
        self.decided = Decisions(decisions(proposal))
        self.kept: list[str] = []
        self.names: list[tuple[Official, OfficialName]] = []  # that the document prints and the desk did not have
        self.countries = {country.code: country for country in Country.objects.all()}
        self.meeting: Meeting
        self.document: Document | None = None

    def make(self) -> tuple[Meeting, Document | None]:
        self._lock()
        self.make_meeting()
        self.make_officials()
        self.make_work()
        if self.proposal.has_document:
            self.make_document()
            self.make_passages()
        self.make_delegates()
        self.make_activities()
        self.cite_all()
        return self.meeting, self.document

    def _lock(self) -> None:
        """Other savers of the roots that will be changed wait."""
        wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
        if self.draft.meeting:
            wanted["meeting"].add(uuid.UUID(self.draft.meeting.key))
        for item in self.draft.of(ItemGroup.ACTIVITIES):
            if item.included and item["match"] != NEW:
                wanted["activity"].add(uuid.UUID(item["match"]))
        for item in self.draft.of(ItemGroup.DELEGATES):
            if item.is_settled and item["official"] != NEW and script_of(item["name"]) != "latin":
                wanted["official"].add(uuid.UUID(item["official"]))
        for kind, keys in wanted.items():
            lock_all(kind, keys)

    def touch(self, row: Model) -> None:
        self.touched[str(row._meta.model_name), row.pk] = None

    def note(self, row: Model) -> None:
        self.made[str(row._meta.model_name)].append(row.pk)

    # --- Roots

    def make_meeting(self) -> None:
        draft = self.draft
        start, end = draft.value(Slot.DATE, "start"), draft.value(Slot.DATE, "end")
        city, country = draft.value(Slot.PLACE, "city"), self.countries.get(draft.value(Slot.PLACE, "country"))
        number = draft.value(Slot.NUMBER, "number")
        zone = zone_of(city, country.code if country else "")
        is_to_come = is_ahead(start, zone, timezone.now()) or draft.not_held
        by_its_day = MeetingState.PLANNED if is_to_come else MeetingState.HELD
        if draft.meeting:
            self.meeting = Meeting.objects.get(pk=draft.meeting.key)
            self._bring_up(start, end, city, country, number)
        else:
            kind = draft.mechanism
            slug = f"{start}-call" if kind == "call" else f"{start}-{slugify(city.split(',')[0]) or 'round'}"
            slug = free_slug(Meeting, slug[:90])
            self.meeting = Meeting.objects.create(
                **self.in_other_languages("city", Slot.PLACE, self.desk.city_names.get(city, ("", ""))),
                id=key("meeting", slug),
                slug=slug,
                kind=kind,
                number=int(number) if number else None,
                name=draft.value(Slot.NAME, "name"),
                start=start,
                end=end,
                time_zone=zone,
                format=draft.value(Slot.FORMAT, "format") or MeetingFormat.IN_PERSON,
                state=draft.value(Slot.STATE, "stands") or by_its_day,
                city=city,
                country=country,
            )
            self.note(self.meeting)
        self.touch(self.meeting)

    def _bring_up(self, start: str, end: str, city: str, country: Country | None, number: str) -> None:
        """Fills what the meeting lacks, and takes over what an editor decided against the desk."""
        meeting = self.meeting
        for name, value, item in (
            ("start", start, Slot.DATE),
            ("end", end, Slot.DATE),
            ("city", city, Slot.PLACE),
            ("number", int(number) if number else None, Slot.NUMBER),
        ):
            decided = self.draft.find(item)
            settled = decided is not None and decided.takes_over
            if decided is not None and decided.keeps_both:
                continue
            if value and (settled or not getattr(meeting, name)):
                setattr(meeting, name, value)
            elif decided is not None:
                self.keep(f"the {Meeting._meta.get_field(name).verbose_name}", getattr(meeting, name), decided[name])  # type: ignore[union-attr]
        self._take_over_changes(country)
        if city and city == meeting.city:
            for column, printed in self.in_other_languages("city", Slot.PLACE).items():
                if not getattr(meeting, column):
                    setattr(meeting, column, printed)
        state = self.draft.value(Slot.STATE, "stands") or meeting.state
        if state != meeting.state and state == MeetingState.HELD:
            meeting.citations.filter(field="state").delete()  # they said that it was to come
        meeting.state = state
        meeting.save()

    def _take_over_changes(self, country: Country | None) -> None:
        """What an editor wrote of a meeting that is at the desk: never dropped, whether it fills or empties a field."""
        meeting, changed = self.meeting, self.decided.changed
        if country and (meeting.country is None or self._is_changed(Slot.PLACE, "country")):
            meeting.country = country
        if self._is_changed(Slot.FORMAT, "format"):
            meeting.format = self.draft.value(Slot.FORMAT, "format") or meeting.format
        if self._is_changed(Slot.NAME, "name"):
            meeting.name = self.draft.value(Slot.NAME, "name") or meeting.name
        for slot, name, empty in ((Slot.DATE, "end", ""), (Slot.PLACE, "city", ""), (Slot.NUMBER, "number", None)):
            if self._is_changed(slot, name) and not changed(slot)[name]:
                setattr(meeting, name, empty)

    def _is_changed(self, slot: Slot, name: str) -> bool:
        item = self.draft.find(slot)
        return bool(item and item.takes_over and name in self.decided.changed(slot))

    def keep(self, what: str, here: Any, there: str) -> None:
        """Notes what stays as the desk has it where the document, or an editor, has it otherwise."""
        if there and str(here or "") and str(here) != there:
            self.kept.append(f"{what}: “{here}”, not “{there}”")

    def make_officials(self) -> None:
        for item in self.draft.of(ItemGroup.DELEGATES):
            if item.included and item["official"] == NEW:
                slug = slugify(f"{item['given_name']} {item['family_name']}") or "official"
                is_native = script_of(item["name"]) != "latin"
                official = Official.objects.create(
                    id=key("official", free_slug(Official, slug[:90])),
                    slug=free_slug(Official, slug[:90]),
                    name=item["latin"] if is_native else item["name"],
                    family_name=item["family_name"],
                    given_name=item["given_name"],
                )
                if is_native:
                    self.make_names(official, item)
                self.new[item.key] = official
                self.note(official)
                self.touch(official)

    def make_names(self, official: Official, item: Item) -> None:
        """The names of an official in the letters that the document prints: the first, and what it prints beside it."""
        there = {fold(value) for value in official.names.values_list("value", flat=True)}
        for name in dict.fromkeys((item["name"], *item.also)):
            script = script_of(name)
            if script == "latin" or fold(name) in there:
                continue
            row = OfficialName.objects.create(
                id=key("official_name", official.pk, name),
                official=official,
                value=name,
                script=_script(name, item["country"]),
                language=Language.KOREAN if script == "hangul" else Language.JAPANESE,
                position=len(there),
            )
            there.add(fold(name))
            self.names.append((official, row))

    def in_other_languages(self, name: str, slot: str, known: tuple[str, str] = ("", "")) -> dict[str, str]:
        """Columns of a fact in Japanese and Korean: as the desk has them elsewhere, or as the document prints it."""
        language = self.draft[Slot.DOCUMENT]["language"] if self.document_is_native else ""
        found = dict(zip(("ja", "ko"), known, strict=True))
        item = self.draft.find(slot)
        words = item.evidence[0].words if item and item.evidence else ""
        if language in found and words and script_of(words) != "latin":
            found[language] = found[language] or words
        return {f"{name}_{code}": value for code, value in found.items() if value}

    @property
    def document_is_native(self) -> bool:
        document = self.draft.find(Slot.DOCUMENT)
        return bool(document) and document["language"] != Language.ENGLISH  # type: ignore[index]

    def make_work(self) -> None:
        """New pillars, then new initiatives, then new references."""
        fresh = [i for i in self.draft.of(ItemGroup.NAMES) if i.included and i["match"] == NEW and i["as"] != NONE]
        for kind, model in ((About.PILLAR, Pillar), (About.INITIATIVE, Initiative)):
            last = model._default_manager.aggregate(last=Max("position"))["last"] or 0
            for item in [i for i in fresh if i["as"] == kind]:
                slug = free_slug(model, slugify(item["name"])[:110] or kind)
                more = {"pillar": self.root(About.PILLAR, item["pillar"])} if kind == About.INITIATIVE else {}
                more |= self.in_other_languages("name", item.key)
                last += 1
                row = model._default_manager.create(
                    id=key(kind, slug), slug=slug, name=item["name"], position=last, **more
                )
                self.new[item.key] = row
                self.note(row)
                self.touch(row)
        for item in self.draft.of(ItemGroup.REFERENCES):
            if item.included and item["match"] == NEW:
                name = f"unscr-{item['symbol']}" if item["kind"] == "resolution" and item["symbol"] else item["name"]
                slug = free_slug(Reference, slugify(name)[:110] or "reference")
                reference = Reference.objects.create(
                    id=key("reference", slug),
                    slug=slug,
                    kind=item["kind"],
                    symbol=item["symbol"],
                    name=item["name"],
                    **self.in_other_languages("name", item.key),
                )
                self.new[item.key] = reference
                self.note(reference)
                self.touch(reference)

    def root(self, kind: About, target: str) -> Any:
        """The row a tie names: at the desk by its key, or made for an item; None where there is none such."""
        if not target:
            return None
        if maker := maker_of(target):
            return self.new.get(maker)
        if kind not in self.known:
            self.known[kind] = {str(row.pk): row for row in KINDS[kind].model._default_manager.all()}
        return self.known[kind].get(target)

    # --- The document and its passages

    def make_document(self) -> None:
        item = self.draft[Slot.DOCUMENT]
        source = self.draft[Slot.SOURCE]
        text = self.proposal.text
        values: dict[str, Any] = {
            "kind": item["kind"],
            "title": item["title"],
            "language": item["language"],
            "issuers": item["issuers"],
            "joint": item["joint"] == "yes",
            "issued_on": item["issued_on"],
            "text": text,
            "sha256": fingerprint(text),
            "original_name": self.proposal.name,
            "original_sha256": self.proposal.original_sha256,
        }
        for name, value in (
            ("source_address", source["address"]),
            ("archive_address", source["archive"]),
            ("licence", source["licence"]),
            ("read_on", source["read_on"] if source["address"] else None),
        ):
            if value:
                values[name] = value
        which = item["which"]
        corrected = corrected_by(which)
        if which != NEW and not corrected:
            self.document = self._fill_in(which, values, self.decided.changed(Slot.DOCUMENT))
            return
        if corrected:
            old = Document.objects.get(pk=corrected)
            values["note"] = f"A corrected version of the text filed as {old.slug}."
            slug = f"{old.slug}-v2"
        else:
            slug = f"{self.meeting.slug}-{item['kind'].replace('_', '-')}"
        self.document = Document.objects.create(
            id=key("document", self.meeting.pk, values["sha256"]),
            meeting=self.meeting,
            slug=free_slug(Document, slug[:110]),
            **values,
        )
        self.note(self.document)

    def _fill_in(self, which: str, values: dict[str, Any], decided: Mapping[str, str]) -> Document:
        """A document that was listed gets its text; what is known of it stays unless an editor decided against it."""
        document = Document.objects.get(pk=which)
        if document.sha256:
            raise Refused(f"The text of “{document.title}” is held already. File this as a new document.")
        document.meeting = self.meeting
        for name, value in values.items():
            of_text = name in ("text", "sha256", "original_name", "original_sha256")
            if of_text or name in decided or not getattr(document, name):
                setattr(document, name, value)
            elif name in ("title", "issuers", "issued_on"):
                column: Any = Document._meta.get_field(name)
                self.keep(f"{column.verbose_name} of the document", getattr(document, name), value)
        document.save()
        return document

    def make_passages(self) -> None:
        document = self.document
        assert document
        rows: list[Passage] = []
        for position, passage in enumerate(self.draft.passages, 1):
            tie = self.draft.ties[passage.number]
            lead_in = passage.lead_in or ""
            row = Passage(
                id=key("passage", document.pk, passage.number),
                document=document,
                position=position,
                number=passage.number,
                kind=passage.kind,
                parent=self.passages.get(passage.parent or ""),
                lead_in=lead_in if len(lead_in) <= LONGEST_LEAD_IN else "",
                text=passage.text,
                start=passage.start,
                end=passage.end,
                repairs=passage.repairs or [],
                pillar=self.root(About.PILLAR, tie.pillar),
                initiative=self.root(About.INITIATIVE, tie.initiative),
                speaker=self.root(About.OFFICIAL, tie.speaker),
            )
            rows.append(row)
            self.passages[row.number] = row
        Passage.objects.bulk_create(rows, batch_size=200)
        self.made["passage"] = [row.pk for row in rows]
        for name, kind, column in (
            ("named_initiatives", About.INITIATIVE, "initiative_id"),
            ("references", About.REFERENCE, "reference_id"),
        ):
            through: Any = Passage._meta.get_field(name).remote_field.through  # type: ignore[union-attr]
            joins: dict[tuple[Any, Any], None] = {}
            for row in rows:
                tie = self.draft.ties[row.number]
                for target in tie.named if kind == About.INITIATIVE else tie.references:
                    if found := self.root(kind, target):
                        joins[row.pk, found.pk] = None
            through._default_manager.bulk_create([through(passage_id=one, **{column: other}) for one, other in joins])

    def make_delegates(self) -> None:
        there = {delegate.official_id: delegate for delegate in self.meeting.delegates.select_related("country")}
        position = max((d.position for d in there.values()), default=-1)
        for item in self.draft.of(ItemGroup.DELEGATES):
            if not item.included:
                continue
            made = self.new.get(item.key)
            official = made.pk if made else uuid.UUID(item["official"])
            if not made:
                self._name_known(item)
            if official in there:
                self.delegates[item.key] = self._bring_up_delegate(there[official], item)
                continue
            if item.differs and item.takes_over:
                self._replace_head(item["country"], there)
            position += 1
            delegate = Delegate.objects.create(
                id=key("delegate", self.meeting.pk, official),
                meeting=self.meeting,
                official_id=official,
                country=self.countries[item["country"]],
                name=item["name"],
                title=item["title"],
                role=item["role"],
                position=position,
            )
            there[official] = self.delegates[item.key] = delegate
            self.note(delegate)

    def _name_known(self, item: Item) -> None:
        """An official who was chosen by hand under a name in other letters is known by that name from now on."""
        if item.is_settled and script_of(item["name"]) != "latin":
            official = Official.objects.get(pk=item["official"])
            before = len(self.names)
            self.make_names(official, item)
            if len(self.names) > before:
                self.touch(official)

    def _replace_head(self, country: str, there: dict[Any, Delegate]) -> None:
        """Takes whom the desk has as head of a party off the meeting, where an editor says that it was another."""
        named = {item["official"] for item in self.draft.of(ItemGroup.DELEGATES) if item.included}
        for official, delegate in list(there.items()):
            if delegate.is_head and delegate.country.code == country and str(official) not in named:
                self.kept.append(f"{delegate.name} is no longer head of that party there: you said it was another")
                delegate.delete()
                del there[official]

    def _bring_up_delegate(self, delegate: Delegate, item: Item) -> Delegate:
        """Takes over what an editor decided about somebody who is at the desk already; the rest stays as it is."""
        decided = {} if item.keeps_both else self.decided.changed(item.key)
        if item.differs and item.takes_over:
            decided = {"title": item["title"]} | decided
        for name in ("name", "title", "role"):
            if name in decided:
                setattr(delegate, name, item[name])
            elif name != "role" and not item.keeps_both and script_of(getattr(delegate, name)) == script_of(item[name]):
                self.keep(f"{name} of {delegate.name} as printed", getattr(delegate, name), item[name])
        if "country" in decided:
            delegate.country = self.countries[item["country"]]
        if decided:
            delegate.save()
        return delegate

    def make_activities(self) -> None:
        for item in self.draft.of(ItemGroup.ACTIVITIES):
            if not item.included:
                continue
            if item["match"] != NEW:
                row = self.root(About.ACTIVITY, item["match"])
                if row is None:
                    raise Refused(f"The activity chosen for “{item.label}” is no longer at the desk. Choose again.")
                for name in self.decided.changed(item.key).keys() & {"name", "start", "end", "city"}:
                    self.keep(f"{name} of the activity “{row}”", getattr(row, name), item[name])
            else:
                slug = free_slug(Activity, f"{item['start']}-{slugify(item['name'])}"[:140].strip("-"))
                row = Activity.objects.create(
                    **self.in_other_languages("name", item.key),
                    id=key("activity", slug),
                    slug=slug,
                    initiative=self.root(About.INITIATIVE, item["initiative"]),
                    name=item["name"],
                    start=item["start"],
                    end=item["end"],
                    city=item["city"],
                )
                self.note(row)
            self.new[item.key] = row
            self.touch(row)

    # --- Citations

    def cite_all(self) -> None:
        draft, citations = self.draft, Citations(self.draft, self.passages)
        citations.of_meeting(self.meeting)
        if self.document:
            citations.of_document(self.meeting, self.document)
        for item in draft.of(ItemGroup.DELEGATES):
            if delegate := self.delegates.get(item.key):
                citations.of_delegate(self.meeting, delegate, item, is_new=delegate.pk in self.made["delegate"])
        for official, name in self.names:
            citations.of_official_name(official, name)
        for item in [*draft.of(ItemGroup.NAMES), *draft.of(ItemGroup.REFERENCES)]:
            if row := self.new.get(item.key):
                citations.of_name(row, item)
        for item in draft.of(ItemGroup.ACTIVITIES):
            if row := self.new.get(item.key):
                citations.of_activity(row, item)
        tied = {tie.item: tie for tie in self.decided.ties}
        for item in draft.of(ItemGroup.TIES):
            tie = tied.get(item.key)
            if tie and tie.about == About.ACTIVITY and item.included and (row := self.root(About.ACTIVITY, tie.row)):
                citations.add(row, "name", item.evidence)
                self.touch(row)
        self.made["citation"] = citations.write()


def _script(name: str, country: str) -> Script:
    """The script of a name in other letters than Latin: Han characters are Japanese where a Japanese is named."""
    script = script_of(name)
    if script == "hangul":
        return Script.HANGUL
    if script == "han":
        return Script.JAPANESE if country == "JPN" else Script.HANJA
    return Script.KATAKANA if KATAKANA.fullmatch(name) else Script.JAPANESE


def free_slug(model: Any, slug: str) -> str:
    """The slug, or the first of slug-2, slug-3 … that no row has."""
    taken = set(model._default_manager.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(s for s in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)


# --- Onward


def submit_round(proposal: Proposal, *, user: Any) -> Changeset:
    """A changeset with the round and everything it newly brings or changes, frozen and in review.

    Raises Refused where something keeps it from being published.
    """
    created = outcome_of(proposal)
    changeset = changeset_of(created.meeting, proposal.outcome.get("touched", ()), user=user)
    try:
        workflow.submit(changeset, user=user)
    except Refused:
        changeset.delete()
        raise
    return changeset


def changeset_of(meeting: Meeting, touched: Iterable[Sequence[str]], *, user: Any) -> Changeset:
    """A draft changeset of a round with what belongs to it."""
    there: list[tuple[str, uuid.UUID]] = [("meeting", meeting.pk)]
    for kind, pk in touched:
        if KINDS[kind].model._default_manager.filter(pk=pk).exists() and uuid.UUID(pk) != meeting.pk:
            there.append((kind, uuid.UUID(pk)))
    note = f"{meeting.name}: a document was added."
    return press.compose(gather(there), user=user, title=str(meeting.name), note=note)
