"""The keys of rows made from a document: the same for the same document, whoever creates it."""

import uuid

NAMES = uuid.UUID("6f1d0a3e-52c1-5f0e-9a55-0d6a9f1b7c21")  # the space of the keys made here


def key(*parts: object) -> uuid.UUID:
    """The key of a row by what the row is."""
    return uuid.uuid5(NAMES, "\x1f".join(map(str, parts)))
