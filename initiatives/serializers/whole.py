"""A row with all that stands under it: the rows it owns, the names of its documents, the words behind each fact."""

from collections.abc import Collection
from functools import cache
from typing import Any

from django.db.models import Prefetch, QuerySet

from initiatives.models import Citation
from initiatives.record.kinds import KINDS, MEMBERS, Member
from initiatives.serializers.citations import by_field, by_owner
from initiatives.serializers.columns import columns_of, identity, is_addressed, naming
from initiatives.serializers.rows import LONG, NONE, Data, Tree, as_data, expanded, for_data

CITATIONS = "citations"


@cache
def owned(model: Any) -> tuple[Member, ...]:
    """The members of a kind that stand in its roots: delegates with all they say, documents by name. Not passages."""
    kind = next((kind for kind in KINDS.values() if kind.model is model), None)
    return tuple(member for member in kind.owned if "__" not in member.path) if kind else ()


@cache
def is_cited(model: Any) -> bool:
    """True where facts of the rows of a model have citations of their own."""
    name = str(model._meta.model_name)
    return name in MEMBERS and bool(MEMBERS[name][1].cited_by)


def needs_citations(model: Any, names: Collection[str] | None) -> bool:
    """True where citations are told with these names: of the rows themselves, or of what they own."""
    told = {member.accessor for member in owned(model) if not is_addressed(member.model)} | {CITATIONS}
    return is_cited(model) and (names is None or bool(told & set(names)))


def for_whole(model: Any, names: Collection[str] | None = None, expand: Tree = NONE) -> QuerySet[Any]:
    """Rows of a model with all that ``as_whole`` says of them: a query for each sort of row under them."""
    rows = for_data(model, expand)
    if names is not None:
        rows = rows.defer(*(name for name in LONG.get(model, ()) if name not in names))
    wanted = [member for member in owned(model) if names is None or member.accessor in names]
    for member in wanted:
        order: Any = member.model._meta.ordering
        if member.accessor in expand:
            under = for_data(member.model, expand[member.accessor]).defer(*LONG.get(member.model, ())).order_by(*order)
        elif is_addressed(member.model):
            under = member.model._default_manager.only("pk", *naming(member.model), member.path).order_by(*order)
        else:
            under = for_data(member.model).order_by(*order, "pk")
        rows = rows.prefetch_related(Prefetch(member.accessor, under))
    if needs_citations(model, names):
        rows = rows.prefetch_related(Prefetch(CITATIONS, for_data(Citation)))
    return rows


def as_whole(
    row: Any, language: str = "", site: str = "", *, names: Collection[str] | None = None, expand: Tree = NONE
) -> Data:
    """A row of ``for_whole``: its data, what it owns by the name of the relation, ``citations`` by field.

    The citations of a row that it owns stand in that row.
    """
    model: Any = type(row)
    data = as_data(row, language, site, names=names, expand=expand)
    sources = by_owner(row.citations.all()) if needs_citations(model, names) else {}
    if model not in {kind.model for kind in KINDS.values()}:
        sources = {None: [each for found in sources.values() for each in found]}
    for member in owned(model):
        if names is not None and member.accessor not in names:
            continue
        under = getattr(row, member.accessor).all()
        if member.accessor in expand:
            data[member.accessor] = expanded(row, member.accessor, language, site, expand[member.accessor])
            continue
        if is_addressed(member.model):
            data[member.accessor] = [identity(each) for each in under]
            continue
        data[member.accessor] = [
            as_data(each, language, site, besides=(member.path,))
            | {CITATIONS: by_field(sources.get(each.pk, ()), language, site)}
            for each in under
        ]
    if is_cited(model) and (names is None or CITATIONS in names):
        data[CITATIONS] = by_field(sources.get(None, ()), language, site)
    return data


def names_under(model: Any) -> list[str]:
    """The names that ``as_whole`` adds to those of ``as_data``."""
    return [member.accessor for member in owned(model)] + ([CITATIONS] if is_cited(model) else [])


@cache
def relations(model: Any) -> dict[str, Any]:
    """name → model of the relations that can be expanded: those that lead to rows with a name of their own."""
    found = {
        column.name: column.target for column in columns_of(model) if column.target and is_addressed(column.target)
    }
    return found | {member.accessor: member.model for member in owned(model) if is_addressed(member.model)}
