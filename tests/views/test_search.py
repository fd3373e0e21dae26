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


def test_the_record_that_is_called_so_comes_first_and_the_words_are_in_bold(client, large):
    page = client.get("/search/", {"q": "space policy"}).content.decode()
    assert re.search(r"14\s+results for “space policy”", page)
    ways = re.findall(r'<h3 class="name"><a href="([^"]+)"', page)
    assert ways[:2] == ["/initiatives/initiative-5/", "/documents/2025-07-18-15-fact-sheet/11.1/?mark=Policy%7CSpace"]
    assert "Our experts on <mark>Space</mark> <mark>Policy</mark> exchanged views" in page


def test_one_kind_is_shown_by_pages(client, large):
    first = client.get("/search/", {"q": "experts", "kind": "statement"}).content.decode()
    second = client.get("/search/", {"q": "experts", "kind": "statement", "page": 2}).content.decode()
    ways = [re.findall(r'<h3 class="name"><a href="([^"]+)"', page) for page in (first, second)]
    assert [len(way) for way in ways] == [20, 20]
    assert not set(ways[0]) & set(ways[1])
    assert 'rel="next"' in first
    assert "page=2" in first
    assert '<link rel="canonical" href="http://testserver/search/?q=experts&amp;kind=statement&amp;page=2">' in second


def test_facets_count_what_is_left_and_lead_away_again(client, large):
    page = client.get("/search/", {"q": "space policy"}).content.decode()
    years = re.findall(
        r'<a href="(/search/\?q=space\+policy&amp;year=\d+)">\s*(\d+)\s*</a>\s*<span class="n">(\d+)', page
    )
    assert [(year, count) for _, year, count in years] == [
        ("2025", "1"), ("2024", "2"), ("2023", "1"), ("2022", "1"), ("2021", "2"), ("2017", "1"), ("2016", "5"),
    ]  # fmt: skip
    narrowed = client.get("/search/", {"q": "space policy", "year": "2016", "pillar": "pillar-4"}).content.decode()
    assert re.search(r"5\s+results for “space policy”", narrowed)
    assert 'href="/search/?q=space+policy&amp;pillar=pillar-4" aria-current="true"' in narrowed
    assert (
        '<link rel="canonical" href="http://testserver/search/?q=space+policy&amp;year=2016&amp;pillar=pillar-4">'
        in narrowed
    )


def test_a_hit_opens_at_its_passage_with_the_words_marked(client, large):
    page = client.get("/search/", {"q": "nuclear programs", "kind": "statement"}).content.decode()
    way = re.search(r'<h3 class="name"><a href="([^"]+)"', page)[1]
    passage = client.get(way).content.decode()
    assert "North Korea&#x27;s <mark>nuclear</mark> and missile <mark>programs</mark> threaten" in passage
    inside = re.search(r'<a href="([^"]+)">In the document</a>', passage)[1]
    address, _, anchor = inside.partition("#")
    assert (address, anchor) == ("/documents/2025-07-18-15-fact-sheet/?mark=nuclear%7Cprograms", "p-2.1")
    assert client.get(address).status_code == 200
    plain = way.partition("?")[0]
    assert f'<link rel="canonical" href="http://testserver{plain}">' in passage
    for absurd in ("x" * 5_000, "|" * 300, "nowhere"):
        shown = client.get(plain, {"mark": absurd})
        assert (shown.status_code, b"<mark>nuclear" in shown.content) == (200, False)


def test_a_word_with_a_wrong_letter_is_found_and_asked_about(client, large):
    page = client.get("/search/", {"q": "cybersecurty"}).content.decode()
    assert 'href="/search/?q=cybersecurity"' in page
    assert re.findall(r'<h3 class="name"><a href="([^"]+)"', page)[0] == "/initiatives/initiative-4/"


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"q": "a", "kind": "person"}, "“person”"),
        ({"q": "a", "kind": "../"}, "“../”"),
        ({"q": "experts", "kind": "statement", "page": "99"}, "99"),
        ({"q": "zeppelin", "page": "2"}, "2"),
        ({"q": "experts", "page": "0"}, "“0”"),
        ({"q": "experts", "page": "-1"}, "“-1”"),
        ({"q": "experts", "page": "½"}, "“½”"),
        ({"q": "experts", "page": "1" * 400}, "“1111"),
        ({"q": "experts", "party": "XXX"}, "“XXX”"),
        ({"q": "experts", "round": "nowhere"}, "“nowhere”"),
        ({"q": "experts", "year": "9999"}, "“9999”"),
        ({"q": "experts", "pillar": "none"}, "“none”"),
        ({"q": "experts", "document": "novel"}, "“novel”"),
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
    words = words_of(response)
    assert "Nothing that is searched here holds “zeppelin”" in words
    assert "the words of 15 documents whose text is held" in words
    assert "15 rounds, 0 calls, 3 officials" in words
    assert "None in the record" not in words
    assert re.search(r"0\s+results", response.content.decode())


def test_names_lead_to_the_language_being_read(client, large):
    page = client.get("/ja/search/", {"q": "Cybersecurity", "kind": "initiative"}).content.decode()
    assert 'href="/ja/initiatives/initiative-4/"' in page
    assert "<mark>Cybersecurity</mark>（訳）" in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("values", "queries"), [({"q": "round"}, 7), ({"q": "experts", "kind": "statement"}, 8)])
def test_queries_stay_the_same_and_few(client, count, values, queries, django_assert_num_queries):
    large_record.record(range(1, count + 1), range(1, count + 1))
    client.get("/search/")  # whatever is read once a process
    with django_assert_num_queries(queries, using="public"):
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
