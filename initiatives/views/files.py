"""Answers that are no pages: feeds, calendars, maps of the site. Each knows how it is told from the one before."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.generic import View


class File(View):
    """The record as it is now in another form. Parameters it does not know are left alone, as those of a page are.

    One is refused: ``as-of`` asks for an earlier state, and an answer that passed it over would not be what was asked.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "as_of", None):
            raise BadRequest(_("This address shows the record as it is now and does not know the parameter “as-of”."))
        return super().dispatch(request, *args, **kwargs)


def answer(request: HttpRequest, content: bytes, kind: str, changed: datetime | None = None) -> HttpResponseBase:
    """The content with its hash and the moment since which it can have changed; 304 where the reader has it."""
    response = HttpResponse(content, content_type=kind)
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    moment = int(changed.timestamp()) if changed else None
    if moment is not None:
        response["Last-Modified"] = http_date(moment)
    given = get_conditional_response(request, response["ETag"], moment, response)
    return given or response
