"""How long a search takes with a thousand and with a hundred thousand passages. Printed by make bench."""

import statistics
import time

import pytest
from django.db import connections

from initiatives.choices import PassageKind
from initiatives.models import (
    Activity,
    Citation,
    Country,
    Delegate,
    Document,
    Initiative,
    Meeting,
    Official,
    Passage,
    Pillar,
)
from initiatives.published.search import index
from initiatives.published.search.index import find
from initiatives.record import realm
from tests import large_record
from tests.builders import key

pytestmark = [pytest.mark.bench, pytest.mark.django_db(databases=["default", "public"])]

FEW, MANY, TIMES = 30, 480, 7  # rounds, times
MORE = 108  # sentences beside those of large_record in a document of the many
LIMIT, LONGEST = 1.5, 0.3  # as many times as long; seconds of processor time
QUERIES = [
    "views", "space policy", "North Korea missile programs", "sixth round", "2017-01-05", "Chul Lim", "Seoul", "data lessons",
    "zeppelin", "cybersecurty", "experts exchanged views on data", "宇宙", "제6차", '"nuclear and missile"',
    "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 20, "協議" * 400, " ".join(f"word{n}" for n in range(200)),
    "北朝鮮の核ミサイル問題に関する日米韓外務次官協議の共同声明文書", "views " + "x" * 900,
]  # fmt: skip


def grow(numbers, more):
    countries, officials = list(Country.objects.order_by("position_en")), list(Official.objects.order_by("slug"))
    pillars, initiatives = list(Pillar.objects.order_by("position")), list(Initiative.objects.order_by("position"))
    rows = {model: [] for model in (Meeting, Delegate, Document, Passage, Activity, Citation)}
    for number in numbers:
        large_record.add_round(number, True, countries, officials, pillars, initiatives, rows)
        document = rows[Document][-1]
        for place in range(more):
            for kind, mark in ((PassageKind.PARAGRAPH, f"{100 + place}"), (PassageKind.SENTENCE, f"{100 + place}.1")):
                rows[Passage].append(
                    Passage(id=key("more", number, mark), document=document, position=1000 + 2 * place + (kind == PassageKind.SENTENCE), number=mark, kind=kind,
                            text=f"Our experts on {initiatives[place % 12].name_en} exchanged views on lessons of case{number * place % 9_973}.",
                            start=place, end=place + 1)
                )  # fmt: skip
    for model, made in rows.items():
        model.objects.bulk_create(made, batch_size=2_000)
    index.feed("meeting", [row.pk for row in rows[Meeting]])


def spent(query):
    """Processor time of one search, the median of several."""
    times = []
    for _ in range(TIMES):
        started = time.process_time()
        find(query)
        times.append(time.process_time() - started)
    return statistics.median(times)


def test_a_search_takes_as_long_in_a_large_record_as_in_a_small_one():
    large_record._record(tuple(range(1, FEW + 1)), frozenset(range(1, FEW + 1)), 6)
    with connections[realm.PUBLIC].cursor() as cursor:
        cursor.execute("ANALYZE")
    few, before = Passage.objects.using(realm.PUBLIC).count(), [spent(query) for query in QUERIES]
    with realm.publishing(), realm.in_public():
        for first in range(FEW + 1, MANY + 1, 50):
            grow(range(first, min(first + 50, MANY + 1)), MORE)
    with connections[realm.PUBLIC].cursor() as cursor:
        cursor.execute("ANALYZE")
    many, after = Passage.objects.using(realm.PUBLIC).count(), [spent(query) for query in QUERIES]
    vendor = connections[realm.PUBLIC].vendor
    for query, one, other in zip(QUERIES, before, after, strict=True):
        print(f"{vendor} {one * 1000:6.1f} ms → {other * 1000:6.1f} ms  {query[:40]}")  # noqa: T201
    print(f"{vendor}: {few} → {many} passages: {sum(after) / sum(before):.2f} times as long")  # noqa: T201
    assert sum(after) <= LIMIT * sum(before)
    assert max(after) <= LONGEST
