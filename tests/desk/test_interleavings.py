"""Two editors at the same forms, in orders nobody would think of: nothing is overwritten unseen, nothing typed is lost.

Each interleaving is made from a number, so that one that fails can be run again. A word that is typed is unlike any
other, so that a page or a table either holds it or does not: that is all the oracle knows.
"""

import json
import random
import re
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from selectolax.lexbor import LexborHTMLParser

from initiatives import models
from initiatives.desk.revisions import revise_everything
from initiatives.record import realm
from initiatives.record.bodies import rows_of
from initiatives.record.kinds import kind_of
from initiatives.record.snapshots import snapshots
from tests.admin.conftest import signed_in, url_of
from tests.builders import Record, official, publish_all
from tests.forms import answers_of, form_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])

WORD = re.compile(r"w\d+w")
ROOT_FIELDS = {
    "pillar": ("name_en", "name_ja", "summary_en", "summary_ko"),
    "official": ("family_name", "given_name"),
    "meeting": ("name_en", "name_ko", "summary_en", "venue_ja"),
}
ROW_FIELDS = {
    "official": {"names": ("value", "romanisation"), "tenures": ("title_en", "organisation_ko")},
    "meeting": {"delegates": ("name", "title")},
}
OPTIONAL = ("summary_en", "summary_ko", "venue_ja", "given_name", "romanisation")
SHAPES = ("{}", "{} 宇宙", "La {} – “so”", "{} & co.")


@pytest.fixture
def worded():
    """A public record whose texts, where editors here type, are words of which there is one each."""
    with realm.at_desk():
        made = Record()
        made.spare = []
        for number in range(30):  # nobody is a delegate to one round twice
            made.spare.append(official(f"spare-{number}", f"Spare {number}", made.countries[0]))
        publish_all()
        models.Citation.objects.filter(meeting__isnull=False).delete()  # forms of a dozen citations are slow
        rows = {"pillar": models.Pillar, "official": models.Official, "meeting": models.Meeting}
        rows |= {"names": models.OfficialName, "tenures": models.Tenure, "delegates": models.Delegate}
        count = 0
        for name, fields in [*ROOT_FIELDS.items(), *(one for kind in ROW_FIELDS.values() for one in kind.items())]:
            for row in rows[name].objects.all():
                values = {}
                for column in fields:
                    count += 1
                    values[column] = f"w{count}w"
                rows[name].objects.filter(pk=row.pk).update(**values)
        revise_everything(user=None, reason="Words of which there is one each")
        yield made


@dataclass
class Tab:
    """A form somebody has open: what a browser would send of it, the words its page showed, and what was typed."""

    data: dict
    page: str
    version: int
    stored: dict  # what the desk held as it was opened
    sent: dict | None = None  # what was sent when it was last saved
    typed: dict = field(default_factory=dict)  # control → word
    removed: set = field(default_factory=set)  # keys of rows ticked to be removed

    def rows(self, prefix):
        return range(int(self.data[f"{prefix}-TOTAL_FORMS"]))


def sent_of(response):
    """What a browser would send of a form in which the sources of whatever changes are called still right."""
    return form_of(response) | answers_of(response, "right")


class Story:
    """One interleaving on one root, and the oracle beside it: how often the root was changed, and by which words."""

    def __init__(self, root, people, spare, seed):
        self.spare, self.has_drafts = list(spare), seed % 2 == 0
        self.root, self.dice, self.clients = root, random.Random(seed), [signed_in(person) for person in people]
        self.kind = kind_of(root).name
        self.tabs = [None, None]
        self.version, self.words = 0, 100_000
        self.statuses = {302: 0, 409: 0, 200: 0}
        self.told = []

    def stored(self):
        """(model, key, column) → value of everything the desk holds of the root."""
        with realm.at_desk():
            body = snapshots(self.kind, [self.root.pk], realm.DESK)[self.root.pk]
        return {
            (model, row["id"], column): value
            for model, rows in rows_of(body).items()
            for row in rows
            for column, value in row.items()
        }

    def open(self, who):
        response = self.clients[who].get(url_of(self.root))
        assert response.status_code == 200
        self.tabs[who] = Tab(sent_of(response), text_and_values(response), self.version, self.stored())

    def word(self):
        self.words += 1
        return self.dice.choice(SHAPES).format(f"w{self.words}w")

    def type(self, who):
        """Types a word into a field of the root or of a row, or empties one, adds a row or ticks one for removal."""
        tab, dice = self.tabs[who], self.dice
        prefixes = ROW_FIELDS.get(self.kind, {})
        act = dice.choice(("root", "root", "row", "row", "row", "add", "remove", "empty")) if prefixes else "root"
        if act == "root" or act == "empty":
            column = dice.choice([name for name in ROOT_FIELDS[self.kind] if act == "root" or name in OPTIONAL])
            tab.data[column] = tab.typed[column] = self.word() if act == "root" else ""
            if act == "empty" and not tab.stored[self.kind, str(self.root.pk), column]:
                del tab.typed[column]  # it was empty: nothing was typed
            return
        prefix = dice.choice(list(prefixes))
        kept = [place for place in tab.rows(prefix) if tab.data.get(f"{prefix}-{place}-DELETE") != "on"]
        if act == "add" and len(kept) < 6:
            self.add(tab, prefix)
        elif act == "remove" and len(kept) > 1:
            place = dice.choice(kept)
            # Of a row typed anew in this form a browser takes the whole of it away.
            if key := tab.data[f"{prefix}-{place}-id"]:
                tab.data[f"{prefix}-{place}-DELETE"] = "on"
                tab.removed.add(key)
                for name in [name for name in tab.typed if name.startswith(f"{prefix}-{place}-")]:
                    del tab.typed[name]
        elif kept:
            control = f"{prefix}-{dice.choice(kept)}-{dice.choice(prefixes[prefix])}"
            tab.data[control] = tab.typed[control] = self.word()

    def add(self, tab, prefix):
        place = len(tab.rows(prefix))
        new = f"{prefix}-{place}-"
        # Everything a row of this list must have, as the first row of the list has it; each text a word of its own.
        for name in [name for name in tab.data if name.startswith(f"{prefix}-0-")]:
            tab.data[new + name.removeprefix(f"{prefix}-0-")] = tab.data[name]
        tab.data.pop(f"{new}DELETE", None)
        tab.data |= {f"{new}id": "", f"{prefix}-TOTAL_FORMS": str(place + 1)}
        for column in ROW_FIELDS[self.kind][prefix]:
            tab.data[new + column] = tab.typed[new + column] = self.word()
        if prefix == "delegates":
            tab.data[f"{new}official"] = str(self.spare.pop().pk)
        if prefix == "names":
            tab.data[f"{new}position"] = str(place)

    def save(self, who):
        """Presses the button, and holds what came of it against the oracle."""
        tab = self.tabs[who]
        before = self.stored()
        # Where scripts are off a form has no key of a private draft, by which a form that is sent twice is known.
        is_repeated = tab.data == tab.sent and self.has_drafts
        data = {name: value for name, value in tab.data.items() if name != "draft" or self.has_drafts}
        response = self.clients[who].post(url_of(self.root), data)
        after = self.stored()
        changed = {cell: value for cell, value in before.items() if after.get(cell) != value}
        expected = 302 if tab.version == self.version or is_repeated else 409
        assert not is_repeated or after == before, self.told
        status = response.status_code
        # Somebody may stand twice among the delegates once two forms are brought together: the form says so.
        assert status == expected or (status, expected) == (200, 302), self.told
        assert status != 200 or "duplicate" in str(errors_in(response)), (self.told, errors_in(response))
        self.statuses[status] += 1
        if status != 302:
            assert after == before, self.told
            again, page = sent_of(response), text_and_values(response)
            values = " ".join(value if isinstance(value, str) else " ".join(value) for value in again.values())
            lost = {name: word for name, word in tab.typed.items() if word and not words_of(word) <= words_of(values)}
            assert lost == {}, self.told
            typed = {}
            for name, word in tab.typed.items():
                there = [one for one, value in again.items() if word and words_of(word) & words_of(str(value))]
                if there or again.get(name) == word:
                    typed[(there or [name])[0]] = word
            emptied = {name for name, word in tab.typed.items() if not word}
            assert {name for name in emptied if again[name]} == set(), self.told
            for name in emptied:
                if not after[self.kind, str(self.root.pk), name]:
                    typed.pop(name, None)  # the other one has emptied it as well
            self.tabs[who] = Tab(again, page, self.version, after, None, typed, set(tab.removed))
            return
        seen = words_of(tab.page)
        unseen = {cell: value for cell, value in changed.items() if not words_of(str(value)) <= seen}
        assert unseen == {}, self.told
        everything = words_of(json.dumps(list(after.values()), ensure_ascii=False))
        assert {name: word for name, word in tab.typed.items() if not words_of(word) <= everything} == {}, self.told
        model = self.kind
        for name, word in tab.typed.items():
            if not word:
                assert not after[model, str(self.root.pk), name], self.told
        assert not {key for _, key, _ in after} & tab.removed, self.told
        self.version += after != before
        tab.typed = {}  # all of it was stored: whoever replaces it now must have seen it
        tab.removed = set()
        tab.sent = dict(tab.data)

    def run(self, steps):
        for _ in range(steps):
            who = self.dice.randrange(2)
            tab = self.tabs[who]
            # After a save the tab stays as it was: saving it once more is a stale form, as by the Back button.
            act = self.dice.choices(("open", "type", "save"), (1, 5, 3))[0] if tab else "open"
            self.told.append((act, who))
            getattr(self, act)(who)
        for who in (0, 1, 0, 1):  # in the end both save what they have typed, and once more where that was refused
            if self.tabs[who]:
                self.told.append(("save", who))
                self.save(who)


def errors_in(response):
    """What a page says is wrong with what was typed."""
    return [one.text() for one in LexborHTMLParser(response.content.decode()).css(".errorlist li, .errornote")]


def words_of(text):
    return set(WORD.findall(text))


def text_and_values(response):
    """The words of a page together with what stands in its fields."""
    page = LexborHTMLParser(response.content.decode())
    values = [control.attributes.get("value") or "" for control in page.css("input")]
    return " ".join([page.body.text(separator=" "), *values])


@pytest.mark.parametrize("count", [8, pytest.param(500, marks=pytest.mark.long)])
def test_two_editors_in_any_order_overwrite_nothing_unseen_and_lose_nothing_they_typed(worded, count):
    with realm.at_desk():
        people = [User.objects.create_superuser(name, "", "x") for name in ("ann", "ben")]
    roots = (worded.officials[0], worded.rounds[0], worded.pillar)
    saved = {302: 0, 409: 0, 200: 0}
    for seed in range(count):
        with transaction.atomic(using=realm.DESK):
            story = Story(roots[seed % 3], people, worded.spare, seed)
            try:
                story.run(12)
            except AssertionError as error:
                raise AssertionError(f"interleaving {seed}") from error
            transaction.set_rollback(True, using=realm.DESK)
        saved = {status: times + story.statuses[status] for status, times in saved.items()}
    # There was something to lose: many saves, and many that came too late.
    assert saved[302] > count
    assert saved[409] > count
    assert saved[200] <= count / 20
