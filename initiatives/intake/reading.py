"""A reading: what one document was found to hold, as the child reports it and the intake uses it."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from initiatives.intake.languages import SCRIPTS
from initiatives.intake.readers import unprinted
from initiatives.intake.readers.lines import Removed, Source
from initiatives.intake.recognise.mentions import Mentions, described, read_mentions
from initiatives.intake.structure import NumberedPassage, Structure, read_structure

#: Mark-up that says nothing: it is listed as removed and shown nowhere else.
SILENT = frozenset(
    [
        "comment",
        "rule",
        "heading mark",
        "list mark",
        "odd list mark",
        "emphasis",
        "backslash",
        "entity",
        "stray mark",
        "invisible character",
        "quotation mark",
        "composed character",
        "link mark",
        "link target",
        "control character",
        "item mark",
        "note mark",
        "mail mark",
        "drawn twice",
        "hyphen at the end of a row",
    ]
)
SILENT_TAGS = ("u", "sup", "sub", "span", "br", "em", "strong", "p", "div")


@dataclass(slots=True)
class Reading:
    """A document as read. `text` is the source text that all offsets count in; `data` the bytes as they came."""

    data: bytes
    sha256: str
    medium: str
    encoding: str
    text: str
    structure: Structure
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def passages(self) -> list[NumberedPassage]:
        return self.structure.passages

    def as_json(self) -> dict[str, Any]:
        """The reading in the schema of the corpus: one object with every key present."""
        structure = self.structure
        values = dict(self.values)
        return {
            "title": structure.title,
            "language": structure.language,
            **{key: values.pop(key) for key in ("kind", "mechanism", "round", "date", "city", "officials")},
            "headings": structure.headings,
            "lead_ins": structure.lead_ins,
            **{key: values.pop(key) for key in ("activities", "references")},
            "passages": [
                {
                    "number": p.number,
                    "kind": p.kind,
                    "text": p.text,
                    "language": p.language,
                    "script": SCRIPTS.get(p.language, ""),
                }
                for p in structure.passages
            ],
            "unplaced": unplaced(structure),
            **values,
        }


def unplaced(structure: Structure) -> list[str]:
    """What stands in no passage and is more than mark-up: closing lines, text markers, menus, odd tags."""
    # in a Japanese or Korean paper a mark may be as much as a number: an editor should see which went
    told = {"odd list mark", "list mark"} if _is_eastern(structure) else {"odd list mark"}
    marks = sorted((r for r in structure.removed if r.kind in told), key=lambda r: r.start)
    shown = [_named(r) for r in structure.removed if not _is_silent(r)]
    return [*structure.unplaced, *shown, *([" ".join(r.text for r in marks)] if marks else [])]


def _named(removed: Removed) -> str:
    """What was left out, and why where the source does not print it."""
    return f"{removed.kind}: {removed.text}" if removed.kind in unprinted.KINDS else removed.text


def _is_eastern(structure: Structure) -> bool:
    return any(passage.language in ("ja", "ko") for passage in structure.passages)


def _is_silent(removed: Removed) -> bool:
    if removed.kind == "tag":
        return (
            removed.text.strip("</ ").split(">")[0].split()[0].rstrip("/").casefold() in SILENT_TAGS
            if removed.text.strip("</ >")
            else True
        )
    return removed.kind in SILENT


def read_source(source: Source) -> dict[str, Any]:
    """Structure and mentions of a source, as plain values that can cross a process border."""
    structure = read_structure(source)
    mentions: Mentions = read_mentions(structure)
    return {
        "medium": source.medium,
        "encoding": source.encoding,
        "text": source.text,
        "language": structure.language,
        "passages": [asdict(p) for p in structure.passages],
        "removed": [asdict(r) for r in structure.removed],
        "unplaced": structure.unplaced,
        "values": described(mentions),
    }


def restored(data: bytes, values: dict[str, Any]) -> Reading:
    """The reading that `read_source` described; one made before languages were told has none."""
    structure = Structure(
        [NumberedPassage(**passage) for passage in values["passages"]],
        [Removed(**removed) for removed in values["removed"]],
        list(values["unplaced"]),
        values.get("language", ""),
    )
    return Reading(
        data,
        hashlib.sha256(data).hexdigest(),
        values["medium"],
        values["encoding"],
        values["text"],
        structure,
        values["values"],
    )
