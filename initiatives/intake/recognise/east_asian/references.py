"""Resolutions and treaties that a Japanese or Korean document names: one by its number, the other as printed."""

import re

from initiatives.intake.recognise.east_asian.page import Line, Page
from initiatives.intake.recognise.packs.english import treaty_in_english
from initiatives.intake.recognise.references import ReferenceMention


def find_references(page: Page) -> list[ReferenceMention]:
    """Each resolution and treaty once, in reading order."""
    found: list[ReferenceMention] = []
    known: set[str] = set()
    for line in [*([page.title] if page.title else []), *page.sentences]:
        here = [*_resolutions(line), *_treaties(line)]
        for reference in sorted(here, key=lambda one: one.start):
            name = treaty_in_english(reference.name) or reference.name
            if name not in known:
                known.add(name)
                found.append(reference)
    return found


def _resolutions(line: Line) -> list[ReferenceMention]:
    found: list[ReferenceMention] = []
    for match in line.pack.resolution.finditer(line.text):
        if line.pack.other_resolution.search(line.text[max(0, match.start() - 12) : match.start()]):
            continue
        years = re.sub(r"\(\d{4}년?年?\)", "", match["more"] or "")
        for number in [match["first"], *re.findall(r"\d{3,4}", years)]:
            found.append(_reference(line, f"UNSCR {number}", *match.span("words")))
    return found


def _treaties(line: Line) -> list[ReferenceMention]:
    """Treaties of the list wherever they stand; others under their own name where it says what they are of."""
    pack, text = line.pack, line.text
    found: list[ReferenceMention] = []
    for match in pack.treaty.finditer(text):
        first, last = match.span("name")
        known = _known(pack.lists.treaties, text, first, last)
        if known is not None:
            found.append(_reference(line, line.folded.words(known, last), known, last))
            continue
        first = _trimmed(line, first, last)
        name = text[first:last]
        if pack.general.fullmatch(name) or len(re.sub(r"\s", "", name)) < 5:
            continue
        found.append(_reference(line, line.folded.words(first, last), first, last))
    return found


def _known(treaties: dict[str, str], text: str, first: int, last: int) -> int | None:
    """Where the listed treaty begins that a name ends in, the longest."""
    starts = (start for start in range(first, last) if not text[start].isspace())
    return next((start for start in starts if re.sub(r"\s", "", text[start:last]) in treaties), None)


def _trimmed(line: Line, first: int, last: int) -> int:
    """Where a name begins that the pattern took too much before: after a particle, a verb, a comma."""
    name = line.text[first:last]
    cut = 0
    for match in re.finditer(
        r"(?:により|による|に基づく|に基づき|に沿った|を含む|などの|及び|並びに|(?:[을를이가은는의과와에로]|따라|따른|등|및|하는|에서|포함한)\s)",
        name,
    ):
        if match.end() < len(name) - 3:
            cut = match.end()
    return first + cut


def _reference(line: Line, name: str, first: int, last: int) -> ReferenceMention:
    start, end = line.folded.span(first, last)
    return ReferenceMention(name, line.number, line.folded.words(first, last), start, end)
