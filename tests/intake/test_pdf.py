"""PDF: rows become the blocks that were set, columns and tables keep their order, and nothing that is drawn is lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.intake import NotRead
from initiatives.intake.readers import open_source
from initiatives.intake.reading import read_source, restored
from initiatives.intake.structure import Structure, read_structure
from tests.intake.bombs import pdf, stream
from tests.intake.making_pdf import (
    BOLD,
    FIRST_FREE,
    LIGATURES,
    PLAIN,
    Sheet,
    made,
    of_script,
    picture,
    rows,
    shown,
)
from tests.intake.score.rendering import CHROMIUM
from tests.intake.score.rendering import printed as print_pages

TITLE = "Joint Statement on the Meeting of the Vice Ministers"
LEAD = [
    "Deputy Secretary Anne Reed, Vice Minister TANAKA Ichiro and First Vice Minister",
    "Park Min-su met in Busan on May 3, 2031, for the sixteenth round of their talks",
    "and spoke of the rivers.",
]
PARAGRAPH = " ".join(LEAD)


def read(data: bytes) -> Structure:
    return read_structure(open_source(data, "a.pdf"))


def blocks(data: bytes) -> list[str]:
    return [p.text for p in read(data).passages if p.kind != "sentence"]


def left_out(data: bytes) -> list[tuple[str, str]]:
    return [(r.kind, r.text) for r in read(data).removed]


def page(*orders: bytes | list[bytes]) -> bytes:
    return made([Sheet([each for order in orders for each in (order if isinstance(order, list) else [order])])])


def refusal(data: bytes) -> str:
    with pytest.raises(NotRead) as caught:
        open_source(data, "a.pdf")
    return caught.value.reason


def body(*more: bytes | list[bytes]) -> bytes:
    return page(shown(TITLE, 72, 720, 16, BOLD), rows(LEAD, 72, 690), *more)


# Rows


def test_title_headings_and_lead_ins_of_several_rows_are_one() -> None:
    data = page(
        rows(["Joint Statement on the Trilateral Meeting of", "the Vice Ministers"], 72, 720, 18, BOLD),
        rows(LEAD, 72, 660),
        rows(["Rivers, Lakes and the Sea, and What is Measured of", "Each"], 72, 600, 14, BOLD),
        rows(LEAD, 72, 550),
    )
    assert [(p.number, p.kind, p.text) for p in read(data).passages if p.kind != "sentence"] == [
        ("0.1", "title", "Joint Statement on the Trilateral Meeting of the Vice Ministers"),
        ("1", "paragraph", PARAGRAPH),
        ("h1", "heading", "Rivers, Lakes and the Sea, and What is Measured of Each"),
        ("2", "paragraph", PARAGRAPH),
    ]


def test_a_bold_opening_is_a_lead_in_and_short_lines_stay_apart() -> None:
    data = page(
        shown(TITLE, 72, 720, 16, BOLD),
        rows(["Office of the Speaker", "Busan", "May 3, 2031"], 72, 690),
        rows(LEAD, 72, 630),
        shown("Clean Water:", 72, 570, 11, BOLD),
        shown("The maps were drawn together, and all that was measured in the rivers", 145, 570),
        rows(["is to be shared with every one of the partners."], 72, 556),
    )
    structure = read(data)
    assert [p.text for p in structure.passages if p.number.startswith("0.")] == [
        TITLE,
        "Office of the Speaker",
        "Busan",
        "May 3, 2031",
    ]
    assert structure.lead_ins == ["Clean Water"]


OPENING = "Both Deputy Secretary Anne Reed and her colleague the Vice Minister and"


def test_paragraphs_are_told_by_gap_by_indent_and_by_a_short_last_row() -> None:
    by_gap = page(shown(TITLE, 72, 720, 16, BOLD), rows([*LEAD, "", *LEAD], 72, 690))
    by_indent = page(
        shown(TITLE, 72, 720, 16, BOLD),
        shown(OPENING, 90, 690),
        rows([*LEAD], 72, 676),
        shown(OPENING, 90, 634),
        rows([*LEAD], 72, 620),
    )
    by_length = page(shown(TITLE, 72, 720, 16, BOLD), rows([*LEAD, *LEAD], 72, 690))
    assert blocks(by_gap) == blocks(by_length) == [TITLE, PARAGRAPH, PARAGRAPH]
    assert blocks(by_indent) == [TITLE, *[f"{OPENING} {PARAGRAPH}"] * 2]


def test_a_row_that_begins_with_a_dash_in_mid_sentence_keeps_it_and_numerals_stay_with_their_headings() -> None:
    data = page(
        shown(TITLE, 72, 740, 18, BOLD),
        shown("I. Rivers", 72, 710, 14, BOLD),
        rows(
            [LEAD[0], "– as they had done in the year before and in each of the years before that one", LEAD[2]],
            72,
            685,
        ),
        shown("II. Lakes", 72, 630, 14, BOLD),
        rows(LEAD, 72, 605),
    )
    assert blocks(data)[1:4] == [
        "I. Rivers",
        f"{LEAD[0]} – as they had done in the year before and in each of the years before that one {LEAD[2]}",
        "II. Lakes",
    ]


def test_bullets_are_marks_with_a_depth_and_their_rows_hang_under_the_text() -> None:
    data = page(
        shown(TITLE, 72, 740, 18, BOLD),
        rows(LEAD, 72, 700),
        *[
            order
            for mark, text, x, y in (
                ("•", "The maps of all the rivers are drawn together, and what each partner has measured", 72, 650),
                ("–", "Lakes are drawn too.", 90, 622),
                ("•", "Floods were seen.", 72, 608),
            )
            for order in (shown(mark, x, y), shown(text, x + 14, y))
        ],
        shown("is shared.", 86, 636),
    )
    found = [(p.marker, p.depth, p.text) for p in read(data).passages if p.kind == "paragraph"][1:]
    assert found == [
        ("•", 1, "The maps of all the rivers are drawn together, and what each partner has measured is shared."),
        ("–", 2, "Lakes are drawn too."),
        ("•", 1, "Floods were seen."),
    ]
    assert [text for kind, text in left_out(data) if kind == "list mark"] == ["•", "–", "•"]


def test_hyphens_and_ligatures() -> None:
    data = page(
        shown(TITLE, 72, 740, 16, BOLD),
        rows(
            [
                "The vice ministers met in Busan and spoke at length about the econ-",
                "omy of the Indo-Paciﬁc region. They agreed that the coop\u00ad",
                "eration on ﬁnance and ﬂoods is at a new level, and that a well-",
                "known plan helps. They meet in Seoul for people-to-",
                "people talks of the Indo-",
                "Paciﬁc.",
            ],
            72,
            700,
            11,
            LIGATURES,
        ),
    )
    assert blocks(data)[1] == (
        "The vice ministers met in Busan and spoke at length about the economy of the Indo-Pacific region. They agreed "
        "that the cooperation on finance and floods is at a new level, and that a well-known plan helps. They meet in "
        "Seoul for people-to-people talks of the Indo-Pacific."
    )
    assert [text for kind, text in left_out(data) if kind == "hyphen at the end of a row"] == ["-", "-"]
    assert [r["kind"] for r in read(data).repairs] == ["row end", "row end"]


def test_a_hyphen_stays_where_the_document_cuts_no_words_or_writes_the_word_with_one() -> None:
    filler = [*LEAD, ""] * 12
    data = made(
        [
            Sheet([shown(TITLE, 72, 740, 16, BOLD), *rows(filler, 72, 710)]),
            Sheet(rows(["They agreed upon rules that are fair and society-", "friendly, and upon more."], 72, 720)),
        ]
    )
    assert blocks(data)[-1] == "They agreed upon rules that are fair and society-friendly, and upon more."


def test_rows_of_japanese_join_without_a_space_and_of_korean_with_one() -> None:
    japanese = page(
        shown("第１６回日米韓外務次官協議（結果）", 72, 740, 18, "J"),
        *rows(
            ["　五月三日、釜山において、田中一郎外務事務次官は、第１６回日米韓外務次", "官協議を行いました。"],
            72,
            700,
            11,
            "J",
        ),
    )
    korean = page(
        shown("제16차 한미일 외교차관협의회 개최", 72, 740, 18, "K"),
        *rows(
            [
                "박민수 제1차관은 5월 3일 부산에서 다나카 이치로 사무차관과 앤 리드 부장관을",
                "만나 협의회를 개최하고 강에 대해 이야기하였다.",
            ],
            72,
            700,
            11,
            "K",
        ),
    )
    assert (
        blocks(japanese)[1]
        == "五月三日、釜山において、田中一郎外務事務次官は、第１６回日米韓外務次官協議を行いました。"
    )
    assert blocks(korean)[1] == (
        "박민수 제1차관은 5월 3일 부산에서 다나카 이치로 사무차관과 앤 리드 부장관을 만나 협의회를 개최하고 강에 대해 이야기하였다."
    )


JAPANESE, KOREAN = "日米韓外務次官協議は、東京で開かれた。", "한미일 외교차관협의회가 서울에서 열렸다."


@pytest.mark.parametrize(
    ("encoding", "ordering", "text", "coding"),
    [
        (b"90ms-RKSJ-H", b"Japan1", JAPANESE, "cp932"),
        (b"90msp-RKSJ-H", b"Japan1", JAPANESE, "cp932"),
        (b"EUC-H", b"Japan1", JAPANESE, "euc_jp"),
        (b"UniJIS-UCS2-H", b"Japan1", JAPANESE, "utf-16-be"),
        (b"KSCms-UHC-H", b"Korea1", KOREAN, "cp949"),
        (b"KSC-EUC-H", b"Korea1", KOREAN, "euc_kr"),
        (b"UniKS-UCS2-H", b"Korea1", KOREAN, "utf-16-be"),
    ],
)
def test_fonts_that_name_only_how_their_letters_are_coded(
    encoding: bytes, ordering: bytes, text: str, coding: str
) -> None:
    words = b"BT /F1 12 Tf 72 720 Td <" + text.encode(coding).hex().encode() + b"> Tj ET"
    data = pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            stream(words, b""),
            *of_script(b"HeiseiMin-W3" if ordering == b"Japan1" else b"HYSMyeongJo-Medium", encoding, ordering, 5),
        ]
    )
    assert "".join(blocks(data)).replace(" ", "") == text.replace(" ", "")


# Heads and feet


def test_browsers_heads_and_feet_are_off_on_a_file_of_one_page() -> None:
    data = body(
        shown("5/4/31, 9:12 AM", 24, 775, 8),
        shown("Joint Statement - Ministry of Rivers - Press Release", 260, 775, 8),
        shown("https://www.example.org/press/2031/05/", 24, 18, 8),
        shown("1/1", 570, 18, 8),
    )
    assert blocks(data) == [TITLE, PARAGRAPH]
    assert left_out(data) == [
        ("running head", "5/4/31, 9:12 AM Joint Statement - Ministry of Rivers - Press Release"),
        ("running foot", "https://www.example.org/press/2031/05/ 1/1"),
    ]


def test_what_comes_again_on_a_second_page_is_off_from_the_first_on_but_never_the_title() -> None:
    def sheet(number: int) -> Sheet:
        above = [shown("Ministry of Rivers | Press Release", 72, 760, 9), shown(f"Page {number} of 2", 280, 30, 9)]
        title = [shown(TITLE, 72, 730, 18, BOLD)] if number == 1 else []
        return Sheet(
            [
                *above,
                *title,
                *rows([*LEAD, "", f"Passage {number} tells of a river that nobody has measured."], 72, 690),
            ]
        )

    data = made([sheet(1), sheet(2)])
    assert blocks(data) == [
        TITLE,
        PARAGRAPH,
        "Passage 1 tells of a river that nobody has measured.",
        PARAGRAPH,
        "Passage 2 tells of a river that nobody has measured.",
    ]
    assert sorted(left_out(data)) == [
        ("page number", "Page 1 of 2"),
        ("page number", "Page 2 of 2"),
        *[("running head", "Ministry of Rivers | Press Release")] * 2,
    ]
    again = made([Sheet([shown(TITLE, 72, 740, 18, BOLD), *rows(LEAD, 72, 700)])] * 2)
    assert blocks(again)[0] == TITLE


def test_a_number_in_the_text_is_no_page_number() -> None:
    assert blocks(body(shown("2031", 72, 640)))[-1] == "2031"


# Columns and tables

LEFT = [
    "The Deputy Secretary and her",
    "two colleagues met in Busan on",
    "the third of May to speak about",
    "the rivers that they share and",
    "about the water in each.",
]
RIGHT = [
    "They will meet again in Seoul",
    "in the spring of the next year",
    "and have asked their experts to",
    "bring a report on the lakes and",
    "on health before the round.",
]


@pytest.mark.parametrize("shift", [0, 4, 7])
@pytest.mark.parametrize("by_row", [True, False])
def test_two_columns_are_read_left_then_right_however_they_are_written(by_row: bool, shift: float) -> None:
    left, right = rows(LEFT, 72, 680), rows(RIGHT, 330, 680 - shift)
    columns = [each for pair in zip(left, right, strict=True) for each in pair] if by_row else [*right, *left]
    assert blocks(page(shown(TITLE, 72, 740, 18, BOLD), columns)) == [TITLE, " ".join(LEFT), " ".join(RIGHT)]


def test_a_sentence_runs_on_from_one_column_to_the_next_and_text_below_comes_after() -> None:
    left, right = [*LEFT[:4]], [*RIGHT[2:4], *RIGHT[2:5]]
    data = page(
        shown(TITLE, 72, 740, 18, BOLD),
        rows(left, 72, 680),
        rows(right, 330, 680),
        rows(LEAD, 72, 580),
    )
    assert blocks(data) == [TITLE, " ".join([*left, *right]), PARAGRAPH]


def test_a_row_of_a_table_is_a_paragraph_with_its_cells_apart() -> None:
    table = [
        ("United States", "Anne Reed", "Deputy Secretary of State"),
        ("Japan", "TANAKA Ichiro", "Vice Minister for Foreign Affairs"),
        ("Republic of Korea", "Park Min-su", "First Vice Minister"),
    ]
    orders = [
        shown(cell, x, 640 - 14 * number)
        for number, row in enumerate(table)
        for cell, x in zip(row, (72, 200, 330), strict=True)
    ]
    assert blocks(body(orders))[2:] == [" | ".join(row) for row in table]


def test_the_page_says_where_the_order_is_not_sure() -> None:
    names = ["Anne Reed of Oak", "TANAKA Ichiro", "Park Min-su", "Lea Vere of Elm", "Raul Vela"]
    data = page(shown(TITLE, 72, 740, 18, BOLD), rows(names, 72, 680), rows(RIGHT, 330, 680))
    structure = read(data)
    said = [(r["passage"], r["kind"]) for r in structure.repairs]
    assert {kind for _, kind in said} == {"order"}
    assert [p.number for p in structure.passages if p.kind == "paragraph" and " | " in p.text] == [n for n, _ in said]
    assert read(body()).repairs == []


# What is not to be seen

SECRET = "Internal: hold until cleared."


@pytest.mark.parametrize(
    ("orders", "kind"),
    [
        ([shown(SECRET, 72, 600, before="3 Tr")], "hidden words"),
        ([b"1 g", shown(SECRET, 72, 600), b"0 g"], "words in the colour of the paper"),
        ([shown(SECRET, 72, 600, 1)], "words too small to read"),
        ([shown(SECRET, 72, 900)], "words outside the page"),
        ([b"q 10 10 50 50 re W n", shown(SECRET, 72, 600), b"Q"], "words cut off"),
        ([shown(SECRET, 72, 600), b"1 g 60 590 400 30 re f 0 g"], "covered words"),
        ([b"/OC /Off BDC", shown(SECRET, 72, 600), b"EMC"], "words on a layer that is switched off"),
        ([b"BT /F1 11 Tf 0 1 -1 0 40 300 Tm (" + SECRET.encode() + b") Tj ET"], "turned words"),
        ([shown(SECRET, 72, 600), b"1 w 70 603.5 m 300 603.5 l S"], "struck words"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_drawn_and_not_to_be_seen_is_no_word_of_the_text_and_is_named(orders: list[bytes], kind: str) -> None:
    data = made(
        [
            Sheet(
                [shown(TITLE, 72, 720, 16, BOLD), *rows(LEAD, 72, 690), *orders],
                b"",
                b"/Properties << /Off %d 0 R >>" % FIRST_FREE,
            )
        ],
        [b"<< /Type /OCG /Name (Draft) >>"],
        b"/OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] >> >>" % (FIRST_FREE, FIRST_FREE),
    )
    assert blocks(data) == [TITLE, PARAGRAPH]
    assert left_out(data) == [(kind, SECRET)]
    reading = restored(data, read_source(open_source(data, "a.pdf")))
    assert reading.as_json()["unplaced"] == [f"{kind}: {SECRET}"]


def test_white_words_on_a_dark_ground_and_underlined_ones_are_read() -> None:
    data = body(
        b"0.2 g 60 590 400 30 re f 1 g",
        shown("They will meet again in Seoul.", 72, 600),
        b"0 g",
        shown("All of it is public, and this is underlined.", 72, 560),
        b"72 558 200 0.7 re f",
    )
    assert blocks(data)[2:] == ["They will meet again in Seoul.", "All of it is public, and this is underlined."]
    assert left_out(data) == []


def test_words_drawn_twice_are_read_once() -> None:
    data = page(
        shown(TITLE, 72, 720, 16),
        shown(TITLE, 72.4, 720, 16),
        rows(LEAD, 72, 690),
    )
    assert blocks(data) == [TITLE, PARAGRAPH]
    assert left_out(data) == [("drawn twice", TITLE)]


def test_a_scan_with_a_layer_of_text_is_read_and_says_so() -> None:
    place = b"q 612 0 0 792 0 0 cm /Im Do Q"
    resources = b"/XObject << /Im %d 0 R >>" % FIRST_FREE
    words = [
        shown(TITLE, 72, 720, 16, before="3 Tr"),
        *[shown(r, 72, 690 - 14 * n, before="3 Tr") for n, r in enumerate(LEAD)],
    ]
    data = made([Sheet([place, *words], b"", resources), Sheet([place], b"", resources)], [picture()])
    structure = read(data)
    assert [p.text for p in structure.passages if p.kind != "sentence"] == [TITLE, PARAGRAPH]
    assert [r["kind"] for r in structure.repairs] == ["scan"]
    assert structure.unplaced == ["page 2: the page is a picture without text"]
    assert refusal(made([Sheet([place], b"", resources)], [picture()])) == "scan"


def test_a_refusal_names_the_cause_that_is_the_case() -> None:
    assert refusal(page(b"q Q")) == "no text"
    assert refusal(page(shown(SECRET, 72, 600, before="3 Tr"))) == "nothing to be seen"


# Forms and notes


def field_of(value: bytes, extra: bytes = b"") -> bytes:
    return (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (n) /V (%s) /F 4 /Rect [72 560 472 584] /DA (/F1 11 Tf 0 g) %s >>"
        % (value, extra)
    )


def with_fields(*objects: bytes) -> bytes:
    first = FIRST_FREE
    return made(
        [Sheet([shown(TITLE, 72, 720, 16, BOLD), *rows(LEAD, 72, 690)], b"/Annots [%d 0 R]" % first)],
        list(objects),
        b"/AcroForm << /Fields [%d 0 R] >>" % first,
    )


def test_values_of_fields_are_read_where_they_are_shown() -> None:
    look = stream(
        b"BT /F1 11 Tf 2 6 Td (They will meet in Seoul.) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 400 24] /Resources << /Font << /F1 5 0 R >> >>",
    )
    drawn = with_fields(field_of(b"They will meet in Seoul.", b"/AP << /N %d 0 R >>" % (FIRST_FREE + 1)), look)
    assert (
        blocks(drawn)[2:]
        == blocks(with_fields(field_of(b"They will meet in Seoul.")))[2:]
        == ["They will meet in Seoul."]
    )
    hidden = with_fields(field_of(b"They will meet in Seoul.").replace(b"/F 4", b"/F 2"))
    assert (blocks(hidden)[2:], left_out(hidden)) == ([], [("hidden form field", "They will meet in Seoul.")])


def test_a_note_on_the_page_is_no_word_of_the_text() -> None:
    data = made(
        [Sheet([shown(TITLE, 72, 720, 16, BOLD), *rows(LEAD, 72, 690)], b"/Annots [%d 0 R]" % FIRST_FREE)],
        [b"<< /Type /Annot /Subtype /Text /Contents (Check the day.) /Rect [500 700 520 720] >>"],
    )
    assert (blocks(data), left_out(data)) == ([TITLE, PARAGRAPH], [("note on the page", "Check the day.")])


# Nothing is lost


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="cp1252", exclude_categories=["C", "Z"]), min_size=1, max_size=12),
            st.integers(0, 600),
            st.integers(0, 800),
            st.sampled_from([1, 6, 9, 11, 11, 11, 18]),
            st.sampled_from([PLAIN, BOLD]),
            st.sampled_from(["", "", "", "3 Tr", "1 g", "0 1 -1 0 0 0 Tm"]),
        ),
        min_size=1,
        max_size=14,
    )
)
def test_whatever_is_drawn_is_in_a_passage_or_left_out_by_name(
    words: list[tuple[str, int, int, int, str, str]],
) -> None:
    orders = [shown(text, x, y, size, font, before) + b" 0 g" for text, x, y, size, font, before in words]
    structure = read(page(shown("They met.", 72, 400), *orders))
    drawn = Counter("".join(word[0] for word in words).translate({0xAD: "-"}))
    passages = [p.text for p in structure.passages if p.kind != "sentence"]
    found = Counter("".join([*passages, *[r.text for r in structure.removed], *structure.unplaced]))
    assert drawn - found == Counter()


# Printed by a browser

PRINTED = {
    "en": "<h1>{title}</h1><p>May 3, 2031</p><p>{text}</p><h2>Rivers and What is Measured in Each of Them by All</h2>"
    "<ul><li><b>Maps:</b> {text}</li><li><b>Floods:</b> {text}</li></ul><p>{text}</p>",
    "ja": "<h1>第１６回日米韓外務次官協議（結果）</h1><p>{japanese}</p><h2>川について</h2><p>{japanese}</p>",
    "ko": "<h1>제16차 한미일 외교차관협의회 개최 결과</h1><p>{korean}</p><h2>강에 대하여</h2><p>{korean}</p>",
}
TEXTS = {
    "title": "Joint Statement on the Trilateral Meeting of the Vice Ministers for Rivers and Lakes",
    "text": f"{PARAGRAPH} They agreed that a well-known plan is to be drawn up by all three. " * 3,
    "japanese": "五月三日、釜山において、田中一郎外務事務次官は、一方の長官との間で、青い西の川について協議を行いました。"
    * 4,
    "korean": "박민수 제1차관은 5월 3일 부산에서 다나카 이치로 사무차관을 만나 협의회를 개최하고 강에 대해 이야기하였다. "
    * 4,
}


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_a_printed_page_reads_as_the_page_does(chromium) -> None:
    styles = {"one": "", "two": "<style>body{columns:2;column-gap:8mm;text-align:justify}</style>"}
    pages = {
        f"{language}-{name}": f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>x</title>{style}'
        f"</head><body>{markup.format(**TEXTS)}</body></html>"
        for language, markup in PRINTED.items()
        for name, style in styles.items()
        # in narrow columns whether Hangul is cut inside a word is a judgement
        if (language, name) != ("ko", "two")
    }
    files = print_pages(pages, chromium)

    def told(data: bytes, name: str) -> list[tuple[str, str, str]]:
        structure = read_structure(open_source(data, name))
        return [(p.number, p.kind, p.text) for p in structure.passages]

    differing = {
        name: (told(files[name], "a.pdf"), told(page.encode(), "a.html"))
        for name, page in pages.items()
        if told(files[name], "a.pdf") != told(page.encode(), "a.html")
    }
    assert differing == {}
