"""What differs between two bodies of one root, fact by fact: old value, new value, and the words that carry it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from initiatives.choices import Basis, ReadExtent, SourceKind
from initiatives.models import Passage
from initiatives.record import citation_rules, field_names, locks, realm
from initiatives.record.bodies import Row, Rows
from initiatives.record.chunks import chunks
from initiatives.record.kinds import MEMBERS
from initiatives.record.snapshot_diff import ORDER, Difference, Words, differences_in, model_of, there

Unit = tuple[str, str, str]  # model, key of the row, field; the field is empty for a whole row
Agreed = Mapping[str, Rows]


class Standing(StrEnum):
    """What became of a citation of a fact."""

    NEW = "new"  # it was not there, or said other words
    AGAIN = "again"  # the same words, looked at again: they carry the value of now
    CHANGED = "changed"  # the same words and value; something else about it differs
    SAME = "same"
    OLDER = "older"  # it carries another value than stands now
    GONE = "gone"


CARRY = (Standing.NEW, Standing.AGAIN, Standing.CHANGED, Standing.SAME)


@dataclass(frozen=True)
class Source:
    """A citation as a second person reads it: its words, where they stand, and what became of it."""

    standing: Standing
    where: str  # Key outcomes, ¶ 1.2; of another source its publisher and title
    dated: str  # of another source
    address: str  # of the passage on its page, or of the other source
    quotation: str
    printed: str
    about: str  # kind of the source, how much of it was read
    basis: str
    reason: str
    then: str  # the older value, in words
    differences: list[Difference] = field(default_factory=list)

    @property
    def is_passage(self) -> bool:
        return self.basis != Basis.OTHER


@dataclass(frozen=True)
class Part:
    """A fact of a row that was added, with the sources that carry it."""

    label: str
    text: str
    sources: list[Source]
    lacks: bool  # no source carries a value that needs one


@dataclass(frozen=True)
class Changed:
    """A fact that differs, or a row that came or went.

    ``kind`` is ``changed``, ``added``, ``removed`` or, where the value stands and its citations differ, ``cited``.
    """

    kind: str
    row_label: str
    label: str  # the fact: Name; empty of a row
    units: list[Unit]  # what is picked with it
    facts: frozenset[tuple[str, ...]]
    differences: list[Difference] = field(default_factory=list)
    value: str = ""  # of ``cited``: what stands
    sources: list[Source] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    lacks: bool = False  # no source carries a value that needs one
    passage: str = ""  # key of the passage that differs
    is_translation: bool = False

    @property
    def key(self) -> str:
        """What a tick sends."""
        return "|".join(self.units[0])


def fact_of_column(model: str, column: str) -> tuple[str, ...] | None:
    """The fields of the fact whose value, in the language of its source, a column holds; None where it holds none."""
    for name in citation_rules.citable_fields(model):
        if column in (name, f"{name}_en", f"{name}_id"):
            return citation_rules.served_with(model, name)
    return None


def counted(changes: Iterable[Changed]) -> tuple[int, int]:
    """How many facts, each once whatever language it stands in, and how many passages the changes are of."""
    listed = list(changes)
    return len({fact for one in listed for fact in one.facts}), len({one.passage for one in listed} - {""})


# --- What goes together


def together(old: Rows, new: Rows, chosen: Iterable[Unit], offered: Iterable[Unit]) -> set[Unit]:
    """The chosen units with all that go with them: a value, the other days of its range, its citations, both ways."""
    facts = {unit: _facts_of_unit(unit, old, new) for unit in offered}
    wanted: set[Unit] = set()
    found = set(chosen)
    while found != wanted:
        wanted = found
        reached = {fact for unit in wanted for fact in facts.get(unit, ())}
        found = wanted | {unit for unit, its in facts.items() if its & reached}
    return wanted


def _facts_of_unit(unit: Unit, old: Rows, new: Rows) -> set[tuple[str, ...]]:
    model, key, column = unit
    if model == "citation":
        found = [(rows, row) for rows in (old, new) for row in rows["citation"] if row["id"] == key]
        return {_of_citation(row, rows, old, new) for rows, row in found}
    fields = fact_of_column(model, column) if column else ()
    return {unit} if fields is None else {(model, key, *fields)}


def _of_citation(citation: Row, rows: Rows, old: Rows, new: Rows) -> tuple[str, ...]:
    """The fact that a citation among the rows is of; of a row that came or went the whole row."""
    model, key, fields = locks.fact_of(rows, citation)
    was, now = (any(row["id"] == key for row in side.get(model, ())) for side in (old, new))
    return (model, key, *fields) if was and now else (model, key)


# --- Fact by fact


def changed_facts(
    pairs: Iterable[tuple[str, str]], agreed: Agreed | None = None, within: str = ""
) -> list[list[Changed]]:
    """What differs in each pair of bodies, fact by fact; equal ones give []. Queries do not grow with the pairs.

    ``agreed``: key of a root → its rows when its words were last agreed on, where that is not the old body. ``within``
    stands before the addresses of passages.
    """
    bodies = [(there(old), there(new)) for old, new in pairs]
    differing = [body for old, new in bodies if old != new for body in (old, new)]
    words = Words(differing)
    passages = _passages(differing)
    found = differences_in(bodies, words)
    known = agreed or {}
    return [
        list(_Pair(old, new, known.get(new.root), words, passages, within).changes(differences)) if differences else []
        for (old, new), differences in zip(bodies, found, strict=True)
    ]


@dataclass(frozen=True)
class _Place:
    """Where a passage stands."""

    number: str
    title: str
    slug: str


def _passages(bodies: Sequence[Rows]) -> dict[str, _Place]:
    """Every passage that the bodies hold or quote; one that the desk has no more, as the public record has it."""
    found: dict[str, _Place] = {}
    for body in bodies:
        documents = {row["id"]: row for row in body.get("document", ())}
        for row in body.get("passage", ()):
            of = documents[row["document_id"]]
            found[row["id"]] = _Place(row["number"], of["title"], of["slug"])
    quoted = {row["passage_id"] for body in bodies for row in body.get("citation", ())} - {None}
    for using in (realm.DESK, realm.PUBLIC) if realm.current() == realm.DESK else (realm.current(),):
        for chunk in chunks(sorted(quoted - set(found))):
            rows = Passage.objects.using(using).filter(pk__in=chunk)
            for key, *place in rows.values_list("pk", "number", "document__title", "document__slug"):
                found[str(key)] = _Place(*place)
    return found


class _Pair:
    """Two bodies of a root, told fact by fact."""

    def __init__(
        self,
        old: Rows,
        new: Rows,
        agreed: Rows | None,
        words: Words,
        passages: Mapping[str, _Place],
        within: str,
    ) -> None:
        self.old, self.new, self.words, self.passages, self.within = old, new, words, passages, within
        self.was = {name: {row["id"]: row for row in rows} for name, rows in old.items()}
        self.now = {name: {row["id"]: row for row in rows} for name, rows in new.items()}
        self.locked = {row["id"]: locks.locked(row, new, agreed or old or None) for row in new.get("citation", ())}
        self.old_citations, self.new_citations = self._by_fact(old), self._by_fact(new)

    @staticmethod
    def _by_fact(rows: Rows) -> dict[locks.Fact, list[Row]]:
        found: dict[locks.Fact, list[Row]] = {}
        for row in rows.get("citation", ()):
            found.setdefault(locks.fact_of(rows, row), []).append(row)
        return found

    def changes(self, differences: Sequence[Difference]) -> Iterator[Changed]:
        """The changes in the order root, owned rows; a fact whose citations alone differ stands with its row's."""
        of_citations: dict[str, list[Difference]] = {}
        for one in differences:
            if one.model == "citation":
                of_citations.setdefault(one.row, []).append(one)
        found: list[tuple[tuple[int, int], Changed]] = []
        told: set[locks.Fact] = set()
        grouped: dict[tuple[str, ...], list[Difference]] = {}
        for one in differences:
            if one.model != "citation":
                fields = fact_of_column(one.model, one.field) or (one.field,)
                grouped.setdefault((one.model, one.row, *fields), []).append(one)
        for (model, key, *names), listed in grouped.items():
            fact = (model, key, tuple(names))
            told.add(fact)
            change = self._row(listed[0]) if not listed[0].field else self._value(fact, listed, of_citations)
            found.append((self._order(model, key), change))
        gone = {key for name in self.was for key in self.was[name] if key not in self.now.get(name, {})}
        come = {key for name in self.now for key in self.now[name] if key not in self.was.get(name, {})}
        for fact in dict.fromkeys([*self.new_citations, *self.old_citations]):
            model, key, _fields = fact
            sources = self._sources(fact, of_citations)
            if fact not in told and key not in gone | come and any(s.standing != Standing.SAME for s in sources):
                found.append((self._order(model, key), self._cited(fact, sources, of_citations)))
        return (change for _order, change in sorted(found, key=lambda one: one[0]))

    def _order(self, model: str, key: str) -> tuple[int, int]:
        keys = list(dict.fromkeys([*self.was.get(model, {}), *self.now.get(model, {})]))
        return ORDER.index(model), keys.index(key) if key in keys else len(keys)

    # What one change says

    def _row(self, one: Difference) -> Changed:
        """A row that came or went."""
        parts = []
        facts: list[tuple[str, ...]] = []
        if one.kind == "added":
            row = self.now[one.model][one.row]
            for fields in citation_rules.MUST_BE_CITED.get(one.model, ()):
                if text := self._text(one.model, row, fields):
                    facts.append((one.model, one.row, *fields))
                    sources = self._sources((one.model, one.row, fields), {})
                    needs = any(citation_rules.filled(row, name) for name in fields)
                    parts.append(Part(self._label(one.model, fields), text, sources, needs and not _carried(sources)))
            told = {field_names.of_column(model_of(one.model), column) for column in self._told_by(one.model, facts)}
            one = replace(one, values=[value for value in one.values if value.label not in told])
        passage = one.row if one.model == "passage" else ""
        return Changed(
            one.kind,
            one.row_label,
            "",
            [(one.model, one.row, "")],
            frozenset() if passage else frozenset(facts or [(one.model, one.row)]),
            [one],
            parts=parts,
            passage=passage,
        )

    @staticmethod
    def _told_by(model: str, facts: Iterable[tuple[str, ...]]) -> Iterator[str]:
        """The columns whose values the facts have."""
        fields = {name for fact in facts for name in fact[2:]}
        return (f"{name}{end}" for name in fields for end in ("", "_en", "_id"))

    def _value(self, fact: locks.Fact, listed: list[Difference], cited: Mapping[str, list[Difference]]) -> Changed:
        """A field that differs, or the fields of one fact."""
        model, key, fields = fact
        first = listed[0]
        row, before = self.now[model][key], self.was[model][key]
        is_fact = fact_of_column(model, first.field) is not None
        moved = is_fact and locks.value_of(row, fields) != locks.value_of(before, fields)
        sources = self._sources(fact, cited) if is_fact else []
        if not moved:
            sources = [source for source in sources if source.standing != Standing.SAME]
        needs = fields in citation_rules.MUST_BE_CITED.get(model, ())
        filled = any(citation_rules.filled(row, name) for name in fields)
        base = field_names.base_of(model_of(model), first.field)
        return Changed(
            "changed",
            first.row_label,
            self._label(model, fields) if is_fact else first.field_label,
            [*((one.model, one.row, one.field) for one in listed), *self._units_of(fact, cited)],
            frozenset() if model == "passage" else frozenset([self._counted(model, key, base)]),
            listed,
            sources=sources,
            lacks=bool(moved and needs and filled and not _carried(sources)),
            passage=key if model == "passage" else "",
            is_translation=not is_fact and bool(fact_of_column(model, base)),
        )

    def _counted(self, model: str, key: str, name: str) -> tuple[str, ...]:
        return (model, key, *(fact_of_column(model, name) or (name,)))

    def _cited(self, fact: locks.Fact, sources: list[Source], cited: Mapping[str, list[Difference]]) -> Changed:
        """A fact whose citations differ and whose value stands."""
        model, key, fields = fact
        row = self.now.get(model, {}).get(key) or self.was.get(model, {}).get(key)
        kind, called = self.words.row_label(model, row) if row else (field_names.of_model(model_of(model)), "")
        text = self._text(model, row, fields) if row else ""
        filled = row is not None and any(citation_rules.filled(row, name) for name in fields)
        needs = fields in citation_rules.MUST_BE_CITED.get(model, ())
        return Changed(
            "cited",
            f"{kind}: {called}",
            self._label(model, fields),
            self._units_of(fact, cited),
            frozenset([(model, key, *fields)]),
            value=text,
            sources=sources,
            lacks=filled and needs and not _carried(sources),
        )

    def _label(self, model: str, fields: tuple[str, ...]) -> str:
        named = (field_names.of_plain(model_of(model), name) for name in fields)
        return " – ".join(named)

    def _text(self, model: str, row: Row, fields: tuple[str, ...]) -> str:
        return self.words.locked(model, fields, locks.value_of(row, fields))

    def _units_of(self, fact: locks.Fact, cited: Mapping[str, list[Difference]]) -> list[Unit]:
        rows = [*self.new_citations.get(fact, ()), *self.old_citations.get(fact, ())]
        keys = dict.fromkeys(row["id"] for row in rows)
        return [(one.model, one.row, one.field) for key in keys for one in cited.get(key, ())]

    # Sources

    def _sources(self, fact: locks.Fact, cited: Mapping[str, list[Difference]]) -> list[Source]:
        model, key, fields = fact
        row = self.now.get(model, {}).get(key)
        value = locks.value_of(row, fields) if row else ""
        now = self.new_citations.get(fact, [])
        kept = {each["id"] for each in now}
        gone = [each for each in self.old_citations.get(fact, ()) if each["id"] not in kept]
        listed = [self._source(each, fact, value, cited.get(each["id"], [])) for each in now]
        listed += [self._told(each, Standing.GONE) for each in gone]
        return sorted(listed, key=lambda source: list(Standing).index(source.standing))

    def _source(self, citation: Row, fact: locks.Fact, value: str, differences: list[Difference]) -> Source:
        model, key, fields = fact
        then = self.locked[citation["id"]]
        before = self.was.get("citation", {}).get(citation["id"])
        own = [one for one in differences if one.kind == "changed" and one.field != "supports"]
        if then is not None and then != value:
            return self._told(citation, Standing.OLDER, self.words.locked(model, fields, then), own)
        if before is None or _words(before) != _words(citation):
            return self._told(citation, Standing.NEW, differences=own)
        row = self.was.get(model, {}).get(key)
        looked_at = before["supports"] != citation["supports"] or any(
            before[name] != citation[name] for name in ("reason", "basis")
        )
        if looked_at or row is None or locks.value_of(row, fields) != value:
            return self._told(citation, Standing.AGAIN, differences=own)
        return self._told(citation, Standing.CHANGED if own else Standing.SAME, differences=own)

    def _told(
        self, citation: Row, standing: Standing, then: str = "", differences: Sequence[Difference] = ()
    ) -> Source:
        where, address = self._place(citation)
        kind, extent = citation["source_kind"], citation["read_extent"]
        about = [str(SourceKind(kind).label) if kind else "", str(ReadExtent(extent).label) if extent else ""]
        return Source(
            standing,
            where,
            "" if citation["passage_id"] else citation["dated"],
            address,
            citation["quotation"],
            citation["printed"],
            ", ".join(filter(None, about)),
            citation["basis"],
            citation["reason"],
            then,
            list(differences),
        )

    def _place(self, citation: Row) -> tuple[str, str]:
        """Where the words stand: document and passage, or the line of another source; and the address of that."""
        if citation["basis"] == Basis.OTHER:
            title = f"“{citation['source_title']}”" if citation["source_title"] else ""
            return ": ".join(filter(None, [citation["publisher_en"], title])), citation["address"]
        place = self.passages.get(citation["passage_id"] or "")
        if place is None:
            return "a passage that is gone", ""
        pages = MEMBERS["document"][1].pages
        number = citation_rules.marker(Basis.STATED, place.number)
        return f"{place.title}, {number}", f"{self.within}/{pages}/{place.slug}/#p-{place.number}"


def _words(citation: Row) -> tuple[object, ...]:
    """What a citation says, but for what a person adds when the same words are looked at again."""
    return tuple(citation[name] for name in locks.SAYING if name not in ("reason", "basis"))


def _carried(sources: Iterable[Source]) -> bool:
    return any(source.standing in CARRY for source in sources)
