"""Pages of a list by the keys of its last row, so that any page costs what the first does and none tears or repeats."""

import base64
import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, F, Func, IntegerField, QuerySet, UUIDField, Value
from django.http import Http404
from django.utils.translation import gettext_lazy

from initiatives.serializers.columns import MOST

LONGEST_CURSOR = 1000
NO_PAGE = gettext_lazy("No page begins there: take the cursor from “next” of the page before.")


class After(Func):
    """True of rows whose keys, taken as one, come after some values: what an index of the keys can answer at once."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts = [compiler.compile(each) for each in self.get_source_expressions()]
        half = len(parts) // 2
        keys, values = ", ".join(sql for sql, _values in parts[:half]), ", ".join(sql for sql, _values in parts[half:])
        return f"({keys}) > ({values})", [value for _sql, values in parts for value in values]


def page(rows: QuerySet[Any], keys: Sequence[Any], cursor: str, limit: int) -> tuple[list[Any], str]:
    """The rows that come after a cursor in the order of the keys, at most ``limit``, and the cursor of the next page.

    Raises Http404 for a cursor that is none of this list.
    """
    names = [f"key_{place}" for place in range(len(keys))]
    expressions = [F(key) if isinstance(key, str) else key for key in keys]
    rows = rows.annotate(**dict(zip(names, expressions, strict=True))).order_by(*names)
    if cursor:
        fields = [rows.query.annotations[name].output_field for name in names]
        fields = [getattr(field, "target_field", field) for field in fields]  # of a relation, that of its keys
        rows = rows.filter(After(*(F(name) for name in names), *_values(cursor, fields)))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, ""
    last = [getattr(found[limit - 1], name) for name in names]
    return found[:limit], _cursor(last)


def _cursor(values: Sequence[Any]) -> str:
    told = [value if isinstance(value, int) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(told, ensure_ascii=False).encode()).decode().rstrip("=")


def _values(cursor: str, fields: Sequence[Any]) -> list[Value]:
    """The keys that a cursor holds, each of the type of its column."""
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError
        told = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode())
        if not isinstance(told, list):
            raise ValueError
        return [Value(_value(each, field), field) for each, field in zip(told, fields, strict=True)]
    except (ValueError, RecursionError):
        raise Http404(NO_PAGE) from None


def _value(told: Any, field: Any) -> Any:
    if isinstance(field, IntegerField):
        if type(told) is int and 0 <= told <= MOST:
            return told
    elif isinstance(told, str) and "\0" not in told:
        told.encode()  # a lone surrogate is no text
        return uuid.UUID(told) if isinstance(field, UUIDField) else told
    raise ValueError
