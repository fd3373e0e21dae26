"""manage.py intake FILE [--json]: print what is read in a document. Needs no database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from initiatives.intake import Reading, Refused, read
from initiatives.intake.readers.limits import MAX_BYTES


class Command(BaseCommand):
    """Reads one document and prints what it holds; exit status 2 when it cannot."""

    help = "Read a document (text, Markdown, HTML, .docx, PDF) and print what it holds. '-' reads standard input."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the document, or - for standard input")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        data, name = self._taken(options["file"])
        try:
            reading = read(data, name)
        except Refused as refused:
            raise CommandError(f"Not read. {refused}", returncode=2) from None
        if options["json"]:
            self._print(json.dumps(reading.as_json(), ensure_ascii=False, indent=1))
        else:
            self._print(shown(reading))

    def _taken(self, file: str) -> tuple[bytes, str | None]:
        """The bytes and the name; never more bytes than one over the limit."""
        try:
            if file == "-":
                return sys.stdin.buffer.read(MAX_BYTES + 1), None
            with Path(file).open("rb") as stream:
                return stream.read(MAX_BYTES + 1), Path(file).name
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CommandError(f"Not read. {file}: {reason}.", returncode=2) from None

    def _print(self, text: str) -> None:
        """UTF-8 whatever the terminal's encoding: the text of a record may be in any script."""
        stream = self.stdout._out
        if stream is sys.stdout and hasattr(stream, "buffer"):
            stream.buffer.write(text.encode("utf-8", "replace") + b"\n")
            stream.flush()
        else:
            self.stdout.write(text)


def shown(reading: Reading) -> str:
    """A reading for people: what was understood first, then the passages with their numbers."""
    said = reading.as_json()
    date = said["date"]
    days = (
        "none stated"
        if not date
        else (date["start"] if date["start"] == date["end"] else f"{date['start']} to {date['end']}")
        + f" ({date['basis']})"
    )
    out = [
        f"Title      {said['title'] or 'none found'}",
        f"Kind       {said['kind']}",
        f"Occasion   {said['mechanism']}" + (f", round {said['round']}" if said["round"] else ""),
        f"Date       {days}",
        f"City       {said['city'] or 'none stated'}",
        f"Read from  {reading.medium} ({reading.encoding or 'no encoding'}), SHA-256 {reading.sha256}",
        "",
        "Officials",
        *[
            f"  {'*' if o['delegate'] else ' '} {o['name']}, {o['title']} ({o['country'] or 'no country'})"
            for o in said["officials"]
        ],
        "  (* took part)" if said["officials"] else "  none",
        "",
        "Activities",
        *(
            [
                f"    {a['start']}{'' if a['end'] == a['start'] else ' to ' + a['end']}  {a['name']}"
                + (f", {a['city']}" if a["city"] else "")
                for a in said["activities"]
            ]
            or ["  none"]
        ),
        "",
        "References",
        *([f"    {name}" for name in said["references"]] or ["  none"]),
        "",
        "Passages",
    ]
    for passage in reading.passages:
        if passage.kind == "paragraph":
            head = " · ".join(
                filter(
                    None,
                    (
                        passage.lead_in and f"[{passage.lead_in}]",
                        passage.speaker and f"({passage.speaker})",
                        passage.parent and f"under {passage.parent}",
                    ),
                )
            )
            out.append(f"  ¶ {passage.number}" + (f"  {head}" if head else ""))
        elif passage.kind == "sentence":
            out.append(f"      {passage.number}  {passage.text}")
        else:
            out.append(f"  {passage.number} {passage.kind}: {passage.text}")
    repairs = [r for r in reading.structure.repairs if r["kind"] != "mark removed"]
    if repairs:
        out += [
            "",
            "Repairs",
            *[f"    ¶ {r['passage']}: {r['kind']} at {r['start']}–{r['end']} ({r['note']})" for r in repairs],
        ]
    if said["unplaced"]:
        out += ["", "Not placed", *[f"    {text}" for text in said["unplaced"]]]
    return "\n".join(out)
