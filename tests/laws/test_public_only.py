"""A process without a desk, reading only: it answers every public address just as a process with a desk does."""

import hashlib
import json
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from initiatives.desk import press
from initiatives.desk.corrections import withdraw
from initiatives.record import realm
from tests.builders import publish_all
from tests.crawling import answered, slugs_in
from tests.processes import ROOT, address, environment

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"], transaction=True)


SHARE = ("share", [3, pytest.param(1, marks=pytest.mark.long)])  # of the addresses in make test one in three


def answers_of(public, slugs, share):
    """What a public-only process on a database answers to the public addresses."""
    told = environment(ROLE="public", PUBLIC_DATABASE_URL=public)
    del told["DESK_DATABASE_URL"]
    command = [sys.executable, "-W", "error", "-m", "tests.public_process", json.dumps(slugs), str(share)]
    run = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=240, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout)


@pytest.fixture
def slugs(published):
    """A record with something withdrawn, renamed and still at the desk; returns every slug it has or had."""
    with realm.at_desk():
        before = slugs_in("public")
        published.pillar.slug = "renamed"
        published.pillar.save()
        publish_all(title="Renamed")
        changeset = withdraw([("activity", published.activities[0].pk)], user=None, title="Out", reason="Never held.")
        press.freeze(changeset, user=None)
        press.publish(changeset, user=None)
        published.add_round(2)
        return {name: sorted({*some, *before[name]}) for name, some in slugs_in("default").items()}


@pytest.fixture
def reader(slugs):
    """The public record's address for a role that may read its tables and nothing else."""
    if connections["public"].vendor == "sqlite":
        yield address("public")
        return
    with connections["public"].cursor() as cursor, realm.publishing():
        cursor.execute("CREATE ROLE record_reader LOGIN")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO record_reader")
    given = connections["public"].settings_dict
    yield f"postgres://record_reader@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    with connections["public"].cursor() as cursor, realm.publishing():
        cursor.execute("DROP OWNED BY record_reader")
        cursor.execute("DROP ROLE record_reader")


def here(slugs, share):
    answers = {}
    for path, response in answered(Client().get, slugs, share):
        body = b"".join(response.streaming_content) if response.streaming else response.content
        answers[path] = [response.status_code, hashlib.sha256(body).hexdigest()]
    return answers


@pytest.mark.parametrize(*SHARE)
def test_every_address_answers_the_same_from_a_process_that_can_only_read(slugs, reader, share):
    told = answers_of(reader, slugs, share)
    assert told["answers"] == here(slugs, share)
    assert {status for status, _ in told["answers"].values()} >= {200, 301, 404, 410}
    assert told["desk"] == "ImproperlyConfigured"
    assert "readonly" in told["refused"] or "read-only" in told["refused"]
    assert told["modules"] == []
    assert not [
        app for app in told["apps"] if app in ("django.contrib.admin", "django.contrib.auth", "initiatives.desk")
    ]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(*SHARE)
def test_a_shipped_file_is_served_from_a_folder_that_cannot_be_written(slugs, tmp_path, share):
    with realm.at_desk():
        call_command("ship_record", str(tmp_path / "shipped" / "record #1.sqlite3"), verbosity=0)
    (tmp_path / "shipped").chmod(0o555)
    told = answers_of(f"sqlite:///{tmp_path}/shipped/record #1.sqlite3?immutable=1", slugs, share)
    (tmp_path / "shipped").chmod(0o755)
    assert told["answers"] == here(slugs, share)
    assert "readonly" in told["refused"]
