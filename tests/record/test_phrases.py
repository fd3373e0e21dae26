"""Phrases are found in the passages: the exact form, first and last; naming is told without a verdict."""

import datetime

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from initiatives.choices import ReferenceKind
from initiatives.models import Document, Meeting, Passage, Reference
from initiatives.record import outline, phrases, realm, side_by_side
from tests.builders import Record, key, names, other, passages, publish_all, stated

CVID = "complete, verifiable, and irreversible denuclearization"


def form(text):
    place = phrases.form_in(CVID, text)
    return text[slice(*place)] if place else None


def test_a_form_is_given_as_printed():
    assert form(f"They called for the {CVID} of the DPRK.") == CVID
    assert form("The Complete, Verifiable and Irreversible Denuclearization they seek.") == (
        "Complete, Verifiable and Irreversible Denuclearization"
    )
    assert (
        form("They seek complete, verifiable, irreversible dismantlement of it.")
        == "complete, verifiable, irreversible"
    )
    assert form("complete and verifiable denuclearization") == "complete and verifiable denuclearization"


def test_words_that_are_not_the_formula_are_none():
    assert form("They spoke about the complete denuclearization of the Korean Peninsula.") is None
    assert (
        form("A complete list, verifiable by all, was made long before anybody spoke about any denuclearization.")
        is None
    )
    assert form("irreversible, verifiable, complete: denuclearization in another order") is None
    assert form("") is None
    assert phrases.form_in("", "any words") is None


def test_words_far_apart_are_not_one_form():
    far = " and so they went on speaking about this and that for many hours until late "
    assert form(f"complete{far}verifiable{far}irreversible{far}denuclearization") is None


def phrase(text, passage):
    row = Reference.objects.create(slug="policy", kind=ReferenceKind.PHRASE, **names(text), **names("", "summary"))
    stated(row, "name", passage, passage.text)
    return row


@pytest.mark.django_db(databases=["default", "public"])
def test_the_pages_show_uses_in_order_of_time(client):
    with realm.at_desk():
        record = Record(rounds=3)
        phrase("Space policy answers threats", record.documents[0].passages.get(number="1.1"))
        publish_all()
    (concordance,) = phrases.concordances(["Space policy answers threats"])
    assert [use.meeting.number for use in concordance.uses] == [1, 2, 3]
    assert concordance.forms == [("Space policy answers threats", 3)]
    assert concordance.first.after == " in year 1."
    listed = client.get("/phrases/")
    assert listed.status_code == 200
    assert "3 passages" in listed.content.decode()
    page = client.get("/phrases/policy/")
    assert page.status_code == 200
    assert page.content.decode().count("<mark>Space policy answers threats</mark>") == 3
    assert client.get("/references/policy/").headers["Location"] == "/phrases/policy/"
    assert "policy answers threats" not in client.get("/references/").content.decode()
    assert client.get("/ja/phrases/").status_code == client.get("/ko/phrases/policy/").status_code == 200


@pytest.mark.django_db(databases=["default", "public"])
def test_the_list_asks_as_much_of_three_phrases_as_of_one(client):
    counts = []
    with realm.at_desk():
        record = Record(rounds=3)
        phrase("Space policy", record.documents[0].passages.get(number="1.1"))
        publish_all()
    counts.append(queries(client))
    with realm.at_desk():
        for slug, text in (("officials", "Officials met"), ("text", "The text says so")):
            row = Reference.objects.create(slug=slug, kind=ReferenceKind.PHRASE, **names(text), **names("", "summary"))
            passage = record.documents[0].passages.get(text__startswith=text)
            stated(row, "name", passage, text)
        publish_all()
    counts.append(queries(client))
    assert counts[0] == counts[1]


def queries(client):
    with CaptureQueriesContext(connections["public"]) as caught:
        client.get("/phrases/")
    return len(caught)


@pytest.mark.django_db(databases=["default", "public"])
def test_what_was_last_named_and_who_is_silent_since(client):
    with realm.at_desk():
        record = Record(rounds=3)
        for passage in record.documents[2].passages.all():
            passage.initiative = None
            passage.named_initiatives.clear()
            passage.save()
        rounds = list(Meeting.objects.all().for_steps())
        naming = phrases.last_named([rounds[0].pk, rounds[1].pk], rounds)
        assert naming.last == rounds[1]
        assert naming.silent_since == [rounds[2]]
        assert phrases.last_named([], rounds) == phrases.Naming(None, [], 3)
        publish_all()
    page = client.get("/initiatives/space/").content.decode()
    assert "Last named in" in page
    assert "the documents held of 1 later round do not name it" in page


@pytest.mark.django_db(databases=["default", "public"])
def test_two_documents_of_a_round_stand_side_by_side_by_topic(client):
    with realm.at_desk():
        record = Record()
        meeting = record.rounds[0]
        second = second_document(record, meeting)
        publish_all()
    documents = Document.objects.filter(meeting=meeting.pk).order_by("slug")
    texts = [(d, outline.sections(list(Passage.objects.filter(document=d).for_pages()))) for d in documents]
    topics = side_by_side.by_topic(texts)
    assert [len(topic.accounts) for topic in topics] == [2] * len(topics)
    assert topics[0].speakers == 2
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Accounts side by side" in page
    assert second.issuers in page
    assert side_by_side.by_topic(texts[:1]) == []


def second_document(record, meeting):
    document = Document.objects.create(
        id=key("document", "second"),
        meeting=meeting,
        slug="second",
        kind="readout",
        title="A readout",
        issuers="Ministry of one party",
        read_on=datetime.date(2026, 1, 1),
    )
    for field in ("kind", "title", "issuers"):
        other(meeting, field, document=document)
    passages(document, ["The party spoke about threats.", "It thanked the others."], pillar=record.pillar)
    return document
