"""Two and three texts of one meeting: what they agree on is said, what they differ in is asked, with both quotations."""

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from initiatives import models
from initiatives.desk.models import Decision
from initiatives.intake import creating, filing, without_document
from initiatives.intake.drafting.witnesses import DAY_APART
from initiatives.record import integrity, realm
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots
from tests.drafting.making import JP, KR, US, found, give_source, kept, someone, statement
from tests.drafting.test_pages import staff  # noqa: F401

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]

US_HEAD = someone("Kurt Campbell", US, "USA")
JP_HEAD = someone("Okano Masataka", f"{JP} of Japan", "JPN")
KR_HEAD = someone("Kim Hong-kyun", f"{KR} of the Republic of Korea", "KOR")
WORDS = "Kurt Campbell, Okano Masataka and Kim Hong-kyun met in {city} on {day} for the {number} round."


def text(title="Readout of the Meeting", day="2024-10-16", city="Seoul", number=14, printed="October 16, 2024", **more):
    said = WORDS.format(city=city, day=printed, number="fourteenth" if number == 14 else "fifteenth")
    values = {
        "date": {"start": day, "end": day},
        "city": city,
        "round": number,
        "cited": {"date": printed, "city": city, "round": "fourteenth" if number == 14 else "fifteenth"},
        "officials": [US_HEAD, JP_HEAD, KR_HEAD],
    }
    own = [f"The {title} says {word} words of its own about it." for word in ("few", "many", "some", "more")]
    return kept(title, said, *own, **values | more)


def made(proposal):
    give_source(proposal)
    filing.decide(proposal, "document", "change", {"issuers": "A ministry"}, user=None)
    return creating.create(proposal, user=None)


@pytest.fixture
def first(desk):
    """A round that the text of one ministry made."""
    return made(text("Joint Statement", kind="joint statement")).meeting


def test_agreement_is_said_with_both_quotations(first):
    (there,) = found(text("Media Note", kind="media note")).witnesses
    assert there.title == "Fourteenth round, as the desk has it"
    assert there.agreed == [
        "day 2024-10-16: “October 16, 2024” (Joint Statement, ¶ 1.1) there, “October 16, 2024” (¶ 1.1) here",
        "city Seoul: “Seoul” (Joint Statement, ¶ 1.1) there, “Seoul” (¶ 1.1) here",
        "number 14: “fourteenth” (Joint Statement, ¶ 1.1) there, “fourteenth” (¶ 1.1) here",
        f"Kurt Campbell, {US} there; Kurt Campbell, {US} here",
        f"Okano Masataka, {JP} of Japan there; Okano Masataka, {JP} of Japan here",
        f"Kim Hong-kyun, {KR} of the Republic of Korea there; Kim Hong-kyun, {KR} of the Republic of Korea here",
    ]
    assert there.differs == []


@pytest.mark.parametrize(
    ("more", "key", "reason"),
    [
        (
            {"city": "Busan"},
            "meeting.city",
            "The desk has another city: Seoul, “Seoul” (Joint Statement, ¶ 1.1). This text: “Busan” (¶ 1.1).",
        ),
        (
            {"number": 15},
            "meeting.number",
            "The desk has another number: 14, “fourteenth” (Joint Statement, ¶ 1.1). This text: “fifteenth” (¶ 1.1).",
        ),
        (
            {"officials": [US_HEAD, JP_HEAD, someone("Cho Hyundong", KR, "KOR")]},
            "delegate:cho-hyundong",
            f"The desk has Kim Hong-kyun, {KR} of the Republic of Korea, as head of that party, “Kim Hong-kyun” (Joint",
        ),
        (
            {"officials": [someone("Kurt Campbell", "Coordinator for the Indo-Pacific", "USA"), JP_HEAD, KR_HEAD]},
            "delegate:kurt-campbell",
            "The desk has another title: Deputy Secretary of State",
        ),
    ],
)
def test_a_difference_is_a_question_with_both_quotations(first, more, key, reason):
    draft = found(text("Media Note", **more))
    item = draft[key]
    assert (item.is_question, item.bulk, item.differs) == (True, False, True)
    assert item.reason.startswith(reason)
    assert len(draft.witnesses[0].differs) == 1
    assert [str(one.key) for one in draft.questions] == [key]


def cited(meeting, field):
    rows = meeting.citations.filter(field=field, delegate=None, document=None).order_by("position")
    return [(one.quotation, one.printed, bool(one.reason)) for one in rows]


def errors(meeting):
    body = snapshots("meeting", [meeting.pk], realm.DESK).values()
    return [one.message for one in integrity.findings(body, realm.DESK)]


@pytest.mark.parametrize(
    ("decision", "city", "sources"),
    [
        (None, "Seoul", [("Seoul", "", False)]),
        (("reject", {}), "Seoul", [("Seoul", "", False)]),
        (("change", {"keep": "both"}), "Seoul", [("Seoul", "", False), ("Busan", "Busan", True)]),
        (("accept", {}), "Busan", [("Seoul", "", False), ("Busan", "", False)]),
    ],
)
def test_the_one_the_other_or_both_are_kept(first, decision, city, sources):
    second = text("Media Note", city="Busan")
    if decision:
        filing.decide(second, "meeting.city", *decision, user=None)
    meeting = made(second).meeting
    assert (meeting, meeting.city) == (first, city)
    assert cited(meeting, "city") == sources
    if city == "Seoul":
        assert errors(meeting) == []


def test_keeping_both_is_taken_back_by_another_answer(first):
    second = text("Media Note", city="Busan")
    filing.decide(second, "meeting.city", "change", {"keep": "both"}, user=None)
    assert found(second)["meeting.city"].keeps_both
    filing.decide(second, "meeting.city", "accept", {}, user=None)
    assert not found(second)["meeting.city"].keeps_both
    assert made(second).meeting.city == "Busan"


@pytest.mark.parametrize(
    ("decision", "heads"),
    [
        (None, ["kurt-campbell", "okano-masataka", "kim-hong-kyun"]),
        (("change", {"keep": "both"}), ["kurt-campbell", "okano-masataka", "kim-hong-kyun", "cho-hyundong"]),
        (("accept", {}), ["kurt-campbell", "okano-masataka", "cho-hyundong"]),
    ],
)
def test_another_head_of_a_party_stands_there_only_where_somebody_says_so(first, decision, heads):
    second = text("Media Note", officials=[US_HEAD, JP_HEAD, someone("Cho Hyundong", KR, "KOR")])
    if decision:
        filing.decide(second, "delegate:cho-hyundong", *decision, user=None)
    made(second)
    assert [one.official.slug for one in first.delegates.order_by("position")] == heads


def test_two_titles_of_one_head_are_both_kept_as_claims(first):
    second = text("Media Note", officials=[someone("Kurt Campbell", "Kurt Campbell", "USA"), JP_HEAD, KR_HEAD])
    filing.decide(second, "delegate:kurt-campbell", "change", {"keep": "both"}, user=None)
    made(second)
    head = first.delegates.get(official__slug="kurt-campbell")
    assert head.title == US
    said = head.citations.filter(field="title").order_by("position")
    assert [(one.printed, bool(one.reason)) for one in said][-1] == ("Kurt Campbell", True)
    assert errors(first) == []


def test_a_proposal_that_is_open_is_a_witness(desk):
    other = text("Joint Statement", day="2024-10-17", printed="October 17, 2024", city="Busan")
    draft = found(text("Media Note"))
    (there,) = draft.witnesses
    assert (there.title, there.address) == ("Joint Statement", str(other.pk))
    assert there.agreed[0] == "number 14: “fourteenth” (Joint Statement, ¶ 1.1) there, “fourteenth” (¶ 1.1) here"
    assert there.differs == [
        "day: 2024-10-17, “October 17, 2024” (Joint Statement, ¶ 1.1) there; 2024-10-16, “October 16, 2024” (¶ 1.1) here; "
        + DAY_APART,
        "city: Busan, “Busan” (Joint Statement, ¶ 1.1) there; Seoul, “Seoul” (¶ 1.1) here",
    ]


def test_an_open_text_of_another_meeting_is_no_witness(desk):
    text("Joint Statement", day="2024-12-01", number=None)
    assert found(text("Media Note", number=None)).witnesses == []


# --- A day apart


@pytest.mark.parametrize("day", ["2024-10-15", "2024-10-17"])
def test_the_same_heads_a_day_apart_is_a_question_and_never_a_second_meeting(first, day):
    second = text("Media Note", day=day, number=None, printed=day)
    item = found(second)["meeting.which"]
    assert item.is_question
    assert item.reason == (
        "The same meeting? The desk has Fourteenth round, 2024-10-16: a meeting of the same heads, a day apart: a day "
        "in Washington is the next one in Tokyo and Seoul."
    )
    with pytest.raises(Refused, match="Say which meeting this is: Fourteenth round, or a new one"):
        made(second)
    filing.decide(second, "meeting.which", "accept", {}, user=None)
    assert found(second)["meeting.date"].is_question
    assert creating.create(second, user=None).meeting == first
    assert models.Meeting.objects.count() == 2


def test_a_meeting_of_others_a_day_later_is_a_new_one(first, desk):
    others = [someone("Wendy Sherman", US, "USA"), someone("Mori Takeo", JP, "JPN"), someone("Cho Hyundong", KR, "KOR")]
    item = found(text("Media Note", day="2024-10-17", number=None, officials=others))["meeting.which"]
    assert (item.is_question, item["meeting"]) == (False, "new")


def test_a_call_listed_a_day_later_is_asked_about_when_its_day_is_typed(desk):
    call = models.Meeting.objects.create(
        slug="2022-02-02-call", kind="call", name="Call of 2 February 2022", start="2022-02-02", format="call"
    )
    for place, other in enumerate((call, models.Meeting.objects.get(pk=desk.earlier.pk))):
        models.Document.objects.create(
            slug=f"listed-{place}", meeting=other, title="Readout of the Call", kind="readout", issuers="A ministry"
        )
    second = text("Readout of the Call", mechanism="call", date=None, number=None, cited={})
    filing.decide(second, "occasion", "change", {"kind": "call"}, user=None)
    filing.decide(second, "meeting.date", "change", {"start": "2022-02-01"}, user=None)
    item = found(second)["meeting.which"]
    assert (item.is_question, item["meeting"]) == (True, str(call.pk))
    assert "it lists a document of this title, a day apart" in item.reason


def test_a_round_is_not_prepared_beside_one_a_day_apart_without_a_question(first):
    proposal = without_document.prepare("2024-10-17", "", "Seoul", user=None)
    assert found(proposal)["meeting.which"].is_question


# --- On the page


def test_the_page_asks_for_the_one_the_other_or_both_in_one_press(staff, first):  # noqa: F811
    second = text("Media Note", city="Busan")
    html = staff.get(reverse("admin:desk_proposal_change", args=[second.pk])).content.decode()
    entry = LexborHTMLParser(html).css_first("#i-meeting-city")
    assert [one.text() for one in entry.css(".intake-buttons button")] == [
        "As this text says",
        "As the desk has it",
        "Both, as claims",
    ]
    assert "What other texts of this meeting say" in html
    form = {"item": "meeting.city", "verb": "both", "f-city": "Busan"}
    staff.post(reverse("admin:desk_proposal_decide", args=[second.pk]), form)
    html = staff.get(reverse("admin:desk_proposal_change", args=[second.pk])).content.decode()
    assert LexborHTMLParser(html).css_first("#i-meeting-city .intake-mark").text() == "✓ Both kept"


def test_the_page_names_who_works_there_too_and_the_other_format(staff, desk, django_user_model):  # noqa: F811
    boris = django_user_model.objects.create_user("boris")
    one = filing.file(statement(), "a.txt", user=boris)[0]
    two = filing.file(statement() + b"\n", "b.txt", user=boris)[0]
    filing.decide(two, "meeting.city", "accept", {}, user=boris)
    step = Decision.objects.get().made_at
    html = LexborHTMLParser(staff.get(reverse("admin:desk_proposal_change", args=[two.pk])).content.decode())
    assert html.css_first(".intake-colleague").text() == (f"boris is working on this too, last step {step:%H:%M} UTC.")
    assert html.css_first("#filed-twice a").attributes["href"] == reverse("admin:desk_proposal_change", args=[one.pk])
    assert "Undo" not in html.css_first(".intake-bar").text()
