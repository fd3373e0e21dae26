"""Lists are counted as far as anybody turns their pages, and filters offer what can be looked through."""

import pytest
from django.urls import reverse

from initiatives import models
from initiatives.admin.bases.paging import FewRelated, NearPages
from initiatives.record import realm
from tests.admin.conftest import text_of
from tests.builders import names

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def pillars(record):
    models.Pillar.objects.bulk_create(models.Pillar(slug=f"p-{n}", **names(f"Pillar {n}")) for n in range(59))


def test_a_list_says_how_many_rows_it_has_as_far_as_they_are_counted(desk, pillars, monkeypatch):
    address = reverse("admin:initiatives_pillar_changelist")
    assert "60 pillars" in text_of(desk.get(address))
    assert "59 found" in text_of(desk.get(address, {"q": "Pillar"}))
    monkeypatch.setattr(NearPages, "FARTHEST", 55)
    page = desk.get(address)
    assert "55+ pillars" in text_of(page)
    assert "55+ found" in text_of(desk.get(address, {"q": "Pillar"}))
    assert len(desk.get(address, {"p": 2}).context["cl"].result_list) == 5
    assert desk.get(address, {"p": 3}).status_code in (200, 302)
    monkeypatch.setattr(NearPages, "FARTHEST", 60)
    assert "60 pillars" in text_of(desk.get(address))


def test_a_filter_by_a_related_row_stands_only_where_few_can_be_chosen(desk, pillars, monkeypatch):
    address = reverse("admin:initiatives_initiative_changelist")

    def offered():
        return [type(spec) for spec in desk.get(address).context["cl"].filter_specs]

    assert FewRelated not in offered()
    monkeypatch.setattr(FewRelated, "MOST", 60)
    assert FewRelated in offered()
    chosen = desk.get(address, {"pillar__id__exact": str(models.Pillar.objects.get(slug="threats").pk)})
    assert [row.slug for row in chosen.context["cl"].result_list] == ["space"]


def test_revisions_are_filtered_by_kind(desk, published):
    with realm.at_desk():
        address = reverse("admin:desk_revision_changelist")
    kinds = {row.kind for row in desk.get(address, {"kind": "pillar"}).context["cl"].result_list}
    assert kinds == {"pillar"}
    assert len(desk.get(address, {"kind": "nothing"}).context["cl"].result_list) > 1
