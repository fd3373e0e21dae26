"""A desk and a public record made by earlier code are upgraded by ``manage.py prepare``, and nothing is lost.

Everything happens in processes of the site itself, on databases made of the dumps beside this file: see make_dump.py.
"""

import contextlib
import hashlib

import pytest

from tests.processes import address
from tests.upgrading import sites

pytestmark = pytest.mark.django_db(databases=["default", "public"])
DUMPS = sorted(path.parent for path in sites.HERE.glob("*/answers.json.xz"))
# The one most unlike today's, schema 1, is the hardest to upgrade; the others are tried at length.
EACH = [pytest.param(folder, marks=[] if folder == DUMPS[0] else pytest.mark.long) for folder in DUMPS]
SCHEDULED, DUE = "Scheduled", "2026-11-25 00:00:00+00:00"

# An upgrade may add rows to these: migrations, what they give permissions to, what is told of it.
GROW = ["desk.auth_group_permissions", "desk.auth_permission", "desk.desk_entry", "desk.django_content_type"]
GROW += ["desk.django_migrations", "public.django_migrations", "desk.auth_group"]  # a role may come
DERIVED = ("public.published_entry", "public.published_words")  # what search finds: asked for by its address
# What the story of the dumps changed at the desk, and the files have otherwise.
EDITED_AT_THE_DESK = [
    "activity 2016-07-08-development-policy activity city_ja",
    "activity 2016-09-15-our-ocean-conference",
    "activity 2016-09-19-health-ministers",
    "initiative oceans-and-the-environment initiative slug",
    "initiative space-policy initiative name_ko",
    "meeting 2015-04-16-washington meeting summary_en",
    "meeting 2015-04-16-washington meeting summary_ja",
    "meeting 2016-01-16-tokyo meeting summary_en",
    "meeting 2017-01-05-washington document slug",
    "official akitaka-saiki official name",
    "official mori-takeo official given_name",
    "pillar responding-to-the-north-korea-threat pillar slug",
    "pillar trilateral-coordination-and-strength-of-our-alliances pillar summary_en",
]


class Upgraded:
    """A site that was made of a dump and prepared: its rows before and after, and what it answered before."""

    def __init__(self, folder, site):
        self.site, self.answers = site, sites.kept_answers(folder)
        sites.unpack(folder, site)
        self.before = site.rows()
        site.run("manage.py", "prepare", "--no-static")
        self.after = site.rows()


@pytest.fixture(scope="module", params=EACH, ids=lambda folder: folder.name)
def upgraded(request, tmp_path_factory):
    servers = {}
    for name, alias in zip(sites.ALIASES, ("default", "public"), strict=True):
        server = address(alias).rpartition("/")[0]
        servers[name] = server if server.startswith("postgres") else ""
    site = sites.Site(tmp_path_factory.mktemp("upgrading") / request.param.name, servers)
    try:
        yield Upgraded(request.param, site)
    finally:
        site.remove()


@pytest.fixture
def copy(upgraded, tmp_path):
    """The upgraded site once more, to work at."""
    made = upgraded.site.copy(tmp_path / "copy")
    yield made
    made.remove()


def different(before, after):
    """address → what of its answer is another or gone: its status, where it leads, a passage that it showed.

    Pages say what they say in other words as the site is written on; that the record is the same its rows show.
    """
    answers = {path: (kept(was), kept(after.get(path, [0, "", "", [], []]))) for path, was in before.items()}
    return {path: (was, now) for path, (was, now) in answers.items() if was[:2] != now[:2] or was[2] - now[2]}


def kept(answer):
    status, leads, _words, _links, ids = answer
    leads = leads.partition("?as-of=")[0]  # today's code goes on in the past that was asked for
    return status, leads, {name for name in ids if name.startswith("p-")}


def test_every_row_is_there_as_it_was(upgraded):
    """With its revisions and bodies, changesets, lines, drafts, proposals, accounts and the audit log."""
    lost, added = {}, {}
    for table, rows in upgraded.before.items():
        if rows and not table.startswith(DERIVED):
            columns = list(rows[0])
            now = [{column: row.get(column) for column in columns} for row in upgraded.after.get(table, ())]
            lost[table] = [row for row in rows if row not in now]
            added[table] = len(now) - len(rows)
    assert {table: rows for table, rows in lost.items() if rows} == {}
    assert {table: count for table, count in added.items() if count and table not in GROW} == {}


def test_what_was_published_has_its_hash(upgraded):
    kept = [*upgraded.after["desk.desk_revision"], *upgraded.after["public.published_item"]]
    bodies = [row for row in kept if row["body"]]
    assert len(bodies) > 100
    assert [row for row in bodies if hashlib.sha256(row["body"].encode()).hexdigest() != row["sha256"]] == []


def test_every_english_address_answers_as_before(upgraded):
    """The past of the record and its histories as well."""
    before = {
        path: found for path, found in upgraded.answers["public"].items() if not path.startswith(("/ja/", "/ko/"))
    }
    assert {status for status, *_ in before.values()} == {200, 301, 302, 404, 410}
    assert different(before, upgraded.site.told("asking.py", "given", given=list(before))) == {}


@pytest.mark.once
@pytest.mark.parametrize("share", [3, pytest.param(1, marks=pytest.mark.long)])
def test_japanese_and_korean_addresses_answer_as_before(upgraded, share):
    before = {path: found for path, found in upgraded.answers["public"].items() if path.startswith(("/ja/", "/ko/"))}
    before = dict(list(before.items())[::share])
    assert different(before, upgraded.site.told("asking.py", "given", given=list(before))) == {}


def test_the_desk_lists_opens_and_previews_what_it_did(upgraded):
    """Nothing else is unpublished; drafts, proposals and changesets open as they were left. A form may have grown."""
    before, after = dict(upgraded.answers["desk"]), upgraded.site.told("asking.py", "desk")
    for part in ("forms", "changeset forms", "drafts"):
        for path, was in before.pop(part).items():
            now = after[part].get(path, {})
            same = {name: value for name, value in was.items() if not name.endswith("-fact")}  # the others are ticks
            assert {name: now.get(name, now.get(f"{name}_en")) for name in same} == same, path
    # What has sources of an older value is shown again once somebody has answered for them.
    assert {now[0] for _was, now in different(before.pop("previews"), after["previews"]).values()} <= {409}
    for path, fields in before.pop("proposal fields").items():  # a proposal may ask more than it did
        now = after["proposal fields"][path]
        assert [field for field in fields if field not in now] == [], path
    assert {part: after[part] for part in before} == before


def test_a_form_is_saved_without_a_conflict_and_only_a_change_is_a_revision(upgraded, copy):
    kinds = len(upgraded.answers["desk"]["statuses"])
    assert copy.told("working.py", "saves", given=upgraded.answers["desk"]) == [0, kinds, 0]


def test_what_is_scheduled_keeps_its_approval_and_is_published_when_due(upgraded, copy):
    (before,) = (row for row in upgraded.before["desk.desk_changeset"] if row["title"] == SCHEDULED)
    assert (before["state"], before["publish_zone"]) == ("approved", "Asia/Tokyo")
    assert copy.run("manage.py", "publish_due") == ""
    with contextlib.closing(copy.databases["desk"].connect()) as connection:
        connection.execute(f"UPDATE desk_changeset SET publish_at = '{DUE}' WHERE title = '{SCHEDULED}'")
    number = len(upgraded.before["public.published_publication"]) + 1
    assert copy.run("manage.py", "publish_due") == f"“{SCHEDULED}” is publication {number}.\n"
    after = copy.rows()
    (now,) = (row for row in after["desk.desk_changeset"] if row["title"] == SCHEDULED)
    approval = ["approved_at", "approved_by_id", "submitted_at", "submitted_by_id", "sha256", "note", "trouble"]
    assert [now[name] for name in approval] == [before[name] for name in approval]
    items = {row["id"]: row for row in after["public.published_item"]}
    before = upgraded.before["public.published_item"]
    assert [row for row in before if {name: items[row["id"]][name] for name in row} != row] == []


def test_what_was_under_way_is_restored_reviewed_and_published(upgraded, copy):
    """A draft, what was returned and what was in review: a withdrawal, and a round of which one change was picked."""
    was = upgraded.answers["desk"]["unpublished"]
    left = copy.told("working.py", "goes_on", given=upgraded.answers["desk"])
    assert [one.partition(":")[0] for one in left] == ["meeting", "meeting", "pillar", "pillar", "reference"]
    assert set(left) < set(was)
    states = [row["state"] for row in copy.rows()["desk.desk_changeset"]]
    assert sorted(states) == ["approved", *["published"] * (len(states) - 1)]
    gone, picked = "/activities/2016-12-19-cyber-policy-experts/", "/rounds/2015-04-16-washington/"
    found = copy.told("asking.py", "given", given=[gone, picked, f"{picked}?as-of=1", f"/ja{picked}"])
    assert [found[path][0] for path in found] == [410, 200, 200, 200]
    assert [path for path in found if "Picked." in found[path][2]] == [picked]
    assert [path for path in found if "まだ公開しない" in found[path][2]] == []


@pytest.mark.once
def test_a_desk_that_was_lost_is_made_again_from_the_record_and_differs_in_nothing(copy):
    desk = copy.databases["desk"]
    desk.remove()
    desk.make()
    assert "making the desk again" in copy.run("manage.py", "prepare", "--no-account", "--no-static")
    keeper = ["createsuperuser", "--noinput", f"--username={sites.KEEPER}", "--email="]
    copy.run("manage.py", *keeper, DJANGO_SUPERUSER_PASSWORD=sites.PASSWORD)
    differing, statuses = copy.told("working.py", "looks")
    assert differing == []
    assert {words for rows in statuses.values() for words in rows.values()} == {"Published"}


@pytest.mark.once
@pytest.mark.parametrize("upgraded", DUMPS[-1:], ids=lambda folder: folder.name, indirect=True)
def test_corrections_of_the_files_become_one_changeset_and_what_was_edited_at_the_desk_stays(copy):
    """Published, it makes all of the files public but for what people at the desk had changed or withdrawn."""
    waits = copy.run("manage.py", "prepare", "--no-static")
    assert "corrections of the files wait: manage.py load_record --propose" in waits
    told = copy.run("manage.py", "load_record", "--propose").splitlines()
    kept = [line.removeprefix("Stays as the desk has it: ") for line in told if line.startswith("Stays")]
    assert kept == [
        "3rd Our Ocean Conference: it was withdrawn or removed and stays so.",
        "Trilateral meeting of health ministers: it was withdrawn or removed and stays so.",
        "First round: summary_en: the desk has “Picked.”, the files “”.",
        "First round: summary_ja: the desk has “まだ公開しない”, the files “”.",
        "Second round: summary_en: the desk has “Public when it was due.”, the files “”.",
    ]
    assert [line for line in told if "the changeset “Corrections of the files of the record”" in line] == told[-3:-2]
    assert told[-2] == (
        "It takes along what was changed at the desk and is not public yet: First Trilateral Discussion on "
        "Development Policy, First round, Mori Takeo, Second round, Trilateral Coordination and Strength of our Alliances."
    )
    assert told[-1] == "It is in review: a reviewer approves it, then it can be published."
    again = copy.run("manage.py", "load_record", "--propose").splitlines()
    assert again == [*told[:-3], "The desk holds all that the files could give it: there is nothing to propose."]
    assert "wait" not in copy.run("manage.py", "prepare", "--no-static")
    assert copy.told("working.py", "corrects") == EDITED_AT_THE_DESK
