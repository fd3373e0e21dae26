"""Many changesets due at once and several publishers, one of them killed: each is published once, in order, none early."""

import datetime
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from django.db import connections
from django.utils import timezone

from initiatives import models
from initiatives.desk import press, workflow
from initiatives.desk.models import Changeset, Entry, EntryAction, State
from initiatives.desk.revisions import revise
from initiatives.published.models import Publication
from tests.builders import chosen, person
from tests.desk.conftest import assert_one_publication
from tests.processes import ROOT, environment

pytestmark = pytest.mark.django_db(databases=["default", "public"], transaction=True)
LATER = 3


def approved(record, count):
    """So many approved changesets that are due, then some that are due tomorrow; the times are in their order.

    They correct three officials in turn: one that came before its predecessor would be refused as older.
    """
    ann, ben = (person(name, "review_changeset", "publish_changeset") for name in ("ann", "ben"))
    start, made = timezone.now() - datetime.timedelta(days=2), []
    for number in range(count + LATER):
        official = record.officials[number % 3]
        models.Official.objects.filter(pk=official.pk).update(given_name=f"Number {number}")
        revise(official, user=ann, reason="Saved")
        changeset = press.compose(chosen(official), user=ann, title=f"{number}", note="A slip.")
        workflow.submit(changeset, user=ann)
        workflow.approve(changeset, user=ben, sha256=changeset.sha256)
        days = 3 * (number >= count)
        when = start + datetime.timedelta(days=days, seconds=number)
        Changeset.objects.filter(pk=changeset.pk).update(publish_at=when, publish_zone="UTC")
        made.append(changeset)
    return made


def publisher():
    return subprocess.Popen(
        [sys.executable, "manage.py", "publish_due"],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(count, publishers):
    """Waits until the record holds so many publications, or no publisher is left."""
    ends = time.monotonic() + 120
    while Publication.objects.count() < count and any(one.poll() is None for one in publishers):
        assert time.monotonic() < ends
        time.sleep(0.005)


def assert_published(count):
    """The changesets that were due are publications 2, 3, 4 … in the order of their times; no other is."""
    titles = list(Publication.objects.order_by("number").values_list("number", "title"))
    assert titles == [(1, "All of it"), *((number + 2, f"{number}") for number in range(count))]
    done = Changeset.objects.filter(state=State.PUBLISHED).exclude(title="All of it")
    assert {row.title: row.publication for row in done} == {f"{number}": number + 2 for number in range(count)}
    assert [*done.exclude(trouble="").values_list("title", "trouble")] == []
    assert sorted(Changeset.objects.filter(state=State.APPROVED).values_list("title", flat=True), key=int) == [
        f"{number}" for number in range(count, count + LATER)
    ]
    # The audit log tells of each once as well: whoever marked it.
    told = Entry.objects.filter(action=EntryAction.PUBLISHED, note__startswith="as publication")
    keys = list(told.filter(key__in=[str(row.pk) for row in done]).values_list("key", flat=True))
    assert sorted(keys) == sorted(str(row.pk) for row in done)
    assert_one_publication()


@pytest.mark.parametrize("count", [20, pytest.param(200, marks=pytest.mark.long)])
def test_three_publishers_and_one_killed_publish_what_is_due_once_and_in_order(record, count):
    approved(record, count)
    connections.close_all()
    publishers = [publisher() for _ in range(3)]
    try:
        wait_for(1 + count // 4, publishers)
        victim = next(one for one in publishers if one.poll() is None)
        os.kill(victim.pid, signal.SIGKILL)
        outcomes = [one.communicate(timeout=300) for one in publishers]
    finally:
        for one in publishers:
            with suppress(ProcessLookupError):
                one.kill()
    statuses = [one.returncode for one in publishers]
    assert sorted(statuses) == [-signal.SIGKILL, 0, 0], outcomes
    assert_published(count)
    last = publisher()
    assert last.communicate(timeout=60) == ("", "")
    assert last.returncode == 0
    assert_published(count)


def test_after_a_time_without_publishers_what_was_missed_is_published_in_order(record):
    """The only publisher is killed half way; nobody publishes for a while; the next one takes up the rest."""
    made = approved(record, 12)
    connections.close_all()
    first = publisher()
    wait_for(5, [first])
    os.kill(first.pid, signal.SIGKILL)
    first.communicate(timeout=60)
    assert 5 <= Publication.objects.count() < 13
    second = publisher()
    told, wrong = second.communicate(timeout=120)
    assert (second.returncode, wrong) == (0, "")
    assert told.splitlines()[-1] == "“11” is publication 13."
    assert_published(12)
    # In the fullness of time the others are due as well.
    outcomes = list(workflow.publish_due(timezone.now() + datetime.timedelta(days=4)))
    assert [(changeset.title, publication.number) for changeset, publication in outcomes] == [
        (changeset.title, number) for number, changeset in enumerate(made[12:], 14)
    ]
