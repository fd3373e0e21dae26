"""Readers: encodings, HTML, Word and PDF give the same lines as plain text; limits and kinds of file are named."""

import io
import unicodedata

import docx
import pytest

from initiatives.intake.readers import open_source
from initiatives.intake.readers.encoding import decode
from initiatives.intake.readers.lines import BOLD, ITALIC, UNDERLINE
from initiatives.intake.refusal import REASONS, NotRead
from initiatives.intake.structure import read_structure
from tests.intake.bombs import document, paragraph, printed, word
from tests.intake.bombs import docx as packed

PLAIN = """Meeting on Rivers

The partners met today and agreed on much.

**Clean Water**

-   **Maps:** The maps were drawn together.
    -   A nested item stands here.
-   Floods were seen.
"""


def rows(data: bytes, name: str) -> list[tuple[str, str, str]]:
    return [
        (p.number, p.kind, p.text) for p in read_structure(open_source(data, name)).passages if p.kind != "sentence"
    ]


EXPECTED = [
    ("0.1", "title", "Meeting on Rivers"),
    ("1", "paragraph", "The partners met today and agreed on much."),
    ("h1", "heading", "Clean Water"),
    ("2", "paragraph", "Maps: The maps were drawn together."),
    ("3", "paragraph", "A nested item stands here."),
    ("4", "paragraph", "Floods were seen."),
]


def test_plain_text() -> None:
    assert rows(PLAIN.encode(), "a.txt") == EXPECTED


def test_html_with_navigation_scripts_and_soft_marks() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>Site</title><script>x</script></head><body><nav>Home</nav><main><h1"
        ">Meeting on Rivers</h1>"
        "<p>The&nbsp;part&shy;ners met today and agreed on&#8239;much.</p><p><span style='font-weight: "
        "bold'>Clean Water</span></p>"
        "<ul><li><b>Maps: </b>The maps were drawn together.<ul><li>A nested item stands "
        "here.</li></ul></li><li>Floods were seen.</li></ul>"
        "</main><footer>Contact</footer></body></html>"
    )
    assert rows(page.encode(), "a.html") == EXPECTED
    assert open_source(page.encode(), "a.html").unplaced == ["Site", "Home", "Contact"]


def test_word_document() -> None:
    made = docx.Document()
    made.add_heading("Meeting on Rivers", 1)
    made.add_paragraph("The partners met today and agreed on much.")
    made.add_paragraph().add_run("Clean Water").bold = True
    item = made.add_paragraph(style="List Bullet")
    item.add_run("Maps:").bold = True
    item.add_run(" The maps were drawn together.")
    made.add_paragraph("A nested item stands here.", style="List Bullet 2")
    made.add_paragraph("Floods were seen.", style="List Bullet")
    stream = io.BytesIO()
    made.save(stream)
    assert rows(stream.getvalue(), "a.docx") == EXPECTED


def test_word_document_keeps_what_a_document_model_drops() -> None:
    body = (
        paragraph("Meeting on Rivers")
        + (
            "<w:p><w:ins><w:r><w:t>The partners met </w:t></w:r></w:ins><w:del><w:r><w:delText>never</w:delText></"
            "w:r></w:del><w:r><w:t>today in the town.</w:t></w:r></w:p>"
        )
        + "<w:sdt><w:sdtContent>"
        + paragraph("They agreed on very much.")
        + "</w:sdtContent></w:sdt>"
        + "<w:tbl><w:tr><w:tc>"
        + paragraph("One")
        + "</w:tc><w:tc>"
        + paragraph("Two")
        + "</w:tc></w:tr></w:tbl>"
        + paragraph("A note and an end stand here.")
    )
    assert [text for _, _, text in rows(word(body), "a.docx")] == [
        "Meeting on Rivers",
        "The partners met today in the town.",
        "They agreed on very much.",
        "One | Two",
        "A note and an end stand here.",
    ]


def test_pdf_joins_rows_and_leaves_page_numbers_out() -> None:
    data = printed(["The partners met today and agreed on very", "much in the old town by the river.", "", "- 1 -"])
    source = open_source(data, "a.pdf")
    assert [line.text for line in source.lines] == [
        "The partners met today and agreed on very much in the old town by the river."
    ]
    assert [(mark.kind, mark.text) for mark in source.removed] == [("page number", "- 1 -")]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Café in São Paulo – “quoted”", "utf-8"),
        ("Café in São Paulo – “quoted”", "utf-8-sig"),
        ("Café in São Paulo – “quoted”", "cp1252"),
        ("The partners met – “at last” – in the town.", "cp1252"),
        ("The partners met – “at last” – in the town.", "utf-16"),
        ("The partners met in the town.", "utf-16-le"),
        ("The partners met in the town.", "utf-16-be"),
        ("日米韓次官協議が開催されました。", "cp932"),
        ("日米韓次官協議が開催されました。", "euc_jp"),
        ("日米韓次官協議が開催されました。", "iso2022_jp"),
        ("한미일 외교차관 협의회가 열렸다.", "cp949"),
        *[
            (text, encoding)
            for text in ("日米韓外務次官協議（結果）", "外務省", "次官は、東京で会談した。", "会談の結果について")
            for encoding in ("cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-le", "utf-16-be")
        ],
        *[
            (text, encoding)
            for text in (
                "제16차 한·미·일 외교차관협의회 개최 결과",
                "외교부 보도자료",
                "□ 조현 제1차관은 1.31.(토) 만났다.",
            )
            for encoding in ("cp949", "iso2022_kr", "utf-16", "utf-16-le", "utf-16-be")
        ],
        ("外交部发言人表示，三方将继续加强沟通与协调。", "gb18030"),
        ("Hé was thére – in the Café.", "cp1252"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


def test_declared_encoding_of_a_page() -> None:
    page = '<meta charset="euc-kr"><h1>한국</h1><p>x</p>'
    assert open_source(page.encode("euc-kr"), "a.html").lines[0].text == "한국"


def test_japanese_in_escapes_with_the_signs_of_makers() -> None:
    raw = "会談の要点①".encode("cp932")
    rows = b"".join(bytes(_row(raw[n], raw[n + 1])) for n in range(0, len(raw), 2))
    assert decode(b"\x1b$B" + rows + b"\x1b(B.")[0] == "会談の要点①."


def _row(lead: int, trail: int) -> tuple[int, int]:
    """Row and cell of a pair of cp932."""
    first = (lead - (0x70 if lead < 0xA0 else 0xB0)) * 2
    return (first, trail - 0x7E) if trail >= 0x9F else (first - 1, trail - (0x20 if trail > 0x7E else 0x1F))


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("shift_jis", "cp932"),
        ("x-sjis", "cp932"),
        ("euc-jp", "euc_jp"),
        ("utf-16", "cp932"),
        ("iso-8859-1", "cp932"),
        ("euc-kr", "cp932"),
    ],
)
def test_a_wrong_declaration_is_not_believed(declared: str, encoding: str) -> None:
    text = "次官は、東京において、会談を行いました。"
    made = f'<meta charset="{declared}"><p>{text}</p>'
    assert [line.text for line in open_source(made.encode(encoding), "a.html").lines] == [text]


def test_marks_and_offsets_of_plain_text() -> None:
    raw = "A **bold**, *slanted* and <u>lined</u> word&amp;more\\*"
    line = open_source(raw.encode(), "a.txt").lines[0]
    assert line.text == "A bold, slanted and lined word&more*"
    assert all(raw[offset] == character for offset, character in zip(line.offsets, line.text, strict=True))
    assert [
        line.marked(2, 6, BOLD),
        line.marked(8, 15, ITALIC),
        line.marked(20, 25, UNDERLINE),
        line.marked(0, 6, BOLD),
    ] == [True, True, True, False]


def test_spaces_and_invisible_characters() -> None:
    raw = "The\u00a0part\u00adners\u202fmet \u200btoday  in\tthe town."
    source = open_source(raw.encode(), "a.txt")
    assert source.lines[0].text == "The partners met today in the town."
    assert [(mark.kind, raw[mark.start]) for mark in source.removed] == [
        ("invisible character", "\u00ad"),
        ("invisible character", "\u200b"),
    ]


def test_look_alike_characters_stay_in_the_text() -> None:
    raw = "⼒を合わせる。"
    assert open_source(raw.encode(), "a.txt").lines[0].text == raw != unicodedata.normalize("NFKC", raw)


def test_hard_wrapped_lines_and_hyphens() -> None:
    raw = (
        "Meeting on Rivers\n\nThe partners met today in the old town by the river and agreed to\n"
        "draw new maps of all the rivers, to measure the water, to help low- and\nmiddle-income countries, "
        "and to share with all the world what the sub-\n"
        "regional bodies measure.\n"
    )
    assert rows(raw.encode(), "a.txt")[1][2] == (
        "The partners met today in the old town by the river and agreed to draw new maps of all the rivers, "
        "to measure the water, to help low- and "
        "middle-income countries, and to share with all the world what the sub-regional bodies measure."
    )


def test_short_lines_are_not_joined() -> None:
    raw = (
        "Remarks\nAnne Reed, Secretary of State\nThe Old Hall\nSeoul, Republic of Korea\nJune 8, 2031\n\nThe "
        "partners met today.\n"
    )
    assert [text for _, _, text in rows(raw.encode(), "a.txt")][:5] == raw.splitlines()[:5]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b"  \n ", "a.txt", "empty"),
        (b"<p> </p>", "a.html", "no text"),
        (b"{\\rtf1 x}", "a.rtf", "unknown format"),
        (packed({"word/document.xml": document("")}), "a.docx", "no text"),
        (word(paragraph("x")), "a.docm", "macros"),
    ],
)
def test_refusals_are_named(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(NotRead) as caught:
        open_source(data, name)
    assert (caught.value.reason, str(caught.value)) == (reason, f"{reason}: {caught.value.detail} {REASONS[reason]}")


def test_word_document_is_known_by_its_bytes() -> None:
    assert [line.text for line in open_source(word(paragraph("The partners met.")), None).lines] == [
        "The partners met."
    ]
