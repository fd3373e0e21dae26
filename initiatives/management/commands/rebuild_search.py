"""Makes the search index of the public record anew from its rows."""

from typing import Any

from django.core.management import BaseCommand

from initiatives.published.search.index import rebuild


class Command(BaseCommand):
    help = "Makes the search index anew from what is public, in one transaction; readers find the old one meanwhile."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{rebuild():,} entries can be found.")
