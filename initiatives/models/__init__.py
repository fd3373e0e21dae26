"""The nouns of the record, one module each. Every table here is in both databases, desk and public record."""

from initiatives.models.activities import Activity
from initiatives.models.citations import Citation
from initiatives.models.concepts import Concept, ConceptForm
from initiatives.models.countries import Country
from initiatives.models.documents import Document, Passage
from initiatives.models.initiatives import Initiative
from initiatives.models.meetings import Delegate, Meeting
from initiatives.models.officials import Official, OfficialName, Tenure
from initiatives.models.pillars import Pillar
from initiatives.models.references import Reference

__all__ = [
    "Activity",
    "Citation",
    "Concept",
    "ConceptForm",
    "Country",
    "Delegate",
    "Document",
    "Initiative",
    "Meeting",
    "Official",
    "OfficialName",
    "Passage",
    "Pillar",
    "Reference",
    "Tenure",
]
