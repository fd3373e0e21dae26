"""What is at the desk is on no public page, in no language, for nobody; a preview shows the desk and nothing else."""

import re
import uuid
from itertools import product

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connections, router
from django.db.models import CharField, JSONField, QuerySet, SlugField, TextField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from initiatives import models, urls
from initiatives.dates import PartialDateField
from initiatives.desk import press
from initiatives.desk.corrections import withdraw
from initiatives.desk.dependencies import gather
from initiatives.desk.models import Changeset, Proposal, Revision, State
from initiatives.desk.models import Entry as AuditEntry
from initiatives.desk.revisions import revise_everything
from initiatives.intake import filing
from initiatives.models.documents import fingerprint
from initiatives.published import ledger
from initiatives.published.models import Entry, Held, Item, Publication
from initiatives.record import realm
from initiatives.record.columns import stored_fields
from tests import builders
from tests.builders import chosen, publish_all
from tests.crawling import addresses, crawl, slugs_in

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"])

MARK, WORD, SLUG = "zqx", "vorpal", "wug"
DOMAIN = list(apps.get_app_config("initiatives").get_models())


def marked(field, count):
    """A value for a column that holds the marker and breaks no rule of its table; None where a choice leaves none."""
    if field.choices or field.name in ("number", "sha256", "original_sha256"):
        return None
    if isinstance(field, SlugField):
        return f"{SLUG}-{count}"
    if isinstance(field, PartialDateField):
        return "1987-06"
    if field.name == "earlier_days":
        return "1987-06-05/1987-06-07"
    if isinstance(field, JSONField):
        return [f"{MARK} {WORD} {count}"]
    if field.name.endswith("address"):
        return f"https://{MARK}.example/{WORD}/{count}"
    if isinstance(field, CharField | TextField):
        return (
            f"{MARK} {WORD} {count}" if (field.max_length or 99) > 20 else f"{MARK.upper()}{count}"[: field.max_length]
        )
    return None


def mark_everything(using="default"):
    """Puts the marker into every text, date and repair of every domain row at the desk; returns how many columns."""
    count = 0
    for model in DOMAIN:
        fields = [field for field in stored_fields(model) if field.name != "id"]
        for row in QuerySet(model=model, using=using).order_by("pk"):
            values = {}
            for field in fields:
                count += 1
                value = marked(field, count)
                if value is not None and not (field.name == "code" and row.code != "ZZZ"):
                    values[field.name] = value
            if values.get("end") and getattr(row, "start", None) is None:
                del values["end"]
            if model is models.Citation and row.passage_id is None:
                values.pop("quotation", None)
            if model is models.Document:
                values = {k: v for k, v in values.items() if k != "text" or row.text}
                if row.text:
                    values |= {"text": f"{row.text} {MARK} {WORD}", "sha256": fingerprint(f"{row.text} {MARK} {WORD}")}
            QuerySet(model=model, using=using).filter(pk=row.pk).update(**values)
    return count


def drafts(record):
    """Roots of every kind that were never public."""
    record.add_round(2)
    record.add_phrase("Officials met on")
    place = builders.country("ZZZ", "Nowhere")
    builders.official("wug-person", "Never Seen", place)
    builders.initiative("wug-initiative", "Never Seen", builders.pillar("wug-pillar", "Never Seen"))


# Tables of the desk whose words the test itself needs: who may what, and who is signed in.
NEEDED = {"auth.permission", "contenttypes.contenttype", "sessions.session"}
AT_DESK = [
    model
    for model in apps.get_models()
    if router.allow_migrate_model("default", model) and model not in DOMAIN and model._meta.label_lower not in NEEDED
]


def written(field, count):
    """A value with the marker for a column of words at the desk; None for other columns, choices, and passwords."""
    if field.primary_key or field.choices or field.name == "password":
        return None
    if isinstance(field, JSONField):
        return {f"{MARK} {count}": [f"{MARK} {WORD} {count}"]}
    if isinstance(field, CharField | TextField):
        return f"{MARK}{count} {WORD} {MARK}@{MARK}.example"[: field.max_length]
    return None


def made(model, count):
    """A row of any table of the desk, with the marker in every column of words and as little as will do in others."""
    plain = {"UUIDField": uuid.uuid4(), "DateTimeField": timezone.now(), "BooleanField": False, "JSONField": {}}
    values = {}
    for field in model._meta.concrete_fields:
        if field.has_default() or (
            field.primary_key and field.get_internal_type() not in ("UUIDField", "OneToOneField")
        ):
            continue
        if field.is_relation:
            values[field.name] = None if field.null else field.related_model._default_manager.order_by("pk").first()
        elif field.choices:
            values[field.name] = field.choices[0][0]
        elif field.get_internal_type() == "GenericIPAddressField":
            values[field.name] = "192.0.2.1"
        else:
            values[field.name] = written(field, count) or plain.get(field.get_internal_type(), count)
    return model(**values)


def mark_the_desk():
    """Puts the marker into every column of words of every table of the desk that is not the record's own.

    A table without rows gets one, and so does the audit log, which is added to and never changed: whatever models the
    desk gets, they are looked at here. Returns the models that were marked.
    """
    count, found = 0, set()
    for model in AT_DESK:
        rows = QuerySet(model=model, using="default")
        if model is AuditEntry or not rows.exists():
            count += 1
            QuerySet(model=model, using="default").bulk_create([made(model, count)])
        for row in rows.order_by("pk") if model is not AuditEntry else ():
            values = {}
            for field in model._meta.concrete_fields:
                count += 1
                if (value := written(field, count)) is not None:
                    values[field.name] = value
            if values:
                rows.filter(pk=row.pk).update(**values)
        if any(MARK in str(values).lower() for values in rows.values()):
            found.add(model)
    return found


@pytest.fixture
def guard():
    realm.install_guard()
    yield
    realm.remove_guard()


@pytest.fixture
def staff(db):
    user = get_user_model().objects.create_superuser("staff", f"{MARK}@{MARK}.example", "x", first_name=MARK)
    client = Client()
    with realm.at_desk():
        client.force_login(user)
    assert client.cookies
    return client


def extra_activity(record, slug):
    """An activity that nothing refers to."""
    row, _ = models.Activity.objects.get_or_create(
        id=builders.key("activity", slug),
        defaults={
            **builders.names(f"Officials met {slug}"),
            **builders.names("Tokyo", "city"),
            "slug": f"met-{slug}",
            "initiative": record.initiative,
            "start": "2016-03-03",
        },
    )
    for field in ("name", "start", "city"):
        if not row.citations.filter(field=field).exists():
            builders.other(row, field)
    return row


@pytest.fixture
def desk_full_of_markers(staff):
    """A published record; at the desk other words in every field, drafts of every kind, and work in every state."""
    user = get_user_model().objects.get()
    with realm.at_desk():
        record = builders.drafted()
        withdrawn, purged = (extra_activity(record, slug) for slug in ("withdrawn", "purged"))
        publish_all()
        for row in (withdrawn, purged):
            changeset = withdraw([("activity", row.pk)], user=user, title="Out", reason="Never held.",
                                 purge=row is purged)  # fmt: skip
            press.freeze(changeset, user=user)
            press.publish(changeset, user=user)
        extra_activity(record, "purged")  # what was purged is written anew at the desk
        public_slugs = slugs_in("public")
        drafts(record)
        assert mark_everything() > 500
        revise_everything(user=user, reason=MARK)
        for state in State.values:
            changeset = Changeset.objects.create(title=MARK, created_by=user, state=state, publish_at=timezone.now())
            for root in (record.pillar, withdrawn):
                changeset.lines.create(revision=Revision.objects.latest_of(root.pk), root=root.pk)
        filing.file(b"<h1>A round</h1><p>Japan and the ROK met in Tokyo on 5 January 2017.</p>", "a.html", user=user)
        assert set(apps.get_app_config("desk").get_models()) <= mark_the_desk()
        LogEntry.objects.create(
            user=user,
            content_type=ContentType.objects.get_for_model(models.Pillar),
            object_id=record.pillar.pk,
            object_repr=MARK,
            action_flag=CHANGE,
            change_message=MARK,
        )
    return record, public_slugs


def told(response):
    """Everything a response says: headers and body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers} {response.cookies}" + body.decode("utf-8", "replace")


def assert_public(get, paths):
    """No marker, no cookie and no desk query at any of the paths and what they lead to; returns the statuses."""
    statuses = {}
    with CaptureQueriesContext(connections["default"]) as desk:
        for path, response in crawl(get, paths):
            text = told(response)
            assert MARK not in text.lower(), (path, text[max(0, text.lower().index(MARK) - 200) :][:300])
            assert "1987" not in text, path
            assert not response.cookies, path
            assert "Cookie" not in response.get("Vary", ""), path
            statuses[path] = response.status_code
    assert desk.captured_queries == []
    return statuses


def test_no_word_of_the_desk_is_on_any_public_page_in_any_language(desk_full_of_markers, guard, staff):
    _record, public_slugs = desk_full_of_markers
    with realm.at_desk():
        drafts_too = {
            name: sorted({*public_slugs[name], *some, "never-was"}) for name, some in slugs_in("default").items()
        }
    paths = [*addresses(drafts_too), *(f"{p}/search/?q={WORD}" for p in ("", "/ja", "/ko"))]
    paths += ["/nothing/", "/initiatives/?year=0.5", "/robots.txt", "/sitemap.xml", "/feed/", "/api/"]
    paths += [f"/{name}/?q={WORD}" for name in ("rounds", "officials", "initiatives", "activities", "references")]
    paths += ["/?as-of=1", "/rounds/2015-01-05-washington/?as-of=1"]
    anonymous = assert_public(Client().get, paths)
    assert assert_public(staff.get, paths) == anonymous
    # Something was there to leak, and something was shown.
    assert sum(status == 200 for status in anonymous.values()) > 100
    assert {anonymous[path] for path in anonymous if f"/{SLUG}-" in path} == {404}


def answered(client, method, path, name):
    """Status, headers, body without the name asked for, and how many queries each database was asked."""
    client.generic(method, path)  # what a process remembers it remembers now
    with CaptureQueriesContext(connections["public"]) as public, CaptureQueriesContext(connections["default"]) as desk:
        response = client.generic(method, path)
    headers = {
        key: value.replace(name, "…") for key, value in response.items() if key not in ("Date", "Content-Length")
    }
    body = response.content.decode().replace(name, "…")
    return response.status_code, headers, body, len(public), len(desk)


METHODS = ("GET", "HEAD", "POST", "OPTIONS")


def test_the_address_of_a_draft_cannot_be_told_from_one_that_never_was(desk_full_of_markers, guard, staff):
    _record, public_slugs = desk_full_of_markers
    with realm.at_desk():
        drafts_of = {name: sorted({*some} - {*public_slugs[name]}) for name, some in slugs_in("default").items()}
    statuses, asked = set(), set()
    for pattern in urls.urlpatterns:
        route = str(pattern.pattern).replace("<passage:number>", "1.1")
        listed, _, rest = route.partition("/")
        if listed not in drafts_of or "<slug:slug>" not in rest:
            continue
        draft = drafts_of[listed][-1]
        never = draft[::-1].replace("-", "0").replace(SLUG[::-1], "xyz")
        for prefix, method, client in product(("", "ja/", "ko/"), METHODS, (staff, Client())):
            if prefix and method != "GET":
                continue
            one, other = (
                answered(client, method, f"/{prefix}{route.replace('<slug:slug>', slug)}", slug)
                for slug in (draft, never)
            )
            assert one == other, (route, method)
            assert one[-1] == 0
            statuses.add((method, one[0]))
        asked.add(route)
    found = {("GET", 404), ("HEAD", 404), ("POST", 405), ("OPTIONS", 200)}
    assert statuses == found | {("POST", 404), ("OPTIONS", 404)}  # below a page, where there is none
    assert len(asked) > 12
    for method in METHODS:  # a round's number leads to it: the draft's is 2
        one, other = (answered(staff, method, f"/rounds/{number}/", f"rounds/{number}/") for number in (2, 9))
        assert one == other


def test_without_signing_in_no_key_of_the_desk_can_be_told_from_one_that_never_was(desk_full_of_markers, guard):
    record, _ = desk_full_of_markers
    with realm.at_desk():
        changeset, proposal = Changeset.objects.first().pk, Proposal.objects.first().pk
    for path, key in {
        "/admin/initiatives/pillar/{}/change/": record.pillar.pk,
        "/admin/initiatives/pillar/{}/history/": record.pillar.pk,
        "/admin/desk/changeset/{}/change/": changeset,
        "/admin/desk/changeset/{}/publish/": changeset,
        "/admin/desk/proposal/{}/create/": proposal,
        "/desk/preview/{}/": changeset,
        "/desk/preview/{}/pillars/": changeset,
    }.items():
        for method in METHODS:
            one, other = (answered(Client(), method, path.format(one), str(one)) for one in (key, uuid.UUID(int=7)))
            assert one == other, (path, method)
            assert one[0] in (302, 405), (path, method)


@pytest.mark.parametrize("prefix", ["/admin/", "/desk/", "/accounts/"])
def test_the_desks_paths_have_no_language_and_no_public_twin(staff, guard, prefix):
    for language in ("/ja", "/ko"):
        assert staff.get(f"{language}{prefix}").status_code == 404


# --- The other way round


def test_a_preview_of_the_desk_reads_nothing_of_the_record_itself(staff, guard):
    record = builders.published()
    with realm.at_desk():
        models.Pillar.objects.update(name_en="Only at the desk", name_ja="机", name_ko="책상")
        with realm.publishing():
            mark_everything("public")
    inside = "/desk/preview"
    published = ("search", "changes", "history", "gaps", "/feed.")  # they show publications, which only the record has
    with realm.at_desk():
        slugs_at_desk = slugs_in("default")
    paths = [
        f"{inside}{path}" for path in addresses(slugs_at_desk, numbers=[1]) if not any(w in path for w in published)
    ]
    seen = set()
    with CaptureQueriesContext(connections["public"]) as public:
        for path in paths:
            response = staff.get(f"{path}{'&' if '?' in path else '?'}marks=no")
            text = told(response)
            assert response.status_code in (200, 301, 302, 404), path
            assert MARK not in text.lower(), path
            assert response["Cache-Control"] == "private, no-store"
            assert "noindex" in response["X-Robots-Tag"]
            seen.add(response.status_code)
            if response.status_code in (301, 302):
                assert response.url.startswith(inside)
    assert 200 in seen
    assert [q["sql"] for q in public.captured_queries if "initiatives_" in q["sql"]] == []
    # Where differences are marked, what is public stands only among the words that are marked as gone.
    for path in (path for path in paths if not re.search("rounds/.|documents/.", path)):  # the marked ones have no page
        page = LexborHTMLParser(staff.get(path).content.decode())
        assert MARK not in page.html.lower() or page.css("del.is-mark, .gone")
        for node in page.css("del.is-mark, .gone"):
            node.decompose()
        assert MARK not in page.html.lower(), path
    # Every link of a page stays inside the preview, and the public page right after is the public one.
    page = staff.get(f"{inside}/ja/pillars/{record.pillar.slug}/")
    assert "机" in page.content.decode()
    with realm.at_desk():
        public_slug = models.Pillar.objects.using("public").get().slug
    assert MARK in staff.get(f"/pillars/{public_slug}/").content.decode()
    assert "Only at the desk" not in told(staff.get("/pillars/"))


# --- The preview of a changeset


@pytest.fixture
def rehearsal(staff):
    """A changeset that renames the pillar, adds a round and withdraws an activity; returns (record, its preview)."""
    record = builders.published()
    with realm.at_desk():
        record.add_round(2)
        models.Pillar.objects.update(name_en=f"{MARK} {WORD}", slug="threats-renamed")
        builders.still_right(record.pillar)
        revise_everything(user=None, reason="Saved")
        changeset = withdraw([("activity", record.activities[0].pk)], user=None, title="Out", reason="Never held.",
                             along=[])  # fmt: skip
        more = press.compose(gather([("meeting", record.rounds[1].pk), ("pillar", record.pillar.pk)]), user=None,
                             title="More")  # fmt: skip
        more.lines.update(changeset=changeset)
        press.freeze(changeset, user=None)
    return record, f"/desk/preview/{changeset.pk}"


def everything_public():
    rows = [str(row) for m in (Publication, Item, Held, Entry) for row in m.objects.order_by("pk").values_list()]
    for model in DOMAIN:
        rows += [str(row) for row in QuerySet(model=model, using="public").order_by("pk").values_list()]
    with connections["public"].cursor() as cursor:
        if connections["public"].vendor == "sqlite":
            cursor.execute("SELECT rowid, words FROM published_words ORDER BY rowid")
        else:
            cursor.execute("SELECT id, words FROM published_entry ORDER BY id")
        return rows + [str(row) for row in cursor.fetchall()]


@pytest.mark.parametrize("share", [5, pytest.param(1, marks=pytest.mark.long)])
def test_a_changeset_is_shown_on_every_page_and_in_search_as_it_will_be_and_leaves_nothing_behind(
    rehearsal, staff, guard, share
):
    record, inside = rehearsal
    before = everything_public()
    page = staff.get(f"{inside}/pillars/threats-renamed/")
    assert MARK in page.content.decode()
    assert f'href="{inside}/' in page.content.decode()
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")
    assert staff.get(f"{inside}/rounds/2/").url == f"{inside}/rounds/{record.rounds[1].slug}/"
    assert record.rounds[1].name_en in staff.get(f"{inside}/rounds/").content.decode()
    assert MARK in staff.get(f"{inside}/search/?q={WORD}").content.decode()
    assert MARK not in staff.get(f"/search/?q={WORD}").content.decode()
    renamed = staff.get(f"{inside}/pillars/threats/")
    assert (renamed.status_code, renamed.url) == (301, f"{inside}/pillars/threats-renamed/")
    gone = staff.get(f"{inside}/activities/meeting-1/")
    assert (gone.status_code, "Never held." in gone.content.decode()) == (410, True)
    statuses = set()
    every = addresses({"pillars": ["threats-renamed"], "rounds": [record.rounds[1].slug]})
    for place, path in enumerate(every[::share]):
        statuses.add(staff.get(f"{inside}{path}").status_code)
        assert place % 10 or MARK not in staff.get("/pillars/").content.decode()
    assert statuses <= {200, 301, 302, 404}
    assert 200 in statuses
    assert everything_public() == before


def test_what_cannot_be_published_is_said_in_its_preview(rehearsal, staff, guard):
    record, inside = rehearsal
    key = inside.rpartition("/")[2]
    with realm.at_desk():
        changeset = Changeset.objects.get(pk=key)
        line = changeset.lines.get(root=record.pillar.pk)
        body = line.revision.body.replace('"slug":"threats-renamed"', '"slug":"threats-renamed"').replace(
            str(record.documents[0].passages.get(number="1.1").pk), str(builders.key("nowhere"))
        )
        changeset.lines.filter(pk=line.pk).update(body=body)
    response = staff.get(f"{inside}/")
    assert response.status_code == 409
    assert "something that is no longer at the desk" in response.content.decode() or "no longer in passage" in (
        response.content.decode()
    )


def test_a_changeset_too_large_to_rehearse_says_so_and_shows_the_way_on(rehearsal, staff, guard, monkeypatch):
    _record, inside = rehearsal
    monkeypatch.setattr("initiatives.desk.preview.LARGEST_REHEARSAL", 100)
    response = staff.get(f"{inside}/rounds/")
    assert response.status_code == 409
    assert "too much to rehearse for one page" in response.content.decode()
    assert 'href="/desk/preview/"' in response.content.decode()


def test_a_preview_is_for_staff_for_reading_and_of_public_pages(rehearsal, staff, guard):
    _record, inside = rehearsal
    assert Client().get(f"{inside}/").status_code == 302
    outsider = Client()
    with realm.at_desk():
        user = get_user_model().objects.create_user("reader", "", "x")
        outsider.force_login(user)
    assert outsider.get("/desk/preview/").status_code == 403
    assert staff.post(f"{inside}/").status_code == 405
    for path in ("admin/", "desk/preview/", "accounts/login/"):
        assert staff.get(f"{inside}/{path}").status_code == 404
    assert staff.get(f"/desk/preview/{builders.key('nowhere')}/").status_code == 404


def test_a_rehearsal_is_not_remembered_as_the_past(rehearsal, staff, guard):
    _record, inside = rehearsal
    staff.get(f"{inside}/?as-of=2")
    with realm.at_desk():
        changeset = Changeset.objects.get(pk=inside.rpartition("/")[2])
        models.Pillar.objects.update(name_en="Published otherwise", slug="threats-renamed")
        with pytest.raises(ledger.Refused):
            press.freeze(changeset, user=None)
        press.publish_now(chosen(models.Pillar.objects.get()), user=None, title="Otherwise")
    assert MARK not in staff.get("/?as-of=2").content.decode()
