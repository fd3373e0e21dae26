"""Web pages and what is pasted: what a browser does not print is no word; marks of notes and lists are marks."""

import unicodedata

import pytest

from initiatives.intake.readers import open_source
from initiatives.intake.refusal import NotRead
from tests.intake.making_files import LAST, LEAD, TITLE, left_out, marks, read, texts


def page(*paragraphs: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><h1>{TITLE}</h1>{''.join(paragraphs)}</body></html>"


HIDDEN = [
    '<b style="display:none">{}</b>',
    '<b style="visibility: hidden">{}</b>',
    "<b hidden>{}</b>",
    '<b style="font-size:0">{}</b>',
    '<b style="opacity:0.0">{}</b>',
    '<b style="mso-hide:all">{}</b>',
    '<b style="position:absolute;left:-9999px">{}</b>',
    '<b style="position:absolute;clip:rect(0,0,0,0)">{}</b>',
    '<b style="color:#fff">{}</b>',
    "<dialog>{}</dialog>",
]
STRUCK = [
    "<s>{}</s>",
    "<del>{}</del>",
    "<strike>{}</strike>",
    '<b style="text-decoration:line-through">{}</b>',
    '<b style="text-decoration-line: underline line-through">{}</b>',
]


@pytest.mark.parametrize(
    ("markup", "kind"), [(m, "hidden words") for m in HIDDEN] + [(m, "struck words") for m in STRUCK]
)
def test_what_is_not_printed_is_no_word(markup: str, kind: str) -> None:
    data = page(f"<p>{LEAD} ", markup.format("Hold this <i>until</i> then."), f" {LAST}</p>")
    assert "".join(texts(data)[1:]).replace(LEAD, "").strip() == LAST
    assert left_out(data) == [f"{kind}: Hold this until then."]


STYLES = """<style><!-- /* notes of the editors */
 .note { display: none } p.gone, div > .gone { visibility:hidden } .shown { visibility: visible }
 #old i { text-decoration: line-through red } i.kept, .x:hover { text-decoration: none }
 @media print { .paper { display: none } } @media screen { .screen { display:none } } .up { vertical-align: super }
--></style>"""


def test_style_sheets_of_the_page_are_followed() -> None:
    data = page(
        '<p class="note">Note one.</p>',
        f'<p class="gone">Gone. <span class="shown">{LEAD}</span></p>',
        '<p id="old">They met <i>twice</i>once in the town.</p>',
        '<p class="paper">This is shown on a screen.</p>',
        '<p class="screen">This is not.</p>',
        '<p class="x">A pointer changes nothing here.</p>',
        '<p>They held 10<span class="up">3</span> talks.</p>',
        head=STYLES,
    )
    assert texts(data) == [
        TITLE,
        LEAD,
        "They met once in the town.",
        "This is shown on a screen.",
        "A pointer changes nothing here.",
        "They held 10³ talks.",
    ]
    assert left_out(data) == [
        "hidden words: Note one.",
        "hidden words: Gone.",
        "struck words: twice",
        "hidden words: This is not.",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '<b aria-hidden="true">{}</b>',
        "<details><summary>{}</summary></details>",
        "<ins>{}</ins>",
        '<b style="font-size:0"><i style="font-size:12px">{}</i></b>',
        '<b style="visibility:hidden"><i style="visibility:visible">{}</i></b>',
        '<b style="background:#003; color:white">{}</b>',
        '<b style="opacity:0.9; text-indent:-20px">{}</b>',
        "<dialog open>{}</dialog>",
    ],
)
def test_what_is_printed_is_a_word(markup: str) -> None:
    data = page(f"<p>{LEAD}</p>", markup.format(LAST))
    assert (texts(data), left_out(data)) == ([TITLE, LEAD, LAST], [])


def test_what_a_form_asks_for_is_no_word() -> None:
    data = page(
        f"<p>{LEAD}</p>", '<input placeholder="Your name" value="Typed"><textarea placeholder="x">Long</textarea>'
    )
    assert (texts(data), sorted(left_out(data))) == ([TITLE, LEAD], ["Long", "form field: Typed"])


def test_readings_above_words_are_left_out() -> None:
    data = (
        "<h1>会談の結果</h1><p><ruby>山田<rp>（</rp><rt>やまだ</rt><rp>）</rp></ruby>次官は、東京で会談しました。</p>"
    )
    assert [line.text for line in open_source(data.encode(), None).lines] == [
        "会談の結果",
        "山田次官は、東京で会談しました。",
    ]
    assert left_out(data) == ["ruby reading: （やまだ）"]


def test_raised_figures_and_the_marks_of_notes() -> None:
    data = page(
        "<p>They welcomed 10<sup>3</sup> talks in this 16<sup>th</sup> round<sup><a href='#n1'>2</a></sup> and the goals "
        "of 2030<sup>[3]</sup>, 5&nbsp;km<sup>2</sup> of land and 10<sup>-6</sup> of it.<sup>*</sup></p>",
        f"<p>{LAST}</p>",
        "<p id='n1'><sup>2</sup> As counted by the hosts.</p>",
        "<p><sup>*</sup> By weight</p>",
    )
    found = [(p.number, p.text, p.marker, p.parent) for p in read(data).passages if p.kind == "paragraph"]
    assert found == [
        (
            "1",
            "They welcomed 10³ talks in this 16th round and the goals of 2030, 5 km² of land and 10⁻⁶ of it.",
            "",
            None,
        ),
        ("2", LAST, "", None),
        ("3", "As counted by the hosts.", "2", "1.1"),
        ("4", "By weight", "*", "1.1"),
    ]
    assert left_out(data) == []


@pytest.mark.parametrize(
    ("before", "raised", "after", "text"),
    [
        ("They met in the town", "1)", " and left.", "They met in the town and left."),
        ("協議が行われた", "（注１）", "。", "協議が行われた。"),
        ("협의하였다", "주1)", ".", "협의하였다."),
        ("The sum of 2", "8", " is even.", "The sum of 2⁸ is even."),
        ("They met in 2031", "1", " and left.", "They met in 2031 and left."),
        ("He said “we will go on.”", "12", " They left.", "He said “we will go on.” They left."),
        ("They met on the 2", "nd", " of May.", "They met on the 2nd of May."),
        ("It is known that E = mc", "2", ".", "It is known that E = mc²."),
        ("He said “we will go on.”", "a", " They left.", "He said “we will go on.” They left."),
        ("They met on the 1", "er", " of May.", "They met on the 1er of May."),
        ("Their trade mark Rivers", "TM", " is known.", "Their trade mark RiversTM is known."),
        ("They found ", "235", "U in the river.", "They found ²³⁵U in the river."),
        ("They met in the town", "1, 2", " and left.", "They met in the town and left."),
    ],
)
def test_what_raised_characters_mean(before: str, raised: str, after: str, text: str) -> None:
    source = open_source(f"<p>{before}<sup>{raised}</sup>{after}</p>".encode(), "a.html")
    assert [line.text for line in source.lines] == [text]
    kept = "".join(mark.text for mark in source.removed)
    assert kept == ("" if text.startswith(f"{before}{raised}") or "²" in text or "⁸" in text else raised)


def test_a_note_may_print_its_mark_in_brackets() -> None:
    data = "<h1>会談の結果</h1><p>東京において、会談が開催されました<sup>（注１）</sup>。</p><p>（注１）オンラインによる参加を含む。</p>"
    found = [(p.text, p.marker, p.parent) for p in read(data).passages if p.kind == "paragraph"]
    assert found == [
        ("東京において、会談が開催されました。", "", None),
        ("オンラインによる参加を含む。", "注１", "1.1"),
    ]


def test_notes_as_word_and_web_pages_set_them() -> None:
    word = (
        f"<p>{LEAD[:-1]}<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'><span>[1]</span></a>.</p>"
        "<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p><a href='#_ftnref1' "
        "name='_ftn1'>[1]</a> In the hall.</p></div></div>"
    )
    web = (
        f"<p>{LEAD[:-1]}<a href='#fn:1' id='r1'><sup>1</sup></a>.</p><p>{LAST}</p><ol><li id='fn:1'>In the hall. "
        "<a href='#r1'>↩</a></li></ol>"
    )
    for data, number in ((page(word), "2"), (page(web), "3")):
        note = next(p for p in read(data).passages if p.number == number)
        assert (note.text, note.parent) == ("In the hall.", "1.1")
        assert LEAD in texts(data)


def test_a_row_of_a_table_is_a_paragraph_with_its_cells_apart() -> None:
    table = (
        "<table><tr><th>Country</th><th>Head</th></tr><tr><td>Norland</td><td><p>Anne</p><p>Reed</p></td></tr></table>"
    )
    assert texts(page(f"<p>{LEAD}</p>", table, f"<p>{LAST}</p>")) == [
        TITLE,
        LEAD,
        "Country | Head",
        "Norland | Anne Reed",
        LAST,
    ]


def test_tables_that_only_lay_out_the_text_are_not_seen() -> None:
    inner = "<table><tr><td>Norland</td><td>Anne Reed</td></tr></table>"
    data = (
        f"<table><tr><td colspan=2><h1>{TITLE}</h1></td></tr><tr><td><p>{LEAD}</p>{inner}<p>{LAST}</p></td>"
        "<td></td></tr></table>"
    )
    assert texts(data) == [TITLE, LEAD, "Norland | Anne Reed", LAST]


WORD_ITEM = (
    "<p class=MsoListParagraph style='text-indent:-.25in;mso-list:l0 level{level} lfo1'><![if !supportLists]><span "
    "style='font-family:Symbol'><span style='mso-list:Ignore'>{mark}<span style='font:7.0pt \"Times New Roman\"'>"
    "&nbsp;&nbsp; </span></span></span><![endif]>{text}<o:p></o:p></p>"
)


def test_bullets_of_word_are_marks() -> None:
    items = [("·", 1, "hold a dialogue each year;"), ("o", 2, "share what they learn;"), ("§", 1, "meet in Newtown.")]
    data = page(f"<p>{LEAD}</p>", *[WORD_ITEM.format(mark=m, level=n, text=t) for m, n, t in items])
    found = [(p.depth, p.marker, p.text) for p in read(data).passages if p.kind == "paragraph"][1:]
    assert found == [(level, "•", text) for _, level, text in items]
    assert left_out(data) == []


def test_numbers_of_word_are_marks() -> None:
    items = [("1.", 1, "They agreed on one."), ("(a)", 2, "They agreed on two."), ("II.", 1, "They agreed on three.")]
    data = page(f"<p>{LEAD}</p>", *[WORD_ITEM.format(mark=m, level=n, text=t) for m, n, t in items])
    assert marks(data)[1:] == [(mark, text) for mark, _, text in items]


def test_numbers_of_lists() -> None:
    data = page(
        f"<p>{LEAD}</p>",
        "<ol type=I start=2><li>They agreed on one.</li><li value=7>They agreed on two.</li></ol>",
        "<ol style='list-style-type:korean-hangul-formal'><li>They agreed on three.</li></ol>",
        "<ol reversed start=2><li>They agreed on four.</li><li>They agreed on five.</li></ol>",
    )
    assert [mark for mark, _ in marks(data)] == ["", "II.", "VII.", "일.", "2.", "1."]


def test_a_paste_with_pictures_is_read() -> None:
    picture = "<img src='data:image/png;base64," + "iVBORw0KGgo" * 400_000 + "'>"
    data = f"<p>{LEAD}</p>{picture * 3}<p>{LAST}</p>"
    assert len(data) > 13_000_000
    assert [line.text for line in open_source(data.encode(), "pasted text.html").lines] == [LEAD, LAST]
    assert [line.text for line in open_source(data.encode(), None).lines] == [LEAD, LAST]


def test_a_page_of_too_much_text_is_refused_with_pictures_or_without() -> None:
    with pytest.raises(NotRead) as refused:
        open_source(b"<p>" + b"They met. " * 110_000, None)
    assert refused.value.reason == "too much text"


def test_a_clipboard_of_windows_is_a_page() -> None:
    data = f"Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:0000000300\r\n<html><body><p>{LEAD}</p></body></html>"
    assert [line.text for line in open_source(data.encode(), None).lines] == [LEAD]


def test_preformatted_text_keeps_its_blocks() -> None:
    data = f"<pre>{TITLE}\n\n{LEAD}\n\n- They met.\n- They left.\n</pre>"
    assert marks(data)[-2:] == [("-", "They met."), ("-", "They left.")]


def test_letters_of_several_signs_are_composed_in_the_text_that_is_made() -> None:
    reading = read(page("<p>" + unicodedata.normalize("NFD", f"Gotō Yūko met the others. {LAST}") + "</p>"))
    said = [(p.text, reading.text[p.start : p.end]) for p in reading.passages if p.kind == "sentence"]
    assert said == [(text, text) for text in ("Gotō Yūko met the others.", LAST)]
