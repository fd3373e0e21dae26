"""The addresses of the interface: lists, single rows, publications, and where they all are. They only read."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from initiatives.api.conditions import Edition
from initiatives.api.describe import ADDRESS, Described, closed, heading, places
from initiatives.api.keyset import NO_PAGE, page
from initiatives.api.parameters import AS_OF, Asked, Parameter, Unknown, asked, of_filters, of_publications, of_resource
from initiatives.api.resources import RESOURCES, URL, Resource
from initiatives.filters import allowed_in
from initiatives.models import Document, Passage
from initiatives.parameters import bad_value
from initiatives.problems import problem
from initiatives.published.addresses import Gone, Moved, follow, passage_once
from initiatives.published.models import Publication
from initiatives.serializers import publications
from initiatives.serializers.columns import LANGUAGES, MOST, identity
from initiatives.serializers.rows import Data
from initiatives.serializers.whole import as_whole, for_whole
from initiatives.templatetags.languages import site_address

PUBLICATION = re.compile(r"[1-9][0-9]{0,8}")
METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Language, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def refused(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """Problem details for whatever a view of the interface raised; None of what is an error of ours."""
    match error:
        case Unknown():
            return problem(400, str(error), parameters=error.names)
        case BadRequest():
            return problem(400, str(error))
        case Http404():
            return problem(404, str(error))
        case APIException():
            headers = {"Allow": METHODS} if error.status_code == 405 else {}
            return problem(error.status_code, str(error.detail), headers=headers)
    return None


def address(name: str, *parts: Any) -> str:
    """The path of a list of the interface, or of one row of it."""
    return reverse(f"api:{name}-one" if parts else f"api:{name}", args=parts)


class Answer(APIView):
    """What all addresses have: parameters that are known or refused, one state of the record, and its marks."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    renderer_classes = (JSONRenderer,)
    schema = Described()
    edition: Edition
    asked: Asked

    def operation(self) -> str:
        """The name of the operation in the document that describes the interface."""
        raise NotImplementedError

    def tag(self) -> str:
        """The name under which the document lists the address."""
        return "interface"

    def summary(self) -> str:
        """What the address gives, in one line."""
        raise NotImplementedError

    def places(self) -> dict[str, Any]:
        """The parts of the path, each with its schema."""
        return {}

    def responses(self, described: Described) -> dict[int, Any]:
        """status → the schema of what is told, or in words why it is not."""
        raise NotImplementedError

    def parameters(self) -> Sequence[Parameter]:
        """The parameters that the address knows."""
        return ()

    @cached_property
    def known(self) -> Sequence[Parameter]:
        """The parameters that the address knows, asked for once: some read the record for their values."""
        return self.parameters()

    def told(self) -> Any:
        """What is told, as JSON has it, or a response."""
        raise NotImplementedError

    def get(self, request: Any, **kwargs: Any) -> Any:
        self.asked = asked(request.GET, self.known)
        self.site = site_address(request)
        self.edition = Edition(request)
        media_type = request.accepted_media_type
        if (response := self.edition.answered(request, media_type)) is None:
            with translation.override(self.asked.language or settings.LANGUAGE_CODE):
                told = self.told()
                response = told if isinstance(told, HttpResponse) else Response(told)
            response = self.edition.marked(request, response, media_type)
        response.headers["Content-Language"] = self.asked.language or ", ".join(LANGUAGES)
        return response

    def options(self, request: Any, **kwargs: Any) -> HttpResponse:
        """What a browser asks before it lets a page of another site read this."""
        return HttpResponse(status=204, headers=PREFLIGHT)

    def absolute(self, path: str) -> str:
        return f"{self.site}{path}"


class Start(Answer):
    """Where everything is, and which publication is shown."""

    def operation(self) -> str:
        return "start"

    def parameters(self) -> Sequence[Parameter]:
        return [AS_OF]

    def summary(self) -> str:
        return _("Where everything is, and which publication is shown")

    def responses(self, described: Described) -> dict[int, Any]:
        properties = dict.fromkeys(("schema", "documentation", "licence"), ADDRESS)
        lists = {"type": "object", "additionalProperties": ADDRESS}
        shown = {"anyOf": [described.publication(whole=False), {"type": "null"}]}
        return {200: described.component("Start", lambda: closed({"publication": shown, "lists": lists, **properties}))}

    def told(self) -> Data:
        lists = [*RESOURCES, "publications"]
        shown = self.edition.shown
        return {
            "publication": publications.brief(shown) if shown else None,
            "lists": {name: self.absolute(address(name)) for name in lists},
            "schema": self.absolute(reverse("api:schema")),
            "documentation": self.absolute(reverse("interface")),
            "licence": "https://creativecommons.org/licenses/by/4.0/",
        }


class Rows(Answer):
    """Rows of one resource."""

    resource: Resource = None  # type: ignore[assignment]  # given in the table of addresses

    def tag(self) -> str:
        return self.resource.name

    def data(self, row: Any, names: Sequence[str] | None) -> Data:
        """A row as it is told, with its own address."""
        data = as_whole(row, self.asked.language, self.site, names=names, expand=self.asked.expand)
        if names is None or URL in names:
            data[URL] = self.absolute(address(self.resource.name, *identity(row).split("/")))
        return data


class List(Rows):
    """The rows of one resource, in pages by their keys."""

    def operation(self) -> str:
        return f"{self.resource.name}_list"

    def summary(self) -> str:
        return heading(self.resource)

    def responses(self, described: Described) -> dict[int, Any]:
        row = described.row(self.resource.model, whole=True)
        return {200: described.pages(self.resource.model.__name__, row)}

    def filters(self) -> Any:
        """The FilterSet of the page of this list, given the parameters; None where it has none."""
        filterset = self.resource.filterset
        if filterset is None:
            return None
        query = None if hasattr(self, "swagger_fake_view") else of_filters(self.request.GET, filterset)
        return filterset(query, queryset=self.resource.model._default_manager.all())

    def parameters(self) -> Sequence[Parameter]:
        self.filterset = self.filters()
        return of_resource(self.resource, is_list=True, filters=self.filterset)

    def told(self) -> Any:
        names = self.asked.fields or self.resource.short()
        rows, keys = for_whole(self.resource.model, names, self.asked.expand), self.resource.order
        if self.filterset is not None:
            if not self.filterset.is_valid():
                raise self.wrong()
            self.filterset.queryset = rows
            rows = self.filterset.qs
            if sort := self.filterset.form.cleaned_data.get("sort"):
                keys = self.resource.sorts[sort](self.asked.language)
        found, cursor = page(rows, keys, self.asked.cursor, self.asked.limit)
        return self.with_next([self.data(row, names) for row in found], cursor)

    def with_next(self, rows: list[Data], cursor: str) -> Any:
        """The rows of a page with the address of the next one."""
        following = self.next_address(cursor) if cursor else None
        response = Response({"publication": self.edition.number, "next": following, "results": rows})
        if following:
            response.headers["Link"] = f'<{following}>; rel="next"'
        return response

    def next_address(self, cursor: str) -> str:
        query = self.request.GET.copy()
        query["cursor"] = cursor
        return self.absolute(f"{self.request.path}?{query.urlencode()}")

    def wrong(self) -> Unknown:
        """The refusal of the page, naming parameter and value."""
        name, messages = next(iter(self.filterset.form.errors.items()))
        value = ", ".join(self.request.GET.getlist(name)) or str(messages[0])
        return Unknown(bad_value(name, value, allowed_in(self.filterset.form.fields[name])), [name])


class One(Rows):
    """One row by its name. What has moved leads on; what was withdrawn answers 410 with its reason."""

    def operation(self) -> str:
        return f"{self.resource.name}_one"

    def summary(self) -> str:
        return _("%(heading)s: one by its name") % {"heading": heading(self.resource)}

    def places(self) -> dict[str, Any]:
        return places(self.resource)

    def responses(self, described: Described) -> dict[int, Any]:
        return {200: described.one(self.resource.model), **elsewhere()}

    def parameters(self) -> Sequence[Parameter]:
        return of_resource(self.resource, is_list=False)

    def told(self) -> Any:
        found = for_whole(self.resource.model, self.asked.fields, self.asked.expand).filter(**self.wanted()).first()
        return (
            self.elsewhere()
            if found is None
            else {"publication": self.edition.number} | self.data(found, self.asked.fields)
        )

    def wanted(self) -> dict[str, Any]:
        """The condition of the row that the address names."""
        paths = {"document": "document__slug", "id": "pk"} if self.resource.model is Passage else {"id": "pk"}
        return {paths.get(name, name): value for name, value in self.kwargs.items()}

    def elsewhere(self) -> HttpResponse:
        """The answer for a name that no row has now."""
        if self.resource.model is Passage:
            return self.passage_elsewhere()
        slug = self.kwargs.get("slug")
        match follow(self.resource.model._meta.model_name, slug) if slug else None:
            case Moved(row):
                return self.moved(row)
            case Gone() as gone:
                return tombstone(gone)
        raise Http404(self.none())

    def passage_elsewhere(self) -> HttpResponse:
        """As the page of a passage answers: where it stands now, or its last words."""
        slug, number = self.kwargs["document"], self.kwargs["number"]
        document: Any = Document.objects.filter(slug=slug).defer("text").first()
        if document is None:
            match follow("document", slug):
                case Gone() as gone:
                    return tombstone(gone)
                case Moved(row):
                    document = row
                case _:
                    raise Http404(self.none())
        if now := Passage.objects.filter(document=document, number=number).with_document().first():
            return self.moved(now)
        once = passage_once(document.meeting_id, document.pk, number, getattr(self.request, "as_of", None))
        if once is None:
            raise Http404(self.none())
        if now := Passage.objects.filter(pk=once.passage).with_document().first():
            return self.moved(now)
        return problem(410, _("The passage is no longer in the record."), last_words=once.text)

    def moved(self, row: Model) -> HttpResponse:
        """308 to the address that the row has now, parameters kept."""
        query = self.request.META.get("QUERY_STRING", "")
        path = address(self.resource.name, *identity(row).split("/"))
        there = self.absolute(f"{path}?{query}" if query else path)
        return problem(308, _("This has moved."), headers={"Location": there}, location=there)

    def none(self) -> str:
        named = "/".join(str(value) for value in self.kwargs.values())
        return _("There is no “%(name)s” in the record.") % {"name": named[:160]}


class Publications(List):
    """Publications, newest first, each with what it published and withdrew."""

    def operation(self) -> str:
        return "publications_list"

    def tag(self) -> str:
        return "publications"

    def summary(self) -> str:
        return _("Publications, newest first, each with what it published and withdrew")

    def responses(self, described: Described) -> dict[int, Any]:
        return {200: described.pages("Publication", described.publication(whole=True))}

    def parameters(self) -> Sequence[Parameter]:
        return of_publications(is_list=True)

    def told(self) -> Any:
        rows = Publication.objects.all().for_list().filter(number__lte=self.edition.number or 0)
        if self.asked.cursor:
            if not PUBLICATION.fullmatch(self.asked.cursor):
                raise Http404(NO_PAGE)
            rows = rows.filter(number__lt=int(self.asked.cursor))
        found = list(rows[: self.asked.limit + 1])
        shown = found[: self.asked.limit]
        return self.with_next([self.as_data(row) for row in shown], str(shown[-1].number) if found != shown else "")

    def as_data(self, row: Publication) -> Data:
        data = publications.as_data(row, self.asked.language)
        return data | {URL: self.absolute(address("publications", row.number))}


class OnePublication(Publications):
    """One publication by its number."""

    def operation(self) -> str:
        return "publications_one"

    def summary(self) -> str:
        return _("One publication by its number")

    def places(self) -> dict[str, Any]:
        return {"number": {"type": "integer", "minimum": 1, "maximum": MOST}}

    def responses(self, described: Described) -> dict[int, Any]:
        return {200: described.publication(whole=True)}

    def parameters(self) -> Sequence[Parameter]:
        return of_publications(is_list=False)

    def told(self) -> Any:
        wanted = {"number": self.kwargs["number"], "number__lte": self.edition.number or 0}
        found = Publication.objects.all().for_list().filter(**wanted).first()
        if found is None:
            raise Http404(_("There is no “%(name)s” in the record.") % {"name": str(self.kwargs["number"])[:20]})
        return self.as_data(found)


def elsewhere() -> dict[int, str]:
    """What the address of one row may answer where the row is not."""
    return {
        308: _("It has another name now, to which Location leads."),
        410: _("It was withdrawn: why, when, and in which publication."),
    }


def tombstone(gone: Gone) -> HttpResponse:
    """410: what was withdrawn, why, when, in which publication."""
    publication = Publication.objects.filter(number=gone.publication).first()
    return problem(
        410,
        _("This was withdrawn from the record."),
        slug=gone.label,
        reason=gone.reason,
        publication=publication.number if publication else None,
        withdrawn_at=publications.brief(publication)["published_at"] if publication else None,
    )
