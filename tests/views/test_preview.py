"""A preview shows the public pages of the desk, says so, is never indexed, and keeps every link inside."""

import re

import pytest
from django.contrib.auth import get_user_model

from initiatives.record import realm
from tests.views.conftest import made, pages_of, words_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def staff(client):
    with realm.at_desk():
        client.force_login(get_user_model().objects.create_superuser("editor", "", "x"))
    return client


@pytest.mark.parametrize("language", ["", "/ja", "/ko"])
def test_every_page_says_that_it_is_a_preview_and_keeps_its_links_inside(staff, language):
    for name, path in pages_of(made(1)).items():
        response = staff.get(f"/desk/preview{language}{path}")
        text = response.content.decode()
        assert (name, response.status_code, 'class="preview-bar"' in text) == (name, 200, True)
        assert '<meta name="robots" content="noindex">' in text
        assert 'rel="canonical"' not in text
        outside = {
            href for href in re.findall(r'href="(/[^"#]*)', text) if not href.startswith(("/desk/preview/", "/static/"))
        }
        assert outside == {f"{language}{path}"}, name


def test_a_preview_shows_what_the_public_page_does_not(staff):
    record = made(1)
    with realm.at_desk():
        record.initiative.name_en = "Space and beyond"
        record.initiative.save()
    assert "Space and beyond" in words_of(staff.get("/desk/preview/initiatives/space/"))
    assert "Space and beyond" not in words_of(staff.get("/initiatives/space/"))
    assert "Preview, not published" not in words_of(staff.get("/initiatives/space/"))
