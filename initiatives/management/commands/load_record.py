"""Loads files of the record into the desk, or lays what they hold beyond it into a changeset; checks them all first."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from initiatives.desk import corrections_of_files
from initiatives.desk.revisions import revise_everything
from initiatives.record import files
from initiatives.record.refusals import Refused


class Command(BaseCommand):
    help = "Checks the record's files and loads what is new into the desk, in one transaction; equal rows are skipped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "places", nargs="*", type=Path, metavar="FILE", help="files or folders; fixtures/ when none"
        )
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--if-empty", action="store_true", help="load into an empty desk only")
        how.add_argument(
            "--propose",
            action="store_true",
            help="lay what the files hold beyond the desk into one changeset for review; what was edited there stays",
        )

    def handle(self, **options: Any) -> None:
        if options["if_empty"] and not files.is_empty():
            self.stdout.write("The desk is not empty: nothing was loaded.")
            return
        places = options["places"] or [settings.BASE_DIR / "fixtures"]
        try:
            if options["propose"]:
                self.propose(places)
                return
            report = files.load(places)
        except Refused as refusal:
            listed = "\n".join(refusal.reasons)
            raise CommandError(f"{listed}\nNothing was loaded.", returncode=2) from refusal
        revise_everything(user=None, reason="Loaded from files")
        self.stdout.write(str(report))

    def propose(self, places: list[Path]) -> None:
        found, changeset, reasons = corrections_of_files.propose(places)
        for kept in found.kept:
            self.stdout.write(f"Stays as the desk has it: {kept}.")
        if changeset is None:
            self.stdout.write("The desk holds all that the files could give it: there is nothing to propose.")
            return
        self.stdout.write(f"{found.count} rows of {len(found.roots)} records are in the changeset “{changeset}”.")
        if found.along:
            names = ", ".join(found.along)
            self.stdout.write(f"It takes along what was changed at the desk and is not public yet: {names}.")
        if reasons:
            self.stdout.write("It is a draft, because it cannot be published yet:\n" + "\n".join(reasons))
        else:
            self.stdout.write("It is in review: a reviewer approves it, then it can be published.")
