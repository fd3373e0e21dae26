"""Citing: the fact from a list, the passage fills the quotation, the source above is repeated, other words are refused."""

import pytest
from django.urls import reverse

from initiatives.record import realm
from initiatives.record.citation_rules import citable_fields
from tests.admin.conftest import opened, saved, text_of, url_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def new_citation(data, root, place, **typed):
    """The fields of one more citation in a form."""
    fields = {
        "id": "",
        root._meta.model_name: str(root.pk),
        "fact": "",
        "basis": "stated",
        "passage": "",
        "quotation": "",
        "publisher_en": "",
        "source_title": "",
        "address": "",
        "dated": "",
        "read_on": "",
        "note_en": "",
        "reason": "",
        "position": "0",
    } | typed
    return {f"citations-{place}-{name}": value for name, value in fields.items()} | {
        "citations-TOTAL_FORMS": str(place + 1)
    }


@pytest.fixture
def sentence(published):
    with realm.at_desk():
        return published.documents[0].passages.get(number="1.2")


def count(data):
    return int(data["citations-TOTAL_FORMS"])


def test_an_empty_quotation_becomes_the_whole_passage(desk, published, sentence):
    row = published.pillar
    data = opened(desk, row)
    typed = new_citation(data, row, count(data), fact="::name", passage=str(sentence.pk), reason="It names one.")
    saved(desk, row, **typed)
    with realm.at_desk():
        citation = row.citations.get(passage=sentence)
    assert (citation.field, citation.basis, citation.quotation) == ("name", "stated", sentence.text)


def test_a_citation_of_a_delegates_title_names_the_delegate(desk, published, sentence):
    row = published.rounds[0]
    with realm.at_desk():
        delegate = row.delegates.get(name="Ann Blake")
    data = opened(desk, row)
    typed = new_citation(
        data, row, count(data), fact=f"delegate:{delegate.pk}:title", passage=str(sentence.pk), basis="inferred"
    )
    saved(desk, row, **typed)
    with realm.at_desk():
        citation = row.citations.get(passage=sentence)
    assert (citation.delegate, citation.field, citation.document) == (delegate, "title", None)


def test_a_form_of_a_concept_is_added_and_then_cited(desk, published):
    """A new row is saved first; the form then says that it lacks a source, and takes one."""
    row = published.concepts[0]
    new = {"id": "", "concept": str(row.pk), "value": "宇宙", "language": "ja", "sort": "variant", "position": "3"}
    place = int(opened(desk, row)["forms-TOTAL_FORMS"])
    typed = {f"forms-{place}-{name}": value for name, value in new.items()}
    saved(desk, row, **typed, **{"forms-TOTAL_FORMS": str(place + 1)})
    with realm.at_desk():
        form = row.forms.get(value="宇宙")
    page = desk.get(url_of(row))
    assert "the form of “宇宙” has no citation" in text_of(page)
    source = {"publisher_en": "JAXA", "address": "https://example.org/ja/", "read_on": "2026-11-28"}
    fact = f"concept_form:{form.pk}:value"
    data = opened(desk, row)
    saved(desk, row, **new_citation(data, row, count(data), fact=fact, basis="other", quotation="宇宙政策", **source))
    with realm.at_desk():
        [citation] = form.citations.all()
    assert (citation.field, citation.quotation, citation.publisher_en) == ("value", "宇宙政策", "JAXA")
    assert "has no citation" not in text_of(desk.get(url_of(row)))


def test_only_facts_of_the_root_and_its_own_rows_can_be_chosen(desk, published):
    row = published.rounds[0]
    with realm.at_desk():
        delegates = {str(pk) for pk in row.delegates.values_list("pk", flat=True)}
        document = str(published.documents[0].pk)
    form = desk.get(url_of(row)).context["inline_admin_formsets"][1].formset.forms[0]
    offered = [key for _, group in form.fields["fact"].choices for key, _ in group]
    own = {f"::{field}" for field in citable_fields("meeting")}
    assert "::number" in own
    assert set(offered) == (
        own
        | {f"delegate:{key}:{field}" for key in delegates for field in ("name", "title")}
        | {f"document:{document}:{field}" for field in ("kind", "joint", "title", "issuers", "issued_on", "copied_on")}
    )
    data = opened(desk, row)
    typed = new_citation(data, row, count(data), fact=f"tenure:{row.pk}:title")
    response = desk.post(url_of(row), data | typed)
    assert response.status_code == 200
    assert "fact" in response.context["inline_admin_formsets"][1].formset.forms[-1].errors


def test_the_source_above_is_repeated(desk, published):
    row = published.rounds[0]
    data = opened(desk, row)
    place = count(data)
    first = new_citation(
        data,
        row,
        place,
        fact="::end",
        basis="other",
        publisher_en="Ministry",
        source_title="A note",
        address="https://example.org/note",
        dated="2015-02",
        read_on="2026-11-20",
    )
    second = new_citation(data, row, place + 1, fact="::count_claim", same_source="on")
    saved(desk, row, **(first | second))
    with realm.at_desk():
        found = row.citations.filter(field__in=["end", "count_claim"]).order_by("field")
        told = [
            (one.field, one.basis, one.publisher, one.source_title, one.address, one.dated, str(one.read_on))
            for one in found
        ]
    source = ("other", "Ministry", "A note", "https://example.org/note", "2015-02", "2026-11-20")
    assert told == [("count_claim", *source), ("end", *source)]


def test_a_repeated_passage_is_quoted_as_above(desk, published, sentence):
    row = published.activities[0]
    data = opened(desk, row)
    place = count(data)
    first = new_citation(data, row, place, fact="::convener", passage=str(sentence.pk), quotation="in Tokyo")
    second = new_citation(data, row, place + 1, fact="::count_claim", same_source="on")
    saved(desk, row, **(first | second))
    with realm.at_desk():
        citation = row.citations.get(field="count_claim")
    assert (citation.passage_id, citation.quotation) == (sentence.pk, "in Tokyo")


def test_words_that_are_not_in_the_passage_are_refused_with_the_nearest_that_are(desk, published, sentence):
    row = published.pillar
    data = opened(desk, row)
    typed = new_citation(
        data, row, count(data), fact="::name", passage=str(sentence.pk), quotation="Officials meet on 3 March"
    )
    response = desk.post(url_of(row), data | typed)
    assert response.status_code == 200
    words = text_of(response)
    assert "These words are not in passage 1.2. The nearest there are: “Officials met on 3 March”" in words
    assert response.context["inline_admin_formsets"][0].formset.forms[-1]["quotation"].value() == (
        "Officials meet on 3 March"
    )


def test_an_other_source_without_address_is_refused(desk, published):
    row = published.pillar
    data = opened(desk, row)
    typed = new_citation(data, row, count(data), fact="::name", basis="other", publisher_en="Ministry")
    response = desk.post(url_of(row), data | typed)
    assert response.status_code == 200
    assert "other sources need publisher, address and date read" in text_of(response)


def test_the_words_of_a_passage_are_told_to_staff_alone(desk, client, sentence):
    address = reverse("admin:initiatives_passage_words")
    found = desk.get(address, {"passage": sentence.pk}).json()
    assert found == {"number": "1.2", "text": sentence.text, "document": "Key outcomes of round 1"}
    assert desk.get(address, {"passage": "nothing"}).status_code == 404
    assert client.get(address, {"passage": sentence.pk}).status_code == 302
