"""A form of the desk that could not be taken: given back with all that was typed, to be sent again after signing in."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure

from initiatives.desk.private_drafts import NOT_TYPED, body_of

# Forms of the record and of the work on it. Never those of accounts: a password is not put into a page.
CARRIED = ("/admin/initiatives/", "/admin/desk/")


def is_from_here(request: HttpRequest) -> bool:
    """True where the browser says that a page of this site sent the form, and nothing it says speaks against it."""
    told = []
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        told.append(site == "same-origin")
    for name in ("Origin", "Referer"):
        address = request.headers.get(name)
        if address is not None:
            told.append(_host_of(address) == request.get_host().lower())
    return bool(told) and all(told)


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def may_be_given_back(request: HttpRequest) -> bool:
    """True where a form may be offered for sending again.

    Another site's form may not: it would arrive without its session, as cookies of the desk are not sent along, and
    one click on the page that gives it back would send it as this site's own.
    """
    return (
        request.method == "POST"
        and request.path_info.startswith(CARRIED)
        and is_from_here(request)
        and bool(body_of(request.POST))
    )


def give_back(request: HttpRequest, *, status: int, words: str, page: str = "") -> HttpResponse:
    """The page that carries a form; ``page`` is where to sign in first."""
    carried = [(name, value) for name, values in request.POST.lists() for value in values if name != NOT_TYPED[0]]
    context = {
        "title": "Send it again",
        "words": words,
        "page": page,
        "address": request.get_full_path(),
        "carried": carried,
        "files": [str(file) for _, files in request.FILES.lists() for file in files],  # their names
    }
    return render(request, "desk/send_again.html", context, status=status)


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token is wrong: with all that was typed where this site sent it, as after signing in
    again in another tab, which makes the tokens of older pages void."""
    if may_be_given_back(request) and request.headers.get("Sec-Fetch-Dest") != "empty":
        return give_back(request, status=403, words="This form was opened before you signed in again.")
    return csrf_failure(request, reason=reason)
