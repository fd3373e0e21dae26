"""Calendars: what a date, a time, a state and a place become in them, and that a calendar program can read it."""

import datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives import models
from initiatives.dates import PartialDate
from initiatives.published.models import Item
from initiatives.record import realm
from initiatives.views import calendars
from initiatives.views.calendars import clock, entry, span, zone_between
from tests import builders
from tests.copies import copy_of

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"])

ROWS = {
    "planned": {"start": "2030-05-07", "state": "planned", "time_zone": "America/New_York", "starts_at": "09:30", "ends_at": "11:00"},
    "cancelled": {"start": "2030-06-01", "state": "cancelled"},
    "postponed": {"start": "2030-07-01", "state": "postponed", "earlier_days": "2030-06-20"},
    "month": {"start": "2030-08", "end": "2030-09-02", "state": "planned"},
    "year": {"start": "2019"},
    "three-days": {"start": "2018-02-28", "end": "2018-03-02", "starts_at": "10:00", "time_zone": "Asia/Seoul"},
    "call": {"start": "2018-04-01", "starts_at": "16:30", "minutes": 40, "time_zone": "Asia/Tokyo", "kind": "call", "number": None},
    "no-zone": {"start": "2018-05-01", "starts_at": "16:30"},
}  # fmt: skip


@pytest.fixture
def meetings():
    return copy_of(with_meetings)


def with_meetings():
    """A record with meetings of every state and every sort of date, by their slugs."""
    record = builders.drafted()
    with realm.at_desk():
        for number, (slug, values) in enumerate(ROWS.items(), 2):
            row = models.Meeting.objects.create(
                id=builders.key("dated", slug), slug=slug, **builders.names(f"Dated {slug}"), country=record.countries[0],
                **{"number": number} | values, **builders.names("Washington, DC; main", "city"),
            )  # fmt: skip
            for field in ("number", "start", "state", "earlier_days", "starts_at", "minutes", "city", "format"):
                if getattr(row, field):
                    builders.other(row, field)
    builders.publish_all()
    return {row.slug: row for row in models.Meeting.objects.all()}


def read(client, path="/calendar.ics"):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return icalendar.Calendar.from_ical(answer.content)


def events(calendar):
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def of(calendar, row):
    return events(calendar)[f"{row.pk}@trilateral-record"]


def test_a_calendar_keeps_the_rules_of_its_standard(meetings, client):
    for language in ("", "/ja", "/ko"):
        for path in ("/calendar.ics", "/initiatives/space/calendar.ics"):
            raw = client.get(language + path).content
            assert raw.count(b"\n") == raw.count(b"\r\n")
            assert max(map(len, raw.split(b"\r\n"))) <= 75
            found = icalendar.Calendar.from_ical(raw)
            assert found.errors == []
            assert found.to_ical() == raw
            assert {
                name: len(found.get(name, "")) > 0 for name in ("prodid", "version", "name", "uid", "source", "url")
            }
            assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in raw
            assert f"SOURCE;VALUE=URI:http://testserver{language}{path}"[:70].encode() in raw
            named = {zone["tzid"] for zone in found.walk("VTIMEZONE")}
            for event in found.walk("VEVENT"):
                assert event.errors == []
                for name in ("uid", "dtstamp", "dtstart", "summary", "status", "sequence", "url", "description"):
                    assert not isinstance(event[name], list), name
                start, end = event["dtstart"], event.get("dtend")
                if end is not None:
                    assert start.dt < end.dt
                    assert type(start.dt) is type(end.dt)
                assert start.params.get("tzid", start.params.get("TZID")) in {None, *named}


def test_the_entries_are_the_rounds_calls_and_activities_of_the_pages(meetings, client):
    for language in ("", "/ja", "/ko"):
        rows = [*models.Meeting.objects.all(), *models.Activity.objects.all()]
        found = events(read(client, f"{language}/calendar.ics"))
        assert set(found) == {f"{row.pk}@trilateral-record" for row in rows}
        assert {str(event["url"]) for event in found.values()} == {
            f"http://testserver{language}{row.get_absolute_url()}" for row in rows
        }
    event = of(read(client, "/ja/calendar.ics"), meetings["cancelled"])
    assert (event["summary"].replace(": ", "："), event["location"]) == (
        "中止：Dated cancelled（日）",
        "Washington, DC; main（日）、United States（日）",
    )


def test_a_time_is_that_of_the_place_where_its_zone_is_known(meetings, client):
    found = read(client)
    planned = of(found, meetings["planned"])
    assert planned["dtstart"].to_ical() == b"20300507T093000"
    assert planned["dtstart"].params["TZID"] == "America/New_York"
    assert planned.decoded("dtend") == datetime.datetime(2030, 5, 7, 11, 0, tzinfo=ZoneInfo("America/New_York"))
    call = of(found, meetings["call"])
    assert call.decoded("dtend") - call.decoded("dtstart") == datetime.timedelta(minutes=40)
    for slug, days in (("no-zone", 1), ("three-days", 3)):  # no zone; no end of three days
        event = of(found, meetings[slug])
        assert event.decoded("dtend") - event.decoded("dtstart") == datetime.timedelta(days=days)
        assert type(event.decoded("dtstart")) is datetime.date
        assert f"Begins at {meetings[slug].starts_at}, local time." in event["description"]


def test_no_day_is_made_up(meetings, client):
    found = read(client)
    month, year = of(found, meetings["month"]), of(found, meetings["year"])
    assert (month.decoded("dtstart"), month.decoded("dtend")) == (datetime.date(2030, 8, 1), datetime.date(2030, 9, 3))
    assert (year.decoded("dtstart"), year.decoded("dtend")) == (datetime.date(2019, 1, 1), datetime.date(2020, 1, 1))
    assert year["summary"] == "Dated year (day not known: 2019)"
    for event in (month, year):
        assert "The record knows no day" in event["description"]
    exact = of(found, meetings["cancelled"])
    assert (exact.decoded("dtstart"), exact.decoded("dtend")) == (datetime.date(2030, 6, 1), datetime.date(2030, 6, 2))
    assert "day" not in exact["summary"]


def test_what_became_of_a_meeting_is_said(meetings, client):
    found = read(client)
    told = {slug: (str(of(found, row)["status"]), str(of(found, row)["summary"])) for slug, row in meetings.items()}
    assert {slug: told[slug] for slug in ("planned", "cancelled", "postponed", "three-days")} == {
        "planned": ("TENTATIVE", "Planned: Dated planned"),
        "cancelled": ("CANCELLED", "Cancelled: Dated cancelled"),
        "postponed": ("TENTATIVE", "Postponed: Dated postponed"),
        "three-days": ("CONFIRMED", "Dated three-days"),
    }
    assert "first planned for 20 June 2030, is postponed" in of(found, meetings["postponed"])["description"]


def test_moments_and_sequence_are_those_of_publications(meetings, client):
    before = client.get("/calendar.ics").content
    assert client.get("/calendar.ics").content == before
    with realm.at_desk():
        models.Meeting.objects.filter(slug="cancelled").update(venue_en="A hall")
        builders.other(models.Meeting.objects.get(slug="cancelled"), "venue")
    builders.publish_all(title="Venue")
    found, row = read(client), meetings["cancelled"]
    event = of(found, row)
    moments = [item.publication.published_at.replace(microsecond=0) for item in Item.objects.filter(root=row.pk)]
    assert (event.decoded("dtstamp"), event.decoded("last-modified"), event.decoded("created"), event["sequence"]) == (
        max(moments), max(moments), min(moments), len(moments) - 1,
    )  # fmt: skip
    assert event["location"] == "A hall, Washington, DC; main, United States"
    assert found.decoded("last-modified") == max(moments)


def test_the_calendar_of_an_initiative_has_its_activities_and_the_rounds_that_name_it(meetings, client):
    found = read(client, "/initiatives/space/calendar.ics")
    assert sorted(str(event["summary"]) for event in found.walk("VEVENT")) == ["Officials met 1", "Round 1"]
    assert client.get("/initiatives/none/calendar.ics").status_code == 404


def test_a_calendar_without_entries_is_one_all_the_same(client):
    found = read(client)
    assert (found.errors, len(found.walk("VEVENT")), len(found.subcomponents)) == ([], 0, 1)


def test_a_calendar_is_bounded_and_says_so(meetings, client, monkeypatch):
    monkeypatch.setattr(calendars, "MOST", 3)
    found = read(client)
    assert {str(event["uid"]).partition("@")[0] for event in found.walk("VEVENT")} == {
        str(meetings[slug].pk) for slug in ("cancelled", "postponed", "month")
    }
    assert "Only the newest 3 entries are here." in found["description"]


def test_the_page_subscribes(meetings, client):
    for page in ("/rounds/", "/feeds/", "/ja/rounds/"):
        language = "/ja" if page.startswith("/ja") else ""
        assert f'href="webcal://testserver{language}/calendar.ics"' in client.get(page).content.decode()


ZONES = st.sampled_from(["Asia/Tokyo", "America/New_York", "Asia/Seoul", "Europe/London", "Africa/Casablanca", "UTC"])


@pytest.mark.once
@settings(max_examples=50, deadline=None)
@given(ZONES, st.datetimes(*map(datetime.datetime.fromisoformat, ("1995-01-01", "2036-12-31"))))
def test_a_time_zone_says_what_its_clocks_show(name, moment):
    """What the component says of any minute of its years is what the zone itself shows."""
    component = icalendar.Timezone.from_ical(zone_between(name, moment.year, moment.year + 1))
    onsets = [
        (at, part)
        for part in component.subcomponents
        for at in [part.decoded("dtstart"), *(each.dt for each in getattr(part.get("rdate"), "dts", ()))]
    ]
    local = moment.replace(fold=0)
    began, part = max(((at, part) for at, part in onsets if at <= local), key=lambda pair: pair[0])
    zone = ZoneInfo(name)
    if abs(local - began) > datetime.timedelta(
        hours=2
    ):  # by the hour that is skipped or told twice a clock says little
        assert (part.decoded("tzoffsetto"), str(part["tzname"])) == (
            local.replace(tzinfo=zone).utcoffset(),
            local.replace(tzinfo=zone).tzname(),
        )


PARTIAL = st.one_of(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)).map(str),
    st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)).map(lambda day: str(day)[:7]),
    st.integers(1900, 2199).map(str),
)
CLOCK = st.one_of(st.just(""), st.times().map(lambda time: f"{time:%H:%M}"))


@pytest.mark.once
@settings(max_examples=50, deadline=None)
@given(PARTIAL, st.one_of(st.just(""), PARTIAL), CLOCK, CLOCK, st.none() | st.integers(0, 9999),
       ZONES | st.sampled_from(["", "No/Where", "../x"]), st.sampled_from(["held", "planned", "postponed", "cancelled"]))  # fmt: skip
def test_whatever_a_meeting_holds_its_entry_is_one_that_can_be_read(start, end, begins, ends, minutes, zone, state):
    if end and end < start:
        start, end = end, start
    row = models.Meeting(slug="x", name_en="Round; x, y", start=PartialDate(start), end=end and PartialDate(end), state=state,
                         starts_at=begins, ends_at=ends, minutes=minutes, time_zone=zone)  # fmt: skip
    if PartialDate(end or start).last_day < PartialDate(start).first_day:
        return  # a day before its own month: no column holds that
    made = entry(row, calendars.times.Times(calendars.times.NEVER, calendars.times.NEVER, 1), "https://x.example")
    found = icalendar.Event.from_ical(made.to_ical())
    assert found.errors == []
    first, last = span(row)
    if hours := clock(row):
        assert found["dtstart"].dt.replace(tzinfo=None) == hours[0].replace(tzinfo=None)
    else:
        assert (found["dtstart"].dt, found["dtend"].dt) == (first, last + datetime.timedelta(days=1))
