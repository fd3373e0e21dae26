"""The page of a passage: its words, what stands around them, the facts that cite it, and numbers that are no more."""

import re

import pytest
from django.urls import resolve

from initiatives import models
from initiatives.record import realm
from tests import builders
from tests.reading import Queries, words_of

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public", "as_of"])]

READER = "/documents/2015-01-05-washington-fact-sheet/"
SENTENCES = ["Space policy answers threats in year 1.", "Officials met on 3 March 2015 in Tokyo about resolution 2001."]


def sentence(number):
    return models.Passage.objects.get(document__slug="2015-01-05-washington-fact-sheet", number=number)


def republished(number, change):
    """Publishes once more after a change of one passage at the desk."""
    with realm.at_desk():
        change(sentence(number))
    builders.publish_all(title="Numbered anew")


def renumber(number):
    def change(passage):
        passage.number = number
        passage.save()

    return change


def rename(slug):
    with realm.at_desk():
        models.Document.objects.update(slug=slug)
    builders.publish_all(title="Renamed")


def part(page, heading):
    """The words of one section of a page."""
    found = re.search(rf'<h2[^>]*>{heading}</h2>.*?(?=<section|<nav class="step")', page, re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


@pytest.mark.parametrize("language", ["", "/ja", "/ko"])
def test_a_passage_says_its_words_in_every_language_of_the_site(published, client, language):
    page = client.get(f"{language}{READER}1.2/").content.decode()
    quoted = re.search(r'<blockquote class="quote"><p(.*?)>(.*?)</p>', page)
    assert quoted.groups() == (' lang="en"' if language else "", SENTENCES[1])
    assert f"<mark>{SENTENCES[1]}</mark>" in page
    assert f'href="{language}{READER}#p-1.2"' in page


def test_every_fact_that_cites_it_stands_on_its_page_with_the_words(published, client):
    page = client.get(f"{READER}1.2/").content.decode()
    assert part(page, "Facts that cite it") == (
        "Facts that cite it Officials met 1 Place Tokyo Name Officials met Date 3 March 2015 "
        "resolution 2001 Symbol resolution 2001"
    )
    paragraph = part(client.get(f"{READER}1/").content.decode(), "Facts that cite it")
    assert paragraph == (  # a paragraph has the facts of its sentences, each with its number
        "Facts that cite it Responding to threats Name threats ¶ 1.1 Space policy Name Space policy ¶ 1.1 "
        "Space Space: form Space ¶ 1.1 "
        "Officials met 1 Place Tokyo ¶ 1.2 Name Officials met ¶ 1.2 Date 3 March 2015 ¶ 1.2 "
        "resolution 2001 Symbol resolution 2001 ¶ 1.2"
    )


def test_the_citation_names_the_passage_the_publication_and_the_address(published, client):
    day = re.search(r"Shows publication 1 of ([^<]*\d{4})", client.get(READER).content.decode())[1]
    cited = "“Key outcomes of round 1”, fact sheet, Round 1, Washington, DC, 5 January 2015, ¶ {0}. Trilateral Record, "
    cited += f"publication 1 of {day}, http://testserver{READER}{{0}}/"
    round_page = f"/rounds/{published.rounds[0].slug}/"
    for path, number in ((f"{READER}1.2/", "1.2"), (READER, "1.1"), (round_page, "1.1")):
        text = re.search(r'id="cite".*?<blockquote>(.*?)</blockquote>', client.get(path).content.decode(), re.DOTALL)[1]
        assert re.sub(r"<[^>]+>", "", text).strip() == cited.format(number), path


def test_a_reader_keeps_its_anchors_and_leads_to_the_pages(published, client):
    page = client.get(READER).content.decode()
    assert re.findall(r'id="(p-[\d.]+)"', page) == ["p-1", "p-1.1", "p-1.2", "p-1.3"]
    reading = page[page.index('id="reading-title"') : page.index('id="filed"')]
    assert re.findall(rf'href="({READER}[\d.]+/)"', reading) == [f"{READER}{n}/" for n in ("1", "1.1", "1.2", "1.3")]


def test_a_sentence_without_its_paragraph_has_a_page_as_well(published, client):
    with realm.publishing(), realm.in_public():
        models.Passage.objects.filter(number="1.2").update(parent=None)
    assert part(client.get(f"{READER}1.2/").content.decode(), "What stands around them") == (
        f"What stands around them ¶ 1.2 {SENTENCES[1]}"
    )


def test_a_number_is_never_a_word():
    names = {end: resolve(f"{READER}{end}/").url_name for end in ("text", "original", "3", "3.2", "0.1", "h1")}
    assert names == {"text": "document-text", "original": "document-original"} | dict.fromkeys(
        ("3", "3.2", "0.1", "h1"), "passage"
    )


@pytest.mark.parametrize("number", ["2.1", "h1", "1.99", "3.2.1", "x", "1.x", "0"])
def test_a_number_that_never_was_is_404(published, client, number):
    assert client.get(f"{READER}{number}/").status_code == 404
    assert client.get(f"/documents/none/{number}/").status_code == 404


def test_a_passage_numbered_anew_is_led_to_by_its_key(published, client):
    republished("1.3", renumber("2.1"))
    answer = client.get(f"/ja{READER}1.3/")
    assert (answer.status_code, answer["Location"]) == (301, f"/ja{READER}2.1/")
    assert "The text says so." in words_of(client.get(f"{READER}2.1/"))


def test_a_passage_that_was_removed_answers_with_its_last_words(published, client):
    republished("1.3", renumber("2.1"))
    with realm.at_desk():
        models.Passage.objects.filter(pk=sentence("2.1").pk).update(text="The text said so last.")
        builders.publish_all(title="Read again")
        sentence("2.1").delete()
    builders.publish_all(title="Taken out")
    for number in ("2.1", "1.3"):  # the older number was its own as well
        answer = client.get(f"{READER}{number}/")
        assert answer.status_code == 410
        assert "Its last words in the record: The text said so last." in words_of(answer)
    assert client.get(f"{READER}3.1/").status_code == 404


def test_as_of_an_earlier_publication_a_passage_has_the_number_it_had_then(published, client):
    republished("1.3", renumber("2.1"))
    assert "The text says so." in words_of(client.get(f"{READER}1.3/?as-of=1"))
    assert client.get(f"{READER}2.1/?as-of=1").status_code == 404
    assert client.get(f"{READER}2.1/?as-of=2").status_code == 200
    assert client.get(f"{READER}1.3/?as-of=2")["Location"] == f"{READER}2.1/?as-of=2"


def test_a_document_that_moved_leads_on_in_one_hop(published, client):
    republished("1.3", renumber("2.1"))
    rename("another-name")
    for number, now in (("1.1", "1.1"), ("1.3", "2.1")):
        answer = client.get(f"{READER}{number}/")
        assert (answer.status_code, answer["Location"]) == (301, f"/documents/another-name/{now}/")


def test_as_many_queries_for_many_facts_as_for_one(published, client):
    def asked():
        with Queries() as block:
            assert client.get(f"{READER}1.1/").status_code == 200
        return len(block.found)

    few = asked()
    with realm.at_desk():
        passage = sentence("1.1")
        builders.stated(published.activities[0], "start", passage, "year 1", "It says so.")
        builders.stated(published.references[0], "name", passage, "policy", "It says so.")
        builders.stated(published.rounds[0], "number", passage, "1", "It says so.")
    builders.publish_all(title="Cited more")
    assert (asked(), few <= 12) == (few, True)


def test_every_passage_of_the_shipped_record_has_its_page(client):
    """Whatever cites it: a round, or the title of a delegate."""
    builders.shipped()
    passages = models.Passage.objects.using(realm.PUBLIC).select_related("document")
    pages = {f"/documents/{each.document.slug}/{each.number}/": each for each in passages}
    assert models.Citation.objects.using(realm.PUBLIC).filter(passage__isnull=False, delegate__isnull=False).exists()
    assert {path: client.get(path).status_code for path in pages} == dict.fromkeys(pages, 200)
