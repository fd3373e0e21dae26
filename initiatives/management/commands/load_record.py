"""Loads files of the record into the desk, after checking them all; loads nothing where anything is wrong."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from initiatives.desk.revisions import revise_everything
from initiatives.record import files
from initiatives.record.refusals import Refused


class Command(BaseCommand):
    help = "Checks the record's files and loads what is new into the desk, in one transaction; equal rows are skipped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "places", nargs="*", type=Path, metavar="FILE", help="files or folders; fixtures/ when none"
        )
        parser.add_argument("--if-empty", action="store_true", help="load into an empty desk only")

    def handle(self, **options: Any) -> None:
        if options["if_empty"] and not files.is_empty():
            self.stdout.write("The desk is not empty: nothing was loaded.")
            return
        try:
            report = files.load(options["places"] or [settings.BASE_DIR / "fixtures"])
        except Refused as refusal:
            listed = "\n".join(refusal.reasons)
            raise CommandError(f"{listed}\nNothing was loaded.", returncode=2) from refusal
        revise_everything(user=None, reason="Loaded from files")
        self.stdout.write(str(report))
