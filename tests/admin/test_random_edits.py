"""Facts edited at random through forms and inlines, answered for or not: none is public with a source of an older value.

The oracle knows nothing of locks: it keeps beside each citation the value that stood there when somebody made it,
changed it, called it still right, or filled the empty field that it was for.
"""

import random

import pytest

from initiatives import models
from initiatives.desk.press import publish_now
from initiatives.record import realm
from initiatives.record.citation_rules import served_with
from initiatives.record.kinds import CITED_BY, kind_of, root_of
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshot
from tests.admin.conftest import opened, url_of
from tests.admin.test_citing import count, new_citation
from tests.admin.test_sources_of_facts import NOTE
from tests.builders import as_they_are

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]

ANSWERS = ("right", "right", "replace", "remove", "later", "")
WORDS = ("Tokyo", "Kyoto", "Seoul", "")
DAYS = ("2016-03-03", "2016-03-04", "2016-03")
NAMES = ("One", "Another", "A third")


def row_and_fields(record, draw):
    """A row that has a form, what may be typed into it, and which fact that is: (row, name, fact, owned, values)."""
    with realm.at_desk():
        official, round_, activity = record.officials[0], record.rounds[0], record.activities[0]
        tenure, name = official.tenures.get(), official.names.get()
        delegate = round_.delegates.order_by("position", "name").first()
        document = record.documents[0]
    return draw.choice(
        [
            (activity, "city_en", "city", activity, WORDS),
            (activity, "level_en", "level", activity, WORDS),
            (activity, "start", "start", activity, DAYS),
            (activity, "end", "start", activity, (*DAYS, "")),
            (record.pillar, "name_en", "name", record.pillar, NAMES),
            (round_, "city_en", "city", round_, WORDS),
            (round_, "venue_en", "venue", round_, WORDS),
            (round_, "number", "number", round_, ("1", "2", "")),
            (round_, "delegates-0-title", "title", delegate, NAMES),
            (round_, "delegates-0-name", "name", delegate, NAMES),
            (official, "tenures-0-title_en", "title", tenure, NAMES),
            (official, "tenures-0-start", "start", tenure, (*DAYS, "")),
            (official, "names-0-value", "value", name, NAMES),
            (document, "title", "title", document, NAMES),
        ]
    )


def value(citation):
    """What the fact of a citation says in the database that it was read from."""
    column = citation.owned_key
    row = getattr(citation, column) if column else citation.root
    fields = served_with(CITED_BY[column] if column else kind_of(row).name, citation.field)
    return tuple(
        str(getattr(row, f"{field}_en", getattr(row, f"{field}_id", getattr(row, field))) or "") for field in fields
    )


def values(root, within):
    """key of each citation of a root → what its fact says there."""
    with within():
        cited = models.Citation.objects.for_pages().filter(**{kind_of(root).name: root.pk})
        return {one.pk: value(one) for one in cited}


@pytest.mark.parametrize("edits", [12, pytest.param(300, marks=pytest.mark.long)])
def test_no_fact_is_public_with_a_source_of_an_older_value(desk, published, edits):
    draw = random.Random("sources of facts")
    supports = {key: said for root in published.roots for key, said in values(root, realm.at_desk).items()}
    told, came = [], {"saved": 0, "sent back": 0, "published": 0, "refused": 0}
    for _ in range(edits):
        row, name, fact, owner, pool = row_and_fields(published, draw)
        root = root_of(row)
        data = opened(desk, row, answer="")
        answer, typed = draw.choice(ANSWERS), {name: draw.choice(pool)}
        model = owner._meta.model_name
        typed[f"answer-{model}-{owner.pk}-{fact}"] = answer
        touched = None
        if row is root and draw.random() < 0.4:
            column = "" if owner is root else model.replace("officialname", "official_name")
            key = f"{column}:{owner.pk if column else ''}:{fact}"
            typed |= new_citation(data, root, count(data), fact=key, **NOTE | {"source_title": f"Note {len(told)}"})
        elif row is root and draw.random() < 0.3 and count(data):
            touched = draw.randrange(count(data))
            typed[f"citations-{touched}-printed"] = f"Word {len(told)}"
        told.append((str(row), typed))
        with realm.at_desk():
            before = snapshot(root, realm.DESK)
        status = desk.post(url_of(row), data | typed).status_code
        assert status in (200, 302), told[-1]
        with realm.at_desk():
            after = snapshot(root, realm.DESK)
        if status == 200:
            assert after == before, told[-1]
            came["sent back"] += 1
            continue
        came["saved"] += 1
        now = values(root, realm.at_desk)
        for key in now:
            looked_at = touched is not None and str(key) == data[f"citations-{touched}-id"]
            was_empty = not any(supports.get(key, ()))
            if was_empty or looked_at or (answer == "right" and is_of(key, owner, fact)):
                supports[key] = now[key]
        try:
            with realm.at_desk():
                publish_now(as_they_are(root), user=None, title="Edited")
        except Refused:
            came["refused"] += 1
            continue
        came["published"] += 1
        shown = {key: said for key, said in values(root, realm.in_public).items() if any(said)}
        assert shown == {key: supports[key] for key in shown}, told
    assert min(came.values()) > edits // 30, came


def is_of(key, owner, fact):
    """True of a citation that supports the fact of a row, as one of the fields that are one fact."""
    with realm.at_desk():
        one = models.Citation.objects.get(pk=key)
        column = one.owned_key
        row = getattr(one, column) if column else one.root
        return row == owner and fact in served_with(CITED_BY[column] if column else kind_of(row).name, one.field)
