"""Sets the password of an account, and makes an entry of it in the audit log."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import changepassword

from initiatives.desk import audit
from initiatives.desk.models import EntryAction


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        people = get_user_model()._default_manager
        before = dict(people.values_list("pk", "password"))
        said = super().handle(*args, **options)
        for user in people.exclude(password__in=before.values()):
            audit.kept_account(EntryAction.PASSWORD_CHANGED, user)
        return said
