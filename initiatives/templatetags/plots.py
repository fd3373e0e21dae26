"""Drawings of who led a party in which round, and of counts round by round, as numbers. Queries nothing.

Across, places are shares of the width (0 to 100); down, they are in units of the text size (rem). Labels have room at a
width of NARROW pixels and stay where they are on wider pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import ngettext

from initiatives.models import Delegate, Meeting
from initiatives.record.encounters import Row, Run
from initiatives.record.frequency import Series
from initiatives.templatetags.dates import in_words
from initiatives.templatetags.drawing import shortened, width_of
from initiatives.templatetags.numbers import round_label
from initiatives.templatetags.persons import names_of, person_text, read

register = template.Library()

NARROW = 300  # pixels of the narrowest drawing
LETTERS = 0.94  # of the width of letters in the time line: these are set in 13 pixels


# --- Who led a party in which round

ROW = 2.75  # rem of one round
TOP = 1.9  # rem of the names of the parties
LEFT = 22.0  # shares of the names of the rounds
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
    columns: list[float]  # the middle of each party's
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
    middles = [round(LEFT + party * column + width / 2, 3) for party in range(parties)]
    return Seats(seats, named, middles, width, round(TOP + len(rows) * ROW, 3))


def _short(words: str) -> str:
    return shortened(words, LEFT / 100 * NARROW / LETTERS)


def _month(meeting: Meeting) -> str:
    """The month of a meeting, or the year where no more is known."""
    return in_words(str(meeting.start)[:7], short=True)


def _lines(run: Run, y: float, height: float, pixels: float) -> list[Line]:
    """As many lines as a seat has room for: names in one line or two, then the number of rounds."""
    words: list[tuple[str, Delegate | None]] = []
    for head in run.heads:
        parts = broken(names_of(head).short(read())[0].words, pixels / LETTERS)
        words += [(part, head) for part in (parts if len(run.heads) == 1 else [" ".join(parts)])]
    if not words:
        words = [("–", None)]
    if run.length > 1:
        words.append((ngettext("%(n)s round", "%(n)s rounds", run.length) % {"n": run.length}, None))
    room = max(int(height / LINE), 1)
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


def broken(name: str, pixels: float) -> list[str]:
    """A name in one line where there is room, otherwise in two, broken at the space that makes them most equal."""
    if width_of(name) <= pixels or " " not in name:
        return [name]
    places = [place for place, letter in enumerate(name) if letter == " "]
    place = min(places, key=lambda at: max(width_of(name[:at]), width_of(name[at + 1 :])))
    return [name[:place], name[place + 1 :]]


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
    most = max(most or series.most, 1)
    slot, axis = 100 / SLOTS, HEAD + BARS
    bars: list[Bar] = []
    said = -2
    for place, count in enumerate(series.counts[-SLOTS:]):
        year = str(count.meeting.start)[:4]
        before = str(bars[-1].meeting.start)[:4] if bars else ""
        shown = year if year != before and place - said >= 2 else ""
        said = place if shown else said
        height = round(BARS * (count.number or 0) / most, 3)
        left = round(place * slot + slot * 0.14, 3)
        middle = round((place + 0.5) * slot, 3)
        bars.append(Bar(count.meeting, count.number, middle, left, round(axis - height, 3), height, shown))
    return Bars(series, bars, round(slot * 0.72, 3), axis, round(len(bars) * slot, 3), axis + FOOT, spoken(series))


def spoken(series: Series) -> str:
    """What the bars say, for those who do not see them: how many, in how many rounds, of how many nothing is held."""
    named = sum(bool(count.number) for count in series.counts)
    without = len(series.counts) - series.held
    return ngettext(
        "%(total)s in %(named)s of %(held)s round whose text is held; no text is held of %(without)s.",
        "%(total)s in %(named)s of %(held)s rounds whose text is held; no text is held of %(without)s.",
        series.held,
    ) % {"total": series.total, "named": named, "held": series.held, "without": without}


@register.filter
def share_of(number: int, most: int) -> float:
    """A number as a share (0 to 100) of the largest."""
    return round(100 * number / most, 2) if most else 0


@register.filter
def figure(number: Any) -> str:
    """A round's number where there is only room for it; a dash where it has none."""
    return "–" if number is None else str(number)
