"""What a save of a form means for the citations of its facts: locks are written, answers taken, or the form comes back.

The rows stand in the database when this looks at them, within the transaction of the save: so it judges what would be
kept, whatever form, inline or tick it came from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict

from initiatives.choices import Basis
from initiatives.desk import answers, checking
from initiatives.desk.answers import Unanswered
from initiatives.desk.models import Revision
from initiatives.models import Citation
from initiatives.record import citation_rules, integrity, locks, realm
from initiatives.record.bodies import Row, rows_of
from initiatives.record.kinds import MEMBERS
from initiatives.record.locks import Fact
from initiatives.record.snapshots import snapshot

RIGHT, REPLACE, REMOVE, LATER = "right", "replace", "remove", "later"
DAY, EARLIER = ("start", "end"), ("earlier_days",)
ONE_OF_SEVERAL = "It names one of the earlier days."


@dataclass(frozen=True)
class Fault:
    """What is wrong with a form that was sent, found when its rows were looked at together.

    ``prefix`` is that of the row's form, empty for the row the page is of; ``field`` is empty for the form as a whole.
    """

    prefix: str
    field: str
    message: str


class NotAnswered(Exception):
    """The save is to be undone: the form comes back with its faults."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(*(fault.message for fault in faults))
        self.faults = faults


def answer_name(fact: Fact) -> str:
    """The name under which a form sends the answer for the sources of a fact."""
    model, key, fields = fact
    return f"answer-{model}-{key}-{fields[0]}"


def reason_name(fact: Fact) -> str:
    return f"reason-{answer_name(fact)}"


def field_of(form: forms.ModelForm, fields: Sequence[str]) -> str:
    """The first field of a form that holds one of the fields of a fact, in the language of the source, or nothing."""
    names = (name for field in fields for name in (field, f"{field}_en") if name in form.fields)
    return next(names, "")


def called(model: str, field: str) -> str:
    """What a field is called in a sentence: first day."""
    column: Any = MEMBERS[model][1].model._meta.get_field(field)
    return str(getattr(column, "verbose_name", field))


def counted(number: int, one: str = "", many: str = "") -> str:
    """“1 source carries”, “3 sources carry”: the number with what is said of one, or of several."""
    return f"1 source {one}".strip() if number == 1 else f"{number} sources {many}".strip()


class Settling:
    """The citations of one root at a save: as its form was opened, as they are stored now, and what was answered."""

    def __init__(self, root: Model, *, is_new: bool, sent: QueryDict, every_form: Sequence[forms.ModelForm]) -> None:
        self.rows = rows_of(snapshot(root, realm.DESK))
        last = None if is_new else Revision.objects.filter(root=root.pk).order_by("-number").first()
        # An owned row may be added to a root that was never saved in a form: nothing of it is new but that row.
        self.was = None if is_new else rows_of(last.body) if last and last.body else self.rows
        self.agreed = checking.agreed([root.pk]).get(str(root.pk))
        self.found = self.rows.by_key()
        self.forms_of_names = integrity.forms_of([row for _model, row in self.rows.each()], realm.DESK)
        self.sent, self.every_form = sent, every_form
        self.faults: list[Fault] = []
        self.notes: list[str] = []

    def settle(self) -> list[str]:
        """Writes locks and takes answers; returns what the person must be told. Raises NotAnswered."""
        fresh = locks.fresh(self.rows, self.was)
        self._write(locks.lock(self.rows, self.was))
        changed = self._changed(fresh)
        for one in answers.unanswered(self.rows, self.agreed):
            self._take(one, one.fact in changed, fresh)
        for citation in self.rows["citation"]:
            if citation["id"] in fresh:
                self._look_at_words(citation)
        if self.faults:
            raise NotAnswered(self.faults)
        return self.notes

    def _write(self, supports: Mapping[str, str]) -> None:
        stored = Citation.objects.in_bulk(list(supports))
        for key, row in stored.items():
            row.supports = supports[str(key)]
        Citation.objects.bulk_update(stored.values(), ("supports",))
        for citation in self.rows["citation"]:
            citation["supports"] = supports.get(citation["id"], citation["supports"])

    def _changed(self, fresh: set[str]) -> set[Fact]:
        """The facts that this save gave another value and whose citations it left as they were.

        A citation of which nothing says what it supports supported, until now, what stood there when the form was
        opened: that is written into it. Where nothing stood there it is for what the field is filled with: as if fresh.
        """
        before = self.was.by_key() if self.was else {}
        changed: set[Fact] = set()
        unknown: dict[str, str] = {}
        for citation in self.rows["citation"]:
            model, key, fields = fact = locks.fact_of(self.rows, citation)
            old, new = before.get(model, {}).get(key), self.found[model].get(key)
            if citation["id"] in fresh or not old or not new:
                continue
            then, now = locks.value_of(old, fields), locks.value_of(new, fields)
            if then != now:
                changed.add(fact)
                if locks.locked(citation, self.rows, self.agreed) is None:
                    unknown[citation["id"]] = then or now
                    fresh |= set() if then else {citation["id"]}
        self._write(unknown)
        return changed

    # Answers

    def _take(self, one: Unanswered, is_changed: bool, fresh: set[str]) -> None:
        """Does what was answered for the sources of one fact, or says that nothing was."""
        answer = self.sent.get(answer_name(one.fact), "")
        if one.fields == EARLIER and set(one.then.split()) < set(one.now.split()):
            answers.still_right([one], reason=ONE_OF_SEVERAL)  # a day was added, and those there stay
        elif not one.now:
            self._out(one, f"{self._name(one)} is empty now")
        elif answer == RIGHT:
            self._still_right(one)
        elif answer == REMOVE or (answer == REPLACE and self._has_new(one, fresh)):
            self._out(one, f"{self._name(one)} was changed")
        elif answer == REPLACE:
            what = f"cite a new source for the {called(one.model, one.fields[0])} below, or change one that is there."
            self._wrong(one, f"Its sources are to be replaced, and nothing stands in their place: {what}")
        elif is_changed and answer != LATER:
            carry = counted(len(one.citations), "carries", "carry")
            self._wrong(one, f"{carry} the old words. Say under this field whether they are still right.")

    def _still_right(self, one: Unanswered) -> None:
        reason = self.sent.get(reason_name(one.fact), "").strip()
        try:
            Citation._meta.get_field("reason").run_validators(reason)
        except ValidationError as wrong:
            self._wrong(one, f"Why the words still carry it: {' '.join(wrong.messages)}")
            return
        lacking = [each for each in one.citations if not self._holds(each.citation)]
        answers.still_right([one], reason=reason)
        if lacking and not reason:
            are = counted(len(lacking), "is", "are")
            why = "the words quoted do not hold the new value and no reason was given"
            self.notes.append(f"{self._name(one)}: {are} called inferred now, because {why}.")

    def _has_new(self, one: Unanswered, fresh: set[str]) -> bool:
        cited = (each for each in self.rows["citation"] if each["id"] in fresh)
        return any(locks.fact_of(self.rows, each) == one.fact for each in cited)

    def _out(self, one: Unanswered, because: str) -> None:
        """Takes the citations out. Those of a day that a meeting was moved from stay, as sources of its earlier days."""
        days = set(str(self.rows.own.get("earlier_days") or "").split())
        kept = [each for each in one.citations if one.fields == DAY and each.then.replace("\n", "/") in days]
        answers.taken_out([Unanswered(*one.fact, one.then, one.now, [e for e in one.citations if e not in kept])])
        if kept:
            self._move_to_earlier_days(kept)
            stand = counted(len(kept), "stands", "stand")
            self.notes.append(f"{because}: {stand} with the earlier days now.")
        if gone := len(one.citations) - len(kept):
            self.notes.append(f"{because}: {counted(gone, 'of it was', 'of it were')} taken out.")

    def _move_to_earlier_days(self, kept: list[locks.Older]) -> None:
        value, several = locks.value_of(self.rows.own, EARLIER), len(self.rows.own["earlier_days"].split()) > 1
        stored = Citation.objects.in_bulk([each.citation["id"] for each in kept])
        for row in stored.values():
            row.field, row.supports = EARLIER[0], value
            if several and row.basis == Basis.STATED and not row.reason:
                row.reason = ONE_OF_SEVERAL
        Citation.objects.bulk_update(stored.values(), ("field", "supports", "reason"))

    # Words

    def _holds(self, citation: Row) -> bool:
        """True where a citation need not hold the value of its fact, or does."""
        model, key, _fields = locks.fact_of(self.rows, citation)
        row = self.found[model].get(key)
        asks = row is not None and locks.asks_for_a_reason(citation)
        return not asks or locks.carries(citation, model, row or {}, self.forms_of_names)

    def _look_at_words(self, citation: Row) -> None:
        if self._holds(citation):
            return
        model, key, _fields = locks.fact_of(self.rows, citation)
        value = self._said(model, self.found[model][key], citation["field"])
        form = self._form_of("citation", citation["id"])
        message = (
            f"These words do not hold the {called(model, citation['field'])} “{value}”. Quote more of the passage, say "
            "why they carry it, or call the citation inferred."
        )
        self.faults.append(Fault(form.prefix or "" if form else "", "quotation" if form else "", message))

    def _said(self, model: str, row: Row, field: str) -> str:
        value = citation_rules.value_in(row, field)
        column: Any = MEMBERS[model][1].model._meta.get_field(field)
        if column.is_relation:
            return next(iter(self.forms_of_names.names.get(value, ())), str(value))
        return str(dict(column.flatchoices).get(value, value))

    # Forms

    def _name(self, one: Unanswered) -> str:
        name = called(one.model, one.fields[0])
        return name[:1].upper() + name[1:]

    def _form_of(self, model: str, key: str) -> forms.ModelForm | None:
        """The form in which a row was typed: of a citation that another tick made, the form of that tick."""
        for form in self.every_form:
            keys = {str(form.instance.pk), *getattr(form, "made", ())}
            if form._meta.model._meta.model_name == model and key in keys:
                return form
        return None

    def _wrong(self, one: Unanswered, message: str) -> None:
        form = self._form_of(one.model, one.key)
        field = field_of(form, one.fields) if form else ""
        self.faults.append(Fault(form.prefix or "" if form and field else "", field, message))
