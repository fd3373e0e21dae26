"""Phrases: formulas that documents repeat, found in the passages: where, in which exact form, first and last.

Which are listed is an editor's choice (references of the kind *phrase*); where one is used is derived, always anew.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from initiatives.models import Meeting, Passage

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LITTLE = frozenset({"a", "an", "and", "for", "in", "its", "of", "on", "or", "our", "the", "their", "to", "with"})
STEM = 5  # letters by which two forms of a word are taken for the same
ROOM = 6  # words that may stand between those of the phrase
ENOUGH = 4  # content words from which on one may be missing


def _stem(word: str) -> str:
    return word.casefold()[:STEM]


def _content(text: str) -> list[tuple[str, int, int]]:
    """(stem, start, end) of the content words of a text."""
    return [(_stem(m[0]), m.start(), m.end()) for m in WORD.finditer(text) if m[0].casefold() not in LITTLE]


@dataclass(frozen=True)
class Use:
    """A phrase in a passage: the exact form, and the words around it."""

    passage: Passage
    before: str
    form: str
    after: str

    @property
    def meeting(self) -> Meeting:
        return self.passage.document.meeting


@dataclass
class Concordance:
    """Every use of one phrase, oldest first."""

    uses: list[Use] = field(default_factory=list)

    @property
    def first(self) -> Use | None:
        return self.uses[0] if self.uses else None

    @property
    def last(self) -> Use | None:
        return self.uses[-1] if self.uses else None

    @property
    def forms(self) -> list[tuple[str, int]]:
        """The exact forms, the most used first; letters in capitals do not make another form."""
        counted = Counter(" ".join(use.form.split()).casefold() for use in self.uses)
        shown = {" ".join(use.form.split()).casefold(): " ".join(use.form.split()) for use in reversed(self.uses)}
        return [(shown[form], count) for form, count in counted.most_common()]

    @property
    def rounds(self) -> list[tuple[Meeting, list[Use]]]:
        """The meetings that use it, oldest first, with their uses."""
        found: dict[object, tuple[Meeting, list[Use]]] = {}
        for use in self.uses:
            found.setdefault(use.meeting.pk, (use.meeting, []))[1].append(use)
        return list(found.values())


def form_in(phrase: str, text: str) -> tuple[int, int] | None:
    """Where a text uses a phrase: its content words in their order, close together, one of four or more left out."""
    wanted = [stem for stem, _, _ in _content(phrase)]
    if not wanted:
        return None
    words = _content(text)
    needed = len(wanted) - (len(wanted) >= ENOUGH)
    best: tuple[tuple[int, int], int, int] | None = None
    for at, (stem, start, end) in enumerate(words):
        if stem not in wanted[: len(wanted) - needed + 1]:
            continue
        place, found, stop = wanted.index(stem), 1, end
        gap = 0
        for next_stem, _, next_end in words[at + 1 :]:
            if next_stem in wanted[place + 1 :]:
                place, found, stop, gap = wanted.index(next_stem, place + 1), found + 1, next_end, 0
            else:
                gap += 1
                if gap > ROOM:
                    break
        rank = (found, start - stop)  # the most words, then the shortest stretch
        if found >= needed and (best is None or rank > best[0]):
            best = (rank, start, stop)
    return best[1:] if best else None


def concordances(phrases: Sequence[str]) -> list[Concordance]:
    """Every use of every phrase in the documents held. One query whatever their number."""
    found = [Concordance() for _ in phrases]
    rarest = [max((word for word, _, _ in _content(phrase)), key=len, default="") for phrase in phrases]
    wanted = [Q(text__icontains=stem) for stem in rarest if stem]
    if not wanted:
        return found
    rows = Passage.objects.filter(reduce(or_, wanted)).statements().with_document()
    for passage in rows.order_by("document__meeting__start", "document__slug", "position"):
        for concordance, phrase in zip(found, phrases, strict=True):
            if place := form_in(phrase, passage.text):
                start, end = place
                concordance.uses.append(Use(passage, passage.text[:start], passage.text[start:end], passage.text[end:]))
    return found


# --- When something was last named


@dataclass(frozen=True)
class Naming:
    """When something was last named, and the later rounds whose documents do not name it. No verdict.

    ``held`` are the documents there were to look in: of what is not held, nothing is known.
    """

    last: Meeting | None
    silent_since: list[Meeting]
    held: int = 0


def last_named(naming: Iterable[object], rounds: Iterable[Meeting]) -> Naming:
    """``naming``: keys of the meetings that name it; ``rounds`` have ``held_documents``, in order of time."""
    keys, last, held = set(naming), None, 0
    silent: list[Meeting] = []
    for meeting in rounds:
        held += meeting.held_documents  # type: ignore[attr-defined]
        if meeting.pk in keys:
            last, silent = meeting, []
        elif last is not None and meeting.held_documents:  # type: ignore[attr-defined]
            silent.append(meeting)
    return Naming(last, silent, held)
