"""The desk's own app: lives in the desk database and nowhere else."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "initiatives.desk"
    label = "desk"
    verbose_name = "Publishing"
    default_auto_field = "django.db.models.BigAutoField"
