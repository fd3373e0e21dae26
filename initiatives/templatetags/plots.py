"""Drawings of who led a party in which round, and of counts round by round, as numbers. Queries nothing.

Across, places are shares of the width (0 to 100); down, they are in units of the text size (rem). Labels have room at a
width of NARROW pixels and stay where they are on wider pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import ngettext

from initiatives.models import Country, Delegate, Meeting
from initiatives.record.encounters import Row, Run
from initiatives.record.frequency import Series
from initiatives.templatetags.dates import in_words
from initiatives.templatetags.drawing import shortened, width_of
from initiatives.templatetags.languages import translated
from initiatives.templatetags.numbers import round_label
from initiatives.templatetags.persons import names_of, person_text, read

register = template.Library()

NARROW = 300  # pixels of the narrowest drawing
LETTERS = 0.94  # of the width of letters in the time line: these are set in 13 pixels


# --- Who led a party in which round

ROW = 2.75  # rem of one round
TOP = 1.9  # rem of the names of the parties
LEFT = 24.0  # shares of the names of the rounds
LINE = 1.15  # rem from one line of a label to the next


@dataclass(frozen=True)
class Line:
    """One line of the label of a seat; ``head`` whom it names, if anybody."""

    words: str
    y: float
    head: Delegate | None = None
    spoken: str = ""
    language: str = ""


@dataclass(frozen=True)
class Seat:
    """A run of rounds as it is drawn."""

    run: Run
    x: float
    y: float
    height: float
    middle: float
    lines: list[Line]


@dataclass(frozen=True)
class Seats:
    """Who led each party, the newest round at the top."""

    seats: list[Seat]
    rounds: list[tuple[Row, float, str, str]]  # with its middle, its number and its month
    columns: list[tuple[float, str]]  # the middle of each party's, and what it is called there
    width: float  # of one column
    height: float


@register.simple_tag
def seated(rows: Sequence[Row], runs: Sequence[Run]) -> Seats:
    """The drawing of seats of some rounds, the newest first."""
    parties = len(rows[0].seats) if rows else 1
    column = round((100 - LEFT) / max(parties, 1), 3)
    width = column - 1.2
    seats = []
    for run in runs:
        x, y = round(LEFT + run.party * column, 3), round(TOP + run.first * ROW + 0.12, 3)
        height = round(run.length * ROW - 0.24, 3)
        seats.append(Seat(run, x, y, height, round(x + width / 2, 3), _lines(run, y, height, width / 100 * NARROW - 6)))
    named = [
        (row, round(TOP + (place + 0.5) * ROW, 3), _short(round_label(row.meeting)), _month(row.meeting))
        for place, row in enumerate(rows)
    ]
    headed = [
        (round(LEFT + place * column + width / 2, 3), _party(party, width / 100 * NARROW / LETTERS))
        for place, party in enumerate(rows[0].parties if rows else [])
    ]
    return Seats(seats, named, headed, width, round(TOP + len(rows) * ROW, 3))


def _party(party: Country, pixels: float) -> str:
    """The name of a party where there is room for it, otherwise its short one."""
    name = translated(party, "name")
    return name if width_of(name) <= pixels else translated(party, "short_name")


def _short(words: str) -> str:
    return shortened(words, LEFT / 100 * NARROW / LETTERS)


def _month(meeting: Meeting) -> str:
    """The month of a meeting, or the year where no more is known."""
    return in_words(str(meeting.start)[:7], short=True)


def _lines(run: Run, y: float, height: float, pixels: float) -> list[Line]:
    """As many lines as a seat has room for: names in one line or two, then the number of rounds."""
    words: list[tuple[str, Delegate | None]] = []
    room = max(int(height / LINE), 1)
    for head in run.heads:
        name = names_of(head).short(read())[0].words
        parts = broken(name, pixels / LETTERS, room if len(run.heads) == 1 else 1)
        if any(width_of(part) > pixels / LETTERS for part in parts) and head.official.family_name in name:
            parts = [head.official.family_name]
        words += [(part, head) for part in parts]
    if not words:
        words = [("–", None)]
    if run.length > 1:
        words.append((ngettext("%(n)s round", "%(n)s rounds", run.length) % {"n": run.length}, None))
    if len(words) > room:
        words = [*words[: room - 1], ("…", None)] if room > 1 else words[:1]
    top = y + height / 2 - (len(words) - 1) * LINE / 2
    return [
        Line(
            shortened(text, pixels / LETTERS),
            round(top + place * LINE, 3),
            head,
            person_text(head) if head else "",
            names_of(head).short(read())[0].language if head else "",
        )
        for place, (text, head) in enumerate(words)
    ]


def broken(name: str, pixels: float, lines: int = 2) -> list[str]:
    """A name in one line where there is room, otherwise in two, broken at the space that makes them most equal.

    In a line for each of its words where two have no room and there is room for as many.
    """
    if width_of(name) <= pixels or " " not in name or lines < 2:
        return [name]
    places = [place for place, letter in enumerate(name) if letter == " "]
    place = min(places, key=lambda at: max(width_of(name[:at]), width_of(name[at + 1 :])))
    two, words = [name[:place], name[place + 1 :]], name.split()
    return words if max(map(width_of, two)) > pixels and len(words) <= lines else two


# --- How often, round by round

SLOTS = 15  # rounds for which there is room; fewer stand at the left
BARS = 3.0  # rem of the highest bar
HEAD = 1.2  # rem above it, for its number
FOOT = 2.6  # rem below, for rounds and years


@dataclass(frozen=True)
class Bar:
    """One round as it is drawn; ``number`` None where no text is held."""

    meeting: Meeting
    number: int | None
    x: float  # middle
    left: float
    y: float
    height: float
    year: str = ""  # where there is room to say it
    is_last: bool = False  # so far right that its year has to end where its bar ends


@dataclass(frozen=True)
class Bars:
    series: Series
    bars: list[Bar]
    width: float
    axis: float
    end: float  # of the axis
    height: float
    label: str


@register.simple_tag
def barred(series: Series, most: int = 0) -> Bars:
    """The bars of the counts of at most SLOTS rounds; the highest stands for ``most``, else for the series' own."""
    most, series = max(most or series.most, 1), series.part(-SLOTS, len(series.counts))
    slot, axis = 100 / SLOTS, HEAD + BARS
    bars: list[Bar] = []
    said = -2
    for place, count in enumerate(series.counts):
        year = str(count.meeting.start)[:4]
        before = str(bars[-1].meeting.start)[:4] if bars else ""
        shown = year if year != before and place - said >= 2 else ""
        said = place if shown else said
        height = round(BARS * (count.number or 0) / most, 3)
        left = round(place * slot + slot * 0.14, 3)
        middle = round((place + 0.5) * slot, 3)
        bars.append(
            Bar(count.meeting, count.number, middle, left, round(axis - height, 3), height, shown, place >= SLOTS - 1)
        )
    return Bars(series, bars, round(slot * 0.72, 3), axis, round(len(bars) * slot, 3), axis + FOOT, spoken(series))


def spoken(series: Series) -> str:
    """What the bars say, for those who do not see them: how many, in how many rounds, of how many nothing is held."""
    named = sum(bool(count.number) for count in series.counts)
    without = len(series.counts) - series.held
    counted = ngettext(
        "%(total)s in all, in %(named)s of the %(held)s round of which a text is held.",
        "%(total)s in all, in %(named)s of the %(held)s rounds of which a text is held.",
        series.held,
    ) % {"total": series.total, "named": named, "held": series.held}
    if not without:
        return counted
    missing = ngettext("Of %(n)s round no text is held.", "Of %(n)s rounds no text is held.", without) % {"n": without}
    return f"{counted} {missing}"


@register.filter
def share_of(number: int, most: int) -> float:
    """A number as a share (0 to 100) of the largest."""
    return round(100 * number / most, 2) if most else 0


@register.filter
def figure(number: Any) -> str:
    """A round's number where there is only room for it; a dash where it has none."""
    return "–" if number is None else str(number)
