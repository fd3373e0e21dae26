"""Numbers and counts in words, in three languages."""

import pytest
from django.utils import translation

from initiatives.models import Meeting
from initiatives.templatetags import numbers

ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 112: "112th"}


@pytest.mark.parametrize(("number", "words"), ORDINALS.items())
def test_ordinals(number, words):
    assert numbers.ordinal(number) == words


@pytest.mark.parametrize(("language", "words"), [("en", "6th"), ("ja", "第6回"), ("ko", "제6차")])
def test_a_round_is_called_by_its_number_where_room_is_scarce(language, words):
    with translation.override(language):
        assert numbers.round_label(Meeting(number=6, name="Sixth round")) == words
        assert numbers.round_label(Meeting(name_en="A round", name="A round")) == "A round"


@pytest.mark.parametrize("language", ["en", "ja", "ko"])
def test_one_is_counted_as_one(language):
    with translation.override(language):
        for count in (numbers.paragraphs, numbers.statements, numbers.initiatives, numbers.dated_activities):
            one, two = count(1), count(2)
            assert "1" in one
            assert "2" in two
            assert (one.replace("1", "2") == two) == (language != "en")
