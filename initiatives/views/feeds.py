"""What changed, for programs that follow the record: Atom and JSON Feed, and the page of them."""

import json
import uuid
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from initiatives.models import Initiative, Meeting, Official, Pillar, Reference
from initiatives.published import times
from initiatives.published.models import Action, Held, Item, Publication, PublicationQuerySet
from initiatives.record import snapshot_diff
from initiatives.record.kinds import KINDS, kind_of
from initiatives.record.links import pointing_at
from initiatives.templatetags.changes import address
from initiatives.templatetags.languages import site_address, translated
from initiatives.views.calendars import webcal
from initiatives.views.files import File, answer
from initiatives.views.initiatives import InitiativePage
from initiatives.views.lists import bad_value
from initiatives.views.officials import OfficialPage
from initiatives.views.pages import ATOM, FEEDS, Alternate, Page, RootPage, elsewhere, feed_name, feeds
from initiatives.views.pillars import PillarPage
from initiatives.views.references import ReferencePage
from initiatives.views.rounds import RoundPage
from initiatives.views.schema_org import public

SIZE = 25  # entries of one part of a feed
MOST_ROOTS = 60  # of one kind on the page that lists the feeds
MOST_NAMES = 100  # of what one publication published, and of what one correction changed
UNPRINTABLE = dict.fromkeys(set(range(32)) - {9, 10, 13})  # what XML has no way to write


@dataclass(frozen=True)
class Entry:
    """One entry: what it is of for ever, and what it says now. The address is a path of the site."""

    key: uuid.UUID
    title: str
    address: str
    published: datetime
    updated: datetime
    content: str  # HTML
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Channel:
    """One part of a feed. ``links`` lead to its other parts (RFC 5005); addresses are absolute."""

    key: str
    title: str
    description: str
    page: str
    here: str
    links: dict[str, str]
    author: str
    site: str
    updated: datetime
    entries: Sequence[Entry]

    def entry_key(self, entry: Entry) -> str:
        """Of an entry in a language: words in another language are another entry. Knows no address of the site."""
        return uuid.uuid5(entry.key, self.key).urn


class Atom(feedgenerator.Atom1Feed):
    """Atom (RFC 4287) with links to the other parts of the feed, and with content beside the title."""

    def latest_post_date(self) -> datetime:
        return self.feed["updated"]  # and not the clock, where there is no entry

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for relation, href in self.feed["links"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": href})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def atom(channel: Channel) -> bytes:
    feed = Atom(
        channel.title,
        channel.page,
        "",
        language=get_language(),
        author_name=channel.author,
        author_link=channel.site,
        subtitle=channel.description,
        feed_url=channel.here,
        feed_guid=channel.key,
        updated=channel.updated,
        links=channel.links,
    )
    for entry in channel.entries:
        feed.add_item(
            entry.title.translate(UNPRINTABLE),
            public(entry.address, channel.site),
            None,  # type: ignore[arg-type]  # no summary
            unique_id=channel.entry_key(entry),
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=entry.tags,
            content=entry.content.translate(UNPRINTABLE),
        )
    return feed.writeString("utf-8").encode()


def json_feed(channel: Channel) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.here,
        "description": channel.description,
        "authors": [{"name": channel.author, "url": f"{channel.site}/"}],
        "language": get_language(),
        **({"next_url": channel.links["next"]} if "next" in channel.links else {}),
        "items": [
            {
                "id": channel.entry_key(entry),
                "url": public(entry.address, channel.site),
                "title": entry.title,
                "content_html": entry.content,
                "date_published": entry.published.isoformat(),
                "date_modified": entry.updated.isoformat(),
                "tags": entry.tags,
            }
            for entry in channel.entries
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


class Feed(File):
    """One feed in one form, newest first, in parts of ``SIZE`` entries."""

    form: ClassVar[str] = ATOM
    name: ClassVar[str]  # in keys: never changed

    @abstractmethod
    def title(self) -> str: ...

    @abstractmethod
    def description(self) -> str:
        """What enters the feed, exactly."""

    @abstractmethod
    def page(self) -> str:
        """The path of the page that the feed is of."""

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """What the entries are made of, in their order."""

    @abstractmethod
    def entries(self, rows: list[Any]) -> Iterable[Entry]: ...

    def key(self) -> uuid.UUID:
        """What the feed is of, for ever: a record by its first publication, wherever it is served."""
        first = Publication.objects.order_by("number").values_list("uid", flat=True).first()
        return uuid.uuid5(first or uuid.NAMESPACE_URL, self.name)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        part = self.part(request)
        channel = self.channel(request, part, list(self.entries(list(part.object_list))))
        content = atom(channel) if self.form == ATOM else json_feed(channel)
        return answer(request, content, f"{self.form}; charset=utf-8", times.newest())

    def part(self, request: HttpRequest) -> Any:
        given = request.GET.get("page") or "1"
        if not (given.isascii() and given.isdigit()) or len(given) > 6 or int(given) < 1:
            raise BadRequest(bad_value("page", given))
        paginator = Paginator(self.rows(), SIZE)
        if int(given) > paginator.num_pages:
            raise Http404
        return paginator.page(int(given))

    def channel(self, request: HttpRequest, part: Any, entries: list[Entry]) -> Channel:
        site = site_address(request)
        here = public(request.path, site)
        numbers = {"first": 1, "last": part.paginator.num_pages}
        if part.has_previous():
            numbers["previous"] = part.number - 1
        if part.has_next():
            numbers["next"] = part.number + 1
        return Channel(
            key=uuid.uuid5(self.key(), get_language() or "en").urn,
            title=_("%(title)s – %(site)s") % {"title": self.title(), "site": _(settings.SITE_NAME)},
            description=self.description(),
            page=public(self.page(), site),
            here=numbered(here, part.number),
            links={relation: numbered(here, number) for relation, number in numbers.items()},
            author=settings.PUBLISHER_NAME or _(settings.SITE_NAME),
            site=site,
            updated=max((entry.updated for entry in entries), default=times.newest()),
            entries=entries,
        )

    def content(self, template: str, **context: Any) -> str:
        """The content of an entry; as plain as can be: readers of feeds show little more."""
        return " ".join(render_to_string(f"feeds/{template}.html", context, self.request).split())


def numbered(href: str, number: int) -> str:
    """The address of a part of a feed; the first has that of the feed."""
    return f"{href}?page={number}" if number > 1 else href


# --- The record as a whole


class ChangesFeed(Feed):
    """Every publication, as the page of changes lists it."""

    name = "changes"

    def title(self) -> str:
        return _("Changes")

    def description(self) -> str:
        return _("Every publication of the record with its note and what it published or withdrew")

    def page(self) -> str:
        return reverse("changes")

    def rows(self) -> PublicationQuerySet:
        return Publication.objects.all().for_list()

    def entries(self, rows: list[Publication]) -> Iterable[Entry]:
        purged = times.purges()
        for publication in rows:
            moment = times.second(publication.published_at)
            later = [purged[item.root] for item in publication.items.all() if item.root in purged]
            words = {"number": publication.number, "title": translated(publication, "title")}
            yield Entry(
                key=publication.uid,
                title=_("Publication %(number)s: %(title)s") % words,
                address=reverse("publication", args=[publication.number]),
                published=moment,
                updated=max([moment, *later]),
                content=self.content("publication", publication=publication, most=MOST_NAMES, less=-MOST_NAMES),
            )


class RoundsFeed(Feed):
    """Every round and call as the record has it now, last published first."""

    name = "rounds"

    def title(self) -> str:
        return _("Rounds and calls")

    def description(self) -> str:
        return _(
            "Every round and call of the record as it is now, planned, postponed and cancelled ones included. "
            "Those last published come first; what was withdrawn is in the feed of corrections."
        )

    def page(self) -> str:
        return reverse("rounds")

    def rows(self) -> QuerySet[Held]:
        held = Held.objects.filter(kind=kind_of(Meeting).name, action=Action.PUBLISHED)
        return held.order_by("-publication_id", "-slug", "root")

    def entries(self, rows: list[Held]) -> Iterable[Entry]:
        keys = [held.root for held in rows]
        moments = times.of_roots(keys)
        meetings = {meeting.pk: meeting for meeting in Meeting.objects.filter(pk__in=keys).for_feed()}
        for meeting in (meetings[key] for key in keys if key in meetings):
            shown = RoundPage(object=meeting)
            title = shown.title()
            words = {"title": title, "state": meeting.get_state_display()}
            yield Entry(
                key=meeting.pk,
                title=title if meeting.is_held else _("%(title)s (%(state)s)") % words,
                address=meeting.get_absolute_url(),
                published=moments[meeting.pk].first,
                updated=moments[meeting.pk].last,
                content=self.content("round", meeting=meeting, page=shown),
                tags=(str(meeting.get_kind_display()), str(meeting.get_state_display())),
            )


class ItemsFeed(Feed):
    """A feed of items of publications."""

    def entries(self, rows: list[Item]) -> Iterable[Entry]:
        purged = times.purges()
        for item in rows:
            moment = times.second(item.publication.published_at)
            number = item.publication_id
            is_there = item.action == Action.PUBLISHED and item.root not in purged
            yield Entry(
                key=item.pk,
                title=self.title_of(item),
                address=(address(item.kind, item.slug) if is_there else "") or reverse("publication", args=[number]),
                published=moment,
                updated=max(moment, purged.get(item.root, moment)),
                content=self.content("item", item=item, **self.told(item)),
                tags=(str(KINDS[item.kind].heading),),
            )

    def title_of(self, item: Item) -> str:
        what = _("changed") if item.before else _("first published")  # type: ignore[attr-defined]
        if item.action != Action.PUBLISHED:
            what = item.get_action_display()
        return _("%(name)s: %(what)s") % {"name": translated(item, "label"), "what": what}

    def told(self, item: Item) -> dict[str, Any]:
        """What the content says besides the publication and the reason."""
        return {}


class CorrectionsFeed(ItemsFeed):
    """What changed or took back something that had been public."""

    name = "corrections"
    differences: dict[uuid.UUID, list[snapshot_diff.Difference]]

    def title(self) -> str:
        return _("Corrections and withdrawals")

    def description(self) -> str:
        return _(
            "Everything that changed what had been public: what was corrected, with the old and the new words, "
            "what was withdrawn and what was purged, with the reason. What is new is in the feed of changes."
        )

    def page(self) -> str:
        return reverse("changes")

    def rows(self) -> QuerySet[Item]:
        return Item.objects.newest_first().corrections()

    def entries(self, rows: list[Item]) -> Iterable[Entry]:
        earlier = Item.objects.filter(root=OuterRef("root"), publication_id__lt=OuterRef("publication_id"))
        before = Subquery(earlier.order_by("-publication_id").values("body")[:1])
        found = Item.objects.filter(pk__in=[item.pk for item in rows], action=Action.PUBLISHED).exclude(body="")
        bodies = list(
            found.annotate(body_before=before).exclude(body_before="").values_list("pk", "body_before", "body")
        )
        changes = snapshot_diff.differences_of((old, new) for _key, old, new in bodies)
        self.differences = {key: told for (key, _old, _new), told in zip(bodies, changes, strict=True)}
        return super().entries(rows)

    def title_of(self, item: Item) -> str:
        if item.action != Action.PUBLISHED:
            return super().title_of(item)
        if item.before_action != Action.PUBLISHED:  # type: ignore[attr-defined]
            return _("%(name)s: published again") % {"name": translated(item, "label")}
        return _("%(name)s: corrected") % {"name": translated(item, "label")}

    def told(self, item: Item) -> dict[str, Any]:
        told = self.differences.get(item.pk)
        return {} if told is None else {"differences": list(islice(told, MOST_NAMES)), "total": len(told)}


WHOLE: tuple[type[Feed], ...] = (ChangesFeed, RoundsFeed, CorrectionsFeed)

# --- One root


class RootFeed(ItemsFeed):
    """What changed about one root, and about what names it."""

    of: ClassVar[type[RootPage]]
    object: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = kind_of(self.of.model)
        pages = self.of(request=request)
        found = self.of.model._default_manager.filter(slug=kwargs["slug"]).first()
        if found is None:
            return elsewhere(request, kind.name, kwargs["slug"], feed_name(kind.page, self.form))
        pages.object = self.object = found
        self.called = pages.name
        return super().get(request, *args, **kwargs)

    def key(self) -> uuid.UUID:
        return uuid.uuid5(self.object.pk, "feed")

    def title(self) -> str:
        return self.called

    def description(self) -> str:
        return _(
            "Every publication that changed “%(name)s”, and every publication that added or changed something of the "
            "record that refers to it now and did so then: a round, an activity, an initiative."
        ) % {"name": self.called}

    def page(self) -> str:
        return str(self.object.get_absolute_url())

    def rows(self) -> QuerySet[Item]:
        own = Q(root=self.object.pk)
        naming = Q()
        for keys in pointing_at(self.object):
            naming |= Q(root__in=keys)
        said = Q(body__contains=str(self.object.pk))  # keys stand in bodies as they are
        return Item.objects.newest_first().changes().filter(own | naming & said if naming else own)

    def told(self, item: Item) -> dict[str, Any]:
        return {} if item.root == self.object.pk else {"names": self.called}


# --- The page that lists them


class Followed(NamedTuple):
    """Something that can be followed, and the address of each of its feeds by the name of its form."""

    name: str
    href: str
    about: str
    feeds: list[tuple[str, str]]
    row: Any = None  # of a root's feeds, the root


class Feeds(Page):
    """Every feed and calendar there is; of kinds with many roots the first ones, and where the others are."""

    template_name = "initiatives/feeds.html"
    section = "changes"

    def title(self) -> str:
        return _("Feeds and calendars")

    def description(self) -> str:
        return _("Feeds of what changes in the record, and calendars of its rounds, calls and activities")

    def alternates(self) -> list[Alternate]:
        return [*super().alternates(), *(each for feed in WHOLE for each in feeds(feed.name, feed().title()))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        whole = [Followed(feed().title(), feed().page(), feed().description(), named(feed.name)) for feed in WHOLE]
        kinds = []
        for page, rows in self.followed():
            shown = [page(object=row) for row in rows[: MOST_ROOTS + 1]]
            listed = [
                Followed(one.name, one.object.get_absolute_url(), "", of(one), one.object) for one in shown[:MOST_ROOTS]
            ]
            kinds.append((kind_of(page.model).heading, reverse(page.lists), listed, shown[MOST_ROOTS:]))
        return super().get_context_data(
            whole=whole,
            kinds=kinds,
            calendar=reverse("calendar"),
            subscribe=webcal(self.request),
            entries=SIZE,
            **kwargs,
        )

    def followed(self) -> list[tuple[type[RootPage], QuerySet[Any]]]:
        """The pages whose roots have feeds, each with its roots in the order of their list."""
        return [
            (PillarPage, Pillar.objects.all()),
            (InitiativePage, Initiative.objects.all()),
            (OfficialPage, Official.objects.all().named()),
            (ReferencePage, Reference.objects.all()),
        ]


def named(name: str, *arguments: str) -> list[tuple[str, str]]:
    return [(FEEDS[each.kind], each.href) for each in feeds(name, "", *arguments)]


def of(page: RootPage) -> list[tuple[str, str]]:
    """What follows the root of a page."""
    return [(FEEDS.get(each.kind) or _("Calendar"), each.href) for each in page.feeds()]
