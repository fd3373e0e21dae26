"""Many keys in statements of bearable size."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

CHUNK = 400  # keys in one statement: SQLite allows 999 parameters in old builds

T = TypeVar("T")


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in their order, in lists of as many as one statement may name. Takes from them only what it gives."""
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
