"""In which order things are shown: the record that is called so first, then by how well the words fit.

Computed in Python from what the index holds of each entry, so it is the same on every database. A name counts most, a
title or name that holds the words more than a text that does; of equals the kind decides, then the order of the index.
"""

from collections.abc import Sequence

from initiatives.published.models import Entry
from initiatives.published.search.entries import HitKind
from initiatives.published.search.questions import Question, Slot
from initiatives.published.search.words import GAP, Term, tokens, words_of

IN_TITLE, IN_TEXT, BELONGS, TOGETHER, JUST_SO = 3.0, 1.0, 1.0, 2.0, 2.0
OF_DATE = {9: 8.0, 7: 5.0, 5: 3.0}  # by how precise a day is: the length of its token
OF_KIND = {
    HitKind.ROUND: 0.5,
    HitKind.OFFICIAL: 0.45,
    HitKind.INITIATIVE: 0.4,
    HitKind.REFERENCE: 0.35,
    HitKind.PILLAR: 0.3,
    HitKind.ACTIVITY: 0.25,
    HitKind.STATEMENT: 0.2,
    HitKind.DOCUMENT: 0.15,
}
OF_CONCEPT = 0.9
CALL, DOCUMENT_DATE = 0.3, 0.5  # a call is less than a round; the day of a document less than that of a round


class Held:
    """The words of one entry, as they are looked through."""

    def __init__(self, entry: Entry) -> None:
        is_statement = entry.kind == HitKind.STATEMENT
        head = [] if is_statement else words_of([entry.title, entry.names])
        body = [token.word for token in tokens(entry.text)]
        self.head, self.body = (f" {GAP} {' '.join(words)} " for words in (head, body))
        self.size = len(body) + len(head)
        own, _, around = entry.marks.partition("|")
        self.own, self.around = set(own.split()), set(around.split())
        self.entry = entry

    @staticmethod
    def _stands(term: Term, text: str) -> bool:
        return f" {' '.join(term.words)}{'' if term.prefix else ' '}" in text

    def holds(self, terms: Sequence[Term]) -> float:
        """What it is worth that the entry holds all of some terms; 0 where it does not."""
        if len(terms) == 1 and terms[0].words[0][0] not in "tux":
            return self.is_marked(terms[0].words[0])
        if self.head and all(self._stands(term, self.head) for term in terms):
            return IN_TITLE
        every = self.head + self.body
        return IN_TEXT if all(self._stands(term, every) for term in terms) else 0.0

    def holds_just_so(self, whole: Term) -> bool:
        """Whether the title or a name holds the words as they stand, or the text does so with more than one."""
        return self._stands(whole, self.head) or (len(whole.words) > 1 and self._stands(whole, self.body))

    def is_marked(self, token: str) -> float:
        if token in self.own and token[0] in "dm":
            dated = OF_DATE.get(len(token) + 2 * (token[0] == "m"), 1.0)
            return dated * (DOCUMENT_DATE if self.entry.kind == HitKind.DOCUMENT else 1.0)
        if token in self.own and token[0] == "q":
            return IN_TITLE
        return BELONGS if token in self.around or token in self.own else 0.0

    def called(self, slot: Slot) -> float:
        """How surely the entry is what the slot calls: 0 where it is something else. A concept is a way to others."""
        if self.entry.kind in (HitKind.CONCEPT, HitKind.STATEMENT):
            return 0.0
        named = max((strength for thing, strength in slot.things.items() if thing in self.own), default=0)
        dates = (term.words[0] for choice in slot.choices for term in choice if term.words[0][0] in "dm")
        return max([float(named), *(self.is_marked(token) for token in dates if token in self.own)])


def ordered(entries: Sequence[Entry], question: Question) -> list[Entry]:
    """The entries, best first. A concept that is called so is a way to other things: it follows the first of them."""
    placed = sorted(((_place(entry, question), entry) for entry in entries), key=lambda one: one[0])
    things = {token for slot in question.slots for token in slot.things}
    ways = [entry for _, entry in placed if entry.kind == HitKind.CONCEPT and entry.marks.partition(" ")[0] in things]
    others = [(place, entry) for place, entry in placed if entry not in ways]
    first = max(1, sum(place[1] < 0 for place, _ in others[:8]))
    found = [entry for _, entry in others]
    return [*found[:first], *ways, *found[first:]]


def _place(entry: Entry, question: Question) -> tuple[int, float, float, int]:
    held = Held(entry)
    lacking, called, fit = 0, 0.0, OF_KIND.get(HitKind(entry.kind), 0.1)
    if entry.kind == HitKind.ROUND and "gseries" not in held.around:
        fit = CALL
    for slot in question.slots:
        named = held.called(slot)
        best = max((held.holds(choice) for choice in slot.choices), default=0.0)
        if entry.kind == HitKind.CONCEPT:  # what only names the words comes after what says something with them
            best = min(best, OF_CONCEPT)
        lacking += not (named or best or slot.is_title)
        called += named
        fit += max(named, best) + (TOGETHER if named or best else 0.0)
    if question.whole and entry.kind != HitKind.CONCEPT and held.holds_just_so(question.whole):
        fit += JUST_SO
    if entry.kind == HitKind.STATEMENT:  # of two that hold the same the shorter one; of rounds the later one
        fit += 1 / (1 + held.size)
    return lacking, -round(called, 4), -round(fit, 4), entry.pk
