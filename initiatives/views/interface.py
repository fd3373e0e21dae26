"""How programs read the record: the addresses, parameters and fields of the interface, and examples that run."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _

from initiatives.problems import problem
from initiatives.templatetags.languages import site_address
from initiatives.views.pages import Alternate, Page

CURL = "curl --fail --silent --show-error '{api}rounds/?lang=en&fields=slug,start,city'"
PYTHON = """import json
from urllib.request import urlopen

address = "{api}passages/?kind=sentence&fields=document,number,text"
while address:
    with urlopen(address) as response:
        page = json.load(response)
    for passage in page["results"]:
        print(passage["document"], "¶", passage["number"], passage["text"])
    address = page["next"]
"""
R = """library(jsonlite)

address <- "{api}rounds/?lang=en&fields=slug,start,city"
rounds <- NULL
while (!is.null(address)) {{
  page <- fromJSON(address)
  rounds <- rbind(rounds, page$results[c("slug", "start", "city")])
  address <- page[["next"]]
}}
print(rounds)
"""


class Field(NamedTuple):
    """A field, or a parameter: its name, what its values are, what it means."""

    name: str
    values: str
    words: str


class Address(NamedTuple):
    """A list of the interface: where it is, where one row of it is, what it takes and what it gives."""

    name: str
    words: str
    path: str
    one: str
    parameters: list[Field]
    fields: list[Field]

    @property
    def own(self) -> list[Field]:
        """The parameters that not every list has."""
        return [field for field in self.parameters if field.name not in COMMON]


class Interface(Page):
    template_name = "initiatives/interface.html"
    section = "interface"
    document: Callable[[HttpRequest], Mapping[str, Any]] = None  # type: ignore[assignment]  # given in the addresses

    def title(self) -> str:
        return _("The record for programs (API)")

    def description(self) -> str:
        return _("How programs read the record: addresses, parameters, fields, errors and limits, with examples")

    def alternates(self) -> list[Alternate]:
        described = Alternate("application/vnd.oai.openapi+json", reverse("api:schema"), "OpenAPI 3.1")
        return [*super().alternates(), described]

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return problem(405, headers={"Allow": "GET, HEAD"})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = self.document(self.request)
        api = f"{site_address(self.request)}{in_public(reverse('api:start'))}"
        lists = addresses(document)
        longest = max(lists, key=lambda one: sum(field.name in COMMON for field in one.parameters))
        return super().get_context_data(
            api=api,
            api_path=reverse("api:start"),
            rate=settings.API_RATE,
            schema=reverse("api:schema"),
            lists=lists,
            common=[field for field in longest.parameters if field.name in COMMON],
            answers=answers(document),
            examples=[
                (name, words.format(api=api).strip()) for name, words in (("curl", CURL), ("Python", PYTHON), ("R", R))
            ],
            **kwargs,
        )


COMMON = ("fields", "expand", "lang", "as-of", "limit", "cursor")


def in_public(path: str) -> str:
    """A path without the prefix of a preview, which has no interface of its own."""
    return path.removeprefix(get_script_prefix().rstrip("/"))


def addresses(document: Mapping[str, Any]) -> list[Address]:
    """The lists that the document describes, in its order, each with the address of one row."""
    lists: dict[str, dict[str, Any]] = {}
    for path, operations in document["paths"].items():
        operation = operations["get"]
        name, _under, part = operation["operationId"].rpartition("_")
        if name:
            lists.setdefault(name, {})[part] = (path, operation)
    found = []
    for name, parts in lists.items():
        path, operation = parts["list"]
        one, row = parts["one"]
        found.append(
            Address(
                name,
                operation["summary"],
                in_public(path),
                in_public(one),
                [Field(each["name"], values_of(each), each.get("description", "")) for each in operation["parameters"]],
                fields(document, row),
            )
        )
    return sorted(found, key=lambda each: [tag["name"] for tag in document["tags"]].index(each.name))


def fields(document: Mapping[str, Any], operation: Mapping[str, Any]) -> list[Field]:
    """The fields of one row; of what stands in three languages the one without a language."""
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    properties = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]
    repeated = {name for name in properties if name[-3:] in ("_en", "_ja", "_ko") and name[:-3] in properties}
    return [
        Field(name, values(each), each.get("description", ""))
        for name, each in properties.items()
        if name not in repeated
    ]


def values_of(parameter: Mapping[str, Any]) -> str:
    """What a parameter may be; of fields and relations, which each list has of its own, nothing."""
    return "" if parameter["name"] in ("fields", "expand") else values(parameter["schema"])


def values(schema: Mapping[str, Any]) -> str:
    """What the values of a field or parameter are, in short."""
    if "anyOf" in schema:
        return " / ".join(dict.fromkeys(filter(None, map(values, schema["anyOf"]))))
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        listed = [str(each) for each in schema["enum"] if each not in ("", None)]
        return ", ".join(listed) if len(listed) <= MOST_LISTED else f"{', '.join(listed[:MOST_LISTED])} …"
    if "const" in schema:
        return ""
    kind = schema.get("type", "")
    kinds = [each for each in (kind if isinstance(kind, list) else [kind]) if each != "null"]
    if kinds == ["array"]:
        return f"[{values(schema['items'])}]"
    if "maximum" in schema and schema["maximum"] < 10_000:
        return f"{schema['minimum']}–{schema['maximum']}"
    return " / ".join([*kinds, *filter(None, [schema.get("format")])])


MOST_LISTED = 12


def answers(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Status and meaning of whatever an address may answer."""
    told: dict[str, str] = {}
    for operations in document["paths"].values():
        for status, response in operations["get"]["responses"].items():
            told.setdefault(status, response["description"])
    return sorted(told.items())
