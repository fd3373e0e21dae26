"""What the addresses say of themselves: the words and schemas from which the OpenAPI document is made."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from initiatives.api.parameters import Parameter
from initiatives.api.resources import URL, Resource
from initiatives.models import Citation
from initiatives.problems import MEDIA_TYPE
from initiatives.published.models import Item, Publication
from initiatives.record import field_names
from initiatives.record.kinds import KIND_OF, MEMBERS
from initiatives.serializers import publications
from initiatives.serializers.citations import UNSAID
from initiatives.serializers.columns import LANGUAGES, MOST, Column, columns_of, is_addressed, owning_columns
from initiatives.serializers.rows import PAGE, UNTRANSLATED, has_page
from initiatives.serializers.whole import CITATIONS, is_cited, owned, relations

Schema = dict[str, Any]
ADDRESS: Schema = {"type": "string", "format": "uri"}
NUMBER: Schema = {"type": ["integer", "null"], "minimum": 1, "maximum": MOST}


class Described(AutoSchema):
    """Describes a view of the interface by what it says of itself: parameters, responses, words."""

    def get_operation_id(self) -> str:
        return str(self.view.operation())

    def get_summary(self) -> str:
        return str(self.view.summary())

    def get_description(self) -> str:
        return str(self.view.summary())

    def get_tags(self) -> list[str]:
        return [self.view.tag()]

    def get_filter_backends(self) -> list[Any]:
        return []

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False  # what it would guess, a view says

    def get_override_parameters(self) -> list[Any]:
        given = [parameter(each) for each in self.view.known]
        return [*given, *path_parameters(self.view), *response_headers()]

    def get_response_serializers(self) -> Any:
        told = self.view.responses(self)
        problem = self.component("Problem", problem_schema)
        return {
            200: OpenApiResponse(told[200], description=_("What was asked for.")),
            **{
                (code, MEDIA_TYPE): OpenApiResponse(problem, description=words)
                for code, words in {**refusals(), **told}.items()
                if code != 200
            },
        }

    def component(self, name: str, schema: Callable[[], Schema]) -> Schema:
        """A reference to a schema of the document, which is made and written there once."""
        found = ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, object=name)
        if found not in self.registry:
            found.schema = {"type": "object"}
            self.registry.register(found)  # before it is made: rows lead to one another
            found.schema |= schema()
        return dict(found.ref)

    # --- Rows

    def row(self, model: Any, name: str = "", *, whole: bool = False, more: Schema | None = None) -> Schema:
        """A reference to what a row of a model is: alone, or with all that stands under it."""

        def schema() -> Schema:
            besides = [] if whole or not more else [MEMBERS[str(model._meta.model_name)][1].path]
            return closed({**self.columns(model, besides), **self.under(model, whole), **(more or {})})

        return self.component(name or (model.__name__ if whole else f"{model.__name__}Row"), schema)

    def one(self, model: Any) -> Schema:
        """A reference to what the address of one row gives: the row, and the publication that is shown."""
        return self.component(
            f"One{model.__name__}",
            lambda: closed({"publication": NUMBER, **self.columns(model), **self.under(model, whole=True)}),
        )

    def columns(self, model: Any, besides: Sequence[str] = ()) -> dict[str, Schema]:
        """The columns of a row by name: in every language, and once without."""
        found: dict[str, Schema] = {}
        for column in columns_of(model):
            if column.name not in besides:
                told = self.relation(column) if column.name in relations(model) else column.schema
                told = told | {"description": means(column)}
                if column.base:
                    found.setdefault(column.base, told)
                found[column.name] = told
        if has_page(model):
            found[PAGE] = {"type": ["string", "null"], "format": "uri", "description": _("The page of it.")}
        names = sorted({column.base for column in columns_of(model) if column.base and column.base not in besides})
        items: Schema = {"type": "string", "enum": names} if names else {"type": "string"}
        found[UNTRANSLATED] = {
            "type": "array",
            "items": items,
            "description": _("With lang: what stands in English because it is not translated."),
        }
        return found

    def relation(self, column: Column) -> Schema:
        """A relation: the name of what it leads to, or its row where it is expanded."""
        row = self.row(column.target)
        if column.is_many:
            return {"type": "array", "items": {"anyOf": [{"type": "string"}, row]}}
        return {"anyOf": [column.schema, row]}

    def under(self, model: Any, whole: bool) -> dict[str, Schema]:
        """What stands under a row: what it owns, and the words behind its facts."""
        if not whole:
            return {}
        found: dict[str, Schema] = {}
        for member in owned(model):
            one: Schema = (
                {"anyOf": [{"type": "string"}, self.row(member.model)]}
                if is_addressed(member.model)
                else self.row(member.model, member.model.__name__, more={CITATIONS: self.citations()})
            )
            found[member.accessor] = {"type": "array", "items": one}
        if is_cited(model):
            found[CITATIONS] = self.citations()
        found[URL] = ADDRESS | {"description": _("The address of this in the interface.")}
        return found

    def citations(self) -> Schema:
        besides = (*UNSAID, *owning_columns())

        def source() -> Schema:
            place: Schema = {"in_document": {"type": "string"}, "number": {"type": "string"}}
            return closed(self.columns(Citation, besides) | place)

        return {
            "type": "object",
            "additionalProperties": {"type": "array", "items": self.component("Source", source)},
            "description": _("Field by field the words or other sources that it rests on."),
        }

    def publication(self, *, whole: bool) -> Schema:
        """A reference to what a publication is."""
        properties = _plain(Publication, publications.PUBLIC)
        if not whole:
            return self.component("PublicationInBrief", lambda: closed(properties))
        item = self.component("Item", lambda: closed(_plain(Item, publications.OF_ITEM)))
        items = {"type": "array", "items": item}
        return self.component("Publication", lambda: closed({**properties, "items": items, URL: ADDRESS}))

    def pages(self, name: str, row: Schema) -> Schema:
        """A reference to a page of a list of rows."""
        properties: dict[str, Schema] = {
            "publication": NUMBER | {"description": _("The publication that is shown.")},
            "next": {"type": ["string", "null"], "format": "uri", "description": _("The next page, if any.")},
            "results": {"type": "array", "items": row},
        }
        return self.component(f"{name}Page", lambda: closed(properties) | {"required": list(properties)})


def closed(properties: dict[str, Schema]) -> Schema:
    """An object of these properties and no others."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


def means(column: Column) -> str:
    how = column.meaning
    return _("%(field)s: %(how)s") % {"field": column.label, "how": how} if how else column.label


def _plain(model: Any, names: Sequence[str]) -> dict[str, Schema]:
    """The columns of a table that stands in no registry."""
    found: dict[str, Schema] = {}
    for name in names:
        field = model._meta.get_field(name)
        column = Column(name, field)
        told = {"type": "string", "format": "date-time"} if name == "published_at" else column.schema
        told = told | {"description": field_names.of_field(field)}
        if name in publications.IN_LANGUAGES:
            told = told | {"type": ["string", "null"]}
            found |= {f"{name}_{code}": told for code in LANGUAGES}
        found[name] = told
    return found


def problem_schema() -> Schema:
    """Problem details, with what is said more in some cases."""
    words: Schema = {"type": "string"}
    properties: dict[str, Schema] = {
        "type": words,
        "title": words,
        "status": {"type": "integer"},
        "detail": words | {"description": _("What is wrong, in words.")},
        "parameters": {"type": "array", "items": words, "description": _("400: the parameters that are wrong.")},
        "location": words | {"description": _("308: where it is now.")},
        "reason": words | {"description": _("410: why it was withdrawn.")},
        "publication": {"type": "integer", "description": _("410: the publication that withdrew it.")},
        "withdrawn_at": {"type": "string", "format": "date-time"},
        "slug": words,
        "last_words": words | {"description": _("410: of a passage, its words as last published.")},
    }
    return {"type": "object", "properties": properties, "required": ["type", "title", "status"]}


def refusals() -> dict[int, str]:
    """What every address may answer besides what was asked for."""
    return {
        400: _("A parameter is not known, or cannot be what it is: each is named."),
        404: _("There is nothing of that name in the record, or nothing was public then."),
        405: _("Everything is read with GET or HEAD."),
        406: _("It is told as JSON only."),
        429: _("Too many requests from one address: Retry-After says when to go on."),
    }


def parameter(each: Parameter) -> OpenApiParameter:
    """A parameter as the document has it."""
    is_array = each.schema.get("type") == "array"
    return OpenApiParameter(
        each.name,
        type=each.schema,
        description=str(each.description),
        style="form" if is_array else None,
        explode=not each.listed if is_array else None,
    )


def path_parameters(view: Any) -> list[OpenApiParameter]:
    """The parts of the path of a view."""
    return [
        OpenApiParameter(name, type=schema, location=OpenApiParameter.PATH, required=True)
        for name, schema in view.places().items()
    ]


def response_headers() -> list[OpenApiParameter]:
    headers = {"ETag": "string", "Last-Modified": "string"}
    return [
        OpenApiParameter(name, type={"type": kind}, location=OpenApiParameter.HEADER, response=[200])
        for name, kind in headers.items()
    ]


PLACES: dict[str, Schema] = {
    "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 160},
    "code": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "document": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 160},
    "number": {"type": "string", "pattern": r"^([0-9]{1,9}(\.[0-9]{1,9})?|h[0-9]{1,9})$"},
    "id": {"type": "string", "format": "uuid"},
}


def places(resource: Resource) -> dict[str, Schema]:
    """The parts of the address of one row, with what each may be."""
    return {name: PLACES[name] for name in resource.path}


def heading(resource: Resource) -> str:
    """What the rows of a resource are called in the language being read."""
    if resource.model in KIND_OF:
        return str(KIND_OF[resource.model].heading)
    return {"documents": _("Documents"), "passages": _("Passages"), "citations": _("Citations")}[resource.name]
