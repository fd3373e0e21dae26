"""The page of what the record lacks."""

from collections import defaultdict

import pytest

from initiatives import models
from initiatives.record import citation_rules, realm
from initiatives.record.bodies import rows_of
from initiatives.record.gaps import Reading, gaps
from initiatives.record.kinds import KINDS
from initiatives.record.snapshots import snapshots
from tests.builders import meeting, publish_all
from tests.reading import words_of

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
    assert [each.number for each in found.without_joint_text] == [1, 2]
    assert [each.number for each in found.without_venue] == [1, 2]
    assert [each.number for each in found.without_host] == [1, 2]
    assert [each.slug for each in found.without_archive] == ["2015-01-05-washington-fact-sheet"]
    assert [(each.root.number, each.field) for each in found.inferred] == [(1, "format")]
    assert found.listed == []
    assert found.without_japanese_name == []
    everybody = ["ann-blake", "chul-lim", "bunta-sato"]
    assert [each.slug for each in found.without_korean_name] == everybody
    assert (found.without_first_day, found.without_last_day) == ([], [])
    assert [each.slug for each in found.perhaps_in_office] == everybody
    assert [(each.passage.number, each.initiative.slug) for each in found.linked] == [("1.2", "space")]
    assert (found.uncontained, found.uncited) == ([], [])
    others = models.Citation.objects.filter(basis="other").count()
    assert found.reading == Reading(sources=1, citations=others, wordless=others)


def test_a_joint_text_a_venue_and_a_host_are_no_gaps_where_the_record_has_them(lacking):
    with realm.publishing(), realm.in_public():
        first = models.Meeting.objects.filter(number=1)
        first.update(venue_en="The Hall", host=models.Country.objects.get(code="JPN"))
        models.Document.objects.filter(meeting__in=first).update(joint=True)
    found = gaps()
    for each in (found.without_joint_text, found.without_venue, found.without_host):
        assert [meeting.number for meeting in each] == [2]


def test_who_left_and_who_may_be_in_office_are_told_apart(lacking):
    with realm.publishing(), realm.in_public():
        later = models.Official.objects.get(slug="bunta-sato")
        usa = models.Country.objects.get(code="USA")
        models.Tenure.objects.filter(official=later).update(country=usa, start="", named_on="2016-06")
    found = gaps()
    assert [each.slug for each in found.without_first_day] == ["bunta-sato"]
    assert [each.slug for each in found.without_last_day] == ["ann-blake"]
    assert [each.slug for each in found.perhaps_in_office] == ["chul-lim", "bunta-sato"]


def test_facts_without_a_source_are_those_that_the_rule_of_the_desk_names(client, lacking):
    with realm.publishing(), realm.in_public():
        models.Meeting.objects.filter(number=1).update(venue_en="The Hall", state="postponed")
        models.Citation.objects.all().delete()
    expected = defaultdict(set)
    for kind in KINDS.values():
        for body in snapshots(kind.name, kind.model.objects.values_list("pk", flat=True), realm.PUBLIC).values():
            content = rows_of(body)
            for model, _key, field in citation_rules.uncited(content):
                group = citation_rules.served_with(model, field)
                expected[model, group[0]].add(kind.model.objects.get(pk=content.key).get_absolute_url())
    found = {
        (each.model._meta.model_name, each.field): {place.address for place in each.places} for each in gaps().uncited
    }
    assert found == expected
    assert ("meeting", "venue") in found
    assert "Venue: Round 1" in words_of(client.get("/gaps/"))


def test_what_the_words_do_not_hold_is_a_gap_unless_a_reason_is_given(client, lacking):
    with realm.publishing(), realm.in_public():
        named = models.Citation.objects.filter(pillar__isnull=False)
        named.update(quotation="Space policy", reason="")
        assert [(each.root.slug, each.field) for each in gaps().uncontained] == [("threats", "name")]
        assert "Responding to threats: name, ¶ 1.1" in words_of(client.get("/gaps/"))
        named.update(reason="Both are one.")
    assert gaps().uncontained == []


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
    with django_assert_num_queries(10, using="public", exact=False):
        client.get("/gaps/")
