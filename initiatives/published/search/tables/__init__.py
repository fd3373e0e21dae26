"""What search knows of three languages beforehand, one table a file, for an editor to read; ``#`` opens a comment."""

from pathlib import Path

PLACE = Path(__file__).resolve().parent


def lines(name: str) -> list[str]:
    """The lines of a table, without comments and empty lines."""
    found = (line.strip() for line in (PLACE / f"{name}.txt").read_text(encoding="utf-8").splitlines())
    return [line for line in found if line and not line.startswith("#")]


def words(name: str) -> list[str]:
    """The words of a list, in their order."""
    return [word for line in lines(name) for word in line.split()]


def rows(name: str) -> list[list[str]]:
    """The rows of a table, each cut at its bars."""
    return [line.split("|") for line in lines(name)]
