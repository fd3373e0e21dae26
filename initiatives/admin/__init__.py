"""The desk's admin: one module for each kind of page."""

from initiatives.admin import (
    accounts,
    activities,
    audit_log,
    changesets,
    concepts,
    countries,
    documents,
    initiatives,
    intake,
    kinds,
    meetings,
    officials,
    passages,
    pillars,
    references,
)

__all__ = [
    "accounts",
    "activities",
    "audit_log",
    "changesets",
    "concepts",
    "countries",
    "documents",
    "initiatives",
    "intake",
    "kinds",
    "meetings",
    "officials",
    "passages",
    "pillars",
    "references",
]
