"""A kind of root that lacks something is named at ``manage.py check``, with the file to mend; bodies have one door."""

import ast
import dataclasses
from pathlib import Path

import pytest
from django.core import checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

import initiatives.checks
from initiatives import models
from initiatives.admin import kinds as admin_kinds
from initiatives.admin.meetings import MeetingAdmin
from initiatives.admin.officials import OfficialAdmin
from initiatives.record.kinds import KINDS, MEMBERS, Kind, Member

ROOT = Path(initiatives.checks.__file__).parent


@pytest.fixture
def treaty(monkeypatch):
    """A new kind of root, declared and nothing more."""
    own = Member(models.Country, "pk", cited=(("name",), ("motto",)), page="treaty", pages="treaties")
    kind = Kind(own, "Treaties", "treaty", "treaties", file="1-countries.json")
    fresh = {name: each for name, each in KINDS.items() if name != "country"} | {
        "treaty": kind,
        "country": KINDS["country"],
    }
    for name in list(KINDS):
        monkeypatch.delitem(KINDS, name)
    for name, each in fresh.items():
        monkeypatch.setitem(KINDS, name, each)
    monkeypatch.setattr(Kind, "name", property(lambda self: "treaty" if self is kind else self.own.name))
    monkeypatch.setitem(MEMBERS, "treaty", (kind, dataclasses.replace(own)))
    return kind


def said(check):
    return [message.msg for message in check()]


def test_nothing_is_missing_now():
    assert checks.run_checks(tags=["record"]) == []


def test_a_kind_that_is_only_declared_is_told_what_it_lacks_and_where_to_mend_it(treaty):
    assert said(initiatives.checks.kinds) == [
        "No citation can belong to a treaty. Add treaty to Citation and to ROOT_KEYS in models/citations.py.",
        "Search does not know what to find of a treaty. Add treaty to ENTRIES in published/search/entries.py.",
        "Two kinds have the file 1-countries.json. Give each its own in record/kinds.py.",
        "The page of a treaty is “” in its model and “treaty” in record/kinds.py.",
        "Two kinds have the file 1-countries.json. Give each its own in record/kinds.py.",
        "Country has no field motto, which is to be cited. Correct record/kinds.py.",
        *(
            f"Nothing says where the {name} of a country comes from. Name it in record/kinds.py: among what must be "
            "cited, what is derived (and how), or what is ours."
            for name in ("code", "formal_name", "party", "position_en", "position_ja", "position_ko", "short_name")
        ),
        (
            "Facts of a country must be cited and no citation can name one. Add a relation to Citation and OWNED_KEYS "
            "in models/citations.py, and name it in record/kinds.py."
        ),
        "No address has the name treaty. Add its path and its view to urls.py.",
        "No address has the name treaties. Add its path and its view to urls.py.",
        "No address has the name treaty-history. Add its path and its view to urls.py.",
    ]
    assert said(admin_kinds.kinds) == [
        "The side bar does not list treaties. Add treaty to SECTIONS in admin/site.py.",
        "The form of a country tells nobody what good looks like. Add treaty to GUIDANCE in admin/guidance.py.",
    ]


def test_a_column_and_a_model_that_no_form_shows_are_named(monkeypatch):
    monkeypatch.setattr(MeetingAdmin, "fieldsets", MeetingAdmin.fieldsets[1:])
    monkeypatch.setattr(OfficialAdmin, "inlines", OfficialAdmin.inlines[1:])
    assert said(admin_kinds.forms) == [
        "No form has official names. Add an inline to a module of initiatives/admin.",
        *(
            f"No form shows meeting.{name}. Add it to the fieldsets of Meeting in initiatives/admin."
            for name in ("slug", "kind", "number", "name_en", "state", "earlier_days", "checked_on")
        ),
    ]


def test_a_model_that_belongs_to_no_kind_is_named(monkeypatch):
    monkeypatch.setattr(initiatives.checks, "domain_models", lambda: [models.Citation])
    named = [message.obj for message in initiatives.checks.kinds() if message.id == "record.E001"]
    assert set(named) == {model for _, member in MEMBERS.values() for model in [member.model]}


def test_check_stops_at_what_a_kind_lacks(treaty):
    with pytest.raises(SystemCheckError, match="Search does not know what to find of a treaty"):
        call_command("check")


# --- The door


READS_JSON = {  # what else is JSON: fixtures and columns, what a form or a child process sends, a row of an account,
    # a place in a list, the parts of a capsule, the coasts and the cities of the map
    "api/keyset.py",
    "published/capsule/keeping.py",
    "published/capsule/restoring.py",
    "record/places.py",
    "templatetags/mapping.py",
    "record/bodies.py",
    "record/columns.py",
    "record/files.py",
    "admin/accounts.py",
    "intake/sandbox.py",
    "intake/sandbox_child.py",
}


def calls(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield getattr(node.func.value, "id", ""), node.func.attr


def test_a_body_is_read_through_its_door_alone():
    """Nothing else parses a body, or looks for rows in one: rows_of gives them with every column of today's tables."""
    parsers, readers = set(), set()
    for path in ROOT.rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text())
        if ("json", "loads") in calls(tree):
            parsers.add(name)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Subscript)
                and isinstance(node.ctx, ast.Load)
                and ast.unparse(node.slice) == "'rows'"
            ):
                readers.add(name)
    assert parsers == READS_JSON
    assert readers == {"record/bodies.py"}


LOOKS_FOR_WORDS = {  # a key or a hash within the text of bodies, which stands in no row's column of another meaning
    "desk/corrections.py",  # earlier versions that refer to what is purged
    "desk/originals.py",  # whether anything kept still names an original
    "views/feeds.py",  # publications of what refers to a root, which its feed tells
}


def test_the_text_of_bodies_is_searched_only_where_it_is_said_why():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if "body__contains" in path.read_text()
        or ".body.count(" in path.read_text()
        or " in line.body" in path.read_text()
    }
    assert found == LOOKS_FOR_WORDS
