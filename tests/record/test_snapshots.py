"""Snapshots hold everything and read back as they were; apply changes all of it, or nothing and says why."""

import pytest
from django.apps import apps
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from modeltranslation.translator import NotRegistered, translator

from initiatives import models
from initiatives.choices import DocumentKind, PassageKind
from initiatives.record import realm
from initiatives.record.bodies import digest, rows_of, written
from initiatives.record.kinds import KINDS, kind_of, root_of
from initiatives.record.links import Incomplete, StillReferenced, links
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshot, snapshots
from initiatives.record.writing import Taken, apply
from tests.builders import Record, key, names

pytestmark = pytest.mark.django_db(databases=["default", "public"])

DOMAIN = list(apps.get_app_config("initiatives").get_models())


@pytest.fixture
def record():
    with realm.at_desk():
        yield Record(rounds=2)


def bodies(using):
    return {
        root: body
        for kind, one in KINDS.items()
        for root, body in snapshots(kind, one.model.objects.using(using).values_list("pk", flat=True), using).items()
    }


def changed(body, model, **values):
    rows = rows_of(body)
    rows[model][0].update(values)
    return written(rows)


# --- What a snapshot holds


def test_every_model_is_a_root_or_owned_by_one():
    members = [member.model for kind in KINDS.values() for member in kind.members]
    assert set(members) == set(DOMAIN)
    assert {model for model in members if members.count(model) > 1} == {models.Citation}


@pytest.mark.parametrize("model", DOMAIN, ids=lambda model: model.__name__)
def test_every_column_and_every_many_to_many_is_in_the_snapshot(record, model):
    try:
        translated = translator.get_options_for_model(model).all_fields
    except NotRegistered:
        translated = {}
    # A translated column repeats one of its languages; all of its languages are there.
    held = {field.attname for field in model._meta.concrete_fields if field.name not in translated}
    held |= {field.name for field in model._meta.many_to_many}
    held |= {f"{name}_{language}" for name in translated for language in ("en", "ja", "ko")}
    row = model.objects.first()
    content = rows_of(snapshot(root_of(row), realm.DESK))
    found = next(r for r in content[model._meta.model_name] if r["id"] == str(row.pk))
    assert set(found) == held


def test_a_root_owns_what_leads_to_it(record):
    meeting = record.rounds[0]
    for row in (
        meeting,
        meeting.delegates.first(),
        record.documents[0],
        record.documents[0].passages.first(),
        meeting.citations.first(),
    ):
        assert root_of(row) == meeting
    official = record.officials[0]
    for row in (official, official.names.get(), official.tenures.get(), official.citations.first()):
        assert root_of(row) == official


def test_a_snapshot_is_the_same_in_every_language_database_and_order(record):
    first = bodies(realm.DESK)
    for language in ("en", "ja", "ko"):
        with translation.override(language):
            assert bodies(realm.DESK) == first
    with realm.publishing():
        apply(first.values(), realm.PUBLIC)
        assert bodies(realm.PUBLIC) == first
        apply(reversed(list(first.values())), realm.PUBLIC)
        with translation.override("ja"):
            assert bodies(realm.PUBLIC) == first
    # Rows deleted and made again in another order.
    apply(sorted(first.values(), key=digest), realm.DESK)
    assert bodies(realm.DESK) == first


def test_renaming_another_root_changes_no_bytes(record):
    before = snapshot(record.rounds[0], realm.DESK)
    models.Official.objects.filter(pk=record.officials[0].pk).update(name="Somebody Else", slug="somebody-else")
    assert snapshot(record.rounds[0], realm.DESK) == before


WRITTEN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)
NESTED = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WRITTEN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WRITTEN, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=WRITTEN, japanese=WRITTEN, repairs=st.lists(NESTED, max_size=3))
def test_whatever_is_written_reads_back_byte_for_byte_on_the_other_database(record, text, japanese, repairs):
    passage = record.documents[0].passages.first()
    models.Passage.objects.filter(pk=passage.pk).update(text=text, repairs=repairs)
    models.Meeting.objects.filter(pk=record.rounds[0].pk).update(summary_en=text, summary_ja=japanese)
    everything = bodies(realm.DESK)
    with realm.publishing():
        apply(everything.values(), realm.PUBLIC)
    assert bodies(realm.PUBLIC) == everything


# --- What apply does


@pytest.fixture
def public(record):
    """The record in the public database; returns its bodies."""
    everything = bodies(realm.DESK)
    with realm.publishing():
        apply(everything.values(), realm.PUBLIC)
        yield everything


def test_unique_values_may_be_exchanged_in_a_ring(record, public):
    ring = [public[official.pk] for official in record.officials]
    slugs = [official.slug for official in record.officials]
    moved = [changed(body, "official", slug=slug) for body, slug in zip(ring, [*slugs[1:], slugs[0]], strict=True)]
    apply(moved, realm.PUBLIC)
    assert [models.Official.objects.using("public").get(pk=o.pk).slug for o in record.officials] == [
        *slugs[1:],
        slugs[0],
    ]


def test_rows_that_refer_to_each_other_within_and_across_roots_arrive_in_any_order(record):
    one, two = record.documents
    for slug, document, original in (("x", one, two), ("y", two, one)):
        models.Document.objects.create(
            id=key("translation", slug),
            meeting=document.meeting,
            slug=f"translation-{slug}",
            kind=DocumentKind.FACT_SHEET,
            title="A translation",
            is_translation=True,
            translation_of=original,
        )
    models.Passage.objects.create(
        id=key("own parent"),
        document=one,
        number="9",
        position=99,
        kind=PassageKind.PARAGRAPH,
        parent_id=key("own parent"),
        text="Its own parent",
        start=0,
        end=1,
    )
    everything = bodies(realm.DESK)
    with realm.publishing():
        for order in (list(everything.values()), list(everything.values())[::-1]):
            apply(order, realm.PUBLIC)
            assert bodies(realm.PUBLIC) == everything
        # The rounds alone, in a record that holds them.
        apply([everything[row.pk] for row in record.rounds], realm.PUBLIC)
        assert bodies(realm.PUBLIC) == everything


def test_a_missing_reference_is_named_and_nothing_changes(record):
    with realm.publishing(), pytest.raises(Incomplete) as refusal:
        apply([snapshot(record.initiative, realm.DESK)], realm.PUBLIC)
    assert {(link.model, link.field) for link in refusal.value.links} == {
        ("initiative", "pillar"),
        ("citation", "passage"),
    }
    assert bodies(realm.PUBLIC) == {}


def test_a_missing_reference_of_a_many_to_many_is_named(record, public):
    content = rows_of(public[record.rounds[0].pk])
    content["passage"][0]["references"] = [str(key("nowhere"))]
    with pytest.raises(Incomplete) as refusal:
        apply([written(content)], realm.PUBLIC)
    assert [(link.field, link.target) for link in refusal.value.links] == [("references", key("nowhere"))]
    assert bodies(realm.PUBLIC) == public


def test_what_is_still_referred_to_stays_and_every_holder_is_named(record, public):
    with pytest.raises(StillReferenced) as refusal:
        apply([], realm.PUBLIC, removed=[("reference", record.references[0].pk)])
    statement = record.documents[0].passages.get(number="1.2")
    assert refusal.value.holders == [(models.Passage, statement.pk, models.Reference)]
    assert bodies(realm.PUBLIC) == public


def test_an_owned_row_that_another_root_cites_cannot_go(record, public):
    content = rows_of(public[record.rounds[0].pk])
    statement = record.documents[0].passages.get(number="1.2")
    content["passage"] = [row for row in content["passage"] if row["id"] != str(statement.pk)]
    with pytest.raises(StillReferenced) as refusal:
        apply([written(content)], realm.PUBLIC)
    assert {model for model, _, _ in refusal.value.holders} == {models.Citation}
    assert bodies(realm.PUBLIC) == public


def test_what_goes_together_goes_although_it_refers_to_each_other(record, public):
    two = [("activity", record.activities[1].pk), ("reference", record.references[1].pk)]
    apply([], realm.PUBLIC, removed=[*two, ("meeting", record.rounds[1].pk)])
    gone = {root for _, root in two} | {record.rounds[1].pk}
    assert bodies(realm.PUBLIC) == {root: body for root, body in public.items() if root not in gone}


def test_a_taken_slug_is_named(record, public):
    with pytest.raises(Taken) as refusal:
        apply([changed(public[record.officials[0].pk], "official", slug="bunta-sato")], realm.PUBLIC)
    assert refusal.value.clashes == [(models.Official, "slug", "bunta-sato")]
    assert bodies(realm.PUBLIC) == public


def test_two_of_the_bodies_with_one_slug_are_named(record, public):
    one, two = (changed(public[official.pk], "official", slug="same") for official in record.officials[:2])
    with pytest.raises(Taken, match="“same” is already that of another official"):
        apply([one, two], realm.PUBLIC)


def test_a_value_longer_than_its_column_is_refused_on_both_databases(record, public):
    with pytest.raises(Refused, match=r"has more than 200 characters\. Shorten it"):
        apply([changed(public[record.officials[0].pk], "official", name="x" * 201)], realm.PUBLIC)
    assert bodies(realm.PUBLIC) == public


@pytest.mark.parametrize(
    ("model", "values", "message"),
    [
        ("meeting", {"end": "2000"}, "The last day is before the first."),
        ("meeting", {"kind": "call"}, "A call has no number"),
    ],
)
def test_a_broken_rule_of_a_table_is_told_in_its_own_words(record, public, model, values, message):
    with pytest.raises(Refused, match=message):
        apply([changed(public[record.rounds[0].pk], model, **values)], realm.PUBLIC)
    assert bodies(realm.PUBLIC) == public


def test_a_number_given_twice_in_a_document_is_told_in_words(record, public):
    content = rows_of(public[record.rounds[0].pk])
    content["passage"][0]["number"] = content["passage"][1]["number"]
    with pytest.raises(Refused, match="already given to other words"):
        apply([written(content)], realm.PUBLIC)
    assert bodies(realm.PUBLIC) == public


def test_bytes_that_do_not_read_back_are_refused(record, public):
    content = rows_of(public[record.pillar.pk])
    content["pillar"][0]["position"] = "1"
    with pytest.raises(Refused, match="does not read back"):
        apply([written(content)], realm.PUBLIC)
    assert bodies(realm.PUBLIC) == public


def test_links_lead_out_of_the_root_only(record):
    found = links(rows_of(snapshot(record.rounds[0], realm.DESK)))
    assert {link.target_model for link in found} == {
        models.Country,
        models.Official,
        models.Pillar,
        models.Initiative,
        models.Reference,
    }


def test_the_queries_of_snapshots_grow_with_kinds_of_rows_not_with_roots(record, django_assert_num_queries):
    officials = [official.pk for official in record.officials]
    for some in (officials[:1], officials):
        with django_assert_num_queries(4, using="default"):
            snapshots("official", some, realm.DESK)
    assert kind_of(models.Official).name == "official"


def test_translated_columns_are_those_of_their_language_whatever_is_active(record):
    with translation.override("ko"):
        apply([changed(snapshot(record.pillar, realm.DESK), "pillar", **names("New"))], realm.DESK)
    row = models.Pillar.objects.get()
    assert (row.name_en, row.name_ja, row.name_ko) == ("New", "New（日）", "New (한)")
