"""The sandbox: hostile documents are refused or read, each with a named reason, and the parent goes on."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from initiatives.intake import NotRead, read
from initiatives.intake.refusal import REASONS
from tests.intake.bombs import bombs

ROOT = Path(__file__).resolve().parent.parent.parent
BOMBS = list(bombs())


@pytest.mark.parametrize(("file", "data", "reasons"), [bomb[1:] for bomb in BOMBS], ids=[bomb[0] for bomb in BOMBS])
def test_bomb(file: str, data: bytes, reasons: frozenset[str]) -> None:
    began = time.monotonic()
    try:
        reading = read(data, file)
    except NotRead as refused:
        said = refused.reason if str(refused).endswith(REASONS[refused.reason]) else "a reason without a remedy"
    else:
        said = "read" if reading.passages else "read, and nothing found"
    assert said in (reasons or {"read"})
    assert time.monotonic() - began < 11


# The peak is that of all children of a process so far, so it is measured in one that has no others.
MEASURE = """
import resource
from initiatives.intake import NotRead, read
from tests.intake.bombs import bombs
for _, file, data, reasons in bombs():
    if "memory" in reasons:
        try:
            read(data, file)
        except NotRead:
            pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_no_child_takes_more_than_its_memory() -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) <= 512 * 1024


def test_harmless_document_after_the_bombs() -> None:
    reading = read(b"A Title\n\nThe partners met today.\n", "a.txt")
    assert [(p.number, p.text) for p in reading.passages] == [
        ("0.1", "A Title"),
        ("1", "The partners met today."),
        ("1.1", "The partners met today."),
    ]
