"""Problem details (RFC 9457): what programs are told where a request of theirs cannot be answered."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"  # of the addresses that speak to programs


def is_for_programs(request: HttpRequest | None) -> bool:
    """True of requests that are answered with problem details where a page would be an error page."""
    return request is not None and request.path_info.startswith(PREFIX)


def problem(
    status: int, detail: str = "", *, title: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """A response that says what is wrong: its status and name, what happened this time, and ``more`` by name."""
    said = {"type": "about:blank", "title": title or HTTPStatus(status).phrase, "status": status}
    if detail:
        said["detail"] = detail
    said |= {name: value for name, value in more.items() if value not in ("", None)}
    return HttpResponse(
        json.dumps(said, ensure_ascii=False), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {})
    )
