"""Search of the published record."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from initiatives.choices import DocumentKind
from initiatives.dates import FIRST_YEAR, LAST_YEAR
from initiatives.models import Country, Meeting, Pillar
from initiatives.published.search.entries import FACETS, HitKind
from initiatives.published.search.index import MOST, PAGE, NoSuchPageError, Results, UnknownKindError, find
from initiatives.record import totals
from initiatives.templatetags.typesetting import capital, listed
from initiatives.views.pages import Page

LONGEST_SHOWN = 80  # characters of a query in titles
MOST_SHOWN = 12  # values of one facet
LEGENDS = {
    "party": gettext_lazy("Party"),
    "round": gettext_lazy("Round"),
    "year": gettext_lazy("Year"),
    "pillar": gettext_lazy("Pillar"),
    "document": gettext_lazy("Kind of document"),
}
EXAMPLES = {  # of a place, a subject, a post: in each language the same
    "en": ("Seoul", "space", "Deputy Secretary of State"),
    "ja": ("ソウル", "宇宙", "国務副長官"),
    "ko": ("서울", "우주", "부장관"),
}


class Value(NamedTuple):
    """A value of a facet: what it is called, how many results have it, where it leads; in use it leads away again."""

    label: str
    n: int
    href: str
    current: bool


class Choice(NamedTuple):
    """A facet with its values."""

    name: str
    legend: str | Promise
    values: list[Value]


def page_number(text: str) -> int:
    """The number of a page of results. Raises BadRequest for what is no number from 1."""
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 9):
        raise BadRequest(_("“%(value)s” is no page of these results.") % {"value": text[:LONGEST_SHOWN]})
    return int(text)


class Search(Page):
    """What the published record holds on a query, best first, with its kinds and facets."""

    template_name = "initiatives/search.html"
    section = "search"
    parameters = frozenset({"q", "kind", "page", *FACETS})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        values = request.GET
        kind, page = values.get("kind") or None, page_number(values.get("page") or "1")
        self.chosen: dict[str, str] = {name: values[name] for name in FACETS if values.get(name)}
        try:
            self.results: Results = find(values.get("q", "").strip(), kind, page=page, facets=self.chosen)
        except UnknownKindError:
            raise BadRequest(
                _("“%(value)s” is no kind of result. Kinds are: %(kinds)s.")
                % {"value": str(kind)[:LONGEST_SHOWN], "kinds": ", ".join(HitKind.values)}
            ) from None
        except NoSuchPageError:
            raise BadRequest(_("These results have no page %(number)s.") % {"number": page}) from None
        for name, value in self.chosen.items():
            if value not in self.labels[name]:
                raise BadRequest(
                    _("“%(value)s” is no value of %(name)s.") % {"value": value[:LONGEST_SHOWN], "name": name}
                )
        return super().get(request, *args, **kwargs)

    @cached_property
    def labels(self) -> dict[str, Mapping[str, str]]:
        """What the values of each facet are called: those that occur among the results, and those asked for."""
        slugs = {name: self.asked_for(name) for name in FACETS}
        return {
            "party": {row.code: str(row) for row in Country.objects.filter(party=True)} if slugs["party"] else {},
            "round": {row.slug: str(row) for row in Meeting.objects.filter(slug__in=slugs["round"])}
            if slugs["round"]
            else {},
            "year": {
                year: year
                for year in slugs["year"]
                if year.isascii() and year.isdigit() and FIRST_YEAR <= int(year[:5]) <= LAST_YEAR
            },
            "pillar": {row.slug: str(row) for row in Pillar.objects.filter(Q(slug__in=slugs["pillar"]))}
            if slugs["pillar"]
            else {},
            "document": {value: capital(label) for value, label in DocumentKind.choices},
        }

    def asked_for(self, name: str) -> list[str]:
        """The values of a facet that the page shows: those in use, then the most frequent."""
        counts = self.results.facets.get(name, {})
        most = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_SHOWN]
        return list(dict.fromkeys([*([self.chosen[name]] if name in self.chosen else []), *most]))

    def choices(self) -> Iterable[Choice]:
        """The facets of the results, each with its values."""
        for name, legend in LEGENDS.items():
            labels, counts = self.labels[name], self.results.facets.get(name, {})
            values = [value for value in self.asked_for(name) if value in labels]
            if name in ("round", "year"):  # as time went
                values.sort(reverse=True)
            if values and (len(values) > 1 or name in self.chosen):
                yield Choice(
                    name,
                    legend,
                    [
                        Value(
                            labels[value],
                            counts.get(value, 0),
                            self.href(page=1, **{name: "" if value == self.chosen.get(name) else value}),
                            value == self.chosen.get(name),
                        )
                        for value in values
                    ],
                )

    def shown_query(self) -> str:
        query = self.results.query
        return query if len(query) <= LONGEST_SHOWN else query[:LONGEST_SHOWN] + "…"

    def title(self) -> str:
        if not self.results.query:
            return _("Search")
        words = _("Search: %(query)s") % {"query": self.shown_query()}
        kind = [self.results.kind.label] if self.results.kind else []
        words = listed(words, *kind, *(self.labels[name][value] for name, value in self.chosen.items()))
        return f"{words} ({self.results.page})" if self.results.page > 1 else words

    def description(self) -> str:
        if not self.results.query:
            return _("Find statements, names, initiatives, activities and documents in the published record.")
        if self.results.has_more:
            return _("More than %(count)s results for “%(query)s” in the published record.") % {
                "count": MOST,
                "query": self.shown_query(),
            }
        return ngettext(
            "%(count)s result for “%(query)s” in the published record.",
            "%(count)s results for “%(query)s” in the published record.",
            self.results.count,
        ) % {"count": self.results.count, "query": self.shown_query()}

    def href(self, **values: Any) -> str:
        """The address of this search with some of its values changed; empty ones are left out."""
        return f"{reverse('search')}{self.query_string(**values)}"

    def query_string(self, **values: Any) -> str:
        kept = {"q": self.results.query, "kind": self.results.kind, **self.chosen, "page": self.results.page, **values}
        kept = {name: value for name, value in kept.items() if value and (name, value) != ("page", 1)}
        return f"?{urlencode(kept)}" if kept else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        results = self.results
        pages = Paginator(range(results.count), PAGE)
        shown = pages.page(results.page)
        numbers = [
            {"number": number, "href": self.href(page=number), "current": number == results.page}
            if isinstance(number, int)
            else {"number": number, "href": ""}
            for number in pages.get_elided_page_range(results.page, on_each_side=2, on_ends=1)
        ]
        is_empty = bool(results.query) and not results.count and not results.blank
        return super().get_context_data(
            results=results,
            most=MOST,
            missing=listed(*results.missing),
            shown_query=self.shown_query(),
            kinds=[
                {"kind": kind, "count": count, "href": self.href(kind=kind, page=1), "current": kind == results.kind}
                for kind, count in results.counts.items()
            ],
            all_href=self.href(kind="", page=1),
            choices=list(self.choices()) if results.query else [],
            in_use=len(self.chosen),
            suggested_href=self.href(q=results.suggested, page=1) if results.suggested else "",
            clear_href=self.href(kind="", page=1, **dict.fromkeys(FACETS, "")),
            holdings=totals.counted(totals.SEARCHED) if is_empty else None,
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
