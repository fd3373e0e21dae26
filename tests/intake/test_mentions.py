"""Mentions: officials, delegates, the occasion with its day and city, activities and references, on invented texts."""

from typing import Any

import pytest

from initiatives.intake.readers.text import read_text
from initiatives.intake.reading import read_source, restored
from initiatives.intake.recognise.dates import find_dates
from initiatives.intake.recognise.references import find_references
from initiatives.intake.structure import NumberedPassage


def read(text: str) -> dict[str, Any]:
    return restored(text.encode(), read_source(read_text(text))).as_json()


def named(said: dict[str, Any]) -> list[tuple[str, str, bool]]:
    return [(o["name"], o["country"], o["delegate"]) for o in said["officials"]]


def sentence(text: str) -> str:
    return f"Meeting on Rivers\n\n{text}\n"


@pytest.mark.parametrize(
    ("text", "officials"),
    [
        (
            (
                "U.S. Deputy Secretary of State Anne Reed met with Vice Minister for Foreign Affairs of Japan "
                "Tanaka Ichiro."
            ),
            [("Anne Reed", "USA"), ("Tanaka Ichiro", "JPN")],
        ),
        (
            (
                "Mr. TANAKA Ichiro, Vice-Minister for Foreign Affairs of Japan, met H.E. Dr. PARK Min-su, "
                "Minister of Foreign Affairs of the Republic of Korea."
            ),
            [("TANAKA Ichiro", "JPN"), ("PARK Min-su", "KOR")],
        ),
        (
            (
                "The Minister of Foreign Affairs of Japan, Ichiro Tanaka, met with Canada’s Minister of Foreign "
                "Affairs, the Hon. Marie Roy MP."
            ),
            [("Ichiro Tanaka", "JPN"), ("Marie Roy", "CAN")],
        ),
        (
            (
                "President Anne M. Reed, Jr. met today with President Park Min Su and Prime Minister Tanaka. "
                "Korea and Japan are close partners."
            ),
            [("Anne M. Reed, Jr.", None), ("Park Min Su", "KOR"), ("Tanaka", "JPN")],
        ),
        (
            (
                "Secretary of State Anne Reed and Secretary of Defense John Vale met with Japanese Ministers "
                "Tanaka and Sato."
            ),
            [("Anne Reed", "USA"), ("John Vale", "USA"), ("Tanaka", "JPN"), ("Sato", "JPN")],
        ),
        (
            (
                "The ROK delegation was led by Deputy Director Wang Min-su and the Japanese delegation was led by "
                "Director Sato Kenji."
            ),
            [("Wang Min-su", "KOR"), ("Sato Kenji", "JPN")],
        ),
        (
            (
                "Deputy Prime Minister and Minister for Defence of Australia, the Hon John Vale MP, met Senator "
                "the Hon Anne Reed."
            ),
            [("John Vale", "AUS"), ("Anne Reed", None)],
        ),
        (
            (
                "Director-General of the Asian Affairs Bureau of the Ministry of Foreign Affairs of Japan Sato "
                "Kenji met Korea’s Ambassador "
                "to Japan Park Min-su."
            ),
            [("Sato Kenji", "JPN"), ("Park Min-su", "KOR")],
        ),
        (
            "President Moon and Minister Moon Min-su of the Republic of Korea met with UN Secretary-General Luis Cruz.",
            [("Moon", "KOR"), ("Moon Min-su", "KOR"), ("Luis Cruz", None)],
        ),
        (
            (
                "EU High Representative/Vice President Karin Holm met with the Ambassador of France to the United "
                "States Luc Petit."
            ),
            [("Karin Holm", None), ("Luc Petit", "FRA")],
        ),
        (
            (
                "National Security Advisors Anne Reed of the United States, Sato Ken of Japan, and Luis Cruz of "
                "the Philippines met."
            ),
            [("Anne Reed", "USA"), ("Sato Ken", "JPN"), ("Luis Cruz", "PHL")],
        ),
        (
            "The Foreign Ministers met in the State Department. The General Assembly welcomed the Minister’s Meeting.",
            [],
        ),
    ],
)
def test_officials_in_every_form(text: str, officials: list[tuple[str, str | None]]) -> None:
    assert [(o["name"], o["country"]) for o in read(sentence(text))["officials"]] == officials


def test_one_person_is_named_once_whatever_the_spelling() -> None:
    said = read(
        sentence(
            "Japanese Vice Foreign Minister Tanaka Ichiro met today with ROK First Vice Foreign Minister Cho "
            "Min-su and National Security Advisor Cho Hana.\n\n"
            "Vice Foreign Minister Ichiro Tanaka thanked First Vice Foreign Minister Cho Minsu. National "
            "Security Advisor Cho agreed."
        )
    )
    assert [o["name"] for o in said["officials"]] == ["Tanaka Ichiro", "Cho Min-su", "Cho Hana"]


def test_every_mention_gives_its_passage_and_exact_words() -> None:
    said = read(
        sentence(
            "Japanese Vice Foreign Minister Tanaka Ichiro met today with U.S. Deputy Secretary of State Anne Reed."
        )
    )
    passages = {p["number"]: p["text"] for p in said["passages"]}
    assert [(m["passage"], m["words"]) for o in said["officials"] for m in o["mentions"]] == [
        ("1.1", "Japanese Vice Foreign Minister Tanaka Ichiro"),
        ("1.1", "U.S. Deputy Secretary of State Anne Reed"),
    ]
    assert all(m["words"] in passages[m["passage"]] for o in said["officials"] for m in o["mentions"])


THREE = (
    "U.S. Deputy Secretary of State Anne Reed, Japanese Vice Foreign Minister Tanaka Ichiro, and Republic of "
    "Korea (ROK) First Vice "
    "Foreign Minister Park Min-su"
)


def test_round() -> None:
    said = read(
        "Joint Statement on the U.S.-Japan-ROK Trilateral Vice Foreign Ministerial Meeting\n\nOffice of the "
        "Spokesperson\n\n"
        "The following is attributable to Spokesperson John Vale:\n\n"
        f"{THREE} met in Busan on May 3, 2031, for the sixteenth trilateral vice foreign ministerial meeting, "
        f"following the summit of President Oak. "
        "They noted the trilateral space dialogue held in Tokyo on March 2, 2031 and UN Security Council "
        "Resolutions 2270 and 2321."
    )
    assert (said["kind"], said["mechanism"], said["round"], said["city"]) == ("joint statement", "round", 16, "Busan")
    assert said["date"] == {"start": "2031-05-03", "end": "2031-05-03", "basis": "stated"}
    assert named(said) == [
        ("John Vale", "USA", False),
        ("Anne Reed", "USA", True),
        ("Tanaka Ichiro", "JPN", True),
        ("Park Min-su", "KOR", True),
        ("Oak", "USA", False),
    ]
    assert [(a["name"], a["start"], a["city"]) for a in said["activities"]] == [
        ("trilateral space dialogue", "2031-03-02", "Tokyo")
    ]
    assert said["references"] == ["UNSCR 2270", "UNSCR 2321"]


@pytest.mark.parametrize(
    ("text", "mechanism"),
    [
        (f"{THREE} met today in Seoul.", "round"),
        (f"{THREE} spoke today by phone.", "call"),
        (f"{THREE} held a video conference on June 1.", "call"),
        (f"{THREE} met virtually today.", "call"),
        (f"{THREE} met today in Tokyo to follow up on their phone call.", "round"),
        (
            (
                "Deputy Secretary of State Anne Reed met today with ROK First Vice Foreign Minister Park Min-su. "
                "They spoke of Japan."
            ),
            "other",
        ),
        (
            (
                "Secretary of State Anne Reed met with Japanese Foreign Minister Tanaka Ichiro and ROK Foreign "
                "Minister Park Min-su."
            ),
            "other",
        ),
        (
            (
                "President Reed met with Prime Minister Tanaka of Japan and President Park of the Republic of "
                "Korea in Busan."
            ),
            "other",
        ),
        (
            (
                "Deputy Secretary of State Anne Reed met with Canadian Deputy Minister Marie Roy and Mexican Vice "
                "Minister Luis Cruz."
            ),
            "other",
        ),
    ],
)
def test_mechanism(text: str, mechanism: str) -> None:
    assert read(sentence(text))["mechanism"] == mechanism


def test_delegates_are_those_who_met_and_not_those_who_are_told_of() -> None:
    said = read(
        sentence(
            f"{THREE} met today to discuss the summit of President Oak and President Lim.\n\n"
            "Special Envoy John Vale also participated. Spokesperson Mary Dale spoke in the past of Foreign "
            "Minister Sato."
        )
    )
    assert [o["name"] for o in said["officials"] if o["delegate"]] == [
        "Anne Reed",
        "Tanaka Ichiro",
        "Park Min-su",
        "John Vale",
    ]


def test_leaders_who_speak_as_we() -> None:
    said = read(
        "Joint Statement of Japan, the Republic of Korea, and the United States\n\nWe, the leaders of Japan, "
        "the Republic of Korea, and the "
        "United States, met in Lima.\n\nPresident Reed commended President Park and Prime Minister Tanaka. "
        "Former President Oak had begun it.\n"
    )
    assert named(said) == [("Reed", "USA", True), ("Park", "KOR", True), ("Tanaka", "JPN", True), ("Oak", "USA", False)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (f"{THREE} met on July 29, 2031, in Seoul.", ("2031-07-29", "2031-07-29")),
        (f"On 29 July 2031, {THREE} met in Seoul.", ("2031-07-29", "2031-07-29")),
        (f"{THREE} met in Seoul from July 29 to 30, 2031.", ("2031-07-29", "2031-07-30")),
        (f"{THREE} met today in Seoul, after the June 15, 2031 summit.", None),
        (f"{THREE} met yesterday in Seoul.", None),
        (f"{THREE} met on June 8 in Seoul, weeks after the May 3, 2031 summit.", None),
    ],
)
def test_date(text: str, date: tuple[str, str] | None) -> None:
    said = read(sentence(text))["date"]
    assert (said and (said["start"], said["end"])) == date


def test_today_and_yesterday_with_a_dateline() -> None:
    head = "Meeting on Rivers\n\nSeoul, Republic of Korea\n\nJune 8, 2031\n\n"
    assert read(f"{head}{THREE} met today.\n")["date"] == {
        "start": "2031-06-08",
        "end": "2031-06-08",
        "basis": "inferred",
    }
    assert read(f"{head}{THREE} met yesterday.\n")["date"] == {
        "start": "2031-06-07",
        "end": "2031-06-07",
        "basis": "inferred",
    }
    assert read(f"{head}{THREE} met today.\n")["city"] == "Seoul"


@pytest.mark.parametrize(
    ("place", "city"),
    [
        ("in Washington, D.C.", "Washington, D.C."),
        ("in Washington, DC.", "Washington, DC"),
        ("in Washington, Virginia.", "Washington, Virginia"),
        ("in Phnom Penh, Cambodia.", "Phnom Penh"),
        ("in Lakeview, Ohio.", "Lakeview"),
        ("at Camp David.", "Camp David"),
        ("at the White House.", None),
        ("in Japan.", None),
        ("to discuss the war in Kyiv.", None),
    ],
)
def test_city(place: str, city: str | None) -> None:
    assert read(sentence(f"{THREE} met today {place}"))["city"] == city


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        ("FACT SHEET: Rivers", "The partners met today in the town.", "fact sheet"),
        ("Joint Leaders’ Statement on Rivers", "The partners met today in the town.", "joint statement"),
        ("Statement on Rivers", "The partners met today in the town.", "statement"),
        ("Readout of the Meeting on Rivers", "The partners met today in the town.", "readout"),
        (
            "Secretary Reed’s Call with Foreign Minister Tanaka",
            "The below is attributable to Spokesperson Vale:\n\nSecretary Reed spoke today.",
            "readout",
        ),
        ("Principles of the Rivers", "The partners hold these to be right and good.", "principles"),
        ("Secretary Reed’s Travel to Seoul", "Secretary of State Anne Reed will travel to Seoul.", "media note"),
        (
            "Secretary Reed in Seoul",
            "SECRETARY REED: Good morning to all of you.\n\nQUESTION: What of the rivers?",
            "transcript",
        ),
        (
            "Meeting on Rivers",
            "The following is the text of a joint statement by the partners.\n\nThe partners met today.",
            "joint statement",
        ),
    ],
)
def test_kind(title: str, body: str, kind: str) -> None:
    assert read(f"{title}\n\n{body}\n")["kind"] == kind


@pytest.mark.parametrize(
    ("text", "activities"),
    [
        ("In March 2031, the partners hosted a workshop on floods.", [("workshop on floods", "2031-03", "2031-03")]),
        ("They recalled the March 2031 Flood Summit and more.", [("Flood Summit", "2031-03", "2031-03")]),
        (
            "They held the first exercise on March 2 and 3, 2031 in Busan.",
            [("first exercise", "2031-03-02", "2031-03-03")],
        ),
        ("They will finish the plan by March 2031.", []),
        ("They recall the Joint Statement of March 2, 2031.", []),
        ("They met in 2031 and will meet at the end of 2032.", []),
    ],
)
def test_activities(text: str, activities: list[tuple[str, str, str]]) -> None:
    said = read(sentence(f"The partners met today and agreed on much.\n\n{text}"))
    assert [(a["name"], a["start"], a["end"]) for a in said["activities"]] == activities


@pytest.mark.parametrize(
    ("text", "references"),
    [
        (
            "They recall UN Security Council Resolutions 1718 (2006), 2270 and 2321.",
            ["UNSCR 1718", "UNSCR 2270", "UNSCR 2321"],
        ),
        ("They recall all relevant Security Council resolutions.", []),
        ("They recall General Assembly resolution 1234.", []),
        (
            "The Treaty on the Non-Proliferation of Nuclear Weapons (NPT) and the NPT review.",
            ["Treaty on the Non-Proliferation of Nuclear Weapons"],
        ),
        ("The UN Charter and the Paris Agreement.", ["UN Charter", "Paris Agreement"]),
        (
            "The Treaty of Peace and Trade and the Reed-Vale River Treaty.",
            ["Treaty of Peace and Trade", "Reed-Vale River Treaty"],
        ),
        ("They made an agreement. The Agreement holds.", []),
    ],
)
def test_references(text: str, references: list[str]) -> None:
    assert [r.name for r in find_references([NumberedPassage("1.1", "sentence", text, 0, len(text))])] == references


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("September 15 and 16, 2016", ("2016-09-15", "2016-09-16")),
        ("28 January 2022", ("2022-01-28", "2022-01-28")),
        ("November 30-December 1, 2021", ("2021-11-30", "2021-12-01")),
        ("15–16 September 2016", ("2016-09-15", "2016-09-16")),
        ("June of 2021", ("2021-06", "2021-06")),
        ("2022年6月8日", ("2022-06-08", "2022-06-08")),
        ("2022년 6월 8일", ("2022-06-08", "2022-06-08")),
        ("February 30, 2021", None),
        ("Saturday, December 9", None),
        ("In May they may march", None),
    ],
)
def test_dates(text: str, span: tuple[str, str] | None) -> None:
    found = find_dates(text)
    assert (found[0].span() if found else None) == span


@pytest.mark.parametrize(
    ("printed", "number"), [("Sixth", 6), ("twenty-fifth", 25), ("Twenty-Sixth", 26), ("30th", 30)]
)
def test_a_round_is_counted_by_its_whole_ordinal(printed: str, number: int) -> None:
    said = read(f"Readout of the {printed} Trilateral Vice Foreign Ministerial Meeting\n\n{THREE} met today in Seoul.")
    assert said["round"] == number
