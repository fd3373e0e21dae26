"""The search index of the public record: fed by publishing, read by the search page.

What is found does not depend on the database: the tokens are made in Python (words) and stored in FTS5 on SQLite, in a
tsvector on PostgreSQL.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connections, transaction
from django.urls import get_script_prefix
from django.utils.translation import get_language

from initiatives.models import Meeting
from initiatives.published.models import Entry
from initiatives.published.search import words
from initiatives.published.search.entries import ENTRIES, LANGUAGES, HitKind, rows, said
from initiatives.published.search.words import Segment, Term
from initiatives.record import realm
from initiatives.record.chunks import CHUNK, chunks
from initiatives.record.kinds import KINDS

PAGE = 20  # hits of one page of one kind
SAMPLE = 5  # hits of each kind where all kinds are shown

# --- Feeding: what is published goes in, what is withdrawn goes out

WRITE_WORDS = {
    "sqlite": "INSERT OR REPLACE INTO published_words (words, rowid) VALUES (%s, %s)",
    "postgresql": "UPDATE published_entry SET words = %s::tsvector WHERE id = %s",
}


def _stored(entry: Entry, vendor: str) -> str:
    """The words of an entry as its engine stores them. A statement is found by its own words, not by its document's."""
    found = words.words_of([entry.text] if entry.kind == HitKind.STATEMENT else [entry.title, entry.text])
    return " ".join(found) if vendor == "sqlite" else words.as_tsvector(found)


def feed(kind: str, pks: Iterable[UUID]) -> None:
    """Writes anew what search knows of these roots of one kind (``meeting``, ``official`` …), from their public rows.

    Called by publishing, inside ``realm.publishing()`` and its transaction, after the rows are applied. Costs what the
    roots cost, whatever else the index holds. Raises KeyError for an unknown kind.
    """
    connection, make = connections[realm.PUBLIC], ENTRIES[kind]
    for chunk in chunks(pks):
        forget(chunk)
        entries = Entry.objects.bulk_create(make(chunk), batch_size=CHUNK)
        stored = [(_stored(entry, connection.vendor), entry.pk) for entry in entries]
        if stored:
            with connection.cursor() as cursor:
                cursor.executemany(WRITE_WORDS[connection.vendor], stored)


def forget(pks: Iterable[UUID]) -> None:
    """Takes all that search knows of these roots out of the index. Called by publishing, as ``feed`` is."""
    connection = connections[realm.PUBLIC]
    for chunk in chunks(pks):
        old = Entry.objects.filter(root__in=chunk)
        ids = list(old.values_list("pk"))
        old.delete()
        if connection.vendor == "sqlite" and ids:
            with connection.cursor() as cursor:
                cursor.executemany("DELETE FROM published_words WHERE rowid = %s", ids)


def rebuild() -> int:
    """Makes the whole index anew from the rows of the public record, in one transaction. Returns how many entries."""
    with realm.publishing(), transaction.atomic(using=realm.PUBLIC):
        forget(list(Entry.objects.values_list("root", flat=True).distinct()))
        for kind in KINDS.values():
            feed(kind.name, list(rows(kind.model).order_by("pk").values_list("pk", flat=True)))
        return Entry.objects.count()


# --- Finding

MAKE_MATCH = {"sqlite": words.match_in_sqlite, "postgresql": words.match_in_postgresql}
MATCHES = {
    # FTS5 is asked first and the entry looked up by its key: the other way round every entry would be tried.
    "sqlite": (
        "published_words CROSS JOIN published_entry AS e ON e.id = published_words.rowid WHERE published_words MATCH %s"
    ),
    "postgresql": "published_entry AS e WHERE e.words @@ %s::tsquery",
}
FOR_READER = "(e.kind IN ('statement', 'document') OR e.language = %s)"
COUNT = "SELECT e.kind, count(*) FROM {} GROUP BY e.kind"
PAGE_OF_KIND = "SELECT e.id FROM {} AND e.kind = %s ORDER BY e.position LIMIT %s OFFSET %s"
FIRST_OF_EACH = (
    "SELECT id FROM (SELECT e.id AS id, row_number() OVER (PARTITION BY e.kind ORDER BY e.position) AS place FROM {}) "
    "AS numbered WHERE place <= %s"
)


class UnknownKindError(ValueError):
    """There is no such kind of result."""


class NoSuchPageError(ValueError):
    """The results do not have that page."""


@dataclass(frozen=True)
class Hit:
    """One result. ``path`` is the address within the site, without language; ``language`` that of title and excerpt."""

    kind: str
    title: list[Segment]
    excerpt: list[Segment]
    path: str
    number: str
    language: str
    round: str  # name, in the language being read, of the round a statement or document is of

    @property
    def address(self) -> str:
        """The address in the language being read, inside a preview where this is one."""
        language = _reader()
        return get_script_prefix() + ("" if language == LANGUAGES[0] else f"{language}/") + self.path.lstrip("/")


@dataclass(frozen=True)
class HitsOfKind:
    """The results of one kind: how many there are, and those shown."""

    kind: HitKind
    count: int
    hits: list[Hit]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.hits)


@dataclass(frozen=True)
class Results:
    """What a query found, grouped by kind in the order of HitKind; kinds without a hit are left out."""

    query: str
    kind: HitKind | None = None
    groups: list[HitsOfKind] = field(default_factory=list)
    counts: dict[HitKind, int] = field(default_factory=dict)
    page: int = 1
    shortened: bool = False  # only the first words of the query counted
    blank: bool = False  # the query holds no letter or digit: nothing was looked up

    @property
    def total(self) -> int:
        """Results of all kinds."""
        return sum(self.counts.values())

    @property
    def count(self) -> int:
        """Results of the kind asked for, or of all."""
        return self.counts.get(self.kind, 0) if self.kind else self.total

    @property
    def pages(self) -> int:
        """Pages of the kind asked for; 1 where all kinds are shown."""
        return max(1, -(-self.count // PAGE)) if self.kind else 1


def find(query: str, kind: str | None = None, *, page: int = 1) -> Results:
    """What the public record holds on a query, in the language being read.

    Without a kind the first few results of each; with one, its results by pages. Four queries at most. Raises
    UnknownKindError and NoSuchPageError.
    """
    if kind is not None and kind not in HitKind.values:
        raise UnknownKindError(kind)
    chosen = HitKind(kind) if kind else None
    asked = words.parse(query)
    connection, language = connections[realm.PUBLIC], _reader()
    groups: list[HitsOfKind] = []
    counts: dict[HitKind, int] = {}
    if asked.terms:
        match = MAKE_MATCH[connection.vendor](asked.terms)
        matching = f"{MATCHES[connection.vendor]} AND {FOR_READER}"
        with connection.cursor() as cursor:
            cursor.execute(COUNT.format(matching), [match, language])
            found = dict(cursor.fetchall())
            counts = {each: found[each] for each in HitKind if each in found}
            if chosen:
                first = (min(max(page, 1), 1_000_000) - 1) * PAGE
                cursor.execute(PAGE_OF_KIND.format(matching), [match, language, chosen, PAGE, first])
            else:
                cursor.execute(FIRST_OF_EACH.format(matching), [match, language, SAMPLE])
            ids = [row[0] for row in cursor.fetchall()]
        hits = _hits(ids, asked.terms, language)
        shown = [chosen] if chosen else list(HitKind)
        groups = [HitsOfKind(each, counts[each], hits[each]) for each in shown if each in counts]
    results = Results(query, chosen, groups, counts, page, asked.shortened, not asked.terms)
    if not 1 <= page <= results.pages:
        raise NoSuchPageError(page)
    return results


def _reader() -> str:
    """The language being read, where the record is kept in it; otherwise English."""
    language = (get_language() or LANGUAGES[0]).split("-")[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def _hits(ids: Sequence[int], terms: Sequence[Term], language: str) -> dict[HitKind, list[Hit]]:
    entries = list(Entry.objects.filter(pk__in=ids).order_by("position")) if ids else []
    roots = {entry.root for entry in entries if entry.kind in (HitKind.STATEMENT, HitKind.DOCUMENT)}
    rounds = {row.pk: said(row, "name", language) for row in rows(Meeting, pk__in=roots)} if roots else {}
    hits: dict[HitKind, list[Hit]] = defaultdict(list)
    for entry in entries:
        is_statement = entry.kind == HitKind.STATEMENT
        hits[HitKind(entry.kind)].append(
            Hit(
                kind=entry.kind,
                title=[Segment(entry.title, False)] if is_statement else words.segments(entry.title, terms),
                excerpt=words.excerpt(entry.text, terms),
                path=entry.path,
                number=entry.number,
                language=entry.language,
                round=rounds.get(entry.root, ""),
            )
        )
    return hits
