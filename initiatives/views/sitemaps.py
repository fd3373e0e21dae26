"""The map of the site: every public page in every language, with the day of the publication that last changed it.

An index leads to parts, each of one sort of page. A part has at most ``SIZE`` pages, so that with three languages it
stays below the 50,000 addresses and 50 MB that the protocol allows.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from initiatives.models import Passage
from initiatives.published import times
from initiatives.published.models import Publication
from initiatives.record.kinds import KINDS, Kind, Member, with_pages
from initiatives.templatetags.languages import site_address
from initiatives.views.files import File, answer
from initiatives.views.schema_org import public

SIZE = 5000
KIND = "application/xml; charset=utf-8"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
PAGES, PASSAGES, PUBLICATIONS = "pages", "passages", "changes"  # parts besides those of the kinds


class Place(NamedTuple):
    """The English path of a page, and when it was last published."""

    path: str
    moment: datetime.datetime


def parts() -> dict[str, QuerySet[Any]]:
    """What each part but the first is made of, by its name, each in an order that stays."""
    found = {member.pages: member.model._default_manager.order_by("pk") for member in with_pages()}
    return {**found, PASSAGES: Passage.objects.order_by("pk"), PUBLICATIONS: Publication.objects.order_by("number")}


def kind_owning(member: Member) -> Kind:
    return next(kind for kind in KINDS.values() if member in kind.members)


class Sitemap(File):
    """The index. Its answer is cheap: a count for each part."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        site, newest = site_address(request), times.newest()
        counts = {PAGES: 1} | {name: rows.count() for name, rows in parts().items()}
        lines = [
            f"<sitemap><loc>{escape(site + public(reverse('sitemap-part', args=[name, number]), ''))}</loc>"
            f"<lastmod>{newest.isoformat()}</lastmod></sitemap>"
            for name, count in counts.items()
            for number in range(1, -(-count // SIZE) + 1)
        ]
        content = f'<sitemapindex xmlns="{NAMESPACE}">\n' + "\n".join(lines) + "\n</sitemapindex>\n"
        return answer(request, DECLARATION + content.encode(), KIND, newest)


class SitemapPart(File):
    """One part: its pages in every language, each with its other languages beside it."""

    names: ClassVar[Sequence[str]] = ()  # of the addresses of pages that are no root's
    histories: ClassVar[Mapping[str, str]] = {}  # list → the name of the address of histories in it

    def get(self, request: HttpRequest, part: str, number: int) -> HttpResponseBase:
        newest = times.newest()
        if part == PAGES and number == 1:
            places = [Place(reverse(name), newest) for name in self.names]
        elif part in (rows := parts()) and 1 <= number <= (paginator := Paginator(rows[part], SIZE)).num_pages:
            found = paginator.page(number).object_list
            named = {PASSAGES: self.passages, PUBLICATIONS: self.publications}
            places = list(named[part](found) if part in named else self.roots(part, found))
        else:
            raise Http404
        site = site_address(request)
        lines = [line for place in places for line in written(place, site)]
        opening = f'<urlset xmlns="{NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        content = opening + "\n".join(lines) + "\n</urlset>\n"
        return answer(request, DECLARATION + content.encode(), KIND, newest)

    def roots(self, part: str, rows: Any) -> Iterator[Place]:
        """The pages of rows that have one, and their histories; a document is as new as its round."""
        member = next(member for member in with_pages() if member.pages == part)
        moments = times.last_of_kind([kind_owning(member).name])
        root = "pk" if member.path == "pk" else f"{member.path}_id"
        for row in rows.defer(*(["text"] if part == "documents" else [])):
            moment = moments.get(getattr(row, root), times.NEVER)
            yield Place(row.get_absolute_url(), moment)
            if part in self.histories:
                yield Place(reverse(self.histories[part], args=[row.slug]), moment)

    def publications(self, rows: Any) -> Iterator[Place]:
        for number, moment in rows.values_list("number", "published_at"):
            yield Place(reverse("publication", args=[number]), times.second(moment))

    def passages(self, rows: Any) -> Iterator[Place]:
        moments = times.last_of_kind(["meeting"])
        found = rows.values_list("document__slug", "number", "document__meeting")
        for slug, number, root in found:
            yield Place(reverse("passage", args=[slug, number]), moments.get(root, times.NEVER))


def written(place: Place, site: str) -> Iterator[str]:
    """A page in each language, each time with all of them beside it."""
    path = public(place.path, "")
    versions = {
        code: f"{site}{path}" if code == settings.LANGUAGE_CODE else f"{site}/{code}{path}"
        for code, _ in settings.LANGUAGES
    }
    beside = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(href)}/>'
        for code, href in [*versions.items(), ("x-default", versions[settings.LANGUAGE_CODE])]
    )
    for href in versions.values():
        yield f"<url><loc>{escape(href)}</loc><lastmod>{place.moment.isoformat()}</lastmod>{beside}</url>"
