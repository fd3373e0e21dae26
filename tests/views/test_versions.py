"""One paper in several languages as readers meet it: its texts, both side by side, and statements in their language."""

import re

import pytest

from initiatives import models
from initiatives.record import realm
from tests import builders
from tests.reading import Queries, words_in, words_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])

JAPANESE = ["宇宙政策は脅威に応える。", "当局者は2015年3月3日に東京で会った。", "文書はそう述べる。"]
KOREAN = ["우주 정책은 위협에 대응한다.", "당국자들은 2015년 3월 3일 도쿄에서 만났다.", "문서는 그렇게 말한다."]
SLUG = "2015-01-05-washington-fact-sheet"
DOCUMENT = f"/documents/{SLUG}/"
ROUND = "/rounds/2015-01-05-washington/"


def published(*, japanese=True, korean=True, pairs=None):
    """A record whose first document has an official Japanese and an unofficial Korean version."""
    record = builders.whole(1)
    with realm.at_desk():
        if japanese:
            builders.version(record.documents[0], "ja", JAPANESE, pairs=pairs)
        if korean:
            builders.version(record.documents[0], "ko", KOREAN, is_official=False, pairs=pairs)
    builders.publish_all(title="Versions")
    return record


def section(response, title):
    """The words of the part of a page that a heading with this key opens."""
    body = response.content.decode()
    return words_in(body[body.index(f'id="{title}"') :].partition("</section>")[0].partition(">")[2])


def test_the_page_of_each_text_leads_to_the_others_in_their_languages(client):
    published()
    english, japanese = (words_of(client.get(path)) for path in (DOCUMENT, f"/documents/{SLUG}-ja/"))
    title = "Key outcomes of round 1"
    assert (
        f"In other languages Official version in Japanese: {title} (ja) · Side by side: Japanese "
        f"Unofficial version in Korean: {title} (ko) · Side by side: Korean Extent" in english
    )
    assert (
        f"In other languages Original in English: {title} · Side by side: English "
        f"Unofficial version in Korean: {title} (ko) · Side by side: Korean Extent" in japanese
    )
    assert "Fact sheet, official version" in japanese


def test_a_version_that_is_only_listed_is_named_and_not_set_beside(client):
    record = builders.whole(1)
    with realm.at_desk():
        row = builders.version(record.documents[0], "ja", JAPANESE, pairs=())
        row.passages.all().delete()
        models.Document.objects.filter(pk=row.pk).update(text="", sha256="")
    builders.publish_all(title="Versions")
    words = words_of(client.get(DOCUMENT))
    assert "Official version in Japanese: Key outcomes of round 1 (ja) · Listed, text not held Extent" in words
    assert client.get(f"{DOCUMENT}?beside={SLUG}-ja").status_code == 400
    assert client.get(f"/documents/{SLUG}-ja/?beside={SLUG}").status_code == 400
    assert "1 document of it is held and 1 more is listed." in words_of(client.get(ROUND))


def rows(response):
    """(words, whether it is a pair) of every row of two texts side by side."""
    body = response.content.decode()
    found = re.findall(r'<div class="beside( same)?">(.*?)(?=<div class="beside|</section>)', body, re.DOTALL)
    return [(words_in(words), bool(same)) for same, words in found]


def test_two_texts_stand_side_by_side_with_confirmed_pairs_told_apart(client):
    published(pairs=("1.1", "1.3"))
    one, two, three = (p.text for p in models.Passage.objects.filter(document__slug=SLUG, kind="sentence"))
    shown = [
        (f"English Passage ¶ 1.1 {one} Japanese Passage ¶ 1.1 {JAPANESE[0]}", True),
        (f"English Passage ¶ 1.2 {two} Japanese Passage ¶ 1.2 {JAPANESE[1]}", False),
        (f"English Passage ¶ 1.3 {three} Japanese Passage ¶ 1.3 {JAPANESE[2]}", True),
    ]
    response = client.get(f"{DOCUMENT}?beside={SLUG}-ja")
    assert [(words.replace("\u00a0", " "), same) for words, same in rows(response)] == shown
    assert rows(client.get(DOCUMENT)) == []
    of_versions = rows(client.get(f"/ja/documents/{SLUG}-ja/?beside={SLUG}-ko-unofficial"))
    assert [same for _words, same in of_versions] == [True, False, True]
    assert KOREAN[0] in of_versions[0][0]


@pytest.mark.parametrize("slug", ["nothing", SLUG, "2016-01-05-washington-fact-sheet"])
def test_what_is_no_other_text_of_the_paper_is_refused_by_name(client, slug):
    record = published()
    with realm.at_desk():
        record.add_round(2)
    builders.publish_all(title="One more")
    answer = client.get(DOCUMENT, {"beside": slug})
    assert answer.status_code == 400
    assert f"No text “{slug}” can be read beside this document." in words_of(answer)


def test_a_round_has_one_paper_in_several_languages(client):
    published()
    words = words_of(client.get(ROUND))
    assert "; 1 document of it is held, in 3 languages." in words
    assert "Fact sheet: English, Japanese, Korean 1 paragraph" in words
    assert "1 paragraph In this record 3 statements" in words
    assert (
        "Fact sheet · Original in English · Names" in words
        or "Fact sheet · Original in English · The three governments" in words
    )
    assert "Fact sheet · Official version in Japanese · The three governments" in words
    assert "Accounts side by side" not in words
    assert "1 document held in 3 languages" in words_of(client.get("/rounds/"))


def said(client, path):
    """The statements of a page: language where it is not the page's, words, and what stands beside them."""
    body = client.get(path).content.decode()
    found = re.findall(
        r'<p class="text"(?: lang="(\w+)")?>([^<]*)</p>\s*<div class="side">(.*?)</div>', body, re.DOTALL
    )
    return [(language, words, words_in(side)) for language, words, side in found]


def test_statements_stand_in_the_language_of_the_page_where_an_official_text_has_them(client):
    published(pairs=("1.1",))
    english = list(models.Passage.objects.filter(document__slug=SLUG, kind="sentence").values_list("text", flat=True))
    assert {each[:2] for each in said(client, ROUND)} == {("", words) for words in english}
    japanese = said(client, f"/ja{ROUND}")
    assert {each[:2] for each in japanese} == {("", JAPANESE[0]), ("en", english[1]), ("en", english[2])}
    assert [side.count("1.1") for _language, words, side in japanese if words == JAPANESE[0]] == [2]
    assert {each[:2] for each in said(client, f"/ko{ROUND}")} == {("en", words) for words in english}


@pytest.mark.parametrize(
    "path",
    ["/", "/pillars/", "/pillars/threats/", "/initiatives/", "/initiatives/space/", "/officials/ann-blake/", ROUND],
)
def test_wherever_statements_are_shown(client, path):
    published()
    english = words_of(client.get(path))
    japanese, korean = (words_of(client.get(f"/{code}{path}")) for code in ("ja", "ko"))
    assert [words for words in JAPANESE if words in japanese]
    assert not [words for words in (*JAPANESE, *KOREAN) if words in english or words in korean]


def test_the_words_that_a_fact_quotes_stay_those_of_the_passage(client):
    published()
    activity = words_of(client.get("/ja/activities/meeting-1/"))
    assert "Officials met on 3 March 2015" in activity
    assert JAPANESE[1] not in activity


def test_a_fact_may_cite_any_version(client):
    record = published()
    with realm.at_desk():
        passage = models.Passage.objects.get(document__slug=f"{SLUG}-ja", number="1.2")
        record.activities[0].citations.filter(field="city").delete()
        builders.stated(record.activities[0], "city", passage, "東京", reason="東京 is Tokyo.")
    builders.publish_all(title="A Japanese source")
    body = client.get("/activities/meeting-1/").content.decode()
    assert f"/documents/{SLUG}-ja/#p-1.2" in body
    assert "¶ 1.2 (Japanese)" in words_in(body).replace("\u00a0", " ").replace("\u2060", "")
    assert "Officials met 1: place" in words_of(client.get(f"/documents/{SLUG}-ja/"))


def asked(client, paths):
    counts = {}
    for path in paths:
        with Queries() as block:
            assert client.get(path).status_code == 200
        counts[path] = len(block.found)
    return counts


def test_versions_cost_no_query_more_for_three_texts_than_for_two(client):
    paths = [DOCUMENT, f"{DOCUMENT}?beside={SLUG}-ja"]
    paths += [
        f"{code}{path}" for code in ("", "/ja") for path in (ROUND, "/", "/pillars/threats/", "/initiatives/space/")
    ]
    published(korean=False)
    two = asked(client, paths)
    with realm.at_desk():
        builders.version(models.Document.objects.get(slug=SLUG), "ko", KOREAN)
    builders.publish_all(title="A third")
    assert asked(client, paths) == two
    assert max(two.values()) <= 13  # one more than at most on pages in English: what stands in the reader's language


def test_home_counts_papers_and_their_texts_apart(client):
    published()
    words = words_of(client.get("/"))
    assert "Source documents, transcribed in full 1 Their texts in all languages 3 Documents listed" in words
    assert "Statements, each a numbered passage 3 " in words
