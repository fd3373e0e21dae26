"""Public pages go compressed to those who accept it, and are the same bytes for everybody."""

import gzip

import pytest

pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("published")]


def test_a_public_page_is_compressed_and_the_same_each_time(client):
    plain = client.get("/rounds/")
    packed = [client.get("/rounds/", headers={"accept-encoding": "gzip"}) for _ in range(2)]
    assert packed[0].headers["Content-Encoding"] == "gzip"
    assert packed[0].headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed[0].content) == plain.content
    assert packed[0].content == packed[1].content


def test_a_page_of_the_desk_is_not_compressed(client):
    page = client.get("/accounts/login/", headers={"accept-encoding": "gzip"})
    assert (page.status_code, page.headers.get("Content-Encoding")) == (200, None)
