"""What is taken for what at the desk, how surely, and what never is."""

import pytest

from initiatives.intake.known import (
    KnownActivity,
    KnownInitiative,
    KnownPerson,
    KnownPost,
    KnownReference,
    KnownSentence,
)
from initiatives.intake.likeness import bodies, compare_names, person_keys
from initiatives.intake.matching import EarlierSentences, match_activity, match_name, match_person, match_reference

DEPUTY = "Deputy Secretary of State"


def person(name, family, *posts, also=()):
    keys = set().union(*(person_keys(each) for each in (name, *also)))
    return KnownPerson(name, name, family.casefold(), keys, list(posts))


def post(country, first, last, title=DEPUTY):
    return KnownPost(title, country, first, last)


PEOPLE = [
    person("Cho Tae-yong", "Cho", post("KOR", "2014-02-01", "2015-10-19", "First Vice Minister")),
    person("Cho Hyundong", "Cho", post("KOR", "2022-05-10", "2023-03-31", "First Vice Minister")),
    person("Cho Hyun", "Cho", post("KOR", "2018-09-01", "2019-05-31", "First Vice Minister")),
    person("Wendy R. Sherman", "Sherman", post("USA", "2021-04-14", "2023-07-28")),
    person("Antony J. Blinken", "Blinken", post("USA", "2015-01-09", "2017-01-20"), also=("アントニー・ブリンケン",)),
    person(
        "Sugiyama Shinsuke", "Sugiyama", post("JPN", "2016-06-14", "2018-01-19", "Vice Minister"), also=("杉山晋輔",)
    ),
]


@pytest.mark.parametrize(
    ("printed", "country", "day", "found"),
    [
        ("Hyun-dong Cho", "KOR", "2022-06-08", "Cho Hyundong"),
        ("CHO Hyundong", "KOR", "2022-06-08", "Cho Hyundong"),
        ("Cho Hyun Dong", "KOR", "2022-06-08", "Cho Hyundong"),
        ("Cho Hyun", "KOR", "2018-12-01", "Cho Hyun"),
        ("Tae-yong Cho", "KOR", "2015-04-16", "Cho Tae-yong"),
        ("Wendy Sherman", "USA", "2022-06-08", "Wendy R. Sherman"),
        ("Antony Blinken", "USA", "2017-01", "Antony J. Blinken"),
        ("Shinsuke Sugiyama", "JPN", "2017-01-05", "Sugiyama Shinsuke"),
        ("杉山晋輔", "JPN", "2017-01-05", "Sugiyama Shinsuke"),
    ],
)
def test_an_official_is_found_by_every_form_of_the_name_and_the_post_on_the_day(printed, country, day, found):
    best = match_person(printed, country, day, PEOPLE)[0]
    assert (best.name, best.is_exact) == (found, True)


def test_a_family_name_alone_is_found_by_the_post_on_the_day_and_never_sure():
    (only,) = match_person("Cho", "KOR", "2022-06-08", PEOPLE)
    assert (only.name, only.is_exact) == ("Cho Hyundong", False)
    assert match_person("Cho", "KOR", "2020-06-08", PEOPLE) == []


@pytest.mark.parametrize(
    ("name", "country", "day", "why"),
    [
        ("Wendy Sherman", "USA", "2024-10-16", "no post in the record covers that day"),
        ("Wendy Sherman", "USA", "", "the day is not known yet"),
        ("Wendy Sherman", "JPN", "2022-06-08", "of another party"),
    ],
)
def test_a_name_without_the_post_is_only_proposed(name, country, day, why):
    (only,) = match_person(name, country, day, PEOPLE)
    assert not only.is_exact
    assert why in only.reason


@pytest.mark.parametrize(
    ("printed", "known", "least", "most"),
    [
        ("Women's Economic Empowerment", "Women's Empowerment", 0.6, 0.99),
        ("WOMEN’S EMPOWERMENT", "Women's Empowerment", 1, 1),
        ("Cyber Security", "Cybersecurity", 0.6, 0.99),
        ("Ocean and Environment", "Oceans and the Environment", 0.9, 0.99),
        ("Energy Security", "Economic Security", 0, 0),
        ("Space Policy", "Development Policy Priorities", 0, 0),
        ("Regional Cooperation", "Working Together to Promote Regional Cooperation", 0, 0),
        ("Quad Cancer Moonshot", "Cancer Moonshot", 0, 0),
        ("ASEAN Women's Empowerment", "Women's Empowerment", 0, 0),
        ("Global Health at the G7", "Global Health", 0, 0),
        ("U.S.-Japan-Australia Energy Security", "Energy Security", 0, 0),
        ("U.S.-Japan-ROK Energy Security", "Energy Security", 0.5, 0.99),
    ],
)
def test_names_are_compared_by_their_subjects(printed, known, least, most):
    score, reason = compare_names(printed, known)
    assert least <= score <= most, reason
    assert reason


def test_bodies_are_told_from_the_three():
    assert bodies("Quad Cancer Moonshot") == {"quad"}
    assert bodies("U.S.-Japan-ROK Women's Empowerment Forum") == frozenset()
    assert bodies("Women's Empowerment") == frozenset()
    assert bodies("Who is at the table") == frozenset()


def test_at_most_three_names_are_proposed_the_surest_first():
    rows = [KnownInitiative(word, f"Women's Empowerment {word}", "") for word in ("Forum", "Fund", "Day", "Prize")]
    found = match_name("Women's Empowerment", [*rows, KnownInitiative("x", "Women's Empowerment", "")], "initiative")
    assert len(found) == 3
    assert found[0].key == "x"


def test_references_are_found_by_their_symbol():
    rows = [
        KnownReference("a", "resolution", "2270", "UN Security Council Resolution 2270"),
        KnownReference("b", "treaty", "NPT", "A Treaty"),
    ]
    assert [m.key for m in match_reference("UNSCR 2270", rows)] == ["a"]
    assert match_reference("UNSCR 227", rows) == []
    assert [m.key for m in match_reference("NPT", rows)] == ["b"]


def test_activities_need_a_day_in_common():
    rows = [KnownActivity("a", "Trilateral meeting of health ministers", "2016-09-19", "")]
    assert match_activity("trilateral meeting of health ministers", "2016-09-19", rows)[0].is_exact
    assert not match_activity("meeting of ministers", "2016-09-19", rows)[0].is_exact
    assert match_activity("trilateral meeting of health ministers", "2016-09-20", rows) == []


def said(text, document="d"):
    return KnownSentence("k", "1.1", text, document, "m", "A round", "", "")


def test_sentences_said_before_are_found_word_for_word_or_nearly():
    before = said("They reaffirmed the importance of achieving a swift resolution to the abductions issue.")
    earlier = EarlierSentences([before, said("Nothing of the kind was ever said anywhere about quantum computers.")])
    again = earlier.again("They reaffirmed the importance of achieving a swift resolution to the abductions issue")
    assert again.is_verbatim
    near = earlier.again("The three reaffirmed the importance of a swift resolution of the abductions issue.")
    assert not near.is_verbatim
    assert near.said == before
    assert earlier.again("They reaffirmed their alliance.") is None
