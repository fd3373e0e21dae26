"""The document that describes the interface is valid, and every address answers as it says, whatever is sent."""

import hypothesis
import jsonschema
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode

from initiatives.api.resources import RESOURCES
from initiatives.models import Concept
from tests import builders
from tests.reading import Queries

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"])
DOCUMENT = "/api/v1/schema/"


@pytest.fixture
def document(client):
    builders.whole()
    return client.get(DOCUMENT).json()


def test_the_document_is_valid(document):
    assert document["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(document).validate()
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for operations in document["paths"].values():
        for parameter in operations["get"].get("parameters", []):
            jsonschema.Draft202012Validator.check_schema(parameter["schema"])


def test_every_kind_is_described_by_its_list_and_by_one_of_it(document):
    lists = [*RESOURCES, "publications"]
    assert Concept in [resource.model for resource in RESOURCES.values()]
    names = {operations["get"]["operationId"] for operations in document["paths"].values()}
    assert names == {"start"} | {f"{name}_{part}" for name in lists for part in ("list", "one")}


def test_it_is_given_as_json_and_as_yaml(client, document):
    forms = {
        ("", "*/*"): "application/json",
        ("?format=yaml", "*/*"): "application/yaml",
        ("", "application/vnd.oai.openapi+json"): "application/vnd.oai.openapi+json",
        ("", "application/yaml"): "application/yaml",
        ("?format=", "text/html, */*;q=0.1"): "application/json",
    }
    answers = {one: client.get(f"{DOCUMENT}{one[0]}", HTTP_ACCEPT=one[1]) for one in forms}
    assert {one: answer["Content-Type"].partition(";")[0] for one, answer in answers.items()} == forms
    assert len({answer["ETag"] for answer in answers.values()}) == len(forms)  # by address and form
    wrong = client.get(f"{DOCUMENT}?format=xml")
    assert (wrong.status_code, wrong.json()["parameters"]) == (400, ["format"])


def test_it_reads_little_of_the_record(client, document):
    with Queries() as queries:
        client.get(DOCUMENT)
    assert len(queries.found) <= 12


# --- Everything that the document allows, and much that it does not


@pytest.fixture
def application():
    """The site as a server calls it, on the connection of the test: which a request would otherwise close."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def wrong_answers(application, examples):
    """Sends each address what the document allows and what it does not, and gives what came back wrong."""
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, application)
    wrong = []
    for result in schema.get_all_operations():
        operation = result.ok()
        takes_something = any(True for _parameter in operation.iter_parameters())
        for mode in GenerationMode if takes_something else [GenerationMode.POSITIVE]:
            strategy = operation.as_strategy(generation_mode=mode)

            @hypothesis.settings(
                max_examples=examples,
                derandomize=True,
                database=None,
                deadline=None,
                suppress_health_check=list(hypothesis.HealthCheck),
                phases=[hypothesis.Phase.generate],
            )
            @hypothesis.given(strategy)
            def sent(case):
                try:
                    case.call_and_validate(headers={"Accept-Encoding": "identity"})
                except FailureGroup as failures:
                    wrong.extend(map(str, failures.exceptions))

            sent()
    return wrong


@pytest.mark.parametrize("examples", [2, pytest.param(40, marks=pytest.mark.long)])
def test_whatever_is_sent_is_answered_as_the_document_says(application, examples):
    builders.whole(2)
    assert wrong_answers(application, examples) == []
