"""Makes the public record again from a capsule, in an empty place; a desk beside it is filled as well."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from initiatives.desk import rebuilding
from initiatives.management import tables
from initiatives.published.capsule import restoring
from initiatives.published.capsule.parts import source
from initiatives.record.refusals import Refused


class Command(BaseCommand):
    help = (
        "Fills an empty public record, and the empty desk beside it, with what a capsule holds: every publication, its "
        "history, addresses and originals. Everything is checked first; nothing is ever overwritten."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="a capsule: a zip or a folder, as export_capsule writes it")

    def handle(self, *, source: Path, **options: Any) -> None:
        tables.bring_up_to_date(self.stdout.write)
        try:
            rebuilding.refuse_filled()
            publication = restored(source)
        except Refused as refusal:
            raise CommandError("\n".join([*refusal.reasons, "Nothing was imported."])) from refusal
        self.stdout.write(f"The public record is what it was at publication {publication.number}.")
        try:
            rebuilt = rebuilding.rebuild_desk()
        except Refused as refusal:
            raise CommandError("\n".join(["The desk could not be filled:", *refusal.reasons])) from refusal
        self.stdout.write(f"The desk can go on from there: {rebuilt.revisions} revisions.")


def restored(place: Path) -> Any:
    with source(place) as opened:
        return restoring.restore(opened)
