"""Pages read from a small record that was made at the desk and published."""

import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from initiatives.record import realm
from tests.builders import Record, publish_all

NO_STATEMENT = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "PRAGMA")


def made(rounds):
    """A record of some rounds, each with a document held, an activity and a reference; published."""
    with realm.at_desk():
        record = Record(rounds=rounds)
    publish_all(note="Everything the record holds.")
    return record


def pages_of(record):
    """Address of one page of every kind, by the name of the kind."""
    return {
        "home": "/",
        "rounds": "/rounds/",
        "round": f"/rounds/{record.rounds[0].slug}/",
        "officials": "/officials/",
        "official": "/officials/ann-blake/",
        "pillars": "/pillars/",
        "pillar": "/pillars/threats/",
        "initiatives": "/initiatives/",
        "initiative": "/initiatives/space/",
        "activities": "/activities/",
        "activity": "/activities/meeting-1/",
        "documents": "/documents/",
        "document": f"/documents/{record.documents[0].slug}/",
        "references": "/references/",
        "reference": "/references/resolution-2001/",
        "changes": "/changes/",
        "about": "/about/",
    }


class Queries(CaptureQueriesContext):
    """The statements a block puts to the public record; ``found`` leaves those of transactions out."""

    def __init__(self):
        super().__init__(connections[realm.PUBLIC])

    @property
    def found(self):
        asked = (each["sql"] for each in self.captured_queries)
        return [sql for sql in asked if not sql.lstrip().upper().startswith(NO_STATEMENT)]


@pytest.fixture
def queries():
    return Queries


def words_of(response):
    """The words of a page as a reader meets them: without markup, white space as one space."""
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", "", text)
    for entity, character in (("&#x27;", "'"), ("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return " ".join(text.split())
