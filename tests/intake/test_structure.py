"""Structure: numbering, lead-ins, headings, joins and sentences, on the seed and on invented texts."""

import unicodedata
from pathlib import Path

import pytest

from initiatives.intake.readers.text import read_text
from initiatives.intake.sentences import sentence_spans
from initiatives.intake.structure import Structure, read_structure

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed" / "000_dbc2fe86a7780610.txt"

INVENTED = """FACT SHEET

Outcomes of the Trilateral Meeting on Rivers

The following is a joint fact sheet on the outcomes of the river meetings:

The three commissions met and agreed on their work. It is No. 4 of the U.S. plan; Dr. Reed leads it. It has begun.

• **Keeping the Water Clean:** The commissions share the view that clean water is good and that every international

agreement on it should be kept. They will meet again.
- Sharing What We Know: The commissions • and partners publish what they measure. There is progress, including:

- *Maps:* The maps were drawn together.
- Flood Warning: A first exercise was held. It went well.

All three commissions look forward to their next meeting."""


def read(text: str) -> Structure:
    return read_structure(read_text(text))


def rows(structure: Structure) -> list[tuple[str, str]]:
    return [(p.number, p.kind) for p in structure.passages]


@pytest.fixture(scope="module")
def seed() -> tuple[str, Structure]:
    if not SEED.exists():
        pytest.skip("needs ../shared, the folder beside the project")
    text = SEED.read_bytes().decode("utf-8")
    return text, read(text)


def test_seed_has_its_sixty_three_rows(seed: tuple[str, Structure]) -> None:
    sentences = [1, 4, 9, 3, 5, 2, 1, 1, 1, 1, 2, 2, 1, 1, 2, 1, 2, 1, 2]
    expected = [("0.1", "heading"), ("0.2", "title")]
    for paragraph, count in enumerate(sentences, 1):
        expected.append((str(paragraph), "paragraph"))
        expected += [(f"{paragraph}.{number}", "sentence") for number in range(1, count + 1)]
    assert rows(seed[1]) == expected
    assert len(expected) == 63


def test_seed_has_its_lead_ins_and_parents(seed: tuple[str, Structure]) -> None:
    assert {p.number: p.lead_in for p in seed[1].passages if p.lead_in} == {
        "3": "Responding to the North Korea Threat",
        "4": "Trilateral Coordination and Strength of our Alliances",
        "5": "Working Together to Promote Regional Cooperation",
        "6": "Collaborating to Address Global Challenges",
        "7": "Cancer Moonshot Initiative",
        "8": "Development Policy Priorities",
        "9": "Women's Empowerment",
        "10": "Cybersecurity",
        "11": "Space Policy",
        "12": "Global Health",
        "13": "Humanitarian Assistance and Disaster Relief",
        "14": "Food Security",
        "15": "Oceans and the Environment",
        "16": "Illegal Logging",
        "17": "Energy Security",
        "18": "Cooperation in the Middle East and North Africa",
    }
    parents = {p.number: p.parent for p in seed[1].passages if p.kind == "paragraph"}
    assert parents == {str(n): ("6" if 7 <= n <= 18 else None) for n in range(1, 20)}


def test_seed_logs_its_repairs_and_nothing_else(seed: tuple[str, Structure]) -> None:
    repairs = [r for r in seed[1].repairs if r["kind"] != "mark removed"]
    assert repairs == [
        {"passage": "3", "kind": "join", "start": 2540, "end": 2542, "note": "break in the source text"},
        {"passage": "5", "kind": "stray mark", "start": 4027, "end": 4029, "note": "•"},
        {"passage": "6", "kind": "join", "start": 5251, "end": 5253, "note": "break in the source text"},
    ]
    marks = [str(r["note"]) for r in seed[1].repairs if r["kind"] == "mark removed"]
    assert {mark: marks.count(mark) for mark in marks} == {"•": 1, "-": 15, "**": 6, "*": 20}
    assert seed[1].unplaced == []


def test_seed_passages_can_be_cut_from_the_raw_text(seed: tuple[str, Structure]) -> None:
    text, structure = seed
    for passage in structure.passages:
        raw = text[passage.start : passage.end]
        for repair in sorted(passage.repairs, key=lambda r: -int(str(r["start"]))):
            first, last = int(str(repair["start"])) - passage.start, int(str(repair["end"])) - passage.start
            raw = raw[:first] + (" " if repair["kind"] == "join" else "") + raw[last:]
        if passage.kind == "paragraph":
            raw = raw.strip()
        assert raw == passage.text, passage.number


def test_rules_hold_on_an_invented_text() -> None:
    structure = read(INVENTED)
    assert rows(structure) == [
        ("0.1", "heading"),
        ("0.2", "title"),
        ("1", "paragraph"),
        ("1.1", "sentence"),
        ("2", "paragraph"),
        ("2.1", "sentence"),
        ("2.2", "sentence"),
        ("2.3", "sentence"),
        ("3", "paragraph"),
        ("3.1", "sentence"),
        ("3.2", "sentence"),
        ("4", "paragraph"),
        ("4.1", "sentence"),
        ("4.2", "sentence"),
        ("5", "paragraph"),
        ("5.1", "sentence"),
        ("6", "paragraph"),
        ("6.1", "sentence"),
        ("6.2", "sentence"),
        ("7", "paragraph"),
        ("7.1", "sentence"),
    ]
    assert structure.lead_ins == ["Keeping the Water Clean", "Sharing What We Know", "Maps", "Flood Warning"]
    assert [p.parent for p in structure.passages if p.kind == "paragraph"] == [None, None, None, None, "4", "4", None]
    assert [
        (r["kind"], INVENTED[int(str(r["start"])) : int(str(r["end"]))])
        for r in structure.repairs
        if r["kind"] != "mark removed"
    ] == [
        ("join", "\n\n"),
        ("stray mark", "• "),
    ]
    assert (
        next(p.text for p in structure.passages if p.number == "4.1")
        == "The commissions and partners publish what they measure."
    )


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("- **Clean Water:** The partners will act together.", "Clean Water"),
        ("- **Clean Water**: The partners will act together.", "Clean Water"),
        ("- **Clean Water.** The partners will act together.", "Clean Water"),
        ("- **Clean Water**. The partners will act together.", "Clean Water"),
        ("- **Clean Water** – The partners will act together.", "Clean Water"),
        ("- *Clean Water:* The partners will act together.", "Clean Water"),
        ("- <u>Clean Water</u>: The partners will act together.", "Clean Water"),
        ("- Clean Water: The partners will act together.", "Clean Water"),
        ("- **Sale of U.S. Boats.** The partners will act together.", "Sale of U.S. Boats"),
        (
            "- **Working Across All\n  Rivers and\n  Lakes: **The partners will act together.",
            "Working Across All Rivers and Lakes",
        ),
        ("- **The partners will** act together for clean water.", None),
        ("- Launch the following: maps, gauges and warnings for all.", None),
        ("- **We act together.** The partners will do more.", None),
    ],
)
def test_lead_ins_in_every_form(line: str, name: str | None) -> None:
    structure = read(f"A Title for the Text\n\nThe partners met today and agreed on the following.\n\n{line}\n")
    assert structure.lead_ins == ([name] if name else [])


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("**Clean Water**", "Clean Water"),
        ("**<u>Clean Water for\nAll</u>**", "Clean Water for All"),
        ("## Clean Water", "Clean Water"),
        ("CLEAN WATER FOR ALL", "CLEAN WATER FOR ALL"),
        ("II. **CLEAN WATER**", "CLEAN WATER"),
        ("II. Clean Water", "Clean Water"),
        ("Background:", "Background:"),
        ("*Clean Water*", "Clean Water"),
        ("*Cleaning the water*", "Cleaning the water"),
        ("A. Clean Water", "Clean Water"),
        ("**1. Clean Water**", "Clean Water"),
        ("**Is the water clean?**", "Is the water clean?"),
        ("Clean water", None),
        ("**The partners are committed to clean water.**", None),
        ("They agreed on water", None),
    ],
)
def test_headings_in_every_form(line: str, heading: str | None) -> None:
    structure = read(
        f"A Title for the Text\n\nThe partners met today and agreed on much.\n\n{line}\n\nThe partners will "
        f"act together for water.\n"
    )
    assert structure.headings == ([heading] if heading else [])


def test_plain_headings_in_sentence_case_come_in_numbers() -> None:
    running = "The partners will act together for the water of all rivers and of all lakes.\n\n"
    structure = read(f"A Title for the Text\n\n{running}Clean water\n\n{running}Floods and droughts\n\n{running}")
    assert structure.headings == ["Clean water", "Floods and droughts"]


def test_glued_items_are_parted() -> None:
    structure = read("A Title\n\nThe partners will do this: • draw maps of rivers. • measure the water.\n")
    assert [p.text for p in structure.passages if p.kind == "paragraph"] == [
        "The partners will do this:",
        "draw maps of rivers.",
        "measure the water.",
    ]


def test_heading_takes_no_paragraph_number_and_is_the_parent() -> None:
    structure = read(
        "A Title\n\nThe partners met today in the old town.\n\n**Water**\n\nThe partners will act together for water.\n"
    )
    assert [(p.number, p.parent) for p in structure.passages if p.kind != "sentence"] == [
        ("0.1", None),
        ("1", None),
        ("h1", None),
        ("2", "h1"),
    ]


def test_heading_joined_to_the_next_line_by_a_hard_break() -> None:
    structure = read(
        "Fact Sheet: Rivers\n\n**The River Partnership**  \nWhile the partners meet, they act together for "
        "all of the\nrivers.\n"
    )
    assert [(p.number, p.kind, p.text) for p in structure.passages if p.kind != "sentence"] == [
        ("0.1", "title", "Fact Sheet: Rivers"),
        ("h1", "heading", "The River Partnership"),
        ("1", "paragraph", "While the partners meet, they act together for all of the rivers."),
    ]


def test_nested_bullets_have_the_item_above_as_parent() -> None:
    structure = read(
        "A Title\n\nThe partners will do these things:\n\n-   One thing that matters.\n    -   A part of "
        "it.\n        -   A part of the part.\n    -   Another part.\n-   Two.\n"
    )
    assert [(p.number, p.parent, p.depth) for p in structure.passages if p.kind == "paragraph"] == [
        ("1", None, 0),
        ("2", "1", 1),
        ("3", "2", 2),
        ("4", "3", 3),
        ("5", "2", 2),
        ("6", "1", 1),
    ]


def test_front_matter_text_markers_and_end_marks() -> None:
    structure = read(
        "Joint Statement on Rivers\n\nOffice of the Spokesperson\n\nThe text of the following statement was "
        "released by the three partners.\n\n"
        "*Begin Text:*\n\nThe partners met today in the old town.\n\n*End Text.*\n\n\\###\n"
    )
    assert [(p.number, p.kind) for p in structure.passages if p.kind != "sentence"] == [
        ("0.1", "title"),
        ("0.2", "heading"),
        ("1", "paragraph"),
        ("2", "paragraph"),
    ]
    assert [(r.kind, r.text) for r in structure.removed if r.kind in ("text marker", "rule")] == [
        ("rule", "\\###"),
        ("text marker", "Begin Text:"),
        ("text marker", "End Text."),
    ]


def test_speakers_are_no_lead_ins() -> None:
    structure = read(
        "Remarks on Rivers\n\n**SECRETARY REED:** Thank you all for being here. We met.\n\n**QUESTION:** What "
        "was said about water?\n\n**SECRETARY REED:** A great deal was said.\n"
    )
    assert structure.lead_ins == []
    assert [p.speaker for p in structure.passages if p.kind == "paragraph"] == [
        "SECRETARY REED",
        "QUESTION",
        "SECRETARY REED",
    ]
    assert [p.text for p in structure.passages if p.kind == "sentence"][:2] == [
        "Thank you all for being here.",
        "We met.",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The U.S. plan is done. It works.", ["The U.S. plan is done.", "It works."]),
        ("He lives in the U.S. The plan is done.", ["He lives in the U.S.", "The plan is done."]),
        ("See No. 5 by Dr. Reed, e.g. p. 3. It works.", ["See No. 5 by Dr. Reed, e.g. p. 3.", "It works."]),
        (
            "Joseph R. Reed, Jr. of Ohio spoke at 3:00 p.m. today. All left.",
            ["Joseph R. Reed, Jr. of Ohio spoke at 3:00 p.m. today.", "All left."],
        ),
        ("They said “it works.” Then they left.", ["They said “it works.”", "Then they left."]),
        ("It grew by 2.5 percent. Is that much? Yes!", ["It grew by 2.5 percent.", "Is that much?", "Yes!"]),
        ("They build development.They look on.", ["They build development.", "They look on."]),
        ("See www.state.gov for more. End.", ["See www.state.gov for more.", "End."]),
        ("It has three goals: one, two, three.", ["It has three goals: one, two, three."]),
        ("It was agreed.[3] The work began.", ["It was agreed.[3]", "The work began."]),
        (
            "The 9th Japan-ROK-U.S. Vice Ministerial Dialogue met.",
            ["The 9th Japan-ROK-U.S. Vice Ministerial Dialogue met."],
        ),
        (
            "The ROK–U.S. Mutual Pact and the U.S.-R.O.K. Fund hold.",
            ["The ROK–U.S. Mutual Pact and the U.S.-R.O.K. Fund hold."],
        ),
        ("The talks were Japan-U.S. The partners met.", ["The talks were Japan-U.S.", "The partners met."]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[first:last] for first, last in sentence_spans(text)] == sentences


def test_addresses_do_not_keep_wrapped_lines_apart() -> None:
    wrapped = (
        "The three vice ministers met in the old town and spoke of the rivers that run through their\n"
        "countries. They agreed to draw maps of all rivers, to measure the water each year, and to\n"
        "publish what they measure for all the people who live by the rivers and by the lakes.\n"
    )
    paragraph = " ".join(wrapped.split())
    address = "https://www.example.org/press/" + "a-very-long-name-of-a-page-" * 6
    for text in (
        f"Readout of the Meeting\n\n{wrapped}\n{address}\n{address}\n",
        f"Readout of the Meeting\n\n{wrapped.replace('old town', f'[old town]({address})')}\n{address}\n",
    ):
        assert next(p.text for p in read(text).passages if p.kind == "paragraph") == paragraph


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("The partners will\n(1) draw maps of all rivers; and\n(2) measure the water.\n", ["(1)", "(2)"]),
        ("They met.\n\n(1) They draw maps of all rivers.\n(2) They measure the water.\n", ["(1)", "(2)"]),
        (
            (
                "They agreed to (1) draw maps of all the rivers of the region that they share between them; and\n"
                "(2) measure the water of all rivers and of all lakes; and (3) publish what they measure each\n"
                "year for all the people. They will meet again in the old town with all of their partners.\n"
            ),
            [],
        ),
    ],
)
def test_the_numbers_of_one_list_are_marks_or_words_all_of_them(text: str, items: list[str]) -> None:
    structure = read(f"A Title for the Text\n\n{text}")
    assert [p.marker for p in structure.passages if p.marker] == items
    assert [mark for mark in ("(1)", "(2)") if any(mark in p.text for p in structure.passages)] == (
        [] if items else ["(1)", "(2)"]
    )


def test_what_a_transcript_notes_of_the_room_is_no_heading() -> None:
    structure = read("Remarks on Rivers\n\nThank you. (Applause.)\n\n(Laughter.)\n\nWe met in the old town today.\n")
    assert [(p.number, p.kind) for p in structure.passages if p.kind != "sentence"] == [
        ("0.1", "title"),
        ("1", "paragraph"),
        ("2", "paragraph"),
        ("3", "paragraph"),
    ]


def test_a_decomposed_text_is_read_composed_and_keeps_its_places() -> None:
    text = unicodedata.normalize(
        "NFD", "A Title for the Text\n\nVice Minister Yūko Gotō met José Lérida. They spoke.\n"
    )
    passages = read(text).passages
    assert [p.text for p in passages if p.kind == "sentence"] == [
        "Vice Minister Yūko Gotō met José Lérida.",
        "They spoke.",
    ]
    assert [unicodedata.normalize("NFC", text[p.start : p.end]) for p in passages] == [p.text for p in passages]
