"""Original files of documents, kept by the SHA-256 of their bytes: the same file once, under a name nobody chose."""

import hashlib
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages


def place_of(sha256: str) -> str:
    """Where a file of this hash lies in either storage."""
    return f"{sha256[:2]}/{sha256}"


def holds(storage: Storage, sha256: str) -> bool:
    """True where the storage has the file whole: a copy cut short by a crash has another hash."""
    if not storage.exists(place_of(sha256)):
        return False
    with storage.open(place_of(sha256)) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def keep(content: bytes, storage: Storage) -> str:
    """Stores the bytes, once, and returns their SHA-256. A damaged copy is replaced."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not holds(storage, sha256):
        storage.delete(place_of(sha256))
        storage.save(place_of(sha256), ContentFile(content))
    return sha256


def public() -> Storage:
    return storages["originals"]


def opened(sha256: str) -> IO[bytes]:
    """The published original of this hash. Raises FileNotFoundError where there is none."""
    return public().open(place_of(sha256))
