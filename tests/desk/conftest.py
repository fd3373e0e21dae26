"""What most tests of the desk start from: a record that is public as it is at the desk, where the test is."""

import pytest

from initiatives import models
from initiatives.published.models import Entry, Held, Item, Publication
from initiatives.record.bodies import digest
from initiatives.record.kinds import KINDS
from initiatives.record.snapshots import snapshots


@pytest.fixture(autouse=True)
def _at_desk(at_desk):
    """Tests of the desk read the desk."""


@pytest.fixture
def is_public():
    return True


def assert_one_publication():
    """The public record is exactly what its publications say, numbered without a gap, and search says the same."""
    numbers = list(Publication.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    held = dict(Held.objects.filter(action="published").values_list("root", "sha256"))
    there = {
        root: digest(body)
        for kind, one in KINDS.items()
        for root, body in snapshots(
            kind, one.model.objects.using("public").values_list("pk", flat=True), "public"
        ).items()
    }
    assert there == held
    last = {}
    for root, sha256 in Item.objects.order_by("publication_id").values_list("root", "sha256"):
        last[root] = sha256
    assert last == held
    names = set(models.Pillar.objects.using("public").values_list("name_en", flat=True))
    assert set(Entry.objects.filter(kind="pillar", language="en").values_list("title", flat=True)) == names
