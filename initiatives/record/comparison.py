"""What differs: between the words of two texts, between two rounds, between two snapshots of one root."""

import dataclasses
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from diff_match_patch import diff_match_patch
from django.apps import apps
from django.db import models
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from initiatives.models import Citation, Country, Delegate, Document, Meeting, OfficialName, Passage, Tenure
from initiatives.models.meetings import MeetingQuerySet
from initiatives.record import field_names, realm
from initiatives.record.aggregates import ROOT_MODELS

# --- Words

PIECES = re.compile(
    r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # Chinese and Japanese: a character is a word
    r"|[^\W_]+(?:['\u2019.\-][^\W_]+)*"  # North, Korea's, U.S, counter-measures
    r"|\s+|.",
    re.DOTALL,
)
EXACT_UP_TO = 4_000_000  # pieces of one text times pieces of the other; beyond it the comparison may be cut short
FIRST_STAND_IN = 0xF0000  # a private plane of Unicode, from which each word gets a character to be compared by


class Change(NamedTuple):
    """Words that stand in both texts (``same``), in the first alone (``removed``) or the second alone (``added``)."""

    kind: str
    text: str


KINDS = {0: "same", -1: "removed", 1: "added"}


def changes(old: str, new: str) -> list[Change]:
    """How one text becomes another, word by word: without the added words the old, without the removed the new."""
    stand_ins: dict[str, str] = {}
    ciphers = [
        "".join(stand_ins.setdefault(piece, chr(FIRST_STAND_IN + len(stand_ins))) for piece in PIECES.findall(text))
        for text in (old, new)
    ]
    engine = diff_match_patch()
    # A limit of time would make the outcome depend on the machine: only where exactness would take minutes.
    engine.Diff_Timeout = 0 if len(ciphers[0]) * len(ciphers[1]) <= EXACT_UP_TO else 1
    found = engine.diff_main(*ciphers, False)
    engine.diff_cleanupSemantic(found)
    words = {stand_in: piece for piece, stand_in in stand_ins.items()}
    return [Change(KINDS[kind], "".join(words[stand_in] for stand_in in cipher)) for kind, cipher in found]


def bag(text: str) -> Counter[str]:
    """The words of a text, counted; pairs of neighbours too, so that order has a say."""
    words = [piece.casefold() for piece in PIECES.findall(text) if piece[0].isalnum()]
    return Counter([*words, *map(" ".join, pairwise(words))])


def weights(bags: Sequence[Counter[str]]) -> dict[str, float]:
    """How much each word tells: much where few of the texts have it, little where most do."""
    texts = Counter(word for words in bags for word in words)
    return {word: math.log(1 + len(bags) / count) for word, count in texts.items()}


def likeness(one: Counter[str], other: Counter[str], weight: Mapping[str, float]) -> float:
    """How much two bags of words have in common: 0 nothing, 1 all (Dice's coefficient, weighted)."""

    def size(words: Counter[str]) -> float:
        return math.fsum(weight[word] * count for word, count in words.items())

    both = size(one) + size(other)
    return 2 * size(one & other) / both if both else 1.0


# --- Two rounds

ALIKE = 0.18  # statements less alike than this are not set against each other; chosen by reading pairs of real texts


class Saying(Protocol):
    """What is compared: anything with words, grouped by what it speaks to."""

    text: str


@dataclass(frozen=True)
class Pair:
    """Two statements set against each other, or one that has no counterpart."""

    first: Any | None
    second: Any | None
    changes: list[Change]

    @property
    def is_same(self) -> bool:
        return all(change.kind == "same" for change in self.changes)

    @property
    def in_first(self) -> list[Change]:
        """The words of the first statement."""
        return [change for change in self.changes if change.kind != "added"]

    @property
    def in_second(self) -> list[Change]:
        """The words of the second statement."""
        return [change for change in self.changes if change.kind != "removed"]


def align(first: Sequence[Saying], second: Sequence[Saying]) -> list[Pair]:
    """Every statement of both lists once: the most alike set against each other, in the order of the first list.

    What only the second list has stands after the statement that precedes it there. The same lists give the same pairs.
    """
    bags = [[bag(saying.text) for saying in sayings] for sayings in (first, second)]
    weight = weights([*bags[0], *bags[1]])
    scores = sorted(
        (
            (-score, abs(i - j), i, j)
            for i, one in enumerate(bags[0])
            for j, other in enumerate(bags[1])
            if (score := likeness(one, other, weight)) >= ALIKE
        ),
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _score, _distance, i, j in scores:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    rows: list[tuple[int | None, int | None]] = [(i, partner.get(i)) for i in range(len(first))]
    for j in range(len(second)):
        if j not in taken:
            before = next((place for place, row in enumerate(rows) if j and row[1] == j - 1), -1)
            rows.insert(before + 1, (None, j))
    return [
        Pair(
            None if i is None else first[i],
            None if j is None else second[j],
            changes("" if i is None else first[i].text, "" if j is None else second[j].text),
        )
        for i, j in rows
    ]


@dataclass(frozen=True)
class Section:
    """The statements of both texts on one pillar or initiative; on neither: opening and closing."""

    pillar: Any | None
    initiative: Any | None
    pairs: list[Pair]

    @property
    def first_count(self) -> int:
        return sum(pair.first is not None for pair in self.pairs)

    @property
    def second_count(self) -> int:
        return sum(pair.second is not None for pair in self.pairs)

    @property
    def changed(self) -> list[Pair]:
        """The pairs that are not the same in both."""
        return [pair for pair in self.pairs if not pair.is_same]


def sections(first: Sequence[Passage], second: Sequence[Passage]) -> list[Section]:
    """The statements of two documents, set against each other within the same pillar and initiative.

    Statements on no pillar come first, then pillars and their initiatives in their order. Pillars and initiatives of
    the passages must be loaded.
    """
    groups: dict[Hashable, tuple[list[Passage], list[Passage]]] = defaultdict(lambda: ([], []))
    about: dict[Hashable, Passage] = {}
    for side, passages in enumerate((first, second)):
        for passage in passages:
            key = (passage.pillar_id, passage.initiative_id)
            groups[key][side].append(passage)
            about.setdefault(key, passage)

    def place(key: Hashable) -> tuple[Any, ...]:
        pillar, initiative = about[key].pillar, about[key].initiative
        return (
            (pillar.position, pillar.slug) if pillar else (-1, ""),
            (initiative.position, initiative.slug) if initiative else (-1, ""),
        )

    return [Section(about[key].pillar, about[key].initiative, align(*groups[key])) for key in sorted(groups, key=place)]


@dataclass(frozen=True)
class Heads:
    """The heads of delegation of one party at both rounds."""

    country: Country
    first: list[Delegate]
    second: list[Delegate]


@dataclass(frozen=True)
class Comparison:
    """Two rounds side by side. ``sections`` is empty unless a document of each is held."""

    first: Meeting
    second: Meeting
    first_document: Document | None
    second_document: Document | None
    heads: list[Heads]
    sections: list[Section] = dataclasses.field(default_factory=list)

    @property
    def has_texts(self) -> bool:
        return bool(self.first_document and self.second_document)

    @property
    def without(self) -> Meeting | None:
        """The round of which no document is held, where that is so of one."""
        if self.has_texts or not (self.first_document or self.second_document):
            return None
        return self.second if self.first_document else self.first

    @property
    def has_changes(self) -> bool:
        return any(section.changed for section in self.sections)

    @property
    def same_count(self) -> int:
        """Statements that stand word for word in both."""
        return sum(pair.is_same for section in self.sections for pair in section.pairs)

    @property
    def changed_count(self) -> int:
        """Pairs of statements of which words differ."""
        pairs = [pair for section in self.sections for pair in section.pairs if pair.first and pair.second]
        return sum(not pair.is_same for pair in pairs)

    @property
    def first_only(self) -> int:
        """Statements of the first without counterpart."""
        return sum(pair.second is None for section in self.sections for pair in section.pairs)

    @property
    def second_only(self) -> int:
        """Statements of the second without counterpart."""
        return sum(pair.first is None for section in self.sections for pair in section.pairs)


def rounds() -> QuerySet[Meeting]:
    """The rounds that can be compared, in order of time, each with the document it is compared by in ``texts``."""
    held = Document.objects.filter(is_translation=False).exclude(sha256="").defer("text")
    texts = Prefetch("documents", held.order_by("-joint", "issued_on", "slug"), to_attr="texts")
    found: MeetingQuerySet = Meeting.objects.all()
    return found.rounds().prefetch_related(texts)


def text_of(meeting: Meeting) -> Document | None:
    """The document a round of ``rounds()`` is compared by: held, no translation, a joint one before others."""
    return next(iter(meeting.texts), None)  # type: ignore[attr-defined]


def compare(first: Meeting, second: Meeting) -> Comparison:
    """Compares two rounds of ``rounds()``. Three queries: citations, delegates and, of two texts, statements."""
    sources = Citation.objects.all().for_pages().order_by("field", "position", "id")
    prefetch_related_objects([first, second], Prefetch("citations", sources))
    documents = [text_of(first), text_of(second)]
    said: dict[UUID, list[Passage]] = defaultdict(list)
    if all(documents):
        wanted = Passage.objects.filter(document__in=documents).statements()
        for passage in wanted.select_related("pillar", "initiative").order_by("document", "position"):
            said[passage.document_id].append(passage)
    heads: dict[Country, Heads] = {}
    delegates = Delegate.objects.filter(meeting__in=[first, second], role="head").select_related("country", "official")
    for delegate in sorted(delegates, key=lambda row: (row.country.position, row.country.code, row.position, row.name)):
        sides = heads.setdefault(delegate.country, Heads(delegate.country, [], []))
        (sides.first if delegate.meeting_id == first.pk else sides.second).append(delegate)
    found = sections(said[documents[0].pk], said[documents[1].pk]) if documents[0] and documents[1] else []
    return Comparison(first, second, documents[0], documents[1], list(heads.values()), found)


# --- Two snapshots of one root

LONG = 60  # characters from which a text is compared word by word
NAMES = {  # what a row is called: the first of these columns that is filled
    "meeting": ("name_en",),
    "delegate": ("name",),
    "document": ("title",),
    "passage": ("number",),
    "official": ("name",),
    "officialname": ("value",),
    "tenure": ("title_en",),
    "citation": ("quotation", "publisher"),
}


@dataclass(frozen=True)
class Value:
    """One column of a row, in words."""

    label: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field that differs, or one row that was added or removed with all its values.

    ``kind`` is ``changed``, ``added`` or ``removed``. ``old`` and ``new`` are in words; ``changes`` compares them word
    by word where they are long; ``values`` are the filled columns of an added or removed row. ``language`` is that of
    the words, empty where they are in the reader's.
    """

    kind: str
    model: str
    row: str  # key
    row_kind: str  # Delegate; of a citation, with what it supports
    row_name: str  # as the record has it, in English or as printed
    field: str = ""
    field_label: str = ""
    old: str = ""
    new: str = ""
    language: str = ""
    changes: list[Change] = dataclasses.field(default_factory=list)
    values: list[Value] = dataclasses.field(default_factory=list)

    @property
    def row_label(self) -> str:
        """Delegate: Ann Blake."""
        return f"{self.row_kind}: {self.row_name}"


Row = Mapping[str, Any]


class _Words:
    """Turns columns of snapshots into words. Asks for the names of other roots once a model."""

    def __init__(self, bodies: Iterable[Mapping[str, Any]]) -> None:
        self.names: dict[str, str] = {}
        wanted: dict[type[models.Model], set[str]] = defaultdict(set)
        for body in bodies:
            for name, rows in body["rows"].items():
                model = _model(name)
                for row in rows:
                    self.names[row["id"]] = ": ".join(self.row_label(name, row))
                    for column, value in row.items():
                        target = field_names.field_of(model, column)
                        if target is not None and target.related_model and value:
                            wanted[target.related_model].update([value] if isinstance(value, str) else value)
        for related, keys in wanted.items():
            missing = sorted(keys - set(self.names))
            if missing:
                plain: QuerySet[models.Model] = QuerySet(model=related, using=realm.current())
                self.names |= {str(row.pk): str(row) for row in plain.filter(pk__in=missing)}

    @staticmethod
    def row_label(name: str, row: Row) -> tuple[str, str]:
        """(kind, name) of a row: what it is, and what it goes by."""
        columns = NAMES.get(name, ("name_en", "name", "title", "slug"))
        called = next((str(row[column]) for column in columns if row.get(column)), "")
        if name == "passage":
            called = f"¶ {called}"
        kind = field_names.of_model(_model(name))
        return (f"{kind}, {field_names.of_cited(row)}" if name == "citation" else kind), called

    def value(self, target: "models.Field[Any, Any] | None", value: Any) -> str:
        if value in (None, "", [], {}):
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if target is not None and target.related_model:
            keys = [value] if isinstance(value, str) else value
            return ", ".join(sorted(self.names.get(key, key) for key in keys))
        if target is not None and target.choices:
            return str(dict(target.flatchoices).get(value, value))
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _model(name: str) -> type[models.Model]:
    return apps.get_model("initiatives", name)


def _language(target: Any) -> str:
    """The language of the words of a column; empty where they are put into that of the reader."""
    if isinstance(target, TranslationField):
        return str(target.language)
    is_text = isinstance(target, models.CharField | models.TextField) and not target.choices
    return "en" if is_text else ""


def differences(old_body: str, new_body: str) -> list[Difference]:
    """What differs between two snapshots of one root, in the order root, owned rows, citations; equal ones give [].

    An empty body stands for a root that is not there. Names of other roots are read in the current realm, one query for
    each model that is referred to.
    """
    return differences_of([(old_body, new_body)])[0]


def differences_of(pairs: Iterable[tuple[str, str]]) -> list[list[Difference]]:
    """The differences of many pairs of snapshots, in their order, with the queries of one."""
    bodies = [tuple(json.loads(body) if body else {"rows": {}} for body in pair) for pair in pairs]
    words = _Words(body for old, new in bodies if old != new for body in (old, new))
    return [
        [
            difference
            for name in sorted({*old["rows"], *new["rows"]}, key=_place)
            for difference in _differences(name, old["rows"].get(name, ()), new["rows"].get(name, ()), words)
        ]
        if old != new
        else []
        for old, new in bodies
    ]


def _place(name: str) -> tuple[bool, int]:
    """Roots first, then what they own, then citations."""
    members: list[type[models.Model]] = [*ROOT_MODELS, Delegate, OfficialName, Tenure, Document, Passage]
    order = [model._meta.model_name for model in members]
    return (name == "citation", order.index(name) if name in order else len(order))


def _differences(name: str, old: Sequence[Row], new: Sequence[Row], words: _Words) -> Iterator[Difference]:
    model = _model(name)
    before, after = ({row["id"]: row for row in rows} for rows in (old, new))
    for key in dict.fromkeys([*before, *after]):
        if key in before and key in after:
            yield from _changed(name, before[key], after[key], words)
            continue
        row = before.get(key) or after[key]
        values = [
            Value(field_names.of_column(model, column), words.value(field_names.field_of(model, column), value))
            for column, value in row.items()
            if column != "id"
        ]
        kind, called = words.row_label(name, row)
        yield Difference(
            kind="removed" if key in before else "added",
            model=name,
            row=key,
            row_kind=kind,
            row_name=called,
            values=[value for value in values if value.text],
        )


def _changed(name: str, old: Row, new: Row, words: _Words) -> Iterator[Difference]:
    model = _model(name)
    kind, called = words.row_label(name, new)
    for column in dict.fromkeys([*old, *new]):
        if old.get(column) == new.get(column):
            continue
        target = field_names.field_of(model, column)
        was, now = words.value(target, old.get(column)), words.value(target, new.get(column))
        is_long = isinstance(target, models.CharField | models.TextField) and max(len(was), len(now)) >= LONG
        yield Difference(
            kind="changed",
            model=name,
            row=new["id"],
            row_kind=kind,
            row_name=called,
            field=column,
            field_label=field_names.of_column(model, column),
            language=_language(target),
            old=was,
            new=now,
            changes=changes(was, now) if is_long else [],
        )
