"""The search index of the public record: fed by publishing, read by the search page.

What is found does not depend on the database: the tokens are made in Python (words) and stored in FTS5 on SQLite, in a
tsvector on PostgreSQL, which do no more than tell which entries hold which. The keys of the entries are made of what
they are, so that both databases give them in one order, and as little is read of a large record as of a small one.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connections, transaction
from django.urls import get_script_prefix
from django.utils.translation import get_language, pgettext_lazy

from initiatives.choices import MeetingKind, MeetingState
from initiatives.models import Meeting
from initiatives.published.models import Entry, Indexed, Key, Spelling
from initiatives.published.search import questions, recognise, tables, words
from initiatives.published.search.entries import (
    ENTRIES,
    FACETS,
    LANGUAGES,
    HitKind,
    facet,
    facet_value,
    rows,
    said,
    thing,
)
from initiatives.published.search.keys import LONGEST as LONGEST_KEY
from initiatives.published.search.keys import WHOLE, plain_words
from initiatives.published.search.order import ordered
from initiatives.published.search.questions import Question, Slot
from initiatives.published.search.words import MOST_MARKS, Segment, Term
from initiatives.record import realm
from initiatives.record.chunks import CHUNK, chunks
from initiatives.record.kinds import KINDS

PAGE = 20  # hits of one page
MOST = 1_000  # hits that are counted and can be paged through
FEW_CONCEPTS = 4  # that may stand for what they are forms of, where nothing else holds the words
POOL = 120  # hits that are put in order by fit; beyond these they follow in the order of the index

# --- Feeding: what is published goes in, what is withdrawn goes out

VERSION = 3  # of what the code puts into the index; its tables are told apart by themselves
SERIALS, PLACES = 1 << 16, 1 << 20  # entries of one root; roots of one day
WRITE_WORDS = {
    "sqlite": "INSERT OR REPLACE INTO published_words (words, rowid) VALUES (%s, %s)",
    "postgresql": "UPDATE published_entry SET words = %s::tsvector WHERE id = %s",
}


def version() -> str:
    """Which index this code and its tables make."""
    digest = hashlib.sha256(str(VERSION).encode())
    for path in sorted(tables.PLACE.glob("*.txt")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stored(entry: Entry, vendor: str) -> str:
    """The words and marks of an entry as its engine stores them."""
    found = [*entry.head.split(), words.GAP, *entry.body.split()][: words.MOST_TOKENS]
    languages = LANGUAGES if entry.kind in (HitKind.STATEMENT, HitKind.DOCUMENT) else (entry.language,)
    own, _, around = entry.marks.partition("|")
    found += [f"l{language}" for language in languages] + [f"k{entry.kind}"]
    found += [f"w{mark[1:]}" for mark in own.split() if mark[0] == "o"] + own.split() + around.split()
    return " ".join(found) if vendor == "sqlite" else words.as_tsvector(found)


def spell_out(entry: Entry) -> None:
    """Fills the tokens of an entry, by which it is found and put in order."""
    entry.head = "" if entry.kind == HitKind.STATEMENT else " ".join(words.words_of([entry.title, entry.names]))
    entry.body = " ".join(words.words_of([entry.text]))


def feed(kind: str, pks: Iterable[UUID]) -> None:
    """Writes anew what search knows of these roots of one kind (``meeting``, ``official`` …), from their public rows.

    Called by publishing, inside ``realm.publishing()`` and its transaction, after the rows are applied. Costs what the
    roots cost, whatever else the index holds. Raises KeyError for an unknown kind.
    """
    connection, make = connections[realm.PUBLIC], ENTRIES[kind]
    for chunk in chunks(pks):
        forget(chunk)
        entries = list(make(chunk))
        for entry in entries:
            spell_out(entry)
        _number(entries)
        Entry.objects.bulk_create(entries, batch_size=CHUNK)
        Key.objects.bulk_create(_keys(entries), batch_size=CHUNK)
        stored = [(_stored(entry, connection.vendor), entry.pk) for entry in entries]
        if stored:
            with connection.cursor() as cursor:
                cursor.executemany(WRITE_WORDS[connection.vendor], stored)
        _learn(entries)


def _number(entries: Iterable[Entry]) -> None:
    """Gives entries their keys: the day of the root, a place among the roots of that day, the entry's place in it."""
    of_root: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in entries:
        of_root[entry.root].append(entry)
    bases = {root: _base(every[0].when, root, 0) for root, every in of_root.items()}
    waiting, tried, given = set(bases), 0, set[int]()
    while waiting:
        taken = set(Entry.objects.filter(pk__in=[bases[root] for root in waiting]).values_list("pk", flat=True)) | given
        free = set()
        for root in sorted(waiting):
            if bases[root] not in taken:
                free.add(root)
                taken.add(bases[root])
        given |= {bases[root] for root in free}
        waiting -= free
        tried += 1
        bases |= {root: _base(of_root[root][0].when, root, tried) for root in waiting}
    for root, every in of_root.items():
        for serial, entry in enumerate(every[:SERIALS]):
            entry.pk = bases[root] + serial


def _base(when: int, root: UUID, tried: int) -> int:
    return (when * PLACES + (root.int + tried) % PLACES) * SERIALS


def _keys(entries: Iterable[Entry]) -> Iterator[Key]:
    for entry in entries:
        strongest: dict[tuple[str, str], tuple[int, str]] = {}
        token = entry.marks.partition(" ")[0]
        for way in entry.called:
            place = way.text[:LONGEST_KEY], way.words
            if way.text and way.strength > strongest.get(place, (0, ""))[0]:
                strongest[place] = way.strength, way.words
        for (text, form), (strength, _) in strongest.items():
            yield Key(root=entry.root, text=text, thing=token, strength=strength, words=form)


def forget(pks: Iterable[UUID]) -> None:
    """Takes all that search knows of these roots out of the index. Called by publishing, as ``feed`` is."""
    connection = connections[realm.PUBLIC]
    for chunk in chunks(pks):
        old = list(Entry.objects.filter(root__in=chunk))
        Entry.objects.filter(root__in=chunk).delete()
        Key.objects.filter(root__in=chunk).delete()
        if connection.vendor == "sqlite" and old:
            with connection.cursor() as cursor:
                cursor.executemany("DELETE FROM published_words WHERE rowid = %s", [(entry.pk,) for entry in old])
        _unlearn(old)


# --- The words of the record, for those who miss a letter


def _vocabulary(entries: Iterable[Entry]) -> set[str]:
    found: set[str] = set()
    for entry in entries:
        for word in plain_words("\n".join([entry.title, entry.names, entry.text])):
            if word.isascii() and word.isalpha() and len(word) >= 3:
                found.add(words.spelt(word))
        if entry.kind == HitKind.OFFICIAL:
            found |= {"".join(plain_words(name)) for name in entry.names.splitlines()}
    return {word for word in found if 2 < len(word) <= 40}


LEARN = "INSERT INTO published_spelling (variant, word) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def _learn(entries: Iterable[Entry]) -> None:
    """Keeps the words of entries that are not known yet, each with what it is without one of its letters."""
    for chunk in chunks(sorted(_vocabulary(entries))):
        known = set(Spelling.objects.filter(word__in=chunk).values_list("word", flat=True))
        spelt = [
            (variant, word)
            for word in chunk
            if word not in known
            for variant in (sorted(questions.variants(word)) if questions.may_be_misspelt(word) else [word])
        ]
        if spelt:
            with connections[realm.PUBLIC].cursor() as cursor:
                cursor.executemany(LEARN, spelt)


def _unlearn(entries: Iterable[Entry]) -> None:
    """Forgets the words of entries that are gone, where no other entry holds them."""
    alone = sorted(_vocabulary(entries))
    for chunk in chunks(alone):
        slots = [Slot(word, [(term,)]) for word in chunk if (term := words.phrase(word))]
        gone = [slot.typed for slot, is_held in zip(slots, _each(slots), strict=True) if not is_held]
        Spelling.objects.filter(word__in=gone).delete()


def rebuild() -> int:
    """Makes the whole index anew from the rows of the public record, in one transaction. Returns how many entries."""
    connection = connections[realm.PUBLIC]
    with realm.publishing(), transaction.atomic(using=realm.PUBLIC):
        for model in (Entry, Key, Spelling):
            model.objects.all().delete()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM published_words")
        for kind in KINDS.values():
            feed(kind.name, list(rows(kind.model).order_by("pk").values_list("pk", flat=True)))
        Indexed.objects.update_or_create(pk=1, defaults={"version": version()})
        return Entry.objects.count()


def bring_up_to_date() -> int | None:
    """Makes the index anew where other code or other tables made it; returns how many entries, or None."""
    if Indexed.objects.filter(pk=1, version=version()).exists():
        return None
    return rebuild()


# --- Finding

MATCHES = {"sqlite": "published_words MATCH %s", "postgresql": "words @@ %s::tsquery"}
IDS = {
    "sqlite": "SELECT rowid FROM published_words WHERE published_words MATCH %s ORDER BY rowid LIMIT %s",
    "postgresql": "SELECT id FROM published_entry WHERE words @@ %s::tsquery ORDER BY id LIMIT %s",
}
CANDIDATES = {
    # FTS5 is asked first and the entry looked up by its key: the other way round every entry would be tried.
    "sqlite": (
        "SELECT e.id, e.kind, e.marks FROM published_words CROSS JOIN published_entry AS e "
        "ON e.id = published_words.rowid WHERE published_words MATCH %s ORDER BY published_words.rowid LIMIT %s"
    ),
    "postgresql": "SELECT id, kind, marks FROM published_entry WHERE words @@ %s::tsquery ORDER BY id LIMIT %s",
}
ANY = {
    "sqlite": "SELECT EXISTS (SELECT 1 FROM published_words WHERE published_words MATCH %s)",
    "postgresql": "SELECT EXISTS (SELECT 1 FROM published_entry WHERE words @@ %s::tsquery)",
}
AND, OR = {"sqlite": " AND ", "postgresql": " & "}, {"sqlite": " OR ", "postgresql": " | "}


def _term(term: Term, vendor: str) -> str:
    """Holds nothing but tokens and the operators put between them."""
    if vendor == "sqlite":
        return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'
    return f"({' <-> '.join(term.words)}{':*' if term.prefix else ''})"


def _slot(slot: Slot, vendor: str) -> str:
    every = (AND[vendor].join(_term(term, vendor) for term in choice) for choice in slot.choices)
    return f"({OR[vendor].join(f'({choice})' for choice in every)})"


def matching(slots: Sequence[Slot], marks: Sequence[str] = (), *, together: bool = True) -> str:
    """The expression for entries that hold all of the slots, or any of them, and all of the marks."""
    vendor = connections[realm.PUBLIC].vendor
    looked_for = [slot for slot in slots if not slot.is_title] or slots
    wanted = (AND if together else OR)[vendor].join(_slot(slot, vendor) for slot in looked_for)
    return AND[vendor].join([f"({wanted})", *(_term(Term((mark,)), vendor) for mark in marks)])


def _asked(sql: Mapping[str, str], expression: str, most: int) -> list[tuple[Any, ...]]:
    connection = connections[realm.PUBLIC]
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor], [expression, most])
        return cursor.fetchall()


def _ids(expression: str, most: int) -> list[int]:
    return [row[0] for row in _asked(IDS, expression, most)]


def _candidates(
    slots: Sequence[Slot], marks: Sequence[str], *, together: bool = True
) -> tuple[str, list[tuple[Any, ...]]]:
    """The expression for slots and marks, and the key, kind and marks of the first entries that it finds."""
    expression = matching(slots, marks, together=together)
    return expression, _asked(CANDIDATES, expression, MOST + 1)


def _each(slots: Sequence[Slot]) -> list[bool]:
    """Of each slot whether anything holds it by itself. One query."""
    if not slots:
        return []
    connection = connections[realm.PUBLIC]
    asked = [f"SELECT {place}, ({ANY[connection.vendor]})" for place in range(len(slots))]
    found: dict[int, bool] = {}
    for chunk in chunks(range(len(slots))):
        sql = " UNION ALL ".join(asked[place] for place in chunk)
        with connection.cursor() as cursor:
            cursor.execute(sql, [matching([slots[place]]) for place in chunk])
            found |= {place: bool(is_held) for place, is_held in cursor.fetchall()}
    return [found[place] for place in range(len(slots))]


CALLED = {  # one of each kind
    HitKind.STATEMENT: pgettext_lazy("result of a search", "Statement"),
    HitKind.ROUND: pgettext_lazy("result of a search", "Round or call"),
    HitKind.INITIATIVE: pgettext_lazy("result of a search", "Initiative"),
    HitKind.ACTIVITY: pgettext_lazy("result of a search", "Activity"),
    HitKind.OFFICIAL: pgettext_lazy("result of a search", "Official"),
    HitKind.DOCUMENT: pgettext_lazy("result of a search", "Document"),
    HitKind.REFERENCE: pgettext_lazy("result of a search", "Reference"),
    HitKind.PILLAR: pgettext_lazy("result of a search", "Pillar"),
    HitKind.CONCEPT: pgettext_lazy("result of a search", "Concept"),
}


class UnknownKindError(ValueError):
    """There is no such kind of result."""


class NoSuchPageError(ValueError):
    """The results do not have that page."""


@dataclass(frozen=True)
class Hit:
    """One result. ``path`` is the address within the site, without language; ``language`` that of title and excerpt."""

    kind: HitKind
    title: list[Segment]
    excerpt: list[Segment]
    path: str
    number: str
    language: str
    round: str  # name, in the language being read, of the round a statement or document is of

    @property
    def called(self) -> str:
        """The kind of thing it is, in the language being read."""
        return str(CALLED.get(self.kind, self.kind.label))

    @property
    def address(self) -> str:
        """The address in the language being read, inside a preview where this is one; of a statement with its marks."""
        language = _reader()
        prefix = get_script_prefix() + ("" if language == LANGUAGES[0] else f"{language}/")
        marked = {piece.text for piece in self.excerpt if piece.marked} if self.kind == HitKind.STATEMENT else ()
        asked = f"?{urlencode({'mark': '|'.join(sorted(marked)[:MOST_MARKS])})}" if marked else ""
        return prefix + self.path.lstrip("/") + asked


@dataclass(frozen=True)
class Results:
    """What a query found, best first."""

    query: str
    kind: HitKind | None = None
    hits: list[Hit] = field(default_factory=list)
    count: int = 0  # of the kind asked for, or of all; never more than MOST
    counts: dict[HitKind, int] = field(default_factory=dict)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)  # facet → value → how many
    page: int = 1
    has_more: bool = False  # there are more than are counted
    shortened: bool = False  # only the first words of the query counted
    blank: bool = False  # the query holds no letter or digit: nothing was looked up
    suggested: str = ""  # the query as it may have been meant
    missing: tuple[str, ...] = ()  # words that nothing holds, and that were left out
    scattered: bool = False  # no place holds all the words: these hold some

    @property
    def total(self) -> int:
        """Results of all kinds."""
        return sum(self.counts.values())

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


def find(query: str, kind: str | None = None, *, page: int = 1, facets: Mapping[str, str] | None = None) -> Results:
    """What the public record holds on a query, in the language being read: a page of hits, best first.

    ``facets`` are values of FACETS by their names. Raises UnknownKindError and NoSuchPageError.
    """
    if kind is not None and kind not in HitKind.values:
        raise UnknownKindError(kind)
    chosen = HitKind(kind) if kind else None
    asked = questions.read(query)
    if not asked.slots:
        if page != 1:
            raise NoSuchPageError(page)
        return Results(query, chosen, blank=True)
    _resolve(asked)
    marks = [f"l{_reader()}", *(facet(name, value) for name, value in (facets or {}).items())]
    missing: tuple[str, ...] = ()
    scattered = False
    expression, every = _candidates(asked.slots, marks)
    if not every and len(asked.slots) > 1:
        held = list(zip(asked.slots, _each(asked.slots), strict=True))
        missing = tuple(slot.typed for slot, is_held in held if not is_held)
        asked.slots = [slot for slot, is_held in held if is_held]
        if asked.slots:
            scattered = len(asked.slots) > 1
            expression, every = _candidates(asked.slots, marks, together=False)
    if every and len(every) < FEW_CONCEPTS and all(kind == HitKind.CONCEPT for _, kind, _ in every):
        expression, every = _meant_by([marks_of.partition(" ")[0] for _, _, marks_of in every], asked, marks)
    counts, facets_found = _counted(every[:MOST])
    ids = [row[0] for row in every]
    if chosen and len(every) > MOST:
        vendor = connections[realm.PUBLIC].vendor
        expression = AND[vendor].join([f"({expression})", _term(Term((f"k{chosen}",)), vendor)])
        ids = _ids(expression, MOST + 1)
    elif chosen:
        ids = [row[0] for row in every if row[1] == chosen]
    results = Results(
        query,
        chosen,
        [],
        min(len(ids), MOST),
        counts,
        facets_found,
        page,
        len(ids) > MOST,
        asked.shortened,
        suggested=asked.suggested,
        missing=missing,
        scattered=scattered,
    )
    if not 1 <= page <= results.pages:
        raise NoSuchPageError(page)
    results.hits.extend(_hits(_page(ids[:MOST], asked, expression, page), asked.terms))
    return results


NOW = {recognise.LATEST: (MeetingState.HELD, "-start"), recognise.FOLLOWING: (MeetingState.PLANNED, "start")}


def _resolve(asked: Question) -> None:
    """The last round and the next are those of the record as it is now."""
    for slot in asked.slots:
        for key, (state, order) in NOW.items():
            if key in slot.keys:
                held = rows(Meeting, kind=MeetingKind.ROUND, state=state).order_by(order, "slug")
                for pk in held.values_list("pk", flat=True)[:1]:
                    slot.things[thing(pk)] = WHOLE
                    slot.add(Term((thing(pk),)))


def _meant_by(concepts: Sequence[str], asked: Question, marks: Sequence[str]) -> tuple[str, list[tuple[Any, ...]]]:
    """The candidates where the words are those of concepts alone: what holds any form of these is what was meant."""
    slot = Slot(" ".join(slot.typed for slot in asked.slots), things=dict.fromkeys(concepts, WHOLE))
    forms = Key.objects.filter(thing__in=concepts).exclude(words="").order_by("id").values_list("words", flat=True)
    for form in dict.fromkeys(forms):
        slot.add(questions.term_of(form))
    for concept in concepts:
        slot.add(Term((concept,)))
    asked.slots = [slot]
    return _candidates(asked.slots, marks)


def _counted(found: Sequence[tuple[Any, ...]]) -> tuple[dict[HitKind, int], dict[str, dict[str, int]]]:
    """How many of what was found are of each kind, and have each value of each facet."""
    kinds = Counter(kind for _, kind, _ in found)
    tokens = Counter(mark for _, _, marks in found for mark in marks.split() if mark[0] == "f")
    facets = {
        name: {facet_value(token): n for token, n in tokens.items() if token[1] == letter}
        for name, letter in FACETS.items()
    }
    return {each: kinds[each] for each in HitKind if kinds[each]}, facets


def _page(ids: Sequence[int], asked: Question, expression: str, page: int) -> list[Entry]:
    """The entries of a page. Of many hits those are put in order that are called so, that hold the words just so, and
    the first of the index; the rest follows as it is.
    """
    pool = list(ids[:POOL])
    if len(ids) > POOL:
        things = [f"w{token[1:]}" for slot in asked.slots for token in slot.things][:50]
        sharper = [Slot("", [(Term((token,)),) for token in things])] if things else []
        sharper += [Slot("", [(asked.whole,)])] if asked.whole and len(asked.whole.words) > 1 else []
        vendor = connections[realm.PUBLIC].vendor
        for slot in sharper:
            pool += _ids(AND[vendor].join([f"({expression})", _slot(slot, vendor)]), POOL // 4)
    held = {entry.pk: entry for entry in Entry.objects.filter(pk__in=dict.fromkeys(pool))} if pool else {}
    first = [entry.pk for entry in ordered(list(held.values()), asked)]
    among = set(first)
    shown = [*first, *(pk for pk in ids if pk not in among)][: len(ids)][(page - 1) * PAGE : page * PAGE]
    if lacking := [pk for pk in shown if pk not in held]:
        held |= {entry.pk: entry for entry in Entry.objects.filter(pk__in=lacking)}
    return [held[pk] for pk in shown]


def _reader() -> str:
    """The language being read, where the record is kept in it; otherwise English."""
    language = (get_language() or LANGUAGES[0]).split("-")[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def _hits(entries: Sequence[Entry], terms: Sequence[Term]) -> list[Hit]:
    language = _reader()
    roots = {entry.root for entry in entries if entry.kind in (HitKind.STATEMENT, HitKind.DOCUMENT)}
    rounds = {row.pk: said(row, "name", language) for row in rows(Meeting, pk__in=roots)} if roots else {}
    return [
        Hit(
            kind=HitKind(entry.kind),
            title=[Segment(entry.title, False)]
            if entry.kind == HitKind.STATEMENT
            else words.segments(entry.title, terms),
            excerpt=words.excerpt(entry.text, terms),
            path=entry.path,
            number=entry.number,
            language=entry.language,
            round=rounds.get(entry.root, "") if entry.kind in (HitKind.STATEMENT, HitKind.DOCUMENT) else "",
        )
        for entry in entries
    ]
