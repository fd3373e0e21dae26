"""Lists that are browsed: a FilterSet, facets with counts, chips, pages. A bad value is a 400 that names it."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django_filters import FilterSet

from initiatives.filters import MOST_WORDS, Choice, Facet, allowed_in, first_words
from initiatives.parameters import AS_OF, bad_value
from initiatives.views.listed import ListedPage


class Chip(NamedTuple):
    """One filter in use, and the address of the list without it."""

    label: str
    href: str


class PageLink(NamedTuple):
    """One page of a list; without number and address it stands for the pages left out."""

    number: int | None
    href: str
    current: bool


class ListPage(ListedPage):
    """A list of roots, in pages of ``size``."""

    size: ClassVar[int] = 20
    parameters = frozenset({"page"})

    @abstractmethod
    def rows(self) -> QuerySet[Any]: ...

    def page_number(self) -> int:
        given = self.request.GET.get("page", "1")
        if not (given.isascii() and given.isdigit()) or len(given) > 6 or int(given) < 1:
            raise BadRequest(bad_value("page", given, [_("a number from 1")]))
        return int(given)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paginator = Paginator(self.rows(), self.size)
        number = self.page_number()
        if number > paginator.num_pages:
            raise Http404
        page = paginator.page(number)
        if number > 1:
            kwargs["canonical_query"] = f"?page={number}"
        return super().get_context_data(page_obj=page, page_links=self.links(page), **kwargs)

    def numbered(self, title: str) -> str:
        """The title, with the number of the page from the second on, so that titles stay unique."""
        number = self.page_number()
        return _("%(title)s, page %(number)s") % {"title": title, "number": number} if number > 1 else title

    def links(self, page: Any) -> dict[str, Any]:
        """Addresses of the pages around one page, filters kept."""
        elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        numbers = [
            PageLink(n, self.address(page=n), n == page.number) if isinstance(n, int) else PageLink(None, "", False)
            for n in elided
        ]
        return {
            "previous": self.address(page=page.number - 1) if page.has_previous() else "",
            "next": self.address(page=page.number + 1) if page.has_next() else "",
            "numbers": numbers,
        }

    def address(self, changes: Mapping[str, Sequence[str]] | None = None, *, page: int = 1) -> str:
        """The address of this list with some parameters changed; an empty list removes one."""
        query = self.request.GET.copy()
        query.pop("page", None)
        for name, values in (changes or {}).items():
            query.setlist(name, list(values))
            if not values:
                query.pop(name)
        if page > 1:
            query["page"] = str(page)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path


class BrowsePage(ListPage):
    """A list with filters. Each facet counts what the other filters leave."""

    filterset: ClassVar[type[FilterSet]]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.filters = self.filterset(request.GET, queryset=self.queryset(), request=request)
        if not self.filters.is_valid():
            raise BadRequest(" ".join(self.problems()))
        return super().get(request, *args, **kwargs)

    def known(self) -> frozenset[str]:
        return self.parameters | self.filterset.base_filters.keys()

    def many(self) -> frozenset[str]:
        return frozenset(self.filterset.many())

    @abstractmethod
    def queryset(self) -> QuerySet[Any]: ...

    def rows(self) -> QuerySet[Any]:
        return self.filters.qs

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        every = self.queryset()
        order = every.query.order_by or every.model._meta.ordering
        self.filters = self.filterset(self.request.GET, queryset=rows.order_by(*order, "pk"), request=self.request)
        if not self.filters.is_valid():
            raise BadRequest(" ".join(self.problems()))
        return self.filters.qs

    def asked(self, query: QueryDict) -> QueryDict:
        found = super().asked(query)
        typed = " ".join(found.get("q", "").split())
        self.is_cut = typed != (words := first_words(typed))
        if words:
            found["q"] = words
        return found

    def problems(self) -> list[str]:
        """One sentence for each parameter with a bad value, naming both and what it can be."""
        found, form = [], self.filters.form
        for name in form.errors:
            field, given = form.fields[name], self.request.GET.getlist(name)
            bad = [value for value in given if not field.valid_value(value)]
            found.append(bad_value(name, ", ".join(bad), allowed_in(field)))
        return found

    def chips(self, facets: Sequence[Facet]) -> list[Chip]:
        """The filters in use, in the order of the form."""
        chips = []
        if words := self.request.GET.get("q", "").strip():
            chips.append(Chip(_("“%(name)s”") % {"name": words}, self.address({"q": []})))
        for facet in facets:
            for choice in facet.choices:
                if choice.checked and choice.value:
                    rest = [value for value in self.request.GET.getlist(facet.name) if value != choice.value]
                    chips.append(Chip(choice.chip or choice.label, self.address({facet.name: rest})))
        return chips

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facets = self.filters.facets()
        chips = self.chips(facets)
        context = super().get_context_data(
            facets=facets,
            chips=chips,
            words=self.request.GET.get("q", ""),
            total=self.filters.total,
            is_cut=self.is_cut,
            most_words=MOST_WORDS,
            clear=self.address({name: [] for name in self.request.GET if name != AS_OF}),
            sorts=self.sorts(),
            **kwargs,
        )
        return context

    def sorts(self) -> list[Choice]:
        """The orders the list can be put in, each with its address as value."""
        if "sort" not in self.filters.filters:
            return []
        chosen = self.request.GET.get("sort", "")
        return [
            Choice(self.address({"sort": [value] if value else []}), str(label), checked=value == chosen)
            for value, label in self.filterset.SORTS
        ]
