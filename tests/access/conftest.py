"""People of every role, and what signing in needs: codes of an app, an authenticator in the browser."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Group, User
from django.core.cache import cache

from initiatives.desk.roles import ROLES
from initiatives.record import realm

PASSWORD = "a pillar of the community"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def no_rates_of_other_tests():
    cache.clear()
    yield
    cache.clear()


def make_person(name, *, staff=True, **more):
    """An account with one of the roles for its name, or a superuser, or one without any."""
    with realm.at_desk():
        person = User.objects.create_user(name, password=PASSWORD, is_staff=staff, **more)
        person.groups.set(Group.objects.filter(name=name))
        return person


@pytest.fixture
def person():
    return make_person("editor")


@pytest.fixture
def people():
    """Every role by its name, a superuser, and somebody who is not staff."""
    found = {name: make_person(name) for name in ROLES}
    found["superuser"] = make_person("superuser", is_superuser=True)
    found["not staff"] = make_person("visitor", staff=False)
    return found


@pytest.fixture
def required(settings):
    """The site asks for a second factor."""
    settings.REQUIRE_MFA = True


def app_code(steps=0, secret=SECRET):
    """What an authenticator app shows, some half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def give_app(person):
    with realm.at_desk():
        TOTP.activate(person, SECRET)
        return RecoveryCodes.activate(person).get_unused_codes()


def enter(client, person, *, factor=True):
    """Signs in as by a page, without the pages; with a second factor, or with the password alone."""
    with realm.at_desk():
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        if factor:
            session = client.session
            made, _ = Authenticator.objects.get_or_create(
                user=person, type="totp", defaults={"data": {"secret": SECRET}}
            )
            session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "id": made.pk}]
            session["account_authentication_methods_user"] = str(person.pk)
            session.save()
    return client


def send(client, name="editor", password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": name, "password": password}, **more)
