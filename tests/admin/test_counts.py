"""Queries: as many for three rows as for one, and as many where two hundred could be chosen as where one could."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import models
from initiatives.desk.revisions import revise_everything
from initiatives.record import realm
from tests import builders
from tests.admin.conftest import opened, saved, url_of
from tests.builders import names, other, publish_all

pytestmark = pytest.mark.django_db(databases=["default", "public"])

LISTS = ["meeting", "initiative", "activity", "pillar", "official", "reference", "country", "document", "passage"]
MOST = 16  # queries of a form, six of them for its checks, with one more for each of its inlines


def queries(client, address, **data):
    """The statements one page needs, in both databases; the second time, when nothing is left to be remembered."""
    ContentType.objects.clear_cache()
    ContentType.objects.get_for_model(models.Meeting)
    for model in (*(apps_model(name) for name in LISTS),):
        ContentType.objects.get_for_model(model)
    with CaptureQueriesContext(connections["default"]) as desk, CaptureQueriesContext(connections["public"]) as public:
        assert client.get(address, data).status_code == 200
    found = [*desk.captured_queries, *public.captured_queries]
    return [
        one["sql"] for one in found if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET"))
    ]


def apps_model(name):
    return models.Meeting._meta.apps.get_model("initiatives", name)


@pytest.fixture
def counted(desk):
    return builders.published()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_needs_as_many_queries_for_three_rows_as_for_one(desk, counted, name):
    address = reverse(f"admin:initiatives_{name}_changelist")
    one = queries(desk, address)
    with realm.at_desk():
        counted.add_round(2)
        counted.add_round(3)
        for number in (2, 3):
            models.Pillar.objects.create(slug=f"pillar-{number}", **names(f"Pillar {number}"))
            models.Initiative.objects.create(slug=f"i-{number}", pillar=counted.pillar, **names(f"Initiative {number}"))
        revise_everything(user=None, reason="test")
    many = queries(desk, address)
    assert len(many) == len(one)
    assert len(one) <= 8


@pytest.mark.parametrize("status", ["never published", "changed since", "published", "withdrawn"])
def test_filtering_by_publication_adds_a_few_queries_whatever_the_rows(desk, counted, status):
    address = reverse("admin:initiatives_meeting_changelist")
    with realm.at_desk():
        counted.add_round(2)
        revise_everything(user=None, reason="test")
    few = queries(desk, address, publication=status)
    assert len(few) <= len(queries(desk, address)) + 6
    with realm.at_desk():
        for number in (3, 4, 5):
            counted.add_round(number)
        revise_everything(user=None, reason="test")
    assert len(queries(desk, address, publication=status)) == len(few)


def grow(record):
    """Three times the rows of every inline, and two hundred of everything that could be chosen."""
    row = record.rounds[0]
    with realm.at_desk():
        for number in range(200):
            models.Country.objects.create(
                code=f"{chr(65 + number // 26)}{chr(65 + number % 26)}Q", **names(f"C {number}")
            )
            models.Initiative.objects.create(slug=f"i-{number}", pillar=record.pillar, **names(f"Initiative {number}"))
        for number in range(12):
            person = models.Official.objects.create(slug=f"p-{number}", name=f"P {number}", family_name=f"P{number}")
            models.Delegate.objects.create(
                meeting=row, official=person, country=record.countries[0], name=f"P {number}", title="Aide"
            )
        for person in record.officials:
            for number in range(4):
                models.Tenure.objects.create(
                    official=person, country=record.countries[number % 3], **names("T", "title")
                )
                models.OfficialName.objects.create(official=person, value=f"N {number}", script="Latn", language="en")
        for root in (row, record.pillar, record.initiative, record.activities[0], record.references[0]):
            passages = list(record.documents[0].passages.all())
            for position in range(2, 12):
                other(root, "name", position)
                root.citations.create(
                    field="name", passage=passages[position % 4], quotation=passages[position % 4].text
                )
        for passage in record.documents[0].passages.all():
            passage.named_initiatives.set(models.Initiative.objects.all()[:20])


def forms(record):
    with realm.at_desk():
        passage = record.documents[0].passages.get(number="1.2")
    return {
        "meeting": record.rounds[0],
        "initiative": record.initiative,
        "activity": record.activities[0],
        "pillar": record.pillar,
        "official": record.officials[0],
        "reference": record.references[0],
        "country": record.countries[0],
        "document": record.documents[0],
        "passage": passage,
    }


@pytest.mark.parametrize("name", LISTS)
def test_a_form_needs_as_many_queries_whatever_it_holds_and_could_choose(desk, counted, name):
    row = forms(counted)[name]
    few = queries(desk, url_of(row))
    grow(counted)
    many = queries(desk, url_of(row))
    assert len(many) == len(few)
    inlines = {"meeting": 2, "official": 3, "document": 0, "passage": 0}.get(name, 1)
    assert len(few) <= MOST + inlines, "\n".join(few)


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_form_needs_as_many_queries_whatever_could_be_chosen(desk, counted, name):
    address = reverse(f"admin:initiatives_{name}_add")
    few = queries(desk, address)
    grow(counted)
    assert len(queries(desk, address)) == len(few)


def test_history_needs_as_many_queries_for_many_revisions_as_for_two(desk, counted):
    row = counted.pillar
    saved(desk, row, name_en="Name 0")
    few = queries(desk, url_of(row, "history"))
    for number in range(1, 6):
        saved(desk, row, name_en=f"Name {number}")
    assert len(queries(desk, url_of(row, "history"))) == len(few)


def test_unpublished_changes_need_as_many_queries_for_three_as_for_one(desk, counted):
    with realm.at_desk():
        for number in (2, 3):
            counted.add_round(number)
    publish_all(title="More", note="More")
    address = reverse("admin:unpublished")
    saved(desk, counted.activities[0], name_en="Changed")
    few = queries(desk, address)
    for activity in counted.activities[1:]:
        saved(desk, activity, name_en="Changed")
    assert len(queries(desk, address)) == len(few)


def test_saving_asks_for_what_rows_choose_once_for_all_of_them(desk, counted):
    """A form with many delegates is saved without a question for each of them that zeal would refuse."""
    grow(counted)
    with realm.at_desk():
        revise_everything(user=None, reason="test")
    data = opened(desk, counted.rounds[0])
    assert int(data["delegates-TOTAL_FORMS"]) == 15
    saved(desk, counted.rounds[0], name_en="The first round")
