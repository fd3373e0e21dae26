"""A page reads one state of the record, whatever is published while it is being made."""

import threading

import pytest
from django.db import connections
from django.http import HttpResponse

from initiatives import models
from initiatives.middleware import one_transaction
from initiatives.published.models import Publication
from initiatives.record import realm
from tests import builders
from tests.builders import publish_all

pytestmark = pytest.mark.django_db(databases=["default", "public"], transaction=True)


def renamed_and_published():
    """In another thread, as publishing is another process: the pillar gets a new name."""

    def run():
        with realm.at_desk():
            models.Pillar.objects.update(name_en="New")
            publish_all(title="In between")
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def page(request):
    """What a page says that reads the name, then everything else after a publication came in between."""
    before = models.Pillar.objects.get().name_en
    renamed_and_published()
    newest = Publication.objects.order_by("-number").first().number
    return HttpResponse(f"{before}, {models.Pillar.objects.get().name_en}, {newest}")


@pytest.fixture
def request_(rf):
    builders.published()
    request = rf.get("/")
    request.unreadable = ""
    return request


def test_a_page_without_the_middleware_would_be_torn(request_):
    assert page(request_).content == b"Responding to threats, New, 2"


def test_a_page_shows_one_publication(request_):
    assert one_transaction(page)(request_).content == b"Responding to threats, Responding to threats, 1"
    assert one_transaction(page)(request_).content == b"New, New, 2"
