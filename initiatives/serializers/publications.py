"""Publications as data: number, time, note, and what each published or withdrew; never a body."""

from typing import Any

from initiatives.published.models import Item, Publication
from initiatives.serializers.columns import plain
from initiatives.serializers.rows import Data

PUBLIC = ("number", "title", "note", "is_minor", "is_emergency", "published_at")
OF_ITEM = ("kind", "root", "slug", "label", "action", "reason", "revision", "schema", "sha256")
IN_LANGUAGES = ("title", "note", "label")


def publication(row: Publication, language: str = "", site: str = "") -> Data:
    """A publication of ``Publication.objects.all().for_list()``."""
    return _data(row, PUBLIC, language) | {"items": [_data(item, OF_ITEM, language) for item in row.items.all()]}


def _data(row: Publication | Item, names: tuple[str, ...], language: str) -> Data:
    data: dict[str, Any] = {}
    for name in names:
        if name not in IN_LANGUAGES:
            data[name] = plain(getattr(row, name))
        elif language:
            data[name] = plain(getattr(row, name if language == "en" else f"{name}_{language}") or getattr(row, name))
        else:
            data |= {
                f"{name}_{code}": plain(getattr(row, name if code == "en" else f"{name}_{code}"))
                for code in ("en", "ja", "ko")
            }
    return data
