"""The language of a document and of each of its passages, told from letters alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.intake.languages import language_of, languages_of, script_of, width
from initiatives.intake.readers.text import read_text
from initiatives.intake.reading import read_source, restored

JAPANESE = "三者は、北朝鮮への対応について緊密に連携していくことで一致しました。"
KOREAN = "3국 차관은 북한 문제에 대해 긴밀히 공조해 나가기로 하였다."
ENGLISH = "They agreed to work closely together on the response to North Korea."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (JAPANESE, "ja"),
        (KOREAN, "ko"),
        (unicodedata.normalize("NFD", KOREAN), "ko"),
        (ENGLISH, "en"),
        ("The Consultation (日米韓外務次官協議) was held in Tokyo.", "en"),
        ("ジェーン・ドウ（Jane Quincy Doe）米国国務副長官", "ja"),
        ("山田花子外務事務次官は、洪吉童（ホン・ギルドン／홍길동）韓国外交部第一次官と会談した。", "ja"),
        ("홍길동(洪吉童) 외교부 제1차관", "ko"),
        ("야마다 하나코(山田花子) 일본 외무성 사무차관", "ko"),
        ("ＱＵＡＤとＩＰＥＦについて議論した。", "ja"),
        ("詳細は https://www.example.org/a/very/long/address/of/a/page.html を参照。", "ja"),
        ("日米韓外務次官協議", ""),
        ("2027.3.3.", ""),
        ("https://www.example.org/press/", ""),
        ("三方就半岛局势交换了意见，同意继续加强合作。", ""),
        ("Заместители министров встретились в Токио.", ""),
        ("Los tres viceministros se reunieron en Tokio y acordaron seguir trabajando juntos por una paz duradera.", ""),
        ("", ""),
    ],
)
def test_a_text_is_in_the_language_of_its_letters(text: str, language: str) -> None:
    assert language_of(text) == language
    assert script_of(text) == {"en": "Latn", "ja": "Jpan", "ko": "Kore", "": script_of(text)}[language]


@pytest.mark.parametrize(
    ("text", "surroundings", "language"),
    [
        ("外務省", "ja", "ja"),
        ("大韓民國", "ko", "ko"),
        ("ASEAN", "ja", "ja"),
        ("Jane Q. Doe", "ko", "ko"),
        ("Ministry of Foreign Affairs", "ja", "en"),
        ("１", "ja", "ja"),
        (JAPANESE, "en", "ja"),
        (KOREAN, "ja", "ko"),
        (ENGLISH, "ko", "en"),
    ],
)
def test_what_does_not_say_its_language_is_in_that_around_it(text: str, surroundings: str, language: str) -> None:
    assert language_of(text, surroundings) == language


def test_a_paper_in_two_languages_has_one_for_each_passage() -> None:
    passages = ["Joint Statement", ENGLISH * 3, "日米韓外務次官協議", JAPANESE, KOREAN]
    assert languages_of(passages) == ("en", ["en", "en", "ja", "ja", "ko"])


def test_han_alone_in_an_english_paper_is_in_no_language() -> None:
    assert languages_of([ENGLISH, "外務省"]) == ("en", ["en", ""])


def test_a_reading_says_the_language_of_the_document_and_of_every_passage() -> None:
    text = f"日米韓外務次官協議（結果）\n\n{JAPANESE}{JAPANESE}\n\n{ENGLISH}\n"
    reading = restored(text.encode(), read_source(read_text(text)))
    said = reading.as_json()
    assert (reading.structure.language, said["language"]) == ("ja", "ja")
    assert {(p["language"], p["script"]) for p in said["passages"] if ENGLISH not in p["text"]} == {("ja", "Jpan")}
    assert {(p["language"], p["script"]) for p in said["passages"] if ENGLISH in p["text"]} == {("en", "Latn")}


def test_a_reading_made_before_languages_were_told_is_restored() -> None:
    values = read_source(read_text(f"A Title\n\n{ENGLISH}\n"))
    del values["language"]
    for passage in values["passages"]:
        del passage["language"]
    reading = restored(b"", values)
    assert reading.structure.language == ""
    assert [p.language for p in reading.passages] == [""] * len(values["passages"])


def test_width_counts_columns() -> None:
    assert (width("abc"), width("日本"), width("한국"), width("ｱ"), width("が")) == (3, 4, 4, 1, 2)


@given(st.text(), st.sampled_from(["", "en", "ja", "ko"]))
def test_any_text_has_a_language_or_none(text: str, default: str) -> None:
    assert language_of(text, default) in ("", "en", "ja", "ko")
    assert script_of(text) in ("", "Latn", "Jpan", "Kore")
