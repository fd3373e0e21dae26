"""The handbook: every page and picture it leads to is there, every button it names stands on a page, every field has a sentence."""

import html
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User

from initiatives.admin import handbook
from initiatives.admin.guidance import GUIDANCE
from initiatives.record import realm

pytestmark = pytest.mark.django_db(databases=["default", "public"])

ROOT = Path(settings.BASE_DIR)
TEXT = (handbook.FOLDER / "editors.md").read_text(encoding="utf-8")
PLACES = (
    "templates/**/*.html",
    "initiatives/admin/**/*.py",
    "initiatives/models/**/*.py",
    "initiatives/desk/**/*.py",
    "trilateral/static/desk/*.js",
)
# What Django and its admin call things, and words that are said with weight and are no button.
OF_DJANGO = {"Users", "Authenticators", "Add another Citation"}
NOT_ON_A_PAGE = {
    *("at the desk", "two people", "bold", "private draft", "revision", "Now.", "At a set time.", "In an emergency."),
    *("You closed the page.", "You were signed out.", "There is no connection.", "You pressed a button twice."),
    *("Officials", "Return it to …"),  # a list by its plural; a button with a name in it
}


def anchors(text):
    return set(re.findall(r' id="([^"]+)"', handbook.rendered(text)[1]))


def test_every_link_of_every_page_leads_somewhere():
    pages = {path.name: path.read_text(encoding="utf-8") for path in handbook.FOLDER.glob("*.md")}
    wrong = []
    for name, text in pages.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            file, _, anchor = target.partition("#")
            if file.startswith("pictures/"):
                found = (handbook.FOLDER / file).is_file()
            elif "://" in file:
                continue
            else:
                found = (file or name) in pages and (not anchor or anchor in anchors(pages[file or name]))
            if not found:
                wrong.append(f"{name}: {target}")
    assert wrong == []
    assert len(re.findall(r"\]\(#", TEXT)) > 3


def test_every_picture_has_words_and_is_small():
    pictures = re.findall(r"!\[([^]]*)\]\((pictures/editors-[^)]+)\)", TEXT)
    assert [place for words, place in pictures if len(words) < 20] == []
    assert {place.removeprefix("pictures/") for _, place in pictures} == {
        path.name for path in (handbook.FOLDER / "pictures").glob("editors-*.png")
    }
    assert [place for _, place in pictures if (handbook.FOLDER / place).stat().st_size > 120_000] == []


def test_every_button_and_field_it_names_stands_on_a_page():
    written = " ".join(path.read_text(encoding="utf-8") for place in PLACES for path in ROOT.glob(place))
    written = re.sub(r"\s+", " ", html.unescape(written)).casefold()
    named = {re.sub(r"\s+", " ", words) for words in re.findall(r"\*\*(.+?)\*\*", TEXT, flags=re.S)}
    told = named - OF_DJANGO - NOT_ON_A_PAGE
    assert sorted(words for words in told if words.removesuffix(".").casefold() not in written) == []
    assert len(told) > 60
    assert named >= NOT_ON_A_PAGE | OF_DJANGO


def test_every_field_of_every_form_says_what_good_looks_like(rf):
    silent, known = [], {model: dict.fromkeys(told, False) for model, told in GUIDANCE.items() if model != "changeset"}
    request = rf.get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    with realm.at_desk():
        for model, page in admin.site._registry.items():
            if model._meta.app_label != "initiatives":
                continue
            inlines = [
                one.get_formset(request)(instance=model()).empty_form for one in page.get_inline_instances(request)
            ]
            for form in [page.get_form(request)(), *inlines]:
                name = form._meta.model._meta.model_name
                for field, shown in form.fields.items():
                    for key in (field, field.removesuffix("_en")):
                        if key in known.get(name, {}):
                            known[name][key] = True
                    if not shown.help_text and field != "DELETE" and not isinstance(shown.widget, forms.HiddenInput):
                        silent.append(f"{name}.{field}")
    assert silent == []
    assert [f"{model}.{field}" for model, told in known.items() for field, found in told.items() if not found] == []


def test_it_is_shown_at_the_desk_with_its_pictures_and_what_it_leads_to(desk):
    page = desk.get("/admin/desk/handbook/")
    words = page.content.decode()
    assert (page.status_code, '<h2 id="cite-a-fact">Cite a fact</h2>' in words) == (200, True)
    for place in re.findall(r'(?:src|href)="((?:pictures/|[a-z-]+\.md)[^"#]*)', words):
        assert desk.get(f"/admin/desk/handbook/{place}").status_code == 200, place
    assert desk.get("/admin/desk/handbook/nothing.md").status_code == 404
    assert desk.get("/admin/desk/handbook/pictures/..%2Feditors.md").status_code == 404
    assert 'href="/admin/desk/handbook/"' in desk.get("/admin/").content.decode()
