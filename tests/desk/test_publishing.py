"""Publishing around its edges: what it says, refuses and remembers; originals; a lost desk and an old one."""

import io
import sqlite3

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from initiatives import models
from initiatives.choices import Basis
from initiatives.desk import originals as desk_originals
from initiatives.desk import press
from initiatives.desk.dependencies import gather
from initiatives.desk.estimates import outlook, report
from initiatives.desk.models import Changeset, Revision, State
from initiatives.desk.rebuilding import rebuild_desk
from initiatives.desk.revisions import revise, revise_everything, token
from initiatives.desk.status import unpublished
from initiatives.published import ledger, originals
from initiatives.published.models import Entry, Held, Item, Publication
from initiatives.record import realm
from initiatives.record.bodies import rows_of
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshot, snapshots
from initiatives.record.writing import apply
from tests import builders
from tests.builders import chosen, every_root, publish_all

pytestmark = pytest.mark.django_db(databases=["default", "public"])


@pytest.fixture
def rounds():
    return 2


def bodies(using):
    return {
        root: body
        for kind, a in KINDS.items()
        for root, body in snapshots(kind, a.model.objects.using(using).values_list("pk", flat=True), using).items()
    }


def change(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


# --- Plain words


def test_publishing_says_what_it_will_do_and_what_it_did(record):
    change(record.pillar, name_en="A")
    change(record.officials[0], name="B")
    change(record.officials[1], name="C")
    changeset = press.compose(chosen(record.pillar, *record.officials[:2]), user=None, title="Three")
    press.freeze(changeset, user=None)
    told = []
    press.publish(changeset, user=None, tell=told.append)
    assert told[0] == "Copying original files …"
    assert told[1].startswith("This publishes 2 officials and 1 pillar: 14 rows, about ")
    assert told[2].startswith("Publication 2 published 2 officials and 1 pillar, in ")
    assert report(changeset) == told[2]


def test_the_time_is_estimated_from_what_publishing_took_here(record):
    Changeset.objects.update(rows=1000, seconds=100)
    changeset = press.compose(every_root(), user=None, title="All")
    edition = press.edition_of(changeset)
    expected = outlook(edition)
    rows = sum(len(rows) for line in edition.lines for rows in rows_of(line.body).values())
    assert (expected.rows, round(expected.seconds)) == (rows, round(rows / 10))
    assert str(expected).endswith(f"{rows:,} rows, about {rows / 10:.0f} seconds.")


def test_somebody_elses_publishing_is_waited_for_and_then_said(record, monkeypatch):
    monkeypatch.setattr(connections["public"], "ensure_connection", lambda: None)
    changeset = press.compose(chosen(record.pillar), user=None, title="Busy")
    press.freeze(changeset, user=None)

    def busy(**options):
        raise ledger.OperationalError("database is locked")

    monkeypatch.setattr(ledger.transaction, "atomic", busy)
    with pytest.raises(ledger.Busy, match=r"Somebody else is publishing just now\. Nothing was written; try again"):
        ledger.publish(press.edition_of(changeset))


# --- What slips by the forms


def test_every_way_past_the_forms_makes_a_revision_before_it_is_published(record):
    before = token(record.officials[0])
    change(record.officials[0], name="By update()")
    models.OfficialName.objects.filter(official=record.officials[1]).update(value="By bulk")
    record.documents[0].passages.get(number="1.3").references.add(record.references[1])
    models.Tenure.objects.filter(official=record.officials[2]).update(start="2014")
    press.compose(every_root(), user=None, title="All")
    assert token(record.officials[0]) == before + 1
    reasons = Revision.objects.filter(number=2).values_list("label", "reason")
    assert {label for label, _ in reasons} == {"By update()", "Bunta Sato", "Chul Lim", "Round 1"}
    assert {reason for _, reason in reasons} == {"Found when a changeset was made: changed without a form"}


@pytest.mark.parametrize("size", [1, 9])
def test_an_older_revision_is_refused_whatever_the_size_of_the_changeset(record, size):
    roots = [record.pillar, *record.officials, record.initiative, *record.references, *record.activities][:size]
    old = press.compose(chosen(*roots), user=None, title="Old")
    press.freeze(old, user=None)
    change(record.pillar, name_en="Newer")
    press.publish_now(chosen(record.pillar), user=None, title="New")
    with pytest.raises(ledger.Older, match="already shows revision 2"):
        press.publish(old, user=None)


def test_a_set_that_was_changed_after_freezing_is_not_published(record):
    changeset = press.compose(chosen(record.pillar, record.initiative), user=None, title="Two")
    press.freeze(changeset, user=None)
    for act in (
        lambda: changeset.lines.filter(root=record.pillar.pk).update(reason="Other"),
        lambda: Changeset.objects.filter(pk=changeset.pk).update(note="Other"),
        lambda: changeset.lines.filter(root=record.initiative.pk).update(purges=True),
        lambda: changeset.lines.filter(root=record.initiative.pk).delete(),
    ):
        act()
        changed = Changeset.objects.get(pk=changeset.pk)
        with pytest.raises(Refused, match="not what was frozen"):
            press.publish(changed, user=None)
        changeset.sha256 = press.fingerprint(press.edition_of(changed))
        Changeset.objects.update(sha256=changeset.sha256)
    assert press.publish(Changeset.objects.get(pk=changeset.pk), user=None).number == 2


def test_a_quotation_must_be_in_the_passage_as_it_will_be_public(record):
    sentence = record.documents[0].passages.get(number="1.2")
    models.Passage.objects.filter(pk=sentence.pk).update(text=sentence.text.replace("Tokyo", "Kyoto"))
    # The round alone would leave the activity quoting words that are gone.
    with pytest.raises(ledger.Orphaned, match=r"The activity “Officials met 1” quotes “Tokyo” from passage 1\.2"):
        press.publish_now(chosen(record.rounds[0]), user=None, title="Round alone")
    models.Citation.objects.filter(activity=record.activities[0], quotation="Tokyo").update(
        quotation="Kyoto", basis=Basis.INFERRED
    )
    # Nor may the activity go first.
    with pytest.raises(ledger.Orphaned, match="quotes “Kyoto”"):
        press.publish_now(chosen(record.activities[0]), user=None, title="Activity alone")
    press.publish_now(chosen(record.rounds[0], record.activities[0]), user=None, title="Together")


def test_nothing_can_be_published_twice_under_another_name(record):
    changeset = press.compose(chosen(record.pillar), user=None, title="One")
    press.freeze(changeset, user=None)
    press.publish(changeset, user=None)
    with pytest.raises(Refused, match=r"is public already, as publication 2\. Make a new changeset"):
        press.freeze(changeset, user=None)


def test_what_search_finds_is_what_is_public(record):
    change(record.pillar, name_en="Unheard-of name")
    press.publish_now(chosen(record.pillar), user=None, title="Renamed")
    titles = set(Entry.objects.filter(root=record.pillar.pk, language="en").values_list("title", flat=True))
    assert titles == {"Unheard-of name"}


# --- Originals


@pytest.fixture
def stored(record, settings, tmp_path):
    """Two storages of their own, and a file at the desk for the first document."""
    settings.STORAGES = {
        **settings.STORAGES,
        **{
            name: {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": tmp_path / name, "base_url": None},
            }
            for name in ("originals", "desk_originals")
        },
    }
    sha256 = desk_originals.keep(b"<script>alert(1)</script>")
    change(record.documents[0], original_sha256=sha256, original_name="fact sheet.html")
    return tmp_path, sha256


def test_an_original_at_the_desk_is_reached_from_no_public_address_until_it_is_published(record, stored, client):
    place, sha256 = stored
    address = f"/documents/{record.documents[0].slug}/original/"
    with realm.in_public():
        for path in (address, f"/originals/{sha256}", f"/desk_originals/{sha256[:2]}/{sha256}", f"/static/{sha256}"):
            assert client.get(path).status_code == 404
    assert not (place / "originals").exists()
    press.publish_now(chosen(record.rounds[0]), user=None, title="With its original")
    with realm.in_public():
        response = client.get(address)
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert response["Content-Disposition"] == 'attachment; filename="fact sheet.html"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert (place / "originals" / originals.place_of(sha256)).read_bytes() == b"<script>alert(1)</script>"


def test_an_original_that_is_missing_or_damaged_stops_the_publication(record, stored):
    place, sha256 = stored
    file = place / "desk_originals" / originals.place_of(sha256)
    file.write_bytes(b"other")
    with pytest.raises(Refused, match=r"was damaged at the desk\. Upload it again"):
        press.publish_now(chosen(record.rounds[0]), user=None, title="Damaged")
    file.unlink()
    with pytest.raises(Refused, match=r"is missing at the desk\. Upload it again"):
        press.publish_now(chosen(record.rounds[0]), user=None, title="Missing")
    assert Publication.objects.count() == 1


def test_a_copy_cut_short_by_a_crash_is_made_again(record, stored):
    place, sha256 = stored
    cut = place / "originals" / originals.place_of(sha256)
    cut.parent.mkdir(parents=True)
    cut.write_bytes(b"<scr")
    press.publish_now(chosen(record.rounds[0]), user=None, title="With its original")
    assert cut.read_bytes() == b"<script>alert(1)</script>"


def test_a_purged_original_is_kept_in_neither_place(record, stored):
    place, _sha256 = stored
    press.publish_now(chosen(record.rounds[0]), user=None, title="With its original")
    change(record.documents[0], original_sha256="", original_name="")
    from_history = press.compose(chosen(record.rounds[0]), user=None, title="Without")
    from_history.lines.update(purges=True, reason="Not ours to keep.")
    press.freeze(from_history, user=None)
    press.publish(from_history, user=None)
    assert [path for path in place.rglob("*") if path.is_file()] == []


# --- A lost desk, and an old one


def empty_the_desk():
    Changeset.objects.all().delete()
    Revision.objects.all().delete()
    apply([], "default", removed=[(one.kind, one.root) for one in every_root()])


def test_a_lost_desk_comes_back_from_the_public_record_with_its_history(record):
    change(record.pillar, name_en="Second name")
    publish_all(title="Second")
    public, numbers = bodies("public"), dict(Held.objects.values_list("root", "revision"))
    empty_the_desk()
    told = rebuild_desk()
    assert bodies("default") == bodies("public") == public
    assert told.counts["meeting"] == 2
    assert (told.publications, told.revisions) == (2, len(set(Item.objects.values_list("root", "revision"))))
    assert {root: token(KINDS["pillar"].model(pk=root)) for root in numbers} == numbers
    assert unpublished() == []
    first = Revision.objects.get(root=record.pillar.pk, number=1)
    assert ("Responding to threats" in first.body, first.publication) == (True, 1)
    assert {c.title: c.state for c in Changeset.objects.all()} == {"All of it": "published", "Second": "published"}
    # And work goes on.
    change(record.pillar, name_en="Third name")
    assert publish_all(title="Third").number == 3
    with pytest.raises(Refused, match="The desk is not empty"):
        rebuild_desk()


def test_the_command_says_what_came_back_and_what_cannot(record):
    empty_the_desk()
    out = io.StringIO()
    call_command("rebuild_desk", stdout=out)
    assert "     2 meeting" in out.getvalue()
    assert "drafts: whatever was at the desk and not yet published" in out.getvalue()
    with pytest.raises(CommandError, match="not empty"):
        call_command("rebuild_desk", stdout=out)


def test_a_desk_older_than_the_record_publishes_nothing_and_says_why(record):
    change(record.pillar, name_en="Newer")
    publish_all(title="Forgotten by the desk")
    # The desk of before: its changeset, revisions and rows are those of the backup.
    Changeset.objects.filter(title="Forgotten by the desk").delete()
    Revision.objects.filter(number=2).delete()
    change(record.pillar, name_en="Another branch")
    revise(record.pillar, user=None, reason="Saved")
    assert token(record.pillar) == 2
    with pytest.raises(Refused, match=r"publication 2, of which this desk knows nothing: the desk is older"):
        press.publish_now(gather([("pillar", record.pillar.pk)]), user=None, title="Refused")
    assert models.Pillar.objects.using("public").get().name_en == "Newer"


# --- Shipping


@pytest.mark.sqlite_only
@pytest.mark.django_db(databases=["default", "public"], transaction=True)
def test_the_record_is_shipped_as_one_file_that_needs_nothing_beside_it(tmp_path):
    with realm.at_desk():
        builders.published()
        out, dest = io.StringIO(), tmp_path / "shipped" / "record.sqlite3"
        call_command("ship_record", str(dest), stdout=out)
        call_command("ship_record", str(dest), stdout=out)  # replaces it
    assert out.getvalue() == f"{dest} holds publication 1.\n" * 2
    assert [path.name for path in dest.parent.iterdir()] == ["record.sqlite3"]
    assert oct(dest.stat().st_mode & 0o777) == "0o444"
    shipped = sqlite3.connect(f"file:{dest}?mode=ro&immutable=1", uri=True)
    assert shipped.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert shipped.execute("SELECT name_en FROM initiatives_pillar").fetchall() == [("Responding to threats",)]
    shipped.close()


@pytest.mark.sqlite_only
@pytest.mark.django_db(databases=["default", "public"], transaction=True)
def test_a_live_file_is_never_shipped_over(tmp_path):
    with realm.at_desk():
        publish = connections["public"].settings_dict["NAME"]
        with pytest.raises(CommandError, match="That is the live record"):
            call_command("ship_record", str(publish))
        (tmp_path / "record-wal").touch()
        with pytest.raises(CommandError, match="in use in write-ahead mode"):
            call_command("ship_record", str(tmp_path / "record"))


@pytest.mark.postgres_only
def test_shipping_from_postgresql_says_what_to_do_instead(tmp_path):
    with pytest.raises(CommandError, match="replicate it, or copy it with pg_dump"):
        call_command("ship_record", str(tmp_path / "record"))


def test_an_unfinished_publishing_of_a_changeset_taken_back_meanwhile_is_completed(record):
    change(record.pillar, name_en="Once")
    changeset = press.compose(chosen(record.pillar), user=None, title="Once")
    press.freeze(changeset, user=None)
    ledger.publish(press.edition_of(changeset))
    Changeset.objects.filter(pk=changeset.pk).update(sha256="")
    assert press.reconcile() == 1
    changeset.refresh_from_db()
    assert (changeset.state, changeset.publication) == (State.PUBLISHED, 2)
    assert press.reconcile() == 0
    assert snapshot(record.pillar, "public") == snapshot(record.pillar, "default")
    revise_everything(user=None, reason="Nothing new")
    assert unpublished() == []
