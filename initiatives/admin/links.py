"""Links between pages of the admin."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from initiatives.desk.preview import PREVIEW

LANGUAGES = (("", "English"), ("ja/", "日本語"), ("ko/", "한국어"))


def preview_links(row: Any) -> list[tuple[str, str]]:
    """(language, address) of the desk previews of a row's page."""
    return previews_of(row.get_absolute_url())


def previews_of(page: str, within: str = PREVIEW) -> list[tuple[str, str]]:
    """(language, address) of the previews of a public page, of the desk or ``within`` a changeset."""
    return [(language, f"{within}{prefix}{page.lstrip('/')}") for prefix, language in LANGUAGES]


def change_url(row: Any) -> str:
    """The address of a row's form."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def history_url(row: Any) -> str:
    """The address of a root's history."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=[row.pk])


def to_change(row: Any, words: str = "") -> SafeString:
    """A link to a row's form."""
    return format_html('<a href="{}">{}</a>', change_url(row), words or str(row))
