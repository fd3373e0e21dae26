"""Addresses of the interface, in no language: ``/api/v1/rounds/``, ``/api/v1/rounds/2017-01-05-washington/``."""

from django.urls import URLPattern, path

from initiatives.api.resources import RESOURCES, Resource
from initiatives.api.schema import Schema
from initiatives.api.views import List, One, OnePublication, Publications, Start

app_name = "api"


def of(resource: Resource) -> list[URLPattern]:
    """The addresses of a list and of one row of it."""
    one = "/".join(f"<{'uuid' if part == 'id' else 'str'}:{part}>" for part in resource.path)
    return [
        path(f"{resource.name}/", List.as_view(resource=resource), name=resource.name),
        path(f"{resource.name}/{one}/", One.as_view(resource=resource), name=f"{resource.name}-one"),
    ]


urlpatterns = [
    path("", Start.as_view(), name="start"),
    path("schema/", Schema.as_view(), name="schema"),
    *(address for resource in RESOURCES.values() for address in of(resource)),
    path("publications/", Publications.as_view(), name="publications"),
    path("publications/<int:number>/", OnePublication.as_view(), name="publications-one"),
]
