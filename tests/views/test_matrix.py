"""The matrix: which round spoke on what, and what no document can tell."""

import html
import re

import pytest

from initiatives.models import Initiative, Meeting, Passage
from initiatives.record import realm
from tests import large_record

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def rows_of(page):
    """Name of each row → (state, words) of its cells."""
    found = {}
    for row in re.findall(r"<tr[^>]*>\s*<th scope=\"row\">(.*?)</tr>", page, re.DOTALL):
        name, cells = row.split("</th>", 1)
        words = [
            (state, " ".join(html.unescape(re.sub(r"<[^>]+>", "", cell)).split()))
            for state, cell in re.findall(r'<td class="(\w+)">(.*?)</td>', cells, re.DOTALL)
        ]
        found[html.unescape(re.sub(r"<[^>]+>", "", name)).strip()] = words
    return found


def test_each_cell_says_what_the_document_says(client):
    large_record.record([1, 6], {6})
    rows = rows_of(client.get("/matrix/").content.decode())
    assert list(rows) == [*large_record.PILLARS, *large_record.INITIATIVES]
    assert {cells[0] for cells in rows.values()} == {("gap", "no document held")}
    assert rows["Responding to the North Korea Threat"][1] == ("said", "6th Sixth round, ¶ 2 2 statements")
    assert rows["Cancer Moonshot Initiative"][1] == (
        "both",
        "6th Statement and dated activity: Sixth round, ¶ 8 13 Jun 2016",
    )
    assert rows["Food Security"][1] == ("said", "6th Statement: Sixth round, ¶ 14 no dated activity")
    assert rows["Space Policy"][1] == ("silent", "6th –document held, not named")


SILENT = ("silent", "6th –document held, not named")


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("They spoke of illegal logging too.", ("said", "6th Statement: Sixth round, ¶ 2.1 no dated activity")),
        ("They spoke of forests too.", SILENT),
    ],
)
def test_an_initiative_is_not_silent_where_a_passage_on_something_else_has_its_name(client, words, cell):
    large_record.record([6], {6})
    with realm.publishing():
        passage = Passage.objects.using("public").get(number="2.1")
        passage.text = words
        passage.save(using="public")
        passage.named_initiatives.add(Initiative.objects.using("public").get(name_en="Illegal Logging"))
    assert rows_of(client.get("/matrix/").content.decode())["Illegal Logging"] == [cell]


@pytest.mark.parametrize(("count", "widths"), [(2, [2]), (15, [15]), (16, [8, 8]), (60, [15, 15, 15, 15])])
def test_no_table_is_wider_than_can_be_read(client, count, widths):
    large_record.record(range(1, count + 1), range(1, count + 1))
    page = client.get("/matrix/").content.decode()
    heads = re.findall(r"<thead>(.*?)</thead>", page, re.DOTALL)
    assert [head.count('<th scope="col"><a') for head in heads] == widths
    assert page.count('<section class="scroller" tabindex="0" aria-labelledby="matrix-') == len(widths)


def test_calls_have_no_column(client):
    large_record.record([1, 6], {6})
    with realm.publishing():
        Meeting.objects.using("public").filter(number=1).update(kind="call", number=None)
    page = client.get("/matrix/").content.decode()
    assert "First round" not in page
    assert page.count('<th scope="col"><a') == 1


@pytest.mark.parametrize("count", [1, 3])
def test_queries_stay_the_same_and_few(client, count, django_assert_num_queries):
    large_record.record(range(1, count + 1), range(1, count + 1), activities=count)
    with django_assert_num_queries(9, using="public"):
        assert client.get("/matrix/").status_code == 200
