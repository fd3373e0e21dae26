"""The record as a graph of schema.org (JSON-LD): every node is named by the key of its row, at no address of a site."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from initiatives.record.bodies import Row, Rows
from initiatives.record.citation_rules import supported

CONTEXT = {"@vocab": "https://schema.org/"}
LANGUAGES = ("en", "ja", "ko")
STATUS = {"postponed": "EventPostponed", "cancelled": "EventCancelled"}
Node = dict[str, Any]


def iri(key: str) -> str:
    return f"urn:uuid:{key}"


def ref(key: str | None) -> Node | None:
    return {"@id": iri(key)} if key else None


def in_languages(row: Row, name: str) -> list[Node]:
    """A column that stands in three languages, each with its language."""
    return [{"@language": code, "@value": row[f"{name}_{code}"]} for code in LANGUAGES if row.get(f"{name}_{code}")]


def node(row: Row, kind: str, **values: Any) -> Node:
    """A node of the graph without what is not known."""
    said = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    return {"@id": iri(row["id"]), "@type": kind, **said}


def _place(row: Row) -> Node | None:
    city = in_languages(row, "city") if "city_en" in row else row.get("city", "")
    venue = in_languages(row, "venue") if "venue_en" in row else row.get("venue", "")
    if not city and not venue:
        return None
    address = {"@type": "PostalAddress", "addressLocality": city}
    return {
        "@type": "Place",
        "name": venue or city,
        "address": address if city else None,
        "containedInPlace": ref(row["country_id"]),
    }


def _event(row: Row, **more: Any) -> Node:
    place = _place(row)
    return node(
        row,
        "Event",
        name=in_languages(row, "name"),
        startDate=row["start"],
        endDate=row["end"] or row["start"],
        location=place and {name: value for name, value in place.items() if value},
        description=in_languages(row, "summary"),
        **more,
    )


def _meeting(row: Row) -> Node:
    return _event(
        row,
        identifier=row["slug"],
        eventStatus={"@id": f"https://schema.org/{STATUS.get(row['state'], 'EventScheduled')}"},
        additionalType=row["kind"],
        position=row["number"],
        organizer=ref(row["host_id"]),
    )


def _delegate(row: Row) -> Node:
    return node(
        row,
        "OrganizationRole",
        roleName=row["role"],
        name=row["title"],
        memberOf=ref(row["country_id"]),
        member=ref(row["official_id"]),
        alternateName=row["name"],
        about=ref(row["meeting_id"]),
    )


def _document(row: Row) -> Node:
    licence = row["licence_en"] or ""
    return node(
        row,
        "Report" if row["sha256"] else "CreativeWork",
        identifier=row["slug"],
        name={"@language": row["language"], "@value": row["title"]},
        inLanguage=row["language"],
        datePublished=row["issued_on"],
        author=in_languages(row, "issuers"),
        about=ref(row["meeting_id"]),
        url=row["source_address"],
        archivedAt=row["archive_address"],
        conditionsOfAccess=licence,
        translationOfWork=ref(row["translation_of_id"]),
        sha256=row["sha256"],
    )


def _passage(row: Row) -> Node:
    return node(
        row,
        "Quotation",
        position=row["number"],
        text=row["text"],
        isPartOf=ref(row["document_id"]),
        spokenByCharacter=ref(row["speaker_id"]),
        about=[each for each in map(ref, (row["pillar_id"], row["initiative_id"], *row["named_initiatives"])) if each],
        mentions=[ref(key) for key in row["references"]],
    )


def _citation(row: Row, supports: str) -> Node:
    source = node(
        row,
        "CreativeWork",
        name=row["source_title"],
        url=row["address"],
        archivedAt=row["archive_address"],
        publisher=in_languages(row, "publisher"),
        datePublished=row["dated"],
    )
    source.pop("@id")
    return node(
        row,
        "Claim",
        name=row["field"],
        about=ref(supports),
        text=row["quotation"],
        additionalType=row["basis"],
        appearance=ref(row["passage_id"]),
        isBasedOn=source if len(source) > 1 else None,
    )


def _named(row: Row, owner: str) -> Node:
    """What a form of a name adds to whom or what it names."""
    return {"@id": iri(row[owner]), "alternateName": {"@language": row["language"], "@value": row["value"]}}


NODES: Mapping[str, Callable[[Row], Node]] = {
    "country": lambda row: node(
        row,
        "GovernmentOrganization",
        name=in_languages(row, "formal_name"),
        alternateName=in_languages(row, "name"),
        identifier=row["code"],
    ),
    "official": lambda row: node(
        row,
        "Person",
        identifier=row["slug"],
        name=row["name"],
        familyName=row["family_name"],
        givenName=row["given_name"],
    ),
    "officialname": lambda row: _named(row, "official_id"),
    "conceptform": lambda row: _named(row, "concept_id"),
    "tenure": lambda row: node(
        row,
        "OrganizationRole",
        name=in_languages(row, "title"),
        startDate=row["start"],
        endDate=row["end"],
        memberOf=ref(row["country_id"]),
        member=ref(row["official_id"]),
    ),
    "meeting": _meeting,
    "delegate": _delegate,
    "document": _document,
    "passage": _passage,
    "activity": lambda row: _event(row, identifier=row["slug"], about=ref(row["initiative_id"])),
}


def _work(row: Row) -> Node:
    """A pillar, an initiative, a reference; whatever else has names."""
    return node(
        row,
        "DefinedTerm",
        identifier=row.get("slug"),
        termCode=row.get("symbol"),
        name=in_languages(row, "name"),
        description=in_languages(row, "summary"),
        additionalType=row.get("kind"),
        url=row.get("address"),
        isPartOf=ref(row.get("pillar_id")),
    )


def nodes(rows: Rows) -> Iterator[Node]:
    """The nodes of all that a body holds."""
    for model, row in rows.each():
        yield _citation(row, supported(rows, row)[1]) if model == "citation" else NODES.get(model, _work)(row)


def graph(about: Node, listed: Iterator[str]) -> Iterator[bytes]:
    """The whole graph, node by node, a line for each."""
    yield b'{"@context":' + line(CONTEXT) + b',"@graph":[\n' + line(about)
    for each in listed:
        yield b",\n" + each.rstrip("\n").encode()
    yield b"\n]}\n"


def line(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
