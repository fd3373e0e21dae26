"""The recipes of docs/developing.md are whole: followed on a copy of the repository they give a site that is right.

No file of the copy is written but those that a recipe names, and those that its commands write.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tests.recipes import ROOT, TEXT, Copy, recipes

HEADINGS = ("A column", "A page", "A kind")
NUMBERS = {"Six": 6, "Seven": 7, "Eight": 8, "Eighteen": 18}
COLUMNS, MIGRATIONS = "initiatives/record/columns.json", "initiatives/migrations"
LAST = max(int(path.name[:4]) for path in (ROOT / MIGRATIONS).glob("[0-9]*.py"))
# What a copy says of a record that is as its files have it, with one approved correction.
AS_IT_WAS = {
    "revisions": 193,
    "unpublished": {"pillar": 1},
    "errors": [],
    "changesets": {"The record as first filed": "published", "Approved before": "approved"},
    "rewritten": ["3-pillars.json"],
    "rounds": 23,
    "revisions of forms": 0,
    "approved": "published",
}
# What a kind lacks that is declared and nothing more.
LACKS = [
    "Search does not know what to find of a venue. Add venue to ENTRIES in published/search/entries.py.",
    "No address has the name venue. Add its path and its view to urls.py.",
    "No address has the name venues. Add its path and its view to urls.py.",
    "No address has the name venue-history. Add its path and its view to urls.py.",
    "A venue cannot be edited. Register a RootAdmin for it in a module of initiatives/admin.",
    "The side bar does not list venues. Add venue to SECTIONS in admin/site.py.",
    "The form of a venue tells nobody what good looks like. Add venue to GUIDANCE in admin/guidance.py.",
]


def migration(name, after=LAST):
    """The file of a migration that Django writes after those that are there."""
    return f"{MIGRATIONS}/{after + 1:04}_{name}.py"


@pytest.fixture(scope="module")
def place():
    """A folder that goes with the databases of the tests, in memory where there is room."""
    folder = Path(settings.DATA_DIR) / "recipes"
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def before(place):
    """A copy that nobody changed, whose record was published and has an approved changeset at the desk."""
    copy = Copy.of_repository(place / "before")
    copy.manage("prepare --no-account --no-static")
    copy.run("-m", "tests.changed_site", "before")
    return copy


@pytest.fixture
def copy(before, place):
    """A copy to be changed, with those databases."""
    made = before.copied(place / "changed")
    yield made
    shutil.rmtree(made.folder)


def by_hand(steps):
    """The files that a recipe changes by hand."""
    return {step.path for step in steps if step.path}


def touched(copy, before):
    """The files that differ from the unchanged copy, or are new."""
    old, new = before.files(), copy.files()
    assert old.keys() <= new.keys()
    return {path for path, content in new.items() if old.get(path) != content}


def after(copy, *kinds):
    """What the site says of itself, its databases brought up to date: what is as it was, and the rest."""
    copy.manage("prepare --no-account --no-static")
    said = json.loads(copy.run("-m", "tests.changed_site", "after", *kinds).stdout)
    return {name: said.pop(name) for name in AS_IT_WAS}, said


def complaints(copy):
    """What manage.py check says is wrong. Django runs the checks of the rooms in no order."""
    found = copy.manage("check", status=1)
    return sorted(re.findall(r"\(record\.E\d+\) (.*)", found))


def assert_tidy(copy):
    """The tools of ``make lint`` that need no minute have nothing to say, and the tests of what was changed pass."""
    copy.run("-m", "ruff", "check", ".")
    copy.run("-m", "ruff", "format", "--check", ".")
    copy.run("-m", "djlint", "--quiet", "templates")
    copy.run("-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-logo")
    copy.manage("makemigrations --check --dry-run")
    rooms = [f"laws/test_{name}.py" for name in ("addresses", "kinds", "templates")]
    rooms += ["record/test_columns.py", "admin/test_handbook.py", "test_catalogues.py"]
    rooms += ["fixtures", "views/test_pages.py", "views/test_queries.py"]
    copy.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not browser", *(f"tests/{room}" for room in rooms))


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_step_can_be_taken_on_the_files_as_they_are(place, heading):
    for number, steps in enumerate(recipes(heading)):
        copy = Copy.of_repository(place / f"{heading} {number}")
        for step in steps:
            if not step.path.endswith(".po"):  # its entries are made by a command
                copy.follow([step], commands=False)


def test_the_files_by_hand_are_as_many_as_it_says():
    said = [NUMBERS[word] for word in re.findall(r"(\w+) files by\s+hand", TEXT.read_text().replace("seven", "Seven"))]
    assert said == [len(by_hand(steps)) for heading in HEADINGS for steps in recipes(heading)]
    assert [len(by_hand(steps)) for steps in recipes("A column")] == [8, 7]


def test_a_column_is_added_quietly(copy, before):
    """No revision is made, nothing becomes unpublished, no form is refused, an approved changeset is published."""
    steps, _plain = recipes("A column")
    copy.follow(steps)
    assert touched(copy, before) == by_hand(steps) | {COLUMNS, migration("venue_note")}
    as_it_was, more = after(copy)
    assert as_it_was == AS_IT_WAS
    assert more["typed"] == {"venue_note_en": ["page", "history"]}
    assert more["pages"]["wrong"] == {}


@pytest.mark.long
def test_two_columns_are_added_and_a_fresh_site_loads_the_files_as_they_are(copy, before, place):
    both = [step for steps in recipes("A column") for step in steps]
    copy.follow(both)
    migrations = {migration("venue_note"), migration("nickname", LAST + 1)}
    assert touched(copy, before) == by_hand(both) | {COLUMNS, *migrations}
    as_it_was, more = after(copy)
    assert as_it_was == AS_IT_WAS
    assert more["typed"] == {"venue_note_en": ["page", "history"], "nickname": ["page", "history"]}
    assert more["pages"]["wrong"] == {}
    fresh = place / "fresh"
    assert "Published 192 records as publication 1." in copy.manage("prepare --no-account --no-static", data=fresh)
    copy.manage("dump_record", data=fresh)
    assert touched(copy, before) == by_hand(both) | {COLUMNS, *migrations}
    assert_tidy(copy)


@pytest.mark.long
def test_a_column_that_no_form_shows_is_named(copy):
    steps, _plain = recipes("A column")
    copy.follow(steps[:3])
    copy.manage("columns")
    assert complaints(copy) == [
        f"No form shows meeting.venue_note_{language}. Add it to the fieldsets of Meeting in initiatives/admin."
        for language in ("en", "ja", "ko")
    ]


@pytest.mark.long
def test_a_page_is_added(copy, before):
    (steps,) = recipes("A page")
    copy.follow(steps)
    assert touched(copy, before) == by_hand(steps)
    as_it_was, more = after(copy)
    assert as_it_was == AS_IT_WAS
    assert "places" in more["pages"]["names"]
    assert more["pages"]["wrong"] == {}
    assert_tidy(copy)


@pytest.mark.long
def test_a_kind_is_told_what_it_lacks_and_then_is_like_the_others(copy, before):
    (steps,) = recipes("A kind")
    declared = next(place for place, step in enumerate(steps) if step.commands) + 1
    copy.follow(steps[:declared])
    assert complaints(copy) == sorted(LACKS)
    copy.follow(steps[declared:])
    assert touched(copy, before) == by_hand(steps) | {COLUMNS, migration("venues")}
    as_it_was, more = after(copy, "venue")
    assert as_it_was == AS_IT_WAS
    desk = ("/admin/", "/admin/desk/unpublished/", "/admin/desk/checks/", "/admin/initiatives/venue/")
    assert more["venue"] == {
        "desk": dict.fromkeys(desk, 200),
        "waits": True,
        "public": [
            "/ja/venues/",
            "/ja/venues/iikura/",
            "/ja/venues/iikura/history/",
            "/ja/search/?q=飯倉公館",
            "/ja/changes/",
        ],
        "file": ["8-venues.json"],
    }
    assert {"venue", "venues", "venue-history"} <= set(more["pages"]["names"])
    assert more["pages"]["wrong"] == {}
    assert_tidy(copy)
