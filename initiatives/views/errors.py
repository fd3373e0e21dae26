"""Pages for requests that cannot be answered: 400, 403, 404, 410, 500, each with what is wrong and a way on."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the message names the value that was wrong."""
    return render(request, "400.html", {"message": str(exception)}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"message": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def gone(request: HttpRequest, reason: str, words: str = "", language: str = "") -> HttpResponse:
    """410: what stood here was withdrawn, and why; of a passage its last words, in their language."""
    return render(request, "410.html", {"reason": reason, "words": words, "language": language}, status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without any query, since the database may be what failed."""
    return HttpResponseServerError(loader.render_to_string("500.html"))
