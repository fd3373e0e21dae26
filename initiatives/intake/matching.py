"""From what a document mentions to what the desk already has: officials, pillars, initiatives, references, sentences.

Every match says why and how surely; none is made by this module.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from initiatives.choices import MeetingKind, ReferenceKind
from initiatives.intake.known import (
    Desk,
    KnownActivity,
    KnownInitiative,
    KnownMeeting,
    KnownPerson,
    KnownPillar,
    KnownReference,
    KnownSentence,
)
from initiatives.intake.likeness import compare_names, fold, person_keys, spoken, words
from initiatives.intake.slots import About

WORTH_SHOWING = 0.5
MOST_SHOWN = 3
SYMBOL = re.compile(r"\d{3,4}")
NEAR = 0.6  # of the content words of two sentences
SHORTEST = 5  # content words that a sentence must have to be called recurring


@dataclass(frozen=True)
class Match:
    """A row of the desk that may be meant, how surely (0 to 1) and why, in words for an editor."""

    kind: About
    key: str
    name: str
    score: float
    reason: str

    @property
    def is_exact(self) -> bool:
        return self.score >= 1

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def match_name(name: str, rows: Iterable[KnownPillar | KnownInitiative], kind: About) -> list[Match]:
    """Rows whose name says the same or nearly the same, surest first. At most three."""
    found = []
    for known in rows:
        score, reason = compare_names(name, known.name)
        if score >= WORTH_SHOWING:
            found.append(Match(kind, known.key, known.name, score, reason))
    return sorted(found, key=lambda match: (-match.score, match.name))[:MOST_SHOWN]


def match_person(name: str, country: str, day: str, people: Iterable[KnownPerson]) -> list[Match]:
    """Officials who may be meant by a printed name, surest first; a name alone or a post on another day lowers it."""
    printed = person_keys(name)
    family_only = name.isascii() and all(not given for _, given in printed)  # 杉山晋輔 is a whole name in one word
    found = []
    for person in people:
        post = person.post_on(day)
        if printed & person.keys and not family_only:
            if not day:
                score, reason = 0.9, "the same name; the day is not known yet, so the post could not be checked"
            elif post and (not country or post.country == country):
                score, reason = 1.0, f"the same name, {post.title} on that day"
            elif not person.posts:
                score, reason = 0.9, "the same name; no post is in the record"
            elif country and all(p.country != country for p in person.posts):
                score, reason = 0.5, "the same name, but of another party in the record"
            else:
                score, reason = 0.8, "the same name, but no post in the record covers that day"
        elif (
            family_only
            and printed
            and next(iter(printed))[0] in {person.family, *(family for family, _ in person.keys)}
        ):
            if not (post and (not country or post.country == country)):
                continue
            score, reason = 0.7, f"the same family name, {post.title} on that day"
        else:
            continue
        found.append(Match(About.OFFICIAL, person.key, person.name, score, reason))
    return sorted(found, key=lambda match: (-match.score, match.name))[:MOST_SHOWN]


def match_reference(name: str, rows: Iterable[KnownReference]) -> list[Match]:
    """References with the same symbol (a resolution by its number), or the same name."""
    found = []
    number = SYMBOL.search(name) if re.match(r"UNSCR|.*[Rr]esolution", name) else None
    for known in rows:
        if number and known.kind == ReferenceKind.RESOLUTION:
            if number[0] in SYMBOL.findall(known.symbol or known.name):
                found.append(Match(About.REFERENCE, known.key, known.name, 1.0, f"the same number, {number[0]}"))
        elif fold(name) in (fold(known.name), fold(known.symbol) or None):
            found.append(Match(About.REFERENCE, known.key, known.name, 1.0, "the same name"))
    return found[:MOST_SHOWN]


def match_activity(name: str, start: str, rows: Iterable[KnownActivity]) -> list[Match]:
    """Activities on the same day that may be the same event. Never without a day in common."""
    found = []
    for known in rows:
        if not (known.start <= start <= (known.end or known.start) or (start and known.start.startswith(start))):
            continue
        one, other = frozenset(words(name)), frozenset(words(known.name))
        shared = one & other
        share = len(shared) / max(1, min(len(one), len(other)))
        score = 1.0 if fold(name) == fold(known.name) and start == known.start else min(0.99, 0.5 + share / 2)
        reason = "the same day" + (f", shares “{', '.join(spoken(name, shared))}”" if shared else ", other words")
        found.append(Match(About.ACTIVITY, known.key, known.name, score, reason))
    return sorted(found, key=lambda match: -match.score)[:MOST_SHOWN]


@dataclass(frozen=True)
class Recurrence:
    """A sentence of an earlier round that is said again: word for word, or nearly."""

    said: KnownSentence
    share: float

    @property
    def is_verbatim(self) -> bool:
        return self.share >= 1

    @property
    def percent(self) -> int:
        return round(self.share * 100)


class EarlierSentences:
    """Earlier sentences, indexed by their content words."""

    def __init__(self, sentences: Sequence[KnownSentence]) -> None:
        self.sentences = sentences
        self.stems = [frozenset(words(one.text)) for one in sentences]
        self.by_stem: dict[str, list[int]] = defaultdict(list)
        for place, stems in enumerate(self.stems):
            for stem in stems:
                self.by_stem[stem].append(place)
        self.by_text = {fold(one.text): place for place, one in enumerate(sentences)}  # the newest stays

    def again(self, sentence: str) -> Recurrence | None:
        """The earlier sentence that a sentence repeats, the newest of the nearest; None where none is near."""
        place = self.by_text.get(fold(sentence))
        if place is not None:
            return Recurrence(self.sentences[place], 1.0)
        stems = frozenset(words(sentence))
        if len(stems) < SHORTEST:
            return None
        shared = Counter(place for stem in stems for place in self.by_stem.get(stem, ()))
        best = max(
            ((count / len(stems | self.stems[place]), place) for place, count in shared.most_common(50)),
            default=(0.0, -1),
        )
        return Recurrence(self.sentences[best[1]], min(0.99, best[0])) if best[0] >= NEAR else None


def meeting_on(desk: Desk, kind: str, start: str, city: str) -> KnownMeeting | None:
    """The meeting of a kind on a day: the one whose dates hold it; of two, the one in the same city."""
    if not start:
        return None
    found = [
        meeting
        for meeting in desk.meetings
        if meeting.kind == kind
        and (meeting.start <= start <= meeting.last or meeting.start == start[: len(meeting.start)])
    ]
    found.sort(key=lambda meeting: fold(meeting.city) != fold(city))
    return found[0] if found else None


def last_round(desk: Desk, before: str = "9999") -> KnownMeeting | None:
    """The last round that begins before a day."""
    rounds = [meeting for meeting in desk.meetings if meeting.kind == MeetingKind.ROUND and meeting.start < before]
    return max(rounds, key=lambda meeting: meeting.start, default=None)
