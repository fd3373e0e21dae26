"""References from one root to another: what a body points at, what is missing there, what points at what would go."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from initiatives.record.bodies import Rows
from initiatives.record.chunks import chunks
from initiatives.record.kinds import KINDS, MEMBERS, domain_models
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import plain

Holder = tuple[type[Model], uuid.UUID, type[Model]]  # model and key of a row, and the model it points at


@dataclass(frozen=True)
class Link:
    """A row of a root that points at a row of another root."""

    kind: str
    root: uuid.UUID
    model: str
    field: str
    target_model: type[Model]
    target: uuid.UUID


def links(rows: Rows) -> list[Link]:
    """Every reference of a root that leads out of its own rows."""
    own = {row["id"] for _, row in rows.each()}
    found: dict[Link, None] = {}
    for member in KINDS[rows.kind].members:
        options = member.model._meta
        relations: list[Any] = [f for f in (*options.concrete_fields, *options.many_to_many) if f.is_relation]
        for row in rows[member.name]:
            for relation in relations:
                many = relation.many_to_many
                value = row[relation.name if many else relation.attname]
                for target in value if many else [value]:
                    if target and target not in own:
                        one = Link(
                            rows.kind, rows.key, member.name, relation.name, relation.related_model, uuid.UUID(target)
                        )
                        found[one] = None
    return list(found)


class Incomplete(Refused):
    """Bodies refer to rows that the target database does not hold; ``links`` names them."""

    def __init__(self, missing: list[Link]) -> None:
        reasons = [
            f"{link.kind} {link.root}: {link.field} refers to a "
            f"{link.target_model._meta.verbose_name} that is not there. Bring it along, or remove the reference."
            for link in missing
        ]
        super().__init__(*reasons)
        self.links = missing


class StillReferenced(Refused):
    """Rows that would go are still pointed at; ``holders`` are (model, key of the pointing row)."""

    def __init__(self, holders: list[Holder]) -> None:
        super().__init__(
            *(
                f"A {target._meta.verbose_name} that would go is still referred to by a {model._meta.verbose_name}. "
                "Change that first, or together with this."
                for model, _, target in holders
            )
        )
        self.holders = holders


def keys_there(model: type[Model], path: str, roots: Iterable[uuid.UUID], using: str) -> set[uuid.UUID]:
    """The keys of the rows of a model that belong to roots in a database; of the roots themselves with ``pk``."""
    return {
        pk
        for chunk in chunks(roots)
        for pk in plain(model, using).filter(**{f"{path}__in": chunk}).values_list("pk", flat=True)
    }


def missing_links(roots: Iterable[Rows], using: str) -> list[Link]:
    """Links of the roots whose targets a database does not hold now."""
    every = [link for rows in roots for link in links(rows)]
    by_model: dict[type[Model], set[uuid.UUID]] = defaultdict(set)
    for link in every:
        by_model[link.target_model].add(link.target)
    there = {model: keys_there(model, "pk", keys, using) for model, keys in by_model.items()}
    return [link for link in every if link.target not in there[link.target_model]]


def holders_of(gone: Mapping[type[Model], set[uuid.UUID]], using: str) -> list[Holder]:
    """(model, key, model pointed at) of every row in a database that points at one of the given keys."""
    holders: list[Holder] = []
    for target, keys in gone.items():
        if not keys:
            continue
        for model in domain_models():
            for relation in model._meta.concrete_fields:
                if relation.is_relation and relation.related_model is target:
                    for chunk in chunks(keys):
                        found = plain(model, using).filter(**{f"{relation.name}__in": chunk})
                        holders.extend((model, pk, target) for pk in found.values_list("pk", flat=True))
            for many in model._meta.many_to_many:
                if many.related_model is target:
                    through, theirs = many.remote_field.through, many.m2m_reverse_field_name()
                    for chunk in chunks(keys):
                        found = plain(through, using).filter(**{f"{theirs}__in": chunk})
                        holders.extend(
                            (model, pk, target) for pk in found.values_list(many.m2m_column_name(), flat=True)
                        )
    return holders


def pointing_at(root: Model) -> list[QuerySet[Any, Any]]:
    """For each relation that leads from other roots to this one: the keys of the roots whose rows point at it."""
    found: list[QuerySet[Any, Any]] = []
    for kind, member in MEMBERS.values():
        options = member.model._meta
        for relation in (*options.concrete_fields, *options.many_to_many):
            if relation.related_model is type(root) and kind.model is not type(root):
                rows = member.model._default_manager.filter(**{relation.name: root})
                found.append(rows.order_by().values(member.path))
    return found
