"""No page asks more of the database for three related rows than for one, and none more than twelve times."""

import pytest

from initiatives.record import realm
from tests.builders import publish_all
from tests.views.conftest import made, pages_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])
MOST = 12


def asked(client, queries, paths):
    counts = {}
    for name, path in paths.items():
        with queries() as block:
            assert client.get(path).status_code == 200
        counts[name] = len(block.found)
    return counts


def test_counts_stay_the_same_at_one_and_at_three(client, queries):
    record = made(1)
    one = asked(client, queries, pages_of(record))
    assert {name: count for name, count in one.items() if count > MOST} == {}
    grow(record)
    assert asked(client, queries, pages_of(record)) == one


def test_filters_in_use_cost_no_more_than_the_limit(client, queries):
    made(3)
    paths = {
        "initiatives": "/initiatives/?q=space&pillar=threats&activity=yes&year=2015&sort=activity",
        "activities": "/activities/?q=met&pillar=threats&year=2015",
        "documents": "/documents/?held=yes&kind=fact_sheet&language=en&year=2015",
        "officials": "/officials/?party=JPN&q=sato",
    }
    assert {name: count for name, count in asked(client, queries, paths).items() if count > MOST} == {}


def grow(record):
    """Two more rounds, with all that belongs to them."""
    with realm.at_desk():
        record.add_round(2)
        record.add_round(3)
    publish_all(title="Two more rounds")
