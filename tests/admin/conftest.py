"""The admin's tests: a record at the desk, somebody who edits it, and forms filled in as a browser would send them."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from initiatives.desk.models import Changeset
from initiatives.record import realm
from tests.forms import answers_of, form_of, text_of

LOOKS = [  # both widths and both schemes; every pair in the long run
    *((360, "dark"), (1280, "light")),
    *(pytest.param(*look, marks=pytest.mark.long) for look in ((360, "light"), (1280, "dark"))),
]
PASSWORD = "a pillar of the community"
COMPOSE = "/admin/desk/compose/"


@pytest.fixture(autouse=True)
def _at_desk(at_desk):
    """Tests of the admin read the desk."""


@pytest.fixture
def editor(db):
    with realm.at_desk():
        return User.objects.create_superuser("editor", "", "a pillar of the community")


def signed_in(person):
    client = Client()
    with realm.at_desk():
        client.force_login(person)
    return client


@pytest.fixture
def desk(editor):
    """A browser somebody signed in with."""
    return signed_in(editor)


@pytest.fixture
def second(db):
    """A browser in which a publisher signed in who edited nothing."""
    with realm.at_desk():
        person = User.objects.create_user("second", is_staff=True)
        person.groups.set(Group.objects.filter(name="publisher"))
    return signed_in(person)


def sign_in(page, address, server):
    """Signs the editor in, in a browser, by way of an address that leads to the sign-in page."""
    page.goto(address if address.startswith("http") else server.url + address)
    page.get_by_label("Name").fill("editor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{server.url}/admin/")


def url_of(row, page="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def add_url(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def opened(client, row, answer="right"):
    """The form of a row as a browser shows it: what saving it at once would send.

    Whatever is then typed into it, the sources of the facts that change are answered for as ``answer`` says.
    """
    response = client.get(url_of(row))
    assert response.status_code == 200
    return form_of(response) | answers_of(response, answer)


def saved(client, row, **typed):
    """Opens the form of a row, types into it, calls the sources of what changes still right, and saves."""
    response = client.post(url_of(row), opened(client, row) | typed)
    assert response.status_code == 302, text_of(response)
    return response


# Changesets


def roots(*rows):
    return {"root": [f"{row._meta.model_name}:{row.pk}" for row in rows]}


def composed(desk, *rows):
    """The page of the changeset that the rows were put into."""
    response = desk.post(COMPOSE, roots(*rows), follow=True)
    assert response.status_code == 200
    return response


def step(desk, page, name, **typed):
    """Presses a button of a changeset's page, as a browser would."""
    changeset = page.context["changeset"]
    return desk.post(f"/admin/desk/changeset/{changeset.pk}/{name}/", form_of(page, "version") | typed, follow=True)


def publish(desk, page, **typed):
    """Publishes without a second person: what the tests of other pages need of it."""
    return step(desk, page, "emergency", reason="A test", **typed)


def public(model, row):
    with realm.in_public():
        return model.objects.filter(pk=row.pk).first()


def state_of(page):
    with realm.at_desk():
        return Changeset.objects.get(pk=page.context["changeset"].pk).state
