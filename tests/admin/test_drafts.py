"""Private drafts: what was typed and not saved is there for its person alone, until it is saved or thrown away."""

import threading
import uuid
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from initiatives import models
from initiatives.desk import corrections, press, private_drafts
from initiatives.desk.models import Entry, PrivateDraft, Revision
from initiatives.record import realm
from tests import builders
from tests.admin.conftest import add_url, form_of, opened, saved, signed_in, text_of, url_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])
ODD = "会合 東京 ￦ é\r\n\0 & = % + 한국"


@pytest.fixture
def other(db):
    with realm.at_desk():
        return User.objects.create_superuser("other", "", "a pillar of the community")


def keep(client, form, data, **about):
    """What the script of a form does a while after a key was pressed."""
    query = urlencode({"form": form, "label": "A form", **about})
    return client.post(f"{reverse('admin:draft')}?{query}", data)


def typed_into(client, row, **typed):
    """Opens the form of a row, types and leaves without saving; returns the key of the draft."""
    data = opened(client, row) | typed
    answer = keep(client, url_of(row), data)
    assert answer.status_code == 200, answer.content
    return answer.json()["kept"]


def take_up(client, row, key):
    return client.get(url_of(row), {"draft": key})


def stored(row):
    with realm.at_desk():
        return type(row).objects.get(pk=row.pk)


def keys_of(person):
    with realm.at_desk():
        return {str(key) for key in PrivateDraft.objects.unsaved(person).values_list("key", flat=True)}


def test_what_was_typed_is_taken_up_and_saved_only_by_saving(desk, editor, published):
    key = typed_into(desk, published.pillar, name_en=ODD, reason="Mine")
    assert stored(published.pillar).name_en == "Responding to threats"
    notice = text_of(desk.get(url_of(published.pillar)))
    assert "You typed here on" in notice
    assert "Take it up" in notice
    page = take_up(desk, published.pillar, key)
    again = form_of(page)
    assert (page.status_code, again["name_en"]) == (200, ODD.replace("\r\n\0", "\n\ufffd"))  # as browsers show it
    assert again["reason"] == "Mine"
    assert again["draft"] != key
    assert again["took_up"] == key
    assert "errornote" not in page.content.decode()
    assert stored(published.pillar).name_en == "Responding to threats"
    assert desk.post(url_of(published.pillar), again | {"name_en": "Mine"}).status_code == 302
    assert (stored(published.pillar).name_en, keys_of(editor)) == ("Mine", set())


def test_rows_of_inlines_are_taken_up_as_they_were_typed(desk, published):
    round_ = published.rounds[0]
    typed = {
        "delegates-0-title": "Typed",
        "delegates-1-DELETE": "on",
        "delegates-TOTAL_FORMS": "4",
        "delegates-3-id": "",
        "delegates-3-meeting": str(round_.pk),
        "delegates-3-name": "Half a row",
        "delegates-3-title": "",
        "delegates-3-role": "head",
        "delegates-3-position": "3",
        "delegates-3-official": "no key at all",
        "delegates-3-country": str(published.countries[2].pk),
    }
    key = typed_into(desk, round_, **typed)
    again = form_of(take_up(desk, round_, key))
    found = {name: again.get(name) for name in typed if name != "delegates-3-official"}
    assert found == {name: value for name, value in typed.items() if name != "delegates-3-official"}


def test_a_draft_that_is_stale_comes_with_what_was_saved_meanwhile(desk, published):
    key = typed_into(desk, published.pillar, name_en="Mine")
    saved(desk, published.pillar, summary_en="Theirs", name_en="Theirs")
    page = take_up(desk, published.pillar, key)
    told = {entry.label: (entry.opened, entry.saved, entry.typed) for entry in page.context["conflict"].entries}
    assert told == {"Name": ("Responding to threats", "Theirs", "Mine"), "Summary": ("", "Theirs", "Theirs")}
    assert "saved this since you typed here" in text_of(page)
    assert page.status_code == 200
    assert desk.post(url_of(published.pillar), form_of(page)).status_code == 302
    row = stored(published.pillar)
    assert (row.name_en, row.summary_en) == ("Mine", "Theirs")


def test_a_draft_of_a_row_that_is_gone_is_taken_up_by_adding_it(desk, editor, record):
    row = record.references[0]
    with realm.at_desk():
        record.documents[0].passages.get(number="1.2").references.clear()
    key = typed_into(desk, row, name_en="Mine")
    assert desk.post(url_of(row, "delete"), form_of(desk.get(url_of(row, "delete")))).status_code == 302
    page = desk.get(url_of(row), {"draft": key}, follow=True)
    assert page.redirect_chain == [(f"{add_url(models.Reference)}?draft={key}", 302)]
    assert "deleted since you typed here" in text_of(page)
    assert desk.post(add_url(models.Reference), form_of(page)).status_code == 302
    with realm.at_desk():
        assert models.Reference.objects.get(slug=row.slug).name_en == "Mine"
    assert keys_of(editor) == set()


def test_typing_on_after_taking_up_takes_the_place_of_the_draft(desk, editor, published):
    key = typed_into(desk, published.pillar, name_en="First")
    again = form_of(take_up(desk, published.pillar, key))
    assert keep(desk, url_of(published.pillar), again | {"name_en": "Second"}).status_code == 200
    assert keys_of(editor) == {again["draft"]}


def test_two_tabs_never_share_a_draft(desk, editor, published):
    first = typed_into(desk, published.pillar, name_en="First")
    second = typed_into(desk, published.pillar, name_en="Second")
    assert keys_of(editor) == {first, second}
    assert form_of(take_up(desk, published.pillar, first))["name_en"] == "First"
    assert form_of(take_up(desk, published.pillar, second))["name_en"] == "Second"


def test_a_draft_is_thrown_away_by_its_person_with_a_post(desk, editor, published):
    key = typed_into(desk, published.pillar, name_en="Mine")
    assert desk.get(reverse("admin:draft_throw"), {"draft": key}).status_code == 405
    assert keys_of(editor) == {key}
    response = desk.post(reverse("admin:draft_throw"), {"draft": key})
    assert (response.status_code, response.url) == (302, url_of(published.pillar))
    assert keys_of(editor) == set()
    assert desk.post(reverse("admin:draft_throw"), {"draft": key}).status_code == 404


def test_nobody_else_reads_takes_up_overwrites_or_throws_away_a_draft(desk, editor, other, published):
    key = typed_into(desk, published.pillar, name_en="Secret words")
    stranger = signed_in(other)
    for address in (url_of(published.pillar), f"{url_of(published.pillar)}?draft={key}", "/admin/"):
        page = stranger.get(address).content.decode()
        assert "Secret words" not in page
        assert key not in page.replace(f"?draft={key}", "")
        assert "Take it up" not in page
    assert stranger.post(reverse("admin:draft_throw"), {"draft": key}).status_code == 404
    data = opened(stranger, published.pillar) | {"draft": key, "name_en": "Other words"}
    assert keep(stranger, url_of(published.pillar), data | {"took_up": key}).status_code == 200
    assert stranger.post(url_of(published.pillar), data | {"took_up": key}).status_code == 302
    assert form_of(take_up(desk, published.pillar, key))["name_en"] == "Secret words"
    assert keys_of(editor) == {key}


def test_what_is_typed_while_somebody_else_is_signed_in_is_not_theirs(desk, editor, other, published):
    data = opened(desk, published.pillar)
    answer = keep(signed_in(other), url_of(published.pillar), data, person=editor.pk)
    assert (answer.status_code, keys_of(other)) == (409, set())


def test_a_form_that_comes_back_with_errors_is_a_draft_until_it_is_saved(desk, editor, published):
    data = opened(desk, published.pillar) | {"name_en": ""}
    response = desk.post(url_of(published.pillar), data)
    assert (response.status_code, keys_of(editor)) == (200, {data["draft"]})
    assert desk.post(url_of(published.pillar), form_of(response) | {"name_en": "Mine"}).status_code == 302
    assert keys_of(editor) == set()


def added(client, **typed):
    data = form_of(client.get(add_url(models.Reference)))
    return data | {"name_en": "A pact", "slug": "a-pact", "kind": "treaty"} | typed


def test_a_form_that_is_sent_twice_adds_one_row(desk, record):
    data = added(desk)
    first = desk.post(add_url(models.Reference), data)
    second = desk.post(add_url(models.Reference), data | {"_continue": "Save"}, follow=True)
    with realm.at_desk():
        row = models.Reference.objects.get(slug="a-pact")
    assert first.status_code == 302, text_of(first)
    assert second.redirect_chain == [(url_of(row), 302)]
    assert "This was saved already" in text_of(second)


def test_a_changed_row_that_is_sent_twice_is_saved_once(desk, record):
    data = opened(desk, record.pillar) | {"name_en": "Mine"}
    assert desk.post(url_of(record.pillar), data).url == reverse("admin:initiatives_pillar_changelist")
    assert desk.post(url_of(record.pillar), data).url == url_of(record.pillar)
    with realm.at_desk():
        assert Revision.objects.filter(root=record.pillar.pk, reason="Saved in the admin").count() == 1


@pytest.mark.django_db(databases=["default", "public"], transaction=True)
def test_of_five_equal_forms_sent_at_once_one_is_added(editor):
    builders.drafted()
    clients = [signed_in(editor) for _ in range(5)]
    data = added(clients[0])
    answers, together = [], threading.Barrier(5)

    def send(client):
        together.wait()
        try:
            answers.append(client.post(add_url(models.Reference), data).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 5
    with realm.at_desk():
        assert models.Reference.objects.filter(slug="a-pact").count() == 1


def test_what_is_typed_anew_into_a_form_that_was_saved_is_not_taken_for_it(desk, record):
    data = added(desk)
    desk.post(add_url(models.Reference), data)
    response = desk.post(add_url(models.Reference), data | {"slug": "another", "name_en": "Another"})
    assert response.status_code == 302
    with realm.at_desk():
        assert set(
            models.Reference.objects.filter(slug__in=["a-pact", "another"]).values_list("name_en", flat=True)
        ) == {
            "A pact",
            "Another",
        }


def test_a_late_keeping_of_what_was_saved_makes_no_draft(desk, editor, record):
    data = added(desk)
    desk.post(add_url(models.Reference), data)
    assert keep(desk, add_url(models.Reference), data).status_code == 200
    assert keys_of(editor) == set()


def test_saved_forms_are_remembered_for_a_day(desk, editor, record):
    desk.post(add_url(models.Reference), added(desk))
    with realm.at_desk():
        old = timezone.now() - private_drafts.SAVED_ARE_KNOWN * 2
        kept = PrivateDraft.objects.get()
        assert (kept.data, kept.label) == ("", "")
        PrivateDraft.objects.update(saved_at=old)
    desk.post(add_url(models.Reference), added(desk, slug="b-pact", name_en="B"))
    with realm.at_desk():
        assert PrivateDraft.objects.count() == 1


def test_the_first_page_lists_ones_own_drafts(desk, other, published):
    key = typed_into(desk, published.pillar, name_en="Mine")
    page = desk.get("/admin/")
    assert "Not saved yet: your private drafts 1" in text_of(page)
    links = [link.attributes["href"] for link in LexborHTMLParser(page.content.decode()).css(".drafts a")]
    assert links == [f"{url_of(published.pillar)}?draft={key}"]
    assert desk.post(reverse("admin:draft_throw"), {"draft": key, "from_index": "1"}).url == "/admin/"
    assert "private drafts" not in text_of(desk.get("/admin/"))


def test_a_form_needs_as_many_queries_for_three_drafts_as_for_one(desk, published):
    def count():
        with CaptureQueriesContext(connections["default"]) as found:
            assert desk.get(url_of(published.pillar)).status_code == 200
        return len(found)

    count()
    typed_into(desk, published.pillar, name_en="1")
    one = count()
    for number in "23":
        typed_into(desk, published.pillar, name_en=number)
    assert count() == one


# --- Who may keep what


def test_keeping_is_for_whoever_may_change_the_form(published):
    with realm.at_desk():
        reader = User.objects.create_user("reader", is_staff=True)
        content = ContentType.objects.get_for_model(models.Pillar)
        reader.user_permissions.add(Permission.objects.get(content_type=content, codename="view_pillar"))
    client = signed_in(reader)
    data = {"draft": str(uuid.uuid4()), "name_en": "x"}
    assert keep(client, url_of(published.pillar), data).status_code == 403
    assert keep(client, add_url(models.Pillar), data).status_code == 403
    assert 'name="draft"' not in client.get(url_of(published.pillar)).content.decode()
    assert keys_of(reader) == set()


@pytest.mark.parametrize(
    ("form", "draft"),
    [
        ("", "5e3b1a5e-0000-4000-8000-000000000000"),
        ("/admin/initiatives/pillar/add/", "no key"),
        ("/admin/initiatives/pillar/", "5e3b1a5e-0000-4000-8000-000000000000"),
        ("/admin/auth/user/add/", "5e3b1a5e-0000-4000-8000-000000000000"),
        ("/admin/auth/user/1/password/", "5e3b1a5e-0000-4000-8000-000000000000"),
        ("/accounts/login/", "5e3b1a5e-0000-4000-8000-000000000000"),
        ("https://elsewhere.example/", "5e3b1a5e-0000-4000-8000-000000000000"),
        ("//elsewhere.example/admin/initiatives/pillar/add/", "5e3b1a5e-0000-4000-8000-000000000000"),
        ("/" + "x" * 5000, "5e3b1a5e-0000-4000-8000-000000000000"),
    ],
)
def test_what_is_no_form_that_is_kept_is_400(desk, editor, record, form, draft):
    answer = keep(desk, form, {"draft": draft, "name": "x"})
    assert (answer.status_code, keys_of(editor)) == (400, set())
    assert answer.json()["detail"]


def test_more_than_a_draft_holds_is_refused_in_words(desk, editor, record):
    answer = keep(
        desk, add_url(models.Pillar), {"draft": str(uuid.uuid4()), "name_en": "x" * (private_drafts.LARGEST + 1)}
    )
    assert (answer.status_code, keys_of(editor)) == (413, set())
    assert "more than a draft holds" in answer.json()["detail"]


@pytest.mark.parametrize(
    "data",
    [
        {"delegates-TOTAL_FORMS": "x"},
        {"delegates-TOTAL_FORMS": "5", "delegates-INITIAL_FORMS": "900", "delegates-0-id": "x"},
        {"token": "9" * 30, "country": "no key", "host": "\0"},
        {"token": "1", "citations-TOTAL_FORMS": "2", "citations-0-passage": "x", "citations-0-fact": "::"},
        {"delegates-TOTAL_FORMS": "-1", "citations-INITIAL_FORMS": "-1"},
    ],
)
def test_odd_drafts_are_taken_up_without_an_error(desk, published, data):
    round_ = published.rounds[0]
    for form in (url_of(round_), add_url(models.Meeting)):
        key = str(uuid.uuid4())
        assert keep(desk, form, data | {"draft": key}).status_code == 200
        assert desk.get(form, {"draft": key}).status_code == 200
    saved(desk, round_, name_en="Theirs")
    key = str(uuid.uuid4())
    assert keep(desk, url_of(round_), data | {"draft": key}).status_code == 200
    assert desk.get(url_of(round_), {"draft": key}).status_code == 200


def test_an_address_with_a_draft_that_is_not_there_opens_the_form_and_says_so(desk, published):
    for key in (uuid.uuid4(), "no key", "x" * 3000):
        page = take_up(desk, published.pillar, key)
        assert page.status_code == 200
        assert "There is no such draft of yours any more" in text_of(page)


def test_a_draft_is_not_taken_up_in_the_form_of_another_row(desk, published):
    key = typed_into(desk, published.pillar, name_en="Mine")
    assert form_of(take_up(desk, published.initiative, key))["name_en"] == published.initiative.name_en
    assert form_of(desk.get(add_url(models.Initiative), {"draft": key}))["name_en"] == ""


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda name: not name.startswith("_") and name not in private_drafts.NOT_TYPED
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(NAMES, st.text(st.characters(exclude_categories=["Cs"]), max_size=40)), min_size=1))
def test_whatever_was_typed_comes_back_equal(editor, pairs):
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    key = uuid.uuid4()
    with realm.at_desk():
        private_drafts.keep(editor, key, data, form="/admin/")
        assert dict(QueryDict(private_drafts.find(editor, key).data).lists()) == dict(data.lists())


# --- Nowhere else


def test_drafts_are_in_no_audit_log_and_no_revision(desk, published):
    with realm.at_desk():
        before = Entry.objects.count(), Revision.objects.count()
    key = typed_into(desk, published.pillar, name_en="Mine")
    desk.post(reverse("admin:draft_throw"), {"draft": key})
    with realm.at_desk():
        assert (Entry.objects.count(), Revision.objects.count()) == before


def test_whoever_deletes_an_account_does_not_read_what_was_typed(desk, other, published):
    typed_into(signed_in(other), published.pillar, name_en="Secret words")
    words = text_of(desk.get(url_of(other, "delete")))
    assert "A private draft" in words
    assert "Responding to threats" not in words
    assert desk.post(url_of(other, "delete"), {"post": "yes"}).status_code == 302
    assert keys_of(other.pk) == set()


def test_a_purge_deletes_everybodys_drafts_of_what_is_purged(desk, editor, other, record):
    with realm.at_desk():
        person = builders.official("zelda-quux", "Zelda Quux", record.countries[0])
        builders.publish_all()
    typed_into(desk, person, given_name="Zelda Maria")
    typed_into(signed_in(other), person, given_name="Zelda Maria")
    assert desk.post(url_of(person), opened(desk, person) | {"given_name": "Zelda"}).status_code == 302
    stays = typed_into(desk, record.countries[0], name_en="Mine")
    with realm.at_desk():
        about = [("official", person.pk)]
        changeset = corrections.withdraw(about, user=None, title="Out", reason="By court order.", purge=True)
        press.freeze(changeset, user=None)
        press.publish(changeset, user=None)
        assert list(PrivateDraft.objects.values_list("key", flat=True)) == [uuid.UUID(stays)]


def test_a_draft_belongs_to_the_root_its_row_is_published_with(desk, published):
    round_ = published.rounds[0]
    with realm.at_desk():
        passage = published.documents[0].passages.get(number="1.1")
    typed_into(desk, passage, lead_in="Mine")
    for model, owner in ((models.Passage, "document"), (models.Document, "meeting")):
        row = published.documents[0] if owner == "document" else round_
        data = form_of(desk.get(add_url(model), {owner: row.pk}))
        assert keep(desk, add_url(model), data | {"title": "Words"}).status_code == 200
    with realm.at_desk():
        assert set(PrivateDraft.objects.values_list("form", "root")) == {
            (form, round_.pk) for form in (url_of(passage), add_url(models.Passage), add_url(models.Document))
        }


# --- Forms that come signed out, or with a token of before


FROM_HERE = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}


def carried(response):
    return form_of(response, having="draft")


def strict(person=None):
    """A browser whose form tokens count."""
    client = Client(enforce_csrf_checks=True)
    if person:
        with realm.at_desk():
            client.force_login(person)
    return client


def test_a_form_sent_signed_out_comes_back_with_all_that_was_typed(desk, editor, published):
    address = url_of(published.pillar)
    data = opened(desk, published.pillar) | {"name_en": "Mine <b>", "summary_en": ODD.replace("\0", "")}
    client = strict()
    response = client.post(address, data, **FROM_HERE)
    assert response.status_code == 401
    assert "Nothing you typed is lost" in text_of(response)
    page = LexborHTMLParser(response.content.decode())
    link = page.css_first('#content a[target="_blank"]')
    assert link.attributes["href"].startswith("/accounts/login/")
    assert page.css_first("#content form").attributes["action"] == address
    again = carried(response)
    assert again["name_en"] == "Mine <b>"
    assert set(again) == set(data) | {"csrfmiddlewaretoken"}
    with realm.at_desk():
        client.force_login(editor)
    once_more = client.post(address, again | {"csrfmiddlewaretoken": "x" * 64}, **FROM_HERE)
    assert once_more.status_code == 403  # signing in made the token void
    assert client.post(address, carried(once_more), **FROM_HERE).status_code == 302
    assert stored(published.pillar).name_en == "Mine <b>"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_REFERER": "https://elsewhere.example/testserver/"},
        {"HTTP_REFERER": "http://[/"},
        {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_REFERER": "http://testserver/admin/"},
    ],
)
def test_another_sites_form_is_never_given_back(desk, editor, published, headers):
    """One click would send it as this site's own."""
    data = opened(desk, published.pillar) | {"name_en": "Evil"}
    for client, status in ((strict(), 302), (strict(editor), 403)):
        response = client.post(url_of(published.pillar), data, **headers)
        assert response.status_code == status
        assert "Evil" not in response.content.decode()
    assert stored(published.pillar).name_en == "Responding to threats"


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_ORIGIN": "http://testserver"},
        {"HTTP_REFERER": "http://testserver/admin/initiatives/pillar/"},
    ],
)
def test_one_sign_of_this_site_is_enough(desk, editor, published, headers):
    data = opened(desk, published.pillar) | {"name_en": "Mine"}
    for client, status in ((strict(), 401), (strict(editor), 403)):
        response = client.post(url_of(published.pillar), data, **headers)
        assert (response.status_code, carried(response)["name_en"]) == (status, "Mine")


@pytest.mark.parametrize("address", ["/accounts/login/", "/admin/auth/user/add/", "/accounts/password/"])
def test_passwords_are_never_given_back(editor, address):
    data = {"password1": "a-secret-of-mine", "password": "a-secret-of-mine", "oldpassword": "a-secret-of-mine"}
    for client in (strict(), strict(editor)):
        response = client.post(address, data, **FROM_HERE)
        assert response.status_code in (302, 403)
        assert "a-secret-of-mine" not in response.content.decode()


def test_a_script_is_told_instead(published):
    response = strict().post(url_of(published.pillar), {"name_en": "x"}, HTTP_SEC_FETCH_DEST="empty", **FROM_HERE)
    assert (response.status_code, response.json()["address"]) == (401, "/accounts/login/")


def test_a_form_with_a_file_comes_back_to_choose_it_again(desk, editor, published, tmp_path):
    data = form_of(desk.get(add_url(models.Document))) | {"title": "Mine", "meeting": str(published.rounds[0].pk)}
    (tmp_path / "sheet.txt").write_text("Words")
    with (tmp_path / "sheet.txt").open() as file:
        response = strict().post(add_url(models.Document), data | {"text_file": file}, **FROM_HERE)
    assert "sheet.txt" in text_of(response)
    page = desk.post(add_url(models.Document), carried(response))
    again = form_of(page)
    assert (page.status_code, again["title"]) == (200, "Mine")
    assert again["draft"] == data["draft"]
    with realm.at_desk():
        assert not models.Document.objects.filter(title="Mine").exists()


def test_a_form_that_comes_back_to_choose_its_file_again_is_brought_up_to_date_and_not_saved(desk, published):
    data = opened(desk, published.pillar) | {"summary_en": "Mine"}
    saved(desk, published.pillar, name_en="Theirs")
    page = desk.post(url_of(published.pillar), data | {"_fill": "1"})
    again = form_of(page)
    assert (page.status_code, again["name_en"], again["summary_en"], again["token"]) == (200, "Theirs", "Mine", "2")
    assert "saved this since you typed here" in text_of(page)
    assert stored(published.pillar).summary_en is None
    assert desk.post(url_of(published.pillar), again).status_code == 302
    assert (stored(published.pillar).name_en, stored(published.pillar).summary_en) == ("Theirs", "Mine")


def test_the_script_learns_who_is_signed_in_and_gets_a_fresh_token(editor):
    client = strict(editor)
    answer = client.get(reverse("admin:draft"))
    assert "no-store" in answer["Cache-Control"]
    state = answer.json()
    assert (state["person"], state["name"]) == (str(editor.pk), "editor")
    data = {"draft": str(uuid.uuid4()), "name_en": "x", "csrfmiddlewaretoken": state["token"]}
    assert keep(client, add_url(models.Pillar), data).status_code == 200
