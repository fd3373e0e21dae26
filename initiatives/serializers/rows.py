"""One row as one flat mapping, and the querysets that load what it says."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet

from initiatives.models import Citation, Document, Passage
from initiatives.serializers.columns import chosen, columns_of, identity, naming, plain

Data = dict[str, Any]
Tree = Mapping[str, Any]  # relation → the relations to be followed from there: ``{"initiative": {"pillar": {}}}``
NONE: Tree = {}
PAGE = "page"  # the address of the page of a row
LONG: dict[Any, tuple[str, ...]] = {
    Document: ("text",)
}  # what stands in the data of one row, and of many only where it is asked for
UNTRANSLATED = "untranslated"  # the names whose words are English for want of a translation into the language asked for


def for_data(model: Any, expand: Tree = NONE) -> QuerySet[Any]:
    """Rows of a model with all that ``as_data`` says of them, in as many queries for one as for all; in no order."""
    return _with_columns(model._default_manager.order_by(), "", model, expand)


def _with_columns(rows: QuerySet[Any], path: str, model: Any, expand: Tree) -> QuerySet[Any]:
    """The rows with what the columns of a model say that a path of relations leads to."""
    for column in columns_of(model):
        name, target = f"{path}{column.field.name}", column.target
        if column.is_many:
            named = for_data(target, expand[column.name]) if column.name in expand else _named(target)
            rows = rows.prefetch_related(Prefetch(name, named))
        elif target:
            rows = load(rows, name, target)
            if column.name in expand:
                rows = _with_columns(rows, f"{name}__", target, expand[column.name])
    return rows


def load(rows: QuerySet[Any], path: str, target: Any) -> QuerySet[Any]:
    """The rows with the one that a relation leads to, as far as its name asks for it; texts of documents left out."""
    steps = [path.rpartition("__")[0] for path in naming(target)]
    if naming(target) == ("pk",):
        return rows
    rows = rows.select_related(path, *(f"{path}__{step}" for step in steps if step))
    documents = [path] if target is Document else [f"{path}__document"] if target is Passage else []
    return rows.defer(*(f"{each}__text" for each in documents))


def _named(model: Any) -> QuerySet[Any]:
    return model._default_manager.only("pk", *naming(model)).order_by()


def has_page(model: Any) -> bool:
    """True where ``as_data`` says at which page the row, or the words it cites, can be read."""
    return model in (Passage, Citation) or hasattr(model, "get_absolute_url")


def page_of(row: Any) -> str | None:
    """The path of that page, in the language being read; None of a citation of a source that is not held."""
    if isinstance(row, Citation):
        return row.passage.page_address if row.passage else None
    return str(row.page_address if isinstance(row, Passage) else row.get_absolute_url())


def as_data(
    row: Any,
    language: str = "",
    site: str = "",
    *,
    names: Collection[str] | None = None,
    besides: Collection[str] = (),
    expand: Tree = NONE,
) -> Data:
    """A row of ``for_data`` as data: its columns by name, and the address of its page under ``site``.

    Without a language each translated column stands three times (``name_en``, ``name_ja``, ``name_ko``). With one it
    stands once (``name``), in English where it is not translated, which ``untranslated`` then lists. ``names`` are the
    columns wanted, all where None; ``besides`` those to leave out. A relation is the name of what it leads to, and
    where it is expanded its row, without long texts.
    """
    model = type(row)
    data, english = {}, []
    for column in chosen(model, names, language):
        if isinstance(column, str):
            words = plain(getattr(row, f"{column}_{language}"))
            if words is None and (words := plain(getattr(row, f"{column}_en"))) is not None:
                english.append(column)
            data[column] = words
        elif column.name not in besides:
            data[column.name] = column.value(row)
            if column.name in expand:
                data[column.name] = expanded(row, column.name, language, site, expand[column.name])
    if has_page(model) and (names is None or PAGE in names) and PAGE not in besides:
        path = page_of(row)
        data[PAGE] = path and f"{site}{path}"
    if language and (names is None or UNTRANSLATED in names):
        data[UNTRANSLATED] = english
    return data


def expanded(row: Any, name: str, language: str, site: str, expand: Tree) -> Data | list[Data] | None:
    """What a relation leads to, as data: a row, rows in the order of their names, or None."""
    found = getattr(row, name)
    if found is None:
        return None
    several = hasattr(found, "all")
    rows = sorted(found.all(), key=identity) if several else [found]
    told = [as_data(each, language, site, besides=LONG.get(type(each), ()), expand=expand) for each in rows]
    return told if several else told[0]


def rows_as_data(rows: QuerySet[Any], language: str = "", site: str = "") -> Iterator[Data]:
    """Many rows as data, read in pieces: for tables of any length. ``rows`` are of ``for_data``, in an order."""
    return (as_data(row, language, site) for row in rows.iterator(chunk_size=500))
