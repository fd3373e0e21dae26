"""What a Japanese or Korean document reports: who met, as a round or a call of the three, when, where, and whether."""

import re

from initiatives.intake.recognise.east_asian.days import Day
from initiatives.intake.recognise.east_asian.page import Line, Page
from initiatives.intake.recognise.occasion import Occasion
from initiatives.intake.recognise.offices import rank_of
from initiatives.intake.recognise.packs.days import number_of
from initiatives.intake.recognise.packs.offices import is_of_foreign_affairs
from initiatives.intake.recognise.persons import PersonMention

THREE = frozenset(("USA", "JPN", "KOR"))
OPENING = 8  # sentences that may still say who met
FIRST = 3  # sentences that may say when and where
ENDS = re.compile(r"[。.]\W*$|[다함음임됨]\W*$")
NEXT_WORDS = 50  # characters that what was held somewhere is named in
SHORT = 10  # characters of a line that is no more than a label
LONGEST_ROW = 160  # characters of a line that lists who took part
NOT_HELD = ("postponed", "cancelled")
Dated = tuple[tuple[str, str], str, str, str]


def read_occasion(page: Page) -> Occasion:
    """Kind, mechanism, state, round, date and city of the occasion; marks the delegates among the persons."""
    occasion = Occasion()
    main = _main(page)
    _mark_delegates(page, main)
    occasion.mechanism = _mechanism(page, main)
    if occasion.mechanism == "round" and (counted := _round(page, main)):
        occasion.round, occasion.sources["round"] = counted
    if told := _state(page, main):
        occasion.state, occasion.sources["state"] = told
    occasion.kind = _kind(page, main, occasion.state)
    if occasion.state in NOT_HELD:
        for person in page.persons:
            person.delegate = False
    if dated := _date(page, main, occasion):
        day, basis, number, words = dated
        occasion.date = (day[0], day[1], basis)
        if number:
            occasion.sources["date"] = (number, words)
    if placed := _city(page, main, occasion):
        occasion.city, occasion.sources["city"] = placed
    return occasion


# --- The sentence that says who met


def _main(page: Page) -> Line | None:
    """The sentence that tells of the occasion: the first that says that people met, with persons or the mechanism."""
    opening = page.sentences[:OPENING]
    told = [line for line in opening if line.pack.met.search(line.text) and not line.pack.in_passing.search(line.text)]
    # a line under the title without a full stop says it shorter than the text does
    for line in sorted(told, key=lambda line: not ENDS.search(line.text)):
        if any(_took_part(line, group, stop, main=True) for group, stop in line.groups()) or _is_held(line):
            return line
    several = [
        line for line in opening[:FIRST] if any(len(g) > 1 and _took_part(line, g, s, True) for g, s in line.groups())
    ]
    # a point of a list under its own name tells of that point
    return next(iter([*several, *(line for line in told if not line.lead_in)]), None)


def _told(page: Page, main: Line | None) -> list[Line]:
    """The main sentence, and those of the opening that say more of the same meeting."""
    more = [
        line
        for line in page.sentences[:OPENING]
        if line is not main
        and line.pack.met.search(line.text)
        and (line.pack.held_on.search(line.text) or _tells(line))
    ]
    return [*([main] if main else []), *more]


def _tells(line: Line) -> bool:
    """Whether a line says by itself who met at the mechanism."""
    several = any(len(group) > 1 and _took_part(line, group, stop, True) for group, stop in line.groups())
    return several and _is_held(line) and not line.pack.next_time.search(line.text)


def _is_held(line: Line) -> bool:
    return any(_is_the_occasion(line, match) for match in line.pack.series.finditer(line.text))


def _is_the_occasion(line: Line, match: "re.Match[str]") -> bool:
    """Whether the mechanism is named as what the line tells of, not as another meeting of it."""
    before, after = line.text[max(0, match.start() - 12) : match.start()], line.text[match.end() :]
    on_the_way = line.pack.attending.match(after)
    if on_the_way and line.pack.meeting.search(after, on_the_way.end()):
        return False
    return not line.pack.another_before.search(before) and not line.pack.another_after.match(after)


def _took_part(line: Line, group: list[int], stop: int, main: bool) -> bool:
    """Whether what follows a group of persons says that they took part."""
    pack, after = line.pack, line.text[stop:]
    before = line.text[: line.found[group[0]].start]
    if pack.aside.search(before):
        return False
    if pack.took_part.match(after):
        return True
    if main and pack.courtesy.search(line.text) and pack.called_on.match(after):
        return True
    return not after.strip(" 。.)")


def _mark_delegates(page: Page, main: Line | None) -> None:
    tables = False
    press = _is_press_conference(page, main)
    told = [] if press else _told(page, main)
    listing = False
    for line in page.sentences[: OPENING * 2]:
        listed = bool(line.found) and bool(line.pack.participants.search(line.under)) and len(line.text) < LONGEST_ROW
        row = _is_row(line)
        opens = line.pack.participants.search(line.text)
        listing = bool(opens and (line.pack.follows.search(line.text) or len(line.text) < SHORT)) or (
            listing and (row or not re.search(r"[。.]$", line.text))
        )
        tables = tables or listing
        is_told = any(line is one for one in told)
        joined = not press and line.pack.joined.search(line.text)
        if not (is_told or listed or (listing and line.found) or joined):
            continue
        for group, stop in line.groups():
            if listed or (listing and row) or _took_part(line, group, stop, is_told):
                _mark(line, group)
    if page.title:
        for group, stop in page.title.groups():
            after = page.title.text[stop:]
            if not re.match(r"(?:の|による)?(?:発言|談話|訪|指示|就任|声明)|(?:의)?\s?(?:방|발언|담화|취임)", after):
                _mark(page.title, group)
    for line in page.headings:
        if line.pack.participants.search(line.text) or (tables and _is_row(line)):
            for group, _ in line.groups():
                _mark(line, group)


def _is_row(line: Line) -> bool:
    """Whether a line is little more than a person with office and country, as in a table of participants."""
    if not line.found or len(line.text) > LONGEST_ROW or re.search(r"[。]|다\.$|함\.$", line.text):
        return False
    named = sum(one.end - one.start for one in line.found)
    return len(re.sub(r"[\s|·,、:()]", "", line.text)) - named <= 8 * len(line.found)


def _is_press_conference(page: Page, main: Line | None) -> bool:
    """Whether somebody speaks of meetings without the text being of one."""
    return not (page.title and page.title.pack.series.search(page.title.text)) and _kind(page, main, "") == "transcript"


def _mark(line: Line, group: list[int]) -> None:
    for index in group:
        person = line.persons[index]
        if person is not None and not line.found[index].is_past and rank_of(person.office) != "spokesperson":
            person.delegate = True


# --- Which meeting it was


def _mechanism(page: Page, main: Line | None) -> str:
    delegates = [person for person in page.persons if person.delegate]
    vice = {p.country for p in delegates if _is_vice_minister(p)}
    three = vice >= THREE
    titled = bool(page.title and _is_held(page.title))
    if not titled:
        if page.title and page.title.pack.other_meeting.search(page.title.text):
            return "other"
        if _is_press_conference(page, main):
            return "other"
        parties = {p.country for p in delegates}
        named = any(_is_held(line) for line in _told(page, main))
        if not three and (not named or len(parties) == 2 or any(map(_is_higher, delegates))):
            return "other"
    return "call" if _at_a_distance(page, main) else "round"


def _is_vice_minister(person: PersonMention) -> bool:
    return rank_of(person.office) == "vice minister" and is_of_foreign_affairs(person.office)


def _is_higher(person: PersonMention) -> bool:
    ranks = ("foreign minister", "president", "prime minister", "national security advisor", "defense minister")
    return rank_of(person.office) in ranks


def _at_a_distance(page: Page, main: Line | None) -> bool:
    if page.title and page.title.pack.call_in_title.search(page.title.text):
        return True
    if main is None:
        return False
    # what the sentence goes on to say was agreed may name the telephone too
    said = re.search(r"(?:ところ|し、|い、)(?=[^。]*(?:一致|確認))|(?:하고|고),?\s", main.text)
    end = max(said.start() if said else len(main.text), max((f.stop for f in main.found), default=0))
    held = main.pack.met.search(main.text, end)
    return bool(main.pack.call.search(main.text[: held.end() if held else end]))


def _round(page: Page, main: Line | None) -> tuple[int, tuple[str, str]] | None:
    """The number of the round as the text counts it, with the passage and the words."""
    opening = [line for line in page.sentences[:OPENING] if line is not main]
    lines = [*([page.title] if page.title else []), *([main] if main else []), *page.front, *opening]
    for line in lines:
        for match in line.pack.series.finditer(line.text):
            number = match["before"] or match["count"] or match["after"]
            if number and _is_the_occasion(line, match):
                return number_of(number), (line.number, line.folded.words(*match.span()))
        if line is not page.title and (told := line.pack.told_number.search(line.text)):
            number = next(value for value in told.groupdict().values() if value)
            return number_of(number), (line.number, line.folded.words(*told.span()))
    return None


# --- What became of it, and what the paper is


def _words(line: Line, match: "re.Match[str]") -> tuple[str, str]:
    name = "words" if match["words"] else "words_"
    return line.number, line.folded.words(*match.span(name))


def _state(page: Page, main: Line | None) -> tuple[str, tuple[str, str]] | None:
    """planned, postponed or cancelled, with the passage and the words; None where the meeting was held."""
    if page.title:
        for state, pattern in page.title.pack.titled_states:
            if said := pattern.search(page.title.text):
                return state, _words(page.title, said)
    for line in page.sentences[:FIRST]:
        if line.pack.next_time.search(line.text):
            continue
        for state, pattern in line.pack.states:
            said = pattern.search(line.text)
            if said and not (main is line and _reported_before(line, said.start())):
                return state, _words(line, said)
    if main and (said := main.pack.to_come.search(main.text)) and not _reported_before(main, said.start()):
        return "planned", (main.number, main.folded.words(*said.span()))
    return None


def _reported_before(line: Line, place: int) -> bool:
    """Whether a sentence says, before a place of it, that the meeting was held."""
    return bool(
        re.search(r"(?:行った|開催した|行いました|開催しました)(?:ところ|が|。)|개최하고|가졌", line.text[:place])
    )


def _kind(page: Page, main: Line | None, state: str) -> str:
    """What the document calls itself; otherwise whether it reports or announces."""
    if page.title:
        for kind, pattern in page.title.pack.kinds:
            if pattern.search(page.title.text) and not (kind == "readout" and state):
                return kind
    if state:
        return "media note"
    spoken = sum(1 for line in page.sentences if line.passage.speaker)
    if spoken > 1:
        return "transcript"
    if main is not None and main.pack.reported.search(main.text):
        return "readout"
    if any(line.pack.label.search(line.text) for line in page.front):
        return "media note"
    return "other"


# --- When and where


def _date(page: Page, main: Line | None, occasion: Occasion) -> Dated | None:
    """First and last day, basis, passage and words."""
    told = _told(page, main)
    if _is_press_conference(page, main):
        told = []
    held = [line for line in told if line is not main]
    after = [line for line in page.sentences[:OPENING] if main and line.passage.parent == main.passage.parent]
    after = after[after.index(main) + 1 :][:1] if main in after and told else []
    if main in page.sentences and told:
        earlier = page.sentences[: min(FIRST, page.sentences.index(main))]
        after += [line for line in earlier if line.pack.met.search(line.text)]
    labelled = [line for line in [*page.sentences[:OPENING], *page.headings] if line.says(line.pack.when)]
    for line in [*held, *told, *labelled, *([page.title] if page.title else []), *after]:
        for day in _days_of_the_occasion(page, line):
            span = (day.first, day.last)
            if day.again and day.again.first:
                occasion.elsewhere = (day.again.first, day.again.words)
            if day.by_word and page.day and page.day[1] == day.first:
                return span, "inferred", page.day[0], page.day[2]
            return span, "stated" if day.stated else "inferred", line.number, day.words
    reports = occasion.kind in ("joint statement", "statement", "readout", "transcript", "fact sheet")
    if page.day and reports and not occasion.state:
        return (page.day[1], page.day[1]), "inferred", page.day[0], page.day[2]
    return None


def _days_of_the_occasion(page: Page, line: Line) -> list[Day]:
    """The whole days of a line that can be the occasion's; first the nearest before the mechanism is named."""
    days = [day for day in page.calendar.of(line.number) if day.is_whole and _is_of_the_occasion(line, day)]
    named = next((m.start() for m in line.pack.series.finditer(line.text) if _is_the_occasion(line, m)), 0)
    before = [day for day in days if day.end <= named]
    return [*before[-1:], *days]


def _is_of_the_occasion(line: Line, day: Day) -> bool:
    """Whether a day is that of the sentence's own event, not of another event or of a paper it mentions."""
    match = line.pack.dated_other.match(line.text, day.end)
    if match is None:
        return True
    if line.pack.series.search(line.text, day.end, match.end() + 12):
        return True
    if line.passage.kind == "title":
        return True
    what = next(value for name, value in match.groupdict().items() if name.startswith("what") and value is not None)
    # the event that the sentence tells of may be called by any of the names for a meeting of those who met
    rest = line.text[match.end() :]
    return not rest.strip() or (
        bool(re.match(r"(?:を|が|に)(?:行|開催|実施|出席|参加)|(?:를|을|가|이)\s(?:개최|가졌|열)", rest)) and bool(what)
    )


def _city(page: Page, main: Line | None, occasion: Occasion) -> tuple[str, tuple[str, str]] | None:
    """The city of the occasion as printed, with the passage and the words."""
    if _is_press_conference(page, main):
        main = None
    told = _told(page, main) if main else []
    for line in told:
        if placed := _placed(line, occasion) or _visited(line):
            return placed
    if main and occasion.mechanism != "call":
        for line in page.sentences[:FIRST]:
            if line not in told and line.pack.met.search(line.text) and (placed := _placed(line)):
                return placed
    for line in [*page.sentences[:OPENING], *page.headings]:
        if line.says(line.pack.where) and (city := line.pack.city.search(line.text)):
            return _named(line, city)
    for line in [*([page.title] if page.title else []), *page.front]:
        for pattern in (line.pack.place_in_title, line.pack.place):
            if (there := pattern.search(line.text)) and not line.pack.next_time.search(line.text):
                return _named(line, there)
    return None


def _placed(line: Line, occasion: Occasion | None = None) -> tuple[str, tuple[str, str]] | None:
    """Where a sentence says that something was, before it turns to another time or another meeting."""
    next_time = line.pack.next_time.search(line.text)
    limit = next_time.start() if next_time else len(line.text)
    for match in line.pack.place.finditer(line.text, 0, limit):
        # what was held there is another meeting, unless it is the one that the main sentence tells of
        other = match["other"]
        own = other and occasion and occasion.mechanism == "round" and _names_the_occasion(line, match.start("other"))
        if not other or own or (occasion and occasion.mechanism == "other" and not line.found):
            return _named(line, match)
    return None


def _names_the_occasion(line: Line, place: int) -> bool:
    """Whether the mechanism is named after a place as what the line tells of."""
    found = line.pack.series.search(line.text, place, place + NEXT_WORDS)
    return found is not None and _is_the_occasion(line, found)


def _visited(line: Line) -> tuple[str, tuple[str, str]] | None:
    match = line.pack.visited.search(line.text)
    return _named(line, match) if match else None


def _named(line: Line, match: "re.Match[str]") -> tuple[str, tuple[str, str]]:
    group = next(name for name in match.groupdict() if name.startswith("place") and match[name])
    printed = line.folded.words(*match.span(group))
    return printed, (line.number, printed)
