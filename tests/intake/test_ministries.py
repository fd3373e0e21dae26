"""What Japanese and Korean papers say, in the manner of the ministries that issue them, with exact values.

Texts and right values lie in `ministries/`, a pair of files each: NAME.txt, and NAME.json, what is to be read in it. All
persons, rounds and facts are invented.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.intake import vocabulary
from initiatives.intake.readers.text import read_text
from initiatives.intake.reading import read_source
from initiatives.intake.recognise.offices import rank_of
from initiatives.intake.recognise.packs import LANGUAGES, pack_of
from initiatives.intake.recognise.packs.english import city_in_english, treaty_in_english

pytestmark = pytest.mark.once

TEXTS = Path(__file__).parent / "ministries"
NAMES = sorted(str(path.relative_to(TEXTS).with_suffix("")) for path in TEXTS.rglob("*.txt"))


def reading(text: str) -> dict[str, Any]:
    return read_source(read_text(text))


def summary(text: str) -> dict[str, Any]:
    """What was read, short enough to be written down: of a person name, title, country, basis and other names."""
    values = reading(text)["values"]
    people = [
        [
            o["name"],
            o["title"],
            o["country"],
            o["country_basis"],
            o.get("also", []),
            [m["words"] for m in o["mentions"]],
        ]
        for o in values["officials"]
    ]
    return {
        "mechanism": values["mechanism"],
        "state": values["state"],
        "kind": values["kind"],
        "round": values["round"],
        "date": values["date"],
        "city": values["city"],
        "delegates": [o["name"] for o in values["officials"] if o["delegate"]],
        "officials": people,
        "activities": [[a["name"], a["start"], a["end"], a["city"]] for a in values["activities"]],
        "references": values["references"],
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_is_read_as_it_is_printed(name):
    text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    assert summary(text) == json.loads((TEXTS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_every_mention_names_its_passage_and_words_that_stand_there(name):
    said = reading((TEXTS / f"{name}.txt").read_text(encoding="utf-8"))
    passages = {passage["number"]: passage["text"] for passage in said["passages"]}
    values = said["values"]
    cited = values["cited"]
    places = [place for official in values["officials"] for place in official["mentions"]]
    places += [*values["activities"], *cited.pop("references"), *cited.values()]
    assert [place for place in places if place["words"] not in passages[place["passage"]]] == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("name", ["countries", "cities", "treaties", "offices"])
def test_a_table_of_a_pack_has_every_row_whole_and_every_name_once(language, name):
    columns = {"countries": 2, "cities": 3, "treaties": 2, "offices": 4}[name]
    names_in = {"countries": 1, "cities": 2, "treaties": 0, "offices": 0}[name]
    rows = vocabulary.rows(f"{language}/{name}")
    assert [row for row in rows if len(row) != columns] == []
    names = [printed for row in rows for printed in row[names_in].split(";")]
    assert [printed for printed in names if names.count(printed) > 1] == []


@pytest.mark.parametrize(
    "path", sorted(vocabulary.PLACE.glob("*/*.txt")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_a_list_of_a_pack_opens_with_what_it_is_and_has_every_word_once(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith(".")
    words = vocabulary.words(f"{path.parent.name}/{path.stem}")
    if "|" not in "".join(words):
        assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("外務事務次官", "vice minister"),
        ("米国国務副長官", "vice minister"),
        ("韓国外交部第一次官", "vice minister"),
        ("韓国外交部第１次官", "vice minister"),
        ("国務次官", "under secretary of state"),
        ("国務長官", "foreign minister"),
        ("外務大臣臨時代理", "foreign minister"),
        ("외교부 제1차관", "vice minister"),
        ("외교부 제 1차관", "vice minister"),
        ("미국 국무부 부장관", "vice minister"),
        ("일본 외무성 사무차관", "vice minister"),
        ("국무부 차관보", "assistant secretary of state"),
        ("외교부 장관", "foreign minister"),
        ("Deputy Secretary of State", "vice minister"),
    ],
)
def test_the_rank_of_an_office_is_the_same_in_three_languages(title, rank):
    assert rank_of(title) == rank


def test_cities_and_treaties_are_told_in_english_for_comparing():
    assert {city_in_english(name).english for name in ("東京", "도쿄")} == {"Tokyo"}
    assert {city_in_english(name).english for name in ("ワシントンＤ．Ｃ．", "워싱턴 D.C.", "ワシントン")} == {
        "Washington, DC"
    }
    assert {treaty_in_english(name) for name in ("国連海洋法条約", "유엔해양법협약", "유엔 해양법협약")} == {
        "UN Convention on the Law of the Sea"
    }
    assert city_in_english("どこか") is None


@given(
    st.text(
        alphabet=st.sampled_from(
            list(
                "日米韓次官協議第16回、。年月3外務山田は一との間で行った（）・ー東京において\n 차관은제1한미일과를개최도쿄에서.'26"
            )
        )
    )
)
def test_nothing_that_is_written_breaks_the_packs(text):
    summary(f"日米韓次官協議\n\n{text}\n")
    summary(f"한미일 외교차관협의회\n\n{text}\n")


def test_a_pack_is_made_once():
    assert all(pack_of(language) is pack_of(language) for language in LANGUAGES)
