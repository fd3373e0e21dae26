"""Whatever is renamed, moved, merged, withdrawn and published again: no address that was ever public answers 404."""

import random
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from initiatives import models
from initiatives.desk import press
from initiatives.desk.corrections import merge, withdraw
from initiatives.desk.dependencies import Gathered, gather
from initiatives.published.addresses import NUMBER, Gone, Moved, follow
from initiatives.published.models import Held
from initiatives.record import realm
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from tests import builders
from tests.builders import official, with_dependants

pytestmark = pytest.mark.django_db(databases=["default", "public"])

SLUGGED = {
    "meeting": models.Meeting,
    "official": models.Official,
    "pillar": models.Pillar,
    "initiative": models.Initiative,
    "activity": models.Activity,
    "reference": models.Reference,
    "document": models.Document,
}
PAGES = {"meeting": "round", NUMBER: "round-by-number"}


class Editor:
    """Does one thing after another with the record, at random, and publishes it; remembers every public address."""

    def __init__(self, record, seed):
        self.record, self.dice, self.count = record, random.Random(seed), 0
        self.seen, self.done = set(), Counter()
        self.look()

    def look(self):
        for kind, model in SLUGGED.items():
            self.seen |= {(kind, slug) for slug in model.objects.using("public").values_list("slug", flat=True)}
        rounds = models.Meeting.objects.using("public").exclude(number=None)
        self.seen |= {(NUMBER, str(number)) for number in rounds.values_list("number", flat=True)}

    def some(self, kind):
        """A row of one kind that is public."""
        public = set(SLUGGED[kind].objects.using("public").values_list("pk", flat=True))
        return self.dice.choice([row for row in SLUGGED[kind].objects.order_by("pk") if row.pk in public] or [None])

    def roots(self, *rows):
        return [
            (root._meta.model_name, root.pk)
            for root in (row.meeting if isinstance(row, models.Document) else row for row in rows)
        ]

    def publish(self, *rows):
        press.publish_now(gather(self.roots(*rows), introduced=False), user=None, title="Published")

    def slug(self, kind):
        """A new slug, or one that was public for the same kind: its own, another's, a withdrawn one's."""
        old = sorted(slug for k, slug in self.seen if k == kind)
        if self.dice.random() < 0.5:
            return self.dice.choice(old)
        self.count += 1
        return f"{kind}-{self.count}"

    def rename(self):
        kind = self.dice.choice(list(SLUGGED))
        row, slug = self.some(kind), self.slug(kind)
        if row is None or SLUGGED[kind].objects.filter(slug=slug).exists():
            raise Refused("Nothing to rename, or the slug is taken at the desk.")
        SLUGGED[kind].objects.filter(pk=row.pk).update(slug=slug)
        self.publish(row)

    def exchange(self):
        kind = self.dice.choice(list(SLUGGED))
        one, two = self.some(kind), self.some(kind)
        if one is None or one == two:
            raise Refused("There are no two to exchange their slugs.")
        for pk, slug in ((one.pk, "between"), (two.pk, one.slug), (one.pk, two.slug)):
            SLUGGED[kind].objects.filter(pk=pk).update(slug=slug)
        self.publish(one, two)

    def move(self):
        document, target = self.some("document"), self.some("meeting")
        if document is None or target is None:
            raise Refused("Nothing to move.")
        source = document.meeting
        models.Document.objects.filter(pk=document.pk).update(meeting=target)
        models.Citation.objects.filter(document=document).update(meeting=target)
        self.publish(source, target)

    def number(self):
        meeting = self.some("meeting")
        if meeting is None:
            raise Refused("There is no round.")
        models.Meeting.objects.filter(pk=meeting.pk).update(number=self.dice.choice([None, *range(1, 9)]))
        self.publish(meeting)

    def add(self):
        self.count += 1
        self.publish(official(f"person-{self.count}", f"Person {self.count}", self.record.countries[0]))

    def merge(self):
        one, two = self.some("official"), self.some("official")
        if one is None:
            raise Refused("There is nobody.")
        changeset = merge(one, two, user=None, reason="One person.")
        press.freeze(changeset, user=None)
        press.publish(changeset, user=None)

    def withdraw(self):
        kind = self.dice.choice([kind for kind in SLUGGED if kind != "document"])
        row = self.some(kind)
        if row is None:
            raise Refused("Nothing to withdraw.")
        roots = with_dependants(self.roots(row))
        if len(roots) > 4:
            raise Refused("Too much would go.")
        changeset = withdraw(roots, user=None, title="Out", reason="Mistaken.")
        press.freeze(changeset, user=None)
        press.publish(changeset, user=None)

    def publish_again(self):
        gone = list(
            Held.objects.filter(action="withdrawn", successor=None).order_by("root").values_list("kind", "root")
        )
        there = [(k, r) for k, r in gone if KINDS[k].model.objects.filter(pk=r).exists()]
        if not there:
            raise Refused("Nothing was withdrawn.")
        press.publish_now([Gathered(k, r) for k, r in there], user=None, title="After all")

    def step(self):
        """Does one thing. What is refused leaves the desk as it was, and is no less a try."""
        acts = [self.rename] * 4 + [self.move, self.merge, self.exchange, self.number] * 2
        act = self.dice.choice([*acts, self.withdraw, self.publish_again, self.add, self.add])
        try:
            with transaction.atomic(using="default"):
                act()
        except Refused:
            self.done[f"{act.__name__} refused"] += 1
        else:
            self.done[act.__name__] += 1
        self.look()


def assert_followed(editor):
    """Every address ever public is that of a row now, leads to one in a single hop, or says why nothing is there."""
    now = {
        (kind, slug)
        for kind, model in SLUGGED.items()
        for slug in model.objects.using("public").values_list("slug", flat=True)
    }
    with realm.in_public():
        for kind, slug in sorted(editor.seen - now):
            match follow(kind, slug):
                case Moved(row):
                    assert (row._meta.model_name, row.slug) in now
                case Gone(_, publication, _):
                    assert publication
                case nothing:
                    pytest.fail(f"{kind} {slug} leads to {nothing}")


@pytest.mark.once
@pytest.mark.parametrize("steps", [25, pytest.param(1000, marks=pytest.mark.long)])
def test_no_address_is_lost_by_anything_done_at_random(client, steps):
    with realm.at_desk():
        record = builders.published(rounds=3)
        editor = Editor(record, seed=steps)
        for step in range(1, steps + 1):
            editor.step()
            if step % 10 == 0:
                assert_followed(editor)
        # At the door as well: one redirect at most, and never 404.
        answers = Counter()
        for kind, slug in sorted(editor.seen):
            for prefix in ("", "/ja", "/ko"):
                path = prefix + reverse(PAGES.get(kind, kind), args=[int(slug) if kind == NUMBER else slug])
                response = client.get(path)
                answers[response.status_code] += 1
                if response.status_code in (301, 302):
                    assert response.url.startswith(f"{prefix}/")
                    assert client.get(response.url).status_code == 200, (path, response.url)
                else:
                    assert response.status_code in (200, 410), path
    assert {"rename", "move", "merge", "withdraw", "exchange"} <= set(editor.done), editor.done
    assert {200, 301} <= set(answers)
    assert Held.objects.aggregate(last=Max("publication"))["last"] > steps / 3
