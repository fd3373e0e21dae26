"""Every public address there is: each name of the site's addresses, for each slug, and every link that a page holds."""

import re
from itertools import product
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import reverse
from django.urls.converters import IntConverter
from django.utils import translation

from initiatives import models, urls

LANGUAGES = ("en", "ja", "ko")
LINK = re.compile(r"""(?:href|src|action)=["']([^"'#]*)""")


def addresses(slugs, numbers=(1, 2, 9)):
    """The path of every public address in every language, with each of its slugs or numbers where it takes one.

    ``slugs`` are those of each list: ``{"rounds": […], "officials": […]}``; other addresses are tried with one slug.
    """
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            for pattern in urls.urlpatterns:
                listed = slugs.get(str(pattern.pattern).partition("/")[0], ["unknown"])
                converters = pattern.pattern.converters.values()
                values = [numbers if isinstance(one, IntConverter) else listed for one in converters]
                found += [reverse(pattern.name, args=arguments) for arguments in product(*values)]
    return list(dict.fromkeys(found))


def slugs_in(using):
    """The slugs that one database holds, by the list their pages stand in."""
    lists = {"rounds": models.Meeting, "officials": models.Official, "pillars": models.Pillar}
    lists |= {"initiatives": models.Initiative, "activities": models.Activity, "references": models.Reference}
    lists |= {"documents": models.Document}
    return {name: list(model.objects.using(using).values_list("slug", flat=True)) for name, model in lists.items()}


def linked(response, path):
    """The paths, with their queries, that a page of this site links to."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    found = []
    for link in LINK.findall(response.content.decode()):
        there = urlsplit(urljoin(f"http://testserver{path}", link.replace("&amp;", "&")))
        if there.netloc in ("testserver", "") and not there.path.startswith("/static/"):
            found.append(urldefrag(there._replace(scheme="", netloc="").geturl())[0])
    return found


def crawl(get, paths, *, inside="/", most=2000):
    """(path, response) of the paths and of all that their pages lead to, under one prefix."""
    waiting, seen = list(paths), set(paths)
    while waiting and len(seen) < most:
        path = waiting.pop()
        response = get(path)
        yield path, response
        for link in [response.headers.get("Location", ""), *linked(response, path)]:
            if link.startswith(inside) and link not in seen:
                seen.add(link)
                waiting.append(link)
