"""The record as it was public earlier: put together, in memory, from the bodies of the publications up to then."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from initiatives.parameters import AS_OF, bad_value
from initiatives.published.models import Action, Held, Item, Publication
from initiatives.record import realm
from initiatives.record.kinds import domain_models
from initiatives.record.writing import fill

NUMBER = re.compile(r"[1-9]\d{0,8}")


def publication_of(asked: str) -> Publication | None:
    """The publication of a number, or the last one by the end of a day (UTC); None where nothing was public then.

    Raises ValueError, in words for the reader, for anything else.
    """
    if NUMBER.fullmatch(asked) and len(asked) != 8:
        return Publication.objects.filter(number=int(asked)).first()
    try:
        day = datetime.date.fromisoformat(asked)
        if len(asked) != 10:
            raise ValueError
        evening = datetime.datetime.combine(day, datetime.time.max, datetime.UTC)
    except ValueError:
        allowed = [_("the number of a publication (5)"), _("a day (2026-11-24)")]
        raise ValueError(bad_value(AS_OF, asked, allowed)) from None
    return Publication.objects.filter(published_at__lte=evening).order_by("-number").first()


@contextmanager
def record_of(publication: Publication) -> Iterator[None]:
    """Reads the record as it was after a publication, for the length of a block, less what was withdrawn since."""
    _put_together(publication.number)
    with realm.reading(realm.AS_OF):
        yield


def _empty(connection: BaseDatabaseWrapper, cursor: CursorWrapper) -> None:
    """Makes the tables of the record in memory, or empties those that are there."""
    joins = [relation.remote_field.through for model in domain_models() for relation in model._meta.many_to_many]
    tables = [model._meta.db_table for model in (*joins, *domain_models()) if model]
    if not set(tables) <= set(connection.introspection.table_names(cursor)):
        # Collected, not run by the editor: it cannot work inside a transaction.
        editor = connection.schema_editor(collect_sql=True, atomic=False)
        editor.deferred_sql = []
        for model in domain_models():
            editor.create_model(model)
        for statement in [*editor.collected_sql, *map(str, editor.deferred_sql)]:
            cursor.execute(statement)
    for table in tables:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own tables


def _put_together(number: int) -> None:
    """Fills this thread's memory, unless it shows just that already. Costs as much as the record is large."""
    newest = Publication.objects.aggregate(newest=Max("number"))["newest"]
    connection = connections[realm.AS_OF]
    with transaction.atomic(using=realm.AS_OF), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS shown (number integer, newest integer)")
        cursor.execute("SELECT number, newest FROM shown")
        if cursor.fetchall() == [(number, newest)]:
            return
        _empty(connection, cursor)
        last = Item.objects.filter(root=OuterRef("root"), publication__lte=number).order_by("-publication_id")
        still = Held.objects.filter(action=Action.PUBLISHED).values("root")
        items = Item.objects.filter(publication=Subquery(last.values("publication")[:1]), root__in=still)
        kept = items.filter(action=Action.PUBLISHED).exclude(body="")
        fill(kept.values_list("body", flat=True).iterator(), realm.AS_OF)
        cursor.execute("DELETE FROM shown")
        cursor.execute("INSERT INTO shown VALUES (%s, %s)", [number, newest])
