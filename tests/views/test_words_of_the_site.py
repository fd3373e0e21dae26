"""What the site says of itself: nothing that is not so, and nothing that nobody has settled."""

import datetime
import html
import re

import pytest
from django.utils import translation

from initiatives.models import Activity, Citation, Country, Document, Meeting
from initiatives.record import chronology, field_names, realm
from initiatives.record.kinds import MEMBERS
from initiatives.templatetags.typesetting import listed
from tests import builders
from tests.builders import other
from tests.reading import words_of

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]

PASSAGE = "Source: fact sheet, Round 1, passage ¶ 1.2"


def test_home_says_how_many_rounds_are_listed_and_up_to_when_sources_were_searched(published, client):
    words = words_of(client.get("/"))
    assert "The record lists 1 round of the consultations. Each fact about them leads to" in words
    with realm.publishing(), realm.in_public():
        Meeting.objects.update(checked_on=datetime.date(2026, 10, 10))
    sentence = "The record lists 1 round of the consultations; sources were searched up to 10 October 2026."
    assert sentence in words_of(client.get("/"))
    assert sentence in words_of(client.get("/rounds/"))


@pytest.mark.parametrize("prefix", ["", "/ja", "/ko"])
def test_what_home_gives_to_search_for_is_found(published, client, prefix):
    page = client.get(f"{prefix}/")
    examples = page.context["examples"]
    assert len(examples) == 2
    search = [client.get(f"{prefix}/search/", {"q": words}).context["results"].count for words in examples]
    assert [words for words, count in zip(examples, search, strict=True) if not count] == []


def test_a_publisher_and_where_to_write_to_stand_where_they_are_settled_and_nowhere_else(published, client, settings):
    words = words_of(client.get("/about/"))
    assert [said for said in ("Publisher", "Write to", "no address") if said in words] == []
    settings.PUBLISHER_NAME, settings.PUBLISHER_ADDRESS = "The Press", "press@example.org"
    words = words_of(client.get("/about/"))
    assert "Write to the publisher: press@example.org. Name the page and the passage." in words
    assert "Publisher: The Press, press@example.org" in words


def test_an_activity_says_who_met_and_who_took_part_with_their_sources(published, client):
    with realm.publishing(), realm.in_public():
        activity = Activity.objects.get()
        Activity.objects.update(level_en="health ministers", participants_en="Burwell and Shiozaki")
        for field in ("level", "participants"):
            other(activity, field)
    words = words_of(client.get(activity.get_absolute_url()))
    assert "Who met health ministers other source" in words
    assert "Took part Burwell and Shiozaki other source" in words
    assert "Convened by" not in words


def test_a_month_that_a_passage_prints_stands_apart_from_the_day_of_another_source(published, client):
    with realm.publishing(), realm.in_public():
        activity = Activity.objects.get()
        Citation.objects.filter(activity=activity, field="start").update(printed="March 2015")
        path = activity.get_absolute_url()
        assert f"Date 3 March 2015 {PASSAGE} Place" in words_of(client.get(path))
        other(activity, "start")
    assert f"Date 3 March 2015 other source · “March 2015” {PASSAGE} Place" in words_of(client.get(path))
    (moment,) = chronology.record().activities
    assert moment.citation.basis == "other"


@pytest.mark.parametrize("path", ["/timeline/", "/timeline/?view=table", "/matrix/", "/compare/"])
def test_a_round_that_is_planned_is_nowhere_shown_as_held(client, path):
    builders.published(2)
    with realm.publishing(), realm.in_public():
        Meeting.objects.filter(number=2).update(state="planned")
    assert "(planned)" in words_of(client.get(path))


def test_compared_rounds_show_host_venue_and_state(client):
    builders.published(2)
    with realm.publishing(), realm.in_public():
        second = Meeting.objects.get(number=2)
        host = Country.objects.get(code="JPN")
        Meeting.objects.filter(number=2).update(state="planned", host=host, venue_en="The Hall")
        for field in ("state", "host", "venue"):
            other(second, field)
    words = words_of(client.get("/compare/"))
    assert "Venue Round 1: – Round 2: The Hall other source" in words
    assert "Host Round 1: – Round 2: Japan other source" in words
    assert "State Round 1: held Round 2: Planned other source" in words


@pytest.mark.parametrize("prefix", ["", "/ja", "/ko"])
def test_the_table_of_what_has_no_source_names_every_such_field(client, prefix):
    page = client.get(f"{prefix}/about/").content.decode()
    section = re.search(r'<section class="section" id="unsourced".*?</section>', page, re.DOTALL)[0]
    with translation.override(prefix[1:] or "en"):
        expected = []
        for _, member in MEMBERS.values():
            names = [field_names.of_column(member.model, field) for field in member.derived]
            ours = [field_names.of_column(member.model, field) for field in (*member.ours, *member.may_be_cited)]
            expected += [*names, *filter(None, [listed(*ours)])]
    assert [html.unescape(name) for name in re.findall(r'<th scope="row">(.*?)</th>', section)] == expected
    assert len(expected) > 30


def test_a_document_says_what_it_is_how_its_text_came_and_which_date_is_that_of_a_copy(published, client):
    path = published.documents[0].get_absolute_url()
    with realm.publishing(), realm.in_public():
        Document.objects.update(
            kind="joint_statement", joint=True, occasion="beside", copied_on="2015-02", received_en="Typed from paper."
        )
        other(Meeting.objects.get(), "copied_on", document=Document.objects.get())
    words = words_of(client.get(path))
    for said in (
        "Type Joint statement other source Issued by The three governments other source",
        "Date No date given The copy that was found is dated February 2015. other source",
        "Round 1, Washington, DC A meeting beside the round",
        "How the text came Typed from paper.",
    ):
        assert said in words
