"""Markers: one for all sources of a fact, bound to the word before it, out of headings, one to a row of a list."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from initiatives import models
from initiatives.choices import ReadExtent, SourceKind
from initiatives.record import realm
from tests import builders
from tests.reading import Queries, words_of

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]

MARKERS = ".mark, .basis"
# Rows that name passages for their own sake, beside what the row says.
NAMING = {"phrases": "the first and the last use", "initiative": "the statements of each round", "passage": "sentences"}
ROWS = ".list > li, .chron > li, .contents > li, .panel > div, table.stack:not(.compare-facts) tbody tr"


def second_source(record, **more):
    """The date of the first round on one more source, in public."""
    names = {"publisher_en": "Ministry of Foreign Affairs of Japan", "publisher_ja": "外務省", "publisher_ko": ""}
    with realm.at_desk():
        citation = builders.other(record.rounds[0], "start", position=1)
        models.Citation.objects.filter(pk=citation.pk).update(**names, address="https://example.org/release", **more)
    builders.publish_all(title="One more source")
    return citation


def own_page(record, language=""):
    return f"{language}/rounds/{record.rounds[0].slug}/"


def dates_of(page):
    """The cell of the round page that says the date, as words and as an element."""
    cell = LexborHTMLParser(page.content.decode()).css_first(".strip dd")
    return " ".join(cell.text(deep=True).split()), cell


def opened(cell):
    return [" ".join(line.text(deep=True, separator=" ").split()) for line in cell.css(".opened > li")]


def seen_markers(row):
    """The markers of a row, without those that stand inside one that opens."""
    inside = {node.mem_id for node in row.css(".opened .mark, .opened .basis")}
    return [node for node in row.css(MARKERS) if node.mem_id not in inside]


def test_one_source_is_a_link_to_its_own_line(published, client):
    words, cell = dates_of(client.get(own_page(published)))
    citation = models.Citation.objects.get(meeting=published.rounds[0], field="start")
    assert (words, cell.css_first("a").attributes["href"]) == (
        "5 January 2015 other source",
        f"#source-{citation.pk.hex[:8]}",
    )


def test_several_sources_are_one_marker_that_opens_on_publisher_date_and_words(published, client):
    citation = second_source(
        published,
        source_title="協議（概要）",
        dated="2015-01-06",
        quotation="on January 5",
        printed="January 5",
        language="en",
        source_kind=SourceKind.GOVERNMENT,
        read_extent=ReadExtent.BEGINNING,
        archive_address="https://archive.example.org/release",
    )
    page = client.get(own_page(published))
    cell = dates_of(page)[1]
    assert [node.text(deep=True).strip() for node in cell.css("summary")] == ["Sources: 2\xa0sources"]
    assert opened(cell) == [
        "U.S. Department of State : “ A readout ” no words quoted",
        (
            "Ministry of Foreign Affairs of Japan : “ 協議（概要） ”, 6 January 2015 "
            "· government, only the beginning was read · archived copy on January 5 As printed: January 5"
        ),
    ]
    links = [link.attributes["href"] for link in cell.css(".opened > li")[1].css("a")]
    own = f"source-{citation.pk.hex[:8]}"
    assert links == [f"#{own}", "https://example.org/release", "https://archive.example.org/release"]
    line = LexborHTMLParser(page.content.decode()).css_first(f"#{own}")
    assert " ".join(line.text(deep=True, separator=" ").split()) == "date on January 5 As printed: January 5"


def test_a_marker_on_another_page_leads_to_the_line_on_the_page_of_its_record(published, client):
    second_source(published)
    lines = LexborHTMLParser(client.get("/rounds/").content.decode()).css(".opened > li")
    hrefs = [line.css_first("a").attributes["href"] for line in lines]
    page = client.get(own_page(published)).content.decode()
    assert len(hrefs) == 2
    for href in hrefs:
        address, _, fragment = href.partition("#")
        assert (address, page.count(f'id="{fragment}"')) == (own_page(published), 1)


def test_words_and_publisher_stand_in_the_language_of_the_reader(published, client):
    second_source(published, note_en="Prints it so.", note_ja="このとおり表記。")
    assert "外務省 " in " ".join(opened(dates_of(client.get(own_page(published, "/ja")))[1]))
    assert "このとおり表記。" in words_of(client.get(own_page(published, "/ja")))
    korean = client.get(own_page(published, "/ko")).content.decode()
    assert '<b><span lang="en">Ministry of Foreign Affairs of Japan</span></b>' in korean


def test_a_row_of_a_list_has_one_marker(responses):
    found = {}
    for (name, language), response in responses.items():
        for row in LexborHTMLParser(response.content.decode()).css(ROWS):
            if len(markers := seen_markers(row)) > 1 and name not in NAMING:
                found[name, language] = [node.text() for node in markers]
    assert found == {}


def test_no_marker_stands_in_a_heading_and_each_is_bound_to_the_word_before(published, client):
    second_source(published)
    loose, pages = [], ["/", "/rounds/", "/timeline/", "/compare/", own_page(published), "/pillars/threats/"]
    for path in pages:
        text = client.get(path).content.decode()
        page = LexborHTMLParser(text)
        inside = ", ".join(f"h{level} .mark, h{level} .basis" for level in range(1, 7))
        loose += [(path, node.html) for node in page.css(inside)]
        loose += [(path, before) for before in re.findall(r'([^\xa0])<details class="marker"', text)]
        # A paragraph cannot hold what opens: the parser would close it and leave an empty one behind.
        loose += [(path, node.html) for node in page.css("main p") if not node.text(deep=True).strip()]
    assert loose == []


def test_many_sources_cost_no_more_queries(published, client):
    def asked(path):
        with Queries() as block:
            assert client.get(path).status_code == 200
        return len(block.found)

    def cite(place, field):
        with realm.at_desk():
            citation = builders.other(published.rounds[0], field, position=place)
            models.Citation.objects.filter(pk=citation.pk).update(address=f"https://example.org/{place}")
            passage = published.documents[0].passages.get(number="1.2")
            builders.stated(published.rounds[0], field, passage, "Tokyo", "It says so.")
        builders.publish_all(title="One more source")

    paths = [own_page(published), "/rounds/", "/"]
    cite(1, "start")
    few = [asked(path) for path in paths]
    cite(2, "city")
    cite(3, "number")
    assert [asked(path) for path in paths] == few
