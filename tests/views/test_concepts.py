"""The thesaurus: concepts in a list and by themselves, each form with the source that prints it."""

import json
import re

import pytest

from initiatives import models
from initiatives.published.models import Publication
from initiatives.record import realm
from tests import builders
from tests.reading import words_of

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"])
ITEM = re.compile(r"<li>\s*<div>\s*<h3.*?</li>", re.S)


@pytest.fixture
def record():
    return builders.published()


def lines(client, path):
    return [re.sub("<[^>]*>|\\s+", " ", item).split() for item in ITEM.findall(client.get(path).content.decode())]


def test_the_list_shows_every_form_the_language_of_the_page_first(record, client):
    with realm.at_desk():
        record.add_concept("threats", ja="脅威")
    builders.publish_all(title="One more")
    assert lines(client, "/thesaurus/") == [["Space", "宇宙開発", "우주개발"], ["threats", "脅威"]]
    assert lines(client, "/ko/thesaurus/") == [["우주개발", "Space", "宇宙開発"], ["threats", "脅威"]]


@pytest.mark.parametrize("words", ["宇宙", "우주개발", "SPACE"])
def test_a_concept_is_found_in_the_list_by_any_of_its_forms(record, client, words):
    assert [line[0] for line in lines(client, f"/thesaurus/?q={words}")] == ["Space"]
    assert lines(client, "/thesaurus/?q=海洋") == []


def test_each_form_stands_with_the_marker_of_its_source_and_its_words(record, client):
    with realm.at_desk():
        models.Citation.objects.filter(concept_form__language="ja").update(quotation="宇宙開発の協力", language="ja")
    builders.publish_all(title="The words")
    text = client.get("/ja/thesaurus/space/").content.decode()
    forms = re.findall(r"<dd>\s*<span(.*?)</dd>", text, re.S)
    assert [re.sub("<[^>]*>|\\s+", " ", form.partition(">")[2]).split()[:1] for form in forms] == [
        ["宇宙開発"],
        ["Space"],
        ["우주개발"],
    ]
    assert [re.findall(r'href="([^"]*?)(?:-[0-9a-f]{8})?"', form) for form in forms] == [
        ["#source"],
        ["/ja/documents/2015-01-05-washington-fact-sheet/#p-1.1"],
        ["#source"],
    ]
    assert re.findall(r"<q>(.*?)</q>", text)[0] == "宇宙開発の協力"
    assert '<a href="/ja/search/?q=%E5%AE%87%E5%AE%99%E9%96%8B%E7%99%BA">' in text


def test_machines_read_a_concept_as_a_defined_term(record, client):
    text = client.get("/thesaurus/space/").content.decode()
    [term] = [
        data
        for block in re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', text, re.S)
        for data in [json.loads(block)]
        if data["@type"] == "DefinedTerm"
    ]
    assert term == {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "name": "Space",
        "alternateName": ["宇宙開発", "우주개발"],
        "inDefinedTermSet": "http://testserver/thesaurus/",
        "url": "http://testserver/thesaurus/space/",
    }


def test_an_earlier_state_has_the_forms_of_its_time(record, client):
    with realm.at_desk():
        form = models.ConceptForm.objects.get(language="ko")
        form.value = models.Concept.objects.get().name_ko = "우주"
        form.save()
        models.Concept.objects.update(name_ko="우주")
    builders.publish_all(title="Another form")
    first = Publication.objects.earliest("number").number
    assert "우주개발" not in words_of(client.get("/thesaurus/space/"))
    assert "우주개발" in words_of(client.get(f"/thesaurus/space/?as-of={first}"))
