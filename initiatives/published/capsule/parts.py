"""Where the parts of a capsule are written to and read from: a folder or a zip, equal part by part.

What is read was made by somebody else: nothing is believed of it before it is looked at, and nothing is unpacked.
"""

import datetime
import hashlib
import os
import re
import stat
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from initiatives.record.refusals import Refused

PIECE = 2**16
LARGEST = 2**33  # bytes of all parts of one capsule
THINNEST = 200  # times that all parts may be larger than they are in their zip
SMALL = 2**20  # bytes that are never too many
NAME = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*")
LONGEST_SHOWN = 120


@dataclass(frozen=True)
class Part:
    """One part as the manifest names it."""

    path: str
    bytes: int
    sha256: str


@dataclass
class Target(ABC):
    """A place that parts are written to, one after the other; ``when`` is the time that each of them is given."""

    when: datetime.datetime
    parts: list[Part] = field(default_factory=list)

    def add(self, path: str, content: bytes | Iterable[bytes]) -> None:
        """Writes one part and remembers how large it is and its SHA-256."""
        self.parts.append(self.keep(path, content))

    def keep(self, path: str, content: bytes | Iterable[bytes]) -> Part:
        """Writes one part that is not to be listed among the others; returns what it is."""
        digest, size = hashlib.sha256(), 0
        with self.opened(path) as file:
            for piece in [content] if isinstance(content, bytes) else content:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
        return Part(path, size, digest.hexdigest())

    @abstractmethod
    def opened(self, path: str) -> Any: ...


@dataclass
class FolderTarget(Target):
    """A folder that is filled."""

    place: Path = field(kw_only=True)

    @contextmanager
    def opened(self, path: str) -> Iterator[IO[bytes]]:
        file = self.place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as opened:
            yield opened
        file.chmod(0o644)
        os.utime(file, (self.when.timestamp(), self.when.timestamp()))


@dataclass
class ZipTarget(Target):
    """A zip that is filled: deflated, the parts in the order in which they come, nothing in it of this machine."""

    archive: zipfile.ZipFile = field(kw_only=True)

    @contextmanager
    def opened(self, path: str) -> Iterator[IO[bytes]]:
        info = zipfile.ZipInfo(path, self.when.astimezone(datetime.UTC).timetuple()[:6])
        info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
        info.compress_type = zipfile.ZIP_DEFLATED
        with self.archive.open(info, "w", force_zip64=True) as opened:
            yield opened


class Source(ABC):
    """A capsule to be read. ``sizes`` are of its parts, by their paths."""

    sizes: dict[str, int]

    @abstractmethod
    def open(self, path: str) -> IO[bytes]: ...

    def pieces(self, path: str) -> Iterator[bytes]:
        """A part, piece by piece. Raises Refused where it cannot be read."""
        try:
            with self.open(path) as file:
                while piece := file.read(PIECE):
                    yield piece
        except (OSError, EOFError, ValueError, NotImplementedError, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
            raise Refused(f"{shown(path)} cannot be read: {error}") from error
        except Exception as error:  # zlib.error, lzma.LZMAError: whatever a compression makes of damage
            raise Refused(f"{shown(path)} is damaged: {error}") from error

    def read(self, path: str, *, most: int = 2**28) -> bytes:
        """A whole part. Raises Refused where there is none, or where it is larger than any of its sort."""
        if path not in self.sizes:
            raise Refused(f"{shown(path)} is missing.")
        if self.sizes[path] > most:
            raise Refused(f"{shown(path)} has {self.sizes[path]:,} bytes, more than a part of its sort may have.")
        return b"".join(self.pieces(path))


class FolderSource(Source):
    def __init__(self, place: Path) -> None:
        self.place = place
        self.sizes = {}
        for folder, folders, files in os.walk(place, followlinks=False):
            for name in (*folders, *files):
                path = Path(folder, name)
                inside = path.relative_to(place).as_posix()
                if path.is_symlink() or not (path.is_dir() or path.is_file()):
                    raise Refused(f"{shown(inside)} is a link or no file: a capsule holds files alone.")
                if path.is_file():
                    self.sizes[named(inside)] = path.stat().st_size
        bounded(sum(self.sizes.values()))

    def open(self, path: str) -> IO[bytes]:
        return (self.place / path).open("rb")


class ZipSource(Source):
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.sizes = {}
        held = 0
        for info in archive.infolist():
            mode = info.external_attr >> 16
            if info.is_dir():
                named(info.filename.rstrip("/"))
                continue
            if info.flag_bits & 1 or stat.S_ISLNK(mode):
                raise Refused(f"{shown(info.filename)} is encrypted or a link: a capsule holds plain files alone.")
            if named(info.filename) in self.sizes:
                raise Refused(f"{shown(info.filename)} stands in the zip twice.")
            self.sizes[info.filename] = info.file_size
            held += info.compress_size
        total = sum(self.sizes.values())
        bounded(total)
        if total > SMALL + THINNEST * held:
            raise Refused(
                f"The zip says that its {held:,} bytes hold {total:,}: that is no capsule, and is not unpacked."
            )

    def open(self, path: str) -> IO[bytes]:
        return self.archive.open(path)


def named(path: str) -> str:
    """The path of a part. Raises Refused for one that leads out of the capsule or that no capsule has."""
    if not NAME.fullmatch(path) or ".." in path.split("/"):
        raise Refused(f"{shown(path)} is no path of a part: it may lead out of the capsule.")
    return path


def bounded(total: int) -> None:
    if total > LARGEST:
        raise Refused(f"The parts have {total:,} bytes together, more than a capsule may have ({LARGEST:,}).")


def shown(path: str) -> str:
    return f"“{path[:LONGEST_SHOWN]}”"


@contextmanager
def source(place: Path) -> Iterator[Source]:
    """A capsule at a place, folder or zip. Raises Refused for anything else."""
    if place.is_dir():
        yield FolderSource(place)
        return
    try:
        archive = zipfile.ZipFile(place)
    except FileNotFoundError:
        raise Refused(f"There is nothing at {place}.") from None
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
        raise Refused(f"{place} is neither a folder nor a whole zip: {error}") from error
    with archive:
        yield ZipSource(archive)
