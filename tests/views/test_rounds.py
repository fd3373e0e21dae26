"""The list of rounds, each with its heads of delegation alone; and what the page of one says of itself."""

import datetime
import re

import pytest

from initiatives.choices import Role
from initiatives.models import Delegate, Document
from initiatives.record import realm
from tests import large_record
from tests.builders import other, publish_all
from tests.reading import words_in, words_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])

HEADS = {"": "Ann Blake (USA), Bunta Sato (JPN)", "/ja": "Ann Blake（USA（訳））、Bunta Sato（JPN（訳））"}


@pytest.mark.parametrize("prefix", HEADS)
def test_a_round_in_the_list_names_its_heads_alone(client, prefix):
    large_record.record([1], set(), activities=0)
    with realm.publishing(), realm.in_public():
        Delegate.objects.filter(official__slug="chul-lim").update(role=Role.PARTICIPANT)
    words = words_of(client.get(f"{prefix}/rounds/"))
    assert f"{HEADS[prefix]} " in words
    assert "Chul Lim" not in words


# --- What the page of one says of itself


@pytest.fixture
def paged(record, client):
    """Makes the record public with what a block has changed of its first round, and gives the words of its page."""

    def words(change=None, **columns):
        with realm.at_desk():
            meeting = record.rounds[0]
            type(meeting).objects.filter(pk=meeting.pk).update(**columns)
            if change:
                change(meeting)
            publish_all()
        return words_of(client.get(meeting.get_absolute_url()))

    return words


def paper(meeting, slug, **columns):
    """A paper of a round that is listed, every fact of it cited."""
    row = Document.objects.create(meeting=meeting, slug=slug, title=slug, issuers_en="Somebody", **columns)
    for field in ("kind", "title", "issuers", "issued_on"):
        if getattr(row, field):
            other(meeting, field, document=row)


def test_the_page_opens_with_one_sentence_that_is_its_description_too(record, client, paged):
    words = paged()
    sentence = (
        "The 1st round of the consultations took place on 5 January 2015 in Washington, DC, with Ann Blake (USA), Bunta Sato "
        "(JPN) and Chul Lim (KOR) as heads of delegation; 1 document of it is held."
    )
    assert f"{sentence} Composed from the facts below" in words
    page = client.get(record.rounds[0].get_absolute_url()).content.decode()
    assert f'<meta name="description" content="{sentence}">' in page


def test_host_venue_and_hours_stand_with_their_sources(record, client, paged):
    def cite(meeting):
        for field in ("host", "venue", "starts_at", "minutes"):
            other(meeting, field)

    paged(cite, host=record.countries[0], venue_en="The Hall", starts_at="14:00", ends_at="19:30", minutes=330)
    page = client.get(record.rounds[0].get_absolute_url()).content.decode()
    strip = page[page.index('<dl class="strip">') :]
    facts = [words_in(each) for each in re.findall(r"<dd>(.*?)</dd>", strip[: strip.index("</dl>")], re.DOTALL)]
    assert [re.sub(r"\W?other source.*", "", fact) for fact in facts if "other source" in fact] == [
        "5 January 2015",
        "14:00 to 19:30, local time",
        "Washington, DC",
        "The Hall",
        "In person",
        "Host: United States",
    ]


def test_a_meeting_that_was_put_off_shows_its_state_and_its_earlier_days(client, paged):
    def cite(meeting):
        other(meeting, "state")
        other(meeting, "earlier_days")

    words = paged(cite, state="postponed", earlier_days="2014-12-01")
    assert "Postponed other source" in words
    assert "First planned for 1 December 2014 other source" in words
    assert "No joint text" not in words


def test_a_joint_statement_stands_first_and_what_is_beside_the_round_is_not_counted_as_its_own(record, client, paged):
    def add(meeting):
        paper(meeting, "a-readout", kind="readout", issued_on="2015-01-05")
        paper(meeting, "a-joint-sheet", kind="fact_sheet", joint=True, issued_on="2015-01-06")
        paper(meeting, "joint-statement", kind="joint_statement", joint=True, issued_on="2015-01-07")
        paper(meeting, "a-preview", kind="transcript", occasion="before")
        paper(meeting, "a-courtesy-call", kind="readout", occasion="beside")

    words = paged(add)
    page = client.get(record.rounds[0].get_absolute_url()).content.decode()
    section = re.search(r'<section class="section" id="documents".*?</section>', page, re.DOTALL)[0]
    items = [words_in(each) for each in re.findall(r"<li>(.*?)</li>", section, re.DOTALL)]
    assert [item.partition(" ·")[0] for item in items] == [
        "joint-statement Joint statement",
        "a-joint-sheet Joint fact sheet",
        "Key outcomes of round 1 Fact sheet",
        "a-readout Readout",
        "a-courtesy-call Readout",
        "a-preview Transcript",
    ]
    assert "1 document of it is held and 3 more are listed." in words
    assert "Issued jointly: joint-statement, a-joint-sheet" in words
    assert "· before the round" in words


def test_words_of_a_paper_beside_the_round_are_not_words_of_the_round(record, client, paged):
    def beside(meeting):
        meeting.documents.update(occasion="beside")

    words = paged(beside)
    assert "The text says so." not in words
    assert "Facts from other sources" in words
    rows = words_of(client.get("/matrix/"))
    assert "Statement: " not in rows


@pytest.mark.parametrize(
    ("checked_on", "sentence"),
    [
        (None, "No joint text is listed."),
        (datetime.date(2026, 10, 10), "No joint text was found; sources were searched up to 10 October 2026."),
    ],
)
def test_a_page_says_whether_a_joint_text_was_found_and_up_to_when_rounds_are_known(paged, checked_on, sentence):
    words = paged(checked_on=checked_on)
    assert sentence in words
    known = "Round 1 of 1 known" + (", checked up to 10 October 2026" if checked_on else "")
    assert f"{known} Round 1" in words


def test_a_page_says_what_was_read_in_part_and_what_quotes_no_words(paged):
    def read(meeting):
        meeting.citations.filter(field="city").update(read_extent="beginning", quotation="in Washington")

    words = paged(read)
    lacks = words[words.rindex("What the record lacks All gaps") : words.index("Other sources For facts")]
    assert re.findall(r"[A-Z1-9][^.]+\.", lacks.removeprefix("What the record lacks All gaps")) == [
        "Venue: no government and no two sources name it.",
        "Host: no government and no two sources say who hosted.",
        "Only the beginning of the one other source was read.",
        "12 of 13 citations of other sources quote no words.",
    ]
