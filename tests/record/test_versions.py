"""One paper in several languages: what counts once, what may be paired with what, and what readers read."""

import pytest
from django.db import IntegrityError, transaction

from initiatives import models
from initiatives.record import files, integrity, realm, totals, versions
from initiatives.record.bodies import rows_of
from initiatives.record.kinds import domain_models
from initiatives.record.snapshots import snapshot
from tests import builders

pytestmark = pytest.mark.django_db(databases=["default", "public"])

JAPANESE = ["宇宙政策は脅威に応える。", "当局者は2015年3月3日に東京で会った。", "文書はそう述べる。"]
KOREAN = ["우주 정책은 위협에 대응한다.", "당국자들은 2015년 3월 3일 도쿄에서 만났다.", "문서는 그렇게 말한다."]


NONE_OF_IT = "is paired with a passage that is none of its original. Take the pair apart, or name the original."
SAME = "which is in the same language. Correct one of the two."


@pytest.fixture
def original(at_desk, record):
    return record.documents[0]


def found(rule):
    return [finding.message for finding in integrity.everything(realm.DESK) if finding.rule == rule]


def read(language, **of):
    """The statements of some passages as a reader of a language has them, with the document of each."""
    passages = list(models.Passage.objects.filter(**of).statements().for_pages())
    versions.put_as_read(passages, language)
    shown = [passage.as_read or passage for passage in passages]
    return [(passage.text, passage.document.language) for passage in shown]


# --- What may be


def test_what_is_no_version_of_an_original_in_another_language_is_an_error(original, record):
    paper = builders.version(original, "ja", JAPANESE)
    assert found("version at odds") == found("pair at odds") == []
    record.add_round(2)
    models.Document.objects.filter(pk=paper.pk).update(version_of=record.documents[1])
    assert found("version at odds") == [
        f"Round 1: {paper.slug} is called a version of a document that is not of this round. Name the original, or none."
    ]
    models.Document.objects.filter(pk=paper.pk).update(version_of=original, language="en")
    assert found("version at odds") == [f"Round 1: {paper.slug} is called a version of {original.slug}, {SAME}"]
    models.Document.objects.filter(pk=paper.pk).update(language="ja")
    korean = builders.version(original, "ko", KOREAN, pairs=())
    models.Document.objects.filter(pk=korean.pk).update(version_of=paper)
    assert found("version at odds") == [
        f"Round 1: {korean.slug} is called a version of {paper.slug}, which is a version itself. Name the original."
    ]


def test_a_pair_is_of_a_version_and_its_original_and_of_one_kind(original):
    paper = builders.version(original, "ja", JAPANESE, pairs=())
    first = paper.passages.get(number="1.1")
    for counterpart, message in (
        (original.passages.get(number="1.2"), []),
        (
            original.passages.get(number="1"),
            [f"Round 1: ¶ 1.1 of {paper.slug} is a sentence and paired with ¶ 1, a paragraph. Pair it with its like."],
        ),
        (
            paper.passages.get(number="1.2"),
            [f"Round 1: ¶ 1.1 of {paper.slug} {NONE_OF_IT}"],
        ),
    ):
        models.Passage.objects.filter(pk=first.pk).update(counterpart=counterpart)
        assert found("pair at odds") == message


@pytest.mark.parametrize("changes", [{"version_of": None}, {"version": ""}, {"version_of_id": "self"}])
def test_a_version_says_of_what_and_whether_it_is_official(original, changes):
    paper = builders.version(original, "ja", JAPANESE)
    changes = {name: paper.pk if value == "self" else value for name, value in changes.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Document.objects.filter(pk=paper.pk).update(**changes)


def test_a_passage_has_one_counterpart_in_each_version(original):
    paper = builders.version(original, "ja", JAPANESE, pairs=("1.1",))
    builders.version(original, "ko", KOREAN, pairs=("1.1",))
    with pytest.raises(IntegrityError), transaction.atomic():
        paper.passages.filter(number="1.2").update(counterpart=original.passages.get(number="1.1"))


# --- What counts once


def test_what_versions_say_again_is_counted_once(original, record):
    before = totals.counted()
    builders.version(original, "ja", JAPANESE, pairs=())
    builders.version(original, "ko", KOREAN)
    after = totals.counted()
    assert (after.held, after.papers) == (before.held + 2, before.papers)
    assert (after.statements, after.paragraphs) == (before.statements, before.paragraphs)
    assert [document.pk for document in models.Document.objects.texts()] == [original.pk]
    assert models.Passage.objects.all().statements().count() == 3


def test_of_an_original_that_is_only_listed_the_first_version_held_speaks(original):
    korean = builders.version(original, "ko", KOREAN, is_official=False)
    japanese = builders.version(original, "ja", JAPANESE)
    models.Citation.objects.filter(passage__document=original).delete()
    models.Passage.objects.filter(document=original).delete()
    models.Document.objects.filter(pk=original.pk).update(text="", sha256="")
    assert [document.pk for document in models.Document.objects.texts()] == [japanese.pk]
    paper = versions.paper_of(korean)
    assert [text.pk for text in paper.texts] == [original.pk, japanese.pk, korean.pk]
    assert (paper.speaking.pk, [text.pk for text in paper.held]) == (japanese.pk, [japanese.pk, korean.pk])


def test_papers_are_in_the_order_of_their_first_texts(original, record):
    japanese = builders.version(original, "ja", JAPANESE)
    record.add_round(2)
    found = versions.papers([record.documents[1], japanese, original])
    assert [[text.pk for text in paper.texts] for paper in found] == [
        [record.documents[1].pk],
        [original.pk, japanese.pk],
    ]


# --- What is read


def test_statements_stand_in_the_readers_language_where_an_official_text_has_them(original):
    builders.version(original, "ja", JAPANESE, pairs=("1.1", "1.3"))
    english = [passage.text for passage in original.passages.filter(kind="sentence").order_by("position")]
    assert read("ja") == [(JAPANESE[0], "ja"), (english[1], "en"), (JAPANESE[2], "ja")]
    assert read("ko") == read("en") == [(words, "en") for words in english]


def test_an_unofficial_version_never_speaks_for_the_original(original):
    builders.version(original, "ja", JAPANESE, is_official=False)
    assert [language for _words, language in read("ja")] == ["en", "en", "en"]


def test_the_statements_of_a_version_are_read_in_the_original_and_in_other_versions(original):
    japanese = builders.version(original, "ja", JAPANESE)
    builders.version(original, "ko", KOREAN)
    passages = list(models.Passage.objects.filter(document=japanese, kind="sentence").for_pages())
    for language, words in (("en", original.passages.get(number="1.1").text), ("ko", KOREAN[0])):
        versions.put_as_read(passages, language)
        assert passages[0].as_read.text == words


# --- Side by side


def test_both_texts_stand_side_by_side_by_their_confirmed_pairs(original):
    japanese = builders.version(original, "ja", JAPANESE, pairs=("1.1", "1.3"))
    korean = builders.version(original, "ko", KOREAN, pairs=("1.3",))

    def rows(one, other):
        passages = list(one.passages.order_by("position"))
        return [
            ([each.number for each in row.first], [each.number for each in row.second], row.is_pair)
            for row in versions.beside(one, passages, other)
        ]

    with_gap = [(["1.1"], ["1.1"], True), (["1.2"], ["1.2"], False), (["1.3"], ["1.3"], True)]
    assert rows(original, japanese) == rows(japanese, original) == with_gap
    assert rows(japanese, korean) == [(["1.1", "1.2"], ["1.1", "1.2"], False), (["1.3"], ["1.3"], True)]


# --- Kept


def test_versions_and_pairs_are_written_to_files_read_from_them_and_published_as_they_are(original, tmp_path):
    builders.version(original, "ja", JAPANESE)
    builders.version(original, "ko", KOREAN, is_official=False, pairs=("1.2",))
    written = files.dumped()
    for path, text in written.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    body = snapshot(original.meeting, realm.DESK)
    for model in reversed(domain_models()):
        for relation in model._meta.many_to_many:
            relation.remote_field.through.objects.all()._raw_delete(realm.DESK)
        model.objects.all()._raw_delete(realm.DESK)
    files.load([tmp_path])
    assert (files.dumped(), snapshot(original.meeting, realm.DESK)) == (written, body)
    builders.publish_all()
    assert rows_of(snapshot(original.meeting, realm.PUBLIC))["passage"] == rows_of(body)["passage"]
    assert versions_public() == [("", None), ("official", original.pk), ("unofficial", original.pk)]


def versions_public():
    rows = models.Document.objects.using(realm.PUBLIC).order_by("version")
    return [(row.version, row.version_of_id) for row in rows]


def test_a_counterpart_that_is_deleted_takes_the_pair_apart_and_nothing_else(original):
    paper = builders.version(original, "ja", JAPANESE)
    original.passages.get(number="1.3").delete()
    assert list(paper.passages.filter(counterpart=None).values_list("number", flat=True)) == ["1.3"]
