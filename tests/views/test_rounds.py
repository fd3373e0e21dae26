"""The list of rounds: each with its heads of delegation, and with them alone."""

import pytest

from initiatives.choices import Role
from initiatives.models import Delegate
from initiatives.record import realm
from tests import large_record
from tests.reading import words_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])

HEADS = {"": "Ann Blake (USA), Bunta Sato (JPN)", "/ja": "Ann Blake (USA（訳）)、Bunta Sato (JPN（訳）)"}


@pytest.mark.parametrize("prefix", HEADS)
def test_a_round_in_the_list_names_its_heads_alone(client, prefix):
    large_record.record([1], set(), activities=0)
    with realm.publishing(), realm.in_public():
        Delegate.objects.filter(official__slug="chul-lim").update(role=Role.PARTICIPANT)
    words = words_of(client.get(f"{prefix}/rounds/"))
    assert f"{HEADS[prefix]} " in words
    assert "Chul Lim" not in words
