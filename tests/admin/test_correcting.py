"""Corrections in the admin: publish in part, withdraw, merge, restore; each shows what it does before it does it."""

import pytest
from django.contrib.auth import get_user_model

from initiatives import models
from initiatives.desk.models import Changeset, Revision, State
from initiatives.published.models import Publication
from initiatives.record import realm
from initiatives.record.bodies import digest
from initiatives.record.snapshots import snapshots
from tests.builders import publish_all, still_right

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture(autouse=True)
def _differs(published):
    models.Pillar.objects.update(name_en="Corrected name", name_ja="秘密")
    still_right(published.pillar)


@pytest.fixture
def staff(client):
    client.force_login(get_user_model().objects.create_superuser("chief"))
    return client


def publish(staff, response):
    """Publishes what was put to review, as the one person here can."""
    with realm.at_desk():
        changeset = Changeset.objects.get(state=State.IN_REVIEW)
    assert (response.status_code, response.url) == (302, f"/admin/desk/changeset/{changeset.pk}/change/")
    data = {"version": changeset.version, "reason": "The only editor"}
    assert staff.post(f"/admin/desk/changeset/{changeset.pk}/emergency/", data).status_code == 302


def words(response):
    return " ".join(response.content.decode().split())


def asked(how, root, **more):
    """What the page of a correction sends, opened just now."""
    kind = root._meta.model_name
    shown = digest(snapshots(kind, [root.pk], realm.DESK)[root.pk])
    return {"how": how, "root": f"{kind}:{root.pk}", "shown": shown, **more}


def public(model, **wanted):
    with realm.in_public():
        return list(model.objects.filter(**wanted).values_list("slug", flat=True))


def test_only_the_ticked_changes_are_published(staff, record):
    shown = words(staff.get("/admin/desk/correct/", asked("pick", record.pillar)))
    assert ("Corrected name" in shown, "秘密" in shown) == (True, True)
    unit = f"pillar|{record.pillar.pk}|name_en"
    look = words(staff.post("/admin/desk/correct/", asked("pick", record.pillar, unit=[unit], _look="1")))
    result = look.partition("What readers would see change")[2]
    assert ("Corrected name" in result, "秘密" in result) == (True, False)
    data = asked("pick", record.pillar, unit=[unit], note="A slip", _do="1")
    published = Publication.objects.count()
    response = staff.post("/admin/desk/correct/", data)
    assert Publication.objects.count() == published
    publish(staff, response)
    with realm.in_public():
        pillar = models.Pillar.objects.get()
        assert (pillar.name_en, pillar.name_ja) == ("Corrected name", "Responding to threats（日）")
    assert Publication.objects.get(number=2).note == "A slip"


@pytest.mark.parametrize(
    ("unit", "note", "said"), [([], "A slip", "Choose at least one"), (None, " ", "say in the note")]
)
def test_a_pick_that_is_refused_says_why_and_keeps_what_was_typed(staff, record, unit, note, said):
    unit = [f"pillar|{record.pillar.pk}|name_en"] if unit is None else unit
    response = staff.post("/admin/desk/correct/", asked("pick", record.pillar, unit=unit, note=note, _do="1"))
    assert (response.status_code, said in words(response)) == (409, True)
    assert (Publication.objects.count(), Changeset.objects.count()) == (1, 1)


def test_a_correction_of_what_was_saved_since_the_page_was_opened_is_refused(staff, record):
    for how, more in (("pick", {"unit": [f"pillar|{record.pillar.pk}|name_en"]}), ("withdraw", {})):
        data = asked(how, record.pillar, note="My note", _do="1", **more)
        with realm.at_desk():
            models.Pillar.objects.update(name_en=f"Saved before {how}")
        refused = staff.post("/admin/desk/correct/", data)
        assert (refused.status_code, "was changed at the desk since this page was opened" in words(refused)) == (
            409,
            True,
        )
        assert "My note" in words(refused)
    assert Changeset.objects.count() == 1


def test_what_refers_to_it_is_named_before_withdrawing_and_refuses_it(staff, record):
    shown = words(staff.get("/admin/desk/correct/", asked("withdraw", record.initiative)))
    assert "The activity “Officials met 1”" in shown
    data = asked("withdraw", record.initiative, note="A mistake", _do="1")
    response = staff.post("/admin/desk/correct/", data)
    assert (response.status_code, "refers to it" in words(response)) == (409, True)
    assert public(models.Initiative) == ["space"]


def test_a_withdrawn_record_leaves_its_reason(staff, record):
    data = asked("withdraw", record.activities[0], note="It did not take place", _do="1")
    published = Publication.objects.count()
    response = staff.post("/admin/desk/correct/", data)
    assert Publication.objects.count() == published
    publish(staff, response)
    assert public(models.Activity) == []
    gone = staff.get("/activities/meeting-1/")
    assert (gone.status_code, "It did not take place" in words(gone)) == (410, True)


@pytest.mark.django_db(databases=["default", "public", "as_of"])
def test_a_record_stays_and_what_it_said_before_is_kept_nowhere(staff, record):
    activity, page = record.activities[0], "/activities/meeting-1/"
    with realm.at_desk():
        models.Activity.objects.update(name_en="Ministers met", name_ja="", name_ko="")
        still_right(activity)
    asks = words(staff.get("/admin/desk/correct/", asked("forget", activity)))
    assert "what it said before is kept nowhere" in asks
    unexplained = staff.post("/admin/desk/correct/", asked("forget", activity, _do="1"))
    assert (unexplained.status_code, "Say why earlier versions are not kept" in words(unexplained)) == (409, True)
    assert "Officials met 1" in words(staff.get(f"{page}?as-of=1"))
    publish(staff, staff.post("/admin/desk/correct/", asked("forget", activity, note="By court order", _do="1")))
    assert "Ministers met" in words(staff.get(page))
    history = words(staff.get(f"{page}history/"))
    assert ("By court order" in history, "Officials met 1" in history) == (True, False)
    assert staff.get(f"{page}?as-of=1").status_code == 410
    with realm.at_desk():
        kept = Revision.objects.filter(root=activity.pk).order_by("number")
        assert [(row.number, bool(row.body)) for row in kept] == [(1, False), (2, True)]


def test_two_officials_become_one_and_both_addresses_lead_there(staff, record):
    with realm.at_desk():
        twin = models.Official.objects.create(slug="anne-blake", name="Anne Blake", family_name="Blake")
        publish_all(title="Twin")
    data = asked("merge", twin, kept=str(record.officials[0].pk), note="The same person", _do="1")
    published = Publication.objects.count()
    response = staff.post("/admin/desk/correct/", data)
    assert Publication.objects.count() == published
    publish(staff, response)
    moved = staff.get("/officials/anne-blake/")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/officials/ann-blake/")


def test_restoring_is_offered_once_there_is_an_earlier_revision(staff, record):
    history = f"/admin/initiatives/pillar/{record.pillar.pk}/history/"
    assert "Restore as a new revision" not in staff.get(history).content.decode()
    publish_all(title="Renamed")
    assert "Restore as a new revision" in staff.get(history).content.decode()


def test_a_revision_is_restored_as_a_new_one_and_nothing_public_changes(staff, record):
    first = Revision.objects.get(kind="pillar", number=1)
    with realm.at_desk():
        publish_all(title="Renamed")
    stale = staff.post("/admin/desk/restore/", {"revision": first.pk, "token": "1"}, follow=True)
    assert "Not restored. Saved since by" in words(stale)
    with realm.at_desk():
        assert models.Pillar.objects.get().name_en == "Corrected name"
    assert staff.post("/admin/desk/restore/", {"revision": first.pk, "token": "2"}).status_code == 302
    with realm.at_desk():
        assert models.Pillar.objects.get().name_en == "Responding to threats"
    assert list(Revision.objects.filter(kind="pillar").order_by("number").values_list("number", "reason")) == [
        (1, "test"),
        (2, "test"),
        (3, "Restored revision 1"),
    ]
    with realm.in_public():
        assert models.Pillar.objects.get().name_en == "Corrected name"


@pytest.mark.parametrize("data", [{}, {"root": "x"}, {"root": "pillar:x", "how": "pick"}, {"how": "explode"}])
def test_what_names_no_record_is_refused(staff, record, data):
    assert staff.get("/admin/desk/correct/", data).status_code == 400
    assert staff.post("/admin/desk/correct/", data).status_code == 400


@pytest.mark.parametrize("how", ["", "explode", "merge"])
def test_what_cannot_be_done_to_a_record_is_not_there(staff, record, how):
    assert staff.get("/admin/desk/correct/", asked(how, record.pillar)).status_code == 404


@pytest.mark.parametrize("revision", ["", "x", "0", "9" * 30, "²"])
def test_a_revision_that_is_not_there_is_not_restored(staff, record, revision):
    assert staff.post("/admin/desk/restore/", {"revision": revision}).status_code == 404
