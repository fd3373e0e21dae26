"""Requests that cannot be answered: 400, 403, 404, 410, 500, each with what is wrong and a way on.

People get a page, programs problem details.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, QueryDict
from django.shortcuts import render
from django.template import loader

from initiatives.problems import is_for_programs, problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the message names the value that was wrong. No link of the page repeats it."""
    request.GET = QueryDict()
    if is_for_programs(request):
        return problem(400, str(exception))
    return render(request, "400.html", {"message": str(exception)}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_for_programs(request):
        return problem(403)
    return render(request, "403.html", {"message": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_for_programs(request):
        said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
        return problem(404, said)
    return render(request, "404.html", status=404)


def gone(request: HttpRequest, reason: str, words: str = "", language: str = "") -> HttpResponse:
    """410: what stood here was withdrawn, and why; of a passage its last words, in their language."""
    return render(request, "410.html", {"reason": reason, "words": words, "language": language}, status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without any query, since the database may be what failed."""
    if is_for_programs(request):
        return problem(500)
    return HttpResponseServerError(loader.render_to_string("500.html"))
