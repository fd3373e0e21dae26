"""The audit log: every change at the desk and every sign-in, as entries that can be added to and nothing else."""

import hashlib
import sys
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core import serializers
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from initiatives.desk.models import Changeset, Entry, EntryAction, Revision
from initiatives.desk.signing_in import name_typed
from initiatives.record import realm
from initiatives.visitors import address_of

SOURCES = {"/admin/": "admin", "/desk/": "desk", "/accounts/": "sign-in"}
SCHEDULER = "publish_due"
LOCK_TOLD = "axes_lock_told"

Handler = Callable[[HttpRequest], HttpResponse]
_request: ContextVar[HttpRequest | None] = ContextVar("audited_request", default=None)


def told(get_response: Handler) -> Handler:
    """Lets what is written during a request at the desk know who asked for it, and where."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if getattr(request, "realm", realm.PUBLIC) != realm.DESK:
            return get_response(request)
        token = _request.set(request)
        try:
            return get_response(request)
        finally:
            _request.reset(token)

    return middleware


def source() -> str:
    """Where this code was set going: a part of the desk, the scheduler, a command of manage.py, or a script."""
    request = _request.get()
    if request is not None:
        return next(name for path, name in SOURCES.items() if request.path.startswith(path))
    program, *arguments = sys.argv
    if Path(program).name != "manage.py" or not arguments:
        return f"script {Path(program).name}"[:60]
    return "scheduler" if arguments[0] == SCHEDULER else f"command {arguments[0]}"[:60]


def person() -> Any:
    """Whoever is signed in where this request came from; None in commands."""
    request = _request.get()
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def entry(action: EntryAction, *, user: Any = None, **what: Any) -> Entry:
    """An entry that is not stored yet, by the user given or whoever is signed in; texts are cut to what fits."""
    who = user or person()
    for name in ("label", "note"):
        what[name] = str(what.get(name, ""))[:400]
    return Entry(
        action=action,
        person=who.get_username() if who else "",
        person_key=str(who.pk) if who else "",
        source=source(),
        **what,
    )


def write(action: EntryAction, *, user: Any = None, **what: Any) -> None:
    """Stores one entry."""
    entry(action, user=user, **what).save()


# Of the record and of changesets an entry has no words, which a purge could not reach: their names and reasons are read
# from the revision or the changeset where the log is shown.


def revised(made: Iterable[Revision], before: Mapping[uuid.UUID, tuple[int, int, str]], *, user: Any) -> None:
    """Stores an entry for every revision made; ``before`` has (key, number, hash) of the one it follows."""
    Entry.objects.bulk_create(
        [
            entry(
                EntryAction.SAVED,
                user=user,
                kind=revision.kind,
                key=str(revision.root),
                revision=revision.number,
                before=before[revision.root][2] if revision.root in before else "",
                after=revision.sha256,
            )
            for revision in made
        ],
        batch_size=500,
    )


def removed(kind: str, root: uuid.UUID, *, user: Any, note: str) -> None:
    """Stores an entry for a root that is taken from the desk."""
    last = Revision.objects.latest_of(root)
    number, sha256 = (last.number, last.sha256) if last else (None, "")
    write(EntryAction.REMOVED, user=user, kind=kind, key=str(root), revision=number, before=sha256, note=note)


def stepped(action: EntryAction, changeset: Changeset, *, user: Any, note: str = "", before: str = "") -> None:
    """Stores an entry for what was done with a changeset, in words of ours; the hashes are of what it froze."""
    write(
        action,
        user=user,
        kind="changeset",
        key=str(changeset.pk),
        before=before,
        after=changeset.sha256,
        note=note,
    )


def proposed(proposal: Model, *, user: Any, note: str) -> None:
    """Stores an entry for what was done with a document on its way in, in words of ours."""
    write(EntryAction.STEPPED, user=user, kind="proposal", key=str(proposal.pk), note=note)


def state_of(row: Model) -> str:
    """A hash of a row's fields and many-to-many keys, for rows that have no revisions: accounts and groups."""
    return hashlib.sha256(serializers.serialize("json", [row]).encode()).hexdigest()


def kept_account(action: EntryAction, row: Model, *, user: Any = None, before: str = "", note: str = "") -> None:
    """Stores an entry for an account, a group or a second factor that was added, changed or removed."""
    gone = action in (EntryAction.ACCOUNT_REMOVED, EntryAction.FACTOR_REMOVED)
    owner = getattr(row, "user", None)
    write(
        action,
        user=user,
        kind=row._meta.model_name,
        key=str(row.pk or ""),
        label=f"{row} of {owner}" if owner else row,
        before=before,
        after="" if gone else state_of(row),
        note=note,
    )


# --- What signals tell: see DeskConfig.ready


def _address(request: HttpRequest | None) -> str:
    address = address_of(request) if request else None
    return f"from {address}" if address else ""


def signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    write(EntryAction.SIGNED_IN, user=user, kind="user", key=str(user.pk), label=str(user), note=_address(request))


def signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user:
        write(EntryAction.SIGNED_OUT, user=user, kind="user", key=str(user.pk), label=str(user))


def _tried(request: HttpRequest | None, credentials: dict[str, Any]) -> dict[str, Any]:
    """The account that was tried. A name that is nobody's is not kept: it may be a password in the wrong field."""
    name = name_typed(request or HttpRequest(), credentials)
    user = get_user_model()._default_manager.filter(username__iexact=name).first()
    found = {"key": str(user.pk), "label": str(user)} if user else {"label": "no account of that name"}
    return {"kind": "user", "note": _address(request), **found}


def sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Kept until the lockout: what is refused without being looked at is not."""
    if not getattr(request, "axes_locked_out", False):
        write(EntryAction.SIGN_IN_FAILED, **_tried(request, credentials))


def locked_out(request: HttpRequest, username: str, **_: Any) -> None:
    """Once for each lockout: the attempt that brought it about, not those it refuses."""
    if request.axes_failures_since_start is not None:  # type: ignore[attr-defined]
        write(EntryAction.LOCKED_OUT, **_tried(request, {"username": username}))


def wrong_code(request: HttpRequest, user: Any, **_: Any) -> None:
    write(
        EntryAction.SIGN_IN_FAILED,
        kind="user",
        key=str(user.pk),
        label=str(user),
        note=f"wrong second factor {_address(request)}",
    )


def factor_added(request: HttpRequest, user: Any, authenticator: Model, **_: Any) -> None:
    kept_account(EntryAction.FACTOR_ADDED, authenticator, user=user)


def factor_removed(request: HttpRequest, user: Any, authenticator: Model, **_: Any) -> None:
    kept_account(EntryAction.FACTOR_REMOVED, authenticator, user=user)


def password_changed(request: HttpRequest, user: Any, **_: Any) -> None:
    kept_account(EntryAction.PASSWORD_CHANGED, user, user=user)


# --- The database's own refusal, for migrations

REFUSAL = "The audit log is append-only."
SQLITE = [
    f"""CREATE TRIGGER desk_entry_no_{event.lower()} BEFORE {event} ON desk_entry
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
    for event in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION desk_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    """CREATE TRIGGER desk_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON desk_entry
    FOR EACH STATEMENT EXECUTE FUNCTION desk_entry_refuse()""",
]
UNDO = {
    "sqlite": [f"DROP TRIGGER IF EXISTS desk_entry_no_{event}" for event in ("update", "delete")],
    "postgresql": ["DROP TRIGGER IF EXISTS desk_entry_append_only ON desk_entry"],
}


def append_only(apps: Any, schema_editor: Any) -> None:
    """Makes the database refuse to change or remove entries, whoever asks. Repeatable."""
    may_change(apps, schema_editor)
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def may_change(apps: Any, schema_editor: Any) -> None:
    """Takes the refusal away: for undoing the migration."""
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
