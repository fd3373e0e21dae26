"""Lists with filters: what a filter leaves, what each choice counts, and what is refused."""

import re
from urllib.parse import unquote

import pytest

from initiatives.choices import DocumentKind
from initiatives.record import realm
from tests import builders
from tests.reading import words_of

LISTS = ("initiatives", "activities", "documents", "officials")
GARBAGE = [
    "page=0",
    "page=x",
    "page=%EF%BC%91",
    "page=1&page=2",
    "year=0",
    "year=0.5",
    "year=99999",
    "year=%D9%A2%D9%A0%D9%A1%D9%A5",
    "pillar=none",
    "round=none",
    "activity=perhaps",
    "sort=backwards",
    "held=perhaps",
    "kind=poem",
    "language=tlh",
    "party=XXX",
]


pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("published")]


@pytest.fixture
def rounds():
    return 3


def names(response):
    return re.findall(r'<h3 class="name"><a href="[^"]+"[^>]*>(.*?)</a>', response.content.decode())


def counts(response, facet):
    """Label → count of the choices of one facet, as printed."""
    field = re.search(
        rf"<fieldset[^>]*>\s*<legend>{facet}</legend>.*?</fieldset>", response.content.decode(), re.DOTALL
    )
    pairs = re.findall(r'<span>([^<]*)</span>\s*<span class="n">(\d+)</span>', field[0])
    return {label: int(count) for label, count in pairs}


def knowing(parameter):
    """The lists that know a parameter."""
    known = {
        "initiatives": {"pillar", "round", "year", "activity", "sort"},
        "activities": {"pillar", "year"},
        "documents": {"held", "kind", "language", "year"},
        "officials": {"party"},
    }
    return [name for name in LISTS if parameter in known[name] | {"page"}]


@pytest.mark.parametrize("query", GARBAGE)
def test_a_bad_value_is_refused_and_named(client, query):
    parameter, _, value = query.partition("=")
    answers = {name: client.get(f"/{name}/?{query}") for name in LISTS}
    asked = knowing(parameter)
    assert [name for name, answer in answers.items() if answer.status_code == 400] == asked != []
    assert {answer.status_code for name, answer in answers.items() if name not in asked} <= {200}
    named = re.compile(rf"The parameter “{parameter}” cannot be “{re.escape(unquote(value.partition('&')[0]))}")
    assert [name for name in asked if not named.search(words_of(answers[name]))] == []


def test_what_a_parameter_can_be_is_said(client):
    words = words_of(client.get("/documents/?kind=fact_sheet&kind=poem&kind=letter&year=1"))
    kinds = ", ".join(DocumentKind.values)
    assert f"The parameter “kind” cannot be “poem, letter”. It can be: {kinds}." in words
    assert "The parameter “year” cannot be “1”. It can be: a year from 1900 to 2199." in words


def test_an_empty_value_is_no_value(client):
    everything = client.get("/documents/").content
    for query in ("kind=", "kind=&year=", "kind=%20%20&held=", "page=", "kind=%E2%80%8B", "kind=&kind="):
        assert client.get(f"/documents/?{query}").content == everything
    one = client.get("/documents/?kind=fact_sheet").content
    for query in ("kind=&kind=fact_sheet", "kind=+fact_sheet%EF%BB%BF&year=", "kind=fact_sheet&kind=fact_sheet"):
        assert client.get(f"/documents/?{query}").content == one


def test_of_many_words_the_first_are_looked_for_and_the_page_says_so(client):
    long = client.get("/officials/", {"q": "bunta " * 400})
    assert names(long) == ["Bunta Sato"]
    assert "Only the first 12 words were looked for." in words_of(long)
    assert len(long.content) < 40_000
    assert client.get("/officials/", {"q": "x" * 50_000}).status_code == 200
    assert "Only the first" not in words_of(client.get("/officials/?q=bunta"))


def test_a_page_past_the_last_is_not_there(client):
    assert [client.get(f"/{name}/?page=2").status_code for name in LISTS] == [404] * 4


def test_filters_leave_what_they_say(client):
    assert names(client.get("/activities/?year=2016")) == ["Officials met 2"]
    assert names(client.get("/activities/?year=2015&year=2017")) == ["Officials met 1", "Officials met 3"]
    assert names(client.get("/activities/?q=met+3")) == ["Officials met 3"]
    assert names(client.get("/officials/?q=bunta")) == ["Bunta Sato"]
    assert names(client.get("/officials/?party=KOR")) == ["Chul Lim"]
    assert names(client.get("/documents/?year=2017")) == ["Key outcomes of round 3"]
    assert names(client.get("/documents/?held=no")) == []
    assert names(client.get("/initiatives/?activity=yes&year=2016&round=2016-01-05-washington")) == ["Space policy"]
    assert names(client.get("/initiatives/?activity=no")) == []


def test_each_choice_counts_what_the_other_filters_leave(client):
    response = client.get("/activities/?year=2016")
    assert counts(response, "Year") == {"2017": 1, "2016": 1, "2015": 1}
    assert counts(response, "Pillar") == {"Responding to threats": 1}
    assert counts(client.get("/initiatives/"), "Activity") == {
        "All initiatives": 1,
        "Has a dated activity": 1,
        "No dated activity": 0,
    }
    assert counts(client.get("/initiatives/"), "Year of activity") == {"2017": 1, "2016": 1, "2015": 1}
    assert counts(client.get("/documents/"), "Text") == {
        "All documents": 3,
        "Text held in full": 3,
        "Listed, text not held": 0,
    }


def test_a_party_counts_those_who_held_its_post_and_took_part_in_nothing(client, published):
    with realm.at_desk():
        builders.official("dan-field", "Dan Field", published.countries[0])
    builders.publish_all()
    everybody = client.get("/officials/")
    assert counts(everybody, "Party") == {"United States": 2, "Japan": 1, "Republic of Korea": 1}
    assert "4 of 4 officials" in words_of(everybody)
    assert names(client.get("/officials/?party=USA")) == ["Ann Blake", "Dan Field"]


def test_chips_name_the_filters_and_take_each_one_away(client):
    page = client.get("/activities/?year=2016&pillar=threats&q=met").content.decode()
    chips = re.findall(r'class="chip" href="([^"]+)"><span><span class="vh">[^<]*</span>(.*?)</span>', page)
    assert {label: href.replace("&amp;", "&") for href, label in chips} == {
        "“met”": "/activities/?year=2016&pillar=threats",
        "2016": "/activities/?pillar=threats&q=met",
        "Responding to threats": "/activities/?year=2016&q=met",
    }
    assert "1 of 3 activities" in page


def test_nothing_that_fits_is_said_with_a_way_on(client):
    words = words_of(client.get("/initiatives/?q=desalination"))
    assert "0 of 1 initiatives" in words
    assert "Nothing in the record fits these filters" in words
