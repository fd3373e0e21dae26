"""The first page of the desk."""

import pytest
from django.urls import reverse

from tests.admin.conftest import (
    saved,
    text_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def test_the_first_page_starts_from_the_work(desk, published):
    saved(desk, published.pillar, name_en="Answering threats", reason="As printed")
    page = desk.get(reverse("admin:index"))
    assert page.context["waiting_count"] == 1
    words = text_of(page)
    assert "Unpublished changes 1 Answering threats Changed since" in words
    assert [section["name"] for section in page.context["app_list"]] == [
        "Record",
        "Sources",
        "Publishing",
        "Administration",
    ]
