"""The only writer of the public record: one edition, in one transaction, exactly once, verified before commit."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import OperationalError, connections, transaction
from django.utils import timezone

from initiatives.choices import Basis, MeetingKind
from initiatives.models import Citation, Country, Passage
from initiatives.published.addresses import NUMBER, address_id, successors
from initiatives.published.models import Action, Address, Held, Item, Publication
from initiatives.published.search import index
from initiatives.record import names, realm
from initiatives.record.bodies import rows_of, same
from initiatives.record.chunks import CHUNK, chunks
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from initiatives.record.writing import apply

PURGED_LABEL = "purged"  # a name may be what must not be kept
TEXTS = ("title", "title_ja", "title_ko", "note", "note_ja", "note_ko")  # what the public is told of a publication
LANGUAGES = ("ja", "ko")  # besides English
LOCK = 0x7121A7  # the advisory lock of PostgreSQL that publishers take in turn
PATIENCE = 60  # seconds that a publisher waits for its turn
Slugs = Mapping[uuid.UUID, list[tuple[str, str, uuid.UUID]]]


@dataclass(frozen=True)
class EditionLine:
    """One root of an edition. ``body`` is empty for a withdrawal or purge; ``revision`` is the desk's, per root."""

    kind: str
    root: uuid.UUID
    revision: int
    schema: int
    sha256: str
    label: str
    body: str = ""
    action: str = Action.PUBLISHED
    reason: str = ""
    successor: uuid.UUID | None = None
    base: str = ""  # a pick: the hash of the public body it was made from
    purges: bool = False  # bodies published earlier are not kept

    @property
    def is_kept(self) -> bool:
        """True where the root is in the public record afterwards."""
        return self.action == Action.PUBLISHED


@dataclass(frozen=True)
class Edition:
    """What one publication is made of. ``uid`` is the changeset's key: the same uid is never published twice."""

    uid: uuid.UUID
    title: str
    lines: tuple[EditionLine, ...]
    note: str = ""
    title_ja: str = ""
    title_ko: str = ""
    note_ja: str = ""
    note_ko: str = ""
    is_minor: bool = False
    is_emergency: bool = False


class Older(Refused):
    """The public record already shows a later revision of something in the edition."""


class AddressTaken(Refused):
    """A slug in the edition belonged to something else that was public: its address must keep leading there."""


class Orphaned(Refused):
    """Something public would quote words that its passage no longer has."""


class OtherContent(Refused):
    """The edition's uid was published before, with other content; ``publication`` is that one."""

    def __init__(self, publication: Publication) -> None:
        super().__init__(
            f"This changeset was published as publication {publication.number} and has been changed since. "
            "Make a new changeset for what was changed."
        )
        self.publication = publication


class Busy(Refused):
    """Somebody else was publishing all the time that could be waited."""

    def __init__(self) -> None:
        super().__init__("Somebody else is publishing just now. Nothing was written; try again in a minute.")


class Rehearsed(Exception):
    """Ends a rehearsal: rolls its transaction back."""


@contextmanager
def locked() -> Iterator[None]:
    """One public transaction no other publisher shares: BEGIN IMMEDIATE on SQLite, an advisory lock on PostgreSQL.

    Raises Busy where the turn does not come.
    """
    connection: Any = connections[realm.PUBLIC]
    connection.ensure_connection()
    with realm.publishing(), ExitStack() as stack:
        mode = getattr(connection, "transaction_mode", None)
        if connection.vendor == "sqlite":
            connection.transaction_mode = "IMMEDIATE"
        try:
            stack.enter_context(transaction.atomic(using=realm.PUBLIC))
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                    cursor.execute("SET LOCAL lock_timeout = 0")
        except OperationalError as error:
            raise Busy from error
        finally:
            if connection.vendor == "sqlite":
                connection.transaction_mode = mode
        yield


def publish(edition: Edition) -> Publication:
    """Publishes an edition and returns its publication; one that is already there is returned as it is.

    Raises Busy, OtherContent, Older, AddressTaken, Taken, Incomplete, StillReferenced, Orphaned or Refused, and then
    nothing has changed.
    """
    with locked():
        return published(edition) or _write(edition)


def published(edition: Edition) -> Publication | None:
    """The publication that this edition is already. Raises OtherContent where its uid was published otherwise."""
    done = Publication.objects.filter(uid=edition.uid).first()
    if done:
        there = done.items.order_by().values_list("root", "action", "revision", "sha256")
        if {tuple(item) for item in there} != {
            (line.root, str(line.action), line.revision, line.sha256) for line in edition.lines
        }:
            raise OtherContent(done)
    return done


@contextmanager
def rehearsed(edition: Edition) -> Iterator[Publication]:
    """The public record as it will be after the edition, for the length of a block; then all of it is rolled back.

    The block reads the public realm. Other publishers wait meanwhile; readers do not. An edition that was published
    already is shown as the record is now. Raises what ``publish`` raises.
    """
    try:
        with locked():
            publication = published(edition) or _write(edition)
            with realm.in_public(), realm.only_reading():
                yield publication
            raise Rehearsed
    except Rehearsed:
        return


def _write(edition: Edition) -> Publication:
    held = _held(line.root for line in edition.lines)
    _refuse_older(edition, held)
    slugs = {line.root: _slugs(line) for line in edition.lines}
    kept = [line for line in edition.lines if line.is_kept]
    removed = [(line.kind, line.root) for line in edition.lines if not line.is_kept]
    _keep_addresses(edition, slugs)
    _keep_numbers(kept)
    apply([line.body for line in kept], realm.PUBLIC, removed=removed)
    by_kind: dict[str, list[uuid.UUID]] = defaultdict(list)
    for line in kept:
        by_kind[line.kind].append(line.root)
    _refuse_orphans(by_kind)
    index.forget([root for _, root in removed])
    for kind, roots in by_kind.items():
        index.feed(kind, roots)
    last = Publication.objects.order_by("-number").values_list("number", flat=True).first()
    publication = Publication.objects.create(
        number=(last or 0) + 1,
        uid=edition.uid,
        **{name: getattr(edition, name) for name in TEXTS},
        is_minor=edition.is_minor,
        is_emergency=edition.is_emergency,
        published_at=timezone.now(),
    )
    _record(publication, edition, slugs, held)
    for line in edition.lines:
        if line.action == Action.PURGED:
            _forget_names(line.root)
    return publication


def _held(roots: Iterable[uuid.UUID]) -> dict[uuid.UUID, Held]:
    rows = (held for chunk in chunks(roots) for held in Held.objects.filter(root__in=chunk))
    return {held.root: held for held in rows}


def refuse_older(edition: Edition) -> None:
    """Raises Older where the public record shows something later than the edition, or has moved on from its base."""
    _refuse_older(edition, _held(line.root for line in edition.lines))


def _refuse_older(edition: Edition, held: dict[uuid.UUID, Held]) -> None:
    reasons = []
    for line in edition.lines:
        now = held.get(line.root)
        if now and line.revision < now.revision:
            reasons.append(
                f"“{line.label}”: the public record already shows revision {now.revision} "
                f"(publication {now.publication_id}); this changeset has revision {line.revision}. "
                "Make a new changeset from what the desk holds now."
            )
        elif now and line.is_kept and now.action != Action.PUBLISHED and line.revision == now.revision:
            reasons.append(
                f"“{line.label}” was {now.get_action_display()} in publication {now.publication_id}, after this "
                "changeset was made. To publish it again all the same, make a new changeset of it."
            )
    picks = [line for line in edition.lines if line.base]
    reasons += [
        f"“{line.label}”: the public record has changed since this correction was picked out. Pick it again."
        for line in picks
        if not _is_base(held.get(line.root), line.base)
    ]
    if reasons:
        raise Older(*reasons)


def _is_base(held: Held | None, sha256: str) -> bool:
    """True where the public record holds what the body with this hash held, though perhaps in other tables' bytes."""
    if held is None or held.action != Action.PUBLISHED:
        return False
    if held.sha256 == sha256:
        return True
    bodies = Item.objects.filter(root=held.root, sha256__in=[sha256, held.sha256]).values_list("sha256", "body")
    by_hash = dict(bodies)
    return same(by_hash.get(sha256, ""), by_hash.get(held.sha256, ""))


def _refuse_orphans(by_kind: Mapping[str, list[uuid.UUID]]) -> None:
    """Raises Orphaned where one of these roots, or anything public that cites them, quotes words that are not there."""
    # By keys of passages, not by a join: SQLite would begin with the citations of the whole record.
    passages = [pk for chunk in chunks(by_kind.get("meeting", ())) for pk in _passages(chunk)]
    asked = [(f"{kind}__in", roots) for kind, roots in by_kind.items()] + [("passage__in", passages)]
    found: dict[uuid.UUID, str] = {}
    for path, keys in asked:
        for chunk in chunks(keys):
            citations = Citation.objects.using(realm.PUBLIC).filter(**{path: chunk})
            for citation in citations.exclude(basis=Basis.OTHER).select_related("passage"):
                passage = citation.passage
                if passage and citation.quotation not in passage.text:
                    root = citation.root
                    found[citation.pk] = (
                        f"The {root._meta.model_name} “{root}” quotes “{citation.quotation}” from passage "
                        f"{passage.number}, which will not have these words. Quote it anew, and publish it and the "
                        "round of the passage together."
                    )
    if found:
        raise Orphaned(*dict.fromkeys(found.values()))


def _passages(meetings: Iterable[uuid.UUID]) -> Iterable[uuid.UUID]:
    rows = Passage.objects.using(realm.PUBLIC).filter(document__meeting__in=meetings)
    return rows.order_by().values_list("pk", flat=True)


def _slugs(line: EditionLine) -> list[tuple[str, str, uuid.UUID]]:
    """(kind, slug, key) of everything in a body that has an address: the root, and a meeting's documents."""
    if not line.body:
        return []
    rows = rows_of(line.body)
    members = (member for member in KINDS[line.kind].members if member.page)
    return [(member.name, row["slug"], uuid.UUID(row["id"])) for member in members for row in rows[member.name]]


def _keep_addresses(edition: Edition, slugs: Slugs) -> None:
    """Remembers every slug for ever, before the edition is applied.

    Raises AddressTaken where a slug was ever public for something else. Two exceptions: things that all move in this
    edition may exchange among themselves the slugs they have now, and what was merged leaves its slugs to the one that
    was kept.
    """
    wanted = {(kind, slug): (key, line.root) for line in edition.lines for kind, slug, key in slugs[line.root]}
    taking = {(kind, key): slug for (kind, slug), (key, _) in wanted.items()}
    known = _known(wanted)
    merged = {line.root: line.successor for line in edition.lines if line.successor}
    new, reasons = [], []
    for (kind, slug), (key, root) in wanted.items():
        old = known.get((kind, slug))
        if old is None:
            new.append(Address(id=address_id(kind, slug), kind=kind, slug=slug, target=key, root=root))
        elif old.target != key and not (
            _exchanged(kind, slug, key, taking, known) or key in successors(old.target, merged)
        ):
            reasons.append(
                f"The address “{slug}” belonged to another {kind} that was public and must keep leading there. "
                "Choose another."
            )
        elif (old.target, old.root, old.slug) != (key, root, slug):
            Address.objects.filter(pk=old.pk).update(target=key, root=root, slug=slug)
    if reasons:
        raise AddressTaken(*reasons)
    Address.objects.bulk_create(new, batch_size=CHUNK)


def _known(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Address]:
    """What is remembered of (kind, slug) pairs. By key: a purged address no longer says its slug."""
    keys, found = {address_id(*pair): pair for pair in wanted}, {}
    for chunk in chunks(keys):
        for address in Address.objects.filter(pk__in=chunk):
            found[keys[address.pk]] = address
    return found


def _exchanged(
    kind: str,
    slug: str,
    key: uuid.UUID,
    taking: Mapping[tuple[str, uuid.UUID], str],
    known: Mapping[tuple[str, str], Address],
) -> bool:
    """True where the holder of the slug takes another, and so on round to the first: no present slug is lost."""
    seen: set[uuid.UUID] = set()
    while True:
        address = known.get((kind, slug))
        if address is None or address.target in seen or not _has_now(kind, slug, address.target):
            return False
        if address.target == key:
            return True
        seen.add(address.target)
        following = taking.get((kind, address.target))
        if following is None:
            return False
        slug = following


def _has_now(kind: str, slug: str, key: uuid.UUID) -> bool:
    """True where the slug is the one the row has now, not one it had earlier."""
    return apps.get_model("initiatives", kind)._default_manager.using(realm.PUBLIC).filter(pk=key, slug=slug).exists()


def _keep_numbers(lines: Iterable[EditionLine]) -> None:
    """Remembers which round had a number last: the number is a claim and may change, yet its address leads on."""
    numbers = {}
    for line in lines:
        if line.kind == "meeting":
            row = rows_of(line.body).own
            if row["number"] is not None and row["kind"] == MeetingKind.ROUND:
                numbers[str(row["number"])] = line.root
    Address.objects.bulk_create(
        [
            Address(id=address_id(NUMBER, number), kind=NUMBER, slug=number, target=root, root=root)
            for number, root in numbers.items()
        ],
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["target", "root"],
    )


def _forget_names(root: uuid.UUID) -> None:
    """Leaves of a purged root no word: its addresses stay as hashes, its names go from titles and notes."""
    items = Item.objects.filter(root=root)
    called = items.exclude(label=PURGED_LABEL).values_list("label", "label_ja", "label_ko")
    labels = {label for each in called for label in each if label}
    names = sorted(labels | {re.split("[（(]", label)[0] for label in labels}, key=len, reverse=True)
    for publication in Publication.objects.filter(items__root=root):
        texts = {name: without_names(getattr(publication, name), names) for name in TEXTS}
        Publication.objects.filter(pk=publication.pk).update(**texts)
    items.update(body="", label=PURGED_LABEL, label_ja="", label_ko="", slug="")
    Held.objects.filter(pk=root).update(slug="")
    for address in Address.objects.filter(root=root).exclude(kind=NUMBER):
        Address.objects.filter(pk=address.pk).update(slug=address.pk)


def without_names(text: str, names: Iterable[str]) -> str:
    """The text with each of the names replaced by a word that says that something stood there."""
    for name in names:
        text = re.sub(re.escape(name), PURGED_LABEL, text, flags=re.IGNORECASE) if name else text
    return text


def _record(
    publication: Publication,
    edition: Edition,
    slugs: Slugs,
    held: dict[uuid.UUID, Held],
) -> None:
    """Writes what the publication holds, and which revision of each root the record shows from now on."""
    items, states, labels = [], [], _labels(edition)
    for line in edition.lines:
        before = held.get(line.root)
        slug = slugs[line.root][0][1] if slugs[line.root] else (before.slug if before else "")
        common = {
            "kind": line.kind,
            "action": line.action,
            "revision": line.revision,
            "sha256": line.sha256,
            "slug": slug,
            "reason": line.reason,
        }
        items.append(
            Item(
                id=uuid.uuid5(edition.uid, str(line.root)),
                publication=publication,
                root=line.root,
                schema=line.schema,
                label=line.label[:400],
                **labels[line.root],
                body=line.body,
                **common,
            )
        )
        states.append(Held(root=line.root, publication=publication, successor=line.successor, **common))
        if line.action == Action.PURGED or line.purges:
            Item.objects.filter(root=line.root).update(body="", reason=line.reason)
    Item.objects.bulk_create(items, batch_size=CHUNK)
    Held.objects.bulk_create(
        states,
        batch_size=CHUNK // 2,
        update_conflicts=True,
        unique_fields=["root"],
        update_fields=["kind", "action", "revision", "sha256", "slug", "reason", "publication", "successor"],
    )


# --- Names in the languages of the pages


def _labels(edition: Edition) -> dict[uuid.UUID, dict[str, str]]:
    """``label_ja`` and ``label_ko`` of the items of an edition: of its bodies; without one, those the root had last."""
    without = [line.root for line in edition.lines if not line.body]
    last: dict[uuid.UUID, dict[str, str]] = {}
    for chunk in chunks(without):
        for root, ja, ko in (
            Item.objects.filter(root__in=chunk).order_by("publication_id").values_list("root", "label_ja", "label_ko")
        ):
            last[root] = {"label_ja": ja, "label_ko": ko}
    countries = _countries()
    return {
        line.root: _labels_of(line.body, countries)
        if line.body
        else last.get(line.root, dict.fromkeys(("label_ja", "label_ko"), ""))
        for line in edition.lines
    }


def _countries() -> dict[str, str]:
    """key → code of the countries of the record: what an official is called depends on the official's."""
    rows = Country.objects.using(realm.PUBLIC).order_by().values_list("pk", "code")
    return {str(key): code for key, code in rows}


def _labels_of(body: str, countries: Mapping[str, str]) -> dict[str, str]:
    rows = rows_of(body)
    return {f"label_{language}": names.label(rows, language, countries)[:400] for language in LANGUAGES}


def fill_languages(titles: Mapping[str, Mapping[str, str]]) -> int:
    """Gives items made before names stood in three languages those of their bodies; returns how many.

    ``titles`` are of publications that the software itself named: English title → columns of the others. They are
    filled where they are empty.
    """
    with locked():
        for title, others in titles.items():
            empty = dict.fromkeys(others, "")
            Publication.objects.filter(title=title, **empty).update(**others)
        unnamed = Item.objects.filter(label_ja="", label_ko="").exclude(body="")
        filled, countries = 0, _countries()
        for chunk in chunks(unnamed.order_by().values_list("pk", flat=True)):
            items = list(Item.objects.filter(pk__in=chunk).only("body"))
            for item in items:
                labels = _labels_of(item.body, countries)
                item.label_ja, item.label_ko = labels["label_ja"], labels["label_ko"]
                filled += bool(item.label_ja or item.label_ko)
            Item.objects.bulk_update(items, ["label_ja", "label_ko"])
    return filled
