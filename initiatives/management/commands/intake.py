"""manage.py intake FILE [--json | --create]: print what is read in a document, or make a draft round of it."""

import json
import sys
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from initiatives.intake import NotRead, Reading, read
from initiatives.intake.readers.limits import MAX_BYTES
from initiatives.record import realm
from initiatives.record.refusals import Refused


class Command(BaseCommand):
    """Reads one document and prints what it holds, or makes a draft round of it; exit status 2 when it cannot."""

    help = (
        "Read a document (text, Markdown, HTML, mail, .docx, .hwpx, PDF) and print what it holds. "
        "'-' reads standard input."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the document, or - for standard input")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--create", action="store_true", help="make a draft round of it at the desk")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="ENTRY.FIELD=VALUE",
            help="with --create: a change to the draft, such as meeting.date.start=2026-11-24 or source.address=https://…",
        )
        parser.add_argument(
            "--accept-all", action="store_true", help="with --create: accept what is new and plain, never a likeness"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        data, name = self._taken(options["file"])
        try:
            reading = read(data, name)
        except NotRead as refused:
            raise CommandError(f"Not read. {refused}", returncode=2) from None
        if options["create"]:
            self._create(data, name, options)
        elif options["json"]:
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

    def _create(self, data: bytes, name: str | None, options: dict[str, Any]) -> None:
        """The same draft round that the proposal page makes; exit status 2 with everything that it still lacks."""
        if not realm.has_desk():
            raise CommandError("Not created: this process has no desk.", returncode=2)
        filing = import_module("initiatives.intake.filing")  # only where there is a desk: reading alone needs none
        creating = import_module("initiatives.intake.creating")
        changes: dict[str, dict[str, str]] = {}
        for change in options["set"]:
            place, equals, value = change.partition("=")
            item, dot, field = place.rpartition(".")
            if not (equals and dot):
                raise CommandError(f"--set {change}: write ENTRY.FIELD=VALUE.", returncode=2)
            changes.setdefault(item, {})[field] = value
        try:
            proposal, _ = filing.file(data, name or "standard input", user=None)
            if proposal.state == "open":
                for item, values in changes.items():
                    filing.decide(proposal, item, "change", values, user=None)
                if options["accept_all"]:
                    filing.decide(proposal, "*", "accept", {}, user=None)
            made = creating.create(proposal, user=None)
        except (NotRead, Refused) as refused:
            told = "\n".join(f"  {reason}" for reason in getattr(refused, "reasons", [str(refused)]))
            raise CommandError(f"Not created.\n{told}", returncode=2) from None
        if made.is_new:
            self._print("Created at the desk: " + ", ".join(f"{count} {what}" for count, what in made.made) + ".")
        else:
            self._print("The desk has this already: nothing was added.")
        for kept in made.kept:
            self._print(f"Kept as the desk has it: {kept}")
        self._print(f"Round     {made.meeting.slug}")
        self._print(f"Document  {made.document.slug if made.document else 'none'}")

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
