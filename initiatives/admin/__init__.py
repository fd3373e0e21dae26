"""The desk's admin: one module for each kind of page."""

from initiatives.admin import (
    activities,
    changesets,
    countries,
    documents,
    entries,
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
    "changesets",
    "countries",
    "documents",
    "entries",
    "initiatives",
    "intake",
    "meetings",
    "officials",
    "passages",
    "people",
    "pillars",
    "references",
]
