"""No page asks more of the database for three related rows than for one, and none more than twelve times."""

import shutil

import pytest
from django.conf import settings

from initiatives.record import realm
from tests import builders
from tests.builders import publish_all
from tests.crawling import pages, slugs_in
from tests.reading import Queries

pytestmark = pytest.mark.django_db(databases=["default", "public"])
MOST = 12
FROM_TWO_ON = {"compare"}  # of one round there is nothing to compare: test_compare counts at two and at four


def asked(client, paths):
    shutil.rmtree(settings.CAPSULES, ignore_errors=True)  # who asks first has the capsule made
    counts = {}
    for name, path in paths.items():
        with Queries() as block:
            assert client.get(path).status_code == 200
        counts[name] = len(block.found)
    return counts


def test_counts_stay_the_same_at_one_and_at_three(client):
    record = builders.whole(1)
    paths = pages(slugs_in(realm.PUBLIC))
    one = asked(client, paths)
    assert {name: count for name, count in one.items() if count > MOST} == {}
    grow(record)
    three = asked(client, paths)
    assert {name for name in paths if three[name] != one[name]} == FROM_TWO_ON


def test_filters_in_use_cost_no_more_than_the_limit(client):
    builders.published(3)
    paths = {
        "initiatives": "/initiatives/?q=space&pillar=threats&activity=yes&year=2015&sort=activity",
        "activities": "/activities/?q=met&pillar=threats&year=2015",
        "documents": "/documents/?held=yes&kind=fact_sheet&language=en&year=2015",
        "officials": "/officials/?party=JPN&q=sato",
    }
    assert {name: count for name, count in asked(client, paths).items() if count > MOST} == {}


def grow(record):
    """Two more rounds, with all that belongs to them, and two more concepts."""
    with realm.at_desk():
        record.add_round(2)
        record.add_round(3)
        record.add_phrase("Officials met")
        record.add_phrase("The text says so")
        record.add_concept("threats", ja="脅威", ko="위협")
        record.add_concept("resolution", ja="決議", ko="결의")
    publish_all(title="Two more rounds")
