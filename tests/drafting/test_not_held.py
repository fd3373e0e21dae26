"""What a text tells of a meeting that was not held, or is to come, never makes one that was."""

import pytest

from initiatives import models
from initiatives.intake import creating, filing
from initiatives.record import integrity, realm
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots
from tests.drafting.making import found, give_source, kept, someone

pytestmark = [pytest.mark.django_db(databases=["default", "public"])]

POSTPONED = (
    "The meeting of Kurt Campbell with Japan that was to be held in Seoul on October 16, 2024 has been postponed."
)
PLANNED = "Kurt Campbell will travel to Seoul on October 16, 2024 for the next consultations."


def told(state, sentence, words, day="2024-10-16"):
    return kept(
        "Media Note on the Trilateral Vice Foreign Ministerial Meeting",
        sentence,
        state=state,
        kind="media note",
        date={"start": day, "end": day},
        city="Seoul",
        cited={"date": "October 16, 2024", "city": "Seoul", "state": words},
        officials=[someone("Kurt Campbell", "Deputy Secretary of State", "USA")],
    )


def ready(proposal):
    give_source(proposal)
    filing.decide(proposal, "document", "change", {"issuers": "A ministry"}, user=None)
    return proposal


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_a_meeting_that_was_not_held_is_proposed_so_in_its_words_and_nobody_took_part(desk, state):
    proposal = ready(told(state, POSTPONED.replace("postponed", state), f"has been {state}"))
    draft = found(proposal)
    assert draft.not_held == (
        f"The text tells of a meeting that was not held, but {state}: “has been {state}” (¶ 1.1)."
    )
    item = draft["meeting.state"]
    assert (item["stands"], item.evidence[0].words, item.quiet) == (state, f"has been {state}", False)
    assert draft.of("delegates") == []
    made = creating.create(proposal, user=None)
    assert (made.meeting.state, made.meeting.start, made.meeting.delegates.count()) == (state, "2024-10-16", 0)
    cited = made.meeting.citations.get(field="state")
    assert (cited.quotation, cited.basis) == (f"has been {state}", "stated")
    body = snapshots("meeting", [made.meeting.pk], realm.DESK).values()
    assert [finding.message for finding in integrity.findings(body, realm.DESK)] == []


@pytest.mark.parametrize("decision", [("change", {"stands": "held"}), ("reject", {})])
def test_it_is_not_made_a_meeting_that_was_held(desk, decision):
    proposal = ready(told("postponed", POSTPONED, "has been postponed"))
    filing.decide(proposal, "meeting.state", *decision, user=None)
    with pytest.raises(Refused, match="Nothing is created of it as held: call it postponed"):
        creating.create(proposal, user=None)
    assert models.Meeting.objects.count() == 1


def test_what_is_announced_stays_planned_although_its_day_is_over(desk):
    proposal = ready(told("planned", PLANNED, "will travel"))
    assert found(proposal).not_held.startswith("The text tells of a meeting that is to come")
    assert creating.create(proposal, user=None).meeting.state == "planned"


def test_an_announcement_changes_nothing_of_a_round_that_was_held(desk):
    proposal = ready(told("planned", PLANNED, "will travel", day="2024-05-31"))
    made = creating.create(proposal, user=None)
    assert (made.meeting, made.meeting.state) == (desk.earlier, "held")
    assert not made.meeting.citations.filter(field="state").exists()


def test_a_planned_round_is_postponed_by_the_text_that_says_so(desk):
    first = creating.create(ready(told("planned", PLANNED, "will travel")), user=None).meeting
    made = creating.create(ready(told("postponed", POSTPONED, "has been postponed")), user=None)
    assert (made.meeting, made.meeting.state) == (first, "postponed")
