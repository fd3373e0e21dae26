"""The sandbox: hostile documents are refused or read, each with a named reason, and the parent goes on."""

import resource
import time

import pytest

from initiatives.intake import Refused, read
from initiatives.intake.refusal import REASONS
from tests.intake.bombs import bombs

BOMBS = list(bombs())


@pytest.mark.parametrize(("file", "data", "reasons"), [bomb[1:] for bomb in BOMBS], ids=[bomb[0] for bomb in BOMBS])
def test_bomb(file: str, data: bytes, reasons: frozenset[str]) -> None:
    began = time.monotonic()
    try:
        reading = read(data, file)
    except Refused as refused:
        said = refused.reason if str(refused).endswith(REASONS[refused.reason]) else "a reason without a remedy"
    else:
        said = "read" if reading.passages else "read, and nothing found"
    assert said in (reasons or {"read"})
    assert time.monotonic() - began < 11


def test_no_child_took_more_than_its_memory() -> None:
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= 512 * 1024


def test_harmless_document_after_the_bombs() -> None:
    reading = read(b"A Title\n\nThe partners met today.\n", "a.txt")
    assert [(p.number, p.text) for p in reading.passages] == [
        ("0.1", "A Title"),
        ("1", "The partners met today."),
        ("1.1", "The partners met today."),
    ]
