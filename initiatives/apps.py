"""The domain app: tables of the record, in both databases."""

from importlib import import_module

from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "initiatives"
    verbose_name = "The record"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("initiatives.checks")  # it needs models
