"""Who followed whom in a post, and time in office in words."""

import pytest

from initiatives.models import Country, Official, Tenure
from initiatives.record.offices import successors
from initiatives.templatetags.tenures import tenure_in_words
from tests.builders import publish_all
from tests.reading import words_of

pytestmark = pytest.mark.usefixtures("at_desk")

JAPAN, KOREA = Country(code="JPN"), Country(code="KOR")
SAIKI, SUGIYAMA, MORI, LIM = (Official(slug=slug, name=slug) for slug in ("saiki", "sugiyama", "mori", "lim"))


def tenure(official, country=JAPAN, title="Vice Minister for Foreign Affairs", **days):
    return Tenure(official=official, country=country, title_en=title, **days)


def following(*tenures):
    """The successor of the first of some tenures: by name, since when, whether in office since then."""
    found = successors(tenures, tenures[:1]).get(tenures[0].pk)
    return found and (found.official.slug, found.since, found.took_office)


@pytest.mark.parametrize(
    ("first", "others", "expected"),
    [
        pytest.param(
            {"start": "2013-06"},
            [(MORI, {"start": "2021-06-22"}), (SUGIYAMA, {"start": "2016-06"})],
            ("sugiyama", "2016-06", True),
            id="the next of several",
        ),
        pytest.param(
            {"start": "2013-06"},
            [(SUGIYAMA, {"named_on": "2016-06"})],
            ("sugiyama", "2016-06", False),
            id="named alone",
        ),
        pytest.param(
            {"start": "2013-06"},
            [(SUGIYAMA, {"named_on": "2016-05", "start": "2016-06"})],
            ("sugiyama", "2016-06", True),
            id="named and in office",
        ),
        pytest.param(
            {"last_cited_on": "2016-04-19"},
            [(MORI, {"start": "2016-01"}), (SUGIYAMA, {"start": "2016-06"})],
            ("sugiyama", "2016-06", True),
            id="after the day last cited on",
        ),
        pytest.param(
            {"start": "2013-06"},
            [(SUGIYAMA, {"start": "2016-06", "title": "Vice-Minister for Foreign Affairs"})],
            ("sugiyama", "2016-06", True),
            id="a title with another sign",
        ),
        pytest.param({"start": "2013-06"}, [(LIM, {"start": "2016-06", "country": KOREA})], None, id="another country"),
        pytest.param({"start": "2013-06"}, [(LIM, {"start": "2016-06", "title": "Minister"})], None, id="another post"),
        pytest.param({"start": "2013-06"}, [(SAIKI, {"start": "2016-06"})], None, id="the same official again"),
        pytest.param({"start": "2016-06"}, [(MORI, {"start": "2013-06"})], None, id="one before"),
        pytest.param({}, [(SUGIYAMA, {"start": "2016-06"})], None, id="nothing known"),
        pytest.param({"start": "2013-06"}, [(SUGIYAMA, {"end": "2018-01-19"})], None, id="no beginning known"),
    ],
)
def test_a_successor_is_the_next_official_in_the_same_post(first, others, expected):
    rows = [tenure(official, **days) for official, days in others]
    assert following(tenure(SAIKI, **first), *rows) == expected


@pytest.mark.parametrize(
    ("days", "successor", "words"),
    [
        (
            {"start": "2013-06", "last_cited_on": "2016-04-19"},
            {"start": "2016-06"},
            "from June 2013; last cited in office 19 April 2016; successor from June 2016",
        ),
        ({"start": "2013-06"}, {"named_on": "2016-06-14"}, "from June 2013; successor named 14 June 2016"),
        (
            {"start": "2015-01-09", "end": "2017-01-19"},
            {"start": "2017-05-24"},
            "from 9 January 2015 to 19 January 2017",
        ),
        (
            {"named_on": "2023-12-28", "start": "2024-01-03", "end": "2025-06-10"},
            None,
            "named 28 December 2023; from 3 January 2024 to 10 June 2025",
        ),
        (
            {"named_on": "2014-02-27", "last_cited_on": "2015-10-01"},
            None,
            "named 27 February 2014; last cited in office 1 October 2015",
        ),
        ({"named_on": "2025-06-10"}, None, "named 10 June 2025; last day in office not in the record"),
        ({"end": "2017-01-19"}, None, "first day in office not in the record; to 19 January 2017"),
        ({}, None, "first day in office not in the record; last day in office not in the record"),
    ],
)
def test_each_day_is_said_for_what_it_is(days, successor, words):
    first = tenure(SAIKI, **days)
    rows = [tenure(SUGIYAMA, **successor)] if successor else []
    first.successor = successors([first, *rows], [first]).get(first.pk)
    assert tenure_in_words(first) == words


@pytest.mark.django_db(databases=["default", "public"])
def test_list_and_page_show_a_former_official_with_who_followed(client, record):
    former, later = record.officials[:2]
    Tenure.objects.filter(official=later).update(country=record.countries[0], start="2016-06")
    publish_all()
    listed = words_of(client.get("/officials/"))
    assert "Deputy Secretary, from January 2015; successor from June 2016" in listed
    assert "Deputy Secretary, from June 2016; last day in office not in the record" in listed
    page = words_of(client.get(former.get_absolute_url()))
    assert "from January 2015 other source; successor from June 2016, Bunta Sato" in page
