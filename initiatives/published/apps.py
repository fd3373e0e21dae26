"""The public record's own app: lives in the public database and nowhere else."""

from django.apps import AppConfig


class PublishedConfig(AppConfig):
    name = "initiatives.published"
    label = "published"
    verbose_name = "The public record"
    default_auto_field = "django.db.models.BigAutoField"
