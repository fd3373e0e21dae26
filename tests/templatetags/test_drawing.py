"""Where rounds and activities stand in the drawing of the time line."""

import itertools

import pytest

from initiatives.models import Activity
from initiatives.record.chronology import timeline
from initiatives.templatetags import drawing
from initiatives.templatetags.drawing import WIDTH, width_of
from tests.large_record import activities, rounds


def line(meetings, events):
    return drawing.drawn(timeline(meetings, events))


def pixels(share):
    return share * WIDTH / 100


def test_positions_follow_time():
    found = line(rounds(1, 2, 6), activities("2016-06-13", "2016-12-19"))
    xs = [mark.place.x for mark in found.rounds]
    assert xs == sorted(xs)
    assert found.rounds[0].place.left == drawing.EDGE
    assert found.rounds[-1].place.right == 100 - drawing.EDGE
    days = [(mark.place.x - xs[1]) / (xs[2] - xs[1]) for mark in found.activities]
    assert days == pytest.approx([149 / 355, 338 / 355], abs=0.002)


def test_a_partial_date_is_as_wide_as_what_it_may_mean():
    found = line(rounds(1, 6), activities("2016", "2016-09", "2016-09-15"))
    year, month, day = (mark.place.width for mark in found.activities)
    assert year / day == pytest.approx(366, rel=0.01)
    assert month / day == pytest.approx(30, rel=0.03)
    assert [mark.has_width for mark in found.activities] == [True, True, False]
    middle = found.activities[0].place
    assert middle.x == pytest.approx((middle.left + middle.right) / 2, abs=0.001)


def test_a_range_reaches_from_its_first_to_its_last_day():
    event = Activity(slug="a", name="A", start="2016-09-15", end="2016-09-16")
    one, two = line(rounds(1, 6), [event, *activities("2016-09-15")]).activities
    assert one.place.width == pytest.approx(2 * two.place.width, abs=0.003)


@pytest.mark.parametrize("count", [0, 1])
def test_one_date_or_none_is_a_line_all_the_same(count):
    found = line(rounds(*range(1, count + 1)), [])
    assert [mark.place.x for mark in found.rounds] == [pytest.approx(50, abs=1)] * count
    assert found.ticks


@pytest.mark.parametrize(("count", "style"), [(2, "named"), (5, "dated"), (15, "numbered"), (60, "numbered")])
def test_labels_get_shorter_as_rounds_get_more(count, style):
    assert line(rounds(*range(1, count + 1)), []).style == style


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 8, 10, 15, 30, 60])
def test_labels_of_rounds_never_cover_one_another(count):
    found = line(rounds(*range(1, count + 1)), [])
    boxes = []
    for mark in found.rounds:
        width = {
            "named": width_of(mark.row.name),
            "dated": width_of(mark.row.name) + drawing.DATE,
            "numbered": 26,
        }[found.style]
        left = pixels(mark.place.x) - {"start": 0, "middle": width / 2, "end": width}[mark.anchor]
        boxes.append((mark.y, left, left + width, pixels(mark.place.x)))
    for one, other in itertools.combinations(boxes, 2):
        assert one[0] != other[0] or one[2] <= other[1] or other[2] <= one[1]
    if found.style == "dated":  # no line down to a mark runs through the label of another
        for y, _, _, x in boxes:
            assert not [box for box in boxes if box[0] > y and box[1] < x < box[2]]
    assert all(left >= 0 and right <= WIDTH for _, left, right, _ in boxes)
    assert found.height < 40


@pytest.mark.parametrize(
    "starts",
    [
        ("2016-06-13", "2016-07-08", "2016-09-15", "2016-09-19", "2016-09-27", "2016-12-19"),
        ("2015-05", "2015-06", "2015-07"),
        ("2015-05", "2016-12-30"),
    ],
)
def test_no_line_to_an_activity_crosses_the_label_of_another(starts):
    found = line(rounds(1, 6), activities(*starts))
    assert len({mark.y for mark in found.activities}) == len(starts)
    for mark, other in itertools.permutations(found.activities, 2):
        if other.y > mark.y and mark.anchor == "end":
            assert other.place.x >= mark.place.x
        if other.y > mark.y and mark.anchor == "start":
            assert other.place.x <= mark.place.x


def test_many_activities_are_counted_by_year():
    starts = [f"{year}-{month:02}-01" for year in range(2015, 2020) for month in range(1, 13, 2)]
    found = line(rounds(1, 15), activities(*starts))
    assert [(year.year, year.count) for year in found.years] == [(year, 6) for year in range(2015, 2020)]
    assert [mark.row.start for mark in found.activities] == starts


def test_ticks_are_few_and_name_the_year_where_it_is_needed():
    for numbers in ([1, 6], [1, 15], [1, 60]):
        ticks = line(rounds(*numbers), []).ticks
        assert 3 <= len(ticks) <= drawing.MOST_TICKS + 1
        assert ticks[0].names_year
        assert all(tick.names_year == (tick.unit == "year" or tick.day.month == 1) for tick in ticks[1:])


def test_the_same_rows_give_the_same_line():
    assert [mark.place for mark in line(rounds(1, 2, 6), []).rounds] == [
        mark.place for mark in line(rounds(1, 2, 6), []).rounds
    ]
