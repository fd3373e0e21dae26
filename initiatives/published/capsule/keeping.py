"""The capsule of the newest publication, made once and kept: by whoever asks first, one at a time.

It is kept in CAPSULES; where that cannot be written, as in a process that only reads, for as long as the process lives.
"""

import fcntl
import hashlib
import io
import json
import os
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from django.conf import settings

from initiatives.published.capsule import described, making, tables
from initiatives.published.capsule.parts import PIECE, Part
from initiatives.published.models import Publication
from initiatives.record.bodies import SCHEMA, canonical

_turn = threading.Lock()
_own: list[tempfile.TemporaryDirectory[str]] = []  # of this process, where the site has no place
_in_memory: dict[str, bytes] = {}  # the newest one, where nothing at all can be written
_parts: dict[str, dict[str, Part]] = {}  # of the capsule that was asked for last, by its SHA-256


@dataclass(frozen=True)
class Kept:
    """A capsule that is kept, as a zip. ``content`` are its bytes where it has no ``place``."""

    publication: Publication
    sha256: str
    place: Path | None = None
    content: bytes = b""

    @property
    def name(self) -> str:
        return f"{described.NAME}-{self.publication.number}.zip"

    @property
    def size(self) -> int:
        return self.place.stat().st_size if self.place else len(self.content)

    def open(self) -> IO[bytes]:
        return self.place.open("rb") if self.place else io.BytesIO(self.content)

    @contextmanager
    def archive(self) -> Iterator[zipfile.ZipFile]:
        with self.open() as file, zipfile.ZipFile(file) as archive:
            yield archive

    def pieces(self, part: str = "") -> Iterator[bytes]:
        """The bytes of the zip, or of one part as it is unpacked, piece by piece."""
        with ExitStack() as stack:
            archive = stack.enter_context(self.archive()) if part else None
            file = stack.enter_context(archive.open(part) if archive else self.open())
            while piece := file.read(PIECE):
                yield piece

    def parts(self) -> dict[str, Part]:
        """Every part by its path; of the manifest and the database, whose bytes no manifest says, as they are here."""
        if self.sha256 not in _parts:
            with self.archive() as archive:
                found = {each["path"]: Part(**each) for each in json.loads(archive.read(making.MANIFEST))["parts"]}
                sizes = {path: archive.getinfo(path).file_size for path in (making.MANIFEST, making.DATABASE)}
            for path, size in sizes.items():
                digest = hashlib.sha256()
                for piece in self.pieces(path):
                    digest.update(piece)
                found[path] = Part(path, size, digest.hexdigest())
            _parts.clear()
            _parts[self.sha256] = found
        return _parts[self.sha256]


def kept() -> Kept:
    """The capsule of the newest publication; made where there is none yet. Raises Refused where nothing is public."""
    publication = making.newest()
    key = f"{publication.number}-{_key(publication)}"
    with _turn:
        for place in _places():
            if found := next(iter(sorted(place.glob(f"{key}-*.zip"))), None):
                return Kept(publication, found.stem.rpartition("-")[2], found)
        for place in _places(to_write=True):
            with _locked(place):
                found = next(iter(sorted(place.glob(f"{key}-*.zip"))), None) or _made(place, key)
                return Kept(publication, found.stem.rpartition("-")[2], found)
        if key not in _in_memory:
            file = io.BytesIO()
            making.write_zip(file)
            _in_memory.clear()
            _in_memory[key] = file.getvalue()
        return Kept(publication, hashlib.sha256(_in_memory[key]).hexdigest(), content=_in_memory[key])


def forget() -> None:
    """Lets the capsule be made anew: where what it was made of is no longer what is kept."""
    for file in Path(settings.CAPSULES).glob("*.zip"):
        file.unlink(missing_ok=True)


def _key(publication: Publication) -> str:
    """What a capsule depends on: the publication, and the code that makes it."""
    said = (str(publication.uid), publication.number, tables.moment(publication.published_at), _code())
    return hashlib.sha256(canonical(said).encode()).hexdigest()[:16]


@cache
def _code() -> str:
    said = (making.FORMAT, SCHEMA, tables.dictionary(), described.README.read_text(encoding="utf-8"), described.TERMS)
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _places(*, to_write: bool = False) -> Iterator[Path]:
    """Folders that may hold the capsule, or that it may be written to: the site's, then one of this process."""
    site = Path(settings.CAPSULES)
    if to_write:
        with suppress(OSError):
            site.mkdir(parents=True, exist_ok=True)
    if site.is_dir() and (not to_write or os.access(site, os.W_OK)):
        yield site
    if to_write and not _own:
        with suppress(OSError):
            _own.append(tempfile.TemporaryDirectory(prefix="capsule-"))
    yield from (Path(folder.name) for folder in _own)


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    """Makes other processes wait that would make the same."""
    with (place / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _made(place: Path, key: str) -> Path:
    """Makes the capsule, puts it in its place once it is whole, and lets those of earlier publications go."""
    for each in place.glob(".making-*"):  # of a process that was killed
        each.unlink(missing_ok=True)
    with tempfile.NamedTemporaryFile(dir=place, prefix=".making-", delete=False) as file:
        made = Path(file.name)
        try:
            making.write_zip(file)
            file.flush()
            file.seek(0)
            digest = hashlib.sha256()
            while piece := file.read(PIECE):
                digest.update(piece)
            found = place / f"{key}-{digest.hexdigest()}.zip"
            made.chmod(0o644)
            os.replace(made, found)
        finally:
            made.unlink(missing_ok=True)
    for each in set(place.glob("*.zip")) - {found}:  # they may hold what was withdrawn or purged since
        each.unlink(missing_ok=True)
    return found
