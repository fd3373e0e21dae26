"""Which of the two databases a piece of code is reading: public unless it says desk.

The realm is one ContextVar. The router follows it and ignores every hint, because hints are shared between threads by
class-level querysets; the guard watches each connection, so that what slips past the router is refused by name.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model

DESK, PUBLIC, AS_OF = "default", "public", "as_of"
DOMAIN_APP, PUBLISHED_APP = "initiatives", "published"
DESK_PATHS = ("/admin/", "/desk/", "/accounts/")  # addresses that read the desk, where this process has one
READS = (
    "select",
    "explain",
    "savepoint",
    "release",
    "rollback",
    "begin",
    "commit",
    "set transaction",
    "pragma ",
    "with",
)

# What begins like a read and yet writes: a changing WITH or EXPLAIN, SELECT … INTO, a second statement, a setting.
HIDDEN_WRITE = re.compile(r"\b(?:insert|update|delete|merge|into)\b|;\s*\S|^\s*pragma\b.*=", re.I | re.S)

_realm: ContextVar[str] = ContextVar("realm", default=PUBLIC)
_publishing: ContextVar[bool] = ContextVar("publishing", default=False)


class RealmError(RuntimeError):
    """A statement was about to reach the database of the other realm."""


def current() -> str:
    """The alias being read: ``default`` at the desk, ``as_of`` for the record as it was, otherwise ``public``."""
    return _realm.get()


@contextmanager
def reading(alias: str) -> Iterator[None]:
    """Reads the desk or the public record for the length of a block."""
    token = _realm.set(alias)
    try:
        yield
    finally:
        _realm.reset(token)


def at_desk() -> Any:
    """The desk realm, as a context manager."""
    return reading(DESK)


def in_public() -> Any:
    """The public realm, as a context manager."""
    return reading(PUBLIC)


def enter(alias: str) -> None:
    """Sets the realm of this thread or task for good: for entry points such as manage.py, which end with it."""
    _realm.set(alias)


@contextmanager
def publishing() -> Iterator[None]:
    """Allows writes to the public record for the length of a block. Used by the press alone."""
    token = _publishing.set(True)
    try:
        yield
    finally:
        _publishing.reset(token)


@contextmanager
def only_reading() -> Iterator[None]:
    """Takes the right to write back for the length of a block: a rehearsal shows pages, it does not let them write."""
    token = _publishing.set(False)
    try:
        yield
    finally:
        _publishing.reset(token)


def is_publishing() -> bool:
    return _publishing.get()


@contextmanager
def one_state() -> Iterator[None]:
    """Lets a block read one state of the public record, whatever is published meanwhile."""
    connection = connections[PUBLIC]
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(using=PUBLIC):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


class Router:
    """Sends reads and writes to the realm's database; refuses writes that would change what is published."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        label = model._meta.app_label
        if label == PUBLISHED_APP:
            return PUBLIC
        return current() if label == DOMAIN_APP else DESK

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        label = model._meta.app_label
        if label == PUBLISHED_APP or (label == DOMAIN_APP and is_publishing()):
            if not is_publishing():
                raise RealmError(f"{model.__name__} is part of the public record: only publishing writes it.")
            return PUBLIC
        if label != DOMAIN_APP:
            return DESK
        instance = hints.get("instance")
        state = instance._state.db if isinstance(instance, Model) else None
        if state == PUBLIC:
            raise RealmError(f"This {model.__name__} was read from the public record: edit it at the desk and publish.")
        if current() != DESK and state != DESK:
            raise RealmError(f"A {model.__name__} is written at the desk only, and this code reads the public record.")
        return DESK

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        return True if one._state.db == other._state.db or None in (one._state.db, other._state.db) else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        if db == AS_OF:
            return False
        if app_label == DOMAIN_APP:
            return True
        return (db == PUBLIC) == (app_label == PUBLISHED_APP)


def _guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    alias = context["connection"].alias
    if alias == DESK and current() != DESK and not is_publishing():
        raise RealmError(f"A page of the public record tried to read the desk: {sql[:80]}")
    if alias == PUBLIC and not is_publishing() and not _reads(sql):
        raise RealmError(f"The public record is written by publishing alone: {sql[:80]}")
    return execute(sql, params, many, context)


def _reads(sql: str) -> bool:
    return sql.lstrip("( \n").lower().startswith(READS) and not HIDDEN_WRITE.search(sql)


def _watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if _guard not in connection.execute_wrappers:
        # First: Django's execute_wrapper() takes the last one away, and the connection may open inside such a block.
        connection.execute_wrappers.insert(0, _guard)


def install_guard() -> None:
    """Watches every connection of this process, those already open included. Called by wsgi.py and the tests."""
    connection_created.connect(_watch, dispatch_uid="realm-guard")
    for connection in connections.all(initialized_only=True):
        _watch(connection)


def remove_guard() -> None:
    """Takes the guard off every connection of this thread again: for tests, which clear what they wrote."""
    connection_created.disconnect(dispatch_uid="realm-guard")
    for connection in connections.all(initialized_only=True):
        if _guard in connection.execute_wrappers:
            connection.execute_wrappers.remove(_guard)


def has_desk() -> bool:
    """False in a public-only process, which has no desk configured."""
    return apps.is_installed("initiatives.desk")
