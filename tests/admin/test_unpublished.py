"""What is unpublished, and how chosen records come into a changeset with what they need."""

import pytest
from django.urls import reverse

from initiatives import models
from initiatives.record import realm
from tests.admin.conftest import (
    COMPOSE,
    composed,
    form_of,
    public,
    publish,
    roots,
    saved,
    step,
    text_of,
)
from tests.builders import still_right

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def test_a_round_takes_along_what_it_newly_introduces(desk, record):
    page = composed(desk, record.rounds[0])
    told = {one.kind for one in page.context["sheet"].chosen}
    assert told == {"meeting", "country", "official", "pillar", "initiative", "activity", "reference", "concept"}
    assert all(one.because for one in page.context["sheet"].chosen if one.kind != "meeting")
    publish(desk, page)
    assert public(models.Activity, record.activities[0]).name_en == "Officials met 1"


def test_pressing_twice_makes_one_draft(desk, record):
    first, second = (composed(desk, record.rounds[0]).context["changeset"] for _ in range(2))
    assert first == second


def test_unpublished_changes_are_listed_with_their_differences_and_published_together(desk, published):
    assert "The public record shows everything as it is here." in text_of(desk.get(reverse("admin:unpublished")))
    saved(desk, published.pillar, name_en="Answering threats", reason="As printed")
    saved(desk, published.initiative, name_en="Policy for space")
    still_right(published.pillar, published.initiative)
    page = desk.get(reverse("admin:unpublished"))
    words = text_of(page)
    assert "2 records differ from what the public sees." in words
    assert "Was: Responding to threats" in words
    assert "As printed" in words
    page = composed(desk, published.pillar, published.initiative)
    listed = desk.get(reverse("admin:unpublished")).context["going"]
    assert [one.elsewhere for one in listed] == [[page.context["changeset"]]] * 2
    publish(desk, page, title="Two names", note="Two names as printed.")
    assert public(models.Pillar, published.pillar).name_en == "Answering threats"
    assert public(models.Initiative, published.initiative).name_en == "Policy for space"
    assert "The public record shows everything as it is here." in text_of(desk.get(reverse("admin:unpublished")))


def test_more_is_added_to_a_draft(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    saved(desk, published.initiative, name_en="Policy for space")
    still_right(published.pillar, published.initiative)
    draft = composed(desk, published.pillar).context["changeset"]
    page = desk.post(COMPOSE, roots(published.initiative) | {"into": str(draft.pk)}, follow=True)
    assert page.context["changeset"] == draft
    assert {one.kind for one in page.context["sheet"].chosen} == {"pillar", "initiative"}
    step(desk, page, "submit", note="Both")
    refused = desk.post(COMPOSE, roots(published.initiative) | {"into": str(draft.pk)}, follow=True)
    assert "That changeset is no draft now." in text_of(refused)


def test_what_is_public_and_gone_from_the_desk_is_restored_or_withdrawn(desk, published):
    with realm.at_desk():
        models.Activity.objects.filter(pk=published.activities[0].pk).delete()
    page = desk.get(reverse("admin:unpublished"))
    assert [revision.label for revision in page.context["gone"]] == ["Officials met 1"]
    asked = {"how": "withdraw", "root": f"activity:{published.activities[0].pk}"}
    page = desk.get("/admin/desk/correct/", asked)
    assert "Officials met 1" in text_of(page)
    page = desk.post(
        "/admin/desk/correct/", form_of(page, "how") | {"note": "It did not take place", "_do": "1"}, follow=True
    )
    assert page.status_code == 200, page.context["page"].reasons
    publish(desk, page)
    assert desk.get("/activities/meeting-1/").status_code == 410
    assert desk.get(reverse("admin:unpublished")).context["gone"] == []


def test_the_action_of_a_list_leads_to_the_same_page(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    data = {"action": "compose_chosen", "_selected_action": [str(published.pillar.pk)], "index": "0"}
    page = desk.post(reverse("admin:initiatives_pillar_changelist"), data, follow=True)
    assert [one.label for one in page.context["sheet"].chosen] == ["Answering threats"]


def test_nothing_chosen_is_said(desk, published):
    response = desk.post(COMPOSE, {}, follow=True)
    assert "Nothing was chosen." in text_of(response)
    assert desk.get(COMPOSE).status_code == 405


@pytest.mark.parametrize("root", ["pillar", "pillar:x", "user:7", "delegate:3f40923a-1ecd-5050-9521-fa62dc38fb9a"])
def test_what_names_no_record_is_a_bad_request(desk, published, root):
    assert desk.post(COMPOSE, {"root": root}).status_code == 400
