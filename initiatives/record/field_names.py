"""What models and their fields are called in words, in the language being read."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from modeltranslation.fields import TranslationField

from initiatives.choices import Language
from initiatives.record.aggregates import AGGREGATES
from initiatives.record.citation_rules import OWNED_COLUMN

# The names stand in the models, where the admin reads them; here they are said to be words that pages show.
NAMES = (
    gettext_noop("ISO 3166 code"),
    gettext_noop("SHA-256 of the text"),
    gettext_noop("a translation"),
    gettext_noop("activity"),
    gettext_noop("address"),
    gettext_noop("archive address"),
    gettext_noop("basis"),
    gettext_noop("citation"),
    gettext_noop("city"),
    gettext_noop("claim about counts"),
    gettext_noop("convened by an official"),
    gettext_noop("convened by, in words"),
    gettext_noop("country"),
    gettext_noop("date of the source"),
    gettext_noop("date read"),
    gettext_noop("delegate"),
    gettext_noop("display name"),
    gettext_noop("document"),
    gettext_noop("end"),
    gettext_noop("family name"),
    gettext_noop("field"),
    gettext_noop("first code point"),
    gettext_noop("first day"),
    gettext_noop("formal name"),
    gettext_noop("format"),
    gettext_noop("given name"),
    gettext_noop("host country"),
    gettext_noop("in the name of all three"),
    gettext_noop("initiative"),
    gettext_noop("issued on"),
    gettext_noop("issuers"),
    gettext_noop("kind"),
    gettext_noop("language"),
    gettext_noop("last code point"),
    gettext_noop("last day"),
    gettext_noop("lead in"),
    gettext_noop("level"),
    gettext_noop("licence"),
    gettext_noop("meeting"),
    gettext_noop("name"),
    gettext_noop("name as printed"),
    gettext_noop("name of the original file"),
    gettext_noop("note"),
    gettext_noop("number"),
    gettext_noop("number of the round"),
    gettext_noop("official"),
    gettext_noop("official address"),
    gettext_noop("official name"),
    gettext_noop("one of the three parties"),
    gettext_noop("order"),
    gettext_noop("order in English"),
    gettext_noop("order in Japanese"),
    gettext_noop("order in Korean"),
    gettext_noop("order in the source"),
    gettext_noop("organisation"),
    gettext_noop("original sha256"),
    gettext_noop("other initiatives it names"),
    gettext_noop("parent"),
    gettext_noop("party"),
    gettext_noop("passage"),
    gettext_noop("pillar"),
    gettext_noop("publisher"),
    gettext_noop("quotation"),
    gettext_noop("reading text"),
    gettext_noop("reference"),
    gettext_noop("references"),
    gettext_noop("repairs"),
    gettext_noop("role"),
    gettext_noop("romanisation"),
    gettext_noop("script"),
    gettext_noop("short name"),
    gettext_noop("slug"),
    gettext_noop("source address"),
    gettext_noop("speaker"),
    gettext_noop("start"),
    gettext_noop("state"),
    gettext_noop("summary"),
    gettext_noop("symbol"),
    gettext_noop("tenure"),
    gettext_noop("text as filed"),
    gettext_noop("time zone"),
    gettext_noop("title"),
    gettext_noop("title as printed"),
    gettext_noop("title of the source"),
    gettext_noop("title, our translation"),
    gettext_noop("translation of"),
    gettext_noop("venue"),
)


def of_model(model: type[models.Model]) -> str:
    """Meeting, Delegate, Passage."""
    return str(capfirst(_(str(model._meta.verbose_name))))


def of_field(field: Any) -> str:
    """Host country; of a column that stands in three languages, with its language: Name (Japanese)."""
    if not isinstance(field, TranslationField):
        return str(capfirst(_(str(field.verbose_name))))
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


def of_cited(citation: Mapping[str, Any]) -> str:
    """The name of the field that a citation supports, given its row in a snapshot."""
    owned = next((name for name, column in OWNED_COLUMN.items() if citation.get(f"{column}_id")), "")
    root = next((kind for kind in AGGREGATES if citation.get(f"{kind}_id")), "citation")
    return of_column(apps.get_model("initiatives", owned or root), citation["field"])
