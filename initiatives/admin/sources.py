"""What stands under a field that holds a fact: the sources of it, and what is asked of them once it says another thing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Model

from initiatives.admin.answering import (
    LATER,
    REMOVE,
    REPLACE,
    RIGHT,
    Fault,
    answer_name,
    counted,
    field_of,
    reason_name,
)
from initiatives.admin.links import change_url
from initiatives.admin.publication_status import Standing
from initiatives.models import Citation
from initiatives.record import citation_rules, locks
from initiatives.record.bodies import Row, Rows
from initiatives.record.columns import stored_fields
from initiatives.record.kinds import CITED_BY, kind_of, root_of
from initiatives.record.locks import Fact

ANSWERS = {
    RIGHT: ("still right", "Their words carry the new value too."),
    REPLACE: ("replace", "They go; the new ones are cited below, in this form."),
    REMOVE: ("remove", "They go, and nothing comes in their place."),
    LATER: ("decide later", "It is saved so, and cannot be published before somebody answers."),
}


def row_of(instance: Model) -> Row:
    """A row as a snapshot has it, of what an instance has loaded; no more of it than rules about citations read."""
    deferred = instance.get_deferred_fields()
    names = [one.attname for one in stored_fields(type(instance)) if one.attname not in deferred]
    row = {name: getattr(instance, name) for name in names}
    return {
        name: str(value) if name == "id" or (name.endswith("_id") and value) else value for name, value in row.items()
    }


def rows_of_form(root: Model, owned: Iterable[Model], citations: Iterable[Citation]) -> Rows:
    """The rows of a root that a page has read already, for the rules of the record: what is not given is not there."""
    kind = kind_of(root)
    rows = Rows(kind.name, str(root.pk), {member.name: [] for member in kind.members})
    for one in (root, *owned, *citations):
        rows[str(one._meta.model_name)].append(row_of(one))
    return rows


@dataclass(frozen=True)
class Source:
    """One source of a fact as a line of its list; ``then`` is the older value it supports, if it does."""

    citation: Citation
    address: str
    then: str = ""


@dataclass
class Sources:
    """The sources of one fact for admin/sources.html, and the answer that was given for them or is to be given."""

    fact: Fact
    watches: list[str]  # the ids of the controls that hold the fact
    listed: list[Source] = field(default_factory=list)
    lacks: bool = False
    asks: bool = False
    is_unanswered: bool = False  # the form came back because of it
    answer: str = ""
    reason: str = ""
    elsewhere: str = ""  # the form in which new ones are cited, where it is another

    @property
    def name(self) -> str:
        return answer_name(self.fact)

    @property
    def reason_name(self) -> str:
        return reason_name(self.fact)

    @property
    def at_rest(self) -> str:
        return counted(len(self.listed))

    @property
    def asking(self) -> str:
        return f"{counted(len(self.listed), 'carries', 'carry')} the old words"

    @property
    def cleared(self) -> str:
        return f"{counted(len(self.listed), 'goes', 'go')} with it, unless tied to another fact below"

    @property
    def choices(self) -> Iterator[tuple[str, str, str, bool]]:
        """(value, label, what it means, whether it is chosen) of each answer that can be given here."""
        for value, (label, means) in ANSWERS.items():
            if value != REPLACE or not self.elsewhere:
                yield value, label, means, value == self.answer


class Beside:
    """The sources of every fact of one page of the desk. One query where it has no citations."""

    def __init__(
        self,
        row: Model,
        citations: Iterable[Citation] | None,
        standing: Standing,
        typed: Mapping[str, Any],
        faults: Sequence[Fault],
    ) -> None:
        self.row, self.root, self.standing, self.typed = row, root_of(row), standing, typed
        self.answered = {(fault.prefix, fault.field) for fault in faults}
        self.home = change_url(self.root) if citations is None else ""  # where citations stand, if in another form
        self.citations = list(self._of_owned() if citations is None else citations)
        self.listed: dict[Fact, list[Citation]] = defaultdict(list)
        for citation in self.citations:
            self.listed[self._fact(citation)].append(citation)

    def _of_owned(self) -> Iterable[Citation]:
        """The citations of a row that has a form of its own and whose citations stand in the form of its root."""
        column = citation_rules.OWNED_COLUMN.get(str(self.row._meta.model_name))
        if column is None:
            return []
        rows = Citation.objects.filter(**{column: self.row}).select_related("passage__document")
        return rows.defer("passage__document__text")

    def _fact(self, citation: Citation) -> Fact:
        column = citation.owned_key
        model = CITED_BY[column] if column else kind_of(self.root).name
        key = getattr(citation, f"{column}_id") if column else self.root.pk
        return model, str(key), citation_rules.served_with(model, citation.field)

    def put(self, every_form: Sequence[forms.ModelForm]) -> None:
        """Gives each field that holds a fact of a stored row, and the first of several that are one, its Sources."""
        stored = [form for form in every_form if form._meta.model is not Citation and form.instance.pk]
        facts = [(form, fact) for form in stored for fact in self._facts_of(form)]
        if not facts:
            return
        then = self._older([form.instance for form in stored])
        for form, fact in facts:
            name = field_of(form, fact[2])
            if name:
                form.fields[name].sources = self._sources(form, fact, name, then)

    def _facts_of(self, form: forms.ModelForm) -> list[Fact]:
        """The facts of the row of a form that may have citations, and those that have some all the same."""
        model, key = str(form._meta.model._meta.model_name), str(form.instance.pk)
        groups = [*citation_rules.MUST_BE_CITED.get(model, ())]
        groups += [(name,) for name in citation_rules.MAY_BE_CITED.get(model, ())]
        groups += [fields for owner, row, fields in self.listed if (owner, row) == (model, key)]
        return [(model, key, fields) for fields in dict.fromkeys(groups)]

    def _older(self, owned: Sequence[Model]) -> dict[str, str]:
        """key of a citation → the older value that it supports, seen from what the fields hold now."""
        rows = rows_of_form(self.root, [row for row in owned if row != self.root], self.citations)
        was = self.standing.agreed.get(str(self.root.pk))
        return {one.citation["id"]: one.then for one in locks.older(rows, was)}

    def _sources(self, form: forms.ModelForm, fact: Fact, name: str, then: Mapping[str, str]) -> Sources:
        model, _key, fields = fact
        names = [each for each in (field_of(form, [one]) for one in fields) if each]
        listed = [
            Source(one, f"{self.home}#citation-{one.pk}", then.get(str(one.pk), "").replace("\n", " – "))
            for one in self.listed[fact]
        ]
        row = row_of(form.instance)
        must = fields in citation_rules.MUST_BE_CITED.get(model, ())
        is_changed = form.is_bound and not set(names).isdisjoint(form.changed_data)
        return Sources(
            fact,
            watches=[str(form[each].id_for_label) for each in names],
            listed=listed,
            lacks=must and not listed and any(citation_rules.filled(row, each) for each in fields),
            asks=bool(listed) and (is_changed or any(one.then for one in listed)),
            is_unanswered=(form.prefix or "", name) in self.answered,
            answer=str(self.typed.get(answer_name(fact), "")),
            reason=str(self.typed.get(reason_name(fact), "")),
            elsewhere=self.home,
        )
