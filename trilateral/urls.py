"""Addresses: the record in its languages, and the desk where this process has one."""

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
if apps.is_installed("initiatives.desk"):
    from django.contrib import admin  # only where there is a desk

    urlpatterns += [
        path("admin/", admin.site.urls),
    ]
urlpatterns += i18n_patterns(path("", include("initiatives.urls")), prefix_default_language=False)

handler400 = "initiatives.views.errors.bad_request"
handler403 = "initiatives.views.errors.permission_denied"
handler404 = "initiatives.views.errors.not_found"
handler500 = "initiatives.views.errors.server_error"
