"""The checks of the desk."""

import pytest
from django.urls import reverse

from initiatives import models
from initiatives.admin import checks
from tests.admin.conftest import text_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def test_the_checks_are_listed_by_rule_in_pages(desk, record, monkeypatch):
    monkeypatch.setattr(checks, "FINDINGS", 2)
    record.activities[0].citations.filter(field="city").delete()
    record.add_round(2)
    models.Pillar.objects.update(name_ja="")
    first, second = (text_of(desk.get(reverse("admin:checks"), {"page": page})) for page in (1, 2))
    assert "1 error, which block publishing, and 3 warnings" in first
    assert "Uncited 1 error" in first
    assert "No archive address 2 warning" in first
    assert ("Page 1 of 2" in first, "Page 2 of 2" in second) == (True, True)
    assert ("No archive address 2 warning" in second, "Untranslated 1 warning" in second) == (True, True)
    assert "Uncited" not in second
