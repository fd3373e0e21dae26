"""What belongs together when some of it is published: what a root refers to, and what refers to it."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from initiatives.desk.status import held_states
from initiatives.models import Citation, Meeting
from initiatives.published.models import Action
from initiatives.record import realm
from initiatives.record.bodies import rows_of
from initiatives.record.chunks import chunks
from initiatives.record.kinds import KINDS, owner_path
from initiatives.record.links import holders_of, missing_links
from initiatives.record.snapshots import snapshots


@dataclass(frozen=True)
class Gathered:
    """A root that goes into a changeset, and why: empty where an editor chose it."""

    kind: str
    root: uuid.UUID
    because: str = ""


def owners(model: type, keys: Iterable[uuid.UUID], using: str = realm.DESK) -> dict[uuid.UUID, tuple[str, uuid.UUID]]:
    """row key → (kind, key) of the root that owns it, in a database."""
    found = {}
    for chunk in chunks(keys):
        rows: Any = model._default_manager.using(using).filter(pk__in=chunk)  # type: ignore[attr-defined]
        if model is Citation:
            for pk, *roots in rows.values_list("pk", *(f"{kind}_id" for kind in KINDS)):
                found[pk] = next((kind, root) for kind, root in zip(KINDS, roots, strict=True) if root)
        else:
            kind, path = owner_path(model)
            if path == "pk":
                found.update({pk: (kind, pk) for pk in rows.values_list("pk", flat=True)})
            else:
                found.update({pk: (kind, root) for pk, root in rows.values_list("pk", path)})
    return found


def roots_of(rows: Iterable[tuple[type, uuid.UUID, Any]], using: str) -> list[tuple[str, uuid.UUID]]:
    """(kind, key) of the roots, each once, that own the rows a database was found to point from, by ``holders_of``."""
    by_model: dict[type, set[uuid.UUID]] = {}
    for model, pk, _ in rows:
        by_model.setdefault(model, set()).add(pk)
    return list(dict.fromkeys(owner for model, pks in by_model.items() for owner in owners(model, pks, using).values()))


def roots_that_name(keys: Mapping[type[Any], set[uuid.UUID]], using: str) -> list[tuple[str, uuid.UUID]]:
    """(kind, key) of the roots in a database, each once, of which a row points at one of these keys."""
    return roots_of(holders_of(keys, using), using)


def referrers(roots: Iterable[tuple[str, uuid.UUID]], using: str = realm.PUBLIC) -> list[tuple[str, uuid.UUID]]:
    """(kind, key) of the roots in a database that refer to these or to rows of theirs, and are not among them."""
    listed = list(roots)
    keys: dict[type[Any], set[uuid.UUID]] = {}
    for kind, root in listed:
        for member in KINDS[kind].members:
            rows: Any = member.model._default_manager.using(using).filter(**{member.path: root})
            keys.setdefault(member.model, set()).update(rows.values_list("pk", flat=True))
    return sorted(set(roots_that_name(keys, using)) - set(listed))


def _needed(chosen: dict[uuid.UUID, Gathered], fresh: list[uuid.UUID]) -> list[Gathered]:
    """Roots at the desk that the fresh ones refer to and the public record does not hold as they do.

    What was withdrawn is never brought along: only a person publishes it again.
    """
    found: dict[uuid.UUID, Gathered] = {}
    for kind in KINDS:
        bodies = snapshots(kind, [root for root in fresh if chosen[root].kind == kind], realm.DESK)
        by_model: dict[type, dict[uuid.UUID, str]] = {}
        for link in missing_links(map(rows_of, bodies.values()), realm.PUBLIC):
            by_model.setdefault(link.target_model, {})[link.target] = f"a {link.model}'s {link.field.replace('_', ' ')}"
        for model, targets in by_model.items():
            for key, (owner_kind, owner) in owners(model, targets).items():
                if owner not in chosen:
                    found[owner] = Gathered(owner_kind, owner, f"{kind} refers to it: {targets[key]}")
    withdrawn = {root for root, (action, _, _) in held_states(found).items() if action != Action.PUBLISHED}
    return [one for one in found.values() if one.root not in withdrawn]


def _introduced(fresh: list[Gathered]) -> list[Gathered]:
    """Roots never published that rest on the fresh meetings: what a round newly brings into the record."""
    meetings = [one.root for one in fresh if one.kind == "meeting"]
    if not meetings:
        return []
    keys: dict[type[Any], set[uuid.UUID]] = {Meeting: set(meetings)}
    for member in KINDS["meeting"].owned:
        rows = member.model._default_manager.using(realm.DESK).filter(**{f"{member.path}__in": meetings})
        keys[member.model] = set(rows.values_list("pk", flat=True))
    found = roots_that_name(keys, realm.DESK)
    held = held_states(root for _, root in found)
    return [Gathered(kind, root, "new with this round") for kind, root in sorted(found) if root not in held]


def gather(chosen: Iterable[tuple[str, uuid.UUID]], *, introduced: bool = True) -> list[Gathered]:
    """The chosen roots with everything that must or should go with them, chosen first, each saying why it is there."""
    gathered = {root: Gathered(kind, root) for kind, root in chosen}
    fresh = list(gathered)
    while fresh:
        more = _needed(gathered, fresh)
        if introduced:
            more += _introduced([gathered[root] for root in fresh])
        fresh = []
        for one in more:
            if one.root not in gathered:
                gathered[one.root] = one
                fresh.append(one.root)
    return list(gathered.values())
