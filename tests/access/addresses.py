"""Every address of the desk, something for each to name, and everybody who might ask for it."""

import uuid

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http.cookie import SimpleCookie
from django.test import Client
from django.urls import URLResolver, get_resolver

from initiatives.desk import press
from initiatives.desk.roles import ROLES
from initiatives.intake import filing
from initiatives.record import realm
from tests import builders
from tests.access.conftest import enter, make_person
from tests.builders import every_root


def routes(resolver=None, before=""):
    """Every address pattern of this process."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield route


def desk_routes():
    return [route for route in routes() if route.startswith(("admin/", "desk/", "accounts/"))]


class Desk:
    """One of everything the addresses name, and everybody who might come."""

    def __init__(self):
        with realm.at_desk():
            self.record = builders.published()
            self.changeset = press.compose(every_root(), user=None, title="All", is_minor=True)
            self.people = {name: make_person(name) for name in ROLES}
            self.people["superuser"] = make_person("superuser", is_superuser=True)
            self.people["not staff"] = make_person("visitor", staff=False)
            self.people["password alone"] = make_person("careless", is_superuser=True)
            page = b"<h1>A round</h1><p>Japan and the ROK met in Tokyo on 5 January 2017.</p>"
            self.proposal, _ = filing.file(page, "a.html", user=None)
            self.victim = make_person("victim")
            self.victims_factor = Authenticator.objects.create(
                user=self.victim, type="webauthn", data={"name": "A key"}
            )
            self.cookies = {"anonymous": SimpleCookie()}
            for name, person in self.people.items():
                if name == "password alone":
                    enter(Client(), person)  # so that the account has a factor
                client = enter(Client(), person, factor=name != "password alone")
                self.cookies[name] = SimpleCookie({key: cookie.value for key, cookie in client.cookies.items()})

    def address(self, route):
        """An address of the route, of something that is there."""
        route = route.removesuffix("$").replace("<changeset>", str(self.changeset.pk))
        if "(?P<app_label>" in route:
            return "/admin/auth/"
        for name, value in {
            "(?P<url>.*)": "no/such/page",
            "<path:content_type_id>": ContentType.objects.get_for_model(User).pk,
            "<int:pk>": self.victims_factor.pk,
            "<id>": self.victim.pk,
            "<slug:name>": "editors",
            "<str:name>": "round-1-file.png",
            "<uuid:key>": self.changeset.pk if "/changeset/" in route else self.proposal.pk,
        }.items():
            route = route.replace(name, str(value))
        if "<path:object_id>" in route:
            route = route.replace("<path:object_id>", str(self.key_of(route)))
        return f"/{route}"

    def key_of(self, route):
        _, label, model, *_ = route.split("/")
        if label == "r":
            return self.victim.pk
        found = {User: self.victim, Group: Group.objects.get(name="reader"), Authenticator: self.victims_factor}
        kind = apps.get_model(label, model)
        row = found.get(kind) or kind._default_manager.order_by("pk").first()
        return row.pk if row else uuid.UUID(int=0)

    def ask(self, person, method, address):
        """The status of a request that leaves nothing behind."""
        client = Client(raise_request_exception=False)
        client.cookies = self.cookies[person].copy()
        with transaction.atomic(using=realm.DESK):
            status = client.generic(method, address, HTTP_SEC_FETCH_DEST="document").status_code
            transaction.set_rollback(True, using=realm.DESK)
        return status
