"""The order of the steps, and the steps of a round that no document tells of yet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from initiatives.choices import Role
from initiatives.intake.drafting.meeting import MeetingSteps
from initiatives.intake.drafting.state import pairs
from initiatives.intake.drafting.topics import TieSteps
from initiatives.intake.matching import (
    Desk,
    fold,
)
from initiatives.intake.proposal import (
    NEW,
    NONE,
    Draft,
    Field,
    Item,
)


class Builder(MeetingSteps, TieSteps):
    """The steps in their order."""

    def build(self) -> Draft:
        if self.prepared is not None:
            return self.prepare()
        self.occasion()
        self.known_document()
        self.meeting()
        self.delegates()
        self.document()
        self.names()
        self.activities()
        self.references()
        self.sayings()
        self.by_hand()
        self.connect()
        self.source()
        self.check_fields()
        return self.draft

    def prepare(self) -> Draft:
        """A round without a document: where and when, who probably heads the delegations, what is carried forward."""
        assert self.prepared is not None
        self.values = {"mechanism": "round", "city": self.prepared.get("city")}
        self.meeting()
        for key, label in (("meeting.date", "day"), ("meeting.city", "city")):
            item = self.draft[key]
            item.reason = f"As you gave it. The {label} needs a source before it can be published."
        self.heads()
        self.carried()
        self.source()
        self.check_fields()
        return self.draft

    def heads(self) -> None:
        """Whoever holds a post on that day that was held by an earlier head of delegation of the party."""
        day = self.draft["meeting.date"]["start"]
        people = [(p.key, p.name) for p in sorted(self.desk.people, key=lambda p: p.name)]
        parties = [(code, name) for code, (_, name, party) in self.desk.countries.items() if party]
        led = {official for meeting in self.desk.meetings for official in meeting["heads"]}
        posts = {fold(post.title) for p in self.desk.people if p.key in led for post in p.posts}
        for code, party in parties:
            found = [
                (post, p) for p in self.desk.people for post in p.posts if post.country == code and post.covers(day)
            ]
            found.sort(key=lambda f: (fold(f[0].title) not in posts, f[1].key not in led, _backwards(f[0].first)))
            post, person = found[0] if found else (None, None)
            reason = (
                f"Nobody in the record holds a post of {party} on that day. Choose somebody, or add the official first."
            )
            if post and person:
                since = f"since {post.first}" if post.first != "0000" else "since an unknown day"
                until = "no end in the record" if post.last == "9999-12-31" else f"until {post.last}"
                reason = f"{post.title} {since}, {until}. Unconfirmed: a source must say who came."
            self.put(
                Item(
                    f"delegate:{code}",
                    "delegates",
                    f"{party}: {person.name if person else 'nobody found'}",
                    [
                        Field("official", "Official", person.key if person else "", "select", people, required=True),
                        Field("name", "Name as printed", person.name if person else "", required=True),
                        Field("title", "Title as printed", post.title if post else "", required=True, longest=300),
                        Field("country", "Party", code, "select", parties, required=True),
                        Field("role", "Took part as", str(Role.HEAD), "select", pairs(Role)),
                    ],
                    reason=reason,
                    sure=False,
                    bulk=False,
                )
            )

    def carried(self) -> None:
        """Pillars and initiatives of the last round whose passages name any: unconfirmed until a document does."""
        start = self.draft["meeting.date"]["start"] or "9999"
        before = {m["key"]: m for m in self.desk.meetings if m["kind"] == "round" and m["start"] < start}
        named: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        for said in self.desk.said:
            for kind, key in (("pillar", said.pillar), ("initiative", said.initiative)):
                if key and said.meeting in before:
                    named[said.meeting][kind, key] = named[said.meeting].get((kind, key), 0) + 1
        if not named:
            return
        last = before[max(named, key=lambda key: before[key]["start"])]
        for (kind, key), count in sorted(named[last["key"]].items(), key=lambda pair: pair[0][0] != "pillar"):
            said_there = "1 statement" if count == 1 else f"{count} statements"
            self.put(
                Item(
                    f"carried:{kind}:{key}",
                    "carried",
                    self.desk.name_of(kind, key),
                    reason=f"{kind.capitalize()} named in {last['name']}, {said_there}. "
                    "Unconfirmed until a document of this round names it.",
                    quiet=True,
                )
            )

    def _waits(self, item: Item) -> bool:
        """The day is not asked for before it is said which meeting this is: the desk may know it."""
        which = self.draft.find("meeting.which")
        return item.key == "meeting.date" and bool(which and which.is_question)

    def check_fields(self) -> None:
        """Whatever would be created must fit its column, whether an editor typed it or it was read."""
        told = {key for key, _ in self.draft.problems}
        for item in self.draft.items:
            if (
                not item.included
                or self._waits(item)
                or item.key in told
                or (item.group == "names" and (item["as"] == NONE or item["match"] != NEW))
            ):
                continue
            for each in item.fields:
                if each.name not in ("family_name", "given_name") and (trouble := each.trouble(each.value)):
                    self.trouble(item.key, trouble)
                    break


def build(stored: Mapping[str, Any], desk: Desk, decisions: Iterable[Mapping[str, Any]]) -> Draft:
    """The draft that a reading, the desk and the editors' decisions make."""
    return Builder(stored, desk, decisions).build()


def _backwards(day: str) -> str:
    """A text that sorts the later of two days first."""
    return day.translate(str.maketrans("0123456789", "9876543210"))
