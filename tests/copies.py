"""What many tests start from is made once a session; each later test gets a copy of its rows, ten times as fast."""

import copy

from django.apps import apps
from django.db import connections, router, transaction

from initiatives.record import realm

ALIASES = (realm.DESK, realm.PUBLIC)
WORDS = "published_words"  # of the search engine on SQLite: no model's table
KEYED_ANEW = {"desk_entry"}  # a test may have entries of its own before the copy; nothing refers to an entry

_made = {}


def copy_of(make, *arguments):
    """What ``make(*arguments)`` returns, with the rows that it writes to the desk and to the public record.

    The first time in a session it is made; from then on its rows are written as they were, and what it returned is
    copied. What else the databases hold stays out of it. The arguments must be hashable.
    """
    asked = make, arguments
    if asked in _made:
        made, statements = _made[asked]
        with realm.publishing():
            for alias in ALIASES:
                with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
                    for sql, rows in statements[alias]:
                        cursor.executemany(sql, rows) if rows else cursor.execute(sql)
    else:
        before = {alias: rows_of(alias) for alias in ALIASES}
        made = make(*arguments)
        statements = {alias: list(statements_for(alias, before[alias])) for alias in ALIASES}
        _made[asked] = made, statements
    return copy.deepcopy(made)


def tables(alias):
    """The tables of one database that records and publications are made of."""
    every = (model for app in apps.get_app_configs() if app.label in ("initiatives", "desk", "published")
             for model in app.get_models(include_auto_created=True))  # fmt: skip
    found = [model._meta.db_table for model in every if router.allow_migrate_model(alias, model)]
    return [*found, WORDS] if alias == realm.PUBLIC and connections[alias].vendor == "sqlite" else found


def rows_of(alias):
    """Table → its columns and its rows, in order of their keys."""
    found, quoted = {}, connections[alias].ops.quote_name
    with realm.publishing(), connections[alias].cursor() as cursor:  # past the guard
        for table in tables(alias):
            cursor.execute(f"SELECT {'rowid, words' if table == WORDS else '*'} FROM {table} ORDER BY 1")
            found[table] = [quoted(column[0]) for column in cursor.description], cursor.fetchall()
    return found


def statements_for(alias, before):
    """The statements, and what to execute each with, that write the rows a database has more than ``before``."""
    for table, (columns, rows) in rows_of(alias).items():
        old, given = set(before[table][1]), 1 if table in KEYED_ANEW else 0
        if new := [row[given:] for row in rows if row not in old]:
            into = f"INSERT INTO {table} ({', '.join(columns[given:])}) VALUES "
            places = f"({', '.join(['%s'] * len(new[0]))})"
            if connections[alias].vendor == "sqlite":
                yield into + places, new
            else:  # written out: psycopg is slow to put values in their places
                with connections[alias].cursor() as cursor:
                    yield into + ", ".join(cursor.mogrify(places, row) for row in new), None
