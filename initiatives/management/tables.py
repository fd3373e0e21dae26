"""The tables of both databases, brought up to date where a migration waits."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from initiatives.record import realm

NAMES = {realm.DESK: "desk", realm.PUBLIC: "public record"}


def bring_up_to_date(say: Callable[[str], object]) -> None:
    """Only where a migration is waiting: asking costs a tenth of running migrate."""
    for alias, name in NAMES.items():
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            say(f"Bringing the tables of the {name} up to date …")
            call_command("migrate", database=alias, verbosity=0, interactive=False)
