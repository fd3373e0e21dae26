"""Who may enter the desk: active staff, with a second factor where the site requires one."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse

from initiatives.desk import resend
from initiatives.record import realm

METHODS = ("GET", "HEAD", "POST")  # all that pages and forms need
SIGN_IN = {"account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn"}
STEP_UP = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}

Handler = Callable[[HttpRequest], HttpResponse]


def has_second_factor(request: HttpRequest) -> bool:
    """True where this session, not only its account, was signed in to with a second factor that still exists.

    One query for each request that asks. A factor an administrator has taken away ends here with the next request.
    """
    known: bool | None = getattr(request, "_has_second_factor", None)
    if known is None:
        records = get_authentication_records(request, request.user)
        keys = [record.get("id") for record in records if record.get("method") == "mfa"]
        known = bool(keys) and Authenticator.objects.filter(user_id=request.user.pk, pk__in=keys).exists()
        request._has_second_factor = known  # type: ignore[attr-defined]
    return known


def may_enter(request: HttpRequest) -> bool:
    """True for active staff, with a second factor where the site requires one: asked by every page of the desk."""
    user: Any = request.user
    return bool(user.is_active and user.is_staff and (not settings.REQUIRE_MFA or has_second_factor(request)))


def gate(get_response: Handler) -> Handler:
    """Lets nobody past who may not enter, on every address of the desk, whatever the view behind it asks.

    Sends people to sign in, to give their second factor, or to set one up. A session without the second factor its
    account has may not manage factors either, or it could add one of its own.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if getattr(request, "realm", realm.PUBLIC) != realm.DESK:
            return get_response(request)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if request.path_info.startswith("/accounts/"):
            return _at_accounts(request, get_response)
        if request.path_info == reverse("admin:login"):
            return get_response(request)  # leads to the sign-in page
        if not request.user.is_authenticated:
            return _sent(request, reverse("account_login"), 401, "Sign in to go on.")
        if not request.user.is_staff:
            raise PermissionDenied("This account is not staff: an administrator can change that.")
        if not may_enter(request):
            return _sent(request, _second_factor_page(request), 403, "A second factor is required.")
        return get_response(request)

    return middleware


def _at_accounts(request: HttpRequest, get_response: Handler) -> HttpResponse:
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        return get_response(request)
    if name in SIGN_IN or (request.user.is_authenticated and name in STEP_UP):
        return get_response(request)
    if not request.user.is_authenticated:
        return _sent(request, reverse("account_login"), 401, "Sign in to go on.")
    if has_second_factor(request) or not Authenticator.objects.filter(user_id=request.user.pk).exists():
        return get_response(request)
    return _sent(request, _second_factor_page(request), 403, "Give your second factor first.")


def _second_factor_page(request: HttpRequest) -> str:
    """Where this session can get its second factor: its account's own, otherwise the page to set one up."""
    kinds = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        return reverse("mfa_reauthenticate")
    return reverse("mfa_reauthenticate_webauthn" if kinds else "mfa_index")


def _sent(request: HttpRequest, page: str, status: int, words: str) -> HttpResponse:
    """A redirect that leads back here; for scripts, which would follow it blindly, the status and the address; for a
    form somebody filled, a page with all of it, to be sent again."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    address = f"{page}?{urlencode({'next': back})}" if back else page
    if request.headers.get("Sec-Fetch-Dest") == "empty" or not request.accepts("text/html"):
        return JsonResponse({"detail": words, "address": page}, status=status)
    if resend.may_be_given_back(request):
        return resend.give_back(request, status=status, words=words, page=page)
    return HttpResponseRedirect(address)


def context(request: HttpRequest) -> dict[str, Any]:
    """What templates of the desk are told: that a password alone opens it, where that is so."""
    return {"second_factor_is_off": not settings.REQUIRE_MFA}
