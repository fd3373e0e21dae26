"""Dates in words: in three languages, in ranges, and never more precise than their source."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import translation

from initiatives.templatetags.dates import day, in_words, period, range_in_words

WORDS = [
    ("2017-01-05", "5 January 2017", "2017年1月5日", "2017년 1월 5일"),
    ("2015-04", "April 2015", "2015年4月", "2015년 4월"),
    ("2015", "2015", "2015年", "2015년"),
    ("", "", "", ""),
]
RANGES = [
    ("2016-09-15", "2016-09-16", "15 and 16 September 2016", "2016年9月15日・16日", "2016년 9월 15일·16일"),
    ("2016-09-15", "2016-09-18", "15 to 18 September 2016", "2016年9月15日～18日", "2016년 9월 15일~18일"),
    (
        "2016-09-30",
        "2016-10-02",
        "30 September to 2 October 2016",
        "2016年9月30日～2016年10月2日",
        "2016년 9월 30일~2016년 10월 2일",
    ),
    (
        "2016-12-31",
        "2017-01-01",
        "31 December 2016 to 1 January 2017",
        "2016年12月31日～2017年1月1日",
        "2016년 12월 31일~2017년 1월 1일",
    ),
    ("2015-01", "2017-01", "January 2015 to January 2017", "2015年1月～2017年1月", "2015년 1월~2017년 1월"),
    ("2016-09-15", "2016-09-15", "15 September 2016", "2016年9月15日", "2016년 9월 15일"),
]


@pytest.mark.parametrize(("date", *"ejk"), WORDS)
def test_dates_in_words(date, e, j, k):
    found = []
    for language in ("en", "ja", "ko"):
        with translation.override(language):
            found.append(in_words(date))
    assert found == [e, j, k]


@pytest.mark.parametrize(("start", "end", *"ejk"), RANGES)
def test_ranges_in_words(start, end, e, j, k):
    found = []
    for language in ("en", "ja", "ko"):
        with translation.override(language):
            found.append(range_in_words(start, end))
    assert found == [e, j, k]


def test_short_forms():
    assert range_in_words("2016-09-15", "2016-09-16", short=True) == "15–16 Sep 2016"
    assert range_in_words("2016-09-30", "2016-10-02", short=True) == "30 Sep – 2 Oct 2016"
    assert in_words("2015-04", short=True) == "Apr 2015"


def test_a_moment_is_its_day_in_universal_time():
    moment = datetime.datetime(2026, 11, 24, 23, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=-5)))
    assert in_words(moment) == "25 November 2026"


def test_markup_carries_the_date_as_precise_as_it_is():
    assert day("2015-04") == '<time datetime="2015-04">April 2015</time>'
    assert period(SimpleNamespace(start="2017-01-05", end="")) == '<time datetime="2017-01-05">5 January 2017</time>'
