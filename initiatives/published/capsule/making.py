"""The capsule of the newest publication, made from the public record alone and a root at a time.

What it holds are published bodies and what the publications say of them; of what was withdrawn hash, date and reason.
Nothing in it depends on the machine: not on its time, languages, order of files or addresses.
"""

import hashlib
import io
import sqlite3
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from initiatives.published import originals
from initiatives.published.capsule import described, linked, tables
from initiatives.published.capsule.parts import PIECE, FolderTarget, Part, Target, ZipTarget
from initiatives.published.models import Action, Address, Held, Item, Publication
from initiatives.record import csv_cells, realm
from initiatives.record.bodies import SCHEMA, rows_of
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots

CAPSULE, FORMAT = "trilateral-record", 1
MANIFEST, DATABASE, GRAPH = "manifest.json", "record.sqlite", "linked-data.jsonld"
FEW = 20  # bodies in memory at once
LEVEL = 6  # of compression
TEXTS = ("title", "title_ja", "title_ko", "note", "note_ja", "note_ko")
OF_ITEM = ("kind", "action", "revision", "schema", "sha256", "label", "label_ja", "label_ko", "slug", "reason")
OF_HELD = ("kind", "action", "revision", "sha256", "slug", "reason")


def newest() -> Publication:
    """The publication that a capsule is made of. Raises Refused where nothing is public."""
    found = Publication.objects.order_by("-number").first()
    if found is None:
        raise Refused("Nothing is published yet: there is nothing to make a capsule of.")
    return found


def write_folder(place: Path) -> Publication:
    """Makes a capsule as a folder, which must not be there yet or be empty."""
    with realm.one_state():
        publication = newest()
        target = FolderTarget(publication.published_at, place=place)
        _Making(publication, target).run()
    return publication


def write_zip(file: IO[bytes]) -> Publication:
    """Makes a capsule as a zip in a file open for writing that can be sought in."""
    with realm.one_state():
        publication = newest()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            target = ZipTarget(publication.published_at, archive=archive)
            _Making(publication, target).run()
    return publication


def body_path(kind: str, root: uuid.UUID | str, publication: int | str) -> str:
    return f"record/{kind}/{root}/{publication}.json"


@dataclass
class _Making:
    publication: Publication
    target: Target

    def run(self) -> None:
        with _workspace() as (place, nodes), closing(sqlite3.connect(place or ":memory:")) as database:
            tables.create(database)
            self.bodies(database, nodes)
            self.publications(database)
            database.commit()
            self.target.add("held.json", tables.as_json(self.held))
            self.target.add("addresses.json", tables.as_json(list(_addresses())))
            missing = self.originals()
            for table in tables.tables():
                rows = tables.stored(database, table)
                self.target.add(described.path_of(table), csv_cells.lines(table.header, rows))
            self.target.add("tables/dictionary.csv", csv_cells.lines(described.DICTIONARY, described.dictionary_rows()))
            self.target.add("dictionary.json", tables.as_json(tables.dictionary()))
            nodes.seek(0)
            self.target.add(GRAPH, linked.graph(described.dataset(self.publication), _lines(nodes)))
            self.dump = dump_of(database)
            self.target.keep(DATABASE, _bytes_of(database, place))
            self.descriptions(missing)

    def bodies(self, database: sqlite3.Connection, nodes: IO[bytes]) -> None:
        """Every body of what is public now, as it was published; the rows of the last of each into the tables."""
        self.files: set[str] = set()
        held = {each.root: each for each in Held.objects.order_by("kind", "root")}
        paths: dict[uuid.UUID, str] = {}
        for item in _items():
            path = body_path(item.kind, item.root, item.publication_id)
            self.target.add(path, item.body.encode())
            is_last = held[item.root].publication_id == item.publication_id
            self.fill(database, nodes, item.body, is_last=is_last)
            if is_last:
                paths[item.root] = path
        for root, each in held.items():
            if each.action == Action.PUBLISHED and root not in paths:  # its last body is kept no more: as its rows are
                body = snapshots(each.kind, [root], realm.PUBLIC)[root]
                paths[root] = body_path(each.kind, root, "now")
                self.target.add(paths[root], body.encode())
                self.fill(database, nodes, body, is_last=True)
        self.held = [_held(each, paths.get(root, "")) for root, each in held.items()]

    def fill(self, database: sqlite3.Connection, nodes: IO[bytes], body: str, *, is_last: bool) -> None:
        rows = rows_of(body)
        self.files |= {row["original_sha256"] for row in rows.get("document", ()) if row["original_sha256"]}
        if is_last:
            for table, values in tables.rows_for(rows):
                tables.insert(database, table, values)
            for each in linked.nodes(rows):
                nodes.write(linked.line(each) + b"\n")

    def publications(self, database: sqlite3.Connection) -> None:
        """Every publication with what it did to each root; the body's path where it is kept."""
        public = {uuid.UUID(each["root"]) for each in self.held if each["action"] == Action.PUBLISHED}
        of_publication, of_item = (table for table in tables.tables() if table.model in tables.OF_PUBLICATIONS)
        items = Item.objects.defer("body").annotate(has_body=ExpressionWrapper(~Q(body=""), BooleanField()))
        by_number = groupby(items.order_by("publication_id").iterator(), lambda item: item.publication_id)
        listed = {number: sorted(found, key=lambda item: (item.kind, item.root)) for number, found in by_number}
        for publication in Publication.objects.order_by("number"):
            tables.insert(database, of_publication, tables.values(of_publication, vars(publication)))
            said = []
            for item in listed.get(publication.number, ()):
                tables.insert(database, of_item, tables.values(of_item, vars(item)))
                path = (
                    body_path(item.kind, item.root, publication.number) if item.has_body and item.root in public else ""
                )
                said.append({"root": str(item.root), "body": path, **{name: getattr(item, name) for name in OF_ITEM}})
            self.target.add(f"publications/{publication.number}.json", tables.as_json(_told(publication, said)))

    def originals(self) -> list[str]:
        """The original files that kept bodies name; returns the hashes of those that are not there."""
        missing = []
        for sha256 in sorted(self.files):
            if not originals.holds(originals.public(), sha256):
                missing.append(sha256)
                continue
            with originals.opened(sha256) as file:
                self.target.add(f"originals/{originals.place_of(sha256)}", _pieces(file))
        return missing

    def descriptions(self, missing: list[str]) -> None:
        parts = {part.path: part for part in self.target.parts}
        self.target.add("README.md", described.readme(self.publication))
        self.target.add("LICENCE.md", described.terms(self.publication))
        self.target.add("datapackage.json", tables.as_json(described.package(self.publication, parts)))
        listed = [parts[described.path_of(table)] for table in tables.tables()]
        listed += [parts[GRAPH], parts["dictionary.json"], Part(DATABASE, 0, "")]
        catalogue = described.catalogue(self.publication, [(part.path, part) for part in listed])
        self.target.add("dcat.jsonld", tables.as_json(catalogue))
        manifest = {
            "capsule": CAPSULE,
            "format": FORMAT,
            "publication": self.publication.number,
            "published_at": tables.moment(self.publication.published_at),
            "schema": SCHEMA,
            "licence": described.LICENCE,
            "database": self.dump,
            "missing_originals": missing,
            "parts": [asdict(part) for part in sorted(self.target.parts, key=lambda part: part.path)],
        }
        self.target.keep(MANIFEST, tables.as_json(manifest))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


@contextmanager
def _workspace() -> Iterator[tuple[Path | None, IO[bytes]]]:
    """A place for the database and a file for the graph; where nothing can be written, None and a file in memory."""
    with ExitStack() as stack:
        place: Path | None = None
        with suppress(OSError):
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()), DATABASE)
        yield place, stack.enter_context(tempfile.TemporaryFile() if place else io.BytesIO())  # noqa: SIM115


def _bytes_of(database: sqlite3.Connection, place: Path | None) -> Iterator[bytes]:
    """The file of a database, without what its head says of how it was made: counts of changes, versions of SQLite."""
    with io.BytesIO(database.serialize()) if place is None else place.open("rb") as file:
        pages = file.seek(0, io.SEEK_END) // tables.PAGE_SIZE
        file.seek(0)
        head = file.read(PIECE)
        yield head[:24] + bytes(4) + pages.to_bytes(4, "big") + head[32:92] + bytes(8) + head[100:]
        yield from _pieces(file)


def _items() -> Iterator[Item]:
    """The items whose bodies go into a capsule: of roots that are public, root by root, oldest first."""
    still = Held.objects.filter(action=Action.PUBLISHED).values("root")
    items = Item.objects.filter(root__in=still).exclude(body="")
    return items.order_by("kind", "root", "publication_id").iterator(chunk_size=FEW)


def _told(publication: Publication, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "number": publication.number,
        "uid": str(publication.uid),
        "published_at": tables.moment(publication.published_at),
        "is_minor": publication.is_minor,
        "is_emergency": publication.is_emergency,
        **{name: getattr(publication, name) for name in TEXTS},
        "items": items,
    }


def _held(held: Held, path: str) -> dict[str, Any]:
    return {
        "root": str(held.root),
        "publication": held.publication_id,
        "successor": str(held.successor or ""),
        "body": path,
        **{name: getattr(held, name) for name in OF_HELD},
    }


def _addresses() -> Iterator[dict[str, str]]:
    for each in Address.objects.order_by("kind", "id").iterator():
        yield {
            "id": str(each.pk),
            "kind": each.kind,
            "slug": each.slug,
            "target": str(each.target),
            "root": str(each.root),
        }


def _lines(file: Iterable[bytes]) -> Iterator[str]:
    for each in file:
        yield each.decode()


def dump_of(database: sqlite3.Connection) -> dict[str, Any]:
    """What the manifest says of the database: what ``.dump`` prints of it does not depend on the version of SQLite."""
    digest, size = hashlib.sha256(), 0
    for each in database.iterdump():
        written = f"{each}\n".encode()
        digest.update(written)
        size += len(written)
    return {"path": DATABASE, "dump_bytes": size, "dump_sha256": digest.hexdigest()}
