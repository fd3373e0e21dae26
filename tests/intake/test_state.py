"""Whether a text tells of a meeting that was held, one to come, or one that is not held: on invented texts."""

from typing import Any

import pytest

from initiatives.intake.readers.text import read_text
from initiatives.intake.reading import read_source, restored

pytestmark = pytest.mark.once

THREE = (
    "U.S. Deputy Secretary of State Jane Q. Doe, Vice Minister for Foreign Affairs of Japan YAMADA Hanako, and First "
    "Vice Minister of Foreign Affairs of the Republic of Korea Hong Gil-dong"
)
MEETING = f"The meeting of {THREE} that was to be held in Tokyo on March 3, 2025"


def read(text: str, title: str = "Media Note on the Trilateral Vice Foreign Ministerial Meeting") -> dict[str, Any]:
    text = f"{title}\n\n{text}\n"
    return restored(text.encode(), read_source(read_text(text))).as_json()


def state(said: dict[str, Any]) -> tuple[str, str | None]:
    """The state, and the words it was read from."""
    cited = said["cited"].get("state")
    if cited:
        assert cited["words"] in {p["number"]: p["text"] for p in said["passages"]}[cited["passage"]]
    return said["state"], cited and cited["words"]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (f"{MEETING} has been postponed. A new date will be announced.", ("postponed", "has been postponed")),
        (f"{MEETING} was cancelled.", ("cancelled", "was cancelled")),
        (f"{MEETING} has been called off owing to the weather.", ("cancelled", "has been called off")),
        (f"{MEETING} will be rescheduled.", ("postponed", "will be rescheduled")),
        (f"{MEETING} has been indefinitely deferred.", ("postponed", "has been indefinitely deferred")),
        (f"{MEETING} will not take place.", ("cancelled", "will not take place")),
        (f"{MEETING} did not go ahead.", ("cancelled", "did not go ahead")),
        (f"{MEETING} is to be put off until the summer.", ("postponed", "is to be put off")),
        (
            f"{THREE} have decided to postpone the consultations planned for March 3, 2025 in Tokyo.",
            ("postponed", "decided to postpone"),
        ),
        (
            f"The three ministries have agreed to call off the meeting of {THREE} in Tokyo on March 3, 2025.",
            ("cancelled", "agreed to call off"),
        ),
    ],
)
def test_a_meeting_that_was_not_held(text: str, right: tuple[str, str]) -> None:
    said = read(text)
    assert state(said) == right
    assert [(o["country"], o["delegate"]) for o in said["officials"]] == [
        ("USA", False),
        ("JPN", False),
        ("KOR", False),
    ]


@pytest.mark.parametrize(
    ("title", "right"),
    [
        ("Postponement of the Trilateral Vice Foreign Ministerial Meeting", ("postponed", "Postponement")),
        ("Trilateral Vice Foreign Ministerial Meeting Cancelled", ("cancelled", "Cancelled")),
        ("POSTPONED: Trilateral Vice Foreign Ministerial Meeting", ("postponed", "POSTPONED")),
        ("Trilateral Vice Foreign Ministerial Meeting Will Not Take Place", ("cancelled", "Will Not Take Place")),
    ],
)
def test_a_title_says_that_a_meeting_is_not_held(title: str, right: tuple[str, str]) -> None:
    said = read(f"{THREE} were to meet in Tokyo on March 3, 2025.", title)
    assert state(said) == right
    assert [o["delegate"] for o in said["officials"]] == [False, False, False]


@pytest.mark.parametrize(
    "text",
    [
        f"{THREE} met in Tokyo on March 3, 2025. They regretted that the ministerial meeting was postponed.",
        f"{THREE} met in Tokyo on March 3, 2025. Their next meeting has been cancelled.",
        f"{THREE} held in Tokyo on March 3, 2025 the consultations that had been postponed in January.",
        f"The rescheduled meeting of {THREE} was held in Tokyo on March 3, 2025.",
        f"The talks of {THREE}, which were postponed in January, took place in Tokyo on March 3, 2025.",
        f"{THREE} met in Tokyo on March 3, 2025 and will meet again in Seoul. They agreed to defer the payment.",
    ],
)
def test_what_was_held_is_held_whatever_else_was_put_off(text: str) -> None:
    said = read(text, "Readout of the Trilateral Vice Foreign Ministerial Meeting")
    assert state(said) == ("", None)
    assert [o["delegate"] for o in said["officials"]] == [True, True, True]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{THREE} will meet in Tokyo on March 3, 2029.", "will meet"),
        (f"The meeting of {THREE} will be held in Tokyo on March 3, 2029.", "will be held"),
        (f"{THREE} are scheduled to hold consultations in Tokyo on March 3, 2029.", "are scheduled to hold"),
    ],
)
def test_a_meeting_to_come_is_planned_by_those_who_are_to_meet(text: str, words: str) -> None:
    said = read(text)
    assert state(said) == ("planned", words)
    assert (said["date"]["start"], said["city"]) == ("2029-03-03", "Tokyo")
    assert [o["delegate"] for o in said["officials"]] == [True, True, True]


def test_a_text_of_a_meeting_that_announces_another_one_tells_of_the_first() -> None:
    text = f"{THREE} met in Tokyo on March 3, 2025. They will meet again in Seoul on May 5, 2025."
    assert state(read(text, "Joint Statement on the Trilateral Vice Foreign Ministerial Meeting")) == ("", None)
