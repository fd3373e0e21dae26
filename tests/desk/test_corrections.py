"""What is done to what is or was public: restore, pick, withdraw, rename, merge, purge. No public address is lost."""

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from initiatives import models
from initiatives.choices import Role
from initiatives.desk import press, workflow
from initiatives.desk.corrections import (
    earlier_mentions,
    merge,
    pick,
    picked,
    purge_history,
    restore,
    units,
    withdraw,
)
from initiatives.desk.dependencies import gather, referrers
from initiatives.desk.models import Changeset, Line, Revision
from initiatives.desk.revisions import revise, revise_everything
from initiatives.desk.status import CHANGED, PUBLISHED, deleted_at_desk, settle, statuses, unpublished
from initiatives.published import ledger
from initiatives.published.addresses import NUMBER, Gone, Moved, follow
from initiatives.published.models import Address, Entry, Held, Item, Publication
from initiatives.record import realm
from initiatives.record.bodies import canonical, digest, rows_of, same
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshot, snapshots
from tests.builders import (
    as_they_are,
    chosen,
    every_root,
    key,
    official,
    other,
    publish_all,
    still_right,
    with_dependants,
)

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def rounds():
    return 2


def send(changeset):
    press.freeze(changeset, user=None)
    return press.publish(changeset, user=None)


def edit(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    root = row if type(row) in {a.model for a in KINDS.values()} else row.meeting
    return revise(root, user=None, reason="Saved")


def public_bodies():
    return {
        root: body
        for kind, a in KINDS.items()
        for root, body in snapshots(
            kind, a.model.objects.using("public").values_list("pk", flat=True), "public"
        ).items()
    }


def led_to(kind, slug):
    with realm.in_public():
        found = follow(kind, slug)
    return found.row.slug if isinstance(found, Moved) else found


# --- Restore


def test_any_revision_comes_back_as_a_new_one(record):
    before = snapshot(record.rounds[0], realm.DESK)
    first = Revision.objects.latest_of(record.rounds[0].pk)
    edit(record.rounds[0].delegates.first(), title="Another title", role=Role.PARTICIPANT)
    record.rounds[0].delegates.last().citations.all().delete()
    restored = restore(Revision.objects.get(pk=first.pk), user=None)
    assert snapshot(record.rounds[0], realm.DESK) == before
    assert (restored.number, restored.reason) == (4, "Restored revision 1")
    # What had been changed without a form is a revision too: nothing is lost by restoring.
    assert Revision.objects.get(root=restored.root, number=3).reason == "Found at a restore: changed without a form"


def test_restoring_what_is_there_already_makes_no_revision(record):
    assert restore(Revision.objects.get(root=record.pillar.pk), user=None) is None


def test_what_was_deleted_at_the_desk_is_named_and_can_be_restored(record):
    record.references[1].citations.all().delete()
    models.Passage.references.through.objects.filter(reference=record.references[1]).delete()
    record.references[1].delete()
    assert deleted_at_desk() == [("reference", key("reference", 2))]
    with pytest.raises(Refused, match=r"no longer at the desk\. Restore it, or withdraw it"):
        press.compose(gather([("reference", key("reference", 2))]), user=None, title="Gone")
    restore(Revision.objects.get(root=key("reference", 2)), user=None)
    assert deleted_at_desk() == []


def test_a_restore_that_others_stand_in_the_way_of_says_who_and_changes_nothing(record):
    first = Revision.objects.get(root=record.rounds[0].pk)
    person = official("dan-park", "Dan Park", record.countries[2])
    delegate = models.Delegate.objects.create(
        meeting=record.rounds[0], official=person, country=record.countries[2], name="Dan Park", title="Envoy"
    )
    revise(record.rounds[0], user=None, reason="Saved")
    later = Revision.objects.latest_of(record.rounds[0].pk)
    delegate.delete()
    person.citations.all().delete()
    person.delete()
    with pytest.raises(Refused, match=r"which is gone\. Restore that first"):
        restore(Revision.objects.get(pk=later.pk), user=None)
    assert not models.Delegate.objects.filter(name="Dan Park").exists()
    models.Official.objects.filter(slug="ann-blake").update(slug="ann-b")
    models.Official.objects.filter(slug="bunta-sato").update(slug="ann-blake")
    with pytest.raises(Refused, match=r"“ann-blake” is already that of another official\. Choose another"):
        restore(Revision.objects.get(root=record.officials[0].pk, number=1), user=None)
    restore(first, user=None)


# --- Bodies of earlier tables


def of_earlier_tables(row, **values):
    """Puts in the place of a revision the same content as the first schema wrote it: every column, with its empties."""
    rows = rows_of(row.body)
    rows.own.update(values)
    body = canonical({"schema": 1, "kind": rows.kind, "root": rows.root, "rows": rows})
    Revision.objects.filter(pk=row.pk).update(body=body, sha256=digest(body), schema=1)
    row.refresh_from_db()


def public_of_earlier_tables(root):
    """The same for what is public of a root."""
    of_earlier_tables(Revision.objects.filter(root=root.pk).order_by("number").last())
    old = Revision.objects.filter(root=root.pk).order_by("number").last()
    with realm.publishing():
        Held.objects.filter(pk=root.pk).update(sha256=old.sha256)
        Item.objects.filter(root=root.pk).update(sha256=old.sha256, body=old.body, schema=1)
    return old


def test_a_revision_of_earlier_tables_is_restored_as_the_tables_are_now(record):
    row = Revision.objects.get(root=record.pillar.pk)
    of_earlier_tables(row, summary_en="As of old")
    restore(row, user=None)
    record.pillar.refresh_from_db()
    assert record.pillar.summary_en == "As of old"
    of_earlier_tables(row)
    Revision.objects.filter(pk=row.pk).update(body=row.body.replace('"schema":1', '"schema":0'))
    row.refresh_from_db()
    with pytest.raises(Refused, match="No way is known from schema 0"):
        restore(row, user=None)


def test_what_was_published_from_earlier_tables_is_neither_revised_nor_unpublished(record):
    old = public_of_earlier_tables(record.pillar)
    assert snapshot(record.pillar, "default") != old.body
    assert revise(record.pillar, user=None, reason="Nothing changed") is None
    assert statuses([record.pillar.pk]) == {record.pillar.pk: PUBLISHED}
    edit(record.pillar, summary_en="Another")
    assert statuses([record.pillar.pk]) == {record.pillar.pk: CHANGED}
    assert [row.root for row in unpublished()] == [record.pillar.pk]
    edit(record.pillar, summary_en=rows_of(old.body).own["summary_en"])  # and back: other bytes, the same content
    assert statuses([record.pillar.pk]) == {record.pillar.pk: PUBLISHED}
    assert unpublished() == []
    settle([record.pillar.pk])
    assert not Revision.objects.filter(root=record.pillar.pk, waits=True).exists()


def test_a_changeset_frozen_before_the_tables_changed_is_published_byte_for_byte(record):
    edit(record.pillar, summary_en="To be published")
    changeset = press.compose(chosen(record.pillar), user=None, title="Frozen before")
    row = changeset.lines.get().revision
    of_earlier_tables(row)
    press.freeze(changeset, user=None)
    frozen = changeset.sha256
    assert press.problems(changeset) == []
    assert press.publish(changeset, user=None).number == 2
    assert changeset.sha256 == frozen
    item = Item.objects.get(root=record.pillar.pk, publication=2)
    assert (item.body, item.sha256, item.schema) == (row.body, digest(row.body), 1)
    assert same(snapshot(record.pillar, "public"), row.body)
    assert statuses([record.pillar.pk]) == {record.pillar.pk: PUBLISHED}


def test_a_correction_picked_before_the_tables_changed_is_published(record):
    public_of_earlier_tables(record.pillar)
    edit(record.pillar, name_en="Embargoed name", summary_en="A slip mended")
    changeset = pick(
        "pillar",
        record.pillar.pk,
        [("pillar", str(record.pillar.pk), "summary_en")],
        user=None,
        title="A slip",
    )
    press.freeze(changeset, user=None)
    press.publish(changeset, user=None)
    assert rows_of(snapshot(record.pillar, "public")).own["summary_en"] == "A slip mended"
    assert rows_of(snapshot(record.pillar, "public")).own["name_en"] != "Embargoed name"


# --- Pick


def test_a_pick_publishes_the_chosen_change_and_leaves_the_rest_at_the_desk(record):
    edit(record.pillar, name_en="Embargoed name", summary_en="A slip mended")
    offered = units(snapshot(record.pillar, "public"), snapshot(record.pillar, "default"))
    still_right(record.pillar)
    key_ = str(record.pillar.pk)
    assert sorted(offered) == [("pillar", key_, "name_en"), ("pillar", key_, "summary_en")]
    send(pick("pillar", record.pillar.pk, [("pillar", key_, "summary_en")], user=None, title="A slip"))
    shown = models.Pillar.objects.using("public").get()
    assert (shown.name_en, shown.summary_en) == ("Responding to threats", "A slip mended")
    assert "Embargoed" not in "".join(Item.objects.filter(publication=2).values_list("body", "label")[0])
    assert [r.root for r in unpublished()] == [record.pillar.pk]
    publish_all(title="The rest")
    assert models.Pillar.objects.using("public").get().name_en == "Embargoed name"
    assert unpublished() == []


def test_rows_that_came_and_went_are_picked_one_by_one(record):
    old = snapshot(record.rounds[0], "public")
    gone = record.rounds[0].delegates.last()
    gone_key = str(gone.pk)
    gone.citations.all().delete()
    gone.delete()
    edit(record.rounds[0], summary_en="New words")
    new = snapshot(record.rounds[0], "default")
    found = units(old, new)
    assert ("delegate", gone_key, "") in found
    assert picked(old, new, found) == new
    assert picked(old, new, []) == old


def test_a_pick_is_refused_where_the_record_has_moved_on_or_nothing_is_chosen(record):
    edit(record.pillar, summary_en="One")
    unit = ("pillar", str(record.pillar.pk), "summary_en")
    changeset = pick("pillar", record.pillar.pk, [unit], user=None, title="Slow")
    publish_all(title="Faster")
    press.freeze(changeset, user=None)
    with pytest.raises(ledger.Older, match=r"has changed since this correction was picked out\. Pick it again"):
        press.publish(changeset, user=None)
    with pytest.raises(Refused, match="Choose at least one"):
        pick("pillar", record.pillar.pk, [], user=None, title="Nothing")
    with pytest.raises(Refused, match="Publish it whole"):
        pick("pillar", key("nowhere"), [unit], user=None, title="Never public")


def test_a_pick_that_would_break_a_rule_is_refused_in_words(record):
    record.rounds[0].citations.filter(field="number").delete()
    edit(record.rounds[0], kind="call", number=None)
    with pytest.raises(Refused, match="A call has no number"):
        send(
            pick("meeting", record.rounds[0].pk, [("meeting", str(record.rounds[0].pk), "kind")], user=None, title="A")
        )


def test_a_picked_fact_takes_its_words_and_a_picked_source_its_fact(record):
    """And the other day of a range, and nothing else."""
    meeting, key_ = record.rounds[0], str(record.rounds[0].pk)
    edit(meeting, start="2015-01-06", end="2015-01-07", number=9)
    still_right(meeting)
    fresh = other(meeting, "start", position=1)
    models.Citation.objects.filter(pk=fresh.pk).update(
        supports="2015-01-06\n2015-01-07", source_title="Another readout"
    )
    old, new = snapshot(meeting, "public"), snapshot(meeting, "default")
    said = meeting.citations.get(field="start", position=0)
    days = {("meeting", key_, "start"), ("meeting", key_, "end"), ("citation", str(fresh.pk), "")}
    days |= {("citation", str(said.pk), "supports")}
    for unit in days:
        rows = rows_of(picked(old, new, [unit]))
        assert (rows.own["start"], rows.own["end"], rows.own["number"]) == ("2015-01-06", "2015-01-07", 1), unit
        assert set(units(old, picked(old, new, [unit]))) == days, unit
    send(pick("meeting", meeting.pk, [("meeting", key_, "end")], user=None, title="The days"))
    assert public_bodies()[meeting.pk] == picked(old, new, days)


def test_a_picked_row_takes_its_sources(record):
    person = official("dan-park", "Dan Park", record.countries[2])
    publish_all(title="Dan Park")
    row = models.Delegate.objects.create(
        meeting=record.rounds[0], official=person, country=record.countries[2], name="Dan Park", title="Envoy"
    )
    named = [other(record.rounds[0], field, delegate=row) for field in ("name", "title")]
    old, new = snapshot(record.rounds[0], "public"), snapshot(record.rounds[0], "default")
    wanted = {("delegate", str(row.pk), ""), *(("citation", str(one.pk), "") for one in named)}
    assert [set(units(old, picked(old, new, [unit]))) for unit in wanted] == [wanted] * 3


# --- The rule that a value carries its words, on every path


OLDER = "1 source carries an older value of the name: “Responding to threats”, now “Another”"


def renamed(record):
    models.Pillar.objects.update(name_en="Another")
    return ("pillar", str(record.pillar.pk), "name_en")


def by_bulk(record):
    renamed(record)
    press.publish_now(every_root(), user=None, title="All of it")


def by_pick(record):
    send(pick("pillar", record.pillar.pk, [renamed(record)], user=None, title="The name"))


def by_emergency(record):
    renamed(record)
    changeset = press.compose(as_they_are(record.pillar), user=None, title="The name", is_minor=True)
    workflow.publish_in_emergency(changeset, user=None, reason="It cannot wait")


def by_time(record):
    """Approved when the rule was not there yet, and due now."""
    renamed(record)
    changeset = press.compose(as_they_are(record.pillar), user=None, title="The name", is_minor=True)
    Changeset.objects.filter(pk=changeset.pk).update(
        state="approved", sha256=press.fingerprint(press.edition_of(changeset)), publish_at=timezone.now()
    )
    [(_, outcome)] = workflow.publish_due()
    assert Changeset.objects.get(pk=changeset.pk).trouble == " ".join(outcome.reasons)
    raise outcome


def by_purge(record):
    renamed(record)
    send(purge_history("pillar", record.pillar.pk, user=None, title="Earlier names", reason="By court order"))


@pytest.mark.parametrize("path", [by_bulk, by_pick, by_emergency, by_time, by_purge])
def test_no_path_publishes_a_value_with_the_words_of_an_older_one(record, path):
    before = public_bodies()
    with pytest.raises(Refused, match=OLDER):
        path(record)
    assert public_bodies() == before
    still_right(record.pillar)
    publish_all(title="Answered")
    assert models.Pillar.objects.using("public").get().name_en == "Another"


def test_a_restored_value_asks_for_its_words_again(record):
    edit(record.pillar, name_en="Another")
    still_right(record.pillar)
    publish_all(title="Another name")
    restore(Revision.objects.get(root=record.pillar.pk, number=1), user=None)
    with pytest.raises(Refused, match="an older value of the name: “Another”, now “Responding to threats”"):
        press.publish_now(as_they_are(record.pillar), user=None, title="The first name again")


# --- Withdraw


def test_what_is_withdrawn_leaves_a_tombstone_at_every_address_it_ever_had(record):
    edit(record.activities[0], slug="renamed")
    publish_all(title="Renamed")
    edit(record.activities[0], slug="renamed-again")
    publish_all(title="Renamed again")
    publication = send(
        withdraw([("activity", record.activities[0].pk)], user=None, title="Out", reason="It never took place.")
    )
    assert publication.number == 4
    for slug in ("meeting-1", "renamed", "renamed-again"):
        assert led_to("activity", slug) == Gone("It never took place.", 4, slug)
    assert led_to("activity", "never") is None
    assert not models.Activity.objects.using("public").filter(pk=record.activities[0].pk).exists()
    assert not Entry.objects.filter(root=record.activities[0].pk).exists()
    assert Held.objects.get(pk=record.activities[0].pk).action == "withdrawn"
    assert statuses([record.activities[0].pk]) == {record.activities[0].pk: "withdrawn"}
    assert record.activities[0].pk not in {revision.root for revision in unpublished()}
    item = Item.objects.get(publication=4)
    assert (item.body, item.reason) == ("", "It never took place.")


def test_a_round_takes_its_documents_and_its_number_with_it(record):
    last = [("meeting", record.rounds[1].pk), ("activity", record.activities[1].pk)]
    send(withdraw([*last, ("reference", record.references[1].pk)], user=None, title="Out", reason="Not a round."))
    assert led_to("meeting", record.rounds[1].slug).reason == "Not a round."
    assert led_to("document", record.documents[1].slug).reason == "Not a round."
    assert led_to(NUMBER, "2").reason == "Not a round."
    assert Entry.objects.filter(root=record.rounds[1].pk).count() == 0


def test_a_document_taken_from_its_round_is_gone_and_not_unknown(record):
    models.Activity.objects.filter(pk=record.activities[1].pk).update(initiative=None)
    roots = [("activity", record.activities[1].pk), ("reference", record.references[1].pk)]
    slug = record.documents[1].slug
    models.Citation.objects.filter(reference=record.references[1]).delete()
    models.Citation.objects.filter(activity=record.activities[1]).delete()
    record.documents[1].delete()
    revise_everything(user=None, reason="test")
    send(withdraw(roots, along=[("meeting", record.rounds[1].pk)], user=None, title="Out", reason="Mistaken."))
    assert isinstance(led_to("document", slug), Gone)
    assert led_to("meeting", record.rounds[1].slug) == record.rounds[1].slug


def test_what_still_refers_to_it_is_named_before_and_may_go_along(record):
    reference = ("reference", record.references[0].pk)
    assert referrers([reference]) == [("meeting", record.rounds[0].pk)]
    with pytest.raises(Refused, match=r"The meeting “Round 1” refers to it\. Withdraw it too, or change and publish"):
        withdraw([reference], user=None, title="Out", reason="Wrong")
    # Along as it is at the desk: it must not refer to it there.
    with pytest.raises(Refused, match="The meeting “Round 1” refers to it"):
        withdraw([reference], along=[("meeting", record.rounds[0].pk)], user=None, title="Out", reason="Wrong")
    models.Passage.references.through.objects.filter(reference=record.references[0]).delete()
    changeset = withdraw([reference], along=[("meeting", record.rounds[0].pk)], user=None, title="Out", reason="Wrong")
    assert sorted(line.action for line in changeset.lines.all()) == ["publish", "withdraw"]
    send(changeset)
    assert isinstance(led_to("reference", "resolution-2001"), Gone)


def test_what_came_to_refer_to_it_after_the_withdrawal_was_prepared_stops_it(record):
    person = official("eve-song", "Eve Song", record.countries[2])
    publish_all_but_withdrawn(record)
    leaving = withdraw([("official", person.pk)], user=None, title="Out", reason="Wrong")
    press.freeze(leaving, user=None)
    models.Delegate.objects.create(
        id=key("eve"), meeting=record.rounds[0], official=person, country=record.countries[2], name="Eve", title="Envoy"
    )
    delegate = models.Delegate.objects.get(pk=key("eve"))
    for field in ("name", "title"):
        other(record.rounds[0], field, delegate=delegate)
    press.publish_now(gather([("meeting", record.rounds[0].pk)]), user=None, title="Meanwhile")
    with pytest.raises(
        Refused, match=r"The meeting “Round 1” still refers to what would go in the public record\. Change"
    ):
        press.publish(leaving, user=None)
    assert led_to("official", "eve-song") == "eve-song"


def publish_all_but_withdrawn(record):
    revise_everything(user=None, reason="test")
    roots = [(r.kind, r.root) for r in unpublished()]
    return press.publish_now(gather(roots), user=None, title="All that is open")


def test_a_withdrawal_needs_a_reason_and_something_public(record):
    with pytest.raises(Refused, match="Say why it is withdrawn"):
        withdraw([("activity", record.activities[0].pk)], user=None, title="Out", reason=" ")
    with pytest.raises(Refused, match="not in the public record"):
        withdraw([("activity", key("nowhere"))], user=None, title="Out", reason="Wrong")


def test_an_older_changeset_cannot_bring_back_what_was_withdrawn_since(record):
    edit(record.activities[0], summary_en="Changed")
    older = press.compose(chosen(record.activities[0]), user=None, title="Older")
    press.freeze(older, user=None)
    send(withdraw([("activity", record.activities[0].pk)], user=None, title="Out", reason="Wrong"))
    with pytest.raises(ledger.Older, match="was withdrawn in publication 2, after this changeset was made"):
        press.publish(older, user=None)
    # Chosen again, knowingly, it comes back, at all its addresses.
    send(press.compose(chosen(record.activities[0]), user=None, title="After all"))
    assert led_to("activity", "meeting-1") == "meeting-1"


def test_what_was_withdrawn_is_never_brought_along_by_what_refers_to_it(record):
    send(withdraw([("activity", record.activities[0].pk), ("initiative", record.initiative.pk),
                   ("activity", record.activities[1].pk), *(("meeting", m.pk) for m in record.rounds),
                   *(("reference", r.pk) for r in record.references), ("pillar", record.pillar.pk),
                   *(("concept", c.pk) for c in record.concepts)],
                  user=None, title="All out", reason="Wrong"))  # fmt: skip
    assert {one.root for one in gather([("activity", record.activities[0].pk)])} == {record.activities[0].pk}
    with pytest.raises(
        Refused, match=r"which was withdrawn in publication 2\. Remove the reference, or choose that as"
    ):
        press.publish_now(gather([("activity", record.activities[0].pk)]), user=None, title="Alone")


# --- Rename


def test_every_slug_that_was_public_leads_to_the_present_one_in_one_hop(record):
    slugs = ["ann-blake", "a", "b", "a", "ann-blake", "c"]
    for slug in slugs[1:]:
        edit(record.officials[0], slug=slug)
        publish_all(title=slug)
    assert {led_to("official", slug) for slug in slugs} == {"c"}
    models.Document.objects.filter(pk=record.documents[0].pk).update(slug="moved-text")
    edit(record.rounds[0], slug="moved", number=9)
    still_right(record.rounds[0])
    publish_all(title="Round")
    assert led_to("meeting", "2015-01-05-washington") == "moved"
    assert led_to("document", "2015-01-05-washington-fact-sheet") == "moved-text"
    assert led_to(NUMBER, "1") == "moved"


def test_a_number_is_a_claim_and_may_pass_to_another_round(record):
    record.rounds[0].citations.filter(field="number").delete()
    edit(record.rounds[0], number=None)
    edit(record.rounds[1], number=1)
    still_right(record.rounds[1])
    publish_all(title="Counted anew")
    assert (led_to(NUMBER, "1"), led_to(NUMBER, "2")) == (record.rounds[1].slug,) * 2


def test_slugs_move_in_a_full_circle_or_not_at_all(record):
    one, two, three = record.officials
    for row, slug in ((one, "x"), (two, "y"), (three, "ann-blake"), (one, "bunta-sato"), (two, "chul-lim")):
        models.Official.objects.filter(pk=row.pk).update(slug=slug)
    publish_all(title="A circle of three")
    assert led_to("official", "bunta-sato") == "bunta-sato"
    assert models.Official.objects.using("public").get(slug="bunta-sato").pk == one.pk
    for row, slug in ((one, "new"), (two, "bunta-sato")):
        models.Official.objects.filter(pk=row.pk).update(slug=slug)
    with pytest.raises(ledger.AddressTaken, match="“bunta-sato” belonged to another official that was public"):
        publish_all(title="A chain: the links to one would lead to two")


# --- Merge


@pytest.fixture
def twice(record):
    """An official the record holds under a second name."""
    second = official("a-blake", "A. Blake", record.countries[0])
    models.Delegate.objects.filter(meeting=record.rounds[1], official=record.officials[0]).update(official=second)
    record.activities[1].convener_official = second
    record.activities[1].save()
    other(record.activities[1], "convener_official")
    revise_everything(user=None, reason="test")
    press.publish_now(gather([("meeting", record.rounds[1].pk), ("activity", record.activities[1].pk)]),
                      user=None, title="Two of one")  # fmt: skip
    return second


def test_whoever_merges_answers_for_what_said_who_convened(record, twice):
    activity = record.activities[1]
    said = activity.citations.get(field="convener_official")
    models.Activity.objects.filter(pk=activity.pk).update(summary_en="Not to be published yet")
    send(merge(record.officials[0], twice, user=None, reason="The ministry says so."))
    shown = models.Activity.objects.using("public").get(pk=activity.pk)
    assert (shown.convener_official_id, shown.summary_en) == (record.officials[0].pk, "")
    locks = [models.Citation.objects.using(using).get(pk=said.pk).supports for using in ("default", "public")]
    assert locks == [f"\n{record.officials[0].pk}"] * 2  # no text, and the official who is kept


def test_both_addresses_of_merged_officials_lead_to_the_one_kept(record, twice):
    send(merge(record.officials[0], twice, user=None, reason="The ministry says so."))
    assert led_to("official", "a-blake") == led_to("official", "ann-blake") == "ann-blake"
    kept = models.Official.objects.using("public").get(slug="ann-blake")
    assert sorted(kept.delegations.using("public").values_list("meeting__slug", flat=True)) == [
        row.slug for row in record.rounds
    ]
    assert kept.names.using("public").count() == 2
    assert not models.Official.objects.using("public").filter(slug="a-blake").exists()
    assert public_bodies() == {
        root: body
        for kind, a in KINDS.items()
        for root, body in snapshots(kind, a.model.objects.values_list("pk", flat=True), "default").items()
    }


def test_the_kept_one_may_take_the_address_of_the_other(record, twice):
    changeset = merge(record.officials[0], twice, user=None, reason="One person.")
    send(changeset)
    edit(record.officials[0], slug="a-blake")
    publish_all(title="The better slug")
    assert led_to("official", "ann-blake") == led_to("official", "a-blake") == "a-blake"


def test_merged_twice_every_address_still_takes_one_hop(record, twice):
    send(merge(record.officials[0], twice, user=None, reason="One person."))
    for row in record.rounds:
        delegate = row.delegates.get(official=record.officials[1])
        delegate.citations.all().delete()
        delegate.delete()
    models.Passage.objects.filter(speaker=record.officials[0]).update(speaker=None)
    publish_all(title="Apart")
    send(merge(record.officials[1], record.officials[0], user=None, reason="Again one person."))
    assert {led_to("official", s) for s in ("a-blake", "ann-blake", "bunta-sato")} == {"bunta-sato"}
    send(withdraw(
        with_dependants([("official", record.officials[1].pk)]),
        user=None, title="Out", reason="Nobody."))  # fmt: skip
    assert {led_to("official", s).reason for s in ("a-blake", "ann-blake", "bunta-sato")} == {"Nobody."}


def test_a_merge_publishes_nothing_else_of_roots_with_other_changes(record, twice):
    edit(record.rounds[1], summary_en="Embargoed until Monday")
    send(merge(record.officials[0], twice, user=None, reason="One person."))
    shown = models.Meeting.objects.using("public").get(pk=record.rounds[1].pk)
    assert shown.summary_en == ""
    assert shown.delegates.using("public").filter(official_id=record.officials[0].pk).exists()
    assert "Embargoed" not in "".join(Item.objects.values_list("body", flat=True))
    assert models.Meeting.objects.get(pk=record.rounds[1].pk).summary_en == "Embargoed until Monday"


def test_two_delegates_of_one_round_are_not_merged(record):
    with pytest.raises(Refused, match=r"Both are delegates to Round 1\. Remove one of the two there first"):
        merge(record.officials[0], record.officials[1], user=None, reason="No.")
    with pytest.raises(Refused, match="two different"):
        merge(record.officials[0], record.officials[0], user=None, reason="No.")


# --- Purge


def everywhere():
    """All that either database says, as one text."""
    told = []
    for model in (Publication, Item, Held, Address, Entry, Revision, Changeset, Line, LogEntry):
        told += [str(row) for row in model.objects.values_list()]
    for aggregate in KINDS.values():
        for member in aggregate.members:
            for using in ("default", "public"):
                told += [str(row) for row in member.model.objects.using(using).values_list()]
    return "\n".join(told)


def test_of_what_is_purged_hash_date_and_reason_stay_and_not_a_word(record):
    person = official("zelda-quux", "Zelda Quux", record.countries[0])
    publish_all_but_withdrawn(record)
    edit(person, name="Zelda Maria Quux")
    press.publish_now(chosen(person), user=None, title="Zelda Maria Quux corrected", note="She is Zelda Maria Quux.")
    hashes = set(Item.objects.filter(root=person.pk).values_list("sha256", flat=True))
    changeset = withdraw([("official", person.pk)], user=None, title="Zelda Maria Quux out", reason="By court order.",
                         purge=True)  # fmt: skip
    publication = send(changeset)
    told = everywhere()
    assert "Quux" not in told
    assert "quux" not in told
    items = Item.objects.filter(root=person.pk)
    assert (hashes, {i.body for i in items}) == ({i.sha256 for i in items}, {""})
    assert led_to("official", "zelda-quux") == Gone("By court order.", publication.number, "zelda-quux")
    assert not models.Official.objects.filter(pk=person.pk).exists()
    with pytest.raises(Refused, match="was purged: its content is not kept"):
        restore(Revision.objects.filter(root=person.pk).first(), user=None)


def test_a_purged_address_is_never_given_to_another(record):
    person = official("zelda-quux", "Zelda Quux", record.countries[0])
    publish_all_but_withdrawn(record)
    send(withdraw([("official", person.pk)], user=None, title="Out", reason="By court order.", purge=True))
    models.Official.objects.filter(slug="ann-blake").update(slug="zelda-quux")
    with pytest.raises(ledger.AddressTaken):
        publish_all(title="Taken")


def test_earlier_versions_of_others_that_refer_to_what_is_purged_are_named(record):
    person = official("zelda-quux", "Zelda Quux", record.countries[0])
    delegate = models.Delegate.objects.create(
        id=key("zelda"),
        meeting=record.rounds[0],
        official=person,
        country=record.countries[0],
        name="Zelda",
        title="Envoy",
    )
    for field in ("name", "title"):
        other(record.rounds[0], field, delegate=delegate)
    publish_all_but_withdrawn(record)
    delegate.delete()
    publish_all(title="Without her")
    assert earlier_mentions([person.pk]) == ["the meeting “Round 1”"]
    changeset = withdraw([("official", person.pk)], user=None, title="Out", reason="By court order.", purge=True)
    assert "the meeting “Round 1”" in changeset.remarks
    send(changeset)
    send(purge_history("meeting", record.rounds[0].pk, user=None, title="Nor there", reason="By court order."))
    assert earlier_mentions([person.pk]) == []
    assert "Zelda" not in everywhere()
    assert models.Meeting.objects.using("public").filter(pk=record.rounds[0].pk).exists()


def test_what_the_desk_still_refers_to_cannot_be_purged(record):
    person = official("zelda-quux", "Zelda Quux", record.countries[0])
    publish_all_but_withdrawn(record)
    changeset = withdraw([("official", person.pk)], user=None, title="Out", reason="By court order.", purge=True)
    press.freeze(changeset, user=None)
    models.Delegate.objects.create(
        meeting=record.rounds[0], official=person, country=record.countries[0], name="Z", title="Envoy"
    )
    with pytest.raises(Refused, match="The meeting “Round 1” refers at the desk to what would be purged"):
        press.publish(changeset, user=None)
    assert led_to("official", "zelda-quux") == "zelda-quux"
