"""Tying goes on after the round was created: on the same page, under the guard of the round's form."""

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from initiatives.desk import revisions
from initiatives.desk.models import Revision
from initiatives.intake import creating, filing, tying
from initiatives.record import realm
from initiatives.record.refusals import Refused
from tests.drafting.making import give_source, statement
from tests.drafting.test_pages import staff  # noqa: F401
from tests.forms import form_of

pytestmark = [pytest.mark.django_db(databases=["default", "public"])]


@pytest.fixture
def made(desk):
    proposal, _ = filing.file(statement(), "a.txt", user=None)
    give_source(proposal)
    return creating.create(proposal, user=None), proposal


def tie(made, number, target):
    document = made[0].document
    tying.tie(document, number, target, seen=revisions.token(document.meeting), user=None)
    return document.passages.get(number=number)


def test_a_statement_is_tied_and_the_round_has_a_revision_of_it(made, desk):
    before = Revision.objects.filter(root=made[0].meeting.pk).count()
    passage = tie(made, "1.2", f"initiative:{desk.women.pk}")
    assert (passage.initiative, passage.pillar) == (desk.women, desk.challenges)
    passage = tie(made, "1.2", f"named:{desk.cancer.pk}")
    assert list(passage.named_initiatives.all()) == [desk.cancer]
    assert Revision.objects.filter(root=made[0].meeting.pk).count() == before + 2
    assert Revision.objects.latest_of(made[0].meeting.pk).reason == f"Tied ¶ 1.2 on the page of {made[0].document.slug}"
    passage = tie(made, "1.2", f"pillar:{desk.threats.pk}")
    assert (passage.initiative, passage.pillar) == (None, desk.threats)
    passage = tie(made, "1.2", "none")
    assert (passage.initiative, passage.pillar, passage.named_initiatives.count()) == (None, None, 0)


def test_what_it_is_tied_to_is_said_in_words(made, desk):
    tie(made, "1.2", f"initiative:{desk.women.pk}")
    tie(made, "1.2", f"named:{desk.cancer.pk}")
    said = {one.number: one.ties for one in tying.statements(made[0].document)}
    assert said["1.2"] == ["Addressing global challenges › Women's Empowerment", "names Cancer Moonshot"]
    assert said["0.1"] == []


@pytest.mark.parametrize(
    ("number", "target", "words"),
    [
        ("99", "pillar", "is not in it"),
        ("1", "pillar", "is not in it"),
        ("1.2", "gone", "no longer at the desk"),
        ("1.2", "user:1", "Choose what"),
        ("1.2", "", "Choose what"),
        ("1.2", "pillar:x", "Choose what"),
    ],
)
def test_what_makes_no_sense_is_refused(made, desk, number, target, words):
    wanted = {
        "pillar": f"pillar:{desk.threats.pk}",
        "gone": "pillar:00000000-0000-4000-8000-000000000000",
    }.get(target, target)
    before = revisions.token(made[0].meeting)
    with pytest.raises(Refused, match=words):
        tie(made, number, wanted)
    assert revisions.token(made[0].meeting) == before


def test_who_looks_at_an_older_state_of_the_round_is_told(made, desk):
    meeting = made[0].meeting
    seen = revisions.token(meeting)
    meeting.summary = "Changed meanwhile."
    meeting.save()
    revisions.revise(meeting, user=None, reason="elsewhere")
    with pytest.raises(Refused, match="somebody saved this round since this page was made"):
        tying.tie(made[0].document, "1.2", f"pillar:{desk.threats.pk}", seen=seen, user=None)
    assert made[0].document.passages.get(number="1.2").pillar is None


def test_the_page_stays_usable_and_the_open_line_is_the_link(staff, made, desk):  # noqa: F811
    page = staff.get(reverse("admin:desk_proposal_change", args=[made[1].pk]) + "?tie=1.2")
    html = LexborHTMLParser(page.content.decode())
    (line,) = (one for one in html.css("a[href='#tying']") if "statements are tied" in one.text())
    assert line.text().startswith("6 of 8")
    form = form_of(page, "target")
    assert (form["passage"], form["target"]) == ("1.2", "")
    form["target"] = f"pillar:{desk.threats.pk}"
    answer = staff.post(reverse("admin:desk_proposal_tie", args=[made[1].pk]), form)
    assert answer.headers["Location"].endswith("#p-1.2")
    page = staff.get(answer.headers["Location"])
    assert "7 of 8 statements are tied" in page.content.decode()
    again = staff.post(reverse("admin:desk_proposal_tie", args=[made[1].pk]), form)
    assert "saved this round since this page was made" in staff.get(again.headers["Location"]).content.decode()
    with realm.at_desk():
        assert made[0].document.passages.get(number="1.2").pillar == desk.threats


def test_nothing_is_tied_before_there_is_a_round(staff, desk):  # noqa: F811
    proposal, _ = filing.file(statement(), "a.txt", user=None)
    form = {"passage": "1.2", "target": f"pillar:{desk.threats.pk}", "seen": "1"}
    answer = staff.post(reverse("admin:desk_proposal_tie", args=[proposal.pk]), form)
    assert answer.status_code == 302
    assert "no longer at the desk" in staff.get(answer.headers["Location"]).content.decode()
