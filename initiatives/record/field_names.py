"""What models and their fields are called in words, in the language being read."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from modeltranslation.fields import TranslationField

from initiatives.choices import Language
from initiatives.record.citation_rules import OWNED_COLUMN
from initiatives.record.kinds import KINDS


def of_model(model: type[models.Model]) -> str:
    """Meeting, Delegate, Passage."""
    return str(capfirst(_(str(model._meta.verbose_name))))


# One word in English where the other languages have two.
APART = {("document", "title"): pgettext_lazy("of a document", "title")}


def of_field(field: Any) -> str:
    """Host country; of a column that stands in three languages, with its language: Name (Japanese)."""
    if not isinstance(field, TranslationField):
        return str(capfirst(APART.get((field.model._meta.model_name, field.name)) or _(str(field.verbose_name))))
    named = {"field": _(str(field.translated_field.verbose_name)), "language": Language(field.language).label}
    return str(capfirst(_("%(field)s (%(language)s)") % named))


def of_column(model: type[models.Model], column: str) -> str:
    """The name of the field behind a column (``official_id``); the column itself where the tables have it no more."""
    field = field_of(model, column)
    return column if field is None else of_field(field)


def field_of(model: type[models.Model], column: str) -> Any:
    """The field of a column (``official_id``), or None where today's tables have it no more."""
    for name in (column, column.removesuffix("_id")):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(found, models.Field):
            return found
    return None


def base_of(model: type[models.Model], column: str) -> str:
    """The name of the field behind a column, whatever the language: name of ``name_ja``, host of ``host_id``."""
    found = field_of(model, column)
    if isinstance(found, TranslationField):
        return str(found.translated_field.name)
    return column if found is None else str(found.name)


def of_plain(model: type[models.Model], name: str) -> str:
    """The name of a field, without the language where it stands in three."""
    return str(capfirst(_(str(model._meta.get_field(name).verbose_name))))  # type: ignore[union-attr]


def of_cited(citation: Mapping[str, Any]) -> str:
    """The name of the field that a citation supports, given its row in a snapshot."""
    owned = next((name for name, column in OWNED_COLUMN.items() if citation[f"{column}_id"]), "")
    root = next((kind for kind in KINDS if citation[f"{kind}_id"]), "citation")
    return of_column(apps.get_model("initiatives", owned or root), citation["field"])
