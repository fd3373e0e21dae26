"""Refusals of the databases in names the desk knows, each saying what to do."""

import uuid
from collections.abc import Iterable

from initiatives.desk.dependencies import owners, roots_of
from initiatives.published.models import Action, Held
from initiatives.record import realm
from initiatives.record.kinds import KINDS
from initiatives.record.links import Incomplete, StillReferenced


def explained(refusal: Incomplete | StillReferenced, using: str = realm.PUBLIC) -> list[str]:
    """The refusal in names the desk knows, saying what to do. ``using`` is the database that could not take it."""
    public = using == realm.PUBLIC
    reasons: dict[str, None] = {}
    if isinstance(refusal, Incomplete):
        for link in refusal.links:
            owner = next(iter(owners(link.target_model, [link.target]).values()), None)
            names = names_of([(link.kind, link.root), *([owner] if owner else [])])
            target = names[1] if owner else "something that is no longer at the desk"
            ending = "which is not public as it is here. Publish it together with this."
            if not public:
                ending = "which is gone. Restore that first."
            elif owner is None:
                ending = "and not in the public record either. Remove the reference."
            elif withdrawn := Held.objects.filter(pk=owner[1]).exclude(action=Action.PUBLISHED).first():
                ending = (
                    f"which was withdrawn in publication {withdrawn.publication_id}. Remove the reference, or choose "
                    "that as well to publish it again."
                )
            reasons[f"{names[0]} refers to {target}, {ending}"] = None
        return list(reasons)
    ending = " in the public record. Change it and publish it together with this." if public else ". Change it first."
    for name in names_of(roots_of(refusal.holders, using)):
        reasons[f"{name} still refers to what would go{ending}"] = None
    return list(reasons) or refusal.reasons


def names_of(roots: Iterable[tuple[str, uuid.UUID]]) -> list[str]:
    """The roots by the names the desk has for them, with their kinds, for messages."""
    names = []
    for kind, root in roots:
        row = KINDS[kind].model._default_manager.using(realm.DESK).filter(pk=root).first()
        names.append(f"The {kind} “{row}”" if row else f"The {kind} {root}")
    return names
