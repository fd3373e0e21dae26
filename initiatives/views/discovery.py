"""What the site says of itself to programs that look for it: to crawlers, to browsers, to who found a weakness."""

import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.record import realm
from initiatives.templatetags.languages import site_address
from initiatives.views.files import answer
from initiatives.views.schema_org import public

TEXT = "text/plain; charset=utf-8"
SHORT_NAME, LONG_NAME = 16, 48  # characters that OpenSearch allows


def robots(request: HttpRequest) -> HttpResponseBase:
    """``robots.txt``: everything public may be read. The same with a desk and without."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in realm.DESK_PATHS),
        "",
        f"Sitemap: {public(reverse('sitemap'), site_address(request))}",
    ]
    return answer(request, "".join(f"{line}\n" for line in lines).encode(), TEXT)


def security(request: HttpRequest) -> HttpResponseBase:
    """``/.well-known/security.txt`` (RFC 9116); 404 where no contact is set: none is made up.

    Whoever runs the site vouches for the contact by running it: it holds to the end of next month.
    """
    if not settings.SECURITY_CONTACT:
        return HttpResponse("This site names no contact for reports of weaknesses.\n", TEXT, status=404)
    first = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    after_next = (first + datetime.timedelta(days=62)).replace(day=1)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {after_next:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {public(reverse('security'), site_address(request))}",
    ]
    return answer(request, "".join(f"{line}\n" for line in lines).encode(), TEXT)


def opensearch(request: HttpRequest) -> HttpResponseBase:
    """The search of the site in the language being read, for browsers that offer it (OpenSearch 1.1)."""
    site, name = site_address(request), _(settings.SITE_NAME)
    words = {
        "short": shortened(name, SHORT_NAME),
        "long": shortened(name, LONG_NAME),
        "description": _("Rounds, officials, initiatives and every passage of the documents in the record"),
        "search": public(reverse("search"), site),
        "here": public(request.path, site),
        "icon": public(static("trilateral/icon-32.png"), site),
    }
    content = render(request, "opensearch.xml", words).content
    return answer(request, content, "application/opensearchdescription+xml; charset=utf-8")


def shortened(name: str, most: int) -> str:
    """As many whole words of a name as are allowed; of one long word its beginning."""
    while len(name) > most and " " in name:
        name = name.rpartition(" ")[0]
    return name[:most]
