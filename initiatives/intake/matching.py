"""From what a document mentions to what the desk already has: officials, pillars, initiatives, references, sentences.

Every match says why and how surely; none is made by this module.
"""

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from initiatives.choices import MeetingKind, ReferenceKind
from initiatives.intake import vocabulary
from initiatives.intake.known import (
    Desk,
    KnownActivity,
    KnownInitiative,
    KnownMeeting,
    KnownPerson,
    KnownPillar,
    KnownPost,
    KnownReference,
    KnownSentence,
)
from initiatives.intake.likeness import compare_names, fold, person_keys, script_of, spoken, words
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
        score, reason = max(compare_names(name, each) for each in (known.name, *known.others))
        if score >= WORTH_SHOWING:
            found.append(Match(kind, known.key, known.name, score, reason))
    return sorted(found, key=lambda match: (-match.score, match.name))[:MOST_SHOWN]


# --- Persons and their offices

RANKS = [(fold(form), rank) for rank, forms in vocabulary.rows("ranks") for form in forms.split(";")]
RANKS.sort(key=lambda pair: -len(pair[0]))


def rank_of(title: str) -> str:
    """The rank of an office in one of three languages; empty where the list does not have it."""
    folded = fold(title)
    return next((rank for form, rank in RANKS if _says(folded, form)), "")


def _says(folded: str, form: str) -> bool:
    if script_of(form) == "latin":
        return f" {form} " in f" {folded} "
    return form.replace(" ", "") in folded.replace(" ", "")


def same_office(title: str, titles: Iterable[str]) -> bool:
    """True where a printed title has one of the titles of a post in it, or is of the same rank in another language."""
    folded, titles = fold(title), list(titles)
    if any(_says(folded, fold(one)) for one in titles):
        return True
    script = script_of(title)
    in_this = [one for one in titles if (script_of(one) == "latin") == (script == "latin")]
    return bool((rank := rank_of(title)) and not in_this and rank in map(rank_of, titles))


def is_family_alone(name: str, person: KnownPerson) -> bool:
    """True where a printed name may be no more than the family name of a person: Cho, 船越, 박, ランドー."""
    keys = person_keys(name)
    if not keys or any(given for _, given in keys):
        return False
    family = next(iter(keys))[0]
    if family in {person.family, *(one for one, given in person.keys if given)}:
        return True
    script = script_of(name)
    if script == "latin":
        return False
    return any(
        not given and script_of(whole) == script and whole != family and whole.startswith(family)
        for whole, given in person.keys
    )


def match_person(
    name: str, country: str, day: str, people: Iterable[KnownPerson], title: str = "", also: Iterable[str] = ()
) -> list[Match]:
    """Officials who may be meant by a printed name, surest first; a name alone or a post on another day lowers it.

    ``also`` are other forms printed beside it. Who is printed in a script in which the desk knows nobody's name for an
    office of that day may be the one who holds it: that is asked, never taken.
    """
    forms = [name, *also]
    printed = frozenset(key for form in forms for key in person_keys(form))
    # 杉山晋輔 is a whole name in one word
    family_only = name.isascii() and all(not given for _, given in person_keys(name)) and not also
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
        elif not post or (country and post.country != country):
            continue
        elif is_family_alone(name, person):
            score, reason = 0.7, f"the same family name, {post.title} on that day"
        elif _holds_the_office(forms, title, person, post):
            score, reason = 0.6, f"{post.title} on that day; the desk has no name of theirs in this script"
        else:
            continue
        found.append(Match(About.OFFICIAL, person.key, person.name, score, reason))
    return sorted(found, key=lambda match: (-match.score, match.name))[:MOST_SHOWN]


def _holds_the_office(forms: Sequence[str], title: str, person: KnownPerson, post: KnownPost) -> bool:
    scripts = {script_of(form) for form in forms}
    return bool(title) and "latin" not in scripts and not scripts & person.scripts and same_office(title, post.titles)


def match_there(
    name: str, title: str, country: str, meeting: KnownMeeting, people: Iterable[KnownPerson]
) -> list[Match]:
    """Those whom the desk names at the meeting itself for the same office of the same party, in another script."""
    by_key = {person.key: person for person in people}
    script = script_of(name)
    found = []
    for one in meeting.delegates:
        person = by_key.get(one.official)
        if person and one.country == country and script not in person.scripts and same_office(title, [one.title]):
            reason = f"the desk has {one.name}, {one.title}, there; it knows no name of theirs in this script"
            found.append(Match(About.OFFICIAL, person.key, person.name, 0.7, reason))
    return found[:MOST_SHOWN]


def match_reference(name: str, rows: Iterable[KnownReference]) -> list[Match]:
    """References with the same symbol (a resolution by its number), or the same name."""
    found = []
    number = SYMBOL.search(name) if re.match(r"UNSCR|.*(?:[Rr]esolution|決議|결의)", name) else None
    for known in rows:
        if number and known.kind == ReferenceKind.RESOLUTION:
            if number[0] in SYMBOL.findall(known.symbol or known.name):
                found.append(Match(About.REFERENCE, known.key, known.name, 1.0, f"the same number, {number[0]}"))
        elif fold(name) in {fold(each) for each in (known.name, known.symbol, *known.others) if each}:
            found.append(Match(About.REFERENCE, known.key, known.name, 1.0, "the same name"))
    return found[:MOST_SHOWN]


def match_activity(name: str, start: str, rows: Iterable[KnownActivity]) -> list[Match]:
    """Activities on the same day that may be the same event. Never without a day in common."""
    found = []
    for known in rows:
        if not (known.start <= start <= (known.end or known.start) or (start and known.start.startswith(start))):
            continue
        one = frozenset(words(name))
        other = max((frozenset(words(each)) for each in (known.name, *known.others)), key=lambda each: len(one & each))
        shared = one & other
        share = len(shared) / max(1, min(len(one), len(other)))
        is_same = fold(name) in map(fold, (known.name, *known.others)) and start == known.start
        score = 1.0 if is_same else min(0.99, 0.5 + share / 2)
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
    found.sort(key=lambda meeting: not same_city(desk, meeting.city, city))
    return found[0] if found else None


def same_city(desk: Desk, one: str, other: str) -> bool:
    """True where two names of cities are one city's, in whatever language the desk has it."""
    return fold(city_of(desk, one)) == fold(city_of(desk, other))


def city_of(desk: Desk, printed: str) -> str:
    """A city by the name the desk has for it in English, whatever language it is printed in; else as printed."""
    return desk.cities.get(fold(printed), printed)


def meetings_near(desk: Desk, kind: str, start: str) -> list[KnownMeeting]:
    """Meetings of a kind on the day before or after: a day in Washington is the next one in Tokyo and Seoul."""
    try:
        day = datetime.date.fromisoformat(start)
    except ValueError:
        return []
    near = {(day + datetime.timedelta(days=by)).isoformat() for by in (-1, 1)}
    return [known for known in desk.meetings if known.kind == kind and near & {known.start, known.last}]


def of_number(desk: Desk, number: int | None) -> KnownMeeting | None:
    """The round of a number, where the desk has one of it."""
    return next((m for m in desk.meetings if number and m.number == number and m.kind == MeetingKind.ROUND), None)


def last_round(desk: Desk, before: str = "9999") -> KnownMeeting | None:
    """The last round that begins before a day."""
    rounds = [meeting for meeting in desk.meetings if meeting.kind == MeetingKind.ROUND and meeting.start < before]
    return max(rounds, key=lambda meeting: meeting.start, default=None)
