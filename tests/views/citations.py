"""Citations of pages as tests read them: each form by a parser of it, the fields and the files of a page."""

import json

import bibtexparser
import jsonschema
from selectolax.lexbor import LexborHTMLParser

FORMS = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}
# What the schema of CSL-JSON has of all that there is.
TEXTS = (
    "id",
    "title",
    "container-title",
    "genre",
    "publisher",
    "version",
    "section",
    "locator",
    "language",
    "URL",
    "note",
)
PARTS = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            **{name: {"type": "string", "minLength": 1} for name in TEXTS},
            "type": {"enum": ["report", "webpage"]},
            "author": {"type": "array", "items": {"required": ["literal"], "additionalProperties": False,
                                                  "properties": {"literal": {"type": "string"}}}},
            "issued": {"required": ["date-parts"], "additionalProperties": False,
                       "properties": {"date-parts": {"type": "array", "items": PARTS, "minItems": 1, "maxItems": 2}}},
        },
    },
}  # fmt: skip


def entry_of(text):
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    [entry] = library.entries
    return {"key": entry.key, **{name: field.value.strip("{}") for name, field in entry.fields_dict.items()}}


def item_of(text):
    data = json.loads(text)
    jsonschema.validate(data, SCHEMA)
    return data[0]


def below(path, form):
    """The address of a file of citation, below that of a page."""
    page, _, query = path.partition("?")
    return f"{page}cite.{form}{query and '?'}{query}"


def cited(client, path):
    """The page at an address as its file of CSL-JSON has it."""
    return item_of(client.get(below(path, "json")).content.decode())


def fields_of(page):
    """The citation in each style, from the fields of a page."""
    found = LexborHTMLParser(page.content.decode())
    labels = {label.attributes["for"]: label.text(strip=True) for label in found.css(".cite-page label")}
    fields = found.css(".cite-page textarea[readonly]")
    return {labels[field.attributes["id"]]: field.text() for field in fields}
