"""From a pasted or uploaded document to a draft round. The reading core is pure Python: no Django, no database."""

from initiatives.intake.reading import Reading, restored
from initiatives.intake.refusal import NotRead
from initiatives.intake.sandbox import read_in_child


def read(data: bytes, name: str | None = None) -> Reading:
    """The document as read in a limited child process. Raises NotRead, and nothing else, for what cannot be read."""
    values = read_in_child(data, name)
    try:
        return restored(data, values)
    except (KeyError, TypeError, AttributeError):
        raise NotRead("failed", "The reader's answer was not whole.") from None


__all__ = ["NotRead", "Reading", "read"]
