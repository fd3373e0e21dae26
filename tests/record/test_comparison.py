"""What differs between texts, rounds and snapshots."""

import re
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.models import Initiative, Meeting, Passage, Pillar
from initiatives.record import field_names, realm
from initiatives.record.bodies import rows_of, written
from initiatives.record.columns import stored_fields
from initiatives.record.compare_rounds import align, sections
from initiatives.record.kinds import domain_models
from initiatives.record.snapshot_diff import differences
from initiatives.record.snapshots import snapshot
from initiatives.record.word_diff import Change, changes
from tests import builders

ROUND_6 = (
    "Our three countries share the belief that the complete denuclearization of North Korea remains the only option."
)
ROUND_7 = "Our three countries share the belief that dialogue remains the only option."


def said(*texts):
    return [SimpleNamespace(text=text) for text in texts]


def test_words_are_compared_not_letters():
    assert changes(ROUND_6, ROUND_7) == [
        Change("same", "Our three countries share the belief that "),
        Change("removed", "the complete denuclearization of North Korea"),
        Change("added", "dialogue"),
        Change("same", " remains the only option."),
    ]


def test_a_word_that_changes_in_part_changes_as_a_whole():
    assert changes("The threat remains.", "The threats remain.") == [
        Change("same", "The "),
        Change("removed", "threat remains"),
        Change("added", "threats remain"),
        Change("same", "."),
    ]


def test_japanese_is_compared_character_by_character():
    found = changes("日米韓次官協議", "日米韓外相協議")
    assert [change for change in found if change.kind != "same"] == [Change("removed", "次官"), Change("added", "外相")]


@settings(deadline=None)
@given(st.text(), st.text())
def test_nothing_is_lost_and_nothing_made_up(old, new):
    found = changes(old, new)
    assert "".join(change.text for change in found if change.kind != "added") == old
    assert "".join(change.text for change in found if change.kind != "removed") == new
    assert (old == new) == all(change.kind == "same" for change in found)


def test_statements_meet_the_most_alike_in_any_order():
    first = said("The alliance remains ironclad.", "Cyber experts met in Tokyo.", "Alone in the first.")
    second = said("Cyber experts met in Seoul.", "Quite other words here.", "The alliance remains ironclad.")
    pairs = align(first, second)
    assert [(pair.first and pair.first.text, pair.second and pair.second.text) for pair in pairs] == [
        ("The alliance remains ironclad.", "The alliance remains ironclad."),
        ("Cyber experts met in Tokyo.", "Cyber experts met in Seoul."),
        (None, "Quite other words here."),
        ("Alone in the first.", None),
    ]
    assert [pair.is_same for pair in pairs] == [True, False, False, False]


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=6), st.lists(st.text(max_size=12), max_size=6))
def test_every_statement_stands_once(first, second):
    pairs = align(said(*first), said(*second))
    assert [pair.first.text for pair in pairs if pair.first] == first
    assert sorted(pair.second.text for pair in pairs if pair.second) == sorted(second)


def test_sections_follow_pillars_and_initiatives():
    one, two = Pillar(slug="one", position=1), Pillar(slug="two", position=2)
    with realm.at_desk():  # where new rows may refer to one another
        cyber = Initiative(slug="cyber", pillar=two, position=1)
        first = [
            Passage(text="Opening words."),
            Passage(text="On one.", pillar=one),
            Passage(text="On cyber.", pillar=two, initiative=cyber),
            Passage(text="Closing."),
        ]
        second = [Passage(text="On two.", pillar=two), Passage(text="On one still.", pillar=one)]
    found = sections(first, second)
    assert [(section.pillar, section.initiative, section.first_count, section.second_count) for section in found] == [
        (None, None, 2, 0),
        (one, None, 1, 1),
        (two, None, 0, 1),
        (two, cyber, 1, 0),
    ]


def sentences_of(path):
    """The words of a corpus document, sentence by sentence, read roughly: enough to be compared."""
    body = path.read_text().split("\n\n", 2)[2]
    return [sentence for sentence in re.split(r"(?<=[.:])\s+", " ".join(body.split())) if len(sentence) > 20]


@pytest.mark.shared
def test_two_joint_statements_of_the_corpus_are_told_apart(corpus):
    ours = sentences_of(corpus / "2022-06-08_vfm-10_seoul_joint-statement.txt")
    leaders = sentences_of(corpus / "2022-11-13_leaders_phnom-penh_statement.txt")
    pairs = align(said(*ours), said(*leaders))
    assert [pair.first.text for pair in pairs if pair.first] == ours
    assert sorted(pair.second.text for pair in pairs if pair.second) == sorted(leaders)
    matched = [pair for pair in pairs if pair.first and pair.second]
    assert 0 < len(matched) < len(ours)
    for words in ("path to", "abductions issue", "UNSC", "commitments"):
        assert any(words in pair.first.text and words in pair.second.text for pair in matched)
    assert all(pair.is_same for pair in align(said(*ours), said(*ours)))


# --- Snapshots


DATABASES = pytest.mark.django_db(databases=["default", "public"])


def body(root):
    return snapshot(root, realm.DESK)


@DATABASES
def test_equal_snapshots_do_not_differ():
    with realm.at_desk():
        record = builders.Record()
        assert differences(body(record.rounds[0]), body(record.rounds[0])) == []


@DATABASES
def test_a_changed_field_is_named_with_both_values():
    with realm.at_desk():
        meeting = builders.Record().rounds[0]
        before = body(meeting)
        Meeting.objects.filter(pk=meeting.pk).update(number=7, format="video")
        found = {difference.field: difference for difference in differences(before, body(meeting))}
    assert sorted(found) == ["format", "number"]
    assert (found["number"].old, found["number"].new) == ("1", "7")
    assert (found["number"].field_label, found["number"].row_label) == ("Number of the round", "Meeting: Round 1")
    assert (found["format"].old, found["format"].new) == ("in person", "video conference")


@DATABASES
@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["Pillar: Responding to threats", "Name (Japanese)", "Summary (English)", "Citation, Name"]),
        ("ja", ["柱: Responding to threats", "名前（日本語）", "要約（英語）", "典拠, 名前"]),
        ("ko", ["분야: Responding to threats", "이름(일본어)", "요약(영어)", "출처 인용, 이름"]),
    ],
)
def test_fields_are_named_in_the_language_being_read(language, labels):
    with realm.at_desk():
        pillar = builders.Record().pillar
        before = body(pillar)
        type(pillar).objects.update(name_ja="脅威", summary_en="Ours")
        pillar.citations.all().delete()
        with translation.override(language):
            name, summary, citation = differences(before, body(pillar))
    assert [name.row_label, name.field_label, summary.field_label, citation.row_kind] == labels
    assert (name.language, summary.language) == ("ja", "en")


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_every_model_and_field_has_a_name_in_every_language(language):
    def names():
        for model in domain_models():
            yield model, field_names.of_model(model)
            for field in [*stored_fields(model), *model._meta.many_to_many]:
                if field.name not in ("id", "slug"):
                    yield field, field_names.of_field(field)

    english = dict(names())
    with translation.override(language):
        assert [key for key, name in names() if name == english[key]] == []


@DATABASES
def test_rows_and_references_are_named_in_words():
    with realm.at_desk():
        record = builders.Record()
        meeting, statement = record.rounds[0], record.documents[0].passages.get(number="1.1")
        before = body(meeting)
        gone = meeting.delegates.first()
        gone.citations.all().delete()
        gone.delete()
        statement.named_initiatives.add(record.initiative)
        statement.initiative = None
        statement.text = statement.text.replace("Space policy", "Our common policy on outer space and its uses")
        statement.save()
        found = differences(before, body(meeting))
    removed = [difference for difference in found if difference.kind == "removed" and difference.model == "delegate"]
    assert [difference.row_label for difference in removed] == ["Delegate: Ann Blake"]
    values = {value.label: value.text for value in removed[0].values}
    assert values["Official"] == "Ann Blake"
    assert values["Title as printed"] == "Deputy Secretary of State"
    changed = {difference.field: difference for difference in found if difference.kind == "changed"}
    assert (changed["initiative_id"].old, changed["initiative_id"].new) == ("Space policy", "")
    assert (changed["named_initiatives"].old, changed["named_initiatives"].new) == ("", "Space policy")
    assert changed["text"].row_label == "Passage: ¶ 1.1"
    assert [change.kind for change in changed["text"].changes] == ["removed", "added", "same"]


@DATABASES
def test_a_root_that_is_not_there_has_all_its_rows_added():
    with realm.at_desk():
        pillar = builders.Record().pillar
        found = differences("", body(pillar))
        assert {difference.kind for difference in found} == {"added"}
        assert [difference.model for difference in found] == ["pillar", "citation"]
        assert {difference.kind for difference in differences(body(pillar), "")} == {"removed"}


@DATABASES
def test_names_cost_one_query_a_model(django_assert_max_num_queries):
    with realm.at_desk():
        record = builders.Record(rounds=3)
        for meeting in record.rounds:
            text = body(meeting)
            changed = rows_of(text)
            changed["meeting"][0]["number"] = 99
            with django_assert_max_num_queries(6):
                assert len(differences(text, written(changed))) == 1


@DATABASES
def test_columns_of_an_older_schema_are_shown_as_they_are():
    old = '{"schema": 1, "kind": "pillar", "root": "a", "rows": {"pillar": [{"id": "a", "slug": "one", "motto": "Onward"}]}}'
    new = '{"schema": 1, "kind": "pillar", "root": "a", "rows": {"pillar": [{"id": "a", "slug": "one"}]}}'
    found = differences(old, new)
    assert [(difference.field, difference.old, difference.new) for difference in found] == [("motto", "Onward", "")]
