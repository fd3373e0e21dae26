"""How well the intake reads texts in the manner of three ministries: `make intake-score`. README.md has the rules."""

import argparse
import json
import multiprocessing
import re
import resource
import sys
import time
import unicodedata
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from initiatives.intake import NotRead, read
from tests.intake.score import rendering
from tests.intake.score.comparing import COLUMNS, compared, lost, pooled, share

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
TEXTS, FLOORS = HERE / "texts", HERE / "floors.json"
CORPUS = ROOT.parent / "shared" / "corpus"
LANGUAGES = ("en", "ja", "ko")
SHORT = dict(
    zip(
        COLUMNS,
        [
            "off",
            "deleg",
            "head",
            "lead",
            "act",
            "ref",
            "title",
            "kind",
            "mech",
            "round",
            "date",
            "city",
            "state",
            "lang",
        ],
        strict=True,
    )
)


@dataclass
class Document:
    """A labelled text in one format. `data` is what is read, `text` what it says, `suffix` how that is to be taken."""

    stem: str
    gold: dict = field(repr=False)
    text: str = field(repr=False)
    suffix: str
    data: bytes = field(default=b"", repr=False)
    medium: str = ""

    def __post_init__(self):
        self.data = self.data or self.text.encode("utf-8")
        self.medium = self.medium or self.suffix


@dataclass
class Scored:
    """What came of one document: counts, differences, what was lost, or why it was not read."""

    document: Document
    counts: dict
    differs: dict
    lost: list
    seconds: float
    processor: float
    refused: str = ""


@dataclass
class Result:
    """All documents of one language in one format."""

    scored: list = field(default_factory=list)
    peak: int = 0  # kB

    @property
    def counts(self):
        return pooled(one.counts for one in self.scored)

    @property
    def shares(self):
        return {column: share(self.counts.get(column)) for column in COLUMNS}

    @property
    def whole(self):
        return sum(not one.lost and not one.refused for one in self.scored)

    def mean_and_most(self, of):
        taken = [getattr(one, of) for one in self.scored]
        return f"{sum(taken) / len(taken):.2f}/{max(taken):.2f}"


def documents(folder):
    """The labelled texts of a folder, as they are written."""
    found = []
    for label in sorted(folder.glob("*.json")):
        texts = [label.with_suffix(suffix) for suffix in (".txt", ".html")]
        gold = json.loads(label.read_text("utf-8"))
        found += [Document(label.stem, gold, t.read_text("utf-8"), t.suffix) for t in texts if t.exists()]
    return found


def corpus(folder):
    """The documents of the corpus beside the project, without the header lines that say where they come from."""
    found = []
    for label in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(label.read_text("utf-8"))
        for source in (folder / gold.get("file", f"{label.stem}.txt"), folder / "html" / f"{label.stem}.html"):
            if source.exists():
                header = r"\A\s*<!-- Source:.*?-->\s*|\A(?:(?:Source|Retrieved-from):[^\n]*\n)+\s*"
                text = re.sub(header, "", source.read_text("utf-8"), flags=re.DOTALL)
                found.append(Document(label.stem, gold, text, source.suffix))
    return found


def as_page(document, language):
    if document.suffix == ".html":
        return document
    page = rendering.page_of(document.text, document.gold, language)
    return Document(document.stem, document.gold, page, ".html")


def as_pdfs(pages):
    """The same pages as Chromium prints them."""
    with rendering.a_chromium() as chromium:
        made = rendering.printed({page.stem: page.text for page in pages}, chromium)
    return [Document(p.stem, p.gold, p.text, ".html", made[p.stem], ".pdf") for p in pages]


def reading_of(data, name):
    """(the reading or None, why not, seconds by the clock, of the processor). The file's name says its format alone."""
    started, used = time.perf_counter(), _processor_of_children()
    try:
        said, refused = read(data, name).as_json(), ""
    except NotRead as reason:
        said, refused = None, f"{type(reason).__name__}: {reason}"
    return said, refused, time.perf_counter() - started, _processor_of_children() - used


def _processor_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def scored(document, said, refused, seconds, processor):
    counts, differs = compared(document.gold, said or {})
    missing = lost(document.text, document.suffix, said) if said else []
    return Scored(document, counts, differs, missing, seconds, processor, refused)


def result_of(found):
    """Every document read in a child of its own, from one small process: its largest child is what the table names."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        readings = list(process.map(reading_of, *zip(*[(d.data, f"document{d.medium}") for d in found], strict=True)))
        peak = process.submit(_largest_child).result()
    return Result([scored(d, *reading) for d, reading in zip(found, readings, strict=True)], peak)


def _largest_child():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def say(text=""):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def figure(value, sign=False):
    return "-" if value is None else f"{value:+.2f}" if sign else f"{value:.2f}"


def _padded(text, width):
    """Left-justified for a terminal, where a character of China, Japan and Korea takes two places."""
    return text + " " * (width - sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text))


def table(title, result):
    say(f"\n{title}")
    say(f"{'':<44}" + "".join(f"{short:>7}" for short in SHORT.values()) + f"{'lost':>7}{'s':>6}")
    for one in result.scored:
        row = "".join(f"{figure(share(one.counts.get(column))):>7}" for column in COLUMNS)
        name = f"{one.document.stem}{one.document.medium}"[:43]
        say(
            f"{_padded(name, 44)}{row}{len(one.lost):>7}{one.seconds:>6.2f}"
            + (f"  ! {one.refused}" if one.refused else "")
        )
    row = "".join(f"{figure(result.shares[column]):>7}" for column in COLUMNS)
    say(f"{f'all {len(result.scored)}':<44}{row}")


def differences(result):
    for one in result.scored:
        for column, what in one.differs.items():
            say(f"  {one.document.stem}{one.document.medium} {column}: {json.dumps(what, ensure_ascii=False)}")
        if one.lost:
            say(f"  {one.document.stem}{one.document.medium} lost: {' '.join(one.lost[:20])}")


def summary(results):
    """{name: Result}, side by side."""
    say("\n" + f"{'':<16}" + "".join(f"{name:>12}" for name in results))
    for column in COLUMNS:
        say(f"{column:<16}" + "".join(f"{figure(result.shares[column]):>12}" for result in results.values()))
    whole = "".join(f"{f'{r.whole} of {len(r.scored)}':>12}" for r in results.values())
    say(f"{'nothing lost':<16}{whole}")
    for said, of in (("seconds", "seconds"), ("of processor", "processor")):
        say(f"{said:<16}" + "".join(f"{result.mean_and_most(of):>12}" for result in results.values()))
    say(f"{'MB, largest':<16}" + "".join(f"{r.peak / 1024:>12.0f}" for r in results.values()))


def against(results, base, other):
    """The difference that a format makes, column by column."""
    pairs = {
        name.split()[0]: (results[name], results[name.removesuffix(other) + base])
        for name in results
        if name.endswith(other)
    }
    if not pairs:
        return
    say(f"\n{other.strip()} less {base.strip()}".ljust(17) + "".join(f"{name:>12}" for name in pairs))
    for column in COLUMNS:
        gaps = [(one.shares[column], two.shares[column]) for one, two in pairs.values()]
        say(
            f"{column:<16}"
            + "".join(f"{figure(None if None in gap else gap[0] - gap[1], sign=True):>12}" for gap in gaps)
        )


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, default=TEXTS)
    parser.add_argument("--languages", default=",".join(LANGUAGES), type=lambda names: names.split(","))
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--html", action="store_true", help="the same texts as pages")
    parser.add_argument("--pdf", action="store_true", help="and printed by Chromium; with --html, the difference")
    parser.add_argument("--differences", action="store_true", help="say what was missed, wrong or too much")
    parser.add_argument("--json", type=Path, help="write the figures and differences to this file")
    parser.add_argument("--floors", action="store_true", help="write floors.json from what the development texts reach")
    options = parser.parse_args(arguments)

    results = {}

    def measure(name, found):
        results[name] = result_of(found)
        table(name, results[name])
        if options.differences:
            differences(results[name])

    for language in options.languages:
        found = documents(options.texts / language)
        if not found:
            parser.error(f"there are no labelled texts in {options.texts / language}")
        measure(language, found)
        if options.html or options.pdf:
            pages = [as_page(document, language) for document in found]
            measure(f"{language} html", pages)
            if options.pdf and rendering.CHROMIUM:
                measure(f"{language} pdf", as_pdfs(pages))
    if options.pdf and not rendering.CHROMIUM:
        say("PDF: left out, no Chromium found.")
    if options.corpus.is_dir() and (found := corpus(options.corpus)):
        measure("corpus", found)
    summary(results)
    against(results, " html", " pdf")
    if options.floors:
        floors = {name: {c: _floor(v) for c, v in results[name].shares.items()} for name in options.languages}
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", "utf-8")
    if options.json:
        options.json.write_text(json.dumps(_plain(results), ensure_ascii=False, indent=1) + "\n", "utf-8")


def _floor(value):
    """Rounded down to hundredths: a floor is what was reached, not more."""
    return value if value is None else int(value * 100 + 1e-9) / 100


def _plain(results):
    return {
        name: {
            "shares": result.shares,
            "counts": result.counts,
            "nothing lost": [result.whole, len(result.scored)],
            "peak kB": result.peak,
            "documents": [
                {
                    "document": one.document.stem + one.document.medium,
                    "counts": one.counts,
                    "differs": one.differs,
                    "lost": one.lost,
                    "seconds": round(one.seconds, 3),
                    "refused": one.refused,
                }
                for one in result.scored
            ],
        }
        for name, result in results.items()
    }


if __name__ == "__main__":
    main()
