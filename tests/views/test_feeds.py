"""Feeds: what enters them, what they say of it and when, and that programs which read feeds can read these."""

import datetime
import json
import re
from itertools import cycle, pairwise
from xml.etree import ElementTree

import feedparser
import jsonschema
import pytest

from initiatives import models
from initiatives.desk import press
from initiatives.desk.corrections import withdraw
from initiatives.published.models import Item, Publication
from initiatives.record import realm
from initiatives.views.feeds import SIZE
from tests import builders
from tests.copies import copy_of
from tests.reading import Queries

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"])

WHOLE = ("changes", "rounds", "corrections")
ROOTS = ("pillars/threats", "initiatives/space", "officials/ann-blake", "references/resolution-2001")
LANGUAGES = ("", "/ja", "/ko")
ATOM = "{http://www.w3.org/2005/Atom}"

TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": "^https?://"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
# JSON Feed 1.1, as far as it is used here; nothing else may stand in it.
JSON_FEED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "title", "items", "feed_url", "home_page_url", "language", "authors"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "description": TEXT,
        "home_page_url": ADDRESS,
        "feed_url": ADDRESS,
        "next_url": ADDRESS,
        "language": {"enum": ["en", "ja", "ko"]},
        "authors": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["name"]}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "url", "title", "content_html", "date_published", "date_modified"],
                "properties": {
                    "id": {"type": "string", "pattern": "^urn:uuid:"},
                    "url": ADDRESS,
                    "title": TEXT,
                    "content_html": TEXT,
                    "date_published": MOMENT,
                    "date_modified": MOMENT,
                    "tags": {"type": "array", "items": TEXT, "uniqueItems": True},
                },
            },
        },
    },
}


@pytest.fixture
def changed():
    return copy_of(corrected_and_withdrawn)


def corrected_and_withdrawn():
    """A record of two rounds, published, corrected, and with one activity withdrawn."""
    record = builders.corrected(2)
    with realm.at_desk():
        changeset = withdraw([("activity", record.activities[0].pk)], user=None, title="Out", reason="Never <held>.")
        press.freeze(changeset, user=None)
        press.publish(changeset, user=None)
    return record


def addresses():
    whole = [f"{language}/feeds/{name}" for language in LANGUAGES for name in WHOLE]
    roots = [f"{language}/{root}/feed" for language, root in zip(cycle(LANGUAGES), ROOTS, strict=False)]
    return [*whole, *roots]


def parsed(client, path):
    answer = client.get(f"{path}.atom")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return feedparser.parse(answer.content)


def read(client, path):
    answer = client.get(f"{path}.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/feed+json; charset=utf-8")
    return json.loads(answer.content)


def when(moment):
    return moment.replace(microsecond=0).isoformat()


def test_parsers_accept_every_feed_and_both_forms_say_the_same(changed, client):
    for path in addresses():
        atom, other = parsed(client, path), read(client, path)
        assert not atom.bozo, (path, atom.get("bozo_exception"))
        jsonschema.validate(other, JSON_FEED)
        language = path.split("/")[1] if path.startswith(("/ja/", "/ko/")) else "en"
        assert (atom.feed.language, other["language"]) == (language, language)
        assert (atom.feed.title, atom.feed.subtitle) == (other["title"], other["description"])
        assert [
            (one.id, one.link, one.title, one.published, one.updated, [tag.term for tag in one.get("tags", [])])
            for one in atom.entries
        ] == [
            (one["id"], one["url"], one["title"], one["date_published"], one["date_modified"], one["tags"])
            for one in other["items"]
        ]
        assert other["items"], path


def test_what_a_feed_must_have_by_its_standard_it_has_once(changed, client):
    for path in addresses():
        feed = ElementTree.fromstring(client.get(f"{path}.atom").content)
        for name in ("id", "title", "updated", "author"):
            assert len(feed.findall(ATOM + name)) == 1, (path, name)
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links["self"] == f"http://testserver{path}.atom"
        for entry in feed.findall(f"{ATOM}entry"):
            assert [len(entry.findall(ATOM + name)) for name in ("id", "title", "updated", "content")] == [1, 1, 1, 1]
        assert feed.find(f"{ATOM}updated").text == max(one.text for one in feed.iter(f"{ATOM}updated"))


def test_keys_are_of_one_entry_in_one_language_and_know_no_address(changed, client, settings):
    before = {path: [one["id"] for one in read(client, path)["items"]] for path in addresses()}
    keys = [key for listed in before.values() for key in listed]
    assert len(set(keys)) == len(keys)
    settings.SITE_ADDRESS = "https://elsewhere.example"
    after = {path: [one["id"] for one in read(client, path)["items"]] for path in addresses()}
    assert after == before
    assert read(client, "/feeds/changes")["items"][0]["url"].startswith("https://elsewhere.example/changes/3/")


def test_the_feed_of_changes_lists_the_publications_of_the_page(changed, client):
    publications = list(Publication.objects.all())
    found = read(client, "/feeds/changes")["items"]
    assert [(one["title"], one["date_published"]) for one in found] == [
        (f"Publication {each.number}: {each.title}", when(each.published_at)) for each in publications
    ]
    page = client.get("/changes/").content.decode()
    for each, one in zip(publications, found, strict=True):
        assert f'href="{one["url"].removeprefix("http://testserver")}"' in page
        for item in each.items.all():
            assert item.label.split(" (")[0] in one["content_html"]
    assert "Never &lt;held&gt;." in found[0]["content_html"]


def test_the_feed_of_rounds_has_the_rounds_of_the_page_as_they_are(changed, client):
    found = read(client, "/feeds/rounds")["items"]
    rows = {f"http://testserver{row.get_absolute_url()}": row for row in models.Meeting.objects.all()}
    assert {one["url"] for one in found} == set(rows)
    for one in found:
        page = client.get(one["url"].removeprefix("http://testserver"))
        assert one["title"] == page.context["title"]
        assert page.context["lede"] in one["content_html"]
        items = Item.objects.filter(root=rows[one["url"]].pk)
        moments = [when(item.publication.published_at) for item in items.order_by("publication_id")]
        assert (one["date_published"], one["date_modified"]) == (moments[0], moments[-1])


def test_a_round_that_is_off_says_so_in_its_title(client):
    record = builders.drafted(2)
    with realm.at_desk():
        models.Meeting.objects.filter(pk=record.rounds[1].pk).update(state="cancelled")
        builders.other(models.Meeting.objects.get(pk=record.rounds[1].pk), "state")
    builders.publish_all()
    titles = {one["title"] for one in read(client, "/feeds/rounds")["items"]}
    assert titles == {"Round 1, 5 January 2015", "Round 2, 5 January 2016 (cancelled)"}


def test_corrections_are_what_changed_what_had_been_public(changed, client):
    found = read(client, "/feeds/corrections")["items"]
    assert [one["title"] for one in found] == ["Officials met 1: withdrawn", "Renamed pillar: corrected"]
    assert "Never &lt;held&gt;." in found[0]["content_html"]
    assert "<del>Responding to threats</del> → <ins>Renamed pillar</ins>" in found[1]["content_html"]
    assert found[0]["url"] == "http://testserver/changes/3/"
    assert found[1]["url"] == "http://testserver/pillars/threats/"


def test_nothing_corrected_is_an_empty_feed_as_of_the_last_publication(published, client):
    feed = parsed(client, "/feeds/corrections")
    assert (feed.entries, feed.feed.updated) == ([], when(Publication.objects.get().published_at))
    assert read(client, "/feeds/corrections")["items"] == []


def test_nothing_published_is_a_feed_all_the_same(client):
    assert parsed(client, "/feeds/changes").entries == []
    assert client.get("/calendar.ics").status_code == 200


def test_a_purge_takes_the_names_from_the_feeds_and_makes_what_named_it_new(changed, client):
    with realm.at_desk():
        changeset = withdraw(
            [("activity", changed.activities[1].pk)], user=None, title="Out", reason="Private.", purge=True
        )
        press.freeze(changeset, user=None)
        press.publish(changeset, user=None)
    moments = [when(each.published_at) for each in Publication.objects.all()]
    found = read(client, "/feeds/changes")["items"]
    assert [one["date_modified"] for one in found] == [moments[0], moments[1], moments[0], moments[0]]
    assert "Officials met 2" not in "".join(client.get(f"{path}.json").content.decode() for path in addresses())


def test_the_feed_of_a_root_tells_of_it_and_of_what_refers_to_it(changed, client):
    def titles(path):
        return sorted(one["title"] for one in read(client, f"{path}/feed")["items"])

    assert titles("/pillars/threats") == [
        "Renamed pillar: changed",
        "Responding to threats: first published",
        "Round 1: first published",
        "Round 2: first published",
        "Space policy: first published",
    ]
    assert titles("/initiatives/space") == [
        "Officials met 2: first published",
        "Round 1: first published",
        "Round 2: first published",
        "Space policy: first published",
    ]
    assert titles("/officials/bunta-sato") == [
        "Bunta Sato: first published",
        "Round 1: first published",
        "Round 2: first published",
    ]
    assert titles("/references/resolution-2002") == ["Round 2: first published", "resolution 2002: first published"]
    (naming,) = [one for one in read(client, "/references/resolution-2002/feed")["items"] if "Round" in one["title"]]
    assert "Refers to “resolution 2002”." in naming["content_html"]


def test_the_feed_of_what_moved_leads_on_and_of_what_is_gone_says_why(changed, client):
    with realm.at_desk():
        changed.pillar.refresh_from_db()
        changed.pillar.slug = "renamed"
        changed.pillar.save()
    builders.publish_all(title="Moved")
    answer = client.get("/ja/pillars/threats/feed.atom")
    assert (answer.status_code, answer["Location"]) == (301, "/ja/pillars/renamed/feed.atom")
    assert client.get("/pillars/none/feed.json").status_code == 404


def test_parts_of_a_long_feed_lead_to_one_another(client):
    builders.published()
    with realm.publishing():
        first = Publication.objects.get()
        Publication.objects.bulk_create(
            Publication(
                number=number,
                uid=builders.key("publication", number),
                title=f"No. {number}",
                published_at=first.published_at + datetime.timedelta(minutes=number),
            )
            for number in range(2, 2 * SIZE + 2)
        )
    pages = [feedparser.parse(client.get(f"/feeds/changes.atom?page={number}").content) for number in (1, 2, 3)]
    titles = [entry.title for page in pages for entry in page.entries]
    assert titles[0] == f"Publication {2 * SIZE + 1}: No. {2 * SIZE + 1}"
    assert [len(page.entries) for page in pages] == [SIZE, SIZE, 1]
    assert len(set(titles)) == 2 * SIZE + 1
    for before, after in pairwise(pages):
        links = {link.rel: link.href for link in before.feed.links}, {link.rel: link.href for link in after.feed.links}
        assert links[0]["next"] == links[1]["self"]
        assert links[1]["previous"] == links[0]["self"]
    assert [one.rel for one in pages[2].feed.links if one.rel in ("next", "previous")] == ["previous"]
    assert client.get("/feeds/changes.atom?page=4").status_code == 404
    for entry in (pages[0].entries[0], pages[2].entries[0]):
        assert client.get(entry.link.removeprefix("http://testserver")).context["title"] == entry.title


def test_what_a_feed_is_asked_for_wrongly_is_named_and_what_it_does_not_know_is_left(published, client):
    for path in ("/feeds/changes.atom", "/calendar.ics", "/sitemap.xml"):
        plain = client.get(path)
        assert client.get(f"{path}?utm_source=x&page=").content == plain.content
        answer = client.get(f"{path}?as-of=1")
        assert (answer.status_code, "as-of" in answer.content.decode()) == (400, True)
    for wrong in ("0", "x", "-1", "1234567", "１"):
        answer = client.get("/feeds/changes.json", {"page": wrong})
        assert (answer.status_code, "“page”" in answer.content.decode()) == (400, True), wrong


@pytest.mark.parametrize(
    "path", ["/feeds/rounds.atom", "/ja/pillars/threats/feed.json", "/calendar.ics", "/sitemap.xml"]
)
def test_whoever_has_it_already_is_told_so(published, client, path):
    answer = client.get(path)
    told = {"HTTP_IF_NONE_MATCH": answer["ETag"]}, {"HTTP_IF_MODIFIED_SINCE": answer["Last-Modified"]}
    for headers in told:
        again = client.get(path, **headers)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    compressed = client.get(path, HTTP_ACCEPT_ENCODING="gzip")
    assert client.get(path, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=compressed["ETag"]).status_code == 304
    with realm.at_desk():
        models.Pillar.objects.update(name_en="Renamed", name_ja="改称")
    builders.still_right(published.pillar)
    builders.publish_all(title="Once more")
    assert client.get(path, **told[0]).status_code == 200
    assert client.get(path)["ETag"] != answer["ETag"]


def test_every_page_that_is_followed_leads_to_its_feeds(changed, client):
    pages = ["/", "/changes/", "/rounds/", "/feeds/", *(f"/{root}/" for root in ROOTS)]
    asked = {}
    for language in ("", "/ja"):
        for page in pages[1:] if language else pages[:3]:
            head = client.get(language + page).content.decode().partition("</head>")[0]
            found = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)" title="[^"]+">', head)
            kinds = {kind for kind, _ in found}
            assert kinds >= {"application/atom+xml", "application/feed+json"}, page
            for kind, href in found:
                if kind.startswith(("application/atom", "application/feed")):
                    asked[href] = kind
    assert {href: client.get(href)["Content-Type"].partition(";")[0] for href in asked} == asked


def test_a_feed_asks_as_often_for_three_rounds_as_for_one(client):
    record = builders.corrected()
    files = [f"/feeds/{name}.atom" for name in WHOLE] + [f"/{root}/feed.json" for root in ROOTS] + ["/calendar.ics"]
    files += ["/initiatives/space/calendar.ics", "/sitemap.xml", "/sitemap-rounds-1.xml", "/sitemap-passages-1.xml"]

    def asked():
        counts = {}
        for path in files:
            with Queries() as block:
                assert client.get(path).status_code == 200
            counts[path] = len(block.found)
        return counts

    one = asked()
    with realm.at_desk():
        record.add_round(2)
        record.add_round(3)
        models.Initiative.objects.update(name_en="Renamed initiative")
    builders.still_right(record.initiative)
    builders.publish_all(title="Two more rounds")
    assert asked() == one
    assert {path: count for path, count in one.items() if count > 12} == {}
