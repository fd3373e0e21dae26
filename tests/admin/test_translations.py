"""The translation work list: what is missing, what fell behind, and answers that fill every place of a text."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from initiatives import models
from initiatives.desk.models import Revision, StaleTranslation
from initiatives.desk.revisions import revise_all, revise_everything
from initiatives.record import realm
from tests.admin.conftest import saved, signed_in
from tests.forms import form_of, text_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])
PUBLISHER = "U.S. Department of State"


def shown(client, **filters):
    response = client.get(reverse("admin:translations"), filters)
    assert response.status_code == 200
    return response


def lines(response):
    """(field, English, number of places, state in Japanese, in Korean) of each line."""
    texts = [line["text"] for line in response.context["lines"]]
    return [
        (f"{text.model}.{text.field}", text.words, len(text.rows), *(v.state for v in text.versions.values()))
        for text in texts
    ]


def answered(client, response, english, **typed):
    """Sends the page as a browser would, with something typed into the line of an English text."""
    key = next(line["text"].key for line in response.context["lines"] if line["text"].words == english)
    named = {f"{key}.{name.replace('_', '.')}": words for name, words in typed.items()}
    return client.post(response.wsgi_request.get_full_path(), {**all_of(response), **named})


def all_of(response):
    """What the page sends where nothing is typed; of the texts all keys."""
    sent = form_of(response, "text")
    return {**sent, "text": [line["text"].key for line in response.context["lines"]]}


@pytest.fixture
def missing(record):
    """The record, whose publisher lacks Korean in every place but one, and whose pillar lacks Japanese."""
    keep = models.Citation.objects.order_by("pk").first()
    models.Citation.objects.exclude(pk=keep.pk).update(publisher_ko="")
    models.Pillar.objects.update(name_ja="")
    revise_everything(user=None, reason="test")
    return record


def test_a_text_is_one_line_with_the_number_of_its_places(desk, missing):
    others = models.Citation.objects.filter(publisher_en=PUBLISHER).count()
    assert lines(shown(desk)) == [
        ("pillar.name", "Responding to threats", 1, "missing", "done"),
        ("citation.publisher", PUBLISHER, others, "done", "missing"),
    ]
    assert lines(shown(desk, language="ja")) == [("pillar.name", "Responding to threats", 1, "missing", "done")]
    assert lines(shown(desk, field="citation.publisher")) == [
        ("citation.publisher", PUBLISHER, others, "done", "missing")
    ]
    assert lines(shown(desk, state="stale")) == []
    assert len(shown(desk, state="all", field="meeting.name").context["lines"]) == 1


def test_one_answer_fills_all_places_and_makes_a_revision_of_each_root(desk, missing):
    before = Revision.objects.count()
    response = answered(desk, shown(desk), PUBLISHER, ko="미국 국무부")
    assert response.status_code == 302
    kept = models.Citation.objects.filter(publisher_en=PUBLISHER).values_list("publisher_ko", flat=True).distinct()
    assert list(kept.order_by()) == ["미국 국무부"]
    made = Revision.objects.filter(reason="Translated")
    assert (made.count(), Revision.objects.count() - before) == (5, 5)  # three officials, a round and a concept
    assert set(made.values_list("made_by__username", flat=True)) == {"editor"}


def test_an_answer_leaves_other_words_where_the_page_did_not_show_them(desk, missing):
    page = shown(desk)
    other = models.Citation.objects.filter(publisher_ko="").order_by("pk").first()
    models.Citation.objects.filter(pk=other.pk).update(publisher_ko="국무부")
    answered(desk, page, PUBLISHER, ko="미국 국무부")
    other.refresh_from_db()
    assert other.publisher_ko == "국무부"


def test_an_answer_that_cannot_be_stored_comes_back_with_what_was_typed(desk, missing):
    response = answered(desk, shown(desk), PUBLISHER, ko="국" * 201)
    assert response.status_code == 409
    assert "국" * 201 in response.content.decode()
    assert "Ensure this value has at most 200 characters" in text_of(response)
    assert models.Citation.objects.filter(publisher_ko__startswith="국").count() == 0


def test_a_text_whose_english_was_changed_meanwhile_is_not_answered(desk, missing):
    page = shown(desk)
    models.Pillar.objects.update(name_en="Threats")
    response = answered(desk, page, "Responding to threats", ja="脅威への対応")
    assert response.status_code == 409
    assert "changed since the page was opened" in text_of(response)
    assert models.Pillar.objects.get().name_ja in (None, "")


def noted():
    rows = StaleTranslation.objects.order_by("field", "language")
    return [(one.model, one.field, one.language, one.was) for one in rows]


PILLAR = [("pillar", "name", "ja", "Responding to threats"), ("pillar", "name", "ko", "Responding to threats")]


def test_english_that_is_changed_in_a_form_leaves_its_translations_behind(desk, record):
    revise_everything(user=None, reason="test")
    saved(desk, record.pillar, name_en="Threats")
    assert noted() == PILLAR
    assert lines(shown(desk)) == [("pillar.name", "Threats", 1, "stale", "stale")]
    assert "Source changed since translation 2 warning" in text_of(desk.get(reverse("admin:checks")))


def test_english_that_is_changed_past_every_form_leaves_them_behind_too(record):
    revise_everything(user=None, reason="test")
    models.Pillar.objects.update(name_en="Threats")
    revise_all("pillar", [record.pillar.pk], user=None, reason="script")
    assert noted() == PILLAR
    models.Pillar.objects.update(name_en="All threats")
    revise_all("pillar", [record.pillar.pk], user=None, reason="script")
    assert noted() == PILLAR  # they are still of the first words
    models.Pillar.objects.update(name_en="Responding to threats")
    revise_all("pillar", [record.pillar.pk], user=None, reason="script")
    assert noted() == []


def test_a_translation_that_is_changed_or_still_right_is_behind_no_more(desk, record):
    revise_everything(user=None, reason="test")
    saved(desk, record.pillar, name_en="Threats")
    answered(desk, shown(desk), "Threats", ja="脅威", ko_right="on")
    assert noted() == []
    assert lines(shown(desk)) == []
    pillar = models.Pillar.objects.get()
    assert (pillar.name_ja, pillar.name_ko) == ("脅威", "Responding to threats (한)")


def test_english_and_translation_that_are_changed_together_are_in_step(desk, record):
    revise_everything(user=None, reason="test")
    saved(desk, record.pillar, name_en="Threats", name_ja="脅威")
    assert noted() == PILLAR[1:]


def test_what_is_deleted_is_no_more_to_be_translated(record):
    revise_everything(user=None, reason="test")
    meeting, citation = record.rounds[0], record.rounds[0].citations.filter(field="city").get()
    models.Citation.objects.filter(pk=citation.pk).update(publisher_en="Another")
    revise_all("meeting", [meeting.pk], user=None, reason="script")
    assert len(noted()) == 2
    citation.delete()
    revise_all("meeting", [meeting.pk], user=None, reason="script")
    assert noted() == []


def test_a_translator_translates_and_edits_nothing_and_a_reader_only_looks(missing):
    clients = {}
    for role in ("reader", "translator"):
        with realm.at_desk():
            somebody = User.objects.create_user(role, is_staff=True)
            somebody.groups.set(Group.objects.filter(name=role))
        clients[role] = signed_in(somebody)
    assert 'name="text"' in shown(clients["reader"]).content.decode()
    assert "<textarea" not in shown(clients["reader"]).content.decode()
    page = shown(clients["translator"])
    assert answered(clients["reader"], page, PUBLISHER, ko="국무부").status_code == 403
    assert answered(clients["translator"], page, PUBLISHER, ko="국무부").status_code == 302
    assert clients["translator"].get(reverse("admin:initiatives_pillar_add")).status_code == 403
