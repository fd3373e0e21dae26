"""Writes the whole public record as one capsule: a zip, or a folder."""

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from initiatives.published.capsule import making
from initiatives.record.refusals import Refused


class Command(BaseCommand):
    help = "Writes the public record with all its publications as a capsule: TARGET.zip, or a folder that is empty."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="a file ending in .zip, which is replaced, or a new folder")

    def handle(self, *, target: Path, **options: Any) -> None:
        is_zip = target.suffix.lower() == ".zip" and not target.is_dir()
        if not is_zip and target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise CommandError(f"{target} is there already. Name a folder that is empty or not there, or a .zip.")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            publication = zipped(target) if is_zip else unpacked(target)
        except Refused as refusal:
            raise CommandError("\n".join(refusal.reasons)) from refusal
        self.stdout.write(f"{target} holds the record up to publication {publication.number}.")


def zipped(target: Path) -> Any:
    """The zip is put in its place once it is whole."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".capsule-")
    try:
        with os.fdopen(descriptor, "w+b") as file:
            publication = making.write_zip(file)
        Path(name).chmod(0o644)
        os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)
    return publication


def unpacked(target: Path) -> Any:
    """The folder is put in its place once it is whole."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".capsule-") as folder:
        made = Path(folder, "capsule")
        made.mkdir()
        publication = making.write_folder(made)
        if target.exists():
            target.rmdir()
        made.rename(target)
    return publication
