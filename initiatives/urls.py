"""Public addresses of the record. Their names are the words of the record."""

from typing import Any

from django.urls import URLPattern, path, register_converter

from initiatives.api.schema import document
from initiatives.views import (
    about,
    activities,
    calendars,
    changes,
    compare,
    concepts,
    data,
    discovery,
    documents,
    encounters,
    feeds,
    gaps,
    history,
    home,
    initiatives,
    interface,
    maps,
    named,
    officials,
    phrases,
    pillars,
    references,
    rounds,
    search,
    sitemaps,
    timeline,
)
from initiatives.views.cite import FORMS
from initiatives.views.pages import ATOM, FEEDS, JSON_FEED, Page, RootPage, feed_name


class PassageNumber:
    """3, 3.2, 0.1 or h1 in an address: never a word, so that ``text`` and ``original`` are not taken for one."""

    regex = r"[0-9]{1,9}(?:\.[0-9]{1,9})?|h[0-9]{1,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CitationForm:
    """bib, ris or json: a form that a page is cited in."""

    regex = "|".join(FORMS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PassageNumber, "passage")
register_converter(CitationForm, "citation")

# Every root has a history beside its page; the class of its page says which model and list that is.
PAGES: dict[str, Any] = {
    "round": rounds.RoundPage,
    "official": officials.OfficialPage,
    "pillar": pillars.PillarPage,
    "initiative": initiatives.InitiativePage,
    "activity": activities.ActivityPage,
    "reference": references.ReferencePage,
    "concept": concepts.ConceptPage,
}
ENDINGS = {ATOM: "atom", JSON_FEED: "json"}
FOLLOWED = {name: page for name, page in PAGES.items() if page.is_followed}


def feed_of(page: type[RootPage]) -> type[feeds.RootFeed]:
    """The feed of the roots that a page shows."""
    return type(f"{page.__name__}Feed", (feeds.RootFeed,), {"of": page})


urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("rounds/", rounds.Rounds.as_view(), name="rounds"),
    path("rounds/<int:number>/", rounds.RoundByNumber.as_view(), name="round-by-number"),
    path("rounds/<slug:slug>/", rounds.RoundPage.as_view(), name="round"),
    path("officials/", officials.Officials.as_view(), name="officials"),
    path("officials/<slug:slug>/", officials.OfficialPage.as_view(), name="official"),
    path("pillars/", pillars.Pillars.as_view(), name="pillars"),
    path("pillars/<slug:slug>/", pillars.PillarPage.as_view(), name="pillar"),
    path("initiatives/", initiatives.Initiatives.as_view(), name="initiatives"),
    path("initiatives/<slug:slug>/", initiatives.InitiativePage.as_view(), name="initiative"),
    path("activities/", activities.Activities.as_view(), name="activities"),
    path("activities/<slug:slug>/", activities.ActivityPage.as_view(), name="activity"),
    path("documents/", documents.Documents.as_view(), name="documents"),
    path("documents/<slug:slug>/", documents.DocumentPage.as_view(), name="document"),
    path("documents/<slug:slug>/text/", documents.TextAsFiled.as_view(), name="document-text"),
    path("documents/<slug:slug>/original/", documents.Original.as_view(), name="document-original"),
    path("documents/<slug:slug>/<passage:number>/", documents.PassagePage.as_view(), name="passage"),
    path("references/", references.References.as_view(), name="references"),
    path("references/<slug:slug>/", references.ReferencePage.as_view(), name="reference"),
    path("phrases/", phrases.Phrases.as_view(), name="phrases"),
    path("phrases/<slug:slug>/", phrases.PhrasePage.as_view(), name="phrase"),
    path("thesaurus/", concepts.Thesaurus.as_view(), name="thesaurus"),
    path("thesaurus/<slug:slug>/", concepts.ConceptPage.as_view(), name="concept"),
    path("timeline/", timeline.Timeline.as_view(), name="timeline"),
    path("matrix/", timeline.Matrix.as_view(), name="matrix"),
    path("map/", maps.Map.as_view(), name="map"),
    path("who-met-whom/", encounters.WhoMetWhom.as_view(), name="who-met-whom"),
    path("named/", named.Named.as_view(), name="named"),
    path("compare/", compare.Compare.as_view(), name="compare"),
    path("search/", search.Search.as_view(), name="search"),
    path("changes/", changes.Changes.as_view(), name="changes"),
    path("changes/<int:number>/", changes.PublicationPage.as_view(), name="publication"),
    path("feeds/", feeds.Feeds.as_view(), name="feeds"),
    *(
        path(f"feeds/{feed.name}.{ENDINGS[kind]}", feed.as_view(form=kind), name=feed_name(feed.name, kind))
        for feed in feeds.WHOLE
        for kind in FEEDS
    ),
    path("calendar.ics", calendars.Calendar.as_view(), name="calendar"),
    path("opensearch.xml", discovery.opensearch, name="opensearch"),
    path("gaps/", gaps.GapsPage.as_view(), name="gaps"),
    path("api/", interface.Interface.as_view(document=document), name="interface"),
    path("data/", data.Data.as_view(), name="data"),
    path("data/dictionary/", data.Dictionary.as_view(), name="data-dictionary"),
    path("data/catalogue.jsonld", data.Catalogue.as_view(), name="data-catalogue"),
    path("data/trilateral-record-<int:number>.zip", data.Capsule.as_view(), name="data-capsule"),
    path("data/<path:part>", data.OnePart.as_view(), name="data-part"),
    path("about/", about.About.as_view(), name="about"),
    *(
        path(f"{page.lists}/<slug:slug>/history/", history.of(page), name=f"{name}-history")
        for name, page in PAGES.items()
    ),
    *(
        path(f"{page.lists}/<slug:slug>/feed.{ENDINGS[kind]}", feed.as_view(form=kind), name=feed_name(name, kind))
        for name, page in FOLLOWED.items()
        for feed in [feed_of(page)]
        for kind in FEEDS
    ),
    path("initiatives/<slug:slug>/calendar.ics", calendars.InitiativeCalendar.as_view(), name="initiative-calendar"),
]

# Once for all languages, at addresses that others have agreed on. The map of the site knows each page by this table.
mapped = sitemaps.SitemapPart.as_view(
    names=[
        str(pattern.name)
        for pattern in urlpatterns
        if not pattern.pattern.converters and issubclass(getattr(pattern.callback, "view_class", object), Page)
    ],
    histories={page.lists: f"{name}-history" for name, page in PAGES.items()},
)
at_root: list[URLPattern] = [
    path("robots.txt", discovery.robots, name="robots"),
    path("sitemap.xml", sitemaps.Sitemap.as_view(), name="sitemap"),
    path("sitemap-<slug:part>-<int:number>.xml", mapped, name="sitemap-part"),
    path(".well-known/security.txt", discovery.security, name="security"),
]

# Every page is cited: in three forms for programs, each below the address of the page. Before the others, one of which
# takes every name below its own.
urlpatterns[:0] = [
    path(f"{page.pattern}cite.<citation:cited_as>", page.callback, name=f"{page.name}-cite")
    for page in urlpatterns
    if issubclass(getattr(page.callback, "view_class", object), Page)
]
