"""Mutated documents: whatever is done to a file, it is read or refused by name; the reader itself never fails."""

import json
import random
import time

import pytest

from initiatives.intake import NotRead, read
from initiatives.intake.readers import open_source
from initiatives.intake.reading import read_source
from tests.intake.bombs import W, document, paragraph, printed, word
from tests.intake.bombs import docx as packed
from tests.intake.making_files import mail

BODY = """FACT SHEET: Meeting on Rivers

U.S. Deputy Secretary of State Anne Reed, Japanese Vice Foreign Minister Tanaka Ichiro, and ROK First Vice
Foreign Minister Park Min-su met on May 3, 2031, in Busan, for the sixteenth round. They recalled UN
Security Council Resolutions 2270 and 2321 and the Paris Agreement.

**Clean Water**

-   **Maps:** The maps were drawn in March 2030 in Tokyo, D.C., and
    U.S. partners agreed.
    1. One. Two: three.
-   *Floods.* A [link](http://a.b) &amp; more <u>marks</u> \\* here.

\\###
"""
PAGE = (
    "<h1>Meeting</h1><p>Office of the Spokesperson</p><ul><li><b>Maps:</b> They met today in Seoul.</li></ul>"
    "<table><tr><td>1</td></tr></table><p>President Reed<br>met.</p>"
)
NOISE = [
    "**",
    "*",
    "<",
    ">",
    "&",
    "\n\n",
    "•",
    "1. ",
    "(",
    "[",
    "](",
    "<!--",
    "-->",
    "President ",
    " of ",
    " and ",
    ",",
    ":",
    "U.S.",
    "\u00ad",
    "\ud7ff",
    "\0",
]
NOTES = (
    "<style>.g{display:none}</style><h1>Meeting</h1><table><tr><td>1</td><td><s>2</s></td></tr></table><p>They met"
    "<sup><a href='#n'>2</a></sup> in 10<sup>3</sup>.</p><ruby>a<rt>b</rt></ruby><p style='mso-list:l0 level2 lfo1'>"
    "<span style='mso-list:Ignore'>(a)</span>x</p><p id=n class=g><sup>2</sup> Note.</p>"
)
SECTION = (
    "<s><p><run><ctrl><footNote><subList><p><run><t>a</t></run></p></subList></footNote></ctrl><t>b<deleteBegin/>c"
    "<deleteEnd/></t><tbl><tr><tc><p><run><t>d</t></run></p></tc></tr></tbl></run></p></s>"
)
LISTS = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt '
    'w:val="ganada"/><w:lvlText w:val="(%1)"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/>'
    "</w:num></w:numbering>"
)
RICH = (
    '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>a</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>b</w:t></w:r><w:r><w:txbxContent><w:p><w:r><w:t>c</w:t></w:r>'
    "</w:p></w:txbxContent></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>d</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
SEEDS = [
    ("a.txt", BODY.encode()),
    ("a.txt", BODY.encode("utf-16")),
    ("a.html", PAGE.encode()),
    ("a.html", NOTES.encode()),
    ("a.eml", mail(BODY, "Content-Type: text/plain; charset=utf-8; format=flowed")),
    ("a.eml", mail(f"--x\r\n{PAGE}\r\n--x--", "Content-Type: multipart/mixed; boundary=x")),
    ("a.docx", packed({"word/document.xml": document(RICH), "word/numbering.xml": LISTS}, 0)),
    ("a.hwpx", packed({"mimetype": "application/hwp+zip", "Contents/section0.xml": SECTION}, 0)),
    ("a.pdf", printed(BODY.splitlines())),
    ("a.docx", word("".join(paragraph(line.replace("&", "&amp;").replace("<", "&lt;")) for line in BODY.splitlines()))),
    (
        "a.docx",
        packed(
            {"word/document.xml": document("<w:tbl><w:tr><w:tc>" + paragraph("x y z") + "</w:tc></w:tr></w:tbl>")}, 0
        ),
    ),
]


def mutated(number: int) -> tuple[str, bytes]:
    """The document of that number: a seed with bytes changed, cut, doubled, or marks sown into it."""
    chance = random.Random(number)
    name, data = SEEDS[number % len(SEEDS)]
    content = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(len(content) + 1)
        kind = chance.randrange(5)
        if kind == 0 and content:
            content[at % len(content)] = chance.randrange(256)
        elif kind == 1:
            del content[at : at + chance.choice((1, 5, 50))]
        elif kind == 2:
            content[at:at] = content[chance.randrange(len(content) + 1) :][: chance.choice((3, 30, 300))]
        else:
            content[at:at] = chance.choice(NOISE).encode() * chance.choice((1, 1, 1, 40))
    return name, bytes(content)


def outcome(number: int) -> str:
    """What became of the document, and whether that was in time."""
    name, data = mutated(number)
    began = time.monotonic()
    try:
        json.dumps(read_source(open_source(data, name)))
    except NotRead:
        pass
    except RecursionError:  # the child names this one "nested too deep"
        pass
    return "in time" if time.monotonic() - began < 5 else f"slow: {number}"


def said(data: bytes, name: str) -> str:
    """What the parent learns of a document: that it was read, or the reason why not."""
    try:
        read(data, name)
    except NotRead as refused:
        return refused.reason
    return "read"


def test_mutated_documents_are_read_or_refused() -> None:
    assert {outcome(number) for number in range(600)} == {"in time"}


def test_mutated_documents_in_the_child() -> None:
    for number in range(33):
        name, data = mutated(number)
        assert said(data, name) != "failed", number


@pytest.mark.long
def test_ten_thousand_mutated_documents() -> None:
    assert {outcome(number) for number in range(600, 10_000)} == {"in time"}
