"""Documents told apart: held in full or listed, of the round itself or beside it; and what each is."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _

from initiatives.choices import DocumentKind, DocumentVersion
from initiatives.models import Document
from initiatives.record import versions

register = template.Library()


@register.filter
def held(documents: Iterable[Document]) -> list[Document]:
    """Those whose text is held. Reads loaded rows."""
    return [document for document in documents if not document.is_listed]


@register.filter
def listed_only(documents: Iterable[Document]) -> list[Document]:
    """Those known by their address alone. Reads loaded rows."""
    return [document for document in documents if document.is_listed]


@register.filter
def own(documents: Iterable[Document]) -> list[Document]:
    """Those that speak of their round itself. Reads loaded rows."""
    return [document for document in documents if document.is_own]


@register.filter
def in_languages(documents: Iterable[Document]) -> int:
    """In how many languages they are, where papers are among them in several; otherwise 0. Reads loaded rows."""
    found = list(documents)
    is_several = len(versions.papers(found)) < len(found)
    return len({document.language for document in found}) if is_several else 0


@register.filter
def papers(documents: Iterable[Document]) -> list[versions.Paper]:
    """The papers they are, each with its language versions. Reads loaded rows."""
    return versions.papers(documents)


@register.filter
def called_as_version(document: Document) -> str:
    """Original in English; official version in Japanese."""
    words = {"language": document.get_language_display()}
    if document.version == DocumentVersion.OFFICIAL:
        return _("official version in %(language)s") % words
    if document.version == DocumentVersion.UNOFFICIAL:
        return _("unofficial version in %(language)s") % words
    return _("original in %(language)s") % words


@register.filter
def called(document: Document) -> str:
    """What a document is: readout, joint statement, joint fact sheet; “joint” once."""
    words = document.get_kind_display()
    if document.joint and document.kind != DocumentKind.JOINT_STATEMENT:
        return _("joint %(kind)s") % {"kind": words}
    return words
