"""The drawing of the time line: where each mark and label stands, as numbers. Draws nothing, queries nothing.

Across, places are shares of the width (0 to 100); down, they are in units of the text size (rem). Labels have room at a
width of WIDTH pixels, the narrowest at which the drawing is shown; a narrower page shows the same as a list.
"""

import datetime
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from initiatives.dates import PartialDate
from initiatives.models import Activity, Meeting
from initiatives.record.chronology import Gap, Moment, Timeline

WIDTH = 960  # pixels of the narrowest drawing
EDGE = 4.0  # shares left free at either end
SHORTEST = datetime.timedelta(days=180)  # of what the line spans
STEPS = (1, 3, 6, 12, 24, 60, 120)  # months between ticks
MOST_TICKS = 12
MOST_LEVELS = 10  # of dated labels above one another; with more, rounds are labelled by number alone
MOST_NAMED = 18  # activities with a row of their own; with more, they are counted by year
LETTER = 7.4  # pixels of a letter; a Chinese, Japanese or Korean character takes two
DATE, MARKER, SPACE = 120, 62, 16  # pixels of a short date, of a source marker, between labels
LINE = 1.65  # rem from one line of labels to the next


@dataclass(frozen=True)
class Place:
    """Where something stands across: ``x`` its middle, from ``left`` to ``right`` what its date may mean."""

    x: float
    left: float
    right: float

    @property
    def width(self) -> float:
        return round(self.right - self.left, 3)


@dataclass(frozen=True)
class Mark:
    """A round or an activity as it is drawn. ``y`` and ``anchor`` (start, middle or end) are those of its label."""

    moment: Moment
    place: Place
    y: float = 0
    anchor: str = "start"
    label: str = ""  # shortened where there is no room for the whole name

    @property
    def row(self) -> Meeting | Activity:
        return self.moment.row

    @property
    def has_width(self) -> bool:
        """True where the date is so wide that its length can be seen."""
        return self.place.width >= 0.6

    @property
    def is_left(self) -> bool:
        """True where the label stands left of the mark."""
        return self.anchor == "end"

    @property
    def outward(self) -> int:
        """Pixels from the mark to a label of two lines above and below it, which begins or ends at its edge."""
        return {"start": -8, "end": 8}.get(self.anchor, 0)


@dataclass(frozen=True)
class Tick:
    """A month or year on the axis. ``year`` tells whether the label has to name the year."""

    x: float
    day: datetime.date
    unit: str  # month or year
    names_year: bool


@dataclass(frozen=True)
class Year:
    """Activities of one year, where there are too many to name. ``height`` of the bar in rem."""

    year: int
    count: int
    place: Place
    height: float


@dataclass(frozen=True)
class Drawing:
    """A time line ready to be drawn. ``style`` of the rounds' labels: named, dated or numbered."""

    rounds: list[Mark]
    activities: list[Mark]
    gaps: list[tuple[Gap, Place]]
    ticks: list[Tick]
    years: list[Year]  # instead of the activities' labels
    style: str
    lane: float  # y of the rounds' diamonds
    axis: float  # y of the axis
    height: float


def drawn(line: Timeline) -> Drawing:
    """Places the rounds and activities of a time line. Equal rows, equal drawings."""
    scale = _Scale(moment.row for moment in [*line.rounds, *line.activities])
    style, marks, lane = _label_rounds([scale.mark(moment) for moment in line.rounds])
    axis = lane + (4.0 if style == "named" else 2.6)
    dots = [scale.mark(moment) for moment in line.activities]
    years = _years(dots, scale) if len(dots) > MOST_NAMED else []
    below = max((year.height for year in years), default=0) + 2.4 if years else LINE * len(dots) + 0.6
    return Drawing(
        rounds=marks,
        activities=dots if years else _label_activities(dots, axis),
        gaps=[(gap, scale.between(gap.before.row, gap.after.row)) for gap in line.gaps],
        ticks=scale.ticks(),
        years=years,
        style=style,
        lane=lane,
        axis=axis,
        height=axis + below,
    )


def _dates(row: Meeting | Activity) -> tuple[datetime.date, datetime.date]:
    first = PartialDate(row.start)
    last = PartialDate(row.end) if row.end else first
    return first.first_day, last.last_day


class _Scale:
    """Turns days into shares of the width."""

    def __init__(self, rows: Iterable[Meeting | Activity]) -> None:
        days = [day for row in rows for day in _dates(row)] or [datetime.date(2000, 1, 1)]
        first, last = min(days), max(days)
        missing = max(SHORTEST - (last - first), datetime.timedelta())
        self.first, self.last = first - missing / 2, last + missing / 2
        self.days = (self.last - self.first).days

    def x(self, day: datetime.date, half: float = 0.0) -> float:
        share = ((day - self.first).days + half) / (self.days + 1)
        return round(EDGE + share * (100 - 2 * EDGE), 3)

    def place(self, row: Meeting | Activity) -> Place:
        first, last = _dates(row)
        left, right = self.x(first), self.x(last, 1)
        return Place(round((left + right) / 2, 3), left, right)

    def between(self, one: Meeting | Activity, other: Meeting | Activity) -> Place:
        left, right = self.place(one).x, self.place(other).x
        return Place(round((left + right) / 2, 3), left, right)

    def mark(self, moment: Moment) -> Mark:
        return Mark(moment, self.place(moment.row), label=moment.row.name)

    def ticks(self) -> list[Tick]:
        months = self.days / 30.44
        step = next((step for step in STEPS if months / step <= MOST_TICKS), STEPS[-1])
        number = self.first.year * 12 + self.first.month - 1
        number -= number % step
        ticks: list[Tick] = []
        while (day := datetime.date(number // 12, number % 12 + 1, 1)) <= self.last:
            x = self.x(day)
            if 0 < x <= 100 - 2 * EDGE or (x > 0 and step >= 12 and x <= 100 - EDGE):
                unit = "year" if step >= 12 else "month"
                ticks.append(Tick(x, day, unit, unit == "year" or day.month == 1 or not ticks))
            number += step
        return ticks


def width_of(text: str) -> float:
    """Pixels a label takes, on the safe side."""
    return sum(LETTER * (2 if unicodedata.east_asian_width(letter) in "WF" else 1) for letter in text)


def state_of(row: Meeting | Activity) -> str:
    """`` (planned)``: what stands behind the date of a meeting that was not held; empty for all else."""
    return f" ({row.get_state_display()})" if isinstance(row, Meeting) and not row.is_held else ""


def _shares(pixels: float) -> float:
    return pixels * 100 / WIDTH


def shortened(text: str, pixels: float) -> str:
    """The text, or as much of its beginning as there is room for."""
    if width_of(text) <= pixels:
        return text
    while text and width_of(text) + 2 * LETTER > pixels:
        text = text[:-1]
    return text.rstrip() + "…"


# --- Labels of rounds


def _label_rounds(marks: list[Mark]) -> tuple[str, list[Mark], float]:
    """The first of three ways that has room: name above and date below; a staircase of names with dates; numbers."""
    named = [_beside(mark) for mark in marks]
    if all(one[2] + _shares(SPACE) <= other[1] for one, other in pairwise(named)):
        return (
            "named",
            [replace(mark, y=1.1, anchor=anchor) for mark, (anchor, *_) in zip(marks, named, strict=True)],
            2.3,
        )
    levels, anchors = _stairs(marks)
    style = "dated"
    if max(levels) >= MOST_LEVELS:
        style, levels, anchors = "numbered", _levels(marks), ["middle"] * len(marks)
    top = max(levels)
    placed = [
        replace(mark, y=round(1.1 + (top - level) * LINE, 3), anchor=anchor)
        for mark, level, anchor in zip(marks, levels, anchors, strict=True)
    ]
    return style, placed, round(2.4 + top * LINE, 3)


def _beside(mark: Mark) -> tuple[str, float, float]:
    """Anchor and extent, in shares, of a label of two lines that stays within the drawing."""
    below = DATE + MARKER + width_of(getattr(mark.row, "city", "") + state_of(mark.row)) + SPACE
    width = _shares(max(width_of(mark.row.name) * 1.2, below))
    if mark.place.x - width / 2 < 0:
        return "start", mark.place.x, mark.place.x + width
    if mark.place.x + width / 2 > 100:
        return "end", mark.place.x - width, mark.place.x
    return "middle", mark.place.x - width / 2, mark.place.x + width / 2


def _stairs(marks: list[Mark]) -> tuple[list[int], list[str]]:
    """Levels and anchors of labels of one line, so that no line down to a mark crosses the label of another.

    Labels begin at their marks, earlier ones higher. The last ones, which would not fit, end there, later ones higher.
    """
    xs = [mark.place.x for mark in marks]
    widths = [_shares(width_of(mark.row.name + state_of(mark.row)) + DATE + SPACE) for mark in marks]
    anchors = ["start"] * len(marks)
    limit = 100.0
    for index in reversed(range(len(marks))):
        if xs[index] + widths[index] > limit:
            anchors[index], limit = "end", xs[index]
    levels = [-1] * len(marks)
    for index in reversed(range(len(marks))):
        if anchors[index] == "start":
            right = [levels[other] for other in range(index + 1, len(marks)) if xs[other] < xs[index] + widths[index]]
            levels[index] = max(right, default=-1) + 1
    for index in range(len(marks)):
        if anchors[index] == "end":
            left = [
                levels[other]
                for other in range(index)
                if xs[other] + (widths[other] if anchors[other] == "start" else 0) > xs[index] - widths[index]
            ]
            levels[index] = max(left, default=-1) + 1
    return levels, anchors


def _levels(marks: list[Mark]) -> list[int]:
    """The lowest level that has room for the number of each round, centred above its mark."""
    ends: list[float] = []
    levels = []
    for mark in marks:
        half = _shares(max(28.0, width_of(str(getattr(mark.row, "number", None) or "")) + 12)) / 2
        level = next((level for level, end in enumerate(ends) if end <= mark.place.x - half), len(ends))
        ends[level : level + 1] = [mark.place.x + half]
        levels.append(level)
    return levels


# --- Labels of activities


def _label_activities(dots: list[Mark], axis: float) -> list[Mark]:
    """One row each. Labels stand left of their dots where all have room there, otherwise on the side that has more.

    On the left the first stands highest, on the right the last: so no line down to a dot crosses a label.
    """
    aside = DATE + MARKER + 2 * SPACE
    on_left = [dot.place.left * WIDTH / 100 - aside for dot in dots]
    on_right = [(100 - dot.place.right) * WIDTH / 100 - aside for dot in dots]
    names = [width_of(dot.row.name) for dot in dots]

    def lost(rooms: list[float]) -> float:
        return sum(max(0.0, name - room) for name, room in zip(names, rooms, strict=True))

    left = lost(on_left) <= lost(on_right)
    rooms = on_left if left else on_right
    rows = range(len(dots)) if left else range(len(dots) - 1, -1, -1)
    return [
        replace(
            dot,
            y=round(axis + (row + 0.75) * LINE, 3),
            anchor="end" if left else "start",
            label=shortened(dot.row.name, max(room, 80)),
        )
        for dot, row, room in zip(dots, rows, rooms, strict=True)
    ]


def _years(dots: Sequence[Mark], scale: _Scale) -> list[Year]:
    counts = Counter(PartialDate(dot.row.start).year for dot in dots)
    most = max(counts.values())
    years = []
    for year, count in sorted(counts.items()):
        left = scale.x(max(datetime.date(year, 1, 1), scale.first))
        right = scale.x(min(datetime.date(year, 12, 31), scale.last), 1)
        years.append(
            Year(year, count, Place(round((left + right) / 2, 3), left, right), round(0.4 + 3.6 * count / most, 3))
        )
    return years
