"""Addresses that people pass on: marked by those who count, spoilt by those who mail, typed from memory."""

import html
import re
from urllib.parse import quote

import pytest

from initiatives.record import realm
from tests import builders, crawling
from tests.reading import words_of

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public", "as_of"])]

ROUND = "/rounds/2015-01-05-washington/"
TEXT = "/documents/2015-01-05-washington-fact-sheet/"
MARKS = "utm_source=newsletter&utm_medium=e%2Bmail&fbclid=abc&gclid=1&ref=%22%3E&sort_of=a&=1&amp;x=2&as-of="


@pytest.fixture
def rounds():
    return 3


def test_what_a_page_does_not_know_changes_nothing_of_it(client, published):
    different = {}
    for name, path in crawling.pages(crawling.slugs_in(realm.PUBLIC)).items():
        plain, marked = client.get(path), client.get(f"{path}?{MARKS}")
        if (marked.status_code, marked.content) != (plain.status_code, plain.content) != (404, b""):
            different[name] = marked.status_code
    assert different == {}


@pytest.mark.parametrize(
    ("known", "marked"),
    [
        ("/documents/?kind=fact_sheet", "/documents/?utm_source=x&kind=&kind=fact_sheet&fbclid=y"),
        ("/documents/?kind=fact_sheet&year=2015", "/documents/?kind=fact_sheet&amp;year=2015"),
        ("/search/?q=space&kind=statement", "/search/?gclid=1&q=space&kind=statement&page=&utm_id=2"),
        ("/timeline/?view=table", "/timeline/?view=table&mc_cid=1"),
        ("/ja/compare/?view=one", "/ja/compare/?a=&b=&view=one&utm_campaign=x"),
        ("/pillars/threats/?as-of=1", "/pillars/threats/?as-of=1&utm_source=x"),
    ],
)
def test_no_address_on_a_page_repeats_what_the_page_does_not_know(client, published, known, marked):
    assert client.get(marked).content == client.get(known).content


def test_the_languages_of_a_page_keep_what_it_knows(client, published):
    page = client.get("/documents/?year=2015&utm_source=x").content.decode()
    assert re.findall(r'<a href="([^"]+)" lang="\w+" hreflang', page) == [
        "/ja/documents/?year=2015",
        "/ko/documents/?year=2015",
    ]
    missing = client.get("/nowhere/?utm_source=x").content.decode()
    assert re.findall(r'<a href="([^"]+)" lang="\w+" hreflang', missing) == ["/ja/nowhere/", "/ko/nowhere/"]


def test_filters_chips_and_pages_stay_in_the_past(client, published):
    page = html.unescape(client.get("/documents/?as-of=1&year=2015&fbclid=1").content.decode())
    assert 'class="chip" href="/documents/?as-of=1"' in page
    assert '<a href="/documents/?as-of=1">Clear all</a>' in page
    assert '<input type="hidden" name="as-of" value="1">' in page


def test_a_parameter_of_one_value_is_not_given_two(client, published):
    for path in (
        "/compare/?view=one&view=side",
        "/search/?q=a&q=b",
        "/timeline/?view=table&view=x",
        "/?as-of=1&as-of=2",
    ):
        response = client.get(path)
        name, value = re.search(r"[?&]([\w-]+)=(\w+)&\1", path).groups()
        assert response.status_code == 400
        assert f"The parameter “{name}” cannot be “{value}, " in words_of(response)
    assert client.get("/compare/?view=one&view=one").status_code == 200


def test_a_page_that_refuses_repeats_nothing_of_what_it_refuses_in_its_links(client, published):
    for query in ("kind=" + "x" * 50_000, "&".join(f"kind=x{n}" for n in range(4_000)), "year=1&utm_source=x"):
        refused = client.get(f"/documents/?{query}")
        assert (refused.status_code, len(refused.content) < 9_000) == (400, True)
        languages = re.findall(r'<a href="([^"]+)" lang="\w+" hreflang', refused.content.decode())
        assert languages == ["/ja/documents/", "/ko/documents/"]


def test_a_download_refuses_what_it_does_not_know_and_names_it(client, published):
    assert client.get("/named/?utm_source=x").status_code == client.get("/map/?utm_source=x").status_code == 200
    refused = client.get("/map/?format=csv&ctiy=Seoul&utm_source=x")
    assert refused.status_code == 400
    assert "does not know the parameter “ctiy, utm_source”" in words_of(refused)
    assert client.get("/map/?format=&utm_source=x").status_code == 200


def test_a_long_search_is_no_large_page(client, published):
    for query in ("国" * 5_000, "space " * 5_000, "x" * 50_000):
        page = client.get("/ja/search/", {"q": query})
        assert (page.status_code, len(page.content) < 150_000) == (200, True)


def test_a_parameter_of_many_values_is_given_no_more_than_a_page_can_repeat(client, published):
    years = [f"year={year}" for year in range(1950, 2001)]
    assert client.get(f"/documents/?{'&'.join(years[1:])}").status_code == 200
    refused = client.get(f"/documents/?{'&'.join(years)}")
    assert refused.status_code == 400
    assert "The parameter “year” takes at most 50 values." in words_of(refused)


MEANT = {
    "/ja": "/ja/",
    "/ko/rounds": "/ko/rounds/",
    "/rounds": "/rounds/",
    "/rounds?sort=name&utm_source=x": "/rounds/?sort=name&utm_source=x",
    f"/ja{ROUND[:-1]}": f"/ja{ROUND}",
    f"{TEXT}text": f"{TEXT}text/",
    f"/ko{TEXT}1.1": f"/ko{TEXT}1.1/",
    "//rounds//": "/rounds/",
    f"/{ROUND}": ROUND,
    f"///ja/{ROUND}/": f"/ja{ROUND}",
    "/JA/": "/ja/",
    "/JA": "/ja/",
    "/Ja/Rounds": "/ja/rounds/",
    "/ko-KR/rounds/": "/ko/rounds/",
    "/en/rounds/": "/rounds/",
    "/en": "/",
    "/en-US/": "/",
    f"/Rounds/{ROUND[8:].upper()}": ROUND,
    f"{ROUND}).": ROUND,
    f"{ROUND[:-1]}).": ROUND,
    f"{ROUND},": ROUND,
    f"{ROUND}%20": ROUND,
    f"{ROUND[:-1]}%E2%80%9D%3E.": ROUND,
    f"{ROUND[:-1]}%E3%80%82": ROUND,
    "/rounds/2015-01-05-%0A washington/".replace(" ", "%20"): ROUND,
    "/rounds/2015%E2%80%9301%E2%80%9305-washington/": ROUND,
    "/%E2%80%8Brounds/%EF%BB%BF": "/rounds/",
    "/%EF%BD%92ounds/": "/rounds/",
    f"{ROUND}%3Futm_source=x": f"{ROUND}?utm_source=x",
    f"{ROUND}&fbclid=x?as-of=1": f"{ROUND}?fbclid=x&as-of=1",
    "/search/%3Fq=%25EC%259A%25B0?kind=statement": "/search/?q=%EC%9A%B0&kind=statement",
    f"{ROUND}%23sources": ROUND,
    "/rounds%252F2015-01-05-washington": ROUND,
    "/).": "/",
    "/admin": "/admin/",
    "/accounts/login?next=/admin/": "/accounts/login/?next=/admin/",
}


def answer(ask, given):
    """Status and Location; a path that begins with two slashes is asked for as one, not as a host."""
    path, _, query = given.partition("?")
    response = ask("/", PATH_INFO=path, QUERY_STRING=query) if path.startswith("//") else ask(given)
    return response.status_code, response.get("Location")


def test_a_spoilt_address_leads_to_the_page_that_is_meant_in_one_hop(client, published):
    found = {given: answer(client.get, given) for given in MEANT}
    assert found == {given: (301, meant) for given, meant in MEANT.items()}
    assert {given: answer(client.head, given) for given in list(MEANT)[::5]}.items() <= found.items()


def test_an_address_without_its_slash_that_has_moved_leads_straight_to_where_it_went(client, published):
    with realm.at_desk():
        published.pillar.slug = "renamed"
        published.pillar.save()
    builders.publish_all(title="Renamed")
    found = {
        path: client.get(path) for path in ("/pillars/threats/?as-of=9", "/ko/Pillars/threats?utm_id=1", "/rounds/2")
    }
    assert [(answer.status_code, answer.get("Location")) for answer in found.values()] == [
        (404, None),
        (301, "/ko/pillars/renamed/?utm_id=1"),
        (302, "/rounds/2016-01-05-washington/"),
    ]


NONSENSE = [
    "/nowhere",
    "/rounds/nowhere",
    "/rounds/2015-01-05-seoul).",
    "//evil.example/",
    "//evil.example/rounds/",
    "/%5Cevil.example/",
    "/\\/evil.example",
    "/ja/ja/",
    "/en/en/",
    "/fr/rounds",
    "/ja/nowhere",
    "/rounds/..%2F..%2Fadmin/",
    "/x" * 2_000,
    f"{TEXT}99.9",
    "/officials/조현동",
    f"/{quote('국제')}/",
]


def test_nonsense_is_not_there_and_leads_nowhere(client, published):
    assert {path: answer(client.get, path) for path in NONSENSE} == dict.fromkeys(NONSENSE, (404, None))


def test_a_public_page_takes_nothing_and_says_so_in_its_language(client, published):
    for path in ("/", ROUND, "/ja/search/", f"{TEXT}text/", f"{TEXT}original/", "/rounds/1/"):
        for method in ("POST", "PUT", "DELETE", "PATCH", "<b>"):
            response = client.generic(method, path, b"x" * 10)
            assert response.status_code == 405
            assert set(response["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
            assert html.escape(method.upper()) in response.content.decode()
            assert f'<html lang="{"ja" if path.startswith("/ja") else "en"}">' in response.content.decode()
    assert client.post("/ja").status_code == 404
