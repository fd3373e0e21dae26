"""What the record knows is wrong or missing in it."""

import pytest
from django.utils import timezone

from initiatives import models
from initiatives.desk import checking
from initiatives.desk.revisions import revise
from initiatives.record import integrity, locks, realm
from initiatives.record.bodies import rows_of
from initiatives.record.snapshots import snapshots
from tests.builders import names

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture(autouse=True)
def _nothing_is_missing(at_desk, record):
    models.Document.objects.update(archive_address="https://archive.example.org/1")


def found(rule):
    return [finding.message for finding in integrity.everything(realm.DESK) if finding.rule == rule]


def test_a_complete_record_has_no_findings(record):
    assert integrity.everything(realm.DESK) == []


def test_a_fact_without_citation_is_an_error(record):
    record.activities[0].citations.filter(field="city").delete()
    assert found("uncited") == ["Officials met 1: the city has no citation. Add the passage or source."]


def test_what_is_public_without_a_source_is_a_warning_while_it_stands_and_what_is_new_an_error(record):
    activity = record.activities[0]
    activity.citations.filter(field="city").delete()

    def levels(agreed):
        [body] = snapshots("activity", [activity.pk], realm.DESK).values()
        return [one.level for one in integrity.findings([body], realm.DESK, agreed) if one.rule == "uncited"]

    [body] = snapshots("activity", [activity.pk], realm.DESK).values()
    public = integrity.Agreed({str(activity.pk): rows_of(body)})
    saved_before = integrity.Agreed(public, [str(activity.pk)])
    assert [levels(agreed) for agreed in (None, saved_before, public)] == [["error"], ["error"], ["warning"]]
    revise(activity, user=None, reason="Saved")
    assert levels(checking.agreed([activity.pk])) == ["error"]
    models.Activity.objects.update(city_en="Kyoto")
    assert levels(public) == ["error"]


def test_a_concept_goes_by_a_form_that_a_source_prints(record):
    assert found("name at odds") == []
    models.Concept.objects.update(name_en="Cosmos", name_ja="宇宙", name_ko=None)
    assert found("name at odds") == [
        "Cosmos: “Cosmos” is none of its forms in English. Add it as a form, with its source, or choose one.",
        "Cosmos: “宇宙” is none of its forms in Japanese. Add it as a form, with its source, or choose one.",
    ]


def test_a_text_that_was_altered_is_an_error(record):
    models.Document.objects.update(text="Something else")
    assert found("altered") == [
        "Round 1: the text of 2015-01-05-washington-fact-sheet is not the text that was filed; its SHA-256 differs."
    ]


def test_a_quotation_that_is_gone_is_an_error(record):
    models.Passage.objects.filter(number="1.2").update(text="Officials met.")
    assert len(found("orphaned")) == 3
    assert all("passage 1.2" in message for message in found("orphaned"))


def test_a_citation_of_an_empty_field_is_on_the_work_list(record):
    models.Activity.objects.update(city_en="", city_ja="", city_ko="")
    assert found("cites nothing") == [
        "Officials met 1: a citation supports the city, which is empty. Fill it, or take the citation out."
    ]
    assert found("uncited") == []


def test_a_citation_of_one_of_two_fields_that_are_one_fact_serves_the_other(record):
    models.Reference.objects.update(symbol="")
    assert found("cites nothing") == []


def test_a_citation_of_a_row_that_is_gone_is_on_the_work_list(record):
    [body] = snapshots("meeting", [record.rounds[0].pk], realm.DESK).values()
    content = rows_of(body)
    known = integrity.Known({}, {}, frozenset(), {}, integrity.Agreed(), locks.Forms(), {}, timezone.now())
    assert list(integrity.citing_nothing(content, known)) == []
    gone = content["delegate"].pop()
    lost = list(integrity.citing_nothing(content, known))
    assert {finding.field for finding in lost} == {"name", "title"}
    assert all("a row that is gone" in finding.message for finding in lost)
    assert all(gone["id"] not in finding.message for finding in lost)


def test_a_document_without_archive_address_is_on_the_work_list(record):
    models.Document.objects.update(archive_address="")
    [message] = found("no archive address")
    assert message.startswith("Round 1: “Key outcomes of round 1” has no archive address.")


def test_what_is_missing_in_a_language_is_on_the_work_list(record):
    models.Pillar.objects.update(name_ja="", name_ko="")
    assert found("untranslated") == ["Responding to threats: the name is missing in Japanese and Korean."]


@pytest.mark.parametrize(
    ("printed", "missing"),
    [
        ("Deputy Secretary of State", ["the title, our translation of “Ann Blake” is missing in Japanese and Korean."]),
        ("외교부 제1차관", ["the title, our translation of “Ann Blake” is missing in Japanese."]),
        ("外務事務次官", ["the title, our translation of “Ann Blake” is missing in Korean."]),
    ],
)
def test_what_the_source_prints_in_a_language_needs_no_translation_into_it(record, printed, missing):
    delegates = models.Delegate.objects.filter(official=record.officials[0])
    delegates.update(title=printed, title_translation_en="Deputy", title_translation_ja="", title_translation_ko="")
    assert found("untranslated") == [f"Round 1: {message}" for message in missing]


@pytest.mark.parametrize(
    ("printed", "translation", "contradicts"),
    [
        ("Vice Foreign Minister", "", True),
        ("DS", "", False),
        ("VFM", "", True),
        ("국무부 부장관", "Deputy Secretary", False),
        ("외교부 제1차관", "First Vice Minister", True),
    ],
)
def test_a_printed_title_that_no_tenure_of_the_day_bears_out_is_on_the_work_list(
    record, printed, translation, contradicts
):
    delegates = models.Delegate.objects.filter(official=record.officials[0])
    delegates.update(title=printed, title_translation_en=translation)
    said = f"Round 1: Ann Blake is printed as “{printed}”, but was “Deputy Secretary” in the record on that day."
    assert found("tenure contradicts title") == ([said] if contradicts else [])


def test_a_delegate_outside_every_tenure_is_on_the_work_list(record):
    models.Tenure.objects.filter(official__slug="ann-blake").update(start="2016")
    assert found("tenure contradicts title") == [
        "Round 1: Ann Blake is printed as “Deputy Secretary of State”, but no tenure in the record covers that day."
    ]


def test_overlapping_tenures_are_on_the_work_list(record):
    models.Tenure.objects.filter(official__slug="ann-blake").update(end="2016-05")
    models.Tenure.objects.create(
        official=record.officials[0], **names("Secretary", "title"), country=record.countries[0], start="2016-04"
    )
    assert found("tenures overlap") == [
        "Ann Blake: the tenures “Deputy Secretary” and “Secretary” overlap. Look at their sources."
    ]


@pytest.mark.parametrize(
    ("copy", "unsupported"),
    [
        ("Officials met on 3 March 2015 in Tokyo.", []),
        ("Officials met about resolution 2001.", []),
        ("They met in Kyoto, with 14 others, under Resolution 2397.", ["14", "2397", "Kyoto"]),
    ],
)
def test_what_our_copy_says_must_stand_in_a_source(record, copy, unsupported):
    models.Activity.objects.update(summary_en=copy, summary_ja="訳", summary_ko="역")
    said = [message.partition("“")[2].partition("”")[0] for message in found("unsupported copy")]
    assert said == unsupported


@pytest.mark.parametrize(
    ("ja", "unsupported"),
    [
        ("2015年3月3日に東京で会合。決議第2001号。", []),
        ("第1回", []),
        ("2016年4月、5か国。", ["2016", "4", "5"]),
    ],
)
def test_numbers_in_our_translations_must_stand_in_a_source_too(record, ja, unsupported):
    models.Activity.objects.update(summary_en="The first of them.", summary_ja=ja, summary_ko="역")
    said = [message.partition("“")[2].partition("”")[0] for message in found("unsupported copy")]
    assert said == unsupported


def test_addresses_of_passages_and_phrases_lead_somewhere(record):
    slug = record.documents[0].slug
    models.Reference.objects.create(slug="free-and-open", kind="phrase", **names("Free and open"))
    copy = f"/documents/{slug}/#p-1.2 /documents/{slug}/#p-9.9 /phrases/free-and-open/ /phrases/other/ /rounds/"
    copy += f" /documents/{slug}/1.2/ /documents/{slug}/9.9/"
    models.Pillar.objects.update(summary_en=copy, summary_ja="", summary_ko="")
    dead = [message.partition("address ")[2].partition(" ")[0] for message in found("dead link")]
    assert dead == [f"/documents/{slug}/#p-9.9", "/phrases/other/", f"/documents/{slug}/9.9/"]


def test_a_dead_address_in_our_copy_is_on_the_work_list(record):
    models.Pillar.objects.update(
        summary_en="See /initiatives/space/ and /ja/rounds/nowhere/.", summary_ja="", summary_ko=""
    )
    [message] = found("dead link")
    assert message.startswith("Responding to threats: the address /ja/rounds/nowhere/ in the summary leads nowhere.")
