"""Bodies to rows: a database made to hold exactly what bodies say, or nothing changed."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DataError, IntegrityError, connections, models, transaction
from django.db.models import Model
from django.utils import translation

from initiatives.record.bodies import Row, Rows, rows_of, same
from initiatives.record.chunks import CHUNK, chunks
from initiatives.record.columns import stored_fields
from initiatives.record.kinds import KINDS, Kind, domain_models
from initiatives.record.links import Incomplete, StillReferenced, holders_of, keys_there, missing_links
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import plain, snapshots


class Taken(Refused):
    """A value that must be unique is held by another row; ``clashes`` are (model, field, value)."""

    def __init__(self, clashes: list[tuple[type[Model], str, str]]) -> None:
        super().__init__(
            *(
                f"The {field.replace('_', ' ')} “{value}” is already that of another {model._meta.verbose_name}. "
                "Choose another, or change that one first."
                for model, field, value in clashes
            )
        )
        self.clashes = clashes


def _clear(kind: Kind, roots: Iterable[uuid.UUID], using: str) -> dict[type[Model], set[uuid.UUID]]:
    """Deletes the rows of the roots, children first, without cascades; returns the keys that went."""
    gone: dict[type[Model], set[uuid.UUID]] = {}
    for member in reversed(kind.members):
        model = member.model
        gone[model] = keys_there(model, member.path, roots, using)
        for chunk in chunks(gone[model]):
            for relation in model._meta.many_to_many:
                through, owner = relation.remote_field.through, relation.m2m_field_name()
                plain(through, using).filter(**{f"{owner}__in": chunk})._raw_delete(using)
            plain(model, using).filter(pk__in=chunk)._raw_delete(using)
    return gone


def _built(model: type[Model], row: Row) -> Model:
    fields = {field.attname: field for field in stored_fields(model)}
    return model(**{name: fields[name].to_python(value) for name, value in row.items() if name in fields})


def _fill(kind: Kind, contents: list[Rows], using: str) -> dict[type[Model], set[uuid.UUID]]:
    """Inserts the rows of the roots, in bulk and with their own keys; returns the keys that came."""
    came: dict[type[Model], set[uuid.UUID]] = {}
    for member in kind.members:
        listed = [row for rows in contents for row in rows[member.name]]
        inserted(member.model, listed, using)
        came[member.model] = {uuid.UUID(row["id"]) for row in listed}
    return came


def inserted(model: type[Model], rows: list[Row], using: str) -> None:
    """Inserts rows of one model, as the door gives them, in bulk and with what they are joined to."""
    plain(model, using).bulk_create([_built(model, row) for row in rows], batch_size=CHUNK)
    for relation in model._meta.many_to_many:
        through: Any = relation.remote_field.through
        ours, theirs = relation.m2m_column_name(), relation.m2m_reverse_name()
        joins = [through(**{ours: row["id"], theirs: key}) for row in rows for key in row[relation.name]]
        plain(through, using).bulk_create(joins, batch_size=CHUNK)


def _taken(contents: list[Rows], using: str) -> list[tuple[type[Model], str, str]]:
    clashes: list[tuple[type[Model], str, str]] = []
    wanted: dict[tuple[type[Model], str], list[str]] = defaultdict(list)
    for rows in contents:
        for member in KINDS[rows.kind].members:
            for field in member.model._meta.concrete_fields:
                if field.unique and not field.primary_key:
                    wanted[member.model, field.attname].extend(row[field.attname] for row in rows[member.name])
    for (model, name), values in wanted.items():
        twice = {value for value, times in Counter(values).items() if times > 1}
        for chunk in chunks(values):
            twice.update(plain(model, using).filter(**{f"{name}__in": chunk}).values_list(name, flat=True))
        clashes.extend((model, name, value) for value in sorted(twice))
    return clashes


def _too_long(contents: list[Rows]) -> list[str]:
    """What has more characters than its column: SQLite takes it, PostgreSQL does not."""
    limits = {
        str(model._meta.model_name): [
            (field, field.max_length) for field in stored_fields(model) if isinstance(field, models.CharField)
        ]
        for model in domain_models()
    }
    return [
        f"{rows.kind} {rows.root}: the {field.verbose_name} “{row[field.attname][:60]}…” has more than "
        f"{limit} characters. Shorten it."
        for rows in contents
        for model, row in rows.each()
        for field, limit in limits[model]
        if limit and len(row[field.attname] or "") > limit
    ]


def _broken_rule(error: DataError | IntegrityError) -> str:
    """The message of the constraint that a database refused, found by its name or its columns."""
    told = str(error)
    for model in domain_models():
        for constraint in model._meta.constraints:
            fields = getattr(constraint, "fields", ())
            columns = ", ".join(f"{model._meta.db_table}.{model._meta.get_field(f).column}" for f in fields)  # type: ignore[union-attr]
            if constraint.name in told or (columns and columns in told):
                return f"{constraint.get_violation_error_message()} Nothing was written."
    return f"The database refused a value and nothing was written: {told.splitlines()[0]}"


def apply(bodies: Iterable[str], using: str, *, removed: Iterable[tuple[str, uuid.UUID]] = ()) -> None:
    """Makes a database hold exactly these bodies of their roots, and not the removed roots, or changes nothing.

    Bodies may be of any schema; they are read as the tables are now. Rows are deleted and inserted again with the same
    keys, so swapped unique values, self-references and order do not matter. Raises Taken, Incomplete or StillReferenced
    with readable reasons, and Refused where a value breaks a rule of its table or what was written does not read back
    as the same content. Costs what the roots cost, whatever else the database holds.
    """
    by_kind: dict[str, list[tuple[str, Rows]]] = {kind: [] for kind in KINDS}
    for body in bodies:
        rows = rows_of(body)
        by_kind[rows.kind].append((body, rows))
    goodbye: dict[str, list[uuid.UUID]] = defaultdict(list)
    for kind, root in removed:
        goodbye[kind].append(root)
    if reasons := _too_long([rows for pairs in by_kind.values() for _, rows in pairs]):
        raise Refused(*reasons)
    try:
        with translation.override("en"), transaction.atomic(using=using):
            _exchange(by_kind, goodbye, using)
    except (DataError, IntegrityError) as error:
        raise Refused(_broken_rule(error)) from error


def _exchange(
    by_kind: Mapping[str, list[tuple[str, Rows]]], goodbye: Mapping[str, list[uuid.UUID]], using: str
) -> None:
    pairs = [pair for each in by_kind.values() for pair in each]
    gone: dict[type[Model], set[uuid.UUID]] = defaultdict(set)
    came: dict[type[Model], set[uuid.UUID]] = defaultdict(set)
    for name, kind in reversed(KINDS.items()):
        roots = [rows.key for _, rows in by_kind[name]] + list(goodbye.get(name, []))
        if roots:
            for model, keys in _clear(kind, roots, using).items():
                gone[model] |= keys
    if clashes := _taken([rows for _, rows in pairs], using):
        raise Taken(clashes)
    for name, kind in KINDS.items():
        if by_kind[name]:
            for model, keys in _fill(kind, [rows for _, rows in by_kind[name]], using).items():
                came[model] |= keys
    if missing := missing_links((rows for _, rows in pairs), using):
        raise Incomplete(missing)
    if holders := holders_of({model: keys - came[model] for model, keys in gone.items()}, using):
        raise StillReferenced(holders)
    if connections[using].vendor != "sqlite":  # there it would read whole tables; the two checks above leave it nothing
        connections[using].check_constraints()
    for name, each in by_kind.items():
        there = snapshots(name, [rows.key for _, rows in each], using)
        for body, rows in each:
            if not same(body, there[rows.key]):
                raise Refused(
                    f"{name} {rows.root} does not read back as it was frozen, and nothing was written. "
                    "Save it again at the desk and make a new changeset; if that does not help, tell whoever "
                    "looks after the site."
                )


def fill(bodies: Iterable[str], using: str) -> None:
    """Inserts bodies of any schema into a database without their roots; what they refer to may be missing."""
    by_kind: dict[str, list[Rows]] = defaultdict(list)
    for body in bodies:
        rows = rows_of(body)
        by_kind[rows.kind].append(rows)
    with translation.override("en"):
        for name, kind in KINDS.items():
            if by_kind[name]:
                _fill(kind, by_kind[name], using)
