"""Brings the file of columns in line with the models, or says which step is missing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from initiatives.record import columns
from initiatives.record.bodies import SCHEMA


class Command(BaseCommand):
    help = "Writes the columns that snapshots have now to the file that keeps old bodies readable."
    requires_system_checks = ()  # one of them asks for this command

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reads-as-before",
            action="store_true",
            help="what stands in old bodies means the same under the new type, choices or words",
        )

    def handle(self, **options: Any) -> None:
        if left := columns.write(SCHEMA, reads_as_before=options["reads_as_before"]):
            raise CommandError("\n".join(["Nothing was written.", *left]))
        self.stdout.write(f"The file of columns is true of the models, at schema {SCHEMA}.")
