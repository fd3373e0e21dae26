"""What a capsule says of itself: how to read it, its terms, its tables (Frictionless), its catalogue entry (DCAT)."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.utils import translation

from initiatives.published.capsule.parts import Part
from initiatives.published.capsule.tables import CITED, DERIVED, KEY, OURS, SOURCE, Column, Table, moment, tables
from initiatives.published.models import Publication

NAME = "trilateral-record"
TITLE = "Trilateral Record"
ABOUT = (
    "The public record of the U.S.-Japan-ROK Trilateral Vice Foreign Ministerial consultations: rounds, officials, "
    "pillars, initiatives, activities, references and the source documents in numbered passages, every fact with its "
    "citations, and every publication of the record."
)
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME = "Creative Commons Attribution 4.0 International"
README = Path(__file__).with_name("reading.md")
TERMS = """# Terms of reuse

Editorial text and data of the record: {name}, {address}
Name the record and the number of the publication ({number}).

Source texts: as issued by their governments. The column `licence` of each document says its own terms where they are
known.
"""
ORIGINS = {
    CITED: "has a citation",
    DERIVED: "derived",
    OURS: "written by the editors",
    SOURCE: "part of a citation",
    KEY: "key or order",
}


def readme(publication: Publication) -> bytes:
    words = README.read_text(encoding="utf-8").format(
        title=TITLE, about=ABOUT, number=publication.number, when=moment(publication.published_at)
    )
    return words.encode()


def terms(publication: Publication) -> bytes:
    return TERMS.format(name=LICENCE_NAME, address=LICENCE, number=publication.number).encode()


def dataset(publication: Publication) -> dict[str, Any]:
    """The record itself, as a node of its graph."""
    return {
        "@id": f"urn:uuid:{publication.uid}",
        "@type": "Dataset",
        "name": TITLE,
        "description": ABOUT,
        "version": str(publication.number),
        "dateModified": moment(publication.published_at),
        "license": LICENCE,
        "inLanguage": ["en", "ja", "ko"],
    }


DICTIONARY = ("table", "column", "name", "type", "form", "unit", "refers_to", "origin", "how", "means", "choices")


def dictionary_rows() -> Iterable[list[str]]:
    """The dictionary as the rows of a table, in English."""
    with translation.override("en"):
        return [
            [
                *(table.name, column.name, column.label, column.kind, column.form, column.unit, column.refers),
                *(column.origin, str(column.how), column.help),
                "; ".join(f"{value}: {label}" for value, label in column.choices),
            ]
            for table in tables()
            for column in table.columns
        ]


# --- Frictionless


def package(publication: Publication, parts: Mapping[str, Part]) -> dict[str, Any]:
    """The tables described for programs: types, keys and what refers to what."""
    with translation.override("en"):
        return {
            "profile": "tabular-data-package",
            "name": NAME,
            "id": str(publication.uid),
            "title": TITLE,
            "description": ABOUT,
            "version": f"{publication.number}.0.0",
            "created": moment(publication.published_at),
            "licenses": [{"name": "CC-BY-4.0", "title": LICENCE_NAME, "path": LICENCE}],
            "sources": [{"title": "Source texts: as issued by their governments; each document says its own terms"}],
            "resources": [_resource(table, parts[path_of(table)]) for table in tables()],
        }


def path_of(table: Table) -> str:
    return f"tables/{table.name}.csv"


def _resource(table: Table, part: Part) -> dict[str, Any]:
    keys = [
        {
            "fields": column.name,
            "reference": {
                "resource": "" if column.refers == table.name else column.refers,
                "fields": "number" if column.refers == "publication" else "id",
            },
        }
        for column in table.columns
        if column.refers
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.label,
        "path": part.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": part.bytes,
        "hash": f"sha256:{part.sha256}",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key) if len(table.key) > 1 else table.key[0],
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    how = f": {column.how}" if column.how else ""
    said = ". ".join(part for part in (f"{ORIGINS[column.origin]}{how}", column.help, column.form, column.unit) if part)
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.choices and column.kind == "string":
        constraints["enum"] = [value for value, _label in column.choices if value]
    found = {"name": column.name, "type": column.kind, "title": column.label, "description": said}
    if column.kind == "datetime":
        found["format"] = "%Y-%m-%dT%H:%M:%S.%fZ"
    return {**found, "constraints": constraints} if constraints else found


# --- DCAT

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "md": "text/markdown",
    "sqlite": "application/vnd.sqlite3",
    "zip": "application/zip",
}


def media_type(path: str) -> str:
    return MEDIA.get(path.rpartition(".")[2], "application/octet-stream")


def catalogue(publication: Publication, listed: Iterable[tuple[str, Part]], page: str = "") -> dict[str, Any]:
    """The record as a data set with its distributions: (address, part) of each. ``page`` is that of the data set."""
    return {
        "@context": PREFIXES,
        "@id": f"urn:uuid:{publication.uid}",
        "@type": "dcat:Dataset",
        "dct:title": {"@language": "en", "@value": TITLE},
        "dct:description": {"@language": "en", "@value": ABOUT},
        "dct:identifier": f"{NAME}-{publication.number}",
        "dct:modified": {"@type": "xsd:dateTime", "@value": moment(publication.published_at)},
        "dct:language": ["en", "ja", "ko"],
        "dct:license": {"@id": LICENCE},
        "dcat:version": str(publication.number),
        **({"dcat:landingPage": {"@id": page}} if page else {}),
        "dcat:distribution": [_distribution(address, part) for address, part in listed],
    }


def _distribution(address: str, part: Part) -> dict[str, Any]:
    found = {
        "@type": "dcat:Distribution",
        "dct:title": part.path,
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type(part.path)}"},
        "dct:license": {"@id": LICENCE},
    }
    if part.sha256:  # not of the database, whose bytes are those of a version of SQLite
        found["dcat:byteSize"] = {"@type": "xsd:nonNegativeInteger", "@value": str(part.bytes)}
        found["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": part.sha256,
        }
    return found
