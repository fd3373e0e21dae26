"""Makes a superuser, and an entry of it in the audit log."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import createsuperuser

from initiatives.desk import audit
from initiatives.desk.models import EntryAction


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        people = get_user_model()._default_manager
        before = list(people.values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in people.exclude(pk__in=before):
            audit.kept_account(EntryAction.ACCOUNT_ADDED, user)
