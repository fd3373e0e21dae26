"""Processes outside the test, on the test's databases: to be killed, raced against, or served from.

``python -m tests.processes`` forks a child for each line it reads, ``publish KEY`` and the like, and says the child's
number before it starts; the child then does what the line says.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import traceback
import uuid
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent


def address(alias):
    """The address of one of the test's databases, as the site's settings take it."""
    from django.db import connections

    given = connections[alias].settings_dict
    if "sqlite3" in given["ENGINE"]:
        return f"sqlite:///{given['NAME']}"
    user, password = quote(given["USER"]), quote(given["PASSWORD"])
    return f"postgres://{user}{f':{password}' if password else ''}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def environment(**more):
    """The variables of a process of the site on the test's databases."""
    from django.conf import settings

    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "trilateral.settings",
        "TESTING": "1",
        "SECRET_KEY": settings.SECRET_KEY,  # sessions of the test are theirs as well
        "LOG_LEVEL": "ERROR",
        "DATA_DIR": str(settings.DATA_DIR),
        "DESK_DATABASE_URL": address("default"),
        "PUBLIC_DATABASE_URL": address("public"),
        **more,
    }


class Children:
    """Children to be started and killed one by one: each line given to ``start`` is done by a process of its own."""

    def __init__(self):
        self.parent = subprocess.Popen(
            [sys.executable, "-m", "tests.processes"],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.parent.stdout.readline() == "ready\n"

    def start(self, *words):
        """Starts a child and returns its number, at the moment it begins."""
        print(*words, file=self.parent.stdin, flush=True)
        return int(self.parent.stdout.readline())

    def wait(self):
        """(number, status) of the next child that has ended; a killed one's status is negative."""
        print("wait", file=self.parent.stdin, flush=True)
        pid, status = map(int, self.parent.stdout.readline().split())
        return pid, status

    def stop(self):
        self.parent.stdin.close()
        self.parent.wait(20)
        self.parent.stdout.close()


@contextlib.contextmanager
def children():
    made = Children()
    try:
        yield made
    finally:
        made.stop()


# --- In the child


def edit(name):
    """Renames the pillar at the desk and makes a revision of it, as the admin does: in one transaction."""
    from django.db import transaction

    from initiatives.desk.revisions import lock, revise
    from initiatives.models import Pillar

    with transaction.atomic():
        pillar = Pillar.objects.get()
        lock(pillar)
        Pillar.objects.update(name_en=name, summary_en=f"About {name}")
        revise(pillar, user=None, reason=f"Named {name}")
    return pillar


def publish(key):
    from initiatives.desk import press
    from initiatives.desk.models import Changeset

    press.publish(Changeset.objects.get(pk=key), user=None)


def save_freeze_and_publish(key, name):
    from initiatives.desk import press
    from tests.builders import chosen

    pillar = edit(name)
    changeset = press.compose(chosen(pillar), user=None, title=name, id=uuid.UUID(key))
    press.freeze(changeset, user=None)
    press.publish(changeset, user=None)


def die_before_the_public_commit(key):
    from initiatives.published import ledger

    ledger._record = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)
    publish(key)


def die_between_the_commits(key):
    from initiatives.desk import press

    press.mark = lambda *arguments, **more: os.kill(os.getpid(), signal.SIGKILL)
    publish(key)


TASKS = {task.__name__: task for task in (publish, save_freeze_and_publish)} | {
    task.__name__: task for task in (die_before_the_public_commit, die_between_the_commits)
}


def main():
    import django

    django.setup()
    from initiatives.desk import press  # noqa: F401  imported once, before the forks
    from initiatives.record import realm

    realm.enter(realm.DESK)
    assert threading.active_count() == 1
    print("ready", flush=True)
    for line in sys.stdin:
        task, *arguments = line.split()
        if task == "wait":
            pid, status = os.wait()
            print(pid, os.waitstatus_to_exitcode(status), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                TASKS[task](*arguments)
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
