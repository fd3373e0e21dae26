"""From a proposal to a draft round: everything with its words, once, or nothing."""

import threading

import pytest
from django.db import connections

from initiatives import models
from initiatives.choices import Basis
from initiatives.desk import answers
from initiatives.desk.models import Proposal, Revision
from initiatives.intake import creating, filing
from initiatives.record import citation_rules, integrity, realm
from initiatives.record.bodies import rows_of
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots
from tests.builders import publish_all
from tests.drafting.making import Desk, found, give_source, statement

pytestmark = [pytest.mark.django_db(databases=["default", "public"])]


READOUT = b"""Readout of the Trilateral Vice Foreign Ministerial Meeting

Office of the Spokesperson

Deputy Secretary of State Kurt Campbell met with Vice Minister for Foreign Affairs of Japan Masataka Okano and
First Vice Minister of Foreign Affairs of the Republic of Korea Kim Hong Kyun on October 16, 2024 in Seoul.

The Deputy Secretary thanked his counterparts.
"""
CANADA = """Readout

Secretary of State Antony Blinken met with Foreign Minister of Canada Mélanie Joly on 3 March 2024 in Ottawa.
"""


def bodies():
    """Every root at the desk, by its bytes."""
    return {
        (kind, pk): body
        for kind, one in KINDS.items()
        for pk, body in snapshots(kind, one.model.objects.values_list("pk", flat=True), realm.DESK).items()
    }


def created(data=None, name="statement.txt"):
    proposal, _ = filing.file(data or statement(), name, user=None)
    if proposal.state == "open" and not found(proposal).same_as:
        give_source(proposal)
        filing.decide(proposal, "*", "accept", {}, user=None)
    return creating.create(proposal, user=None), proposal


def test_a_statement_becomes_a_draft_round(desk):
    made, proposal = created()
    assert made.is_new
    assert {name: count for count, name in made.made} == {
        "round": 1,
        "delegates": 3,
        "document": 1,
        "passages": 16,
        "new initiative": 1,
        "new activity": 1,
        "new reference": 1,
        "citations": 18,
    }
    meeting = made.meeting
    assert (meeting.slug, meeting.number, meeting.name, meeting.start, meeting.city, meeting.country.code) == (
        "2024-10-16-seoul",
        14,
        "Fourteenth round",
        "2024-10-16",
        "Seoul",
        "KOR",
    )
    assert [(d.official.slug, d.name, d.title, d.country.code) for d in meeting.delegates.all()] == [
        ("kurt-campbell", "Kurt Campbell", "U.S. Deputy Secretary of State", "USA"),
        ("okano-masataka", "Okano Masataka", "Vice Minister for Foreign Affairs of Japan", "JPN"),
        ("kim-hong-kyun", "Kim Hong-kyun", "First Vice Minister of Foreign Affairs of the Republic of Korea", "KOR"),
    ]
    assert made.document.text == proposal.text == statement().decode()
    assert made.document.original_sha256 == proposal.original_sha256


def test_every_fact_of_what_was_created_has_its_words_or_a_source(desk):
    made, _ = created()
    content = rows_of(bodies()["meeting", made.meeting.pk])
    assert list(citation_rules.uncited(content)) == []
    assert [f for f in integrity.findings(bodies().values(), realm.DESK) if f.level == integrity.ERROR] == []
    for citation in models.Citation.objects.filter(passage__document=made.document):
        citation.full_clean()
    assert models.Citation.objects.get(meeting=made.meeting, field="start").quotation == "October 16, 2024"


def test_every_citation_is_locked_to_its_value_and_none_states_what_its_words_do_not_hold(desk):
    made, _ = created()
    cited = models.Citation.objects.filter(passage__document=made.document)
    of_the_meeting = cited.filter(meeting=made.meeting, delegate=None, document=None)
    assert set(of_the_meeting.values_list("field", "supports", "quotation", "basis")) == {
        ("number", "14", "fourteenth", "stated"),
        ("start", "2024-10-16", "October 16, 2024", "stated"),
        ("city", "Seoul", "Seoul", "stated"),
        ("format", "in_person", "Seoul", "inferred"),
    }
    assert not cited.filter(supports="").exists()
    assert [one.field for one in cited.exclude(reason="")] == [
        one.field for one in cited.filter(basis=Basis.INFERRED).exclude(field="format")
    ]


def test_a_title_that_an_editor_changed_is_taken_over_and_its_old_sources_ask_for_an_answer(desk):
    first, _ = created()
    delegate = first.meeting.delegates.get(official=desk.officials["kurt-campbell"])
    proposal, _ = filing.file(READOUT, "readout.txt", user=None)
    give_source(proposal)
    decide = {"title": "Deputy Secretary"}
    filing.decide(proposal, "delegate:kurt-campbell", "change", decide, user=None)
    made = creating.create(proposal, user=None)
    delegate.refresh_from_db()
    assert delegate.title == "Deputy Secretary"
    said = {(one.quotation, one.supports) for one in delegate.citations.filter(field="title")}
    assert said == {
        ("U.S. Deputy Secretary of State", "U.S. Deputy Secretary of State"),
        ("Deputy Secretary", "Deputy Secretary"),
    }
    [asked] = answers.of_roots("meeting", [made.meeting.pk])[made.meeting.pk]
    assert (asked.fields, asked.then, asked.now) == (
        ("title",),
        "U.S. Deputy Secretary of State",
        "Deputy Secretary",
    )
    assert creating.outcome_of(proposal).kept == [
        "name of Okano Masataka as printed: “Okano Masataka”, not “Masataka Okano”",
        "name of Kim Hong-kyun as printed: “Kim Hong-kyun”, not “Kim Hong Kyun”",
    ]


def test_passages_speak_to_what_stands_above_them(desk):
    made, _ = created()
    ties = {
        p.number: (p.pillar and p.pillar.slug, p.initiative and p.initiative.slug) for p in made.document.passages.all()
    }
    assert ties["1.1"] == (None, None)
    assert ties["2.1"] == ("threats", None)
    assert ties["6.1"] == ("challenges", "quantum-technology")


def test_a_likeness_is_never_taken_without_an_answer(desk):
    made, _ = created()
    # “Accept all” was pressed, and yet: the name is like another, so it waits for an answer of its own.
    assert not made.document.passages.filter(initiative=desk.women).exists()
    assert not models.Initiative.objects.filter(name__icontains="Economic").exists()
    assert not made.document.passages.filter(initiative=desk.cancer).exists()


def test_an_accepted_likeness_ties_the_passages(desk):
    proposal, _ = filing.file(statement(), "a.txt", user=None)
    give_source(proposal)
    filing.decide(proposal, "name:4", "accept", {}, user=None)
    made = creating.create(proposal, user=None)
    assert [p.number for p in made.document.passages.filter(initiative=desk.women)] == ["4", "4.1"]
    assert models.Activity.objects.get().initiative == desk.women
    assert not models.Initiative.objects.filter(name="Quantum Technology").exists()


def test_the_same_document_again_changes_nothing(desk):
    other = statement("fifteenth").replace(b"October 16, 2024", b"December 2, 2024")
    created()
    created(other)
    before, revisions = bodies(), Revision.objects.count()
    for data in [statement(), other, statement(), b"\xef\xbb\xbf" + other, statement().replace(b"\n", b"\r\n")] * 2:
        made, _ = created(data)
        assert not made.is_new
    assert bodies() == before
    assert Revision.objects.count() == revisions


def test_nothing_is_created_before_it_is_asked_for(desk):
    before = bodies()
    proposal, _ = filing.file(statement(), "a.txt", user=None)
    give_source(proposal)
    filing.decide(proposal, "*", "accept", {}, user=None)
    assert bodies() == before


def test_a_second_document_is_added_to_the_round(desk):
    first, _ = created()
    readout = READOUT
    second, _ = created(readout, "readout.txt")
    assert second.meeting == first.meeting
    assert second.meeting.documents.count() == 2
    assert second.meeting.delegates.count() == 3
    cited = models.Citation.objects.filter(meeting=first.meeting, field="start").order_by("position")
    assert [c.passage.document for c in cited] == [first.document, second.document]


def test_a_corrected_version_stands_beside_the_old_and_names_what_it_orphans(desk):
    first, _ = created()
    corrected = (
        statement()
        .replace(b"October 16, 2024", b"October 16, 2024,")
        .replace(b"condemned the launches", b"deplored the launches")
    )
    corrected = corrected.replace(b"on 3 June 2024", b"on 4 June 2024")
    proposal, _ = filing.file(corrected, "b.txt", user=None)
    draft = found(proposal)
    assert draft.corrects.key == str(first.document.pk)
    assert draft.meeting.key == str(first.meeting.pk)
    assert [(o.field, o.quotation) for o in draft.orphans] == [("start", "3 June 2024")]
    give_source(proposal)
    second = creating.create(proposal, user=None)
    assert second.document.slug == f"{first.document.slug}-v2"
    assert second.meeting == first.meeting
    first.document.refresh_from_db()
    assert first.document.text == statement().decode()


@pytest.mark.parametrize(
    ("old", "new"), [(b"October 16, 2024", b"December 2, 2025"), (b"fourteenth", b"fifteenth")], ids=["day", "number"]
)
def test_the_next_rounds_statement_in_the_same_words_is_no_correction(desk, old, new):
    first, _ = created()
    proposal, _ = filing.file(statement().replace(old, new), "b.txt", user=None)
    draft = found(proposal)
    assert draft.corrects is None
    assert draft.meeting is None or old == b"fourteenth"
    assert draft["document"]["which"] == "new"
    assert first.meeting.documents.count() == 1


def test_a_listed_document_gets_its_text(desk):
    meeting = desk.earlier
    listed = models.Document.objects.create(
        meeting=meeting,
        slug="listed",
        kind="joint_statement",
        title="Joint Statement on the thirteenth Trilateral Vice Foreign Ministerial Meeting",
        issuers="The three",
        note="Seen in a catalogue.",
    )
    made, _ = created(statement("thirteenth").replace(b" on October 16, 2024", b" today"))
    assert made.document == listed
    assert (made.document.slug, made.document.note, made.document.issuers) == (
        "listed",
        "Seen in a catalogue.",
        "The three",
    )
    assert made.document.sha256
    assert made.meeting == meeting
    assert made.meeting.start == "2024-05-31"


def test_what_the_desk_has_stays_where_the_document_differs(desk):
    first, _ = created()
    readout = statement("fourteenth").replace(b"in Seoul", b"in Busan").replace(b"Joint Statement", b"Media Note")
    readout = readout.replace(
        b"condemned the launches", b"spoke about many other things at length, in other words than before"
    )
    readout = readout[: readout.index(b"**Addressing")]
    proposal, _ = filing.file(readout, "c.txt", user=None)
    give_source(proposal)
    filing.decide(proposal, "meeting.which", "change", {"meeting": str(first.meeting.pk)}, user=None)
    assert found(proposal)["meeting.city"].is_question
    made = creating.create(proposal, user=None)
    first.meeting.refresh_from_db()
    assert first.meeting.city == "Seoul"
    assert made.kept == ["the city: “Seoul”, not “Busan”"]


def test_a_day_that_is_not_in_the_text_needs_another_source(desk):
    data = statement().replace(b" on October 16, 2024", b" today")
    proposal, _ = filing.file(data, "d.txt", user=None)
    with pytest.raises(Refused, match="does not name the day"):
        creating.create(proposal, user=None)
    filing.decide(proposal, "meeting.date", "change", {"start": "2024-10-16"}, user=None)
    with pytest.raises(Refused, match="Not in the text: the day"):
        creating.create(proposal, user=None)
    give_source(proposal)
    made = creating.create(proposal, user=None)
    citation = models.Citation.objects.get(meeting=made.meeting, field="start")
    assert (citation.basis, citation.address) == (Basis.OTHER, "https://example.org/statement")


def test_a_document_of_another_body_is_not_created_unless_somebody_says_so(desk):
    proposal, _ = filing.file(CANADA.encode(), "e.txt", user=None)
    draft = found(proposal)
    assert draft.is_blocked
    assert "Nobody of Japan or Republic of Korea is named" in draft.verdict
    before = bodies()
    with pytest.raises(Refused, match="does not read like a round"):
        creating.create(proposal, user=None)
    assert bodies() == before


def test_what_fails_halfway_leaves_nothing(desk, monkeypatch):
    proposal, _ = filing.file(statement(), "a.txt", user=None)
    give_source(proposal)
    filing.decide(proposal, "*", "accept", {}, user=None)
    before = bodies()

    def broken(*args, **more):
        raise Refused("the last step fails")

    monkeypatch.setattr(creating, "revise_all", broken)
    with pytest.raises(Refused):
        creating.create(proposal, user=None)
    assert bodies() == before
    assert Proposal.objects.get().state == "open"


def test_a_created_round_is_published_with_all_it_brings(desk, django_user_model):
    publish_all()
    user = django_user_model.objects.create_superuser("ed", "", "x")
    _, proposal = created()
    changeset = creating.submit_round(proposal, user=user)
    assert changeset.state == "in_review"
    kinds = sorted(changeset.lines.values_list("revision__kind", flat=True))
    assert kinds == ["activity", "initiative", "meeting", "reference"]


@pytest.mark.django_db(databases=["default", "public"], transaction=True)
def test_two_people_at_once_make_the_same_rows():
    Desk()
    told, waiting = [], threading.Barrier(3)

    def work():
        try:
            with realm.at_desk():
                waiting.wait(10)
                proposal, _ = filing.file(statement(), "a.txt", user=None)
                give_source(proposal)
                made = creating.create(proposal, user=None)
                told.append((made.meeting.pk, made.document.pk))
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert models.Meeting.objects.filter(start="2024-10-16").count() == 1
    assert models.Document.objects.filter(meeting__start="2024-10-16").count() == 1
    meeting, document = (
        models.Meeting.objects.get(start="2024-10-16"),
        models.Document.objects.get(meeting__start="2024-10-16"),
    )
    assert all(one == (meeting.pk, document.pk) or "was created" in one for one in told)
    assert Proposal.objects.count() == 1
