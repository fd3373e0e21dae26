"""The capsule: all that is public and nothing else, the same bytes everywhere, and a site made again from it."""

import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import frictionless
import pytest
import rdflib
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.utils import timezone, translation
from hypothesis import HealthCheck, example, given
from hypothesis import settings as how
from hypothesis import strategies as st

from initiatives import models
from initiatives.desk import corrections, press
from initiatives.desk.models import Revision
from initiatives.published import originals
from initiatives.published.capsule import making, restoring, tables
from initiatives.published.capsule.parts import source
from initiatives.published.models import Held, Item, Publication
from initiatives.record import csv_cells, realm
from initiatives.record.refusals import Refused
from tests import builders
from tests.copies import copy_of
from tests.copies import tables as tables_of
from tests.crawling import pages, slugs_in
from tests.processes import ROOT, environment
from tests.views.conftest import taken_back

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"])

FILE = b"%PDF the file as it was issued"
DRAFT = "Vorpal draft"
TAKEN_BACK, FORGOTTEN = "Taken back in year 2", "Forgotten altogether"


@pytest.fixture
def history():
    """A record with six publications: a rename, a withdrawal, a purge, an original, and a draft that is not public."""
    originals.keep(FILE, originals.public())
    originals.keep(FILE, storages["desk_originals"])
    return copy_of(_history)


def _history():
    record = builders.corrected(2)
    with realm.at_desk():
        taken, purged = record.activities
        models.Activity.objects.filter(pk=taken.pk).update(summary_en=TAKEN_BACK)
        models.Activity.objects.filter(pk=purged.pk).update(summary_en=FORGOTTEN)
        named = {"original_sha256": hashlib.sha256(FILE).hexdigest(), "original_name": "sheet.pdf"}
        models.Document.objects.filter(pk=record.documents[0].pk).update(**named)
        builders.publish_all(title="Three more facts")
        models.Initiative.objects.filter(pk=record.initiative.pk).update(slug="outer-space")
        builders.publish_all(title="Another address")
        withdrawn(taken)
        withdrawn(purged, purge=True)
        models.Pillar.objects.filter(pk=record.pillar.pk).update(summary_en=DRAFT)
    return record


def withdrawn(root, **how):
    changeset = corrections.withdraw([("activity", root.pk)], user=None, title="Out", reason="It was none.", **how)
    press.freeze(changeset, user=None)
    press.publish(changeset, user=None)


def exported(place):
    call_command("export_capsule", str(place), verbosity=0, stdout=io.StringIO())
    return parts_of(place)


def parts_of(place):
    """Path → bytes of every part; of the database its dump."""
    with source(Path(place)) as opened:
        parts = {path: opened.read(path) for path in opened.sizes}
    database = sqlite3.connect(":memory:")
    database.deserialize(parts[making.DATABASE])
    return parts | {making.DATABASE: list(database.iterdump())}


def answers(paths):
    """What the site says at these addresses, byte for byte."""
    shutil.rmtree(settings.CAPSULES, ignore_errors=True)
    found = {}
    for path in paths:
        response = Client().get(path)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        found[path] = (response.status_code, response.headers.get("Location"), content)
    return found


def emptied():
    """Both databases without the record, as in an empty place."""
    for alias in (realm.DESK, realm.PUBLIC):
        with realm.publishing(), connections[alias].cursor() as cursor:
            for table in tables_of(alias):
                if table != "desk_entry":  # the audit log refuses it
                    cursor.execute(f"DELETE FROM {table}")
    with connections[realm.AS_OF].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS shown")
    shutil.rmtree(settings.DATA_DIR / "originals", ignore_errors=True)


def imported(place):
    call_command("import_capsule", str(place), verbosity=0, stdout=io.StringIO())


def test_a_site_made_from_a_capsule_answers_as_the_one_it_was_made_from(history, tmp_path):
    listed = list(pages(slugs_in(realm.PUBLIC)).values())
    slug = history.rounds[0].slug
    earlier = [f"{path}?as-of={n}" for n in (1, 3) for path in ("/", f"/rounds/{slug}/", "/pillars/threats/")]
    gone = ["/initiatives/space/", "/activities/meeting-1/", "/activities/meeting-2/", "/rounds/1/", "/rounds/9/"]
    original = f"/documents/{history.documents[0].slug}/original/"
    paths = [*listed, "/ja/changes/", *gone, *earlier, "/search/?q=space", original]
    told, parts = answers(paths), exported(tmp_path / "one.zip")
    emptied()
    imported(tmp_path / "one.zip")
    again = answers(paths)
    assert [path for path in told if told[path] != again.get(path)] == []
    assert {status for status, *_ in told.values()} == {200, 301, 302, 404, 410}
    assert exported(tmp_path / "two") == parts
    assert (tmp_path / "one.zip").read_bytes() == zipped(tmp_path)


def zipped(tmp_path):
    exported(tmp_path / "again.zip")
    return (tmp_path / "again.zip").read_bytes()


def test_what_was_imported_can_be_edited_and_published(history, tmp_path):
    exported(tmp_path / "one.zip")
    emptied()
    imported(tmp_path / "one.zip")
    with realm.at_desk():
        pillar = models.Pillar.objects.get()
        assert pillar.summary_en == ""
        pillar.name_en = "Answering threats"
        pillar.save()
        builders.still_right(pillar)
        held = Held.objects.get(root=pillar.pk).revision
        assert builders.publish_all(title="Gone on").number == 7
    assert Held.objects.get(root=history.pillar.pk).revision > held
    assert Revision.objects.filter(root=history.pillar.pk).count() == 3
    assert Client().get("/pillars/threats/").context["object"].name == "Answering threats"


def test_nothing_is_in_it_that_is_not_public(history, tmp_path):
    assert {DRAFT, TAKEN_BACK} - said_at_the_desk() == set()
    exported(tmp_path / "c")
    everything = b"".join(path.read_bytes() for path in (tmp_path / "c").rglob("*") if path.is_file())
    words = (DRAFT, TAKEN_BACK, FORGOTTEN, "Officials met 2")
    assert [word for word in words if word.encode() in everything] == []
    taken, purged = (each.pk for each in history.activities)
    states = {each["root"]: each for each in json.loads((tmp_path / "c" / "held.json").read_bytes())}
    assert [(states[str(key)]["action"], states[str(key)]["body"]) for key in (taken, purged)] == [
        ("withdrawn", ""),
        ("purged", ""),
    ]
    assert states[str(taken)]["reason"] == "It was none."
    first = json.loads((tmp_path / "c" / "publications" / "1.json").read_bytes())["items"]
    bodies = {each["root"]: (each["body"], len(each["sha256"])) for each in first}
    assert (bodies[str(taken)], bodies[str(purged)]) == (("", 64), ("", 64))
    pillar = str(history.pillar.pk)
    assert bodies[pillar] == (f"record/pillar/{pillar}/1.json", 64)


def said_at_the_desk():
    activities = models.Activity.objects.using(realm.DESK).values_list("summary_en", flat=True)
    pillars = models.Pillar.objects.using(realm.DESK).values_list("summary_en", flat=True)
    kept = {word for word in (TAKEN_BACK,) if Item.objects.filter(body__contains=word).exists()}
    return {*activities, *pillars, *kept}


def test_bodies_are_as_published_and_the_manifest_names_every_part(history, tmp_path):
    parts = exported(tmp_path / "c.zip")
    items = Item.objects.filter(root__in=Held.objects.filter(action="published").values("root")).exclude(body="")
    bodies = {making.body_path(each.kind, each.root, each.publication_id): each.body.encode() for each in items}
    assert {path: content for path, content in parts.items() if path.startswith("record/")} == bodies
    manifest = json.loads(parts["manifest.json"])
    assert (manifest["publication"], manifest["missing_originals"]) == (6, [])
    listed = {each["path"]: (each["bytes"], each["sha256"]) for each in manifest["parts"]}
    others = parts.keys() - {"manifest.json", making.DATABASE}
    assert listed == {path: (len(parts[path]), hashlib.sha256(parts[path]).hexdigest()) for path in others}
    dump = "".join(f"{line}\n" for line in parts[making.DATABASE]).encode()
    assert manifest["database"]["dump_sha256"] == hashlib.sha256(dump).hexdigest()


def test_it_depends_on_no_language_no_time_zone_and_no_hour(published, tmp_path, monkeypatch):
    parts = exported(tmp_path / "one.zip")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        with translation.override("ko"), timezone.override("Asia/Seoul"):
            assert exported(tmp_path / "two.zip") == parts
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.long
@pytest.mark.django_db(databases=["default", "public", "as_of"], transaction=True)
def test_another_process_of_another_locale_makes_the_same(history, tmp_path):
    parts = exported(tmp_path / "one.zip")
    command = [sys.executable, "manage.py", "export_capsule", str(tmp_path / "two.zip")]
    told = environment(
        PYTHONHASHSEED="7", TZ="Asia/Seoul", LC_ALL="C", SITE_NAME="Another", DATA_DIR=str(settings.DATA_DIR)
    )
    subprocess.run(command, cwd=ROOT, env=told, check=True, capture_output=True)
    assert parts_of(tmp_path / "two.zip") == parts


# --- Parsers of others


@pytest.fixture
def folder(published, tmp_path):
    """A capsule as a folder, of a record with text that a spreadsheet would take for formulas."""
    with realm.at_desk():
        models.Pillar.objects.update(summary_en="=1+1", summary_ja="'quoted", summary_ko="@한국")
        builders.publish_all(title="Formulas")
    exported(tmp_path / "c")
    return tmp_path / "c"


def test_the_tables_are_a_valid_package_with_its_keys(folder):
    package = frictionless.Package(str(folder / "datapackage.json"))
    report = package.validate()
    assert report.flatten(["type", "note"]) == []
    assert [resource.name for resource in package.resources] == [table.name for table in tables.tables()]
    passages = next(resource for resource in package.resources if resource.name == "passage")
    assert {key["reference"]["resource"] for key in passages.schema.foreign_keys} == {
        "document", "", "pillar", "initiative", "official",
    }  # fmt: skip


def test_tables_and_database_hold_the_same_and_formulas_are_marked(folder):
    database = sqlite3.connect(folder / "record.sqlite")
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in tables.tables():
        with (folder / f"tables/{table.name}.csv").open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        assert header == table.header
        stored = tables.stored(database, table)
        assert rows == [[csv_cells.cell(value) for value in row] for row in stored], table.name
    with (folder / "tables/pillar.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    said = [row[f"summary_{code}"] for code in ("en", "ja", "ko")]
    assert said == ["'=1+1", "''quoted", "'@한국"]
    assert [csv_cells.plain(cell) for cell in said] == ["=1+1", "'quoted", "@한국"]
    assert "-- First day" in database.execute("SELECT sql FROM sqlite_master WHERE name = 'meeting'").fetchone()[0]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # in rdflib itself
def test_the_graph_and_the_catalogue_are_linked_data(folder):
    graph = rdflib.Graph().parse(folder / "linked-data.jsonld", format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    kinds = {str(kind).rpartition("/")[2]: n for kind, n in graph.query(
        "SELECT ?kind (COUNT(?node) AS ?n) WHERE { ?node a ?kind FILTER(isIRI(?node)) } GROUP BY ?kind")}  # fmt: skip
    wanted = {
        "Quotation": models.Passage.objects.count(),
        "Claim": models.Citation.objects.count(),
        "Person": 3,
        "Report": 1,
        "Event": 2,
    }
    assert {name: int(kinds[name]) for name in wanted} == wanted
    passage = models.Passage.objects.get(number="1.1")
    node = rdflib.URIRef(f"urn:uuid:{passage.pk}")
    assert str(graph.value(node, schema.text)) == passage.text
    assert graph.value(node, schema.isPartOf) == rdflib.URIRef(f"urn:uuid:{passage.document_id}")
    catalogue = rdflib.Graph().parse(folder / "dcat.jsonld", format="json-ld")
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    assert len(set(catalogue.objects(None, dcat.distribution))) == len(tables.tables()) + 3


@how(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(),
    st.lists(st.lists(st.text() | st.integers() | st.booleans() | st.none(), min_size=2, max_size=2), max_size=3),
)
@example("=cmd|' /C calc'!A0", [["\t=1", "＝1"], ["\r@x", "'"]])
def test_no_cell_is_a_formula_and_every_text_comes_back(text, rows):
    marked = csv_cells.escaped(text)
    assert csv_cells.plain(marked) == text or not text.startswith((*csv_cells.OPENERS, "'"))
    assert not marked.startswith(csv_cells.OPENERS)
    assert (marked == text) == (not text.startswith((*csv_cells.OPENERS, "'")))
    written = b"".join(csv_cells.lines(["a", "b"], rows)).decode("utf-8", "surrogatepass")
    header, *read = csv.reader(io.StringIO(written, newline=""))
    assert header == ["a", "b"]
    assert read == [[csv_cells.cell(value) for value in row] for row in rows]


# --- What is refused


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker, tmp_path_factory):
    """A capsule as a folder, made once; tests take copies of it."""
    place = tmp_path_factory.mktemp("capsule") / "whole"
    with taken_back(django_db_blocker):
        builders.published()
        exported(place)
    return place


def refusal(place):
    """Why a capsule is refused; nothing is written then."""
    with pytest.raises(CommandError) as caught:
        imported(place)
    assert not Publication.objects.exists()
    assert not models.Country.objects.using(realm.PUBLIC).exists()
    assert not models.Country.objects.using(realm.DESK).exists()
    return str(caught.value).splitlines()


def changed(path, old, new):
    def change(place):
        content = (place / path).read_bytes()
        assert old in content
        (place / path).write_bytes(content.replace(old, new, 1))

    return change


def signed(path, old, new):
    """A part changed, and a manifest that agrees with it."""

    def change(place):
        changed(path, old, new)(place)
        manifest = json.loads((place / "manifest.json").read_bytes())
        content = (place / path).read_bytes()
        for each in manifest["parts"]:
            if each["path"] == path:
                each |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        (place / "manifest.json").write_text(json.dumps(manifest))

    return change


DAMAGE = {
    "one letter": (changed("held.json", b"published", b"publishee"), "“held.json” is damaged: its SHA-256 is"),
    "the database": (changed("record.sqlite", b"Tokyo", b"Kyoto"), "“record.sqlite” is damaged"),
    "cut short": (changed("addresses.json", b"]", b""), "“addresses.json” has"),
    "a part less": (lambda place: (place / "README.md").unlink(), "“README.md” is missing."),
    "a part more": (lambda place: (place / "more.txt").write_text("x"), "“more.txt” is not in the manifest."),
    "no manifest": (lambda place: (place / "manifest.json").unlink(), "There is no “manifest.json”"),
    "another's": (changed("manifest.json", b'"trilateral-record"', b'"another"'), "“manifest.json” is not that of"),
    "a later format": (changed("manifest.json", b'"format": 1', b'"format": 2'), "“manifest.json” is of format 2"),
    "a later schema": (changed("manifest.json", b'"schema": 3', b'"schema": 99'), "The capsule has schema 99"),
    "no JSON": (lambda place: (place / "manifest.json").write_text("{"), "“manifest.json” is no JSON"),
    "a link": (lambda place: (place / "x.json").symlink_to("/etc/passwd"), "“x.json” is a link or no file"),
    "a publication without a number": (
        signed("publications/1.json", b'"number"', b'"nummer"'), "“publications/1.json” does not hold"),
    "a state of nothing": (signed("held.json", b'"kind": "pillar"', b'"kind": "pillow"'), "“held.json” does not hold"),
    "an address of another": (signed("addresses.json", b'"slug": "s', b'"slug": "t'), "“addresses.json” does not hold"),
    "a state that names another body": (signed("held.json", b'"sha256": "', b'"sha256": "f'), "“record/"),
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_capsule_is_refused_by_the_name_of_the_part(whole, tmp_path, case):
    damage, said = DAMAGE[case]
    shutil.copytree(whole, tmp_path / "c")
    damage(tmp_path / "c")
    first, *_, last = refusal(tmp_path / "c")
    assert first.startswith(said)
    assert last == "Nothing was imported."


@pytest.mark.once
def test_a_body_that_was_not_published_is_refused(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "c")
    path = next(each for each in (whole / "record" / "pillar").rglob("*.json")).relative_to(whole).as_posix()
    signed(path, b"Responding to threats", b"Answering threats now")(tmp_path / "c")
    assert refusal(tmp_path / "c")[0].startswith(f"“{path}” is not the body that was published")


def zip_of(path, *entries):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content, mode, compression in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr, info.compress_type = mode << 16, compression
            archive.writestr(info, content)
    return path


PLAIN = (stat.S_IFREG | 0o644, zipfile.ZIP_STORED)


@pytest.mark.once
@pytest.mark.parametrize(
    "name", ["../x.json", "/etc/x.json", "a/../../x", "C:/x.json", "a\\x.json", "a//x", "~/x", ".ssh/x", "a/./x"]
)
def test_a_path_that_leads_out_is_refused(tmp_path, name):
    assert "is no path of a part" in refusal(zip_of(tmp_path / "c.zip", (name, b"x", *PLAIN)))[0]


@pytest.mark.once
def test_a_bomb_a_link_and_what_is_no_zip_are_refused(whole, tmp_path):
    bomb = zip_of(tmp_path / "b.zip", ("manifest.json", b"0" * 2**24, PLAIN[0], zipfile.ZIP_DEFLATED))
    assert "is not unpacked" in refusal(bomb)[0]
    link = zip_of(tmp_path / "l.zip", ("manifest.json", b"/etc/passwd", stat.S_IFLNK | 0o777, zipfile.ZIP_STORED))
    assert "encrypted or a link" in refusal(link)[0]
    (tmp_path / "n.zip").write_bytes(b"nothing")
    assert "neither a folder nor a whole zip" in refusal(tmp_path / "n.zip")[0]
    assert refusal(tmp_path / "none.zip")[0] == f"There is nothing at {tmp_path / 'none.zip'}."


def test_a_place_that_holds_anything_is_left_alone(published, tmp_path):
    exported(tmp_path / "c.zip")
    with pytest.raises(CommandError, match="The desk is not empty"):
        imported(tmp_path / "c.zip")
    with source(tmp_path / "c.zip") as opened, pytest.raises(Refused, match="The public record is not empty"):
        restoring.restore(opened)
    assert Publication.objects.count() == 1


def test_a_capsule_is_written_over_nothing_and_of_nothing(tmp_path):
    with pytest.raises(CommandError, match="Nothing is published yet"):
        exported(tmp_path / "c.zip")
    assert list(tmp_path.iterdir()) == []
    builders.published()
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "mine").touch()
    with pytest.raises(CommandError, match="is there already"):
        exported(tmp_path / "c")
    assert os.listdir(tmp_path / "c") == ["mine"]
