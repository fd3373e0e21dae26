"""Forms: each page opens, a save is a revision with all that belongs to the root, a save of nothing is none."""

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

from initiatives import models
from initiatives.desk.models import Revision
from initiatives.desk.revisions import revise_everything
from initiatives.record import realm
from initiatives.record.bodies import rows_of
from tests.admin.conftest import add_url, form_of, opened, saved, text_of, url_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])

FORMS = [
    models.Meeting,
    models.Initiative,
    models.Activity,
    models.Pillar,
    models.Official,
    models.Reference,
    models.Country,
    models.Document,
    models.Passage,
]


def last(root):
    with realm.at_desk():
        return Revision.objects.filter(root=root.pk).order_by("-number").first()


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model._meta.model_name)
def test_every_list_and_form_opens(desk, published, model):
    name = f"admin:initiatives_{model._meta.model_name}"
    assert desk.get(reverse(f"{name}_changelist")).status_code == 200
    assert desk.get(reverse(f"{name}_add")).status_code == 200
    with realm.at_desk():
        rows = list(model.objects.all())
    assert rows
    for row in rows:
        assert desk.get(url_of(row)).status_code == 200


def test_the_pages_of_the_desk_open(desk, published):
    for model in apps.get_app_config("desk").get_models():
        try:
            address = reverse(f"admin:desk_{model._meta.model_name}_changelist")
        except NoReverseMatch:
            continue
        assert desk.get(address).status_code == 200
    for name in ("index", "unpublished", "checks", "published_publication_changelist"):
        assert desk.get(reverse(f"admin:{name}")).status_code == 200


@pytest.mark.parametrize("model", FORMS, ids=lambda model: model._meta.model_name)
def test_saving_without_a_change_makes_no_revision(desk, published, model):
    with realm.at_desk():
        rows = list(model.objects.all())
    for row in rows:
        saved(desk, row)
    with realm.at_desk():
        assert set(Revision.objects.values_list("number", flat=True)) == {1}


def test_saving_makes_a_revision_with_who_and_why(desk, editor, published):
    saved(desk, published.pillar, name_en="Answering threats", reason="As the second edition prints it")
    revision = last(published.pillar)
    assert (revision.number, revision.made_by, revision.reason) == (2, editor, "As the second edition prints it")
    assert rows_of(revision.body)["pillar"][0]["name_en"] == "Answering threats"
    saved(desk, published.pillar, name_en="Responding to threats")
    assert last(published.pillar).reason == "Saved in the admin"


def test_the_first_save_of_a_root_without_history_keeps_what_it_was(desk, record):
    saved(desk, record.pillar, name_en="Answering threats")
    with realm.at_desk():
        bodies = Revision.objects.filter(root=record.pillar.pk).order_by("number").values_list("body", flat=True)
        names = [rows_of(body)["pillar"][0]["name_en"] for body in bodies]
    assert names == ["Responding to threats", "Answering threats"]


def test_a_revision_holds_what_inlines_saved(desk, published):
    round_ = published.rounds[0]
    data = opened(desk, round_)
    place = next(i for i in range(3) if data[f"delegates-{i}-name"] == "Ann Blake")
    saved(desk, round_, **{f"delegates-{place}-title": "Acting Deputy Secretary of State"})
    titles = {row["name"]: row["title"] for row in rows_of(last(round_).body)["delegate"]}
    assert titles == {
        "Ann Blake": "Acting Deputy Secretary of State",
        "Bunta Sato": "Deputy Secretary of State",
        "Chul Lim": "Deputy Secretary of State",
    }


def test_a_passage_saves_a_revision_of_its_meeting_with_what_it_links_to(desk, published):
    round_ = published.rounds[0]
    with realm.at_desk():
        passage = published.documents[0].passages.get(number="1.3")
    saved(desk, passage, named_initiatives=[str(published.initiative.pk)])
    revision = last(round_)
    rows = {row["number"]: row["named_initiatives"] for row in rows_of(revision.body)["passage"]}
    assert (revision.number, rows["1.3"]) == (2, [str(published.initiative.pk)])


def test_a_document_saves_a_revision_of_its_meeting(desk, published):
    saved(desk, published.documents[0], issuers_en="The Department of State")
    revision = last(published.rounds[0])
    assert revision.number == 2
    assert rows_of(revision.body)["document"][0]["issuers_en"] == "The Department of State"


def test_adding_a_root_makes_its_first_revision(desk, published):
    data = form_of(desk.get(add_url(models.Initiative)))
    data |= {"name_en": "Oceans", "slug": "oceans", "pillar": str(published.pillar.pk)}
    assert desk.post(add_url(models.Initiative), data).status_code == 302
    with realm.at_desk():
        row = models.Initiative.objects.get(slug="oceans")
    assert (row.name_en, row.name_ja, last(row).number) == ("Oceans", "", 1)


def test_a_required_name_is_required_in_english_alone(desk, published):
    data = form_of(desk.get(add_url(models.Initiative))) | {"slug": "oceans", "pillar": str(published.pillar.pk)}
    response = desk.post(add_url(models.Initiative), data)
    assert response.status_code == 200
    assert set(response.context["adminform"].form.errors) == {"name_en"}


def test_a_field_that_was_emptied_is_stored_empty(desk, published):
    saved(desk, published.rounds[0], city_en="")
    with realm.at_desk():
        assert models.Meeting.objects.get(pk=published.rounds[0].pk).city_en == ""


def test_every_relation_is_looked_up_as_somebody_types(desk, published):
    """No select whose options grow with the record."""
    for model in FORMS:
        with realm.at_desk():
            row = model.objects.first()
        form = desk.get(url_of(row)).context["adminform"].form
        for name, field in form.fields.items():
            if hasattr(field, "queryset"):
                widget = getattr(field.widget, "widget", field.widget)
                assert "Choose" in type(widget).__name__, (model, name)


def test_an_autocomplete_says_which_document_a_passage_is_of(desk, published):
    query = {"app_label": "initiatives", "model_name": "citation", "field_name": "passage", "term": "1.1"}
    found = desk.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [one["text"] for one in found] == [
        "¶ 1.1 · 2015-01-05-washington-fact-sheet · Space policy answers threats in year 1."
    ]


def test_the_side_says_where_a_root_stands(desk, record):
    with realm.at_desk():
        revise_everything(user=None, reason="test")
    assert "The public does not see this." in text_of(desk.get(url_of(record.pillar)))
