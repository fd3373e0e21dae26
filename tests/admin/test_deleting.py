"""Deleting: what was never public and what nothing rests on, one by one."""

import pytest
from django.urls import reverse

from initiatives import models
from initiatives.desk.models import Revision
from initiatives.record import realm
from tests.admin.conftest import (
    form_of,
    saved,
    text_of,
    url_of,
)

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def test_what_was_ever_public_is_not_deleted(desk, published):
    with realm.at_desk():
        count = models.Activity.objects.count()
    for send in (desk.get, desk.post):
        response = send(url_of(published.activities[0], "delete"), {"post": "yes", "token": "1"})
        assert response.status_code == 409
        assert "withdraw it instead" in text_of(response)
    with realm.at_desk():
        assert models.Activity.objects.count() == count


def test_deleting_a_reference_revises_the_rounds_that_named_it(desk, record):
    saved(desk, record.rounds[0], reason="Before")
    row = record.references[0]
    assert desk.post(url_of(row, "delete"), form_of(desk.get(url_of(row, "delete")))).status_code == 302
    with realm.at_desk():
        assert not models.Reference.objects.filter(pk=row.pk).exists()
        last = Revision.objects.filter(root=record.rounds[0].pk).latest("number")
    assert last.reason == "Deleted reference “resolution 2001”, which this named"


def test_deleting_a_document_revises_its_meeting(desk, record):
    with realm.at_desk():
        extra = models.Document.objects.create(
            meeting=record.rounds[0], slug="extra", kind="readout", title="Extra", issuers="Japan"
        )
    saved(desk, record.rounds[0])
    assert desk.post(url_of(extra, "delete"), form_of(desk.get(url_of(extra, "delete")))).status_code == 302
    with realm.at_desk():
        last = Revision.objects.filter(root=record.rounds[0].pk).latest("number")
    assert last.reason == "Deleted document “Extra”"


def test_what_others_rest_on_is_not_deleted(desk, record):
    response = desk.get(url_of(record.pillar, "delete"))
    assert "would require deleting the following protected related objects" in text_of(response)
    response = desk.post(url_of(record.pillar, "delete"), {"post": "yes", "token": "0"})
    with realm.at_desk():
        assert models.Pillar.objects.filter(pk=record.pillar.pk).exists()


def test_there_is_no_deleting_of_many_at_once(desk, record):
    page = desk.get(reverse("admin:initiatives_pillar_changelist"))
    assert [name for name, _ in page.context["action_form"].fields["action"].choices if name] == ["compose_chosen"]
