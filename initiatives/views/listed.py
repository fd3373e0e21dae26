"""Pages that list rows give the whole list as data as well: ``?format=csv`` and ``?format=json``, under its filters.

The rows of JSON are those of the interface for programs; CSV has their columns, and what stands under them is left out.
Programs are told of every parameter that is not known: a misspelt filter would give them everything.
"""

import hashlib
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, ClassVar

from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from initiatives.parameters import AS_OF, bad_value, refuse_unknown, values_of
from initiatives.problems import problem
from initiatives.record import csv_cells
from initiatives.record.kinds import KIND_OF, MEMBERS
from initiatives.serializers.columns import columns_of, identity
from initiatives.serializers.rows import LONG, PAGE, Data, as_data, for_data, has_page
from initiatives.serializers.whole import as_whole, for_whole, names_under
from initiatives.templatetags.languages import site_address
from initiatives.views.pages import Alternate, Page

FORMAT, PAGE_NUMBER, URL = "format", "page", "url"
KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
IN_MEMORY = 2**22  # bytes of a list that go through no file
TOGETHER = 200  # rows that are read at once


@dataclass(frozen=True)
class Table:
    """A list as data: ``results`` for JSON; for CSV, columns and rows. Each is read when it is asked for."""

    name: str  # of the file, without its ending
    results: Iterable[Mapping[str, Any]]
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


class ListedPage(Page):
    """A page that lists rows. ``listed`` is their model; None where the page has no data of its own."""

    listed: ClassVar[type[Model] | None] = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.has_data() and (formats := values_of(request.GET, FORMAT)):
            try:
                return self.download(request, formats)
            except BadRequest as error:
                return problem(400, str(error))
        return super().dispatch(request, *args, **kwargs)

    def has_data(self) -> bool:
        return self.listed is not None

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the list under its filters and in its order, from all rows of its model."""
        return rows

    def table(self, site: str) -> Table:
        """The whole list."""
        model: Any = self.listed
        name = KIND_OF[model].plural if model in KIND_OF else MEMBERS[model._meta.model_name][1].pages
        names = [one.name for one in columns_of(model) if one.name not in LONG.get(model, ())]
        header = [*names, *([PAGE] if has_page(model) else [])]
        whole = [*header, *names_under(model)]
        return Table(
            name,
            (
                as_whole(row, "", site, names=whole) | {URL: address_of(row, name, site)}
                for row in self.narrowed(for_whole(model, whole)).iterator(chunk_size=TOGETHER)
            ),
            header,
            (
                flat(as_data(row, "", site, names=header), header)
                for row in self.narrowed(for_data(model).defer(*LONG.get(model, ()))).iterator(chunk_size=TOGETHER)
            ),
        )

    def download(self, request: HttpRequest, formats: Sequence[str]) -> HttpResponseBase:
        """The whole list in the format that is asked for."""
        refuse_unknown(request.GET, (self.known() | {FORMAT, AS_OF}) - {PAGE_NUMBER})
        if len(formats) > 1 or formats[0] not in KINDS:
            raise BadRequest(bad_value(FORMAT, ", ".join(formats), list(KINDS)))
        request.GET = self.asked(request.GET)  # type: ignore[assignment]
        table = self.table(site_address(request))
        pieces = csv_cells.lines(table.header, table.rows) if formats == ["csv"] else results(table.results)
        return answer(request, f"{table.name}.{formats[0]}", KINDS[formats[0]], pieces)

    def downloads(self) -> dict[str, str]:
        """The address of the list in each format, its filters kept."""
        if not self.has_data():
            return {}
        query = self.request.GET.copy()
        query.pop(PAGE_NUMBER, None)
        found = {}
        for name in KINDS:
            query[FORMAT] = name
            found[name.upper()] = f"{self.request.path}?{query.urlencode()}"
        return found

    def alternates(self) -> list[Alternate]:
        title = _("This list as data")
        links = ((KINDS[name.lower()].partition(";")[0], href) for name, href in self.downloads().items())
        return [*super().alternates(), *(Alternate(kind, href, title) for kind, href in links)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"downloads": self.downloads()} | kwargs))


def address_of(row: Any, name: str, site: str) -> str:
    """The address of a row in the interface for programs, which has no language."""
    with translation.override("en"):
        return f"{site}{reverse(f'api:{name}-one', args=identity(row).split('/'))}"


def flat(data: Data, header: Sequence[str]) -> list[Any]:
    """A row of data as a row of a table: several things are one text with semicolons between."""
    return ["; ".join(map(str, value)) if isinstance(value, list) else value for value in map(data.get, header)]


def results(listed: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The rows as JSON, a line for each."""
    yield b'{"results": ['
    for place, row in enumerate(listed):
        yield (b"\n" if place == 0 else b",\n") + json.dumps(row, ensure_ascii=False).encode()
    yield b"\n]}\n"


def answer(request: HttpRequest, name: str, kind: str, pieces: Iterable[bytes]) -> HttpResponseBase:
    """A list as a file: put together while one state of the record is read, then sent piece by piece."""
    file, digest, size = spooled(), hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += file.write(piece)
    file.seek(0)
    etag = quote_etag(digest.hexdigest())
    fresh: Any = get_conditional_response(request, etag=etag)
    if fresh is not None:
        file.close()
    is_table = kind.startswith("text/csv")
    response = fresh or FileResponse(file, as_attachment=is_table, filename=name, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"  # kept, and asked for again each time
    response["Access-Control-Allow-Origin"] = "*"
    if fresh is None:
        response["Content-Length"] = str(size)
        response["X-Robots-Tag"] = "noindex"
    found: HttpResponseBase = response
    return found


def spooled() -> IO[bytes]:
    """A file for the length of an answer: in memory while it is small, and where nothing can be written."""
    try:
        tempfile.gettempdir()
    except OSError:
        return io.BytesIO()
    return tempfile.SpooledTemporaryFile(IN_MEMORY)
