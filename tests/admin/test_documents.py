"""Documents: the text is given once and kept to the byte; no form holds it afterwards."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from initiatives.models import Document
from initiatives.record import realm
from tests.admin.conftest import add_url, form_of, opened, saved, text_of, url_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def filed(desk, published, **typed):
    round_ = published.rounds[0]
    data = form_of(desk.get(add_url(Document), {"meeting": round_.pk}))
    assert data["meeting"] == str(round_.pk)
    data |= {"title": "A statement", "slug": "a-statement", "kind": "statement", "issuers_en": "Japan"} | typed
    return desk.post(add_url(Document), data)


def stored():
    with realm.at_desk():
        return Document.objects.get(slug="a-statement")


def test_a_pasted_text_is_kept_as_pasted(desk, published):
    assert filed(desk, published, text_pasted="  One line.\r\n\r\nAnother.  ").status_code == 302
    row = stored()
    assert row.text == "  One line.\n\nAnother.  "
    assert row.sha256 == hashlib.sha256(row.text.encode()).hexdigest()


def test_an_uploaded_text_is_kept_to_the_byte(desk, published, settings, tmp_path):
    content = "\ufeffOne line.\r\nAnother.\r\n".encode()
    file = SimpleUploadedFile("statement.txt", content, content_type="text/plain")
    assert filed(desk, published, text_file=file).status_code == 302
    row = stored()
    assert row.text.encode() == content
    assert (row.sha256, row.original_sha256) == (hashlib.sha256(content).hexdigest(),) * 2
    assert row.original_name == "statement.txt"


def test_a_document_without_text_is_listed(desk, published):
    assert filed(desk, published).status_code == 302
    assert (stored().text, stored().sha256, stored().is_listed) == ("", "", True)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe\x00", "not plain text in UTF-8"), (b"a\0b", "holds a NUL character")],
    ids=["not UTF-8", "NUL"],
)
def test_what_is_not_plain_text_is_refused(desk, published, content, words):
    response = filed(desk, published, text_file=SimpleUploadedFile("x.txt", content))
    assert response.status_code == 200
    assert words in text_of(response)


def test_text_given_twice_is_refused(desk, published):
    response = filed(desk, published, text_pasted="One", text_file=SimpleUploadedFile("x.txt", b"Two"))
    assert "Give the text once" in text_of(response)


def test_no_form_holds_the_text_once_it_is_filed(desk, published):
    row = published.documents[0]
    page = desk.get(url_of(row))
    names = set(page.context["adminform"].form.fields)
    assert names.isdisjoint({"text", "sha256", "text_pasted", "text_file", "meeting", "original_sha256"})
    words = text_of(page)
    assert row.sha256 in words
    with realm.at_desk():
        before = Document.objects.get(pk=row.pk)
    assert before.text[:40] in words
    saved(desk, row, text="Other words", sha256="0" * 64, text_pasted="Other words", note_en="A note")
    with realm.at_desk():
        after = Document.objects.get(pk=row.pk)
    assert (after.text, after.sha256, after.note) == (before.text, before.sha256, "A note")


def test_a_passage_cannot_reach_beyond_the_text(desk, published):
    with realm.at_desk():
        passage = published.documents[0].passages.get(number="1.3")
    response = desk.post(url_of(passage), opened(desk, passage) | {"end": "99999"})
    assert response.status_code == 200
    assert "The text as filed has only" in text_of(response)


def test_a_document_links_to_its_reader_in_public_and_in_preview(desk, published):
    row = published.documents[0]
    saved(desk, row, slug="renamed-at-the-desk")
    page = desk.get(url_of(row))
    assert page.context["public_path"] == f"/documents/{row.slug}/"
    assert page.context["previews"][0] == ("English", "/desk/preview/documents/renamed-at-the-desk/")
