"""How single pages are cited. What the citation of every page has is in test_pages."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from selectolax.lexbor import LexborHTMLParser

from initiatives import models
from initiatives.desk import press
from initiatives.desk.corrections import withdraw
from initiatives.published.models import Publication
from initiatives.record import realm
from tests import builders
from tests.reading import Queries, words_of
from tests.views.citations import FORMS, below, cited, fields_of, item_of

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public", "as_of"])]

READER = "/documents/2015-01-05-washington-fact-sheet/"


def test_a_passage_is_cited_by_its_document_with_its_number_in_every_form(published, client):
    page = client.get(f"{READER}1.2/")
    assert fields_of(page) == {
        "Chicago": "The three governments. “Key outcomes of round 1.” Fact sheet, n.d., ¶ 1.2. Trilateral Record, publication "
        f"1, {american(Publication.objects.get())}. http://testserver{READER}1.2/.",
        "APA": "The three governments. (n.d.). Key outcomes of round 1 (¶ 1.2) [Fact sheet]. Trilateral Record (Publication "
        f"1, {american(Publication.objects.get())}). http://testserver{READER}1.2/",
        "MLA": fields_of(page)["MLA"],
    }
    files = {form: client.get(f"{READER}1.2/cite.{form}").content.decode() for form in FORMS}
    assert [form for form, text in files.items() if "¶ 1.2" not in text] == []
    assert (item_of(files["json"])["locator"], item_of(files["json"])["title"]) == ("1.2", "Key outcomes of round 1")


def american(publication):
    day = publication.published_at
    return f"{day:%B} {day.day}, {day.year}"


@pytest.mark.parametrize("language", ["", "/ja", "/ko"])
def test_a_document_is_cited_in_its_own_language_on_the_pages_of_every_language(language, client):
    with realm.at_desk():
        record = builders.Record()
        text = builders.version(record.documents[0], "ja", ["宇宙政策は脅威に答える。", "会った。", "そう言う。"])
        models.Document.objects.filter(pk=text.pk).update(issued_on="2015-01", title="「成果」文書")
        builders.other(record.rounds[0], "issued_on", document=text)
    builders.publish_all()
    item = cited(client, f"{language}/documents/{text.slug}/")
    assert (item["title"], item["author"], item["language"], item["issued"], item["type"]) == (
        "「成果」文書",
        [{"literal": "The three governments（日）"}],
        "ja",
        {"date-parts": [[2015, 1]]},
        "report",
    )


def test_an_earlier_state_is_cited_by_its_own_address_and_publication(corrected, client):
    path = "/pillars/threats/"
    newest, earlier = cited(client, path), cited(client, f"{path}?as-of=1")
    assert (newest["title"], newest["version"], newest["URL"]) == ("Renamed pillar", "2", f"http://testserver{path}")
    assert (earlier["title"], earlier["version"]) == ("Responding to threats", "1")
    assert earlier["URL"] == f"http://testserver{path}?as-of=1"
    assert earlier["id"] == f"{newest['id']}:as-of:1"
    page = client.get(f"{path}?as-of=1")
    assert all(f"{path}?as-of=1" in words for words in fields_of(page).values())
    links = LexborHTMLParser(page.content.decode()).css(".cite-page a")
    assert [link.attributes["href"] for link in links] == [f"{path}cite.{form}?as-of=1" for form in FORMS]
    # A day stands for the publication of that day, which is what lasts.
    day = Publication.objects.get(number=2).published_at.date()
    assert cited(client, f"{path}?as-of={day}")["URL"] == f"http://testserver{path}?as-of=2"
    # The page as it is now says which address this state keeps, and that address answers.
    assert f"http://testserver{path}?as-of=2" in words_of(client.get(path))
    assert cited(client, "/?as-of=1")["version"] == "1"


def test_what_stands_behind_the_address_of_a_page_is_cited_with_it(published, client):
    assert cited(client, "/timeline/?view=table")["URL"] == "http://testserver/timeline/?view=table"
    assert cited(client, "/search/?q=a%20%26b")["URL"] == "http://testserver/search/?q=a+%26b"
    page = LexborHTMLParser(client.get("/timeline/?view=table").content.decode())
    assert [link.attributes["href"] for link in page.css(".cite-page a")] == [
        f"/timeline/cite.{form}?view=table" for form in FORMS
    ]


def test_a_citation_moves_and_goes_with_its_page(published, client):
    with realm.at_desk():
        published.pillar.slug = "renamed"
        published.pillar.save()
        models.Document.objects.update(slug="anew")
        builders.publish_all(title="Renamed")
        changeset = withdraw([("activity", published.activities[0].pk)], user=None, title="Out", reason="Never held.")
        press.freeze(changeset, user=None)
        press.publish(changeset, user=None)
    moved = {
        "/ja/pillars/threats/": "/ja/pillars/renamed/",
        "/pillars/threats/history/": "/pillars/renamed/history/",
        READER: "/documents/anew/",
        f"{READER}1.1/": "/documents/anew/1.1/",
    }
    for form in FORMS:
        answers = {path: client.get(below(path, form)) for path in moved}
        assert {path: (answer.status_code, answer["Location"]) for path, answer in answers.items()} == {
            path: (301, below(there, form)) for path, there in moved.items()
        }
        gone = client.get(f"/activities/meeting-1/cite.{form}")
        assert (gone.status_code, "Never held." in words_of(gone)) == (410, True)
        nothing = ("/pillars/none/", f"{READER}9.9/", "/changes/9/", "/nothing/", "/initiatives/?page=9")
        assert {path: client.get(below(path, form)).status_code for path in nothing} == dict.fromkeys(nothing, 404)


@pytest.mark.parametrize("query", ["x=1", "pilar=threats", "as-of=never"])
def test_a_file_refuses_by_name_what_it_does_not_know(published, client, query):
    answer = client.get(f"/initiatives/cite.bib?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in words_of(answer)


def test_a_publication_has_a_page_and_is_cited_as_itself(corrected, client):
    with realm.publishing():
        Publication.objects.filter(number=1).update(is_emergency=True)
    page = client.get("/changes/1/")
    assert "published in an emergency, without review by a second person before" in words_of(page)
    item = cited(client, "/changes/1/")
    assert (item["title"], item["version"], item["URL"]) == ("All of it", "1", "http://testserver/changes/1/")
    assert item["note"].endswith("published in an emergency, without review by a second person before")
    assert cited(client, "/changes/2/")["title"] == "A slip corrected"
    assert re.findall(r'href="(/changes/\d+/)"', client.get("/changes/").content.decode()) == [
        "/changes/2/",
        "/changes/1/",
    ]


def test_a_preview_is_cited_as_no_publication(published, client):
    with realm.at_desk():
        client.force_login(get_user_model().objects.create_superuser("editor", "", "x"))
    item = item_of(client.get("/desk/preview/ja/pillars/threats/cite.json").content.decode())
    assert (item["URL"], item["note"]) == ("http://testserver/ja/pillars/threats/", "日米韓協議記録")
    assert {"version", "issued"} & item.keys() == set()


def test_before_anything_is_published_a_page_is_cited_without_a_date(client):
    assert cited(client, "/about/").keys() == {"id", "type", "author", "title", "language", "URL", "note"}
    assert "(n.d.)" in fields_of(client.get("/about/"))["APA"]


def test_a_file_asks_no_more_of_the_record_than_the_page(client):
    builders.whole()
    for path in ("/", READER, f"{READER}1.1/", "/rounds/2015-01-05-washington/", "/changes/1/"):
        with Queries() as page:
            client.get(path)
        with Queries() as file:
            client.get(below(path, "ris"))
        assert len(file.found) <= len(page.found) <= 12, path


def test_addresses_are_of_the_site_that_is_set(published, client, settings):
    settings.SITE_ADDRESS = "https://record.example"
    settings.SITE_NAME = "Протокол"
    assert urlsplit(cited(client, "/about/")["URL"]).netloc == "record.example"
    assert cited(client, "/about/")["id"] == "record:about"


@pytest.mark.browser
@pytest.mark.django_db(databases=["default", "public"], transaction=True)
def test_a_button_copies_a_citation_and_without_script_the_field_is_there_alone(chromium, live_server):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto(f"{live_server.url}/about/")
    page.click(".cite-page summary")
    page.get_by_role("button", name="Copy").nth(1).click()
    page.get_by_role("button", name="Copied").wait_for()
    field = page.get_by_label("APA")
    assert page.evaluate("navigator.clipboard.readText()") == field.input_value() != ""
    assert not field.is_editable()
    assert problems == []
    context.close()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/about/")
    page.click(".cite-page summary")
    assert page.get_by_label("MLA").input_value().endswith("/about/.")
    assert page.locator(".cite-page button").count() == 0
    context.close()
