"""Snapshots: the rows of roots as a database has them, as canonical bodies.

A snapshot is the unit of everything that happens at the desk: revisions, changesets, publications, restore and
verification. Other roots stand in it by key only: renaming an official changes no meeting's bytes.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import translation

from initiatives.record.bodies import SCHEMA, Row, Rows, Tables, filled, written
from initiatives.record.chunks import chunks
from initiatives.record.columns import stored_fields, unmentioned
from initiatives.record.kinds import KINDS, kind_of


def plain(model: Any, using: str) -> QuerySet[Any]:
    """Rows as they are stored: no translation of column names, no manager's filter, an explicit database."""
    return QuerySet(model=model, using=using)


def _value(value: Any) -> Any:
    if isinstance(value, uuid.UUID | datetime.date):
        return str(value)
    return str(value) if isinstance(value, str) else value


def _rows(model: type[Model], path: str, pks: Iterable[Any], using: str) -> Iterator[tuple[uuid.UUID, Row]]:
    """(root key, row) for every row of the model that belongs to one of the roots."""
    names = [field.attname for field in stored_fields(model)]
    unsaid = unmentioned(SCHEMA)[str(model._meta.model_name)]
    for chunk in chunks(pks):
        found = list(plain(model, using).filter(**{f"{path}__in": chunk}).order_by("pk").values_list(path, *names))
        linked: dict[str, dict[Any, list[str]]] = {}
        for relation in model._meta.many_to_many:
            through: Any = relation.remote_field.through
            ours, theirs = relation.m2m_column_name(), relation.m2m_reverse_name()
            linked[relation.name] = defaultdict(list)
            owner = relation.m2m_field_name()
            within = {f"{owner}__in" if path == "pk" else f"{owner}__{path}__in": chunk}
            for ours_pk, theirs_pk in plain(through, using).filter(**within).values_list(ours, theirs):
                linked[relation.name][ours_pk].append(str(theirs_pk))
        for root, *values in found:
            row = {name: _value(value) for name, value in zip(names, values, strict=True)}
            key = values[names.index("id")]
            row.update({name: sorted(by_row.get(key, ())) for name, by_row in linked.items()})
            yield root, filled(row, unsaid)


def rows_by_key(model: type[Model], keys: Iterable[str] | None, using: str) -> dict[str, Row]:
    """key → row, as the door gives it, of the rows of a model with these keys, or of all."""
    wanted = plain(model, using).values_list("pk", flat=True) if keys is None else keys
    with translation.override("en"):
        return {row["id"]: row for _, row in _rows(model, "pk", wanted, using)}


def snapshots(kind: str, pks: Iterable[uuid.UUID], using: str) -> dict[uuid.UUID, str]:
    """Canonical bodies of the roots of one kind that a database holds. Queries grow with kinds of rows, not roots."""
    members, wanted = KINDS[kind].members, list(dict.fromkeys(pks))
    found: dict[uuid.UUID, Tables] = {}
    with translation.override("en"):
        for member in members:
            for root, row in _rows(member.model, member.path, wanted, using):
                found.setdefault(root, {each.name: [] for each in members})[member.name].append(row)
    return {root: written(Rows(kind, str(root), tables)) for root, tables in found.items()}


def snapshot(root: Model, using: str) -> str:
    """The canonical body of one root as it is stored in a database. Raises KeyError where it is not there."""
    return snapshots(kind_of(root).name, [root.pk], using)[root.pk]
