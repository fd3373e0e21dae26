"""Makes a lost desk again from the public record."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from initiatives.desk.rebuilding import rebuild_desk
from initiatives.record.refusals import Refused


class Command(BaseCommand):
    help = "Fills an empty desk with what the public record holds, and says what cannot come back."

    def handle(self, **options: Any) -> None:
        try:
            rebuilt = rebuild_desk()
        except Refused as refusal:
            raise CommandError("\n".join(refusal.reasons)) from refusal
        for kind, count in rebuilt.counts.items():
            self.stdout.write(f"{count:6} {kind}")
        self.stdout.write(f"{rebuilt.publications:6} publications")
        self.stdout.write(f"{rebuilt.revisions:6} revisions")
        self.stdout.write(f"{rebuilt.originals:6} originals of documents")
        self.stdout.write("This cannot come back from the public record:")
        for lost in rebuilt.lost:
            self.stdout.write(f"  – {lost}")
