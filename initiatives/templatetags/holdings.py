"""Documents told apart: held in full or listed, of the round itself or beside it; and what each is."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _

from initiatives.choices import DocumentKind
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


@register.filter
def own(documents: Iterable[Document]) -> list[Document]:
    """Those that speak of their round itself. Reads loaded rows."""
    return [document for document in documents if document.is_own]


@register.filter
def called(document: Document) -> str:
    """What a document is: readout, joint statement, joint fact sheet; “joint” once."""
    words = document.get_kind_display()
    if document.joint and document.kind != DocumentKind.JOINT_STATEMENT:
        return _("joint %(kind)s") % {"kind": words}
    return words
