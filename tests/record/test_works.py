"""Works as text in three styles and as data in three formats, read back by a parser of each."""

import json
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.dates import PartialDate
from initiatives.record.works import Work
from initiatives.record.works.exchange import bibtex, csl, csl_json, ris
from initiatives.record.works.styles import STYLES

pytestmark = pytest.mark.once

PAGE = Work(
    key="record:rounds:6",
    title="Round 6, 5 January 2017",
    language="en",
    record="Trilateral Record",
    address="https://record.example/rounds/6/",
    publication=5,
    published=PartialDate("2026-11-24"),
    note="Trilateral Record, publication 5 of 24 November 2026",
)
DOCUMENT = replace(
    PAGE,
    key="record:documents:outcomes",
    title="Key Outcomes",
    address="https://record.example/documents/outcomes/",
    issuers="U.S. Department of State",
    genre="fact sheet",
    issued=PartialDate("2017-01-05"),
)
PASSAGE = replace(DOCUMENT, address="https://record.example/documents/outcomes/3.2/", passage="3.2")
UNDATED = replace(PASSAGE, issuers="Ministry of Foreign Affairs, Republic of Korea", genre="press release", issued=None)
MONTH = replace(DOCUMENT, issued=PartialDate("2016-09"), title="What “denuclearization” means", publication=None,
                published=None)  # fmt: skip
YEAR = replace(DOCUMENT, issued=PartialDate("2016"), title='Will it "hold"?')
JAPANESE = replace(DOCUMENT, language="ja", title="日米韓次官協議（結果）", issuers="外務省", record="日米韓協議記録")
QUOTED = replace(PAGE, title="“Free and open”")

# Set by hand after the manuals: Chicago 17, 14.206-207; APA 7, 10.16; MLA 9, 5.1-5.99.
SET = {
    "page": (
        PAGE,
        "Trilateral Record. “Round 6, 5 January 2017.” Publication 5, November 24, 2026. https://record.example/rounds/6/.",
        "Trilateral Record. (2026, November 24). Round 6, 5 January 2017 (Publication 5). https://record.example/rounds/6/",
        "“Round 6, 5 January 2017.” Trilateral Record, publication 5, 24 Nov. 2026, https://record.example/rounds/6/.",
    ),
    "document": (
        DOCUMENT,
        ("U.S. Department of State. “Key Outcomes.” Fact sheet, January 5, 2017. Trilateral Record, publication 5, "
        "November 24, 2026. https://record.example/documents/outcomes/."),
        ("U.S. Department of State. (2017, January 5). Key Outcomes [Fact sheet]. Trilateral Record (Publication 5, "
        "November 24, 2026). https://record.example/documents/outcomes/"),
        ("U.S. Department of State. “Key Outcomes.” 5 Jan. 2017. Trilateral Record, publication 5, 24 Nov. 2026, "
        "https://record.example/documents/outcomes/. Fact sheet."),
    ),
    "passage of what has no date": (
        UNDATED,
        ("Ministry of Foreign Affairs, Republic of Korea. “Key Outcomes.” Press release, n.d., ¶ 3.2. Trilateral Record, "
        "publication 5, November 24, 2026. https://record.example/documents/outcomes/3.2/."),
        ("Ministry of Foreign Affairs, Republic of Korea. (n.d.). Key Outcomes (¶ 3.2) [Press release]. Trilateral Record "
        "(Publication 5, November 24, 2026). https://record.example/documents/outcomes/3.2/"),
        ("Ministry of Foreign Affairs, Republic of Korea. “Key Outcomes.” Trilateral Record, publication 5, "
        "24 Nov. 2026, ¶ 3.2, https://record.example/documents/outcomes/3.2/. Press release."),
    ),
    "month, and nothing published": (
        MONTH,
        ("U.S. Department of State. “What ‘denuclearization’ means.” Fact sheet, September 2016. Trilateral Record. "
        "https://record.example/documents/outcomes/."),
        ("U.S. Department of State. (2016, September). What “denuclearization” means [Fact sheet]. Trilateral Record. "
        "https://record.example/documents/outcomes/"),
        ("U.S. Department of State. “What ‘denuclearization’ means.” Sept. 2016. Trilateral Record, "
        "https://record.example/documents/outcomes/. Fact sheet."),
    ),
    "year, and a title that asks": (
        YEAR,
        ("U.S. Department of State. “Will it ‘hold’?” Fact sheet, 2016. Trilateral Record, publication 5, "
        "November 24, 2026. https://record.example/documents/outcomes/."),
        ('U.S. Department of State. (2016). Will it "hold"? [Fact sheet]. Trilateral Record (Publication 5, '
        "November 24, 2026). https://record.example/documents/outcomes/"),
        ("U.S. Department of State. “Will it ‘hold’?” 2016. Trilateral Record, publication 5, 24 Nov. 2026, "
        "https://record.example/documents/outcomes/. Fact sheet."),
    ),
    "names and titles of another script": (
        JAPANESE,
        ("外務省. “日米韓次官協議（結果）.” Fact sheet, January 5, 2017. 日米韓協議記録, publication 5, November 24, 2026. "
        "https://record.example/documents/outcomes/."),
        ("外務省. (2017, January 5). 日米韓次官協議（結果） [Fact sheet]. 日米韓協議記録 (Publication 5, November 24, 2026). "
        "https://record.example/documents/outcomes/"),
        ("外務省. “日米韓次官協議（結果）.” 5 Jan. 2017. 日米韓協議記録, publication 5, 24 Nov. 2026, "
        "https://record.example/documents/outcomes/. Fact sheet."),
    ),
    "a title that is a quotation": (
        QUOTED,
        "Trilateral Record. “‘Free and open.’” Publication 5, November 24, 2026. https://record.example/rounds/6/.",
        "Trilateral Record. (2026, November 24). “Free and open” (Publication 5). https://record.example/rounds/6/",
        "“‘Free and open.’” Trilateral Record, publication 5, 24 Nov. 2026, https://record.example/rounds/6/.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("work", "chicago", "apa", "mla"), SET.values(), ids=SET)
def test_the_text_is_that_of_the_manual(work, chicago, apa, mla):
    assert {name: write(work) for name, write in STYLES.items()} == {"Chicago": chicago, "APA": apa, "MLA": mla}


def of_bibtex(text):
    """(kind, key, fields) of the one entry of a file, its commands of LaTeX read as the characters they are."""
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert (library.failed_blocks, len(library.blocks)) == ([], 1)
    [entry] = library.entries
    return entry.entry_type, entry.key, {name: field.value for name, field in entry.fields_dict.items()}


def of_ris(text):
    [reference] = rispy.loads(text)
    return reference


def test_bibtex_is_a_report_for_a_document_and_a_page_otherwise():
    assert of_bibtex(bibtex(PASSAGE)) == (
        "techreport",
        "record:documents:outcomes",
        {
            "author": "U.S. Department of State",
            "title": "Key Outcomes",
            "institution": "U.S. Department of State",
            "type": "fact sheet",
            "year": "2017",
            "month": "jan",
            "day": "5",
            "note": "Trilateral Record, publication 5 of 24 November 2026",
            "url": "https://record.example/documents/outcomes/3.2/",
            "language": "en",
        },
    )
    assert of_bibtex(bibtex(replace(PAGE, publisher="A & B"))) == (
        "misc",
        "record:rounds:6",
        {
            "author": "Trilateral Record",
            "title": "Round 6, 5 January 2017",
            "howpublished": "Publication 5",
            "publisher": "A & B",
            "year": "2026",
            "month": "nov",
            "day": "24",
            "note": "Trilateral Record, publication 5 of 24 November 2026",
            "url": "https://record.example/rounds/6/",
            "language": "en",
        },
    )


def test_ris_is_a_government_document_for_a_document_and_a_page_otherwise():
    assert of_ris(ris(UNDATED)) == {
        "type_of_reference": "GOVDOC",
        "id": "record:documents:outcomes",
        "authors": ["Ministry of Foreign Affairs, Republic of Korea"],
        "title": "Key Outcomes",
        "secondary_title": "Trilateral Record",
        "type_of_work": "press release",
        "edition": "Publication 5",
        "section": "¶ 3.2",
        "language": "en",
        "urls": ["https://record.example/documents/outcomes/3.2/"],
        "notes": ["Trilateral Record, publication 5 of 24 November 2026"],
    }
    page = of_ris(ris(PAGE))
    assert (page["type_of_reference"], page["year"], page["date"]) == ("ELEC", "2026", "2026/11/24/")
    assert {work.issued: of_ris(ris(work))["date"] for work in (YEAR, MONTH)} == {
        "2016": "2016///",
        "2016-09": "2016/09//",
    }
    assert ris(PAGE).count("\n") == ris(PAGE).count("\r\n") == len(ris(PAGE).split("\r\n")) - 1


def test_csl_says_of_a_date_no_more_than_is_known():
    dated = {work.issued: csl(work).get("issued") for work in (DOCUMENT, MONTH, YEAR, UNDATED)}
    assert dated == {
        "2017-01-05": {"date-parts": [[2017, 1, 5]]},
        "2016-09": {"date-parts": [[2016, 9]]},
        "2016": {"date-parts": [[2016]]},
        None: None,
    }
    assert [csl(work)["type"] for work in (PAGE, DOCUMENT, PASSAGE)] == ["webpage", "report", "report"]


# What the parsers themselves alter is left out: they know no other circumflex than an accent, and trim what is invisible.
words = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="^`'\"-<>"), min_size=1, max_size=30)
lines = st.lists(words, min_size=1, max_size=4).map(" \n\r\u2028 ".join)


@given(lines, lines)
@settings(max_examples=60, deadline=None)
def test_whatever_a_title_holds_each_parser_reads_it_back_on_one_line(title, issuers):
    work = replace(DOCUMENT, title=title, issuers=issuers)
    said = [" ".join(title.split()), " ".join(issuers.split())]
    _kind, _key, fields = of_bibtex(bibtex(work))
    assert [fields["title"], fields["author"]] == said
    reference = of_ris(ris(work))
    assert [reference["title"], *reference["authors"]] == said
    [item] = json.loads(csl_json(work))
    assert [item["title"], item["author"][0]["literal"]] == said


@pytest.mark.parametrize(
    "title", ["{", "}", "}{", "\\", "a { b", "50% of $5 & #1_~^", "@misc{x,", "\\}", "TY  - BOOK", "ER  - "]
)
def test_what_means_something_to_a_format_stays_a_word_in_it(title):
    for work in (replace(PAGE, title=title), replace(DOCUMENT, title=title)):
        _kind, key, fields = of_bibtex(bibtex(work))
        assert (key, fields["title"].replace("ˆ", "^")) == (work.key, " ".join(title.split()))
        assert of_ris(ris(work))["title"] == " ".join(title.split())
