"""Every public page, read once a module from a record that has one of every kind."""

from contextlib import contextmanager

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from initiatives.record import realm
from tests import builders
from tests.crawling import pages, slugs_in

LANGUAGES = ("", "/ja", "/ko")


@contextmanager
def taken_back(blocker):
    """The databases for the length of a block, outside any test: no test finds what it writes."""
    with blocker.unblock(), transaction.atomic(realm.DESK), transaction.atomic(realm.PUBLIC):
        yield
        for alias in (realm.DESK, realm.PUBLIC):
            transaction.set_rollback(True, using=alias)


@pytest.fixture(scope="module")
def paths(django_db_setup, django_db_blocker):
    """The English path of one page of every name in the table of addresses."""
    with taken_back(django_db_blocker):
        builders.whole()
        return pages(slugs_in(realm.PUBLIC))


@pytest.fixture(scope="module")
def responses(paths, django_db_blocker):
    """Every page in every language, by its name and the prefix of its language; fetched once a module."""
    with taken_back(django_db_blocker):
        builders.whole()
        return fetched(Client(), paths)


@pytest.fixture(scope="module")
def previews(paths, django_db_blocker):
    """The same pages in a preview of the desk, which holds what is public and nothing else."""
    with taken_back(django_db_blocker):
        builders.whole(rounds=2)
        client = Client()
        with realm.at_desk():
            client.force_login(get_user_model().objects.create_superuser("editor", "", "x"))
        return fetched(client, paths, "/desk/preview")


def fetched(client, paths, prefix=""):
    return {
        (name, language): client.get(f"{prefix}{language}{path}")
        for name, path in paths.items()
        for language in LANGUAGES
    }
