"""Forms that came too late: refused with 409, with everything that was typed, and nothing overwritten unseen."""

import threading

import pytest
from django.db import connections
from django.urls import reverse

from initiatives import models
from initiatives.admin.conflicts import ABSENT, BOTH, NOBODY, THEIRS, YOURS, settle
from initiatives.desk.models import Revision
from initiatives.record import realm
from tests import builders
from tests.admin.conftest import form_of, opened, saved, signed_in, text_of, url_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def stored(row):
    with realm.at_desk():
        return type(row).objects.get(pk=row.pk)


@pytest.mark.parametrize(
    ("was", "now", "typed", "settled"),
    [
        # A row that is there, and was when the form was opened
        ("a", "a", "a", ("a", NOBODY)),
        ("a", "a", "mine", ("mine", YOURS)),
        ("a", "theirs", "a", ("theirs", THEIRS)),
        ("a", "theirs", "mine", ("mine", BOTH)),
        ("a", "alike", "alike", ("alike", NOBODY)),
        # A row that is gone: nobody loses what was typed into it
        ("a", ABSENT, "a", ("a", NOBODY)),
        ("a", ABSENT, "mine", ("mine", YOURS)),
        # A row that was typed anew
        (ABSENT, ABSENT, "mine", ("mine", YOURS)),
        # A form of which nobody knows what it was opened with, or that was sent twice
        (ABSENT, "theirs", "mine", ("mine", YOURS)),
        (ABSENT, "alike", "alike", ("alike", NOBODY)),
        # A field or a row that was not sent
        ("a", "a", ABSENT, ("a", NOBODY)),
        ("a", "theirs", ABSENT, ("theirs", THEIRS)),
        (ABSENT, "theirs", ABSENT, ("theirs", NOBODY)),
        ("a", ABSENT, ABSENT, (ABSENT, NOBODY)),
    ],
)
def test_what_was_typed_and_what_was_saved_meanwhile_are_settled(was, now, typed, settled):
    assert settle(was, now, typed) == settled


def test_spaces_at_the_ends_are_no_change_where_the_field_says_so():
    def differs(first, second):
        return first.strip() != second.strip()

    assert settle("a", "theirs", " a ", differs) == ("theirs", THEIRS)
    assert settle("a", "a ", "mine", differs) == ("mine", YOURS)
    assert settle("a", "mine", " mine", differs) == (" mine", NOBODY)


def test_a_stale_form_comes_back_with_what_was_typed_and_saves_nothing(desk, published):
    data = opened(desk, published.pillar)
    saved(desk, published.pillar, name_en="Theirs", reason="A second look")
    response = desk.post(url_of(published.pillar), data | {"name_en": "Mine", "reason": "My reason"})
    assert response.status_code == 409
    assert stored(published.pillar).name_en == "Theirs"
    words = text_of(response)
    assert "editor saved this while you were typing." in words
    assert "A second look" in words
    again = form_of(response)
    assert (again["name_en"], again["reason"], again["token"]) == ("Mine", "My reason", "2")
    assert desk.post(url_of(published.pillar), again).status_code == 302
    assert stored(published.pillar).name_en == "Mine"


def test_what_only_somebody_else_changed_is_not_undone_by_saving_again(desk, published):
    """Both typed into one form, each into another field: after the look both changes stand."""
    data = opened(desk, published.pillar)
    saved(desk, published.pillar, name_en="Theirs")
    response = desk.post(url_of(published.pillar), data | {"summary_en": "Mine"})
    conflict = response.context["conflict"]
    told = {entry.label: (entry.opened, entry.saved, entry.typed, entry.changed_by) for entry in conflict.entries}
    assert told == {
        "Name": ("Responding to threats", "Theirs", "Theirs", "theirs"),
        "Summary": ("", "", "Mine", "yours"),
    }
    assert desk.post(url_of(published.pillar), form_of(response)).status_code == 302
    row = stored(published.pillar)
    assert (row.name_en, row.summary_en) == ("Theirs", "Mine")


def test_a_stale_form_keeps_rows_that_were_typed_changed_and_removed(desk, published):
    round_ = published.rounds[0]
    data = opened(desk, round_)
    names = {data[f"delegates-{place}-name"]: place for place in range(3)}
    removal = {f"delegates-{names['Chul Lim']}-DELETE": "on", f"delegates-{names['Ann Blake']}-title": "Theirs"}
    saved(desk, round_, **removal)
    typed = {
        f"delegates-{names['Bunta Sato']}-title": "Mine",
        "delegates-TOTAL_FORMS": "4",
        "delegates-3-id": "",
        "delegates-3-meeting": str(round_.pk),
        "delegates-3-official": str(published.officials[2].pk),
        "delegates-3-country": str(published.countries[2].pk),
        "delegates-3-name": "Chul Lim, again",
        "delegates-3-title": "Vice Minister",
        "delegates-3-role": "head",
        "delegates-3-position": "3",
    }
    response = desk.post(url_of(round_), data | typed)
    assert response.status_code == 409
    again = form_of(response)
    rows = {again[f"delegates-{place}-name"]: again[f"delegates-{place}-title"] for place in range(3)}
    assert rows == {"Ann Blake": "Theirs", "Bunta Sato": "Mine", "Chul Lim, again": "Vice Minister"}
    assert again["delegates-INITIAL_FORMS"] == "2"
    assert desk.post(url_of(round_), again).status_code == 302
    with realm.at_desk():
        titles = dict(round_.delegates.values_list("name", "title"))
    assert titles == rows


def test_a_row_somebody_else_added_is_in_the_form_that_comes_back(desk, published):
    official = published.officials[0]
    data = opened(desk, official)
    added = {"names-TOTAL_FORMS": "2", "names-1-id": "", "names-1-official": str(official.pk)}
    added |= {
        "names-1-value": "앤 블레이크",
        "names-1-script": "Hang",
        "names-1-language": "ko",
        "names-1-position": "2",
    }
    saved(desk, official, **added)
    response = desk.post(url_of(official), data | {"given_name": "Anne"})
    assert response.status_code == 409
    again = form_of(response)
    assert {again["names-0-value"], again["names-1-value"]} == {"Ann Blake 宇宙", "앤 블레이크"}
    assert desk.post(url_of(official), again).status_code == 302
    with realm.at_desk():
        assert official.names.count() == 2
    assert stored(official).given_name == "Anne"


def test_many_to_many_choices_are_brought_together(desk, published):
    with realm.at_desk():
        passage = published.documents[0].passages.get(number="1.2")
    data = opened(desk, passage)
    assert data["references"] == [str(published.references[0].pk)]
    saved(desk, passage, references=[])
    response = desk.post(url_of(passage), data | {"lead_in": "Mine"})
    again = form_of(response)
    assert (response.status_code, again["lead_in"], again.get("references", [])) == (409, "Mine", [])


def test_a_form_without_a_token_is_stale(desk, published):
    data = opened(desk, published.pillar)
    del data["token"]
    assert desk.post(url_of(published.pillar), data | {"name_en": "Mine"}).status_code == 409
    assert stored(published.pillar).name_en == "Responding to threats"


def test_a_passage_is_stale_when_its_meeting_was_saved(desk, published):
    with realm.at_desk():
        passage = published.documents[0].passages.get(number="1.1")
    data = opened(desk, passage)
    saved(desk, published.rounds[0], name_en="The first round")
    response = desk.post(url_of(passage), data | {"lead_in": "Mine"})
    assert response.status_code == 409
    assert stored(passage).lead_in == ""
    assert desk.post(url_of(passage), form_of(response)).status_code == 302
    assert (stored(passage).lead_in, stored(published.rounds[0]).name_en) == ("Mine", "The first round")


def test_what_a_script_changed_counts_as_a_save(desk, published):
    data = opened(desk, published.pillar)
    with realm.at_desk():
        models.Pillar.objects.filter(pk=published.pillar.pk).update(name_en="By a script")
    response = desk.post(url_of(published.pillar), data | {"summary_en": "Mine"})
    assert response.status_code == 409
    assert stored(published.pillar).name_en == "By a script"
    with realm.at_desk():
        assert Revision.objects.filter(root=published.pillar.pk).latest("number").reason == (
            "Found at a save: changed without a form"
        )


def test_what_was_deleted_meanwhile_can_be_added_again_as_typed(desk, record):
    row = record.references[0]
    with realm.at_desk():
        record.documents[0].passages.get(number="1.2").references.clear()
    data = opened(desk, row)
    page = form_of(desk.get(url_of(row, "delete")))
    assert desk.post(url_of(row, "delete"), page).status_code == 302
    response = desk.post(url_of(row), data | {"name_en": "Mine"})
    assert response.status_code == 409
    assert "deleted while you were typing" in text_of(response)
    again = form_of(response)
    assert desk.post(reverse("admin:initiatives_reference_add"), again).status_code == 302
    with realm.at_desk():
        back = models.Reference.objects.get(slug=row.slug)
        assert (back.name_en, back.citations.get().quotation) == ("Mine", "resolution 2001")


def test_deleting_carries_the_token_too(desk, record):
    row = record.activities[0]
    page = form_of(desk.get(url_of(row, "delete")))
    saved(desk, row, name_en="Another name")
    response = desk.post(url_of(row, "delete"), page)
    assert response.status_code == 409
    assert "Nothing was deleted" in text_of(response)
    assert desk.post(url_of(row, "delete"), form_of(response)).status_code == 302
    with realm.at_desk():
        assert not models.Activity.objects.filter(pk=row.pk).exists()


@pytest.mark.django_db(databases=["default", "public"], transaction=True)
def test_of_ten_stale_forms_at_once_one_is_saved_and_nine_come_back(editor):
    record = builders.published()
    clients = [signed_in(editor) for _ in range(10)]
    forms = [opened(client, record.pillar) for client in clients]
    statuses, together = [], threading.Barrier(10)

    def save(number):
        together.wait()
        try:
            typed = forms[number] | {"name_en": f"Name {number}"}
            statuses.append(clients[number].post(url_of(record.pillar), typed).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302, *[409] * 9]
    with realm.at_desk():
        assert Revision.objects.filter(root=record.pillar.pk).count() == 2
