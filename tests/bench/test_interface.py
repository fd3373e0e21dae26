"""What a page of the interface costs at a thousand and at a hundred thousand passages. Printed by make bench."""

import statistics
import time

import pytest
from django.db import connections
from django.test import Client

from initiatives import models
from initiatives.api import keyset
from initiatives.api.resources import RESOURCES
from initiatives.record import realm
from tests.large_record import record

pytestmark = [pytest.mark.bench, pytest.mark.django_db(databases=["default", "public"])]

TIMES = 9
LIMIT = 1.5
ROWS = "limit=20"  # which every list that grows has with few rounds already
FEW, MANY = 30, 3_000  # documented rounds, of some thirty-four passages each


def cost(path):
    """The processor time of an answer, the middle of several, in milliseconds."""
    client, taken = Client(), []
    for _time in range(TIMES):
        start = time.process_time()
        assert client.get(path).status_code == 200
        taken.append(1000 * (time.process_time() - start))
    return statistics.median(taken)


def middle_of(name):
    """The address of a page in the middle of a list, made of the cursor of a row there."""
    resource = RESOURCES[name]
    with realm.in_public():
        rows = resource.model.objects.order_by(*resource.order).values_list(*resource.order)
        row = rows[max(0, rows.count() // 2 - 1)]
    return f"/api/v1/{name}/?{ROWS}&cursor={keyset._cursor(row)}"


def measured(rounds):
    record(range(1, rounds + 1), range(1, rounds + 1))
    with connections["public"].cursor() as cursor, realm.publishing():
        cursor.execute("ANALYZE")
    with realm.in_public():
        count = models.Passage.objects.count()
        document = models.Document.objects.order_by("slug")[models.Document.objects.count() // 2].slug
    paths = [f"/api/v1/{name}/?{ROWS}" for name in RESOURCES]
    paths += [middle_of(name) for name in ("passages", "rounds", "documents", "citations")]
    paths += [
        f"/api/v1/passages/?{ROWS}&document={document}",
        f"/api/v1/passages/?{ROWS}&round={document.removesuffix('-fact-sheet')}",
    ]
    return count, [cost(path) for path in paths], paths


@pytest.mark.parametrize("rounds", [FEW, MANY])
def test_a_page_of_the_interface(rounds, request):
    count, taken, paths = measured(rounds)
    before = request.config.stash.setdefault(KEY, {})
    before[rounds] = taken
    slow = {}
    for place, (path, milliseconds) in enumerate(zip(paths, taken, strict=True)):
        ratio = milliseconds / before[FEW][place] if FEW in before else 1
        print(f"\n{connections['public'].vendor}: {count} passages, {path[:60]} {milliseconds:.1f} ms, × {ratio:.2f}")  # noqa: T201
        if ratio > LIMIT:
            slow[path] = ratio
    assert slow == {}


KEY = pytest.StashKey()
