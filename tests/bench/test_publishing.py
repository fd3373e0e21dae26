"""How long publishing takes, into a small and a large record, and what readers notice of it. Printed by make bench."""

import statistics
import threading
import time
import uuid

import pytest
from django.db import connections

from initiatives import models
from initiatives.desk import press
from initiatives.desk.dependencies import Gathered
from initiatives.desk.revisions import revise, revise_all
from initiatives.published import ledger
from initiatives.published.models import Publication
from initiatives.record import realm
from initiatives.record.bodies import digest, rows_of, written
from initiatives.record.snapshots import snapshot
from tests.builders import Record, chosen, key, passages, publish_all

pytestmark = [pytest.mark.bench, pytest.mark.django_db(databases=["default", "public"], transaction=True)]

ROWS, TIMES = 200, 15


def told(words):
    print(f"\n{connections['public'].vendor}: {words}")  # noqa: T201  that is what a benchmark is for


def milliseconds(times):
    return (
        f"{statistics.median(times) * 1000:.0f} ms (of {len(times)}: {min(times) * 1000:.0f}–{max(times) * 1000:.0f})"
    )


def round_of(rows):
    """A published record of one round; a further round of about that many rows at the desk."""
    record = Record()
    publish_all()
    record.add_round(2)
    sentences = [f"Sentence {n} of the second round speaks of threats." for n in range(rows)]
    document = models.Document.objects.create(
        id=key("long"), meeting=record.rounds[1], slug="long", kind="fact_sheet", title="Long", issuers="All three"
    )
    for row in passages(document, sentences):
        row.pillar = record.pillar
    for field in ("kind", "title"):
        models.Citation.objects.create(
            meeting=record.rounds[1], document=document, field=field, basis="other", publisher="x",
            address="https://example.org/", read_on="2026-11-23",
        )  # fmt: skip
    return record


def copies(body, count, start=0):
    """Bodies of other rounds with the same rows under other keys and slugs."""
    for number in range(start, start + count):
        content = rows_of(body)
        own = {row["id"] for rows in content.values() for row in rows}
        text = written(content)
        for old in own:
            text = text.replace(old, str(uuid.uuid5(uuid.UUID(old), str(number))))
        content = rows_of(text)
        content["meeting"][0] |= {"slug": f"copy-{number}", "number": None}
        for document in content["document"]:
            document["slug"] = f"{document['slug']}-{number}"
        for rows in content.values():
            rows.sort(key=lambda row: str(row["id"]))
        yield written(content)


def fill(body, rows):
    """Publishes copies of a round until the record has that many rows; returns how long that took and how many."""
    size, began, number = body.count('"id":"'), time.perf_counter(), 0
    while number * size < rows:
        lines = []
        for copy in copies(body, min(100, rows // size + 1), number):
            root = rows_of(copy).key
            lines.append(ledger.EditionLine("meeting", root, 1, 1, digest(copy), "Copy", copy))
        ledger.publish(ledger.Edition(uuid.uuid4(), "Filling", tuple(lines)))
        number += len(lines)
    return time.perf_counter() - began, number * size


def timed(record, times=TIMES):
    """Seconds that publishing the changed round takes, each time over.

    Three lists: the public transaction, the same in processor time of this thread, and all of it.
    """
    ledgers, cpu, whole = [], [], []
    row = record.rounds[1]
    for number in range(times):
        models.Meeting.objects.filter(pk=row.pk).update(summary_en=f"Edition {time.monotonic_ns()} {number}")
        revise_all("meeting", [row.pk], user=None, reason="Saved")
        began = time.perf_counter()
        changeset = press.compose([Gathered("meeting", row.pk)], user=None, title="Timed")
        press.freeze(changeset, user=None)
        edition = press.edition_of(changeset)
        middle, worked = time.perf_counter(), time.thread_time()
        publication = ledger.publish(edition)
        ledgers.append(time.perf_counter() - middle)
        cpu.append(time.thread_time() - worked)
        press.mark(changeset, publication, user=None)
        whole.append(time.perf_counter() - began)
    return ledgers, cpu, whole


def analyzed():
    with connections["public"].cursor() as cursor, realm.publishing():
        cursor.execute("ANALYZE")


def test_publishing_one_round_into_a_small_and_into_a_large_record(monkeypatch):
    monkeypatch.setattr(press, "refuse_older_desk", lambda: None)  # the filling is not of this desk
    with realm.at_desk():
        record = round_of(ROWS)
        roots = [record.rounds[1], record.activities[1], record.references[1]]
        press.publish_now(chosen(*roots), user=None, title="The round")
        body = snapshot(record.rounds[1], "default")
        small = body.count('"id":"')
        analyzed()
        timed(record, 3)
        before = timed(record)
        took, rows = fill(body, 100_000)
        analyzed()
        timed(record, 3)
        after = timed(record)
        rehearsals = []
        for _ in range(TIMES):
            began = time.perf_counter()
            changeset = press.compose([Gathered("meeting", record.rounds[1].pk)], user=None, title="Rehearsed")
            with press.rehearsed(changeset):
                rehearsals.append(time.perf_counter() - began)
    told(f"a round of {small} rows into a record of about {small + 60} rows, and into {rows:,} more:")
    for what, one, other in zip(
        ("public transaction", "its processor time here", "with the desk"), before, after, strict=True
    ):
        ratios = statistics.median(other) / statistics.median(one), min(other) / min(one)
        told(
            f"  {what}: {milliseconds(one)}, {milliseconds(other)}: ratio {ratios[0]:.2f}, of the fastest {ratios[1]:.2f}"
        )
    told("  (sought: no more than 1.5)")
    told(f"a rehearsal of that round: {milliseconds(rehearsals)}")
    told(f"filling: {rows / took:,.0f} rows a second")


def test_what_readers_notice_of_publications():
    with realm.at_desk():
        record = round_of(ROWS)
        roots = [record.rounds[1], record.activities[1], record.references[1]]
        press.publish_now(chosen(*roots), user=None, title="The round")
    for publishing in (False, True):
        latencies, faults, over = [], [], threading.Event()

        def read(latencies=latencies, faults=faults, over=over):
            try:
                while not over.is_set():
                    began = time.perf_counter()
                    list(models.Meeting.objects.all().for_list())
                    list(models.Passage.objects.filter(document__slug="long")[:50])
                    latencies.append(time.perf_counter() - began)
                    time.sleep(0.005)
            except Exception as error:
                faults.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        began = time.perf_counter()
        with realm.at_desk():
            number = 0
            while time.perf_counter() - began < 6:
                if publishing:
                    models.Pillar.objects.update(name_en=f"Name {number}")
                    revise(record.pillar, user=None, reason="Saved")
                    press.publish_now(chosen(record.pillar), user=None, title="Again")
                    number += 1
                else:
                    time.sleep(0.1)
        over.set()
        for thread in threads:
            thread.join()
        assert faults == []
        cuts = statistics.quantiles(latencies, n=100)
        what = f"during {number} publications" if publishing else "with none"
        told(f"a reader's round page, {what}: p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms")
    assert Publication.objects.exists()
