"""What programs are told: the record as its pages have it, conditions, refusals, what moved and what was withdrawn."""

import datetime
import json
import shutil
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from initiatives import models
from initiatives.api.resources import OF_MODEL, RESOURCES
from initiatives.desk import press
from initiatives.desk.corrections import withdraw
from initiatives.published.models import Publication
from initiatives.record import realm
from initiatives.record.kinds import KINDS
from initiatives.serializers import rows
from initiatives.serializers.columns import identity
from tests import builders
from tests.crawling import linked
from tests.reading import Queries, words_in

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"])
API = "/api/v1/"
PROBLEM = "application/problem+json"


@pytest.fixture
def whole():
    return builders.whole(3)


@pytest.fixture
def get(client, whole):
    """The JSON of an address of the interface that is there."""

    def get(path, **headers):
        response = client.get(path if path.startswith(("/", "http")) else f"{API}{path}", headers=headers)
        assert response.status_code == 200, (path, response.content)
        return response.json()

    return get


def every_row(get, path):
    """The rows of all pages of a list."""
    page = get(path)
    found = page["results"]
    while page["next"]:
        page = get(page["next"].removeprefix("http://testserver"))
        found += page["results"]
    return found


# --- The same facts as everywhere


def test_every_row_of_the_record_is_told_once(get):
    for resource in RESOURCES.values():
        told = every_row(get, f"{resource.name}/?limit={2 if resource.name == 'passages' else 100}")
        with realm.in_public():
            expected = {str(key) for key in resource.model.objects.values_list("pk", flat=True)}
        assert (resource.name, sorted(row["id"] for row in told)) == (resource.name, sorted(expected))


def test_one_row_is_told_as_its_list_tells_it(get):
    for resource in RESOURCES.values():
        row = get(f"{resource.name}/?limit=1")["results"][0]
        one = get(row["url"].removeprefix("http://testserver"))
        left_out = {"text": one["text"]} if resource.model is models.Document else {}
        assert one == {"publication": 1, **row, **left_out}


def test_a_fact_is_on_its_page_as_it_is_told(get, client):
    """Every name, place, day and printed word that a page shows of a root is the one that the interface tells."""
    shown = {
        "rounds": ("name", "city"),
        "officials": ("name",),
        "pillars": ("name",),
        "initiatives": ("name",),
        "activities": ("name", "city"),
        "references": ("name", "symbol"),
        "documents": ("title", "issuers"),
        "concepts": ("name",),
    }
    for name, fields in shown.items():
        for language in ("en", "ja", "ko"):
            for row in get(f"{name}/?lang={language}")["results"]:
                if row.get("kind") == "phrase":
                    continue  # its page is about its words as they stand in the documents
                page = client.get(row["page"].removeprefix("http://testserver"), follow=True)
                words = words_in(page.content.decode())
                assert {field: row[field] in words for field in fields if row[field]} == dict.fromkeys(
                    [field for field in fields if row[field]], True
                ), row["page"]


def test_the_words_behind_a_fact_stand_beside_it(get):
    activity = get("activities/meeting-1/")
    assert {
        field: [(each["quotation"], each["in_document"], each["number"], each["basis"]) for each in sources]
        for field, sources in activity["citations"].items()
    } == {
        "name": [("Officials met", "2015-01-05-washington-fact-sheet", "1.2", "stated")],
        "start": [("3 March 2015", "2015-01-05-washington-fact-sheet", "1.2", "stated")],
        "city": [("Tokyo", "2015-01-05-washington-fact-sheet", "1.2", "stated")],
    }
    (delegate, *_others) = get("rounds/2015-01-05-washington/")["delegates"]
    assert [(each["publisher_en"], each["address"], each["read_on"]) for each in delegate["citations"]["title"]] == [
        ("U.S. Department of State", "https://example.org/readout", "2026-11-23")
    ]
    for field, sources in activity["citations"].items():
        for source in sources:
            passage = get(f"passages/{source['passage']}/")
            assert source["quotation"] in passage["text"], field


def test_publications_are_told_with_what_they_published(get):
    (publication,) = get("publications/")["results"]
    assert (publication["number"], publication["note_en"]) == (1, "Everything the record holds.")
    with realm.in_public():
        count = sum(kind.model.objects.count() for kind in KINDS.values())
    assert len(publication["items"]) == count
    assert {item["action"] for item in publication["items"]} == {"published"}
    assert get("publications/1/") == publication


def test_a_page_says_where_the_same_is_told_to_programs(get, client, whole):
    for root in [*whole.rounds, *whole.officials, whole.pillar, *whole.documents, *whole.references]:
        page = client.get(root.get_absolute_url())
        (path,) = [link for link in linked(page, root.get_absolute_url()) if link.startswith(API)]
        assert get(path)["id"] == str(root.pk)


# --- What is asked for


def test_fields_are_those_asked_for(get):
    assert get("pillars/?fields=slug,name_ja")["results"] == [
        {"slug": "threats", "name_ja": "Responding to threats（日）"}
    ]
    assert get("pillars/?fields=name&lang=ko")["results"] == [{"name": "Responding to threats (한)"}]
    assert list(get("documents/?fields=text&limit=1")["results"][0]) == ["text"]


def test_relations_are_expanded(get):
    paths = "initiative.pillar,references,document.meeting"
    row = get(f"passages/?document=2015-01-05-washington-fact-sheet&expand={paths}")["results"][1]
    assert (row["initiative"]["name_en"], row["initiative"]["pillar"]["slug"]) == ("Space policy", "threats")
    assert (row["document"]["meeting"]["number"], "text" in row["document"]) == (1, False)
    meeting = get("rounds/2015-01-05-washington/?expand=documents,country")
    assert [document["title"] for document in meeting["documents"]] == ["Key outcomes of round 1"]
    assert meeting["country"]["code"] == "USA"


def test_lists_take_the_filters_of_their_pages(get):
    asked = {
        "initiatives/?q=space&pillar=threats&activity=yes&year=2015&round=2015-01-05-washington&sort=name": 1,
        "initiatives/?year=2030&year=2031": 0,
        "activities/?year=2015&year=2016&pillar=threats": 2,
        "officials/?party=JPN&party=KOR": 2,
        "officials/?q=宇宙 blake": 1,
        "documents/?held=no": 0,
        "documents/?kind=fact_sheet&language=en&held=": 3,
        "passages/?document=2015-01-05-washington-fact-sheet&kind=sentence": 3,
        "passages/?reference=resolution-2002": 1,
        "passages/?initiative=space": 3,
        "passages/?pillar=none-such": 0,
        "citations/?round=2015-01-05-washington&basis=other": 13,
        "citations/?activity=meeting-1": 3,
        "citations/?quoted=2015-01-05-washington-fact-sheet&pillar=threats": 1,
    }
    assert {path: len(get(path)["results"]) for path in asked} == asked


def test_orders_that_a_page_has_go_on_from_page_to_page(get, whole):
    with realm.publishing(), realm.in_public():
        for place in range(1, 4):
            models.Initiative.objects.create(
                slug=f"also-{place}", pillar=models.Pillar.objects.get(), position=5, **builders.names(f"B{4 - place}")
            )
    orders = ("", "sort=name", "sort=activity", "sort=name&lang=ja")
    assert {order: [row["slug"] for row in every_row(get, f"initiatives/?{order}&limit=1")] for order in orders} == {
        "": ["space", "also-1", "also-2", "also-3"],
        "sort=name": ["also-3", "also-2", "also-1", "space"],
        "sort=activity": ["space", "also-1", "also-2", "also-3"],
        "sort=name&lang=ja": ["also-3", "also-2", "also-1", "space"],
    }


def test_a_publication_between_two_pages_repeats_and_loses_nothing(get, whole):
    first = get("rounds/?limit=2&fields=slug")
    with realm.at_desk():
        models.Meeting.objects.filter(slug="2015-01-05-washington").update(name_en="Opening round")
        earlier = builders.meeting(
            0, whole.countries[0], whole.officials, date="2014-07-01", slug="2014-07-01-washington"
        )
    builders.publish_all(title="One more, before all others")
    second = get(first["next"].removeprefix("http://testserver"))
    assert [row["slug"] for row in [*first["results"], *second["results"]]] == [
        "2015-01-05-washington",
        "2016-01-05-washington",
        "2017-01-05-washington",
    ]
    assert (first["publication"], second["publication"]) == (1, 2)
    assert get("rounds/?limit=1&fields=slug")["results"] == [{"slug": earlier.slug}]


# --- What is refused


@pytest.mark.parametrize(
    ("path", "status", "parameters"),
    [
        ("rounds/?colour=red&shape=round", 400, ["colour", "shape"]),
        ("rounds/?fields=slug,colour", 400, ["fields"]),
        ("passages/?expand=initiative.colour", 400, ["expand"]),
        ("passages/?expand=document.meeting.country", 400, ["expand"]),
        ("citations/?expand=country,official,meeting,pillar,initiative,activity", 400, ["expand"]),
        ("rounds/?lang=fr", 400, ["lang"]),
        ("rounds/?lang=en&lang=ja", 400, ["lang"]),
        ("rounds/?limit=0", 400, ["limit"]),
        ("rounds/?limit=101", 400, ["limit"]),
        ("rounds/?limit=1e1", 400, ["limit"]),
        ("rounds/?cursor=made-by-hand", 404, None),
        ("rounds/?cursor=W10", 404, None),  # []
        ("rounds/?cursor=WzEsIngiXQ", 404, None),  # [1,"x"]
        ("passages/?cursor=WyJ4IiwxXQ", 404, None),  # ["x",1]
        ("initiatives/?pillar=none-such", 400, ["pillar"]),
        ("initiatives/?year=0.5", 400, ["year"]),
        ("initiatives/?sort=name&sort=activity", 400, ["sort"]),
        ("officials/?party=FRA", 400, ["party"]),
        ("rounds/?as-of=soon", 400, None),
        ("rounds/?as-of=9", 404, None),
        ("rounds/none-such/", 404, None),
        ("countries/FRA/", 404, None),
        ("passages/2015-01-05-washington-fact-sheet/9.9/", 404, None),
        ("publications/9/", 404, None),
        (f"publications/{'9' * 40}/", 404, None),
        ("citations/00000000-0000-0000-0000-000000000000/", 404, None),
        ("citations/none/", 404, None),
        ("nothing/", 404, None),
        ("rounds/%00/", 400, None),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_names_it(client, whole, path, status, parameters):
    response = client.get(f"{API}{path}")
    told = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
    assert (told["status"], told["type"], told.get("parameters")) == (status, "about:blank", parameters)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert all(name in told["detail"] for name in parameters or ())


def test_an_empty_value_is_none(get):
    empty = "&".join(f"{name}=" for name in ("q", "party", "lang", "limit", "cursor", "fields", "as-of"))
    assert get(f"officials/?{empty}") == get("officials/")


def test_other_methods_and_forms_are_refused(client, whole):
    for method in ("post", "put", "patch", "delete", "trace"):
        response = getattr(client, method)(f"{API}rounds/")
        assert (method, response.status_code, response["Allow"], response["Content-Type"]) == (
            method,
            405,
            "GET, HEAD, OPTIONS",
            PROBLEM,
        )
    response = client.get(f"{API}rounds/", headers={"accept": "text/csv"})
    assert (response.status_code, response["Content-Type"], response.json()["status"]) == (406, PROBLEM, 406)


def test_nothing_under_the_interface_answers_with_a_page(client, whole):
    for path in ("/api/none/", f"{API}rounds/x/y/z/", "/api/?as-of=soon"):
        assert (path, client.get(path)["Content-Type"]) == (path, PROBLEM)
    assert client.post("/api/")["Content-Type"] == PROBLEM


def test_pages_of_other_sites_may_read(client, whole):
    origin = {"origin": "https://example.org"}
    asked = client.options(
        f"{API}rounds/",
        headers={**origin, "access-control-request-method": "GET", "access-control-request-headers": "if-none-match"},
    )
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]
    assert "GET" in asked["Access-Control-Allow-Methods"]
    for path in ("rounds/", "rounds", "none/", "rounds/?colour=red"):
        response = client.get(f"{API}{path}", headers=origin)
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
        assert not response.cookies


# --- Conditions


def test_what_has_not_changed_is_not_sent_again(client, whole):
    path = f"{API}rounds/?limit=2"
    first = client.get(path)
    etag, changed = first["ETag"], first["Last-Modified"]
    for headers in (
        {"if-none-match": etag},
        {"if-none-match": f'"other", {etag}'},
        {"if-none-match": f"W/{etag}"},
        {"if-none-match": "*"},
        {"if-modified-since": changed},
    ):
        response = client.get(path, headers=headers)
        assert (headers, response.status_code, response.content, response["ETag"]) == (headers, 304, b"", etag)
    for headers in ({"if-none-match": '"other"'}, {"if-modified-since": "Sat, 01 Jan 2000 00:00:00 GMT"}):
        assert client.get(path, headers=headers).status_code == 200
    failed = client.get(path, headers={"if-match": '"other"'})
    assert (failed.status_code, failed["Content-Type"]) == (412, PROBLEM)
    assert client.head(path)["ETag"] == etag
    others = {
        client.get(f"{API}{other}")["ETag"] for other in ("rounds/", "rounds/?limit=1", "rounds/?limit=2&lang=en")
    }
    assert len(others | {etag}) == 4


def test_a_publication_changes_every_etag(client, whole):
    path = f"{API}rounds/"
    before = client.get(path)
    with realm.at_desk():
        models.Pillar.objects.update(name_ko="위협")
    builders.publish_all(title="A translation")
    after = client.get(path, headers={"if-none-match": before["ETag"]})
    assert (after.status_code, after.json()["publication"]) == (200, 2)
    earlier = client.get(f"{path}?as-of=1")
    assert earlier["ETag"] not in (before["ETag"], after["ETag"])
    with realm.in_public():
        newest = Publication.objects.get(number=2).published_at
    told = datetime.datetime.strptime(after["Last-Modified"], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=datetime.UTC)
    assert told == newest.replace(microsecond=0)


# --- What was, what moved, what was withdrawn


def test_the_record_is_told_as_it_was(client, corrected):
    def name(path):
        return client.get(f"{API}{path}").json()

    now, then = name("pillars/threats/"), name("pillars/threats/?as-of=1")
    assert (now["publication"], now["name_en"]) == (2, "Renamed pillar")
    assert (then["publication"], then["name_en"]) == (1, "Responding to threats")
    assert name("pillars/?as-of=1")["results"][0]["name_en"] == "Responding to threats"
    assert [each["number"] for each in name("publications/")["results"]] == [2, 1]
    assert [each["number"] for each in name("publications/?as-of=1")["results"]] == [1]


def test_a_slug_that_was_leads_to_the_one_that_is(client, published):
    with realm.at_desk():
        published.pillar.slug = "renamed"
        published.pillar.save()
    builders.publish_all(title="Renamed")
    response = client.get(f"{API}pillars/threats/?fields=slug&lang=ko")
    assert (response.status_code, response["Content-Type"]) == (308, PROBLEM)
    assert response["Location"] == "http://testserver/api/v1/pillars/renamed/?fields=slug&lang=ko"
    assert client.get(response["Location"]).json() == {"publication": 2, "slug": "renamed"}


def test_what_was_withdrawn_says_why_and_when(client, published):
    with realm.at_desk():
        changeset = withdraw([("activity", published.activities[0].pk)], user=None, title="Out", reason="Never held.")
        press.freeze(changeset, user=None)
        press.publish(changeset, user=None)
    response = client.get(f"{API}activities/meeting-1/")
    told = response.json()
    with realm.in_public():
        day = Publication.objects.get(number=2).published_at
    assert (response.status_code, response["Content-Type"], "ETag" in response) == (410, PROBLEM, False)
    assert {name: told[name] for name in ("slug", "reason", "publication", "withdrawn_at")} == {
        "slug": "meeting-1",
        "reason": "Never held.",
        "publication": 2,
        "withdrawn_at": day.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    (item,) = client.get(f"{API}publications/2/").json()["items"]
    assert (item["action"], item["reason"]) == ("withdrawn", "Never held.")


# --- What it costs


def test_three_rows_cost_what_one_does_and_no_page_more_than_twelve_queries(client, whole):
    asked = {}
    for resource in RESOURCES.values():
        paths = ",".join(resource.paths()[:5])
        for query in ("", f"&expand={paths}" if paths else ""):
            counts = []
            for limit in (1, 3):
                with Queries() as queries:
                    assert client.get(f"{API}{resource.name}/?limit={limit}{query}").status_code == 200
                counts.append(len(queries.found))
            asked[resource.name, query] = counts
    assert {path: counts for path, counts in asked.items() if counts[0] != counts[1] or counts[0] > 12} == {}


def test_every_model_with_an_address_is_served():
    assert {kind.model for kind in KINDS.values()} <= set(OF_MODEL)
    assert [reverse(f"api:{name}") for name in RESOURCES] == [f"{API}{name}/" for name in RESOURCES]


def test_a_row_is_named_as_its_address_names_it(get):
    with realm.in_public():
        for model, resource in OF_MODEL.items():
            row = rows.for_data(model).first()
            assert get(f"{resource.name}/{identity(row)}/")["id"] == str(row.pk)


# --- The documentation


def examples(client):
    """The examples of the page by their names."""
    page = client.get("/api/")
    return dict(page.context["examples"])


@pytest.mark.django_db(databases=["default", "public", "as_of"], transaction=True)
def test_the_examples_run_as_they_are_printed(live_server):
    builders.whole(1)
    words = examples(Client(headers={"host": live_server.url.removeprefix("http://")}))
    assert [name for name, text in words.items() if f"{live_server.url}{API}" in text] == ["curl", "Python", "R"], words
    told = subprocess.run(
        [sys.executable, "-c", words["Python"]], capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.splitlines() == [
        f"2015-01-05-washington-fact-sheet ¶ 1.{place} {sentence}"
        for place, sentence in enumerate(
            (
                "Space policy answers threats in year 1.",
                "Officials met on 3 March 2015 in Tokyo about resolution 2001.",
                "The text says so.",
            ),
            1,
        )
    ]
    rounds = [{"slug": "2015-01-05-washington", "start": "2015-01-05", "city": "Washington, DC"}]
    if shutil.which("curl"):
        told = subprocess.run(["bash", "-c", words["curl"]], capture_output=True, text=True, timeout=60, check=True)
        assert json.loads(told.stdout)["results"] == rounds
    if shutil.which("Rscript"):
        told = subprocess.run(["Rscript", "-e", words["R"]], capture_output=True, text=True, timeout=60, check=True)
        assert all(value in told.stdout for value in rounds[0].values())


def test_what_the_example_in_r_reads_is_there(get, client):
    """Where no R is installed, what the example names of an answer is looked for in one."""
    words = examples(client)["R"]
    assert words.count("(") == words.count(")")
    assert words.count("{") == words.count("}")
    path = words.partition('address <- "http://testserver')[2].partition('"')[0]
    page = get(path)
    assert ('page$results[c("slug", "start", "city")]' in words, 'page[["next"]]' in words) == (True, True)
    assert {"next", "results"} <= set(page)
    assert set(page["results"][0]) == {"slug", "start", "city"}
