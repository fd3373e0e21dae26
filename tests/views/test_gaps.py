"""The page of what the record lacks."""

import pytest

from initiatives import models
from initiatives.record import realm
from initiatives.record.gaps import gaps
from tests.builders import meeting, publish_all

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def lacking(record):
    """A public record with a round that has no document, and a fact that is inferred."""
    with realm.at_desk():
        meeting(2, record.countries[1], record.officials)
        models.Citation.objects.filter(meeting=record.rounds[0], field="format").update(
            basis="inferred",
            passage=record.documents[0].passages.get(number="1.2"),
            quotation="Officials met",
        )
        publish_all()
        return record


def test_every_kind_of_gap_is_found(lacking):
    found = gaps()
    assert [each.number for each in found.without_document] == [2]
    assert [each.number for each in found.without_host] == [1, 2]
    assert [each.slug for each in found.without_archive] == ["2015-01-05-washington-fact-sheet"]
    assert [(each.root.number, each.field) for each in found.inferred] == [(1, "format")]
    assert found.listed == []
    assert [each.slug for each in found.open_tenures] == ["ann-blake", "chul-lim", "bunta-sato"]


def test_the_page_names_them_and_says_where_there_is_none(client, lacking):
    page = client.get("/gaps/").content.decode()
    assert 'href="/rounds/2016-01-05-washington/"' in page
    assert "None in the record." in page


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_asks_no_more_for_more_gaps(client, lacking, django_assert_num_queries, more):
    with realm.at_desk():
        for number in range(3, 3 + more):
            meeting(number, lacking.countries[1], lacking.officials)
        publish_all()
    client.get("/gaps/")
    with django_assert_num_queries(8, using="public", exact=False):
        client.get("/gaps/")
