"""Whatever is sent to any address of the desk: never an error of ours, and nothing is half saved."""

import re
import uuid
from urllib.parse import quote

import pytest
from django.db import connections, transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from zeal import zeal_ignore

from initiatives.desk.models import Changeset, Line, PrivateDraft, Revision
from initiatives.desk.revisions import latest_numbers
from initiatives.published.models import Publication
from initiatives.record import realm
from initiatives.record.bodies import digest
from initiatives.record.kinds import KINDS
from initiatives.record.snapshots import snapshots
from tests.access.addresses import Desk, desk_routes
from tests.forms import form_of

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]

HUGE = "9" * 30
NAMES = [
    "root",
    "how",
    "unit",
    "kept",
    "purge",
    "note",
    "title",
    "remarks",
    "reason",
    "because",
    "version",
    "sha256",
    "token",
    "draft",
    "shown",
    "out",
    "local",
    "zone",
    "is_minor",
    "revision",
    "item",
    "verb",
    "values",
    "number",
    "page",
    "q",
    "p",
    "o",
    "from",
    "to",
    "term",
    "name_en",
    "slug",
    "start",
    "position",
    "citations-TOTAL_FORMS",
    "citations-INITIAL_FORMS",
    "citations-0-id",
    "citations-0-fact",
    "delegates-TOTAL_FORMS",
    "names-TOTAL_FORMS",
    "tenures-TOTAL_FORMS",
    "passages-TOTAL_FORMS",
    "text",
    "data",
    "form",
    "key",
    "action",
    "_selected_action",
    "select_across",
    "index",
    "_save",
    "_do",
    "_publish",
    "username",
    "password",
    "email",
    "code",
    "next",
    "app_label",
    "model_name",
    "field_name",
]
VALUES = {
    "empty": "",
    "negative": "-1",
    "huge number": HUGE,
    "not a number": "NaN",
    "fraction": "1e309",
    "another script’s digits": "٣²",
    "NUL": "a\x00b",
    "long": "x" * 200_000,
    "control characters": "\x01\x1b\x7f\u2028",
    "astral": "𝒳\U0010ffff\ufffe",
    "list": "[[[[]]]]",
    "object": '{"a": {"b": null}}',
    "unknown key": str(uuid.UUID(int=7)),
    "unknown root": f"pillar:{uuid.UUID(int=7)}",
    "half a root": "pillar:",
    "colons": ":::::",
    "bars": "pillar|x|y",
    "way out": "../../../../etc/passwd",
    "format": "%s%n{0}{{x}}",
    "date": "2026-02-30T25:61",
    "zone": "../UTC",
}
RAW = {
    "invalid UTF-8": b"title=%ff%fe%c3%28&root=%ff&token=%80&page=%c0%80",
    "lone surrogates": b"title=%ed%a0%80&note=%ed%b0%80&root=pillar%3A%ed%a0%80&q=%ed%a0%80",
    "bare bytes": b"title=\xff\xfe\x00\x80&\x00=\x00",
    "nothing but signs": b"&&&===&=&%&%zz=%zz",
    "one long name": b"a" * 200_000 + b"=1",
}
PAGES = ("0", "-1", HUGE, "last", "abc", "1e9", "\x00", "٣", "")
KEYS = (str(uuid.UUID(int=7)), HUGE, "-1", "0", "x", "%00", "%ff", "_5F", "'", "..%2f..", "a" * 3_000)
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(initiatives_|published_|desk_(?!entry|privatedraft))')
TABLES = (Changeset, Line, Revision, PrivateDraft)


def stands():
    """What the desk and the record hold, as far as a request could half save it."""
    with realm.at_desk():
        bodies = {
            root: digest(body)
            for kind, one in KINDS.items()
            for root, body in snapshots(kind, list(one.model.objects.values_list("pk", flat=True)), "default").items()
        }
        rows = [list(model.objects.order_by("pk").values_list()) for model in TABLES]
        return bodies, rows, Publication.objects.count()


def assert_whole(before, status):
    """Nothing changed where it was refused; whatever changed in the record has its revision, each form its whole."""
    after = stands()
    if status in (400, 403, 404, 405, 409, 413):
        # A 409 may have found a change made without a form, and there is none.
        assert (after[0], after[2]) == (before[0], before[2])
        assert after[1][:2] == before[1][:2]
    with realm.at_desk():
        last = {root: sha256 for root, (_, _, sha256) in latest_numbers(after[0]).items()}
    assert {root: sha256 for root, sha256 in after[0].items() if before[0].get(root) != sha256 != last.get(root)} == {}


class Breaker:
    def __init__(self, desk):
        self.desk, self.failed, self.asked, self.looked = desk, [], 0, 0
        self.whole, self.written = stands(), False

    def heard(self, execute, sql, params, many, context):
        """Notes whether anything was written that should be whole afterwards."""
        if WRITES.match(sql):
            self.written = True
        return execute(sql, params, many, context)

    def ask(self, method, path, what, **more):
        """Asks as a superuser with both factors; what came of it is looked at and taken back."""
        client = Client(raise_request_exception=False)
        client.cookies = self.desk.cookies["superuser"].copy()
        with (
            transaction.atomic(using="default"),
            transaction.atomic(using="public"),
            connections["default"].execute_wrapper(self.heard),
            connections["public"].execute_wrapper(self.heard),
            zeal_ignore(),  # a value that is nowhere is asked for by itself
        ):
            self.written = False
            status = client.generic(method, path, HTTP_SEC_FETCH_DEST="document", **more).status_code
            self.asked += 1
            if status >= 500:
                self.failed.append((method, path[:120], what, status))
            elif self.written:
                self.looked += 1
                assert_whole(self.whole, status)
            transaction.set_rollback(True, using="default")
            transaction.set_rollback(True, using="public")

    def post(self, path, what, data):
        self.ask("POST", path, what, data=encode_multipart(BOUNDARY, data), content_type=MULTIPART_CONTENT)


@pytest.fixture
def breaker(required):
    return Breaker(Desk())


@pytest.fixture
def addresses(breaker):
    """The desk's addresses, but for those that end the session."""
    with realm.at_desk():
        return [(route, breaker.desk.address(route)) for route in desk_routes() if "logout" not in route]


PARTS = ("part", [slice(0, None, 3), pytest.param(slice(None), marks=pytest.mark.long)])
EVERYTHING = slice(None)
TELLING = ("_FORMS", "-id", "-fact", "token", "draft", "version", "sha256", "shown")


@pytest.mark.parametrize(*PARTS, ids=["some", "all"])
def test_odd_fields_are_never_an_error_of_ours(breaker, addresses, part):
    odd = list(VALUES.items())
    for place, (_, address) in enumerate(addresses[part]):
        chosen = odd if part == EVERYTHING else [odd[place % len(odd)]]
        for what, value in chosen:
            breaker.post(address, what, dict.fromkeys(NAMES, value))
            breaker.post(address, f"{what}, twice", {name: ["1", value] for name in NAMES})
    assert breaker.failed == []
    assert breaker.asked > 60


@pytest.mark.parametrize(*PARTS, ids=["some", "all"])
def test_odd_bytes_pages_and_keys_are_never_an_error_of_ours(breaker, addresses, part):
    form = "application/x-www-form-urlencoded"
    raw = list(RAW.items())
    for place, (route, address) in enumerate(addresses[part]):
        for what, data in raw if part == EVERYTHING else [raw[place % len(raw)]]:
            breaker.ask("POST", address, what, data=data, content_type=form)
            breaker.ask("POST", address, f"{what}, of another kind", data=data, content_type="application/json")
            breaker.ask("POST", address, f"{what}, torn", data=data, content_type=MULTIPART_CONTENT)
        for page in PAGES if part == EVERYTHING else [PAGES[place % len(PAGES)]]:
            query = "&".join(f"{name}={quote(page)}" for name in NAMES)
            breaker.ask("GET", address, f"page {page!r}", QUERY_STRING=query)
        for key in KEYS if part == EVERYTHING else [KEYS[place % len(KEYS)]]:
            for hole in ("<path:object_id>", "<uuid:key>", "<id>", "<int:pk>", "<path:content_type_id>"):
                if hole in route:
                    there = f"/{route}".replace(hole, key).replace("<path:object_id>", key)
                    breaker.ask("GET", there, f"key {key[:20]!r}")
                    breaker.ask("POST", there, f"key {key[:20]!r}")
    assert breaker.failed == []
    assert breaker.asked > 60


@pytest.mark.parametrize(("start", "step"), [(3, 36), pytest.param(0, 4, marks=pytest.mark.long)], ids=["some", "all"])
def test_forms_with_one_odd_field_each_are_saved_whole_or_not_at_all(breaker, addresses, start, step):
    """The forms as a browser shows them, with one field at a time spoilt: this gets past what looks at whole requests."""
    client = Client()
    client.cookies = breaker.desk.cookies["superuser"].copy()
    odd = ["a\x00b", HUGE, "-1", "", "\ud800".encode("utf-8", "surrogatepass"), "x" * 5_000, "pillar:1"]
    count = start
    for route, address in addresses:
        if not ("/initiatives/" in route and route.endswith(("/change/", "/add/"))) and "changeset" not in route:
            continue
        page = client.get(address, HTTP_SEC_FETCH_DEST="document")
        try:
            data = form_of(page, having="token" if "/initiatives/" in route else "version")
        except (StopIteration, AttributeError):
            continue
        data = {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"}
        for place, name in enumerate(data):
            count += 1
            if count % step and not (step == 4 and name.endswith(TELLING)):
                continue
            breaker.post(address, name, data | {name: odd[place % len(odd)]})
    assert breaker.failed == []
    assert breaker.looked > 3
