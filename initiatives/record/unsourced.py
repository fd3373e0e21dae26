"""Public facts without a source, and those whose words do not hold them: what stood there before every fact needed one.

The rules are those of the desk (``citation_rules``, ``locks``), which reads them from bodies; a page reads the rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, CharField, Exists, F, Model, OuterRef, Q, QuerySet, TextField, Value
from django.urls import reverse

from initiatives.models import Citation, Official
from initiatives.models.citations import OWNED_KEYS
from initiatives.record import citation_rules, locks
from initiatives.record.bodies import Row
from initiatives.record.columns import stored_fields
from initiatives.record.kinds import MEMBERS, Kind, Member


@dataclass(frozen=True)
class Place:
    """A root by its name and its address."""

    name: str
    address: str


@dataclass(frozen=True)
class Uncited:
    """A fact that must be cited and is not, with the roots in which it stands so."""

    model: type[Model]
    field: str
    places: list[Place]


def uncited() -> list[Uncited]:
    """Every fact that must be cited and is not, by kind of fact. One query, whatever there is."""
    facts = [(kind, member, group) for kind, member in MEMBERS.values() for group in member.cited]
    first, *rest = (_uncited(kind, member, group, number) for number, (kind, member, group) in enumerate(facts))
    found: dict[int, dict[str, Place]] = defaultdict(dict)
    for number, name, slug in first.union(*rest, all=True):
        kind = facts[number][0]
        found[number].setdefault(slug, Place(name, reverse(kind.page, args=[slug])))
    return [
        Uncited(facts[number][1].model, facts[number][2][0], sorted(places.values(), key=lambda one: one.address))
        for number, places in sorted(found.items())
    ]


def _uncited(kind: Kind, member: Member, group: tuple[str, ...], number: int) -> "QuerySet[Any, Any]":
    """(number, name of the root, its slug) of each row in which a fact is filled and no citation supports it."""
    supports = Q(**{member.cited_by: OuterRef("pk"), "field__in": group})
    if member is kind.own:
        supports &= Q(**{f"{owned}__isnull": True for owned in OWNED_KEYS})
    root = "" if member.path == "pk" else f"{member.path}__"
    filled = reduce(or_, (_filled(member.model, name) for name in group))
    translated = {field.name for field in kind.model._meta.concrete_fields} >= {"name_en"}
    # Plain querysets: those of translated models put their columns in another order, and a union wants one.
    return (
        QuerySet(member.model)
        .filter(filled & ~Exists(QuerySet(Citation).filter(supports)))
        .order_by()
        .annotate(
            which=Value(number),
            called=F(f"{root}name_en" if translated else f"{root}name"),
            at=F(f"{root}slug"),
        )
        .values_list("which", "called", "at")
    )


def _filled(model: type[Model], name: str) -> Q:
    """The condition that a column has a value that asks for a source."""
    columns = {field.name: field for field in model._meta.concrete_fields}
    if f"{name}_en" in columns:
        name = f"{name}_en"
    if isinstance(columns[name], BooleanField):
        return Q(**{name: True})
    condition = Q(**{f"{name}__isnull": False})
    if isinstance(columns[name], CharField | TextField):
        condition &= ~Q(**{name: ""})
    carried = [value for field, value in citation_rules.CARRIED if field == name]
    return condition & ~Q(**{f"{name}__in": carried}) if carried else condition


def is_contained(citation: Citation, forms: locks.Forms) -> bool:
    """True where what is stated stands in the words quoted, or is said to stand there for a reason."""
    said = row_of(citation)
    if not locks.asks_for_a_reason(said):
        return True
    row = getattr(citation, citation.owned_key) if citation.owned_key else citation.root
    return locks.carries(said, str(row._meta.model_name), row_of(row), forms)


def row_of(instance: Model) -> Row:
    """The columns of a row that are loaded, as a snapshot has them, for rules that read snapshots."""
    deferred = instance.get_deferred_fields()
    columns = (field.attname for field in stored_fields(type(instance)) if field.attname not in deferred)
    values = {column: getattr(instance, column) for column in columns}
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}


def forms_of(officials: Iterable[Official]) -> locks.Forms:
    """What officials and their posts are called, from names and tenures that are loaded."""
    names = {str(one.pk): [one.name, *(name.value for name in one.names.all())] for one in officials}
    posts = {
        str(one.pk): [
            said
            for tenure in one.tenures.all()
            for said in (tenure.title_en, tenure.title_ja, tenure.title_ko)  # type: ignore[attr-defined]
            if said
        ]
        for one in officials
    }
    return locks.Forms(names, posts)
