"""Whole texts in the manner of the three ministries, their embassies and the White House, all of them invented."""

from typing import Any

import pytest

from initiatives.intake.readers.text import read_text
from initiatives.intake.reading import read_source, restored

pytestmark = pytest.mark.once


def read(text: str) -> dict[str, Any]:
    return restored(text.encode(), read_source(read_text(text))).as_json()


def people(said: dict[str, Any]) -> list[tuple[str, str | None, bool]]:
    return [(o["name"], o["country"], o["delegate"]) for o in said["officials"]]


def events(said: dict[str, Any]) -> list[tuple[str, str]]:
    return [(a["name"], a["start"]) for a in said["activities"]]


def when_and_where(said: dict[str, Any]) -> tuple[str, int | None, str | None, str | None]:
    return said["mechanism"], said["round"], (said["date"] or {}).get("start"), said["city"]


def test_a_round_is_not_counted_by_another_body() -> None:
    said = read(
        "Deputy Secretary Halloran’s Meeting with Vice Minister Nomura and First Vice Minister Bae\n\n"
        "Office of the Spokesperson\n\nSeptember 14, 2027\n\nThe below is attributable to Spokesperson Tom Wickery:\n\n"
        "Deputy Secretary of State Lena Halloran met today in New York City with Japanese Vice Foreign Minister Nomura "
        "Satoshi and Republic of Korea First Vice Foreign Minister Bae Jun-ho. They welcomed the second meeting of the "
        "Trilateral Women’s Conference, to be held in Incheon in November 2027, and thanked Special Representative Kim "
        "Gunn.\n"
    )
    assert when_and_where(said) == ("round", None, "2027-09-14", "New York City")
    assert people(said) == [
        ("Tom Wickery", "USA", False),
        ("Lena Halloran", "USA", True),
        ("Nomura Satoshi", "JPN", True),
        ("Bae Jun-ho", "KOR", True),
        ("Kim Gunn", None, False),
    ]


def test_a_trip_that_is_announced() -> None:
    said = read(
        "Secretary Brandt to Travel to Jakarta, Seoul, and Tokyo\n\nMedia Note\n\nOffice of the Spokesperson\n\nJuly 2, 2028\n\n"
        "Secretary of State Peter Brandt will travel to Jakarta, Seoul, and Tokyo July 9-14, 2028.\n\nIn Seoul on July 12, "
        "the Secretary will hold a trilateral meeting with ROK Foreign Minister Seol Kyung-min. He will be joined by Deputy "
        "Assistant Secretary for Japan, Korea, and Mongolian Affairs Beth Lang.\n"
    )
    assert (said["kind"], said["state"], said["date"]["start"], said["date"]["end"]) == (
        "media note",
        "planned",
        "2028-07-09",
        "2028-07-14",
    )
    assert [(o["name"], o["country"]) for o in said["officials"]] == [
        ("Peter Brandt", "USA"),
        ("Seol Kyung-min", "KOR"),
        ("Beth Lang", "USA"),
    ]
    assert events(said) == []


def test_delegations_listed_under_their_countries() -> None:
    said = read(
        "Trilateral River Dialogue: Delegations\n\nThe fourth Trilateral River Dialogue was held in Nagoya on September 3, "
        "2029.\n\nUnited States\n\n- Ana Field, Deputy Director for Water\n- Theo Marsh, Assistant Secretary of Commerce\n\n"
        "Japan\n\n- HIGUCHI Mei, Deputy Secretary General, National Security Secretariat\n\nRepublic of Korea\n\n- Wang "
        "Yun-ho, Third Deputy Director of the Office of National Security\n"
    )
    assert people(said) == [
        ("Ana Field", "USA", True),
        ("Theo Marsh", "USA", True),
        ("HIGUCHI Mei", "JPN", True),
        ("Wang Yun-ho", "KOR", True),
    ]
    assert when_and_where(said) == ("other", None, "2029-09-03", "Nagoya")


def test_those_who_sign_a_statement() -> None:
    said = read(
        "Joint Vision Statement\n\n1. We, the Vice Foreign Ministers of Japan and the Republic of Korea and the Deputy "
        "Secretary of State of the United States, gathered in Gyeongju on October 30, 2029, and adopted this statement.\n\n"
        "2. We take note of the Outer Space Treaty and the River Code of Conduct.\n\nLena Halloran\nDeputy Secretary of State "
        "of the United States of America\n\nNomura Satoshi\nVice-Minister for Foreign Affairs of Japan\n\nBae Jun-ho\nFirst "
        "Vice Minister of Foreign Affairs of the Republic of Korea\n"
    )
    assert people(said) == [
        ("Lena Halloran", "USA", True),
        ("Nomura Satoshi", "JPN", True),
        ("Bae Jun-ho", "KOR", True),
    ]
    assert when_and_where(said) == ("round", None, "2029-10-30", "Gyeongju")
    assert said["references"] == ["Outer Space Treaty"]


def test_a_courtesy_call_of_the_three_is_no_round() -> None:
    said = read(
        "Courtesy Call on Foreign Minister Aoki\n\nJuly 18, 2028\n\nOn July 18, Ms. AOKI Reiko, Minister for Foreign Affairs "
        "of Japan, received a courtesy call from the Honorable Lena HALLORAN, Deputy Secretary of State of the United States "
        "of America, and H.E. Mr. BAE Jun-ho, First Vice Minister of Foreign Affairs of the Republic of Korea. Mr. NOMURA "
        "Satoshi, Vice-Minister for Foreign Affairs, was also present.\n"
    )
    assert when_and_where(said) == ("other", None, "2028-07-18", None)
    assert people(said) == [
        ("AOKI Reiko", "JPN", True),
        ("Lena HALLORAN", "USA", True),
        ("BAE Jun-ho", "KOR", True),
        ("NOMURA Satoshi", "JPN", True),
    ]


def test_those_of_a_postponed_consultation() -> None:
    said = read(
        "Postponement of Trilateral Vice Foreign Ministerial Consultation\n\nMinistry of Foreign Affairs of Japan\n\nApril 2, "
        "2027\n\nThe Japan-U.S.-ROK Vice-Ministerial Consultation among Mr. NOMURA Satoshi, Vice-Minister for Foreign Affairs, "
        "Ms. Lena HALLORAN, Deputy Secretary of State of the United States, and Mr. BAE Jun-ho, First Vice Minister of Foreign "
        "Affairs of the Republic of Korea, which was scheduled to be held in Tokyo on April 5, has been postponed.\n"
    )
    assert people(said) == [
        ("NOMURA Satoshi", "JPN", False),
        ("Lena HALLORAN", "USA", False),
        ("BAE Jun-ho", "KOR", False),
    ]
    assert (said["state"], *when_and_where(said)) == ("postponed", "round", None, "2027-04-05", "Tokyo")


@pytest.mark.parametrize(
    ("opening", "day", "city"),
    [
        ("SEOUL, Aug. 21 – The ministers will meet in Busan on Aug. 28, 2029.", "2029-08-28", "Busan"),
        ("Tokyo, April 3, 2028 – The ministers met today at the Ministry.", "2028-04-03", "Tokyo"),
        ("Three years ago today, I stood with the ministers at Camp David.", None, None),
        ("The ministers traveled to Seoul, Republic of Korea, on March 5 and 6, 2028.", "2028-03-05", "Seoul"),
    ],
)
def test_datelines_and_days_of_the_past(opening: str, day: str | None, city: str | None) -> None:
    said = read(f"Meeting on Rivers\n\n{opening} It was good for all.\n")
    assert ((said["date"] or {}).get("start"), said["city"]) == (day, city)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Launched in May 2030 with nine towns, the River Network was extended.", [("River Network", "2030-05")]),
        (
            "They noted progress under the Bay Agreement, and welcomed the relocation that began in May 2030.",
            [("relocation that began", "2030-05")],
        ),
        (
            "The working-level officials, led by Director Ana Reed of Peru, met in Lima in May 2030.",
            [("working-level officials met", "2030-05")],
        ),
        (
            "In May 2030 we signed the pact, and in June 2031 we will host the first staff exchange.",
            [("signed the pact", "2030-05"), ("first staff exchange", "2031-06")],
        ),
        (
            "Exercise Blue River, conducted off Busan in May 2030, went well.",
            [("Exercise Blue River conducted off Busan", "2030-05")],
        ),
        ("The previous round was held in Lima in May 2030.", [("previous round", "2030-05")]),
    ],
)
def test_events_are_named_by_their_own_clause(text: str, right: list[tuple[str, str]]) -> None:
    assert events(read(f"Meeting on Rivers\n\nThe partners met today and agreed on much.\n\n{text}\n")) == right


@pytest.mark.parametrize(
    ("body", "headings"),
    [
        ("Japan\n\nThe ministers of the country spoke first.", ["Japan"]),
        (
            "I. RIVERS\n\nThey met.\n\nII. DAMS AND LAKES\n\n1. They agreed on dams.\n2. They agreed on lakes.",
            ["RIVERS", "DAMS AND LAKES"],
        ),
        ("Jane Q. Doe Room\n\nThe room was opened by the ministers.", ["Jane Q. Doe Room"]),
        ("Ana Reed\nSecretary of State\n\nSato Ken\nMinister for Foreign Affairs", []),
    ],
)
def test_headings_and_what_only_looks_like_one(body: str, headings: list[str]) -> None:
    said = read(f"Meeting on Rivers\n\nThe partners met today and agreed on much.\n\n{body}\n")
    assert said["headings"] == headings


def test_a_label_with_a_title_behind_it_is_a_title() -> None:
    assert (
        read("Press Release: Talks on Rivers\n\nThe partners met today.\n")["title"] == "Press Release: Talks on Rivers"
    )


def test_speakers_who_are_printed_with_their_office() -> None:
    said = read(
        "Press Conference by Foreign Minister Sato\n\nTuesday, May 12, 2028\n\nSATO Ken, Minister for Foreign Affairs of Japan: "
        "From May 14 to 17, I will visit Lima.\n\nReporter: What of the talks?\n\nSATO Ken, Minister for Foreign Affairs of "
        "Japan: They will be held soon.\n"
    )
    assert (said["kind"], said["date"]["start"], said["lead_ins"]) == ("transcript", "2028-05-12", [])
    assert people(said) == [("SATO Ken", "JPN", True)]


def test_a_list_of_the_three_is_not_all_of_the_first() -> None:
    said = read(
        "Trilateral Statement on Rivers\n\nU.S. Special Representative for Rivers Carl Dunn, Director-General for Water Ueda "
        "Kaori, and Special Representative for Korean Peninsula Peace and Security Affairs Yang Hee-jin held a phone call on "
        "March 17, 2027. Japan and the Republic of Korea were thanked.\n"
    )
    assert people(said) == [("Carl Dunn", "USA", True), ("Ueda Kaori", None, True), ("Yang Hee-jin", "KOR", True)]


def test_where_the_next_meeting_will_be_is_not_where_this_one_was() -> None:
    said = read(
        "Telephone Talk of the Three\n\nApril 14, 2027\n\nOn April 14, Mr. NOMURA Satoshi, Vice-Minister for Foreign Affairs, "
        "held a telephone talk with Ms. Lena HALLORAN, Deputy Secretary of State of the United States of America, and Mr. BAE "
        "Jun-ho, First Vice-Minister of Foreign Affairs of the Republic of Korea. They confirmed that the 18th Vice-Ministerial "
        "Consultation would be held in Seoul on April 30.\n"
    )
    assert when_and_where(said) == ("call", None, "2027-04-14", None)
    assert events(said) == [("18th Vice-Ministerial Consultation", "2027-04-30")]


def test_a_visit_tells_who_travels_and_another_sentence_when_they_meet() -> None:
    said = read(
        "Visit to the Republic of Korea by Vice-Minister for Foreign Affairs Kuroda\n\nMay 6, 2028\n\n"
        "1. From May 9 to May 12, Mr. KURODA Ken, Vice-Minister for Foreign Affairs of Japan, is scheduled to visit Seoul, "
        "the Republic of Korea, to attend the 18th Japan‑U.S.‑ROK Vice-Ministerial Consultation.\n\n"
        "2. The Consultation will be held on May 10, and Ms. Iris HOLM, Deputy Secretary of State of the United States of "
        "America, and Mr. NAM Do-yun, First Vice Minister of Foreign Affairs of the Republic of Korea, are scheduled to "
        "attend.\n\n3. During the visit, Vice-Minister KURODA is also scheduled to pay a courtesy call on Mr. SEO Jun, "
        "Minister of Unification of the Republic of Korea.\n"
    )
    assert when_and_where(said) == ("round", 18, "2028-05-10", "Seoul")
    assert said["state"] == "planned"
    assert [name for name, _, took_part in people(said) if took_part] == ["KURODA Ken", "Iris HOLM", "NAM Do-yun"]
    assert events(said) == []


def test_who_gives_a_luncheon_for_the_delegations_did_not_meet_them() -> None:
    said = read(
        "ROK-U.S.-Japan Economic Security Dialogue\n\nJune 22, 2028\n\n1. Deputy Minister for Economic Affairs Kang Noah held "
        "the dialogue with Under Secretary of State Brenda Castle of the United States in Seoul on June 21.\n\n2. The sides "
        "discussed batteries. First Vice Foreign Minister Nam Do-yun gave a luncheon for the delegations.\n"
    )
    assert [name for name, _, took_part in people(said) if not took_part] == ["Nam Do-yun"]


def test_an_event_stands_before_whom_it_is_with_and_when_it_will_be() -> None:
    said = read(
        "Deputy Secretary Holm’s Meeting with Vice Minister Kuroda\n\nMay 9, 2028\n\nDeputy Secretary of State Iris Holm met with "
        "Japanese Vice Foreign Minister Kuroda Ken today in Tokyo. They discussed the trilateral consultation with First "
        "Vice Foreign Minister Nam Do-yun of the Republic of Korea, which will be held on June 10, 2028.\n"
    )
    assert events(said) == [("trilateral consultation", "2028-06-10")]


def test_one_heading_in_sentence_case_stands_with_its_plain_neighbours() -> None:
    said = read(
        "Cooperation at a Glance\n\nFact Sheet\n\nMarch 1, 2028\n\nThe three countries have met often since April 2015.\n\n"
        "Diplomacy\n\nThe vice foreign ministers have met in all three capitals and will go on doing so.\n\n"
        "Economy and technology\n\nLaboratories of the three countries work together on safe machines and on chips.\n"
    )
    assert said["headings"] == ["Diplomacy", "Economy and technology"]


def test_points_of_a_sheet_are_named_by_what_stands_before_their_colon() -> None:
    said = read(
        "한미일 협력 현황 (설명자료)\n\n외교부 북미국\n2028. 3. 1.\n\n■ 외교\n - 차관 협의회: 지금까지 18차례 개최. 가장 최근 회의는 "
        "2028년 2월 10일 서울에서 개최\n - 사무국: 2024년 11월 설치\n\n■ 보건\n - 암 연구 협력: 2028년 9월 14일 휴스턴에서 회의 개최 예정\n"
    )
    assert said["lead_ins"] == ["차관 협의회", "사무국", "암 연구 협력"]
    assert [(name, start) for name, start in events(said) if start != "2028-02-10"] == [
        ("사무국", "2024-11"),
        ("암 연구 협력", "2028-09-14"),
    ]
    assert "2028-02-10" in {start for _, start in events(said)}
