"""The words behind facts: the citations of a root by the row and the field they support."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from initiatives.models import Citation
from initiatives.models.citations import OWNED_KEYS
from initiatives.serializers.columns import owning_columns
from initiatives.serializers.rows import Data, as_data

UNSAID = ("field", "position")  # said by where a citation stands


def as_source(citation: Citation, language: str = "", site: str = "") -> Data:
    """A citation beside the fact it supports: quotation, basis, the passage with its document and ¶, or the source.

    What is empty is left out: a passage has no publisher, and another source no ¶.
    """
    data = as_data(citation, language, site, besides=(*UNSAID, *owning_columns()))
    if citation.passage:
        data |= {"in_document": citation.passage.document.slug, "number": citation.passage.number}
    return {name: value for name, value in data.items() if value not in (None, [])}


def by_field(citations: Iterable[Citation], language: str = "", site: str = "") -> dict[str, list[Data]]:
    """field → its citations, in their order."""
    found: dict[str, list[Data]] = {}
    for citation in sorted(citations, key=lambda each: (each.field, each.position, str(each.pk))):
        found.setdefault(citation.field, []).append(as_source(citation, language, site))
    return found


def by_owner(citations: Iterable[Citation]) -> dict[Any, list[Citation]]:
    """key of the row of a root, or None for the root itself → the citations of its facts."""
    found: dict[Any, list[Citation]] = defaultdict(list)
    for citation in citations:
        found[next((key for name in OWNED_KEYS if (key := getattr(citation, f"{name}_id"))), None)].append(citation)
    return found
