"""A text in which nothing was found is filed by hand: its passages under a meeting that an editor chooses."""

import pytest
from django.urls import reverse

from initiatives import models
from initiatives.desk.models import Proposal
from initiatives.intake import NotRead, creating, filing
from initiatives.intake.refusal import REASONS
from initiatives.record import realm
from initiatives.record.refusals import Refused
from tests.drafting.making import found, kept
from tests.drafting.test_pages import page_of, staff  # noqa: F401

pytestmark = [pytest.mark.django_db(databases=["default", "public"])]

NOTICE = "ㅇ 세 나라는 바다에서 함께 일한다.\n\nㅇ 다음 모임은 서울에서 한다.\n"


def unknown():
    return kept(
        "알림", "세 나라는 바다에서 함께 일한다.", "다음 모임은 서울에서 한다.", language="ko", mechanism="other"
    )


def test_the_page_says_what_was_found_and_the_way_on(desk):
    draft = found(unknown())
    assert draft.is_blocked
    assert draft.verdict == (
        "This does not read like a round of this mechanism. What was found in it, read as Korean: the title “알림”, "
        "2 statements, no headings, no day, no city, nobody who is said to have met."
    )


def test_in_one_click_the_document_waits_for_its_meeting_and_everything_else_is_left_open(desk):
    proposal = unknown()
    filing.decide(proposal, "occasion", "change", {"kind": "document"}, user=None)
    draft = found(proposal)
    assert (draft.is_blocked, draft.only_document) == (False, True)
    assert [str(item.key) for item in draft.items] == ["occasion", "meeting.which", "document", "source"]
    with pytest.raises(Refused, match="Choose the meeting that the document belongs to"):
        creating.create(proposal, user=None)
    before = models.Meeting.objects.values().get()
    filing.decide(proposal, "meeting.which", "change", {"meeting": str(desk.earlier.pk)}, user=None)
    address = {"address": "https://example.org/a", "publisher": "A ministry"}
    filing.decide(proposal, "source", "change", address, user=None)
    filing.decide(proposal, "document", "change", {"issuers": "A ministry", "kind": "press_release"}, user=None)
    made = creating.create(proposal, user=None)
    assert made.meeting == desk.earlier
    assert models.Meeting.objects.values().get() == before
    assert [passage.number for passage in made.document.passages.all()] == ["0.1", "1", "1.1", "2", "2.1"]
    assert (made.document.language, made.document.text) == ("ko", proposal.text)
    assert models.Official.objects.count() == len(desk.officials)


def test_without_a_title_its_first_heading_is_offered_and_no_source_is_asked_for(desk):
    proposal, _ = filing.file(NOTICE.replace("ㅇ 세", "알림\n\nㅇ 세").encode(), "a.txt", user=None)
    filing.decide(proposal, "occasion", "change", {"kind": "document"}, user=None)
    filing.decide(proposal, "meeting.which", "change", {"meeting": str(desk.earlier.pk)}, user=None)
    filing.decide(proposal, "document", "change", {"issuers": "A ministry", "kind": "press_release"}, user=None)
    made = creating.create(proposal, user=None)
    assert (made.meeting, made.document.title) == (desk.earlier, "알림")


def test_it_is_taken_back_like_every_decision(desk):
    proposal = unknown()
    filing.decide(proposal, "occasion", "change", {"kind": "document"}, user=None)
    filing.undo(proposal, user=None)
    assert found(proposal).is_blocked


def test_from_paste_to_the_way_on_in_the_browser(staff, desk):  # noqa: F811
    page = page_of(staff, staff.post("/admin/desk/proposal/add/", {"text": NOTICE}))
    assert "File it by hand with its passages" in page.content.decode()
    proposal = Proposal.objects.get()
    decided = {"item": "occasion", "verb": "change", "f-kind": "document"}
    page = page_of(staff, staff.post(reverse("admin:desk_proposal_decide", args=[proposal.pk]), decided))
    assert "You said: file it by hand" in page.content.decode()
    assert "Which meeting" in page.content.decode()


def test_a_text_without_a_sentence_is_filed(desk):
    proposal, is_new = filing.file("知らせ\n".encode(), "a.txt", user=None)
    assert is_new
    assert found(proposal).is_blocked


def test_what_holds_no_words_is_not_called_a_scan(desk):
    with pytest.raises(NotRead) as refused:
        filing.file(b"<p> </p>", "a.html", user=None)
    assert refused.value.reason == "no text"
    assert "looks like" not in str(refused.value)
    assert "looks like" not in " ".join(REASONS.values())
    with realm.at_desk():
        assert not Proposal.objects.exists()
