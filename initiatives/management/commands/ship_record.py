"""Writes a copy of the public record that other machines can serve."""

import os
import sqlite3
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connections

from initiatives.published.models import Publication
from initiatives.record import realm


class Command(BaseCommand):
    help = (
        "Writes a consistent copy of the public record (SQLite) and puts it in place in one step. A public-only "
        "process serves it with PUBLIC_DATABASE_URL=sqlite:///DEST?immutable=1; requests that begin afterwards see it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dest", type=Path, help="the file to write or replace, not the live record itself")

    def handle(self, *, dest: Path, **options: Any) -> None:
        connection = connections[realm.PUBLIC]
        if connection.vendor != "sqlite":
            raise CommandError("The public record is on PostgreSQL: replicate it, or copy it with pg_dump.")
        connection.ensure_connection()
        refuse_live(dest, connection.connection)
        dest.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=dest.parent, prefix=".shipping-") as folder:
            copy = Path(folder, "record")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copy)])
            finish(copy)
            os.replace(copy, dest)
            sync(dest.parent)
        number = Publication.objects.order_by("-number").values_list("number", flat=True).first()
        self.stdout.write(f"{dest} holds publication {number or 'none'}.")


def refuse_live(dest: Path, connection: sqlite3.Connection) -> None:
    """Refuses a file that somebody may have open in write-ahead mode: replacing it would tear what they read."""
    live = Path(next(row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main"))
    if dest.exists() and dest.samefile(live):
        raise CommandError("That is the live record. Name another file.")
    for suffix in ("-wal", "-shm"):
        if Path(f"{dest}{suffix}").exists():
            raise CommandError(f"{dest}{suffix} exists: that file is in use in write-ahead mode. Name another file.")


def finish(copy: Path) -> None:
    """Makes a file of its own: no journal beside it, checked, on the disk, and read-only."""
    database = sqlite3.connect(copy, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode=DELETE")
        if (told := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise CommandError(f"The copy is damaged and was not put in place: {told}")
    finally:
        database.close()
    copy.chmod(0o444)
    sync(copy)


def sync(path: Path) -> None:
    """Waits until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
