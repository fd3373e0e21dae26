"""Search of the published record."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from initiatives.published.search.entries import HitKind
from initiatives.published.search.index import PAGE, NoSuchPageError, Results, UnknownKindError, find
from initiatives.templatetags.typesetting import listed
from initiatives.views.pages import Page

LONGEST_SHOWN = 80  # characters of a query in titles
EXAMPLES = {  # of a place, a subject, a post: in each language the same
    "en": ("Seoul", "space", "Deputy Secretary of State"),
    "ja": ("ソウル", "宇宙", "国務副長官"),
    "ko": ("서울", "우주", "부장관"),
}


def page_number(text: str) -> int:
    """The number of a page of results. Raises BadRequest for what is no number from 1."""
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 9):
        raise BadRequest(_("“%(value)s” is no page of these results.") % {"value": text[:LONGEST_SHOWN]})
    return int(text)


class Search(Page):
    """What the published record holds on a query, grouped by kind."""

    template_name = "initiatives/search.html"
    section = "search"
    parameters = frozenset({"q", "kind", "page"})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        values = request.GET
        kind, page = values.get("kind") or None, page_number(values.get("page") or "1")
        try:
            self.results: Results = find(values.get("q", "").strip(), kind, page=page)
        except UnknownKindError:
            raise BadRequest(
                _("“%(value)s” is no kind of result. Kinds are: %(kinds)s.")
                % {"value": str(kind)[:LONGEST_SHOWN], "kinds": ", ".join(HitKind.values)}
            ) from None
        except NoSuchPageError:
            raise BadRequest(_("These results have no page %(number)s.") % {"number": page}) from None
        return super().get(request, *args, **kwargs)

    def shown_query(self) -> str:
        query = self.results.query
        return query if len(query) <= LONGEST_SHOWN else query[:LONGEST_SHOWN] + "…"

    def title(self) -> str:
        if not self.results.query:
            return _("Search")
        words = _("Search: %(query)s") % {"query": self.shown_query()}
        if self.results.kind:
            words = listed(words, self.results.kind.label)
        return f"{words} ({self.results.page})" if self.results.page > 1 else words

    def description(self) -> str:
        if not self.results.query:
            return _("Find statements, names, initiatives, activities and documents in the published record.")
        return ngettext(
            "%(count)s result for “%(query)s” in the published record.",
            "%(count)s results for “%(query)s” in the published record.",
            self.results.count,
        ) % {"count": self.results.count, "query": self.shown_query()}

    def href(self, **values: Any) -> str:
        """The address of this search with some of its values changed; empty ones are left out."""
        return f"{reverse('search')}{self.query_string(**values)}"

    def query_string(self, **values: Any) -> str:
        kept = {"q": self.results.query, "kind": self.results.kind, "page": self.results.page, **values}
        kept = {name: value for name, value in kept.items() if value and (name, value) != ("page", 1)}
        return f"?{urlencode(kept)}" if kept else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        results = self.results
        pages = Paginator(range(results.count if results.kind else 0), PAGE)
        shown = pages.page(results.page)
        numbers = [
            {"number": number, "href": self.href(page=number), "current": number == results.page}
            if isinstance(number, int)
            else {"number": number, "href": ""}
            for number in pages.get_elided_page_range(results.page, on_each_side=2, on_ends=1)
        ]
        return super().get_context_data(
            results=results,
            shown_query=self.shown_query(),
            kinds=[
                {"kind": kind, "count": count, "href": self.href(kind=kind, page=1), "current": kind == results.kind}
                for kind, count in results.counts.items()
            ],
            all_href=self.href(kind="", page=1),
            examples=[
                (words, f"{reverse('search')}?{urlencode({'q': words})}")
                for words in EXAMPLES.get((get_language() or "en")[:2], EXAMPLES["en"])
            ],
            page_obj=shown,
            page_links={
                "previous": self.href(page=results.page - 1) if shown.has_previous() else "",
                "next": self.href(page=results.page + 1) if shown.has_next() else "",
                "numbers": numbers,
            },
            canonical_query=self.query_string(),
            **kwargs,
        )
