"""The whole record to download: its capsule, the parts of it, what its columns mean, its entry in a catalogue."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise, cached_property
from django.utils.http import content_disposition_header, http_date, quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from initiatives.published.capsule import described, keeping, making, tables
from initiatives.published.capsule.parts import Part
from initiatives.record import field_names
from initiatives.record.refusals import Refused
from initiatives.templatetags.languages import site_address
from initiatives.views import schema_org
from initiatives.views.pages import Alternate, Ancestor, Page

# What the parts are, in the order of the page; those under one folder are told together.
PARTS: Mapping[str, str | Promise] = {
    "README.md": gettext_lazy("How to read a capsule"),
    "LICENCE.md": gettext_lazy("Terms of reuse"),
    "manifest.json": gettext_lazy("Every part with its size and SHA-256"),
    "record.sqlite": gettext_lazy("All tables as one database (SQLite)"),
    "linked-data.jsonld": gettext_lazy("The record as a graph (JSON-LD, schema.org)"),
    "datapackage.json": gettext_lazy("The tables described for programs (Frictionless)"),
    "dcat.jsonld": gettext_lazy("Catalogue entry (DCAT)"),
    "dictionary.json": gettext_lazy("What each column means"),
    "held.json": gettext_lazy("What is public now, and what was withdrawn"),
    "addresses.json": gettext_lazy("Every address that was ever public"),
}
FOLDERS: Mapping[str, str | Promise] = {
    "record": gettext_lazy("Every round, official, pillar and so on, as each publication published it"),
    "publications": gettext_lazy("Every publication with its note and what it changed"),
    "originals": gettext_lazy("Original files of documents"),
}
ORIGINS: Mapping[str, str | Promise] = {
    tables.CITED: gettext_lazy("Has a citation"),
    tables.DERIVED: gettext_lazy("Derived"),
    tables.OURS: gettext_lazy("Written by the editors"),
    tables.SOURCE: gettext_lazy("Part of a citation"),
    tables.KEY: gettext_lazy("Key or order"),
}


@dataclass(frozen=True)
class Listed:
    """A part of the capsule as the page lists it."""

    part: Part
    what: str


@dataclass(frozen=True)
class Folder:
    """Parts that are told together."""

    name: str
    what: str
    count: int
    bytes: int


@dataclass(frozen=True)
class Meaning:
    """What the dictionary says of a column, or of a field that stands in three."""

    columns: list[tables.Column]
    column: tables.Column
    label: str
    origin: str


def newest(request: HttpRequest) -> keeping.Kept | None:
    """The capsule of the newest publication; None where nothing is public, and in a preview, which is none."""
    if getattr(request, "preview", False):
        return None
    try:
        return keeping.kept()
    except Refused:
        return None


class Data(Page):
    template_name = "initiatives/data.html"
    section = "data"

    @cached_property
    def kept(self) -> keeping.Kept | None:
        return newest(self.request)

    def title(self) -> str:
        return _("Data")

    def description(self) -> str:
        return _("The whole record to download, with every publication, its tables, its terms and its checksums")

    def alternates(self) -> list[Alternate]:
        site = site_address(self.request)
        return [
            *super().alternates(),
            Alternate("application/ld+json", f"{site}{reverse('data-catalogue')}", _("Catalogue entry (DCAT)")),
        ]

    def linked_data(self) -> list[dict[str, Any]]:
        if self.kept is None:
            return []
        site = site_address(self.request)
        return [
            {
                "@context": schema_org.CONTEXT,
                "@type": "Dataset",
                "name": described.TITLE,
                "description": self.description(),
                "version": str(self.kept.publication.number),
                "dateModified": tables.moment(self.kept.publication.published_at),
                "license": described.LICENCE,
                "url": schema_org.public(self.request.path, site),
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": "application/zip",
                        "contentUrl": f"{site}{reverse('data-capsule', args=[self.kept.publication.number])}",
                    }
                ],
            }
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = self.kept.parts() if self.kept else {}
        labels = {described.path_of(table): table.label for table in tables.tables()}
        labels["tables/dictionary.csv"] = _("What each column means")
        return super().get_context_data(
            capsule=self.kept,
            parts=[Listed(parts[path], str(what)) for path, what in PARTS.items() if path in parts],
            tables=[Listed(parts[path], label) for path, label in labels.items() if path in parts],
            folders=list(folders(parts)),
            **kwargs,
        )


def folders(parts: Mapping[str, Part]) -> Iterator[Folder]:
    """The folders of a capsule whose parts are told together."""
    inside: dict[str, list[Part]] = defaultdict(list)
    for path, part in parts.items():
        inside[path.partition("/")[0]].append(part)
    for name, what in FOLDERS.items():
        if found := inside.get(name):
            yield Folder(name, str(what), len(found), sum(part.bytes for part in found))


class Dictionary(Page):
    """What each column of the tables means, how it is written, and where its values come from."""

    template_name = "initiatives/dictionary.html"
    section = "data"

    def title(self) -> str:
        return _("What the columns mean")

    def description(self) -> str:
        return _("Every column of the tables to download: what it means, how it is written, where its values come from")

    def trail(self) -> list[Ancestor]:
        return [*super().trail(), Ancestor(reverse("data"), _("Data"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = [(table, list(meanings(table))) for table in tables.tables()]
        return super().get_context_data(listed=listed, **kwargs)


def meanings(table: tables.Table) -> Iterator[Meaning]:
    """The columns of a table; those that are one field in three languages together."""
    by_field: dict[str, list[tables.Column]] = defaultdict(list)
    for column in table.columns:
        by_field[field_names.base_of(column.model, column.name)].append(column)
    for name, columns in by_field.items():
        first = columns[0]
        label = field_names.of_plain(first.model, name) if len(columns) > 1 else first.label
        yield Meaning(columns, first, label, str(ORIGINS[first.origin]))


# --- What is downloaded: the record as it is, so a parameter that would ask for anything else is refused


class Download(View):
    """A file that is the same for everybody until the next publication."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        for name in request.GET:
            raise BadRequest(_("This download does not know the parameter “%(name)s”.") % {"name": name[:80]})
        return super().dispatch(request, *args, **kwargs)

    def kept(self) -> keeping.Kept:
        found = newest(self.request)
        if found is None:
            raise Http404
        return found

    def answer(
        self, kept: keeping.Kept, name: str, part: Part, content: Iterable[bytes], kind: str
    ) -> HttpResponseBase:
        """The file with its fingerprint and the time of its publication; 304 for who has it already."""
        modified, etag = int(kept.publication.published_at.timestamp()), quote_etag(part.sha256)
        fresh: Any = get_conditional_response(self.request, etag=etag, last_modified=modified)
        response: HttpResponseBase = fresh or StreamingHttpResponse(content, content_type=typed(kind))
        response["ETag"], response["Last-Modified"] = etag, http_date(modified)
        response["Access-Control-Allow-Origin"] = "*"
        if fresh is None:
            is_file = kind in ("application/zip", "application/octet-stream")
            response["Content-Disposition"] = str(content_disposition_header(is_file, name))
            response["Content-Length"] = str(part.bytes)
            response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response


class Capsule(Download):
    """The capsule of the newest publication as a zip."""

    def get(self, request: HttpRequest, number: int) -> HttpResponseBase:
        kept = self.kept()
        if kept.publication.number != number:
            raise Http404
        part = Part(kept.name, kept.size, kept.sha256)
        return self.answer(kept, kept.name, part, kept.pieces(), "application/zip")


class OnePart(Download):
    """One part of the capsule of the newest publication, under its own path."""

    def get(self, request: HttpRequest, part: str) -> HttpResponseBase:
        kept = self.kept()
        found = kept.parts().get(part)
        if found is None:
            raise Http404
        return self.answer(kept, part.replace("/", "-"), found, kept.pieces(part), described.media_type(part))


class Catalogue(Download):
    """The entry of the record for catalogues of data (DCAT), with the addresses of this site."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        kept, site = self.kept(), site_address(self.request)
        parts = kept.parts()
        number = kept.publication.number
        zipped = f"{site}{reverse('data-capsule', args=[number])}", Part(kept.name, kept.size, kept.sha256)
        wanted = [*(described.path_of(table) for table in tables.tables()), making.GRAPH, making.DATABASE]
        others = [(f"{site}{reverse('data-part', args=[path])}", parts[path]) for path in wanted]
        content = described.catalogue(kept.publication, [zipped, *others], f"{site}{reverse('data')}")
        written = tables.as_json(content)
        part = Part("catalogue.jsonld", len(written), hashlib.sha256(written).hexdigest())
        return self.answer(kept, part.path, part, [written], "application/ld+json")


def typed(kind: str) -> str:
    """A media type with the encoding of what is text."""
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
