"""What every template knows of the public record: the edition it shows and the site's own words."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, gettext_noop

from initiatives.published.models import Publication

# The subject line is a setting; the one it has of itself is in the catalogues, under the names the ministries use.
gettext_noop("U.S.-Japan-ROK Trilateral Vice Foreign Ministerial consultations")


def edition(request: HttpRequest) -> dict[str, Any]:
    """``edition``: the publication shown, read at most once and only where a template asks for it.

    ``as_of`` is that publication where the page shows the record as it was, otherwise None.
    """
    earlier = getattr(request, "as_of", None)
    return {
        "edition": earlier or SimpleLazyObject(lambda: Publication.objects.order_by("-number").first()),
        "as_of": earlier,
        "preview": getattr(request, "preview", ""),
        "site_name": settings.SITE_NAME,
        "site_subject": gettext(settings.SITE_SUBJECT),
        "publisher_name": settings.PUBLISHER_NAME,
        "publisher_address": settings.PUBLISHER_ADDRESS,
        "languages": settings.LANGUAGES,
    }
