"""The sixth round on its pages: every sentence, every initiative's under its own name, the counts, nothing invented."""

import re

import pytest

from initiatives.models import Activity, Document, Initiative, Meeting, Passage, Pillar, Reference
from tests import builders
from tests.reading import words_of

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]
READER = "/documents/2017-01-05-washington-fact-sheet/"
ROUND = "/rounds/2017-01-05-washington/"


@pytest.fixture
def filed():
    builders.shipped()


def statements():
    return Passage.objects.filter(document__slug="2017-01-05-washington-fact-sheet").statements().order_by("position")


def test_every_sentence_stands_on_the_reader_and_on_the_round(filed, client):
    found = list(statements())
    assert len(found) == 42
    for path in (READER, ROUND):
        response = client.get(path)
        text, words = response.content.decode(), words_of(response)
        assert [passage.number for passage in found if f'id="p-{passage.number}"' not in text] == []
        # The reader shows the breaks of the source inside two sentences.
        words = words.replace("break in the source text ", "")
        assert [passage.number for passage in found if passage.text not in words] == []


def test_the_round_prints_its_statements_in_the_order_of_the_document(filed, client):
    text = client.get(ROUND).content.decode()
    assert re.findall(r'class="st" id="p-([\d.]+)"', text) == [passage.number for passage in statements()]


def test_each_initiative_has_its_statements_on_its_own_page_and_under_its_name(filed, client):
    text = client.get(ROUND).content.decode()
    for initiative in Initiative.objects.all():
        own = list(statements().filter(initiative=initiative))
        assert own
        page = client.get(initiative.get_absolute_url())
        assert [passage.number for passage in own if passage.text not in words_of(page)] == []
        part = re.search(rf'<section class="initiative" id="on-{initiative.slug}".*?</section>', text, re.DOTALL)[0]
        assert re.findall(r'id="p-([\d.]+)"', part) == [passage.number for passage in own]


def test_each_pillar_has_its_statements_on_its_own_page(filed, client):
    counts = []
    for pillar in Pillar.objects.order_by("position"):
        page = words_of(client.get(pillar.get_absolute_url()))
        own = list(statements().filter(pillar=pillar))
        assert [passage.number for passage in own if passage.text not in page] == []
        counts.append(len(own))
    assert counts == [9, 3, 5, 18]


def test_counts_of_the_record(filed, client):
    held = Document.objects.held()
    rows = (Pillar, Initiative, Activity, Reference)
    assert [model.objects.count() for model in rows] == [4, 12, 7, 11]
    assert [document.sha256 for document in held] == [
        "e5d6b61f301be630f4d1e88895eb42362e0807914ab2709727d04d7ed053318f"
    ]
    assert [each.slug for each in Meeting.objects.filter(delegates__official__name="Joseph Biden")] == [
        "2016-07-14-honolulu"
    ]
    words = words_of(client.get(ROUND))
    assert "42 statements" in words
    assert "12 initiatives, 6 dated activities" in words
    assert "more than a dozen global issues" in words


def test_the_text_as_filed_has_the_fingerprint_of_the_seed(filed, client, seed_text):
    assert client.get(f"{READER}text/").content.decode() == seed_text


def test_what_the_document_does_not_state_is_marked_in_words(filed, client):
    text = client.get(ROUND).content.decode()
    date = re.search(r"<dt>Date</dt>.*?</div>", text, re.DOTALL)[0]
    assert "5 January 2017" in date
    assert 'class="basis"' in date
    assert "3\xa0sources" in date
    assert "Today" in date


def test_calls_stand_apart_and_outside_the_steps(filed, client):
    page = client.get("/rounds/").content.decode()
    rounds, _, calls = page.partition('id="calls"')
    assert "-call/" not in rounds.partition("<main")[2]
    assert len(re.findall(r'<h3 class="name"', calls)) == 8
    call = re.search(r'href="(/rounds/[^"]+-call/)"', calls)[1]
    assert "Previous round" not in words_of(client.get(call))


def test_a_round_without_a_document_says_so(filed, client):
    words = words_of(client.get("/rounds/2022-06-08-seoul/"))
    assert "Facts from other sources" in words
    assert "No source document held yet" in words
    listed = Document.objects.filter(meeting__slug="2022-06-08-seoul").first()
    words = words_of(client.get(listed.get_absolute_url()))
    assert "Not held. The record lists this document by its address" in words
    assert listed.source_address in words


def test_translations_are_labelled_and_statements_keep_their_language(filed, client):
    page = client.get(f"/ja{ROUND}").content.decode()
    assert re.findall(r'<p class="text"([^>]*)>', page) == [' lang="en"'] * 42
    assert "第6回協議" in page
    assert "国務副長官" in page
