"""Word documents: what is not printed is no word, nothing is lost, and numbers are those that Word prints."""

import pytest

from initiatives.intake.readers import open_source
from initiatives.intake.refusal import NotRead
from tests.intake.bombs import docx
from tests.intake.making_files import (
    LAST,
    LEAD,
    TITLE,
    item,
    left_out,
    marks,
    paragraph,
    part,
    read,
    relations,
    run,
    stated,
    texts,
    word,
)

STYLES = part(
    "styles",
    '<w:style w:type="character" w:styleId="Quiet"><w:name w:val="quiet"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Quieter"><w:name w:val="quieter"/><w:basedOn w:val="Quiet"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Draft"><w:name w:val="draft"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Ask"><w:name w:val="Placeholder Text"/></w:style>',
)


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ("<w:vanish/>", "hidden words"),
        ('<w:vanish w:val="1"/>', "hidden words"),
        ("<w:webHidden/>", "hidden words"),
        ('<w:rStyle w:val="Quiet"/>', "hidden words"),
        ('<w:rStyle w:val="Quieter"/>', "hidden words"),
        ('<w:sz w:val="2"/>', "hidden words"),
        ('<w:color w:val="FFFFFF"/>', "hidden words"),
        ("<w:strike/>", "struck words"),
        ("<w:dstrike/>", "struck words"),
        ('<w:rStyle w:val="Ask"/>', "placeholder"),
    ],
)
def test_what_a_run_does_not_print_is_no_word(properties: str, kind: str) -> None:
    data = stated(
        paragraph(run(LEAD + " "), run("Hold this ", properties), run("until then. ", properties), run(LAST)),
        styles=STYLES,
    )
    assert texts(data) == [TITLE, f"{LEAD} {LAST}"]
    assert left_out(data) == [f"{kind}: Hold this until then."]


@pytest.mark.parametrize(
    "properties",
    [
        '<w:vanish w:val="0"/>',
        '<w:rStyle w:val="Quiet"/><w:vanish w:val="false"/>',
        '<w:strike w:val="off"/>',
        "<w:rPrChange><w:rPr><w:vanish/><w:strike/></w:rPr></w:rPrChange>",
        '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>',
        '<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>',
        '<w:sz w:val="24"/>',
    ],
)
def test_what_a_run_prints_is_a_word(properties: str) -> None:
    data = stated(paragraph(run(LEAD + " "), run(LAST, properties)), styles=STYLES)
    assert (texts(data), left_out(data)) == ([TITLE, f"{LEAD} {LAST}"], [])


def test_a_hidden_style_of_a_paragraph_hides_it_and_a_style_of_characters_shows_it_again() -> None:
    draft = '<w:pStyle w:val="Draft"/>'
    data = stated(
        paragraph(LEAD),
        paragraph("Not yet agreed.", properties=draft),
        paragraph("Nor this.", properties=draft),
        paragraph(run(LAST, '<w:rStyle w:val="Quiet"/>'), properties=draft),
        styles=STYLES,
    )
    assert texts(data) == [TITLE, LEAD, LAST]
    assert left_out(data) == ["hidden words: Not yet agreed.", "hidden words: Nor this."]


def test_a_paragraph_whose_mark_is_hidden_runs_on() -> None:
    hidden = "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    data = stated(paragraph("They met ", properties=hidden), paragraph("in the old town by the river."))
    assert texts(data) == [TITLE, "They met in the old town by the river."]


def test_tracked_changes_are_read_as_accepted() -> None:
    data = stated(
        paragraph(
            run("They will meet in "),
            "<w:del><w:r><w:delText>May </w:delText></w:r></w:del>",
            "<w:ins><w:r><w:t>June </w:t></w:r></w:ins>",
            "<w:moveFrom><w:r><w:t>or later </w:t></w:r></w:moveFrom>",
            run("in the old town."),
        )
    )
    assert texts(data) == [TITLE, "They will meet in June in the old town."]
    assert left_out(data) == ["deleted words: May", "deleted words: or later"]


def test_placeholders_and_codes_of_fields_are_no_words() -> None:
    control = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + run("Click to enter a name. ")
        + "</w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>"
        + run("They met. ")
        + "</w:sdtContent></w:sdt>"
    )
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DOCPROPERTY x </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>inner</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>It was late.</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    data = stated(paragraph(control, field), paragraph(LAST))
    assert texts(data) == [TITLE, "They met. It was late.", LAST]
    assert left_out(data) == ["placeholder: Click to enter a name.", "field code: IF DOCPROPERTY x inner"]


def test_margins_are_named() -> None:
    data = stated(
        paragraph(LEAD),
        header1=part("hdr", paragraph("Embargoed until noon")),
        footer1=part("ftr", paragraph("Page 1 of 2")),
        comments=part("comments", f'<w:comment w:id="1">{paragraph("Is this agreed?")}</w:comment>'),
    )
    assert left_out(data) == [
        "running head: Embargoed until noon",
        "running foot: Page 1 of 2",
        "remark in the margin: Is this agreed?",
    ]


@pytest.mark.parametrize(
    ("name", "chunk", "read_as"),
    [
        (
            "chunk.html",
            "<html><body><p>They agreed on <b>very much</b>.</p></body></html>",
            "They agreed on very much.",
        ),
        ("chunk.txt", "They agreed on very much.", "They agreed on very much."),
        ("chunk.docx", word(paragraph("They agreed on very much.")), "They agreed on very much."),
        (
            "chunk.mht",
            (
                'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; '
                "charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>They agreed on=20very much.</p>\n--x--\n"
            ),
            "They agreed on very much.",
        ),
    ],
)
def test_an_inserted_chunk_is_read_where_it_stands(name: str, chunk: str | bytes, read_as: str) -> None:
    data = stated(
        paragraph(LEAD),
        '<w:altChunk r:id="c1"/>',
        paragraph(LAST),
        **{f"word/{name}": chunk, "word/_rels/document.xml.rels": relations(("c1", "aFChunk", name))},
    )
    assert texts(data) == [TITLE, LEAD, read_as, LAST]


@pytest.mark.parametrize(
    ("chunk", "name"), [("{\\rtf1 They agreed.}", "word/chunk.rtf"), ("They agreed.", "word/other")]
)
def test_a_chunk_that_cannot_be_read_refuses_the_file(chunk: str, name: str) -> None:
    data = stated(
        '<w:altChunk r:id="c1"/>',
        **{name: chunk, "word/_rels/document.xml.rels": relations(("c1", "aFChunk", "chunk.rtf"))},
    )
    with pytest.raises(NotRead) as refused:
        open_source(data, "a.docx")
    assert refused.value.reason == "inserted part"


def test_the_main_part_is_where_the_archive_says() -> None:
    ties = relations(("r1", "officeDocument", "/word/Document2.xml"))
    body = part("document", "<w:body>" + paragraph(LEAD) + "</w:body>")
    assert texts(docx({"word/document2.xml": body, "_rels/.rels": ties})) == [LEAD]


def test_the_main_part_may_be_named_by_its_type_alone() -> None:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/doc/main.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    body = part("document", "<w:body>" + paragraph(LEAD) + "</w:body>")
    assert texts(docx({"[Content_Types].xml": types, "doc/main.xml": body})) == [LEAD]


def test_a_typed_bullet_is_a_mark() -> None:
    data = stated(paragraph(LEAD), paragraph("•  ", run("They met."), run("*", '<w:vertAlign w:val="superscript"/>')))
    assert marks(data) == [("", LEAD), ("•", "They met.")]
    assert left_out(data) == []


def test_notes_know_what_calls_them() -> None:
    def note(number: int, text: str, mark: str = "<w:r><w:footnoteRef/></w:r>") -> str:
        return f'<w:footnote w:id="{number}">{paragraph(mark, run(text))}</w:footnote>'

    called = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{}"/></w:r>'
    own = (
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        '<w:footnoteReference w:customMarkFollows="1" w:id="7"/><w:t>*</w:t></w:r>'
    )
    data = stated(
        paragraph(run("They met in the town."), called.format(5), run(" They agreed on much"), own, run(".")),
        paragraph(run(LAST[:-1]), called.format(2), run(".")),
        footnotes=part(
            "footnotes",
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            + note(2, " Or elsewhere.")
            + note(5, " By the river.")
            + note(7, " In part.", run("*", '<w:vertAlign w:val="superscript"/>')),
        ),
    )
    found = [(p.number, p.text, p.marker, p.parent) for p in read(data).passages if p.kind == "paragraph"]
    assert found == [
        ("1", "They met in the town. They agreed on much.", "", None),
        ("2", LAST, "", None),
        ("3", "By the river.", "1", "1.1"),
        ("4", "In part.", "*", "1.2"),
        ("5", "Or elsewhere.", "2", "2.1"),
    ]


def test_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent>" + paragraph("Words in a box stand here.") + "</w:txbxContent>"
    drawing = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    data = stated(paragraph(run("They met "), drawing, run("in the old town.")))
    assert texts(data) == [TITLE, "Words in a box stand here.", "They met in the old town."]


def test_signs_and_readings() -> None:
    ruby = "<w:r><w:ruby><w:rt>" + run("やまだ") + "</w:rt><w:rubyBase>" + run("山田") + "</w:rubyBase></w:ruby></w:r>"
    data = stated(
        paragraph(
            ruby,
            run("氏は"),
            '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>',
            run("2"),
            "<w:r><w:noBreakHyphen/></w:r>",
            run("3"),
            '<w:r><w:sym w:font="Odd Font" w:char="F041"/></w:r>',
            run("です。"),
        )
    )
    assert texts(data) == [TITLE, "山田氏は≥2-3です。"]
    assert left_out(data) == ["ruby reading: やまだ", "symbol: odd font F041"]


def test_raised_figures() -> None:
    def raised(text: str) -> str:
        return run(text, '<w:vertAlign w:val="superscript"/>')

    data = stated(
        paragraph(run("In its 16"), raised("th"), run(" round 10"), raised("3"), run(" km"), raised("2"), run("."))
    )
    assert texts(data) == [TITLE, "In its 16th round 10³ km²."]


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{c if c.startswith('<') else paragraph(c)}</w:tc>" for c in cells) + "</w:tr>"


def test_a_row_of_a_table_is_a_paragraph_with_its_cells_apart() -> None:
    table = f"<w:tbl>{row('Norland', 'Anne Reed', 'Deputy Minister')}{row('Sudland', '', 'Vice Minister')}</w:tbl>"
    assert texts(stated(paragraph(LEAD), table, paragraph(LAST))) == [
        TITLE,
        LEAD,
        "Norland | Anne Reed | Deputy Minister",
        "Sudland | Vice Minister",
        LAST,
    ]


def test_a_table_that_only_lays_out_the_text_is_not_seen() -> None:
    inner = f"<w:tbl>{row('Norland', 'Anne Reed')}{row('Sudland', 'Tanaka Ichiro')}</w:tbl>"
    heading = paragraph(TITLE, properties='<w:pStyle w:val="Heading1"/>')
    table = "<w:tbl>" + row(heading + paragraph(LEAD) + inner + paragraph(LAST)) + "</w:tbl>"
    assert texts(word(table)) == [TITLE, LEAD, "Norland | Anne Reed", "Sudland | Tanaka Ichiro", LAST]


def level(number: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*lists: str, nums: str = "") -> str:
    made = "".join(f'<w:abstractNum w:abstractNumId="{n}">{each}</w:abstractNum>' for n, each in enumerate(lists, 1))
    tied = nums or "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(lists) + 1)
    )
    return part("numbering", made + tied)


def test_numbers_are_those_that_word_prints() -> None:
    lists = numbering(
        level(0, "upperRoman", "%1.") + level(1, "lowerLetter", "(%2)"), level(0, "decimal", "%1.", start=5)
    )
    data = stated(
        paragraph(LEAD),
        item("They will consult on the economy."),
        item("They will hold a dialogue each year.", level=1),
        item("They will share what they learn.", level=1),
        item("They will consult on security at sea."),
        item("They will hold an exercise.", level=1),
        paragraph("They added:"),
        item("The fifth point is about health.", 2),
        item("The sixth point is about women.", 2),
        numbering=lists,
    )
    assert [mark for mark, _ in marks(data)] == ["", "I.", "(a)", "(b)", "II.", "(a)", "", "5.", "6."]
    assert ("7", "They added:") in [(p.number, p.text) for p in read(data).passages if p.kind == "paragraph"]


@pytest.mark.parametrize(
    ("form", "text", "written"),
    [
        ("decimal", "%1)", ["1)", "2)", "3)"]),
        ("decimalZero", "%1", ["01", "02", "03"]),
        ("lowerRoman", "(%1)", ["(i)", "(ii)", "(iii)"]),
        ("upperLetter", "%1.", ["A.", "B.", "C."]),
        ("ordinal", "%1", ["1st", "2nd", "3rd"]),
        ("ganada", "%1.", ["가.", "나.", "다."]),
        ("chosung", "%1", ["ㄱ", "ㄴ", "ㄷ"]),
        ("koreanCounting", "제%1조", ["제일조", "제이조", "제삼조"]),
        ("japaneseCounting", "第%1", ["第一", "第二", "第三"]),
        ("aiueoFullWidth", "（%1）", ["（ア）", "（イ）", "（ウ）"]),
        ("irohaFullWidth", "%1", ["イ", "ロ", "ハ"]),
        ("decimalFullWidth", "%1．", ["１．", "２．", "３．"]),
        ("decimalEnclosedCircle", "%1", ["①", "②", "③"]),
        ("bullet", "\uf0b7", ["•", "•", "•"]),
        ("bahtText", "%1", ["•", "•", "•"]),
    ],
)
def test_forms_of_numbers(form: str, text: str, written: list[str]) -> None:
    items = [item(f"They agreed on point {n} of three.") for n in range(3)]
    assert [mark for mark, _ in marks(stated(paragraph(LEAD), *items, numbering=numbering(level(0, form, text))))] == [
        "",
        *written,
    ]


def test_lists_that_go_on_and_lists_that_begin_again() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
    )
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2", more='<w:lvlRestart w:val="0"/>')
    text = "They agreed on one point more."
    data = stated(
        paragraph(LEAD),
        item(text),
        item(text, level=1),
        item(text, 2),
        item(text, 2, level=1),
        item(text, 3),
        item(text, 3),
        item(text, 1),
        numbering=numbering(levels, nums=nums),
    )
    assert [mark for mark, _ in marks(data)] == ["", "1.", "1.1", "2.", "2.2", "1.", "2.", "3."]


def test_an_item_that_is_hidden_or_deleted_has_no_number() -> None:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    data = stated(
        paragraph(LEAD),
        item("They agreed on one."),
        paragraph(run("They agreed on no.", "<w:vanish/>"), properties=f"{numbered}<w:rPr><w:vanish/></w:rPr>"),
        paragraph(
            "<w:del><w:r><w:delText>They left.</w:delText></w:r></w:del>",
            properties=f"{numbered}<w:rPr><w:del/></w:rPr>",
        ),
        item("They agreed on two."),
        numbering=numbering(level(0, "decimal", "%1.")),
    )
    assert marks(data) == [("", LEAD), ("1.", "They agreed on one."), ("2.", "They agreed on two.")]
    assert left_out(data) == ["hidden words: They agreed on no.", "deleted words: They left."]


def test_a_style_may_carry_the_number() -> None:
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="Point"><w:name w:val="point"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="sub"/><w:basedOn '
        'w:val="Point"/></w:style>',
    )
    levels = level(0, "decimal", "%1.", more='<w:pStyle w:val="Point"/>')
    levels += level(1, "lowerLetter", "%2)", more='<w:pStyle w:val="Sub"/>')
    data = stated(
        paragraph(LEAD),
        paragraph("They agreed on the first point.", properties='<w:pStyle w:val="Point"/>'),
        paragraph("They agreed on a part of it.", properties='<w:pStyle w:val="Sub"/>'),
        paragraph(
            "They agreed on more.", properties='<w:pStyle w:val="Point"/><w:numPr><w:numId w:val="0"/></w:numPr>'
        ),
        paragraph("They agreed on the second point.", properties='<w:pStyle w:val="Point"/>'),
        styles=styles,
        numbering=numbering(levels),
    )
    assert [mark for mark, _ in marks(data)] == ["", "1.", "a)", "", "2."]
