"""What is served, each once: every kind of the registry, documents, passages and citations; with filters and orders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Min, Value
from django.db.models.functions import Coalesce
from django_filters import FilterSet

from initiatives import filters, models
from initiatives.api.filters import CitationFilter, PassageFilter
from initiatives.record.kinds import KIND_OF, KINDS, with_pages
from initiatives.serializers.columns import columns_of, naming
from initiatives.serializers.rows import LONG, PAGE, UNTRANSLATED, has_page
from initiatives.serializers.whole import names_under, relations

URL = "url"  # the address of a row in the interface
DEPTH = 2  # relations followed one after the other
MOST_EXPANDED = 5
Keys = tuple[Any, ...]  # names of columns or expressions; the last is unique
LATE = "9999"  # after any date


@dataclass(frozen=True)
class Resource:
    """Rows of one model under one name. ``sorts`` gives the keys of an order by its name, for the language asked."""

    name: str
    model: Any
    filterset: type[FilterSet] | None = None
    order: Keys = ("pk",)
    sorts: Mapping[str, Callable[[str], Keys]] = field(default_factory=dict)

    @property
    def path(self) -> tuple[str, ...]:
        """The parts of the address of one row, by the names of what stands there: ``("document", "number")``."""
        return tuple(path.replace("__slug", "").replace("pk", "id") for path in naming(self.model))

    def names(self) -> list[str]:
        """Every name that ``fields`` may ask for: columns, in each language and without, and what stands under them."""
        columns = columns_of(self.model)
        names = [name for column in columns for name in (column.base, column.name) if name]
        more = [*([PAGE] if has_page(self.model) else []), UNTRANSLATED, *names_under(self.model), URL]
        return list(dict.fromkeys([*names, *more]))

    def short(self) -> list[str] | None:
        """The names that rows of a list have where none are asked for; None where they are all."""
        left_out = LONG.get(self.model, ())
        return [name for name in self.names() if name not in left_out] if left_out else None

    def paths(self) -> list[str]:
        """Every relation that ``expand`` may ask for, with those that follow from there: ``initiative.pillar``."""
        return _paths(self.model, DEPTH)


def _paths(model: Any, depth: int, *behind: Any) -> list[str]:
    """Relations one after the other, none of which leads back to a model that was passed."""
    found = []
    for name, target in relations(model).items():
        if behind and (target in (model, *behind) or name not in {column.name for column in columns_of(model)}):
            continue
        found.append(name)
        if depth > 1:
            found += [f"{name}.{path}" for path in _paths(target, depth - 1, model, *behind)]
    return found


def by_name(language: str) -> Keys:
    """From A to Z in a language, what has no name in it by its English one."""
    return (Coalesce(f"name_{language or 'en'}", "name_en", Value(""), output_field=CharField()), "slug")


def by_activity(_language: str) -> Keys:
    """By the first activity; what has none comes last."""
    return (Coalesce(Min("activities__start"), Value(LATE), output_field=CharField()), "slug")


FILTERS: dict[Any, type[FilterSet]] = {
    models.Concept: filters.ConceptFilter,
    models.Official: filters.OfficialFilter,
    models.Initiative: filters.InitiativeFilter,
    models.Activity: filters.ActivityFilter,
    models.Document: filters.DocumentFilter,
    models.Passage: PassageFilter,
    models.Citation: CitationFilter,
}
SORTS: dict[Any, Mapping[str, Callable[[str], Keys]]] = {
    models.Initiative: {"name": by_name, "activity": by_activity},
}
ORDERS: dict[Any, Keys] = {models.Passage: ("document_id", "position"), models.Citation: ("pk",)}


def _order(model: Any) -> Keys:
    """The order of the model where it ends with what is unique, otherwise that and the key."""
    order = ORDERS.get(model) or tuple(model._meta.ordering)
    last = order[-1]
    unique = last in ("pk", "id", *model.natural) or model in ORDERS
    return order if unique else (*order, "pk")


def _resource(name: str, model: Any) -> Resource:
    return Resource(name, model, FILTERS.get(model), _order(model), SORTS.get(model, {}))


# In the order of the registry: what is referred to comes first.
RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        *(_resource(kind.plural, kind.model) for kind in KINDS.values()),
        *(_resource(member.pages, member.model) for member in with_pages() if member.model not in KIND_OF),
        _resource("passages", models.Passage),
        _resource("citations", models.Citation),
    )
}
OF_MODEL = {resource.model: resource for resource in RESOURCES.values()}
