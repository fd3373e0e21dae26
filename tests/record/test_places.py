"""Places are found by the name a source prints; the map holds every party whole and draws nothing that is disputed."""

from collections import Counter
from math import cos, radians, sin
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.models import Activity, Country, Meeting
from initiatives.record import places, realm
from initiatives.record.places import CITIES, DATA, SOURCES, city_of
from initiatives.templatetags import mapping
from initiatives.templatetags.mapping import COAST, PACIFIC, WIDTHS, WORLD

pytestmark = pytest.mark.once

PARTIES = {code: Country(code=code, party=True) for code in ("USA", "JPN", "KOR")}
# The ends of the land of the three parties, as degrees east and north.
ENDS = {
    "Attu": (172.4, 52.9),
    "Point Barrow": (-156.5, 71.4),
    "the south of Hawaii": (-155.7, 18.9),
    "the east of Maine": (-66.9, 44.8),
    "the south of Florida": (-81, 24.5),
    "Yonaguni": (122.9, 24.4),
    "the east of Hokkaido": (145.8, 43.4),
    "Minamitorishima": (154, 24.3),
    "Baengnyeong": (124.6, 37.9),
    "the south of Jeju": (126.3, 33.1),
}
# Islands that more than one state claims.
CLAIMED = {
    "in the Sea between Korea and Japan": (131.87, 37.24),
    "north-east of Taiwan": (123.5, 25.75),
    "north of Hokkaido": (146.1, 44.2),
    "east of Hokkaido": (146.7, 43.8),
    "further north": (147.9, 45.1),
    "in the South China Sea": (112, 16.5),
    "further south there": (114.3, 10.7),
    "in the South Atlantic": (-59, -51.7),
}


def rings():
    for steps in COAST["rings"]:
        x = y = 0
        ring = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x / 10, y / 10))
        yield ring


def meeting(city, code="USA", start="2016-01", **values):
    with realm.at_desk():
        return Meeting(slug=f"{start}-{city}", city_en=city, country=PARTIES.get(code), start=start, **values)


def test_a_city_is_found_as_sources_print_it_and_no_other_is_taken_for_it():
    assert city_of("Washington, DC", "USA") is city_of("Washington, D.C.") is city_of("washington  d.c.")
    assert (city_of("Washington, DC").longitude, city_of("Washington, DC").source) == (-77.01, "Natural Earth")
    assert (city_of("Washington, Virginia").longitude, city_of("Washington, Virginia").source) == (-78.16, "GeoNames")
    assert {
        name: city_of(name, "USA") for name in ("Washington", "Portland", "Tokyo", "Atlantis", "")
    } == dict.fromkeys(("Washington", "Portland", "Tokyo", "Atlantis", ""))


def test_a_city_elsewhere_is_not_taken_for_one_of_that_name_in_a_party():
    assert (city_of("San Jose", "USA").latitude, city_of("San Jose", "CRI").latitude) == (37.34, 9.93)
    assert (city_of("San Jose"), city_of("Georgetown", "USA"), city_of("Tokyo", "KOR")) == (None, None, None)
    found = places.places([meeting("Springfield", "USA"), meeting("Springfield", "JPN", "2017")], [])
    assert [place.name for place in found] == ["Springfield (JPN)", "Springfield (USA)"]


def test_the_cities_of_the_record_are_known():
    cities = ("Washington, DC", "Washington, Virginia", "Tokyo", "Seoul", "Honolulu", "New York")
    assert [name for name in cities if city_of(name) is None] == []


def test_every_city_has_a_source_and_stands_once():
    assert {row["source"] for row in DATA["cities"]} == set(SOURCES)
    assert all(-180 <= row["longitude"] <= 180 and -90 <= row["latitude"] <= 90 for row in DATA["cities"])
    counted = Counter((name, city.country) for name, cities in CITIES.items() for city in cities)
    assert {key for key, count in counted.items() if count > 1} == set()
    assert (Path(mapping.places.__file__).parent / "coastline.json").stat().st_size < 60_000


def test_meetings_and_activities_are_counted_by_place():
    held = [meeting("Tokyo", "JPN", "2016-01-16"), meeting("Tokyo", "JPN", "2016"), meeting("Seoul", "KOR")]
    other = [meeting("Seoul", "KOR", "2027-01", state="planned"), meeting("Atlantis", "", "2019")]
    with realm.at_desk():
        event = Activity(slug="a", city_en="Washington, D.C.", country=PARTIES["USA"], start="2016-09")
    found = places.places([*held, *other, meeting("Washington, DC", start="2015-04")], [event])
    assert [(p.name, len(p.held), len(p.not_held), len(p.activities), bool(p.city)) for p in found] == [
        ("Tokyo", 2, 0, 0, True),
        ("Washington, D.C.", 1, 0, 1, True),
        ("Atlantis", 1, 0, 0, False),
        ("Seoul", 1, 1, 0, True),
    ]
    assert [row.start for row in found[0].rows] == ["2016-01-16", "2016"]
    assert [place.name for place in mapping.mapped(found).missing] == ["Atlantis"]
    assert places.places([], []) == mapping.mapped([]).marks == []


def test_every_party_is_on_the_map_whole():
    assert {name for name, place in ENDS.items() if not PACIFIC.holds(*place)} == set()
    japan = [ring for ring in rings() if all(129 < x < 146 and 30 < y < 46 for x, y in ring)]
    hawaii = [ring for ring in rings() if all(199 < x < 206 and 18 < y < 23 for x, y in ring)]
    assert (len(japan), len(hawaii)) == (3, 5)
    assert all(PACIFIC.holds(x, y) for ring in [*japan, *hawaii] for x, y in ring)


def test_no_island_that_is_claimed_by_several_is_drawn():
    found = {
        name
        for name, (east, north) in CLAIMED.items()
        for ring in rings()
        for x, y in ring
        if abs(x - east % 360) < 0.5 and abs(y - north) < 0.5
    }
    assert found == set()


@pytest.mark.parametrize("frame", [PACIFIC, WORLD])
def test_areas_are_in_proportion_and_shapes_true_where_the_capitals_are(frame):
    def drawn(south, north):
        (left, bottom), (right, top) = frame.place(150, south), frame.place(151, north)
        return (right - left) * (bottom - top) / (sin(radians(north)) - sin(radians(south)))

    assert drawn(20, 21) == pytest.approx(drawn(64, 65))
    (x, _), (beside, _) = frame.place(150, 37.5), frame.place(150.001, 37.5)
    (_, y), (_, above) = frame.place(150, 37.5), frame.place(150, 37.501)
    assert (beside - x) / (y - above) == pytest.approx(cos(radians(37.5)), rel=1e-4)
    capitals = [city_of(name).latitude for name in ("Washington, DC", "Tokyo", "Seoul")]
    assert all(abs(latitude - 37.5) < 3 for latitude in capitals)


def test_the_world_is_drawn_where_a_place_lies_outside_the_pacific():
    near, far = meeting("Seoul", "KOR"), meeting("Geneva", "")
    assert mapping.mapped(places.places([near], [])).frame == PACIFIC
    drawn = mapping.mapped(places.places([near, far], []))
    assert (drawn.frame, {mark.place.name for mark in drawn.marks}) == (WORLD, {"Seoul", "Geneva"})
    assert all(0 <= mark.x <= 100 and 0 <= mark.y <= 100 for mark in drawn.marks)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(sorted({city.name for cities in CITIES.values() for city in cities})), max_size=12))
def test_no_label_covers_another_at_any_width(names):
    drawn = mapping.mapped(places.places([meeting(name, "") for name in names], []))
    assert len(drawn.marks) == len(set(names))
    for width in WIDTHS:
        boxes = [
            mapping._box(mark, f"{mark.label} {mark.count}", mark.dx, mark.dy, drawn.frame, width)
            for mark in drawn.marks
            if mark.label
        ]
        for place, (left, top, right, bottom) in enumerate(boxes):
            assert min(left, top) >= 0
            assert (right <= width, bottom <= drawn.frame.height / 1000 * width) == (True, True)
            assert not any(left < c and a < right and top < d and b < bottom for a, b, c, d in boxes[:place])
