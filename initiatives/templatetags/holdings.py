"""Documents told apart: held in full, or listed."""

from collections.abc import Iterable

from django import template

from initiatives.models import Document

register = template.Library()


@register.filter
def held(documents: Iterable[Document]) -> list[Document]:
    """Those whose text is held. Reads loaded rows."""
    return [document for document in documents if not document.is_listed]


@register.filter
def listed_only(documents: Iterable[Document]) -> list[Document]:
    """Those known by their address alone. Reads loaded rows."""
    return [document for document in documents if document.is_listed]
