"""The desk's admin: one module for each kind of page."""

from initiatives.admin import (
    activities,
    audit_log,
    changesets,
    countries,
    documents,
    initiatives,
    intake,
    meetings,
    officials,
    passages,
    people,
    pillars,
    references,
)

__all__ = [
    "activities",
    "audit_log",
    "changesets",
    "countries",
    "documents",
    "initiatives",
    "intake",
    "meetings",
    "officials",
    "passages",
    "people",
    "pillars",
    "references",
]
