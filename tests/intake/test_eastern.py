"""Japanese and Korean papers: numbering, headings, marks, front matter and sentences, on invented texts."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.intake.languages import is_unspaced
from initiatives.intake.marks import Nesting, kind_of, mark_of
from initiatives.intake.readers.html import read_html
from initiatives.intake.readers.text import read_text
from initiatives.intake.reading import unplaced
from initiatives.intake.sentences import sentence_spans
from initiatives.intake.structure import Structure, read_structure

READOUT_JA = """日米韓外務次官協議（結果）
令和９年３月３日

\u3000３月３日、東京において、山田花子外務事務次官は、ジェーン・ドウ米国国務副長官及び洪吉童韓国外交部第一次官との間で、\
第１７回日米韓外務次官協議を行ったところ、概要は以下のとおりです。

１\u3000三者は、北朝鮮の完全な非核化に向けた取組について引き続き緊密に連携していくことで一致しました。

２\u3000三者は、次回の協議をソウルで開催することで一致しました。
"""

RELEASE_JA = """報道発表
第１７回日米韓外務次官協議の開催（概要）
令和９年３月３日

\u3000本３日（現地時間同日）、東京において、山田花子外務事務次官は、ジェーン・ドウ国務副長官と協議を行ったところ、概要以下のとおり。

１\u3000北朝鮮

（１）三者は、北朝鮮の完全な非核化に向けて引き続き緊密に連携していくことで一致した。

（２）山田次官から、即時解決に向けた理解と協力を改めて求め、両次官から支持を得た。

２\u3000地域情勢

\u3000三者は、インド太平洋地域の情勢について意見交換を行い、以下の点で一致した。

\u3000ア\u3000国際法を尊重すること。
\u3000イ\u3000力による一方的な現状変更の試みに反対すること。

３\u3000経済安全保障

\u3000・重要鉱物の供給網を強化する。
\u3000・先端技術の流出を防止する。

（了）

問い合わせ先
外務省北米局北米第一課
電話：03-0000-0000（内線1234）
"""

STATEMENT_JA = """日米韓共同声明（仮訳）
2027年3月3日

\u3000我々は、2027年3月3日、東京において会合した。

【安全保障】

\u3000我々は、朝鮮半島の完全な非核化に向けた決意を再確認する。我々は、国連安保理決議第2397号の完全な履行を求める。

【経済】

\u3000我々は、以下を歓迎する。
\u3000○\u3000サイバーセキュリティ：三者は、サイバー活動に関する作業部会を設置した。
\u3000○\u3000宇宙：三者は、宇宙安全保障対話を東京で開催する。

以上。
"""

CALL_JA = """日米韓外務次官電話会談
令和９年２月２日

\u3000２月２日、午後１０時から約３０分間、山田花子外務事務次官は、ジェーン・
ドウ米国国務副長官及び洪吉童韓国外交部第一次官と電話会談を行ったところ、
概要は以下のとおりです。
1. 冒頭、山田次官から、「断じて容認できない。強く非難する。」と述べ、三
者は緊密に連携していくことを確認しました。
2. 三者は、次回の協議をソウルで開催することで一致しました。
以上
"""

STATEMENT_ON_A_LAUNCH_JA = """北朝鮮による弾道ミサイルの発射について（外務報道官談話）

令和９年４月５日

一\u3000本日、北朝鮮は弾道ミサイルを発射した。
二\u3000これは国連安保理決議に違反するものであり、断じて容認できない。我が国は、
\u3000米国及び韓国と緊密に連携し、警戒監視に全力を挙げる。
三\u3000政府としては、引き続き対応していく。

［参考］別添：発射の概要
"""

POSTPONED_JA = """日米韓外務次官協議の延期

令和９年３月１日

３月３日に東京で予定されていた第１７回日米韓外務次官協議は、延期されることとなりました。新たな日程は決まり次第お知らせします。

外務省報道課
"""

RELEASE_KO = """보 도 자 료

보도시점: 2027. 3. 3.(수) 16:00 이후
담당부서: 북미국 북미1과
책임자: 과장 홍길순 (02-2100-0000)

제17차 한미일 외교차관협의회 개최
- 북핵 대응 공조 및 경제안보 협력 강화 방안 논의 -

□ 홍길동 외교부 제1차관은 3.3.(수) 일본 도쿄에서 제인 도우(Jane Q. Doe) 미국 국무부 부장관, 야마다 하나코(山田花子) 일본 \
외무성 사무차관과 제17차 한미일 외교차관협의회를 개최하였다.

  ㅇ 3국 차관은 북한의 완전한 비핵화를 위해 긴밀히 공조해 나가기로 하였다.
    - 특히, 유엔 안보리 결의 2397호의 철저한 이행을 촉구함.
    ※ 한미일 외교차관협의회는 2015년 4월 출범

  ㅇ (경제안보) 3국 차관은 공급망 협력을 강화하기로 했다.

□ 3국 차관은 차기 회의를 서울에서 개최하기로 하였다.  끝.

붙임 : 협의회 사진 2부.
"""

CALL_KO = """한미일 외교차관 통화

1. 홍길동 제1차관은 2.2.(화) 오후 제인 도우 미국 국무부 부장관과 통화를 갖고, 최근 한반도 정세에 대해 협의하였다.

2. 3국 차관은 “북한의 도발을 강력히 규탄한다. 긴밀히 공조하겠다.”고 강조했다.

가. 안보 분야

 3국은 연합훈련을 지속하기로 했다.

나. 경제 분야

 3국은 공급망 협력을 강화하기로 했다. 끝.
"""

STATEMENT_KO = """한미일 외교차관협의회 공동성명
2027년 3월 3일

대한민국, 미합중국, 일본국의 외교차관은 2027년 3월 3일 도쿄에서 만나 한반도와 인도
태평양 지역의 평화와 안정을 위한 3국 협력 방안에 대해 논의하였다. 3국 차관은 북한의
완전한 비핵화를 위한 의지를 재확인하였다.

안보 협력

3국 차관은 3자 훈련을 정례화하기로 하였다. 3국 차관은 사이버 위협에 대한 공동 대응을
강화하기로 하였다.

인적 교류

3국 차관은 청년 교류를 확대하기로 하였다.
끝.
"""

RESULT_KO = """제17차 한미일 외교차관협의회 개최 결과

□ 개요
 ㅇ 일시: 2027.3.3.(수) 10:00-12:00
 ㅇ 장소: 일본 도쿄 외무성

□ 주요 논의 내용
 ㅇ (북한) 3국은 북한의 도발에 단호히 대응하기로 함.
   - 안보리 결의 이행 강화
 ㅇ (경제) 공급망 협력을 강화하기로 함.

□ 향후 계획
 ㅇ 차기 협의회는 서울에서 개최 예정
"""

POSTPONED_KO = """외교부
한미일 외교차관협의회 연기
2027.3.1.(월)

3.3.(수) 도쿄에서 개최될 예정이던 제17차 한미일 외교차관협의회가 연기되었습니다. 새로운 일정은 추후 공지할 예정입니다.

문의: 외교부 북미1과 (02-2100-0000)
"""

PAPERS = {
    "readout ja": READOUT_JA,
    "release ja": RELEASE_JA,
    "statement ja": STATEMENT_JA,
    "call ja": CALL_JA,
    "launch ja": STATEMENT_ON_A_LAUNCH_JA,
    "postponed ja": POSTPONED_JA,
    "release ko": RELEASE_KO,
    "call ko": CALL_KO,
    "statement ko": STATEMENT_KO,
    "result ko": RESULT_KO,
    "postponed ko": POSTPONED_KO,
}


def read(text: str) -> Structure:
    return read_structure(read_text(text))


def outline(structure: Structure) -> list[tuple[str, str, int, str]]:
    """Number, mark, depth and the first words of everything but sentences."""
    return [(p.number, p.marker, p.depth, p.text[:9]) for p in structure.passages if p.kind != "sentence"]


def test_a_readout_of_the_ministry_of_japan() -> None:
    structure = read(READOUT_JA)
    assert [(p.number, p.kind, p.parent) for p in structure.passages] == [
        ("0.1", "title", None),
        ("0.2", "heading", None),
        ("1", "paragraph", None),
        ("1.1", "sentence", "1"),
        ("2", "paragraph", "1"),
        ("2.1", "sentence", "2"),
        ("3", "paragraph", "1"),
        ("3.1", "sentence", "3"),
    ]
    assert structure.title == "日米韓外務次官協議（結果）"
    assert structure.passages[3].text.endswith("概要は以下のとおりです。")
    assert [(p.marker, p.text[:3]) for p in structure.passages if p.marker] == [("１", "三者は"), ("２", "三者は")]


def test_a_release_of_the_ministry_of_japan() -> None:
    structure = read(RELEASE_JA)
    assert structure.title == "第１７回日米韓外務次官協議の開催（概要）"
    assert structure.headings == ["北朝鮮", "地域情勢", "経済安全保障"]
    assert outline(structure) == [
        ("0.1", "", 0, "報道発表"),
        ("0.2", "", 0, "第１７回日米韓外務"),
        ("0.3", "", 0, "令和９年３月３日"),
        ("1", "", 0, "本３日（現地時間同"),
        ("h1", "１", 1, "北朝鮮"),
        ("2", "（１）", 2, "三者は、北朝鮮の完"),
        ("3", "（２）", 2, "山田次官から、即時"),
        ("h2", "２", 1, "地域情勢"),
        ("4", "", 1, "三者は、インド太平"),
        ("5", "ア", 2, "国際法を尊重するこ"),
        ("6", "イ", 2, "力による一方的な現"),
        ("h3", "３", 1, "経済安全保障"),
        ("7", "・", 2, "重要鉱物の供給網を"),
        ("8", "・", 2, "先端技術の流出を防"),
    ]
    assert unplaced(structure) == [
        "（了）",
        "問い合わせ先",
        "外務省北米局北米第一課",
        "電話：03-0000-0000（内線1234）",
        "１ （１） （２） ２ ア イ ３ ・ ・",
    ]


def test_a_statement_with_framed_headings_and_lead_ins() -> None:
    structure = read(STATEMENT_JA)
    assert structure.title == "日米韓共同声明（仮訳）"
    assert structure.headings == ["【安全保障】", "【経済】"]
    assert structure.lead_ins == ["サイバーセキュリティ", "宇宙"]
    assert [p.number for p in structure.passages if p.kind == "sentence"] == ["1.1", "2.1", "2.2", "3.1", "4.1", "5.1"]
    assert unplaced(structure) == ["以上。", "○ ○"]


def test_wrapped_japanese_lines_are_joined_without_a_space() -> None:
    assert [p.text for p in read(CALL_JA).passages if p.kind == "paragraph"] == [
        (
            "２月２日、午後１０時から約３０分間、山田花子外務事務次官は、ジェーン・ドウ米国国務副長官及び"
            "洪吉童韓国外交部第一次官と電話会談を行ったところ、概要は以下のとおりです。"
        ),
        "冒頭、山田次官から、「断じて容認できない。強く非難する。」と述べ、三者は緊密に連携していくことを確認しました。",
        "三者は、次回の協議をソウルで開催することで一致しました。",
    ]


def test_a_hanging_line_goes_on_and_the_title_is_not_the_label() -> None:
    structure = read(STATEMENT_ON_A_LAUNCH_JA)
    assert structure.title == "北朝鮮による弾道ミサイルの発射について（外務報道官談話）"
    assert outline(structure)[2:] == [
        ("1", "一", 1, "本日、北朝鮮は弾道"),
        ("2", "二", 1, "これは国連安保理決"),
        ("3", "三", 1, "政府としては、引き"),
        ("4", "", 0, "［参考］別添：発射"),
    ]
    assert next(p.text for p in structure.passages if p.number == "2.2") == (
        "我が国は、米国及び韓国と緊密に連携し、警戒監視に全力を挙げる。"
    )


@pytest.mark.parametrize(
    ("paper", "title", "sentences", "rest"),
    [
        (POSTPONED_JA, "日米韓外務次官協議の延期", 2, ["外務省報道課"]),
        (POSTPONED_KO, "한미일 외교차관협의회 연기", 2, ["문의: 외교부 북미1과 (02-2100-0000)"]),
    ],
)
def test_a_notice_has_its_title_and_its_office_is_no_body(
    paper: str, title: str, sentences: int, rest: list[str]
) -> None:
    structure = read(paper)
    assert structure.title == title
    assert [p.number for p in structure.passages if p.kind == "sentence"] == [f"1.{n + 1}" for n in range(sentences)]
    assert unplaced(structure) == rest


def test_a_release_of_the_ministry_of_korea() -> None:
    structure = read(RELEASE_KO)
    assert structure.title == "제17차 한미일 외교차관협의회 개최"
    assert [p.text for p in structure.passages if p.number.startswith("0.")][-1] == (
        "북핵 대응 공조 및 경제안보 협력 강화 방안 논의"
    )
    assert [
        (p.number, p.marker, p.depth, p.parent, p.lead_in) for p in structure.passages if p.kind == "paragraph"
    ] == [
        ("1", "□", 1, None, None),
        ("2", "ㅇ", 2, "1", None),
        ("3", "-", 3, "2", None),
        ("4", "※", 4, "3", None),
        ("5", "ㅇ", 2, "1", "경제안보"),
        ("6", "□", 1, None, None),
        ("7", "", 0, None, None),
    ]
    assert [p.text for p in structure.passages if p.number == "6"] == [
        "3국 차관은 차기 회의를 서울에서 개최하기로 하였다."
    ]
    assert unplaced(structure) == ["끝.", "- - □ ㅇ - ※ ㅇ □"]


def test_numbered_points_and_headings_of_a_call_in_korean() -> None:
    structure = read(CALL_KO)
    assert structure.headings == ["안보 분야", "경제 분야"]
    assert [(p.number, p.text) for p in structure.passages if p.kind == "sentence"][1:] == [
        ("2.1", "3국 차관은 “북한의 도발을 강력히 규탄한다. 긴밀히 공조하겠다.”고 강조했다."),
        ("3.1", "3국은 연합훈련을 지속하기로 했다."),
        ("4.1", "3국은 공급망 협력을 강화하기로 했다."),
    ]


def test_wrapped_korean_lines_are_joined_by_a_space() -> None:
    structure = read(STATEMENT_KO)
    assert structure.headings == ["안보 협력", "인적 교류"]
    assert [p.text for p in structure.passages if p.kind == "sentence"] == [
        (
            "대한민국, 미합중국, 일본국의 외교차관은 2027년 3월 3일 도쿄에서 만나 한반도와 인도 태평양 지역의 "
            "평화와 안정을 위한 3국 협력 방안에 대해 논의하였다."
        ),
        "3국 차관은 북한의 완전한 비핵화를 위한 의지를 재확인하였다.",
        "3국 차관은 3자 훈련을 정례화하기로 하였다.",
        "3국 차관은 사이버 위협에 대한 공동 대응을 강화하기로 하였다.",
        "3국 차관은 청년 교류를 확대하기로 하였다.",
    ]


def test_squares_over_points_are_headings() -> None:
    structure = read(RESULT_KO)
    assert structure.headings == ["개요", "주요 논의 내용", "향후 계획"]
    assert structure.lead_ins == ["북한", "경제"]
    assert [(p.number, p.parent, p.depth) for p in structure.passages if p.kind == "paragraph"] == [
        ("1", "h1", 2),
        ("2", "h1", 2),
        ("3", "h2", 2),
        ("4", "3", 3),
        ("5", "h2", 2),
        ("6", "h3", 2),
    ]


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
def test_a_paper_is_the_same_with_other_line_ends_composed_or_not_and_as_a_page(paper: str) -> None:
    expected = [(p.number, p.kind, p.text, p.depth) for p in read(paper).passages]
    for other in (paper.replace("\n", "\r\n"), unicodedata.normalize("NFD", paper)):
        assert [(p.number, p.kind, p.text, p.depth) for p in read(other).passages] == expected
    lines = [line for line in paper.split("\n") if line.strip()]
    if paper not in (CALL_JA, STATEMENT_KO, STATEMENT_ON_A_LAUNCH_JA):  # these are wrapped
        page = read_structure(read_html("".join(f"<p>{line}</p>" for line in lines)))
        assert [(p.number, p.kind, p.text) for p in page.passages] == [row[:3] for row in expected]


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
def test_every_character_of_a_paper_is_in_a_passage_or_unplaced(paper: str) -> None:
    structure = read(paper)
    said = "".join(p.text for p in structure.passages if p.kind != "sentence") + "".join(
        r.text for r in structure.removed
    )
    assert sorted(said.replace(" ", "")) == sorted("".join(paper.split()))


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
def test_sentences_are_cut_from_where_they_say(paper: str) -> None:
    for text in (paper, unicodedata.normalize("NFD", paper)):
        for passage in read(text).passages:
            if passage.kind == "sentence":
                raw = unicodedata.normalize("NFC", text[passage.start : passage.end])
                assert "".join(raw.split()) == passage.text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("三者は一致した。次回はソウルで開く。", ["三者は一致した。", "次回はソウルで開く。"]),
        (
            "次官は「進める。また会う。」と述べた。三者は別れた。",
            ["次官は「進める。また会う。」と述べた。", "三者は別れた。"],
        ),
        ("次官は「進める。」との声明を出した。", ["次官は「進める。」との声明を出した。"]),
        ("次官は述べた。「進める。」三者は別れた。", ["次官は述べた。", "「進める。」", "三者は別れた。"]),
        (
            "三者は（前回は東京で開いた。）協議した。以上である。",
            ["三者は（前回は東京で開いた。）協議した。", "以上である。"],
        ),
        ("可能か？と尋ねた。", ["可能か？と尋ねた。"]),
        ("Jane Q. Doe副長官はU.S.を代表した。次は洪次官。", ["Jane Q. Doe副長官はU.S.を代表した。", "次は洪次官。"]),
        ("차관은 협의하였다. 회의는 서울에서 개최함. 끝.", ["차관은 협의하였다.", "회의는 서울에서 개최함.", "끝."]),
        (
            "회의는 2027. 3. 3.(수) 열렸다. 1.31. (토) 회의는 취소됨.",
            ["회의는 2027. 3. 3.(수) 열렸다.", "1.31. (토) 회의는 취소됨."],
        ),
        ("'26.1.31. 서울에서 만났다.", ["'26.1.31. 서울에서 만났다."]),
        ("상세는 3.1절 참조. 이어 논의하였다.다음은 경제.", ["상세는 3.1절 참조.", "이어 논의하였다.", "다음은 경제."]),
        (
            "차관은 “돕겠다. 고맙다.”고 했다. 이어 “좋다.” 라고 했다.",
            ["차관은 “돕겠다. 고맙다.”고 했다.", "이어 “좋다.” 라고 했다."],
        ),
        ('차관은 "돕겠다. 고맙다."라고 했다. 끝.', ['차관은 "돕겠다. 고맙다."라고 했다.', "끝."]),
        ("서명일은 2027. 3. 3. 이다.", ["서명일은 2027. 3. 3. 이다."]),
        ("“돕겠다.” 이 자리에서 차관은 말했다.", ["“돕겠다.”", "이 자리에서 차관은 말했다."]),
        (
            "한. 미. 일 차관은 No. 5를 보았다. U.S. 대표도 왔다.",
            ["한. 미. 일 차관은 No. 5를 보았다.", "U.S. 대표도 왔다."],
        ),
        ("제2397호. 3국은 협력한다.", ["제2397호.", "3국은 협력한다."]),
    ],
)
def test_sentences_of_both_languages(text: str, sentences: list[str]) -> None:
    assert [text[first:last] for first, last in sentence_spans(text)] == sentences


@pytest.mark.parametrize(
    ("line", "mark", "kind"),
    [
        ("１\u3000三者は", "１", "number"),
        ("1 三者は", "1", "number"),
        ("１．三者は", "１．", "number"),
        ("2. 3국 차관은", "2.", "number"),
        ("（１）三者は", "（１）", "(number)"),
        ("(1) 3국은", "(1)", "(number)"),
        ("①三者は", "①", "circled"),
        ("ア\u3000三者は", "ア", "kana"),
        ("（ア）三者は", "（ア）", "(kana)"),
        ("一\u3000三者は", "一", "han"),
        ("第一\u3000三者は", "第一", "part"),
        ("Ⅰ．三者は", "Ⅰ．", "roman"),
        ("ⅰ）三者は", "ⅰ）", "i"),
        ("・三者は", "・", "dot"),
        ("●三者は", "●", "circle"),
        ("◎三者は", "◎", "square"),
        ("ㅇ 3국은", "ㅇ", "circle"),
        ("ㅇ3국은", "ㅇ", "circle"),
        ("o 양측은", "o", "circle"),
        ("가. 안보", "가.", "korean"),
        ("(가) 안보", "(가)", "(korean)"),
        ("- 안보", "-", "dash"),
        ("* 참석자", "*", "note"),
        ("※ 참석자", "※", "note"),
        ("▴ 안보", "▴", "triangle"),
        ("2027. 3. 3.(수) 도쿄에서", None, ""),
        ("3.3.(수) 도쿄에서", None, ""),
        ("3. 3.(수) 도쿄에서", None, ""),
        ("3.1절에서", None, ""),
        ("３月３日、東京において", None, ""),
        ("3국 차관은", None, ""),
        ("3 국은", None, ""),
        ("○○大臣は", None, ""),
        ("・・・", None, ""),
        ("① 안보 ② 경제", None, ""),
        ("가나다라", None, ""),
        ("アジアの平和", None, ""),
        ("一致した。", None, ""),
        ("□", None, ""),
    ],
)
def test_marks_are_told_from_words(line: str, mark: str | None, kind: str) -> None:
    found = mark_of(line)
    assert (found.text if found else None, found.kind if found else "") == (mark, kind)
    assert mark is None or kind_of(mark) == kind


@pytest.mark.parametrize(
    ("marks", "depths"),
    [
        ("□ ㅇ - ※ ㅇ □", [1, 2, 3, 4, 2, 1]),
        ("１ （１） ア （ア） イ （２） ２", [1, 2, 3, 4, 3, 2, 1]),
        ("・ ・ １ ・ ２", [1, 1, 1, 2, 1]),
        ("1. 가. 1) 가) 2) 나. 2.", [1, 2, 3, 4, 3, 2, 1]),
        ("※ ※", [1, 1]),
    ],
)
def test_marks_nest_by_their_kind(marks: str, depths: list[int]) -> None:
    nesting = Nesting()
    assert [nesting.depth(kind_of(mark), 1, under=False) for mark in marks.split()] == depths


def test_marks_of_one_kind_nest_by_indentation() -> None:
    nesting = Nesting()
    assert [nesting.depth("dash", indentation, under=False) for indentation in (1, 2, 2, 1)] == [1, 2, 2, 1]


def test_a_point_announced_by_the_line_above_stands_under_it() -> None:
    nesting = Nesting()
    assert [nesting.depth("circle", 1, under=False), nesting.depth("number", 1, under=True)] == [1, 2]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>外務次\n官協議</p>", "外務次官協議"),
        ("<p>外務次\r\n      官協議</p>", "外務次官協議"),
        ("<p>協議、\nASEANでの</p>", "協議、ASEANでの"),
        ("<p>ASEAN\nでの協議</p>", "ASEANでの協議"),
        ("<p>第\n17回協議</p>", "第17回協議"),
        ("<p>외교차관\n협의회</p>", "외교차관 협의회"),
        ("<p>홍길동(洪吉童)\n차관</p>", "홍길동(洪吉童) 차관"),
        ("<p>the Consultation\n日米韓</p>", "the Consultation 日米韓"),
        ("<p>the river\nand the lake</p>", "the river and the lake"),
        ("<p>山田 花子</p>", "山田 花子"),
    ],
)
def test_a_line_break_is_a_space_only_between_words_that_are_written_with_one(source: str, text: str) -> None:
    assert [line.text for line in read_html(source).lines] == [text]


def test_a_paragraph_cut_by_an_empty_line_is_joined_only_where_it_breaks_off() -> None:
    running = "三者は、北朝鮮への対応について、引き続き緊密に連携していくことの重要性を"
    structure = read(
        f"日米韓外務次官協議\n\n{running}\n\n改めて確認し、次回の協議をソウルで開催することで一致しました。\n"
    )
    assert [p.text for p in structure.passages if p.kind == "paragraph"] == [
        f"{running}改めて確認し、次回の協議をソウルで開催することで一致しました。"
    ]
    assert [r["kind"] for r in structure.repairs] == ["join"]
    apart = read(f"日米韓外務次官協議\n\n{running}確認した。\n\nまた、次回の協議をソウルで開催することで一致した。\n")
    assert [p.number for p in apart.passages if p.kind == "paragraph"] == ["1", "2"]


def test_who_speaks_is_no_lead_in_and_a_heading_may_stand_over_another() -> None:
    structure = read(
        "外務次官会見記録\n（令和９年３月４日（木曜日）１４時０２分　於：本省会見室）\n\n冒頭発言\n日米韓外務次官協議\n\n"
        "【山田外務次官】昨日、東京で協議を行いました。\n\n質疑応答\n【東洋新聞　小川記者】次回の時期を伺います。\n"
        "【山田外務次官】調整中であります。\n"
    )
    assert structure.title == "外務次官会見記録"
    assert structure.headings == ["冒頭発言", "日米韓外務次官協議", "質疑応答"]
    assert structure.lead_ins == []
    assert [p.speaker for p in structure.passages if p.kind == "paragraph"] == [
        "山田外務次官",
        "東洋新聞 小川記者",
        "山田外務次官",
    ]
    briefing = read(
        "대변인 정례브리핑\n\n<질문> 차기 협의회는 언제 열립니까? (한강일보 구름 기자)\n\n<답변> 시기는 조율 중입니다.\n"
    )
    assert [p.speaker for p in briefing.passages if p.kind == "paragraph"] == ["질문", "답변"]
    assert [p.text for p in briefing.passages if p.kind == "sentence"] == [
        "차기 협의회는 언제 열립니까?",
        "(한강일보 구름 기자)",
        "시기는 조율 중입니다.",
    ]


def test_what_a_title_reports_may_stand_on_a_row_of_its_own() -> None:
    structure = read(
        "令和９年３月３日\n外務省\n\n第１７回日米韓外務次官協議\n（結果）\n\n三者は、東京で会合し、一致した。\n"
    )
    assert [(p.number, p.kind, p.text) for p in structure.passages][:3] == [
        ("0.1", "heading", "令和９年３月３日"),
        ("0.2", "heading", "外務省"),
        ("0.3", "title", "第１７回日米韓外務次官協議（結果）"),
    ]


def test_a_point_of_the_rank_of_a_heading_does_not_stand_under_it() -> None:
    structure = read(
        "한미일 외교차관협의회 공동성명\n\n1. 우리는 도쿄에서 회동하였다.\n2. 우리는 다음 사항에 합의하였다.\n  가. 안보 협력\n"
        "    1) 훈련을 매년 실시한다.\n  나. 경제 협력\n    1) 체계를 운영한다.\n3. 우리는 협력한다.\n\n2027. 3. 3.\n"
    )
    assert [(p.number, p.parent, p.text) for p in structure.passages if p.kind != "sentence"][1:] == [
        ("1", None, "우리는 도쿄에서 회동하였다."),
        ("2", None, "우리는 다음 사항에 합의하였다."),
        ("h1", None, "안보 협력"),
        ("3", "h1", "훈련을 매년 실시한다."),
        ("h2", None, "경제 협력"),
        ("4", "h2", "체계를 운영한다."),
        ("5", None, "우리는 협력한다."),
        ("6", None, "2027. 3. 3."),
    ]
    assert next(p.text for p in structure.passages if p.number == "6.1") == "2027. 3. 3."


def test_when_a_paper_may_be_reported_is_no_sentence_of_it() -> None:
    structure = read(
        "보도자료\n2027. 3. 4.(목) 조간부터 보도하여 주시기 바랍니다.\n(통신·방송·인터넷 매체는 3. 3.(수) 12:00 이후)\n\n"
        "한미일 외교차관협의회 개최 결과\n\n(1) 홍길동 제1차관은 도쿄에서 협의회에 참석하였다.\n"
    )
    assert structure.title == "한미일 외교차관협의회 개최 결과"
    assert [p.text for p in structure.passages if p.kind == "sentence"] == [
        "홍길동 제1차관은 도쿄에서 협의회에 참석하였다."
    ]


def test_a_numbered_name_over_a_line_of_its_own_is_a_heading() -> None:
    structure = read(
        "日米韓外務次官協議（結果）\n\n１．日時・場所\n\u3000令和９年３月３日（水曜日）、東京\n\n２．出席者\n\u3000日本側：山田花子外務事務次官\n"
        "\u3000米国側：ジェーン・ドウ国務副長官\n\n３．概要\n（１）総論\n三者は、連携を確認した。\n"
    )
    assert structure.headings == ["日時・場所", "出席者", "概要", "総論"]
    assert [p.number for p in structure.passages if p.kind == "paragraph"] == ["1", "2", "3", "4"]


def test_a_point_that_runs_on_below_its_list_is_no_heading() -> None:
    structure = read(
        "共同声明について\n\n１．三者は、\n①完全な非核化、\n②拉致問題の解決\nに向けて協力する。\n２．次回はソウルで開く。\n"
    )
    assert structure.headings == []


def test_an_english_paper_with_japanese_in_it_keeps_its_english_rules() -> None:
    structure = read(
        "Clean Water for All\n\nThe partners met today in the old town and agreed on much of what they had to do.\n\n"
        "2 partners will meet again.\n\n"
        "三者は、緊密に連携していくことで一致した。\n\n２\u3000三者は、また会う。\n"
    )
    assert [(p.number, p.language, p.marker) for p in structure.passages if p.kind != "sentence"][1:] == [
        ("1", "en", ""),
        ("2", "en", ""),
        ("3", "ja", ""),
        ("4", "ja", "２"),
    ]


SIGNS = [*"１２①ア一○・●■□ㅇ-*※▴【】「」『』（）“”：:、。．.？～", "（１）", "（ア）", "第一", "가.", "(가)", "ⅰ"]

pieces = st.one_of(
    st.sampled_from(
        [
            *SIGNS,
            "三者は一致した。",
            "次官は「進める。」と述べた",
            "日米韓外務次官協議",
            "令和９年３月３日",
            "3국 차관은 협의하였다.",
            "안보 분야",
            "담당부서: 북미1과",
            "2027. 3. 3.(수)",
            "끝.",
            "以上",
            "（了）",
            "問い合わせ先",
            "Jane Q. Doe",
            "\n",
            "\n\n",
            "\n\u3000",
            "\u3000",
            " ",
            "\u0301",
            "か\u3099",
            "\u1112\u1161\u11ab",
            "e\u0301",
            "\u212b",
            "\ufa19",
        ]
    ),
    st.text("三者は、。ァー가다각함.１a1 \n\u3000\u0301\u3099\u1161\u11a8「」（）", max_size=12),
)
documents = st.lists(pieces, max_size=40).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_nothing_of_any_such_text_is_lost_and_all_of_it_is_composed(text: str) -> None:
    source = read_text(text)
    lines = "".join(line.text for line in source.lines)
    structure = read_structure(source)
    placed = {offset for line in source.lines for offset in line.offsets}
    placed |= {offset for mark in structure.removed for offset in range(mark.start, mark.end)}
    assert [c for index, c in enumerate(text) if not c.isspace() and index not in placed] == []
    blocks = [p for p in structure.passages if p.kind != "sentence"]
    assert [p.text for p in structure.passages if not unicodedata.is_normalized("NFC", p.text)] == []
    kept = "".join(p.text for p in blocks) + "".join(
        r.text for r in structure.removed if r.kind != "composed character"
    )
    assert [c for c in set(lines) - {" "} if kept.count(c) < lines.count(c)] == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_sentences_of_any_such_text_are_where_they_say(text: str) -> None:
    for passage in read(text).passages:
        if passage.kind == "sentence" and not passage.repairs:
            raw = unicodedata.normalize("NFC", text[passage.start : passage.end])
            assert "".join(raw.split()).replace("*", "") == passage.text.replace(" ", "").replace("*", "")


@settings(max_examples=200, deadline=None)
@given(documents)
def test_sentences_hold_every_character_once(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[first:last].split()) for first, last in spans) == "".join(text.split())
    assert spans == sorted(spans)


@given(st.text("外務次官協議、。ア\n \u3000", min_size=1))
def test_a_break_between_characters_without_spaces_leaves_none(text: str) -> None:
    for line in read_html(f"<p>{text}</p>").lines:
        breaks = [part for part in "".join(text.split(" ")).replace("\u3000", "").split("\n") if part]
        if " " not in text and "\u3000" not in text:
            assert line.text == "".join(breaks)
        assert all(is_unspaced(c) or c == " " for c in line.text)
