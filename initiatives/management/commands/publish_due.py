"""Publishes the approved changesets whose time has come; for cron or a systemd timer, every minute."""

from contextlib import suppress
from typing import Any

from django.core.management import BaseCommand, CommandError

from initiatives.desk.workflow import publish_due
from initiatives.published.capsule import keeping
from initiatives.record.refusals import Refused


class Command(BaseCommand):
    help = "Publishes what is due, in order, each exactly once. Exit status 1 where something was refused."

    def handle(self, **options: Any) -> None:
        refused = 0
        for changeset, outcome in publish_due():
            if isinstance(outcome, Refused):
                refused += 1
                self.stderr.write(f"“{changeset}” could not be published: {' '.join(outcome.reasons)}")
            else:
                self.stdout.write(f"“{changeset}” is publication {outcome.number}.")
        with suppress(Refused):  # nothing is public yet
            keeping.kept()  # so that no reader waits for it
        if refused:
            raise CommandError(f"{refused} of the due changesets could not be published; each says why at the desk.")
