"""Signing in: what the site changes in allauth (passwords, codes, passkeys) and axes (lockout)."""

import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from initiatives.visitors import address_of

WRONG = "The name and password do not match an account that may sign in."


def name_typed(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The account name a sign-in was tried with, as lockouts count it: capitals make no other account of it."""
    typed = (credentials or {}).get("username") or request.POST.get("login") or ""
    return str(typed).strip().casefold()[:150]


def is_locked(request: HttpRequest, name: str) -> bool:
    """True while sign-ins to this account from this address are refused."""
    return not AxesProxyHandler.is_allowed(request, {"username": name})


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]) -> HttpResponse:
    """The page of a locked sign-in: the same whether the account exists or not."""
    minutes = round(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    page = render(
        request, "account/locked.html", {"minutes": minutes, "tries": settings.AXES_FAILURE_LIMIT}, status=429
    )
    page["Retry-After"] = str(minutes * 60)
    return page


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up, no mail, no way off the site, and one answer to whatever is wrong with a name and password."""

    error_messages = {**DefaultAccountAdapter.error_messages, "username_password_mismatch": WRONG}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing is mailed: accounts have no address."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is mailed."""

    def is_safe_url(self, url: str | None) -> bool:
        """True for addresses of this very host: not of the other names it goes by, nor of trusted origins."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Rates are counted for a name from an address: counted for a name alone they would lock colleagues out."""
        return f"{name_typed(request, credentials)}|{address_of(request)}"

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """An account that may not sign in is answered like one that is not there."""
        user = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        self.add_message(request, messages.ERROR, message=WRONG)
        return HttpResponseRedirect(reverse("account_login"))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who gave a password or factor just now is not asked for it again."""
        request = context.request
        records = get_authentication_records(request, request.user)
        fresh = any(time.time() - record["at"] < account_settings.REAUTHENTICATION_TIMEOUT for record in records)
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)


class FactorAdapter(DefaultMFAAdapter):
    """Names for authenticator apps and passkeys."""

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002  allauth's name
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"


class OnceMixin:
    """A code form that keeps the lockout and takes each code of an app once, whichever process took it before.

    allauth remembers used codes and rates in the cache, which several processes need not share; the lockout and the
    counter of the last code are in the database.
    """

    def clean_code(self) -> str:
        request, name = context.request, self.user.get_username()  # type: ignore[attr-defined]
        if is_locked(request, name_typed(request, {"username": name})):
            request.axes_locked_out = True
            raise get_adapter().validation_error("incorrect_code")
        code = super().clean_code()  # type: ignore[misc]
        authenticator: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.TOTP:
            secret = decrypt(authenticator.data["secret"])
            counters = (
                counter
                for counter in yield_hotp_counters_from_time()
                if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter)))
            )
            counter = max(counters, default=0)
            if counter <= authenticator.data.get("counter", 0):
                raise get_adapter().validation_error("incorrect_code")
            authenticator.data["counter"] = counter
            authenticator.save(update_fields=["data"])
        return code


class CodeForm(OnceMixin, AuthenticateForm):
    """The code asked for when signing in."""


class CodeAgainForm(OnceMixin, ReauthenticateForm):
    """The code asked for again before something sensitive."""


# --- What signals tell: see DeskConfig.ready


def count_wrong_code(request: HttpRequest, user: Any, **_: Any) -> None:
    """A wrong second factor counts towards the lockout like a wrong password."""
    AxesProxyHandler.user_login_failed(
        sender=get_user_model(), credentials={"username": user.get_username()}, request=request
    )


def count_new_factor(request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    """Setting a factor up proves that it is at hand: the session has it from then on, without signing in again."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES or _was_used_here(request, user, authenticator.type):
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def _was_used_here(request: HttpRequest, user: Any, kind: str) -> bool:
    """True where this session came in with a factor of the kind: new recovery codes take the place of old ones."""
    return any(record.get("type") == kind for record in get_authentication_records(request, user))
