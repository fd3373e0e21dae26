"""One row as one flat mapping, and the querysets that load what it says."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from initiatives.models import Citation, Document, Passage
from initiatives.serializers.columns import Column, chosen, columns_of, naming, plain

Data = dict[str, Any]
PAGE = "page"  # the address of the page of a row
UNTRANSLATED = "untranslated"  # the names whose words are English for want of a translation into the language asked for


def for_data(model: Any) -> QuerySet[Any]:
    """Rows of a model with all that ``as_data`` says of them, in as many queries for one as for all; in no order."""
    rows = model._default_manager.order_by()
    for column in columns_of(model):
        if column.is_many:
            rows = rows.prefetch_related(Prefetch(column.field.name, _named(column.target)))
        elif column.target:
            rows = load(rows, column.field.name, column.target)
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
    row: Any, language: str = "", site: str = "", *, names: Collection[str] | None = None, besides: Collection[str] = ()
) -> Data:
    """A row of ``for_data`` as data: its columns by name, and the address of its page under ``site``.

    Without a language each translated column stands three times (``name_en``, ``name_ja``, ``name_ko``). With one it
    stands once (``name``), in English where it is not translated, which ``untranslated`` then lists. ``names`` are the
    columns wanted, all where None; ``besides`` those to leave out.
    """
    model = type(row)
    data, english = {}, []
    for column in chosen(model, names, language):
        if isinstance(column, Column):
            if column.name not in besides:
                data[column.name] = column.value(row)
        elif column not in besides:
            words = plain(getattr(row, f"{column}_{language}"))
            if words is None and (words := plain(getattr(row, f"{column}_en"))) is not None:
                english.append(column)
            data[column] = words
    if has_page(model) and (names is None or PAGE in names) and PAGE not in besides:
        path = page_of(row)
        data[PAGE] = path and f"{site}{path}"
    if language and (names is None or UNTRANSLATED in names):
        data[UNTRANSLATED] = english
    return data


def rows_as_data(rows: QuerySet[Any], language: str = "", site: str = "") -> Iterator[Data]:
    """Many rows as data, read in pieces: for tables of any length. ``rows`` are of ``for_data``, in an order."""
    return (as_data(row, language, site) for row in rows.iterator(chunk_size=500))
