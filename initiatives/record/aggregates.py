"""A root and what it owns, as canonical JSON and back: snapshot and apply.

A snapshot is the unit of everything that happens at the desk: revisions, changesets, publications, restore and
verification. It is canonical (sorted keys and rows, no spaces), so equal content gives equal bytes in every language,
database and order. Other roots stand in it by key only: renaming an official changes no meeting's bytes.
"""

import datetime
import hashlib
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DataError, IntegrityError, connections, models, transaction
from django.db.models import Model, QuerySet
from django.utils import translation
from modeltranslation.fields import TranslationField
from modeltranslation.translator import NotRegistered, translator

from initiatives.models import (
    Activity,
    Citation,
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
    Tenure,
)
from initiatives.record.chunks import CHUNK

SCHEMA = 1


@dataclass(frozen=True)
class Aggregate:
    """A root model and the models it owns, each with the path from the owned row to its root."""

    root: type[Model]
    owned: tuple[tuple[type[Model], str], ...]

    @property
    def kind(self) -> str:
        return str(self.root._meta.model_name)

    @property
    def members(self) -> tuple[tuple[type[Model], str], ...]:
        """Root and owned models, parents before children, with the path to the root's key."""
        return ((self.root, "pk"), *self.owned)


def _aggregate(root: type[Model], *owned: tuple[type[Model], str]) -> Aggregate:
    return Aggregate(root, (*owned, (Citation, str(root._meta.model_name))))


AGGREGATES: dict[str, Aggregate] = {
    aggregate.kind: aggregate
    for aggregate in (
        _aggregate(Country),
        _aggregate(Official, (OfficialName, "official"), (Tenure, "official")),
        _aggregate(Reference),
        _aggregate(Pillar),
        _aggregate(Initiative),
        _aggregate(Meeting, (Delegate, "meeting"), (Document, "meeting"), (Passage, "document__meeting")),
        _aggregate(Activity),
    )
}
ROOT_MODELS = {aggregate.root: aggregate for aggregate in AGGREGATES.values()}


def aggregate_of(root: Model | type[Model]) -> Aggregate:
    """The aggregate whose root this is. Raises KeyError for an owned row."""
    return ROOT_MODELS[root if isinstance(root, type) else type(root)]


def root_of(row: Model) -> Model:
    """The root that owns a row; a root is its own. Follows loaded relations, so it may query."""
    if type(row) in ROOT_MODELS:
        return row
    if isinstance(row, Passage):
        return row.document.meeting
    if isinstance(row, Citation):
        return next(owner for kind in AGGREGATES if (owner := getattr(row, kind)))
    return getattr(row, "meeting", None) or row.official  # type: ignore[attr-defined]


def digest(body: str) -> str:
    """SHA-256 of a body, in hexadecimal digits."""
    return hashlib.sha256(body.encode()).hexdigest()


# --- Reading: rows to canonical JSON


def _plain(model: Any, using: str) -> QuerySet[Any]:
    """Rows as they are stored: no translation of column names, no manager's filter, an explicit database."""
    return QuerySet(model=model, using=using)


def stored_fields(model: type[Model]) -> list["models.Field[Any, Any]"]:
    """The columns a snapshot holds: all but the base columns of translated fields, which repeat a language's."""
    try:
        repeated = set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        repeated = set()
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, TranslationField) or field.name not in repeated
    ]


def _value(value: Any) -> Any:
    if isinstance(value, uuid.UUID | datetime.date):
        return str(value)
    return str(value) if isinstance(value, str) else value


def _rows(model: type[Model], path: str, pks: list[Any], using: str) -> Iterator[tuple[uuid.UUID, dict[str, Any]]]:
    """(root key, row) for every row of the model that belongs to one of the roots."""
    names = [field.attname for field in stored_fields(model)]
    for start in range(0, len(pks), CHUNK):
        chunk = pks[start : start + CHUNK]
        found = list(_plain(model, using).filter(**{f"{path}__in": chunk}).order_by("pk").values_list(path, *names))
        linked: dict[str, dict[Any, list[str]]] = {}
        for relation in model._meta.many_to_many:
            through: Any = relation.remote_field.through
            ours, theirs = relation.m2m_column_name(), relation.m2m_reverse_name()
            linked[relation.name] = defaultdict(list)
            owner = relation.m2m_field_name()
            within = {f"{owner}__in" if path == "pk" else f"{owner}__{path}__in": chunk}
            for ours_pk, theirs_pk in _plain(through, using).filter(**within).values_list(ours, theirs):
                linked[relation.name][ours_pk].append(str(theirs_pk))
        for root, *values in found:
            row = {name: _value(value) for name, value in zip(names, values, strict=True)}
            key = values[names.index("id")]
            row.update({name: sorted(by_row.get(key, ())) for name, by_row in linked.items()})
            yield root, row


def rows_by_key(model: type[Model], keys: Iterable[str] | None, using: str) -> dict[str, dict[str, Any]]:
    """key → row, as a snapshot has it, of the rows of a model with these keys, or of all."""
    wanted = _plain(model, using).values_list("pk", flat=True) if keys is None else keys
    with translation.override("en"):
        return {row["id"]: row for _, row in _rows(model, "pk", list(wanted), using)}


def snapshots(kind: str, pks: Iterable[uuid.UUID], using: str) -> dict[uuid.UUID, str]:
    """Canonical bodies of the roots of one kind that a database holds. Queries grow with kinds of rows, not roots."""
    aggregate, wanted = AGGREGATES[kind], list(dict.fromkeys(pks))
    parts: dict[uuid.UUID, dict[str, list[dict[str, Any]]]] = {}
    with translation.override("en"):
        for model, path in aggregate.members:
            name = str(model._meta.model_name)
            for root, row in _rows(model, path, wanted, using):
                parts.setdefault(root, {str(m._meta.model_name): [] for m, _ in aggregate.members})[name].append(row)
    bodies = {}
    for root, rows in parts.items():
        for listed in rows.values():
            listed.sort(key=lambda row: str(row["id"]))
        bodies[root] = canonical({"schema": SCHEMA, "kind": kind, "root": str(root), "rows": rows})
    return bodies


def snapshot(root: Model, using: str) -> str:
    """The canonical body of one root as it is stored in a database. Raises KeyError where it is not there."""
    return snapshots(aggregate_of(root).kind, [root.pk], using)[root.pk]


def canonical(content: Mapping[str, Any]) -> str:
    """One spelling of JSON: sorted keys, no spaces, Unicode as it is."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# --- References from one root to another


@dataclass(frozen=True)
class Link:
    """A row of a root that points at a row of another root."""

    kind: str
    root: uuid.UUID
    model: str
    field: str
    target_model: type[Model]
    target: uuid.UUID


def links(body: str) -> list[Link]:
    """Every reference in a body that leads out of its own rows."""
    content = json.loads(body)
    own = {row["id"] for rows in content["rows"].values() for row in rows}
    found: dict[Link, None] = {}
    for model, _ in AGGREGATES[content["kind"]].members:
        name = str(model._meta.model_name)
        relations = [f for f in (*model._meta.concrete_fields, *model._meta.many_to_many) if f.is_relation]
        for row in content["rows"][name]:
            for relation in relations:
                many = relation.many_to_many
                value = row[relation.name if many else relation.attname]
                for target in value if many else [value]:
                    if target and target not in own:
                        target_model: Any = relation.related_model
                        link = Link(
                            content["kind"],
                            uuid.UUID(content["root"]),
                            name,
                            relation.name,
                            target_model,
                            uuid.UUID(target),
                        )
                        found[link] = None
    return list(found)


def owner_path(model: type[Model]) -> tuple[str, str]:
    """(kind of root, path to its key) of a domain model. A citation's owner depends on the row: not answered here."""
    for aggregate in AGGREGATES.values():
        for member, path in aggregate.members:
            if member is model and model is not Citation:
                return aggregate.kind, path
    raise KeyError(model)


# --- Writing: bodies to rows


class Refused(Exception):
    """What was asked for cannot be done; ``reasons`` say why, one readable sentence each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


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

    def __init__(self, holders: list[tuple[type[Model], uuid.UUID, type[Model]]]) -> None:
        super().__init__(
            *(
                f"A {target._meta.verbose_name} that would go is still referred to by a {model._meta.verbose_name}. "
                "Change that first, or together with this."
                for model, _, target in holders
            )
        )
        self.holders = holders


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


def _chunks(pks: Iterable[Any]) -> Iterator[list[Any]]:
    listed = list(pks)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]


def _keys(model: type[Model], path: str, roots: Iterable[uuid.UUID], using: str) -> set[uuid.UUID]:
    return {
        pk
        for chunk in _chunks(roots)
        for pk in _plain(model, using).filter(**{f"{path}__in": chunk}).values_list("pk", flat=True)
    }


def _clear(aggregate: Aggregate, roots: Iterable[uuid.UUID], using: str) -> dict[type[Model], set[uuid.UUID]]:
    """Deletes the rows of the roots, children first, without cascades; returns the keys that went."""
    gone: dict[type[Model], set[uuid.UUID]] = {}
    for model, path in reversed(aggregate.members):
        gone[model] = _keys(model, path, roots, using)
        for chunk in _chunks(gone[model]):
            for relation in model._meta.many_to_many:
                through, owner = relation.remote_field.through, relation.m2m_field_name()
                _plain(through, using).filter(**{f"{owner}__in": chunk})._raw_delete(using)
            _plain(model, using).filter(pk__in=chunk)._raw_delete(using)
    return gone


def _built(model: type[Model], row: dict[str, Any]) -> Model:
    fields = {field.attname: field for field in stored_fields(model)}
    return model(**{name: fields[name].to_python(value) for name, value in row.items() if name in fields})


def _fill(aggregate: Aggregate, contents: list[dict[str, Any]], using: str) -> dict[type[Model], set[uuid.UUID]]:
    """Inserts the rows of the bodies, in bulk and with their own keys; returns the keys that came."""
    came: dict[type[Model], set[uuid.UUID]] = {}
    for model, _ in aggregate.members:
        rows = [row for content in contents for row in content["rows"][str(model._meta.model_name)]]
        inserted(model, rows, using)
        came[model] = {uuid.UUID(row["id"]) for row in rows}
    return came


def inserted(model: type[Model], rows: list[dict[str, Any]], using: str) -> None:
    """Inserts rows of one model, as snapshots have them, in bulk and with what they are joined to."""
    _plain(model, using).bulk_create([_built(model, row) for row in rows], batch_size=CHUNK)
    for relation in model._meta.many_to_many:
        through: Any = relation.remote_field.through
        ours, theirs = relation.m2m_column_name(), relation.m2m_reverse_name()
        joins = [through(**{ours: row["id"], theirs: key}) for row in rows for key in row[relation.name]]
        _plain(through, using).bulk_create(joins, batch_size=CHUNK)


def _taken(contents: list[dict[str, Any]], using: str) -> list[tuple[type[Model], str, str]]:
    clashes: list[tuple[type[Model], str, str]] = []
    wanted: dict[tuple[type[Model], str], list[str]] = defaultdict(list)
    for content in contents:
        for model, _ in AGGREGATES[content["kind"]].members:
            for field in model._meta.concrete_fields:
                if field.unique and not field.primary_key:
                    rows = content["rows"][str(model._meta.model_name)]
                    wanted[model, field.attname].extend(row[field.attname] for row in rows)
    for (model, name), values in wanted.items():
        twice = {value for value, times in Counter(values).items() if times > 1}
        for chunk in _chunks(values):
            twice.update(_plain(model, using).filter(**{f"{name}__in": chunk}).values_list(name, flat=True))
        clashes.extend((model, name, value) for value in sorted(twice))
    return clashes


def _too_long(contents: list[dict[str, Any]]) -> list[str]:
    """What has more characters than its column: SQLite takes it, PostgreSQL does not."""
    limits = {
        model: [(field, field.max_length) for field in stored_fields(model) if isinstance(field, models.CharField)]
        for model in domain_models()
    }
    return [
        f"{content['kind']} {content['root']}: the {field.verbose_name} “{row[field.attname][:60]}…” has more than "
        f"{limit} characters. Shorten it."
        for content in contents
        for model, _ in AGGREGATES[content["kind"]].members
        for row in content["rows"][str(model._meta.model_name)]
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


def missing_links(bodies: Iterable[str], using: str) -> list[Link]:
    """Links of the bodies whose targets a database does not hold now."""
    every = [link for body in bodies for link in links(body)]
    by_model: dict[type[Model], set[uuid.UUID]] = defaultdict(set)
    for link in every:
        by_model[link.target_model].add(link.target)
    there = {model: _keys(model, "pk", keys, using) for model, keys in by_model.items()}
    return [link for link in every if link.target not in there[link.target_model]]


def holders_of(
    gone: Mapping[type[Model], set[uuid.UUID]], using: str
) -> list[tuple[type[Model], uuid.UUID, type[Model]]]:
    """(model, key, model pointed at) of every row in a database that points at one of the given keys."""
    holders: list[tuple[type[Model], uuid.UUID, type[Model]]] = []
    domain = dict.fromkeys(model for aggregate in AGGREGATES.values() for model, _ in aggregate.members)
    for target, keys in gone.items():
        if not keys:
            continue
        for model in domain:
            for relation in model._meta.concrete_fields:
                if relation.is_relation and relation.related_model is target:
                    for chunk in _chunks(keys):
                        found = _plain(model, using).filter(**{f"{relation.name}__in": chunk})
                        holders.extend((model, pk, target) for pk in found.values_list("pk", flat=True))
            for many in model._meta.many_to_many:
                if many.related_model is target:
                    through, theirs = many.remote_field.through, many.m2m_reverse_field_name()
                    for chunk in _chunks(keys):
                        found = _plain(through, using).filter(**{f"{theirs}__in": chunk})
                        holders.extend(
                            (model, pk, target) for pk in found.values_list(many.m2m_column_name(), flat=True)
                        )
    return holders


def apply(bodies: Iterable[str], using: str, *, removed: Iterable[tuple[str, uuid.UUID]] = ()) -> None:
    """Makes a database hold exactly these bodies of their roots, and not the removed roots, or changes nothing.

    Rows are deleted and inserted again with the same keys, so swapped unique values, self-references and order do not
    matter. Raises Taken, Incomplete or StillReferenced with readable reasons, and Refused where a value breaks a rule
    of its table or what was written does not read back as the same bytes. Costs what the roots cost, whatever else the
    database holds.
    """
    texts = list(bodies)
    by_kind: dict[str, list[tuple[str, dict[str, Any]]]] = {kind: [] for kind in AGGREGATES}
    for text in texts:
        content = json.loads(text)
        if content["schema"] != SCHEMA:
            raise Refused(f"This body has schema {content['schema']}; the record has {SCHEMA}. Freeze it again.")
        by_kind[content["kind"]].append((text, content))
    goodbye: dict[str, list[uuid.UUID]] = defaultdict(list)
    for kind, root in removed:
        goodbye[kind].append(root)
    contents = [content for pairs in by_kind.values() for _, content in pairs]
    if reasons := _too_long(contents):
        raise Refused(*reasons)
    try:
        with translation.override("en"), transaction.atomic(using=using):
            _exchange(by_kind, goodbye, contents, texts, using)
    except (DataError, IntegrityError) as error:
        raise Refused(_broken_rule(error)) from error


def _exchange(
    by_kind: dict[str, list[tuple[str, dict[str, Any]]]],
    goodbye: Mapping[str, list[uuid.UUID]],
    contents: list[dict[str, Any]],
    texts: list[str],
    using: str,
) -> None:
    gone: dict[type[Model], set[uuid.UUID]] = defaultdict(set)
    came: dict[type[Model], set[uuid.UUID]] = defaultdict(set)
    for kind, aggregate in reversed(AGGREGATES.items()):
        roots = [uuid.UUID(content["root"]) for _, content in by_kind[kind]] + goodbye.get(kind, [])
        if roots:
            for model, keys in _clear(aggregate, roots, using).items():
                gone[model] |= keys
    if clashes := _taken(contents, using):
        raise Taken(clashes)
    for kind, aggregate in AGGREGATES.items():
        if by_kind[kind]:
            for model, keys in _fill(aggregate, [content for _, content in by_kind[kind]], using).items():
                came[model] |= keys
    if missing := missing_links(texts, using):
        raise Incomplete(missing)
    if holders := holders_of({model: keys - came[model] for model, keys in gone.items()}, using):
        raise StillReferenced(holders)
    if connections[using].vendor != "sqlite":  # there it would read whole tables; the two checks above leave it nothing
        connections[using].check_constraints()
    for kind, pairs in by_kind.items():
        written = snapshots(kind, [uuid.UUID(content["root"]) for _, content in pairs], using)
        for text, content in pairs:
            if written[uuid.UUID(content["root"])] != text:
                raise Refused(
                    f"{kind} {content['root']} does not read back as it was frozen, and nothing was written. "
                    "Save it again at the desk and make a new changeset; if that does not help, tell whoever "
                    "looks after the site."
                )


def fill(bodies: Iterable[str], using: str) -> None:
    """Inserts bodies into a database that holds none of their roots, without looking at what they refer to."""
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for body in bodies:
        content = json.loads(body)
        by_kind[content["kind"]].append(content)
    with translation.override("en"):
        for kind, aggregate in AGGREGATES.items():
            if by_kind[kind]:
                _fill(aggregate, by_kind[kind], using)


def domain_models() -> list[type[Model]]:
    """Every model of the record once, parents before children."""
    return list(dict.fromkeys(model for aggregate in AGGREGATES.values() for model, _ in aggregate.members))
