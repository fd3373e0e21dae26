"""Linked data (schema.org) of the pages: events, persons, reports, trails. Plain dictionaries for JSON-LD blocks."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import get_script_prefix, reverse

from initiatives.choices import MeetingState
from initiatives.models import Activity, Country, Document, Meeting, Official
from initiatives.record.names import Names
from initiatives.templatetags.ledes import has_a_day
from initiatives.templatetags.persons import names_of, read, title_of, titles_of

CONTEXT = "https://schema.org"


def filled(data: dict[str, Any]) -> dict[str, Any]:
    """The dictionary without what is not known."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def public(path: str, site: str) -> str:
    """A path of the site as an absolute public address."""
    return site + path.removeprefix(get_script_prefix().rstrip("/"))


def breadcrumbs(steps: Sequence[tuple[str, str]], site: str) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": public(href, site)}
            for place, (href, name) in enumerate(steps, start=1)
        ],
    }


def website(name: str, description: str, site: str, language: str) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": name,
        "description": description,
        "url": f"{site}/",
        "inLanguage": language,
    }


def government(country: Country) -> dict[str, Any]:
    return {"@type": "GovernmentOrganization", "name": country.formal_name or country.name}


def place(city: str, country: Country | None, venue: str = "") -> dict[str, Any] | None:
    if not city and not venue:
        return None
    address = filled({"@type": "PostalAddress", "addressLocality": city, "addressCountry": country and country.name})
    return {"@type": "Place", "name": venue or city, "address": address}


def event(row: Meeting | Activity, site: str, **more: Any) -> dict[str, Any]:
    """A round, a call or an activity."""
    return filled(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "name": row.name,
            "startDate": str(row.start),
            "endDate": str(row.end or row.start),
            "location": place(row.city, row.country, getattr(row, "venue", "")),
            "url": public(row.get_absolute_url(), site),
            **more,
        }
    )


def status(row: Meeting) -> str:
    """What has become of a meeting: one that has another day than it had is rescheduled, whatever else it is."""
    if row.state == MeetingState.CANCELLED:
        return "EventCancelled"
    if row.state == MeetingState.POSTPONED and not has_a_day(row):
        return "EventPostponed"
    return "EventRescheduled" if earlier_days(row) else "EventScheduled"


def earlier_days(row: Meeting) -> list[str]:
    """The days on which a meeting was to begin and no longer is; that of a postponed one while it has no other."""
    off = [row.days] if row.state == MeetingState.POSTPONED and not has_a_day(row) else []
    return [first for first, last in [*row.earlier, *off] if off or (first, last) != row.days]


def hours(row: Meeting) -> dict[str, Any]:
    """The first and the last moment of a meeting, by the clocks of its place where they are known."""
    if row.clock is None:
        return {}
    begins, ends = row.clock
    schedule = {
        "@type": "Schedule",
        "startDate": str(begins.date()),
        "endDate": str((ends or begins).date()),
        "startTime": f"{begins:%H:%M:%S}",
        "endTime": f"{ends:%H:%M:%S}" if ends else "",
        "duration": f"PT{row.minutes}M" if row.minutes else "",
        "scheduleTimezone": row.time_zone,
    }
    moments = {"startDate": begins.isoformat(), **({"endDate": ends.isoformat()} if ends else {})}
    return {**moments, "eventSchedule": filled(schedule)}


def meeting(row: Meeting, site: str, documents: Iterable[Document], description: str) -> dict[str, Any]:
    delegates = list(row.delegates.all())
    in_person = row.format == "in_person"
    kind = "OfflineEventAttendanceMode" if in_person else "OnlineEventAttendanceMode"
    online = {"@type": "VirtualLocation", "name": row.get_format_display(), "url": public(row.get_absolute_url(), site)}
    return event(
        row,
        site,
        **({} if in_person else {"location": online}),
        **hours(row),
        previousStartDate=earlier_days(row),
        eventStatus=f"{CONTEXT}/{status(row)}",
        eventAttendanceMode=f"{CONTEXT}/{kind}",
        description=description,
        organizer=[government(delegate.country) for delegate in delegates if delegate.role == "head"],
        attendee=[
            named(names_of(each)) | {"jobTitle": title_of(each, row.citations.all()).words} for each in delegates
        ],
        subjectOf=[report(document, site, nested=True) for document in documents],
    )


def named(names: Names, more: Iterable[str] = ()) -> dict[str, Any]:
    """A person by the name that the page begins with, and by the others."""
    first, *others = (form.words for form in names.forms(read()))
    return filled(
        {
            "@type": "Person",
            "name": first,
            "alternateName": list(dict.fromkeys(n for n in [*others, *more] if n != first)),
        }
    )


def person(row: Official, site: str) -> dict[str, Any]:
    tenures = list(row.tenures.all())
    delegations = list(row.delegations.all())
    country = next((each.country for each in delegations), None) or next((each.country for each in tenures), None)
    return filled(
        {
            "@context": CONTEXT,
            **named(names_of(row), [name.value for name in row.names.all()]),
            "familyName": row.family_name,
            "givenName": row.given_name,
            "jobTitle": titles_of(row),
            "affiliation": country and government(country),
            "url": public(row.get_absolute_url(), site),
        }
    )


def report(row: Document, site: str, *, nested: bool = False, about: Meeting | None = None) -> dict[str, Any]:
    """A document: a report where its text is held, otherwise a work that is known by its address."""
    return filled(
        {
            "@context": "" if nested else CONTEXT,
            "@type": "CreativeWork" if row.is_listed else "Report",
            "name": row.title,
            "inLanguage": row.language,
            "datePublished": str(row.issued_on),
            "author": {"@type": "GovernmentOrganization", "name": row.issuers},
            "license": row.licence if row.licence.startswith("https://") else "",
            "isBasedOn": row.source_address,
            "about": about
            and {
                "@type": "Event",
                "name": about.name,
                "startDate": str(about.start),
                "location": place(about.city, about.country),
            },
            "url": public(row.get_absolute_url(), site),
        }
    )


def term(name: str, forms: Iterable[str], path: str, site: str) -> dict[str, Any]:
    """A concept of the thesaurus, with all that it is called."""
    return filled(
        {
            "@context": CONTEXT,
            "@type": "DefinedTerm",
            "name": name,
            "alternateName": [form for form in dict.fromkeys(forms) if form != name],
            "inDefinedTermSet": public(reverse("thesaurus"), site),
            "url": public(path, site),
        }
    )


def work(name: str, description: str, path: str, site: str, language: str) -> dict[str, Any]:
    """A page about a pillar, an initiative or a reference."""
    return filled(
        {
            "@context": CONTEXT,
            "@type": "CreativeWork",
            "name": name,
            "description": description,
            "inLanguage": language,
            "url": public(path, site),
        }
    )
