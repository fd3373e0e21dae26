"""What the site says to crawlers, to browsers and to who found a weakness: the map of it, and the small files."""

import datetime
import re
from collections import Counter
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.urls import resolve

from initiatives.models import Passage
from initiatives.published.models import Item, Publication
from initiatives.record import realm
from initiatives.views import discovery, sitemaps
from tests import builders
from tests.crawling import pages, slugs_in

pytestmark = pytest.mark.django_db(databases=["default", "public"])

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BESIDE = "{http://www.w3.org/1999/xhtml}link"
SITE = "http://testserver"


def parsed(client, path, root):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    found = ElementTree.fromstring(answer.content)
    assert found.tag == MAP + root
    return found


def mapped(client):
    """The entries of all parts that the index leads to: address → last change, addresses beside it."""
    found, parts = {}, [place.findtext(f"{MAP}loc") for place in parsed(client, "/sitemap.xml", "sitemapindex")]
    assert [count for count in Counter(parts).values() if count > 1] == []
    for part in parts:
        for entry in parsed(client, part.removeprefix(SITE), "urlset"):
            assert [child.tag for child in entry] == [f"{MAP}loc", f"{MAP}lastmod", *[BESIDE] * 4]
            there = {link.get("hreflang"): link.get("href") for link in entry.iter(BESIDE)}
            address = entry.findtext(f"{MAP}loc")
            assert address not in found
            found[address] = datetime.datetime.fromisoformat(entry.findtext(f"{MAP}lastmod")), there
    return found


def name_of(address):
    return resolve(re.sub("^/(ja|ko)/", "/", address.removeprefix(SITE))).url_name


def test_the_map_has_a_page_of_every_name_and_each_in_every_language(client):
    builders.whole()
    found = mapped(client)
    there = pages(slugs_in(realm.PUBLIC))  # that these are the canonical addresses is said in test_pages
    assert {f"{SITE}{path}" for path in there.values()} <= set(found)
    assert {name_of(address) for address in found} == set(there)
    for address, (_moment, there) in found.items():
        path = re.sub("^/(ja|ko)/", "/", address.removeprefix(SITE))
        assert there == {
            "en": f"{SITE}{path}", "ja": f"{SITE}/ja{path}", "ko": f"{SITE}/ko{path}", "x-default": f"{SITE}{path}",
        }  # fmt: skip
        assert set(there.values()) <= set(found)
    passages = {address for address in found if name_of(address) == "passage" and address.startswith(f"{SITE}/doc")}
    assert len(passages) == Passage.objects.count()


def test_the_last_change_is_the_publication_that_made_it(client):
    record = builders.published(2)
    with realm.at_desk():
        type(record.initiative).objects.update(name_en="Renamed")
        builders.publish_now(builders.chosen(record.initiative), user=None, title="Renamed", note="")
    first, second = (each.published_at.replace(microsecond=0) for each in Publication.objects.order_by("number"))
    found = {address.removeprefix(SITE): moment for address, (moment, _there) in mapped(client).items()}
    assert {found[path] for path in ("/", "/feeds/", "/initiatives/space/", "/ja/initiatives/space/history/")} == {
        second
    }
    document = record.documents[0].get_absolute_url()
    assert {found[path] for path in ("/pillars/threats/", document, f"{document}1.1/")} == {first}
    assert Item.objects.filter(publication=2).count() == 1


def test_a_long_map_is_divided_and_nothing_stands_twice(client, monkeypatch):
    builders.published(2)
    whole = mapped(client)
    monkeypatch.setattr(sitemaps, "SIZE", 3)
    assert mapped(client) == whole
    parts = [place.findtext(f"{MAP}loc") for place in parsed(client, "/sitemap.xml", "sitemapindex")]
    assert f"{SITE}/sitemap-passages-3.xml" in parts
    for path in ("/sitemap-passages-4.xml", "/sitemap-none-1.xml", "/sitemap-pages-2.xml", "/sitemap-rounds-0.xml"):
        assert client.get(path).status_code == 404, path


def test_a_part_of_the_largest_size_is_within_the_limits():
    longest = sitemaps.Place("/documents/" + "x" * 120 + "/123456789.123456789/", datetime.datetime.now(datetime.UTC))
    lines = list(sitemaps.written(longest, "https://" + "y" * 60))
    assert len(lines) * sitemaps.SIZE <= 50_000
    assert sum(len(line.encode()) + 1 for line in lines) * sitemaps.SIZE < 50 * 1024 * 1024


def test_an_empty_record_has_a_map_of_its_pages(client):
    assert {name_of(address) for address in mapped(client)} >= {"home", "rounds", "feeds"}


def test_crawlers_are_told_what_is_no_public_page_and_where_the_map_is(client):
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    rules = RobotFileParser()
    rules.parse(answer.content.decode().splitlines())
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]
    assert {
        path: rules.can_fetch("*", path) for path in ("/", "/ja/rounds/", "/search/?q=a", "/feeds/changes.atom")
    } == (dict.fromkeys(("/", "/ja/rounds/", "/search/?q=a", "/feeds/changes.atom"), True))
    assert {path: rules.can_fetch("*", path) for path in realm.DESK_PATHS} == dict.fromkeys(realm.DESK_PATHS, False)


def test_no_contact_is_made_up(client, settings):
    answer = client.get("/.well-known/security.txt")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert answer.content.decode() == "This site names no contact for reports of weaknesses.\n"


def test_the_contact_that_is_set_is_told_by_the_rules(client, settings):
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/report"]
    settings.SITE_ADDRESS = "https://record.example.org"
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    fields = [line.partition(": ")[::2] for line in lines]
    assert [pair for pair in fields if pair[0] != "Expires"] == [
        ("Contact", "mailto:security@example.org"),
        ("Contact", "https://example.org/report"),
        ("Preferred-Languages", "en, ja, ko"),
        ("Canonical", "https://record.example.org/.well-known/security.txt"),
    ]
    (expires,) = [datetime.datetime.fromisoformat(value) for name, value in fields if name == "Expires"]
    ahead = expires - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=28) < ahead < datetime.timedelta(days=63)


@pytest.mark.parametrize("language", ["", "/ja", "/ko"])
def test_a_browser_can_search_here(client, language):
    builders.published()
    head = client.get(f"{language}/rounds/").content.decode()
    (address,) = re.findall(r'<link rel="search" type="application/opensearchdescription\+xml" href="([^"]+)"', head)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    found = ElementTree.fromstring(answer.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert 0 < len(found.findtext(f"{space}ShortName")) <= 16
    assert len(found.findtext(f"{space}LongName")) <= 48
    assert found.findtext(f"{space}Language") == (language[1:] or "en")
    (template,) = [url.get("template") for url in found.iter(f"{space}Url") if url.get("type") == "text/html"]
    assert template.startswith(f"{SITE}{language}/search/?q=")
    assert client.get(template.replace("{searchTerms}", "space").removeprefix(SITE)).status_code == 200
    assert finders.find(found.findtext(f"{space}Image").removeprefix(f"{SITE}/static/"))


def test_a_name_is_shortened_by_whole_words():
    names = ["Trilateral Record", "Record", "日米韓協議記録", "A" * 40, "An archive of very many documents"]
    assert [discovery.shortened(name, 16) for name in names] == [
        "Trilateral", "Record", "日米韓協議記録", "A" * 16, "An archive of",
    ]  # fmt: skip
