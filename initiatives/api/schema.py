"""The document that describes the interface (OpenAPI 3.1), as JSON or YAML."""

from collections.abc import Sequence
from typing import Any

import yaml
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.generators import SchemaGenerator
from rest_framework.renderers import BaseRenderer, JSONRenderer

from initiatives.api.parameters import Parameter, one_of
from initiatives.api.resources import RESOURCES
from initiatives.api.views import Answer
from initiatives.templatetags.languages import site_address

YAML, OPENAPI = "application/yaml", "application/vnd.oai.openapi"
FORMAT = Parameter("format", one_of(("json", "yaml")), gettext_lazy("The form of the document."))
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}


class AsYaml(BaseRenderer):
    """YAML, for those who ask for it."""

    media_type = YAML
    format = "yaml"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120).encode()


class AsOpenApiYaml(AsYaml):
    media_type = OPENAPI


class AsOpenApiJson(JSONRenderer):
    media_type = f"{OPENAPI}+json"


def document(request: HttpRequest) -> dict[str, Any]:
    """The document, in the language being read. Reads the record for the values that filters take."""
    found = SchemaGenerator(urlconf="initiatives.api.urls").get_schema(request=None, public=True)
    start = reverse("api:start").rstrip("/")
    site = site_address(request)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": str(_(settings.SITE_NAME)),
            "version": "1",
            "description": _(
                "The record for programs: read only, open to all, no key. Every fact stands with the words it rests on."
            ),
            "license": LICENCE,
        },
        "servers": [{"url": site or "/"}],
        "externalDocs": {"url": f"{site}{reverse('interface')}"},
        "tags": [{"name": name} for name in [*RESOURCES, "publications", "interface"]],
        "paths": {f"{start}{path}": operations for path, operations in found["paths"].items()},
        "components": found["components"],
    }


class Schema(Answer):
    """The document itself: JSON, or YAML for those who accept that or say ``?format=yaml``."""

    renderer_classes = (JSONRenderer, AsOpenApiJson, AsYaml, AsOpenApiYaml)  # type: ignore[assignment]
    schema = None  # type: ignore[assignment]  # it does not describe itself

    def parameters(self) -> Sequence[Parameter]:
        return [FORMAT]

    def get(self, request: Any, **kwargs: Any) -> Any:
        wanted = FORMAT.values(request.GET)
        for value in wanted:
            if value not in ("json", "yaml"):
                raise FORMAT.refused(value)
            renderer = AsYaml() if value == "yaml" else JSONRenderer()
            request.accepted_renderer, request.accepted_media_type = renderer, renderer.media_type
        return super().get(request, **kwargs)

    def told(self) -> Any:
        return document(self.request)
