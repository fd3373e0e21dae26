"""A reading in Japanese or Korean at the desk: who and what is meant is told by the names that the desk has in it."""

import pytest

from initiatives import models
from initiatives.intake import creating, filing
from initiatives.intake.drafting.days import day_in, days_in
from initiatives.intake.known import (
    KnownDelegate,
    KnownInitiative,
    KnownMeeting,
    KnownPerson,
    KnownPost,
    KnownReference,
)
from initiatives.intake.likeness import bodies, compare_names, fold, person_keys, script_of
from initiatives.intake.matching import match_name, match_person, match_reference, match_there, rank_of, same_office
from initiatives.intake.proposal import quoted, selected
from initiatives.record import integrity, realm
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots
from tests.drafting.making import found, give_source, kept, someone

VICE = KnownPost("First Vice Minister of Foreign Affairs", "KOR", "2024", "9999", ("外交部第一次官", "외교부 제1차관"))
JAPAN = KnownPost("Vice Minister for Foreign Affairs", "JPN", "2024", "9999", ("外務事務次官", "외무성 사무차관"))


def person(name, family, *posts, also=()):
    names = (name, *also)
    keys = set().union(*map(person_keys, names))
    return KnownPerson(name, name, fold(family), keys, list(posts), set(map(script_of, names)))


HONG = person("Hong Gil-dong", "Hong", VICE, also=("홍길동", "洪吉童", "ホン・ギルドン"))
SAITO = person("Saito Hanako", "Saito", JAPAN, also=("斎藤花子",))
LATIN = person("Yamada Taro", "Yamada", JAPAN)


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("홍길동", "Hong Gil-dong"),
        ("홍 길동", "Hong Gil-dong"),
        ("洪吉童", "Hong Gil-dong"),
        ("洪　吉童", "Hong Gil-dong"),
        ("ホン・ギルドン", "Hong Gil-dong"),
        ("ﾎﾝ･ｷﾞﾙﾄﾞﾝ", "Hong Gil-dong"),
        ("齋藤花子", "Saito Hanako"),
        ("斎藤 花子", "Saito Hanako"),
    ],
)
def test_an_official_is_found_by_a_native_name_in_every_spelling(printed, meant):
    country = "JPN" if meant.startswith("Saito") else "KOR"
    best = match_person(printed, country, "2026-01-31", [HONG, SAITO])[0]
    assert (best.name, best.is_exact) == (meant, True)


def test_marks_of_kana_tell_names_apart():
    assert match_person("ホン・キルトン", "KOR", "2026-01-31", [HONG]) == []


def test_a_reading_in_brackets_is_a_second_name():
    (only,) = match_person("洪佶童", "KOR", "2026-01-31", [HONG], "外交部第一次官", ["ホン・ギルドン"])
    assert (only.name, only.is_exact) == ("Hong Gil-dong", True)


@pytest.mark.parametrize("printed", ["홍", "洪", "ホン"])
def test_a_native_family_name_alone_is_never_sure(printed):
    (only,) = match_person(printed, "KOR", "2026-01-31", [HONG])
    assert (only.name, only.is_exact) == ("Hong Gil-dong", False)
    assert match_person(printed, "KOR", "2020-01-31", [HONG]) == []


def test_who_holds_the_office_of_the_day_is_asked_where_the_desk_has_no_name_in_the_script():
    (asked,) = match_person("山田太郎", "JPN", "2026-01-31", [SAITO, LATIN], "外務事務次官")
    assert (asked.name, asked.is_exact) == ("Yamada Taro", False)
    assert "no name of theirs in this script" in asked.reason
    assert match_person("山田太郎", "JPN", "2026-01-31", [LATIN], "外務大臣") == []


def test_who_is_named_at_the_meeting_for_the_office_is_asked():
    there = KnownMeeting(
        *("m", "A round", "round", 1, "2026-01-31", "", "Tokyo", "JPN"),
        delegates=(KnownDelegate("Yamada Taro", "YAMADA Taro", "Vice Minister for Foreign Affairs of Japan", "JPN"),),
    )
    (asked,) = match_there("山田太郎", "外務事務次官", "JPN", there, [LATIN])
    assert (asked.key, asked.is_exact) == ("Yamada Taro", False)
    assert match_there("山田太郎", "外務事務次官", "KOR", there, [LATIN]) == []
    assert match_there("山田太郎", "アジア大洋州局長", "JPN", there, [LATIN]) == []


@pytest.mark.parametrize(
    ("printed", "post", "is_same"),
    [
        ("韓国外交部第一次官", VICE, True),
        ("대한민국 외교부 제1차관", VICE, True),
        ("First Vice Minister of Foreign Affairs of the Republic of Korea", VICE, True),
        ("외교부 차관보", VICE, False),
        ("外交部第二次官", VICE, False),
        ("外務大臣", JAPAN, False),
    ],
)
def test_offices_are_the_same_in_three_languages(printed, post, is_same):
    assert same_office(printed, post.titles) is is_same


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("外務事務次官", "vice minister"),
        ("国務副長官", "vice minister"),
        ("국무부 부장관", "vice minister"),
        ("외교부 차관보", "assistant minister"),
        ("Vice-Minister for Foreign Affairs", "vice minister"),
        ("Minister for Foreign Affairs", "foreign minister"),
        ("외교부 장관", "foreign minister"),
        ("Deputy Secretary of State", "vice minister"),
        ("a gardener", ""),
    ],
)
def test_ranks_are_known_in_three_languages(title, rank):
    assert rank_of(title) == rank


@pytest.mark.parametrize(
    ("printed", "known", "least", "most"),
    [
        ("経済安全保障", "経済安全保障", 1, 1),
        ("経済安全保障協力", "経済安全保障", 0.8, 0.99),
        ("海洋における協力", "海洋協力", 0.9, 0.99),
        ("宇宙協力", "海洋協力", 0, 0),
        ("여성의 역량 강화", "여성 역량 강화", 0.9, 0.99),
        ("우주 협력", "해양 협력", 0, 0),
        ("日米豪印における海洋協力", "海洋協力", 0, 0),
        ("Maritime cooperation", "海洋協力", 0, 0),
    ],
)
def test_native_names_of_work_are_compared_by_their_subjects(printed, known, least, most):
    score, reason = compare_names(printed, known)
    assert least <= score <= most, reason


def test_a_body_is_told_beside_japanese_letters():
    assert bodies("ASEANの海洋協力") == {"asean"}
    assert bodies("海洋協力") == frozenset()


def test_names_and_references_are_found_by_the_translations_of_the_desk():
    row = KnownInitiative("k", "Women's Empowerment", "", ("女性のエンパワーメント", "여성 역량 강화"))
    assert match_name("女性のエンパワーメント", [row], "initiative")[0].is_exact
    assert match_name("여성 역량 강화", [row], "initiative")[0].is_exact
    treaty = KnownReference("t", "treaty", "", "UN Convention on the Law of the Sea", ("国連海洋法条約",))
    asked = KnownReference("r", "resolution", "2397", "UN Security Council Resolution 2397")
    assert [m.key for m in match_reference("国連海洋法条約", [treaty, asked])] == ["t"]
    assert [m.key for m in match_reference("国連安保理決議第2397号", [treaty, asked])] == ["r"]
    assert [m.key for m in match_reference("유엔 안보리 결의 2397호", [treaty, asked])] == ["r"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("令和９年３月３日", [("2027-03-03", "令和９年３月３日")]),
        ("令和元年5月1日から", [("2019-05-01", "令和元年5月1日")]),
        ("2026년 1월 31일(토)", [("2026-01-31", "2026년 1월 31일")]),
        ("2026. 1. 31. 서울", [("2026-01-31", "2026. 1. 31")]),
        ("２０２６年１月", [("2026-01", "２０２６年１月")]),
        ("令和9年13月3日", []),
        ("１月３１日", []),
        ("on March 3, 2026 and 2026年4月1日", [("2026-03-03", "March 3, 2026"), ("2026-04-01", "2026年4月1日")]),
    ],
)
def test_days_are_read_as_three_languages_print_them(text, found):
    assert days_in(text) == found
    assert day_in(text) == (found[0][0] if found else "")


@pytest.mark.parametrize(
    ("text", "said", "kept"),
    [
        ("３者はカート・キャンベル国務副長官と", "カート・キャンベル国務副長官", "カート・キャンベル国務副長官"),
        ("그 자리에서 홍길동 외교부 제1차관은 말했다", "홍길동 외교부 제1차관", "홍길동 외교부 제1차관"),
        ("They condemned the launches.", "ondemned the launche", "the"),
    ],
)
def test_words_are_quoted_whole_where_words_are_set_apart(text, said, kept):
    assert quoted(text, said)[0] == kept


@pytest.mark.parametrize(
    ("text", "said", "taken"),
    [
        ("三者は海洋について協力する。", "海洋", "海洋"),
        ("세 나라는 바다에서 협력한다.", "바다", "바다"),
        ("They condemned the launches.", "ondemned the launche", "condemned the launches"),
    ],
)
def test_words_are_selected_whole_where_words_are_set_apart(text, said, taken):
    assert selected(text, said) == (taken, text.index(taken))


# --- At the desk

pytestmark = [pytest.mark.django_db(databases=["default", "public"])]

LEAD = "１月３１日、東京において、岡野正敬外務事務次官は、金烘均韓国外交部第一次官と協議を行った。"


def japanese(desk):
    return kept(
        "日米韓外務次官協議（結果）",
        LEAD,
        language="ja",
        date={"start": "2024-10-16", "end": "2024-10-16"},
        city="東京",
        cited={"date": "１月３１日", "city": "東京"},
        officials=[
            someone("岡野正敬", "外務事務次官", "JPN"),
            someone("金烘均", "外交部第一次官", "KOR", also=["キム・ホンギュン"]),
        ],
    )


@pytest.fixture
def known(desk):
    """The desk knows Tokyo and Mr Okano in Japanese, and the Korean post; not Mr Kim."""
    models.Meeting.objects.update(city="Tokyo", city_ja="東京", city_ko="도쿄")
    models.OfficialName.objects.create(
        official=desk.officials["okano-masataka"], value="岡野正敬", script="Jpan", language="ja"
    )
    models.Tenure.objects.filter(official=desk.officials["kim-hong-kyun"]).update(title_ja="外交部第一次官")
    return desk


def test_language_city_and_persons_are_told_by_the_desks_own_names(known):
    draft = found(japanese(known))
    assert draft["document"]["language"] == "ja"
    assert (draft["meeting.city"]["city"], draft["meeting.city"]["country"]) == ("Tokyo", "JPN")
    okano, kim = draft.of("delegates")
    assert (okano["official"], okano.included) == (str(known.officials["okano-masataka"].pk), True)
    assert (kim["official"], kim.is_question) == (str(known.officials["kim-hong-kyun"].pk), True)


def test_what_is_cited_are_the_words_as_printed_and_they_hold_by_the_names_of_the_desk(known):
    proposal = japanese(known)
    give_source(proposal)
    filing.decide(proposal, "document", "change", {"issuers": "Ministry of Foreign Affairs of Japan"}, user=None)
    filing.decide(proposal, found(proposal).of("delegates")[1].key, "accept", {}, user=None)
    made = creating.create(proposal, user=None)
    meeting = made.meeting
    assert (meeting.city, meeting.city_ja, meeting.city_ko) == ("Tokyo", "東京", "도쿄")
    assert [(d.official.slug, d.name, d.title) for d in meeting.delegates.all()] == [
        ("okano-masataka", "岡野正敬", "外務事務次官"),
        ("kim-hong-kyun", "金烘均", "外交部第一次官"),
    ]
    said = {(c.field, c.quotation, c.basis) for c in meeting.citations.exclude(passage=None)}
    assert {("city", "東京", "stated"), ("name", "岡野正敬", "stated"), ("title", "外務事務次官", "stated")} <= said
    names = known.officials["kim-hong-kyun"].names
    assert list(names.values_list("value", "script", "language")) == [
        ("金烘均", "Hani", "ja"),
        ("キム・ホンギュン", "Kana", "ja"),
    ]
    body = snapshots("official", [known.officials["kim-hong-kyun"].pk], realm.DESK).values()
    assert [f.message for f in integrity.findings(body, realm.DESK) if "names" in f.message] == []


def test_a_name_that_is_new_waits_for_its_latin_form_and_is_never_written_in_other_letters_by_us(desk):
    proposal = kept(
        "한미일 외교차관협의회 개최 결과",
        "홍길동 외교부 제1차관은 2026년 1월 31일 서울에서 협의회를 개최하였다.",
        language="ko",
        date={"start": "2026-01-31", "end": "2026-01-31"},
        officials=[someone("홍길동", "외교부 제1차관", "KOR")],
    )
    give_source(proposal)
    filing.decide(proposal, "document", "change", {"issuers": "Ministry of Foreign Affairs"}, user=None)
    with pytest.raises(Refused, match="홍길동: to be filled: the name in Latin letters"):
        creating.create(proposal, user=None)
    (item,) = found(proposal).of("delegates")
    filing.decide(proposal, item.key, "change", {"latin": "Hong Gil-dong"}, user=None)
    made = creating.create(proposal, user=None)
    official = made.meeting.delegates.get().official
    assert (official.slug, official.name, official.family_name, official.given_name) == (
        "gil-dong-hong",
        "Hong Gil-dong",
        "Hong",
        "Gil-dong",
    )
    (name,) = official.names.all()
    assert (name.value, name.script, name.language) == ("홍길동", "Hang", "ko")
    assert name.citations.get().quotation == "홍길동"


def test_a_japanese_text_of_a_round_that_is_there_cites_its_own_words_for_what_the_desk_has(known):
    first = models.Meeting.objects.get()
    proposal = kept(
        "日米韓外務次官協議（結果）",
        "岡野正敬外務事務次官は協議を行った。",
        language="ja",
        date={"start": "2024-05-31", "end": "2024-05-31"},
        officials=[someone("岡野正敬", "外務事務次官", "JPN")],
    )
    models.Tenure.objects.filter(official=known.officials["okano-masataka"]).update(title_ja="外務事務次官")
    give_source(proposal)
    filing.decide(proposal, "document", "change", {"issuers": "Ministry of Foreign Affairs of Japan"}, user=None)
    made = creating.create(proposal, user=None)
    assert made.meeting == first
    delegate = first.delegates.get(official__slug="okano-masataka")
    cited = delegate.citations.filter(passage__document=made.document).order_by("field")
    assert [(c.field, c.quotation, c.printed, c.language) for c in cited] == [
        ("name", "岡野正敬", "岡野正敬", "ja"),
        ("title", "外務事務次官", "外務事務次官", "ja"),
    ]
    assert [line for line in made.kept if "岡野" in line] == []


def test_a_new_name_of_work_is_kept_in_its_own_letters_beside_the_english_of_an_editor(desk):
    proposal = kept("日米韓外務次官協議（結果）", "三者は協力した。", language="ja", date={"start": "2024-10-16"})
    reading = proposal.reading
    reading["passages"].insert(1, {"number": "h1", "kind": "heading", "text": "海洋", "start": 0, "end": 2, "depth": 1})
    proposal.save()
    item = found(proposal)["name:h1"]
    assert (item.is_question, item.bulk, item["name"]) == (True, False, "")
    filing.decide(proposal, "name:h1", "change", {"name": "Oceans"}, user=None)
    give_source(proposal)
    filing.decide(proposal, "document", "change", {"issuers": "Ministry of Foreign Affairs of Japan"}, user=None)
    creating.create(proposal, user=None)
    pillar = models.Pillar.objects.get(name="Oceans")
    assert (pillar.name_ja, pillar.citations.get().quotation, pillar.citations.get().basis) == (
        "海洋",
        "海洋",
        "stated",
    )
