"""The translation work list: each text of ours once, in three languages; one answer fills all its places."""

import dataclasses
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from initiatives.desk.models import StaleTranslation
from initiatives.desk.revisions import lock_all, revise_all
from initiatives.desk.stale import FIELDS, LANGUAGES, NAMED, PRINTED, Where, english
from initiatives.models import Citation
from initiatives.models.citations import ROOT_KEYS
from initiatives.record import field_names, realm
from initiatives.record.bodies import digest
from initiatives.record.chunks import chunks
from initiatives.record.kinds import domain_models, owner_path
from initiatives.record.names import language_of
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import plain

MODELS: dict[str, type[models.Model]] = {str(model._meta.model_name): model for model in domain_models()}
MISSING, STALE, DONE = "missing", "stale", "done"
FOUND = "Found when it was translated: changed without a form"


@dataclass
class Version:
    """A text in one language: what its places hold, and whether it is missing somewhere or older than its English."""

    language: str
    words: Counter[str] = dataclasses.field(default_factory=Counter)
    lacking: set[uuid.UUID] = dataclasses.field(default_factory=set)
    behind: dict[uuid.UUID, str] = dataclasses.field(default_factory=dict)  # row → the English it translates

    @property
    def value(self) -> str:
        """The translation that most places have."""
        return self.words.most_common(1)[0][0] if self.words else ""

    @property
    def others(self) -> list[tuple[str, int]]:
        """Other translations of the same English, with the number of their places."""
        return self.words.most_common()[1:]

    @property
    def was(self) -> str:
        """The English that the translation is of, where it fell behind."""
        return next(iter(self.behind.values()), "")

    @property
    def state(self) -> str:
        return STALE if self.behind else MISSING if self.lacking else DONE

    @property
    def name(self) -> str:
        return NAMED[self.language]


@dataclass
class Text:
    """One English text of one field, with all its places."""

    model: str
    field: str
    words: str
    rows: list[uuid.UUID] = dataclasses.field(default_factory=list)
    versions: dict[str, Version] = dataclasses.field(
        default_factory=lambda: {code: Version(code) for code in LANGUAGES}
    )

    @property
    def key(self) -> str:
        """Names the text in a form: ``citation.note.1f0e…``."""
        return f"{self.model}.{self.field}.{digest(self.words)[:16]}"

    @property
    def label(self) -> str:
        model = MODELS[self.model]
        return f"{field_names.of_model(model)}: {field_names.of_column(model, self.field).lower()}"


def texts(only: str = "") -> list[Text]:
    """Every text of the desk that is ours to translate, of one field (``citation.note``) or of all."""
    behind = {Where(one.row, one.field, one.language): one.was for one in StaleTranslation.objects.all()}
    found: list[Text] = []
    for model, fields in FIELDS.items():
        for each in fields:
            if only in ("", f"{model}.{each}"):
                found += _texts(model, each, behind)
    return found


def _texts(model: str, name: str, behind: Mapping[Where, str]) -> list[Text]:
    """The texts of one field. One query."""
    printed = PRINTED.get((model, name), "")
    columns = [*(f"{name}_{code}" for code in ("en", *LANGUAGES)), *([printed] if printed else [])]
    found: dict[str, Text] = {}
    for pk, *values in plain(MODELS[model], realm.DESK).order_by("pk").values_list("pk", *columns):
        row = dict(zip(columns, values, strict=True))
        words = english(model, name, row)
        if not words:
            continue
        text = found.setdefault(words, Text(model, name, words))
        text.rows.append(pk)
        for code, version in text.versions.items():
            if ours := row[f"{name}_{code}"]:
                version.words[ours] += 1
                if (was := behind.get(Where(pk, name, code))) is not None:
                    version.behind[pk] = was
            elif not printed or language_of(row[printed]) != code:
                version.lacking.add(pk)
    return sorted(found.values(), key=lambda text: text.words.casefold())


@dataclass(frozen=True)
class Answer:
    """What was said of one text in one language: other words, or that those there are still right."""

    text: str  # the key of a text
    language: str
    shown: str = ""  # the words that the page showed
    words: str = ""
    is_right: bool = False


def save(answers: Iterable[Answer], *, user: Any) -> int:
    """Writes what was answered into all places of each text; returns how many rows were changed.

    A place that holds other words than the page showed stays as it is. Raises Refused, and then nothing is written.
    """
    given = list(answers)
    with transaction.atomic(using=realm.DESK):
        listed = {text.key: text for text in texts()}
        reasons = [reason for each in given if (reason := _why_not(each, listed.get(each.text)))]
        if reasons:
            raise Refused(*dict.fromkeys(reasons))
        roots = _roots(listed[each.text] for each in given if each.words)
        for kind, keys in roots.items():
            lock_all(kind, keys)
            revise_all(kind, keys, user=None, reason=FOUND)
        changed = sum(_write(each, listed[each.text]) for each in given)
        for kind, keys in roots.items():
            revise_all(kind, keys, user=user, reason="Translated")
    return changed


def _why_not(answer: Answer, text: Text | None) -> str:
    """Why an answer cannot be taken, in a sentence; empty where it can."""
    if text is None or answer.language not in LANGUAGES:
        return "The English of one of these texts was changed since the page was opened. Look at it again."
    if not answer.words:
        return ""
    column = MODELS[text.model]._meta.get_field(f"{text.field}_{answer.language}")
    try:
        column.clean(answer.words, None)  # type: ignore[union-attr]
    except ValidationError as error:
        return f"“{answer.words[:60]}” ({NAMED[answer.language]} of “{text.words[:60]}”): {' '.join(error.messages)}"
    return ""


def _write(answer: Answer, text: Text) -> int:
    """Fills the places that lack it or hold what the page showed; what is still right is behind no more."""
    if answer.is_right and not answer.words:
        for chunk in chunks(text.versions[answer.language].behind):
            StaleTranslation.objects.filter(row__in=chunk, field=text.field, language=answer.language).delete()
        return 0
    column, changed = f"{text.field}_{answer.language}", 0
    replaced = models.Q(**{column: ""}) | models.Q(**{column: None}) | models.Q(**{column: answer.shown})
    for chunk in chunks(text.rows):
        rows = plain(MODELS[text.model], realm.DESK).filter(replaced, pk__in=chunk)
        changed += rows.update(**{column: answer.words})
    return changed


def _roots(listed: Iterable[Text]) -> dict[str, set[uuid.UUID]]:
    """kind → keys of the roots that have a place of one of the texts."""
    rows: dict[str, set[uuid.UUID]] = defaultdict(set)
    for text in listed:
        rows[text.model].update(text.rows)
    found: dict[str, set[uuid.UUID]] = defaultdict(set)
    for model, keys in rows.items():
        for kind, root in homes(model, keys).values():
            found[kind].add(root)
    return found


def homes(model: str, rows: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, uuid.UUID]]:
    """row → (kind, key of the root) of rows of a model."""
    found: dict[uuid.UUID, tuple[str, uuid.UUID]] = {}
    for chunk in chunks(rows):
        owned = plain(MODELS[model], realm.DESK).filter(pk__in=chunk)
        if MODELS[model] is Citation:
            for pk, *each in owned.values_list("pk", *(f"{kind}_id" for kind in ROOT_KEYS)):
                found[pk] = next((kind, root) for kind, root in zip(ROOT_KEYS, each, strict=True) if root)
        else:
            kind, path = owner_path(MODELS[model])
            found.update({pk: (kind, root) for pk, root in owned.values_list("pk", path)})
    return found
