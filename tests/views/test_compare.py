"""The comparison of two rounds: facts always, words where a document of both is held."""

import html
import re

import pytest

from initiatives.models import Document, Meeting, Passage
from initiatives.models.documents import fingerprint
from initiatives.record import realm
from tests import large_record
from tests.builders import key
from tests.reading import words_in

pytestmark = pytest.mark.django_db(databases=["default", "public"])
SIXTH, SEVENTH = "2017-01-05-6", "2017-10-18-7"


def test_two_texts_stand_side_by_side_with_marks_that_are_spoken(client):
    large_record.record([6, 7], {6, 7})
    page = client.get("/compare/", {"a": SIXTH, "b": SEVENTH}).content.decode()
    assert re.findall(r'<h3 id="match-\d+"[^>]*>(.*?)</h3>', page, re.DOTALL)[0] == "Opening and closing"
    assert '<option value="2017-01-05-6" selected>Sixth round, 5 January 2017</option>' in page
    removed = re.findall(r"<del>(.*?)</del>", page)
    assert '<span class="vh" lang="en"> [only in the first text: </span>6th' in removed[1]
    assert "No matching statement in: Sixth round" in words_in(page)
    assert "No matching statement in: Seventh round" in words_in(page)
    assert f'href="/documents/{SIXTH}-fact-sheet/#p-2.1"' in page


def test_statements_are_found_whole_on_both_sides(client):
    large_record.record([6, 7], {6, 7})
    page = client.get("/compare/", {"a": SIXTH, "b": SEVENTH}).content.decode()
    shown = words_in(re.sub(r'<span class="vh".*?</span>', "", page))
    for passage in Passage.objects.statements():
        assert passage.text in shown


def test_changes_only_leaves_out_what_is_the_same(client):
    large_record.record([6, 7], {6, 7})
    same = "nuclear and missile programs threaten the security of our countries."
    side, changes = (
        client.get("/compare/", {"a": SIXTH, "b": SEVENTH, "view": view}).content.decode()
        for view in ("side", "changes")
    )
    assert same in side
    assert same not in changes
    assert "Our officials met" in changes


def test_one_column_prints_each_pair_once(client):
    large_record.record([6, 7], {6, 7})
    page = client.get("/compare/", {"a": SIXTH, "b": SEVENTH, "view": "one"}).content.decode()
    assert page.count("nuclear and missile programs threaten the security") == 3
    assert "only in: Sixth round" in words_in(page)


def test_with_one_document_held_the_facts_are_compared(client):
    large_record.record([1, 6], {6})
    page = client.get("/compare/").content.decode()
    assert "The record holds a document of one round only" in page
    table = words_in(re.search(r"<table.*?</table>", page, re.DOTALL)[0])
    for fact in ("April 2015", "5 January 2017", "Tokyo", "Seoul", "Ann Blake", "no document held"):
        assert fact in table
    assert "Statements matched by pillar" not in page


def test_where_one_of_the_two_has_no_document_it_is_named(client):
    large_record.record([1, 6, 7], {6, 7})
    page = client.get("/compare/", {"a": "2015-04-1", "b": SIXTH}).content.decode()
    assert "No document is held of: First round" in page


def test_unasked_the_two_newest_documents_are_compared_in_order_of_time(client):
    large_record.record([1, 5, 6, 7], {5, 6})
    page = client.get("/compare/").content.decode()
    chosen = re.findall(r'<option value="([^"]+)" selected>', page)
    assert chosen == ["2016-10-27-5", SIXTH]


def test_the_same_round_twice_is_said_in_words_in(client):
    large_record.record([6, 7], {6, 7})
    response = client.get("/compare/", {"a": SIXTH, "b": SIXTH})
    assert response.status_code == 200
    assert "Choose two different rounds." in response.content.decode()


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_rounds_are_said_in_words_in(client, count):
    large_record.record(range(6, 6 + count), {6})
    assert "The record holds fewer than two rounds." in client.get("/compare/").content.decode()


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"a": "2099-01-01-mars"}, "“2099-01-01-mars”"),
        ({"a": SIXTH, "b": "'"}, "“'”"),
        ({"view": "upside-down"}, "“upside-down”"),
    ],
)
def test_a_bad_value_is_a_400_that_names_it(client, values, named):
    large_record.record([6, 7], {6, 7})
    response = client.get("/compare/", values)
    assert response.status_code == 400
    assert named in html.unescape(response.content.decode())


def test_a_call_cannot_be_compared(client):
    large_record.record([6, 7], {6, 7})
    with realm.publishing():
        Meeting.objects.using("public").filter(number=7).update(kind="call", number=None)
    assert client.get("/compare/", {"a": SIXTH, "b": SEVENTH}).status_code == 400


@pytest.mark.parametrize("numbers", [[6, 7], [5, 6, 7, 8]])
def test_queries_stay_the_same_and_few(client, numbers, django_assert_num_queries):
    large_record.record(numbers, numbers)
    with django_assert_num_queries(7, using="public"):
        assert client.get("/compare/", {"a": SIXTH, "b": SEVENTH}).status_code == 200


def test_real_texts_of_other_meetings_can_be_compared(client, corpus):
    """Two texts of the corpus, as the documents of a test's rounds."""
    large_record.record([6, 7], (), activities=0)
    names = ("2022-06-08_vfm-10_seoul_joint-statement.txt", "2022-11-13_leaders_phnom-penh_statement.txt")
    texts = [" ".join((corpus / name).read_text().split("\n\n", 2)[2].split()) for name in names]
    with realm.publishing():
        for number, text in zip((6, 7), texts, strict=True):
            document = Document(
                id=key("corpus", number),
                meeting=Meeting.objects.using("public").get(number=number),
                slug=f"corpus-{number}",
                kind="joint_statement",
                title=f"Text {number}",
                issuers="x",
                text=text,
                sha256=fingerprint(text),
            )
            document.save(using="public")
            for place, match in enumerate(re.finditer(r"[^.]+\.?", text), 1):
                Passage(
                    id=key("corpus", number, place),
                    document=document,
                    position=place,
                    number=f"{place}.1",
                    kind="sentence",
                    text=match[0].strip() or ".",
                    start=match.start(),
                    end=match.end(),
                ).save(using="public")
    page = client.get("/compare/", {"a": SIXTH, "b": SEVENTH}).content.decode()
    shown = words_in(re.sub(r'<span class="vh".*?</span>', "", page))
    for passage in Passage.objects.statements():
        assert " ".join(passage.text.split()) in shown
    assert page.count("<del>") > 5
