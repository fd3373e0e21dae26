"""How fast the lists of the desk open with ten and with a hundred thousand rows of every kind. Printed by make bench."""

import string
import time
import uuid

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from initiatives import models
from initiatives.desk.models import Changeset, Entry, Revision, State
from initiatives.models.documents import fingerprint
from initiatives.published.models import Action, Held, Publication
from initiatives.record import realm
from tests.builders import names

pytestmark = [pytest.mark.bench, pytest.mark.django_db(databases=["default", "public"])]

FEW, MANY, TIMES = 10_000, 100_000, 9
LIMIT = 1.3
OFF = 20  # so many of each kind never published, changed, withdrawn
BODY = '{"kind":"meeting","root":"0","rows":{"meeting":[],"citation":[]}}'
TEXT = "The three countries shared their assessment of the situation and spoke of what they will do together."


def told(words):
    print(f"\n{connections['default'].vendor}: {words}")  # noqa: T201  that is what a benchmark is for


def put(model, rows):
    QuerySet(model=model, using="default").bulk_create(rows, batch_size=2_000)


class Filling:
    """A desk that grows to some number of rows of every kind, nearly all of them published as they are."""

    def __init__(self):
        self.count = 0
        now = timezone.now()
        with realm.publishing():
            self.publication = Publication.objects.create(number=1, uid=uuid.uuid4(), title="All", published_at=now)
        Changeset.objects.create(
            id=self.publication.uid, title="All", state=State.PUBLISHED, publication=1, published_at=now
        )
        self.pillar = models.Pillar.objects.create(slug="the-pillar", **names("The pillar"))
        self.initiative = models.Initiative.objects.create(
            slug="the-initiative", pillar=self.pillar, **names("The initiative")
        )
        self._publish("pillar", [self.pillar], 0)
        self._publish("initiative", [self.initiative], 0)

    def grow(self, count):
        numbers = range(self.count, count)
        made = {
            "pillar": [models.Pillar(slug=f"pillar-{n}", position=n % 900, **names(f"Pillar {n}")) for n in numbers],
            "country": [models.Country(code=code(n), position_en=9, **names(f"Country {n}")) for n in numbers],
            "official": [
                models.Official(slug=f"official-{n}", name=f"Given {n} Family", family_name=f"Family {n % 7_000}")
                for n in numbers
            ],
            "initiative": [
                models.Initiative(slug=f"initiative-{n}", pillar=self.pillar, position=n % 900, **names(f"Work {n}"))
                for n in numbers
            ],
            "reference": [
                models.Reference(slug=f"reference-{n}", kind="resolution", symbol=str(n), **names(f"Resolution {n}"))
                for n in numbers
            ],
            "meeting": [
                models.Meeting(
                    slug=f"round-{n}", start=day(n), kind="call" if n % 50 == 0 else "round", **names(f"Round {n}"),
                    **names("Tokyo", "city"),
                )
                for n in numbers
            ],
            "activity": [
                models.Activity(slug=f"activity-{n}", initiative=self.initiative, start=day(n), **names(f"Activity {n}"))
                for n in numbers
            ],
        }  # fmt: skip
        for rows in made.values():
            put(type(rows[0]), rows)
        documents = [
            models.Document(meeting=row, slug=f"document-{n}", kind="fact_sheet", title=f"Outcomes {n}", issuers="All",
                            text=TEXT * 20, sha256=fingerprint(TEXT * 20), issued_on=f"20{n % 80 + 10}-01-05")
            for n, row in zip(numbers, made["meeting"], strict=True)
        ]  # fmt: skip
        put(models.Document, documents)
        passages = [
            models.Passage(document=row, position=1, number="1", kind="paragraph", text=TEXT, start=0, end=len(TEXT))
            for row in documents
        ]
        put(models.Passage, passages)
        for kind, rows in made.items():
            # As much unfinished work beside many rows as beside few.
            self._publish(kind, rows, 0 if self.count else OFF)
        now = timezone.now()
        Entry.objects.bulk_create(
            [Entry(at=now, person="editor", source="admin", action="saved", kind="pillar", key=str(row.pk), revision=1)
             for row in made["pillar"]], batch_size=2_000
        )  # fmt: skip
        Changeset.objects.bulk_create(
            [Changeset(title=f"Changeset {n}", state=State.DRAFT) for n in numbers], batch_size=1_000
        )
        self.count = count
        for connection in connections.all():
            if connection.vendor == "postgresql":  # as autovacuum does there; on SQLite nobody does
                with realm.publishing(), connection.cursor() as cursor:
                    for table in connection.introspection.table_names(cursor):  # not the catalogues both share
                        cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")

    def _publish(self, kind, rows, off):
        never, changed, withdrawn = (set(rows[place * off : (place + 1) * off]) for place in range(3))
        published, waits = [row for row in rows if row not in never], never | changed
        with realm.publishing():
            held = [
                Held(root=row.pk, kind=kind, revision=1, sha256="a" * 64, publication=self.publication,
                     action=Action.WITHDRAWN if row in withdrawn else Action.PUBLISHED)
                for row in published
            ]  # fmt: skip
            Held.objects.bulk_create(held, batch_size=2_000)
        Revision.objects.bulk_create(
            [
                Revision(kind=kind, root=row.pk, number=1, schema=1, sha256=("b" if row in waits else "a") * 64,
                         body=BODY, label=str(row), reason="Saved", waits=row in waits)
                for row in rows
            ], batch_size=2_000
        )  # fmt: skip


def code(number):
    """A code of its own for each number, in the three letters there are."""
    signs = string.ascii_letters + string.digits
    return "".join(signs[number // len(signs) ** place % len(signs)] for place in range(3))


def day(number):
    return f"{1900 + number % 200}-{number % 12 + 1:02}-{number % 28 + 1:02}"


ROOTS = ("meeting", "initiative", "activity", "pillar", "official", "reference", "country")
STATUSES = ("never published", "changed since", "published", "withdrawn")
PAGES = {
    **{name: f"/admin/initiatives/{name}/" for name in (*ROOTS, "document", "passage")},
    **{name: f"/admin/desk/{name}/" for name in ("revision", "changeset", "entry")},
    "dashboard": "/admin/",
    "unpublished": "/admin/desk/unpublished/",
    **{f"meeting, {status}": f"/admin/initiatives/meeting/?publication={status}" for status in STATUSES},
    "meeting, calls": "/admin/initiatives/meeting/?kind__exact=call",
    "meeting, none": "/admin/initiatives/meeting/?state__exact=cancelled",
    "document, kind": "/admin/initiatives/document/?kind__exact=fact_sheet",
    "revision, kind": "/admin/desk/revision/?kind=country",
    "entry, action": "/admin/desk/entry/?action__exact=saved",
    "meeting, a common word": "/admin/initiatives/meeting/?q=round",
    "meeting, a rare word": "/admin/initiatives/meeting/?q=9999",
    "document, a common word": "/admin/initiatives/document/?q=outcomes",
    "passage, a common word": "/admin/initiatives/passage/?q=three",
    "revision, a common word": "/admin/desk/revision/?q=round",
}


def timed(client):
    found = {}
    for name, address in PAGES.items():
        times = []
        for _ in range(TIMES):
            began = time.perf_counter()
            response = client.get(address)
            times.append(time.perf_counter() - began)
            assert response.status_code == 200, name
        found[name] = min(times) * 1000  # the machine may have other work
    return found


def test_first_pages_of_lists_at_ten_and_at_a_hundred_thousand_rows():
    client = Client()
    with realm.at_desk():
        client.force_login(User.objects.create_superuser("editor", "", "x"))
        filling = Filling()
        filling.grow(FEW)
        few = timed(client)
        filling.grow(MANY)
        many = timed(client)
    told(f"first pages at {FEW:,} and {MANY:,} rows of every kind (sought: no more than {LIMIT}):")
    for name in PAGES:
        ratio = many[name] / few[name]
        told(f"  {name}: {few[name]:.0f} ms, {many[name]:.0f} ms: ratio {ratio:.2f}{'' if ratio <= LIMIT else ' (!)'}")
