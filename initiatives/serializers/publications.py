"""Publications as data: number, time, note, and what each published or withdrew; never a body."""

from collections.abc import Iterator
from typing import Any

from initiatives.published.models import Item, Publication
from initiatives.serializers.columns import LANGUAGES, plain
from initiatives.serializers.rows import Data

PUBLIC = ("number", "title", "note", "is_minor", "is_emergency", "published_at")
OF_ITEM = ("kind", "root", "slug", "label", "action", "reason", "revision", "schema", "sha256")
IN_LANGUAGES = ("title", "note", "label")


def brief(row: Publication, language: str = "") -> Data:
    """A publication without its items."""
    return _data(row, PUBLIC, language)


def as_data(row: Publication, language: str = "") -> Data:
    """A publication of ``Publication.objects.all().for_list()`` with its items, in the order of the page."""
    return brief(row, language) | {"items": [_data(item, OF_ITEM, language) for item in row.items.all()]}


def header() -> list[str]:
    """The names of the columns of ``lines``."""
    return [*brief(Publication()), *_data(Item(), OF_ITEM, "")]


def lines(row: Publication) -> Iterator[list[Any]]:
    """A publication as rows of a table: one for each of its items, beside the publication itself."""
    said = list(brief(row).values())
    return ([*said, *_data(item, OF_ITEM, "").values()] for item in row.items.all())


def _data(row: Publication | Item, names: tuple[str, ...], language: str) -> Data:
    data: dict[str, Any] = {}
    for name in names:
        if name not in IN_LANGUAGES:
            data[name] = plain(getattr(row, name))
        elif language:
            data[name] = plain(getattr(row, name if language == "en" else f"{name}_{language}") or getattr(row, name))
        else:
            data |= {
                f"{name}_{code}": plain(getattr(row, name if code == "en" else f"{name}_{code}")) for code in LANGUAGES
            }
    return data
