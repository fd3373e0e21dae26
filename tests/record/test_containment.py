"""Whether words hold a value: case, spaces, forms of letters, dates and numbers in words."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.record.containment import (
    MONTHS,
    folded,
    holds,
    holds_date,
    holds_number,
    holds_time,
    in_english,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ("met in Washington,  DC today", "washington, DC", True),
        ("Deputy Secretary’s call", "Deputy Secretary's call", True),
        ("a focus on us", "US", True),
        ("a focus", "US", False),
        ("Cybersecurity", "Cyber Security", False),
        ("ＤＥＰＵＴＹ Secretary", "Deputy Secretary", True),
        ("Cafe\u0301 Nine", "Café Nine", True),
        ("森　健良外務事務次官", "森健良", True),
        ("조현동 외교부 제1차관은", "외교부 제 1 차관", True),
        ("조현동", "조현", True),
        ("anything", "", False),
        ("anything", " . ", False),
    ],
)
def test_words(words, value, expected):
    assert holds(words, value) is expected


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ("September 15 and 16, 2016", "2016-09-15", True),
        ("September 15 and 16, 2016", "2016-09-16", True),
        ("September 15 and 16, 2016", "2016-09-17", False),
        ("September 15 and 16, 2016", "2016-09", True),
        ("September 15 and 16, 2016", "2016", True),
        ("15-16 September 2016", "2016-09-15", True),
        ("on the 5th of January 2017", "2017-01-05", True),
        ("Jan. 5, 2017", "2017-01-05", True),
        ("Sept. 5, 2017", "2017-09-05", True),
        ("January 15, 2017", "2017-01-05", False),
        ("January 5", "2017-01-05", False),
        ("April 2015", "2015-04-16", False),
        ("April 2015", "2015-04", True),
        ("2015", "2015-04", False),
        ("2017年1月5日（木）", "2017-01-05", True),
        ("平成29年1月5日", "2017-01-05", True),
        ("令和元年5月1日", "2019-05-01", True),
        ("2016年1月15日、16日", "2016-01-16", True),
        ("2022년 10월 26일", "2022-10-26", True),
        ("2022년 10월 26일", "2022-10-02", False),
        ("2017-01-05", "2017-01-05", True),
        ("2017. 1. 5.", "2017-01-05", True),
        ("anything", "no date", False),
    ],
)
def test_dates(words, value, expected):
    assert holds_date(words, value) is expected


@pytest.mark.parametrize(
    ("words", "number", "expected"),
    [
        ("the sixth round", 6, True),
        ("met six times", 6, True),
        ("6th round", 6, True),
        ("16 rounds", 6, False),
        ("6.5 hours", 6, False),
        ("the twenty-first", 21, True),
        ("the twenty first", 21, True),
        ("the twenty-first", 1, False),
        ("第6回", 6, True),
        ("第六回", 6, True),
        ("第十六回", 16, True),
        ("第十六回", 6, False),
        ("제6차", 6, True),
        ("제 16 차", 16, True),
        ("제십육차", 16, True),
        ("1,200 people", 1200, True),
    ],
)
def test_numbers(words, number, expected):
    assert holds_number(words, number) is expected


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ("from 2 p.m. to 7:30 p.m.", "14:00", True),
        ("from 2 p.m. to 7:30 p.m.", "19:30", True),
        ("from 2 p.m. to 7:30 p.m.", "19:00", False),
        ("12 a.m.", "00:00", True),
        ("14:00-19:30", "19:30", True),
        ("午後1時5分から", "13:05", True),
        ("14時から", "14:05", False),
        ("14時5分から", "14:00", False),
        ("오후 2시 반", "14:30", True),
    ],
)
def test_times(words, value, expected):
    assert holds_time(words, value) is expected


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2199, 12, 31)), st.dates(datetime.date(1990, 1, 1)))
def test_a_day_in_words_is_that_day_and_no_other(day, other):
    said = (
        f"{MONTHS[day.month].title()} {day.day}, {day.year}",
        f"{day.day} {MONTHS[day.month].title()} {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}년 {day.month}월 {day.day}일",
        day.isoformat(),
    )
    assert [holds_date(words, day.isoformat()) for words in said] == [True] * 5
    if other != day and other.year < 2200:
        assert [holds_date(words, other.isoformat()) for words in said] == [False] * 5


@given(st.integers(0, 99), st.integers(0, 99))
def test_a_number_in_words_is_that_number_and_no_other(number, other):
    assert all(holds_number(f"the {said} round", number) for said in in_english(number))
    if other != number:
        assert not any(holds_number(f"the {said} round", other) for said in in_english(number))


@given(st.text(max_size=60), st.text(max_size=20))
def test_nothing_that_is_typed_breaks_it(words, value):
    assert folded(folded(words)) == folded(words)
    holds(words, value), holds_date(words, value)
