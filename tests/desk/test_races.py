"""Many at once, and processes killed with SIGKILL: the public record is always exactly one publication."""

import os
import random
import signal
import threading
import time
import uuid
from contextlib import suppress

import pytest
from django.db import connections, transaction

from initiatives import models
from initiatives.desk import press
from initiatives.desk.models import Changeset, Revision, State
from initiatives.desk.revisions import Stale, check_token, lock, revise, token
from initiatives.published import ledger
from initiatives.published.models import Item, Publication
from initiatives.record import realm
from initiatives.record.snapshots import snapshots
from tests.builders import chosen
from tests.desk.conftest import assert_one_publication
from tests.processes import children

pytestmark = pytest.mark.django_db(databases=["default", "public"], transaction=True)


def frozen(record, name):
    models.Pillar.objects.update(name_en=name)
    changeset = press.compose(chosen(record.pillar), user=None, title=name)
    press.freeze(changeset, user=None)
    return changeset


def at_once(count, act):
    """What ``count`` threads that start together return or raise, each at the desk with connections of its own."""
    gate, results = threading.Barrier(count), [None] * count

    def run(place):
        with realm.at_desk():
            gate.wait(30)
            try:
                results[place] = act(place)
            except Exception as error:
                results[place] = error
            finally:
                connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


# --- At once


def test_six_publishers_of_one_changeset_make_one_publication(record):
    changeset = frozen(record, "Six")
    keys = at_once(6, lambda place: press.publish(Changeset.objects.get(pk=changeset.pk), user=None).pk)
    assert keys == [2] * 6
    assert_one_publication()
    assert Item.objects.filter(publication=2).count() == 1


def test_six_publishers_of_six_changesets_get_six_numbers_without_a_gap(record):
    made = []
    for official in record.officials:
        for field in ("given_name", "family_name"):
            models.Official.objects.filter(pk=official.pk).update(**{field: f"New {field}"})
            made.append(press.compose(chosen(official), user=None, title=field))
            press.freeze(made[-1], user=None)
    results = at_once(6, lambda place: press.publish(made[place], user=None))
    # Of two revisions of one official the later may be first: then the earlier is refused as older, and says so.
    published = sorted(result.number for result in results if isinstance(result, Publication))
    assert published == list(range(2, 2 + len(published)))
    assert len(published) >= 3
    assert {type(result) for result in results} <= {Publication, ledger.Older}
    assert_one_publication()


def test_six_processes_make_one_publication(record):
    changeset = frozen(record, "Six")
    with children() as outside:
        for _ in range(6):
            outside.start("publish", changeset.pk)
        assert [outside.wait()[1] for _ in range(6)] == [0] * 6
    assert Publication.objects.count() == 2
    assert_one_publication()
    changeset.refresh_from_db()
    assert (changeset.state, changeset.publication) == (State.PUBLISHED, 2)


def test_of_ten_forms_opened_together_one_is_saved_and_nine_are_stale(record):
    opened = token(record.pillar)

    def save(place):
        with transaction.atomic(using=realm.DESK):
            lock(record.pillar)
            check_token(record.pillar, opened)
            models.Pillar.objects.update(name_en=f"By {place}")
            return revise(record.pillar, user=None, reason=f"By {place}")

    results = at_once(10, save)
    saved = [result for result in results if isinstance(result, Revision)]
    assert len(saved) == 1
    assert sum(isinstance(result, Stale) for result in results) == 9
    assert {result.latest.pk for result in results if isinstance(result, Stale)} == {saved[0].pk}
    assert models.Pillar.objects.get().name_en == saved[0].reason
    assert token(record.pillar) == opened + 1


def test_eight_scripts_without_tokens_never_make_one_number_twice(record):
    fields = [f"{name}_{code}" for name in ("name", "summary") for code in ("en", "ja", "ko")] + ["slug", "position"]

    def save(place):
        models.Pillar.objects.update(**{fields[place]: f"{place}"})
        return revise(record.pillar, user=None, reason=f"{place}")

    results = at_once(8, save)
    assert [result for result in results if isinstance(result, Exception)] == []
    numbers = list(Revision.objects.filter(root=record.pillar.pk).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    latest = Revision.objects.get(root=record.pillar.pk, number=numbers[-1])
    assert latest.body == snapshots("pillar", [record.pillar.pk], "default")[record.pillar.pk]


def test_rehearsals_and_publishers_at_once_disturb_neither(record):
    rehearsal, real = frozen(record, "Rehearsed"), None
    models.Pillar.objects.update(name_en="Real")
    real = press.compose(chosen(record.pillar), user=None, title="Real")
    press.freeze(real, user=None)

    def act(place):
        if place == 0:
            return press.publish(real, user=None).number
        try:
            with press.rehearsed(rehearsal) as publication, realm.in_public():
                return publication.number, models.Pillar.objects.get().name_en
        except ledger.Older:
            return "older"

    results = at_once(6, act)
    assert results[0] == 2
    assert set(results[1:]) <= {(2, "Rehearsed"), "older"}
    assert_one_publication()
    assert models.Pillar.objects.using("public").get().name_en == "Real"


# --- Killed


@pytest.mark.parametrize(
    ("task", "publications"), [("die_before_the_public_commit", 1), ("die_between_the_commits", 2)]
)
def test_killed_before_or_between_the_commits_a_retry_publishes_once(record, task, publications):
    changeset = frozen(record, "Killed")
    with children() as outside:
        outside.start(task, changeset.pk)
        assert outside.wait()[1] == -signal.SIGKILL
    assert Publication.objects.count() == publications
    assert_one_publication()
    changeset.refresh_from_db()
    assert changeset.state == State.DRAFT
    press.publish(changeset, user=None)
    assert Publication.objects.count() == 2
    assert_one_publication()
    assert (changeset.state, changeset.publication) == (State.PUBLISHED, 2)
    assert Revision.objects.get(root=record.pillar.pk, number=2).publication == 2


def test_what_was_changed_after_a_kill_between_the_commits_is_not_taken_for_published(record):
    changeset = frozen(record, "Killed")
    with children() as outside:
        outside.start("die_between_the_commits", changeset.pk)
        outside.wait()
    models.Pillar.objects.update(name_en="Other")
    revise(record.pillar, user=None, reason="Saved")
    changeset.lines.update(revision=Revision.objects.get(root=record.pillar.pk, number=3))
    changeset.sha256 = press.fingerprint(press.edition_of(changeset))
    with pytest.raises(
        ledger.OtherContent, match=r"was published as publication 2 and has been changed since\. Make a"
    ):
        press.publish(changeset, user=None)
    assert (changeset.state, changeset.publication) == (State.PUBLISHED, 2)
    published = Revision.objects.filter(root=record.pillar.pk).order_by("number").values_list("publication", flat=True)
    assert list(published) == [1, 2, None]


@pytest.mark.parametrize("times", [10, pytest.param(200, marks=pytest.mark.long)])
def test_killed_at_any_moment_of_saving_freezing_and_publishing(record, times):
    dice = random.Random(5)
    killed = 0
    with children() as outside:
        lengths = []
        for number in range(3):  # the shortest: a busy moment must not make the kills come too late
            began = time.monotonic()
            outside.start("save_freeze_and_publish", uuid.uuid4(), f"Measured{number}")
            assert outside.wait()[1] == 0
            lengths.append(time.monotonic() - began)
        length = min(lengths)
        for round_ in range(times):
            before = Publication.objects.count()
            uid, name = uuid.uuid4(), f"Name{round_}"
            pid = outside.start("save_freeze_and_publish", uid, name)
            time.sleep(dice.uniform(0, length * 1.1))
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            killed += outside.wait()[1] == -signal.SIGKILL
            assert_one_publication()
            assert Publication.objects.count() - before in (0, 1)
            # Tried again, from wherever it got to.
            press.reconcile()
            changeset = Changeset.objects.filter(pk=uid).first()
            if changeset is None:
                models.Pillar.objects.update(name_en=name)
                changeset = press.compose(chosen(record.pillar), user=None, title=name, id=uid)
            if changeset.state != State.PUBLISHED:
                press.freeze(changeset, user=None)
                press.publish(changeset, user=None)
            assert Publication.objects.count() == before + 1
            assert models.Pillar.objects.using("public").get().name_en == name
            assert_one_publication()
    assert killed > times / 3
