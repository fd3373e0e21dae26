"""From what a document mentions to what the desk already has: officials, pillars, initiatives, references, sentences.

Every match says why and how surely; none is made by this module. A name that carries another body's name (Quad, AUKUS,
ASEAN …) matches only the very same name: what one body does is never taken for the work of another.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Any

from initiatives.choices import MeetingKind, PassageKind
from initiatives.dates import PartialDate
from initiatives.intake import vocabulary
from initiatives.intake.recognise.gazetteer import COUNTRY, country_of
from initiatives.models import Activity, Country, Document, Initiative, Meeting, Official, Passage, Pillar, Reference
from initiatives.published.search.words import tokens

# --- Words

EMPTY = frozenset(vocabulary.words("empty-words"))
MANNER = frozenset(vocabulary.words("manner-words"))
MANNER_WEIGHT = 0.3


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The content words of a text, folded and stemmed, in order."""
    found = []
    for token in tokens(text):
        word = token.word[1:] if token.word[0] == "t" else token.word
        if word not in EMPTY:
            found.append(word)
    return tuple(found)


MANNER_STEMS = frozenset(stem for word in MANNER for stem in words(word))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Letters and digits in lower case without accents, one space between words: two spellings of a name become one."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", plain)))


def _weight(stems: Iterable[str]) -> float:
    return sum(MANNER_WEIGHT if stem in MANNER_STEMS else 1.0 for stem in stems)


def _compounds(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Both as sets, two words of the one made one word where the other has them so (cyber security, cybersecurity)."""
    written = set(one), set(other)
    for source, here, there in ((one, written[0], written[1]), (other, written[1], written[0])):
        for first, second in pairwise(source):
            joined = next((w for w in there if w.startswith(first) and w == first + second), None)
            if joined:
                here -= {first, second}
                here.add(joined)
    return frozenset(written[0]), frozenset(written[1])


@dataclass(frozen=True)
class Match:
    """A row of the desk that may be meant, how surely (0 to 1) and why, in words for an editor."""

    kind: str
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


# --- Other bodies

BODIES = re.compile(
    r"\b(?:Quad(?:rilateral)?|AUKUS|ASEAN|APEC|NATO|OECD|ASEM|BRICS|SAARC|OSCE|IAEA|INTERPOL|ARF|EAS|PIF|IPEF|CPTPP|RCEP|GCC|PSI"
    r"|G[- ]?(?:7|8|20|77)|Five Eyes|European Union|African Union|EU|U\.?N\.?|United Nations"
    r"|World Bank|World Health Organization|WHO"
    r"|Pacific Islands Forum|East Asia Summit|Indo-Pacific Economic Framework"
    r"|Partners in the Blue Pacific|Mekong[-–]\w+"
    r"|Minerals Security Partnership|Lower Mekong Initiative|Summit for Democracy)\b"
)
THREE = frozenset({"USA", "JPN", "KOR"})
HYPHENATED = re.compile(r"(?:[A-Z][\w.]*)(?:[-–/](?:[A-Z][\w.]*))+")


@lru_cache(maxsize=4096)
def bodies(name: str) -> frozenset[str]:
    """The other bodies a name carries: Quad, ASEAN, U.S.-Japan-Australia … Empty for what may be the three's own."""
    found = {fold(match[0]) for match in BODIES.finditer(name)}
    for match in HYPHENATED.finditer(name):
        codes = {code for part in re.split(r"[-–/]", match[0]) if (code := country_of(part))}
        if len(codes) > 1 and codes != THREE:
            found.add(fold(match[0]))
    named = {code for match in COUNTRY.finditer(name) if (code := country_of(match["country"]))}
    if named & {"EU", "INT"}:
        found.add("another body")
    return frozenset(found)


# --- Names of work: pillars and initiatives

WORTH_SHOWING = 0.5


def compare_names(printed: str, known: str) -> tuple[float, str]:
    """How much two names say the same (1: the same words) and why; 0 without a subject in common."""
    if fold(printed) == fold(known):
        return 1.0, "the same name"
    if bodies(printed) != bodies(known):
        return 0.0, "carries another body’s name"
    one, other = _compounds(words(printed), words(known))
    shared = one & other
    if not shared - MANNER_STEMS:
        return 0.0, "shares no subject"
    score = min(0.99, 2 * _weight(shared) / (_weight(one) + _weight(other)))
    here, there = _spoken(printed, one - other), _spoken(known, other - one)
    both = ", ".join(_spoken(printed, shared))
    differs = "; ".join(
        part
        for part in (
            f"only here: {', '.join(here)}" if here else "",
            f"only there: {', '.join(there)}" if there else "",
        )
        if part
    )
    return score, f"shares “{both}”" + (f" ({differs})" if differs else " (the same words in another form)")


def _spoken(text: str, stems: frozenset[str]) -> list[str]:
    """The words of a text that have one of the stems, as printed."""
    found = [text[t.start : t.end] for t in tokens(text) if (t.word[1:] if t.word[0] == "t" else t.word) in stems]
    return list(dict.fromkeys(found)) or sorted(stems)


# --- Names of persons

PARTICLES = frozenset(["mr", "mrs", "ms", "dr", "hon", "amb", "the"])


def person_keys(name: str) -> frozenset[tuple[str, str]]:
    """(family, given) in every reading of a printed name: either order, hyphens and spaces in the given name gone."""
    parts = [
        part for part in fold(name.replace("-", "").replace("‐", "").replace("‑", "")).split() if part not in PARTICLES
    ]
    full = [part for part in parts if len(part) > 1] or parts  # without initials: Antony J. Blinken
    found = set()
    if len(full) == 1:
        found.add((full[0], ""))
    elif full:
        found.add((full[0], "".join(full[1:])))
        found.add((full[-1], "".join(full[:-1])))
        # Without a middle name, and with a given name written in two words.
        found.add((full[-1], full[0]))
    return frozenset(found)


@dataclass(frozen=True)
class Post:
    """A tenure as matching needs it: title, party, first and last possible day as ISO text."""

    key: str
    title: str
    country: str
    first: str
    last: str

    def covers(self, day: str) -> bool:
        """True where the tenure may have held on any day that the partial date may mean."""
        try:
            date = PartialDate(day)
        except ValueError:
            return False
        return self.first <= date.last_day.isoformat() and date.first_day.isoformat() <= self.last


@dataclass
class Person:
    """An official at the desk: every known name, every post."""

    key: str
    slug: str
    name: str
    family: str
    keys: set[tuple[str, str]] = field(default_factory=set)
    posts: list[Post] = field(default_factory=list)

    def post_on(self, day: str) -> Post | None:
        return next((post for post in self.posts if day and post.covers(day)), None)


@dataclass(frozen=True)
class Said:
    """A sentence of an earlier document, with the ties it has there."""

    key: str
    number: str
    text: str
    document: str
    document_title: str
    meeting: str
    meeting_name: str
    pillar: str
    initiative: str
    speaker: str
    references: tuple[str, ...] = ()


@dataclass
class Desk:
    """What the desk holds, as matching needs it: read once for a page, in a dozen queries whatever the size."""

    countries: dict[str, tuple[str, str, bool]] = field(default_factory=dict)  # code → key, name, is a party
    people: list[Person] = field(default_factory=list)
    pillars: list[tuple[str, str]] = field(default_factory=list)  # key, name, in their order
    initiatives: list[tuple[str, str, str]] = field(default_factory=list)  # key, name, key of the pillar
    references: list[tuple[str, str, str, str]] = field(default_factory=list)  # key, kind, symbol, name
    activities: list[tuple[str, str, str, str]] = field(default_factory=list)  # key, name, start, end
    meetings: list[dict[str, Any]] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    names: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)

    def name_of(self, kind: str, key: str) -> str:
        """The name of a pillar, initiative, official … by its key; empty where the desk has none such."""
        if not self.names:
            self.names = {
                "pillar": dict(self.pillars),
                "initiative": {key: name for key, name, _ in self.initiatives},
                "official": {person.key: person.name for person in self.people},
                "reference": {key: name for key, _, _, name in self.references},
                "activity": {key: name for key, name, _, _ in self.activities},
            }
        return self.names.get(kind, {}).get(key, "")

    def pillar_of(self, initiative: str) -> str:
        return next((pillar for key, _, pillar in self.initiatives if key == initiative), "")


def _span(start: str, end: str) -> tuple[str, str]:
    first = PartialDate(start).first_day.isoformat() if start else "0000"
    return first, PartialDate(end).last_day.isoformat() if end else "9999"


def read_desk() -> Desk:
    """Reads what the desk holds. Call in the desk's realm."""
    countries = {
        code: (str(key), name, party)
        for key, code, name, party in Country.objects.values_list("pk", "code", "name", "party")
    }
    people = {}
    for official in Official.objects.prefetch_related("names", "tenures__country").order_by("slug"):
        person = Person(str(official.pk), official.slug, official.name, fold(official.family_name))
        spelled = [official.name, f"{official.given_name} {official.family_name}"]
        for name in official.names.all():
            spelled += [name.value, *([name.romanisation] if name.romanisation else [])]
        for value in spelled:
            person.keys |= person_keys(value)
        for tenure in official.tenures.all():
            first, last = _span(tenure.start, tenure.end)
            person.posts.append(Post(str(tenure.pk), tenure.title, tenure.country.code, first, last))
        people[person.key] = person
    meetings = {}
    for meeting in Meeting.objects.select_related("country").prefetch_related("delegates").order_by("start", "slug"):
        for delegate in meeting.delegates.all():
            if str(delegate.official_id) in people:
                people[str(delegate.official_id)].keys |= person_keys(delegate.name)
        meetings[str(meeting.pk)] = {
            "key": str(meeting.pk),
            "slug": meeting.slug,
            "name": meeting.name,
            "kind": meeting.kind,
            "number": meeting.number,
            "start": str(meeting.start),
            "end": str(meeting.end),
            "city": meeting.city,
            "country": meeting.country.code if meeting.country else "",
            "format": meeting.format,
            "state": meeting.state,
            "heads": [str(d.official_id) for d in meeting.delegates.all()],
        }
    columns = (
        "pk",
        "slug",
        "title",
        "kind",
        "language",
        "issuers",
        "joint",
        "sha256",
        "source_address",
        "issued_on",
        "meeting",
        "original_sha256",
    )
    documents = []
    for row in Document.objects.order_by("slug").values(*columns):
        held = {
            name: str(value) if value is not None else "" for name, value in row.items() if name not in ("pk", "joint")
        }
        documents.append({"key": str(row["pk"]), "joint": row["joint"], **held})
    return Desk(
        countries=countries,
        people=list(people.values()),
        pillars=[(str(k), n) for k, n in Pillar.objects.order_by("position", "slug").values_list("pk", "name")],
        initiatives=[
            (str(k), n, str(p))
            for k, n, p in Initiative.objects.order_by("position", "slug").values_list("pk", "name", "pillar")
        ],
        references=[(str(k), *rest) for k, *rest in Reference.objects.values_list("pk", "kind", "symbol", "name")],  # type: ignore[misc]
        activities=[
            (str(k), n, str(s), str(e)) for k, n, s, e in Activity.objects.values_list("pk", "name", "start", "end")
        ],
        meetings=list(meetings.values()),
        documents=documents,
        said=_said(meetings),
    )


def _said(meetings: dict[str, dict[str, Any]]) -> list[Said]:
    joins: Any = Passage.references.through
    through = joins._default_manager.values_list("passage_id", "reference_id")
    references: dict[str, list[str]] = defaultdict(list)
    for passage, reference in through:
        references[str(passage)].append(str(reference))
    rows = Passage.objects.filter(kind=PassageKind.SENTENCE).order_by(
        "document__meeting__start", "document__slug", "position"
    )
    columns = (
        "pk",
        "number",
        "text",
        "document",
        "document__title",
        "document__meeting",
        "pillar",
        "initiative",
        "speaker",
    )
    found = []
    for key, number, text, document, title, meeting, *ties in rows.values_list(*columns):
        pillar, initiative, speaker = (str(tie) if tie else "" for tie in ties)
        name = meetings[str(meeting)]["name"] if str(meeting) in meetings else ""
        found.append(
            Said(
                str(key),
                number,
                text,
                str(document),
                title,
                str(meeting),
                name,
                pillar,
                initiative,
                speaker,
                tuple(references[str(key)]),
            )
        )
    return found


# --- Matching


def match_name(name: str, rows: Iterable[tuple[str, ...]], kind: str) -> list[Match]:
    """Rows (key, name, …) whose name says the same or nearly the same, surest first. At most three."""
    found = []
    for key, known, *_ in rows:
        score, reason = compare_names(name, known)
        if score >= WORTH_SHOWING:
            found.append(Match(kind, key, known, score, reason))
    return sorted(found, key=lambda match: (-match.score, match.name))[:3]


def match_person(name: str, country: str, day: str, people: Iterable[Person]) -> list[Match]:
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
        found.append(Match("official", person.key, person.name, score, reason))
    return sorted(found, key=lambda match: (-match.score, match.name))[:3]


SYMBOL = re.compile(r"\d{3,4}")


def match_reference(name: str, rows: Iterable[tuple[str, str, str, str]]) -> list[Match]:
    """References with the same symbol (a resolution by its number), or the same name."""
    found = []
    number = SYMBOL.search(name) if re.match(r"UNSCR|.*[Rr]esolution", name) else None
    for key, kind, symbol, known in rows:
        if number and kind == "resolution":
            if number[0] in SYMBOL.findall(symbol or known):
                found.append(Match("reference", key, known, 1.0, f"the same number, {number[0]}"))
        elif fold(name) in (fold(known), fold(symbol) or None):
            found.append(Match("reference", key, known, 1.0, "the same name"))
    return found[:3]


def match_activity(name: str, start: str, rows: Iterable[tuple[str, str, str, str]]) -> list[Match]:
    """Activities on the same day that may be the same event. Never without a day in common."""
    found = []
    for key, known, known_start, known_end in rows:
        if not (known_start <= start <= (known_end or known_start) or (start and known_start.startswith(start))):
            continue
        one, other = frozenset(words(name)), frozenset(words(known))
        shared = one & other
        share = len(shared) / max(1, min(len(one), len(other)))
        score = 1.0 if fold(name) == fold(known) and start == known_start else min(0.99, 0.5 + share / 2)
        reason = "the same day" + (f", shares “{', '.join(_spoken(name, shared))}”" if shared else ", other words")
        found.append(Match("activity", key, known, score, reason))
    return sorted(found, key=lambda match: -match.score)[:3]


NEAR = 0.6  # of the content words of two sentences
SHORTEST = 5  # content words that a sentence must have to be called recurring


@dataclass(frozen=True)
class Recurrence:
    """A sentence of an earlier round that is said again: word for word, or nearly."""

    said: Said
    share: float

    @property
    def is_verbatim(self) -> bool:
        return self.share >= 1

    @property
    def percent(self) -> int:
        return round(self.share * 100)


class Sayings:
    """Earlier sentences, indexed by their content words."""

    def __init__(self, said: Sequence[Said], without: str = "") -> None:
        self.said = [one for one in said if one.document != without]
        self.sets = [frozenset(words(one.text)) for one in self.said]
        self.index: dict[str, list[int]] = defaultdict(list)
        for place, stems in enumerate(self.sets):
            for stem in stems:
                self.index[stem].append(place)
        self.exact: dict[str, int] = {}
        for place, one in enumerate(self.said):
            self.exact[fold(one.text)] = place  # the newest stays

    def again(self, sentence: str) -> Recurrence | None:
        """The earlier sentence that a sentence repeats, the newest of the nearest; None where none is near."""
        place = self.exact.get(fold(sentence))
        if place is not None:
            return Recurrence(self.said[place], 1.0)
        stems = frozenset(words(sentence))
        if len(stems) < SHORTEST:
            return None
        shared = Counter(place for stem in stems for place in self.index.get(stem, ()))
        best = max(
            ((count / len(stems | self.sets[place]), place) for place, count in shared.most_common(50)),
            default=(0.0, -1),
        )
        return Recurrence(self.said[best[1]], min(0.99, best[0])) if best[0] >= NEAR else None


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How much of the words of two texts is the same, in order: 1 for the same texts."""
    return SequenceMatcher(None, [fold(text) for text in one], [fold(text) for text in other], autojunk=False).ratio()


def rounds_on(desk: Desk, kind: str, start: str, city: str) -> dict[str, Any] | None:
    """The meeting of a kind on a day: the one whose dates hold it; of two, the one in the same city."""
    if not start:
        return None
    found = [
        meeting
        for meeting in desk.meetings
        if meeting["kind"] == kind
        and (
            meeting["start"] <= start <= (meeting["end"] or meeting["start"])
            or meeting["start"] == start[: len(meeting["start"])]
        )
    ]
    found.sort(key=lambda meeting: fold(meeting["city"]) != fold(city))
    return found[0] if found else None


def last_round(desk: Desk, before: str = "9999") -> dict[str, Any] | None:
    """The last round that begins before a day."""
    rounds = [
        meeting for meeting in desk.meetings if meeting["kind"] == MeetingKind.ROUND and meeting["start"] < before
    ]
    return max(rounds, key=lambda meeting: meeting["start"], default=None)
