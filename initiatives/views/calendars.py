"""Rounds, calls and dated activities as calendars (RFC 5545 and 7986), with what the record does not know left unsaid.

A date of less than a day's precision is no day: its entry spans the whole month or year that can be meant, and says so.
A clock is given where the place's time zone is known as well; otherwise the time stands in words. Nothing depends on
when the calendar is asked for.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.choices import MeetingState
from initiatives.dates import PartialDate
from initiatives.models import Activity, Initiative, Meeting, Passage
from initiatives.published import times
from initiatives.published.models import Publication
from initiatives.record import field_names
from initiatives.templatetags import ledes
from initiatives.templatetags.dates import period_text
from initiatives.templatetags.languages import site_address
from initiatives.templatetags.typesetting import capital, listed
from initiatives.views.files import File, answer
from initiatives.views.pages import CALENDAR, elsewhere
from initiatives.views.schema_org import public

MOST = 1000  # entries of one calendar, the newest
RECORD = "trilateral-record"  # in keys of entries, instead of a host: the address of a site may change
REFRESH = datetime.timedelta(hours=12)
STATUS = {MeetingState.HELD: "CONFIRMED", MeetingState.CANCELLED: "CANCELLED"}
Dated = Meeting | Activity


def is_exact(row: Dated) -> bool:
    """True where a first day is known, and a last one where there is one."""
    return PartialDate(row.start).day is not None and (not row.end or PartialDate(row.end).day is not None)


def span(row: Dated) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that the date can mean."""
    return PartialDate(row.start).first_day, PartialDate(row.end or row.start).last_day


def clock(row: Dated) -> tuple[datetime.datetime, datetime.datetime | None] | None:
    return row.clock if isinstance(row, Meeting) else None


def entry(row: Dated, told: times.Times, site: str) -> icalendar.Event:
    """The entry of a round, a call or an activity."""
    found = icalendar.Event()
    found.add("uid", f"{row.pk}@{RECORD}")
    found.add("dtstamp", told.last)
    found.add("created", told.first)
    found.add("last-modified", told.last)
    found.add("sequence", told.times - 1)
    if hours := clock(row):
        begins, ends = hours
        found.add("dtstart", begins)
        if ends:
            found.add("dtend", ends)
    else:
        first, last = span(row)
        found.add("dtstart", first)
        found.add("dtend", last + datetime.timedelta(days=1))
    found.add("summary", summary(row))
    found.add("description", "\n".join(description(row, site)))
    if where := listed(*filter(None, (getattr(row, "venue", ""), row.city, row.country and row.country.name))):
        found.add("location", where)
    found.add("categories", [capital(str(kind_of_entry(row)))])
    found.add("status", STATUS.get(state(row), "TENTATIVE"))
    found.add("transp", "TRANSPARENT")  # nobody who reads a record is busy because of it
    found.add("url", public(row.get_absolute_url(), site))
    return found


def state(row: Dated) -> MeetingState:
    return MeetingState(row.state) if isinstance(row, Meeting) else MeetingState.HELD


def kind_of_entry(row: Dated) -> str:
    return str(row.get_kind_display()) if isinstance(row, Meeting) else field_names.of_model(Activity)


def summary(row: Dated) -> str:
    """The name, after what has become of it, and with what the date lacks."""
    words = str(row)
    if not is_exact(row):
        words = _("%(name)s (day not known: %(date)s)") % {"name": words, "date": period_text(row)}
    if isinstance(row, Meeting) and not row.is_held:
        words = _("%(state)s: %(name)s") % {"state": capital(str(row.get_state_display())), "name": words}
    return words


def description(row: Dated, site: str) -> Iterator[str]:
    """What the entry says, line by line."""
    if isinstance(row, Meeting):
        yield capital(_("%(sentence)s.") % {"sentence": ledes.event(row)})
        if row.starts_at and not clock(row):
            yield _("Begins at %(time)s, local time.") % {"time": row.starts_at}
    elif row.initiative:
        yield _("Initiative: %(name)s") % {"name": row.initiative.name}
    if not is_exact(row):
        yield _("The record knows no day, only %(date)s: this entry spans every day that can be meant.") % {
            "date": period_text(row)
        }
    yield _("Each fact with its source: %(address)s") % {"address": public(row.get_absolute_url(), site)}


# --- Time zones


@lru_cache(maxsize=64)
def zone_between(name: str, first: int, last: int) -> bytes:
    """The VTIMEZONE of a zone from the beginning of one year to the end of another."""
    zone, step = ZoneInfo(name), datetime.timedelta(days=7)
    moment = datetime.datetime(first - 1, 12, 31, tzinfo=datetime.UTC)
    until = datetime.datetime(last + 1, 1, 2, tzinfo=datetime.UTC)
    found: dict[tuple[Any, ...], list[datetime.datetime]] = {}
    before = observed(moment, zone)
    found[(before[0], *before)] = [datetime.datetime(first, 1, 1)]  # noqa: DTZ001  by the clock of the place
    while moment < until:
        following = observed(moment + step, zone)
        if following != before:
            turn = turning(moment, moment + step, zone)
            onset = turn.replace(tzinfo=None) + before[0]
            found.setdefault((before[0], *observed(turn, zone)), []).append(onset)
            before = observed(turn, zone)
            moment = turn
        else:
            moment += step
    component = icalendar.Timezone()
    component.add("tzid", name)
    for (was, now, called, is_summer), onsets in found.items():
        part = icalendar.TimezoneDaylight() if is_summer else icalendar.TimezoneStandard()
        part.add("dtstart", onsets[0])
        part.add("tzoffsetfrom", was)
        part.add("tzoffsetto", now)
        part.add("tzname", called)
        if onsets[1:]:
            part.add("rdate", onsets[1:])
        component.add_component(part)
    return component.to_ical()


def observed(moment: datetime.datetime, zone: ZoneInfo) -> tuple[datetime.timedelta, str, bool]:
    """What clocks of a zone show at a moment: their offset, its name, whether it is summer time."""
    local = moment.astimezone(zone)
    return local.utcoffset() or datetime.timedelta(), local.tzname() or "", bool(local.dst())


def turning(before: datetime.datetime, after: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """The first second at which clocks show something else than before."""
    was = observed(before, zone)
    while after - before > datetime.timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (middle, after) if observed(middle, zone) == was else (before, middle)
    return after


def zones_of(events: Iterable[icalendar.Event]) -> Iterator[icalendar.Component]:
    """The time zones that entries name, in the order of their names, for the years of the entries."""
    years: dict[str, list[int]] = {}
    for event in events:
        begins = event.decoded("dtstart")
        if isinstance(begins, datetime.datetime) and isinstance(begins.tzinfo, ZoneInfo):
            years.setdefault(str(begins.tzinfo.key), []).append(begins.year)
    for name in sorted(years):
        yield icalendar.Component.from_ical(zone_between(name, min(years[name]), max(years[name]) + 1))


# --- Calendars


def webcal(request: HttpRequest, name: str = "calendar", *arguments: str) -> str:
    """The address by which programs subscribe to a calendar; the plain one where the site has no absolute address."""
    href = public(reverse(name, args=arguments), site_address(request))
    return f"webcal{href.removeprefix('https').removeprefix('http')}" if href.startswith("http") else href


class Calendar(File):
    """Rounds, calls and activities of the whole record."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.answer(request, Meeting.objects.all(), Activity.objects.all())

    def title(self) -> str:
        return _("Rounds, calls and activities")

    def page(self) -> str:
        return reverse("rounds")

    def key(self) -> uuid.UUID:
        first = Publication.objects.order_by("number").values_list("uid", flat=True).first()
        return uuid.uuid5(first or uuid.NAMESPACE_URL, "calendar")

    def answer(self, request: HttpRequest, meetings: Any, activities: Any) -> HttpResponseBase:
        rows: list[Dated] = [
            *meetings.select_related("country").order_by("-start", "slug")[: MOST + 1],
            *activities.select_related("country", "initiative").order_by("-start", "slug")[: MOST + 1],
        ]
        rows.sort(key=lambda row: (row.start, row.slug))
        content = self.calendar(request, rows[-MOST:], is_whole=len(rows) <= MOST).to_ical()
        return answer(request, content, f"{CALENDAR}; charset=utf-8", times.newest())

    def calendar(self, request: HttpRequest, rows: Sequence[Dated], *, is_whole: bool) -> icalendar.Calendar:
        site, newest = site_address(request), times.newest()
        moments = times.of_roots([row.pk for row in rows])
        unknown = times.Times(newest, newest, 1)  # in a preview: what is at the desk and was never public
        entries = [entry(row, moments.get(row.pk, unknown), site) for row in rows if row.start]
        title = _("%(title)s – %(site)s") % {"title": self.title(), "site": _(settings.SITE_NAME)}
        words = [_("Dates of less than a day’s precision span the month or year that can be meant, and say so.")]
        if not is_whole:
            words.append(_("Only the newest %(n)s entries are here.") % {"n": MOST})
        found = icalendar.Calendar()
        found.add("prodid", f"-//Trilateral Record//{settings.SITE_NAME}//{(get_language() or 'en').upper()}")
        found.add("version", "2.0")
        found.add("calscale", "GREGORIAN")
        found.add("uid", str(uuid.uuid5(self.key(), get_language() or "en")))
        found.add("last-modified", newest)
        for name, text in (("name", title), ("description", " ".join(words))):
            found.add(name, icalendar.vText(text))
            found.add(f"x-wr-cal{name[:4]}", icalendar.vText(text))  # for programs from before RFC 7986
        found.add("url", public(self.page(), site))
        found.add("source", public(request.path, site), parameters={"VALUE": "URI"})
        found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        zones = list(zones_of(entries))
        for component in zones or [] if entries else [icalendar.Component.from_ical(zone_between("UTC", 1970, 1970))]:
            found.add_component(component)  # a calendar without any component is none
        for component in entries:
            found.add_component(component)
        return found


class InitiativeCalendar(Calendar):
    """The activities of an initiative, and the rounds whose documents name it."""

    object: Initiative

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = Initiative.objects.filter(slug=kwargs["slug"]).first()
        if found is None:
            return elsewhere(request, "initiative", kwargs["slug"], "initiative-calendar")
        self.object = found
        naming = Passage.objects.all().on(found).order_by().values("document__meeting")
        return self.answer(request, Meeting.objects.filter(pk__in=naming), found.activities.all())

    def title(self) -> str:
        return _("%(name)s: rounds and activities") % {"name": self.object.name}

    def page(self) -> str:
        return self.object.get_absolute_url()

    def key(self) -> uuid.UUID:
        return uuid.uuid5(self.object.pk, "calendar")
