"""The linked data of pages is read by a JSON-LD parser, and says nothing that schema.org has no word for."""

import json
import re

import pytest
from rdflib import RDF, Graph, Literal, URIRef

from initiatives.models import Meeting
from initiatives.views import schema_org

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(databases=["default", "public"]),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),  # rdflib's own
]

SCHEMA = "http://schema.org/"
# What this site uses of schema.org 30: of each class its properties, and what each may hold.
ABOUT = {"name": "Text", "description": "Text", "url": "URL", "alternateName": "Text"}
WORK = {
    **ABOUT,
    "inLanguage": "Text",
    "datePublished": "Date",
    "dateModified": "Date DateTime",
    "author": "Organization Person",
    "license": "URL",
    "isBasedOn": "URL",
    "about": "Thing",
    "version": "Text",
}
VOCABULARY = {
    "BreadcrumbList": {"itemListElement": "ListItem"},
    "ListItem": {"position": "Integer", "name": "Text", "item": "URL"},
    "WebSite": WORK,
    "CreativeWork": WORK,
    "Report": WORK,
    "Dataset": {**WORK, "distribution": "DataDownload"},
    "DataDownload": {"encodingFormat": "Text", "contentUrl": "URL"},
    "DefinedTerm": {**ABOUT, "inDefinedTermSet": "URL DefinedTermSet", "termCode": "Text"},
    "DefinedTermSet": WORK,
    "Event": {
        **ABOUT,
        "startDate": "Date DateTime",
        "endDate": "Date DateTime",
        "previousStartDate": "Date",
        "eventStatus": "URL",
        "eventAttendanceMode": "URL",
        "eventSchedule": "Schedule",
        "location": "Place VirtualLocation",
        "organizer": "Organization",
        "attendee": "Person",
        "subjectOf": "CreativeWork",
    },
    "Schedule": {
        "startDate": "Date",
        "endDate": "Date",
        "startTime": "Time",
        "endTime": "Time",
        "duration": "Duration",
        "scheduleTimezone": "Text",
    },
    "Place": {"name": "Text", "address": "PostalAddress"},
    "VirtualLocation": {"name": "Text", "url": "URL"},
    "PostalAddress": {"addressLocality": "Text", "addressCountry": "Text"},
    "GovernmentOrganization": ABOUT,
    "Organization": ABOUT,
    "Person": {**ABOUT, "familyName": "Text", "givenName": "Text", "jobTitle": "Text", "affiliation": "Organization"},
}
KINDS_OF = {"Report": "CreativeWork", "GovernmentOrganization": "Organization"}
ADDRESSES = sorted({name for of in VOCABULARY.values() for name, holds in of.items() if "URL" in holds.split()})
CONTEXT = {"@vocab": SCHEMA, **{name: {"@type": "@id"} for name in ADDRESSES}}
FORMS = {
    "Text": r"(?s).+",
    "Integer": r"\d+",
    "Date": r"\d{4}(-\d\d(-\d\d)?)?",
    "DateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)",
    "Time": r"\d\d:\d\d:\d\d",
    "Duration": r"PT\d+M",
    "URL": r"https?://\S+",
}


def blocks_of(response):
    text = response.content.decode()
    return [json.loads(block) for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)]


def read(block):
    """The graph of a block, read without asking anybody for the context."""
    assert block["@context"] == "https://schema.org"
    return Graph().parse(data=json.dumps({**block, "@context": CONTEXT}), format="json-ld")


def faults(graph):
    """What a graph says that schema.org does not know."""
    for subject, predicate, value in graph:
        if predicate == RDF.type:
            continue
        kind = str(graph.value(subject, RDF.type)).removeprefix(SCHEMA)
        name = str(predicate).removeprefix(SCHEMA)
        holds = VOCABULARY.get(kind, {}).get(name, "").split()
        if isinstance(value, Literal | URIRef):
            forms = [form for form in holds if form in FORMS and (form == "URL") == isinstance(value, URIRef)]
            if not any(re.fullmatch(FORMS[form], str(value)) for form in forms):
                yield kind, name, str(value)
        else:
            of = str(graph.value(value, RDF.type)).removeprefix(SCHEMA)
            if not {"Thing", of, KINDS_OF.get(of)} & {*holds}:
                yield kind, name, of


def test_a_parser_reads_every_block_and_knows_each_word_of_it(responses):
    found, kinds = {}, set()
    for key, response in responses.items():
        for block in blocks_of(response):
            graph = read(block)
            assert len(graph) > 3, key
            kinds |= {str(kind).removeprefix(SCHEMA) for kind in graph.objects(None, RDF.type)}
            if wrong := sorted(faults(graph)):
                found[key] = wrong
    assert found == {}
    assert kinds >= {"BreadcrumbList", "WebSite", "Event", "Person", "Report", "CreativeWork", "Place"}


def test_a_word_that_is_none_is_found():
    made = {"@context": "https://schema.org", "@type": "Event", "name": "x", "colour": "red", "startDate": "soon"}
    assert sorted(faults(read(made))) == [("Event", "colour", "red"), ("Event", "startDate", "soon")]


@pytest.mark.parametrize(
    ("state", "start", "earlier", "status", "previous"),
    [
        ("held", "2017-01-05", "", "EventScheduled", []),
        ("planned", "2031-01-05", "", "EventScheduled", []),
        ("held", "2017-01-05", "2016-12-01\n2016-12-20/2016-12-21", "EventRescheduled", ["2016-12-01", "2016-12-20"]),
        ("planned", "2031-01-05", "2031-01-01", "EventRescheduled", ["2031-01-01"]),
        ("postponed", "2031-01-05", "2031-01-01", "EventRescheduled", ["2031-01-01"]),
        ("postponed", "2031-01-05", "", "EventPostponed", ["2031-01-05"]),
        ("cancelled", "2031-01-05", "", "EventCancelled", []),
    ],
)
def test_what_became_of_a_meeting_is_told_in_the_words_there_are_for_it(state, start, earlier, status, previous):
    row = Meeting(slug="x", start=start, state=state, earlier_days=earlier)
    assert (schema_org.status(row), schema_org.earlier_days(row)) == (status, previous)
    told = {"eventStatus": f"{schema_org.CONTEXT}/{status}", "previousStartDate": previous, "startDate": start}
    assert list(faults(read({"@context": schema_org.CONTEXT, "@type": "Event", **told}))) == []


def test_hours_are_told_by_the_clocks_of_the_place():
    row = Meeting(slug="x", start="2022-03-11", starts_at="16:30", minutes=40, time_zone="America/New_York")
    told = schema_org.hours(row)
    assert told == {
        "startDate": "2022-03-11T16:30:00-05:00",
        "endDate": "2022-03-11T17:10:00-05:00",
        "eventSchedule": {
            "@type": "Schedule",
            "startDate": "2022-03-11",
            "endDate": "2022-03-11",
            "startTime": "16:30:00",
            "endTime": "17:10:00",
            "duration": "PT40M",
            "scheduleTimezone": "America/New_York",
        },
    }
    assert list(faults(read({"@context": schema_org.CONTEXT, "@type": "Event", **told}))) == []
    assert schema_org.hours(Meeting(slug="x", start="2022-03-11", starts_at="16:30")) == {}
