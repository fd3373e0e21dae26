"""The desk's admin: one module for each kind of page."""

from initiatives.admin import entries, intake, people

__all__ = ["entries", "intake", "people"]
