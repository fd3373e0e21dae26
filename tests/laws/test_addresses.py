"""Every name in the table of public addresses is asked for by the tests that ask for all, and is reached from home."""

import re

import pytest
from django.urls import resolve

from initiatives import urls
from initiatives.record import realm
from tests import builders
from tests.crawling import FILES, NO_PAGES, addresses, crawl, pages, slugs_in

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"])

NAMES = {pattern.name for pattern in urls.urlpatterns}
# Led to by no link of this record: a number is typed, and no original was filed.
UNLINKED = {"round-by-number", "document-original"}


@pytest.fixture
def slugs():
    builders.whole()
    return slugs_in(realm.PUBLIC)


def name_of(path):
    return resolve(re.sub("^/(ja|ko)/|[?].*", lambda part: "/" if part[1] else "", path)).url_name


def test_every_name_is_among_the_addresses_and_every_page_among_the_pages(slugs):
    assert len(NAMES) == len(urls.urlpatterns)
    assert {name_of(path) for path in addresses(slugs)} == NAMES | {pattern.name for pattern in urls.at_root}
    assert set(pages(slugs)) == NAMES - NO_PAGES
    assert {name: name_of(path) for name, path in pages(slugs).items()} == {name: name for name in NAMES - NO_PAGES}


def test_every_page_is_a_page_and_what_is_no_page_is_none(slugs, client):
    answers = {name: client.get(path) for name, path in pages(slugs).items()}
    assert {(answer.status_code, answer["Content-Type"]) for answer in answers.values()} == {
        (200, "text/html; charset=utf-8")
    }
    document = f"/documents/{slugs['documents'][0]}/"
    beside = ("/rounds/1/", f"{document}text/", f"{document}original/", "/data/README.md")
    others = {path: client.get(path) for path in beside}
    assert {name_of(path) for path in others} == NO_PAGES - FILES
    assert [(other.status_code, other["Content-Type"].partition(";")[0]) for other in others.values()] == [
        (302, "text/html"),
        (200, "text/plain"),
        (404, "text/html"),
        (200, "text/markdown"),
    ]


def test_every_file_is_there_and_is_no_page(slugs, client):
    first = {name: path for path in addresses(slugs)[::-1] if (name := name_of(path)) in FILES}
    answers = {name: client.get(path) for name, path in first.items()}
    assert set(answers) == FILES
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(FILES, 200)
    assert {name for name, answer in answers.items() if "html" in answer["Content-Type"]} == set()


@pytest.mark.parametrize("language", ["", "/ja", "/ko"])
def test_every_page_is_reached_by_links_from_home(slugs, client, language):
    seen = {path: answer.status_code for path, answer in crawl(client.get, [f"{language}/"], inside=f"{language}/")}
    of_language = [path for path in seen if path.startswith("/ja/") == (language == "/ja")]
    assert {name_of(path) for path in of_language} >= NAMES - UNLINKED
    assert {path: status for path, status in seen.items() if status not in (200, 302)} == {}
