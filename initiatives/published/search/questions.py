"""From what a reader typed to what is looked for: slots, each with the choices of words and marks that stand for it.

Nothing in a question is an operator or an error. All slots must be found together; of a slot any choice will do. A slot
is a day, a round, a person, a concept or simply a word; what it is, is told by its form (recognise) and by the keys of
the record (keys), read in three queries at most, however much the record holds.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz.distance import OSA

from initiatives.published.models import Key, Spelling
from initiatives.published.search import recognise, tables
from initiatives.published.search.keys import (
    COMMON,
    HANGUL,
    HEARD_PART,
    PART,
    asked_for,
    glued,
    plain_words,
)
from initiatives.published.search.words import CJK_ONE, WORDS, Term, encode, fold, phrase, spelt

QUOTES = re.compile(r'["\u201c\u201d\u201e\u300c\u300d\u300e\u300f\uff02]')
LONGEST = 1_000  # characters that are read at all
MOST_SLOTS = 16  # that count
MOST_CHOICES = 24  # of one slot
WINDOW = 5  # words that may be one name
LONGEST_RUN = 16  # characters of a run without spaces in which names are looked for
MOST_ASKED, MOST_THINGS = 2_000, 100  # keys and spellings that are looked up, things whose forms are
SPELT = 12  # words whose spelling is looked at
SHORTEST = 4  # letters of a word that may be misspelt
PARTICLES = sorted(tables.words("particles"), key=len, reverse=True)
TITLES = {word for word in tables.words("titles") for word in plain_words(word)}
COUNTRIES = {
    glued(plain_words(form)): (f"c{code.lower()}", forms) for code, *forms in tables.rows("countries") for form in forms
}
ALSO = {
    other: form
    for form, *others in tables.rows("also-written")
    for each in others
    for other in [glued(plain_words(each))]
}
SCRIPT = re.compile(
    r"[\u3005\u3400-\u9fff\uf900-\ufaff]+|[\u30a0-\u30ffー]+|[\u3041-\u309f]+|[\uac00-\ud7a3]+|.", re.DOTALL
)

Choice = tuple[Term, ...]  # all of which must be found


@dataclass
class Slot:
    """Some words of a question and what may stand for them."""

    typed: str
    choices: list[Choice] = field(default_factory=list)
    things: dict[str, int] = field(default_factory=dict)  # token of a thing so called → how surely
    keys: tuple[str, ...] = ()  # of what it means
    is_title: bool = False  # of somebody who is named: not looked for, and yet a reason to come first

    def add(self, *terms: Term | None) -> None:
        choice = tuple(term for term in terms if term)
        if len(choice) == len(terms) and choice not in self.choices and len(self.choices) < MOST_CHOICES:
            self.choices.append(choice)


@dataclass
class Question:
    """What was asked. ``suggested``: the question as it may have been meant, where a word of it was misspelt."""

    slots: list[Slot] = field(default_factory=list)
    shortened: bool = False
    suggested: str = ""
    whole: Term | None = None  # the words just as they stand

    @property
    def terms(self) -> list[Term]:
        """Every word and phrase that is looked for as words, to be marked where it stands."""
        return [term for slot in self.slots for choice in slot.choices for term in choice if term.words[0][0] in "tux"]


@dataclass
class Word:
    """A word of a question, or a run of characters without spaces, with its place in the folded part."""

    text: str
    raw: str
    start: int
    end: int
    run: int  # words of one run follow one another with no meaning between
    scripts: str = ""  # of each character of a run, as written

    @property
    def is_cjk(self) -> bool:
        return bool(CJK_ONE.match(self.text))


@dataclass
class Window:
    """Words, or a stretch of characters of one, that may call a thing."""

    words: tuple[int, ...]  # their places among the words
    texts: tuple[str, ...]
    within: tuple[int, int] | None = None  # of one run of characters
    found: dict[str, int] = field(default_factory=dict)
    forms: list[str] = field(default_factory=list)
    country: str = ""
    meant: str = ""  # how it is spelt, where a letter of it is wrong

    @property
    def size(self) -> int:
        return sum(map(len, self.texts))

    @property
    def strength(self) -> int:
        return max(self.found.values(), default=PART if self.country else 0)


def read(query: str) -> Question:
    """The question that a query is."""
    question = Question(shortened=len(query) > LONGEST)
    for place, part in enumerate(QUOTES.split(query[:LONGEST])):
        if place % 2:
            if term := phrase(part):
                question.slots.append(Slot(part.strip(), [(term,)]))
        elif part.strip():
            question.slots += _slots(part, question)
    distinct: list[Slot] = []
    for slot in question.slots:
        if all(slot.choices != other.choices for other in distinct):
            distinct.append(slot)
    telling = [slot for slot in distinct if slot.typed not in COMMON] or distinct
    question.shortened |= len(telling) > MOST_SLOTS
    question.slots = telling[:MOST_SLOTS]
    question.whole = phrase(query[:200])
    return question


def _slots(part: str, question: Question) -> list[Slot]:
    folded, places = fold(part)
    meanings = recognise.meanings(folded)
    words = list(_words(part, folded, places, meanings))[: 2 * MOST_SLOTS + len(COMMON)]
    windows = list(_windows(words))
    known, near = _spellings(words, windows)
    called = _call(windows, near, known, [key for one in meanings for key in one.keys])
    slots: list[tuple[int, Slot]] = [(one.start, _meant(one, folded, called)) for one in meanings]
    taken: set[tuple[int, int]] = set()  # word, character
    corrected: dict[str, str] = {}
    for window in sorted(windows, key=lambda each: (-(each.strength >= PART), -each.size, -each.strength)):
        cells = {(word, at) for word in window.words for at in _characters(window, words[word])}
        if window.strength and not cells & taken:
            taken |= cells
            first = words[window.words[0]]
            if window.meant and len(window.texts) == 1:
                corrected[window.texts[0]] = window.meant
            slots.append((first.start + (window.within or (0, 0))[0], _named(window, words)))
    literal = list(_literal(words, taken, known, near, corrected))
    if any(slot.things for _, slot in slots):
        for _, slot in literal:
            slot.is_title = slot.typed in TITLES
    slots += literal
    if corrected:
        question.suggested = _replaced(part, corrected)
    return [slot for _, slot in sorted(slots, key=lambda each: each[0])]


def _words(part: str, folded: str, places: Sequence[int], meanings: Sequence[recognise.Meaning]) -> Iterator[Word]:
    run = 0
    for match in WORDS.finditer(folded):
        start, end = match.span(str(match.lastgroup))
        cuts = [(one.start, one.end) for one in meanings if one.start < end and start < one.end]
        for cut_start, cut_end in [*cuts, (end, end)]:
            if start < cut_start:
                raw = part[places[start] : places[min(cut_start, len(places) - 1)]]
                text = folded[start:cut_start]
                scripts = "".join(_script(part[places[at]]) for at in range(start, cut_start))
                yield Word(text if CJK_ONE.match(text) else text.replace(".", ""), raw, start, cut_start, run, scripts)
            if cut_end > cut_start:
                run += 1
            start = max(start, cut_end)


def _windows(words: Sequence[Word]) -> Iterator[Window]:
    for first in range(len(words)):
        for size in range(1, WINDOW + 1):
            several = words[first : first + size]
            if len(several) < size or several[0].run != several[-1].run:
                break
            if len({word.is_cjk for word in several}) == 1 and not (size == 1 and several[0].text in COMMON):
                yield Window(tuple(range(first, first + size)), tuple(word.text for word in several))
        run = words[first].text[:LONGEST_RUN]
        if words[first].is_cjk and len(run) > 2:
            for start in range(len(run)):
                for end in range(start + 1, len(run) + 1):
                    is_surname = end - start == 1 and start == 0 and run[1:] in TITLES
                    if end - start == len(words[first].text) or not _may_be_cut(words[first].scripts, start, end):
                        continue
                    if end - start > 1 or is_surname:
                        yield Window((first,), (run[start:end],), (start, end))


def _script(character: str) -> str:
    if "\u30a0" <= character <= "\u30ff" or "\uff66" <= character <= "\uff9f":
        return "k"
    return "h" if "\u3041" <= character <= "\u309f" else "o"


def _may_be_cut(scripts: str, start: int, end: int) -> bool:
    """Whether a stretch of a run may be a name: a word of kana is not cut, but hiragana may go on as particles."""
    opens = start == 0 or scripts[start] == "o" or scripts[start - 1] != scripts[start]
    closes = end == len(scripts) or scripts[end - 1] != "k" or scripts[end] != "k"
    return opens and closes


def _characters(window: Window, word: Word) -> range:
    return range(*window.within) if window.within else range(len(word.text))


# --- What the record knows of the words


def variants(word: str) -> set[str]:
    """A word and what it is without one of its letters."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def may_be_misspelt(word: str) -> bool:
    """Whether a word is long enough to be told from others when a letter of it is wrong."""
    return len(word) >= (SHORTEST if word.isascii() else 3)


def _spellings(words: Sequence[Word], windows: Sequence[Window]) -> tuple[set[str], dict[str, list[str]]]:
    """The words that the record holds as they are spelt, and those that it holds a letter apart from others."""
    asked = {spelt(word.text) for word in words[:SPELT] if not word.is_cjk}
    asked |= {"".join(window.texts) for window in windows if window.words[-1] < SPELT and len(window.words) < 4}
    wholes = {half for word in asked if word.isascii() and len(word) > 7 for half in _halves(word)}
    wanted = {variant for word in asked if may_be_misspelt(word) for variant in variants(word)}
    found: dict[str, set[str]] = defaultdict(set)
    rows = Spelling.objects.filter(variant__in=sorted(wanted | asked | wholes)[:MOST_ASKED])
    for variant, word in rows.values_list("variant", "word")[:MOST_ASKED]:
        found[variant].add(word)
    known = {word for word in asked | wholes if word in found.get(word, ())}
    for word in asked - known:  # threats is known where threat is
        if any(encode(other) == encode(word) for variant in variants(word) for other in found.get(variant, ())):
            known.add(word)
    near = {}
    for word in asked - known:
        others = {other for variant in variants(word) for other in found.get(variant, ())} if len(word) > 2 else set()
        most = 1 if len(word) < 8 else 2
        judged = sorted((_distance(word, other), other) for other in others)
        if close := [other for distance, other in judged if distance <= most]:
            near[word] = close[:3]
    return known, near


def _distance(one: str, other: str) -> float:
    """How many letters two words are apart; of hangul by the letters of its syllables."""
    apart = OSA.distance(one, other)
    return apart - 0.5 if HANGUL.search(one) and OSA.distance(_letters(one), _letters(other)) == 1 else apart


def _letters(hangul: str) -> str:
    return "".join(
        chr(0x1100 + code // 588) + chr(0x1161 + code // 28 % 21) + chr(0x11A7 + code % 28)
        for code in (ord(one) - 0xAC00 for one in hangul if HANGUL.match(one))
    )


def _halves(word: str) -> Iterator[str]:
    for at in range(3, len(word) - 2):
        yield word[:at]
        yield word[at:]


def _call(
    windows: Sequence[Window],
    near: dict[str, list[str]],
    known: set[str],
    meant: Sequence[str],
) -> dict[str, dict[str, int]]:
    """Fills what the windows call, and gives what the keys of meanings call: key → things, how surely."""
    keys: dict[str, None] = dict.fromkeys(meant)
    asked = []
    for window in windows:
        ways = asked_for(window.texts)
        ways += [glued(plain_words(ALSO[way])) for way in ways[:1] if way in ALSO]
        ways += [way for other in near.get("".join(window.texts), ()) for way in asked_for([other])[:1]]
        asked.append(ways)
        keys |= dict.fromkeys(ways)
    of_key: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Key.objects.filter(text__in=list(keys)[:MOST_ASKED]).values_list("text", "thing", "strength")
    for text, thing, strength in rows[:MOST_ASKED]:
        of_key[text][thing] = max(strength, of_key[text].get(thing, 0))
    for window, ways in zip(windows, asked, strict=True):
        window.country = glued(window.texts) if glued(window.texts) in COUNTRIES else ""
        is_known = len(window.words) == 1 and not window.within and spelt(window.texts[0]) in known
        for way in ways:
            for thing, strength in of_key.get(way, {}).items():
                if way[0] in "~%" and strength <= HEARD_PART and (is_known or window.size < 3):
                    continue
                window.found[thing] = max(strength, window.found.get(thing, 0))
            if window.found:
                spelt_so = near.get("".join(window.texts), ())
                window.meant = next((other for other in spelt_so if way in asked_for([other])[:1]), "")
                break
    things = {thing for window in windows for thing in window.found}
    forms = defaultdict(list)
    if things:
        printed = Key.objects.filter(thing__in=sorted(things)[:MOST_THINGS]).exclude(words="").order_by("id")
        for thing, words in printed.values_list("thing", "words")[:MOST_ASKED]:
            forms[thing].append(words)
    for window in windows:
        window.forms = [each for thing in window.found for each in dict.fromkeys(forms[thing])]
    return {key: of_key.get(key, {}) for key in meant}


# --- Slots


def _meant(one: recognise.Meaning, folded: str, called: dict[str, dict[str, int]]) -> Slot:
    slot = Slot(folded[one.start : one.end], keys=one.keys)
    for key in one.keys:
        for thing, strength in called.get(key, {}).items():
            slot.things[thing] = strength
            slot.add(Term((thing,)))
    for token in one.tokens:
        slot.add(Term((token,)))
    slot.add(*(phrase(word) for word in plain_words(slot.typed) if word not in COMMON))
    return slot


def term_of(form: str) -> Term:
    """A form as a key keeps it (keys.written), as a term."""
    return Term(tuple(form.rstrip("*").split()), form.endswith("*"))


def _named(window: Window, words: Sequence[Word]) -> Slot:
    slot = Slot(" ".join(window.texts), things=dict(window.found))
    slot.add(*(phrase(text) for text in window.texts))
    if len(window.texts) > 1:
        slot.add(phrase("".join(window.texts)))
    for form in window.forms:
        slot.add(term_of(form))
    for thing in window.found:
        slot.add(Term((thing,)))
    if window.country:
        token, forms = COUNTRIES[window.country]
        slot.add(Term((token,)))
        for form in forms:
            slot.add(phrase(form))
    return slot


def _literal(
    words: Sequence[Word],
    taken: set[tuple[int, int]],
    known: set[str],
    near: dict[str, list[str]],
    corrected: dict[str, str],
) -> Iterator[tuple[int, Slot]]:
    """The words that call nothing: each as it stands, in its other spellings, and as part of one word or of two."""
    free = {place: [at for at in range(len(word.text)) if (place, at) not in taken] for place, word in enumerate(words)}
    left = [place for place, word in enumerate(words) if len(free[place]) == len(word.text)]
    joined: set[int] = set()
    for one, two in pairwise(left):
        whole = words[one].text + words[two].text
        if two == one + 1 and one not in joined and spelt(whole) in known and not words[one].is_cjk:
            slot = Slot(f"{words[one].text} {words[two].text}")
            slot.add(phrase(words[one].text), phrase(words[two].text))
            slot.add(phrase(whole))
            joined |= {one, two}
            yield words[one].start, slot
    for place, word in enumerate(words):
        if place in joined:
            continue
        if word.is_cjk:
            yield from _of_run(word, free[place])
        elif place in left:
            slot = Slot(word.text, [(term,)] if (term := phrase(word.text)) else [])
            for at in range(3, len(word.text) - 2):
                if {word.text[:at], word.text[at:]} <= known:
                    slot.add(phrase(f"{word.text[:at]} {word.text[at:]}"))
            for other in near.get(spelt(word.text), ()) if spelt(word.text) not in known else ():
                slot.add(phrase(other))
                corrected.setdefault(word.text, other)
            yield word.start, slot


def _of_run(word: Word, left: Sequence[int]) -> Iterator[tuple[int, Slot]]:
    """What is left of a run of characters, in stretches; each whole, or in its parts by script, without particles."""
    stretches: list[list[int]] = []
    for at in left:
        if stretches and stretches[-1][-1] == at - 1:
            stretches[-1].append(at)
        else:
            stretches.append([at])
    is_whole = len(left) == len(word.text)
    for stretch in stretches:
        text = word.text[stretch[0] : stretch[-1] + 1]
        if text in COMMON or (not is_whole and (text in PARTICLES or len(text) == 1)):
            continue
        parts = (
            [part for part in _parts(word.raw) if part not in COMMON] if is_whole and not HANGUL.search(text) else []
        )
        if len(parts) > 1 or (parts and fold(parts[0])[0] != text):
            for place, part in enumerate(parts):
                if term := phrase(part):
                    yield word.start + place, Slot(part, [(term,)])
            continue
        slot = Slot(text, [(term,)] if (term := phrase(text)) else [])
        if HANGUL.match(text):
            ending = next((each for each in PARTICLES if text.endswith(each) and len(text) - len(each) > 1), "")
            if ending:
                slot.add(phrase(text[: -len(ending)]))
        yield word.start + stretch[0], slot


def _parts(raw: str) -> Iterator[str]:
    """The stretches of one script in a run; a single kana is a particle, or a letter of a verb."""
    for match in SCRIPT.finditer(raw):
        if len(match[0]) > 1 or not re.match("[\u3041-\u309f]", match[0]):
            yield match[0]


def _replaced(part: str, corrected: dict[str, str]) -> str:
    folded = fold(part)[0]
    for typed, meant in corrected.items():
        folded = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", meant, folded)
    return folded.strip()
