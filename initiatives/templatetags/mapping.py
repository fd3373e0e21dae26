"""The map of places: coastlines and points as numbers, and where each label has room. Queries nothing.

The projection is cylindrical, of equal area, and true to shape at 37.5° north: the capitals of the three parties all
lie within three degrees of it, so none is drawn larger or more bent than another. The Pacific is in the middle, and no
part of a party is cut off. Degrees are counted eastwards, from -25 to 348.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, pi, radians, sin, sqrt
from pathlib import Path

from django import template

from initiatives.record import places
from initiatives.record.places import Place
from initiatives.templatetags.drawing import width_of
from initiatives.templatetags.languages import translated

register = template.Library()

COAST = json.loads((Path(places.__file__).parent / "coastline.json").read_text(encoding="utf-8"))
PARALLEL = radians(37.5)
UNITS = 1000  # of the width of a drawing of coasts
BEYOND = 8  # units by which coasts go on beyond the frame, so that its edge is no coast
# Pixels of the width at which labels have to have room, and the share of the usual width that their letters take there.
WIDTHS = {312: 0.87, 420: 0.87, 560: 0.87, 680: 0.87, 760: 0.94, 1180: 0.94}
SMALLEST, LARGEST = 4.0, 11.0  # pixels from the middle of a point to its edge
LINE = 16  # pixels from one line of labels to the next
GAP = 5  # pixels between a point and its label
NEAR = 12  # shares of the width within which points crowd each other


@dataclass(frozen=True)
class Frame:
    """The part of the earth that a map shows, in degrees."""

    west: float
    east: float
    south: float
    north: float

    @property
    def scale(self) -> float:
        return UNITS / (radians(self.east - self.west) * cos(PARALLEL))

    @property
    def height(self) -> int:
        return round(self._y(self.south))

    def _y(self, latitude: float) -> float:
        return (sin(radians(self.north)) - sin(radians(latitude))) / cos(PARALLEL) * self.scale

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point of the earth is drawn, in units from the upper left corner."""
        return (longitude - self.west) / (self.east - self.west) * UNITS, self._y(latitude)

    def turned(self, longitude: float) -> float:
        """A longitude as degrees eastwards from the middle of the Atlantic."""
        return longitude + 360 if longitude < WORLD.west else longitude

    def holds(self, longitude: float, latitude: float) -> bool:
        return self.west < self.turned(longitude) < self.east and self.south < latitude < self.north


PACIFIC = Frame(112, 306, 9, 73.5)  # from west of Korea to east of Maine, from south of Hawaii to north of Alaska
WORLD = Frame(-25, 348, -56, 83.7)

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Mark:
    """A place as it is drawn: shares across and down (0 to 100), pixels from there to the label."""

    place: Place
    x: float
    y: float
    radius: float
    label: str = ""
    dx: float = 0
    dy: float = 0

    @property
    def count(self) -> int:
        return len(self.place.held)

    @property
    def is_left(self) -> bool:
        return self.dx < 0

    @property
    def is_led(self) -> bool:
        """True where a line has to lead from the point to its label."""
        return abs(self.dy) > LINE / 2


@dataclass(frozen=True)
class Map:
    frame: Frame
    marks: list[Mark]  # the smaller above the larger
    missing: list[Place]  # whose coordinates are not known

    @property
    def coast(self) -> str:
        return coast(self.frame)

    @property
    def unlabelled(self) -> int:
        """How many points have no label, for want of room."""
        return sum(not mark.label for mark in self.marks)

    @property
    def sources(self) -> list[dict[str, str]]:
        """Where the coordinates of the points are from."""
        used = {mark.place.city.source for mark in self.marks if mark.place.city}
        return [source for name, source in places.SOURCES.items() if name in used]


@register.simple_tag
def mapped(shown: Sequence[Place]) -> Map:
    """The map of some places: of the Pacific, or of the world where one of them lies elsewhere."""
    known = [(place, place.city) for place in shown if place.city]
    frame = PACIFIC if all(PACIFIC.holds(city.longitude, city.latitude) for _, city in known) else WORLD
    most = max((len(place.held) for place, _ in known), default=0)
    marks = []
    for place, city in known:
        x, y = frame.place(frame.turned(city.longitude), city.latitude)
        radius = SMALLEST + (LARGEST - SMALLEST) * sqrt(len(place.held) / most) if most else SMALLEST
        marks.append(Mark(place, round(x / UNITS * 100, 2), round(y / frame.height * 100, 2), round(radius, 1)))
    marks.sort(key=lambda mark: -mark.radius)
    return Map(frame, labelled(marks, frame), [place for place in shown if not place.city])


# --- Coasts


@cache
def coast(frame: Frame) -> str:
    """The coastlines within a frame, as the data of a path."""
    return "".join(_drawn(ring) for ring in map(_whole, (_within(ring, frame) for ring in _rings(frame))) if ring)


def _rings(frame: Frame) -> Iterator[list[tuple[float, float]]]:
    for steps in COAST["rings"]:
        x = y = 0
        ring = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append(frame.place(x / 10, y / 10))
        yield ring


def _within(ring: list[tuple[float, float]], frame: Frame) -> list[tuple[float, float]]:
    """A ring cut off a little beyond the frame, one side after the other (Sutherland and Hodgman, 1974)."""
    right, bottom = UNITS + BEYOND, frame.height + BEYOND
    for axis, sign, limit in ((0, 1, -BEYOND), (0, -1, right), (1, 1, -BEYOND), (1, -1, bottom)):
        cut = []
        for before, point in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
            was, is_in = ((one[axis] - limit) * sign >= 0 for one in (before, point))
            if was != is_in:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                cut.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
            if is_in:
                cut.append(point)
        ring = cut
    return ring


def _whole(ring: list[tuple[float, float]]) -> list[tuple[int, int]]:
    """A ring in whole units, without points that fall together."""
    rounded = [(round(x), round(y)) for x, y in ring]
    return [point for before, point in zip([*rounded[-1:], *rounded[:-1]], rounded, strict=True) if point != before]


def _drawn(ring: list[tuple[int, int]]) -> str:
    (x, y), *_ = ring
    steps = [f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in pairwise(ring)]
    return f"M{x} {y}l{' '.join(steps)}z".replace(" -", "-") if steps else f"M{x} {y}h1"


# --- Labels


def labelled(marks: Sequence[Mark], frame: Frame) -> list[Mark]:
    """The marks with their labels where these have room at every width, the largest first; otherwise without."""
    taken: list[list[Box]] = [[_round(mark, frame, width) for mark in marks] for width in WIDTHS]
    found = []
    for mark in marks:
        name = translated(mark.place.named, "city")
        words = f"{name} {mark.count}" if mark.count else name
        for dx, dy in _offsets(mark.radius, _is_upper(mark, marks)):
            boxes = [_box(mark, words, dx, dy, frame, width) for width in WIDTHS]
            if all(map(_is_free, boxes, taken, WIDTHS, [frame.height / UNITS * width for width in WIDTHS])):
                for some, box in zip(taken, boxes, strict=True):
                    some.append(box)
                found.append(Mark(mark.place, mark.x, mark.y, mark.radius, name, dx, dy))
                break
        else:
            found.append(mark)
    return found


def _is_upper(mark: Mark, marks: Sequence[Mark]) -> bool:
    """True of a point above the middle of those it crowds with: its label goes up, so that lines do not cross."""
    near = [other.y for other in marks if abs(other.x - mark.x) < NEAR]
    return mark.y < sum(near) / len(near)


def _offsets(radius: float, is_upper: bool) -> Iterator[tuple[float, float]]:
    """Where a label may stand, the nearest first: beside its point, then above or below, then further out."""
    aside = round(radius + GAP, 1)
    for lines in range(6):
        down = -lines * LINE if is_upper else lines * LINE
        for dy in dict.fromkeys((down, -down)):
            for more in (0, 14, 28):
                yield aside + more, dy
                yield -aside - more, dy


def _middle(mark: Mark, frame: Frame, width: float) -> tuple[float, float]:
    return mark.x / 100 * width, mark.y / 100 * frame.height / UNITS * width


def _round(mark: Mark, frame: Frame, width: float) -> Box:
    x, y = _middle(mark, frame, width)
    inside = mark.radius * sqrt(pi) / 2  # the half of a square of the same area
    return x - inside, y - inside, x + inside, y + inside


def _box(mark: Mark, words: str, dx: float, dy: float, frame: Frame, width: int) -> Box:
    x, y = _middle(mark, frame, width)
    length = width_of(words) * WIDTHS[width]
    left = x + dx - (length if dx < 0 else 0)
    return left, y + dy - LINE / 2, left + length, y + dy + LINE / 2


def _is_free(box: Box, taken: Iterable[Box], width: float, height: float) -> bool:
    left, top, right, bottom = box
    inside = left >= 0 and top >= 0 and right <= width and bottom <= height
    return inside and not any(left < c and a < right and top < d and b < bottom for a, b, c, d in taken)
