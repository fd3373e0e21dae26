"""From saved to public in the admin: what goes along, what blocks, exactly what was shown, what was typed when refused."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, User
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import models
from initiatives.desk.models import Changeset, PrivateDraft, Revision, State
from initiatives.published.models import Publication
from initiatives.record import realm
from tests.admin.conftest import form_of, opened, saved, signed_in, text_of, url_of
from tests.builders import publish_all

pytestmark = pytest.mark.django_db(databases=["default", "public"])
COMPOSE = "/admin/desk/compose/"


def roots(*rows):
    return {"root": [f"{row._meta.model_name}:{row.pk}" for row in rows]}


def composed(desk, *rows):
    """The page of the changeset that the rows were put into."""
    response = desk.post(COMPOSE, roots(*rows), follow=True)
    assert response.status_code == 200
    return response


def step(desk, page, name, **typed):
    """Presses a button of a changeset's page, as a browser would."""
    changeset = page.context["changeset"]
    return desk.post(f"/admin/desk/changeset/{changeset.pk}/{name}/", form_of(page, "version") | typed, follow=True)


def publish(desk, page, **typed):
    """Publishes without a second person: what the tests of other pages need of it."""
    return step(desk, page, "emergency", reason="A test", **typed)


def public(model, row):
    with realm.in_public():
        return model.objects.filter(pk=row.pk).first()


def state_of(page):
    with realm.at_desk():
        return Changeset.objects.get(pk=page.context["changeset"].pk).state


@pytest.fixture
def second(db):
    """A browser in which a publisher signed in who edited nothing."""
    with realm.at_desk():
        person = User.objects.create_user("second", is_staff=True)
        person.groups.set(Group.objects.filter(name="publisher"))
    return signed_in(person)


def test_a_title_is_corrected_reviewed_and_published_from_its_form(desk, second, published):
    data = opened(desk, published.pillar) | {"name_en": "Answering threats", "_compose": "Save and submit…"}
    page = desk.post(url_of(published.pillar), data, follow=True)
    words = text_of(page)
    assert "Was: Responding to threats" in words
    assert "Now: Answering threats" in words
    page = step(desk, page, "submit", note="The pillar has its printed name.")
    assert (state_of(page), public(models.Pillar, published.pillar).name_en) == (
        State.IN_REVIEW,
        "Responding to threats",
    )
    assert "Who may approve it: second." in text_of(page)
    done = step(second, second.get(page.request["PATH_INFO"]), "publish")
    assert "Public, as publication 2." in text_of(done)
    assert public(models.Pillar, published.pillar).name_en == "Answering threats"
    publication = Publication.objects.first()
    assert (publication.number, publication.title, publication.note, publication.is_emergency) == (
        2,
        "Answering threats",
        "The pillar has its printed name.",
        False,
    )


def test_whoever_submitted_or_edited_it_has_no_button_to_approve_and_is_refused(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    page = step(desk, composed(desk, published.pillar), "submit", is_minor="on")
    assert "Nobody else may review it now" in text_of(page)
    assert [name for name in ("approve/", "publish/") if f'formaction="../{name}' in page.content.decode()] == []
    for name in ("approve", "publish"):
        refused = step(desk, page, name)
        assert (refused.status_code, state_of(page)) == (409, State.IN_REVIEW)
        assert "Somebody else must approve this" in text_of(refused)
    assert Publication.objects.count() == 1


def test_a_round_takes_along_what_it_newly_introduces(desk, record):
    page = composed(desk, record.rounds[0])
    told = {one.kind for one in page.context["going"]}
    assert told == {"meeting", "country", "official", "pillar", "initiative", "activity", "reference"}
    assert all(one.because for one in page.context["going"] if one.kind != "meeting")
    publish(desk, page)
    assert public(models.Activity, record.activities[0]).name_en == "Officials met 1"


def test_pressing_twice_makes_one_draft(desk, record):
    first, second = (composed(desk, record.rounds[0]).context["changeset"] for _ in range(2))
    assert first == second


def test_what_is_taken_out_stays_at_the_desk_unless_it_is_needed(desk, record):
    page = composed(desk, record.rounds[0])
    keys = roots(record.activities[0], record.pillar)["root"]
    page = step(desk, page, "save", out=keys)
    assert [one.key for one in page.context["along"]] == roots(record.pillar)["root"]
    publish(desk, page)
    assert public(models.Activity, record.activities[0]) is None
    assert public(models.Pillar, record.pillar).name_en == "Responding to threats"
    assert public(models.Meeting, record.rounds[0]).name_en == "Round 1"


def test_the_last_record_is_not_taken_out(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    page = step(desk, composed(desk, published.pillar), "save", out=roots(published.pillar)["root"])
    assert (page.status_code, "Nothing would be left in it." in text_of(page)) == (409, True)


def test_what_was_changed_after_the_look_is_not_submitted(desk, published):
    saved(desk, published.pillar, name_en="Seen")
    page = composed(desk, published.pillar)
    saved(desk, published.pillar, name_en="Not seen")
    response = step(desk, page, "submit", title="My title", note="My note", remarks="Between us")
    assert (response.status_code, state_of(page)) == (409, State.DRAFT)
    assert "was changed at the desk since this page was opened. Look at it again." in text_of(response)
    again = form_of(response, "version")
    assert (again["title"], again["note"], again["remarks"]) == ("My title", "My note", "Between us")
    assert "Now: Not seen" in text_of(response)
    assert (step(desk, response, "submit").status_code, state_of(page)) == (200, State.IN_REVIEW)


def test_edits_after_submitting_belong_to_the_next_changeset(desk, second, published):
    saved(desk, published.pillar, name_en="Submitted")
    page = step(desk, composed(desk, published.pillar), "submit", is_minor="on")
    saved(desk, published.pillar, name_en="Later")
    page = second.get(page.request["PATH_INFO"])
    assert "The desk has moved on since" in text_of(page)
    step(second, page, "publish")
    assert public(models.Pillar, published.pillar).name_en == "Submitted"


def test_two_editors_of_a_draft_do_not_overwrite_each_other(desk, second, published):
    saved(desk, published.pillar, name_en="Answering threats")
    page = composed(desk, published.pillar)
    other = second.get(page.request["PATH_INFO"])
    step(second, other, "save", note="Theirs")
    refused = step(desk, page, "save", note="Mine")
    assert refused.status_code == 409
    words = text_of(refused)
    assert "was changed since this page was opened" in words
    assert "Saved meanwhile: Theirs" in words
    assert form_of(refused, "version")["note"] == "Mine"
    step(desk, refused, "save")
    with realm.at_desk():
        assert Changeset.objects.get(pk=page.context["changeset"].pk).note == "Mine"


def test_a_correction_needs_a_note_or_is_a_minor_edit(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    page = composed(desk, published.pillar)
    refused = step(desk, page, "submit")
    assert refused.status_code == 409
    assert "say in the note what and why, or mark it as a minor edit" in text_of(refused)
    publish(desk, refused, is_minor="on")
    assert Publication.objects.first().is_minor


def test_what_breaks_a_rule_is_not_submitted_and_the_page_says_why(desk, published):
    with realm.at_desk():
        published.pillar.citations.all().delete()
    page = composed(desk, published.pillar)
    assert "the name has no citation. Add the passage or source." in text_of(page)
    assert 'value="Submit for review" disabled' in page.content.decode()
    for name in ("submit", "emergency"):
        response = step(desk, page, name, note="My note", reason="It cannot wait")
        assert response.status_code == 409
        assert "has no citation" in " ".join(response.context["reasons"])
    assert (Publication.objects.count(), state_of(page)) == (1, State.DRAFT)


def test_what_is_returned_says_why_is_mended_and_submitted_again(desk, second, published):
    saved(desk, published.pillar, name_en="answering threats")
    page = step(desk, composed(desk, published.pillar), "submit", is_minor="on")
    refused = step(second, second.get(page.request["PATH_INFO"]), "return")
    assert (refused.status_code, "Say what is to be mended." in text_of(refused)) == (409, True)
    step(second, refused, "return", because="The capital letter")
    page = desk.get(page.request["PATH_INFO"])
    assert "To be mended: The capital letter" in text_of(page)
    assert "The capital letter" in text_of(desk.get("/admin/"))
    saved(desk, published.pillar, name_en="Answering threats")
    page = desk.get(page.request["PATH_INFO"])
    assert (step(desk, page, "submit").status_code, state_of(page)) == (200, State.IN_REVIEW)


def test_an_approved_changeset_gets_a_time_and_keeps_it_until_it_is_taken_away(desk, second, published):
    saved(desk, published.pillar, name_en="Answering threats")
    page = step(desk, composed(desk, published.pillar), "submit", is_minor="on")
    page = step(second, second.get(page.request["PATH_INFO"]), "approve")
    wrong = step(second, page, "schedule", local="tomorrow", zone="Asia/Tokyo")
    assert (wrong.status_code, "Give the day and the time" in text_of(wrong)) == (409, True)
    wrong = step(second, page, "schedule", local="2099-12-01T09:00", zone="Tokyo")
    assert (wrong.status_code, "is no time zone" in text_of(wrong)) == (409, True)
    page = step(second, page, "schedule", local="2099-12-01T09:00", zone="Asia/Tokyo")
    assert "1 December 2099, 09:00, Asia/Tokyo (1 December 2099, 00:00 UTC)" in text_of(page)
    assert "for 1 December 2099, 00:00 UTC" in text_of(desk.get("/admin/"))
    page = step(second, page, "unschedule")
    assert "waits to be published" in text_of(desk.get("/admin/"))
    step(second, page, "publish")
    assert public(models.Pillar, published.pillar).name_en == "Answering threats"


def test_an_emergency_needs_a_reason_is_flagged_and_waits_for_a_second_look(desk, second, published):
    saved(desk, published.pillar, name_en="Answering threats")
    page = composed(desk, published.pillar)
    refused = step(desk, page, "emergency", is_minor="on")
    assert (refused.status_code, "Say why it cannot wait" in text_of(refused)) == (409, True)
    page = step(desk, refused, "emergency", is_minor="on", reason="A wrong name")
    assert "Emergency, to be looked at" in text_of(page)
    assert "published in an emergency, without review by a second person before" in text_of(desk.get("/changes/"))
    assert step(desk, page, "look").status_code == 409
    assert "emergency, public since" in text_of(second.get("/admin/"))
    step(second, second.get(page.request["PATH_INFO"]), "look")
    assert "Nothing waits for a second person." in text_of(second.get("/admin/"))


def test_a_draft_is_put_away_and_what_it_held_stays(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    page = composed(desk, published.pillar)
    assert "was put away" in text_of(step(desk, page, "discard"))
    with realm.at_desk():
        assert (Changeset.objects.filter(state=State.DRAFT).count(), models.Pillar.objects.get().name_en) == (
            0,
            "Answering threats",
        )
    assert step(desk, page, "save").status_code == 404


def test_a_step_pressed_twice_is_done_once(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    page = composed(desk, published.pillar)
    assert step(desk, page, "emergency", is_minor="on", reason="One").status_code == 200
    assert step(desk, page, "emergency", is_minor="on", reason="Two").status_code == 409
    assert Publication.objects.count() == 2


def test_unpublished_changes_are_listed_with_their_differences_and_published_together(desk, published):
    assert "The public record shows everything as it is here." in text_of(desk.get(reverse("admin:unpublished")))
    saved(desk, published.pillar, name_en="Answering threats", reason="As printed")
    saved(desk, published.initiative, name_en="Policy for space")
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


def test_what_is_typed_into_a_changeset_is_kept_taken_up_and_gone_with_the_step(desk, second, published):
    saved(desk, published.pillar, name_en="Answering threats")
    page = composed(desk, published.pillar)
    there = page.request["PATH_INFO"]
    typed = form_of(page, "version") | {"note": "Typed and not saved", "remarks": "内々"}
    kept = desk.post("/admin/desk/draft/?" + urlencode({"form": there, "label": "A name"}), typed)
    assert kept.status_code == 200, kept.content
    opened_again = desk.get(there)
    assert "You typed here on" in text_of(opened_again)
    assert "Typed and not saved" not in second.get(there, {"draft": typed["draft"]}).content.decode()
    taken = desk.get(there, {"draft": typed["draft"]})
    again = form_of(taken, "version")
    assert (again["note"], again["remarks"]) == ("Typed and not saved", "内々")
    step(desk, taken, "submit")
    assert "You typed here on" not in text_of(desk.get(there))
    with realm.at_desk():
        assert Changeset.objects.get(pk=page.context["changeset"].pk).note == "Typed and not saved"
        assert not PrivateDraft.objects.exclude(data="").exists()


def test_more_is_added_to_a_draft(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    saved(desk, published.initiative, name_en="Policy for space")
    draft = composed(desk, published.pillar).context["changeset"]
    page = desk.post(COMPOSE, roots(published.initiative) | {"into": str(draft.pk)}, follow=True)
    assert page.context["changeset"] == draft
    assert {one.kind for one in page.context["going"]} == {"pillar", "initiative"}
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
    assert [one.label for one in page.context["going"]] == ["Answering threats"]


def test_nothing_chosen_is_said(desk, published):
    response = desk.post(COMPOSE, {}, follow=True)
    assert "Nothing was chosen." in text_of(response)
    assert desk.get(COMPOSE).status_code == 405


@pytest.mark.parametrize("root", ["pillar", "pillar:x", "user:7", "delegate:3f40923a-1ecd-5050-9521-fa62dc38fb9a"])
def test_what_names_no_record_is_a_bad_request(desk, published, root):
    assert desk.post(COMPOSE, {"root": root}).status_code == 400


def test_the_page_of_a_changeset_asks_as_many_queries_for_three_records_as_for_one(desk, record):
    with realm.at_desk():
        for number in (2, 3):
            record.add_round(number)
    publish_all()
    asked = []
    for count in (1, 3):
        listed = record.references[:count]
        for row in listed:
            saved(desk, row, summary_en=f"Changed {count}")
        page = composed(desk, *listed)
        with (
            CaptureQueriesContext(connections[realm.DESK]) as desk_queries,
            CaptureQueriesContext(connections[realm.PUBLIC]) as public_queries,
        ):
            assert len(desk.get(page.request["PATH_INFO"]).context["going"]) == count
        asked.append((len(desk_queries), len(public_queries)))
    assert asked[0] == asked[1]


def test_a_changeset_shows_what_it_published(desk, published):
    saved(desk, published.pillar, name_en="Answering threats")
    publish(desk, composed(desk, published.pillar), note="As printed.")
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
        (2, "As counted", "Name (English)"),
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
    assert [name for name, _ in page.context["action_form"].fields["action"].choices if name] == ["compose_chosen"]


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
    publish(desk, composed(desk, renamed))
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


def test_the_history_of_a_renamed_root_goes_back_beyond_its_renaming(desk, published):
    saved(desk, published.rounds[0], slug="2015-01-05-tokyo", reason="The place was wrong")
    shown = text_of(desk.get(url_of(published.rounds[0], "history")))
    assert shown.index("The place was wrong") < shown.index("first revision")
    compared = text_of(desk.get(f"{url_of(published.rounds[0], 'compare')}?from=1&to=2"))
    assert ("2015-01-05-washington" in compared, "2015-01-05-tokyo" in compared) == (True, True)


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
