"""What every public page has, and what none has."""

import json
import re
from itertools import pairwise

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from initiatives import models
from initiatives.models import Passage
from initiatives.views import cite
from initiatives.views.errors import server_error
from tests import builders
from tests.reading import words_of
from tests.views.citations import FORMS, entry_of, fields_of, item_of
from tests.views.conftest import LANGUAGES, taken_back

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]


def only(pattern, text):
    found = re.findall(pattern, text)
    assert len(found) == 1, (pattern, found)
    return found[0]


def test_every_page_of_every_language_is_there(responses):
    assert {key: response.status_code for key, response in responses.items()} == dict.fromkeys(responses, 200)


def test_no_page_sets_a_cookie_or_varies_but_in_compression(responses):
    assert [key for key, response in responses.items() if response.cookies] == []
    assert {response.headers["Vary"] for response in responses.values()} == {"Accept-Encoding"}


def test_title_and_description_are_unique(responses):
    for pattern in (r"<title>(.*?)</title>", r'<meta name="description" content="(.*?)">'):
        found = {key: only(pattern, r.content.decode()) for key, r in responses.items() if key[1] == ""}
        assert len(set(found.values())) == len(found), pattern


def test_every_page_has_one_heading_and_its_landmarks(responses):
    for key, response in responses.items():
        text = response.content.decode()
        assert (key, len(re.findall(r"<h1\b", text)), len(re.findall(r"<main\b", text))) == (key, 1, 1)
        assert text.index('class="skip"') < text.index("<header")
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", text)]
        assert levels[0] == 1, key
        assert all(after <= before + 1 for before, after in pairwise(levels)), (key, levels)


def test_no_identifier_stands_twice(responses):
    for key, response in responses.items():
        identifiers = re.findall(r'\bid="([^"]+)"', response.content.decode())
        assert sorted(set(identifiers)) == sorted(identifiers), key


def test_fragments_of_the_page_lead_somewhere(responses):
    for key, response in responses.items():
        text = response.content.decode()
        identifiers = set(re.findall(r'\bid="([^"]+)"', text))
        assert set(re.findall(r'href="#([^"]+)"', text)) - identifiers == set(), key


def test_canonical_and_alternates_are_absolute_and_reciprocal(paths, responses):
    for (name, language), response in responses.items():
        text = response.content.decode()
        assert only(r'<link rel="canonical" href="(.*?)">', text) == f"http://testserver{language}{paths[name]}"
        assert dict(re.findall(r'hreflang="([\w-]+)" href="(.*?)">', text)) == {
            "en": f"http://testserver{paths[name]}",
            "ja": f"http://testserver/ja{paths[name]}",
            "ko": f"http://testserver/ko{paths[name]}",
            "x-default": f"http://testserver{paths[name]}",
        }


def test_the_language_switch_leads_to_the_same_page(paths, responses):
    for (name, language), response in responses.items():
        text = response.content.decode()
        others = {code for code in ("en", "ja", "ko") if code != (language[1:] or "en")}
        assert set(re.findall(r'lang="(\w\w)" hreflang', text)) == others
        for code in others:
            assert f'href="{"" if code == "en" else "/" + code}{paths[name]}" lang="{code}"' in text


def test_every_page_names_its_publication(responses):
    for (name, language), response in responses.items():
        if not language:
            assert "Shows publication 1 of" in words_of(response), name


def test_linked_data_is_data(responses):
    for key, response in responses.items():
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode())
        kinds = [json.loads(block)["@type"] for block in blocks]
        assert kinds, key
        assert response.content.decode().count("<script") == len(blocks) + 1  # that which copies citations
        assert ("BreadcrumbList" in kinds) == (key[0] != "home")


def test_the_trail_leads_home_first(responses):
    assert '<nav class="trail"' not in responses["home", ""].content.decode()
    trail = only(r'<nav class="trail".*?</nav>', responses["official", "/ja"].content.decode().replace("\n", ""))
    assert re.findall(r'href="(.*?)"', trail) == ["/ja/", "/ja/officials/"]


def test_no_page_has_inline_style_or_handlers(responses):
    for key, response in responses.items():
        assert not re.search(r'<[^>]+\s(style|on\w+)="', response.content.decode()), key


def test_a_number_leads_to_its_round(published, client):
    response = client.get("/ja/rounds/1/")
    assert (response.status_code, response["Location"]) == (302, f"/ja/rounds/{published.rounds[0].slug}/")
    assert client.get("/rounds/99/").status_code == 404
    assert client.get("/rounds/99999999999999999999/").status_code == 404


def test_the_text_as_filed_is_exact_to_the_byte(published, client):
    document = published.documents[0]
    response = client.get(f"/documents/{document.slug}/text/")
    assert response.content == document.text.encode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_statements_stand_on_reader_and_round_with_their_anchors(published, client):
    for path in (f"/rounds/{published.rounds[0].slug}/", f"/documents/{published.documents[0].slug}/"):
        response = client.get(path)
        for passage in Passage.objects.filter(document__slug=published.documents[0].slug, kind="sentence"):
            assert passage.text in words_of(response)
            assert f'id="p-{passage.number}"' in response.content.decode()


def test_the_other_source_of_a_fact_is_given_in_full(published, client):
    response = client.get(f"/rounds/{published.rounds[0].slug}/")
    text = words_of(response)
    assert "U.S. Department of State" in text
    assert "https://example.org/readout Read 23 November 2026. place, format, number, date" in text
    place = models.Citation.objects.get(meeting=published.rounds[0], field="city")
    line = f"source-{place.pk.hex[:8]}"
    assert f'Washington, DC\xa0<a class="basis" href="#{line}">other\xa0source</a>' in response.content.decode()
    assert f'id="{line}"' in response.content.decode()
    assert 'href="https://example.org/readout"' in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/nothing/", "/rounds/none/", "/documents/none/", "/documents/none/text/", "/ja/pillars/x/"]
)
def test_what_is_not_there_is_404(published, client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "noindex" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/documents/?page=0",
        "/initiatives/?year=0.5",
        "/initiatives/?pillar=none",
        "/changes/?page=x",
    ],
)
def test_a_value_that_a_page_does_not_know_is_400_and_named(published, client, path):
    response = client.get(path)
    name = path.partition("?")[2].partition("=")[0]
    assert response.status_code == 400
    assert f"“{name}”" in words_of(response)


def test_the_page_for_failures_needs_neither_request_nor_database():
    assert "The record cannot be shown" in server_error(None).content.decode()


# --- Citations

FORM_IN = dict(zip(LANGUAGES, FORMS, strict=True))  # a form for each language, so that each page is asked for all three


@pytest.fixture(scope="module")
def files(paths, django_db_blocker):
    """A file of every page in every language, each in another form, by the name of the page and the language."""
    with taken_back(django_db_blocker):
        builders.whole()
        client = Client()
        return {
            (name, language): client.get(f"{language}{path}cite.{form}")
            for name, path in paths.items()
            for language, form in FORM_IN.items()
        }


@pytest.fixture(scope="module")
def written(responses):
    """What every page of every language is in each of the three forms, written from the work that the page shows."""
    works = {key: page.context["as_cited"].work for key, page in responses.items()}
    return {key: {name: form.write(work) for name, form in cite.FORMS.items()} for key, work in works.items()}


def test_each_file_is_of_its_kind_and_says_what_the_page_says(files, written):
    found = {key: (file.status_code, file["Content-Type"], file.content.decode()) for key, file in files.items()}
    assert found == {
        (name, language): (200, FORMS[FORM_IN[language]], text[FORM_IN[language]])
        for (name, language), text in written.items()
    }
    assert {file["X-Robots-Tag"] for file in files.values()} == {"noindex"}
    assert all(re.fullmatch(r'attachment; filename="[\w.-]+"', file["Content-Disposition"]) for file in files.values())


def test_the_parsers_of_the_three_forms_read_the_same_of_every_page(written, paths):
    keys = set()
    for (name, language), text in written.items():
        entry, item, [reference] = entry_of(text["bib"]), item_of(text["json"]), rispy.loads(text["ris"])
        said = [item["id"], item["author"][0]["literal"], item["title"], item["URL"], item["note"], item["language"]]
        assert [entry[field] for field in ("key", "author", "title", "url", "note", "language")] == said
        one = [*reference["authors"], reference["title"], *reference["urls"], *reference["notes"]]
        assert [reference["id"], *one, reference["language"]] == said
        assert item["URL"] == f"http://testserver{language}{paths[name]}"
        year = str(item["issued"]["date-parts"][0][0]) if "issued" in item else None
        assert (entry.get("year"), reference.get("year")) == (year, year)
        assert (item["version"], reference["edition"]) == ("1", "Publication 1")
        keys.add(item["id"])
    assert len(keys) == len(paths) * len(LANGUAGES)


def test_a_processor_of_styles_sets_every_page(written):
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    items = [item_of(text["json"]) for text in written.values()]
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    lines = "\n".join(str(line) for line in bibliography.bibliography())
    assert [item["URL"] for item in items if item["URL"] not in lines] == []


def test_every_page_has_fields_to_select_links_to_its_files_and_tags_for_programs(responses, written, paths):
    for (name, language), page in responses.items():
        item = item_of(written[name, language]["json"])
        fields = fields_of(page)
        assert list(fields) == ["Chicago", "APA", "MLA"], name
        record = {"": "Trilateral Record", "/ja": "日米韓協議記録", "/ko": "한미일 협의 기록"}[language]
        for words in fields.values():
            said = words.replace("‘", "“").replace("’", "”").replace(".”", "”")
            assert [one for one in (record, "ublication 1", item["title"], item["URL"]) if one not in said] == []
        head = LexborHTMLParser(page.content.decode())
        addresses = [f"{language}{paths[name]}cite.{form}" for form in FORMS]
        kinds = [kind.partition(";")[0] for kind in FORMS.values()]
        for place in ('head link[rel="alternate"][title]', ".cite-page a"):
            links = {link.attributes["href"]: link.attributes["type"] for link in head.css(place)}
            assert [links.get(address) for address in addresses] == kinds, (name, place)
        tags = {tag.attributes["name"]: tag.attributes["content"] for tag in head.css('meta[name^="citation_"]')}
        shown = [tags["citation_title"], tags["citation_author"], tags["citation_public_url"]]
        assert shown == [item["title"], item["author"][0]["literal"], item["URL"]]
        assert head.css_first('link[rel="cite-as"]').attributes["href"] == item["URL"]
