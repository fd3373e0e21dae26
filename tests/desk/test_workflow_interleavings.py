"""Four people at the workflow, in orders nobody would think of: public is what a second person approved, and nothing else.

The oracle keeps books of its own: who edited what, what each changeset held when it was approved, what must be public.
"""

import datetime
import random

import pytest
from django.db import transaction
from django.utils import timezone

from initiatives import models
from initiatives.desk import corrections, press, workflow
from initiatives.desk.models import Changeset, Revision, State
from initiatives.desk.revisions import latest_numbers, revise
from initiatives.published.models import Publication
from initiatives.record import realm
from initiatives.record.bodies import digest
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots
from tests.builders import Record, chosen, other, person, pillar, publish_all

pytestmark = pytest.mark.django_db(databases=["default", "public"])

REVIEWERS, EVERYBODY = ("ann", "ben"), ("ann", "ben", "ed", "pub")
FROM_OPEN, FROM_REVIEW = (State.DRAFT, State.RETURNED), (State.IN_REVIEW,)
ACTS = {
    "edit": 5,
    "undo": 1,
    "compose": 4,
    "choose_again": 3,
    "submit": 7,
    "submit_shown": 2,
    "reword": 2,
    "take_back": 2,
    "give_back": 2,
    "approve": 12,
    "approve_blindly": 2,
    "schedule": 8,
    "unschedule": 2,
    "publish": 5,
    "emergency": 2,
    "look": 3,
    "due": 8,
    "withdraw": 1,
}
# The states a changeset must be in for an act to have a chance: what has none is tried less often.
NEEDS = {
    **dict.fromkeys(("submit", "submit_shown", "reword", "choose_again"), FROM_OPEN),
    **dict.fromkeys(("approve", "approve_blindly"), FROM_REVIEW),
    **dict.fromkeys(("take_back", "give_back"), (State.IN_REVIEW, State.APPROVED)),
    **dict.fromkeys(("schedule", "unschedule", "publish", "due"), (State.APPROVED,)),
}


class Books:
    """The oracle's copy of one changeset: its state, who submitted it, and what it held when it was approved."""

    def __init__(self):
        self.state, self.submitter, self.approver, self.frozen, self.emergency = State.DRAFT, None, None, None, False
        self.due = None
        self.publisher = None


class Story:
    def __init__(self, record, people, seed):
        self.record, self.people, self.dice, self.seed = record, people, random.Random(seed), seed
        self.roots = [record.pillar, record.initiative, record.officials[0], record.fresh]
        self.made = {}  # root → [who made revision 1, 2, 3 …]
        for root in self.roots:
            makers = Revision.objects.filter(root=root.pk).order_by("number").values_list("made_by", flat=True)
            self.made[root.pk] = list(makers)
        self.public = public_bodies()
        self.published = {}  # root → revisions of it that were public
        for root, number in Revision.objects.filter(publication__isnull=False).values_list("root", "number"):
            self.published.setdefault(root, []).append(number)
        self.books, self.held = {}, {}  # changeset → books; person → changesets as last looked at
        self.publications = Publication.objects.count()
        self.now = timezone.now()
        self.done, self.refused, self.told = {}, {}, []

    # What people do: each returns True where it was done, False where it was refused

    def root(self):
        return self.dice.choice(self.roots)

    def a_changeset(self, *states):
        """A changeset as somebody looked at it a while ago, or as it is now; more often one in the states."""
        fitting = [key for key, books in self.books.items() if books.state in states]
        listed = fitting if fitting and self.dice.random() < 0.8 else list(self.books)
        if not listed:
            return None
        key = self.dice.choice(listed)
        if key in self.held and self.dice.random() < 0.25:
            return self.held[key]
        self.held[key] = Changeset.objects.get(pk=key)
        return Changeset.objects.get(pk=key)

    def token(self, changeset):
        """Pages send the version they were opened with; scripts send none."""
        return {"version": changeset.version} if self.dice.random() < 0.7 else {}

    def is_stale(self, changeset, token):
        return bool(token) and Changeset.objects.get(pk=changeset.pk).version != token["version"]

    def edit(self, who):
        root = self.root()
        number = len(self.made[root.pk]) + 1
        field = "given_name" if isinstance(root, models.Official) else "summary_en"
        type(root).objects.filter(pk=root.pk).update(**{field: f"By {who}, {number} of {self.seed}"})
        assert revise(root, user=self.people[who], reason="Saved").number == number
        self.made[root.pk].append(self.people[who].pk)
        return True

    def undo(self, who):
        root = self.root()
        revision = self.dice.choice(list(Revision.objects.filter(root=root.pk)))
        if corrections.restore(revision, user=self.people[who]):
            self.made[root.pk].append(self.people[who].pk)
        return True

    def compose(self, who):
        roots = self.dice.sample(self.roots, self.dice.choice((1, 1, 2)))
        before = {root.pk: len(self.made[root.pk]) for root in roots}
        changeset = press.compose(chosen(*roots), user=self.people[who], title=f"By {who}", note="What and why.")
        self.books[changeset.pk] = Books()
        self._count_revisions(who, before)
        return True

    def _count_revisions(self, who, roots):
        """What was withdrawn gets a revision as it is composed, by whoever composes."""
        for root, (_, number, _) in latest_numbers(roots).items():
            self.made[root] += [self.people[who].pk] * (number - len(self.made[root]))

    def withdraw(self, who):
        root = self.record.loose
        try:
            changeset = corrections.withdraw(
                [("reference", root.pk)], user=self.people[who], title="Out", reason="Never a resolution."
            )
        except Refused:
            return False
        self.made.setdefault(root.pk, [None])
        self.books[changeset.pk] = Books()
        return True

    def choose_again(self, who):
        """Another hand changes the lines of an open changeset: to the desk as it is now."""
        changeset = self.a_changeset(*FROM_OPEN)
        if changeset is None or self.books[changeset.pk].state not in FROM_OPEN:
            return False
        for line in changeset.lines.filter(action="publish"):
            changeset.lines.filter(pk=line.pk).update(revision=latest_numbers([line.root])[line.root][0])
        return True

    def reword(self, who):
        changeset = self.a_changeset(*FROM_OPEN)
        if changeset is None:
            return False
        token = self.token(changeset)
        expected = self.books[changeset.pk].state in FROM_OPEN and not self.is_stale(changeset, token)
        words = f"In the words of {who}, {len(self.told)}"
        return self._try(
            expected, workflow.edit, changeset, user=self.people[who], edits=workflow.Edits(title=words), **token
        )

    def submit(self, who, shown=None):
        changeset = self.a_changeset(*FROM_OPEN)
        if changeset is None:
            return False
        books, token = self.books[changeset.pk], self.token(changeset)
        allowed = books.state in FROM_OPEN and not self.is_stale(changeset, token)
        if shown is not None:
            roots = {line.root: line.revision.kind for line in changeset.lines.select_related("revision")}
            before = {root: len(self.made[root]) for root in roots}
            shown = {
                f"{kind}:{root}": digest(snapshots(kind, [root], "default").get(root, ""))
                for root, kind in roots.items()
            }
            token |= {"edits": workflow.Edits(shown=shown)}
        try:
            workflow.submit(changeset, user=self.people[who], **token)
        except Refused:
            return False  # or the desk has moved on
        assert allowed, self.told
        if shown is not None:
            self._count_revisions(who, before)
        books.state, books.submitter = State.IN_REVIEW, self.people[who].pk
        return True

    def submit_shown(self, who):
        return self.submit(who, shown=True)

    def take_back(self, who):
        changeset = self.a_changeset(State.IN_REVIEW, State.APPROVED)
        if changeset is None:
            return False
        token, books = self.token(changeset), self.books[changeset.pk]
        expected = books.state in (State.IN_REVIEW, State.APPROVED) and not self.is_stale(changeset, token)
        if self._try(expected, workflow.take_back, changeset, user=self.people[who], **token):
            books.state, books.frozen, books.due, books.approver = State.DRAFT, None, None, None
            return True
        return False

    def give_back(self, who):
        changeset = self.a_changeset(State.IN_REVIEW, State.APPROVED)
        if changeset is None:
            return False
        token, books = self.token(changeset), self.books[changeset.pk]
        expected = books.state in (State.IN_REVIEW, State.APPROVED) and not self.is_stale(changeset, token)
        if self._try(expected, workflow.give_back, changeset, user=self.people[who], because="No.", **token):
            books.state, books.frozen, books.due, books.approver = State.RETURNED, None, None, None
            return True
        return False

    def approve(self, who, sha256=None):
        changeset = self.a_changeset(*FROM_REVIEW)
        if changeset is None:
            return False
        books, user = self.books[changeset.pk], self.people[who]
        now, token = Changeset.objects.get(pk=changeset.pk), self.token(changeset)
        seen = changeset.sha256 if sha256 is None else sha256
        expected = (
            books.state == State.IN_REVIEW
            and not self.is_stale(changeset, token)
            and who in REVIEWERS
            and user.pk != books.submitter
            and user.pk not in self.editors(now)
            and seen == now.sha256
        )
        if self._try(expected, workflow.approve, changeset, user=user, sha256=seen, **token):
            books.state, books.approver, books.frozen = State.APPROVED, user.pk, held(changeset)
            return True
        return False

    def approve_blindly(self, who):
        other = Changeset.objects.exclude(sha256="").order_by("pk").values_list("sha256", flat=True).first()
        return self.approve(who, sha256=self.dice.choice(["", "0" * 64, other or "x"]))

    def schedule(self, who):
        changeset = self.a_changeset(State.APPROVED)
        if changeset is None:
            return False
        token, books = self.token(changeset), self.books[changeset.pk]
        expected = books.state == State.APPROVED and not self.is_stale(changeset, token)
        when = (timezone.now() + datetime.timedelta(hours=self.dice.randint(1, 9))).replace(microsecond=0)
        if self._try(
            expected,
            workflow.schedule,
            changeset,
            user=self.people[who],
            local=when.replace(tzinfo=None),
            zone="UTC",
            **token,
        ):
            books.due = when
            return True
        return False

    def unschedule(self, who):
        changeset = self.a_changeset(State.APPROVED)
        if changeset is None:
            return False
        token, books = self.token(changeset), self.books[changeset.pk]
        expected = books.state == State.APPROVED and not self.is_stale(changeset, token)
        if self._try(expected, workflow.unschedule, changeset, user=self.people[who], **token):
            books.due = None
            return True
        return False

    def publish(self, who):
        changeset = self.a_changeset(State.APPROVED)
        if changeset is None:
            return False
        books, token = self.books[changeset.pk], self.token(changeset)
        was, stale = books.state, self.is_stale(changeset, token)
        try:
            publication = workflow.publish(changeset, user=self.people[who], **token)
        except Refused:
            return False  # or the record shows something later
        assert was == State.PUBLISHED or (was == State.APPROVED and not stale), self.told
        if was == State.APPROVED:
            self.take(changeset, publication, who)
        return True

    def emergency(self, who):
        changeset = self.a_changeset(*FROM_OPEN, State.IN_REVIEW)
        if changeset is None:
            return False
        books, token = self.books[changeset.pk], self.token(changeset)
        allowed = books.state in (*FROM_OPEN, State.IN_REVIEW) and not self.is_stale(changeset, token)
        was = books.state
        try:
            publication = workflow.publish_in_emergency(changeset, user=self.people[who], reason="Fire", **token)
        except Refused:
            now = Changeset.objects.get(pk=changeset.pk)
            assert now.is_emergency == books.emergency, self.told
            if allowed:
                books.state = now.state
                assert now.state in (was, State.DRAFT), self.told
            return False
        assert allowed, self.told
        books.emergency, books.frozen = True, held(changeset)
        if was in FROM_OPEN:
            books.submitter = self.people[who].pk
        self.take(changeset, publication, who)
        return True

    def look(self, who):
        waiting = [key for key, books in self.books.items() if books.emergency and books.state == State.PUBLISHED]
        if not waiting:
            return False
        changeset = Changeset.objects.get(pk=self.dice.choice(waiting))
        books, user = self.books[changeset.pk], self.people[who]
        expected = user.pk not in {books.submitter, books.publisher} | self.editors(changeset)
        expected = expected and who in REVIEWERS and changeset.seen_at is None
        return self._try(expected, workflow.look_at_emergency, changeset, user=user)

    def due(self, who):
        self.now += datetime.timedelta(hours=self.dice.randint(0, 9))
        waiting = {
            key: books.due
            for key, books in self.books.items()
            if books.state == State.APPROVED and books.due and books.due <= self.now
        }
        tried = []
        for changeset, outcome in workflow.publish_due(self.now):
            tried.append(changeset.pk)
            if isinstance(outcome, Publication):
                self.take(changeset, outcome, None)
        assert sorted(tried) == sorted(waiting), self.told
        assert [waiting[key] for key in tried] == sorted(waiting.values()), self.told
        return bool(tried)

    # The books

    def _try(self, expected, step, changeset, **more):
        try:
            step(changeset, **more)
        except Refused:
            done = False
        else:
            done = True
        assert done == expected, self.told
        return done

    def editors(self, changeset):
        """Whoever made a revision that the changeset makes public, by the oracle's own count."""
        found = set()
        for root, number, publication in changeset.lines.values_list(
            "root", "revision__number", "revision__publication"
        ):
            ours = publication is not None and publication == changeset.publication
            earlier = [one for one in self.published.get(root, ()) if one < number or (one == number and not ours)]
            since = max(earlier, default=0)
            since = min(since, number - 1)
            found |= set(self.made[root][since:number])
        return found - {None}

    def take(self, changeset, publication, who):
        """The publication in the books: it must be the next one, and hold what was approved and nothing else."""
        books = self.books[changeset.pk]
        self.publications += 1
        assert publication.number == self.publications, self.told
        there = {
            item.root: (item.action, item.sha256, digest(item.body) if item.body else "")
            for item in publication.items.all()
        }
        assert there == books.frozen["items"], self.told
        assert (publication.title, publication.note, publication.is_emergency) == (
            *books.frozen["said"],
            books.emergency,
        )
        for root, (action, sha256, _) in there.items():
            if action == "published":
                self.public[root] = sha256
                self.published.setdefault(root, []).append(changeset.lines.get(root=root).revision.number)
            else:
                self.public.pop(root, None)
        books.state, books.due = State.PUBLISHED, None
        books.publisher = self.people[who].pk if who else books.approver

    def check(self):
        """Everything that must hold after every step."""
        assert public_bodies() == self.public, self.told
        numbers = list(Publication.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, self.publications + 1)), self.told
        rows = {row.pk: row for row in Changeset.objects.filter(pk__in=self.books)}
        assert {key: row.state for key, row in rows.items()} == {key: one.state for key, one in self.books.items()}, (
            self.told
        )
        public = {row.pk: row.publication for row in rows.values() if row.state == State.PUBLISHED}
        uids = dict(Publication.objects.filter(uid__in=rows).values_list("uid", "number"))
        assert public == uids, self.told
        for row in rows.values():
            if row.state in (State.APPROVED, State.PUBLISHED) and not row.is_emergency:
                assert row.approved_by_id == self.books[row.pk].approver is not None, self.told
                assert row.approved_by_id != row.submitted_by_id, self.told

    def run(self, steps):
        for _ in range(steps):
            states = {books.state for books in self.books.values()}
            weights = [
                weight if act not in NEEDS or states & set(NEEDS[act]) else weight / 8 for act, weight in ACTS.items()
            ]
            if any(books.emergency and books.state == State.PUBLISHED for books in self.books.values()):
                weights[list(ACTS).index("look")] *= 4
            act = self.dice.choices(list(ACTS), weights)[0]
            who = self.dice.choice((*EVERYBODY, *(REVIEWERS if act in ("approve", "look") else ("ed", "pub"))))
            self.told.append((act, who))
            counts = self.done if getattr(self, act)(who) else self.refused
            counts[act] = counts.get(act, 0) + 1
            self.check()


def public_bodies():
    """root → hash of the bytes that are public, made from the public tables."""
    return {
        root: digest(body)
        for kind, one in KINDS.items()
        for root, body in snapshots(
            kind, list(one.model.objects.using("public").values_list("pk", flat=True)), "public"
        ).items()
    }


def held(changeset):
    """What a changeset would make public, read from its lines and not by way of its fingerprint."""
    items = {}
    for line in changeset.lines.select_related("revision"):
        body = line.body or line.revision.body
        if line.action == "publish":
            items[line.root] = ("published", digest(body), digest(body))
        else:
            items[line.root] = ("withdrawn", line.revision.sha256, "")
    return {"items": items, "said": (changeset.title, changeset.note)}


@pytest.fixture
def with_a_newcomer():
    with realm.at_desk():
        made = Record()
        made.loose = models.Reference.objects.create(
            slug="loose", kind="resolution", symbol="1", name_en="Loose", name_ja="L", name_ko="L"
        )
        for column in ("name", "symbol"):
            other(made.loose, column)
        publish_all()
        made.fresh = pillar("fresh", "Never public", 2)
        other(made.fresh, "name")
        revise(made.fresh, user=None, reason="Saved")
        yield made


@pytest.mark.parametrize("count", [20, pytest.param(300, marks=pytest.mark.long)])
def test_four_people_in_any_order_make_public_what_a_second_person_approved(with_a_newcomer, count):
    reviews = ("review_changeset", "publish_changeset")
    people = {name: person(name, *(reviews if name in REVIEWERS else reviews[1:])) for name in EVERYBODY}
    done, refused = {}, {}
    for seed in range(count):
        with transaction.atomic(using="default"), transaction.atomic(using="public"):
            story = Story(with_a_newcomer, people, seed)
            try:
                story.run(24)
            except AssertionError as error:
                raise AssertionError(f"interleaving {seed}") from error
            transaction.set_rollback(True, using="default")
            transaction.set_rollback(True, using="public")
        for total, counts in ((done, story.done), (refused, story.refused)):
            for act, times in counts.items():
                total[act] = total.get(act, 0) + times
    # Every step was taken, and every step that can be refused was refused.
    central = {"submit", "take_back", "give_back", "approve", "schedule", "publish", "emergency", "due"}
    assert central <= set(done)
    assert central <= set(refused)
    assert done["publish"] + done["due"] + done["emergency"] > count // 2
