"""Archives of XML parts (.docx, .hwpx): opened within limits, parsed by a streaming parser that refuses entities."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

from initiatives.intake.readers.limits import MAX_DEPTH, MAX_PARTS, MAX_RATIO, MAX_UNPACKED
from initiatives.intake.refusal import NotRead

ARCHIVES = re.compile(r"\.(?:zip|docx|xlsx|pptx|docm|hwpx|jar|7z|rar|gz|bz2|xz|tar)$", re.I)
MACROS = re.compile(r"vbaProject|vbaData|macrosheets|\.bin$", re.I)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships "

Start = Callable[[str, dict[str, str]], None]


class Relation(NamedTuple):
    """What a part says of another one: the last word of the sort of tie, and the name of the other part."""

    sort: str
    target: str


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, after its directory has been checked: nothing is unpacked before."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        OSError,
        EOFError,
        IndexError,
        UnicodeDecodeError,
    ) as error:
        raise NotRead("damaged", f"The file is not a whole archive: {error}.") from None
    if len(parts) > MAX_PARTS:
        raise NotRead("too many files inside", f"The file holds {len(parts):,} parts; the limit is {MAX_PARTS:,}.")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise NotRead("damaged", "The file holds two parts of one name.")
    if any(MACROS.search(name) for name in names):
        raise NotRead("macros", "The file holds macros or binary parts.")
    if any(part.flag_bits & 1 for part in parts):
        raise NotRead("encrypted", "Parts of the file are encrypted.")
    total = sum(part.file_size for part in parts)
    if total > MAX_UNPACKED:
        raise NotRead("packed too tightly", f"The file unpacks to {total:,} bytes; the limit is {MAX_UNPACKED:,}.")
    for part in parts:
        if part.file_size > 100_000 and part.file_size > MAX_RATIO * max(1, part.compress_size):
            raise NotRead("packed too tightly", f"The part {part.filename[:60]} is packed more than {MAX_RATIO} to 1.")
    return archive


def refuse_archives(archive: zipfile.ZipFile, but: frozenset[str] = frozenset()) -> None:
    """Refuses a file that holds other archives, those parts excepted that are text of the document itself."""
    if any(ARCHIVES.search(name) for name in archive.namelist() if name not in but):
        raise NotRead("archive inside", "The file holds another archive.")


def read_part(archive: zipfile.ZipFile, name: str, required: bool = True) -> bytes:
    """The bytes of one part, never more than its directory entry promised."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        if required:
            raise NotRead("damaged", f"The part {name[:60]} is missing.") from None
        return b""
    try:
        with archive.open(info) as stream:
            content = stream.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise NotRead("damaged", f"The part {name[:60]} cannot be unpacked: {error}.") from None
    if len(content) > info.file_size:
        raise NotRead("damaged", f"The part {name[:60]} is larger than the file's directory says.")
    return content


def parse(content: bytes, start: Start, end: Callable[[str], None], characters: Callable[[str], None]) -> None:
    """Run one XML part through the handlers; depth limited, a document type declaration refused."""
    if not content:
        return
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise NotRead("nested too deep", f"The XML is nested more than {MAX_DEPTH:,} levels deep.")
        start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    def declared(*_: object) -> None:
        raise NotRead("document type declaration", "The XML inside the file has a document type declaration.")

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotRead("damaged", f"The XML inside the file is not well formed: {error}.") from None
    except (ValueError, LookupError) as error:  # an encoding that the parser does not know
        raise NotRead("damaged", f"The XML inside the file cannot be decoded: {error}.") from None


def relations(archive: zipfile.ZipFile, of: str = "") -> dict[str, Relation]:
    """Id → what a part ('' for the archive as a whole) is tied to, where that lies inside the archive."""
    folder, name = posixpath.split(of)
    found: dict[str, Relation] = {}
    names = {each.casefold(): each for each in archive.namelist()}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag != RELATIONS + "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = unquote(attributes.get("Target", "").partition("#")[0])
        whole = posixpath.normpath(posixpath.join("/", "" if target.startswith("/") else folder, target)).lstrip("/")
        sort = attributes.get("Type", "").rpartition("/")[2]
        found[attributes.get("Id", "")] = Relation(sort, names.get(whole.casefold(), whole))

    parse(
        read_part(archive, posixpath.join(folder, "_rels", f"{name}.rels"), required=False),
        start,
        lambda tag: None,
        lambda text: None,
    )
    return found
