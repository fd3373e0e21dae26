"""Which tables are in which database, and that each is opened as it must be."""

import pytest
from django.apps import apps
from django.db import connections

from tests.processes import address

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def tables(alias):
    return set(connections[alias].introspection.table_names())


def of_app(label):
    every = apps.get_app_config(label).get_models(include_auto_created=True)
    return {model._meta.db_table for model in every}


def test_the_public_record_has_the_domain_and_the_publications_and_nothing_else():
    engine = {name for name in tables("public") if name.startswith("published_words")}  # of the search engine
    assert tables("public") - engine == of_app("initiatives") | of_app("published") | {"django_migrations"}


def test_no_table_of_people_sessions_or_the_desk_is_in_the_public_record():
    elsewhere = {
        model._meta.db_table
        for app in apps.get_app_configs()
        if app.label not in ("initiatives", "published")
        for model in app.get_models(include_auto_created=True)
    }
    assert {"auth_user", "django_session", "desk_revision", "desk_changeset"} <= elsewhere
    assert tables("public") & elsewhere == set()


def test_the_desk_has_the_domain_and_no_publication():
    assert of_app("initiatives") | of_app("desk") <= tables("default")
    assert {name for name in tables("default") if name.startswith("published_")} == set()


@pytest.mark.sqlite_only
@pytest.mark.parametrize("alias", ["default", "public"])
def test_sqlite_is_opened_so_that_no_acknowledged_save_is_lost(alias):
    with connections[alias].cursor() as cursor:
        told = {}
        for name in ("journal_mode", "synchronous", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            told[name] = cursor.fetchone()[0]
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert connections["default"].transaction_mode == "IMMEDIATE"
    assert connections["public"].transaction_mode is None  # readers are deferred; the press asks for its lock


def test_the_two_databases_are_two():
    assert address("default") != address("public")
