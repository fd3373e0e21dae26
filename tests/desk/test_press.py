"""Publishing: what the desk holds arrives in the public record byte for byte, once, or not at all."""

import pytest

from initiatives import models
from initiatives.desk import press
from initiatives.desk.dependencies import gather
from initiatives.desk.models import Changeset, Revision, State
from initiatives.desk.revisions import Stale, check_token, revise, token
from initiatives.desk.status import statuses, unpublished
from initiatives.published import ledger
from initiatives.published.models import Held, Item, Publication
from initiatives.record import realm
from initiatives.record.bodies import digest
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots
from tests.builders import agree, as_they_are, chosen, every_root, publish_all

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def is_public():
    return False


def bodies(using):
    return {
        kind: snapshots(kind, one.model.objects.using(using).values_list("pk", flat=True), using)
        for kind, one in KINDS.items()
    }


def test_the_public_record_holds_the_desks_bytes_and_keys(record):
    publish_all()
    assert bodies(realm.PUBLIC) == bodies(realm.DESK)
    assert Publication.objects.count() == 1
    assert {item.root: digest(item.body) for item in Item.objects.all()} == {
        held.root: held.sha256 for held in Held.objects.all()
    }


def test_a_change_at_the_desk_is_not_public_until_it_is_published(record):
    publish_all()
    record.initiative.name_en = "Space and beyond"
    record.initiative.save()
    revise(record.initiative, user=None, reason="Saved")
    with realm.in_public():
        assert models.Initiative.objects.get().name_en == "Space policy"
    assert statuses([record.initiative.pk, record.pillar.pk]) == {
        record.initiative.pk: "changed since",
        record.pillar.pk: "published",
    }
    assert [revision.root for revision in unpublished()] == [record.initiative.pk]
    agree(as_they_are(record.initiative))
    publication = press.publish_now(gather([("initiative", record.initiative.pk)]), user=None, title="Renamed")
    assert (publication.number, [item.label for item in publication.items.all()]) == (2, ["Space and beyond"])
    with realm.in_public():
        assert models.Initiative.objects.get().name_en == "Space and beyond"
    assert unpublished() == []


def test_a_save_without_a_change_makes_no_revision(record):
    assert revise(record.pillar, user=None, reason="Saved").number == 1
    assert revise(record.pillar, user=None, reason="Saved") is None
    assert token(record.pillar) == 1


def test_a_stale_token_is_refused(record):
    revise(record.pillar, user=None, reason="Saved")
    record.pillar.name_en = "Other"
    record.pillar.save()
    revise(record.pillar, user=None, reason="Saved")
    check_token(record.pillar, 2)
    with pytest.raises(Stale) as stale:
        check_token(record.pillar, 1)
    assert stale.value.latest.number == 2


def test_publishing_the_same_changeset_again_returns_the_same_publication(record):
    changeset = press.compose(every_root(), user=None, title="All")
    press.freeze(changeset, user=None)
    first = press.publish(changeset, user=None)
    Changeset.objects.update(state=State.APPROVED, publication=None)
    changeset.refresh_from_db()
    assert press.publish(changeset, user=None) == first
    assert Publication.objects.count() == 1


def test_an_interrupted_publishing_is_completed_by_reconciling(record):
    changeset = press.compose(every_root(), user=None, title="All")
    press.freeze(changeset, user=None)
    ledger.publish(press.edition_of(changeset))
    assert press.reconcile() == 1
    changeset.refresh_from_db()
    assert (changeset.state, changeset.publication) == (State.PUBLISHED, 1)
    assert set(Revision.objects.values_list("publication", flat=True)) == {1}


def test_a_root_that_refers_to_an_unpublished_one_says_which_and_brings_it_along(record):
    with pytest.raises(Refused) as refusal:
        press.publish_now(chosen(record.initiative), user=None, title="Alone")
    assert any("Responding to threats" in reason for reason in refusal.value.reasons)
    assert Publication.objects.count() == 0
    assert models.Initiative.objects.using(realm.PUBLIC).count() == 0
    brought = {one.root: one.because for one in gather([("initiative", record.initiative.pk)])}
    assert brought[record.initiative.pk] == ""
    assert {record.pillar.pk, record.rounds[0].pk, record.officials[0].pk} < set(brought)


def test_a_round_takes_with_it_what_it_newly_introduces(record):
    publish_all()
    record.add_round(2)
    gathered = {one.root for one in gather([("meeting", record.rounds[1].pk)])}
    assert gathered == {record.rounds[1].pk, record.activities[1].pk, record.references[1].pk}


def test_a_fact_without_a_citation_cannot_be_published(record):
    publish_all()
    record.activities[0].citations.filter(field="city").delete()
    with pytest.raises(Refused) as refusal:
        press.publish_now(chosen(record.activities[0]), user=None, title="Uncited")
    assert refusal.value.reasons == ["Officials met 1: the city has no citation. Add the passage or source."]
    assert Changeset.objects.count() == 1


def test_an_orphaned_citation_cannot_be_published(record):
    publish_all()
    sentence = record.documents[0].passages.get(number="1.2")
    sentence.text = sentence.text.replace("Tokyo", "Kyoto")
    sentence.save()
    with pytest.raises(Refused) as refusal:
        press.publish_now(chosen(record.activities[0]), user=None, title="Orphan")
    assert ["Tokyo" in reason and "no longer in passage 1.2" in reason for reason in refusal.value.reasons] == [True]


def test_a_change_that_slipped_by_the_forms_is_found_when_freezing(record):
    changeset = press.compose(every_root(), user=None, title="All")
    models.Pillar.objects.update(name_en="Slipped by")
    with pytest.raises(Refused, match=r"Responding to threats.* was changed at the desk after it was chosen"):
        press.freeze(changeset, user=None)
    assert Publication.objects.count() == 0


def test_an_older_revision_is_refused(record):
    changeset = press.compose(chosen(*record.roots), user=None, title="Old")
    press.freeze(changeset, user=None)
    models.Pillar.objects.update(name_en="Newer")
    publish_all(title="New")
    with pytest.raises(ledger.Older, match="already shows revision 2"):
        press.publish(changeset, user=None)
    with realm.in_public():
        assert models.Pillar.objects.get().name_en == "Newer"


def test_a_tampered_changeset_is_refused(record):
    changeset = press.compose(every_root(), user=None, title="All")
    press.freeze(changeset, user=None)
    Revision.objects.filter(kind="pillar").update(body=Revision.objects.get(kind="pillar").body.replace("threats", "x"))
    with pytest.raises(Refused, match="not what was frozen"):
        press.publish(changeset, user=None)
    assert Publication.objects.count() == 0


def test_two_roots_may_exchange_their_slugs_in_one_publication(record):
    publish_all()
    one, two = record.officials[:2]
    models.Official.objects.filter(pk=one.pk).update(slug="between")
    models.Official.objects.filter(pk=two.pk).update(slug="ann-blake")
    models.Official.objects.filter(pk=one.pk).update(slug="bunta-sato")
    publish_all(title="Exchange")
    with realm.in_public():
        assert models.Official.objects.get(slug="ann-blake").pk == two.pk
        assert models.Official.objects.get(slug="bunta-sato").pk == one.pk


def test_a_slug_that_was_public_is_not_given_to_another(record):
    publish_all()
    models.Official.objects.filter(slug="ann-blake").update(slug="ann-b")
    publish_all(title="Renamed")
    models.Official.objects.filter(slug="bunta-sato").update(slug="ann-blake")
    with pytest.raises(ledger.AddressTaken, match="ann-blake"):
        publish_all(title="Taken")


def test_a_rehearsal_shows_the_record_as_it_will_be_and_leaves_nothing_behind(record):
    publish_all()
    before = bodies(realm.PUBLIC)
    record.pillar.name_en = "Rehearsed"
    record.pillar.save()
    changeset = press.compose(chosen(record.pillar), user=None, title="Try")
    with press.rehearsed(changeset) as publication:
        assert publication.number == 2
        assert models.Pillar.objects.get().name_en == "Rehearsed"
    assert Publication.objects.count() == 1
    assert bodies(realm.PUBLIC) == before
