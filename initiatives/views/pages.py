"""What every public page has: title, description, trail, linked data; one root by its slug, moved or withdrawn."""

from abc import abstractmethod
from typing import Any, ClassVar, NamedTuple

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, QueryDict
from django.http.response import HttpResponseRedirectBase
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from initiatives.models import Document, Official, Pillar
from initiatives.parameters import AS_OF, asked, refuse_unknown, values_of
from initiatives.published.addresses import Gone, Moved, follow
from initiatives.published.models import Item, Publication
from initiatives.record.kinds import KINDS, kind_of
from initiatives.templatetags.languages import site_address
from initiatives.templatetags.persons import person_text
from initiatives.templatetags.sources import other_sources
from initiatives.views import cite, errors, schema_org


class Ancestor(NamedTuple):
    """One ancestor of a page in its trail."""

    href: str
    name: str


class Alternate(NamedTuple):
    """Another form of what a page says: a feed, a calendar, data, a citation. ``kind`` is its media type."""

    kind: str
    href: str
    title: str


ATOM, JSON_FEED, CALENDAR = "application/atom+xml", "application/feed+json", "text/calendar"
FEEDS = {ATOM: "Atom", JSON_FEED: "JSON Feed"}  # media type → name, the same in every language


def feed_name(name: str, kind: str) -> str:
    """The name of the address of a feed, by that of what it is of."""
    return f"{name}-{'atom' if kind == ATOM else 'json-feed'}"


def feeds(name: str, title: str, *arguments: str) -> list[Alternate]:
    """The feeds of something in each form."""
    return [Alternate(kind, reverse(feed_name(name, kind), args=arguments), title) for kind in FEEDS]


class Page(TemplateView):
    """A public page. ``title`` and ``description`` are plain text and unique in the record."""

    section: ClassVar[str] = ""  # the name of the address that the main navigation marks as current
    parameters: ClassVar[frozenset[str]] = frozenset()  # those the page knows; any other is ignored

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # From here on the query is what the page knows of it, so that no link and no address repeats the rest.
        request.GET = self.asked(request.GET)  # type: ignore[assignment]
        response = super().dispatch(request, *args, **kwargs)
        if "cited_as" in kwargs and isinstance(response, HttpResponseRedirectBase):
            page, sign, query = response["Location"].partition("?")  # where the page has moved, so has its citation
            response["Location"] = f"{page}cite.{kwargs['cited_as']}{sign}{query}"
        return response

    def asked(self, query: QueryDict) -> QueryDict:
        """What the query asks of this page; of a download or a citation, what it does not know is refused."""
        known = self.known() | {AS_OF}
        if "cited_as" in self.kwargs or ("format" in known and values_of(query, "format")):
            refuse_unknown(query, known)
        return asked(query, known, self.many())

    def known(self) -> frozenset[str]:
        """The parameters the page knows."""
        return self.parameters

    def many(self) -> frozenset[str]:
        """Those of them that may be given more than once."""
        return frozenset()

    @abstractmethod
    def title(self) -> str: ...

    @abstractmethod
    def description(self) -> str: ...

    def trail(self) -> list[Ancestor]:
        """The ancestors of the page, home first."""
        return [Ancestor(reverse("home"), _("Home"))]

    def linked_data(self) -> list[dict[str, Any]]:
        """What the page says of its subject to machines (schema.org), besides its trail."""
        return []

    def alternates(self) -> list[Alternate]:
        """Other forms of this page, for the head of it; a subclass adds its own to those of its parent."""
        return []

    def as_work(self) -> dict[str, Any]:
        """What a citation of the page says besides title, address and publication, or in their place."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trail = self.trail()
        shared = {
            "pillar_positions": SimpleLazyObject(positions),
            "several_documents": SimpleLazyObject(lambda: Document.objects.held().count() > 1),
        }
        context = super().get_context_data(
            title=self.title(),
            description=self.description(),
            trail=trail,
            section=self.section,
            alternates=self.alternates(),
            **(shared | kwargs),
        )
        earlier = getattr(self.request, "as_of", None)
        if earlier or "edition" not in context:
            context["edition"] = earlier or Publication.objects.order_by("-number").first()
        query = context.get("canonical_query", "")
        said = {"title": context["title"], "edition": context["edition"], **self.as_work()}
        context["as_cited"] = cite.cited(self.request, query, **said)
        site = site_address(self.request)
        steps = [*trail, Ancestor(self.request.path, context["title"])] if trail else []
        context["linked_data"] = [*self.linked_data(), *([schema_org.breadcrumbs(steps, site)] if steps else [])]
        return context

    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        """The page, or its citation in the form that stands below its address."""
        if form := self.kwargs.get("cited_as"):
            return cite.file(context["as_cited"].work, form)
        return super().render_to_response(context, **more)


class RootPage(Page):
    """The page of one root, found by its slug. A moved root redirects, a withdrawn one answers 410 with its reason."""

    model: ClassVar[type[Model]]
    lists: ClassVar[str]  # the name of the address of the list this page is in
    lists_title: ClassVar[Any]
    is_followed: ClassVar[bool] = False  # it has feeds of its own

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        slug = kwargs["slug"]
        found = self.queryset().filter(slug=slug).first()
        if found is None:
            return self.elsewhere(slug)
        self.object: Any = found
        return super().get(request, *args, **kwargs)

    def queryset(self) -> QuerySet[Any]:
        return self.model._default_manager.for_detail()  # type: ignore[attr-defined]

    def title(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What the root is called, in the language being read."""
        return person_text(self.object) if isinstance(self.object, Official) else str(self.object)

    def trail(self) -> list[Ancestor]:
        return [*super().trail(), Ancestor(reverse(self.lists), str(self.lists_title))]

    def alternates(self) -> list[Alternate]:
        return [*super().alternates(), *self.data(), *self.feeds()]

    def data(self) -> list[Alternate]:
        """The same root for programs."""
        name = str(self.model._meta.model_name)
        listed = KINDS[name].plural if name in KINDS else self.lists
        return [Alternate("application/json", reverse(f"api:{listed}-one", args=[self.object.slug]), self.name)]

    def feeds(self) -> list[Alternate]:
        """What follows this root alone: feeds, and a calendar where it has one."""
        return feeds(kind_of(self.model).page, self.name, self.object.slug) if self.is_followed else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = self.object._meta.model_name
        return super().get_context_data(
            **{name: self.object, "object": self.object},
            sources=other_sources(self.citations()),
            feeds=[(FEEDS.get(each.kind) or _("Calendar"), each.href) for each in self.feeds()],
            **(self.history() if name in KINDS else {}),
            **kwargs,
        )

    def history(self) -> dict[str, Any]:
        """Where the history of the root is, and the publication that last changed it; None where that was its first.

        One query, which gives the edition that the page shows as well.
        """
        earlier = getattr(self.request, "as_of", None)
        holds = Exists(Item.objects.filter(publication=OuterRef("pk"), root=self.object.pk))
        newest = Publication.objects.order_by("-number").values("number")[:1]
        edition = Q(number=earlier.number if earlier else Subquery(newest))
        found = Publication.objects.annotate(holds=holds).filter(edition | Q(holds=True)).order_by("-number")
        if earlier:
            found = found.filter(number__lte=earlier.number)
        shown: list[Any] = list(found[:3])
        held = [one for one in shown if one.holds]
        return {
            "history_address": f"{self.object.get_absolute_url()}history/",
            "edition": shown[0] if shown else None,
            "changed": held[0] if len(held) > 1 else None,
        }

    def citations(self) -> Any:
        """The citations whose other sources the page lists."""
        return self.object.citations.all()

    def elsewhere(self, slug: str) -> HttpResponse:
        """The answer for a slug that no root has now: where its root went, why it was withdrawn, or 404."""
        return elsewhere(self.request, str(self.model._meta.model_name), slug)


def elsewhere(request: HttpRequest, kind: str, slug: str, name: str = "") -> HttpResponse:
    """The answer for an address that leads nowhere now: a redirect in one hop, 410 with the reason, or 404.

    ``name`` is that of an address beside the page of the row: ``document-text``.
    """
    match follow(kind, slug):
        case Moved(row):
            address: str = reverse(name, args=[row.slug]) if name else row.get_absolute_url()  # type: ignore[attr-defined]
            return HttpResponsePermanentRedirect(with_query(request, address))
        case Gone(reason):
            return errors.gone(request, reason)
    raise Http404


def with_query(request: HttpRequest, address: str) -> str:
    """An address with what the request asks of a page: where to lead on, parameters kept."""
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def positions() -> list[int]:
    """The positions of the published pillars, for their glyphs."""
    return list(Pillar.objects.order_by("position").values_list("position", flat=True))
