"""Roots in the admin: their publication status in lists, and the way to their public pages and previews."""

import pytest
from django.urls import reverse

from initiatives import models
from initiatives.record import realm
from tests.admin.conftest import (
    composed,
    publish,
    saved,
    url_of,
)
from tests.builders import stated

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.mark.parametrize(
    ("status", "names"),
    [
        ("never published", ["New"]),
        ("changed since", ["Renamed"]),
        ("published", ["Space policy"]),
        ("withdrawn", []),
    ],
)
def test_lists_show_and_filter_by_publication(desk, published, status, names):
    with realm.at_desk():
        models.Initiative.objects.create(slug="new", pillar=published.pillar, name_en="New")
    renamed = models.Initiative(slug="second", pillar=published.pillar, name_en="Second")
    with realm.at_desk():
        renamed.save()
        with_passage = published.documents[0].passages.get(number="1.1")
        stated(renamed, "name", with_passage, "Space policy", reason="The second of two.")
    publish(desk, composed(desk, renamed))
    saved(desk, renamed, name_en="Renamed")
    page = desk.get(reverse("admin:initiatives_initiative_changelist"), {"publication": status})
    rows = page.context["cl"].result_list
    assert [(row.name_en, row.publication_status) for row in rows] == [(name, status) for name in names]


def test_a_public_page_is_linked_at_the_address_it_has_in_public(desk, published):
    saved(desk, published.pillar, slug="renamed-at-the-desk")
    page = desk.get(url_of(published.pillar))
    assert page.context["public_path"] == "/pillars/threats/"
    assert page.context["previews"] == [
        ("English", "/desk/preview/pillars/renamed-at-the-desk/"),
        ("日本語", "/desk/preview/ja/pillars/renamed-at-the-desk/"),
        ("한국어", "/desk/preview/ko/pillars/renamed-at-the-desk/"),
    ]


def test_every_form_links_to_the_preview_of_a_page_that_shows_its_row(desk, published):
    row, document = published.rounds[0], published.documents[0]
    with realm.at_desk():
        passage = document.passages.get(number="1.2")
    shown = {
        row: f"rounds/{row.slug}/",
        document: f"documents/{document.slug}/",
        passage: f"documents/{document.slug}/#p-1.2",
        published.countries[0]: "officials/?party=USA",
        published.officials[0]: "officials/ann-blake/",
        published.initiative: "initiatives/space/",
        published.activities[0]: "activities/meeting-1/",
        published.references[0]: "references/resolution-2001/",
    }
    for each, page in shown.items():
        found = desk.get(url_of(each)).context["previews"]
        assert [address for _, address in found] == [f"/desk/preview/{code}{page}" for code in ("", "ja/", "ko/")]
        for _, address in found:
            path, _, anchor = address.partition("#")
            response = desk.get(path)
            assert response.status_code == 200
            assert not anchor or f'id="{anchor}"' in response.content.decode()
