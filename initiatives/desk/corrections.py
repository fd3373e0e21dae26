"""What is done to roots that are or were public: restore, pick, withdraw, purge, merge."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from initiatives.desk import answers, audit
from initiatives.desk.dependencies import Gathered, owners, referrers
from initiatives.desk.models import Changeset, EntryAction, Line, LineAction, Revision
from initiatives.desk.press import compose
from initiatives.desk.refusals import explained
from initiatives.desk.revisions import latest_numbers, revise, revise_all
from initiatives.desk.status import CHANGED, statuses
from initiatives.models import Activity, Citation, Delegate, Meeting, Official, OfficialName, Passage, Tenure
from initiatives.published.models import Action, Held, Item
from initiatives.record import realm
from initiatives.record.bodies import Rows, rows_of, written
from initiatives.record.changed_facts import Unit, together
from initiatives.record.kinds import KINDS
from initiatives.record.links import Incomplete, StillReferenced
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots
from initiatives.record.writing import apply


def restore(revision: Revision, *, user: Any) -> Revision | None:
    """Makes the desk hold a root as a revision has it, as a new revision; None where it holds that already.

    What the desk holds now is made a revision first, so that nothing is lost. Raises Refused, and changes nothing,
    where other roots need what would go or a slug was taken meanwhile.
    """
    if not revision.body:
        raise Refused("This revision was purged: its content is not kept. Choose another.")
    with transaction.atomic(using=realm.DESK):
        revise_all(revision.kind, [revision.root], user=user, reason="Found at a restore: changed without a form")
        try:
            apply([revision.body], realm.DESK)
        except (Incomplete, StillReferenced) as refusal:
            raise Refused(*explained(refusal, realm.DESK)) from refusal
        root = KINDS[revision.kind].model._default_manager.using(realm.DESK).get(pk=revision.root)
        return revise(root, user=user, reason=f"Restored revision {revision.number}")


# --- Pick: some of the changes of a root, the others staying at the desk


def units(old: str, new: str) -> list[Unit]:
    """The changes between two bodies of a root that can be picked one by one: fields, and rows that came or went."""
    before, after = rows_of(old), rows_of(new)
    found: list[Unit] = []
    for model in after:
        was = {row["id"]: row for row in before[model]}
        now = {row["id"]: row for row in after[model]}
        for key in [*now, *(key for key in was if key not in now)]:
            if key in was and key in now:
                found += [(model, key, field) for field in now[key] if now[key][field] != was[key].get(field)]
            else:
                found.append((model, key, ""))
    return found


def picked(old: str, new: str, chosen: Collection[Unit]) -> str:
    """The old body with the chosen changes of the new one, and what goes with them: the words with the value."""
    content, after = rows_of(old), rows_of(new)
    chosen = together(rows_of(old), after, chosen, units(old, new))
    for model, rows in content.items():
        was = {row["id"]: row for row in rows}
        now = {row["id"]: row for row in after[model]}
        for key in {**was, **now}:
            if (model, key, "") in chosen:
                if key in now:
                    was[key] = now[key]
                else:
                    del was[key]
            elif key in was and key in now:
                for field in now[key]:
                    if (model, key, field) in chosen:
                        was[key][field] = now[key][field]
        content[model] = list(was.values())
    return written(content)


def pick(kind: str, root: uuid.UUID, chosen: Iterable[Unit], *, user: Any, title: str, note: str = "") -> Changeset:
    """A changeset that publishes only the chosen changes of a root. Raises Refused where there is nothing to pick."""
    old = snapshots(kind, [root], realm.PUBLIC).get(root)
    new = snapshots(kind, [root], realm.DESK).get(root)
    if old is None or new is None:
        raise Refused("Only something that is public and at the desk can be corrected in part. Publish it whole.")
    wanted = set(chosen)
    if not wanted or not wanted <= set(units(old, new)):
        raise Refused("Choose at least one of the changes shown; what was chosen is not among them now.")
    body = picked(old, new, wanted)
    with transaction.atomic(using=realm.DESK):
        changeset = compose([Gathered(kind, root)], user=user, title=title, note=note)
        changeset.lines.update(body=body, base=_public_hash(root), because="only some of its changes")
    return changeset


def _public_hash(root: uuid.UUID) -> str:
    """The hash of the body that the public record holds of a root, by which the press knows that it still does."""
    return Held.objects.values_list("sha256", flat=True).get(pk=root)


# --- Withdraw and purge


def withdraw(
    roots: Iterable[tuple[str, uuid.UUID]],
    *,
    user: Any,
    title: str,
    reason: str,
    purge: bool = False,
    along: Iterable[tuple[str, uuid.UUID]] = (),
) -> Changeset:
    """A changeset that takes roots out of the public record, leaving a tombstone with the reason at their addresses.

    ``along`` are roots that referred to these and no longer do at the desk: they are published in the same act. With
    ``purge`` bodies and names are kept nowhere: hash, date and reason stay; earlier versions of others that refer to
    the purged are named in the remarks. Raises Refused where the reason is missing, something is not public, or
    something outside the changeset still refers to one of these.
    """
    listed, changed = list(dict.fromkeys(roots)), list(dict.fromkeys(along))
    if not reason.strip():
        raise Refused("Say why it is withdrawn: the reason is shown at its address.")
    held = dict(Held.objects.filter(root__in=[root for _, root in listed]).values_list("root", "action"))
    allowed = (Action.PUBLISHED, Action.WITHDRAWN) if purge else (Action.PUBLISHED,)
    if absent := [root for _, root in listed if held.get(root) not in allowed]:
        raise Refused(
            *(f"{name_of(root)} is not in the public record: there is nothing to take out." for root in absent)
        )
    still = set(referrers(listed)) - set(changed)
    at_desk = set(referrers(listed, realm.DESK))
    still |= at_desk if purge else at_desk & set(changed)
    if still:
        raise Refused(
            *(
                f"{name_of(root)} refers to it. Withdraw it too, or change and publish it first."
                for _, root in sorted(still)
            )
        )
    with transaction.atomic(using=realm.DESK):
        if changed:
            because = "referred to what is withdrawn"
            changeset = compose(
                [Gathered(kind, root, because) for kind, root in changed], user=user, title=title, note=reason
            )
        else:
            changeset = Changeset.objects.create(title=title, note=reason, created_by=user)
            audit.stepped(EntryAction.COMPOSED, changeset, user=user, note="a withdrawal")
        _add_removals(
            changeset, [root for _, root in listed], LineAction.PURGE if purge else LineAction.WITHDRAW, reason
        )
        if purge and (names := earlier_mentions(root for _, root in listed)):
            changeset.remarks = (
                "Earlier versions that refer to what is purged, and are kept unless purged: " + ", ".join(names)
            )
            changeset.save(update_fields=["remarks"])
    return changeset


def earlier_mentions(roots: Iterable[uuid.UUID]) -> list[str]:
    """Names of other roots that have kept public bodies which refer to one of these. Reads every body once."""
    listed, found = list(roots), dict[str, None]()
    for root in listed:
        items = Item.objects.filter(body__contains=str(root)).exclude(root__in=listed).order_by("kind", "label")
        found.update(dict.fromkeys(f"the {kind} “{label}”" for kind, label in items.values_list("kind", "label")))
    return list(found)


def _add_removals(
    changeset: Changeset, roots: Iterable[uuid.UUID], action: str, reason: str, successor: uuid.UUID | None = None
) -> None:
    wanted = list(roots)
    last = latest_numbers(wanted)
    if unknown := [root for root in wanted if root not in last]:
        raise Refused(*(f"{name_of(root)} has no revision at this desk. Rebuild the desk first." for root in unknown))
    for root, (revision, _, _) in last.items():
        Line.objects.create(
            changeset=changeset, revision_id=revision, root=root, action=action, reason=reason, successor=successor
        )


def name_of(root: uuid.UUID) -> str:
    """The label of a root's last revision, with its kind, for messages."""
    revision = Revision.objects.latest_of(root)
    return f"The {revision.kind} “{revision.label}”" if revision else "A record that is gone"


def purge_history(kind: str, root: uuid.UUID, *, user: Any, title: str, reason: str) -> Changeset:
    """A changeset that publishes a root as it is at the desk and keeps none of its earlier bodies."""
    if not reason.strip():
        raise Refused("Say why earlier versions are not kept: the reason stays in their place.")
    with transaction.atomic(using=realm.DESK):
        changeset = compose([Gathered(kind, root)], user=user, title=title, note=reason)
        changeset.lines.update(purges=True, reason=reason)
    return changeset


# --- Merge


def merge(kept: Official, gone: Official, *, user: Any, reason: str) -> Changeset:
    """Makes two officials one at the desk, and a changeset that publishes it; both addresses lead to the kept one.

    Names, tenures and citations move over unless the kept one has the same. Of roots whose desk state differs from the
    public record for other reasons, only the change of person is published. Raises Refused where both were delegates to
    one meeting: then they are two persons, or one of the rows is a mistake.
    """
    if kept.pk == gone.pk:
        raise Refused("Choose two different officials.")
    if not reason.strip():
        raise Refused("Say how it is known that the two are one person.")
    both = Meeting.objects.filter(delegates__official=kept).filter(delegates__official=gone).distinct()
    if both:
        raise Refused(*(f"Both are delegates to {meeting}. Remove one of the two there first." for meeting in both))
    with transaction.atomic(using=realm.DESK):
        touched: set[tuple[str, uuid.UUID]] = {("official", kept.pk)}
        moved: list[tuple[Any, list[uuid.UUID], str]] = []
        for model, field in ((Delegate, "official"), (Passage, "speaker"), (Activity, "convener_official")):
            rows: Any = model._default_manager.filter(**{field: gone})
            moved.append((rows.model, list(rows.values_list("pk", flat=True)), field))
            touched.update(owners(model, moved[-1][1]).values())
        kinds = {kind for kind, _ in touched}
        roots = {kind: [root for k, root in touched if k == kind] for kind in kinds}
        for kind in kinds:
            revise_all(kind, roots[kind], user=user, reason="Found at a merge: changed without a form")
        differing = {root for root, status in statuses(root for _, root in touched).items() if status == CHANGED}
        for model, pks, field in moved:
            model._default_manager.filter(pk__in=pks).update(**{field: kept})
        _move_owned(kept, gone)
        _still_convened(roots.get("activity", ()), kept, gone, reason)
        for kind in kinds:
            revise_all(kind, roots[kind], user=user, reason=f"Merged {gone} into {kept}")
        public = Held.objects.filter(root__in=[root for _, root in touched], action=Action.PUBLISHED)
        there = set(public.values_list("root", flat=True))
        chosen = [Gathered(k, root, "held the other name") for k, root in sorted(touched) if root in there]
        if ("official", kept.pk) not in {(one.kind, one.root) for one in chosen}:
            chosen.append(Gathered("official", kept.pk))
        changeset = compose(chosen, user=user, title=f"{gone.name} is {kept.name}"[:200], note=reason)
        for one in chosen:
            if one.root in differing and one.root != kept.pk:
                _only_the_person(changeset, one, gone, kept)
        if Held.objects.filter(root=gone.pk, action=Action.PUBLISHED).exists():
            _add_removals(changeset, [gone.pk], LineAction.WITHDRAW, reason, successor=kept.pk)
        audit.removed("official", gone.pk, user=user, note="merged into another")
        gone.delete()
    return changeset


def _still_convened(activities: Iterable[uuid.UUID], kept: Official, gone: Official, reason: str) -> None:
    """Answers for what said who convened activities: whoever says that the two are one says that it is still right."""
    for listed in answers.of_roots("activity", activities).values():
        same = [one for one in listed if one.then.replace(str(gone.pk), str(kept.pk)) == one.now]
        answers.still_right(same, reason=reason)


def _only_the_person(changeset: Changeset, one: Gathered, gone: Official, kept: Official) -> None:
    """Makes the line of a root publish its public body with the one official in the place of the other."""
    old = snapshots(one.kind, [one.root], realm.PUBLIC)[one.root]
    body = written(_replaced(rows_of(old), str(gone.pk), str(kept.pk)))
    because = "held the other name; its other changes stay at the desk"
    changeset.lines.filter(root=one.root).update(body=body, base=_public_hash(one.root), because=because)


def _replaced(rows: Rows, old: str, new: str) -> Rows:
    """The rows with one official in the place of another, and the answer for what said who convened."""
    moved = set()
    for _, row in rows.each():
        for name in ("official_id", "speaker_id", "convener_official_id"):
            if row.get(name) == old:
                row[name] = new
                moved.add(row["id"])
    cited = [
        row for row in rows["citation"] if row["field"].startswith("convener") and moved.intersection(row.values())
    ]
    answered = Citation.objects.in_bulk([uuid.UUID(row["id"]) for row in cited])
    for row in cited:
        if live := answered.get(uuid.UUID(row["id"])):
            row.update(supports=live.supports, reason=live.reason, basis=live.basis)
    return rows


def _move_owned(kept: Official, gone: Official) -> None:
    """Names, tenures and citations of the one become the other's, each once."""
    names: dict[tuple[str, str], OfficialName] = {(name.value, name.language): name for name in kept.names.all()}
    tenures: dict[tuple[str, str], Tenure] = {(t.title_en, t.start): t for t in kept.tenures.all()}  # type: ignore[attr-defined]
    for name in gone.names.all():
        if (name.value, name.language) in names:
            Citation.objects.filter(official_name=name).delete()
            name.delete()
        else:
            OfficialName.objects.filter(pk=name.pk).update(official=kept)
    for tenure in gone.tenures.all():
        if (tenure.title_en, tenure.start) in tenures:  # type: ignore[attr-defined]
            Citation.objects.filter(tenure=tenure).delete()
            tenure.delete()
        else:
            Tenure.objects.filter(pk=tenure.pk).update(official=kept)
    Citation.objects.filter(official=gone).update(official=kept)
