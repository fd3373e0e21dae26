"""Days as Japanese and Korean print them, each with its year, or without a date where the text leaves doubt."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.intake.recognise.east_asian.days import Calendar
from initiatives.intake.recognise.packs.folded import Folded

pytestmark = pytest.mark.once

PAGE = datetime.date(2026, 2, 1)  # the day line of the page, where a case does not say another


def days(language: str, text: str, page: datetime.date | None = PAGE) -> list[tuple[str, str, str]]:
    found = Calendar([("1.1", language, Folded(text))], page).of("1.1")
    return [(day.words, day.first, day.last) for day in found if day.first]


def one(words: str, first: str, last: str = "") -> list[tuple[str, str, str]]:
    return [(words, first, last or first)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("令和８年１月３１日", one("令和８年１月３１日", "2026-01-31")),
        ("令和元年5月1日、", one("令和元年5月1日", "2019-05-01")),
        ("平成31年4月30日", one("平成31年4月30日", "2019-04-30")),
        ("令和八年一月三十一日", one("令和八年一月三十一日", "2026-01-31")),
        ("２０２６年（令和８年）１月３１日（土曜日）", one("２０２６年（令和８年）１月３１日（土曜日）", "2026-01-31")),
        ("令和8年（2026年）1月31日", one("令和8年（2026年）1月31日", "2026-01-31")),
        ("2026/1/31", one("2026/1/31", "2026-01-31")),
        ("R8.1.31", one("R8.1.31", "2026-01-31")),
        ("1月30日から31日まで", one("1月30日から31日まで", "2026-01-30", "2026-01-31")),
        ("1月30・31日", one("1月30・31日", "2026-01-30", "2026-01-31")),
        ("1月30日及び31日", one("1月30日及び31日", "2026-01-30", "2026-01-31")),
        ("1月31日から2月2日まで", one("1月31日から2月2日まで", "2026-01-31", "2026-02-02")),
        ("1月29日、2月5日", [("1月29日", "2026-01-29", "2026-01-29"), ("2月5日", "2026-02-05", "2026-02-05")]),
        ("31日、東京で", one("31日", "2026-01-31")),
        ("三月三日", one("三月三日", "2026-03-03")),
        ("12月28日、", one("12月28日", "2025-12-28")),
        ("昨年9月22日", one("昨年9月22日", "2025-09-22")),
        ("2025年9月、", one("2025年9月", "2025-09")),
        ("本日", one("本日", "2026-02-01")),
        ("2024年11月30日の会合に続き、1月31日", [
            ("2024年11月30日", "2024-11-30", "2024-11-30"), ("1月31日", "2026-01-31", "2026-01-31"),
        ]),
        ("2024年3月2日及び5月7日の協議", [
            ("2024年3月2日", "2024-03-02", "2024-03-02"), ("5月7日", "2024-05-07", "2024-05-07"),
        ]),
        ("2月30日", []),
        ("3日間", []),
        ("今後30日以内", []),
        ("9月に", []),
        ("決議第2397号", []),
        ("一日も早い解決", []),
    ],
)  # fmt: skip
def test_japanese_days(text, found):
    assert days("ja", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026년 1월 31일", one("2026년 1월 31일", "2026-01-31")),
        ("1.31.(토) 도쿄에서", one("1.31.(토)", "2026-01-31")),
        ("1.31(토)", one("1.31(토)", "2026-01-31")),
        ("'26.1.31.", one("'26.1.31.", "2026-01-31")),
        ("‘26.1.31.(토)", one("‘26.1.31.(토)", "2026-01-31")),
        ("2026.1.31.", one("2026.1.31.", "2026-01-31")),
        ("2026. 1. 31.(토) 08:00", one("2026. 1. 31.(토)", "2026-01-31")),
        ("지난 31일", one("지난 31일", "2026-01-31")),
        ("오는 5일", one("오는 5일", "2026-02-05")),
        ("지난 12월 28일", one("지난 12월 28일", "2025-12-28")),
        ("31일 서울에서", one("31일", "2026-01-31")),
        ("1월 30-31일", one("1월 30-31일", "2026-01-30", "2026-01-31")),
        ("1월 30일부터 31일까지", one("1월 30일부터 31일까지", "2026-01-30", "2026-01-31")),
        ("1월 30일과 31일", one("1월 30일과 31일", "2026-01-30", "2026-01-31")),
        ("1.30.(금)-31.(토)", one("1.30.(금)-31.(토)", "2026-01-30", "2026-01-31")),
        ("1.30.~1.31.", one("1.30.~1.31.", "2026-01-30", "2026-01-31")),
        ("지난해 8월", one("지난해 8월", "2025-08")),
        ("올해 3월 11일", one("올해 3월 11일", "2026-03-11")),
        ("오늘", one("오늘", "2026-02-01")),
        ("3.5% 성장", []),
        ("3일간", []),
        ("10일 이내", []),
        ("2.30.(월)", []),
    ],
)
def test_korean_days(text, found):
    assert days("ko", text) == found


@pytest.mark.parametrize(
    ("language", "text", "local", "elsewhere"),
    [
        ("ja", "現地時間1月31日午後2時（日本時間2月1日午前4時）から", "2026-01-31", "2026-02-01"),
        ("ja", "日本時間2月1日午前4時（現地時間1月31日午後2時）", "2026-01-31", "2026-02-01"),
        ("ja", "1月31日（日本時間2月1日）", "2026-01-31", "2026-02-01"),
        ("ko", "현지시간 1월 31일 오후(한국시간 2월 1일 새벽)", "2026-01-31", "2026-02-01"),
        ("ko", "한국시간 2월 1일(현지시간 1월 31일)", "2026-01-31", "2026-02-01"),
    ],
)
def test_of_two_days_of_one_moment_the_day_of_the_place_stays_and_the_other_is_kept(language, text, local, elsewhere):
    (day,) = Calendar([("1.1", language, Folded(text))], PAGE).of("1.1")
    assert day.again is not None
    assert (day.first, day.again.first) == (local, elsewhere)


@pytest.mark.parametrize(("language", "text"), [("ja", "1月31日"), ("ko", "1월 31일"), ("ko", "1.31.(토)")])
def test_a_day_without_its_year_is_no_date(language, text):
    assert days(language, text, None) == []


def test_a_day_takes_the_year_of_a_day_before_it_where_the_page_has_none():
    calendar = Calendar([("1.1", "ja", Folded("2027年3月3日、東京で")), ("2.1", "ja", Folded("翌日、3月4日に"))], None)
    assert [day.first for day in calendar.of("2.1")] == ["2027-03-04", "2027-03-04"]


@given(st.dates(datetime.date(2019, 5, 1), datetime.date(2099, 12, 31)), st.booleans())
def test_every_day_is_read_in_every_form(day, wide):
    year, month, number = day.year, day.month, day.day
    japanese = f"令和{year - 2018}年{month}月{number}日"
    if wide:
        japanese = japanese.translate({ord("0") + n: ord("０") + n for n in range(10)})
    for language, text in (
        ("ja", japanese),
        ("ko", f"{year}. {month}. {number}."),
        ("ko", f"{year}년 {month}월 {number}일"),
    ):
        assert days(language, text, None) == one(text, day.isoformat())


@given(st.text())
def test_whatever_is_written_its_words_are_those_printed(text):
    folded = Folded(text)
    assert folded.words(0, len(folded.text)) == text
    for language in ("ja", "ko"):
        for words, first, last in days(language, text):
            assert words in text
            assert first <= last
