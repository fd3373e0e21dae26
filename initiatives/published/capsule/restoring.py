"""The public record made again from a capsule: into an empty place, in one transaction, or not at all."""

import datetime
import hashlib
import json
import sqlite3
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError

from initiatives.published import ledger, originals
from initiatives.published.addresses import address_id
from initiatives.published.capsule.making import (
    CAPSULE,
    DATABASE,
    FEW,
    FORMAT,
    MANIFEST,
    OF_HELD,
    OF_ITEM,
    TEXTS,
    dump_of,
)
from initiatives.published.capsule.parts import Source, shown
from initiatives.published.models import Action, Address, Entry, Held, Item, Publication
from initiatives.published.search import index
from initiatives.record import realm
from initiatives.record.bodies import SCHEMA, digest, root_of, same
from initiatives.record.chunks import CHUNK
from initiatives.record.kinds import KINDS, domain_models
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import plain, snapshots
from initiatives.record.writing import fill

Listed = Mapping[str, Any]


def restore(source: Source) -> Publication:
    """Fills an empty public record with what a capsule holds; returns its last publication.

    Raises Refused, naming the part and what is wrong with it, where the place holds anything, where the capsule is
    damaged, incomplete or another's, or where what was written does not read back as the same; then nothing is there.
    """
    manifest = verified(source)
    with ledger.locked(), _told_by_the_database():
        refuse_filled()
        publications = _publications(source, manifest)
        held = _held(source, publications)
        _addresses(source)
        by_kind: dict[str, list[Listed]] = defaultdict(list)
        for each in held:
            if each["action"] == Action.PUBLISHED:
                by_kind[each["kind"]].append(each)
        for kind in KINDS:
            for bodies in _few(source, by_kind[kind]):
                fill(bodies.values(), realm.PUBLIC)
        for kind in KINDS:
            _read_back(source, kind, by_kind[kind])
            index.feed(kind, [uuid.UUID(each["root"]) for each in by_kind[kind]])
        _originals(source)
    return Publication.objects.get(number=manifest["publication"])


def refuse_filled() -> None:
    """Raises Refused where the public record holds anything."""
    filled = [*domain_models(), Publication, Item, Held, Address, Entry]
    if any(plain(model, realm.PUBLIC).exists() for model in filled):
        raise Refused("The public record is not empty: a capsule is imported into an empty place only.")


# --- Whether it is a capsule, whole and undamaged


def verified(source: Source) -> dict[str, Any]:
    """The manifest of a capsule whose parts are all there, no others are, and each is as the manifest says."""
    if MANIFEST not in source.sizes:
        raise Refused(f"There is no {shown(MANIFEST)}: this is no capsule of the record.")
    manifest = _json(source, MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("capsule") != CAPSULE:
        raise Refused(f"{shown(MANIFEST)} is not that of a capsule of this record.")
    if manifest.get("format") != FORMAT:
        raise Refused(f"{shown(MANIFEST)} is of format {manifest.get('format')!r}; this site reads format {FORMAT}.")
    with _reading(MANIFEST):
        if manifest["schema"] > SCHEMA:
            raise Refused(
                f"The capsule has schema {manifest['schema']}, later than the site's {SCHEMA}. Update the site."
            )
        parts = {str(part["path"]): (int(part["bytes"]), str(part["sha256"])) for part in manifest["parts"]}
        known = {MANIFEST, DATABASE, *parts}
        database = manifest["database"]["dump_sha256"]
    reasons = [f"{shown(path)} is missing." for path in sorted(known - source.sizes.keys())]
    reasons += [f"{shown(path)} is not in the manifest." for path in sorted(source.sizes.keys() - known)]
    reasons += [
        f"{shown(path)} has {source.sizes[path]:,} bytes; the manifest says {size:,}."
        for path, (size, _) in sorted(parts.items())
        if source.sizes.get(path, size) != size
    ]
    if reasons:
        raise Refused(*reasons[:20])
    for path, (_size, said) in parts.items():
        found = hashlib.sha256()
        for piece in source.pieces(path):
            found.update(piece)
        if found.hexdigest() != said:
            raise Refused(f"{shown(path)} is damaged: its SHA-256 is {found.hexdigest()}; the manifest says {said}.")
    _refuse_database(source, database)
    return manifest


def _refuse_database(source: Source, said: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, DATABASE)
        with place.open("wb") as file:
            for piece in source.pieces(DATABASE):
                file.write(piece)
        try:
            with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
                found = dump_of(database)["dump_sha256"]
        except (sqlite3.Error, UnicodeError) as error:
            raise Refused(f"{shown(DATABASE)} is damaged: {error}") from error
    if found != said:
        raise Refused(f"{shown(DATABASE)} is damaged: its dump has the SHA-256 {found}; the manifest says {said}.")


def _json(source: Source, path: str) -> Any:
    try:
        return json.loads(source.read(path))
    except (ValueError, RecursionError) as error:
        raise Refused(f"{shown(path)} is no JSON: {error}") from error


@contextmanager
def _reading(path: str) -> Iterator[None]:
    """Says of which part it was that what a block reads from it is not what a capsule has there."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, ValidationError) as error:
        raise Refused(
            f"{shown(path)} does not hold what a capsule has there: {type(error).__name__}: {error}"
        ) from error


@contextmanager
def _told_by_the_database() -> Iterator[None]:
    try:
        yield
    except (DataError, IntegrityError) as error:
        raise Refused(f"The database refused what the capsule holds: {str(error).splitlines()[0]}") from error


# --- What it holds, into the public record


def _publications(source: Source, manifest: Listed) -> set[int]:
    numbers = range(1, manifest["publication"] + 1)
    for number in numbers:
        path = f"publications/{number}.json"
        said = _json(source, path)
        with _reading(path):
            if said["number"] != number:
                raise ValueError(f"it is of publication {said['number']}")
            publication = Publication.objects.create(
                number=number,
                uid=uuid.UUID(said["uid"]),
                is_minor=bool(said["is_minor"]),
                is_emergency=bool(said["is_emergency"]),
                published_at=datetime.datetime.fromisoformat(said["published_at"]),
                **{name: str(said[name]) for name in TEXTS},
            )
            items = said["items"]
        for first in range(0, len(items), FEW):
            with _reading(path):
                few = [_item(source, publication, each) for each in items[first : first + FEW]]
            Item.objects.bulk_create(few)
    return set(numbers)


def _item(source: Source, publication: Publication, said: Listed) -> Item:
    root = uuid.UUID(said["root"])
    body = _body(source, said) if said["body"] else ""
    return Item(
        id=uuid.uuid5(publication.uid, str(root)),
        publication=publication,
        root=root,
        body=body,
        **{name: said[name] for name in OF_ITEM},
    )


def _body(source: Source, said: Listed) -> str:
    """The body that an item or a state names, which must be the one that was published of that root."""
    path = said["body"]
    body = source.read(path).decode()
    is_last_kept = path.endswith("/now.json")
    if not is_last_kept and digest(body) != said["sha256"]:
        raise Refused(f"{shown(path)} is not the body that was published: its SHA-256 is not {said['sha256']}.")
    if root_of(body) != (said["kind"], said["root"]):
        raise Refused(f"{shown(path)} is the body of another root than {said['kind']} {said['root']}.")
    return body


def _held(source: Source, publications: set[int]) -> list[Listed]:
    path = "held.json"
    listed = _json(source, path)
    with _reading(path):
        made = []
        for each in listed:
            if each["kind"] not in KINDS or each["publication"] not in publications:
                raise ValueError(f"the root {each['root']} is of no kind or publication of the record")
            if (each["action"] == Action.PUBLISHED) != bool(each["body"]):
                raise ValueError(f"the root {each['root']} is {each['action']} and its body is “{each['body']}”")
            made.append(
                Held(
                    root=uuid.UUID(each["root"]),
                    publication_id=each["publication"],
                    successor=uuid.UUID(each["successor"]) if each["successor"] else None,
                    **{name: each[name] for name in OF_HELD},
                )
            )
        Held.objects.bulk_create(made, batch_size=CHUNK // 2)
    return list(listed)


def _addresses(source: Source) -> None:
    path = "addresses.json"
    with _reading(path):
        made = [
            Address(
                **{name: uuid.UUID(each[name]) for name in ("id", "target", "root")},
                kind=each["kind"],
                slug=each["slug"],
            )
            for each in _json(source, path)
        ]
        for each in made:
            if each.pk != address_id(each.kind, each.slug) and each.slug != str(each.pk):
                raise ValueError(f"the key of the address {each} is not its own")
    Address.objects.bulk_create(made, batch_size=CHUNK)


def _few(source: Source, held: list[Listed]) -> Iterator[dict[uuid.UUID, str]]:
    """The bodies of roots, by their keys, a few at a time."""
    for first in range(0, len(held), FEW):
        with _reading("held.json"):
            bodies = {uuid.UUID(each["root"]): _body(source, each) for each in held[first : first + FEW]}
        yield bodies


def _read_back(source: Source, kind: str, held: list[Listed]) -> None:
    """Raises Refused where the rows of a kind are not what their bodies say."""
    for bodies in _few(source, held):
        there = snapshots(kind, bodies, realm.PUBLIC)
        for root, body in bodies.items():
            if root not in there or not same(body, there[root]):
                raise Refused(f"{kind} {root} does not read back as its body says. Nothing was imported.")


def _originals(source: Source) -> None:
    """The original files, each under its own hash."""
    for path in source.sizes:
        if path.startswith("originals/"):
            content = source.read(path)
            sha256 = hashlib.sha256(content).hexdigest()
            if path != f"originals/{originals.place_of(sha256)}":
                raise Refused(f"{shown(path)} is not the file of that name: its SHA-256 is {sha256}.")
            originals.keep(content, originals.public())
