"""The releases of three ministries on one round, each in its language: one round, three documents, nothing mistaken."""

import itertools

import pytest

from initiatives import models
from initiatives.intake import creating, filing
from initiatives.record import integrity, realm
from initiatives.record.snapshots import snapshots
from tests.drafting.making import found, give_source, statement

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]

JAPANESE = """日米韓外務次官協議（結果）
令和６年10月16日

　10月16日、午前10時00分から約2時間、ソウルにおいて、岡野正敬外務事務次官は、カート・キャンベル米国国務副長官及び金烘均韓国外交部第一次官との\
間で、第14回日米韓外務次官協議を行ったところ、概要は以下のとおりです。

１　三者は、安全保障上の課題について引き続き緊密に連携していくことで一致しました。

２　三者は、国連安保理決議第2270号の完全な履行が重要であることを確認しました。
"""
KOREAN = """한미일 외교차관협의회 개최 결과

김홍균 외교부 제1차관은 2024년 10월 16일(수) 서울에서 커트 캠벨 미국 국무부 부장관, 오카노 마사타카 일본 외무성 사무차관과 \
제14차 한미일 외교차관협의회를 개최하였다.

ㅇ 3국 차관은 안보 현안에 대해 긴밀히 협력해 나가기로 하였다.

ㅇ 3국 차관은 유엔 안보리 결의 2270호의 이행이 중요하다는 데 인식을 같이하였다.
"""
TEXTS = {"en": statement().decode(), "ja": JAPANESE, "ko": KOREAN}
ISSUERS = {"en": "U.S. Department of State", "ja": "Ministry of Foreign Affairs of Japan", "ko": "외교부"}
NAMES = {
    "kurt-campbell": [("カート・キャンベル", "Kana", "ja"), ("커트 캠벨", "Hang", "ko")],
    "okano-masataka": [("岡野正敬", "Jpan", "ja"), ("오카노 마사타카", "Hang", "ko")],
    "kim-hong-kyun": [("金烘均", "Hani", "ja"), ("김홍균", "Hang", "ko")],
}
TITLES = {
    "Deputy Secretary of State": ("国務副長官", "국무부 부장관"),
    "Vice Minister for Foreign Affairs": ("外務事務次官", "외무성 사무차관"),
    "First Vice Minister of Foreign Affairs": ("外交部第一次官", "외교부 제1차관"),
}


@pytest.fixture
def three(desk):
    """The desk knows the officials and their posts in three languages."""
    for slug, names in NAMES.items():
        for value, script, language in names:
            models.OfficialName.objects.create(
                official=desk.officials[slug], value=value, script=script, language=language
            )
    for title, (japanese, korean) in TITLES.items():
        models.Tenure.objects.filter(title_en=title).update(title_ja=japanese, title_ko=korean)
    return desk


def file(language, text=None):
    proposal, _ = filing.file((text or TEXTS[language]).encode(), f"{language}.txt", user=None)
    return proposal


def create(language, proposal):
    give_source(proposal)
    filing.decide(proposal, "document", "change", {"issuers": ISSUERS[language]}, user=None)
    return creating.create(proposal, user=None)


@pytest.mark.parametrize("order", list(itertools.permutations(("en", "ja", "ko"))))
def test_whichever_comes_first_there_is_one_round_of_three_documents(three, order):
    for language in order:
        proposal = file(language)
        draft = found(proposal)
        assert [one.differs for one in draft.witnesses if any("named" not in line for line in one.differs)] == []
        assert [str(item.key) for item in draft.of("delegates") if item.is_question] == []
        create(language, proposal)
    (meeting,) = models.Meeting.objects.exclude(pk=three.earlier.pk)
    assert (meeting.start, meeting.number, meeting.city_en, meeting.state) == ("2024-10-16", 14, "Seoul", "held")
    assert sorted(meeting.documents.values_list("language", flat=True)) == ["en", "ja", "ko"]
    assert {one.official.slug for one in meeting.delegates.all()} == set(NAMES)
    assert meeting.delegates.count() == 3
    assert models.Official.objects.count() == len(three.officials)
    cited = meeting.citations.filter(field="city").values_list("quotation", "basis")
    assert set(cited) == {("Seoul", "stated"), ("ソウル", "stated"), ("서울", "stated")}
    body = snapshots("meeting", [meeting.pk], realm.DESK).values()
    assert [one.message for one in integrity.findings(body, realm.DESK)] == []


def test_a_day_and_a_city_that_differ_are_named_and_asked(three):
    create("en", file("en"))
    other = file("ko", KOREAN.replace("16일(수) 서울", "17일(목) 부산"))
    assert found(other)["meeting.which"].is_question
    filing.decide(other, "meeting.which", "accept", {}, user=None)
    draft = found(other)
    assert [str(item.key) for item in draft.questions] == ["meeting.date", "meeting.city"]
    assert "“October 16, 2024”" in draft["meeting.date"].reason
    assert "“2024년 10월 17일(목)”" in draft["meeting.date"].reason
    filing.decide(other, "meeting.city", "change", {"keep": "both"}, user=None)
    meeting = create("ko", other).meeting
    assert (meeting.start, meeting.city) == ("2024-10-16", "Seoul")
    kept = meeting.citations.filter(field="city").order_by("position").values_list("quotation", "printed")
    assert list(kept) == [("Seoul", ""), ("부산", "Busan")]
