"""What lets caches and programs ask only for what has changed: ETag, Last-Modified, 304."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from initiatives.problems import problem
from initiatives.published.models import Publication

HOUSE = Path(__file__).resolve().parent.parent


@cache
def release() -> str:
    """What tells this code from any other: the same in every process of it."""
    told = hashlib.sha256()
    for path in sorted(HOUSE.rglob("*.py")):
        told.update(path.relative_to(HOUSE).as_posix().encode() + path.read_bytes())
    return told.hexdigest()[:16]


class Edition:
    """The state of the record that an answer shows: the newest publication, and the earlier one where it is asked for.

    Reads the publication once.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.newest: Any = Publication.objects.order_by("-number").first()
        earlier = getattr(request, "as_of", None)
        self.shown: Any = earlier or self.newest
        self.is_kept = not getattr(request, "preview", "")  # a rehearsal is never what stands at an address

    @property
    def number(self) -> int | None:
        return self.shown.number if self.shown else None

    def etag(self, request: HttpRequest, media_type: str) -> str:
        """The same for the same code, record, address and form, and for nothing else: withdrawals change the past."""
        newest = self.newest.number if self.newest else 0
        told = [release(), newest, self.number, request.build_absolute_uri(), media_type]
        return f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"'

    def answered(self, request: HttpRequest, media_type: str) -> HttpResponse | None:
        """304, or 412, where the conditions of the request ask for no more."""
        if not self.is_kept:
            return None
        etag = self.etag(request, media_type)
        found: Any = get_conditional_response(request, etag=etag, last_modified=self._changed())
        if found is None:
            return None
        response: HttpResponse = problem(412) if found.status_code == 412 else found
        return self.marked(request, response, media_type)

    def marked(self, request: HttpRequest, response: Any, media_type: str) -> Any:
        """The response with what a later request can ask by."""
        if self.is_kept and response.status_code in (200, 304):
            response.headers["ETag"] = self.etag(request, media_type)
            if changed := self._changed():
                response.headers["Last-Modified"] = http_date(changed)
            response.headers["Cache-Control"] = "no-cache"  # kept, and asked for again each time
        return response

    def _changed(self) -> int | None:
        return int(self.newest.published_at.timestamp()) if self.newest else None
