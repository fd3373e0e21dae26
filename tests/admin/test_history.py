"""The history of a root: every revision, and any two compared."""

import pytest

from tests.admin.conftest import (
    saved,
    text_of,
    url_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def test_history_tells_who_when_why_and_what(desk, published):
    saved(desk, published.rounds[0], name_en="The first round", reason="As counted")
    lines = desk.get(url_of(published.rounds[0], "history")).context["lines"]
    assert [(line["revision"].number, line["revision"].reason, line["words"]) for line in lines] == [
        (2, "As counted", "Name (English)"),
        (1, "test", "first revision"),
    ]


def test_any_two_revisions_are_compared(desk, published):
    row = published.pillar
    for name in ("One", "Two", "Three"):
        saved(desk, row, name_en=name)
    page = desk.get(url_of(row, "compare"), {"from": "2", "to": "4"})
    assert [(one.old, one.new) for one in page.context["differences"]] == [
        ("One", "Three")
    ] * 2  # the name, and what its source supports
    assert desk.get(url_of(row, "compare"), {"from": "2", "to": "9"}).status_code == 404
    assert desk.get(url_of(row, "compare"), {"from": "x"}).status_code == 404


def test_the_history_of_a_renamed_root_goes_back_beyond_its_renaming(desk, published):
    saved(desk, published.rounds[0], slug="2015-01-05-tokyo", reason="The place was wrong")
    shown = text_of(desk.get(url_of(published.rounds[0], "history")))
    assert shown.index("The place was wrong") < shown.index("first revision")
    compared = text_of(desk.get(f"{url_of(published.rounds[0], 'compare')}?from=1&to=2"))
    assert ("2015-01-05-washington" in compared, "2015-01-05-tokyo" in compared) == (True, True)
