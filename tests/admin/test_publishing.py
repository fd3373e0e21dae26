"""Publishing from the admin: what goes along, what blocks, exactly what was shown, and what was typed when it is refused."""

import pytest
from django.urls import reverse

from initiatives import models
from initiatives.desk.models import Changeset, Revision
from initiatives.published.models import Publication
from initiatives.record import realm
from tests.admin.conftest import form_of, opened, saved, text_of, url_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])
PUBLISH = "/admin/desk/publish/"


def page_of(desk, *roots):
    chosen = [f"{root._meta.model_name}:{root.pk}" for root in roots]
    return desk.get(PUBLISH, {"root": chosen})


def publish(desk, page, **typed):
    return desk.post(PUBLISH, form_of(page, "shown") | {"_publish": "Publish now"} | typed)


def public(model, row):
    with realm.in_public():
        return model.objects.filter(pk=row.pk).first()


def test_a_title_is_corrected_and_published_from_its_form(desk, published):
    data = opened(desk, published.pillar) | {"name_en": "Answering threats", "_publish": "Publish…"}
    response = desk.post(url_of(published.pillar), data, follow=True)
    assert response.redirect_chain == [(f"{PUBLISH}?root=pillar%3A{published.pillar.pk}", 302)]
    words = text_of(response)
    assert "Was: Responding to threats" in words
    assert "Now: Answering threats" in words
    done = publish(desk, response, note="The pillar has its printed name.")
    assert (done.status_code, done.url) == (302, url_of(published.pillar))
    assert public(models.Pillar, published.pillar).name_en == "Answering threats"
    publication = Publication.objects.first()
    assert (publication.number, publication.title, publication.note) == (
        2,
        "Answering threats",
        "The pillar has its printed name.",
    )
    assert "publication 2" in text_of(desk.get(done.url))


def test_a_round_takes_along_what_it_newly_introduces(desk, record):
    page = page_of(desk, record.rounds[0])
    sheet = page.context["sheet"]
    told = {(one.kind, one.is_optional) for one in sheet.going}
    assert told == {
        ("meeting", False),
        ("country", False),
        ("official", False),
        ("pillar", False),
        ("initiative", False),
        ("activity", True),
        ("reference", False),
    }
    assert all(one.because for one in sheet.going if one.kind != "meeting")
    assert publish(desk, page).status_code == 302
    assert public(models.Activity, record.activities[0]).name_en == "Officials met 1"


def test_what_is_not_ticked_stays_at_the_desk(desk, record):
    assert publish(desk, page_of(desk, record.rounds[0]), include=[]).status_code == 302
    assert public(models.Activity, record.activities[0]) is None
    assert public(models.Meeting, record.rounds[0]).name_en == "Round 1"


def test_what_was_changed_after_the_look_is_not_published(desk, published):
    saved(desk, published.pillar, name_en="Seen")
    page = page_of(desk, published.pillar)
    saved(desk, published.pillar, name_en="Not seen")
    response = publish(desk, page, title="My title", note="My note")
    assert response.status_code == 409
    words = text_of(response)
    assert "was changed at the desk since this page was opened. Look at it again." in words
    assert "Not published. Nothing was changed." in words
    again = form_of(response, "shown")
    assert (again["title"], again["note"]) == ("My title", "My note")
    assert Publication.objects.count() == 1
    with realm.at_desk():
        assert Changeset.objects.count() == 1
    assert publish(desk, response).status_code == 302
    assert public(models.Pillar, published.pillar).name_en == "Not seen"


def test_a_correction_needs_a_note_or_is_a_minor_edit(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    page = page_of(desk, published.pillar)
    refused = publish(desk, page)
    assert refused.status_code == 409
    assert "say in the note what and why, or mark it as a minor edit" in text_of(refused)
    assert publish(desk, page, is_minor="on").status_code == 302
    assert Publication.objects.first().is_minor


def test_what_breaks_a_rule_is_not_published_and_the_page_says_why(desk, published):
    with realm.at_desk():
        published.pillar.citations.all().delete()
    page = page_of(desk, published.pillar)
    assert "the name has no citation. Add the passage or source." in text_of(page)
    assert 'value="Publish now" disabled' in page.content.decode()
    response = publish(desk, page, note="My note")
    assert response.status_code == 409
    assert "has no citation" in " ".join(response.context["sheet"].reasons)
    assert Publication.objects.count() == 1
    with realm.at_desk():
        assert Changeset.objects.count() == 1


def test_unpublished_changes_are_listed_with_their_differences_and_published_together(desk, published):
    assert "The public record shows everything as it is here." in text_of(desk.get(reverse("admin:unpublished")))
    saved(desk, published.pillar, name_en="Answering threats", reason="As printed")
    saved(desk, published.initiative, name_en="Policy for space")
    page = desk.get(reverse("admin:unpublished"))
    words = text_of(page)
    assert "2 records differ from what the public sees." in words
    assert "Was: Responding to threats" in words
    assert "As printed" in words
    chosen = [f"pillar:{published.pillar.pk}", f"initiative:{published.initiative.pk}"]
    sheet = desk.post(PUBLISH, {"root": chosen})
    assert publish(desk, sheet, title="Two names", note="Two names as printed.").status_code == 302
    assert public(models.Pillar, published.pillar).name_en == "Answering threats"
    assert public(models.Initiative, published.initiative).name_en == "Policy for space"
    assert "The public record shows everything as it is here." in text_of(desk.get(reverse("admin:unpublished")))


def test_the_action_of_a_list_leads_to_the_same_page(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    data = {"action": "publish_chosen", "_selected_action": [str(published.pillar.pk)], "index": "0"}
    page = desk.post(reverse("admin:initiatives_pillar_changelist"), data)
    assert [one.label for one in page.context["sheet"].going] == ["Answering threats"]
    assert publish(desk, page, is_minor="on").status_code == 302


def test_nothing_chosen_is_said(desk, published):
    response = desk.post(PUBLISH, {}, follow=True)
    assert "Nothing was chosen." in text_of(response)


@pytest.mark.parametrize("root", ["pillar", "pillar:x", "user:7", "delegate:3f40923a-1ecd-5050-9521-fa62dc38fb9a"])
def test_what_names_no_record_is_a_bad_request(desk, published, root):
    assert desk.get(PUBLISH, {"root": root}).status_code == 400


def test_a_changeset_shows_what_it_published(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    publish(desk, page_of(desk, published.pillar), note="As printed.")
    with realm.at_desk():
        changeset = Changeset.objects.get(title="Answering threats")
    page = desk.get(url_of(changeset))
    words = text_of(page)
    assert "Was: Responding to threats" in words
    assert "Publication 2" in words
    assert desk.post(url_of(changeset), {"title": "Other"}).status_code == 403


# History


def test_history_tells_who_when_why_and_what(desk, published):
    saved(desk, published.rounds[0], name_en="The first round", reason="As counted")
    lines = desk.get(url_of(published.rounds[0], "history")).context["lines"]
    assert [(line["revision"].number, line["revision"].reason, line["told"]) for line in lines] == [
        (2, "As counted", "Name"),
        (1, "test", "first revision"),
    ]


def test_any_two_revisions_are_compared(desk, published):
    row = published.pillar
    for name in ("One", "Two", "Three"):
        saved(desk, row, name_en=name)
    page = desk.get(url_of(row, "compare"), {"from": "2", "to": "4"})
    assert [(one.old, one.new) for one in page.context["differences"]] == [("One", "Three")]
    assert desk.get(url_of(row, "compare"), {"from": "2", "to": "9"}).status_code == 404
    assert desk.get(url_of(row, "compare"), {"from": "x"}).status_code == 404


# Deleting


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
    assert [name for name, _ in page.context["action_form"].fields["action"].choices if name] == ["publish_chosen"]


# Lists


@pytest.mark.parametrize(
    ("status", "names"),
    [
        ("never published", ["New"]),
        ("changed since", ["Renamed"]),
        ("published", ["Space policy"]),
        ("withdrawn", []),
    ],
)
def test_lists_show_and_filter_by_publication(desk, published, status, names):
    with realm.at_desk():
        models.Initiative.objects.create(slug="new", pillar=published.pillar, name_en="New")
    renamed = models.Initiative(slug="second", pillar=published.pillar, name_en="Second")
    with realm.at_desk():
        renamed.save()
        with_passage = published.documents[0].passages.get(number="1.1")
        renamed.citations.create(field="name", passage=with_passage, quotation="Space policy")
    publish(desk, page_of(desk, renamed))
    saved(desk, renamed, name_en="Renamed")
    page = desk.get(reverse("admin:initiatives_initiative_changelist"), {"publication": status})
    rows = page.context["cl"].result_list
    assert [(row.name_en, row.publication_status) for row in rows] == [(name, status) for name in names]


def test_a_public_page_is_linked_at_the_address_it_has_in_public(desk, published):
    saved(desk, published.pillar, slug="renamed-at-the-desk")
    page = desk.get(url_of(published.pillar))
    assert page.context["public_path"] == "/pillars/threats/"
    assert page.context["previews"] == [
        ("English", "/desk/preview/pillars/renamed-at-the-desk/"),
        ("日本語", "/desk/preview/ja/pillars/renamed-at-the-desk/"),
        ("한국어", "/desk/preview/ko/pillars/renamed-at-the-desk/"),
    ]


def test_every_form_links_to_the_preview_of_a_page_that_shows_its_row(desk, published):
    row, document = published.rounds[0], published.documents[0]
    with realm.at_desk():
        passage = document.passages.get(number="1.2")
    shown = {
        row: f"rounds/{row.slug}/",
        document: f"documents/{document.slug}/",
        passage: f"documents/{document.slug}/#p-1.2",
        published.countries[0]: "officials/?party=USA",
        published.officials[0]: "officials/ann-blake/",
        published.initiative: "initiatives/space/",
        published.activities[0]: "activities/meeting-1/",
        published.references[0]: "references/resolution-2001/",
    }
    for each, page in shown.items():
        found = desk.get(url_of(each)).context["previews"]
        assert [address for _, address in found] == [f"/desk/preview/{code}{page}" for code in ("", "ja/", "ko/")]
        for _, address in found:
            path, _, anchor = address.partition("#")
            response = desk.get(path)
            assert response.status_code == 200
            assert not anchor or f'id="{anchor}"' in response.content.decode()


def test_the_first_page_starts_from_the_work(desk, published):
    saved(desk, published.pillar, name_en="Answering threats", reason="As printed")
    page = desk.get(reverse("admin:index"))
    assert page.context["waiting_count"] == 1
    words = text_of(page)
    assert "Unpublished changes 1 Answering threats Changed since" in words
    assert [section["name"] for section in page.context["app_list"]] == [
        "Record",
        "Sources",
        "Publishing",
        "Administration",
    ]
