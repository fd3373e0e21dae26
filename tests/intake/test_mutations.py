"""Mutated documents: whatever is done to a file, it is read or refused by name; the reader itself never fails."""

import json
import random
import time

import pytest

from initiatives.intake import NotRead, read
from initiatives.intake.readers import open_source
from initiatives.intake.reading import read_source
from tests.intake.bombs import document, paragraph, printed, word
from tests.intake.bombs import docx as packed

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
SEEDS = [
    ("a.txt", BODY.encode()),
    ("a.txt", BODY.encode("utf-16")),
    ("a.html", PAGE.encode()),
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
    for number in range(24):
        name, data = mutated(number)
        assert said(data, name) != "failed", number


@pytest.mark.long
def test_ten_thousand_mutated_documents() -> None:
    assert {outcome(number) for number in range(600, 10_000)} == {"in time"}
