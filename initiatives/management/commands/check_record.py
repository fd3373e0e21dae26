"""Says what is wrong or missing in the record: errors block publishing, warnings are the work list."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management import BaseCommand, CommandError

from initiatives.desk import checking
from initiatives.record import integrity, realm


class Command(BaseCommand):
    help = "Lists every error and warning of the record. Exit status 1 where there are errors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--errors", action="store_true", help="errors only")
        parser.add_argument("--public", action="store_true", help="the public record instead of the desk")

    def handle(self, **options: Any) -> None:
        public = options["public"] or not realm.has_desk()
        found = integrity.everything(realm.PUBLIC) if public else checking.everything()
        for finding in found:
            if finding.level == integrity.ERROR or not options["errors"]:
                self.stdout.write(f"{finding.level}  {finding.rule}  {finding.message}")
        counts = Counter(finding.level for finding in found)
        self.stdout.write(f"{counts[integrity.ERROR]} errors, {counts[integrity.WARNING]} warnings")
        if counts[integrity.ERROR]:
            raise CommandError("The errors must be mended before what they stand in can be published.")
