"""The real server under mixed load while publications come: no error, no torn page, no word of the desk."""

import contextlib
import http.client
import re
import subprocess
import sys
import threading
import time

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from initiatives import models
from initiatives.desk import press
from initiatives.desk.revisions import revise
from initiatives.record import realm
from tests import builders
from tests.builders import chosen
from tests.postgres import free_port
from tests.processes import ROOT, environment

pytestmark = pytest.mark.django_db(databases=["default", "public"], transaction=True)

COUNTS = [10, pytest.param(100, marks=pytest.mark.long)]
SHOWN = re.compile(r"Shows publication (\d+)")
NAME = re.compile(r"<h1[^>]*>\s*(?:<[^>]+>\s*)*Name (\d+)\b")


@contextlib.contextmanager
def serving(**variables):
    """The production server on a free port of this machine; yields the port, and ends it."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "8", "--http", "1", "--no-ws", "--log-level", "warning"]
    told = environment(REQUIRE_MFA="0", **variables)
    if variables.get("ROLE") == "public":
        del told["DESK_DATABASE_URL"]
    server = subprocess.Popen([*command, "trilateral.wsgi:application"], cwd=ROOT, env=told)
    try:
        for _ in range(200):
            probe = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            with contextlib.suppress(OSError), contextlib.closing(probe):
                get(probe, "/about/")
                break
            assert server.poll() is None
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def get(connection, path, **headers):
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    return response.status, response.headers, response.read().decode()


class Readers:
    """Threads that ask for pages, each over and over, until told to stop; what they saw wrong is in ``faults``."""

    def __init__(self, port, kinds):
        self.port, self.faults, self.count, self.over = port, [], 0, threading.Event()
        self.latencies = []
        self.threads = [threading.Thread(target=self.read, args=kind) for kind in kinds]

    def read(self, paths, headers, check):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        before = 0
        try:
            while not self.over.is_set() and self.count < 50_000:
                for path in paths:
                    began = time.perf_counter()
                    status, answered, body = get(connection, path, **headers)
                    self.latencies.append(time.perf_counter() - began)
                    self.count += 1
                    fault, before = check(status, answered, body, before)
                    if fault:
                        self.faults.append((path, fault))
        except Exception as error:
            self.faults.append((paths, repr(error)))
        finally:
            connection.close()

    def wait(self, requests=5):
        """Until that many more were answered, however slow the machine: what comes next comes among readers."""
        until = self.count + requests
        while self.count < until and not self.faults:
            time.sleep(0.005)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join(90)


def public_page(status, headers, body, before):
    """One publication on the whole page, never an earlier one than before; nothing of the desk, no cookie."""
    if status != 200:
        return f"status {status}", before
    if "Embargoed" in body:
        return "a word of the desk", before
    if "Set-Cookie" in headers:
        return "a cookie", before
    number, name = SHOWN.search(body), NAME.search(body)
    if not number or not name:
        return "no number or name", before
    if int(name[1]) != int(number[1]):
        return f"torn: name {name[1]} in publication {number[1]}", before
    return (f"{number[1]} after {before}" if int(number[1]) < before else ""), int(number[1])


def preview_of_desk(status, headers, body, before):
    good = status == 200 and "Embargoed" in body and headers["Cache-Control"] == "private, no-store"
    return ("" if good else f"preview of the desk: {status}"), before


def preview_of_changeset(status, headers, body, before):
    # Once something newer is public the changeset is refused as older, and its preview says so.
    good = (status == 200 and "Rehearsed" in body) or (status == 409 and "already shows revision" in body)
    return ("" if good else f"preview of a changeset: {status}"), before


def named(record, number):
    """Publishes the pillar under the name of the publication that this is."""
    models.Pillar.objects.update(name_en=f"Name {number}")
    revise(record.pillar, user=None, reason="Saved")
    return press.publish_now(chosen(record.pillar), user=None, title=f"Publication {number}").number


@pytest.mark.parametrize("publications", COUNTS)
def test_readers_staff_and_previews_at_once_while_publications_come(publications):
    record = builders.published()
    with realm.at_desk():
        named(record, 2)
        staff = Client()
        staff.force_login(get_user_model().objects.create_superuser("staff", "", "x"))
        models.Initiative.objects.update(name_en="Embargoed")
        revise(record.initiative, user=None, reason="Saved")
        models.Activity.objects.update(name_en="Rehearsed")
        rehearsal = press.compose(chosen(record.activities[0]), user=None, title="Rehearsed")
        press.freeze(rehearsal, user=None)
        cookie = {"Cookie": f"sessionid={staff.cookies['sessionid'].value}"}
        page, inside = "/pillars/threats/", f"/desk/preview/{rehearsal.pk}"
        kinds = [([page], {}, public_page)] * 3 + [([page], cookie, public_page)] * 2
        kinds += [(["/desk/preview/initiatives/space/"], cookie, preview_of_desk)] * 2
        kinds += [([f"{inside}/activities/meeting-1/"], cookie, preview_of_changeset)]
        with serving() as port, Readers(port, kinds) as readers:
            for number in range(3, 3 + publications):
                assert named(record, number) == number
                readers.wait()
    assert readers.faults == []


@pytest.mark.sqlite_only
@pytest.mark.parametrize("editions", COUNTS)
def test_a_shipped_file_is_replaced_under_load(tmp_path, editions):
    dest = tmp_path / "shipped" / "record.sqlite3"
    record = builders.published()
    with realm.at_desk():
        named(record, 2)
        call_command("ship_record", str(dest), verbosity=0)
        kinds = [(["/pillars/threats/"], {}, public_page)] * 6
        with (
            serving(ROLE="public", PUBLIC_DATABASE_URL=f"sqlite:///{dest}?immutable=1") as port,
            Readers(port, kinds) as readers,
        ):
            for number in range(3, 3 + editions):
                named(record, number)
                call_command("ship_record", str(dest), verbosity=0)
                # A request that begins after the replacement sees the new edition.
                with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as own:
                    assert f"Shows publication {number}" in get(own, "/pillars/threats/")[2]
                readers.wait()
    assert readers.faults == []
