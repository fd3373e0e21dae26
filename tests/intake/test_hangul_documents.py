"""Hangul documents (.hwpx): what they print is read in its order, what they do not is named."""

import pytest

from initiatives.intake.readers import open_source
from initiatives.intake.refusal import NotRead
from tests.intake.bombs import docx
from tests.intake.making_files import hangul, hangul_paragraph, hangul_run, left_out, marks, read, texts

HEAD = (
    '<hh:charPr id="0" textColor="#000000"><hh:strikeout shape="3D"/></hh:charPr>'
    '<hh:charPr id="1"><hh:bold/></hh:charPr><hh:charPr id="2"><hh:strikeout shape="SOLID"/></hh:charPr>'
    '<hh:charPr id="3"><hh:supscript/></hh:charPr><hh:charPr id="4" textColor="#FFFFFF" shadeColor="none"/>'
    '<hh:numbering id="1"><hh:paraHead start="1" level="1" numFormat="DIGIT">^1.</hh:paraHead>'
    '<hh:paraHead start="1" level="2" numFormat="HANGUL_SYLLABLE">^2)</hh:paraHead></hh:numbering>'
    '<hh:paraPr id="0"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr>'
    '<hh:paraPr id="1"><hh:heading type="NUMBER" idRef="1" level="0"/></hh:paraPr>'
    '<hh:paraPr id="2"><hh:heading type="NUMBER" idRef="1" level="1"/></hh:paraPr>'
    '<hh:paraPr id="3"><hh:heading type="BULLET" idRef="1" level="0"/></hh:paraPr>'
    '<hh:style id="0" name="바탕글" engName="Normal" paraPrIDRef="0"/>'
    '<hh:style id="1" name="개요 1" engName="Outline 1" paraPrIDRef="0"/>'
)
MEETING = "세 나라 차관은 3월 3일 옛 도시에서 만나 강과 호수에 관하여 협의하였다."
AGAIN = "다음 회의는 새 도시에서 열린다."


def test_sections_are_read_in_their_order() -> None:
    data = hangul(
        *[hangul_paragraph(f"{number}번째 부분에서 세 나라는 협력하기로 하였다.") for number in range(1, 12)], head=HEAD
    )
    assert texts(data, "a.hwpx") == [f"{number}번째 부분에서 세 나라는 협력하기로 하였다." for number in range(1, 12)]
    assert read(data).medium == "hwpx"


def test_what_is_not_printed_is_named() -> None:
    deleted = "<hp:t>만나<hp:deleteBegin/>지 않<hp:deleteEnd/>고 </hp:t>"
    data = hangul(
        hangul_paragraph("강에 관한 공동성명", style=1)
        + hangul_paragraph(
            "세 나라는 ",
            hangul_run("오월에 ", 2),
            hangul_run("숨은 말 ", 4),
            hangul_run(deleted),
            hangul_run("협의하였다."),
        ),
        head=HEAD,
    )
    assert texts(data) == ["강에 관한 공동성명", "세 나라는 만나고 협의하였다."]
    assert left_out(data) == ["struck words: 오월에", "hidden words: 숨은 말", "deleted words: 지 않"]


def test_margins_fields_and_readings() -> None:
    def aside(tag: str, text: str) -> str:
        return hangul_run(f"<hp:ctrl><hp:{tag}><hp:subList>{hangul_paragraph(text)}</hp:subList></hp:{tag}></hp:ctrl>")

    field = (
        '<hp:ctrl><hp:fieldBegin type="CLICK_HERE"><hp:parameters><hp:stringParam name="Direction">이름을 쓰시오'
        "</hp:stringParam></hp:parameters></hp:fieldBegin></hp:ctrl><hp:t>이름을 쓰시오</hp:t><hp:ctrl><hp:fieldEnd/>"
        "</hp:ctrl>"
    )
    ruby = "<hp:dutmal><hp:mainText>山田</hp:mainText><hp:subText>야마다</hp:subText></hp:dutmal>"
    data = hangul(
        hangul_paragraph(
            aside("header", "외교부"), aside("hiddenComment", "확인할 것"), hangul_run(ruby), hangul_run(field), MEETING
        )
        + hangul_paragraph(AGAIN),
        head=HEAD,
    )
    assert texts(data) == [f"山田{MEETING}", AGAIN]
    assert sorted(left_out(data)) == [
        "field code: 이름을 쓰시오",
        "placeholder: 이름을 쓰시오",
        "remark in the margin: 확인할 것",
        "ruby reading: 야마다",
        "running head: 외교부",
    ]


def test_notes_know_what_calls_them() -> None:
    note = (
        '<hp:ctrl><hp:footNote number="1"><hp:subList><hp:p><hp:run><hp:ctrl><hp:autoNum num="1"/></hp:ctrl>'
        "<hp:t> 영상으로 참석하였다.</hp:t></hp:run></hp:p></hp:subList></hp:footNote></hp:ctrl>"
    )
    data = hangul(
        hangul_paragraph("강에 관한 공동성명", style=1)
        + hangul_paragraph(MEETING, hangul_run(note))
        + hangul_paragraph(AGAIN),
        head=HEAD,
    )
    found = [(p.text, p.marker, p.parent) for p in read(data).passages if p.kind == "paragraph"]
    assert found == [(MEETING, "", None), (AGAIN, "", None), ("영상으로 참석하였다.", "1", "1.1")]


def test_tables_boxes_and_raised_figures() -> None:
    def row(*cells: str) -> str:
        made = "".join(f"<hp:tc><hp:subList>{hangul_paragraph(cell)}</hp:subList></hp:tc>" for cell in cells)
        return f"<hp:tr>{made}</hp:tr>"

    table = f"<hp:tbl>{row('미국', '앤 리드', '부장관')}{row('일본', '다나카 이치로', '사무차관')}</hp:tbl>"
    box = f"<hp:rect><hp:drawText><hp:subList>{hangul_paragraph('상자 안의 글이다.')}</hp:subList></hp:drawText></hp:rect>"
    data = hangul(
        hangul_paragraph("강에 관한 공동성명", style=1)
        + hangul_paragraph(hangul_run(box), MEETING, hangul_run(" 10"), hangul_run("3", 3), hangul_run("회였다."))
        + hangul_paragraph(hangul_run(table))
        + hangul_paragraph(AGAIN),
        head=HEAD,
    )
    assert texts(data) == [
        "강에 관한 공동성명",
        "상자 안의 글이다.",
        f"{MEETING} 10³회였다.",
        "미국 | 앤 리드 | 부장관",
        "일본 | 다나카 이치로 | 사무차관",
        AGAIN,
    ]


def test_numbers_of_lists() -> None:
    text = "세 나라는 한 가지를 더 하기로 하였다."
    forms = [0, 1, 2, 2, 1, 2, 3]
    data = hangul("".join(hangul_paragraph(text, form=form) for form in forms), head=HEAD)
    assert [mark for mark, _ in marks(data)] == ["", "1.", "가)", "나)", "2.", "가)", "•"]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (docx({"Contents/header.xml": "<a/>"}), "a.hwpx", "unknown format"),
        (hangul("<hp:p>"), "a.hwpx", "damaged"),
        (hangul("<!DOCTYPE x>"), "a.hwpx", "damaged"),
        (hangul(hangul_paragraph("x" * 3_000_000)), "a.hwpx", "packed too tightly"),
        (hangul(hangul_paragraph(MEETING), **{"BinData/a.zip": b"PK"}), "a.hwpx", "archive inside"),
        (hangul(hangul_paragraph(MEETING), **{"META-INF/manifest.xml": "<encryption-data/>"}), "a.hwpx", "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + b"HWP Document File", "a.hwp", "old Hangul format"),
        (b"HWP Document File V3.00 \x1a", "a.hwp", "old Hangul format"),
    ],
)
def test_refusals_are_named(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(NotRead) as refused:
        open_source(data, name)
    assert refused.value.reason == reason
