"""What an initiative has to do with others: what passages name stands before what is only inferred, and is told apart."""

import pytest

from initiatives.models import Initiative, Passage
from initiatives.record import realm
from initiatives.record.relations import names
from tests.builders import initiative
from tests.reading import words_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])

SPOKEN = "Source: fact sheet, Round 1, passage "


@pytest.mark.parametrize(
    ("words", "is_named"),
    [
        ("They spoke of space policy.", True),
        ("They spoke of Space\nPolicy and more.", True),
        ("They spoke of space and policy.", False),
        ("They spoke of aerospace policy.", False),
    ],
)
def test_a_passage_names_what_stands_in_its_words(words, is_named):
    assert names(Passage(text=words), Initiative(name_en="Space Policy")) is is_named


@pytest.fixture
def linked(published, client):
    """Gives the pages of an initiative and of the round when a passage of these words is linked with two initiatives."""

    def pages(words):
        with realm.publishing(), realm.in_public():
            passage = Passage.objects.get(number="1.3")
            passage.text = words
            passage.save()
            passage.named_initiatives.add(
                initiative("cyber", "Cybersecurity", passage.pillar), Initiative.objects.get(slug="space")
            )
        paths = ("/initiatives/space/", published.rounds[0].get_absolute_url())
        return [words_of(client.get(path)).replace(SPOKEN, "") for path in paths]

    return pages


def test_what_a_passage_names_is_related_by_its_words(linked):
    own, round_page = linked("Space policy and cybersecurity.")
    assert "Related initiatives Cybersecurity named beside it in one passage ¶ 1.3" in own
    assert "Also mentioned in Fact sheet ¶ 1.3 Linked by inference, not named Fact sheet ¶ 1.2" in own
    assert "Also on: Cybersecurity, Space policy" in round_page


def test_what_a_passage_does_not_name_is_related_by_inference_and_says_so(linked):
    own, round_page = linked("Space and computers.")
    assert "Related initiatives Cybersecurity inferred from a passage that does not have both names ¶ 1.3" in own
    assert "Also mentioned in No other passage Linked by inference, not named Fact sheet ¶ 1.2 Fact sheet ¶ 1.3" in own
    assert "Also on, by inference: Cybersecurity, Space policy" in round_page
    assert "Rounds that name it 1 (Round 1) in the one document held" in own
