"""Translations whose English was changed since: noted as a root gets its revision, whatever way it was changed."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from initiatives.desk.models import StaleTranslation
from initiatives.models import Citation
from initiatives.record import integrity, realm
from initiatives.record.bodies import Row, Rows, rows_of
from initiatives.record.chunks import CHUNK, chunks
from initiatives.record.columns import translated_fields
from initiatives.record.kinds import domain_models
from initiatives.record.snapshots import snapshots

LANGUAGES = ("ja", "ko")
NAMED = {"ja": "Japanese", "ko": "Korean"}
# Citations, of which there are most, come last.
FIELDS = {
    str(model._meta.model_name): fields
    for model in sorted(domain_models(), key=lambda model: model is Citation)
    if (fields := translated_fields(model))
}
# What is translated where the English column is empty, because a source prints English there.
PRINTED = {("delegate", "title_translation"): "title"}
RULE = "source changed since translation"


class Fell(NamedTuple):
    """What is to be noted of a translation that fell behind."""

    kind: str
    root: uuid.UUID
    model: str
    was: str
    is_now: str


class Where(NamedTuple):
    """One translation: of a field of a row, into a language."""

    row: uuid.UUID
    field: str
    language: str


def english(model: str, field: str, row: Row) -> str:
    """The English that the translations of a field are of."""
    return row.get(f"{field}_en") or row.get(PRINTED.get((model, field), "")) or ""


def follow(kind: str, changes: Iterable[tuple[uuid.UUID, str, str]]) -> None:
    """Notes the translations that fell behind, and forgets those that were changed; (root, body before, body now)."""
    behind: dict[Where, Fell] = {}
    settled: set[Where] = set()
    gone: set[uuid.UUID] = set()
    for root, before, now in changes:
        old, new = rows_of(before), rows_of(now)
        kept = {row["id"] for _model, row in new.each()}
        gone |= {uuid.UUID(row["id"]) for _model, row in old.each() if row["id"] not in kept}
        for model, field, earlier, row in _pairs(old, new):
            was, is_now = english(model, field, earlier), english(model, field, row)
            for language in LANGUAGES:
                where = Where(uuid.UUID(row["id"]), field, language)
                ours = row[f"{field}_{language}"]
                if ours != earlier[f"{field}_{language}"] or not ours:
                    settled.add(where)
                elif was != is_now:
                    behind[where] = Fell(kind, root, model, was, is_now)
    if behind or settled or gone:
        _write(behind, settled, gone)


def _pairs(old: Rows, new: Rows) -> Iterator[tuple[str, str, Row, Row]]:
    """(model, field, row before, row now) of every translated field of which English or a translation differs."""
    earlier = old.by_key()
    for model, fields in FIELDS.items():
        for row in new.get(model, ()):
            before = earlier.get(model, {}).get(row["id"])
            if before is None or before == row:
                continue
            for field in fields:
                columns = [f"{field}_{code}" for code in ("en", *LANGUAGES)]
                if PRINTED.get((model, field)):
                    columns.append(PRINTED[model, field])
                if any(before[column] != row[column] for column in columns):
                    yield model, field, before, row


def _write(behind: Mapping[Where, Fell], settled: set[Where], gone: set[uuid.UUID]) -> None:
    known: dict[Where, StaleTranslation] = {}
    for chunk in chunks({*gone, *(where.row for where in (*behind, *settled))}):
        for one in StaleTranslation.objects.filter(row__in=chunk):
            known[Where(one.row, one.field, one.language)] = one
    done = [
        one.pk
        for where, one in known.items()
        if where in settled or where.row in gone or (where in behind and behind[where].is_now == one.was)
    ]  # changed itself, without its row, or of English that is what it was again
    for keys in chunks(done):
        StaleTranslation.objects.filter(pk__in=keys).delete()
    StaleTranslation.objects.bulk_create(
        [
            StaleTranslation(kind=fell.kind, root=fell.root, model=fell.model, was=fell.was, **where._asdict())
            for where, fell in behind.items()
            if where not in known
        ],
        batch_size=CHUNK // 2,
    )


def findings() -> Iterator[integrity.Finding]:
    """A warning for each translation that is older than its English. Nothing is read where none is."""
    roots: dict[str, dict[uuid.UUID, list[StaleTranslation]]] = {}
    for one in StaleTranslation.objects.all():
        roots.setdefault(one.kind, {}).setdefault(one.root, []).append(one)
    for kind, by_root in roots.items():
        for root, body in snapshots(kind, by_root, realm.DESK).items():
            content = rows_of(body)
            rows = content.by_key()
            for one in by_root[root]:
                row = rows.get(one.model, {}).get(str(one.row))
                if row is not None:
                    yield _finding(content, row, one)


def _finding(content: Rows, row: Row, one: StaleTranslation) -> integrity.Finding:
    what = (
        f"{content.label}: the {one.field.replace('_', ' ')} was put into {NAMED[one.language]} when it was "
        f"“{one.was}”, and is “{english(one.model, one.field, row)}” now. Change the translation, or say under "
        "Translations that it is still right."
    )
    field = f"{one.field}_{one.language}"
    return integrity.Finding(integrity.WARNING, RULE, content.kind, one.root, one.model, row["id"], field, what)
