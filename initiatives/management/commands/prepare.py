"""Sets a site up, or brings it up to date: tables, record, first publication, first account, static files."""

import secrets
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command

from initiatives.desk import audit, corrections_of_files, press
from initiatives.desk.dependencies import Gathered
from initiatives.desk.models import EntryAction, Revision
from initiatives.desk.revisions import revise_everything
from initiatives.management import catalogues, tables
from initiatives.published import ledger
from initiatives.published.capsule import keeping
from initiatives.published.models import Publication
from initiatives.published.search import index
from initiatives.record import files, realm
from initiatives.record.refusals import Refused

FIRST = "The record as first filed"
FIRST_ELSEWHERE = {"title_ja": "本記録の初回登録", "title_ko": "이 기록의 최초 등록"}


class Command(BaseCommand):
    help = (
        "Migrates both databases, loads and publishes the record into an empty desk, makes a first account. Repeatable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-account", action="store_true", help="make no staff account")
        parser.add_argument("--no-static", action="store_true", help="collect no static files")

    def handle(self, **options: Any) -> None:
        started = time.monotonic()
        if compiled := catalogues.compile_all():
            self.say(f"Compiled the catalogues of {' and '.join(compiled)}.")
        tables.bring_up_to_date(self.say)
        if entries := index.bring_up_to_date():
            self.say(f"Made the search index anew: {entries:,} entries can be found.")
        self.load()
        with realm.in_public():
            keeping.kept()
        if not options["no_account"]:
            self.account()
        if not options["no_static"]:
            self.static()
        self.say(f"Ready after {time.monotonic() - started:.1f} s.")

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def load(self) -> None:
        """The record's files go into an empty desk; an empty public record gets what the desk holds.

        A desk that is empty beside a record that is not was lost: it is made again from the record, not from the files.
        """
        folder, loaded = Path(settings.BASE_DIR) / "fixtures", False
        if files.is_empty() and Publication.objects.exists():
            self.say("The desk is empty and the public record is not: making the desk again from the record …")
            call_command("rebuild_desk", stdout=self.stdout)
        elif files.is_empty():
            self.say("Loading the record into the empty desk …")
            loaded = True
            try:
                self.say(str(files.load([folder])))
            except Refused as refusal:
                raise CommandError("\n".join(refusal.reasons)) from refusal
        if not Revision.objects.exists():
            revise_everything(user=None, reason="Loaded from the record's files")
        press.reconcile()
        if not Publication.objects.exists():
            self.say("Publishing the record …")
            chosen = [Gathered(kind, root) for kind, root in Revision.objects.values_list("kind", "root").distinct()]
            try:
                publication = press.publish_now(chosen, user=None, title=FIRST, **FIRST_ELSEWHERE)
            except Refused as refusal:
                raise CommandError("The record could not be published:\n" + "\n".join(refusal.reasons)) from refusal
            self.say(f"Published {len(chosen)} records as publication {publication.number}.")
        if filled := ledger.fill_languages({FIRST: FIRST_ELSEWHERE}):
            self.say(f"Named {filled} published records in Japanese and Korean.")
            keeping.forget()
        if not loaded:
            self.say_what_waits(folder)

    def say_what_waits(self, folder: Path) -> None:
        """The files may hold more than a desk that was loaded from earlier ones; nothing is changed here."""
        try:
            count = corrections_of_files.corrections([folder]).count
        except Refused as refusal:
            self.say("The files of the record could not be compared with the desk:\n" + "\n".join(refusal.reasons))
            return
        if count:
            said = "1 correction of the files waits" if count == 1 else f"{count} corrections of the files wait"
            self.say(f"{said}: manage.py load_record --propose lays what the desk lacks into a changeset for review.")

    def account(self) -> None:
        """One superuser on the very first run; its password is random and printed once."""
        people = get_user_model()._default_manager
        if people.exists():
            return
        password = secrets.token_urlsafe(12)
        audit.kept_account(EntryAction.ACCOUNT_ADDED, people.create_superuser("editor", "", password))
        self.say(f"\nStaff account made:  name  editor   password  {password}\nThe password is shown this once.\n")

    def static(self) -> None:
        """Collected anew where a source is newer than the manifest."""
        manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        sources = [path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file()]
        sources += [Path(sys.modules["django"].__file__ or "")]
        if manifest.exists() and manifest.stat().st_mtime > max(path.stat().st_mtime for path in sources):
            return
        self.say("Collecting static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
