"""Who took part: as the document names them, as an editor ties them, or as the posts of the day suggest."""

from dataclasses import dataclass, replace

from django.utils.text import slugify

from initiatives.choices import MeetingState, Role
from initiatives.intake.drafting.facts import ReadPerson
from initiatives.intake.drafting.state import DraftState, pairs, tied
from initiatives.intake.drafting.witnesses import ask, other_head, same_title
from initiatives.intake.known import KnownPerson, KnownPost
from initiatives.intake.likeness import fold, script_of
from initiatives.intake.matching import Match, match_person, match_there
from initiatives.intake.proposal import Evidence, Field, FieldKind, Item
from initiatives.intake.slots import NEW, About, ItemGroup, Slot, by_hand

LATIN = "As a source prints it, for the address and the lists. Nothing is written in other letters by us."
NOT_HELD = (MeetingState.POSTPONED, MeetingState.CANCELLED)
FAMILY_FIRST = frozenset({"JPN", "KOR", "CHN", "PRK"})


@dataclass(frozen=True)
class _Printed:
    """A person as the document or an editor names them, with the entry it makes."""

    key: str
    person: ReadPerson
    evidence: list[Evidence]
    by_hand: bool = False


def delegates(state: DraftState) -> None:
    """An entry for everybody named with an office, and for everybody an editor says took part."""
    taken: set[str] = set()
    day = day_of(state)
    named = {match.key for one in state.facts.persons if (match := state.surest(one.name, one.country, day))}
    nobody = state.facts.state in NOT_HELD
    for read in state.facts.persons:
        person = replace(read, took_part=read.took_part and not nobody)
        evidence = [found for where in person.mentions for found in state.evidence(where)]
        key = About.DELEGATE.of(slugify(person.name) or str(len(taken)))
        if key in taken:
            continue
        taken.add(key)
        _delegate(state, _Printed(key, person, evidence), named)
    for tie in state.decisions.ties:
        if tie.target == About.DELEGATE.new:
            person = ReadPerson(tie.quotation, "", "", took_part=True)
            _delegate(state, _Printed(by_hand(About.DELEGATE, tie.item), person, [tied(tie)], by_hand=True), named)


def _delegate(state: DraftState, printed: _Printed, named: set[str]) -> None:
    person, took_part = printed.person, printed.person.took_part
    people, there = state.desk.people, state.draft.meeting
    day = day_of(state)
    matches = match_person(person.name, person.country, day, people, person.title, person.also)
    if not matches and there and took_part:
        matches = match_there(person.name, person.title, person.country, there, people)
    best = matches[0] if matches else None
    is_plain = not best or best.is_exact
    item = state.put(
        Item(
            printed.key,
            ItemGroup.DELEGATES if took_part else ItemGroup.OTHERS,
            person.name,
            _fields(state, person, best),
            printed.evidence,
            matches,
            _reason(best, took_part),
            sure=took_part and is_plain and (person.country in state.desk.countries or printed.by_hand),
            bulk=took_part and is_plain,
            by_hand=printed.by_hand,
            also=person.also,
        )
    )
    if item["official"] != NEW:
        item.hide("family_name", "given_name", "latin")
    elif script_of(item["name"]) != "latin":
        _of_latin(item)
    if "official" in state.decisions.changed(item.key):
        chosen = state.desk.name_of(About.OFFICIAL, item["official"])
        item.reason = f"You chose {chosen}." if chosen else "You said: a new official."
        item.label = f"{person.name}: {chosen or 'a new official'}"
    if took_part and there:
        _against_there(state, item, person, named)
    if item.included:
        item.group = ItemGroup.DELEGATES
        _check(state, item)


def _against_there(state: DraftState, item: Item, person: ReadPerson, named: set[str]) -> None:
    """Asks where the desk has somebody else as head of the party, or the same official in another office."""
    there = state.draft.meeting
    assert there
    if other := other_head(state, person, item["official"], named):
        ask(state, item, f"The desk has {other.name}, {other.title}, as head of that party", other.said.get("name"))
        return
    here = next((one for one in there.delegates if one.official == item["official"]), None)
    if here and here.title and item["title"] and not same_title(here.title, item["title"]):
        ask(state, item, f"The desk has another title: {here.title}", here.said.get("title"))


def _fields(state: DraftState, person: ReadPerson, best: Match | None) -> list[Field]:
    known = sorted(state.desk.people, key=lambda one: one.name)
    people = [(NEW, "a new official"), *((one.key, one.name) for one in known)]
    parties = [(country.code, country.name) for country in state.desk.countries.values()]
    native = script_of(person.name) != "latin"
    country = person.country or (_country_of(state, best) if best else "")
    family, given = ("", "") if native else name_parts(person.name, country)
    party = country if country in state.desk.countries else ""
    return [
        Field("official", "Official", best.key if best else NEW, FieldKind.SELECT, people, required=True),
        Field("name", "Name as printed", person.name, required=True),
        Field("title", "Title as printed", person.title, required=True, longest=300),
        Field("country", "Party", party, FieldKind.SELECT, parties, required=True),
        Field("role", "Took part as", str(Role.HEAD), FieldKind.SELECT, pairs(Role)),
        *([Field("latin", "Name in Latin letters, if new", help=LATIN)] if native else []),
        Field("family_name", "Family name, if new", family, longest=100),
        Field("given_name", "Given name, if new", given, longest=100),
    ]


def day_of(state: DraftState) -> str:
    """The day on which posts are looked up: of the meeting at the desk where the text's is not taken."""
    there = state.draft.meeting
    return state.draft.value(Slot.DATE, "start") or (there.start if there else "")


def _of_latin(item: Item) -> None:
    """Family and given name of a new official, from the name in Latin letters that an editor gave."""
    if item["latin"]:
        parts = dict(zip(("family_name", "given_name"), name_parts(item["latin"], item["country"]), strict=True))
        for field in item.fields:
            field.value = field.value or parts.get(field.name, "")


def _country_of(state: DraftState, match: Match) -> str:
    """The country of the first post of a known official."""
    posts = (post for person in state.desk.people if person.key == match.key for post in person.posts)
    return next((post.country for post in posts), "")


def _reason(best: Match | None, took_part: bool) -> str:
    if best:
        return best.reason
    return "Not at the desk: a new official." if took_part else "Named, but did not take part."


def _check(state: DraftState, item: Item) -> None:
    for name, what in (("title", "title"), ("country", "party")):
        if not item[name]:
            state.trouble(item.key, f"{item.label}: write the {what}, or reject the entry.")
    if item["official"] == NEW and script_of(item["name"]) != "latin" and not item["latin"]:
        state.trouble(
            item.key,
            f"{item.label}: to be filled: the name in Latin letters, as a source of theirs prints it. Or choose the "
            "official under another name, or leave the entry out.",
        )
    elif item["official"] == NEW and not item["family_name"]:
        state.trouble(item.key, f"{item.label}: write the family name.")


def name_parts(name: str, country: str) -> tuple[str, str]:
    """(family, given) of a printed name, by the order usual for the party; a hyphened part is the given name."""
    parts = name.split()
    if len(parts) < 2:
        return name, ""
    if "-" in parts[-1] or (country in FAMILY_FIRST and "-" not in parts[0]):
        return parts[0], " ".join(parts[1:])
    return parts[-1], " ".join(parts[:-1])


# --- Without a document


def heads(state: DraftState) -> None:
    """Whoever holds a post on that day that was held by an earlier head of delegation of the party."""
    day = state.draft[Slot.DATE]["start"]
    people = [(person.key, person.name) for person in sorted(state.desk.people, key=lambda p: p.name)]
    parties = [(country.code, country.name) for country in state.desk.countries.values() if country.is_party]
    for code, party in parties:
        key = About.DELEGATE.of(code)
        post, person = _chosen(state, key, day) or _holder(state, code, day)
        reason = (
            f"Nobody in the record holds a post of {party} on that day. Choose somebody, or add the official first."
        )
        if post and person:
            since = f"since {post.first}" if post.first != "0000" else "since an unknown day"
            until = "no end in the record" if post.last.startswith("9999") else f"until {post.last}"
            reason = f"{post.title} {since}, {until}. Unconfirmed: a source must say who came."
        elif person:
            reason = f"You chose {person.name}, who holds no post in the record on that day."
        chosen, name, title = (person.key, person.name, "") if person else ("", "", "")
        title = post.title if post else title
        state.put(
            Item(
                key,
                ItemGroup.DELEGATES,
                f"{party}: {name or 'nobody found'}",
                [
                    Field("official", "Official", chosen, FieldKind.SELECT, people, required=True),
                    Field("name", "Name as printed", name, required=True),
                    Field("title", "Title as printed", title, required=True, longest=300),
                    Field("country", "Party", code, FieldKind.SELECT, parties, required=True),
                    Field("role", "Took part as", str(Role.HEAD), FieldKind.SELECT, pairs(Role)),
                ],
                reason=reason,
                sure=False,
                bulk=False,
            )
        )


def _chosen(state: DraftState, item: str, day: str) -> tuple[KnownPost | None, KnownPerson | None] | None:
    """The official an editor chose in an entry, with the post of that day; None where nobody was chosen."""
    key = state.decisions.changed(item).get("official")
    person = next((one for one in state.desk.people if one.key == key), None)
    return (person.post_on(day), person) if person else None


def _holder(state: DraftState, country: str, day: str) -> tuple[KnownPost | None, KnownPerson | None]:
    """The post and the person likeliest to lead the delegation of a party, the newest tenure before older ones."""
    led = {official for meeting in state.desk.meetings for official in meeting.heads}
    titles = {fold(post.title) for person in state.desk.people if person.key in led for post in person.posts}
    found = [
        (post, person)
        for person in state.desk.people
        for post in person.posts
        if post.country == country and post.covers(day)
    ]
    return min(
        found,
        key=lambda f: (fold(f[0].title) not in titles, f[1].key not in led, _backwards(f[0].first)),
        default=(None, None),
    )


def _backwards(day: str) -> str:
    """A text that sorts the later of two days first."""
    return day.translate(str.maketrans("0123456789", "9876543210"))
