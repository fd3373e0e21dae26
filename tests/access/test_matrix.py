"""Who may do what: every address of the desk, for everybody, by every method. The whole of it is in one table.

A new address fails the test until the table has a row for it. Statuses are those of a request without any data: 200
for a form that comes back with its errors, 403 for whoever may not. Everybody here gave a second factor where the site
asks for one, but for "password alone".
"""

import re
from itertools import product

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from initiatives.desk.roles import ROLES, grant_roles
from initiatives.record import realm
from tests.access.addresses import Desk, desk_routes

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "public"])]

EDIT = ("editor", "reviewer", "publisher", "superuser")
REVIEW = EDIT[1:]
PUBLISH = EDIT[2:]
ADMINISTER = ("administrator", "superuser")
STAFF = (*ROLES, "superuser")
SIGNED_IN = (*STAFF, "not staff")
OUTSIDE = {"anonymous": 302, "password alone": 302, "not staff": 403}  # to sign in; to the second factor; nowhere


def staff(get=200, post=200):
    """For all staff alike."""
    return only(STAFF, get, post)


def only(who, get=200, post=200, *, readers=(), others=403):
    """For some of the staff; ``readers`` may look, and no more."""
    looking = {person: get if person in (*who, *readers) else others for person in STAFF}
    doing = {person: post if person in who else others for person in STAFF}
    return {"GET": OUTSIDE | looking, "POST": OUTSIDE | doing}


def nobody(post=403, *, readers=()):
    """For nobody to change."""
    return only((), 200, post, readers=readers)


def own(get=200, post=200):
    """One's own account: for whoever is signed in, staff or not."""
    signed_in = dict.fromkeys(SIGNED_IN, get), dict.fromkeys(SIGNED_IN, post)
    return {
        method: {"anonymous": 302, "password alone": 302} | found
        for method, found in zip(("GET", "POST"), signed_in, strict=True)
    }


def sign_in(signed_in=302, *, anonymous=(200, 200), password_alone=302):
    """Pages for signing in: whoever is signed in already is sent on."""
    people = dict.fromkeys(SIGNED_IN, signed_in)
    return {
        method: people | {"anonymous": status, "password alone": password_alone}
        for method, status in zip(("GET", "POST"), anonymous, strict=True)
    }


def everybody(get, post):
    people = ("anonymous", "password alone", *SIGNED_IN)
    return {"GET": dict.fromkeys(people, get), "POST": dict.fromkeys(people, post)}


def again(get=200, post=200):
    """Giving a factor once more: for whoever is signed in, and the only pages for a password alone."""
    people = ("password alone", *SIGNED_IN)
    return {
        "GET": {"anonymous": 302, **dict.fromkeys(people, get)},
        "POST": {"anonymous": 302, **dict.fromkeys(people, post)},
    }


# A name with an asterisk stands for every model of an app that has no row of its own.
ROUTES = {
    # Signing in
    "accounts/login/": sign_in(),
    "accounts/logout/": {
        method: {**dict.fromkeys(SIGNED_IN, status), "password alone": status, "anonymous": 302}
        for method, status in (("GET", 200), ("POST", 302))
    },
    "accounts/factors/authenticate/": sign_in(anonymous=(302, 302)),
    "accounts/factors/webauthn/login/": sign_in(anonymous=(302, 302)),
    # One's own account
    "accounts/again/": again(),
    "accounts/factors/reauthenticate/": again(),
    "accounts/factors/webauthn/reauthenticate/": again(302, 302),  # nobody here has a passkey: to the code
    "accounts/password/": own(),
    "accounts/factors/": own(200, 405),
    "accounts/factors/totp/activate/": own(302, 302),  # everybody has an app already
    "accounts/factors/totp/deactivate/": own(200, 302),
    "accounts/factors/recovery-codes/": own(404, 405),  # and no codes yet
    "accounts/factors/recovery-codes/generate/": own(200, 302),
    "accounts/factors/recovery-codes/download/": own(404, 404),
    "accounts/factors/webauthn/": own(200, 405),
    "accounts/factors/webauthn/add/": own(200, 200),
    "accounts/factors/webauthn/keys/<int:pk>/remove/": own(404, 404),  # somebody else's
    "accounts/factors/webauthn/keys/<int:pk>/edit/": own(404, 404),
    # The desk as a whole
    "admin/": staff(),
    "admin/login/": everybody(302, 302),
    "admin/logout/": staff(405, 302),
    "admin/password_change/": staff(302, 302),
    "admin/password_change/done/": staff(302, 302),
    "admin/jsi18n/": staff(200, 405),
    "admin/autocomplete/": staff(403, 405),  # without the field it asks for
    "admin/r/<path:content_type_id>/<path:object_id>/": staff(404, 404),  # of an account, which has no page
    "admin/(?P<app_label>*)/$": only(ADMINISTER, others=404),  # of accounts
    "admin/(?P<url>.*)$": staff(404, 404),
    "admin/desk/handbook/": staff(),
    "admin/desk/handbook/<slug:name>.md": staff(),
    "admin/desk/handbook/pictures/<str:name>": staff(),
    # Private drafts: everybody's own
    "admin/desk/draft/": staff(200, 400),  # of no form
    "admin/desk/draft/throw/": staff(405, 404),  # none
    "desk/preview/": staff(200, 405),
    "desk/preview/<changeset>/": staff(200, 405),
    "desk/no/such/page/": staff(404, 404),
    # Documents on their way in
    "admin/desk/proposal/": staff(),
    "admin/desk/proposal/add/": only(EDIT, 200, 400),  # without a document
    "admin/desk/proposal/<path:object_id>/change/": staff(200, 302),  # shows; each step has an address of its own
    "admin/desk/proposal/<path:object_id>/delete/": nobody(),
    "admin/desk/proposal/<path:object_id>/history/": staff(),
    "admin/desk/proposal/<path:object_id>/": staff(302, 302),
    **{
        f"admin/desk/proposal/<uuid:key>/{step}/": only(
            EDIT, 302, 302, readers=("reader", "administrator", "translator")
        )
        for step in ("decide", "undo", "create", "put-away", "publish", "tie")
    },
    # The record: forms without their token are refused as stale, which is as far as a request without data can go
    "admin/initiatives/*/": staff(),
    "admin/initiatives/*/add/": only(EDIT),
    "admin/initiatives/*/<path:object_id>/change/": only(EDIT, 200, 409, readers=STAFF),
    "admin/initiatives/document/<path:object_id>/pairs/": only(EDIT, 200, 409, readers=STAFF),
    "admin/initiatives/*/<path:object_id>/delete/": only(EDIT, 409, 409),  # what was public is withdrawn instead
    "admin/initiatives/document/<path:object_id>/delete/": only(EDIT, 200, 409),
    "admin/initiatives/passage/<path:object_id>/delete/": only(EDIT, 200, 409),
    "admin/initiatives/*/<path:object_id>/history/": staff(),
    "admin/initiatives/*/<path:object_id>/compare/": staff(404, 404),  # with nothing
    "admin/initiatives/*/<path:object_id>/": staff(302, 302),
    "admin/initiatives/passage/words/": staff(404, 404),  # of no passage
    # Publishing
    "admin/desk/unpublished/": staff(),
    "admin/desk/checks/": staff(),
    "admin/desk/answer/": only(EDIT, 405, 400, readers=STAFF),  # of nothing
    "admin/desk/translations/": only((*EDIT, "translator"), 200, 302, readers=STAFF),  # of nothing
    "admin/desk/compose/": only(EDIT, 405, 302, readers=STAFF),  # nothing was chosen
    "admin/desk/correct/": only(EDIT, 400, 400),  # of nothing
    **{  # without the token of the page
        f"admin/desk/changeset/<uuid:key>/{step}/": only(who, 302, 409, readers=STAFF)
        for who, steps in {
            EDIT: ("save", "submit", "take-back", "discard"),
            REVIEW: ("return", "approve", "look"),
            PUBLISH: ("publish", "emergency", "schedule", "unschedule"),
        }.items()
        for step in steps
    },
    "admin/desk/restore/": only(EDIT, 405, 404, readers=STAFF),  # of no revision
    **{
        f"admin/{model}/{page}": row
        for model in ("desk/changeset", "desk/revision", "published/publication")
        for page, row in {
            "": staff(),
            "add/": nobody(),
            "<path:object_id>/change/": nobody(readers=STAFF),
            "<path:object_id>/delete/": nobody(),
            "<path:object_id>/history/": staff(),
            "<path:object_id>/": staff(302, 302),
        }.items()
    },
    # Accounts
    "admin/auth/user/": only(ADMINISTER),
    "admin/auth/user/add/": only(ADMINISTER),
    "admin/auth/user/<path:object_id>/change/": only(ADMINISTER),
    "admin/auth/user/<path:object_id>/delete/": only(ADMINISTER),
    "admin/auth/user/<path:object_id>/history/": only(ADMINISTER),
    "admin/auth/user/<path:object_id>/": only(ADMINISTER, 302, 302, others=302),  # to the form, which asks
    "admin/auth/user/<id>/password/": only(ADMINISTER),
    "admin/auth/group/": only(ADMINISTER),
    "admin/auth/group/add/": only(ADMINISTER),
    "admin/auth/group/<path:object_id>/change/": only(ADMINISTER),
    "admin/auth/group/<path:object_id>/delete/": only(ADMINISTER),
    "admin/auth/group/<path:object_id>/history/": only(ADMINISTER),
    "admin/auth/group/<path:object_id>/": only(ADMINISTER, 302, 302, others=302),
    "admin/mfa/authenticator/": only(ADMINISTER),
    "admin/mfa/authenticator/add/": nobody(),
    "admin/mfa/authenticator/<path:object_id>/change/": nobody(readers=ADMINISTER),
    "admin/mfa/authenticator/<path:object_id>/delete/": only(ADMINISTER),
    "admin/mfa/authenticator/<path:object_id>/history/": only(ADMINISTER),
    "admin/mfa/authenticator/<path:object_id>/": only(ADMINISTER, 302, 302, others=302),
    # The audit log
    "admin/desk/entry/": only(ADMINISTER),
    "admin/desk/entry/add/": nobody(),
    "admin/desk/entry/<path:object_id>/change/": nobody(readers=ADMINISTER),
    "admin/desk/entry/<path:object_id>/delete/": nobody(),
    "admin/desk/entry/<path:object_id>/history/": only(ADMINISTER),
    "admin/desk/entry/<path:object_id>/": only(ADMINISTER, 302, 302, others=302),
}
BESIDE_THE_ROUTES = ("desk/preview/", "desk/preview/<changeset>/", "desk/no/such/page/")  # middleware's own


def names(name, route):
    """True where a row's name is that of the route; an asterisk stands for one part of it."""
    return re.fullmatch(re.escape(name).replace(r"\*", "[^/]+"), route) is not None


def row_of(route):
    """The table's row for an address: its own, otherwise the one with an asterisk in it."""
    return ROUTES.get(route) or next((row for name, row in ROUTES.items() if names(name, route)), None)


def test_the_table_has_a_row_for_every_address_of_the_desk():
    assert [route for route in desk_routes() if row_of(route) is None] == []
    assert len(desk_routes()) > 40


def test_the_table_has_no_row_without_an_address():
    everything = (*desk_routes(), *BESIDE_THE_ROUTES)
    assert [name for name in ROUTES if not any(name == route or names(name, route) for route in everything)] == []


@pytest.fixture
def desk(required):
    return Desk()


EVERY = [pytest.param(1, marks=pytest.mark.long)]  # in make test one in four, another at each address
SHARE = ("share", [4, *EVERY])


@pytest.mark.parametrize(*SHARE)
@pytest.mark.parametrize("method", ["GET", pytest.param("HEAD", marks=pytest.mark.long), "POST"])
def test_every_address_answers_everybody_as_the_table_says(desk, method, share):
    said, found = {}, {}
    for place, route in enumerate((*desk_routes(), *BESIDE_THE_ROUTES)):
        row = row_of(route)["GET" if method == "HEAD" else method]
        with realm.at_desk():
            address = desk.address(route)
            for number, (person, status) in enumerate(row.items()):
                if (place + number) % share and person != "anonymous":
                    continue
                said[route, person] = status
                found[route, person] = desk.ask(person, method, address)
    wrong = [f"{key}: {status}, said {said[key]}" for key, status in found.items() if status != said[key]]
    assert "\n".join(wrong) == ""
    assert {person for _, person in found} == {"anonymous", "password alone", *SIGNED_IN}


@pytest.mark.parametrize(*SHARE)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_nobodys(desk, method, share):
    with realm.at_desk():
        addresses = sorted({desk.address(route) for route in (*desk_routes(), *BESIDE_THE_ROUTES)})
        asked = product(enumerate(addresses), enumerate(desk.cookies))
        assert {
            desk.ask(person, method, address)
            for (place, address), (number, person) in asked
            if (place + number) % share == 0
        } == {405}


def test_the_groups_hold_what_the_roles_say():
    with realm.at_desk():
        held = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    reads = {f"view_{model}" for model in (*DOMAIN, "changeset", "line", "proposal", "publication", "revision")}
    writes = {f"{action}_{model}" for action in ("add", "change", "delete") for model in (*DOMAIN, "changeset", "line")}
    edits = reads | writes | {"add_proposal", "change_proposal", "translate_record"}
    accounts = {f"{action}_{model}" for action in ("view", "add", "change", "delete") for model in ("user", "group")}
    assert held == {
        "reader": reads,
        "translator": reads | {"translate_record"},
        "editor": edits,
        "reviewer": edits | {"review_changeset"},
        "publisher": edits | {"review_changeset", "publish_changeset"},
        "administrator": reads | accounts | {"view_authenticator", "delete_authenticator", "view_entry"},
    }


DOMAIN = [model._meta.model_name for model in apps.get_app_config("initiatives").get_models()]


def test_what_an_administrator_added_to_a_role_stays_when_roles_are_granted_again():
    with realm.at_desk():
        readers = Group.objects.get(name="reader")
        editors = Group.objects.get(name="editor")
        added = editors.permissions.get(codename="add_activity")
        readers.permissions.add(added)
        readers.permissions.remove(readers.permissions.get(codename="view_activity"))
        grant_roles(apps, realm.DESK)
        assert {"add_activity", "view_activity"} <= set(readers.permissions.values_list("codename", flat=True))
