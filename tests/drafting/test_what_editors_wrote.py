"""What an editor writes is kept, told and taken over; who else works there is seen; nothing stale is said."""

import datetime

import pytest
from django.utils import timezone

from initiatives import models
from initiatives.desk.models import Decision
from initiatives.intake import creating, filing
from initiatives.intake.drafting.activities import name_with_subject
from initiatives.record.refusals import Refused
from tests.drafting.making import found, give_source, kept, someone, statement

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]


@pytest.fixture
def proposal(desk):
    return filing.file(statement(), "a.txt", user=None)[0]


def of_the_earlier(**values):
    """A readout of the round that the desk has."""
    told = {
        "date": {"start": "2024-05-31", "end": "2024-05-31"},
        "cited": {"date": "May 31, 2024"},
        "officials": [someone("Kurt Campbell", "Deputy Secretary of State", "USA")],
    }
    words = "Kurt Campbell, Deputy Secretary of State, met two colleagues on May 31, 2024."
    return kept("Readout of the Meeting", words, **told | values)


def ready(proposal):
    give_source(proposal)
    filing.decide(proposal, "document", "change", {"issuers": "A ministry"}, user=None)
    return proposal


# --- Kept


@pytest.mark.parametrize(
    ("item", "changes", "column", "value"),
    [
        ("meeting.format", {"format": "video"}, "format", "video"),
        ("meeting.name", {"name": "The thirteenth"}, "name", "The thirteenth"),
        ("meeting.city", {"city": "Busan", "country": "KOR"}, "country_id", "KOR"),
        ("meeting.city", {"city": "Busan", "country": "KOR"}, "city", "Busan"),
        ("meeting.number", {"number": "12"}, "number", 12),
        ("meeting.date", {"start": "2024-05-31", "end": "2024-06-01"}, "end", "2024-06-01"),
    ],
)
def test_what_an_editor_changed_of_a_round_that_is_there_is_taken_over(desk, item, changes, column, value):
    proposal = ready(of_the_earlier())
    filing.decide(proposal, item, "change", changes, user=None)
    made = creating.create(proposal, user=None)
    assert made.meeting == desk.earlier
    here = getattr(made.meeting, column)
    assert (desk.countries["KOR"].pk if column == "country_id" else value) == here


def test_what_an_editor_emptied_is_empty(desk):
    models.Meeting.objects.filter(pk=desk.earlier.pk).update(end="2024-06-01", number=13)
    proposal = ready(of_the_earlier(date={"start": "2024-05-31", "end": "2024-06-01"}, round=13))
    filing.decide(proposal, "meeting.date", "change", {"end": ""}, user=None)
    filing.decide(proposal, "meeting.number", "change", {"number": ""}, user=None)
    meeting = creating.create(proposal, user=None).meeting
    assert (meeting.end, meeting.number) == ("", None)


def test_a_title_that_is_not_printed_is_refused_and_one_that_is_printed_is_taken_over(desk):
    proposal = ready(of_the_earlier())
    with pytest.raises(Refused, match="does not stand in the document"):
        filing.decide(proposal, "delegate:kurt-campbell", "change", {"title": "Made up"}, user=None)
    filing.decide(proposal, "delegate:kurt-campbell", "change", {"title": "Secretary of State"}, user=None)
    creating.create(proposal, user=None)
    head = desk.earlier.delegates.get(official=desk.officials["kurt-campbell"])
    assert (head.title, head.citations.filter(field="title").last().quotation) == (
        "Secretary of State",
        "Secretary of State",
    )


def test_what_was_written_about_words_that_the_desk_has_is_named(proposal):
    give_source(proposal)
    creating.create(proposal, user=None)
    again, _ = filing.file(statement() + b"\n", "b.txt", user=None)
    filing.decide(again, "meeting.city", "change", {"city": "Busan"}, user=None)
    draft = found(again)
    assert (draft.same_as is not None, draft.problems) == (True, [])
    made = creating.create(again, user=None)
    assert made.kept == ["Place, city: “Busan” was not taken over; write it in the form of the round"]


# --- Told


def test_another_choice_brings_its_own_reason_and_heading(proposal, desk):
    cho = desk.officials["cho-hyundong"]
    filing.decide(proposal, "delegate:kim-hong-kyun", "change", {"official": str(cho.pk)}, user=None)
    filing.decide(proposal, "name:4", "change", {"as": "none"}, user=None)
    draft = found(proposal)
    item = draft["delegate:kim-hong-kyun"]
    assert (item.label, item.reason) == ("Kim Hong-kyun: Cho Hyundong", "You chose Cho Hyundong.")
    assert draft["name:4"].reason == "You chose: neither."


def test_a_choice_that_is_gone_is_shown_in_words_and_never_as_a_key(proposal, desk):
    cho = desk.officials["cho-hyundong"]
    filing.decide(proposal, "delegate:kim-hong-kyun", "change", {"official": str(cho.pk)}, user=None)
    models.Tenure.objects.filter(official=cho).delete()
    cho.delete()
    shown = found(proposal)["delegate:kim-hong-kyun"].fields[0].shown
    assert shown == "a choice that is no longer there"


def test_the_same_words_in_two_formats_are_told_at_once(proposal):
    again, _ = filing.file(statement() + b"\n", "b.txt", user=None)
    twice = found(again).filed_twice
    assert (twice.key, twice.name) == (str(proposal.pk), "a.txt")
    assert found(again).witnesses == []
    filing.put_away(proposal, user=None)
    assert found(again).filed_twice is None


# --- Two people


@pytest.fixture
def people(django_user_model):
    return [django_user_model.objects.create_user(name) for name in ("anna", "boris")]


def test_everybody_takes_back_their_own_steps_alone(proposal, people):
    anna, boris = people
    filing.decide(proposal, "meeting.city", "change", {"city": "Busan"}, user=anna)
    filing.decide(proposal, "meeting.name", "change", {"name": "A round"}, user=boris)
    assert filing.undo(proposal, user=anna) == "meeting.city"
    draft = found(proposal)
    assert (draft["meeting.city"]["city"], draft["meeting.name"]["name"]) == ("Seoul", "A round")
    with pytest.raises(Refused, match="what others decided is theirs to take back"):
        filing.undo(proposal, user=anna)
    assert filing.last_of(proposal, boris).item == "meeting.name"


def test_who_else_took_a_step_lately_is_told_with_its_time(proposal, people):
    anna, boris = people
    filing.decide(proposal, "meeting.city", "accept", {}, user=boris)
    step = Decision.objects.get()
    assert filing.colleagues(proposal, anna) == [filing.Colleague("boris", step.made_at)]
    assert filing.colleagues(proposal, boris) == []
    Decision.objects.update(made_at=timezone.now() - datetime.timedelta(hours=1))
    assert filing.colleagues(proposal, anna) == []


# --- What the document prints of itself

HEAD = """Joint Statement on the fourteenth round

{head}

Deputy Secretary of State Kurt Campbell, Vice Minister for Foreign Affairs of Japan Okano Masataka, and First Vice \
Minister of Foreign Affairs of the Republic of Korea Kim Hong-kyun met in Seoul on October 16, 2024.
{foot}"""


def of_itself(head="", foot=""):
    return found(filing.file(HEAD.format(head=head, foot=foot).encode(), "a.txt", user=None)[0])


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("October 17, 2024", "2024-10-17"),
        ("Date: October 17, 2024", "2024-10-17"),
        ("令和６年10月17日", "2024-10-17"),
        ("2024년 10월 17일(목)", "2024-10-17"),
        ("2024. 10. 17.", "2024-10-17"),
        ("October 2024", ""),
        ("On October 17, 2024 the three governments issued the following text in their capitals", ""),
        ("Office of the Spokesperson", ""),
    ],
)
def test_the_day_under_the_title_is_offered_as_the_day_of_issue(desk, line, day):
    assert of_itself(line)["document"]["issued_on"] == day


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("Source: https://example.org/a", ""),
        ("出典：https://example.org/a", ""),
        ("", "\n출처: https://example.org/a\n"),
        ("", "\nhttps://example.org/a\n"),
    ],
)
def test_an_address_on_a_line_of_its_own_is_offered(desk, head, foot):
    assert of_itself(head, foot)["source"]["address"] == "https://example.org/a"


def test_what_is_no_address_is_not_offered(desk):
    assert of_itself("Source: https://[broken")["source"]["address"] == ""


def test_an_address_inside_a_sentence_is_not(desk):
    assert (
        of_itself("See https://example.org/a for the earlier statement of the three governments.")["source"]["address"]
        == ""
    )


def test_the_printed_day_of_issue_is_cited_in_its_words(desk):
    proposal, _ = filing.file(HEAD.format(head="October 17, 2024", foot="").encode(), "a.txt", user=None)
    give_source(proposal)
    filing.decide(proposal, "document", "change", {"issuers": "A ministry"}, user=None)
    document = creating.create(proposal, user=None).document
    assert document.issued_on == "2024-10-17"
    cited = document.citations.get(field="issued_on")
    assert (cited.basis, cited.quotation) == ("stated", "October 17, 2024")


# --- Names


@pytest.mark.parametrize(
    ("name", "subject", "shown"),
    [
        ("first session", "Women's Economic Empowerment", "Women's Economic Empowerment: first session"),
        ("first session", "", "First session"),
        ("workshop on women's empowerment in Tokyo", "Women's Empowerment", "Workshop on women's empowerment in Tokyo"),
        ("Trilateral Youth Summit", "Youth", "Trilateral Youth Summit"),
        ("海洋ワークショップ", "海洋", "海洋ワークショップ"),
    ],
)
def test_the_name_of_an_activity_has_a_subject(name, subject, shown):
    assert name_with_subject(name, subject) == shown


def test_an_activity_belongs_to_what_its_paragraph_is_headed_by(proposal):
    (item,) = found(proposal).of("activities")
    heading = found(proposal)["name:4"]
    assert (item.label, item["name"]) == ("workshop", "Women's Economic Empowerment: workshop")
    assert item["initiative"] == heading["match"] != ""


def test_an_initiative_that_a_statement_names_is_an_entry(desk):
    words = "They spoke about the Cancer Moonshot among other work."
    proposal = ready(kept("Readout of the Meeting", words, date={"start": "2024-10-16"}))
    key = f"naming:1.1:{desk.cancer.pk}"
    item = found(proposal)[key]
    assert (item.label, item.included, item.evidence[0].words) == (
        "¶ 1.1 names Cancer Moonshot",
        True,
        "Cancer Moonshot",
    )
    filing.decide(proposal, key, "reject", {}, user=None)
    assert found(proposal).ties["1.1"].named == []
    filing.decide(proposal, key, "change", {"how": "initiative"}, user=None)
    tie = found(proposal).ties["1.1"]
    assert (tie.named, tie.initiative, tie.pillar) == ([], str(desk.cancer.pk), str(desk.challenges.pk))
    made = creating.create(proposal, user=None)
    assert made.document.passages.get(number="1.1").initiative == desk.cancer
