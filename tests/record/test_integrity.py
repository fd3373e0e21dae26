"""What the record knows is wrong or missing in it."""

import pytest

from initiatives import models
from initiatives.record import integrity, realm
from tests.making import Record, names

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def record():
    with realm.at_desk():
        made = Record()
        models.Document.objects.update(archive_address="https://archive.example.org/1")
        yield made


def found(rule):
    return [finding.message for finding in integrity.everything(realm.DESK) if finding.rule == rule]


def test_a_complete_record_has_no_findings(record):
    assert integrity.everything(realm.DESK) == []


def test_a_fact_without_citation_is_an_error(record):
    record.activities[0].citations.filter(field="city").delete()
    assert found("uncited") == ["Officials met 1: the city has no citation. Add the passage or source."]


def test_a_text_that_was_altered_is_an_error(record):
    models.Document.objects.update(text="Something else")
    assert found("altered") == [
        "Round 1: the text of 2015-01-05-washington-fact-sheet is not the text that was filed; its SHA-256 differs."
    ]


def test_a_quotation_that_is_gone_is_an_error(record):
    models.Passage.objects.filter(number="1.2").update(text="Officials met.")
    assert len(found("orphaned")) == 3
    assert all("passage 1.2" in message for message in found("orphaned"))


def test_a_document_without_archive_address_is_on_the_work_list(record):
    models.Document.objects.update(archive_address="")
    [message] = found("no archive address")
    assert message.startswith("Round 1: “Key outcomes of round 1” has no archive address.")


def test_what_is_missing_in_a_language_is_on_the_work_list(record):
    models.Pillar.objects.update(name_ja="", name_ko="")
    assert found("untranslated") == ["Responding to threats: the name is missing in Japanese and Korean."]


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


def test_a_dead_address_in_our_copy_is_on_the_work_list(record):
    models.Pillar.objects.update(
        summary_en="See /initiatives/space/ and /ja/rounds/nowhere/.", summary_ja="", summary_ko=""
    )
    [message] = found("dead link")
    assert message.startswith("Responding to threats: the address /ja/rounds/nowhere/ in the summary leads nowhere.")
