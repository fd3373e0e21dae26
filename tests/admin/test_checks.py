"""The checks of the desk: listed by rule, narrowed, each line leading to its field, some answered where they stand."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from initiatives import models
from initiatives.admin import checks
from initiatives.choices import Basis
from initiatives.desk.models import Entry, Revision
from initiatives.record import realm
from tests.admin.conftest import signed_in, text_of
from tests.builders import person
from tests.forms import form_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def looked_at(desk, **narrowed):
    return desk.get(reverse("admin:checks"), narrowed)


def lines(page):
    """rule → where its lines lead."""
    return {group["rule"]: [line.url for line in group["found"]] for group in page.context["groups"]}


def test_the_checks_are_listed_by_rule_in_pages(desk, record, monkeypatch):
    monkeypatch.setattr(checks, "FINDINGS", 2)
    record.activities[0].citations.filter(field="city").delete()
    record.add_round(2)
    models.Pillar.objects.update(name_ja="")
    first, second = (text_of(looked_at(desk, page=page)) for page in (1, 2))
    assert "1 error, which block publishing, and 3 warnings" in first
    assert "Uncited 1 error" in first
    assert "No archive address 2 warning" in first
    assert ("Page 1 of 2" in first, "Page 2 of 2" in second) == (True, True)
    assert ("No archive address 2 warning" in second, "Untranslated 1 warning" in second) == (True, True)
    assert "has no citation" not in second


def test_the_checks_are_narrowed_by_rule_kind_and_language_page_by_page(desk, record, monkeypatch):
    monkeypatch.setattr(checks, "FINDINGS", 1)
    record.add_round(2)
    models.Pillar.objects.update(name_ja="")
    models.Initiative.objects.update(name_ko="")
    found = {
        tuple(narrowed.items()): list(lines(looked_at(desk, **narrowed)))
        for narrowed in (
            {"rule": "no archive address"},
            {"kind": "document"},
            {"kind": "initiative"},
            {"language": "ko"},
            {"language": "ko", "kind": "pillar"},
            {"rule": "no such rule"},
        )
    }
    filed, translated = ["no archive address"], ["untranslated"]
    assert list(found.values()) == [filed, filed, translated, translated, [], []]
    page = looked_at(desk, kind="document")
    assert "Page 1 of 2" in text_of(page)
    [onward] = LexborHTMLParser(page.content.decode()).css(".turn a")
    assert onward.attributes["href"] == "?kind=document&page=2"
    assert [one.text() for one in LexborHTMLParser(page.content.decode()).css(".jump a")] == [
        "No archive address",
        "Untranslated",
    ]


def test_each_line_leads_to_its_field_in_the_form_that_has_it(desk, published):
    """A document's to the document's form; a delegate's, a tenure's and a citation's to its place in its root's."""
    meeting, document, delegate = published.rounds[0], published.documents[0], published.rounds[0].delegates.last()
    tenure = published.officials[1].tenures.get()
    models.Tenure.objects.filter(pk=tenure.pk).update(title_ja="")
    models.Delegate.objects.filter(pk=delegate.pk).update(title="Another title")
    models.Pillar.objects.update(name_ko="")
    said = published.pillar.citations.get()
    models.Citation.objects.filter(pk=said.pk).update(reason="")
    models.Citation.objects.filter(document=document, field="issuers").delete()
    found = lines(looked_at(desk))
    forms = {
        row: reverse(f"admin:initiatives_{row._meta.model_name}_change", args=[row.pk])
        for row in (meeting, document, published.officials[1], published.pillar)
    }
    assert {rule: urls for rule, urls in found.items() if rule != "tenure contradicts title"} == {
        "of an older value": [f"{forms[meeting]}#id_delegates-2-title"],
        "uncited": [f"{forms[document]}#id_issuers_en"],
        "uncontained": [f"{forms[published.pillar]}#id_citations-0-quotation"],
        "no archive address": [f"{forms[document]}#id_archive_address"],
        "untranslated": [
            f"{forms[published.officials[1]]}#id_tenures-0-title_en",
            f"{forms[published.pillar]}#id_name_en",
        ],
    }
    for url in (url for urls in found.values() for url in urls):
        path, _, field = url.partition("#")
        assert LexborHTMLParser(desk.get(path).content.decode()).css_first(f"[id='{field}']") is not None, url


def test_the_checks_ask_as_many_queries_for_three_lines_as_for_one(desk, published):
    published.add_round(2)
    asked = []
    for count in (1, 3):
        for delegate in published.rounds[0].delegates.all()[:count]:
            models.Delegate.objects.filter(pk=delegate.pk).update(title=f"Title {count}")
        with CaptureQueriesContext(connections[realm.DESK]) as queries:
            assert len(lines(looked_at(desk, rule="of an older value"))["of an older value"]) == count
        asked.append(len(queries))
    assert asked[0] == asked[1]


# --- Answering


@pytest.fixture
def changed(published):
    models.Pillar.objects.update(name_en="Answering every threat")
    return published.pillar


def answer(client, page, how, **typed):
    return client.post(reverse("admin:answer"), form_of(page, "shown") | {"answer": how} | typed, follow=True)


def test_a_source_is_said_to_be_still_right_with_a_reason_where_it_is_listed(desk, changed):
    page = looked_at(desk, rule="of an older value")
    said = answer(desk, page, "right", reason="The heading is shorter.")
    assert "1 source: still right." in text_of(said)
    assert said.request["QUERY_STRING"] == "rule=of+an+older+value"
    assert lines(said) == {}
    citation = changed.citations.get()
    assert (citation.supports, citation.basis) == ("Answering every threat", Basis.STATED)
    last = Revision.objects.latest_of(changed.pk)
    assert (last.made_by.username, last.reason) == (
        "editor",
        "Sources of a changed fact: still right. The heading is shorter.",
    )
    assert Entry.objects.filter(key=str(changed.pk)).latest("pk").after == last.sha256


def test_words_that_do_not_hold_the_value_are_inferred_where_no_reason_is_given(desk, changed):
    models.Citation.objects.filter(pillar=changed).update(reason="")
    answer(desk, looked_at(desk), "right")
    citation = changed.citations.get()
    assert (citation.supports, citation.basis, citation.reason) == ("Answering every threat", Basis.INFERRED, "")


def test_sources_are_removed_and_the_fact_is_uncited(desk, changed):
    said = answer(desk, looked_at(desk), "remove")
    assert "1 source removed." in text_of(said)
    assert lines(said)["uncited"] == [f"{reverse('admin:initiatives_pillar_change', args=[changed.pk])}#id_name_en"]
    assert changed.citations.count() == 0


def test_an_answer_to_what_was_changed_meanwhile_changes_nothing(desk, changed):
    page = looked_at(desk)
    models.Pillar.objects.update(name_en="Another name again")
    said = answer(desk, page, "right")
    assert "Nothing was changed: this was answered or changed meanwhile." in text_of(said)
    assert changed.citations.get().supports == ""


def test_only_those_who_may_change_the_record_answer(desk, changed):
    reader = signed_in(person("reader", "view_revision"))
    page = looked_at(reader)
    assert (next(iter(lines(page))), page.content.decode().count('name="answer"')) == ("of an older value", 0)
    sent = form_of(looked_at(desk), "shown") | {"answer": "right"}
    assert reader.post(reverse("admin:answer"), sent).status_code == 403
    assert desk.get(reverse("admin:answer")).status_code == 405
    for wrong in ({"answer": "perhaps"}, {"root": "pillar:x"}, {"root": ""}):
        assert desk.post(reverse("admin:answer"), sent | wrong).status_code == 400
    assert changed.citations.get().supports == ""
