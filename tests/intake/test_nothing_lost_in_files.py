"""Nothing is lost, in any format: every character that is no space is in a passage, a removed mark, or unplaced."""

import unicodedata
from collections import Counter
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from initiatives.intake.readers import open_source
from initiatives.intake.readers.html import read_html
from initiatives.intake.readers.lines import Source
from initiatives.intake.refusal import NotRead
from initiatives.intake.structure import read_structure
from tests.intake.making_files import hangul, hangul_paragraph, hangul_run, mail, paragraph, part, run, word

pytestmark = pytest.mark.once

#: Any characters that XML can hold and that are printed: what is invisible is no word and is counted for text alone.
LETTERS = st.characters(
    blacklist_categories=("Cs", "Cc", "Cn", "Cf", "Zl", "Zp", "Zs", "Mn", "Mc", "Me"),
    blacklist_characters="\ufffe\uffff",
)
WORDS = st.one_of(
    st.sampled_from(
        [
            "They met today.",
            "2",
            "*",
            "[3]",
            "th",
            "협의하였다.",
            "会談した。",
            "Name: and the rest.",
            "•",
            "1. One",
            "a",
        ]
    ),
    st.text(st.one_of(LETTERS, st.sampled_from(" \n")), max_size=10),
)
SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MINUS = str.maketrans("−–ⁿⁱ", "--ni")


def counted(text: str) -> Counter[str]:
    """The characters of a text that are no spaces; what is raised as a power counts as what it stands for."""
    return Counter("".join(unicodedata.normalize("NFKC", text).translate(MINUS).split()))


def said(source: Source) -> Counter[str]:
    """All that a reading tells: passages, what was left out, and what could not be placed."""
    structure = read_structure(source)
    told = [p.text for p in structure.passages if p.kind != "sentence"]
    return counted("".join([*told, *[mark.text for mark in structure.removed], *structure.unplaced]))


def lost(written: str, source: Source) -> Counter[str]:
    return counted(written) - said(source)


def opened(data: bytes, name: str) -> Source | None:
    """The source; None where the document has no printed words at all and is refused for it."""
    try:
        return open_source(data, name)
    except NotRead as refused:
        if refused.reason in ("no text", "empty"):
            return None
        raise


# Word

RUNS = ["", "<w:b/>", "<w:vanish/>", "<w:strike/>", '<w:vertAlign w:val="superscript"/>', '<w:color w:val="FFFFFF"/>']
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
INLINE = [
    "{}",
    "<w:ins>{}</w:ins>",
    "<w:del>{}</w:del>",
    "<w:moveFrom>{}</w:moveFrom>",
    "<w:hyperlink>{}</w:hyperlink>",
    "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:r><w:ruby><w:rt>{}</w:rt><w:rubyBase><w:r><w:t>x</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    FIELD.format("begin") + "{}" + FIELD.format("separate") + FIELD.format("end"),
    FIELD.format("begin") + FIELD.format("separate") + "{}" + FIELD.format("end"),
    (
        "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{}</w:p></w:txbxContent></mc:Choice><mc:Fallback>"
        "<w:t>never</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    ),
    "{}<w:r><w:br/></w:r>",
]
BLOCKS = [
    "{}",
    "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>" + paragraph("x") + "</w:tc></w:tr></w:tbl>",
    "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{}</w:tc></w:tr></w:tbl>",
    "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
]
PROPERTIES = ["", '<w:pStyle w:val="Heading1"/>', "<w:rPr><w:vanish/></w:rPr>", "<w:rPr><w:del/></w:rPr>"]
word_pieces = st.lists(st.tuples(WORDS, st.sampled_from(RUNS), st.sampled_from(INLINE)), max_size=5)
word_blocks = st.lists(st.tuples(word_pieces, st.sampled_from(PROPERTIES), st.sampled_from(BLOCKS)), max_size=6)


@SETTINGS
@given(word_blocks, st.lists(WORDS, max_size=3))
def test_every_character_of_a_word_document(blocks: list, beside: list[str]) -> None:
    made, words = [], [*beside]
    for pieces, properties, around in blocks:
        runs = [inline.format(run(escape(text), look)) for text, look, inline in pieces]
        words += [text for text, _, _ in pieces]
        words += ["x"] * (("ruby" in "".join(runs)) + ("x</w:t>" in around))
        made.append(around.format(paragraph(*runs, properties=properties) if runs else ""))
    note = "".join(f'<w:footnote w:id="{n}">{paragraph(escape(text))}</w:footnote>' for n, text in enumerate(beside))
    data = word(*made, footnotes=part("footnotes", note))
    source = opened(data, "a.docx")
    assert source is None or lost("".join(words), source) == Counter()


# Hangul

HANGUL_RUNS = [
    "<hp:t>{}</hp:t>",
    "<hp:t><hp:deleteBegin/>{}<hp:deleteEnd/></hp:t>",
    "<hp:ctrl><hp:header><hp:subList><hp:p><hp:run><hp:t>{}</hp:t></hp:run></hp:p></hp:subList></hp:header></hp:ctrl>",
    "<hp:ctrl><hp:footNote><hp:subList><hp:p><hp:run><hp:t>{}</hp:t></hp:run></hp:p></hp:subList></hp:footNote></hp:ctrl>",
    "<hp:dutmal><hp:mainText>{}</hp:mainText><hp:subText>x</hp:subText></hp:dutmal>",
    "<hp:tbl><hp:tr><hp:tc><hp:subList><hp:p><hp:run><hp:t>{}</hp:t></hp:run></hp:p></hp:subList></hp:tc></hp:tr></hp:tbl>",
    "<hp:rect><hp:drawText><hp:subList><hp:p><hp:run><hp:t>{}</hp:t></hp:run></hp:p></hp:subList></hp:drawText></hp:rect>",
    "<hp:equation><hp:script>{}</hp:script></hp:equation>",
    "<hp:t>{}<hp:lineBreak/></hp:t>",
]
HANGUL_HEAD = (
    '<hh:charPr id="1"><hh:supscript/></hh:charPr><hh:charPr id="2"><hh:strikeout shape="DASH"/></hh:charPr>'
    '<hh:charPr id="3" textColor="#FFFFFF"/>'
)
hangul_pieces = st.lists(st.tuples(WORDS, st.sampled_from(HANGUL_RUNS), st.integers(0, 3)), max_size=5)


@SETTINGS
@given(st.lists(hangul_pieces, max_size=6))
def test_every_character_of_a_hangul_document(paragraphs: list) -> None:
    made = [
        hangul_paragraph(*[hangul_run(around.format(escape(text)), shape) for text, around, shape in pieces])
        for pieces in paragraphs
    ]
    source = opened(hangul("".join(made), head=HANGUL_HEAD), "a.hwpx")
    words = "".join(text for pieces in paragraphs for text, _, _ in pieces)
    assert source is None or lost(words, source) == Counter()


# Pages and mails

TAGS = [
    *(
        "p",
        "b",
        "s",
        "del",
        "sup",
        "li",
        "ul",
        "ol",
        "h2",
        "table",
        "tr",
        "td",
        "div",
        "nav",
        "ruby",
        "rt",
        "rp",
        "pre",
    ),
    *('p hidden=""', 'div style="display:none"', 'span style="font-size:0"', 'i class="gone"', 'a href="#n"'),
    *('p id="n"', 'span style="mso-list:Ignore"', 'p style="mso-list:l0 level1 lfo1"', "textarea", "details", "dialog"),
]
MARKUP = st.lists(
    st.one_of(
        WORDS.map(escape),
        st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split(' ')[0]}>" for tag in TAGS] + ["<br>"]),
    ),
    max_size=30,
).map(lambda pieces: "<style>.gone { visibility: hidden }</style>" + "".join(pieces))


def text_of(markup: str) -> str:
    body = LexborHTMLParser(markup).body
    return body.text(deep=True) if body is not None else ""


@settings(SETTINGS, max_examples=300)
@given(MARKUP)
def test_every_character_of_a_page(markup: str) -> None:
    assert lost(text_of(markup), read_html(markup)) == Counter()


@SETTINGS
@given(MARKUP, st.lists(WORDS, max_size=8), st.booleans())
def test_every_character_of_a_mail(markup: str, lines: list[str], is_page: bool) -> None:
    text = markup if is_page else "\n".join(lines)
    kind = f"Content-Type: text/{'html' if is_page else 'plain'}; charset=utf-8"
    source = opened(mail(text, kind, subject="Rivers"), "a.eml")
    written = text_of(markup) if is_page else text
    assert source is None or lost(f"{written}Rivers press@example.gov", source) == Counter()
