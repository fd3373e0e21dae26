"""Addresses: the record in its languages, and the desk where this process has one."""

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from initiatives.urls import at_root

urlpatterns: list[URLPattern | URLResolver] = []
if apps.is_installed("initiatives.desk"):
    # Only where there is a desk. Of allauth what the desk has a use for: no sign-up, no mail.
    from allauth.account import views as account
    from django.contrib import admin

    urlpatterns += [
        path("accounts/login/", account.login, name="account_login"),
        path("accounts/logout/", account.logout, name="account_logout"),
        path("accounts/password/", account.password_change, name="account_change_password"),
        path("accounts/again/", account.reauthenticate, name="account_reauthenticate"),
        path("accounts/factors/", include("allauth.mfa.urls")),
        path("admin/", admin.site.urls),
    ]
urlpatterns += [path("api/v1/", include("initiatives.api.urls")), *at_root]
urlpatterns += i18n_patterns(path("", include("initiatives.urls")), prefix_default_language=False)

handler400 = "initiatives.views.errors.bad_request"
handler403 = "initiatives.views.errors.permission_denied"
handler404 = "initiatives.views.errors.not_found"
handler500 = "initiatives.views.errors.server_error"
