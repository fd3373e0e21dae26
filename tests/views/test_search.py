"""The search page: results by kind, the words in bold, bad values named, nothing from the desk."""

import re

import pytest
from django.urls import resolve

from initiatives.published.models import Entry
from tests import large_record
from tests.reading import words_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def large():
    large_record.record(range(1, 16), range(1, 16))


def test_without_a_query_the_page_shows_the_field_and_examples(client, large):
    response = client.get("/search/")
    assert response.status_code == 200
    assert re.findall(r'<a href="/search/\?q=([^"]+)"', response.content.decode()) == [
        "Seoul",
        "space",
        "Deputy+Secretary+of+State",
    ]
    assert '<h2 id="results"' not in response.content.decode()


def test_results_are_grouped_and_the_words_are_in_bold(client, large):
    page = client.get("/search/", {"q": "space policy"}).content.decode()
    assert "12 results" not in page
    assert re.search(r"13\s+results for “space policy”", page)
    assert re.findall(r'<h3 id="kind-(\w+)"', page) == ["statement", "initiative"]
    assert "Our experts on <mark>Space Policy</mark> exchanged" not in page  # each word by itself
    assert "Our experts on <mark>Space</mark> <mark>Policy</mark> exchanged views" in page
    assert 'href="/documents/2025-07-18-15-fact-sheet/11.1/"' in page


def test_one_kind_is_shown_by_pages(client, large):
    first = client.get("/search/", {"q": "experts", "kind": "statement"}).content.decode()
    second = client.get("/search/", {"q": "experts", "kind": "statement", "page": 2}).content.decode()
    ways = [re.findall(r'<h4 class="name"><a href="([^"]+)"', page) for page in (first, second)]
    assert [len(way) for way in ways] == [20, 20]
    assert not set(ways[0]) & set(ways[1])
    assert 'rel="next"' in first
    assert "page=2" in first
    assert '<link rel="canonical" href="http://testserver/search/?q=experts&amp;kind=statement&amp;page=2">' in second


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"q": "a", "kind": "person"}, "“person”"),
        ({"q": "a", "kind": "../"}, "“../”"),
        ({"q": "experts", "kind": "statement", "page": "99"}, "99"),
        ({"q": "experts", "page": "2"}, "2"),
        ({"q": "experts", "page": "0"}, "“0”"),
        ({"q": "experts", "page": "-1"}, "“-1”"),
        ({"q": "experts", "page": "½"}, "“½”"),
        ({"q": "experts", "page": "1" * 400}, "“1111"),
    ],
)
def test_a_bad_value_is_a_400_that_names_it(client, large, values, named):
    response = client.get("/search/", values)
    assert response.status_code == 400
    assert named in words_of(response)


@pytest.mark.parametrize(
    "query", ['"', "'", "a AND b", "NEAR(a b)", "*", "%", "\\", "<script>alert(1)</script>", "x" * 10_000]
)
def test_any_query_is_answered_and_shown_as_text(client, large, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_a_query_that_finds_nothing_says_so_and_leads_on(client, large):
    response = client.get("/search/", {"q": "zeppelin"})
    assert "None in the record: “zeppelin”" in words_of(response)
    assert re.search(r"0\s+results", response.content.decode())


def test_names_lead_to_the_language_being_read(client, large):
    page = client.get("/ja/search/", {"q": "Cybersecurity", "kind": "initiative"}).content.decode()
    assert 'href="/ja/initiatives/initiative-4/"' in page
    assert "<mark>Cybersecurity</mark>（訳）" in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("values", [{"q": "round"}, {"q": "experts", "kind": "statement"}])
def test_queries_stay_the_same_and_few(client, count, values, django_assert_num_queries):
    large_record.record(range(1, count + 1), range(1, count + 1))
    client.get("/search/")  # whatever is read once a process
    with django_assert_num_queries(5, using="public"):
        assert client.get("/search/", values).status_code == 200


def test_every_path_of_the_index_leads_to_a_page(large):
    paths = set(Entry.objects.values_list("path", flat=True))
    assert {resolve(path).url_name for path in paths} == {
        "round",
        "document",
        "passage",
        "initiative",
        "activity",
        "official",
        "pillar",
    }
