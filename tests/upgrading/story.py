"""What happens at a desk before an upgrade, done on its own pages by people of every role.

Run by make_dump.py in a process of its own, on the code that is to be upgraded from and on databases that are empty.
Nothing here knows that code but by its commands, its addresses, its forms and the slugs of the record. The clock goes
on by a minute with every step and keys are drawn in a fixed order, so that both databases hold the same.
"""

import contextvars
import datetime
import os
import random
import re
import runpy
import sys
import uuid

from django.apps import apps
from django.utils import timezone
from people import PEOPLE, Person, begin
from sites import KEEPER, PASSWORD

LONG_AFTER = "2099-12-01T09:00"  # when what is scheduled would be published, by the clock of Tokyo

STATEMENT = """<h1>Joint Statement on the Sixteenth Round, Written for a Test of Upgrades</h1>
<p>U.S. Deputy Secretary of State Ann Blake, Vice Minister for Foreign Affairs of Japan Sato Bunta, and First Vice \
Minister of Foreign Affairs of the Republic of Korea Lim Chul met in Honolulu on February 3, 2026. This was the \
sixteenth round of the consultations.</p>
<p><b>Space Policy:</b> They welcomed that officials met in Tokyo on 12 January 2026 to exchange experience. They \
recalled UN Security Council Resolution 2321.</p>
"""
LATER = STATEMENT.replace("Sixteenth", "Seventeenth").replace("sixteenth", "seventeenth").replace("2026", "2027")
MISTAKE = "<h1>Not a statement</h1><p>They did not meet, and this was filed by mistake.</p>"


# --- The clock


class Clock:
    """Stands still until somebody sends something."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


clock = Clock(datetime.datetime(2026, 11, 24, 19, tzinfo=datetime.UTC))


class Timed(Person):
    """Somebody who takes a minute for everything."""

    def post(self, path, data):
        clock.now += datetime.timedelta(minutes=1)
        return super().post(path, data)

    def keep(self, path, having="token", **typed):
        clock.now += datetime.timedelta(minutes=1)
        super().keep(path, having, **typed)


def command(*words, **environment):
    """A command of manage.py; in this process, for the sake of its clock."""
    sys.argv = ["manage.py", *words]
    os.environ |= environment
    # manage.py enters the desk for good: here, for the length of the command.
    contextvars.copy_context().run(runpy.run_path, "manage.py", run_name="__main__")
    sys.argv = [__file__]


# --- The record


def key(kind, slug):
    """A root as the pages of the desk name it."""
    return f"{kind}:{apps.get_model('initiatives', kind).objects.using('default').get(slug=slug).pk}"


def form(kind, slug):
    """The address of the form of a root, or of a document."""
    return f"/admin/initiatives/{kind}/{key(kind, slug).partition(':')[2]}/change/"


# --- The story


def people():
    """Accounts of every role, each given out by the superuser; those who are needed below have signed in."""
    keeper = Timed(KEEPER)
    for name in PEOPLE:
        typed = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
        account = keeper.post("/admin/auth/user/add/", keeper.form("/admin/auth/user/add/", "username") | typed)
        group = apps.get_model("auth", "group").objects.get(name=name)
        typed = {"is_staff": "on", "groups": [str(group.pk)]}
        keeper.post(account, keeper.form(account, "username") | typed)
    return [Timed(name) for name in PEOPLE[:3]]


def publications(editor, reviewer, publisher):
    """Publications 2 to 8: a correction, a round, a withdrawal, new addresses, a minor edit, a merger, a purge."""

    def approved(changeset):
        reviewer.step(changeset, "approve")
        publisher.step(changeset, "publish")

    def public(changeset, **typed):
        editor.step(changeset, "submit", **typed)
        approved(changeset)

    editor.save(form("official", "akitaka-saiki"), name="Saiki Akitaka", reason="As he signs")
    twin = {"name": "Anne Blake", "family_name": "Blake", "given_name": "Anne", "slug": "anne-blake"}
    editor.save("/admin/initiatives/official/add/", **twin)
    corrected = editor.compose(key("official", "akitaka-saiki"), key("official", "anne-blake"))
    public(corrected, title="A name corrected", note="The name stands in the order in which it is signed.")

    proposal = editor.file(STATEMENT)
    source = {"f-address": "https://example.org/statement", "f-publisher": "A ministry", "f-read_on": "2026-11-24"}
    editor.decide(proposal, item="source", verb="change", **source)
    editor.decide(proposal, item="*", verb="accept")
    editor.decide(proposal, "create")
    editor.decide(proposal, "publish")
    approved(re.search(r"/admin/desk/changeset/[0-9a-f-]+/change/", editor.get(proposal).content.decode())[0])

    gone = key("activity", "2016-09-19-health-ministers")
    approved(editor.correct("withdraw", gone, note="It is listed twice."))

    moved = ("initiative", "oceans-and-the-environment"), ("pillar", "responding-to-the-north-korea-threat")
    keys = [key(*one) for one in moved]
    for kind, slug in moved:
        editor.save(form(kind, slug), slug=f"{slug}-moved")
    editor.save(form("document", "2017-01-05-washington-fact-sheet"), slug="2017-01-05-washington-fact-sheet-moved")
    moving = editor.compose(*keys, key("meeting", "2017-01-05-washington"))
    public(moving, title="Moved", note="Their addresses change.")

    editor.save(form("initiative", "space-policy"), name_ko="우주정책")
    public(editor.compose(key("initiative", "space-policy")), title="Spacing", is_minor="on")

    kept = key("official", "ann-blake").partition(":")[2]
    approved(editor.correct("merge", key("official", "anne-blake"), kept=kept, note="One person, spelled twice."))

    purged = key("activity", "2016-09-15-our-ocean-conference")
    purge = publisher.correct("withdraw", purged, note="It is to be forgotten.", purge="on")
    publisher.step(purge, "emergency", reason="It cannot wait.")


def at_work(editor, reviewer, publisher):
    """A change in no changeset, one changeset in every state, private drafts, documents on their way."""
    editor.save(form("official", "mori-takeo"), given_name="Takeo (unpublished)")
    never = {"kind": "forum", "name_en": "A forum not yet public", "slug": "not-yet-public"}
    editor.save("/admin/initiatives/reference/add/", **never)

    editor.save(form("initiative", "cybersecurity"), summary_en="In a draft.")
    editor.save(form("activity", "2016-07-08-development-policy"), city_ja="ワシントン（草稿）")
    draft = editor.compose(key("initiative", "cybersecurity"), key("activity", "2016-07-08-development-policy"))
    editor.step(draft, "save", title="Draft", note="Half a note", remarks="Between us")

    first = key("meeting", "2015-04-16-washington")
    editor.save(form("meeting", "2015-04-16-washington"), summary_en="Picked.", summary_ja="まだ公開しない")
    unit = first.replace(":", "|") + "|summary_en"
    editor.correct("pick", first, unit=[unit], note="Only the English summary.")
    editor.correct("withdraw", key("activity", "2016-12-19-cyber-policy-experts"), note="To be withdrawn.")

    editor.save(form("initiative", "food-security"), name_en="food security (small)")
    returned = editor.compose(key("initiative", "food-security"))
    editor.step(returned, "submit", title="Returned", note="A new name.")
    reviewer.step(returned, "return", because="The capital letter")

    due = ("meeting", "2016-01-16-tokyo"), ("pillar", "trilateral-coordination-and-strength-of-our-alliances")
    for one in due:
        editor.save(form(*one), summary_en="Public when it was due.")
    scheduled = editor.compose(*(key(*one) for one in due))
    editor.step(scheduled, "submit", title="Scheduled", note="Two summaries.")
    reviewer.step(scheduled, "approve")
    publisher.step(scheduled, "schedule", local=LONG_AFTER, zone="Asia/Tokyo")

    editor.keep("/admin/initiatives/reference/add/", name_en="Half a reference", name_ja="半分")
    editor.keep(form("meeting", "2016-04-19-seoul"), **half_a_delegate(3), city_en="Seoul, half typed")
    pillar = form("pillar", "working-together-to-promote-regional-cooperation")
    editor.keep(pillar, summary_en="Typed before somebody saved")
    reviewer.save(pillar, summary_ja="その間に保存")
    editor.keep(draft, "version", note="A note half ty")
    reviewer.keep(form("official", "park-yoonjoo"), given_name="Typed by somebody else")

    proposal = editor.file(LATER)
    editor.decide(proposal, item="source", verb="change", **{"f-publisher": "A ministry, half given"})
    editor.decide(proposal, item="meeting.date", verb="change", **{"f-start": "2027-02-04"})
    editor.decide(proposal, item="delegate:ann-blake", verb="accept")
    editor.decide(proposal, "undo")
    editor.decide(editor.file(MISTAKE), "put-away")


def half_a_delegate(there):
    """What is typed into one more row for a delegate, below those that are there."""
    typed = {"id": "", "name": "Half a row", "title": "", "role": "head", "position": str(there)}
    return {f"delegates-{there}-{name}": value for name, value in typed.items()} | {
        "delegates-TOTAL_FORMS": str(there + 1)
    }


def second_factor():
    """One account has a second factor; its secret opens nothing else."""
    administrator = apps.get_model("auth", "user").objects.get(username="administrator")
    secret = {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}
    apps.get_model("mfa", "authenticator").objects.create(user=administrator, type="totp", data=secret)


def main():
    command("prepare", "--no-account", "--no-static")
    command("createsuperuser", "--noinput", f"--username={KEEPER}", "--email=", DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    editor, reviewer, publisher = people()
    publications(editor, reviewer, publisher)
    at_work(editor, reviewer, publisher)
    second_factor()
    apps.get_model("sessions", "session").objects.all().delete()


if __name__ == "__main__":
    # Before the models take these two for the defaults of their columns.
    timezone.now = clock
    drawn = random.Random(11)
    uuid.uuid4 = lambda: uuid.UUID(int=drawn.getrandbits(128), version=4)
    begin()
    main()
