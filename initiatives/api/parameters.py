"""The parameters of the interface: what each may be, said once for the document that describes them and for refusing.

A parameter that an address does not know is refused by name: a misspelt filter must never return everything. An empty
value is no value. One that takes one value and is given twice is refused.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from initiatives.api.filters import LONGEST_SLUG, SlugFilter
from initiatives.api.keyset import LONGEST_CURSOR
from initiatives.api.resources import MOST_EXPANDED, Resource
from initiatives.dates import FIRST_YEAR, LAST_YEAR
from initiatives.filters import WordsFilter, YearsFilter
from initiatives.parameters import LONGEST_SHOWN, MOST_SHOWN, MOST_VALUES, bad_value, refuse_unknown
from initiatives.serializers.columns import LANGUAGES

LIMIT, MOST_ROWS = 50, 100  # rows of a page, where nothing is asked, and at most
SLUG = r"[-a-zA-Z0-9_]"
NUMBER = r"^([1-9][0-9]{0,6})?$"  # of a publication


class Unknown(BadRequest):
    """Parameters that an address does not know, or cannot take as they are."""

    def __init__(self, detail: str, names: Sequence[str]) -> None:
        super().__init__(detail)
        self.names = [name[:LONGEST_SHOWN] for name in names][:MOST_SHOWN]


@dataclass(frozen=True)
class Parameter:
    """One parameter: its schema, what it does; ``many`` where it may be given several times, ``listed`` with commas."""

    name: str
    schema: dict[str, Any]
    description: str | Promise
    many: bool = False
    listed: bool = False

    def values(self, query: QueryDict) -> list[str]:
        """What was given of it that is not empty. Raises Unknown where several were given of one."""
        given = query.getlist(self.name)
        if len(given) > (MOST_VALUES if self.many else 1):
            raise self.refused(", ".join(given))
        return [value for value in given if value != ""]

    def refused(self, value: str) -> Unknown:
        schema = self.schema.get("items", self.schema)
        return Unknown(bad_value(self.name, value, [each for each in schema.get("enum", ()) if each]), [self.name])

    def items(self, query: QueryDict) -> list[str]:
        """The values between commas. Raises Unknown for one that is not among those it may be, or too many."""
        found = [item for value in self.values(query) for item in value.split(",") if item]
        for item in found:
            if item not in self.schema["items"]["enum"]:
                raise self.refused(item)
        if len(found) > self.schema.get("maxItems", len(found)):
            raise self.refused(",".join(found))
        return found


def one_of(values: Iterable[str]) -> dict[str, Any]:
    """One of some values, or nothing."""
    return {"type": "string", "enum": [*values, ""]}


LANGUAGE = Parameter(
    "lang",
    one_of(LANGUAGES),
    gettext_lazy(
        "Gives what stands in three languages once, in this one. Without it every language has a field of its own."
    ),
)
AS_OF = Parameter(
    "as-of",
    {"anyOf": [{"type": "string", "pattern": NUMBER}, {"type": "string", "format": "date"}]},
    gettext_lazy("The record as it was public: the number of a publication, or a day (UTC), for example 2026-11-24."),
)
ROWS = Parameter(
    "limit",
    {"anyOf": [{"type": "integer", "minimum": 1, "maximum": MOST_ROWS}, {"const": ""}], "default": LIMIT},
    gettext_lazy("How many rows a page has."),
)
CURSOR = Parameter(
    "cursor",
    {"type": "string", "pattern": r"^[-_A-Za-z0-9]*$", "maxLength": LONGEST_CURSOR},
    gettext_lazy("Where the page begins: taken from “next” of the page before, never made by hand."),
)


@dataclass(frozen=True)
class Asked:
    """What one request asks for."""

    fields: list[str] | None = None
    expand: dict[str, Any] = field(default_factory=dict)
    language: str = ""
    limit: int = LIMIT
    cursor: str = ""


def of_resource(resource: Resource, *, is_list: bool, filters: Any = None) -> list[Parameter]:
    """The parameters of a list, or of the address of one row. ``filters`` is the FilterSet, its choices filled in."""
    paths = resource.paths()
    found = [
        Parameter(
            "fields",
            {"type": "array", "items": {"type": "string", "enum": resource.names()}},
            gettext_lazy("The fields wanted, with commas between."),
            listed=True,
        ),
        *(
            [
                Parameter(
                    "expand",
                    {"type": "array", "items": {"type": "string", "enum": paths}, "maxItems": MOST_EXPANDED},
                    gettext_lazy("Relations to be given as rows in place of names, with commas between."),
                    listed=True,
                )
            ]
            if paths
            else []
        ),
        LANGUAGE,
        AS_OF,
    ]
    if is_list:
        found += [of_filter(name, each) for name, each in (filters.filters.items() if filters is not None else ())]
        found += [ROWS, CURSOR]
    return found


def of_publications(*, is_list: bool) -> list[Parameter]:
    """The parameters of the list of publications, or of the address of one."""
    return [LANGUAGE, AS_OF, *([ROWS, CURSOR] if is_list else [])]


def of_filter(name: str, each: Any) -> Parameter:
    """A filter of a list as a parameter: the values that it takes are those of its form."""
    schema: dict[str, Any]
    match each:
        case YearsFilter():
            year = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
            schema = {"type": "array", "items": {"anyOf": [year, {"const": ""}]}, "maxItems": MOST_VALUES}
        case django_filters.MultipleChoiceFilter():
            schema = {"type": "array", "items": one_of(_choices(each)), "maxItems": MOST_VALUES}
        case django_filters.ChoiceFilter():
            schema = one_of(_choices(each))
        case WordsFilter():
            schema = {"type": "string", "pattern": r"^[^\x00]*$"}
        case SlugFilter():
            schema = {"type": "string", "maxLength": LONGEST_SLUG, "pattern": rf"^{SLUG}*$"}
        case _:
            raise TypeError(f"No schema is known for the filter {name}.")
    return Parameter(name, schema, each.label, many=isinstance(each, django_filters.MultipleChoiceFilter))


def _choices(each: Any) -> list[str]:
    return [str(value) for value, _words in each.extra["choices"]]


def asked(query: QueryDict, known: Sequence[Parameter]) -> Asked:
    """What the parameters ask for. Raises Unknown naming those that are not known, or the first that cannot be."""
    names = {parameter.name: parameter for parameter in known}
    try:
        refuse_unknown(query, names)
    except BadRequest as error:
        raise Unknown(str(error), [name for name in query if name not in names]) from None
    given = {parameter.name: parameter.values(query) for parameter in known}
    limit, language = given.get("limit", []), given.get("lang", [])
    for value in limit:
        if not (value.isascii() and value.isdigit() and len(value) <= 3 and value[0] != "0"):
            raise ROWS.refused(value)
        if int(value) > MOST_ROWS:
            raise ROWS.refused(value)
    for value in language:
        if value not in LANGUAGES:
            raise LANGUAGE.refused(value)
    expand: dict[str, Any] = {}
    for path in names["expand"].items(query) if "expand" in names else ():
        branch = expand
        for step in path.split("."):
            branch = branch.setdefault(step, {})
    return Asked(
        fields=(names["fields"].items(query) if "fields" in names else None) or None,
        expand=expand,
        language=language[0] if language else "",
        limit=int(limit[0]) if limit else LIMIT,
        cursor=given.get("cursor", [""])[0] if given.get("cursor") else "",
    )


def of_filters(query: QueryDict, filterset: Any) -> QueryDict:
    """The parameters that a FilterSet reads, without empty values."""
    kept = QueryDict(mutable=True)
    for name in filterset.base_filters:
        if values := [value for value in query.getlist(name) if value != ""]:
            kept.setlist(name, values)
    return kept
