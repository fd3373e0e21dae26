"""Finds the strings of the interface, brings the catalogues in line with them, and compiles them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from initiatives.management import catalogues


class Command(BaseCommand):
    help = "Updates and compiles the Japanese and Korean catalogues; with --check only says what is wrong with them."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit status 1 where anything is wrong"
        )

    def handle(self, **options: Any) -> None:
        if not options["check"]:
            for language in catalogues.LANGUAGES:
                catalogues.update(language)
            catalogues.compile_all()
        faults = [f"{code}: {fault}" for code in catalogues.LANGUAGES for fault in catalogues.faults(code)]
        for fault in faults:
            self.stdout.write(fault)
        if faults and options["check"]:
            raise CommandError(f"{len(faults)} faults in the catalogues.")
        self.stdout.write(f"{len(catalogues.messages())} strings, {len(faults)} faults.")
