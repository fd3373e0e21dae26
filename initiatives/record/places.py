"""Places: the cities in which meetings were held and activities took place, and where on the earth they are.

The coordinates are data with a source (``cities.json``), found by the name that the record prints and its country. A
city that they do not have is a place all the same; nothing is guessed.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from initiatives.models import Activity, Meeting
from initiatives.record.containment import folded

DATA = json.loads((Path(__file__).parent / "cities.json").read_text(encoding="utf-8"))
SOURCES: dict[str, dict[str, str]] = DATA["sources"]


@dataclass(frozen=True)
class City:
    """A city and where it is, in degrees. ``country`` is the code of a party; empty elsewhere."""

    name: str
    country: str
    longitude: float
    latitude: float
    source: str


@dataclass
class Place:
    """A city of the record with all that took place in it, each in order of time."""

    city: City | None
    held: list[Meeting] = field(default_factory=list)
    not_held: list[Meeting] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    is_namesake: bool = False  # another place of the record has the same name

    @property
    def rows(self) -> list[Meeting | Activity]:
        """What took place or is to take place there, the newest first."""
        rows: list[Meeting | Activity] = [*self.held, *self.not_held, *self.activities]
        return sorted(rows, key=lambda row: (str(row.start), row.slug), reverse=True)

    @property
    def named(self) -> Meeting | Activity:
        """The newest row, by which the place is called."""
        return self.rows[0]

    @property
    def name(self) -> str:
        """Its name in English, as the newest row prints it: what addresses and files call it."""
        name, country = str(self.named.city_en), self.named.country  # type: ignore[union-attr]
        return f"{name} ({country.code if country else '?'})" if self.is_namesake else name


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", folded(name).replace(".", "")))


def _by_name() -> dict[str, list[City]]:
    found: dict[str, list[City]] = {}
    for row in DATA["cities"]:
        city = City(row["names"][0], row["country"], row["longitude"], row["latitude"], row["source"])
        for name in row["names"]:
            found.setdefault(_plain(name), []).append(city)
    return found


CITIES = _by_name()
PARTIES = {city.country for cities in CITIES.values() for city in cities} - {""}


def city_of(name: str, country: str = "") -> City | None:
    """The city of a name and the code of a country, where the data have one and no other that it could be."""
    wanted = country if country in PARTIES else ""
    known = [city for city in CITIES.get(_plain(name), ()) if not country or city.country == wanted]
    return known[0] if len(known) == 1 else None


def places(meetings: Iterable[Meeting], activities: Iterable[Activity]) -> list[Place]:
    """The places of some rows, those with the most meetings first. Spellings of one city are one place."""
    found: dict[object, Place] = {}

    def of(row: Meeting | Activity) -> Place:
        name, code = str(row.city_en), row.country.code if row.country else ""  # type: ignore[union-attr]
        city = city_of(name, code)
        return found.setdefault(city or (_plain(name), code), Place(city))

    for meeting in meetings:
        place = of(meeting)
        (place.held if meeting.is_held else place.not_held).append(meeting)
    for activity in activities:
        of(activity).activities.append(activity)
    names = Counter(place.name for place in found.values())
    for place in found.values():
        place.is_namesake = names[place.named.city_en] > 1  # type: ignore[union-attr]
    return sorted(found.values(), key=lambda place: (-len(place.held), -len(place.activities), place.name))


def record() -> list[Place]:
    """The places of the record being read. Two queries."""
    meetings = Meeting.objects.filter(city_en__gt="").select_related("country").defer("summary")
    activities = Activity.objects.filter(city_en__gt="").select_related("country").defer("summary")
    return places(meetings.order_by("start", "slug"), activities.order_by("start", "slug"))
