"""Dated activities, references and announcements: on invented texts."""

from typing import Any

import pytest

from initiatives.intake.readers.text import read_text
from initiatives.intake.reading import read_source, restored

pytestmark = pytest.mark.once


def read(text: str, title: str = "Meeting on Rivers") -> dict[str, Any]:
    text = f"{title}\n\n{text}\n"
    return restored(text.encode(), read_source(read_text(text))).as_json()


def events(said: dict[str, Any]) -> list[tuple[str, str]]:
    return [(a["name"], a["start"]) for a in said["activities"]]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.org/press/2023/06/15/readout/",
        "www.example.org/2023-06-15-readout",
        "example.go.jp/press/2023.06.15.html",
        "press-2023-06-15@example.org",
    ],
)
def test_a_day_in_an_address_is_no_event_and_no_dateline(address: str) -> None:
    text = "The partners met today in Busan and held talks on rivers."
    below, above = read(f"{text} More at {address}."), read(f"{address}\n\n{text}")
    assert [(s["activities"], s["date"]) for s in (below, above)] == [([], None), ([], None)]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("They also spoke of the launches in June 2030.", []),
        ("They recalled the visit of January 2029.", []),
        ("The delegations reaffirmed the vision that was laid out in May 2030.", []),
        (
            "They also welcomed the launch of the River School in June 2030.",
            [("launch of the River School", "2030-06")],
        ),
        ("The partners agreed to end in March 2031 the talks on dams.", [("talks on dams", "2031-03")]),
        ("They agreed to hold a flood exercise in March 2031.", [("flood exercise", "2031-03")]),
        (
            "The partners met today and agreed on much.\n\n- **River Dialogue:** The first took place in May 2030.",
            [("River Dialogue", "2030-05")],
        ),
        ("The partners met today.\n\n- **Floods:** The first took place in May 2030.", []),
    ],
)
def test_the_name_of_an_activity_says_what_it_was(text: str, right: list[tuple[str, str]]) -> None:
    assert events(read(f"The partners met today and agreed on much.\n\n{text}")) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("The KORUS Joint Committee and the KORUS Committee on Services met.", []),
        ("The partners met today and said that they value KORUS.", ["KORUS"]),
        ("They spoke of the NPT and its review.", ["NPT"]),
    ],
)
def test_the_initials_of_a_treaty_in_the_name_of_a_body(text: str, right: list[str]) -> None:
    assert read(text)["references"] == right


def test_an_announcement_is_of_those_who_will_meet() -> None:
    said = read(
        "Secretary of Defense Ana Reed will welcome Japanese Defense Minister Sato Ken for a dialogue in Annapolis, MD, on "
        "May 4, 2031. This meeting, which follows the visits of Secretary of State Al Hand and Japanese Foreign Minister "
        "Mori Aya, will be about rivers.",
        "Announcement of the Dialogue on Rivers",
    )
    assert [(o["name"], o["delegate"]) for o in said["officials"]] == [
        ("Ana Reed", True),
        ("Sato Ken", True),
        ("Al Hand", False),
        ("Mori Aya", False),
    ]
    assert (said["state"], said["city"], said["date"]["start"]) == ("planned", "Annapolis", "2031-05-04")
