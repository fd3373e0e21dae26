"""The sentence below the name of a meeting, composed from whatever of its facts there is."""

import pytest
from django.utils import translation

from initiatives.models import Country, Delegate, Meeting, Official
from initiatives.templatetags.ledes import lede

pytestmark = pytest.mark.usefixtures("at_desk")

PARTIES = [Country(code=code, short_name_en=name) for code, name in (("USA", "U.S."), ("JPN", "Japan"), ("KOR", "ROK"))]
NAMES = ["Ann Blake", "Bunta Sato", "Chul Lim"]
ROUND = {"number": 6, "start": "2017-01-05", "city_en": "Washington, DC"}
CALL = {"kind": "call", "format": "call", "start": "2022-03-11"}


def heads(count):
    return [head(NAMES[place], PARTIES[place]) for place in range(count)]


def head(name, country, **printed):
    """A delegate as a page has read it: with what sources call the official in each language."""
    delegate = Delegate(name=name, country=country, official=Official(name=name))
    for language in ("en", "ja", "ko"):
        setattr(delegate, f"official_{language}", printed.get(language))
    return delegate


SENTENCES = {
    "a round with everything": (
        ROUND,
        (3, 1, 2),
        (
            "The 6th round of the consultations took place on 5 January 2017 in Washington, DC, with Ann Blake (U.S.), "
            "Bunta Sato (Japan) and Chul Lim (ROK) as heads of delegation; 1 document of it is held and 2 more are listed."
        ),
    ),
    "one head": (
        ROUND,
        (1, 0, 1),
        (
            "The 6th round of the consultations took place on 5 January 2017 in Washington, DC, with Ann Blake (U.S.) as "
            "head of delegation; 1 document of it is listed, none is held."
        ),
    ),
    "two heads": (
        ROUND,
        (2, 2, 0),
        (
            "The 6th round of the consultations took place on 5 January 2017 in Washington, DC, with Ann Blake (U.S.) and "
            "Bunta Sato (Japan) as heads of delegation; 2 documents of it are held."
        ),
    ),
    "no head and no document": (
        ROUND,
        (0, 0, 0),
        (
            "The 6th round of the consultations took place on 5 January 2017 in Washington, DC; no document of it is in "
            "the record."
        ),
    ),
    "no city": (
        {"number": 11, "start": "2017-01-05"},
        (0, 1, 1),
        (
            "The 11th round of the consultations took place on 5 January 2017; 1 document of it is held and 1 more is "
            "listed."
        ),
    ),
    "no number": (
        {"start": "2017", "city_en": "Seoul"},
        (0, 1, 0),
        "A round of the consultations took place in 2017 in Seoul; 1 document of it is held.",
    ),
    "a month": (
        {"number": 1, "start": "2015-04"},
        (0, 0, 3),
        "The 1st round of the consultations took place in April 2015; 3 documents of it are listed, none is held.",
    ),
    "two days": (
        {"number": 2, "start": "2016-09-15", "end": "2016-09-16"},
        (0, 0, 0),
        "The 2nd round of the consultations took place on 15 and 16 September 2016; no document of it is in the record.",
    ),
    "some days": (
        {"number": 3, "start": "2016-09-30", "end": "2016-10-02", "city_en": "Tokyo"},
        (0, 0, 0),
        (
            "The 3rd round of the consultations took place from 30 September to 2 October 2016 in Tokyo; no document of it "
            "is in the record."
        ),
    ),
    "a round by video": (
        {"number": 7, "start": "2020-05-05", "format": "video"},
        (0, 0, 0),
        (
            "The 7th round of the consultations took place on 5 May 2020 by video conference; no document of it is in the "
            "record."
        ),
    ),
    "a call": (
        CALL,
        (2, 0, 1),
        (
            "A telephone call that is not counted as a round took place on 11 March 2022, with Ann Blake (U.S.) and Bunta "
            "Sato (Japan) as heads of delegation; 1 document of it is listed, none is held."
        ),
    ),
    "a video call": (
        {**CALL, "format": "video"},
        (0, 0, 0),
        (
            "A video conference that is not counted as a round took place on 11 March 2022; no document of it is in the "
            "record."
        ),
    ),
    "planned": (
        {"number": 16, "start": "2027-02", "state": "planned", "city_en": "Seoul"},
        (1, 0, 0),
        (
            "The 16th round of the consultations is to take place in February 2027 in Seoul, with Ann Blake (U.S.) as head "
            "of delegation; no document of it is in the record."
        ),
    ),
    "postponed to another day": (
        {**ROUND, "state": "postponed", "earlier_days": "2016-12-01\n2016-12-10/2016-12-11"},
        (1, 0, 0),
        (
            "The 6th round of the consultations, first planned for 1 December 2016 and 10 and 11 December 2016, is "
            "postponed and to take place on 5 January 2017 in Washington, DC, with Ann Blake (U.S.) as head of delegation; "
            "no document of it is in the record."
        ),
    ),
    "postponed without another day": (
        {**ROUND, "state": "postponed", "earlier_days": "2017-01-05"},
        (1, 0, 0),
        (
            "The 6th round of the consultations, planned to take place on 5 January 2017 in Washington, DC, is postponed, "
            "with no new day named; no document of it is in the record."
        ),
    ),
    "held after it was postponed": (
        {**ROUND, "earlier_days": "2016-12"},
        (0, 0, 0),
        (
            "The 6th round of the consultations, first planned for December 2016, took place on 5 January 2017 in "
            "Washington, DC; no document of it is in the record."
        ),
    ),
    "cancelled": (
        {**ROUND, "state": "cancelled"},
        (3, 0, 1),
        (
            "The 6th round of the consultations, planned to take place on 5 January 2017 in Washington, DC, was cancelled; "
            "1 document of it is listed, none is held."
        ),
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_the_sentence_reads_well_whatever_is_known(case):
    columns, (count, held, listed), sentence = SENTENCES[case]
    assert lede(Meeting(**columns), heads(count), held, listed) == sentence


def test_people_are_named_in_the_script_of_the_page_where_a_source_prints_it():
    heads = [head("Bunta Sato", PARTIES[1], ja="佐藤文太"), head("Chul Lim", PARTIES[2], ko="임철")]
    with translation.override("ja"):
        assert "佐藤文太" in lede(Meeting(start="2017-01-05", number=6), heads, 0, 0)
        assert "Bunta" not in lede(Meeting(start="2017-01-05", number=6), heads, 0, 0)
        assert "임철" in lede(Meeting(start="2017-01-05", number=6), heads, 0, 0)
    assert "Bunta Sato" in lede(Meeting(start="2017-01-05", number=6), heads, 0, 0)
