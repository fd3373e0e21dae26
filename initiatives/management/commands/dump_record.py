"""Writes the desk's record as files that load_record and loaddata read."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from initiatives.record import files


class Command(BaseCommand):
    help = "Writes one file for each kind of root and one for each meeting; the same record gives the same bytes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, **options: Any) -> None:
        folder: Path = options["folder"]
        contents = files.dumped()
        for path, content in contents.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists() or target.read_text(encoding="utf-8") != content:
                target.write_text(content, encoding="utf-8")
        self.stdout.write(f"Wrote {len(contents)} files to {folder}.")
        others = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.json"))
        if left := [path for path in others if path not in contents]:
            self.stdout.write(f"Left as they are, not of this record: {', '.join(left)}.")
