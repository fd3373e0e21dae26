"""The record to download: the page, the file, its parts, the catalogue; made once, and never of what is not public."""

import hashlib
import io
import json
import tempfile
import zipfile

import pytest
import rdflib
from django.conf import settings as site
from django.contrib.auth import get_user_model

from initiatives.desk import corrections, press
from initiatives.published.capsule import keeping, making, tables
from initiatives.record import realm
from tests.reading import words_of

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"])


def content(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


@pytest.fixture
def capsule(published):
    return keeping.kept()


def test_the_page_names_the_file_and_its_parts_with_their_fingerprints(capsule, client):
    response = client.get("/data/")
    words = words_of(response)
    assert "Publications 1 to 1, the last of" in words
    file = content(client.get("/data/trilateral-record-1.zip"))
    assert f"SHA-256 {hashlib.sha256(file).hexdigest()}" in words
    parts = {each.part.path: each.part for name in ("parts", "tables") for each in response.context[name]}
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    for path, part in parts.items():
        assert (len(inside[path]), hashlib.sha256(inside[path]).hexdigest()) == (part.bytes, part.sha256), path
        assert content(client.get(f"/data/{path}")) == inside[path]
        assert part.sha256 in words
    told = {folder.name: folder.count for folder in response.context["folders"]}
    listed = {path for path in inside if path.partition("/")[0] not in told}
    assert parts.keys() == listed
    assert sum(told.values()) + len(listed) == len(inside)


def test_a_file_is_sent_once(capsule, client):
    for path, kind in (
        ("trilateral-record-1.zip", "application/zip"),
        ("tables/meeting.csv", "text/csv; charset=utf-8"),
        ("catalogue.jsonld", "application/ld+json"),
        ("record.sqlite", "application/vnd.sqlite3"),
    ):
        response = client.get(f"/data/{path}")
        assert (response["Content-Type"], int(response["Content-Length"])) == (kind, len(content(response))), path
        again = client.get(f"/data/{path}", headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"]), path
        moment = client.get(f"/data/{path}", headers={"If-Modified-Since": response["Last-Modified"]})
        assert moment.status_code == 304, path


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("trilateral-record-2.zip", 404),
        ("tables/none.csv", 404),
        ("../secret_key", 404),
        ("record/", 404),
        ("trilateral-record-1.zip?publication=1", 400),
        ("tables/meeting.csv?as-of=1", 400),
        ("?utm_source=x", 200),
    ],
)
def test_what_is_not_there_is_404_and_what_is_not_known_400(capsule, client, path, status):
    assert client.get(f"/data/{path}").status_code == status


def test_nothing_is_offered_where_nothing_is_public(client):
    response = client.get("/data/")
    assert (response.status_code, "Nothing is published yet" in words_of(response)) == (200, True)
    assert client.get("/data/manifest.json").status_code == 404


def test_a_preview_has_no_file(capsule, client):
    with realm.at_desk():
        client.force_login(get_user_model().objects.create_superuser("editor", "", "x"))
    response = client.get("/desk/preview/data/")
    assert (response.status_code, response.context["capsule"]) == (200, None)
    assert "A preview cannot be downloaded" in words_of(response)
    assert client.get("/desk/preview/data/trilateral-record-1.zip").status_code == 404


def test_the_catalogue_has_absolute_addresses_that_answer(capsule, client):
    catalogue = content(client.get("/data/catalogue.jsonld"))
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    found = {str(each["dcat:downloadURL"]["@id"]) for each in json.loads(catalogue)["dcat:distribution"]}
    assert len(found) == len(tables.tables()) + 3
    for address in found:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address
    assert str(dcat) in catalogue.decode()


def test_the_dictionary_explains_every_column(published, client):
    response = client.get("/data/dictionary/")
    shown = {
        (table.name, column.name)
        for table, meanings in response.context["listed"]
        for meaning in meanings
        for column in meaning.columns
    }
    assert shown == {(table.name, column.name) for table in tables.tables() for column in table.columns}
    words = words_of(response)
    assert "start First day 2017-01-05, or 2015-04: only as precise as the source. string" in words
    assert [column.name for table in tables.tables() for column in table.columns if not column.label] == []
    assert len(response.content) < 150_000


def test_it_is_made_once_a_publication(capsule):
    (file,) = site.CAPSULES.glob("1-*.zip")
    made = file.stat().st_mtime_ns
    assert keeping.kept() == capsule
    assert [each.stat().st_mtime_ns for each in site.CAPSULES.glob("1-*.zip")] == [made]


def test_no_file_is_kept_that_holds_what_was_purged(capsule, published):
    assert list(site.CAPSULES.glob("*.zip")) != []
    activity = published.activities[0].pk
    with realm.at_desk():
        changeset = corrections.withdraw([("activity", activity)], user=None, title="Out", reason="No.", purge=True)
        press.freeze(changeset, user=None)
        press.publish(changeset, user=None)
    assert list(site.CAPSULES.glob("*.zip")) == []


def test_where_the_place_cannot_be_written_it_is_made_all_the_same(capsule, settings, monkeypatch):
    whole = b"".join(capsule.pieces())
    settings.CAPSULES = "/proc/none"
    elsewhere = keeping.kept()
    assert (elsewhere.sha256, b"".join(elsewhere.pieces())) == (capsule.sha256, whole)
    monkeypatch.setattr(keeping, "_own", [])
    monkeypatch.setattr(tempfile, "tempdir", "/proc/none")
    in_memory = keeping.kept()
    assert (in_memory.place, in_memory.sha256, in_memory.size) == (None, capsule.sha256, len(whole))
    assert b"".join(in_memory.pieces(making.MANIFEST)) == b"".join(capsule.pieces(making.MANIFEST))
