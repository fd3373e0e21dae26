"""The law of columns: the file is true of the models, and says what to do where a model has changed."""

import dataclasses

import pytest

from initiatives.record import columns, realm
from initiatives.record.bodies import SCHEMA, written
from initiatives.record.bodies import rows_of as opened
from initiatives.record.columns import Column
from initiatives.record.snapshots import snapshot
from tests.builders import Record


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The file of columns, to be written to."""
    copy = tmp_path / "columns.json"
    copy.write_text(columns.FILE.read_text())
    monkeypatch.setattr(columns, "FILE", copy)
    forget()
    yield copy
    monkeypatch.undo()
    forget()


def forget():
    columns.on_file.cache_clear()
    columns.unmentioned.cache_clear()


@pytest.fixture
def models(monkeypatch):
    """What the models have: a table that a test may change."""
    now = columns.of_models()
    monkeypatch.setattr(columns, "of_models", lambda: now)
    return now


def test_the_file_is_true_of_the_models():
    """Where this fails, do what it says: a column that is renamed, removed or means something else needs a step."""
    assert columns.breaches(SCHEMA) == []


def test_no_schema_on_file_is_changed_by_writing_it_again(file):
    before = file.read_text()
    assert columns.write(SCHEMA) == []
    assert file.read_text() == before


def test_a_removed_or_renamed_column_needs_a_step(file, models):
    models["meeting"]["place"] = models["meeting"].pop("venue_en")
    before = file.read_text()
    added, removed = columns.breaches(SCHEMA)
    assert added == "meeting has no column place in the file of columns: run manage.py columns."
    assert removed.startswith(f"meeting.venue_en stands in bodies of schema {SCHEMA} and in no model: add a step.")
    assert columns.write(SCHEMA, reads_as_before=True) == [removed]
    assert file.read_text() == before
    assert columns.write(SCHEMA + 1) == []  # with the step it becomes a new schema, and the old one stays
    assert columns.breaches(SCHEMA + 1) == []
    assert "venue_en" in columns.on_file()[SCHEMA]["meeting"]


@pytest.mark.parametrize(
    ("what", "new"), [("type", "TextField"), ("means", "state. Otherwise."), ("choices", ("held", "planned", "both"))]
)
def test_a_column_that_changes_its_type_choices_or_meaning_is_asked_about(file, models, what, new):
    models["meeting"]["state"] = dataclasses.replace(models["meeting"]["state"], **{what: new})
    (said,) = columns.breaches(SCHEMA)
    assert said.startswith(f"meeting.state has changed: its {what} was ")
    assert "add a step" in said
    assert columns.write(SCHEMA) == [said]
    assert columns.write(SCHEMA, reads_as_before=True) == []
    assert columns.breaches(SCHEMA) == []


def test_a_new_column_is_written_with_the_value_it_has_in_bodies_made_before(file, models, monkeypatch):
    models["meeting"]["seats"] = Column("IntegerField", "seats.")
    monkeypatch.setattr(columns, "_added", lambda model, name: {"seats": 12}[name])
    assert columns.breaches(SCHEMA) == ["meeting has no column seats in the file of columns: run manage.py columns."]
    assert columns.write(SCHEMA) == []
    assert columns.unmentioned(SCHEMA)["meeting"]["seats"] == 12
    assert columns.write(SCHEMA + 1) == []  # and it stays frozen in the schemas that follow
    assert columns.unmentioned(SCHEMA + 1)["meeting"]["seats"] == 12


def test_columns_of_a_new_model_stand_for_nothing_in_earlier_bodies(file, models):
    models["treaty"] = {"id": Column("UUIDField(32)", "key."), "open": Column("BooleanField", "open.")}
    assert columns.write(SCHEMA) == []
    assert columns.breaches(SCHEMA) == []
    assert {column.added for column in columns.on_file()[SCHEMA]["treaty"].values()} == {columns.NEVER}


@pytest.mark.django_db(databases=["default", "public"])
def test_an_added_column_changes_no_byte_of_a_body(file, models, monkeypatch):
    with realm.at_desk():
        before = snapshot(Record(rounds=1).rounds[0], "default")
    models["meeting"]["seats"] = Column("CharField(20)", "seats.")
    models["delegate"]["seat"] = Column("BooleanField", "seat.")
    monkeypatch.setattr(columns, "_added", lambda model, name: {"seats": "", "seat": False}[name])
    assert columns.write(SCHEMA) == []
    assert written(opened(before)) == before
    assert opened(before).own["seats"] == ""
    assert {row["seat"] for row in opened(before)["delegate"]} == {False}


def test_what_a_column_means_unmentioned_follows_from_its_type():
    unsaid = {
        form: Column(form, "x.").unmentioned for form in ("CharField(3) or null", "TextField", "DateField or null")
    }
    assert unsaid == {"CharField(3) or null": "", "TextField": "", "DateField or null": None}
    assert Column("JSONField", "x.").unmentioned == []
    for form in ("BooleanField", "PositiveSmallIntegerField", "ForeignKey(country)", "UUIDField(32)"):
        assert Column(form, "x.").unmentioned is columns.NEVER
    assert Column("BooleanField", "x.", added=False).unmentioned is False
