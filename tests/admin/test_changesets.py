"""From saved to public in the admin: what goes along, what blocks, exactly what was shown, what was typed when refused."""

import re
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from initiatives import models
from initiatives.desk.corrections import merge
from initiatives.desk.models import Changeset, PrivateDraft, State
from initiatives.published.models import Publication
from initiatives.record import realm
from initiatives.record.snapshot_diff import KEY
from tests.admin.conftest import (
    composed,
    form_of,
    opened,
    public,
    publish,
    roots,
    saved,
    state_of,
    step,
    text_of,
    url_of,
)
from tests.builders import official, other, publish_all, stated, still_right

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def renamed(desk, pillar, name):
    """Gives a pillar another name in its form, and answers that its source is still right."""
    saved(desk, pillar, name_en=name)
    still_right(pillar)


def test_a_title_is_corrected_reviewed_and_published_from_its_form(desk, second, published):
    data = opened(desk, published.pillar) | {"name_en": "Answering threats", "_compose": "Save and submit…"}
    page = desk.post(url_of(published.pillar), data, follow=True)
    words = text_of(page)
    assert "Was: Responding to threats" in words
    assert "Now: Answering threats" in words
    still_right(published.pillar)
    page = step(desk, desk.get(page.request["PATH_INFO"]), "submit", note="The pillar has its printed name.")
    assert (state_of(page), public(models.Pillar, published.pillar).name_en) == (
        State.IN_REVIEW,
        "Responding to threats",
    )
    assert "Who may approve it: second." in text_of(page)
    done = step(second, second.get(page.request["PATH_INFO"]), "publish")
    assert "Public, as publication 2." in text_of(done)
    assert public(models.Pillar, published.pillar).name_en == "Answering threats"
    publication = Publication.objects.first()
    assert (publication.number, publication.title, publication.note, publication.is_emergency) == (
        2,
        "Answering threats",
        "The pillar has its printed name.",
        False,
    )


def test_whoever_submitted_or_edited_it_has_no_button_to_approve_and_is_refused(desk, published):
    renamed(desk, published.pillar, "Answering threats")
    page = step(desk, composed(desk, published.pillar), "submit", is_minor="on")
    assert "Nobody else may review it now" in text_of(page)
    assert [name for name in ("approve/", "publish/") if f'formaction="../{name}' in page.content.decode()] == []
    for name in ("approve", "publish"):
        refused = step(desk, page, name)
        assert (refused.status_code, state_of(page)) == (409, State.IN_REVIEW)
        assert "Somebody else must approve this" in text_of(refused)
    assert Publication.objects.count() == 1


def test_what_is_taken_out_stays_at_the_desk_unless_it_is_needed(desk, record):
    page = composed(desk, record.rounds[0])
    keys = roots(record.activities[0], record.pillar)["root"]
    page = step(desk, page, "save", out=keys)
    assert [one.key for one in page.context["sheet"].along] == roots(record.pillar)["root"]
    publish(desk, page)
    assert public(models.Activity, record.activities[0]) is None
    assert public(models.Pillar, record.pillar).name_en == "Responding to threats"
    assert public(models.Meeting, record.rounds[0]).name_en == "Round 1"


def test_the_last_record_is_not_taken_out(desk, published):
    renamed(desk, published.pillar, "Answering threats")
    page = step(desk, composed(desk, published.pillar), "save", out=roots(published.pillar)["root"])
    assert (page.status_code, "Nothing would be left in it." in text_of(page)) == (409, True)


def test_what_was_changed_after_the_look_is_not_submitted(desk, published):
    renamed(desk, published.pillar, "Seen")
    page = composed(desk, published.pillar)
    renamed(desk, published.pillar, "Not seen")
    response = step(desk, page, "submit", title="My title", note="My note", remarks="Between us")
    assert (response.status_code, state_of(page)) == (409, State.DRAFT)
    assert "was changed at the desk since this page was opened. Look at it again." in text_of(response)
    again = form_of(response, "version")
    assert (again["title"], again["note"], again["remarks"]) == ("My title", "My note", "Between us")
    assert "Now: Not seen" in text_of(response)
    assert (step(desk, response, "submit").status_code, state_of(page)) == (200, State.IN_REVIEW)


def test_edits_after_submitting_belong_to_the_next_changeset(desk, second, published):
    renamed(desk, published.pillar, "Submitted")
    page = step(desk, composed(desk, published.pillar), "submit", is_minor="on")
    renamed(desk, published.pillar, "Later")
    page = second.get(page.request["PATH_INFO"])
    assert "The desk has moved on since" in text_of(page)
    step(second, page, "publish")
    assert public(models.Pillar, published.pillar).name_en == "Submitted"


def test_two_editors_of_a_draft_do_not_overwrite_each_other(desk, second, published):
    renamed(desk, published.pillar, "Answering threats")
    page = composed(desk, published.pillar)
    other = second.get(page.request["PATH_INFO"])
    step(second, other, "save", note="Theirs")
    refused = step(desk, page, "save", note="Mine")
    assert refused.status_code == 409
    words = text_of(refused)
    assert "was changed since this page was opened" in words
    assert "Saved meanwhile: Theirs" in words
    assert form_of(refused, "version")["note"] == "Mine"
    step(desk, refused, "save")
    with realm.at_desk():
        assert Changeset.objects.get(pk=page.context["changeset"].pk).note == "Mine"


def test_a_correction_needs_a_note_or_is_a_minor_edit(desk, published):
    renamed(desk, published.pillar, "Answering threats")
    page = composed(desk, published.pillar)
    refused = step(desk, page, "submit")
    assert refused.status_code == 409
    assert "say in the note what and why, or mark it as a minor edit" in text_of(refused)
    publish(desk, refused, is_minor="on")
    assert Publication.objects.first().is_minor


def test_what_breaks_a_rule_is_not_submitted_and_the_page_says_why(desk, published):
    with realm.at_desk():
        published.pillar.citations.all().delete()
    page = composed(desk, published.pillar)
    assert "the name has no citation. Add the passage or source." in text_of(page)
    assert 'value="Submit for review" disabled' in page.content.decode()
    for name in ("submit", "emergency"):
        response = step(desk, page, name, note="My note", reason="It cannot wait")
        assert response.status_code == 409
        assert "has no citation" in " ".join(response.context["reasons"])
    assert (Publication.objects.count(), state_of(page)) == (1, State.DRAFT)


def test_what_is_returned_says_why_is_mended_and_submitted_again(desk, second, published):
    renamed(desk, published.pillar, "answering threats")
    page = step(desk, composed(desk, published.pillar), "submit", is_minor="on")
    refused = step(second, second.get(page.request["PATH_INFO"]), "return")
    assert (refused.status_code, "Say what is to be mended." in text_of(refused)) == (409, True)
    step(second, refused, "return", because="The capital letter")
    page = desk.get(page.request["PATH_INFO"])
    assert "To be mended: The capital letter" in text_of(page)
    assert "The capital letter" in text_of(desk.get("/admin/"))
    renamed(desk, published.pillar, "Answering threats")
    page = desk.get(page.request["PATH_INFO"])
    assert (step(desk, page, "submit").status_code, state_of(page)) == (200, State.IN_REVIEW)


def test_an_approved_changeset_gets_a_time_and_keeps_it_until_it_is_taken_away(desk, second, published):
    renamed(desk, published.pillar, "Answering threats")
    page = step(desk, composed(desk, published.pillar), "submit", is_minor="on")
    page = step(second, second.get(page.request["PATH_INFO"]), "approve")
    wrong = step(second, page, "schedule", local="tomorrow", zone="Asia/Tokyo")
    assert (wrong.status_code, "Give the day and the time" in text_of(wrong)) == (409, True)
    wrong = step(second, page, "schedule", local="2099-12-01T09:00", zone="Tokyo")
    assert (wrong.status_code, "is no time zone" in text_of(wrong)) == (409, True)
    page = step(second, page, "schedule", local="2099-12-01T09:00", zone="Asia/Tokyo")
    assert "1 December 2099, 09:00, Asia/Tokyo (1 December 2099, 00:00 UTC)" in text_of(page)
    assert "for 1 December 2099, 00:00 UTC" in text_of(desk.get("/admin/"))
    page = step(second, page, "unschedule")
    assert "waits to be published" in text_of(desk.get("/admin/"))
    step(second, page, "publish")
    assert public(models.Pillar, published.pillar).name_en == "Answering threats"


def test_an_emergency_needs_a_reason_is_flagged_and_waits_for_a_second_look(desk, second, published):
    renamed(desk, published.pillar, "Answering threats")
    page = composed(desk, published.pillar)
    refused = step(desk, page, "emergency", is_minor="on")
    assert (refused.status_code, "Say why it cannot wait" in text_of(refused)) == (409, True)
    page = step(desk, refused, "emergency", is_minor="on", reason="A wrong name")
    assert "Emergency, to be looked at" in text_of(page)
    assert "published in an emergency, without review by a second person before" in text_of(desk.get("/changes/"))
    assert step(desk, page, "look").status_code == 409
    assert "emergency, public since" in text_of(second.get("/admin/"))
    step(second, second.get(page.request["PATH_INFO"]), "look")
    assert "Nothing waits for a second person." in text_of(second.get("/admin/"))


def test_a_draft_is_put_away_and_what_it_held_stays(desk, published):
    renamed(desk, published.pillar, "Answering threats")
    page = composed(desk, published.pillar)
    assert "was put away" in text_of(step(desk, page, "discard"))
    with realm.at_desk():
        assert (Changeset.objects.filter(state=State.DRAFT).count(), models.Pillar.objects.get().name_en) == (
            0,
            "Answering threats",
        )
    assert step(desk, page, "save").status_code == 404


def test_a_step_pressed_twice_is_done_once(desk, published):
    renamed(desk, published.pillar, "Answering threats")
    page = composed(desk, published.pillar)
    assert step(desk, page, "emergency", is_minor="on", reason="One").status_code == 200
    assert step(desk, page, "emergency", is_minor="on", reason="Two").status_code == 409
    assert Publication.objects.count() == 2


def test_what_is_typed_into_a_changeset_is_kept_taken_up_and_gone_with_the_step(desk, second, published):
    renamed(desk, published.pillar, "Answering threats")
    page = composed(desk, published.pillar)
    there = page.request["PATH_INFO"]
    typed = form_of(page, "version") | {"note": "Typed and not saved", "remarks": "内々"}
    kept = desk.post("/admin/desk/draft/?" + urlencode({"form": there, "label": "A name"}), typed)
    assert kept.status_code == 200, kept.content
    opened_again = desk.get(there)
    assert "You typed here on" in text_of(opened_again)
    assert "Typed and not saved" not in second.get(there, {"draft": typed["draft"]}).content.decode()
    taken = desk.get(there, {"draft": typed["draft"]})
    again = form_of(taken, "version")
    assert (again["note"], again["remarks"]) == ("Typed and not saved", "内々")
    step(desk, taken, "submit")
    assert "You typed here on" not in text_of(desk.get(there))
    with realm.at_desk():
        assert Changeset.objects.get(pk=page.context["changeset"].pk).note == "Typed and not saved"
        assert not PrivateDraft.objects.exclude(data="").exists()


def test_the_page_of_a_changeset_asks_as_many_queries_for_three_records_as_for_one(desk, record):
    with realm.at_desk():
        for number in (2, 3):
            record.add_round(number)
    publish_all()
    asked = []
    for count in (1, 3):
        listed = record.references[:count]
        for row in listed:
            saved(desk, row, summary_en=f"Changed {count}")
        page = composed(desk, *listed)
        with (
            CaptureQueriesContext(connections[realm.DESK]) as desk_queries,
            CaptureQueriesContext(connections[realm.PUBLIC]) as public_queries,
        ):
            assert len(desk.get(page.request["PATH_INFO"]).context["sheet"].chosen) == count
        asked.append((len(desk_queries), len(public_queries)))
    assert asked[0] == asked[1]


def test_a_changeset_shows_what_it_published(desk, published):
    renamed(desk, published.pillar, "Answering threats")
    publish(desk, composed(desk, published.pillar), note="As printed.")
    with realm.at_desk():
        changeset = Changeset.objects.get(title="Answering threats")
    page = desk.get(url_of(changeset))
    words = text_of(page)
    assert "Was: Responding to threats" in words
    assert "Publication 2" in words
    assert desk.post(url_of(changeset), {"title": "Other"}).status_code == 403


# --- The words under each fact


def under(page):
    """Each change on the page: what it is of → what stands there, line by line."""
    found = {}
    for change in LexborHTMLParser(page.content.decode()).css(".facts > div"):
        lines = [*change.css("dd > del, dd > ins, dd .no-source, .fact-sources > li, dd > .quiet")]
        found[said(change.css_first("dt"))] = [said(line) for line in lines]
    return found


def said(node):
    return " ".join(node.text(separator=" ").split())


def counts(page):
    return [said(node) for node in LexborHTMLParser(page.content.decode()).css("#changeset-form h2 .count")][:1]


SOURCE = "no words quoted U.S. Department of State: “A readout”"


def test_under_each_changed_fact_stand_the_words_that_carry_it(desk, published):
    """New words, the same ones looked at again, those of the older value, none at all; a translation of ours apart."""
    meeting, passage = published.rounds[0], published.documents[0].passages.get(number="1.2")
    models.Meeting.objects.update(number=2, start="2015-03-03", city_en="Tokyo", city_ja="東京")
    still_right(meeting)
    meeting.citations.filter(field="number").update(supports="")
    meeting.citations.filter(field="city").delete()
    stated(meeting, "start", passage, "3 March 2015")
    models.Citation.objects.filter(meeting=meeting, passage=passage).update(supports="2015-03-03")
    page = composed(desk, meeting)
    assert counts(page) == ["3 facts of 1 record"]
    fresh = "New source 3 March 2015 Key outcomes of round 1, ¶ 1.2"
    assert under(page) == {
        "Meeting: Round 1 · Number of the round": [
            "Was: 1",
            "Now: 2",
            "No new source.",
            f"Of the older value “1” {SOURCE}",
        ],
        "Meeting: Round 1 · First day – Last day": [
            "Was: 2015-01-05",
            "Now: 2015-03-03",
            fresh,
            f"The same source, looked at again {SOURCE}",
        ],
        "Meeting: Round 1 · City": [
            "Was: Washington, DC",
            "Now: Tokyo",
            "No new source.",
            f"No longer cited {SOURCE}",
        ],
        "Meeting: Round 1 · City (Japanese) our translation": ["Was: Washington, DC（日）", "Now: 東京"],
    }
    [link] = LexborHTMLParser(page.content.decode()).css(".fact-sources li.is-new a")
    assert link.attributes["href"] == f"/desk/preview/documents/{published.documents[0].slug}/#p-1.2"
    assert desk.get(link.attributes["href"]).status_code == 200
    assert not re.search(KEY.pattern, text_of(page))


def test_a_source_that_alone_differs_stands_under_its_fact_with_what_differs(desk, published):
    citation = published.rounds[0].citations.get(field="number", delegate=None)
    models.Citation.objects.filter(pk=citation.pk).update(quotation="first round", dated="2015-01-06")
    other(published.rounds[0], "number", position=1)
    page = composed(desk, published.rounds[0])
    assert counts(page) == ["1 fact of 1 record"]
    differs = "Date of the source Was: empty → Now: 2015-01-06 Quotation Was: empty → Now: first round"
    line = "U.S. Department of State: “A readout”"
    assert under(page) == {
        "Meeting: Round 1 · Number of the round sources": [
            "as before",
            f"New source first round {line} , 6 January 2015 {differs}",
            f"New source no words quoted {line}",
        ]
    }


def test_what_is_new_has_its_words_under_each_of_its_facts(desk, record):
    page = composed(desk, record.activities[0])
    assert counts(page)[0].endswith(f"of {len(page.context['sheet'].listed)} records")
    found = under(page)
    assert found["Activity: Officials met 1 added"] == [
        "Name",
        "Now: Officials met 1",
        "New source Officials met Key outcomes of round 1, ¶ 1.2 Why these words carry it: They met once that year.",
        "First day – Last day",
        "Now: 2015-03-03",
        "New source 3 March 2015 Key outcomes of round 1, ¶ 1.2",
        "City",
        "Now: Tokyo",
        "New source Tokyo Key outcomes of round 1, ¶ 1.2",
    ]
    assert [name for name in found if name.startswith("Citation")] == []


def test_the_page_names_the_merged_and_the_deleted_in_words(desk, published):
    gone = official("a-blake", "A. Blake", published.countries[0])
    models.Activity.objects.update(convener_official=gone)
    other(published.activities[0], "convener_official")
    publish_all(title="Two of one")
    with realm.at_desk():
        changeset = merge(published.officials[0], gone, user=None, reason="The ministry says so.")
    page = desk.get(url_of(changeset))
    assert under(page)["Activity: Officials met 1 · Convened by, in words – Convened by an official"][:2] == [
        "Was: A. Blake",
        "Now: Ann Blake",
    ]
    assert not re.search(KEY.pattern, text_of(page))
