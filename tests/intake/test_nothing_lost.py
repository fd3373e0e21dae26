"""Nothing is lost: every non-space character of a document is in a passage, a removed mark, or unplaced."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from initiatives.intake.readers.html import read_html
from initiatives.intake.readers.text import read_text
from initiatives.intake.reading import read_source, restored
from initiatives.intake.structure import read_structure

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

pieces = st.one_of(
    st.sampled_from(
        [
            "**",
            "*",
            "***",
            "\\*",
            "\\###",
            "- ",
            "• ",
            "-   ",
            "1. ",
            "I. ",
            "(a) ",
            "# ",
            "### ",
            "> ",
            "<!-- ",
            " -->",
            "<u>",
            "</u>",
            "<br>",
            "&amp;",
            "&nbsp;",
            "[link](http://a.b/c)",
            "[1]",
            "<http://x.y>",
            "\n",
            "\n\n",
            "  \n",
            "\r\n",
            "\t",
            "    ",
            "\u00a0",
            "\u202f",
            "\u00ad",
            "\u200b",
            "\x0c",
            "_",
            "__",
            "----",
            "====",
            "Begin Text",
            "End Text.",
            "FACT SHEET",
            "SECRETARY REED: ",
            "Q: ",
            "The partners met today.",
            "Name: The rest runs on here.",
            "Water",
            "water",
            "U.S.",
            "。",
            "会談",
            "회담",
            ":",
            ".",
            "\\",
        ]
    ),
    st.text(max_size=12),
)
documents = st.lists(pieces, max_size=40).map("".join)


def placed(text: str) -> tuple[set[int], set[int]]:
    """Offsets of the source text that stand in lines, and those logged as removed."""
    source = read_text(text)
    structure = read_structure(source)
    in_lines = {offset for line in source.lines for offset in line.offsets}
    removed = {offset for mark in structure.removed for offset in range(mark.start, mark.end)}
    return in_lines, removed


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_every_character_of_a_text_is_placed_or_removed(text: str) -> None:
    in_lines, removed = placed(text)
    lost = [
        index
        for index, character in enumerate(text)
        if not character.isspace() and index not in in_lines and index not in removed
    ]
    assert lost == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_every_character_of_a_line_is_in_a_passage_or_logged(text: str) -> None:
    source = read_text(text)
    lines = "".join(line.text for line in source.lines)
    structure = read_structure(source)
    said = "".join(p.text for p in structure.passages if p.kind != "sentence") + "".join(
        r.text
        for r in structure.removed
        if r.kind in ("text marker", "closing line", "stray mark", "list mark")
        or (r.kind == "rule" and r.text in lines)
    )
    assert all(said.count(character) >= lines.count(character) for character in set(lines) - {" "})


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_a_paragraph_is_its_lead_in_and_its_sentences(text: str) -> None:
    structure = read_structure(read_text(text))
    for paragraph in (p for p in structure.passages if p.kind == "paragraph"):
        sentences = [p.text for p in structure.passages if p.kind == "sentence" and p.parent == paragraph.number]
        assert paragraph.text.replace(" ", "").endswith("".join(sentences).replace(" ", ""))
        if not paragraph.lead_in and not paragraph.speaker:
            assert "".join(sentences).replace(" ", "") == paragraph.text.replace(" ", "")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "<p>",
                    "</p>",
                    "<b>",
                    "</b>",
                    "<li>",
                    "<ul>",
                    "</ul>",
                    "<br>",
                    "<h2>",
                    "</h2>",
                    "<nav>",
                    "</nav>",
                    "<td>",
                    "<tr>",
                    "<table>",
                    "Text. ",
                    "More",
                ]
            ),
            st.text("ab <&", max_size=6),
        ),
        max_size=40,
    ).map("".join)
)
def test_every_letter_of_a_page_is_placed_or_unplaced(markup: str) -> None:
    source = read_html(markup)
    shown = "".join(line.text for line in source.lines) + "".join(source.unplaced)
    shown += "".join(mark.text for mark in source.removed)
    assert sum(c.isalpha() for c in shown) == sum(c.isalpha() for c in _text_of(markup))


def _text_of(markup: str) -> str:
    root = LexborHTMLParser(markup).root
    return root.text(deep=True) if root is not None else ""


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    path = SHARED / "corpus" / "score.py"
    if not path.exists():
        pytest.skip("needs ../shared, the folder beside the project")
    spec = importlib.util.spec_from_file_location("corpus_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_of_the_corpus_is_lost(scorer: ModuleType) -> None:
    corpus = SHARED / "corpus"
    for path in [
        *sorted(corpus.glob("*.txt")),
        *sorted((corpus / "html").glob("*.html")),
        *sorted((SHARED / "seed").glob("*.txt")),
    ]:
        text = scorer.without_header(path.read_text("utf-8"), path.suffix)
        source = read_html(text) if path.suffix == ".html" else read_text(text)
        said = restored(text.encode(), read_source(source)).as_json()
        kept, lost, invented = scorer.nothing_lost(text, path.suffix, said)
        assert (path.name, kept, lost, invented) == (path.name, 1.0, "", [])
        unplaced = sum(len("".join(piece.split())) for piece in said["unplaced"])
        assert unplaced <= 0.02 * len("".join(text.split())), path.name
