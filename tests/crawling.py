"""Every public address there is: each name of the site's addresses, for each slug, and every link that a page holds."""

import re
from collections import deque
from itertools import product
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import reverse
from django.urls.converters import IntConverter
from django.utils import translation

from initiatives import models, urls
from initiatives.choices import ReferenceKind
from initiatives.published.models import Publication
from initiatives.record.kinds import with_pages
from initiatives.views.cite import FORMS

LANGUAGES = ("en", "ja", "ko")
LINK = re.compile(r"""(?:href|src|action)=["']([^"'#]*)""")


# Addresses that answer with something other than a page of their own: those that end in the name of a file, and these.
FILES = {pattern.name for pattern in urls.urlpatterns if "." in str(pattern.pattern).rpartition("/")[2]}
NO_PAGES = {"round-by-number", "document-text", "document-original", "data-part"} | FILES


FORM_IN = dict(zip(LANGUAGES, FORMS, strict=True))  # citations have as many forms: in each language one is asked for
CITATION = re.compile(r"/(?:(ja|ko)/)?([^/]*)(.*/)?cite[.](\w+)")

PASSAGE = "1.1"  # the number of a passage that every document of the records for tests has


# The first part of each sort of page in the map of the site.
SITEMAPS = [
    f"/sitemap-{name}-1.xml" for name in ("pages", *(each.pages for each in with_pages()), "passages", "changes")
]


def pages(slugs):
    """The English path of one page of every name in the table of addresses: the page of the first of each one's slugs.

    ``slugs`` as for ``addresses``; an address whose list has none is left out.
    """
    found = {}
    with translation.override("en"):
        for pattern in urls.urlpatterns:
            takes = pattern.pattern.converters.values()
            listed = slugs.get(list_of(pattern), [])
            if pattern.name not in NO_PAGES and (listed or not takes):
                values = [PASSAGE if isinstance(one, urls.PassageNumber) else listed[0] for one in takes]
                found[pattern.name] = reverse(pattern.name, args=values)
    return found


def list_of(pattern):
    """The list that an address belongs to: its first part."""
    return str(pattern.pattern).partition("/")[0]


def addresses(slugs, numbers=(1, 2, 9)):
    """The path of every public address in every language, with each of its slugs or numbers where it takes one.

    ``slugs`` are those of each list: ``{"rounds": […], "officials": […]}``; other addresses are tried with one slug.
    """
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            for pattern in urls.urlpatterns:
                listed = slugs.get(list_of(pattern)) or ["unknown"]
                if pattern.name.endswith("-cite"):  # one for each kind of page: they are answered by its view
                    listed = listed[:1]
                converters = pattern.pattern.converters.values()
                numbered = [one for one in listed if one.isdigit()]  # publications, by the numbers that they have
                values = [
                    numbered or numbers
                    if isinstance(one, IntConverter)
                    else (PASSAGE,)
                    if isinstance(one, urls.PassageNumber)
                    else (FORM_IN[language],)
                    if isinstance(one, urls.CitationForm)
                    else listed
                    for one in converters
                ]
                found += [reverse(pattern.name, args=arguments) for arguments in product(*values)]
    found += ["/robots.txt", "/sitemap.xml", *SITEMAPS, "/.well-known/security.txt"]
    return list(dict.fromkeys(found))


def slugs_in(using):
    """The slugs that one database holds, by the list their pages stand in."""
    found = {
        member.pages: list(member.model.objects.using(using).values_list("slug", flat=True)) for member in with_pages()
    }
    phrases = models.Reference.objects.using(using).filter(kind=ReferenceKind.PHRASE)
    found["changes"] = [str(one.number) for one in Publication.objects.using("public").order_by("number")]
    found["phrases"] = list(phrases.values_list("slug", flat=True))
    found["references"] = [slug for slug in found["references"] if slug not in found["phrases"]]
    return found


def linked(response, path):
    """The paths, with their queries, that a page of this site links to."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    found = []
    for link in LINK.findall(response.content.decode()):
        there = urlsplit(urljoin(f"http://testserver{path}", link.replace("&amp;", "&")))
        # Of every list as data once: under each of its filters test_lists_as_data asks for it.
        is_narrowed = "format=" in there.query and "&" in there.query
        if there.netloc in ("testserver", "") and not there.path.startswith("/static/") and not is_narrowed:
            found.append(urldefrag(there._replace(scheme="", netloc="").geturl())[0])
    return found


def answered(get, slugs, share=1):
    """(path, response) of every public address and of all that their pages lead to; of ``share`` addresses each first."""
    every = addresses(slugs)
    return crawl(get, every) if share == 1 else ((path, get(path)) for path in every[::share])


def crawl(get, paths, *, inside="/", most=2000):
    """(path, response) of the paths and of all that their pages lead to, under one prefix, until ``most`` are found.

    Of the citations, which every page has in three forms, one for each kind of page and language.
    """
    waiting, seen, kinds = list(paths), set(paths), set()
    while waiting and len(seen) < most:
        path = waiting.pop()
        response = get(path)
        yield path, response
        if response.streaming:  # a file is closed when it has been read
            deque(response.streaming_content, maxlen=0)
        for link in [response.headers.get("Location", ""), *linked(response, path)]:
            if not link.startswith(inside) or link in seen:
                continue
            if cited := CITATION.fullmatch(urlsplit(link).path):
                language, section, rest, form = cited.groups()
                kind = (language, section, (rest or "").count("/"), "as-of" in link)
                if kind in kinds or form != FORM_IN[language or "en"]:
                    continue
                kinds.add(kind)
            seen.add(link)
            waiting.append(link)
