"""The sheet of a changeset: what goes to the public record, root by root, with what differs from it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from initiatives.admin.links import change_url, previews_of
from initiatives.admin.publication_status import CLASSES
from initiatives.desk import checking, press, workflow
from initiatives.desk.dependencies import Gathered
from initiatives.desk.models import Changeset, Line, LineAction, Revision, State
from initiatives.desk.preview import PREVIEW
from initiatives.desk.revisions import holds, latest_numbers
from initiatives.desk.status import CHANGED, NEVER
from initiatives.record import realm
from initiatives.record.bodies import digest, rows_of
from initiatives.record.changed_facts import Changed, changed_facts, counted
from initiatives.record.kinds import KINDS
from initiatives.record.snapshots import snapshots

Chosen = list[tuple[str, uuid.UUID]]


@dataclass
class Going:
    """One root on its way to the public record, with what will change."""

    kind: str
    root: uuid.UUID
    label: str
    url: str = ""
    status: str = NEVER
    changes: list[Changed] = field(default_factory=list)
    body: str = ""  # what would be published; empty of a withdrawal
    because: str = ""
    reason: str = ""
    action: str = LineAction.PUBLISH
    revision: Revision | None = None
    is_needed: bool = False  # goes along whether chosen or not
    moved_on: bool = False  # the desk has a later revision than the one that was frozen
    previews: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: list[Changeset] = field(default_factory=list)  # open changesets that hold it

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.root}"

    @property
    def sha256(self) -> str:
        return digest(self.body)

    @property
    def css(self) -> str:
        return CLASSES[self.status]

    @property
    def kind_name(self) -> str:
        return str(KINDS[self.kind].model._meta.verbose_name)

    @property
    def publishes(self) -> bool:
        return self.action == LineAction.PUBLISH

    @property
    def is_long(self) -> bool:
        return len(self.changes) > 12

    @property
    def told(self) -> str:
        """3 facts; 12 facts and 16 passages."""
        return in_facts(self.changes)


def in_facts(changes: Iterable[Changed]) -> str:
    """How much differs, in facts: a fact is counted once, wherever and in however many languages it stands."""
    counts = zip(counted(changes), ("fact", "passage"), strict=True)
    said = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count]
    return " and ".join(said) or "no fact"


def changes_between(pairs: Iterable[tuple[str, str]], never: Iterable[uuid.UUID] = ()) -> list[list[Changed]]:
    """What differs in each pair of public and other body, fact by fact.

    The words of roots that ``never`` were public are compared with those of their first revision.
    """
    return changed_facts(pairs, checking.agreed(never), PREVIEW.rstrip("/"))


def bodies_of(chosen: Iterable[tuple[str, uuid.UUID]], using: str) -> dict[uuid.UUID, str]:
    """The snapshots of roots of any kind in a database. Queries grow with kinds, not roots."""
    listed, found = list(chosen), {}
    for kind in KINDS:
        roots = [root for k, root in listed if k == kind]
        if roots:
            found.update(snapshots(kind, roots, using))
    return found


def names_of(pairs: Chosen) -> dict[uuid.UUID, Any]:
    found: dict[uuid.UUID, Any] = {}
    for kind, one in KINDS.items():
        roots = [root for k, root in pairs if k == kind]
        if roots:
            found.update(one.model._default_manager.in_bulk(roots))
    return found


def going(gathered: Iterable[Gathered]) -> list[Going]:
    """Roots with what differs between the public record and the desk as they are now."""
    listed = list(gathered)
    pairs = [(one.kind, one.root) for one in listed]
    here, there = bodies_of(pairs, realm.DESK), bodies_of(pairs, realm.PUBLIC)
    bodies = [(there.get(root, ""), here.get(root, "")) for _, root in pairs]
    found = changes_between(bodies, [root for _, root in pairs if root not in there])
    rows = names_of(pairs)
    lost = [root for _, root in pairs if root not in rows]
    labels = {one.root: one.label for one in Revision.objects.filter(root__in=lost).order_by("number")} if lost else {}
    return [
        Going(
            kind=one.kind,
            root=one.root,
            label=str(rows.get(one.root) or labels.get(one.root, "a record that is gone")),
            url=change_url(rows[one.root]) if one.root in rows else "",
            status=NEVER if one.root not in there else CHANGED,
            changes=changes,
            body=here.get(one.root, ""),
            because=one.because,
        )
        for one, changes in zip(listed, found, strict=True)
    ]


# --- What a changeset holds


def going_of(changeset: Changeset) -> list[Going]:
    """What a changeset publishes, root by root: of a draft as the desk is now, otherwise as it was frozen.

    Queries grow with the kinds in it, not with its roots.
    """
    lines = list(changeset.lines.select_related("revision__made_by"))
    is_open = changeset.state in workflow.OPEN
    follows = [line for line in lines if is_open and line.action == LineAction.PUBLISH and not line.body]
    listed = going(Gathered(line.revision.kind, line.root, line.because) for line in follows)
    live = {one.root for one in listed}
    fixed = [line for line in lines if line.root not in live]
    found = {one.root: one for one in [*listed, *_frozen(fixed, changeset)]}
    latest = latest_numbers(line.root for line in fixed) if changeset.state != State.PUBLISHED else {}
    unequal = [line for line in fixed if line.root in latest and latest[line.root][2] != line.revision.sha256]
    later = Revision.objects.in_bulk([latest[line.root][0] for line in unequal]) if unequal else {}
    moved_on = {line.root for line in unequal if not holds(line.revision, later[latest[line.root][0]].body)}
    for line in lines:
        one = found[line.root]
        one.revision, one.reason, one.action = line.revision, line.reason, line.action
        one.moved_on = line.root in moved_on
    more = going(workflow.needed(changeset)) if is_open else []
    for one in more:
        one.is_needed = True
    return _linked([*(found[line.root] for line in lines), *more], changeset)


def _frozen(lines: list[Line], changeset: Changeset) -> list[Going]:
    """Lines as they were frozen, against the public record before the changeset was published."""
    before = _before(lines, changeset)
    bodies = [(line.body or line.revision.body) if line.action == LineAction.PUBLISH else "" for line in lines]
    pairs = [(before.get(line.root, ""), body) if body else ("", "") for line, body in zip(lines, bodies, strict=True)]
    is_public = changeset.publication is not None
    found = changes_between(pairs, () if is_public else [line.root for line in lines if line.root not in before])
    return [
        Going(
            kind=line.revision.kind,
            root=line.root,
            label=line.revision.label,
            url=reverse(f"admin:initiatives_{line.revision.kind}_change", args=[line.root]),
            status=CHANGED if line.root in before else NEVER,
            changes=changes,
            body=body,
            because=line.because,
        )
        for line, body, changes in zip(lines, bodies, found, strict=True)
    ]


def _before(lines: list[Line], changeset: Changeset) -> dict[uuid.UUID, str]:
    """root → the body that was public before: now, or for a published changeset of the last revision before it."""
    if changeset.publication is None:
        return bodies_of([(line.revision.kind, line.root) for line in lines], realm.PUBLIC)
    found: dict[uuid.UUID, str] = {}
    earlier = Revision.objects.filter(root__in=[line.root for line in lines], publication__lt=changeset.publication)
    for root, body in earlier.order_by("number").values_list("root", "body"):
        found[root] = body
    return found


def _linked(listed: list[Going], changeset: Changeset) -> list[Going]:
    """The roots, those that have a page with the addresses of its previews in the three languages."""
    for one in listed:
        if KINDS[one.kind].page and one.body:
            page = reverse(KINDS[one.kind].page, args=[rows_of(one.body).own["slug"]])
            one.previews = previews_of(page, f"{PREVIEW}{changeset.pk}/")
    return listed


def _errors(changeset: Changeset, listed: Iterable[Going]) -> list[str]:
    """What keeps a changeset from being published as it is shown, a sentence each."""
    if changeset.state in (State.IN_REVIEW, State.APPROVED):
        return press.problems(changeset)
    if changeset.state not in workflow.OPEN:
        return []
    return checking.errors(one.body for one in listed if one.body)


@dataclass(frozen=True)
class Sheet:
    """What a changeset publishes: what was chosen, what goes along because it is needed, and what is wrong with it."""

    chosen: list[Going]
    along: list[Going]
    errors: list[str]

    @classmethod
    def of(cls, changeset: Changeset) -> "Sheet":
        listed = going_of(changeset)
        chosen, along = ([one for one in listed if one.is_needed == needed] for needed in (False, True))
        return cls(chosen, along, _errors(changeset, listed))

    @property
    def listed(self) -> list[Going]:
        return [*self.chosen, *self.along]

    @property
    def told(self) -> str:
        """3 facts of 1 record."""
        count = len(self.listed)
        return f"{in_facts(c for one in self.listed for c in one.changes)} of {count} record{'' if count == 1 else 's'}"

    @property
    def corrects(self) -> bool:
        """True where something public changes."""
        return any(one.status != NEVER for one in self.listed)

    @property
    def asks_note(self) -> str:
        return workflow.ASKS_NOTE if self.corrects else ""
