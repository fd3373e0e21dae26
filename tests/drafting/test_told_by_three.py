"""The round of the score's own texts, told by three ministries: what is agreed and what differs is what its list expects."""

import json

import pytest

from initiatives import models
from initiatives.intake import creating, filing
from tests.builders import key, names, other
from tests.drafting.making import JP, KR, US, found, give_source
from tests.intake.score.score import TEXTS

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]

THREE = TEXTS / "three"
EXPECTED = json.loads((THREE / "expected.json").read_text("utf-8"))
POSTS = {
    "USA": (US, "国務副長官", "국무부 부장관"),
    "JPN": (JP, "外務事務次官", "외무성 사무차관"),
    "KOR": (KR, "外交部第一次官", "외교부 제1차관"),
}


@pytest.fixture
def heads(desk):
    """The three of the texts, with their posts, as the desk names them in three languages."""
    made = {}
    for head in EXPECTED["agreed"]["heads"]:
        slug = head["en"].casefold().replace(" ", "-")
        row = models.Official.objects.create(id=key("official", slug), slug=slug, name=head["en"])
        for language, script in (("ja", "Jpan"), ("ko", "Hang")):
            models.OfficialName.objects.create(official=row, value=head[language], script=script, language=language)
        title, ja, ko = POSTS[head["country"]]
        tenure = models.Tenure.objects.create(
            id=key("tenure", slug),
            official=row,
            **names(title, "title") | {"title_ja": ja, "title_ko": ko},
            country=desk.countries[head["country"]],
            start="2029-01",
        )
        for field in ("title", "start"):
            other(row, field, tenure=tenure)
        made[slug] = row
    return made


def file(name):
    return filing.file((THREE / f"{name}.txt").read_bytes(), f"{name}.txt", user=None)[0]


def create(name, proposal):
    give_source(proposal)
    filing.decide(proposal, "document", "change", {"issuers": f"The ministry of {name}"}, user=None)
    return creating.create(proposal, user=None)


def test_what_two_open_texts_agree_on_and_differ_in_is_said_with_the_words_of_both(heads):
    proposals = {name: file(name) for name in EXPECTED["documents"]}
    keys = {str(proposal.pk): name for name, proposal in proposals.items()}
    day = next(fact for fact in EXPECTED["differ"] if fact["what"] == "date")
    pairs = []
    for here, proposal in proposals.items():
        for witness in found(proposal).witnesses:
            there = keys[witness.address]
            pairs.append((here, there))
            agreed = {line.split(" ")[0]: line for line in witness.agreed}
            assert agreed["number"].startswith(f"number {EXPECTED['agreed']['round']}:")
            assert agreed["city"].startswith(f"city {EXPECTED['agreed']['city']['en']}:")
            assert all(f"“{EXPECTED['agreed']['city'][name]}”" in agreed["city"] for name in (here, there))
            days = [line for line in witness.differs if line.startswith("day:")]
            if day[here]["value"] == day[there]["value"]:
                assert (days, "day" in agreed) == ([], True)
            elif {here, there} == {"ja", "ko"}:  # the Japanese text gives the day in Japan beside that in Honolulu
                assert (days, "by two clocks" in agreed["day"]) == ([], True)
            else:
                assert ([day[name]["value"] in days[0] for name in (here, there)], "day" in agreed) == (
                    [True] * 2,
                    False,
                )
            acting = [line for line in witness.differs if "Acting" in line or "代行" in line or "대행" in line]
            assert [line for line in witness.differs if not line.startswith("day:")] == acting
    assert sorted(pairs) == sorted((one, two) for one in proposals for two in proposals if one != two)


def test_they_become_one_round_of_three_documents_and_the_call_before_it_another_meeting(heads, desk):
    for name in EXPECTED["documents"]:
        proposal = file(name)
        if (which := found(proposal)["meeting.which"]).is_question:
            filing.decide(proposal, str(which.key), "accept", {}, user=None)
        create(name, proposal)
    (call,) = EXPECTED["not_of_this_round"]
    draft = found(file(call))
    assert (draft.mechanism, draft.meeting) == ("call", None)
    (meeting,) = models.Meeting.objects.exclude(pk=desk.earlier.pk)
    assert (meeting.start, meeting.number, meeting.city_en) == ("2030-02-12", 21, "Honolulu")
    assert sorted(meeting.documents.values_list("language", flat=True)) == ["en", "ja", "ko"]
    assert {one.official.slug for one in meeting.delegates.all()} == set(heads)
