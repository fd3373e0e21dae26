"""Decisions are added one by one, can be undone, and are never overwritten unseen."""

import datetime

import pytest

from initiatives import models
from initiatives.desk.models import Decision, Proposal
from initiatives.intake import NotRead, creating, filing, without_document
from initiatives.models import Meeting
from initiatives.record import realm
from initiatives.record.refusals import Refused
from tests.drafting.making import found, give_source, statement

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]


@pytest.fixture
def proposal(desk):
    return filing.file(statement(), "a.txt", user=None)[0]


def decide(proposal, item, verb, seen=None, **values):
    filing.decide(proposal, item, verb, values, user=None, seen=seen)


def test_each_entry_is_accepted_left_out_or_changed(proposal):
    decide(proposal, "name:6", "accept")
    decide(proposal, "delegate:kurt-campbell", "reject")
    decide(proposal, "meeting.city", "change", city="Busan")
    draft = found(proposal)
    assert [draft[key].state for key in ("name:6", "delegate:kurt-campbell", "meeting.city")] == [
        "accepted",
        "rejected",
        "changed",
    ]
    assert draft["meeting.city"]["city"] == "Busan"
    assert draft["meeting.city"].fields[0].was == "Seoul"


def test_undo_takes_back_one_decision_after_the_other(proposal):
    decide(proposal, "meeting.city", "change", city="Busan")
    decide(proposal, "meeting.city", "reject")
    filing.undo(proposal, user=None)
    assert found(proposal)["meeting.city"]["city"] == "Busan"
    filing.undo(proposal, user=None)
    assert found(proposal)["meeting.city"]["city"] == "Seoul"
    with pytest.raises(Refused, match="nothing to undo"):
        filing.undo(proposal, user=None)
    assert Decision.objects.filter(proposal=proposal, undone=True).count() == 2


def test_accept_all_takes_what_is_new_and_no_likeness_and_is_undone_at_once(proposal):
    filing.decide(proposal, "*", "accept", {}, user=None)
    draft = found(proposal)
    assert draft["name:6"].included
    assert draft["name:4"].is_question
    filing.undo(proposal, user=None)
    assert found(proposal)["name:6"].is_question


def test_a_decision_on_an_old_state_of_the_entry_is_refused(proposal):
    decide(proposal, "name:6", "accept", seen=0)
    with pytest.raises(filing.Overtaken, match="Somebody else decided"):
        decide(proposal, "name:6", "reject", seen=0)
    assert found(proposal)["name:6"].state == "accepted"


@pytest.mark.parametrize(
    ("item", "values", "words"),
    [
        ("meeting.date", {"start": "16 October"}, "is no date"),
        ("meeting.date", {"start": ""}, "write something"),
        ("meeting.number", {"number": "ten"}, "write a number"),
        ("meeting.city", {"city": "x" * 101}, "no more than 100"),
        ("meeting.city", {"city": "Se\u202eoul"}, "invisible character"),
        ("meeting.city", {"country": "ZZZ"}, "choose one"),
        ("meeting.city", {"nothing": "x"}, "no such field"),
        ("source", {"address": "javascript:alert(1)"}, "Address"),
        ("no such entry", {"x": "y"}, "no longer part"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(proposal, item, values, words):
    with pytest.raises(Refused, match=words):
        decide(proposal, item, "change", **values)
    assert not Decision.objects.exists()


def test_selected_words_are_tied_to_a_fact_or_to_a_record(proposal, desk):
    decide(proposal, "", "tie", passage="1.1", quotation="met in  Seoul", target="meeting.format")
    decide(proposal, "", "tie", passage="2.1", quotation="ondemned the launche", target=f"initiative:{desk.women.pk}")
    draft = found(proposal)
    assert draft["meeting.format"].evidence[0].words == "met in Seoul"
    assert draft.ties["2.1"].initiative == str(desk.women.pk)
    give_source(proposal)
    made = creating.create(proposal, user=None)
    assert made.document.passages.get(number="2.1").initiative == desk.women


def test_new_entries_are_made_of_selected_words(proposal):
    decide(proposal, "", "tie", passage="1.1", quotation="Kim Hong-kyun", target="delegate:new")
    decide(proposal, "", "tie", passage="6.1", quotation="quantum computing", target="activity:new")
    draft = found(proposal)
    assert [item.label for item in draft.items if item.by_hand] == ["Kim Hong-kyun", "quantum computing"]
    assert "write its first day" in str(draft.problems)


@pytest.mark.parametrize(
    ("passage", "quotation", "target", "words"),
    [
        ("1.1", "words that are not there", "meeting.city", "does not stand in"),
        ("99", "x", "meeting.city", "not in it"),
        ("1.1", "met", "user:1", "Choose what"),
    ],
)
def test_words_that_are_not_there_are_not_tied(proposal, passage, quotation, target, words):
    with pytest.raises(Refused, match=words):
        decide(proposal, "", "tie", passage=passage, quotation=quotation, target=target)


def test_nothing_is_decided_after_the_round_was_created(proposal):
    give_source(proposal)
    creating.create(proposal, user=None)
    with pytest.raises(Refused, match="was created"):
        decide(proposal, "name:6", "accept")
    with pytest.raises(Refused):
        filing.undo(proposal, user=None)


def test_a_document_put_away_can_be_filed_again(proposal):
    filing.put_away(proposal, user=None)
    again, is_new = filing.file(statement(), "a.txt", user=None)
    assert is_new
    assert again.pk != proposal.pk
    with pytest.raises(Refused, match="put away"):
        creating.create(proposal, user=None)


@pytest.mark.parametrize("data", [b"", b"   \n", b"PK\x03\x04nothing", b"%PDF-1.4 nothing", b"\x00" * 40])
def test_what_cannot_be_read_is_not_filed(desk, data):
    with pytest.raises(NotRead):
        filing.file(data, "x", user=None)
    assert not Proposal.objects.exists()


# --- Without a document


def test_a_round_is_prepared_from_day_and_city(desk):
    proposal = without_document.prepare("2024-11-20", "", "Seoul", user=None)
    draft = found(proposal)
    heads = {item.key: (item["name"], item.is_question) for item in draft.of("delegates")}
    assert heads == {
        "delegate:USA": ("Kurt M. Campbell", True),
        "delegate:JPN": ("Okano Masataka", True),
        "delegate:KOR": ("Kim Hong Kyun", True),
    }
    assert [item.label for item in draft.of("carried")] == ["Responding to threats"]
    give_source(proposal)
    for key in heads:
        decide(proposal, key, "accept")
    made = creating.create(proposal, user=None)
    assert (made.meeting.slug, made.meeting.state, made.document) == ("2024-11-20-seoul", "held", None)
    assert made.meeting.delegates.count() == 3
    steps = {step.words: step.is_done for step in without_document.checklist(made.meeting, proposal)}
    assert steps["Every fact has its words or its source"]
    assert steps["3 of 3 heads of delegation are confirmed"]
    assert not steps["1 carried forward and named by no document of this round yet"]


def test_unconfirmed_heads_are_not_in_the_round(desk):
    proposal = without_document.prepare("2099-01-01", "", "Seoul", user=None)
    assert "Nobody in the record" in found(proposal)["delegate:USA"].reason
    give_source(proposal)
    made = creating.create(proposal, user=None)
    assert (made.meeting.state, made.meeting.delegates.count()) == ("planned", 0)


def test_preparing_the_same_round_twice_makes_one(desk):
    one, two = (without_document.prepare("2024-11-20", "", "Seoul", user=None) for _ in range(2))
    assert one == two
    give_source(one)
    creating.create(one, user=None)
    three = without_document.prepare("2024-11-20", "", "Seoul", user=None)
    assert creating.create(three, user=None).meeting == creating.create(one, user=None).meeting
    assert Meeting.objects.filter(start="2024-11-20").count() == 1


def test_a_document_that_follows_is_added_to_the_prepared_round(desk):
    announced = without_document.prepare("2024-10-16", "", "Seoul", user=None)
    give_source(announced)
    prepared = creating.create(announced, user=None)
    proposal, _ = filing.file(statement(), "a.txt", user=None)
    give_source(proposal)
    made = creating.create(proposal, user=None)
    assert made.meeting == prepared.meeting
    assert made.meeting.number == 14
    assert made.meeting.delegates.count() == 3


# --- The source of a round without a document


def test_a_round_without_a_document_is_not_created_without_the_source_that_tells_of_it(desk):
    proposal = without_document.prepare("2099-01-01", "", "Seoul", user=None)
    said = "Nothing in this round has a document to rest on. Write address and publisher of the source that says "
    with pytest.raises(Refused, match=said + "the day, the city, how they met, that it is planned."):
        creating.create(proposal, user=None)
    give_source(proposal)
    left_out = "start city format state"
    decide(proposal, "source", "change", left_out=left_out)
    with pytest.raises(Refused, match="Tick what the source says"):
        creating.create(proposal, user=None)
    assert not Meeting.objects.filter(start="2099-01-01").exists()


def test_one_source_supports_every_fact_that_is_ticked_and_is_locked_to_it(desk):
    proposal = without_document.prepare("2099-01-01", "", "Seoul", user=None)
    give_source(proposal)
    decide(proposal, "source", "change", title="A trilateral meeting", dated="2098-12-20", source_kind="government")
    ticks = {key: is_ticked for key, _label, is_ticked in found(proposal)["source"].fields[-1].ticks}
    assert ticks == {"start": True, "city": True, "format": True, "state": True}
    decide(proposal, "source", "change", left_out="format")
    meeting = creating.create(proposal, user=None).meeting
    columns = ("field", "supports", "basis", "publisher_en", "source_title", "dated", "source_kind")
    told = ("other", "A ministry", "A trilateral meeting", "2098-12-20", "government")
    assert sorted(meeting.citations.values_list(*columns)) == [
        ("city", "Seoul", *told),
        ("start", "2099-01-01", *told),
        ("state", "planned", *told),
    ]
    errors = next(step.more for step in without_document.checklist(meeting, proposal) if "Every fact" in step.words)
    assert errors == ("Round of 1 January 2099, Seoul: the format has no citation. Add the passage or source.",)


def test_a_round_is_not_prepared_as_held_on_a_day_that_has_not_come(desk):
    proposal = without_document.prepare("2099-01-01", "", "Seoul", user=None)
    give_source(proposal)
    decide(proposal, "meeting.state", "change", stands="held")
    words = (
        "1 January 2099 has not come there: a meeting is not held before its day. Call it planned, or correct the day."
    )
    assert found(proposal).problems == [("meeting.state", words)]
    with pytest.raises(Refused, match="has not come there"):
        creating.create(proposal, user=None)
    decide(proposal, "meeting.state", "change", stands="postponed")
    assert creating.create(proposal, user=None).meeting.state == "postponed"


def test_what_was_planned_is_held_once_a_document_tells_of_it(desk):
    announced = without_document.prepare("2024-10-16", "", "Seoul", user=None)
    give_source(announced)
    decide(announced, "meeting.state", "change", stands="planned")
    meeting = creating.create(announced, user=None).meeting
    assert (meeting.state, meeting.citations.get(field="state").supports) == ("planned", "planned")
    proposal, _ = filing.file(statement(), "a.txt", user=None)
    give_source(proposal)
    meeting = creating.create(proposal, user=None).meeting
    assert (meeting.state, meeting.citations.filter(field="state").exists()) == ("held", False)


def test_another_official_brings_name_title_and_reason(desk):
    proposal = without_document.prepare("2022-07-01", "", "Tokyo", user=None)
    chosen = str(desk.officials["choi-jong-kun"].pk)
    before = found(proposal)["delegate:KOR"]
    decide(proposal, "delegate:KOR", "change", official=chosen)
    after = found(proposal)["delegate:KOR"]
    assert [(one.label, one["name"]) for one in (before, after)] == [
        ("Republic of Korea: Cho Hyundong", "Cho Hyundong"),
        ("Republic of Korea: Choi Jong Kun", "Choi Jong Kun"),
    ]
    assert after.reason == "You chose Choi Jong Kun, who holds no post in the record on that day."
    assert after.fields[0].proposed == "Choi Jong Kun"


def test_an_open_end_of_a_post_is_said_in_words(desk):
    models.Tenure.objects.filter(official=desk.officials["kim-hong-kyun"]).update(end="")
    proposal = without_document.prepare("2026-01-01", "", "Seoul", user=None)
    assert found(proposal)["delegate:KOR"].reason == (
        "First Vice Minister of Foreign Affairs since 2024-01-01, no end in the record. Unconfirmed: a source must say "
        "who came."
    )


@pytest.mark.parametrize(
    ("name", "value", "nearest"),
    [
        ("title", "Deputy Secretary of Defense", "Deputy Secretary of State Kurt"),
        ("name", "Curt Campbell", "Kurt Campbell,"),
    ],
)
def test_what_is_printed_nowhere_is_refused_with_the_nearest_words(proposal, name, value, nearest):
    with pytest.raises(Refused) as refused:
        decide(proposal, "delegate:kurt-campbell", "change", **{name: value})
    assert str(refused.value).startswith(f"{name.capitalize()} as printed: “{value}” does not stand in the document.")
    assert not Decision.objects.exists()
    decide(proposal, "delegate:kurt-campbell", "change", title="Deputy Secretary of State")
    assert found(proposal)["delegate:kurt-campbell"]["title"] == "Deputy Secretary of State"


@pytest.mark.parametrize(
    ("start", "end", "city"),
    [("", "", "Seoul"), ("2026-13", "", "Seoul"), ("2026-02-02", "2026-01-01", "X"), ("2026", "", "")],
)
def test_a_day_or_city_that_is_none_is_refused(desk, start, end, city):
    with pytest.raises(Refused):
        without_document.prepare(start, end, city, user=None)
    assert realm.current() == realm.DESK


WORDS = "Kurt Campbell met his two colleagues in Seoul on October 16, 2024."
KEPT = {  # a reading and decisions as the first version with an intake kept them: it never changes
    "medium": "text",
    "encoding": "utf-8",
    "unplaced": [],
    "values": {
        "kind": "joint statement",
        "mechanism": "round",
        "round": None,
        "date": {"start": "2024-10-16", "end": "2024-10-16", "basis": "stated"},
        "city": "Seoul",
        "officials": [
            {
                "name": "Kurt Campbell",
                "title": "Deputy Secretary of State",
                "country": "USA",
                "delegate": True,
                "country_basis": "stated",
                "mentions": [{"passage": "1.1", "words": "Kurt Campbell"}],
            }
        ],
        "activities": [],
        "references": ["UNSCR 2270"],
        "cited": {
            "references": [{"name": "UNSCR 2270", "passage": "1.1", "words": "two"}],
            "date": {"passage": "1.1", "words": "October 16, 2024"},
            "city": {"passage": "1.1", "words": "Seoul"},
        },
    },
    "passages": [
        {"number": "0.1", "kind": "title", "text": "Joint Statement", "start": 0, "end": 15},
        {"number": "1", "kind": "paragraph", "text": WORDS, "start": 17, "end": 17 + len(WORDS), "lead_in": None},
        {"number": "1.1", "kind": "sentence", "text": WORDS, "start": 17, "end": 17 + len(WORDS), "parent": "1"},
    ],
}
DECIDED = [
    ("meeting.city", "change", {"city": "Busan"}),
    ("reference:unscr-2270", "reject", {}),
    ("*", "accept", {"items": ["meeting.date"]}),
    ("tie:4", "tie", {"passage": "1.1", "quotation": "two colleagues", "start": 22, "target": "initiative:new"}),
    ("meeting.name", "change", {"name": "A name"}),
    ("meeting.name", "reopen", {}),
]


def test_an_open_proposal_of_an_earlier_version_opens_as_it_was(desk):
    proposal = Proposal.objects.create(
        name="a.txt",
        original_sha256="1" * 64,
        text=f"Joint Statement\n\n{WORDS}",
        reading=KEPT,
        filed_at=datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC),
    )
    for number, (item, verb, values) in enumerate(DECIDED, 1):
        Decision.objects.create(proposal=proposal, number=number, item=item, verb=verb, values=values)
    draft = found(proposal)
    assert [(str(item.key), str(item.group), str(item.state), item.summary) for item in draft.items] == [
        ("occasion", "occasion", "proposed", "a round of this mechanism"),
        ("meeting.which", "meeting", "proposed", "a new round"),
        ("meeting.date", "meeting", "accepted", "2024-10-16"),
        ("meeting.city", "meeting", "changed", "Busan · Republic of Korea"),
        ("meeting.format", "meeting", "proposed", "in person"),
        ("meeting.state", "meeting", "proposed", "held"),  # asked since
        ("meeting.number", "meeting", "proposed", "nothing yet"),
        ("meeting.name", "meeting", "proposed", "Round of 16 October 2024, Busan"),
        (
            "delegate:kurt-campbell",
            "delegates",
            "proposed",
            "Kurt M. Campbell · Kurt Campbell · Deputy Secretary of State · United States · head of delegation",
        ),
        (
            "document",
            "document",
            "proposed",
            "a new document · Joint Statement · joint statement · The three governments · yes · English",
        ),
        ("name+4", "names", "proposed", "an initiative · new · two colleagues · —"),
        (
            "reference:unscr-2270",
            "references",
            "rejected",
            "a new reference · Security Council resolution · 2270 · UN Security Council resolution 2270",
        ),
        ("source", "source", "proposed", "2026-11-01"),
    ]
    assert {number: (tie.pillar, tie.initiative) for number, tie in draft.ties.items()} == {
        "0.1": ("", ""),
        "1": ("", ""),
        "1.1": ("", "item:name+4"),
    }
    assert draft.problems == [("name+4", "“two colleagues”: choose the pillar of the new initiative.")]


def test_decisions_are_kept_in_the_words_of_the_first_version(proposal):
    decide(proposal, "meeting.city", "change", city="Busan")
    decide(proposal, "meeting.name", "accept")
    decide(proposal, "delegate:kurt-campbell", "reject")
    decide(proposal, "delegate:kurt-campbell", "reopen")
    decide(proposal, "", "tie", passage="2.1", quotation="launches", target="pillar:new")
    decide(proposal, "*", "accept")
    kept = list(Decision.objects.filter(proposal=proposal).values_list("item", "verb", "values"))
    assert kept == [
        ("meeting.city", "change", {"city": "Busan"}),
        ("meeting.name", "accept", {}),
        ("delegate:kurt-campbell", "reject", {}),
        ("delegate:kurt-campbell", "reopen", {}),
        ("tie:5", "tie", {"passage": "2.1", "quotation": "launches", "start": 34, "target": "pillar:new"}),
        ("*", "accept", {"items": ["name:6"]}),
    ]
