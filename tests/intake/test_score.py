"""The scorer is right, the labels say what is in their texts, and the reading of the development texts falls below no floor."""

import copy
import html
import json
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from tests.intake.score import score
from tests.intake.score.comparing import COLUMNS, bare, body_of, compared, lost, plain, pooled, share, words
from tests.intake.score.rendering import page_of

THREE = score.TEXTS / "three"
SETS = [
    score.TEXTS / part / language
    for part in (".", "unseen")
    for language in score.LANGUAGES
    if (score.TEXTS / part / language).is_dir()
]
LABELLED = {f"{d.stem} ({folder.name})": d for folder in [*SETS, THREE] for d in score.documents(folder)}
SCHEMA = "language title kind mechanism state round date city officials headings lead_ins activities references optional uncertain"
KEYS = frozenset(SCHEMA.split())
KINDS = {"fact sheet", "joint statement", "statement", "readout", "transcript", "media note", "principles", "other"}
each = pytest.mark.parametrize("document", LABELLED.values(), ids=LABELLED)


def perfect(document):
    """The reading that says what the label says."""
    gold = document.gold
    said = copy.deepcopy({key: gold[key] for key in KEYS - {"optional", "uncertain"}})
    said["kind"] = gold["kind"][0] if isinstance(gold["kind"], list) else gold["kind"]
    said["city"] = gold["city"] and gold["city"].split("|")[0]
    said["references"] = [name.split("|")[0] for name in gold["references"]]
    for named in said["officials"] + said["activities"]:
        named["name"] = named["name"].split("|")[0]
    said["passages"] = [{"number": "1", "kind": "paragraph", "text": document.text}]
    said["unplaced"] = []
    return said


def test_the_sets_are_there():
    assert {folder.name: len(list(folder.glob("*.json"))) for folder in SETS if folder.parent == score.TEXTS} == {
        "en": 10,
        "ja": 10,
        "ko": 10,
    }


@each
def test_a_perfect_reading_scores_one_everywhere(document):
    counts, differs = compared(document.gold, perfect(document))
    assert differs == {}
    assert {share(numbers) for numbers in counts.values()} <= {1.0, None}


WORSE = {
    "officials": lambda said: said["officials"].pop(),
    "delegate": lambda said: said["officials"][0].update(delegate=not said["officials"][0]["delegate"]),
    "headings": lambda said: said["headings"].append("Another heading"),
    "lead_ins": lambda said: said["lead_ins"].insert(0, "Another lead-in"),
    "activities": lambda said: said["activities"][0].update(start="2031-01"),
    "references": lambda said: said["references"].append("UNSCR 1540"),
    "title": lambda said: said.update(title=None),
    "kind": lambda said: said.update(kind="principles"),
    "mechanism": lambda said: said.update(mechanism="other"),
    "round": lambda said: said.pop("round"),
    "date": lambda said: said["date"].update(end="2027-10-14"),
    "city": lambda said: said.update(city="Osaka"),
    "state": lambda said: said.update(state="planned"),
    "language": lambda said: said.update(language="fr"),
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("stem", ["joint-statement-tokyo (en)", "kyodo-seimei (ja)", "gongdong-seongmyeong (ko)"])
def test_one_thing_worse_is_worse_in_its_column_alone(stem, column):
    said = perfect(LABELLED[stem])
    WORSE[column](said)
    counts, differs = compared(LABELLED[stem].gold, said)
    assert share(counts[column]) < 1
    assert list(differs) == [column]


@pytest.mark.parametrize(
    ("want", "got", "same"),
    [
        ("1. 한반도 안보", "한반도 안보", True),
        ("（海洋秩序）", "海洋秩序", True),
        ("1　安全保障協力", "１ 安全保障協力", True),
        ("第１回", "第2回", False),
        ("外務次官がいごう", "外務次官かいこう", False),  # a voiced letter is another letter
        ("Yūko Gotō", "Yuko Goto", True),
    ],
)
def test_what_counts_as_the_same_words(want, got, same):
    gold = {key: [] for key in ("officials", "headings", "lead_ins", "activities", "references")}
    gold["headings"] = [want]
    assert compared(gold, {"headings": [got]})[0]["headings"] == ([1, 0, 0] if same else [0, 1, 1])


@pytest.mark.parametrize(
    ("written", "resolution"),
    [
        ("国連安保理決議第２３９７号", "UNSCR 2397"),
        ("유엔 안보리 결의 제2397호", "UNSCR 2397"),
        ("UN Security Council Resolution 2397", "UNSCR 2397"),
        ("UNSCR 2397", "UNSCR 2397"),
    ],
)
def test_a_resolution_is_its_number(written, resolution):
    gold = {key: [] for key in ("officials", "headings", "lead_ins", "activities")} | {"references": [resolution]}
    assert compared(gold, {"references": [written]})[0]["references"] == [1, 0, 0]
    assert compared(gold, {"references": ["UNSCR 2379"]})[0]["references"] == [0, 1, 1]


def test_counts_are_pooled_before_they_are_divided():
    assert share(pooled([{"officials": [1, 0, 0]}, {"officials": [1, 1, 3]}])["officials"]) == pytest.approx(4 / 8)


@each
def test_a_word_that_is_left_out_is_lost_and_one_set_aside_is_not(document):
    body = "\n".join(body_of(document.text, document.suffix))
    word = max(re.findall(r"[^\W\d_]+", body), key=len)
    said = {"passages": [{"number": "1", "kind": "paragraph", "text": body}], "unplaced": []}
    assert lost(document.text, document.suffix, said) == []
    said["passages"][0]["text"] = body.replace(word, " ")
    assert "".join(sorted("".join(lost(document.text, document.suffix, said)))) == "".join(
        sorted(plain(word) * body.count(word))
    )
    said["unplaced"] = [word] * body.count(word)
    assert lost(document.text, document.suffix, said) == []


@each
def test_a_page_of_a_text_has_all_its_words(document):
    if document.suffix == ".txt":
        page = page_of(document.text, document.gold, "en")
        said = {"passages": [{"number": "1", "kind": "paragraph", "text": document.text}]}
        assert lost(page, ".html", said) == []
        assert page.count("<h1>") == 1
        assert page.count("<h2>") == len(document.gold["headings"])


# --- The labels


def printed(text):
    return bare(html.unescape(re.sub(r"<[^>]*>", " ", text)))


@each
def test_every_word_of_a_label_is_in_its_text(document):
    gold, text = document.gold, printed(document.text)
    asked = [gold["title"], *gold["headings"], *gold["lead_ins"], *(gold["city"] or "").split("|")]
    for official in gold["officials"]:
        asked += [*official["name"].split("|"), official["title"], official.get("family", "")]
    asked += [name for each in gold["activities"] for name in (*each["name"].split("|"), each["city"] or "")]
    missing = [words for words in asked if bare(words) not in text]
    for name in gold["references"]:
        digits = re.findall(r"\d{3,4}", name) if name.startswith("UNSCR") else name.split("|")
        missing += [] if any(bare(form) in text for form in digits) else [name]
    if gold["round"] is not None:
        missing += [] if re.search(rf"(?:第|제)?{gold['round']}(?:th|st|nd|rd|回|차)", text) else [gold["round"]]
    assert missing == []


@each
def test_a_label_is_of_the_schema(document):
    gold = document.gold
    dates = [
        value
        for each in [gold["date"] or {}, *gold["activities"]]
        for value in (each.get("start"), each.get("end"))
        if value
    ]
    wrong = [value for value in dates if not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])(?:-\d\d)?", value)]
    wrong += [value for value in dates if len(value) == 10 and date.fromisoformat(value).year != int(value[:4])]
    spans = [gold["date"], *gold["activities"]]
    wrong += [value for value in spans if value and not value["start"] <= value["end"]]
    wrong += [o for o in gold["officials"] if o["country"] is not None and not re.fullmatch("[A-Z]{3}", o["country"])]
    wrong += [o for o in gold["officials"] if o["delegate"] not in (True, False, None)]
    wrong += sorted(KEYS ^ (gold.keys() - {"note"}))
    wrong += sorted(set([gold["kind"]] if isinstance(gold["kind"], str) else gold["kind"]) - KINDS)
    wrong += [] if gold["mechanism"] in ("round", "call", "other") else [gold["mechanism"]]
    wrong += [] if gold["state"] in ("", "planned", "postponed", "cancelled") else [gold["state"]]
    wrong += [] if gold["language"] in score.LANGUAGES else [gold["language"]]
    wrong += [] if gold["mechanism"] == "round" or gold["round"] is None else [gold["round"]]
    wrong += sorted(set(gold["uncertain"]) - set(COLUMNS)) + sorted(set(gold["optional"]) - KEYS)
    assert wrong == []


def test_a_round_has_its_three_parties():
    rounds = {
        name: d.gold
        for name, d in LABELLED.items()
        if d.gold["mechanism"] in ("round", "call") and not d.gold["uncertain"]
    }
    assert len(rounds) > 15
    heads = {name: sorted(o["country"] for o in gold["officials"] if o["delegate"]) for name, gold in rounds.items()}
    assert {name: who for name, who in heads.items() if who != ["JPN", "KOR", "USA"]} == {}


def test_what_three_ministries_say_of_one_round_is_in_their_texts():
    expected = json.loads((THREE / "expected.json").read_text("utf-8"))
    documents = {d.stem: d for d in score.documents(THREE)}
    assert documents.keys() == expected["documents"].keys() | expected["not_of_this_round"].keys()
    texts = {name: unicodedata.normalize("NFC", documents[name].text) for name in expected["documents"]}
    wrong = [
        (fact["what"], language, fact[language]["words"])
        for fact in expected["differ"]
        for language in texts
        if fact[language]["words"] not in texts[language]
    ]
    agreed = [expected["agreed"]["city"], *expected["agreed"]["heads"], *expected["agreed"]["activities"]]
    wrong += [(said, language) for said in agreed for language in texts if said[language] not in texts[language]]
    labels = {language: documents[language].gold for language in texts}
    assert wrong == []
    assert {gold["round"] for gold in labels.values()} == {expected["agreed"]["round"]}
    assert [labels[language]["date"]["start"] for language in texts] == [
        expected["differ"][0][language]["value"] for language in texts
    ]
    assert words(labels["en"]["city"]) == words(expected["agreed"]["city"]["en"])


# --- The floors


@pytest.mark.once
@pytest.mark.parametrize("language", score.LANGUAGES)
def test_the_development_texts_are_read_no_worse_than_when_the_floors_were_set(language):
    found = score.documents(score.TEXTS / language)
    with ThreadPoolExecutor(2) as threads:  # each reading waits for a child of its own
        readings = list(threads.map(score.reading_of, [d.data for d in found], [f"document{d.medium}" for d in found]))
    result = score.Result([score.scored(d, *reading) for d, reading in zip(found, readings, strict=True)])
    floors = json.loads(score.FLOORS.read_text("utf-8"))[language]
    below = {
        column: (result.shares[column], floor)
        for column, floor in floors.items()
        if floor is not None and (result.shares[column] or 0) < floor
    }
    assert below == {}
    assert {one.document.stem: one.lost for one in result.scored if one.lost} == {}
