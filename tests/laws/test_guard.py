"""What reads the public record never touches the desk, and nothing but publishing writes it."""

import threading

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connections, transaction

from initiatives import models
from initiatives.desk.models import Changeset, Revision
from initiatives.published.models import Publication
from initiatives.record import realm
from initiatives.record.realm import DESK, PUBLIC, RealmError
from tests import builders

pytestmark = pytest.mark.django_db(databases=["default", "public"])
COMMITS = pytest.mark.django_db(databases=["default", "public"], transaction=True)


DOMAIN = list(apps.get_app_config("initiatives").get_models())


@pytest.fixture
def guarded():
    """A published record, a different one at the desk, and the guard, as in a process of the site."""
    record = builders.published()
    with realm.at_desk():
        models.Pillar.objects.update(name_en="Draft")
    realm.install_guard()
    try:
        yield record
    finally:
        realm.remove_guard()


def refused(act):
    with pytest.raises(RealmError):
        act()
    return True


# --- Reading the desk from the public realm


@pytest.mark.parametrize(
    "model", list(apps.get_app_config("initiatives").get_models()), ids=lambda model: model.__name__
)
def test_no_model_can_be_read_from_the_desk_by_name(guarded, model):
    for act in (
        lambda: model.objects.using(DESK).first(),
        lambda: model.objects.using(DESK).count(),
        lambda: model._base_manager.using(DESK).exists(),
        lambda: list(model.objects.using(DESK).raw(f"SELECT * FROM {model._meta.db_table}")),
    ):
        assert refused(act)


@pytest.mark.parametrize("model", [Changeset, Revision, get_user_model()], ids=lambda model: model.__name__)
def test_what_only_the_desk_has_cannot_be_read(guarded, model):
    assert refused(model._default_manager.first)


def test_raw_cursors_are_watched(guarded):
    for sql in ("SELECT 1", "SELECT name_en FROM initiatives_pillar"):
        assert refused(lambda sql=sql: connections[DESK].cursor().execute(sql))
        assert refused(lambda sql=sql: connections[DESK].cursor().executemany(sql, [()]))


def test_the_user_of_a_request_cannot_be_asked_for(guarded, rf):
    request = rf.get("/")
    request.COOKIES["sessionid"] = "x" * 32
    SessionMiddleware(lambda request: None).process_request(request)
    AuthenticationMiddleware(lambda request: None).process_request(request)
    assert refused(lambda: request.user.is_staff)


def test_what_was_read_at_the_desk_leads_no_further(guarded):
    with realm.at_desk():
        initiative = models.Initiative.objects.get()
    # Followed by the realm, not by where the row came from: the public pillar, never the draft.
    assert initiative.pillar.name_en == "Responding to threats"
    with pytest.raises(ValueError, match="router prevents this relation"):
        list(initiative.passages.all())
    initiative.refresh_from_db()
    assert initiative._state.db == PUBLIC


def test_hints_of_a_shared_prefetch_lead_nowhere(guarded):
    shared = models.Pillar.objects.prefetch_related("initiatives__activities", "passages")
    with realm.at_desk():
        assert [pillar.name_en for pillar in shared.all()] == ["Draft"]
    (pillar,) = shared.all()
    assert pillar.name_en == "Responding to threats"
    rows = [pillar, *pillar.initiatives.all(), *pillar.passages.all(), *pillar.initiatives.all()[0].activities.all()]
    assert {row._state.db for row in rows} == {PUBLIC}


# --- Writing


@COMMITS
def test_nothing_is_written_to_the_public_record(guarded):
    pillar = models.Pillar.objects.get()
    everywhere = [
        pillar.save,
        models.Citation.objects.first().delete,
        lambda: pillar.save(using=PUBLIC),
        lambda: models.Pillar.objects.using(PUBLIC).update(name_en="x"),
        lambda: models.Citation.objects.using(PUBLIC).all().delete(),
        lambda: models.Pillar.objects.using(PUBLIC).create(slug="x"),
        models.Passage.objects.using(PUBLIC).get(number="1.2").references.clear,
        lambda: Publication.objects.create(number=9),
        lambda: Publication.objects.using(PUBLIC).update(title="x"),
    ]
    in_public = [
        lambda: pillar.save(using=DESK),
        lambda: models.Pillar.objects.update(name_en="x"),
        lambda: models.Citation.objects.all().delete(),
        lambda: models.Pillar.objects.create(slug="x"),
        lambda: models.Pillar.objects.bulk_create([models.Pillar(slug="x")]),
    ]
    assert all(refused(act) for act in [*everywhere, *in_public])
    with realm.at_desk():
        assert all(refused(act) for act in everywhere)
    assert models.Pillar.objects.get().name_en == "Responding to threats"


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM initiatives_pillar",
        "  update initiatives_pillar SET position = 1",
        "/* read */ DELETE FROM initiatives_pillar",
        "WITH gone AS (DELETE FROM initiatives_citation RETURNING id) SELECT * FROM gone",
        "EXPLAIN ANALYZE DELETE FROM initiatives_citation",
        "SELECT 1; DELETE FROM initiatives_pillar",
        "SELECT * INTO stolen FROM initiatives_pillar",
        "PRAGMA user_version = 7",
        "VACUUM",
        "ATTACH 'x' AS x",
        "TRUNCATE initiatives_pillar",
    ],
)
def test_statements_that_write_are_told_from_those_that_read(guarded, sql):
    with realm.at_desk():
        assert refused(lambda: connections[PUBLIC].cursor().execute(sql))


def test_a_rehearsal_and_a_publication_cannot_be_used_to_write_from_a_page(guarded):
    with realm.publishing(), realm.only_reading():
        assert refused(lambda: models.Pillar.objects.using(PUBLIC).update(name_en="x"))
        assert refused(lambda: models.Pillar.objects.using(DESK).get())


# --- Where the realm and the guard come from


@COMMITS
def test_a_bare_thread_reads_the_public_record_and_nothing_else(guarded):
    told = {}

    def run():
        try:
            told["name"] = models.Pillar.objects.get().name_en
            told["desk"] = refused(lambda: models.Pillar.objects.using(DESK).get())
            told["user"] = refused(get_user_model().objects.exists)
            told["write"] = refused(lambda: models.Pillar.objects.using(PUBLIC).update(name_en="x"))
        finally:
            connections.close_all()

    with realm.at_desk():
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    assert told == {"name": "Responding to threats", "desk": True, "user": True, "write": True}


@COMMITS
def test_the_guard_stays_after_a_connection_is_made_again(guarded):
    for alias in (DESK, PUBLIC):
        connections[alias].close()
    assert refused(lambda: models.Pillar.objects.using(DESK).get())
    assert refused(lambda: models.Pillar.objects.using(PUBLIC).update(name_en="x"))


@COMMITS
def test_the_guard_is_not_taken_away_with_somebody_elses_wrapper(guarded):
    connection = connections[DESK]
    connection.close()
    realm.remove_guard()
    with connection.execute_wrapper(lambda execute, *arguments: execute(*arguments)):
        realm.install_guard()
        with realm.at_desk():
            models.Pillar.objects.get()
    assert refused(lambda: models.Pillar.objects.using(DESK).get())


def test_a_transaction_on_the_desk_cannot_be_used_to_read_it(guarded):
    def read():
        with transaction.atomic(using=DESK):
            models.Pillar.objects.using(DESK).get()

    assert refused(read)


def test_each_realm_reads_its_own(guarded):
    assert models.Pillar.objects.get().name_en == "Responding to threats"
    with realm.at_desk():
        assert models.Pillar.objects.get().name_en == "Draft"
        with realm.in_public():
            assert models.Pillar.objects.get().name_en == "Responding to threats"
        assert Publication.objects.count() == 1
