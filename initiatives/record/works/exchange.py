"""Works as data for other programs: BibTeX, RIS and CSL-JSON.

A document of a government is what each format calls that: a report. The rest is a page of the web. The words of the
record, the publication and the passage have no field of their own that programs show, so all three carry a note too.
"""

import json
from typing import Any

from initiatives.record.works import Work

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # macros of BibTeX
# Braces as commands: BibTeX counts braces even where a backslash stands before them.
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\lbrace{}",
    "}": r"\rbrace{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}


def bibtex(work: Work) -> str:
    """One entry, in UTF-8, which BibTeX and biblatex both read. Names and titles keep their capitals."""
    year, month, day = [*work.parts, 0, 0, 0][:3]
    held = f"Publication {work.publication}" if work.publication else ""
    fields = {
        "author": f"{{{_latex(work.author)}}}",
        "title": f"{{{_latex(work.title)}}}",
        "institution": f"{{{_latex(work.issuers)}}}" if work.is_document else "",
        "type": _latex(work.genre),
        "howpublished": "" if work.is_document else _latex(held),
        "publisher": "" if work.is_document else _latex(work.publisher),
        "year": str(year or ""),
        "month": month,
        "day": str(day or ""),
        "note": _latex(work.note),
        "url": work.address,  # read as it stands
        "language": work.language,
    }
    lines = [f"@{'techreport' if work.is_document else 'misc'}{{{work.key},"]
    for name, value in fields.items():
        if value:
            lines.append(f"  {name} = {MONTHS[value - 1] if isinstance(value, int) else f'{{{value}}}'},")
    return "\n".join([*lines, "}", ""])


def ris(work: Work) -> str:
    """One reference: a tag a line, lines ended as the format asks. A date says what is known of it and no more."""
    year, month, day = [*(f"{part:02}" for part in work.parts), "", "", ""][:3]
    fields = [
        ("TY", "GOVDOC" if work.is_document else "ELEC"),
        ("ID", work.key),
        ("AU", work.author),
        ("TI", work.title),
        ("T2", work.record if work.is_document else ""),
        ("M3", work.genre),
        ("ET", f"Publication {work.publication}" if work.publication else ""),
        ("SE", work.pinpoint),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("PB", "" if work.is_document else work.publisher),
        ("LA", work.language),
        ("UR", work.address),
        ("N1", work.note),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl(work: Work) -> dict[str, Any]:
    """An item as CSL processors take it."""
    item = {
        "id": work.key,
        "type": "report" if work.is_document else "webpage",
        "author": [{"literal": _line(work.author)}],
        "title": _line(work.title),
        "container-title": work.record if work.is_document else "",
        "genre": work.genre,
        "publisher": "" if work.is_document else work.publisher,
        "version": str(work.publication or ""),
        "section": work.pinpoint,
        "locator": work.passage,
        "issued": {"date-parts": [work.parts]} if work.parts else None,
        "language": work.language,
        "URL": work.address,
        "note": _line(work.note),
    }
    return {name: value for name, value in item.items() if value}


def csl_json(work: Work) -> str:
    """A list of one item, as files of CSL-JSON are."""
    return json.dumps([csl(work)], ensure_ascii=False, indent=2) + "\n"


def _line(words: str) -> str:
    """Words on one line: what breaks a line would end the field."""
    return " ".join(words.split())


def _latex(words: str) -> str:
    return "".join(SPECIAL.get(sign, sign) for sign in _line(words))
