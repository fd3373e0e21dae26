"""The desk's own app: lives in the desk database and nowhere else; and the admin on the desk's own site."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AppConfig):
    name = "initiatives.desk"
    label = "desk"
    verbose_name = "Publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("initiatives.desk.signals")  # it needs models


class DeskAdminConfig(AdminConfig):
    """Django's admin, the desk's part of it loaded first: the site must be made before anything registers with it."""

    default_site = "initiatives.admin.site.DeskAdminSite"

    def ready(self) -> None:
        import_module("initiatives.admin")
        super().ready()
