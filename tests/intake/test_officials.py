"""Officials as ministries print them: lists of delegations, tables, ranks, wrong letters, countries left open."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.intake.readers.text import read_text
from initiatives.intake.reading import read_source, restored
from initiatives.intake.recognise.spelling import KNOWN, mended

pytestmark = pytest.mark.once


def read(text: str, title: str = "Meeting on Rivers") -> dict[str, Any]:
    text = f"{title}\n\n{text}\n"
    return restored(text.encode(), read_source(read_text(text))).as_json()


def titled(said: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    passages = {p["number"]: p["text"] for p in said["passages"]}
    assert [m for o in said["officials"] for m in o["mentions"] if m["words"] not in passages[m["passage"]]] == [], (
        "words that are not in their passage"
    )
    return [(o["name"], o["title"], o["country"]) for o in said["officials"]]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "Prime Minister Bo Larkin spoke with President Ivan Kolo of Ukraine.",
            [("Bo Larkin", None), ("Ivan Kolo", "UKR")],
        ),
        (
            "Foreign Minister Bui Son met Chairman Kim Jong-un. They spoke of Japan and the Republic of Korea.",
            [("Bui Son", None), ("Kim Jong-un", None)],
        ),
        (
            "Ambassador Ana Reed and Minister of Health Luis Cruz met.",
            [("Ana Reed", None), ("Luis Cruz", None)],
        ),
        (
            "President Kolo and President Vale met in the United States.",
            [("Kolo", None), ("Vale", None)],
        ),
        (
            "Secretary of Health Luis Cruz and Secretary of State Ana Reed met.",
            [("Luis Cruz", None), ("Ana Reed", "USA")],
        ),
    ],
)
def test_a_country_that_is_not_printed_is_left_open(text: str, right: list[tuple[str, str | None]]) -> None:
    assert [(o["name"], o["country"]) for o in read(text)["officials"]] == right


def test_what_is_inferred_says_from_what() -> None:
    said = read(
        "Secretary of State Ana Reed met Foreign Minister Tanaka, Foreign Minister Park and Minister Luis Cruz of Peru. "
        "Japan and the Republic of Korea are neighbors."
    )
    assert [(o["name"], o["country"], o["country_basis"], o.get("country_reason")) for o in said["officials"]] == [
        ("Ana Reed", "USA", "inferred", "Secretary of State: an office of the United States"),
        ("Tanaka", "JPN", "inferred", "Foreign Minister: of those the text names, an office of Japan"),
        ("Park", "KOR", "inferred", "Foreign Minister: of those the text names, an office of the Republic of Korea"),
        ("Luis Cruz", "PER", "stated", None),
    ]


def test_those_who_issue_a_text_print_their_own_without_a_country() -> None:
    said = read(
        "Ambassador Ana Reed and Special Representative for the DPRK Bo Larkin met Ambassador Luis Cruz of Peru.",
        "Meeting on Rivers\n\nOffice of the Spokesperson",
    )
    assert [(o["name"], o["country"], o["country_basis"]) for o in said["officials"]] == [
        ("Ana Reed", "USA", "inferred"),
        ("Bo Larkin", "USA", "inferred"),
        ("Luis Cruz", "PER", "stated"),
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "They met Chief Officer for North America, Raul Vela, of Mexico.",
            [("Raul Vela", "Chief Officer for North America of Mexico", "MEX")],
        ),
        (
            "Also present were the head of the Financial Unit, Pia Gama, and Counsellor for River Basins, Lea Vere.",
            [
                ("Pia Gama", "head of the Financial Unit", None),
                ("Lea Vere", "Counsellor for River Basins", None),
            ],
        ),
        (
            "Lt General MV Rao, Maj. Gen. Bo Larkin and Rear Admiral Ken Sato of Japan were there.",
            [
                ("MV Rao", "Lt General", None),
                ("Bo Larkin", "Maj. Gen.", None),
                ("Ken Sato", "Rear Admiral of Japan", "JPN"),
            ],
        ),
        (
            "Ana Reed, Luis Cruz and Bo Larkin, Senior Directors for Asia, took part.",
            [
                ("Ana Reed", "Senior Directors for Asia", None),
                ("Luis Cruz", "Senior Directors for Asia", None),
                ("Bo Larkin", "Senior Directors for Asia", None),
            ],
        ),
        (
            (
                "Representing Mexico were the Secretary of Health, Dr. Ana Lira Soto; the Secretary of Labor, Luis Cruz; and "
                "Ambassador Rosa Vidal. Representing the United States was Secretary Ann Hale."
            ),
            [
                ("Ana Lira Soto", "Secretary of Health", "MEX"),
                ("Luis Cruz", "Secretary of Labor", "MEX"),
                ("Rosa Vidal", "Ambassador", "MEX"),
                ("Ann Hale", "Secretary", "USA"),
            ],
        ),
        (
            (
                "On the Canadian side, the Minister of Health, Marie Roy, and the Deputy Minister of Health, Luc Petit, "
                "joined. The Japanese delegation was led by Director-General Sato Ken and included Counsellor Mori Aya."
            ),
            [
                ("Marie Roy", "Minister of Health", "CAN"),
                ("Luc Petit", "Deputy Minister of Health", "CAN"),
                ("Sato Ken", "Director-General", "JPN"),
                ("Mori Aya", "Counsellor", "JPN"),
            ],
        ),
    ],
)
def test_delegation_lists_and_ranks(text: str, right: list[tuple[str, str, str | None]]) -> None:
    assert titled(read(text)) == right


@pytest.mark.parametrize("between", [" | ", " "])
def test_a_table_of_heads_of_delegation(between: str) -> None:
    rows = [
        ("United States", "Jane Q. Doe", "Deputy Secretary of State"),
        ("Japan", "YAMADA Hanako", "Vice Minister for Foreign Affairs"),
        ("Republic of Korea", "Hong Gil-dong", "First Vice Minister of Foreign Affairs"),
    ]
    table = "\n\n".join(between.join(row) for row in [("Country", "Head of delegation", "Title"), *rows])
    said = read(
        f"The three sides met in Tokyo on March 3, 2027.\n\n{table}\n\nThey will meet again in Seoul.",
        "Joint Statement on the Trilateral Vice Foreign Ministerial Meeting",
    )
    assert titled(said) == [
        ("Jane Q. Doe", "Deputy Secretary of State", "USA"),
        ("YAMADA Hanako", "Vice Minister for Foreign Affairs", "JPN"),
        ("Hong Gil-dong", "First Vice Minister of Foreign Affairs", "KOR"),
    ]
    assert [o["delegate"] for o in said["officials"]] == [True, True, True]
    assert (said["mechanism"], said["date"]["start"], said["city"]) == ("round", "2027-03-03", "Tokyo")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Japanese Prime Minster Sato met them.", [("Sato", "Japanese Prime Minster", "JPN")]),
        ("Secretery of State Ana Reed met them.", [("Ana Reed", "Secretery of State", "USA")]),
        ("Peruvian Foriegn Minister Luis Cruz met them.", [("Luis Cruz", "Peruvian Foriegn Minister", "PER")]),
        ("Luis Cruz, Ambasador of Peru, met them.", [("Luis Cruz", "Ambasador of Peru", "PER")]),
        ("Resident Coordinator Ana Reed of Peru met them.", [("Ana Reed", "Coordinator of Peru", "PER")]),
        ("State Councilor Wang Fei of China met them.", []),
    ],
)
def test_one_wrong_letter_in_an_office(text: str, right: list[tuple[str, str, str | None]]) -> None:
    assert titled(read(text)) == right


@given(st.text(alphabet="AaBbDdEeIiMmNnRrSsTt ,.’-", max_size=60), st.sampled_from(KNOWN), st.integers(0, 20))
def test_a_mended_text_leads_back_to_the_printed_one(around: str, office: str, place: int) -> None:
    place %= len(office)
    text = f"{around} {office[:place]}{office[place + 1 :]} {around}"
    spelt = mended(text)
    assert spelt.place(len(spelt.text)) == len(text)
    for start, end, said, printed in spelt.changes:
        assert (spelt.text[start:end], text[spelt.place(start) : spelt.place(end)]) == (said, printed)
    assert [spelt.place(i) for i in range(len(spelt.text))] == sorted(spelt.place(i) for i in range(len(spelt.text)))


def test_every_office_known_is_left_as_it_is() -> None:
    assert [word for word in KNOWN if mended(f"the {word} there").changes] == []


def test_names_in_letters_with_marks() -> None:
    text = "Vice Minister for Foreign Affairs of Japan Yūko Gotō met Vietnamese Minister Nguyễn Văn Đức."
    said = read(unicodedata.normalize("NFC", text))
    assert [(o["name"], o["country"]) for o in said["officials"]] == [("Yūko Gotō", "JPN"), ("Nguyễn Văn Đức", "VNM")]
